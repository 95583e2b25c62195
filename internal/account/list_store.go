package account

import (
	"context"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

// listed is a row with what its status is made of.
type listed struct {
	Row
	password, code string
	suspended      bool
}

func (l *listed) dest() []any {
	return []any{&l.Member, &l.Name, &l.Sort, &l.Path, db.Text(&l.Birth), db.Text(&l.Account), &l.Login,
		&l.password, &l.code, db.Time(&l.Until), &l.suspended}
}

func (l listed) row(now time.Time) Row {
	l.Status = status(l.Account, l.password, l.code, l.Until, l.suspended, now)
	return l.Row
}

// What a status is in the database; password and code are read as marks only.
const accountColumns = `a.id, COALESCE(a.login, ''), CASE WHEN a.password <> '' THEN 'x' ELSE '' END, CASE WHEN a.code <> '' THEN 'x' ELSE '' END,
	a.code_until, COALESCE(a.suspended, FALSE)`

// statusSQL is a condition on the account a.
func statusSQL(only Status, now time.Time) (string, []any) {
	switch only {
	case Suspended:
		return ` AND a.suspended`, nil
	case Active:
		return ` AND NOT a.suspended AND a.password <> ''`, nil
	case Waiting:
		return ` AND NOT a.suspended AND a.password = '' AND a.code <> '' AND a.code_until > ?`, []any{db.Time(&now)}
	case Expired:
		return ` AND NOT a.suspended AND a.password = '' AND (a.code = '' OR a.code_until <= ?)`, []any{db.Time(&now)}
	}
	return "", nil
}

// memberStatusSQL is a condition on the account that the member m has or lacks.
func memberStatusSQL(only Status, now time.Time) (string, []any) {
	switch only {
	case "":
		return "", nil
	case None:
		return ` AND NOT EXISTS (SELECT 1 FROM account a WHERE a.member = m.id)`, nil
	}
	cond, args := statusSQL(only, now)
	return ` AND EXISTS (SELECT 1 FROM account a WHERE a.member = m.id` + cond + `)`, args
}

// window is where a page may begin and must end in the order of the list. It says
// no more than the scope and the last row do, but says it as one range of the
// index, so that a page far down costs as much as the first.
func window(scope authz.Scope, after Row) (string, []any) {
	first, end := scope[0].Top, scope[0].Top.End()
	for _, x := range scope {
		first, end = min(first, x.Top), max(end, x.Top.End())
	}
	if after.Path < first {
		after = Row{Path: first}
	}
	where, args := `(m.path, m.sort, m.id) > (?, ?, ?) AND m.path < ?`, []any{after.Path, after.Sort, after.Member, end}
	if len(scope) == 1 && !scope[0].Only {
		return where, args
	}
	in, more := scope.SQL("m.path")
	return where + ` AND ` + in, append(args, more...)
}

func membersWithAccounts(ctx context.Context, q db.Q, query Query, scope authz.Scope, states []string, now time.Time) ([]Row, error) {
	if len(scope) == 0 {
		return nil, nil
	}
	where, args := window(scope, query.After)
	only, more := memberStatusSQL(query.Only, now)
	args = append(append(append(args, db.Args(states)...), more...), query.limit())
	return rows(ctx, q, now, `SELECT m.id, m.name, m.sort, m.path, m.birth, `+accountColumns+`
		FROM (SELECT m.id, m.name, m.sort, m.path, m.birth FROM v_member m
			WHERE `+where+` AND m.state IN (`+db.Marks(len(states))+`)`+only+`
			ORDER BY m.path, m.sort, m.id LIMIT ?) m
		LEFT JOIN account a ON a.member = m.id ORDER BY m.path, m.sort, m.id`, args...)
}

func accountsWithoutMember(ctx context.Context, q db.Q, query Query, scope authz.Scope, now time.Time) ([]Row, error) {
	where, args := scope.SQL("a.path")
	only, more := statusSQL(query.Only, now)
	args = append(append(args, more...), query.After.Login, query.limit())
	return rows(ctx, q, now, `SELECT '', a.name, '', a.path, NULL, `+accountColumns+`
		FROM account a WHERE a.member IS NULL AND `+where+only+` AND a.login > ? ORDER BY a.login LIMIT ?`, args...)
}

func rows(ctx context.Context, q db.Q, now time.Time, query string, args ...any) (out []Row, err error) {
	for l, err := range db.Each(ctx, q, (*listed).dest, query, args...) {
		if err != nil {
			return nil, err
		}
		out = append(out, l.row(now))
	}
	return out, nil
}
