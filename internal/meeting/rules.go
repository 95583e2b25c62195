package meeting

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/rule"
)

// calendar is the rule "meeting.calendar" (HD 42-HD/BTCTW).
type calendar struct {
	RegularMinutes      int // a regular meeting lasts at least
	CombinedMinutes     int
	LargeFrom           int // members from which a branch is large; 0 for never
	LargeMinutes        int
	PapersDaysBefore    int
	ReportDays          int // days after the meeting to finish the papers and report
	ThematicEveryMonths int
	AttendanceTarget    int // percent
	OpenEarlyMinutes    int // how long before its time a meeting may open
}

// least is how long the meeting should last, in minutes.
func (c calendar) least(k Kind, members int) int {
	n := c.RegularMinutes
	if k == Combined {
		n = c.CombinedMinutes
	}
	if c.LargeFrom > 0 && members >= c.LargeFrom {
		n = max(n, c.LargeMinutes)
	}
	return n
}

// papersBy is the last instant at which a paper is in time.
func (c calendar) papersBy(starts time.Time) time.Time {
	return starts.Add(-time.Duration(c.PapersDaysBefore) * 24 * time.Hour)
}

// reportBy is the last day on which finished papers are in time.
func (c calendar) reportBy(ended time.Time) civil.Date {
	return civil.In(ended).AddDays(c.ReportDays)
}

// adoptedInTime reports whether the minutes were adopted by the day of the
// report. Until they are, they count as in time: the score is part of them, and
// a meeting cannot close without.
func (c calendar) adoptedInTime(m Meeting) bool {
	return m.AdoptedAt.IsZero() || m.EndedAt.IsZero() || civil.In(m.AdoptedAt) <= c.reportBy(m.EndedAt)
}

// motionRule is one entry of the rule "meeting.motions".
type motionRule struct {
	Title  string
	Base   string // "entitled": all who may vote; "present": those of them who are there
	Over   [2]int // numerator and denominator of the share
	Strict bool   // more than the share; otherwise the share suffices
}

// passes compares without fractions.
func (r motionRule) passes(yes, base int) bool {
	if base == 0 {
		return false
	}
	have, need := yes*r.Over[1], base*r.Over[0]
	return have > need || !r.Strict && have == need
}

// words says the rule as people say it.
func (r motionRule) words(src rule.Rule) string {
	over := "từ"
	if r.Strict {
		over = "trên"
	}
	of := "tổng số đảng viên chính thức có quyền biểu quyết"
	if r.Base == "present" {
		of = "số đảng viên chính thức có mặt"
	}
	return fmt.Sprintf("%s %d/%d %s (%s)", over, r.Over[0], r.Over[1], of, src.Citation)
}

// agenda is the rule "meeting.agenda": the order of a meeting by its kind.
type agenda map[Kind][]struct{ Kind, Title string }

// book reads the meeting's rules for the day on which it is held.
type book struct{ *rule.Book }

func (b book) calendar(day civil.Date) (c calendar, err error) {
	_, err = b.On("meeting.calendar", day, &c)
	return c, err
}

func (b book) motion(kind string, day civil.Date) (motionRule, rule.Rule, error) {
	all := map[string]motionRule{}
	src, err := b.On("meeting.motions", day, &all)
	r, ok := all[kind]
	if err == nil && !ok {
		err = fault.New(fault.Invalid, "meeting.motion_invalid").Field("kind", "meeting.motion_kind")
	}
	return r, src, err
}

func (b book) agenda(k Kind, day civil.Date) ([]Item, error) {
	var a agenda
	if _, err := b.On("meeting.agenda", day, &a); err != nil {
		return nil, err
	}
	items := make([]Item, len(a[k]))
	for i, x := range a[k] {
		items[i] = Item{Kind: x.Kind, Title: x.Title}
	}
	return items, nil
}

func (b book) scoring(day civil.Date) (s scoring, err error) {
	_, err = b.On("meeting.score", day, &s)
	return s, err
}

// Plan is the form with which a meeting is prepared.
type Plan struct {
	Unit      int64
	Kind      Kind
	Month     civil.Month // that of the day, unless given
	Title     string      // made from kind and month, unless given
	Topic     string
	Purpose   string
	Place     string
	Link      string
	Guests    string
	FeeStatus string
	StartsAt  time.Time
	Chair     string
	Secretary string
}

const (
	maxText     = 2000
	maxMonthOff = 1 // a meeting counts for its own month or the one beside it
	planAhead   = 366
)

// check is the form's bad input, all fields at once.
func (p Plan) check(today civil.Date) error {
	var c fault.Check
	c.That(slices.Contains([]Kind{Regular, Thematic, Combined}, p.Kind), "kind", "meeting.kind_unknown")
	c.That(!p.StartsAt.IsZero(), "starts", "meeting.starts_missing")
	day := civil.In(p.StartsAt)
	if !p.StartsAt.IsZero() {
		c.That(today.DaysTo(day) <= planAhead, "starts", "meeting.starts_far")
		c.That(monthsApart(day.Month(), p.Month) <= maxMonthOff, "month", "meeting.month_far")
	}
	c.That(p.Kind == Regular || p.Topic != "", "topic", "meeting.topic_missing")
	c.That(p.Place != "" || p.Link != "", "place", "meeting.place_missing")
	c.That(p.Link == "" || strings.HasPrefix(p.Link, "https://"), "link", "meeting.link_https")
	for name, text := range map[string]string{"topic": p.Topic, "purpose": p.Purpose, "place": p.Place, "link": p.Link, "guests": p.Guests, "fee": p.FeeStatus, "title": p.Title} {
		c.That(len([]rune(text)) <= maxText, name, "meeting.text_long")
	}
	return c.Err("meeting.plan_invalid")
}

// tidy fills what the form leaves open.
func (p Plan) tidy() Plan {
	for _, s := range []*string{&p.Title, &p.Topic, &p.Purpose, &p.Place, &p.Link, &p.Guests, &p.FeeStatus} {
		*s = strings.TrimSpace(*s)
	}
	if p.Month == "" && !p.StartsAt.IsZero() {
		p.Month = civil.In(p.StartsAt).Month()
	}
	if p.Title == "" {
		p.Title = title(p.Kind, p.Month, p.Topic)
	}
	return p
}

func title(k Kind, m civil.Month, topic string) string {
	switch k {
	case Thematic:
		return fmt.Sprintf("Sinh hoạt chuyên đề tháng %s: %s", m, topic)
	case Combined:
		return fmt.Sprintf("Sinh hoạt chi bộ tháng %s kết hợp chuyên đề: %s", m, topic)
	}
	return fmt.Sprintf("Sinh hoạt chi bộ thường lệ tháng %s", m)
}

func monthsApart(a, b civil.Month) int {
	if a == "" || b == "" {
		return 0
	}
	y1, m1 := a.Parts()
	y2, m2 := b.Parts()
	n := (y1-y2)*12 + m1 - m2
	return max(n, -n)
}

// before returns the states from which a meeting may come to the given one.
func before(to State) []State {
	return map[State][]State{Called: {Draft}, Opened: {Called}, Ended: {Opened}, Closed: {Ended}, Cancelled: {Draft, Called}}[to]
}

// wrong is the fault that says how the meeting stands.
func (m Meeting) wrong() error {
	return fault.New(fault.Conflict, "meeting.is_"+string(m.State), m.Title)
}

// must refuses unless the meeting stands in one of the states.
func (m Meeting) must(states ...State) error {
	if slices.Contains(states, m.State) {
		return nil
	}
	return m.wrong()
}
