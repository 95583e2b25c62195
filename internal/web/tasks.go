package web

import (
	"net/http"
	"slices"
	"strconv"

	"sotay/internal/incoming"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/task"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// taskRoutes are the work that was given: one's own, a unit's, and giving it.
func (w *Web) taskRoutes() []Route {
	return []Route{
		signed("GET /tasks", w.myTasks),
		holder(task.See, "GET /tasks/unit", w.unitTasks),
		holder(task.Give, "GET /tasks/new", w.newTask),
		holder(task.Give, "POST /tasks", w.assignTask),
		signed("GET /tasks/{id}", w.showTask),
		signed("POST /tasks/{id}/report", w.reportTask),
		signed("POST /tasks/{id}/ask", w.askTask),
		at(task.Give, "POST /tasks/{id}/answer", w.answerTask),
	}
}

// tasksPage is how many tasks one page shows.
const tasksPage = 50

func (w *Web) tasksFrame(r *http.Request, v visit) ui.Page {
	p := w.page(r, v, "Nhiệm vụ")
	if v.Who.Holds(task.Give) {
		p.Actions = ui.Button{Label: "Giao nhiệm vụ", Href: "/tasks/new", Kind: ui.Main, Icon: ui.IconPlus}
	}
	return p
}

// taskTabs are the views of tasks that the person has.
func taskTabs(who authz.Actor, at string) []ui.Tab {
	if !who.Holds(task.See) {
		return nil
	}
	return []ui.Tab{
		{Label: "Của tôi", Href: "/tasks", Active: at == "mine"},
		{Label: "Của đơn vị", Href: "/tasks/unit", Active: at == "open"},
		{Label: "Đã xong", Href: "/tasks/unit?state=done", Active: at == "done"},
	}
}

func (w *Web) myTasks(rw http.ResponseWriter, r *http.Request, v visit) error {
	all, err := w.Tasks.Mine(r.Context(), v.who(), tasksPage)
	if err != nil {
		return err
	}
	rows, today := views.TasksData{Tabs: taskTabs(v.who(), "mine"), Mine: true}, civil.In(w.DB.Now())
	for _, t := range all {
		if t.State == task.Open {
			rows.Open = append(rows.Open, taskLine(t, "", today))
		} else {
			rows.Past = append(rows.Past, taskLine(t, "", today))
		}
	}
	return show(rw, r, views.Tasks(w.tasksFrame(r, v), rows))
}

func (w *Web) unitTasks(rw http.ResponseWriter, r *http.Request, v visit) error {
	q, state := r.URL.Query(), task.Open
	if q.Get("state") == "done" {
		state = task.Done
	}
	all, err := w.Tasks.List(r.Context(), v.who(), "/", state, task.ID(q.Get("after")), tasksPage+1)
	if err != nil {
		return err
	}
	d := views.TasksData{Tabs: taskTabs(v.who(), string(state))}
	if len(all) > tasksPage {
		all = all[:tasksPage]
		d.More = "/tasks/unit?state=" + string(state) + "&after=" + queryEscape(string(all[tasksPage-1].ID))
	}
	if d.Open, err = w.taskLines(r, all); err != nil {
		return err
	}
	return show(rw, r, views.Tasks(w.tasksFrame(r, v), d))
}

// taskLines are tasks of several units, each with the name of its own.
func (w *Web) taskLines(r *http.Request, all []task.Task) ([]ui.Row, error) {
	ids := make([]org.ID, len(all))
	for i, t := range all {
		ids[i] = t.Unit
	}
	var units map[org.ID]org.Unit
	err := w.DB.Read(r.Context(), func(q db.Q) (err error) {
		units, err = w.Units.Cards(r.Context(), q, ids)
		return err
	})
	rows, today := make([]ui.Row, len(all)), civil.In(w.DB.Now())
	for i, t := range all {
		who := t.OwnerName
		if len(units) > 1 {
			who += ", " + units[t.Unit].Name
		}
		rows[i] = taskLine(t, who, today)
	}
	return rows, err
}

// taskLine is a task in a list; who is left out where all are one person's.
func taskLine(t task.Task, who string, today civil.Date) ui.Row {
	due := t.Due.String()
	if due == "" {
		due = "Không đặt hạn"
	}
	return ui.Row{Cells: []ui.Cell{
		{Text: t.Title, Href: "/tasks/" + string(t.ID), Sub: who}, {Text: due}, {Body: taskBadge(t, today), Sub: progressWords(t)},
	}}
}

func taskBadge(t task.Task, today civil.Date) ui.Badge {
	switch {
	case t.State == task.Done:
		return ui.Badge{Text: "Đã xong", Tone: ui.Good, Icon: ui.IconCheck}
	case t.State == task.Dropped:
		return ui.Badge{Text: "Không làm nữa"}
	case t.Overdue(today):
		return ui.Badge{Text: "Quá hạn", Tone: ui.Bad, Icon: ui.IconWarning}
	}
	return ui.Badge{Text: "Đang làm", Tone: ui.Info, Icon: ui.IconClock}
}

func progressWords(t task.Task) string {
	if t.State != task.Open || t.Progress == 0 {
		return ""
	}
	return "Được " + strconv.Itoa(t.Progress) + "%"
}

func (w *Web) showTask(rw http.ResponseWriter, r *http.Request, v visit) error {
	t, steps, err := w.Tasks.See(r.Context(), v.who(), task.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return show(rw, r, views.Task(w.taskFrame(r, v, t), w.taskData(v, t, steps)))
}

func (w *Web) taskFrame(r *http.Request, v visit, t task.Task) ui.Page {
	p := w.page(r, v, t.Title)
	p.Crumbs = []ui.Crumb{{Label: "Nhiệm vụ", Href: "/tasks"}}
	p.Here = "/tasks/" + string(t.ID)
	return p
}

func (w *Web) taskData(v visit, t task.Task, steps []task.Step) views.TaskData {
	mine := t.Owner != "" && string(t.Owner) == v.Who.Member
	d := views.TaskData{
		ID: string(t.ID), Rev: t.Rev, State: string(t.State), Progress: strconv.Itoa(t.Progress), Result: t.Result,
		Paper: paperOfTask(t), Badge: taskBadge(t, civil.In(w.DB.Now())), MayReport: mine || v.Who.Can(task.Give, t.Path),
		Facts: filled([]ui.Fact{
			{Name: "Người thực hiện", Value: t.OwnerName}, {Name: "Thời hạn", Value: t.Due.String()},
			{Name: "Hoàn thành", Value: strconv.Itoa(t.Progress) + "%"}, {Name: "Giao lúc", Value: when(t.CreatedAt)}, {Name: "Kết quả", Value: t.Result},
		}),
	}
	leads := v.Who.Can(task.Give, t.Path)
	open := t.State == task.Open && !t.Due.IsZero()
	d.Wish, d.Today, d.MayAsk, d.MayAnswer = wishOf(t), string(civil.In(w.DB.Now())), open && mine && !leads, leads && !t.Wish.Due.IsZero()
	for _, s := range slices.Backward(steps) {
		d.Steps = append(d.Steps, ui.Row{Cells: []ui.Cell{{Text: when(s.At), Sub: s.By}, stepCell(s), {Text: s.Result}}})
	}
	return d
}

// stepCell says how the task stood after a step, or what was said of its time.
func stepCell(s task.Step) ui.Cell {
	switch s.Kind {
	case task.Asked:
		return ui.Cell{Body: ui.Badge{Text: "Xin gia hạn", Tone: ui.Warn, Icon: ui.IconClock}, Sub: "Đến " + s.Due.String()}
	case task.Extended:
		return ui.Cell{Body: ui.Badge{Text: "Được gia hạn", Tone: ui.Info, Icon: ui.IconClock}, Sub: "Đến " + s.Due.String()}
	case task.Denied:
		return ui.Cell{Body: ui.Badge{Text: "Không gia hạn"}}
	}
	return ui.Cell{Body: taskBadge(task.Task{State: s.State}, ""), Sub: strconv.Itoa(s.Progress) + "%"}
}

// wishOf is the time that is asked for, for people and for forms.
func wishOf(t task.Task) views.TaskWish {
	return views.TaskWish{Due: t.Wish.Due.String(), Day: string(t.Wish.Due), Why: t.Wish.Why, By: t.Wish.By}
}

func (w *Web) askTask(rw http.ResponseWriter, r *http.Request, v visit) error {
	due, _ := civil.ParseDate(form(r, "due"))
	id := task.ID(r.PathValue("id"))
	return w.timed(rw, r, v, w.Tasks.Ask(r.Context(), v.who(), id, revOf(r), due, form(r, "reason")), "Đã gửi đề nghị gia hạn.")
}

// answerTask grants the time that was asked for, or refuses it.
func (w *Web) answerTask(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, due, text := task.ID(r.PathValue("id")), civil.Date(""), "Đã trả lời: không gia hạn."
	if form(r, "answer") != "deny" {
		text = "Đã đồng ý gia hạn."
		var err error
		if due, err = civil.ParseDate(form(r, "due")); err != nil {
			refusal := fault.New(fault.Invalid, "task.invalid").Field("due", "task.due_past").Because(err)
			return w.timed(rw, r, v, refusal, "")
		}
	}
	return w.timed(rw, r, v, w.Tasks.Answer(r.Context(), v.who(), id, revOf(r), due, form(r, "reason")), text)
}

// timed goes back to the task, or shows it again with what was refused of its time.
func (w *Web) timed(rw http.ResponseWriter, r *http.Request, v visit, refusal error, text string) error {
	id := r.PathValue("id")
	if refusal == nil || fault.Of(refusal).Says("db.done_before") {
		return done(rw, r, "/tasks/"+id, text)
	}
	fields, all, ok := w.mistakes(refusal)
	if !ok {
		return refusal
	}
	t, steps, err := w.Tasks.See(r.Context(), v.who(), task.ID(id))
	if err != nil {
		return err
	}
	d := w.taskData(v, t, steps)
	d.Errors, d.Mistakes = fields, all
	return render(rw, r, fault.Of(refusal).Kind.Status(), views.Task(w.taskFrame(r, v, t), d))
}

// paperOfTask is the page of the incoming paper that gave the task; "" for others.
func paperOfTask(t task.Task) string {
	if id := incoming.IDOf(t.Origin); id != "" {
		return incomingPath(id)
	}
	return ""
}

func (w *Web) reportTask(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := task.ID(r.PathValue("id"))
	rev := revOf(r)
	progress, err := strconv.Atoi(form(r, "progress"))
	if err != nil {
		progress = -1 // refused with the sentence for what is no percentage
	}
	s := task.Step{Progress: progress, State: task.State(form(r, "state")), Result: form(r, "result")}
	if s.State == task.Done {
		s.Progress = 100
	}
	if err := w.Tasks.Report(r.Context(), v.who(), id, rev, s); err != nil {
		return w.reportAgain(rw, r, v, id, err)
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã ghi báo cáo.", DraftDone: "task-" + string(id)})
	return done(rw, r, "/tasks/"+string(id), "")
}

// reportAgain shows the task as it is now with what was typed.
func (w *Web) reportAgain(rw http.ResponseWriter, r *http.Request, v visit, id task.ID, refusal error) error {
	fields, all, ok := w.mistakes(refusal)
	if !ok {
		return refusal
	}
	t, steps, err := w.Tasks.See(r.Context(), v.who(), id)
	if err != nil {
		return err
	}
	d := w.taskData(v, t, steps)
	d.Errors, d.Mistakes = fields, all
	d.State, d.Progress, d.Result = form(r, "state"), form(r, "progress"), form(r, "result")
	return render(rw, r, fault.Of(refusal).Kind.Status(), views.Task(w.taskFrame(r, v, t), d))
}

func (w *Web) newTask(rw http.ResponseWriter, r *http.Request, v visit) error {
	d, err := w.taskForm(r, v, r.URL.Query().Get("unit"))
	if err != nil {
		return err
	}
	return show(rw, r, views.TaskNew(w.newTaskFrame(r, v), d))
}

func (w *Web) newTaskFrame(r *http.Request, v visit) ui.Page {
	p := w.page(r, v, "Giao nhiệm vụ")
	p.Crumbs = []ui.Crumb{{Label: "Nhiệm vụ", Href: "/tasks"}}
	p.Here = "/tasks/new"
	return p
}

// taskForm has the people of the unit that the task is for: the one asked for, or
// the first where the person may give tasks.
func (w *Web) taskForm(r *http.Request, v visit, unit string) (d views.TaskFormData, err error) {
	var people []member.Card
	err = w.DB.Read(r.Context(), func(q db.Q) error {
		units, err := w.givenUnits(r, q, v.who())
		if err != nil {
			return err
		}
		for _, u := range units {
			d.Units = append(d.Units, ui.Option{Value: strconv.FormatInt(int64(u.ID), 10), Label: u.Name})
		}
		if !slices.ContainsFunc(d.Units, func(o ui.Option) bool { return o.Value == unit }) {
			unit = d.Units[0].Value
		}
		d.Unit = unit
		people, err = w.Members.OfUnit(r.Context(), q, unitNumber(unit), civil.In(w.DB.Now()))
		return err
	})
	d.Today = string(civil.In(w.DB.Now()))
	d.People = []ui.Option{{Value: "", Label: "Chọn đảng viên"}}
	for _, c := range people {
		d.People = append(d.People, ui.Option{Value: string(c.ID), Label: c.Name})
	}
	return d, err
}

// givenUnits are the tops of where the person may give tasks, by name.
func (w *Web) givenUnits(r *http.Request, q db.Q, who authz.Actor) ([]org.Unit, error) {
	var ids []org.ID
	for _, span := range who.Scope(task.Give) {
		ids = append(ids, org.ID(span.Top.Unit()))
	}
	cards, err := w.Units.Cards(r.Context(), q, ids)
	if err != nil {
		return nil, err
	}
	var out []org.Unit
	for _, id := range ids {
		if u, ok := cards[id]; ok {
			out = append(out, u)
		}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.NotFound, "access.not_found")
	}
	return out, nil
}

// unitNumber reads the id of a unit as addresses and forms carry it; 0 for what is none.
func unitNumber(s string) org.ID {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return org.ID(n)
}

func (w *Web) assignTask(rw http.ResponseWriter, r *http.Request, v visit) error {
	due, err := civil.ParseDate(form(r, "due"))
	if err != nil {
		due = ""
	}
	t := task.Task{Unit: unitNumber(form(r, "unit")), Title: form(r, "title"), Owner: member.ID(form(r, "owner")), OwnerName: form(r, "owner_name"), Due: due}
	id, err := w.Tasks.Assign(r.Context(), v.who(), t)
	if err != nil {
		return w.assignAgain(rw, r, v, err)
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã giao nhiệm vụ.", DraftDone: "task-new-" + form(r, "unit")})
	return done(rw, r, "/tasks/"+string(id), "")
}

func (w *Web) assignAgain(rw http.ResponseWriter, r *http.Request, v visit, refusal error) error {
	fields, all, ok := w.mistakes(refusal)
	if !ok {
		return refusal
	}
	d, err := w.taskForm(r, v, form(r, "unit"))
	if err != nil {
		return err
	}
	d.Errors, d.Mistakes = fields, all
	d.Title, d.Owner, d.OwnerName, d.Due = form(r, "title"), form(r, "owner"), form(r, "owner_name"), form(r, "due")
	return render(rw, r, fault.Of(refusal).Kind.Status(), views.TaskNew(w.newTaskFrame(r, v), d))
}
