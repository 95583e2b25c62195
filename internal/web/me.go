package web

import (
	"net/http"
	"strings"

	"sotay/internal/account"
	"sotay/internal/audit"
	"sotay/internal/member"
	"sotay/internal/platform/civil"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// meRoutes are what is one's own: the record and who opened it, where one is
// signed in, how pages look.
func (w *Web) meRoutes() []Route {
	return []Route{
		signed("GET /me", w.me),
		signed("GET /me/opened", w.opened),
		signed("POST /me/sessions/{id}/end", w.endSession),
		signed("POST /me/sign-out-everywhere", w.endSessions),
	}
}

// openedShown is how many of those who opened one's record stand on the first page.
const openedShown = 5

func (w *Web) me(rw http.ResponseWriter, r *http.Request, v visit) error {
	p := w.page(r, v, "Tôi")
	d := views.MeData{Head: ui.PersonHead{Name: v.Who.Name, Role: roleOf(v.Who)}, Here: p.Here, Large: p.Look.Large, Theme: p.Look.Theme}
	var err error
	if d.Card, err = w.myCard(r, v); err != nil {
		return err
	}
	log, err := w.Audit.OfMyRecord(r.Context(), v.who(), "")
	if err != nil {
		return err
	}
	d.MoreOpened = len(log) > openedShown
	d.Opened = w.openedRows(log[:min(len(log), openedShown)])
	all, err := w.Accounts.Sessions(r.Context(), v.who())
	if err != nil {
		return err
	}
	d.Sessions = sessionViews(all, v.Session.ID)
	return show(rw, r, views.Me(p, d))
}

// myCard is the summary of the actor's own record; an office's account has none,
// and who has left sees it no more.
func (w *Web) myCard(r *http.Request, v visit) ([]ui.Fact, error) {
	if v.Who.Member == "" || !v.Who.Holds(member.Own) {
		return nil, nil
	}
	m, err := w.Members.Mine(r.Context(), v.who())
	if err != nil {
		return nil, err
	}
	today := civil.In(w.DB.Now())
	states := map[member.State]struct {
		Title string   `json:"title"`
		To    []string `json:"to"`
	}{}
	if _, err := w.Rules.On("member.states", today, &states); err != nil {
		return nil, err
	}
	posts, err := w.postsHeld(m, today)
	if err != nil {
		return nil, err
	}
	return filled([]ui.Fact{
		{Name: "Chi bộ", Value: m.UnitName},
		{Name: "Tư cách", Value: states[m.State].Title},
		{Name: "Chức vụ", Value: posts},
		{Name: "Ngày sinh", Value: m.Birth.String()},
		{Name: "Ngày vào Đảng", Value: m.Admitted.String()},
		{Name: "Ngày chính thức", Value: m.Official.String()},
		{Name: "Số thẻ đảng viên", Value: m.Card},
		{Name: "Điện thoại", Value: m.Phone},
	}), nil
}

// filled leaves out what is not known.
func filled(all []ui.Fact) []ui.Fact {
	var out []ui.Fact
	for _, f := range all {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

// postsHeld are the posts that the person holds today, in words.
func (w *Web) postsHeld(m member.Record, today civil.Date) (string, error) {
	rules, err := w.Members.PostRules(today)
	if err != nil {
		return "", err
	}
	titles := map[string]string{}
	for _, x := range rules {
		titles[x.Key] = x.Title
	}
	var held []string
	for _, x := range m.Posts {
		if x.From <= today && (x.To.IsZero() || today <= x.To) {
			held = append(held, titles[x.Post]+" "+m.Units[x.Unit].Name)
		}
	}
	return strings.Join(held, "; "), nil
}

// opened is the whole log of one's record, page by page.
func (w *Web) opened(rw http.ResponseWriter, r *http.Request, v visit) error {
	log, err := w.Audit.OfMyRecord(r.Context(), v.who(), r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	p := w.page(r, v, "Ai đã mở hồ sơ của tôi")
	p.Crumbs = []ui.Crumb{{Label: "Tôi", Href: "/me"}}
	p.Lede = "Mỗi lần người khác mở, sửa hồ sơ hoặc tài khoản của đồng chí đều được ghi lại ở đây."
	return show(rw, r, views.Opened(p, w.openedRows(log), olderThan("/me/opened?", log)))
}

// olderThan is the address of the lines before the last of a page; none where
// the log ends. base ends in "?" or "&".
func olderThan(base string, log []audit.Line) string {
	if len(log) < audit.PageSize {
		return ""
	}
	return base + "after=" + queryEscape(log[len(log)-1].ID)
}

func (w *Web) openedRows(log []audit.Line) []ui.Row {
	rows := make([]ui.Row, len(log))
	for i, l := range log {
		why := ""
		if l.Words != "" {
			why = "Theo quyền " + l.Words
		}
		rows[i] = ui.Row{Cells: []ui.Cell{{Text: w.deed(l), Sub: why}, {Text: doer(l)}, {Text: when(l.At)}}}
	}
	return rows
}

// deed is what a line of the log says was done.
func (w *Web) deed(l audit.Line) string {
	kind, _, _ := strings.Cut(l.Subject, ":")
	if words, ok := w.Words["audit."+kind+"."+l.Verb]; ok {
		return upperFirst(words)
	}
	return "Việc khác (" + l.Verb + ")"
}

// doer is who did it: a person, or the program by itself.
func doer(l audit.Line) string {
	switch {
	case l.Actor == "system:sign_in":
		return "Người đang đăng nhập"
	case strings.HasPrefix(l.Actor, "system:"):
		return "Phần mềm tự làm"
	case l.Name == "":
		return "Không rõ tên"
	}
	return l.Name
}

func sessionViews(all []account.Session, here string) []views.SessionView {
	out := make([]views.SessionView, len(all))
	for i, s := range all {
		out[i] = views.SessionView{ID: s.ID, Device: deviceName(s.Agent), Began: when(s.Began), Seen: when(s.Seen), Here: s.ID == here}
	}
	return out
}

// deviceName is what a browser calls itself, in words that its owner knows.
func deviceName(agent string) string {
	browser, system := "Trình duyệt", ""
	for _, b := range [][2]string{{"Edg", "Edge"}, {"SamsungBrowser", "Samsung Internet"}, {"coc_coc", "Cốc Cốc"}, {"Zalo", "Zalo"}, {"OPR", "Opera"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"CriOS", "Chrome"}, {"Safari", "Safari"}} {
		if strings.Contains(agent, b[0]) {
			browser = b[1]
			break
		}
	}
	for _, s := range [][2]string{{"Android", "điện thoại Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "máy tính Windows"}, {"Macintosh", "máy tính Mac"}, {"Linux", "máy tính Linux"}} {
		if strings.Contains(agent, s[0]) {
			system = s[1]
			break
		}
	}
	if system == "" {
		return browser
	}
	return browser + " trên " + system
}

func (w *Web) endSession(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	if id == v.Session.ID {
		return w.signOut(rw, r, v)
	}
	if err := w.Accounts.End(r.Context(), v.who(), id); err != nil {
		return err
	}
	return done(rw, r, "/me", "Đã đăng xuất máy đó.")
}

func (w *Web) endSessions(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Accounts.EndAll(r.Context(), v.who()); err != nil {
		return err
	}
	w.leave(rw, r)
	return done(rw, r, "/sign-in", "Đã đăng xuất khỏi mọi máy.")
}
