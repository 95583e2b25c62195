package meeting

import (
	"context"
	"slices"

	"sotay/internal/filing"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/rule"
	"sotay/internal/task"
)

// Service is the feature's whole surface.
type Service struct {
	db      *db.DB
	rules   book
	units   *org.Service
	members *member.Service
	tasks   *task.Service
	notices *notify.Service
	files   *filing.Service
	told    []Watcher
	called  []func(context.Context, *db.Tx, Meeting) error
}

// Watcher is told of a meeting that was closed, or corrected since, with its final
// texts, in the same transaction.
type Watcher func(ctx context.Context, tx *db.Tx, m Meeting, final []Text) error

// Watch adds a watcher, before the program runs.
func (s *Service) Watch(w Watcher) { s.told = append(s.told, w) }

// tell tells who watches of a closed meeting.
func (s *Service) tell(ctx context.Context, tx *db.Tx, m Meeting) error {
	if len(s.told) == 0 {
		return nil
	}
	final, err := finalOf(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, w := range s.told {
		if err := w(ctx, tx, m, final); err != nil {
			return err
		}
	}
	return nil
}

// Final returns closed meetings with their final texts, by id, from the one after
// the given: for whoever keeps them in another form and has authorised it.
func (s *Service) Final(ctx context.Context, q db.Q, after ID, limit int, fn func(Meeting, []Text) error) error {
	all, err := closedAfter(ctx, q, after, limit)
	if err != nil {
		return err
	}
	for _, m := range all {
		final, err := finalOf(ctx, q, m.ID)
		if err != nil {
			return err
		}
		if err := fn(m, final); err != nil {
			return err
		}
	}
	return nil
}

func finalOf(ctx context.Context, q db.Q, id ID) ([]Text, error) {
	all, err := texts(ctx, q, id)
	return slices.DeleteFunc(all, func(t Text) bool { return !t.Final }), err
}

// New returns the service; it names everything the feature leans on.
func New(d *db.DB, rules *rule.Book, units *org.Service, members *member.Service, tasks *task.Service, notices *notify.Service, files *filing.Service) *Service {
	return &Service{db: d, rules: book{rules}, units: units, members: members, tasks: tasks, notices: notices, files: files}
}

// change is the course of almost every verb: load the meeting, check the right
// at its unit, refuse unless it stands in one of the states, then do.
func (s *Service) change(ctx context.Context, who authz.Actor, right authz.Perm, id ID, states []State, do func(*db.Tx, Meeting) error) error {
	return s.db.Write(ctx, who, s.changing(ctx, right, id, states, do))
}

// intake is change for what many do at the same moment.
func (s *Service) intake(ctx context.Context, who authz.Actor, right authz.Perm, id ID, states []State, do func(*db.Tx, Meeting) error) error {
	return s.db.Intake(ctx, who, s.changing(ctx, right, id, states, do))
}

func (s *Service) changing(ctx context.Context, right authz.Perm, id ID, states []State, do func(*db.Tx, Meeting) error) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		m, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(right, m.Path); err != nil {
			return err
		}
		if err := m.must(states...); err != nil {
			return err
		}
		return do(tx, m)
	}
}

// step is change for the verbs that bring a meeting to its next state.
func (s *Service) step(ctx context.Context, who authz.Actor, id ID, to State, do func(*db.Tx, Meeting) error) error {
	return s.change(ctx, who, Run, id, before(to), do)
}

// drafting loads everything of a meeting for who runs it, to compute from it.
func (s *Service) drafting(ctx context.Context, who authz.Actor, id ID, do func(db.Q, Full) error) error {
	return s.db.Read(ctx, func(q db.Q) error {
		m, err := get(ctx, q, id)
		if err != nil {
			return err
		}
		if err := who.May(Run, m.Path); err != nil {
			return err
		}
		f, err := s.full(ctx, q, m)
		if err != nil {
			return err
		}
		return do(q, f)
	})
}

// Sight is how much of a meeting an actor sees.
type Sight uint8

// The sights, from least to most.
const (
	Outline  Sight = iota + 1 // from above: the facts
	Finished                  // from above: the facts and the finished papers
	Inside                    // a member of the unit
	Whole                     // who runs it
)

// sight is the actor's, or the fault that he sees nothing.
func sight(who authz.Actor, m Meeting) (Sight, error) {
	switch {
	case who.Can(Run, m.Path):
		return Whole, nil
	case who.Can(Attend, m.Path) && m.State != Draft:
		return Inside, nil
	case who.Can(Read, m.Path) && m.State == Closed:
		return Finished, nil
	case who.Can(Watch, m.Path) && m.State != Draft:
		return Outline, nil
	}
	if err := who.May(Attend, m.Path); fault.Is(err, fault.Unauthenticated) {
		return 0, err
	}
	return 0, fault.New(fault.NotFound, "meeting.not_found")
}

// See returns a meeting as far as the actor sees it.
func (s *Service) See(ctx context.Context, who authz.Actor, id ID) (f Full, seen Sight, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		m, err := get(ctx, q, id)
		if err != nil {
			return err
		}
		if seen, err = sight(who, m); err != nil {
			return err
		}
		f, err = s.full(ctx, q, m)
		return err
	})
	return f.seen(seen, member.ID(who.Member)), seen, err
}

// Head returns a meeting's own row and the actor's sight of it: enough to tell
// whether a page that is open is still current.
func (s *Service) Head(ctx context.Context, who authz.Actor, id ID) (m Meeting, seen Sight, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if m, err = get(ctx, q, id); err != nil {
			return err
		}
		seen, err = sight(who, m)
		return err
	})
	m.Secret = ""
	return m, seen, err
}

// MySeat returns the actor's own row of the roll; a NotFound fault where he has none.
func (s *Service) MySeat(ctx context.Context, who authz.Actor, id ID) (x Seat, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		x, err = seat(ctx, q, id, member.ID(who.Member))
		return err
	})
	return x, err
}

// seen leaves out what the sight does not reach. How a person voted is shown to
// himself only; what was entered for him stays in the audit log.
func (f Full) seen(s Sight, self member.ID) Full {
	f.Secret = ""
	f.Votes = slices.DeleteFunc(f.Votes, func(v Vote) bool {
		if v.Member == self && self != "" {
			return false
		}
		return s < Whole
	})
	for i := range f.Votes {
		if f.Votes[i].Member != self {
			f.Votes[i].Choice = ""
		}
	}
	if s < Whole { // what is still being written is for its writers
		f.Texts = slices.DeleteFunc(f.Texts, func(t Text) bool { return !t.Final })
		for i, p := range f.Papers {
			f.Papers[i] = p.hidden()
		}
	}
	if s >= Inside {
		return f
	}
	f.Link, f.Papers, f.Opinions, f.Votes, f.Roll, f.Items = "", nil, nil, nil, nil, nil
	if s < Finished {
		f.Texts, f.Tasks, f.Reviews, f.Motions = nil, nil, nil, nil
	}
	return f
}

// full loads everything of a meeting in a few set queries.
func (s *Service) full(ctx context.Context, q db.Q, m Meeting) (f Full, err error) {
	f.Meeting = m
	unit, err := s.units.Get(ctx, q, m.Unit)
	if err != nil {
		return f, err
	}
	f.UnitName = unit.Name
	for _, load := range []func() error{
		func() (err error) { f.Items, err = items(ctx, q, m.ID); return err },
		func() (err error) { f.Papers, err = s.papers(ctx, q, m); return err },
		func() (err error) { f.Roll, err = seats(ctx, q, m.ID); return err },
		func() (err error) { f.Opinions, err = opinions(ctx, q, m.ID); return err },
		func() (err error) { f.Motions, err = motions(ctx, q, m.ID); return err },
		func() (err error) { f.Votes, err = votes(ctx, q, m.ID); return err },
		func() (err error) { f.Reviews, err = reviews(ctx, q, m.ID); return err },
		func() (err error) { f.Tasks, err = s.tasks.OfOrigin(ctx, q, m.ID.Subject()); return err },
		func() (err error) { f.Points, err = points(ctx, q, m.ID); return err },
		func() (err error) { f.Texts, err = texts(ctx, q, m.ID); return err },
	} {
		if err := load(); err != nil {
			return f, err
		}
	}
	for i, m := range f.Motions {
		for _, v := range f.Votes {
			f.Motions[i].Sent += count(v.Motion == m.ID)
		}
	}
	return f, nil
}

// Mine returns the meetings of the actor's own unit that are not over, the next
// one first; drafts only for who runs them.
func (s *Service) Mine(ctx context.Context, who authz.Actor) (out []Meeting, err error) {
	if who.Home == "" {
		return nil, nil
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = near(ctx, q, org.ID(who.Home.Unit()))
		return err
	})
	return slices.DeleteFunc(out, func(m Meeting) bool {
		_, err := sight(who, m)
		return err != nil
	}), err
}

// History returns a unit's meetings that the actor may see, the newest first,
// those that start before the given text instant ("~" for the first page).
func (s *Service) History(ctx context.Context, who authz.Actor, unit org.ID, before string, limit int) (out []Meeting, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = ofUnit(ctx, q, unit, before, limit)
		return err
	})
	return sighted(who, out), err
}

// sighted leaves of a list what the actor sees.
func sighted(who authz.Actor, all []Meeting) []Meeting {
	out := all[:0]
	for _, m := range all {
		seen, err := sight(who, m)
		if err != nil {
			continue
		}
		if m.Secret = ""; seen < Inside {
			m.Link = "" // where its members meet online
		}
		out = append(out, m)
	}
	return out
}

// List returns a month's meetings under top that the actor may see, by id.
func (s *Service) List(ctx context.Context, who authz.Actor, top authz.Path, month civil.Month, after ID, limit int) (out []Meeting, err error) {
	scope := who.Scope(Watch)
	for _, p := range []authz.Perm{Attend, Run} {
		scope = append(scope, who.Scope(p)...)
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = inMonth(ctx, q, scope.Under(top), month, after, limit)
		return err
	})
	return sighted(who, out), err
}
