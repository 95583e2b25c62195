package task

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
	"sotay/internal/rule"
)

var system = authz.System("test", org.Manage, org.See, member.Edit, member.See, Give, See)

// world is two branches of one commune on 5 March 2026, with two people in the first.
type world struct {
	*testing.T
	*Service
	units      *org.Service
	members    *member.Service
	commune    org.Unit
	one, other org.Unit
	an, binh   member.ID
}

func each(t *testing.T, fn func(*world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{T: t}
		book, err := rule.Load(nil)
		w.must(err)
		w.units = org.New(d, book)
		w.members = member.New(d, w.units, book)
		w.Service = New(d, w.units, w.members)
		w.units.Follow(w.members.Follower())
		w.units.Follow(w.Follower())
		day := org.Decision{Number: "01", Day: "2026-01-05"}
		w.commune, err = w.units.Create(t.Context(), system, org.NewUnit{Code: "X", Kind: "grassroots", Name: "Đảng bộ xã Một"}, day)
		w.must(err)
		w.one, err = w.units.Create(t.Context(), system, org.NewUnit{Code: "X1", Kind: "branch", Name: "Chi bộ Một", Parent: w.commune.ID}, day)
		w.must(err)
		w.other, err = w.units.Create(t.Context(), system, org.NewUnit{Code: "X2", Kind: "branch", Name: "Chi bộ Hai", Parent: w.commune.ID}, day)
		w.must(err)
		for name, id := range map[string]*member.ID{"Nguyễn Văn An": &w.an, "Trần Thị Bình": &w.binh} {
			*id, err = w.members.Add(t.Context(), system, w.one.ID, member.Entry{Person: member.Person{Name: name, Admitted: "2010-01-01", Official: "2011-01-01"}, State: member.Official, From: "2026-02-01"})
			w.must(err)
		}
		fn(w)
	}, db.WithClock(func() time.Time { return civil.Date("2026-03-05").At(8, 0) }))
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// who is a member of the first branch with only a member's rights.
func (w *world) who(id member.ID) authz.Actor {
	return authz.Actor{ID: "a-" + string(id), Member: string(id), Name: "x", Home: w.one.Path,
		Roles: []authz.Role{{At: w.one.Path, Perms: map[authz.Perm]authz.Reach{Own: authz.Here, See: authz.Here}}}}
}

func (w *world) assigned(t Task) ID {
	w.Helper()
	t.Unit = w.one.ID
	id, err := w.Assign(w.Context(), system, t)
	w.must(err)
	return id
}

func field(err error, name string) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Fields[name]
}

func TestBadTasks(t *testing.T) {
	t.Parallel()
	good := Task{Title: "Làm đường", OwnerName: "Tổ 1", Due: "2026-03-05"}
	if err := check(good, "2026-03-05"); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct {
		change      func(*Task)
		field, want string
	}{
		"no title":   {func(x *Task) { x.Title = "" }, "title", "task.title_missing"},
		"long title": {func(x *Task) { x.Title = strings.Repeat("ă", maxTitle+1) }, "title", "task.title_long"},
		"nobody":     {func(x *Task) { x.OwnerName = "" }, "owner", "task.owner_missing"},
		"yesterday":  {func(x *Task) { x.Due = "2026-03-04" }, "due", "task.due_past"},
	} {
		x := good
		c.change(&x)
		if err := check(x, "2026-03-05"); field(err, c.field) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReports(t *testing.T) {
	t.Parallel()
	at := civil.Date("2026-03-05").At(8, 0)
	for name, c := range map[string]struct {
		step        Step
		field, want string
		after       Task
	}{
		"half":          {Step{At: at, State: Open, Progress: 50, Result: "x"}, "", "", Task{State: Open, Progress: 50, Result: "x"}},
		"done":          {Step{At: at, State: Done, Progress: 10}, "", "", Task{State: Done, Progress: 100, DoneAt: at}},
		"opened again":  {Step{At: at, State: Open}, "", "", Task{State: Open}},
		"over":          {Step{State: Open, Progress: 101}, "progress", "task.progress_range", Task{}},
		"below":         {Step{State: Open, Progress: -1}, "progress", "task.progress_range", Task{}},
		"no state":      {Step{State: "late"}, "state", "task.state_unknown", Task{}},
		"given up":      {Step{State: Dropped}, "result", "task.reason_missing", Task{}},
		"a long result": {Step{State: Open, Result: strings.Repeat("x", maxResult+1)}, "result", "task.result_long", Task{}},
	} {
		got, err := report(Task{State: Done, DoneAt: at}, c.step)
		if field(err, c.field) != c.want || c.want == "" && (err != nil || got != c.after) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

func TestOverdueAndOnTime(t *testing.T) {
	t.Parallel()
	late := Task{State: Open, Due: "2026-03-04"}
	if !late.Overdue("2026-03-05") || late.Overdue("2026-03-04") || (Task{State: Open}).Overdue("2026-03-05") || (Task{State: Done, Due: "2026-03-04"}).Overdue("2026-03-05") {
		t.Error("overdue")
	}
	done := Task{State: Done, Due: "2026-03-05", DoneAt: civil.Date("2026-03-05").At(23, 59)}
	if !done.OnTime() {
		t.Error("done on its day is in time")
	}
	if done.DoneAt = civil.Date("2026-03-06").At(0, 1); done.OnTime() || late.OnTime() {
		t.Error("done after its day, or not at all, is in time")
	}
}

func TestOwnersReportOnTheirOwn(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.assigned(Task{Title: "Làm đường", Owner: w.an, Due: "2026-03-20"})
		w.must(w.Report(ctx, w.who(w.an), id, 1, Step{State: Open, Progress: 40, Result: "Đang làm"}))
		if err := w.Report(ctx, w.who(w.an), id, 1, Step{State: Done}); !fault.Is(err, fault.Conflict) {
			w.Errorf("overtaken: %v", err)
		}
		if err := w.Report(ctx, w.who(w.binh), id, 0, Step{State: Done}); !fault.Is(err, fault.Forbidden) {
			w.Errorf("another's task: %v", err)
		}
		task, steps, err := w.See(ctx, w.who(w.binh), id)
		w.must(err)
		if task.OwnerName != "Nguyễn Văn An" || task.Progress != 40 || len(steps) != 1 {
			w.Errorf("%+v %+v", task, steps)
		}
		stranger := authz.Actor{ID: "s", Member: "mb_x", Home: w.other.Path, Roles: []authz.Role{{At: w.other.Path, Perms: map[authz.Perm]authz.Reach{See: authz.Here}}}}
		if _, _, err := w.See(ctx, stranger, id); !fault.Is(err, fault.NotFound) {
			w.Errorf("another branch's task: %v", err)
		}
		if mine, err := w.Mine(ctx, w.who(w.binh), 10); err != nil || len(mine) != 0 {
			w.Errorf("%+v %v", mine, err)
		}
	})
}

func TestOwnersBelongToTheUnit(t *testing.T) {
	each(t, func(w *world) {
		_, err := w.Assign(w.Context(), system, Task{Unit: w.other.ID, Title: "x", Owner: w.an})
		if field(err, "owner") != "task.owner_elsewhere" {
			w.Error(err)
		}
		if _, err := w.Assign(w.Context(), w.who(w.an), Task{Unit: w.one.ID, Title: "x", Owner: w.an}); !fault.Is(err, fault.Forbidden) {
			w.Errorf("a member gives tasks: %v", err)
		}
	})
}

// An office gives its work to people of the branches below it and to who holds a post
// there, and who has gone elsewhere reports no more.
func TestOwnersStandAtTheUnitOrBelow(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		id, err := w.Assign(ctx, system, Task{Unit: w.commune.ID, Title: "Việc của xã", Owner: w.an})
		w.must(err)
		w.must(w.Report(ctx, w.who(w.an), id, 0, Step{State: Open, Progress: 10}))
		_, err = w.Assign(ctx, system, Task{Unit: w.other.ID, Title: "Việc của thôn khác", Owner: w.an})
		if field(err, "owner") != "task.owner_elsewhere" {
			w.Error(err)
		}
		_, err = w.members.Appoint(ctx, system, member.Post{Member: w.an, Unit: w.other.ID, Post: "follower", From: "2026-02-01"})
		w.must(err)
		held, err := w.Assign(ctx, system, Task{Unit: w.other.ID, Title: "Việc của thôn khác", Owner: w.an})
		w.must(err)
		w.must(w.Report(ctx, w.who(w.an), held, 0, Step{State: Done}))
		far, err := w.units.Create(ctx, system, org.NewUnit{Code: "Y", Kind: "grassroots", Name: "Đảng bộ xã khác"}, org.Decision{Number: "01", Day: "2026-01-05"})
		w.must(err)
		far, err = w.units.Create(ctx, system, org.NewUnit{Code: "Y1", Kind: "branch", Name: "Chi bộ xa", Parent: far.ID}, org.Decision{Number: "01", Day: "2026-01-05"})
		w.must(err)
		w.must(w.members.Move(ctx, system, w.an, 1, far.ID, "2026-03-05", "QĐ 1"))
		gone := w.who(w.an)
		gone.Home, gone.Roles[0].At = far.Path, far.Path
		if err := w.Report(ctx, gone, id, 0, Step{State: Done}); !fault.Is(err, fault.NotFound) {
			w.Errorf("who has gone reports: %v", err)
		}
	})
}

func TestExtend(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		task  Task
		due   civil.Date
		why   string
		field string
		code  string
	}{
		"good":      {Task{State: Open, Due: "2026-03-01"}, "2026-03-09", "Chờ số liệu", "", ""},
		"sooner":    {Task{State: Open, Due: "2026-03-10"}, "2026-03-09", "x", "due", "task.due_sooner"},
		"past":      {Task{State: Open, Due: "2026-03-01"}, "2026-03-04", "x", "due", "task.due_past"},
		"no day":    {Task{State: Open, Due: "2026-03-01"}, "", "x", "due", "task.due_past"},
		"no reason": {Task{State: Open, Due: "2026-03-01"}, "2026-03-09", "", "reason", "task.extend_reason"},
	} {
		if err := extend(c.task, c.due, c.why, "2026-03-05"); field(err, c.field) != c.code || c.code == "" && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := extend(Task{State: Done}, "2026-03-09", "x", "2026-03-05"); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
}

// Of many reports on the same revision one is taken.
func TestReportsAtOnce(t *testing.T) {
	each(t, func(w *world) {
		id := w.assigned(Task{Title: "Làm đường", Owner: w.an})
		var wg sync.WaitGroup
		taken := make(chan int, 10)
		for i := range 10 {
			wg.Go(func() {
				err := w.Report(w.Context(), w.who(w.an), id, 1, Step{State: Open, Progress: i, Result: fmt.Sprint(i)})
				if err == nil {
					taken <- i
				} else if !fault.Is(err, fault.Conflict) {
					w.Error(err)
				}
			})
		}
		wg.Wait()
		close(taken)
		task, steps, err := w.See(w.Context(), system, id)
		w.must(err)
		if len(taken) != 1 || len(steps) != 1 || task.Progress != <-taken {
			w.Errorf("%d were told done; %+v", len(steps), task)
		}
	})
}

func TestTasksFollowAMerger(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		open := w.assigned(Task{Title: "Còn làm", Owner: w.an})
		done := w.assigned(Task{Title: "Đã xong", OwnerName: "Tổ 1"})
		w.must(w.Report(ctx, system, done, 0, Step{State: Done}))
		plan, err := w.units.Preview(ctx, system, org.Merge{Units: []org.ID{w.one.ID}, Into: w.other.ID}, org.Decision{Number: "02", Day: "2026-03-05"})
		w.must(err)
		for _, c := range plan.Counts {
			if c.Subject == "task" && c.N != 1 {
				w.Errorf("the preview counts %d tasks", c.N)
			}
		}
		_, err = w.units.Apply(ctx, system, org.Merge{Units: []org.ID{w.one.ID}, Into: w.other.ID}, org.Decision{Number: "02", Day: "2026-03-05"}, plan.Seen)
		w.must(err)
		for id, unit := range map[ID]org.Unit{open: w.other, done: w.one} {
			if task, _, err := w.See(ctx, system, id); err != nil || task.Unit != unit.ID || task.Path != unit.Path {
				w.Errorf("%s stands at %s, not %s: %v", task.Title, task.Path, unit.Path, err)
			}
		}
	})
}
