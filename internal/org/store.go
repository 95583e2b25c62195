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
	if s.deep, err = depths(ctx, q, s, n.deep, day); err != nil {
		return s, err
	}
	if s.codes, err = holders(ctx, q, n.codes, day); err != nil {
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
func depths(ctx context.Context, q db.Q, s scene, ids []ID, day civil.Date) (map[ID]depth, error) {
	tops := map[ID]authz.Path{}
	for _, id := range ids {
		tops[id] = s.units[id].Path
		for _, child := range s.families[id] {
			tops[child.ID] = child.Path
		}
	}
	out := map[ID]depth{}
	for id, path := range tops {
		var d depth
		for v, err := range db.Each(ctx, q, (*span).dest, spans+` AND path >= ? AND path < ?`, day, path, path.End()) {
			if err != nil {
				return nil, err
			}
			d.add(v)
		}
		out[id] = d
	}
	return out, nil
}

// span is one version of a unit: what stood where, until when.
type span struct {
	Path     authz.Path
	Name     string
	From, To civil.Date
}

func (v *span) dest() []any { return []any{&v.Path, &v.Name, &v.From, &v.To} }

// spans selects the versions that last, and those that ended after a day: every
// change after it is the beginning of one or the end of the other.
const spans = `SELECT path, name, from_day, to_day FROM org_version WHERE (to_day = '9999-12-31' OR to_day > ?)`

// add takes a version in the subtree into account.
func (d *depth) add(v span) {
	changed := v.To
	if v.To == forever {
		d.Size++
		changed = v.From
	}
	if changed > d.Latest {
		d.Latest, d.Name = changed, v.Name
	}
}

// holders returns who has the codes, or had them on or after the day.
func holders(ctx context.Context, q db.Q, codes []string, day civil.Date) (map[string][]ID, error) {
	type row struct {
		code string
		id   ID
	}
	out := map[string][]ID{}
	for r, err := range db.Each(ctx, q, func(r *row) []any { return []any{&r.code, &r.id} },
		`SELECT DISTINCT code, unit FROM org_version WHERE to_day > ? AND code IN (`+db.Marks(len(codes))+`)`,
		append([]any{day}, db.Args(codes)...)...) {
		if err != nil {
			return nil, err
		}
		out[r.code] = append(out[r.code], r.id)
	}
	return out, nil
}
