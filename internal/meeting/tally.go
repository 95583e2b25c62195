package meeting

import (
	"sotay/internal/platform/fault"
)

// tally counts a roll. Exempt members are counted apart, whether they came or not.
func tally(roll []Seat) (f Facts) {
	for _, s := range roll {
		if s.Exempt {
			f.Exempt++
			continue
		}
		f.Members++
		if s.Votes() {
			f.Entitled++
		}
		switch s.State {
		case Present:
			f.Present++
		case PresentOnline:
			f.Present++
			f.Online++
		case Excused:
			f.Excused++
		case Unexcused:
			f.Unexcused++
		}
	}
	return f
}

// voters counts those who may vote and are there.
func voters(roll []Seat) (n int) {
	for _, s := range roll {
		if s.Votes() && s.Here() {
			n++
		}
	}
	return n
}

// speakers counts the members who spoke.
func speakers(roll []Seat) (n int) {
	for _, s := range roll {
		if s.Spoke > 0 {
			n++
		}
	}
	return n
}

// endRoll fixes the roll when people go home: whoever was not marked was absent
// without a reason. A request for leave that nobody decided must be decided first.
func endRoll(roll []Seat) ([]Seat, error) {
	out := make([]Seat, len(roll))
	for i, s := range roll {
		if s.Answer == Leave && s.Leave == "" && s.State == Unmarked && !s.Exempt {
			return nil, fault.New(fault.Invalid, "meeting.leave_undecided", s.Name)
		}
		if s.State == Unmarked && !s.Exempt {
			s.State, s.How = Unexcused, "secretary"
		}
		out[i] = s
	}
	return out, nil
}

// result counts a motion's votes and applies its rule.
func (r motionRule) result(m Motion, roll []Seat, votes []Vote) Motion {
	m.Voters = voters(roll)
	if m.Mode == ByPhone {
		m.Yes, m.No, m.Abstain = 0, 0, 0
		for _, v := range votes {
			if v.Motion == m.ID {
				m = m.plus(v.Choice)
			}
		}
	}
	m.Base = m.Voters
	if r.Base == "entitled" {
		m.Base = tally(roll).Entitled
	}
	passed := r.passes(m.Yes, m.Base)
	m.Passed = &passed
	return m
}

func (m Motion) plus(c Choice) Motion {
	switch c {
	case Yes:
		m.Yes++
	case No:
		m.No++
	case Abstain:
		m.Abstain++
	}
	return m
}

// hands checks a count of raised hands against who is there.
func hands(yes, no, abstain int, roll []Seat) error {
	var c fault.Check
	c.That(yes >= 0, "yes", "meeting.count_negative")
	c.That(no >= 0, "no", "meeting.count_negative")
	c.That(abstain >= 0, "abstain", "meeting.count_negative")
	c.That(yes+no+abstain <= voters(roll), "yes", "meeting.count_over")
	c.That(yes+no+abstain > 0, "yes", "meeting.count_none")
	return c.Err("meeting.hands_invalid")
}

// Count is the roll in numbers as it stands.
func (f Full) Count() Facts {
	if f.Over() {
		return f.Facts
	}
	return tally(f.Roll)
}

// Answers are what the members who owe attendance said to the notice.
type Answers struct{ Coming, Online, Leave, Silent int }

// Answers counts the answers.
func (f Full) Answers() (a Answers) {
	for _, s := range f.Roll {
		switch {
		case s.Exempt:
		case s.Answer == Coming:
			a.Coming++
		case s.Answer == Online:
			a.Online++
		case s.Answer == Leave:
			a.Leave++
		default:
			a.Silent++
		}
	}
	return a
}

// Voters counts those who may vote and are there.
func (f Full) Voters() int { return voters(f.Roll) }
