package incoming

import (
	"context"

	"sotay/internal/filing"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/publication"
	"sotay/internal/rule"
	"sotay/internal/task"
)

// Service is the feature's whole surface.
type Service struct {
	db       *db.DB
	rules    book
	units    *org.Service
	members  *member.Service
	tasks    *task.Service
	sent     *publication.Service
	notices  *notify.Service
	files    *filing.Service
	watchers []Watcher
}

// Watcher is told of every change of a paper, in its transaction: who answers to
// the place where the paper came from.
type Watcher func(ctx context.Context, tx *db.Tx, p Paper) error

// New returns the service; it names everything the feature leans on.
func New(d *db.DB, rules *rule.Book, units *org.Service, members *member.Service, tasks *task.Service, sent *publication.Service, notices *notify.Service, files *filing.Service) *Service {
	s := &Service{db: d, rules: book{rules}, units: units, members: members, tasks: tasks, sent: sent, notices: notices, files: files}
	tasks.Watch(s.heard)
	return s
}

// Watch adds a watcher, before the program runs.
func (s *Service) Watch(w Watcher) { s.watchers = append(s.watchers, w) }

// change is the course of almost every verb: load the paper, check the right at
// its unit, refuse unless it stands in one of the states, then do. rev is the
// revision that the actor saw, 0 for any: whoever was overtaken is told so.
func (s *Service) change(ctx context.Context, who authz.Actor, right authz.Perm, id ID, rev int64, states []State, do func(*db.Tx, Paper) (Paper, error)) error {
	return s.db.Intake(ctx, who, func(tx *db.Tx) error {
		p, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(right, p.Path); err != nil {
			return err
		}
		if err := p.ready(rev, states...); err != nil {
			return err
		}
		if p, err = do(tx, p); err != nil {
			return err
		}
		return s.keep(ctx, tx, p)
	})
}

// keep saves a changed paper and tells who watches.
func (s *Service) keep(ctx context.Context, tx *db.Tx, p Paper) error {
	if err := save(ctx, tx, p); err != nil {
		return err
	}
	return s.tell(ctx, tx, p)
}

func (s *Service) tell(ctx context.Context, tx *db.Tx, p Paper) error {
	for _, w := range s.watchers {
		if err := w(ctx, tx, p); err != nil {
			return err
		}
	}
	return nil
}

// record notes an act in the audit log and in the paper's own history.
func record(ctx context.Context, tx *db.Tx, id ID, verb, text string, detail any) error {
	if err := tx.Note(id.Subject(), verb, detail); err != nil {
		return err
	}
	return addEvent(ctx, tx, id, verb, text)
}

// Enter registers a paper that a clerk has before him, and gives it the next
// number. A paper that looks like one in the register is refused with
// "incoming.twin", unless the clerk says again that it is another. The files are those
// of the paper, by the right [Register] at the unit.
func (s *Service) Enter(ctx context.Context, who authz.Actor, unit org.ID, e Entry, again bool, files ...*filing.Parcel) (p Paper, err error) {
	err = s.db.Intake(ctx, who, func(tx *db.Tx) error { // clerks who register at once share a commit, and none is sent away
		u, err := s.office(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Register, u.Path); err != nil {
			return err
		}
		p = Paper{ID: ID(ids.New("in", tx.Now)), Unit: u.ID, Path: u.Path, Door: u.ID, Entry: e, Source: Typed, MadeAt: tx.Now, Rev: 1}
		if p, err = s.enrol(ctx, tx, p, again); err != nil {
			return err
		}
		if err := insert(ctx, tx, p); err != nil {
			return err
		}
		if err := s.take(ctx, tx, p.ID, files); err != nil {
			return err
		}
		return record(ctx, tx, p.ID, "register", p.Numbered(), map[string]any{"number": p.Number, "year": p.Year})
	})
	return p, err
}

// office is a unit that is open.
func (s *Service) office(ctx context.Context, q db.Q, unit org.ID) (org.Unit, error) {
	u, err := s.units.Get(ctx, q, unit)
	if err == nil && !u.Open() {
		err = fault.New(fault.Conflict, "incoming.unit_closed", u.Name)
	}
	return u, err
}

// enrol checks an entry and gives the paper its number.
func (s *Service) enrol(ctx context.Context, tx *db.Tx, p Paper, again bool) (Paper, error) {
	var err error
	if p.Entry, err = s.entered(ctx, tx, p, again); err != nil {
		return p, err
	}
	if p.Year, err = s.rules.year(p.Arrived); err != nil {
		return p, err
	}
	p.Number, err = next(ctx, tx, p.Unit, p.Path, p.Year)
	p.Register, p.State, p.Clerk = p.Unit, Registered, tx.Who.Name
	return p, err
}

// entered is a checked entry.
func (s *Service) entered(ctx context.Context, tx *db.Tx, p Paper, again bool) (Entry, error) {
	types, err := s.rules.types(today(tx))
	if err != nil {
		return p.Entry, err
	}
	urgencies, err := s.rules.urgencies(today(tx))
	if err != nil {
		return p.Entry, err
	}
	e := p.Entry.tidy(types, today(tx))
	if e.Urgency == "" {
		e.Urgency = urgencies[0].Key
	}
	if err := e.check(urgencies, today(tx)); err != nil || again {
		return e, err
	}
	same, err := twins(ctx, tx, p.Unit, e, p.ID)
	if err == nil && len(same) > 0 {
		err = fault.New(fault.Conflict, "incoming.twin", same[0].Numbered(), same[0].Arrived.String()).Field("again", "incoming.twin_again")
	}
	return e, err
}

// Correct mends an entry of the register; a paper that arrived by itself is thereby
// taken in and numbered.
func (s *Service) Correct(ctx context.Context, who authz.Actor, id ID, rev int64, e Entry, again bool) (p Paper, err error) {
	err = s.change(ctx, who, Register, id, rev, []State{Arrived, Registered, Working}, func(tx *db.Tx, was Paper) (Paper, error) {
		p = was
		p.Entry = e
		if was.State == Arrived {
			if p, err = s.enrol(ctx, tx, p, again); err != nil {
				return p, err
			}
			return p, record(ctx, tx, id, "register", p.Numbered(), map[string]any{"number": p.Number, "year": p.Year})
		}
		if p.Entry, err = s.entered(ctx, tx, p, again); err != nil {
			return p, err
		}
		year, err := s.rules.year(p.Arrived)
		if err == nil && year != p.Year {
			err = fault.New(fault.Invalid, "incoming.invalid").Field("arrived", "incoming.arrived_year")
		}
		if err != nil {
			return p, err
		}
		return p, record(ctx, tx, id, "correct", "", map[string]any{"was": was.Entry, "is": p.Entry})
	})
	return p, err
}

// Refuse turns away what arrived and is not for this office.
func (s *Service) Refuse(ctx context.Context, who authz.Actor, id ID, rev int64, reason string) error {
	return s.end(ctx, who, id, rev, reason, "refuse", Refused, Arrived)
}

// Cancel strikes a paper that was registered by mistake; its number stays in the register.
func (s *Service) Cancel(ctx context.Context, who authz.Actor, id ID, rev int64, reason string) error {
	return s.end(ctx, who, id, rev, reason, "cancel", Cancelled, Registered)
}

func (s *Service) end(ctx context.Context, who authz.Actor, id ID, rev int64, reason, verb string, to, from State) error {
	return s.change(ctx, who, Register, id, rev, []State{from}, func(tx *db.Tx, p Paper) (Paper, error) {
		reason, err := note(reason, "reason", "incoming.reason_missing")
		if err != nil {
			return p, err
		}
		p.State, p.Reason, p.DoneAt = to, reason, tx.Now
		return p, record(ctx, tx, id, verb, reason, reason)
	})
}

// Book is a unit's register of a year ("" for today's), after a number. The one of a
// unit that ended is read by those that took over from it.
func (s *Service) Book(ctx context.Context, who authz.Actor, unit org.ID, year string, after int64, limit int) (out []Paper, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if err := s.mayOpen(ctx, q, who, unit); err != nil {
			return err
		}
		if year == "" {
			if year, err = s.rules.year(civil.In(s.db.Now())); err != nil {
				return err
			}
		}
		out, err = registered(ctx, q, unit, year, after, limit)
		return err
	})
	return out, err
}

// mayOpen is nil for who may read the register of a unit.
func (s *Service) mayOpen(ctx context.Context, q db.Q, who authz.Actor, unit org.ID) error {
	u, err := s.units.Get(ctx, q, unit)
	if err != nil {
		return err
	}
	heirs, err := s.units.Successors(ctx, q, unit)
	if err != nil {
		return err
	}
	for _, h := range heirs {
		if who.Can(See, h.Path) {
			return nil
		}
	}
	return who.May(See, u.Path)
}

// Years are those in which a unit has registers, the latest first.
func (s *Service) Years(ctx context.Context, who authz.Actor, unit org.ID) (out []string, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if err := s.mayOpen(ctx, q, who, unit); err != nil {
			return err
		}
		out, err = db.Column[string](ctx, q, `SELECT year FROM incoming_book WHERE unit = ? ORDER BY year DESC`, unit)
		return err
	})
	return out, err
}

// Choices is what a form of the register offers.
type Choices struct {
	Urgencies []Urgency
	Types     []Type
	Issuers   []string // who sent papers to the unit before, the latest first
	Next      string   // the number that the next paper gets, unless another clerk is faster
}

// Choices returns them for a unit.
func (s *Service) Choices(ctx context.Context, q db.Q, unit org.ID) (c Choices, err error) {
	day := civil.In(s.db.Now())
	if c.Urgencies, err = s.rules.urgencies(day); err != nil {
		return c, err
	}
	if c.Types, err = s.rules.types(day); err != nil {
		return c, err
	}
	const most = 40
	if c.Issuers, err = issuers(ctx, q, unit, most); err != nil {
		return c, err
	}
	p := Paper{}
	if p.Year, err = s.rules.year(day); err != nil {
		return c, err
	}
	p.Number, err = upcoming(ctx, q, unit, p.Year)
	c.Next = p.Numbered()
	return c, err
}
