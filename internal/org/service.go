package org

import (
	"context"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Preview returns what an act would change and how much would follow, and changes
// nothing. It refuses what Apply would refuse.
func (s *Service) Preview(ctx context.Context, who authz.Actor, a Act, d Decision) (p Plan, err error) {
	today := civil.In(s.db.Now())
	err = s.db.Read(ctx, func(q db.Q) (err error) {
		p, _, err = s.plan(ctx, q, who.May, a, d, today)
		return err
	})
	return p, err
}

// Apply does what Preview shows, in one transaction with all that follows. Given
// the Seen of a preview, it refuses (org.overtaken) when something that the preview
// said is no longer so; given "", it plans and acts at once.
func (s *Service) Apply(ctx context.Context, who authz.Actor, a Act, d Decision, seen string) (p Plan, err error) {
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		var decision Decision
		p, decision, err = s.plan(ctx, tx, tx.Require, a, d, civil.In(tx.Now))
		if err != nil {
			return err
		}
		if seen != "" && seen != p.Seen {
			return fault.New(fault.Conflict, "org.overtaken")
		}
		return s.execute(ctx, tx, p.Change, decision)
	})
	return p, err
}

// Create opens a unit and returns it.
func (s *Service) Create(ctx context.Context, who authz.Actor, n NewUnit, d Decision) (Unit, error) {
	p, err := s.Apply(ctx, who, Create{n}, d, "")
	if err != nil {
		return Unit{}, err
	}
	return p.Opened[0], nil
}

// maxNamed bounds the units that one act may name.
const maxNamed = 2000

// plan loads, checks and decides.
func (s *Service) plan(ctx context.Context, q db.Q, may func(authz.Perm, authz.Path) error, a Act, d Decision, today civil.Date) (p Plan, _ Decision, err error) {
	d, bad := d.checked(today)
	day := d.Day
	if bad != nil {
		day = today // the right comes before the form
	}
	ks, err := kindsOn(s.book, day)
	if err != nil {
		return p, d, err
	}
	n := a.needs().tidy()
	if len(n.units) > maxNamed {
		return p, d, fault.New(fault.Invalid, "org.act_long", maxNamed)
	}
	sc, err := look(ctx, q, n, day, today, ks)
	if err != nil {
		return p, d, err
	}
	for _, id := range a.guards(sc) {
		if err := may(Manage, or(sc.units[id].Path, "/")); err != nil {
			return p, d, err
		}
	}
	if bad != nil {
		return p, d, bad
	}
	if p.Change, err = a.decide(sc); err != nil {
		return p, d, err
	}
	p.Verb, p.Day, p.Decision, p.Seen = a.verb(), d.Day, d.Number, sc.fingerprint(a, d)
	p.Counts, err = s.count(ctx, q, p.Change)
	return p, d, err
}

// count asks the followers how much follows; each may refuse.
func (s *Service) count(ctx context.Context, q db.Q, c Change) ([]Count, error) {
	var out []Count
	for _, f := range s.followers {
		if f.Count == nil {
			continue
		}
		n, err := f.Count(ctx, q, c)
		if err != nil {
			return nil, err
		}
		if f.Homed && n > 0 && c.forsakes() {
			return nil, fault.New(fault.Invalid, "org.people_left", c.Closed[0].Name, n).Field("into", "org.people_left")
		}
		out = append(out, Count{f.Subject, n})
	}
	return out, nil
}

// execute writes the change, then lets everything follow.
func (s *Service) execute(ctx context.Context, tx *db.Tx, c Change, d Decision) error {
	if err := save(ctx, tx, c, d); err != nil {
		return err
	}
	for _, f := range s.followers {
		if err := f.Follow(ctx, tx, c); err != nil {
			return err
		}
	}
	tx.Signal("", 0) // what anybody may see hangs on places that are others now
	return nil
}
