package org

import (
	"context"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// pastColumns read a version as a unit: names and places are those of the day,
// Opened, Closed and Rev those of the unit.
const pastColumns = `u.id, v.code, v.kind, v.name, COALESCE(v.parent, 0), v.path, u.opened, u.closed, u.rev`

const pastTables = `org_version v JOIN org_unit u ON u.id = v.unit`

// At returns the subtree of a unit as it was in the evening of a day, parents
// before their children; nothing if the unit did not exist then. Who may see the
// unit today sees all that stood under it that day. For 0 it returns the whole
// tree of the day, as far as the actor may see its units today.
func (s *Service) At(ctx context.Context, who authz.Actor, top ID, day civil.Date) (out []Unit, err error) {
	err = s.db.Read(ctx, func(q db.Q) (err error) {
		if top == 0 {
			cond, args := who.Scope(See).SQL("u.path")
			out, err = past(ctx, q, day, cond+` ORDER BY v.path, v.unit`, args...)
			return err
		}
		path, err := s.placeOn(ctx, q, who, top, day)
		if err != nil || path == "" {
			return err
		}
		out, err = past(ctx, q, day, `v.path >= ? AND v.path < ? ORDER BY v.path, v.unit`, path, path.End())
		return err
	})
	return out, err
}

// TrailAt returns the units on the way to a unit as it was in the evening of a
// day, from the root; nothing if the unit did not exist then.
func (s *Service) TrailAt(ctx context.Context, who authz.Actor, id ID, day civil.Date) (out []Unit, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		path, err := s.placeOn(ctx, q, who, id, day)
		if err != nil || path == "" {
			return err
		}
		steps := stepsOf(path)
		out, err = past(ctx, q, day, `v.unit IN (`+db.Marks(len(steps))+`) ORDER BY v.path, v.unit`, db.Args(steps)...)
		return err
	})
	return out, err
}

// placeOn returns where a unit that the actor may see today stood on a day; ""
// if it did not exist then.
func (s *Service) placeOn(ctx context.Context, q db.Q, who authz.Actor, id ID, day civil.Date) (authz.Path, error) {
	u, err := s.Get(ctx, q, id)
	if err != nil {
		return "", err
	}
	if err := who.May(See, u.Path); err != nil {
		return "", err
	}
	return db.Value[authz.Path](ctx, q, `SELECT path FROM org_version WHERE unit = ? AND from_day <= ? AND to_day > ?`, id, day, day)
}

func past(ctx context.Context, q db.Q, day civil.Date, where string, args ...any) ([]Unit, error) {
	return db.All(ctx, q, (*Unit).dest, `SELECT `+pastColumns+` FROM `+pastTables+` WHERE v.from_day <= ? AND v.to_day > ? AND `+where,
		append([]any{day, day}, args...)...)
}

// Version is a unit over some days, and the decision that made it so.
type Version struct {
	Unit     Unit
	From     civil.Date // first day
	To       civil.Date // first day after; zero while it lasts
	Verb     string     // of the decision: "create", "move", "import" …
	Decision Decision
}

// History returns every shape that a unit had, the latest first. A unit that
// opened and closed on one day never had any.
func (s *Service) History(ctx context.Context, who authz.Actor, id ID) (out []Version, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		u, err := s.Get(ctx, q, id)
		if err != nil {
			return err
		}
		if err := who.May(See, u.Path); err != nil {
			return err
		}
		out, err = db.All(ctx, q, (*Version).dest, `SELECT `+pastColumns+`, v.from_day, NULLIF(v.to_day, '9999-12-31'), d.verb, d.number, d.day, d.about
			FROM `+pastTables+` JOIN org_decision d ON d.id = v.decision WHERE v.unit = ? ORDER BY v.from_day DESC`, id)
		return err
	})
	return out, err
}

func (v *Version) dest() []any {
	return append(v.Unit.dest(), &v.From, &v.To, &v.Verb, &v.Decision.Number, &v.Decision.Day, &v.Decision.About)
}

// Successors returns the units into which a unit was merged or split.
func (s *Service) Successors(ctx context.Context, q db.Q, id ID) ([]Unit, error) {
	return many(ctx, q, `u.id IN (SELECT successor FROM org_successor WHERE unit = ?) ORDER BY u.fold, u.id`, id)
}

// Predecessors returns the units that were merged into a unit, or from which it
// was split.
func (s *Service) Predecessors(ctx context.Context, q db.Q, id ID) ([]Unit, error) {
	return many(ctx, q, `u.id IN (SELECT unit FROM org_successor WHERE successor = ?) ORDER BY u.fold, u.id`, id)
}
