package web

import (
	"bytes"
	"net/http"
	"strconv"

	"sotay/internal/incoming"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// incomingRoutes are the papers that come to an office: its list and register, the
// form that a clerk fills forty times a day, and the page of one paper.
func (w *Web) incomingRoutes() []Route {
	return []Route{
		holder(incoming.See, "GET /incoming", w.incomingList),
		holder(incoming.See, "GET /incoming/register", w.incomingBook),
		holder(incoming.See, "GET /incoming/register.xlsx", w.incomingBookFile),
		holder(incoming.Register, "GET /incoming/new", w.newIncoming),
		holder(incoming.Register, "POST /incoming", w.enterIncoming).files(),
		signed("GET /incoming/{id}", w.showIncoming),
		at(incoming.Register, "GET /incoming/{id}/edit", w.editIncoming),
		at(incoming.Register, "POST /incoming/{id}", w.correctIncoming),
		at(incoming.Register, "POST /incoming/{id}/refuse", w.refuseIncoming),
		at(incoming.Register, "POST /incoming/{id}/cancel", w.cancelIncoming),
	}
}

func incomingID(r *http.Request) incoming.ID { return incoming.ID(r.PathValue("id")) }

func incomingPath(id incoming.ID) string { return "/incoming/" + string(id) }

func incomingBadge(p incoming.Paper, today civil.Date) ui.Badge {
	if p.Overdue(today) {
		return ui.Badge{Text: "Quá hạn", Tone: ui.Bad, Icon: ui.IconWarning}
	}
	tone := map[incoming.State]ui.Tone{incoming.Arrived: ui.Warn, incoming.Registered: ui.Warn, incoming.Working: ui.Info, incoming.Done: ui.Good}[p.State]
	return ui.Badge{Text: incoming.StateTitle(p.State), Tone: tone}
}

// incomingName is a paper's arrival number, and its own number and day.
func incomingName(p incoming.Paper) string {
	s := p.Symbol
	if p.Number > 0 {
		s = "Số đến " + p.Numbered() + ", " + s
	}
	if s != "" && !p.Day.IsZero() {
		s += " "
	}
	return s + p.Day.String()
}

func (w *Web) incomingBook(rw http.ResponseWriter, r *http.Request, v visit) error {
	unit, year := officeOf(r, v.who(), incoming.See), r.URL.Query().Get("year")
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	all, err := w.Incoming.Book(r.Context(), v.who(), unit, year, after, registerPage+1)
	if err != nil {
		return err
	}
	here := "?unit=" + strconv.FormatInt(int64(unit), 10) + "&year=" + queryEscape(year)
	years, err := w.Incoming.Years(r.Context(), v.who(), unit)
	if err != nil {
		return err
	}
	d := views.IncomingBookData{XLSX: "/incoming/register.xlsx" + here}
	for i, y := range years {
		d.Years = append(d.Years, ui.Tab{Label: y, Href: "/incoming/register?unit=" + strconv.FormatInt(int64(unit), 10) + "&year=" + y, Active: y == year || year == "" && i == 0})
	}
	if len(all) > registerPage {
		all = all[:registerPage]
		d.More = "/incoming/register" + here + "&after=" + strconv.FormatInt(all[registerPage-1].Number, 10)
	}
	today := civil.In(w.DB.Now())
	for _, p := range all {
		d.Rows = append(d.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Numbered(), Sub: p.Arrived.String(), Href: incomingPath(p.ID)}, {Text: p.Abstract, Sub: p.Type},
			{Text: p.Issuer, Sub: p.Name() + " " + p.Day.String()}, {Body: incomingBadge(p, today)}}})
	}
	p := w.page(r, v, "Sổ đăng ký văn bản đến")
	p.Crumbs = []ui.Crumb{{Label: "Văn bản đến", Href: "/incoming"}}
	return show(rw, r, views.IncomingBook(p, d))
}

func (w *Web) incomingBookFile(rw http.ResponseWriter, r *http.Request, v visit) error {
	var b bytes.Buffer
	if err := w.Incoming.ExportBook(r.Context(), v.who(), officeOf(r, v.who(), incoming.See), r.URL.Query().Get("year"), &b); err != nil {
		return err
	}
	attach(rw, workbook, "Sổ văn bản đến.xlsx")
	_, err := b.WriteTo(rw)
	return err
}

// newIncoming is the form that stays open while papers are entered one after the other.
func (w *Web) newIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	unit := officeOf(r, v.who(), incoming.Register)
	d := views.IncomingFormData{Arrived: string(civil.In(w.DB.Now()))}
	if day, err := civil.ParseDate(r.URL.Query().Get("arrived")); err == nil {
		d.Arrived = string(day)
	}
	return w.incomingForm(rw, r, v, unit, "", d, nil)
}

func (w *Web) enterIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	unit := officeOf(r, v.who(), incoming.Register)
	parcels, err := w.parcels(r, v, unit)
	defer func() {
		for _, p := range parcels {
			p.Drop(r.Context())
		}
	}()
	var p incoming.Paper
	if err == nil {
		p, err = w.Incoming.Enter(r.Context(), v.who(), unit, entryOf(r), form(r, "again") != "", parcels...)
	}
	if err != nil {
		return w.incomingForm(rw, r, v, unit, "", typedIncoming(r), err)
	}
	next := "/incoming/new?unit=" + strconv.FormatInt(int64(unit), 10)
	if p.Arrived != civil.In(w.DB.Now()) { // the rest of yesterday's pile
		next += "&arrived=" + string(p.Arrived)
	}
	return w.doneOnce(rw, r, next, "Đã vào sổ, số đến "+p.Numbered()+".")
}

// entryOf reads what was typed; a day that is none is asked for again.
func entryOf(r *http.Request) incoming.Entry {
	e := incoming.Entry{Issuer: form(r, "issuer"), Symbol: form(r, "symbol"), Type: form(r, "type"), Abstract: form(r, "abstract"), Urgency: form(r, "urgency")}
	e.Arrived, _ = civil.ParseDate(form(r, "arrived"))
	e.Day, _ = civil.ParseDate(form(r, "day"))
	return e
}

func typedIncoming(r *http.Request) views.IncomingFormData {
	return views.IncomingFormData{Rev: form(r, "rev"), Arrived: form(r, "arrived"), Issuer: form(r, "issuer"), Symbol: form(r, "symbol"), Day: form(r, "day"), Type: form(r, "type"),
		Abstract: form(r, "abstract"), Urgency: form(r, "urgency")}
}

// incomingForm shows the form for a new paper, or for the one with an id.
func (w *Web) incomingForm(rw http.ResponseWriter, r *http.Request, v visit, unit org.ID, id incoming.ID, d views.IncomingFormData, refusal error) error {
	code := http.StatusOK
	if refusal != nil {
		fields, all, ok := w.mistakes(refusal)
		if !ok {
			return refusal
		}
		if f := fault.Of(refusal); f.Says("incoming.twin") {
			d.Twin, all = true, []ui.FieldError{{Name: "again", Text: w.Words.Say(f.Code, f.Args...)}}
		}
		d.Errors, d.Mistakes, code = fields, all, fault.Of(refusal).Kind.Status()
	}
	if err := w.incomingChoices(r, v, unit, &d); err != nil {
		return err
	}
	today := civil.In(w.DB.Now())
	d.Unit, d.Today = strconv.FormatInt(int64(unit), 10), string(today)
	d.Usual = d.Usual && (d.Type == "" || id != "") && d.Arrived == d.Today && d.Errors["type"]+d.Errors["arrived"]+d.Errors["urgency"] == ""
	p := w.page(r, v, "Vào sổ văn bản đến")
	p.Crumbs, p.Here = []ui.Crumb{{Label: "Văn bản đến", Href: "/incoming"}}, "/incoming/new"
	d.Action, d.Back, d.Submit, d.Files = "/incoming", "/incoming", "Vào sổ", true
	if id != "" {
		d.Files, d.Next = false, ""
		d.Action, d.Back, p.Here = incomingPath(id), incomingPath(id), incomingPath(id)+"/edit"
		return render(rw, r, code, views.IncomingForm(p, d))
	}
	const shown = 5
	last, err := w.Incoming.List(r.Context(), v.who(), incoming.Filter{Limit: shown})
	for _, x := range last {
		if x.Unit == unit && x.Number > 0 {
			d.Last = append(d.Last, views.MailRow{Href: incomingPath(x.ID), From: x.Issuer, Title: x.Abstract, Sub: x.Symbol, Badge: ui.Badge{Text: x.Numbered()}})
		}
	}
	if err != nil {
		return err
	}
	return render(rw, r, code, views.IncomingForm(p, d))
}

func (w *Web) incomingChoices(r *http.Request, v visit, unit org.ID, d *views.IncomingFormData) error {
	return w.DB.Read(r.Context(), func(q db.Q) error {
		u, err := w.Units.Get(r.Context(), q, unit)
		if err != nil {
			return err
		}
		if err := v.Who.May(incoming.Register, u.Path); err != nil {
			return err
		}
		c, err := w.Incoming.Choices(r.Context(), q, unit)
		if err != nil {
			return err
		}
		d.Issuers, d.Next = c.Issuers, c.Next
		for _, t := range c.Types {
			d.Types = append(d.Types, t.Title)
		}
		for _, x := range c.Urgencies {
			d.Urgencies = append(d.Urgencies, ui.Option{Value: x.Key, Label: x.Title})
		}
		if d.Urgency == "" {
			d.Urgency = c.Urgencies[0].Key
		}
		d.Usual = d.Urgency == c.Urgencies[0].Key
		return nil
	})
}

func (w *Web) editIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.Incoming.See(r.Context(), v.who(), incomingID(r))
	if err != nil {
		return err
	}
	if err := v.Who.May(incoming.Register, f.Path); err != nil {
		return err
	}
	d := views.IncomingFormData{Rev: strconv.FormatInt(f.Rev, 10), Arrived: string(f.Arrived), Issuer: f.Issuer, Symbol: f.Symbol, Day: string(f.Day), Type: f.Type,
		Abstract: f.Abstract, Urgency: f.Urgency}
	return w.incomingForm(rw, r, v, f.Unit, f.ID, d, nil)
}

func (w *Web) correctIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.Incoming.See(r.Context(), v.who(), incomingID(r))
	if err != nil {
		return err
	}
	p, err := w.Incoming.Correct(r.Context(), v.who(), f.ID, revOf(r), entryOf(r), form(r, "again") != "")
	if err != nil {
		d := typedIncoming(r)
		if fault.Of(err).Says("incoming.overtaken") {
			d.Rev = strconv.FormatInt(f.Rev, 10)
		}
		return w.incomingForm(rw, r, v, f.Unit, f.ID, d, err)
	}
	if f.State == incoming.Arrived {
		return done(rw, r, incomingPath(f.ID), "Đã vào sổ, số đến "+p.Numbered()+".")
	}
	return done(rw, r, incomingPath(f.ID), "Đã sửa thông tin văn bản.")
}
