package account

import (
	"context"

	"sotay/internal/access"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

const personSelect = `SELECT m.id, m.name, m.state, m.unit, m.path, l.phone, l.card, a.id, a.login, COALESCE(a.password, '') <> '', COALESCE(a.suspended, FALSE)
	FROM v_member m JOIN v_member_login l ON l.id = m.id LEFT JOIN account a ON a.member = m.id `

func (p *person) dest() []any {
	return []any{&p.member, &p.name, &p.state, &p.unit, &p.path, db.Text(&p.phone), db.Text(&p.card),
		db.Text(&p.account), db.Text(&p.login), &p.chosen, &p.suspended}
}

const personOrder = ` ORDER BY m.path, m.sort, m.id`

func peopleByID(ctx context.Context, q db.Q, members []string) ([]person, error) {
	return db.All(ctx, q, (*person).dest, personSelect+`WHERE m.id IN (`+db.Marks(len(members))+`)`+personOrder, db.Args(members)...)
}

func peopleOfUnit(ctx context.Context, q db.Q, unit org.ID, states []string, most int) ([]person, error) {
	args := append(append([]any{unit}, db.Args(states)...), most)
	return db.All(ctx, q, (*person).dest, personSelect+`WHERE m.unit = ? AND m.state IN (`+db.Marks(len(states))+`)`+personOrder+` LIMIT ?`, args...)
}

// takenLogins are those of the wanted logins that are not free: an account has
// them, or more than one member has that telephone number.
func takenLogins(ctx context.Context, q db.Q, wanted []string) (map[string]bool, error) {
	marks := db.Marks(len(wanted))
	taken, err := db.Column[string](ctx, q, `SELECT login FROM account WHERE login IN (`+marks+`)
		UNION SELECT phone FROM v_member_login WHERE phone IN (`+marks+`) GROUP BY phone HAVING COUNT(*) > 1`,
		append(db.Args(wanted), db.Args(wanted)...)...)
	out := map[string]bool{}
	for _, login := range taken {
		out[login] = true
	}
	return out, err
}

// highestNumber is the highest numbered login; they have the same length.
func highestNumber(ctx context.Context, q db.Q, prefix string) (string, error) {
	return db.Value[string](ctx, q, `SELECT COALESCE(MAX(login), '') FROM account WHERE login >= ? AND login < ?`, prefix+"0", prefix+":")
}

func unitNames(ctx context.Context, q db.Q, sheets []Sheet) (map[org.ID]string, error) {
	type unit struct {
		id   org.ID
		name string
	}
	units := make([]org.ID, len(sheets))
	for i, s := range sheets {
		units[i] = s.Unit
	}
	found, err := db.All(ctx, q, func(u *unit) []any { return []any{&u.id, &u.name} },
		`SELECT id, name FROM v_org_unit WHERE id IN (`+db.Marks(len(units))+`)`, db.Args(units)...)
	names := map[org.ID]string{}
	for _, u := range found {
		names[u.id] = u.name
	}
	return names, err
}

// placeOf is where an open unit stands; [access.Everywhere] for 0.
func placeOf(ctx context.Context, q db.Q, unit org.ID) (authz.Path, error) {
	if unit == 0 {
		return access.Everywhere, nil
	}
	return db.One(ctx, q, "access.no_unit", func(p *authz.Path) []any { return []any{p} },
		`SELECT path FROM v_org_unit WHERE id = ? AND closed IS NULL`, unit)
}
