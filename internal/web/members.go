package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// memberRoutes are the people within one's reach, and the decisions about them.
func (w *Web) memberRoutes() []Route {
	routes := []Route{
		holder(member.See, "GET /members", w.members),
		holder(member.Export, "GET /members/export.xlsx", w.memberExport),
		holder(member.Edit, "GET /members/new", w.memberNew),
		holder(member.Edit, "POST /members", w.memberAdd),
		at(member.See, "GET /members/{id}", w.member),
		at(member.Edit, "GET /members/{id}/edit", w.memberEdit),
		at(member.Edit, "POST /members/{id}/edit", w.memberSave),
		at(member.Edit, "GET /members/{id}/posts", w.memberPosts),
		at(member.Edit, "POST /members/{id}/posts", w.memberAppoint),
		at(member.Edit, "POST /members/{id}/posts/{post}/end", w.memberEndPost),
	}
	for _, a := range memberActs() {
		routes = append(routes, at(member.Edit, "GET /members/{id}/"+a.name, w.memberAsk(a)), at(member.Edit, "POST /members/{id}/"+a.name, w.memberDecide(a)))
	}
	return routes
}

func memberID(r *http.Request) member.ID { return member.ID(r.PathValue("id")) }

func memberHref(id member.ID) string { return "/members/" + string(id) }

// membersShown is how many people a list shows at a time.
const membersShown = 50

func (w *Web) members(rw http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	d := views.MemberListData{Query: strings.TrimSpace(q.Get("q")), State: q.Get("state"), AllHref: "/members", Import: v.who().Holds(member.Import)}
	filter := member.Filter{Text: d.Query}
	u, err := w.listUnit(r, v, q.Get("unit"))
	if err != nil {
		return err
	}
	if u.ID != 0 {
		d.Unit, d.UnitName, filter.Under = strconv.FormatInt(int64(u.ID), 10), u.Name, u.Path
	}
	if d.State != "" {
		filter.States = []member.State{member.State(d.State)}
	}
	page, err := w.Members.List(r.Context(), v.who(), filter, q.Get("after"), membersShown)
	if err != nil {
		return err
	}
	titles, err := w.Members.StateTitles(w.today())
	if err != nil {
		return err
	}
	if d.Rows, err = w.memberRows(r.Context(), page.Lines, titles); err != nil {
		return err
	}
	d.Filtered = d.Query+d.State+d.Unit != ""
	d.States = stateOptions(titles)
	d.Add, d.Export = addHref(v.who(), u), exportHref(v.who(), u, q)
	if page.Next != "" {
		q.Set("after", page.Next)
		d.More = "/members?" + q.Encode()
	}
	return show(rw, r, views.MemberList(w.page(r, v, "Đảng viên"), d))
}

// listUnit is the unit whose list is asked for; the zero unit for all.
func (w *Web) listUnit(r *http.Request, v visit, text string) (org.Unit, error) {
	if text == "" {
		return org.Unit{}, nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return org.Unit{}, fault.New(fault.NotFound, "access.not_found")
	}
	return w.Units.Look(r.Context(), v.who(), org.ID(id))
}

// stateOptions are the states to filter by, in the order in which a person goes through them.
func stateOptions(titles map[member.State]string) []ui.Option {
	out := []ui.Option{{Label: "Tất cả, trừ người đã ra khỏi danh sách"}}
	for _, s := range []member.State{member.Official, member.Probationary, member.Candidate, member.Left} {
		out = append(out, ui.Option{Value: string(s), Label: titles[s]})
	}
	return out
}

// addHref is where a person is added: at the unit shown, or wherever one may.
func addHref(who authz.Actor, u org.Unit) string {
	switch {
	case u.ID != 0 && u.Kind == org.Branch && u.Open() && who.Can(member.Edit, u.Path):
		return "/members/new?unit=" + strconv.FormatInt(int64(u.ID), 10)
	case u.ID == 0 && who.Holds(member.Edit):
		return "/members/new"
	}
	return ""
}

// exportHref takes out what the list shows, as far as the right to export reaches.
func exportHref(who authz.Actor, u org.Unit, q url.Values) string {
	if u.ID != 0 && !who.Can(member.Export, u.Path) || !who.Holds(member.Export) {
		return ""
	}
	kept := url.Values{}
	for _, name := range []string{"unit", "q", "state"} {
		if x := q.Get(name); x != "" {
			kept.Set(name, x)
		}
	}
	if len(kept) == 0 {
		return "/members/export.xlsx"
	}
	return "/members/export.xlsx?" + kept.Encode()
}

func (w *Web) memberRows(ctx context.Context, lines []member.Line, titles map[member.State]string) ([]ui.Row, error) {
	ids := make([]org.ID, len(lines))
	for i, l := range lines {
		ids[i] = l.Unit
	}
	units, err := w.unitCards(ctx, ids)
	rows := make([]ui.Row, len(lines))
	for i, l := range lines {
		rows[i] = ui.Row{Cells: []ui.Cell{{Text: l.Name, Href: memberHref(l.ID)}, {Text: units[l.Unit].Name}, {Text: l.Birth.String()},
			{Text: l.Admitted.String()}, {Text: l.Number}, {Body: memberBadge(l.State, l.Exempt, titles)}}}
	}
	return rows, err
}

func memberBadge(s member.State, exempt bool, titles map[member.State]string) ui.Badge {
	b := ui.Badge{Text: titles[s]}
	switch s {
	case member.Official:
		b.Tone = ui.Good
	case member.Probationary:
		b.Tone = ui.Info
	}
	if exempt {
		b.Text += ", miễn sinh hoạt"
	}
	return b
}

// download sends a file under its name; until the first byte the answer may still
// become a page that says what went wrong.
type download struct {
	rw    http.ResponseWriter
	media string
	name  string
	begun bool
}

// Write implements io.Writer.
func (d *download) Write(p []byte) (int, error) {
	if !d.begun {
		d.begun = true
		attach(d.rw, d.media, d.name)
	}
	return d.rw.Write(p)
}

// workbook is the media type of .xlsx files (ECMA-376).
const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (w *Web) memberExport(rw http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	u, err := w.listUnit(r, v, q.Get("unit"))
	if err != nil {
		return err
	}
	filter := member.Filter{Text: strings.TrimSpace(q.Get("q")), Under: u.Path}
	if s := q.Get("state"); s != "" {
		filter.States = []member.State{member.State(s)}
	}
	if u.ID == 0 {
		filter.Under = v.who().Scope(member.Export)[0].Top
	}
	_, err = w.Members.ExportFile(r.Context(), v.who(), filter, &download{rw: rw, media: workbook, name: "dang-vien-" + string(w.today()) + ".xlsx"})
	return err
}

// member shows a whole record; the feature notes that it was opened.
func (w *Web) member(rw http.ResponseWriter, r *http.Request, v visit) error {
	m, err := w.Members.Open(r.Context(), v.who(), memberID(r))
	if err != nil {
		return err
	}
	titles, err := w.Members.StateTitles(w.today())
	if err != nil {
		return err
	}
	held, err := w.postsHeld(m, w.today())
	if err != nil {
		return err
	}
	d := views.MemberData{Name: m.Name, Role: cmp.Or(held, m.UnitName), State: memberBadge(m.State, m.ExemptOn(w.today()), titles), Facts: memberFacts(m),
		Opened: v.Who.Member != string(m.ID)}
	if d.Posts, err = w.postFacts(m); err != nil {
		return err
	}
	d.Stays, d.States = stayRows(m), stateFacts(m, titles)
	if v.who().Can(member.Edit, m.Path) {
		base := memberHref(m.ID)
		d.Edit, d.PostsHref = base+"/edit", base+"/posts"
		if d.Acts, err = w.memberOffers(m); err != nil {
			return err
		}
	}
	p := w.page(r, v, m.Name)
	p.Crumbs = []ui.Crumb{{Label: "Đảng viên", Href: "/members"}, {Label: m.UnitName, Href: "/members?unit=" + strconv.FormatInt(int64(m.Unit), 10)}}
	return show(rw, r, views.Member(p, d))
}

func memberFacts(m member.Record) []ui.Fact {
	facts := []ui.Fact{
		{Name: "Đơn vị", Value: m.UnitName}, {Name: "Ngày sinh", Value: m.Birth.String()}, {Name: "Giới tính", Value: m.Sex.Title()},
		{Name: "Ngày vào Đảng", Value: m.Admitted.String()}, {Name: "Ngày chính thức", Value: m.Official.String()},
		{Name: "Số thẻ đảng viên", Value: m.Card}, {Name: "Số căn cước", Value: m.Citizen}, {Name: "Điện thoại", Value: m.Phone},
	}
	if !m.ExemptFrom.IsZero() {
		facts = append(facts, ui.Fact{Name: "Miễn sinh hoạt", Value: period(m.ExemptFrom, m.ExemptTo)})
	}
	return facts
}

// period says from when to when, both ends included.
func period(from, to civil.Date) string {
	if to.IsZero() {
		return "Từ " + from.String()
	}
	return "Từ " + from.String() + " đến hết " + to.String()
}

func (w *Web) postFacts(m member.Record) ([]ui.Fact, error) {
	rules, err := w.Members.PostRules(w.today())
	titles := map[string]string{}
	for _, x := range rules {
		titles[x.Key] = x.Title
	}
	facts := make([]ui.Fact, len(m.Posts))
	for i, x := range m.Posts {
		facts[i] = ui.Fact{Name: cmp.Or(titles[x.Post], x.Post) + ", " + m.Units[x.Unit].Name, Value: joined(period(x.From, x.To), x.Decision)}
	}
	return facts, err
}

func stayRows(m member.Record) []ui.Row {
	rows := make([]ui.Row, len(m.Stays))
	for i, x := range m.Stays {
		last := x.To
		if !last.IsZero() {
			last = last.AddDays(-1)
		}
		rows[len(m.Stays)-1-i] = ui.Row{Cells: []ui.Cell{{Text: m.Units[x.Unit].Name}, {Text: period(x.From, last)}, {Text: stayWords(x.Reason), Sub: x.Decision}}}
	}
	return rows
}

// stayWords is why somebody came to a unit.
func stayWords(reason string) string {
	switch reason {
	case "add":
		return "Thêm vào danh sách"
	case "import":
		return "Nhập từ danh sách"
	case "merge":
		return "Đơn vị sáp nhập"
	case "split":
		return "Đơn vị chia tách"
	case "move":
		return "Chuyển sinh hoạt"
	case "return":
		return "Tiếp nhận lại"
	}
	return "Khác"
}

func stateFacts(m member.Record, titles map[member.State]string) []ui.Fact {
	facts := make([]ui.Fact, len(m.States))
	for i, x := range m.States {
		basis := cmp.Or(x.Decision, map[string]string{"add": "ghi khi thêm vào danh sách", "import": "ghi khi nhập danh sách"}[x.Reason])
		facts[len(m.States)-1-i] = ui.Fact{Name: titles[x.State], Value: joined(period(x.From, ""), basis)}
	}
	return facts
}

// joined is two texts with a dot between them, or the one that says something.
func joined(a, b string) string {
	if b == "" {
		return a
	}
	return a + " · " + b
}
