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

func statusSQL(only Status, now time.Time) (string, []any) {
	switch only {
	case None:
		return ` AND a.id IS NULL`, nil
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

func membersWithAccounts(ctx context.Context, q db.Q, query Query, scope authz.Scope, states []string, now time.Time) ([]Row, error) {
	where, args := scope.SQL("m.path")
	only, more := statusSQL(query.Only, now)
	args = append(args, db.Args(states)...)
	args = append(args, more...)
	args = append(args, query.After.Path, query.After.Sort, query.After.Member, query.limit())
	return rows(ctx, q, now, `SELECT m.id, m.name, m.sort, m.path, m.birth, `+accountColumns+`
		FROM v_member m LEFT JOIN account a ON a.member = m.id
		WHERE `+where+` AND m.state IN (`+db.Marks(len(states))+`)`+only+` AND (m.path, m.sort, m.id) > (?, ?, ?)
		ORDER BY m.path, m.sort, m.id LIMIT ?`, args...)
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
