package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sotay/internal/document"
	"sotay/internal/incoming"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/publication"
	"sotay/internal/task"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// incomingWorkRoutes are what is done with a paper that is in the register.
func (w *Web) incomingWorkRoutes() []Route {
	return []Route{
		signed("GET /incoming/mine", w.givenIncoming),
		holder(incoming.Register, "POST /publications/{id}/take-in", w.takeInIncoming),
		signed("POST /incoming/{id}/files", w.fileIncoming).files(),
		at(incoming.Register, "POST /incoming/{id}/files/{file}/remove", w.unfileIncoming),
		at(incoming.Assign, "POST /incoming/{id}/direct", w.directIncoming),
		signed("POST /incoming/{id}/close", w.closeIncoming),
		at(incoming.Assign, "POST /incoming/{id}/reopen", w.reopenIncoming),
		signed("POST /incoming/{id}/steps/{step}/report", w.reportIncoming),
		signed("POST /incoming/{id}/steps/{step}/ask", w.askIncoming),
		at(incoming.Assign, "POST /incoming/{id}/steps/{step}/answer", w.answerAskIncoming),
		at(incoming.Assign, "POST /incoming/{id}/steps/{step}/extend", w.extendIncoming),
		at(incoming.Assign, "POST /incoming/{id}/steps/{step}/transfer", w.transferIncoming),
		at(incoming.Assign, "POST /incoming/{id}/steps/{step}/withdraw", w.withdrawIncoming),
	}
}

// workText is a receiver of work as a form sends it: "m mb_…" or "u 12".
func workText(c incoming.Candidate) string {
	if c.Office != 0 {
		return "u " + strconv.FormatInt(int64(c.Office), 10)
	}
	return "m " + string(c.Person)
}

func workOf(s string, part incoming.Part) incoming.Work {
	kind, id, _ := strings.Cut(s, " ")
	if kind == "u" {
		return incoming.Work{Part: part, Office: unitNumber(id)}
	}
	return incoming.Work{Part: part, Person: member.ID(id)}
}

func deadlineOf(r *http.Request) (d incoming.Deadline) {
	d.Due, _ = civil.ParseDate(form(r, "due"))
	if s := form(r, "days"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n == 0 {
			n = -1 // refused with the sentence for what is no number of days
		}
		d.Days = n
	}
	return d
}

func (w *Web) directIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	o := incoming.Order{Instruction: form(r, "instruction"), Deadline: deadlineOf(r)}
	if s := form(r, "main"); s != "" {
		o.Works = append(o.Works, workOf(s, incoming.Main))
	}
	for _, s := range r.PostForm["support"] {
		o.Works = append(o.Works, workOf(s, incoming.Support))
	}
	if err := w.Incoming.Direct(r.Context(), v.who(), incomingID(r), revOf(r), o); err != nil {
		return w.handled(rw, r, v, err, "Đã ghi ý kiến và giao xử lý.")
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã ghi ý kiến và giao xử lý.", DraftDone: "order-" + string(incomingID(r))})
	return done(rw, r, incomingPath(incomingID(r)), "")
}

func (w *Web) closeIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.handled(rw, r, v, w.Incoming.Close(r.Context(), v.who(), incomingID(r), revOf(r), form(r, "result")), "Đã kết thúc xử lý văn bản.")
}

func (w *Web) reopenIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.handled(rw, r, v, w.Incoming.Reopen(r.Context(), v.who(), incomingID(r), revOf(r), form(r, "reason")), "Đã mở lại văn bản.")
}

func (w *Web) reportIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	s := task.Step{State: task.State(form(r, "state")), Result: form(r, "result")}
	if s.State == task.Done {
		s.Progress = 100
	}
	id := r.PathValue("step")
	if err := w.Incoming.Report(r.Context(), v.who(), incomingID(r), id, revOf(r), s); err != nil {
		return w.handled(rw, r, v, err, "Đã ghi báo cáo.")
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã ghi báo cáo.", DraftDone: "step-" + id})
	return done(rw, r, incomingPath(incomingID(r)), "")
}

func (w *Web) extendIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.handled(rw, r, v, w.Incoming.Extend(r.Context(), v.who(), incomingID(r), r.PathValue("step"), deadlineOf(r), form(r, "reason")), "Đã gia hạn.")
}

func (w *Web) askIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.handled(rw, r, v, w.Incoming.Ask(r.Context(), v.who(), incomingID(r), r.PathValue("step"), deadlineOf(r), form(r, "reason")), "Đã gửi đề nghị gia hạn.")
}

// answerAskIncoming grants the time that was asked for, or refuses it.
func (w *Web) answerAskIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, step, reason := incomingID(r), r.PathValue("step"), form(r, "reason")
	if form(r, "answer") == "deny" {
		return w.handled(rw, r, v, w.Incoming.Deny(r.Context(), v.who(), id, step, reason), "Đã trả lời: không gia hạn.")
	}
	return w.handled(rw, r, v, w.Incoming.Grant(r.Context(), v.who(), id, step, deadlineOf(r), reason), "Đã đồng ý gia hạn.")
}

func (w *Web) transferIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.handled(rw, r, v, w.Incoming.Transfer(r.Context(), v.who(), incomingID(r), r.PathValue("step"), workOf(form(r, "to"), ""), form(r, "reason")), "Đã chuyển việc.")
}

func (w *Web) withdrawIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.handled(rw, r, v, w.Incoming.Withdraw(r.Context(), v.who(), incomingID(r), r.PathValue("step"), form(r, "reason")), "Đã rút việc.")
}

// candidates are to whom a unit gives work, as choices; who looks for somebody asks by name.
func (w *Web) candidates(r *http.Request, v visit, unit org.ID) ([]ui.Option, error) {
	all, err := w.Incoming.Candidates(r.Context(), v.who(), unit, r.URL.Query().Get("tim"))
	out := make([]ui.Option, len(all))
	for i, c := range all {
		out[i] = ui.Option{Value: workText(c), Label: c.Name}
		if c.Unit != "" {
			out[i].Label += ", " + c.Unit
		}
	}
	return out, err
}

// incomingSteps fills the work on a paper, and what its reader may do with it.
func (w *Web) incomingSteps(r *http.Request, v visit, f incoming.Full, d *views.IncomingPaperData) error {
	leads, open := v.Who.Can(incoming.Assign, f.Path), f.State == incoming.Registered || f.State == incoming.Working
	var own []ui.Option
	var err error
	if leads && open {
		if own, err = w.candidates(r, v, f.Unit); err != nil {
			return err
		}
		d.Order = w.incomingOrder(r, f, own)
		d.Order.Errors = d.Errors
	}
	today := civil.In(w.DB.Now())
	for _, x := range f.Steps {
		s := incomingStep(f.ID, x, today)
		active := open && x.State == task.Open
		mine := x.Owner != "" && string(x.Owner) == v.Who.Member
		s.MayReport = active && (mine || x.Office != 0 && v.Who.Can(incoming.Register, x.Path) || leads && x.Owner == "")
		s.MayLead, s.MayAsk = active && leads, s.MayReport && !leads
		s.Wish = wishOf(x.Task)
		if s.To = own; active && !leads && x.Office != 0 && v.Who.Can(incoming.Assign, x.Path) {
			if s.To, err = w.candidates(r, v, x.Office); err != nil {
				return err
			}
		}
		s.Pass = active && len(s.To) > 0
		if r.PathValue("step") == x.ID {
			s.Errors = d.Errors
		}
		d.Steps = append(d.Steps, s)
	}
	return nil
}

func incomingStep(id incoming.ID, x incoming.Step, today civil.Date) views.IncomingStep {
	part := map[incoming.Part]string{incoming.Main: "Chủ trì: ", incoming.Support: "Phối hợp: "}[x.Part]
	return views.IncomingStep{ID: x.ID, Action: incomingPath(id) + "/steps/" + x.ID, Title: part + x.OwnerName, Badge: taskBadge(x.Task, today), Rev: strconv.FormatInt(x.Rev, 10),
		Today: string(today), Open: x.State == task.Open, Facts: filled([]ui.Fact{{Name: "Hạn", Value: x.Due.String()}, {Name: "Kết quả", Value: x.Result}, {Name: "Người giao", Value: x.By + ", " + when(x.At)}})}
}

func (w *Web) incomingOrder(r *http.Request, f incoming.Full, own []ui.Option) *views.IncomingOrder {
	o := &views.IncomingOrder{Draft: "order-" + string(f.ID), Action: incomingPath(f.ID) + "/direct", Rev: strconv.FormatInt(f.Rev, 10), Today: string(civil.In(w.DB.Now())), Find: incomingPath(f.ID), Found: r.URL.Query().Get("tim"),
		Usual: strconv.Itoa(w.Incoming.UsualDays(f.Urgency)), Mains: append([]ui.Option{{Label: "Chọn người hoặc đơn vị"}}, own...), Supports: own,
		HasMain: slices.ContainsFunc(f.Steps, func(x incoming.Step) bool { return x.Part == incoming.Main && x.State != task.Dropped })}
	if strings.HasSuffix(r.URL.Path, "/direct") { // refused: what was typed stays
		o.Instruction, o.Main, o.Days, o.Due, o.Support = form(r, "instruction"), form(r, "main"), form(r, "days"), form(r, "due"), r.PostForm["support"]
	}
	return o
}

// incomingAnswers are the papers that answer one, and where another is begun.
func (w *Web) incomingAnswers(r *http.Request, v visit, f incoming.Full, d *views.IncomingPaperData) error {
	var all []document.Document
	err := w.DB.Read(r.Context(), func(q db.Q) (err error) {
		all, err = w.Documents.AnswersTo(r.Context(), q, v.who(), f.ID.Subject())
		return err
	})
	for _, x := range all {
		d.Answers = append(d.Answers, ui.Row{Cells: []ui.Cell{{Text: x.Abstract, Href: documentPath(x.ID)}, {Text: x.Symbol, Sub: x.Day.String()}, {Body: documentBadge(x.State)}}})
	}
	if f.State != incoming.Registered && f.State != incoming.Working {
		return err
	}
	units := []org.ID{f.Unit}
	for _, x := range f.Steps {
		if x.Office != 0 {
			units = append(units, x.Office)
		}
	}
	for _, span := range v.Who.Scope(document.Draft) {
		if u := org.ID(span.Top.Unit()); slices.Contains(units, u) && d.AnswerHref == "" {
			d.AnswerHref = "/documents/new?unit=" + strconv.FormatInt(int64(u), 10) + "&answers=" + queryEscape(f.ID.Subject())
		}
	}
	return err
}

// answered is the incoming paper that a paper answers, as far as its reader may see it.
func (w *Web) answered(r *http.Request, v visit, subject string) (incoming.Full, error) {
	return w.Incoming.See(r.Context(), v.who(), incoming.IDOf(subject))
}

// takeInIncoming registers a paper that another unit sent to the office.
func (w *Web) takeInIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := publication.ID(r.PathValue("id"))
	p, err := w.Incoming.TakeIn(r.Context(), v.who(), officeOf(r, v.who(), incoming.Register), id)
	if err != nil {
		return err
	}
	if err := w.Sent.Open(r.Context(), v.who(), id); err != nil {
		return err
	}
	return done(rw, r, incomingPath(p.ID), "Đã vào sổ, số đến "+p.Numbered()+".")
}

// takenIn says of what was sent to an office what stands in its register, and lets its
// clerk put the rest there with one touch.
func (w *Web) takenIn(r *http.Request, v visit, office string, d *views.PapersData) error {
	var unit org.Unit
	err := w.DB.Read(r.Context(), func(q db.Q) (err error) {
		if office != "" {
			unit, err = w.Units.Get(r.Context(), q, unitNumber(office))
		}
		return err
	})
	if err != nil || !v.Who.Can(incoming.Register, unit.Path) {
		return err
	}
	var all []publication.ID
	for _, part := range [][]views.SentPaper{d.Pending, d.Rest} {
		for _, x := range part {
			all = append(all, publication.ID(x.ID))
		}
	}
	in, err := w.Incoming.TakenIn(r.Context(), v.who(), unit.Path, all)
	for _, part := range [][]views.SentPaper{d.Pending, d.Rest} {
		for i := range part {
			x := &part[i]
			if p, ok := in[publication.ID(x.ID)]; ok {
				x.Taken, x.TakenHref = p.Numbered(), incomingPath(p.ID)
			} else if x.Withdrawn == "" {
				x.TakeIn = "/publications/" + x.ID + "/take-in?unit=" + office
			}
		}
	}
	return err
}

// homeIncoming counts what waits for the person among the incoming papers.
func (w *Web) homeIncoming(r *http.Request, v visit, d *views.HomeData) error {
	var all []ui.Stat
	add := func(n int, err error, label, href string, tone ui.Tone) error {
		if err == nil && n > 0 {
			all = append(all, ui.Stat{Value: ui.Number(n), Label: label, Href: href, Tone: tone})
		}
		return err
	}
	for _, x := range []struct {
		shown       bool
		view        incoming.View
		label, href string
		tone        ui.Tone
	}{
		{v.Who.Holds(incoming.Register), incoming.AtDoor, "chờ vào sổ", "/incoming?view=arrived", ui.Warn},
		{v.Who.Holds(incoming.Assign), incoming.Waiting, "chờ ý kiến", "/incoming?view=registered", ui.Warn},
		{v.Who.Holds(incoming.See), incoming.Late, "quá hạn xử lý", "/incoming?view=overdue", ui.Bad},
	} {
		if !x.shown {
			continue
		}
		n, err := w.Incoming.Count(r.Context(), v.who(), x.view)
		if err := add(n, err, x.label, x.href, x.tone); err != nil {
			return err
		}
	}
	for _, x := range []struct {
		whose       incoming.Whose
		view        incoming.View
		label, href string
		tone        ui.Tone
	}{
		{incoming.Mine, incoming.Going, "việc văn bản của tôi", "/incoming/mine", ""}, {incoming.Mine, incoming.Late, "việc văn bản của tôi quá hạn", "/incoming/mine?view=overdue", ui.Bad},
		{incoming.Office, incoming.Going, "cấp trên giao đơn vị", "/incoming/mine?of=office", ""},
	} {
		n, err := w.Incoming.GivenCount(r.Context(), v.who(), x.whose, x.view)
		if err := add(n, err, x.label, x.href, x.tone); err != nil {
			return err
		}
	}
	if len(all) > 0 {
		d.Incoming = &views.HomeIncoming{Stats: all}
	}
	return nil
}
