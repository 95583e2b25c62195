package report

import (
	"context"
	"slices"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// regulars are the branches of a frame, each with its regular meeting. The
// conditions on the meeting are those of its unique index.
const regulars = ` FROM v_org_version b LEFT JOIN v_meeting m ON m.unit = b.unit AND m.month = ?
	AND m.kind <> 'thematic' AND m.state <> 'cancelled' AND m.state <> 'draft'
	WHERE b.from_day <= ? AND b.to_day > ? AND `

// branches returns what follows the columns of a query for the branches behind a
// path ("" for all), with its arguments.
func (f frame) branches(after authz.Path) (string, []any) {
	scope, args := behind(f.where, after)
	return regulars + `b.kind IN (` + db.Marks(len(f.kinds)) + `) AND ` + scope,
		slices.Concat([]any{f.month, f.day, f.day}, db.Args(f.kinds), args)
}

// behind is a scope as a condition, without what lies up to a path in the order of
// paths. The two bounds are made one here: SQLite would pick either, and walk
// through all pages before. The step after a path begins with a digit.
func behind(scope authz.Scope, after authz.Path) (string, []any) {
	if after == "" {
		return scope.SQL("b.path")
	}
	var or []string
	var args []any
	for _, x := range scope {
		from, to := max(x.Top, after+"0"), x.Top.End()
		if x.Only {
			to = string(x.Top) + "0"
		}
		or, args = append(or, `(b.path >= ? AND b.path < ?)`), append(args, from, to)
	}
	return `(` + strings.Join(or, ` OR `) + `)`, args
}

const rowColumns = `SELECT b.unit, b.code, b.name, b.path, COALESCE(b.parent, 0), m.id, m.kind, m.topic, m.starts_at, m.ended_at, m.closed_at,
	COALESCE(m.minutes_long, 0), COALESCE(m.members, 0), COALESCE(m.present, 0), COALESCE(m.online, 0), COALESCE(m.excused, 0), COALESCE(m.unexcused, 0),
	COALESCE(m.exempt, 0), m.score, m.grade, COALESCE(m.version, 0), m.state, COALESCE(m.late, FALSE)`

// found is a row as it stands in the tables.
type found struct {
	Row
	state string
	late  bool
}

func (r *found) dest() []any {
	return []any{&r.Unit, &r.Code, &r.Name, &r.Path, &r.Parent, db.Text(&r.Meeting), db.Text(&r.Kind), db.Text(&r.Topic),
		db.Time(&r.StartsAt), db.Time(&r.EndedAt), db.Time(&r.ReportedAt),
		&r.Minutes, &r.Members, &r.Present, &r.Online, &r.Excused, &r.Unexcused, &r.Exempt, &r.Score, db.Text(&r.Grade), &r.Version, db.Text(&r.state), &r.late}
}

func (r *found) group(m moment) group {
	return group{state: r.state, late: r.late, passed: r.StartsAt.Before(m.today), overdue: r.EndedAt.Before(m.reportFrom)}
}

// sql is the filter as a condition; it agrees with what [moment.word] says.
func (x Filter) sql(f frame) (string, []any, error) {
	switch x {
	case All:
		return ``, nil, nil
	case OnlyMet:
		return ` AND m.state IN ('ended', 'closed')`, nil, nil
	case OnlyNotMet:
		return ` AND COALESCE(m.state, '') NOT IN ('open', 'ended', 'closed')`, nil, nil
	case OnlyRunning:
		return ` AND m.state = 'open'`, nil, nil
	case OnlyLate:
		return ` AND (m.state = 'closed' AND m.late OR m.state = 'ended' AND m.ended_at < ?)`, []any{db.Time(&f.reportFrom)}, nil
	}
	return "", nil, fault.New(fault.Invalid, "report.filter").Field("state", "report.filter")
}

// page returns the rows of a frame behind a path, in the order of paths.
func page(ctx context.Context, q db.Q, f frame, x Filter, after authz.Path, limit int) ([]Row, error) {
	more, extra, err := x.sql(f)
	if err != nil || f.empty() {
		return nil, err
	}
	from, args := f.branches(after)
	var out []Row
	for r, err := range db.Each(ctx, q, (*found).dest, rowColumns+from+more+` ORDER BY b.path, b.unit LIMIT ?`,
		slices.Concat(args, extra, []any{limit})...) {
		if err != nil {
			return nil, err
		}
		r.seen(f.moment, r.group(f.moment))
		out = append(out, r.Row)
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, furnish(ctx, q, f, out)
}

// furnish adds to rows the names of the units above and the thematic meetings.
func furnish(ctx context.Context, q db.Q, f frame, rows []Row) error {
	type word struct {
		unit org.ID
		text string
	}
	dest := func(w *word) []any { return []any{&w.unit, &w.text} }
	units, parents := make([]any, len(rows)), make([]any, len(rows))
	for i, r := range rows {
		units[i], parents[i] = r.Unit, r.Parent
	}
	parents = slices.Compact(parents)
	names := map[org.ID]string{}
	for w, err := range db.Each(ctx, q, dest, `SELECT unit, name FROM v_org_version WHERE from_day <= ? AND to_day > ? AND unit IN (`+db.Marks(len(parents))+`)`,
		slices.Concat([]any{f.day, f.day}, parents)...) {
		if err != nil {
			return err
		}
		names[w.unit] = w.text
	}
	topics := map[org.ID][]string{}
	for w, err := range db.Each(ctx, q, dest, `SELECT unit, topic FROM v_meeting WHERE month = ? AND kind = 'thematic' AND state IN ('ended', 'closed')
		AND unit IN (`+db.Marks(len(units))+`) ORDER BY starts_at, id`, slices.Concat([]any{f.month}, units)...) {
		if err != nil {
			return err
		}
		topics[w.unit] = append(topics[w.unit], w.text)
	}
	for i := range rows {
		rows[i].ParentName, rows[i].Thematic = names[rows[i].Parent], topics[rows[i].Unit]
	}
	return nil
}

func (g *group) dest() []any {
	x := &g.facts
	return []any{&g.path, &g.state, &g.late, &g.passed, &g.overdue, &g.grade, &g.n, &g.minutes,
		&x.Members, &x.Present, &x.Online, &x.Excused, &x.Unexcused, &x.Exempt, &g.scored, &g.points}
}

// groups returns the branches of a frame, those that are alike together: one set
// for each unit that has branches, or one for all.
func groups(ctx context.Context, q db.Q, f frame, apart bool) ([]group, error) {
	if f.empty() {
		return nil, nil
	}
	by, first := `0`, []any(nil)
	if apart { // what hangs directly under the top stands for itself
		by, first = `CASE WHEN b.parent IS NULL OR b.parent = ? THEN b.unit ELSE b.parent END`, []any{f.top}
	}
	from, args := f.branches("")
	return db.All(ctx, q, (*group).dest, `SELECT MIN(path), state, late, passed, overdue, grade, COUNT(*), `+sum("minutes_long")+
		sum("members")+sum("present")+sum("online")+sum("excused")+sum("unexcused")+sum("exempt")+`COUNT(score), CAST(COALESCE(SUM(score), 0) AS BIGINT)
		FROM (SELECT b.path, `+by+` AS unit, COALESCE(m.state, '') AS state, COALESCE(m.late, FALSE) AS late, COALESCE(m.grade, '') AS grade,
			COALESCE(m.starts_at < ?, FALSE) AS passed, COALESCE(m.ended_at < ?, FALSE) AS overdue,
			m.minutes_long, m.members, m.present, m.online, m.excused, m.unexcused, m.exempt, m.score`+from+`) AS x
		GROUP BY unit, state, late, passed, overdue, grade`,
		slices.Concat(first, []any{db.Time(&f.today), db.Time(&f.reportFrom)}, args)...)
}

func sum(column string) string { return `CAST(COALESCE(SUM(` + column + `), 0) AS BIGINT), ` }

func (c *Child) dest() []any { return []any{&c.ID, &c.Code, &c.Kind, &c.Name, &c.Path} }

// children returns the units that hung directly under a unit on a day, by path.
func children(ctx context.Context, q db.Q, top org.ID, day civil.Date) ([]Child, error) {
	where, args := `parent = ?`, []any{top}
	if top == 0 {
		where, args = `parent IS NULL`, nil
	}
	return db.All(ctx, q, (*Child).dest, `SELECT unit, code, kind, name, path FROM v_org_version WHERE `+where+
		` AND from_day <= ? AND to_day > ? ORDER BY path, unit`, append(args, day, day)...)
}

// places returns where units stood on a day.
func places(ctx context.Context, q db.Q, units []int64, day civil.Date) (map[int64]authz.Path, error) {
	type place struct {
		unit int64
		path authz.Path
	}
	out := map[int64]authz.Path{0: "/"}
	for p, err := range db.Each(ctx, q, func(p *place) []any { return []any{&p.unit, &p.path} },
		`SELECT unit, path FROM v_org_version WHERE from_day <= ? AND to_day > ? AND unit IN (`+db.Marks(len(units))+`)`,
		slices.Concat([]any{day, day}, db.Args(units))...) {
		if err != nil {
			return nil, err
		}
		out[p.unit] = p.path
	}
	return out, nil
}

// unitNow returns where a unit stands today, or a NotFound fault, and its name.
func unitNow(ctx context.Context, q db.Q, id org.ID) (path authz.Path, name string, err error) {
	if id == 0 {
		return "/", "", nil
	}
	type unit struct {
		path authz.Path
		name string
	}
	u, err := db.One(ctx, q, "access.not_found", func(u *unit) []any { return []any{&u.path, &u.name} }, `SELECT path, name FROM v_org_unit WHERE id = ?`, id)
	return u.path, u.name, err
}
