package task

import (
	"context"
	"slices"
	"strings"

	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Service is the feature's whole surface.
type Service struct {
	db      *db.DB
	units   *org.Service
	members *member.Service
	told    []Watcher
	notices *notify.Service
	page    func(Task) string
}

// Watcher is told of every step of a task, in its transaction.
type Watcher func(ctx context.Context, tx *db.Tx, t Task, x Step) error

// Watch adds a watcher, before the program runs.
func (s *Service) Watch(w Watcher) { s.told = append(s.told, w) }

// New returns the service.
func New(d *db.DB, units *org.Service, members *member.Service) *Service {
	return &Service{db: d, units: units, members: members}
}

// Give gives a task of a unit as part of a larger change, which has been
// authorised. Its owner stands at the unit: see [Service.stands].
func (s *Service) Give(ctx context.Context, tx *db.Tx, t Task) (ID, error) {
	t.Title = strings.TrimSpace(t.Title)
	if err := check(t, civil.In(tx.Now)); err != nil {
		return "", err
	}
	if t.Owner != "" {
		name, ok, err := s.stands(ctx, tx, t, t.Owner)
		if err == nil && !ok {
			err = fault.New(fault.Invalid, "task.invalid").Field("owner", "task.owner_elsewhere")
		}
		if err != nil {
			return "", err
		}
		t.OwnerName = name
	}
	t.ID, t.State, t.CreatedAt, t.Giver = ID(ids.New("tk", tx.Now)), Open, tx.Now, member.ID(tx.Who.Member)
	if err := tx.Note("task:"+string(t.ID), "give", t); err != nil {
		return "", err
	}
	return t.ID, insert(ctx, tx, t)
}

// stands reports whether a person may own work of the task's unit, and his name: who
// belongs to the unit or to one below it, or holds a post at the unit itself.
func (s *Service) stands(ctx context.Context, q db.Q, t Task, id member.ID) (name string, ok bool, err error) {
	cards, err := s.members.Cards(ctx, q, []member.ID{id})
	if err != nil {
		return "", false, err
	}
	card, found := cards[id]
	if !found || card.Path.Within(t.Path) {
		return card.Name, found, nil
	}
	posts, err := s.members.Posts(ctx, q, t.Unit, civil.In(s.db.Now()))
	return card.Name, slices.ContainsFunc(posts, func(p member.Post) bool { return p.Member == id }), err
}

// Assign gives a task by hand, outside a meeting.
func (s *Service) Assign(ctx context.Context, who authz.Actor, t Task) (id ID, err error) {
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		unit, err := s.units.Get(ctx, tx, t.Unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Give, unit.Path); err != nil {
			return err
		}
		t.Path, t.Origin = unit.Path, ""
		id, err = s.Give(ctx, tx, t)
		return err
	})
	return id, err
}

// Report says how a task stands: its owner about his own, or who gives tasks there.
func (s *Service) Report(ctx context.Context, who authz.Actor, id ID, rev int64, step Step) error {
	return s.db.Intake(ctx, who, func(tx *db.Tx) error { return s.ReportIn(ctx, tx, id, rev, step) })
}

// ReportIn is [Service.Report] as part of a larger change.
func (s *Service) ReportIn(ctx context.Context, tx *db.Tx, id ID, rev int64, step Step) error {
	t, err := get(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := s.mayReport(ctx, tx, t); err != nil {
		return err
	}
	if rev != 0 && rev != t.Rev {
		return fault.New(fault.Conflict, "task.overtaken")
	}
	step.Meeting, step.Kind = "", Reported
	return s.write(ctx, tx, t, step)
}

// mayReport requires the right: an owner who still stands at the unit holds it at home.
func (s *Service) mayReport(ctx context.Context, tx *db.Tx, t Task) error {
	if t.Owner == "" || string(t.Owner) != tx.Who.Member {
		return tx.Require(Give, t.Path)
	}
	_, ok, err := s.stands(ctx, tx, t, t.Owner)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.NotFound, "task.not_found")
	}
	return tx.Require(Own, tx.Who.Home)
}

// Judge notes how a task stood at a meeting, as part of that larger change.
func (s *Service) Judge(ctx context.Context, tx *db.Tx, id ID, step Step) error {
	t, err := get(ctx, tx, id)
	if err != nil {
		return err
	}
	return s.write(ctx, tx, t, step)
}

// Extend gives an open task another day, with a reason, as part of a larger change.
// Who asked for it, or else its owner, is told.
func (s *Service) Extend(ctx context.Context, tx *db.Tx, id ID, due civil.Date, why string) error {
	t, err := get(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := extend(t, due, why, civil.In(tx.Now)); err != nil {
		return err
	}
	asker := t.Wish.Asker
	if asker == "" {
		asker = t.Owner
	}
	t.Due, t.Wish = due, Wish{}
	if err := s.follow(ctx, tx, t, Step{Kind: Extended, Due: due, Result: why}); err != nil {
		return err
	}
	return s.tell(ctx, tx, t, asker, "task.extended", t.Title, due.String())
}

func (s *Service) write(ctx context.Context, tx *db.Tx, t Task, step Step) error {
	step.At, step.By, step.Result = tx.Now, tx.Who.Name, strings.TrimSpace(step.Result)
	if step.Kind == "" {
		step.Kind = Reported
	}
	t, err := report(t, step)
	if err != nil {
		return err
	}
	if err := tx.Note("task:"+string(t.ID), "report", step); err != nil {
		return err
	}
	if err := s.put(ctx, tx, t, step); err != nil || t.State != Done || step.Meeting != "" {
		return err
	}
	return s.tell(ctx, tx, t, t.Giver, "task.reported", tx.Who.Name, t.Title)
}

// OpenOf returns a unit's open tasks, the most urgent first.
func (s *Service) OpenOf(ctx context.Context, q db.Q, unit org.ID) ([]Task, error) {
	return openOf(ctx, q, unit)
}

// OfOrigin returns the tasks that a meeting gave.
func (s *Service) OfOrigin(ctx context.Context, q db.Q, origin string) ([]Task, error) {
	return ofOrigin(ctx, q, origin)
}

// Mine returns the actor's own tasks, open ones first.
func (s *Service) Mine(ctx context.Context, who authz.Actor, limit int) (out []Task, err error) {
	if who.Member == "" {
		return nil, nil
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = ofOwner(ctx, q, member.ID(who.Member), limit)
		return err
	})
	return out, err
}

// List returns tasks that the actor may see under top, by id after the given one.
func (s *Service) List(ctx context.Context, who authz.Actor, top authz.Path, state State, after ID, limit int) (out []Task, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = inScope(ctx, q, who.Scope(See).Under(top), state, after, limit)
		return err
	})
	return out, err
}

// See returns a task with its reports, for its owner or who may see the unit's tasks.
func (s *Service) See(ctx context.Context, who authz.Actor, id ID) (t Task, out []Step, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if t, err = get(ctx, q, id); err != nil {
			return err
		}
		if t.Owner == "" || string(t.Owner) != who.Member {
			if err := who.May(See, t.Path); err != nil {
				return err
			}
		}
		out, err = steps(ctx, q, id)
		return err
	})
	return t, out, err
}
