package org

import (
	"context"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// forever is the end of a version that lasts.
const forever civil.Date = "9999-12-31"

const standingColumns = unitColumns + `, COALESCE(v.from_day, u.closed)`

const standingTables = `org_unit u LEFT JOIN org_version v ON v.unit = u.id AND v.to_day = '9999-12-31'`

func (s *standing) dest() []any { return append(s.Unit.dest(), &s.Since) }

// look loads the scene of an act, in a few queries.
func look(ctx context.Context, q db.Q, n needs, day, today civil.Date, ks kinds) (s scene, err error) {
	s = scene{day: day, today: today, kinds: ks}
	if s.units, err = standings(ctx, q, n.units); err != nil {
		return s, err
	}
	for _, id := range n.units {
		if _, ok := s.units[id]; !ok && id != 0 {
			return s, fault.New(fault.NotFound, absent)
		}
	}
	if s.families, err = families(ctx, q, n.families); err != nil {
		return s, err
	}
	if s.deep, err = depths(ctx, q, s, n.deep); err != nil {
		return s, err
	}
	if s.codes, err = holders(ctx, q, n.codes); err != nil {
		return s, err
	}
	s.next, err = nextID(ctx, q)
	return s, err
}

func nextID(ctx context.Context, q db.Q) (ID, error) {
	return db.Value[ID](ctx, q, `SELECT COALESCE(MAX(id), 0) + 1 FROM org_unit`)
}

// standings returns units with the units above them.
func standings(ctx context.Context, q db.Q, ids []ID) (map[ID]standing, error) {
	out := map[ID]standing{}
	marks, args := db.Marks(len(ids)), db.Args(ids)
	for u, err := range db.Each(ctx, q, (*standing).dest, `SELECT `+standingColumns+` FROM `+standingTables+
		` WHERE u.id IN (`+marks+`) OR u.id IN (SELECT parent FROM org_unit WHERE id IN (`+marks+`))`, append(args, args...)...) {
		if err != nil {
			return nil, err
		}
		out[u.ID] = u
	}
	return out, nil
}

func families(ctx context.Context, q db.Q, parents []ID) (map[ID][]standing, error) {
	out := map[ID][]standing{}
	for u, err := range db.Each(ctx, q, (*standing).dest, `SELECT `+standingColumns+` FROM `+standingTables+
		` WHERE u.closed IS NULL AND u.parent IN (`+db.Marks(len(parents))+`) ORDER BY u.id`, db.Args(parents)...) {
		if err != nil {
			return nil, err
		}
		out[u.Parent] = append(out[u.Parent], u)
	}
	return out, nil
}

// depths measures the subtrees of units, and of their children where those are known.
func depths(ctx context.Context, q db.Q, s scene, ids []ID) (map[ID]depth, error) {
	tops := map[ID]authz.Path{}
	for _, id := range ids {
		tops[id] = s.units[id].Path
		for _, child := range s.families[id] {
			tops[child.ID] = child.Path
		}
	}
	out := map[ID]depth{}
	for id, path := range tops {
		d, err := db.One(ctx, q, absent, func(d *depth) []any { return []any{&d.Size, &d.Latest, &d.Name} },
			`SELECT COUNT(*), MAX(from_day), COALESCE(MAX(CASE WHEN from_day = (SELECT MAX(from_day) FROM org_version
			WHERE to_day = '9999-12-31' AND path >= ? AND path < ?) THEN name END), '')
			FROM org_version WHERE to_day = '9999-12-31' AND path >= ? AND path < ?`, path, path.End(), path, path.End())
		if err != nil {
			return nil, err
		}
		out[id] = d
	}
	return out, nil
}

// holders returns who has the codes, among open units.
func holders(ctx context.Context, q db.Q, codes []string) (map[string]ID, error) {
	units, err := many(ctx, q, `u.closed IS NULL AND u.code IN (`+db.Marks(len(codes))+`)`, db.Args(codes)...)
	out := make(map[string]ID, len(units))
	for _, u := range units {
		out[u.Code] = u.ID
	}
	return out, err
}
