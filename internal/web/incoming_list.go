package web

import (
	"net/http"
	"slices"
	"strconv"

	"sotay/internal/incoming"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/task"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

const (
	incomingPage = 30
	pileShown    = 8 // of each pile on the desk
)

// allIncoming is the view of the list that leaves nothing out; without a view the
// page is the desk.
const allIncoming = "all"

var viewWords = [...]struct {
	view  incoming.View
	label string
	tone  ui.Tone
}{
	{incoming.Late, "Quá hạn", ui.Bad}, {incoming.Near, "Sắp đến hạn", ui.Warn}, {incoming.AtDoor, "Chờ vào sổ", ui.Warn}, {incoming.Waiting, "Chờ ý kiến", ui.Warn},
	{incoming.Going, "Đang xử lý", ""}, {incoming.Closed, "Đã xong", ""},
}

func viewTitle(v incoming.View) string {
	for _, x := range viewWords {
		if x.view == v {
			return x.label
		}
	}
	return "Tất cả văn bản đến"
}

func listHref(view string) string { return "/incoming?view=" + queryEscape(view) }

// incomingFilters are all lists of incoming papers that the person has, behind one
// control on a phone and beside the list on a PC.
func (w *Web) incomingFilters(r *http.Request, v visit, here string) (out []views.MailFilters, err error) {
	add := func(title string, all ...views.MailFilter) {
		for i := range all {
			all[i].Active = all[i].Href == here
		}
		out = append(out, views.MailFilters{Title: title, Items: all})
	}
	if v.Who.Holds(incoming.See) {
		n, err := w.Incoming.Counts(r.Context(), v.who())
		if err != nil {
			return nil, err
		}
		all := []views.MailFilter{{Label: "Việc cần làm", Href: "/incoming"}}
		for _, x := range viewWords {
			all = append(all, views.MailFilter{Label: x.label, Href: listHref(string(x.view)), N: n[x.view], Tone: x.tone})
		}
		add("Văn bản của cơ quan", append(all, views.MailFilter{Label: "Tất cả", Href: listHref(allIncoming)})...)
	}
	given, err := w.givenFilters(r, v)
	if err != nil {
		return nil, err
	}
	add("Được giao", given...)
	if v.Who.Holds(incoming.See) {
		add("Sổ", views.MailFilter{Label: "Sổ văn bản đến", Href: "/incoming/register"})
	}
	return out, nil
}

func givenHref(whose incoming.Whose, view incoming.View) string {
	return "/incoming/mine?of=" + string(whose) + "&view=" + string(view)
}

func (w *Web) givenFilters(r *http.Request, v visit) (all []views.MailFilter, err error) {
	for _, x := range []struct {
		whose      incoming.Whose
		open, done string
		shown      bool
	}{{incoming.Mine, "Giao cho tôi", "Tôi đã xong", v.Who.Member != ""}, {incoming.Office, "Cấp trên giao", "Đơn vị đã xong", v.Who.Holds(incoming.See)}} {
		if !x.shown {
			continue
		}
		n, err := w.Incoming.GivenCount(r.Context(), v.who(), x.whose, incoming.Going)
		if err != nil {
			return nil, err
		}
		all = append(all, views.MailFilter{Label: x.open, Href: givenHref(x.whose, incoming.Going), N: n}, views.MailFilter{Label: x.done, Href: givenHref(x.whose, incoming.Closed)})
	}
	return all, nil
}

// incomingList is the desk (what is to be done now), or one of the lists behind it.
func (w *Web) incomingList(rw http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	view, text := q.Get("view"), q.Get("q")
	if view == "" && text != "" {
		view = allIncoming
	}
	d := views.IncomingData{Query: text, View: view, Search: true, Title: "Việc cần làm"}
	here, fill := "/incoming", w.incomingDesk
	if view != "" {
		here, fill, d.Title = listHref(view), w.incomingFound, viewTitle(incoming.View(view))
	}
	if err := fill(r, v, &d); err != nil {
		return err
	}
	var err error
	if d.Filters, err = w.incomingFilters(r, v, here); err != nil {
		return err
	}
	p := w.page(r, v, "Văn bản đến")
	if v.Who.Holds(incoming.Register) {
		p.Actions = ui.Button{Label: "Vào sổ", Href: "/incoming/new", Kind: ui.Main, Icon: ui.IconPlus}
	}
	return show(rw, r, views.Incoming(p, d))
}

// incomingDesk lays out what is to be done now, and below it what came last.
func (w *Web) incomingDesk(r *http.Request, v visit, d *views.IncomingData) error {
	piles, err := w.Incoming.Desk(r.Context(), v.who(), pileShown)
	if err != nil {
		return err
	}
	today := civil.In(w.DB.Now())
	for _, p := range piles {
		g := views.MailGroup{Title: viewTitle(p.View), N: p.N, Rows: mailRows(p.Lines, today)}
		if p.N > len(p.Lines) {
			g.More = listHref(string(p.View))
		}
		d.Groups = append(d.Groups, g)
	}
	d.Calm = len(piles) == 0
	last, err := w.incomingLines(r, v, incoming.Filter{Limit: incomingPage})
	rest := slices.DeleteFunc(last, func(l incoming.Line) bool { return onDesk(piles, l.ID) })
	if len(rest) > 0 {
		d.Groups = append(d.Groups, views.MailGroup{Title: "Văn bản khác, mới nhất", Rows: mailRows(rest[:min(len(rest), pileShown)], today), More: listHref(allIncoming), MoreLabel: "Xem tất cả văn bản"})
	}
	return err
}

func onDesk(piles []incoming.Pile, id incoming.ID) bool {
	return slices.ContainsFunc(piles, func(p incoming.Pile) bool {
		return slices.ContainsFunc(p.Lines, func(l incoming.Line) bool { return l.ID == id })
	})
}

// incomingFound is one list, the newest first.
func (w *Web) incomingFound(r *http.Request, v visit, d *views.IncomingData) error {
	f := incoming.Filter{View: incoming.View(d.View), Text: d.Query, Before: incoming.ID(r.URL.Query().Get("before")), Limit: incomingPage + 1}
	if d.View == allIncoming {
		f.View = incoming.All
	}
	all, err := w.incomingLines(r, v, f)
	if len(all) > incomingPage {
		all = all[:incomingPage]
		d.More = listHref(d.View) + "&q=" + queryEscape(d.Query) + "&before=" + queryEscape(string(all[incomingPage-1].ID))
	}
	d.Empty = "Không có văn bản nào ở mục này."
	if d.Query != "" {
		d.Empty = "Không có văn bản nào khớp. Hãy thử ít chữ hơn, hoặc chọn mục khác."
	}
	d.Groups = []views.MailGroup{{Title: d.Title, Rows: mailRows(all, civil.In(w.DB.Now())), Quiet: true}}
	return err
}

func (w *Web) incomingLines(r *http.Request, v visit, f incoming.Filter) (out []incoming.Line, err error) {
	all, err := w.Incoming.List(r.Context(), v.who(), f)
	if err != nil {
		return nil, err
	}
	err = w.DB.Read(r.Context(), func(q db.Q) (err error) {
		out, err = w.Incoming.Lines(r.Context(), q, all)
		return err
	})
	return out, err
}

func mailRows(all []incoming.Line, today civil.Date) []views.MailRow {
	rows := make([]views.MailRow, len(all))
	for i, l := range all {
		rows[i] = views.MailRow{Href: incomingPath(l.ID), From: l.Issuer, Title: l.Abstract, Sub: mailName(l.Paper), Holder: l.Holder, Badge: lineBadge(l, today)}
		if l.Others > 0 {
			rows[i].Holder += " và " + strconv.Itoa(l.Others) + " người, đơn vị"
		}
		if rows[i].Title == "" {
			rows[i].Title = "Chưa có trích yếu"
		}
	}
	return rows
}

// mailName is a paper's numbers in a list: those of its arrival and its own.
func mailName(p incoming.Paper) string {
	name := p.Symbol
	if name == "" {
		name = p.Day.String()
	}
	if p.Number == 0 {
		return name
	}
	return "Số đến " + p.Numbered() + ", " + name
}

// lineBadge says what matters of a paper in a list: how long it still has, or else
// what it waits for.
func lineBadge(l incoming.Line, today civil.Date) ui.Badge {
	if l.Next.IsZero() {
		return incomingBadge(l.Paper, today)
	}
	return dueBadge(l.Next, today)
}

// dueBadge says how long something open still has.
func dueBadge(due, today civil.Date) ui.Badge {
	const soon = 7
	switch left := today.DaysTo(due); {
	case left < 0:
		return ui.Badge{Text: "Quá " + strconv.Itoa(-left) + " ngày", Tone: ui.Bad, Icon: ui.IconWarning}
	case left == 0:
		return ui.Badge{Text: "Hạn hôm nay", Tone: ui.Warn, Icon: ui.IconClock}
	case left < soon:
		return ui.Badge{Text: "Còn " + strconv.Itoa(left) + " ngày", Tone: ui.Warn, Icon: ui.IconClock}
	default:
		return ui.Badge{Text: "Hạn " + due.String(), Tone: ui.Info}
	}
}

// givenIncoming lists the work on incoming papers that the person has, or his office.
func (w *Web) givenIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	whose, view := incoming.Mine, incoming.View(q.Get("view"))
	if q.Get("of") == string(incoming.Office) && v.Who.Holds(incoming.See) {
		whose = incoming.Office
	}
	if view == "" {
		view = incoming.Going
	}
	all, err := w.Incoming.Given(r.Context(), v.who(), whose, view, incomingPage*2)
	if err != nil {
		return err
	}
	title := "Văn bản đến được giao cho tôi"
	if whose == incoming.Office {
		title = "Văn bản cấp trên giao cho đơn vị"
	}
	d := views.IncomingData{Title: title, Empty: "Văn bản đến được giao xử lý sẽ hiện ở đây."}
	today := civil.In(w.DB.Now())
	rows := make([]views.MailRow, len(all))
	for i, x := range all {
		rows[i] = views.MailRow{Href: incomingPath(x.Paper.ID), From: x.Issuer, Title: x.Abstract, Sub: mailName(x.Paper), Badge: taskBadge(x.Step.Task, today)}
		if x.Step.State == task.Open && !x.Step.Due.IsZero() {
			rows[i].Badge = dueBadge(x.Step.Due, today)
		}
		if whose == incoming.Office {
			rows[i].Holder = x.Step.OwnerName
		}
	}
	d.Groups = []views.MailGroup{{Title: title, Rows: rows, Quiet: true}}
	if d.Filters, err = w.incomingFilters(r, v, givenHref(whose, view)); err != nil {
		return err
	}
	p := w.page(r, v, title)
	if v.Who.Holds(incoming.See) {
		p.Crumbs = []ui.Crumb{{Label: "Văn bản đến", Href: "/incoming"}}
	}
	return show(rw, r, views.Incoming(p, d))
}
