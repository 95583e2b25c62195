package member

import (
	"context"
	"slices"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/vi"
)

// absent is the code for what is not there; authz answers alike for what is not
// yours to see.
const absent = "access.not_found"

// Entry is a person to be added to a unit.
type Entry struct {
	Person
	State    State      // Candidate, Probationary or Official
	From     civil.Date // first day in the unit; none for today
	Decision string     // by which he came, if any
}

// Add puts a person on the list of a unit. Who is on another unit's list already
// is refused (member.elsewhere).
func (s *Service) Add(ctx context.Context, who authz.Actor, unit org.ID, e Entry) (id ID, err error) {
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		u, err := s.home(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Edit, u.Path); err != nil {
			return err
		}
		r, err := rulesOn(s.book, civil.In(tx.Now))
		if err != nil {
			return err
		}
		m, err := r.enter(u, e)
		if err != nil {
			return err
		}
		if err := s.free(ctx, tx, m); err != nil {
			return err
		}
		m.ID = ID(ids.New("mb", tx.Now))
		id = m.ID
		if err := insert(ctx, tx, []Member{m}, "add", e.Decision, e.from(r.day)); err != nil {
			return err
		}
		return tx.Note(subject(id), "add", added{m, e.Decision})
	})
	return id, err
}

// added is how a new record stands in the audit log.
type added struct {
	After    Member
	Decision string `json:",omitempty"`
}

func (e Entry) from(today civil.Date) civil.Date { return orElse(e.From, today) }

// enter makes the record of a person who is added.
func (r rules) enter(u org.Unit, e Entry) (Member, error) {
	p := r.tidy(e.Person)
	if err := r.judge(p, e.State); err != nil {
		return Member{}, err
	}
	var c fault.Check
	_, known := r.states[e.State]
	c.That(known && e.State != Left, string(FieldState), "member.state_unknown")
	c.That(isDay(e.From), "from", "member.day_form")
	c.That(e.From <= r.day, "from", "member.day_future")
	m := Member{Person: p, Unit: u.ID, Path: u.Path, Sort: vi.SortKey(p.Name), State: e.State, Rev: 1}
	m.StateFrom = r.stateSince(p, e.State)
	return m, c.Err("member.invalid")
}

// stateSince is the first day that is known of the state of a person on a new record.
func (r rules) stateSince(p Person, state State) civil.Date {
	switch {
	case state == Official && p.Official != "":
		return p.Official.Earliest()
	case state == Official && p.Admitted != "": // official some time after
		return min(p.Admitted.Earliest().AddMonths(r.admission.ProbationMonths), r.day)
	case state == Probationary && p.Admitted != "":
		return p.Admitted.Earliest()
	}
	return r.day
}

// home returns the unit if people can stand in it.
func (s *Service) home(ctx context.Context, q db.Q, id org.ID) (org.Unit, error) {
	u, err := s.units.Get(ctx, q, id)
	if err != nil {
		return u, err
	}
	kinds, err := s.homes(civil.In(s.db.Now()))
	if err != nil {
		return u, err
	}
	return u, houses(kinds, u)
}

// homes are the kinds of units in which people stand (rule "member.homes").
func (s *Service) homes(day civil.Date) ([]string, error) {
	var r struct {
		Kinds []string `json:"kinds"`
	}
	_, err := s.book.On("member.homes", day, &r)
	return r.Kinds, err
}

func houses(kinds []string, u org.Unit) error {
	switch {
	case !u.Open():
		return fault.New(fault.Invalid, "member.unit_closed", u.Name).Field(string(FieldUnit), "member.unit_closed")
	case !slices.Contains(kinds, u.Kind):
		return fault.New(fault.Invalid, "member.unit_kind", u.Name).Field(string(FieldUnit), "member.unit_kind")
	}
	return nil
}

// free refuses numbers that are somebody else's.
func (s *Service) free(ctx context.Context, tx *db.Tx, m Member) error {
	others, err := db.All(ctx, tx, memberRow, selectMember+` WHERE (card = ? OR citizen = ?) AND id <> ? ORDER BY id`, db.Text(&m.Card), db.Text(&m.Citizen), m.ID)
	if err != nil || len(others) == 0 {
		return err
	}
	field := FieldCard
	if m.Citizen != "" && others[0].Citizen == m.Citizen {
		field = FieldCitizen
	}
	f, err := s.elsewhere(ctx, tx, tx.Who, others[0])
	if err != nil {
		return err
	}
	return f.Field(string(field), f.Code)
}

// elsewhere is the fault of somebody who is on a list already; it names the unit
// only to those who may see its people.
func (s *Service) elsewhere(ctx context.Context, q db.Q, who authz.Actor, m Member) (*fault.Error, error) {
	if !who.Can(See, m.Path) {
		return fault.New(fault.Conflict, "member.elsewhere_hidden"), nil
	}
	u, err := s.units.Get(ctx, q, m.Unit)
	if err != nil {
		return nil, err
	}
	if m.State == Left {
		return fault.New(fault.Conflict, "member.left_before", m.Name, u.Name, m.StateFrom), nil
	}
	return fault.New(fault.Conflict, "member.elsewhere", m.Name, u.Name), nil
}

// Edit corrects what the summary card says. rev is the one that the editor saw: if
// somebody was faster, the fault is a Conflict (member.changed_meanwhile) and the
// face keeps what was typed.
func (s *Service) Edit(ctx context.Context, who authz.Actor, id ID, rev int64, p Person) error {
	return s.change(ctx, who, id, rev, act{verb: "edit"}, func(tx *db.Tx, r rules, before Member) (Member, error) {
		m := before
		m.Person = r.tidy(p)
		m.Sort = vi.SortKey(m.Name)
		if err := r.judge(m.Person, m.State); err != nil {
			return m, err
		}
		if err := s.free(ctx, tx, m); err != nil {
			return m, err
		}
		return m, redate(ctx, tx, before, &m)
	})
}

// change is what every verb on one record does: load, check, decide, write, note.
func (s *Service) change(ctx context.Context, who authz.Actor, id ID, rev int64, a act, decide func(*db.Tx, rules, Member) (Member, error)) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		before, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Edit, before.Path); err != nil {
			return err
		}
		if rev != before.Rev {
			return fault.New(fault.Conflict, "member.changed_meanwhile", before.Name)
		}
		r, err := rulesOn(s.book, civil.In(tx.Now))
		if err != nil {
			return err
		}
		after, err := decide(tx, r, before)
		if err != nil || after == before {
			return err
		}
		after.Rev++
		if err := update(ctx, tx, after); err != nil {
			return err
		}
		if after.Path != before.Path || after.State != before.State { // his rights are others now
			tx.Signal(subject(id), tx.Now.UnixMicro())
		}
		return tx.Note(subject(id), a.verb, beforeAfter{before, after, a.decision})
	})
}

// act is what the audit log calls a change, and the decision behind it, if any.
type act struct{ verb, decision string }

// beforeAfter is how a change stands in the audit log.
type beforeAfter struct {
	Before, After Member
	Decision      string `json:",omitempty"`
}
