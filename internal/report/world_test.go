package report_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/ids"
	"sotay/internal/report"
	"sotay/internal/rule"
)

const write authz.Perm = "test.write"

func actor(top authz.Path, reach authz.Reach, perms ...authz.Perm) authz.Actor {
	r := authz.Role{At: top, Perms: map[authz.Perm]authz.Reach{}}
	for _, p := range perms {
		r.Perms[p] = reach
	}
	return authz.Actor{ID: "a", Name: "A", Roles: []authz.Role{r}}
}

func root() authz.Actor {
	return actor("/", authz.Below, org.See, org.Manage, report.See, member.See, write)
}

// house is a database whose day the test sets.
type house struct {
	db      *db.DB
	units   *org.Service
	reports *report.Service
	today   atomic.Value
	codes   int
}

func (h *house) on(day civil.Date) { h.today.Store(day) }

func (h *house) day() civil.Date { return h.today.Load().(civil.Date) }

// each runs fn on every engine, with a house of its own.
func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	book, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			h := &house{}
			h.on("2026-01-05")
			h.db = dbtest.Open(t, engine, db.WithClock(func() time.Time { return h.day().At(9, 0) }))
			h.units, h.reports = org.New(h.db, book), report.New(h.db, book)
			fn(t, h)
		})
	}
}

type fataler interface {
	Helper()
	Fatal(...any)
}

func (h *house) create(t fataler, kind string, parent org.ID) org.Unit {
	t.Helper()
	h.codes++
	code := fmt.Sprintf("U%d", h.codes)
	u, err := h.units.Create(context.Background(), root(), org.NewUnit{Code: code, Kind: kind, Name: "Đơn vị " + code, Parent: parent}, h.decision())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (h *house) apply(t fataler, a org.Act) org.Plan {
	t.Helper()
	p, err := h.units.Apply(context.Background(), root(), a, h.decision(), "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *house) decision() org.Decision { return org.Decision{Number: "01-QĐ/ĐU", Day: h.day()} }

// sitting is a meeting as the meeting feature would leave it.
type sitting struct {
	id      string
	unit    org.ID
	kind    string
	month   civil.Month
	state   string
	starts  civil.Date
	ended   civil.Date
	facts   report.Facts
	minutes int
	score   int
	grade   string
	late    bool
	version int
	topic   string
}

// save writes a meeting, or its correction.
func (h *house) save(t fataler, m sitting) {
	t.Helper()
	ctx := context.Background()
	err := h.db.Write(ctx, root(), func(tx *db.Tx) error {
		if err := errors.Join(tx.Require(write, "/"), tx.Note("meeting:"+m.id, "test", nil)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM meeting WHERE id = ?`, m.id); err != nil {
			return err
		}
		starts, ended, closed := m.starts.At(8, 0), time.Time{}, time.Time{}
		if m.ended != "" {
			ended = m.ended.At(10, 0)
		}
		if m.state == "closed" {
			closed = m.ended.At(11, 0)
		}
		f := m.facts
		_, err := tx.Exec(ctx, `INSERT INTO meeting (id, unit, path, kind, month, title, topic, starts_at, state, ended_at, closed_at,
			members, present, online, excused, unexcused, exempt, minutes_long, score, grade, late, version)
			VALUES (?, ?, '', ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			m.id, m.unit, m.kind, m.month, m.topic, db.Time(&starts), m.state, db.Time(&ended), db.Time(&closed),
			f.Members, f.Present, f.Online, f.Excused, f.Unexcused, f.Exempt, m.minutes, m.score, m.grade, m.late, m.version)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// spot is a unit in the oracle's tree; the oracle knows nothing of paths.
type spot struct {
	id, parent org.ID
	kind       string
}

// world is what happened, as a plain memory of it.
type world struct {
	*house
	rt       *rapid.T
	top      org.ID
	now      map[org.ID]spot                // the open units
	evenings map[civil.Date]map[org.ID]spot // as they were
	meetings []sitting
}

func (w *world) dusk() { w.evenings[w.day()] = maps.Clone(w.now) }

func (w *world) add(kind string, parent org.ID) {
	u := w.create(w.rt, kind, parent)
	w.now[u.ID] = spot{u.ID, parent, kind}
	w.dusk()
}

// any draws an open unit of a kind; 0 where there is none but those.
func (w *world) any(kind string, but ...org.ID) org.ID {
	var all []org.ID
	for id, s := range w.now {
		if s.kind == kind && !slices.Contains(but, id) {
			all = append(all, id)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return rapid.SampledFrom(all).Draw(w.rt, kind)
}

func newWorld(rt *rapid.T, h *house) *world {
	h.on("2026-01-05")
	w := &world{house: h, rt: rt, now: map[org.ID]spot{}, evenings: map[civil.Date]map[org.ID]spot{}}
	u := h.create(rt, org.Centre, 0)
	w.top = u.ID
	w.now[u.ID] = spot{u.ID, 0, org.Centre}
	for range 2 {
		w.add(org.Province, w.top)
	}
	for range 3 {
		w.add(org.Grassroots, w.any(org.Province))
	}
	for range 4 {
		w.add(org.Branch, w.any(org.Grassroots))
	}
	return w
}

func (w *world) step() {
	w.on(w.day().AddDays(rapid.IntRange(0, 12).Draw(w.rt, "days")))
	w.dusk()
	switch rapid.IntRange(0, 12).Draw(w.rt, "step") {
	case 0:
		w.add(org.Branch, w.any(org.Grassroots))
	case 1:
		w.move(w.any(org.Branch), w.any(org.Grassroots))
	case 2:
		w.move(w.any(org.Grassroots), w.any(org.Province))
	case 3:
		w.close(w.any(org.Branch))
	case 4:
		w.mergeCommunes()
	case 5:
		w.add(org.Group, w.any(org.Branch))
	case 6, 7:
		w.correct()
	default:
		w.meet()
	}
	w.dusk()
}

func (w *world) move(unit, under org.ID) {
	if s := w.now[unit]; s.parent != under {
		w.apply(w.rt, org.Move{Unit: unit, Under: under})
		w.now[unit] = spot{unit, under, s.kind}
	}
}

// hand gives the children of a unit that ends to another.
func (w *world) hand(from, into org.ID) {
	delete(w.now, from)
	for id, s := range w.now {
		if s.parent == from {
			w.now[id] = spot{id, into, s.kind}
		}
	}
}

func (w *world) close(unit org.ID) {
	into := w.any(org.Branch, unit)
	if into != 0 {
		w.apply(w.rt, org.Close{Unit: unit, Into: into})
		w.hand(unit, into)
	}
}

func (w *world) mergeCommunes() {
	a := w.any(org.Grassroots)
	b := w.any(org.Grassroots, a)
	if b == 0 {
		return
	}
	w.codes++
	p := w.apply(w.rt, org.Merge{Units: []org.ID{a, b}, New: org.NewUnit{Code: fmt.Sprintf("U%d", w.codes), Kind: org.Grassroots, Name: "Xã mới", Parent: w.now[a].parent}})
	id := p.Opened[0].ID
	w.now[id] = spot{id, w.now[a].parent, org.Grassroots}
	w.hand(a, id)
	w.hand(b, id)
}

// meet adds a meeting of this month or the last.
func (w *world) meet() {
	m := sitting{id: ids.New("mt", w.day().At(9, 0)), unit: w.any(org.Branch), version: 1,
		kind:  rapid.SampledFrom([]string{"regular", "regular", "combined", "thematic"}).Draw(w.rt, "kind"),
		month: w.day().Month().Add(-rapid.IntRange(0, 1).Draw(w.rt, "back")), topic: "chuyên đề"}
	w.happen(&m)
	taken := func(o sitting) bool {
		return o.unit == m.unit && o.month == m.month && o.kind != "thematic" && o.state != "cancelled"
	}
	if m.kind != "thematic" && m.state != "cancelled" && slices.ContainsFunc(w.meetings, taken) {
		return
	}
	w.save(w.rt, m)
	w.meetings = append(w.meetings, m)
}

// correct changes what a meeting says.
func (w *world) correct() {
	if len(w.meetings) == 0 {
		return
	}
	i := rapid.IntRange(0, len(w.meetings)-1).Draw(w.rt, "corrected")
	m := w.meetings[i]
	if m.state == "cancelled" {
		return
	}
	m.version++
	w.happen(&m)
	w.save(w.rt, m)
	w.meetings[i] = m
}

// happen draws how far a meeting is and what it says.
func (w *world) happen(m *sitting) {
	n := func(name string, most int) int { return rapid.IntRange(0, most).Draw(w.rt, name) }
	m.state = rapid.SampledFrom([]string{"draft", "called", "open", "ended", "closed", "closed", "cancelled"}).Draw(w.rt, "state")
	m.starts, m.ended, m.late = w.day().AddDays(n("ahead", 20)-10), "", false
	if m.state == "ended" || m.state == "closed" {
		m.ended = w.day().AddDays(-n("ago", 5))
		m.starts = m.ended
		m.late = m.state == "closed" && rapid.Bool().Draw(w.rt, "late")
	}
	m.facts = report.Facts{Members: n("members", 30), Present: n("present", 30), Online: n("online", 5), Excused: n("excused", 3), Unexcused: n("unexcused", 3), Exempt: n("exempt", 3)}
	m.minutes, m.score, m.grade = n("minutes", 180), n("score", 100), rapid.SampledFrom([]string{"Tốt", "Khá"}).Draw(w.rt, "grade")
}

// tree is the open units in the evening of a day.
func (w *world) tree(day civil.Date) map[org.ID]spot {
	var last civil.Date
	for d := range w.evenings {
		if d <= day && d > last {
			last = d
		}
	}
	return w.evenings[last]
}

// under reports whether a unit is another or below it.
func under(tree map[org.ID]spot, id, top org.ID) bool {
	for ; id != 0; id = tree[id].parent {
		if _, there := tree[id]; !there {
			return false
		}
		if id == top {
			return true
		}
	}
	return false
}

// want is what the oracle says of one branch.
func (w *world) want(id org.ID, month civil.Month) (state report.State, overdue bool, m sitting, thematic int) {
	today := w.day()
	state = report.NotCalled
	if today > month.Last() {
		state = report.NotHeld
	}
	for _, x := range w.meetings {
		if x.unit != id || x.month != month || x.state == "draft" || x.state == "cancelled" {
			continue
		}
		if x.kind == "thematic" {
			if x.ended != "" {
				thematic++
			}
			continue
		}
		m = x
		switch {
		case x.state == "called" && (today <= month.Last() || x.starts >= today):
			state = report.Called
		case x.state == "open":
			state = report.Running
		case x.state == "ended":
			state, overdue = report.Finishing, x.ended.AddDays(2) < today
		case x.state == "closed" && x.late:
			state = report.Late
		case x.state == "closed":
			state = report.Reported
		}
	}
	return state, overdue, m, thematic
}

// check compares every report of a month with the oracle, as one actor sees it
// who holds his right at a unit.
func (w *world) check(who authz.Actor, holder, top org.ID, month civil.Month) {
	tree := w.tree(min(month.Last(), w.day()))
	rows := w.read(who, top, month)
	got := map[org.ID]report.Row{}
	for _, r := range rows {
		got[r.Unit] = r
	}
	sum := report.Totals{By: map[report.State]int{}, Grades: map[string]int{}}
	children := map[org.ID]int{}
	for id, s := range tree {
		if s.kind != org.Branch || !under(tree, id, top) || !under(tree, id, holder) {
			continue
		}
		w.checkBranch(got[id], s, month, &sum)
		for _, c := range tree {
			if c.parent == top && under(tree, id, c.id) {
				children[c.id]++
			}
		}
	}
	if sum.Branches != len(rows) {
		w.rt.Fatalf("%d rows, want %d", len(rows), sum.Branches)
	}
	w.checkRoll(who, top, month, sum, children)
	w.checkFilters(who, top, month, rows, sum)
}

// read pages through the branches.
func (w *world) read(who authz.Actor, top org.ID, month civil.Month) (rows []report.Row) {
	var after authz.Path
	for {
		page, err := w.reports.Branches(context.Background(), who, top, month, report.All, after, 3)
		if err != nil {
			w.rt.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		rows, after = append(rows, page...), page[len(page)-1].Path
	}
	if !slices.IsSortedFunc(rows, func(a, b report.Row) int { return cmp.Compare(a.Path, b.Path) }) {
		w.rt.Fatal("rows are not in order")
	}
	return rows
}

// checkBranch compares a row with the oracle, and counts in what it should say.
func (w *world) checkBranch(r report.Row, s spot, month civil.Month, sum *report.Totals) {
	state, overdue, m, thematic := w.want(s.id, month)
	if r.Unit != s.id || r.State != state || r.Overdue != overdue || len(r.Thematic) != thematic || r.Parent != s.parent || r.Meeting != m.id {
		w.rt.Fatalf("branch %d in %s on %s: %+v, want %s %v %+v", s.id, string(month), string(w.day()), r, state, overdue, m)
	}
	sum.Branches++
	sum.By[state]++
	if overdue {
		sum.Overdue++
	}
	if !state.Met() {
		if r.Facts != (report.Facts{}) || r.Score != nil {
			w.rt.Fatalf("facts of a meeting that was not held: %+v", r)
		}
		return
	}
	if r.Facts != m.facts || r.Minutes != m.minutes || r.Version != int64(m.version) {
		w.rt.Fatalf("facts %+v, want %+v", r, m)
	}
	sum.Minutes += m.minutes
	sum.Members += m.facts.Members
	sum.Present += m.facts.Present
	sum.Online += m.facts.Online
	sum.Excused += m.facts.Excused
	sum.Unexcused += m.facts.Unexcused
	sum.Exempt += m.facts.Exempt
	if state == report.Finishing {
		return
	}
	if *r.Score != m.score || r.Grade != m.grade {
		w.rt.Fatalf("score of %+v, want %+v", r, m)
	}
	sum.Scored++
	sum.Points += m.score
	sum.Grades[m.grade]++
}

func (w *world) checkRoll(who authz.Actor, top org.ID, month civil.Month, sum report.Totals, children map[org.ID]int) {
	all, below, err := w.reports.Roll(context.Background(), who, top, month)
	if err != nil {
		w.rt.Fatal(err)
	}
	if same := fmt.Sprintf("%+v", all); sum.Branches > 0 && same != fmt.Sprintf("%+v", sum) || all.Branches != sum.Branches {
		w.rt.Fatalf("totals %s, want %+v", same, sum)
	}
	got := map[org.ID]int{}
	for _, c := range below {
		if c.Month.Branches > 0 {
			got[c.ID] = c.Month.Branches
		}
	}
	if !maps.Equal(got, children) {
		w.rt.Fatalf("children %v, want %v", got, children)
	}
	year, err := w.reports.Year(context.Background(), who, top, month)
	if err != nil || len(year) != 12 || year[11].Month != month || fmt.Sprintf("%+v", year[11].Totals) != fmt.Sprintf("%+v", all) {
		w.rt.Fatalf("the year ends with %+v, want %+v: %v", year, all, err)
	}
}

func (w *world) checkFilters(who authz.Actor, top org.ID, month civil.Month, rows []report.Row, sum report.Totals) {
	for f, want := range map[report.Filter]int{report.OnlyMet: sum.Met(), report.OnlyNotMet: sum.NotMet(), report.OnlyLate: sum.Late(), report.OnlyRunning: sum.By[report.Running]} {
		got, err := w.reports.Branches(context.Background(), who, top, month, f, "", 1000)
		if err != nil || len(got) != want {
			w.rt.Fatalf("filter %s: %d rows, want %d: %v", f, len(got), want, err)
		}
		for _, r := range got {
			if !slices.ContainsFunc(rows, func(x report.Row) bool {
				return fmt.Sprint(x) == fmt.Sprint(r) || x.Unit == r.Unit && x.State == r.State
			}) {
				w.rt.Fatalf("filter %s shows %+v", f, r)
			}
		}
	}
}

func TestReportsEqualAPlainMemoryOfWhatHappened(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rapid.Check(t, func(rt *rapid.T) {
			w := newWorld(rt, h)
			for range rapid.IntRange(3, 10).Draw(rt, "steps") {
				w.step()
			}
			for back := range 3 {
				month := w.day().Month().Add(-back)
				for _, top := range []org.ID{w.top, w.any(org.Province), w.any(org.Grassroots), w.any(org.Branch)} {
					w.check(root(), w.top, top, month)
				}
				holder := w.any(org.Grassroots)
				u := w.now[holder]
				at := authz.Path(fmt.Sprintf("/%d/%d/%d/", w.top, u.parent, holder))
				w.check(actor(at, authz.Below, report.See), holder, w.top, month)
			}
		})
	})
}
