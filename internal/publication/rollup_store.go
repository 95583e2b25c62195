package publication

import (
	"context"
	"slices"
	"strings"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

const belongs = ` AND state IN ('probationary', 'official')`

// unitsBelow are the unit itself, as Only, and the open units directly below it.
func unitsBelow(ctx context.Context, q db.Q, u org.Unit) ([]UnitTally, error) {
	below, err := db.All(ctx, q, func(x *UnitTally) []any { return []any{&x.Unit, &x.Name, &x.Path} },
		`SELECT id, name, path FROM v_org_unit WHERE parent = ? AND closed IS NULL ORDER BY fold, id`, u.ID)
	return append([]UnitTally{{Unit: u.ID, Name: u.Name, Path: u.Path, Only: true}}, below...), err
}

// countIn counts the people of the places, and the marks that are counted there.
func countIn(ctx context.Context, q db.Q, id ID, scope authz.Scope) (Tally, error) {
	where, args := scope.SQL("path")
	people, err := db.Value[int](ctx, q, `SELECT COUNT(*) FROM v_member WHERE `+where+belongs, args...)
	if err != nil {
		return Tally{}, err
	}
	t, err := db.One(ctx, q, "publication.not_found", func(t *Tally) []any { return []any{&t.Opened, &t.Done} },
		`SELECT CAST(COALESCE(SUM(opened), 0) AS BIGINT), CAST(COALESCE(SUM(done), 0) AS BIGINT) FROM publication_count WHERE publication = ? AND `+where,
		append([]any{id}, args...)...)
	t.People = people
	return t, err
}

// movedSince are the people whose place changed since a day, by themselves or with
// their unit, and who stand or stood under top.
func movedSince(ctx context.Context, q db.Q, day, today civil.Date, top authz.Path) ([]member.ID, error) {
	people, err := db.Column[member.ID](ctx, q, `SELECT s.member FROM v_member_stay s JOIN v_org_unit u ON u.id = s.unit
		WHERE s.from_day > ? AND u.path >= ? AND u.path < ?
		UNION SELECT s.member FROM v_member_stay s JOIN v_org_unit u ON u.id = s.unit
		WHERE s.to_day > ? AND s.to_day <= ? AND u.path >= ? AND u.path < ?`, day, top, top.End(), day, today, top, top.End())
	if err != nil {
		return nil, err
	}
	units, err := db.Column[org.ID](ctx, q, `SELECT DISTINCT v.unit FROM v_org_version v JOIN v_org_version w ON w.unit = v.unit AND w.path <> v.path AND w.to_day <= v.from_day
		JOIN v_org_unit u ON u.id = v.unit WHERE v.from_day > ? AND u.path >= ? AND u.path < ?`, day, top, top.End())
	for some := range slices.Chunk(units, inList) {
		if err != nil {
			return nil, err
		}
		var more []member.ID
		more, err = db.Column[member.ID](ctx, q, `SELECT id FROM v_member WHERE unit IN (`+db.Marks(len(some))+`)`, db.Args(some)...)
		people = append(people, more...)
	}
	return people, err
}

// named are the people under top to whom it was sent by post or by name.
func (a audience) named(ctx context.Context, q db.Q, top authz.Path, today civil.Date) (out []member.ID, err error) {
	for _, t := range a.targets {
		switch t.Kind {
		case Single:
			out = append(out, t.Member)
		case Post:
			var some []member.ID
			some, err = db.Column[member.ID](ctx, q, `SELECT DISTINCT p.member FROM v_member_post p JOIN v_member m ON m.id = p.member
				WHERE p.post = ? AND p.path >= ? AND p.path < ? AND p.from_day <= ? AND (p.to_day IS NULL OR p.to_day >= ?) AND m.path >= ? AND m.path < ?`,
				t.Post, t.Path, t.Path.End(), today, today, top, top.End())
			out = append(out, some...)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// marksOf are the marks of some people with where they are counted.
func marksOf(ctx context.Context, q db.Q, id ID, people []member.ID) (map[member.ID]located, error) {
	out := map[member.ID]located{}
	for some := range slices.Chunk(people, inList) {
		rows, err := db.All(ctx, q, func(l *located) []any { return []any{&l.reader, &l.counted, &l.done, &l.path} },
			`SELECT k.reader, k.counted, k.done, u.path FROM publication_mark k JOIN v_org_unit u ON u.id = k.unit
			WHERE k.publication = ? AND k.reader IN (`+db.Marks(len(some))+`)`, append([]any{id}, db.Args(some)...)...)
		if err != nil {
			return nil, err
		}
		for _, l := range rows {
			l.there = true
			out[l.reader] = l
		}
	}
	return out, nil
}

// officeMarks are the offices under top that received the publication.
func officeMarks(ctx context.Context, q db.Q, a audience, top authz.Path) (out []OfficeMark, err error) {
	for _, t := range a.targets {
		if t.Kind != Office || !t.Path.Within(top) && !a.p.Path.Within(top) {
			continue
		}
		o := OfficeMark{Unit: t.Unit, Label: t.Label}
		if o.Mark, _, err = markOf(ctx, q, a.p.ID, t.key); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	slices.SortFunc(out, func(x, y OfficeMark) int { return strings.Compare(x.Label, y.Label) })
	return out, nil
}
