// Package task keeps work that was given to people: what, who, until when, how
// far, with what result. A task comes from a meeting or from a person's hand and
// stays until somebody says how it ended; the next meeting begins with it.
package task

import (
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
)

// ID names a task.
type ID string

// State is how a task stands.
type State string

// The states.
const (
	Open    State = "open"
	Done    State = "done"
	Dropped State = "dropped" // given up, with the reason as result
)

// Task is one piece of work of one unit.
type Task struct {
	ID        ID
	Unit      org.ID
	Path      authz.Path
	Origin    string // what gave it, "meeting:…" or "incoming:…", or ""
	Title     string
	Owner     member.ID // "" when a group or an outsider owns it
	OwnerName string
	Due       civil.Date
	State     State
	Progress  int // percent
	Result    string
	CreatedAt time.Time
	DoneAt    time.Time
	Rev       int64
	Giver     member.ID // who is told how it went; "" where no member gave it
	Wish      Wish
}

// Overdue reports whether the task is open past its day.
func (t Task) Overdue(today civil.Date) bool {
	return t.State == Open && !t.Due.IsZero() && t.Due < today
}

// OnTime reports whether the task was done by its day.
func (t Task) OnTime() bool {
	return t.State == Done && (t.Due.IsZero() || civil.In(t.DoneAt) <= t.Due)
}

// Rights that this feature guards.
const (
	See  authz.Perm = "task.see"  // tasks of a unit; one's own need no right
	Give authz.Perm = "task.give" // give, change, judge
	Own  authz.Perm = "task.own"  // report on one's own
)

// Kind is what a step says.
type Kind string

// The kinds.
const (
	Reported  Kind = "report"
	Asked     Kind = "ask"    // for more time
	Extended  Kind = "extend" // more time was given
	Denied    Kind = "deny"   // more time was refused
	TakenBack Kind = "back"   // given up by who gave it, or passed on
)

// Step is one report on a task, or what was said of its time.
type Step struct {
	Kind     Kind       // "" is a report
	Due      civil.Date // of time that is asked for or given
	At       time.Time
	By       string
	Meeting  string
	Progress int
	State    State
	Result   string
}

const (
	maxTitle  = 500
	maxResult = 4000
)

// check is a new task's form.
func check(t Task, today civil.Date) error {
	var c fault.Check
	c.That(t.Title != "", "title", "task.title_missing")
	c.That(len([]rune(t.Title)) <= maxTitle, "title", "task.title_long")
	c.That(t.Owner != "" || t.OwnerName != "", "owner", "task.owner_missing")
	c.That(t.Due.IsZero() || t.Due >= today, "due", "task.due_past")
	return c.Err("task.invalid")
}

// report decides what a report makes of a task.
func report(t Task, s Step) (Task, error) {
	var c fault.Check
	c.That(s.Progress >= 0 && s.Progress <= 100, "progress", "task.progress_range")
	c.That(s.State == Open || s.State == Done || s.State == Dropped, "state", "task.state_unknown")
	c.That(len([]rune(s.Result)) <= maxResult, "result", "task.result_long")
	c.That(s.State != Dropped || s.Result != "", "result", "task.reason_missing")
	if err := c.Err("task.invalid"); err != nil {
		return t, err
	}
	t.State, t.Progress, t.Result, t.DoneAt = s.State, s.Progress, s.Result, time.Time{}
	if s.State == Done {
		t.Progress, t.DoneAt = 100, s.At
	}
	if s.State != Open {
		t.Wish = Wish{}
	}
	return t, nil
}

// extend refuses another day for a task that cannot have it.
func extend(t Task, due civil.Date, why string, today civil.Date) error {
	if t.State != Open {
		return fault.New(fault.Conflict, "task.finished")
	}
	var c fault.Check
	c.That(!due.IsZero() && due >= today, "due", "task.due_past")
	c.That(due > t.Due, "due", "task.due_sooner")
	c.That(why != "", "reason", "task.extend_reason")
	c.That(len([]rune(why)) <= maxResult, "reason", "task.result_long")
	return c.Err("task.invalid")
}
