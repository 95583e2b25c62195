package member

import (
	"slices"

	"sotay/internal/org"
	"sotay/internal/platform/vi"
)

// plan is what a row comes to: a verdict and, for new and changed people, the
// record to write.
type plan struct {
	Verdict
	before, after Member
}

// scene is what the rows of a list are judged by.
type scene struct {
	*world
	rules  rules
	layout layout
	unit   func(*person) (org.Unit, *Remark) // in which the row's person belongs
	place  func(Member) string               // the unit of a known person, "" where the importer may not see it
}

func (s *scene) judge(p *person) plan {
	switch {
	case p.blank:
		return plan{Verdict: Verdict{Row: p.row, Outcome: RowIgnored}}
	case p.refusal != nil:
		return p.refused(*p.refusal)
	}
	u, bad := s.unit(p)
	if bad != nil {
		return p.refused(*bad)
	}
	k, bad := s.match(p, u.ID)
	switch {
	case bad != nil:
		return p.refused(*bad)
	case k == nil:
		return s.fresh(p, u)
	case k.row > 0:
		return s.repeated(p, k, u.ID)
	}
	return s.existing(p, u, *k.full)
}

func (p *person) refused(why Remark) plan {
	return plan{Verdict: Verdict{p.row, RowRefused, append([]Remark{why}, p.notes...)}}
}

// repeated judges a row about a person whom an earlier one brought.
func (s *scene) repeated(p *person, k *known, unit org.ID) plan {
	if k.unit == unit && k.digest == s.digest(p) {
		return plan{Verdict: Verdict{p.row, RowSame, []Remark{{Code: "member.row_repeated", Args: []any{k.row}}}}}
	}
	return p.refused(Remark{"member.row_duplicate", FieldName, p.cell(FieldName), []any{k.row}})
}

// fresh judges a row about somebody who is on no list.
func (s *scene) fresh(p *person, u org.Unit) plan {
	state := s.newState(p)
	if bad := s.flaws(p, p.Person, state); bad != nil {
		return p.refused(*bad)
	}
	m := Member{Person: p.Person, Unit: u.ID, Path: u.Path, Sort: vi.SortKey(p.Name), State: state, Rev: 1}
	m.StateFrom = s.rules.stateSince(p.Person, state)
	return plan{Verdict: Verdict{p.row, RowNew, p.notes}, after: m}
}

// newState is the state of a new person: what the row says, or what its days say.
func (s *scene) newState(p *person) State {
	switch {
	case p.state != "":
		return p.state
	case p.Official != "":
		return Official
	case p.Admitted == "":
		p.note(FieldName, "member.row_state_assumed", s.rules.states[Official].Title)
		return Official
	}
	over := p.Admitted.Earliest().AddMonths(s.rules.admission.ProbationMonths) <= s.rules.day
	switch {
	case !over:
		return Probationary
	case s.layout.has(FieldOfficial):
		p.note(FieldOfficial, "member.row_overdue")
		return Probationary
	}
	p.note(FieldAdmitted, "member.row_state_assumed", s.rules.states[Official].Title)
	return Official
}

// flaws returns the first grave one and notes the others.
func (s *scene) flaws(p *person, now Person, state State) *Remark {
	for _, f := range s.rules.check(now, state) {
		if f.grave {
			return &Remark{Code: f.code, Field: f.field, Cell: p.cell(f.field)}
		}
		p.note(f.field, f.code)
	}
	return nil
}

// existing judges a row about somebody who is on a list.
func (s *scene) existing(p *person, u org.Unit, old Member) plan {
	if bad := s.astray(p, u, old); bad != nil {
		return p.refused(*bad)
	}
	m := old
	m.Person = merge(old.Person, p.Person)
	m.Sort = vi.SortKey(m.Name)
	state := s.nextState(p, old)
	if state != old.State {
		if !s.reaches(old.State, state) {
			return p.refused(Remark{"member.row_state_back", FieldState, p.cell(FieldState), []any{s.rules.states[old.State].Title}})
		}
		m.State = state
		m.StateFrom = max(s.rules.stateSince(m.Person, state), old.StateFrom)
	}
	fields := changes(old, m)
	if len(fields) == 0 {
		return plan{Verdict: Verdict{p.row, RowSame, p.notes}, before: old, after: m}
	}
	if bad := s.flaws(p, m.Person, m.State); bad != nil {
		return p.refused(*bad)
	}
	for _, f := range fields {
		p.note(f, "member.row_changed", f.Title())
	}
	m.Rev++
	return plan{Verdict: Verdict{p.row, RowChanged, p.notes}, before: old, after: m}
}

// astray refuses those who left, and those who are on the list of another unit.
func (s *scene) astray(p *person, u org.Unit, old Member) *Remark {
	at := &Remark{Field: FieldUnit, Cell: orElse(p.cell(FieldUnit), p.cell(FieldName))}
	place := s.place(old)
	switch {
	case old.Unit != u.ID && place == "":
		at.Code = "member.row_elsewhere_hidden"
	case old.State == Left:
		at.Code, at.Args = "member.row_left", []any{old.StateFrom}
	case old.Unit != u.ID:
		at.Code, at.Args = "member.row_elsewhere", []any{place}
	default:
		return nil
	}
	return at
}

// nextState is the state that a row gives to somebody known: its days alone only
// ever raise it.
func (s *scene) nextState(p *person, old Member) State {
	rank := []State{Candidate, Probationary, Official}
	told := p.state
	switch {
	case told != "":
		return told
	case p.Official != "":
		told = Official
	case p.Admitted != "":
		told = Probationary
	}
	if slices.Index(rank, told) > slices.Index(rank, old.State) {
		return told
	}
	return old.State
}

// reaches reports that a state follows another, directly or by steps between.
func (s *scene) reaches(from, to State) bool {
	next := s.rules.states[from].To
	return slices.Contains(next, to) || from == Candidate && to == Official && slices.Contains(next, Probationary)
}

// took keeps what the plan brings for the rows to come.
func (s *scene) took(p *person, pl plan) {
	switch pl.Outcome {
	case RowNew, RowChanged:
		s.world.took(p, pl.after)
	case RowSame:
		if pl.after.ID != "" {
			s.world.took(p, pl.after)
		}
	}
}
