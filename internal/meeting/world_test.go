package meeting

import (
	"bytes"
	"fmt"
	"sotay/internal/filing"
	"sotay/internal/platform/extract"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/rule"
	"sotay/internal/task"
)

// world is one branch with its people, on a clock that the test turns.
type world struct {
	t        testing.TB
	db       *db.DB
	now      *atomic.Int64
	units    *org.Service
	members  *member.Service
	tasks    *task.Service
	notices  *notify.Service
	files    *filing.Service
	meetings *Service
	commune  org.Unit
	branch   org.Unit
	people   []member.ID
	runner   authz.Actor
}

var system = authz.System("test", org.Manage, org.See, member.Edit, member.See, Run, Watch, Read, Remind, task.Give, task.See, notify.Own)

// each runs fn in a world of eight official members and one on probation, on
// every engine. It is 1 March 2026, 8:00.
func each(t *testing.T, fn func(*world)) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fn(newWorld(t, engine, 8, 1))
		})
	}
}

func newWorld(t testing.TB, engine string, official, probationary int) *world {
	t.Helper()
	w := &world{t: t, now: &atomic.Int64{}}
	w.at("2026-03-01", 8, 0)
	w.db = dbtest.Open(t, engine, db.WithClock(func() time.Time { return time.UnixMicro(w.now.Load()) }))
	book, err := rule.Load(nil)
	w.must(err)
	files, err := blob.Open(t.TempDir())
	w.must(err)
	w.units = org.New(w.db, book)
	w.members = member.New(w.db, w.units, book)
	w.tasks = task.New(w.db, w.units, w.members)
	w.notices = notify.New(w.db)
	w.files = filing.New(w.db, files, func() extract.Tools { return extract.Tools{} })
	w.meetings = New(w.db, book, w.units, w.members, w.tasks, w.notices, w.files)
	w.files.Readers("meeting", w.meetings.MayReadPapers)
	for _, f := range []org.Follower{w.members.Follower(), w.tasks.Follower(), w.meetings.Follower()} {
		w.units.Follow(f)
	}
	day := org.Decision{Number: "01-QĐ/TU", Day: "2026-01-05"}
	w.commune, err = w.units.Create(t.Context(), system, org.NewUnit{Code: "X1", Kind: "grassroots", Name: "Đảng bộ xã Bảo Thắng"}, day)
	w.must(err)
	w.branch, err = w.units.Create(t.Context(), system, org.NewUnit{Code: "X1.01", Kind: "branch", Name: "Chi bộ thôn Đồng Tâm", Parent: w.commune.ID}, day)
	w.must(err)
	for i := range official + probationary {
		w.people = append(w.people, w.add(fmt.Sprintf("Nguyễn Văn %s", names[i%len(names)]), i < official))
	}
	w.runner = w.actor(0, Run, Attend)
	return w
}

var names = []string{"An", "Bình", "Chi", "Dũng", "Em", "Giang", "Hà", "Khoa", "Lan", "Minh"}

func (w *world) add(name string, official bool) member.ID {
	w.t.Helper()
	e := member.Entry{Person: member.Person{Name: name, Admitted: "2025-06-01"}, State: member.Probationary, From: "2026-01-10"}
	if official {
		e.State, e.Admitted, e.Official = member.Official, "2010-06-01", "2011-06-01"
	}
	id, err := w.members.Add(w.t.Context(), system, w.branch.ID, e)
	w.must(err)
	return id
}

// actor is the i-th member with rights at the branch.
func (w *world) actor(i int, perms ...authz.Perm) authz.Actor {
	r := authz.Role{At: w.branch.Path, Perms: map[authz.Perm]authz.Reach{}}
	for _, p := range append(perms, Attend, task.Own, notify.Own) {
		r.Perms[p] = authz.Here
	}
	return authz.Actor{ID: fmt.Sprint("a", i), Member: string(w.people[i]), Name: fmt.Sprint("Đảng viên ", i), Home: w.branch.Path, Roles: []authz.Role{r}}
}

func (w *world) at(day civil.Date, hour, minute int) { w.now.Store(day.At(hour, minute).UnixMicro()) }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) plan() Plan {
	return Plan{Unit: int64(w.branch.ID), Kind: Regular, Place: "Nhà văn hóa thôn", StartsAt: civil.Date("2026-03-05").At(19, 30), Chair: string(w.people[0]), Secretary: string(w.people[1])}
}

// called is a meeting to which people were called on 1 March for 5 March, 19:30.
func (w *world) called() ID {
	w.t.Helper()
	id, err := w.meetings.Prepare(w.t.Context(), w.runner, w.plan())
	w.must(err)
	w.must(w.meetings.Call(w.t.Context(), w.runner, id))
	return id
}

// opened is that meeting, going on.
func (w *world) opened() ID {
	w.t.Helper()
	id := w.called()
	w.at("2026-03-05", 19, 30)
	w.must(w.meetings.Open(w.t.Context(), w.runner, id))
	return id
}

// finished brings an opened meeting to its closing on a day.
func (w *world) finished(id ID, day civil.Date) {
	w.t.Helper()
	ctx, m := w.t.Context(), w.meetings
	w.must(m.MarkAll(ctx, w.runner, id))
	f := w.see(id)
	for _, r := range f.Reviews {
		w.must(m.Judge(ctx, w.runner, id, r.Task, true, "Đã làm xong"))
	}
	motion, err := m.Move(ctx, w.runner, id, Motion{Kind: "resolution", Mode: ByHands})
	w.must(err)
	w.must(m.OpenVote(ctx, w.runner, id, motion, ByHands))
	_, err = m.CloseVote(ctx, w.runner, id, motion, voters(f.Roll), 0, 0)
	w.must(err)
	w.at("2026-03-05", 21, 5)
	w.must(m.End(ctx, w.runner, id, time.Time{}, time.Time{}))
	w.must(m.Score(ctx, w.runner, id, map[string]int{"order": 15, "principles": 5}))
	for _, kind := range []TextKind{MinutesText, ResolutionText} {
		text, err := m.Compose(ctx, w.runner, id, kind)
		w.must(err)
		w.must(m.Write(ctx, w.runner, id, kind, 0, text))
		w.must(m.Adopt(ctx, w.runner, id, kind, 1))
	}
	w.at(day, 9, 0)
	w.must(m.Close(ctx, w.runner, id))
}

func (w *world) see(id ID) Full {
	w.t.Helper()
	f, _, err := w.meetings.See(w.t.Context(), w.runner, id)
	w.must(err)
	return f
}

func upload(name string, b []byte) Upload {
	return Upload{Name: name, Size: int64(len(b)), Body: bytes.NewReader(b)}
}
