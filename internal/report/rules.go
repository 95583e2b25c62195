package report

import (
	"strings"
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
)

// moment is what the words for a month depend on.
type moment struct {
	month      civil.Month
	day        civil.Date // for which the tree is shown
	over       bool       // the month
	today      time.Time  // its first instant
	reportFrom time.Time  // meetings that ended before are overdue
}

// at returns the moment of a month on a day, where reports are due so many days
// after the day of the meeting.
func at(month civil.Month, today civil.Date, reportDays int) moment {
	return moment{
		month: month, day: min(month.Last(), today), over: month.Last() < today,
		today: today.At(0, 0), reportFrom: today.AddDays(-reportDays).At(0, 0),
	}
}

// group is some branches that are alike, with the sums of what their meetings say.
type group struct {
	path    authz.Path // of one of them
	state   string     // of the meeting: "called", "open", "ended", "closed"; "" for none
	late    bool       // reported late
	passed  bool       // was to start before today
	overdue bool       // ended so long ago that its report is overdue
	grade   string
	n       int
	minutes int
	facts   Facts
	scored  int
	points  int
}

// word says how those branches stand.
func (m moment) word(g group) State {
	switch {
	case g.state == "closed" && g.late:
		return Late
	case g.state == "closed":
		return Reported
	case g.state == "ended":
		return Finishing
	case g.state == "open":
		return Running
	case m.over && (g.state == "" || g.passed):
		return NotHeld
	case g.state == "called":
		return Called
	}
	return NotCalled
}

// unreported says that the report should be there by now.
func (g group) unreported() bool { return g.state == "ended" && g.overdue }

// add counts a group in.
func (t *Totals) add(m moment, g group) {
	if t.By == nil {
		t.By, t.Grades = map[State]int{}, map[string]int{}
	}
	state := m.word(g)
	t.Branches += g.n
	t.By[state] += g.n
	if g.unreported() {
		t.Overdue += g.n
	}
	if !state.Met() {
		return
	}
	t.Minutes += g.minutes
	t.Facts.add(g.facts)
	if state == Finishing {
		return
	}
	t.Scored += g.scored
	t.Points += g.points
	if g.grade != "" {
		t.Grades[g.grade] += g.n
	}
}

// roll sums the groups, all together and by the child of top under which they stand.
func roll(m moment, top authz.Path, groups []group) (all Totals, by map[org.ID]Totals) {
	by = map[org.ID]Totals{}
	for _, g := range groups {
		all.add(m, g)
		if id := childOf(top, g.path); id != 0 {
			t := by[id]
			t.add(m, g)
			by[id] = t
		}
	}
	return all, by
}

// childOf is the unit directly under top on the way to path; 0 for top itself.
func childOf(top, path authz.Path) org.ID {
	step, _, _ := strings.Cut(strings.TrimPrefix(string(path), string(top)), "/")
	return org.ID(authz.Path("/" + step + "/").Unit())
}

// seen says in words how the row stands, and leaves out what is not fixed yet.
func (r *Row) seen(m moment, g group) {
	r.State, r.Overdue = m.word(g), g.unreported()
	if r.State == NotHeld {
		r.StartsAt = time.Time{} // it was only to start then
	}
	if !r.State.Met() {
		r.Minutes, r.Facts, r.EndedAt = 0, Facts{}, time.Time{}
	}
	if r.State != Reported && r.State != Late {
		r.Score, r.Grade, r.ReportedAt = nil, "", time.Time{}
	}
}
