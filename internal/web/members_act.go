package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// memberAct is a decision about one person.
type memberAct struct {
	name  string // in the address; for a change of state, the state
	label string
	undo  string
	final bool
	do    func(*memberDecision) error
}

func memberActs() []memberAct {
	return []memberAct{
		{"official", "Công nhận chính thức", "Ghi vào quá trình của đồng chí. Ghi nhầm thì liên hệ quản trị.", false, (*memberDecision).setState},
		{"probationary", "Kết nạp", "Ghi vào quá trình của đồng chí. Ghi nhầm thì liên hệ quản trị.", false, (*memberDecision).setState},
		{"left", "Ra khỏi danh sách", "Các chức vụ đang giữ kết thúc cùng ngày. Hồ sơ vẫn còn; nếu được tiếp nhận lại thì ghi quyết định tiếp nhận.", true, (*memberDecision).setState},
		{"exempt", "Miễn công tác, sinh hoạt", "Người được miễn không tính vào số phải dự họp trong thời gian đó. Có thể kết thúc sớm bằng một quyết định.", false, (*memberDecision).exempt},
		{"resume", "Kết thúc miễn sinh hoạt", "Từ nay đồng chí lại được tính vào số phải dự họp.", false, (*memberDecision).resume},
		{"move", "Chuyển chi bộ", "Nơi sinh hoạt cũ vẫn ghi trong quá trình. Muốn về lại thì ghi một quyết định chuyển khác.", false, (*memberDecision).move},
	}
}

// memberOffers are the decisions that a person's present state allows.
func (w *Web) memberOffers(m member.Record) ([]ui.Button, error) {
	next, err := w.Members.NextStates(m.State, w.today())
	if err != nil {
		return nil, err
	}
	belongs := m.State == member.Official || m.State == member.Probationary
	exempt := m.ExemptOn(w.today())
	may := map[string]bool{"exempt": belongs && !exempt, "resume": belongs && exempt, "move": m.State != member.Left}
	for _, s := range next {
		may[string(s)] = true
	}
	var out []ui.Button
	for _, a := range memberActs() {
		if may[a.name] {
			out = append(out, ui.Button{Label: a.title(m.State), Href: memberHref(m.ID) + "/" + a.name, Wide: true})
		}
	}
	return out, nil
}

// title is what the act is called for a person in a state.
func (a memberAct) title(now member.State) string {
	if now == member.Left && (a.name == "official" || a.name == "probationary") {
		return "Tiếp nhận lại: " + map[string]string{"official": "chính thức", "probationary": "dự bị"}[a.name]
	}
	return a.label
}

// memberDecision is a decision about a person on its way from the form to the record.
type memberDecision struct {
	*Web
	visit
	r   *http.Request
	act memberAct
	m   member.Record
	d   views.MemberActData
}

func (w *Web) memberBegin(r *http.Request, v visit, a memberAct) (*memberDecision, error) {
	m, err := w.editable(r, v)
	if err != nil {
		return nil, err
	}
	titles, err := w.Members.StateTitles(w.today())
	if err != nil {
		return nil, err
	}
	x := &memberDecision{Web: w, visit: v, r: r, act: a, m: m}
	title := a.title(m.State)
	x.d = views.MemberActData{Act: a.name, Ask: title + "?", Label: title, Undo: a.undo, Final: a.final, Action: memberHref(m.ID) + "/" + a.name, Cancel: memberHref(m.ID),
		Rev: strconv.FormatInt(m.Rev, 10), Day: string(w.today()), Today: string(w.today()), Errors: map[string]string{},
		Unit:  views.Pick{Name: "unit", Label: "Chi bộ mới", Hint: "Mã hoặc một phần tên của chi bộ"},
		Facts: []ui.Fact{{Name: "Đồng chí", Value: m.Name}, {Name: "Đơn vị", Value: m.UnitName}, {Name: "Hiện là", Value: titles[m.State]}}}
	if to := titles[member.State(a.name)]; to != "" {
		x.d.Facts = append(x.d.Facts, ui.Fact{Name: "Sau quyết định", Value: to})
	}
	if a.name == "resume" {
		x.d.Facts = append(x.d.Facts, ui.Fact{Name: "Đang được miễn", Value: period(m.ExemptFrom, m.ExemptTo)})
	}
	if a.name != string(member.Left) {
		return x, nil
	}
	return x, x.leaving()
}

// leaving adds what leaving ends, and the reasons for it.
func (x *memberDecision) leaving() error {
	held, err := x.postsHeld(x.m, x.today())
	if err != nil {
		return err
	}
	if held != "" {
		x.d.Facts = append(x.d.Facts, ui.Fact{Name: "Chức vụ kết thúc", Value: held})
	}
	reasons, err := x.Members.Leavings(x.today())
	for _, c := range reasons {
		x.d.Reasons = append(x.d.Reasons, ui.Option{Value: c.Key, Label: c.Title})
	}
	return err
}

func (x *memberDecision) page() ui.Page {
	p := x.Web.page(x.r, x.visit, x.act.title(x.m.State))
	p.Crumbs = []ui.Crumb{{Label: "Đảng viên", Href: "/members"}, {Label: x.m.Name, Href: x.d.Cancel}}
	return p
}

func (w *Web) memberAsk(a memberAct) handler {
	return func(rw http.ResponseWriter, r *http.Request, v visit) error {
		x, err := w.memberBegin(r, v, a)
		if err != nil {
			return err
		}
		return show(rw, r, views.MemberAct(x.page(), x.d))
	}
}

func (w *Web) memberDecide(a memberAct) handler {
	return func(rw http.ResponseWriter, r *http.Request, v visit) error {
		x, err := w.memberBegin(r, v, a)
		if err != nil {
			return err
		}
		x.d.Day, x.d.To, x.d.Decision, x.d.Reason = cmp.Or(form(r, "day"), form(r, "from")), form(r, "to"), form(r, "decision"), form(r, "reason")
		err = a.do(x)
		switch {
		case err == nil && len(x.d.Errors) == 0:
			return done(rw, r, memberHref(x.m.ID), "Đã ghi: "+x.d.Label+".")
		case err != nil:
			fields, all, ok := w.mistakes(err)
			if !ok {
				return err
			}
			x.d.Errors, x.d.Mistakes = fields, all
			x.d.Unit.Error = fields["unit"]
		default:
			x.d.Mistakes = lines(x.d.Errors)
		}
		return render(rw, r, http.StatusUnprocessableEntity, views.MemberAct(x.page(), x.d))
	}
}

// rev is that of the record as the person saw it.
func (x *memberDecision) rev() int64 {
	n, _ := strconv.ParseInt(form(x.r, "rev"), 10, 64)
	return n
}

func (x *memberDecision) setState() error {
	day, err := sentDay(x.r, "day")
	if err != nil {
		return err
	}
	return x.Members.SetState(x.r.Context(), x.who(), x.m.ID, x.rev(), member.Step{To: member.State(x.act.name), Day: day, Decision: x.d.Decision, Reason: x.d.Reason})
}

func (x *memberDecision) exempt() error {
	from, err := sentDay(x.r, "from")
	if err != nil {
		return err
	}
	to, err := sentDay(x.r, "to")
	if err != nil {
		return err
	}
	if from.IsZero() { // which would end an exemption
		return fault.New(fault.Invalid, "member.invalid").Field("from", "member.day_empty")
	}
	return x.Members.Exempt(x.r.Context(), x.who(), x.m.ID, x.rev(), from, to, x.d.Decision)
}

func (x *memberDecision) resume() error {
	return x.Members.Exempt(x.r.Context(), x.who(), x.m.ID, x.rev(), "", "", x.d.Decision)
}

func (x *memberDecision) move() error {
	to, err := x.pick(x.r, x.visit, &x.d.Unit)
	if err != nil {
		return err
	}
	if to == 0 {
		x.d.Unit.Error = cmp.Or(x.d.Unit.Error, "Hãy nhập chi bộ mới.")
		x.d.Errors["unit"] = x.d.Unit.Error
		return nil
	}
	day, err := sentDay(x.r, "day")
	if err != nil {
		return err
	}
	return x.Members.Move(x.r.Context(), x.who(), x.m.ID, x.rev(), to, day, x.d.Decision)
}

func (w *Web) memberPosts(rw http.ResponseWriter, r *http.Request, v visit) error {
	p, d, err := w.postsPage(r, v)
	if err != nil {
		return err
	}
	return show(rw, r, views.MemberPosts(p, d))
}

// postsPage gathers the posts that a person holds, and those that may be given.
func (w *Web) postsPage(r *http.Request, v visit) (ui.Page, views.MemberPostsData, error) {
	m, err := w.editable(r, v)
	if err != nil {
		return ui.Page{}, views.MemberPostsData{}, err
	}
	base := memberHref(m.ID)
	d := views.MemberPostsData{Action: base + "/posts", Cancel: base, Name: m.Name, From: string(w.today()), Today: string(w.today()), Errors: map[string]string{}}
	rules, err := w.Members.PostRules(w.today())
	if err != nil {
		return ui.Page{}, d, err
	}
	d.Posts = []ui.Option{{Label: "Chọn chức vụ"}}
	for _, x := range rules {
		d.Posts = append(d.Posts, ui.Option{Value: x.Key, Label: x.Title})
	}
	for _, h := range m.Posts {
		i := slices.IndexFunc(rules, func(x member.PostRule) bool { return x.Key == h.Post })
		if i >= 0 && (h.To.IsZero() || w.today() <= h.To) {
			d.Held = append(d.Held, views.PostHeld{Action: base + "/posts/" + h.ID + "/end", Title: rules[i].Title + ", " + m.Units[h.Unit].Name, Since: h.From.String(), Day: string(w.today())})
		}
	}
	if d.Units, err = w.postUnits(r, v, m); err != nil {
		return ui.Page{}, d, err
	}
	d.Unit = strconv.FormatInt(int64(m.Unit), 10)
	p := w.page(r, v, "Chức vụ")
	p.Lede = m.Name
	p.Crumbs = []ui.Crumb{{Label: "Đảng viên", Href: "/members"}, {Label: m.Name, Href: base}}
	return p, d, nil
}

// postUnits are the person's own unit and those above it at which the asker may
// give posts, and the branches for which he may be made to follow.
func (w *Web) postUnits(r *http.Request, v visit, m member.Record) ([]ui.Option, error) {
	units, err := w.unitTrail(r.Context(), m.Path)
	if err != nil {
		return nil, err
	}
	slices.Reverse(units)
	if len(units) > 1 {
		beside, err := w.Units.Children(r.Context(), v.who(), units[1].ID)
		if err != nil {
			return nil, err
		}
		units = append(units, slices.DeleteFunc(beside, func(u org.Unit) bool { return u.ID == m.Unit })...)
	}
	units = slices.DeleteFunc(units, func(u org.Unit) bool { return !v.who().Can(member.Edit, u.Path) })
	return unitOptions(units, nil), nil
}

func (w *Web) memberAppoint(rw http.ResponseWriter, r *http.Request, v visit) error {
	unit, _ := strconv.ParseInt(form(r, "unit"), 10, 64)
	post := member.Post{Member: memberID(r), Unit: org.ID(unit), Post: form(r, "post"), Decision: form(r, "decision")}
	var refusal error
	if post.From, refusal = sentDay(r, "from"); refusal == nil {
		post.To, refusal = sentDay(r, "to")
	}
	if refusal == nil {
		_, refusal = w.Members.Appoint(r.Context(), v.who(), post)
	}
	if refusal == nil {
		return done(rw, r, memberHref(post.Member), "Đã giao chức vụ.")
	}
	fields, all, ok := w.mistakes(refusal)
	if !ok {
		return refusal
	}
	p, d, err := w.postsPage(r, v)
	if err != nil {
		return err
	}
	d.Post, d.Unit, d.From, d.To, d.Decision = post.Post, form(r, "unit"), form(r, "from"), form(r, "to"), post.Decision
	d.Errors, d.Mistakes = fields, all
	return render(rw, r, http.StatusUnprocessableEntity, views.MemberPosts(p, d))
}

func (w *Web) memberEndPost(rw http.ResponseWriter, r *http.Request, v visit) error {
	day, refusal := sentDay(r, "day")
	if refusal == nil {
		refusal = w.Members.EndPost(r.Context(), v.who(), r.PathValue("post"), day, form(r, "decision"))
	}
	if refusal == nil {
		return done(rw, r, memberHref(memberID(r)), "Đã ghi thôi chức vụ.")
	}
	fields, all, ok := w.mistakes(refusal)
	if !ok {
		return refusal
	}
	p, d, err := w.postsPage(r, v)
	if err != nil {
		return err
	}
	d.Mistakes = all
	for i := range d.Held {
		if d.Held[i].Action == r.URL.Path {
			d.Held[i].Day, d.Held[i].Decision, d.Held[i].Error = form(r, "day"), form(r, "decision"), fields["day"]
		}
	}
	return render(rw, r, http.StatusUnprocessableEntity, views.MemberPosts(p, d))
}
