package report_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/report"
)

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
		if page[0].Path <= after {
			w.rt.Fatal("a page begins before the end of the last")
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
