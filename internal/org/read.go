package org

import (
	"context"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/vi"
)

// absent is the code for what is not there; authz answers alike for what is not
// yours to see.
const absent = "access.not_found"

const unitColumns = `u.id, u.code, u.kind, u.name, COALESCE(u.parent, 0), u.path, u.opened, u.closed, u.rev`

func (u *Unit) dest() []any {
	return []any{&u.ID, &u.Code, &u.Kind, &u.Name, &u.Parent, &u.Path, &u.Opened, &u.Closed, &u.Rev}
}

func one(ctx context.Context, q db.Q, where string, args ...any) (Unit, error) {
	return db.One(ctx, q, absent, (*Unit).dest, `SELECT `+unitColumns+` FROM org_unit u WHERE `+where, args...)
}

func many(ctx context.Context, q db.Q, where string, args ...any) ([]Unit, error) {
	return db.All(ctx, q, (*Unit).dest, `SELECT `+unitColumns+` FROM org_unit u WHERE `+where, args...)
}

// Get returns a unit, open or closed, or a NotFound fault.
func (s *Service) Get(ctx context.Context, q db.Q, id ID) (Unit, error) {
	return one(ctx, q, `u.id = ?`, id)
}

// ByCode returns the open unit with that code, or the one that had it last, or a
// NotFound fault.
func (s *Service) ByCode(ctx context.Context, q db.Q, code string) (Unit, error) {
	return one(ctx, q, `u.code = ? ORDER BY CASE WHEN u.closed IS NULL THEN 0 ELSE 1 END, u.closed DESC, u.id DESC LIMIT 1`, vi.Clean(code))
}

// ByPath returns the unit at that place, or a NotFound fault.
func (s *Service) ByPath(ctx context.Context, q db.Q, path authz.Path) (Unit, error) {
	return one(ctx, q, `u.path = ?`, path)
}

// ids in one IN list stay under both engines' limits.
const listSize = 4000

// Cards returns units by id; ids that name none are left out.
func (s *Service) Cards(ctx context.Context, q db.Q, ids []ID) (map[ID]Unit, error) {
	return byID(ctx, q, ids)
}

func byID(ctx context.Context, q db.Q, ids []ID) (map[ID]Unit, error) {
	out := make(map[ID]Unit, len(ids))
	for start := 0; start < len(ids); start += listSize {
		part := ids[start:min(start+listSize, len(ids))]
		units, err := many(ctx, q, `u.id IN (`+db.Marks(len(part))+`)`, db.Args(part)...)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			out[u.ID] = u
		}
	}
	return out, nil
}

// Trail returns the units on the way to a place, from the root to the unit itself.
func (s *Service) Trail(ctx context.Context, q db.Q, path authz.Path) ([]Unit, error) {
	steps := stepsOf(path)
	if len(steps) == 0 {
		return nil, nil
	}
	cards, err := byID(ctx, q, steps)
	if err != nil {
		return nil, err
	}
	var out []Unit
	for _, id := range steps {
		if u, ok := cards[id]; ok {
			out = append(out, u)
		}
	}
	return out, nil
}

// Look returns a unit that the actor may see; for others it does not exist.
func (s *Service) Look(ctx context.Context, who authz.Actor, id ID) (u Unit, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if u, err = s.Get(ctx, q, id); err != nil {
			return err
		}
		return who.May(See, u.Path)
	})
	if err != nil {
		return Unit{}, err
	}
	return u, nil
}

// Children returns the open units directly under a unit that the actor may see,
// by name. Under 0 are the tops of what he may see.
func (s *Service) Children(ctx context.Context, who authz.Actor, id ID) (out []Unit, err error) {
	scope := who.Scope(See)
	cond, args := scope.SQL("u.path")
	where := cond + ` AND u.parent = ?`
	if id == 0 {
		where, args = topsOf(scope)
	} else {
		args = append(args, id)
	}
	err = s.db.Read(ctx, func(q db.Q) (err error) {
		out, err = many(ctx, q, where+` AND u.closed IS NULL ORDER BY u.fold, u.id`, args...)
		return err
	})
	return out, err
}

// topsOf is the condition for the units at which the spans of a scope begin; the
// span of everything begins at the roots.
func topsOf(scope authz.Scope) (string, []any) {
	if scope.Has("/") {
		return `u.parent IS NULL`, nil
	}
	tops := make([]authz.Path, len(scope))
	for i, x := range scope {
		tops[i] = x.Top
	}
	return `u.path IN (` + db.Marks(len(tops)) + `)`, db.Args(tops)
}

// ChildCounts returns how many open units hang directly under each of the units.
func (s *Service) ChildCounts(ctx context.Context, q db.Q, ids []ID) (map[ID]int, error) {
	type row struct {
		id ID
		n  int
	}
	out := map[ID]int{}
	for start := 0; start < len(ids); start += listSize {
		part := ids[start:min(start+listSize, len(ids))]
		rows, err := db.All(ctx, q, func(r *row) []any { return []any{&r.id, &r.n} },
			`SELECT parent, COUNT(*) FROM org_unit WHERE closed IS NULL AND parent IN (`+db.Marks(len(part))+`) GROUP BY parent`, db.Args(part)...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.id] = r.n
		}
	}
	return out, nil
}

// KindCounts returns how many open units of each kind stand in the subtree of a
// unit, itself included.
func (s *Service) KindCounts(ctx context.Context, who authz.Actor, top ID) (map[string]int, error) {
	type row struct {
		kind string
		n    int
	}
	out := map[string]int{}
	err := s.db.Read(ctx, func(q db.Q) error {
		u, err := s.Get(ctx, q, top)
		if err != nil {
			return err
		}
		if err := who.May(See, u.Path); err != nil {
			return err
		}
		cond, args := who.Scope(See).Under(u.Path).SQL("path")
		rows, err := db.All(ctx, q, func(r *row) []any { return []any{&r.kind, &r.n} },
			`SELECT kind, COUNT(*) FROM org_unit WHERE closed IS NULL AND `+cond+` GROUP BY kind`, args...)
		for _, r := range rows {
			out[r.kind] = r.n
		}
		return err
	})
	return out, err
}
