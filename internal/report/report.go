// Package report shows committees how the branches below them live: which met in
// a month, when, how long, with how many, how well, and which reported late; for
// any subtree, branch by branch and rolled up, as pages and as a spreadsheet. It
// also counts the members of a subtree.
//
// What it promises:
//
//   - Nothing is kept here. Every figure is computed from what branches entered,
//     in one snapshot, so a correction shows at once and a total is the sum of its rows.
//   - A month is shown as the tree was in the evening of its last day (today, for
//     a month that is not over). A meeting stays with the unit that held it, whatever
//     became of that unit.
//   - Who may see a unit today sees what stood under it then; others see nothing.
//   - Counts of people never show small groups to those without the right to see
//     records; see [Service.People].
package report

import (
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/rule"
)

// See is the right to the reports of a unit, or of its subtree.
const See authz.Perm = "report.see"

// State is how a branch stands with its regular meeting of a month.
type State string

// The states.
const (
	NotCalled State = "not_called" // and the month is not over
	Called    State = "called"
	Running   State = "running"
	Finishing State = "finishing" // held; the papers are not finished
	Reported  State = "reported"
	Late      State = "late"     // reported, after the deadline
	NotHeld   State = "not_held" // the month is over
)

// Words is how offices say it.
func (s State) Words() string {
	return map[State]string{
		NotCalled: "chưa triệu tập", Called: "đã triệu tập", Running: "đang họp", Finishing: "đã họp chờ hoàn thiện",
		Reported: "đã báo cáo", Late: "báo cáo muộn", NotHeld: "không họp",
	}[s]
}

// Met reports whether the meeting was held.
func (s State) Met() bool { return s == Finishing || s == Reported || s == Late }

// Filter chooses branches.
type Filter string

// The filters. OnlyLate is who reported late, and who should have reported by now.
const (
	All         Filter = ""
	OnlyMet     Filter = "met"
	OnlyNotMet  Filter = "not_met"
	OnlyLate    Filter = "late"
	OnlyRunning Filter = "running"
)

// Row is one branch in one month. What its meeting fixes at its end is zero
// before; score and grade come with the report upward.
type Row struct {
	Unit       org.ID
	Code       string
	Name       string
	Path       authz.Path // on the day of the report; serves as cursor
	Parent     org.ID
	ParentName string
	State      State
	Overdue    bool   // held, and not reported although the deadline is over
	Meeting    string // its id; "" for none
	Kind       string // "regular" or "combined"
	Topic      string // of the thematic part of a combined meeting
	StartsAt   time.Time
	EndedAt    time.Time
	ReportedAt time.Time
	Minutes    int // how long it lasted
	Facts
	Score    *int
	Grade    string
	Version  int64    // more than 1 after a correction
	Thematic []string // topics of the thematic meetings held in the month
}

// Facts are rolls in numbers. Members owe attendance; exempt ones stand beside them.
type Facts struct {
	Members, Present, Online, Excused, Unexcused, Exempt int
}

// Share is the attendance in percent of the members who owe it; 0 for none.
func (f Facts) Share() float64 { return ratio(100*f.Present, f.Members) }

func (f *Facts) add(o Facts) {
	f.Members += o.Members
	f.Present += o.Present
	f.Online += o.Online
	f.Excused += o.Excused
	f.Unexcused += o.Unexcused
	f.Exempt += o.Exempt
}

// Totals sum up branches in one month. The facts are those of the meetings held.
type Totals struct {
	Branches int
	By       map[State]int
	Overdue  int
	Minutes  int // of all meetings held
	Facts
	Scored int // reports with a score
	Points int // of all of them
	Grades map[string]int
}

// Met is how many held their meeting.
func (t Totals) Met() int { return t.By[Finishing] + t.By[Reported] + t.By[Late] }

// NotMet is how many have not held it, and are not holding it now.
func (t Totals) NotMet() int { return t.By[NotCalled] + t.By[Called] + t.By[NotHeld] }

// Late is how many reported late, or should have reported by now.
func (t Totals) Late() int { return t.By[Late] + t.Overdue }

// MeanScore is the mean of the scores; 0 for none.
func (t Totals) MeanScore() float64 { return ratio(t.Points, t.Scored) }

// MeanMinutes is the mean length of the meetings held; 0 for none.
func (t Totals) MeanMinutes() float64 { return ratio(t.Minutes, t.Met()) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Child is a unit directly below, as it was on the day, with the totals of its subtree.
type Child struct {
	ID    org.ID
	Code  string
	Kind  string
	Name  string
	Path  authz.Path
	Month Totals
}

// MonthTotals are the totals of a month.
type MonthTotals struct {
	Month civil.Month
	Totals
}

// Home is what an upper office must look after today.
type Home struct {
	Month    civil.Month
	Branches int
	Met      int // this month
	NotMet   int // this month, yet
	Running  int // now
	Waiting  int // meetings of this month and the last that are not reported
	Late     int // those of them whose deadline is over
	Missed   int // branches that did not meet last month
}

// Service makes the reports.
type Service struct {
	db   *db.DB
	book *rule.Book
}

// New returns the service.
func New(d *db.DB, book *rule.Book) *Service { return &Service{d, book} }
