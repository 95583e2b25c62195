package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/audit"
	"sotay/internal/filing"
	"sotay/internal/library"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/jobs"
	"sotay/internal/rule"
	"sotay/internal/signing"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// seeRules is the right to read the rules and how the program is doing. The rules
// themselves are no secret; the right only keeps the page out of people's way.
const seeRules authz.Perm = "rule.see"

// adminRoutes show what rules the program and what happened in it.
func (w *Web) adminRoutes() []Route {
	return []Route{
		holder(seeRules, "GET /admin", w.rulesInForce),
		holder(seeRules, "GET /admin/rules/{topic}", w.ruleTopic),
		holder(seeRules, "GET /admin/jobs", w.jobList),
		holder(audit.See, "GET /admin/audit", w.auditLog),
	}
}

func adminTabs(who authz.Actor, at string) ui.Tabs {
	t := ui.Tabs{Label: "Quản trị"}
	for _, x := range []struct {
		tab ui.Tab
		may bool
	}{
		{ui.Tab{Label: "Quy định", Href: "/admin"}, who.Holds(seeRules)},
		{ui.Tab{Label: "Nhật ký", Href: "/admin/audit"}, who.Holds(audit.See)},
		{ui.Tab{Label: "Ký số", Href: authorityPath}, who.Holds(signing.Manage)},
		{ui.Tab{Label: "Chương trình hỗ trợ", Href: "/admin/programs"}, who.Holds(filing.Programs)},
		{ui.Tab{Label: "Việc chạy nền", Href: "/admin/jobs"}, who.Can(seeRules, access.Everywhere)},
	} {
		if x.may {
			x.tab.Active = x.tab.Href == at
			t.Items = append(t.Items, x.tab)
		}
	}
	return t
}

// areas are the parts of the program by the first word of their rules' topics.
var areas = [...][2]string{{"org", "Tổ chức"}, {"member", "Đảng viên"}, {"meeting", "Sinh hoạt chi bộ"}, {"document", "Văn bản đi"}, {"publication", "Gửi và theo dõi đọc văn bản"},
	{"incoming", "Văn bản đến"}, {"signing", "Ký số"}, {"report", "Báo cáo"}, {"calendar", "Lịch làm việc"}, {"access", "Vai trò và quyền"}, {"account", "Tài khoản"}}

func (w *Web) rulesInForce(rw http.ResponseWriter, r *http.Request, v visit) error {
	today := civil.In(w.DB.Now())
	byArea := map[string][]ui.Row{}
	for _, x := range w.Rules.All() {
		if !inForce(w.Rules, x, today) {
			continue
		}
		area, _, _ := strings.Cut(x.Topic, ".")
		byArea[area] = append(byArea[area], ruleRow(x))
	}
	d := views.RulesData{Tabs: adminTabs(v.who(), "/admin")}
	for _, a := range areas {
		d.Areas = append(d.Areas, views.RuleArea{Title: a[1], Rows: byArea[a[0]]})
		delete(byArea, a[0])
	}
	var rest []ui.Row // an office's own
	for _, area := range slices.Sorted(maps.Keys(byArea)) {
		rest = append(rest, byArea[area]...)
	}
	if len(rest) > 0 {
		d.Areas = append(d.Areas, views.RuleArea{Title: "Khác", Rows: rest})
	}
	var err error
	if d.Unsure, err = w.unsureYears(r, today); err != nil {
		return err
	}
	p := w.page(r, v, "Quản trị")
	p.Lede = "Các quy định phần mềm đang áp dụng hôm nay, kèm căn cứ. Khi quy định thay đổi, chỉ thêm bản mới có ngày hiệu lực; các buổi họp cũ vẫn theo quy định lúc đó."
	return show(rw, r, views.Rules(p, d))
}

// unsureYears say over which years deadlines are counted whose holidays are not
// confirmed: this year, and every later one in which some paper is due.
func (w *Web) unsureYears(r *http.Request, today civil.Date) (out []ui.Notice, err error) {
	var due map[string]int
	err = w.DB.Read(r.Context(), func(q db.Q) (err error) {
		due, err = w.Incoming.DueYears(r.Context(), q)
		return err
	})
	this := string(today[:4])
	due[this] += 0
	for _, year := range slices.Sorted(maps.Keys(due)) {
		rule, known := w.Rules.HolidaysOf(year)
		if year < this || known && rule.Unconfirmed == "" {
			continue
		}
		n := ui.Notice{Tone: ui.Warn, Title: "Lịch nghỉ năm " + year + " chưa được xác nhận", Href: "/admin/rules/calendar.holidays", Link: "Xem lịch nghỉ", Text: "Hạn xử lý tính theo ngày làm việc qua năm này có thể lệch."}
		if due[year] > 0 {
			n.Text = ui.Number(due[year]) + " văn bản đến đang xử lý có hạn trong năm này; hạn có thể lệch khi có thông báo chính thức."
		}
		if !known {
			n.Title = "Chưa có lịch nghỉ năm " + year
		}
		out = append(out, n)
	}
	return out, err
}

// inForce reports whether the rule is the one that rules its topic on the day.
func inForce(book *rule.Book, x rule.Rule, day civil.Date) bool {
	var value any
	now, err := book.On(x.Topic, day, &value)
	return err == nil && now.From == x.From && now.Citation == x.Citation
}

func ruleRow(x rule.Rule) ui.Row {
	days := "Từ " + x.From.String()
	if !x.To.IsZero() {
		days += " đến hết " + x.To.String()
	}
	return ui.Row{Cells: []ui.Cell{
		{Text: ruleTitle(x), Href: "/admin/rules/" + x.Topic}, {Text: x.Citation, Sub: days}, {Body: confirmed(x)},
	}}
}

func ruleTitle(x rule.Rule) string {
	if x.About == "" {
		return x.Topic
	}
	return x.About
}

func confirmed(x rule.Rule) ui.Badge {
	if x.Unconfirmed == "" {
		return ui.Badge{Text: "Theo văn bản", Tone: ui.Good}
	}
	return ui.Badge{Text: "Chưa xác nhận", Tone: ui.Warn, Icon: ui.IconWarning}
}

// ruleTopic shows all rules of one topic, the one in force first.
func (w *Web) ruleTopic(rw http.ResponseWriter, r *http.Request, v visit) error {
	today := civil.In(w.DB.Now())
	words, err := w.ruleWords(today)
	if err != nil {
		return err
	}
	var d []views.RuleView
	title := ""
	for _, x := range w.Rules.All() {
		if x.Topic != r.PathValue("topic") {
			continue
		}
		view := words.view(x)
		if view.Now = inForce(w.Rules, x, today); view.Now {
			title, d = ruleTitle(x), append([]views.RuleView{view}, d...)
			continue
		}
		d = append(d, view)
	}
	if len(d) == 0 {
		return fault.New(fault.NotFound, "access.not_found")
	}
	if title == "" {
		title = "Quy định không còn hiệu lực"
	}
	p := w.page(r, v, title)
	p.Crumbs = []ui.Crumb{{Label: "Quản trị", Href: "/admin"}}
	return show(rw, r, views.RuleTopic(p, d))
}

// jobsShown is how many jobs of each state the page shows.
const jobsShown = 50

// jobList shows what the program does by itself. The queue belongs to the whole
// installation, so only who stands over all of it sees it.
func (w *Web) jobList(rw http.ResponseWriter, r *http.Request, v visit) error {
	if !v.Who.Can(seeRules, access.Everywhere) {
		return fault.New(fault.NotFound, "access.not_found")
	}
	d := views.JobsData{Tabs: adminTabs(v.who(), "/admin/jobs"), Rework: v.Who.Holds(library.Rework)}
	err := w.DB.Read(r.Context(), func(q db.Q) error {
		for _, state := range []jobs.State{jobs.Parked, jobs.Running, jobs.Waiting} {
			all, err := jobs.List(r.Context(), q, state, "", jobsShown)
			if err != nil {
				return err
			}
			for _, x := range all {
				d.Rows = append(d.Rows, jobRow(x))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return show(rw, r, views.Jobs(w.page(r, v, "Việc chạy nền"), d))
}

func jobRow(x jobs.Info) ui.Row {
	state := map[jobs.State]ui.Badge{
		jobs.Parked:  {Text: "Hỏng, đã dừng", Tone: ui.Bad, Icon: ui.IconWarning},
		jobs.Running: {Text: "Đang chạy", Tone: ui.Info, Icon: ui.IconClock},
		jobs.Waiting: {Text: "Đang chờ"},
	}[x.State]
	far := ""
	if x.Total > 0 {
		far = ui.Number(x.Done) + " trên " + ui.Number(x.Total)
	}
	return ui.Row{Cells: []ui.Cell{{Text: x.Kind, Sub: x.Error}, {Body: state, Sub: far}, {Text: when(x.RunAt)}, {Text: ui.Number(x.Tries)}}}
}

// auditLog is the log within the person's reach, the latest first, narrowed by
// subject, actor, day or unit.
func (w *Web) auditLog(rw http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	query := audit.Query{Subject: q.Get("subject"), Actor: q.Get("actor"), Day: dayOf(q.Get("day")), After: q.Get("after")}
	if id := unitNumber(q.Get("unit")); id != 0 {
		u, err := w.Units.Look(r.Context(), v.who(), id)
		if err != nil {
			return err
		}
		query.Top = u.Path
	}
	log, err := w.Audit.List(r.Context(), v.who(), query)
	if err != nil {
		return err
	}
	d := views.AuditData{Tabs: adminTabs(v.who(), "/admin/audit"), Day: string(query.Day), Narrowed: query.Subject != "" || query.Actor != "" || query.Day != ""}
	for _, name := range []string{"subject", "actor", "unit"} {
		if q.Get(name) != "" {
			d.Hidden = append(d.Hidden, ui.Hidden{Name: name, Value: q.Get(name)})
		}
	}
	if d.Rows, err = w.auditRows(r, v, log); err != nil {
		return err
	}
	q.Del("after")
	d.More = olderThan("/admin/audit?"+ampersand(q), log)
	return show(rw, r, views.Audit(w.page(r, v, "Nhật ký"), d))
}

// ampersand ends the values of an address so that another can follow.
func ampersand(q url.Values) string {
	if len(q) == 0 {
		return ""
	}
	return q.Encode() + "&"
}

func (w *Web) auditRows(r *http.Request, v visit, log []audit.Line) ([]ui.Row, error) {
	names, err := w.subjectNames(r, v.who(), log)
	if err != nil {
		return nil, err
	}
	words, err := w.ruleWords(civil.In(w.DB.Now()))
	if err != nil {
		return nil, err
	}
	words = words.of("audit")
	rows := make([]ui.Row, len(log))
	for i, l := range log {
		kind, _, _ := strings.Cut(l.Subject, ":")
		about := w.Words["audit."+kind]
		if name := names[l.Subject]; name != "" {
			about += ": " + name
		}
		if about == "" {
			about = "Mục khác"
		}
		rows[i] = ui.Row{Cells: []ui.Cell{
			{Text: w.deed(l), Sub: words.detail(l.Detail)},
			{Text: about, Href: "/admin/audit?subject=" + queryEscape(l.Subject)},
			{Text: doer(l), Href: "/admin/audit?actor=" + queryEscape(l.Actor)},
			{Text: when(l.At)},
		}}
	}
	return rows, nil
}

// subjectNames names the units of the lines, and the members whom the reader
// knows anyhow: by their records or by their accounts.
func (w *Web) subjectNames(r *http.Request, who authz.Actor, log []audit.Line) (map[string]string, error) {
	var units []org.ID
	var people []member.ID
	var accounts []string
	for _, l := range log {
		kind, id, _ := strings.Cut(l.Subject, ":")
		switch kind {
		case "unit":
			units = append(units, unitNumber(id))
		case "member":
			people = append(people, member.ID(id))
		case "account":
			accounts = append(accounts, id)
		}
	}
	names := map[string]string{}
	err := w.DB.Read(r.Context(), func(q db.Q) error {
		cards, err := w.Units.Cards(r.Context(), q, units)
		if err != nil {
			return err
		}
		for _, l := range log {
			if kind, id, _ := strings.Cut(l.Subject, ":"); kind == "unit" {
				names[l.Subject] = cards[unitNumber(id)].Name
			}
		}
		known, err := w.Members.Cards(r.Context(), q, people)
		for id, c := range known {
			if who.Can(member.See, c.Path) || who.Can(account.Manage, c.Path) {
				names["member:"+string(id)] = c.Name
			}
		}
		if err != nil {
			return err
		}
		holders, err := w.Accounts.Names(r.Context(), q, who, accounts)
		for id, name := range holders {
			names["account:"+id] = name
		}
		return err
	})
	return names, err
}
