package api

import (
	"context"
	"time"

	"sotay/internal/member"
	"sotay/internal/platform/civil"
	"sotay/internal/task"
)

func (a *API) taskOperations() []operation {
	return []operation{
		get(signed(), "/tasks/mine", "listMyTasks", "The caller's own tasks, open ones first.", a.myTasks),
		get(holder(task.See), "/tasks", "listTasks", "Tasks of the units in reach.", a.listTasks),
		get(signed(), "/tasks/{task}", "getTask", "A task with its reports.", a.getTask),
		post(holder(task.Give), "/tasks", "assignTask", "Give a task outside a meeting.", a.assignTask),
		post(signed(), "/tasks/{task}/ask", "askTask", "Ask for more time: the task's owner, or who gives tasks there.", a.askTask),
		post(at(task.Give), "/tasks/{task}/answer", "answerTask", "Grant the time that was asked for, or refuse it with a reason.", a.answerTask),
		post(signed(), "/tasks/{task}/report", "reportTask", "Say how a task stands: its owner, or who gives tasks there.", a.reportTask),
	}
}

// TaskPath names a task.
type TaskPath struct {
	ID string `path:"task" maxLength:"100"`
}

// Task is one piece of work of one unit.
type Task struct {
	ID        string     `json:"id"`
	Unit      UnitID     `json:"unit"`
	Origin    string     `json:"origin,omitempty" doc:"The meeting that gave it: meeting: and its id"`
	Title     string     `json:"title"`
	Owner     string     `json:"owner,omitempty"`
	OwnerName string     `json:"ownerName,omitempty"`
	Due       Day        `json:"due,omitempty"`
	State     string     `json:"state" enum:"open,done,dropped"`
	Progress  int        `json:"progress" doc:"Percent"`
	Result    string     `json:"result,omitempty"`
	CreatedAt time.Time  `json:"createdAt"`
	DoneAt    *time.Time `json:"doneAt,omitempty"`
	Rev       int64      `json:"rev"`
	Wish      *TaskWish  `json:"wish,omitempty" doc:"More time that is asked for"`
}

// TaskWish is more time that whoever has a task asks for.
type TaskWish struct {
	Due    Day    `json:"due"`
	Reason string `json:"reason"`
	By     string `json:"by"`
}

func wishOf(w task.Wish) *TaskWish {
	if w.Due.IsZero() {
		return nil
	}
	return &TaskWish{Day(w.Due), w.Why, w.By}
}

func taskOf(t task.Task) Task {
	return Task{string(t.ID), unitID(t.Unit), t.Origin, t.Title, string(t.Owner), t.OwnerName, Day(t.Due), string(t.State), t.Progress, t.Result,
		t.CreatedAt.UTC(), instant(t.DoneAt), t.Rev, wishOf(t.Wish)}
}

// Tasks is a page of them.
type Tasks struct {
	Tasks      []Task `json:"tasks"`
	NextCursor string `json:"nextCursor,omitempty"`
}

type limited struct {
	Limit int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (a *API) myTasks(ctx context.Context, v visit, in *limited) (Tasks, error) {
	all, err := a.Tasks.Mine(ctx, v.Who, in.Limit)
	return Tasks{Tasks: each(all, taskOf)}, err
}

type listTasks struct {
	Page
	Unit  UnitID `query:"unit" doc:"A subtree"`
	State string `query:"state" enum:"open,done,dropped" default:"open"`
}

func (a *API) listTasks(ctx context.Context, v visit, in *listTasks) (Tasks, error) {
	top, err := a.under(ctx, v, in.Unit)
	if err != nil {
		return Tasks{}, err
	}
	all, err := a.Tasks.List(ctx, v.Who, top, task.State(in.State), task.ID(in.Cursor), in.Limit)
	return Tasks{each(all, taskOf), next(all, in.Limit, func(t task.Task) string { return string(t.ID) })}, err
}

// TaskRecord is a task with its reports.
type TaskRecord struct {
	Task
	Reports []TaskReport `json:"reports"`
}

// TaskReport is one report on a task.
type TaskReport struct {
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Meeting  string    `json:"meeting,omitempty"`
	Progress int       `json:"progress"`
	State    string    `json:"state" enum:"open,done,dropped"`
	Result   string    `json:"result,omitempty"`
	Kind     string    `json:"kind" enum:"report,ask,extend,deny,back" doc:"A report, or what was said of its time; back is work that was taken back"`
	Due      Day       `json:"due,omitempty" doc:"Of time that was asked for or given"`
}

func (a *API) getTask(ctx context.Context, v visit, in *TaskPath) (TaskRecord, error) {
	t, steps, err := a.Tasks.See(ctx, v.Who, task.ID(in.ID))
	return TaskRecord{taskOf(t), each(steps, func(s task.Step) TaskReport {
		return TaskReport{s.At.UTC(), s.By, s.Meeting, s.Progress, string(s.State), s.Result, string(s.Kind), Day(s.Due)}
	})}, err
}

// NewTask is a task to be given.
type NewTask struct {
	Title     string `json:"title" maxLength:"5000"`
	Owner     string `json:"owner,omitempty" maxLength:"100" doc:"A member of the unit"`
	OwnerName string `json:"ownerName,omitempty" maxLength:"200" doc:"Where a group or an outsider owns it"`
	Due       Day    `json:"due,omitempty"`
}

func (n NewTask) task() task.Task {
	return task.Task{Title: n.Title, Owner: member.ID(n.Owner), OwnerName: n.OwnerName, Due: civil.Date(n.Due)}
}

type assignTask struct {
	Body struct {
		NewTask
		Unit UnitID `json:"unit"`
	} `nameHint:"AssignTask"`
}

func (a *API) assignTask(ctx context.Context, v visit, in *assignTask) (Created, error) {
	t := in.Body.NewTask.task()
	t.Unit = in.Body.Unit.org()
	id, err := a.Tasks.Assign(ctx, v.Who, t)
	return Created{string(id)}, err
}

type askTask struct {
	TaskPath
	Body struct {
		Rev    int64  `json:"rev,omitempty" doc:"Whoever was overtaken is told so"`
		Due    Day    `json:"due,omitempty"`
		Reason string `json:"reason" maxLength:"20000"`
	} `nameHint:"AskTask"`
}

func (a *API) askTask(ctx context.Context, v visit, in *askTask) (none, error) {
	return none{}, a.Tasks.Ask(ctx, v.Who, task.ID(in.ID), in.Body.Rev, civil.Date(in.Body.Due), in.Body.Reason)
}

type answerTask struct {
	TaskPath
	Body struct {
		Rev    int64  `json:"rev,omitempty" doc:"Whoever was overtaken is told so"`
		Due    Day    `json:"due,omitempty" doc:"The new day; without it the wish is refused, and a reason is needed"`
		Reason string `json:"reason,omitempty" maxLength:"20000"`
	} `nameHint:"AnswerTask"`
}

func (a *API) answerTask(ctx context.Context, v visit, in *answerTask) (none, error) {
	return none{}, a.Tasks.Answer(ctx, v.Who, task.ID(in.ID), in.Body.Rev, civil.Date(in.Body.Due), in.Body.Reason)
}

type reportTask struct {
	TaskPath
	Body struct {
		Rev      int64  `json:"rev,omitempty" doc:"Whoever was overtaken is told so"`
		Progress int    `json:"progress" minimum:"0" maximum:"100"`
		State    string `json:"state" enum:"open,done,dropped"`
		Result   string `json:"result,omitempty" maxLength:"20000"`
	} `nameHint:"ReportTask"`
}

func (a *API) reportTask(ctx context.Context, v visit, in *reportTask) (none, error) {
	b := in.Body
	return none{}, a.Tasks.Report(ctx, v.Who, task.ID(in.ID), b.Rev, task.Step{Progress: b.Progress, State: task.State(b.State), Result: b.Result})
}
