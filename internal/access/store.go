package access

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// holder is the account behind an actor, with what its member's record says.
type holder struct {
	id, member, name string
	path             authz.Path
	state            string
	suspended        bool
}

func loadHolder(ctx context.Context, q db.Q, account string) (holder, error) {
	return db.One(ctx, q, "access.no_account", func(h *holder) []any {
		return []any{&h.id, db.Text(&h.member), &h.name, &h.path, &h.state, &h.suspended}
	}, `SELECT id, member, name, path, state, suspended FROM v_account WHERE id = ?`, account)
}

// accountsOf are the accounts of members that are not suspended.
func accountsOf(ctx context.Context, q db.Q, members []string) ([]string, error) {
	return db.Column[string](ctx, q, `SELECT id FROM v_account WHERE NOT suspended AND member IN (`+db.Marks(len(members))+`) ORDER BY id`, db.Args(members)...)
}

const heldSelect = `SELECT r.id, r.account, a.login, a.name, r.role, COALESCE(r.unit, 0), r.path, r.from_day, r.to_day
	FROM access_role r JOIN v_account a ON a.id = r.account `

func heldDest(h *Held) []any {
	return []any{&h.ID, &h.Account, &h.Login, &h.Name, &h.Role, &h.Unit, &h.Path, &h.From, &h.To}
}

// heldBy are an account's roles that are in force on the day, or will be.
func heldBy(ctx context.Context, q db.Q, accounts []string, day civil.Date) ([]Held, error) {
	return db.All(ctx, q, heldDest, heldSelect+`WHERE r.account IN (`+db.Marks(len(accounts))+`) AND (r.to_day IS NULL OR r.to_day >= ?)
		ORDER BY r.path, r.id`, append(db.Args(accounts), day)...)
}

func heldAt(ctx context.Context, q db.Q, path authz.Path, day civil.Date) ([]Held, error) {
	return db.All(ctx, q, heldDest, heldSelect+`WHERE r.path = ? AND (r.to_day IS NULL OR r.to_day >= ?) ORDER BY r.role, a.name, r.id`, path, day)
}

func heldUnder(ctx context.Context, q db.Q, scope authz.Scope, after Held, day civil.Date, limit int) ([]Held, error) {
	where, args := scope.SQL("r.path")
	args = append(args, day, after.Path, after.ID, limit)
	return db.All(ctx, q, heldDest, heldSelect+`WHERE `+where+` AND (r.to_day IS NULL OR r.to_day >= ?) AND (r.path, r.id) > (?, ?)
		ORDER BY r.path, r.id LIMIT ?`, args...)
}

func loadHeld(ctx context.Context, q db.Q, id string) (Held, error) {
	return db.One(ctx, q, "access.no_role", heldDest, heldSelect+`WHERE r.id = ?`, id)
}

// pathOf is where a unit stands; [Everywhere] for 0.
func pathOf(ctx context.Context, q db.Q, unit org.ID) (authz.Path, error) {
	if unit == 0 {
		return Everywhere, nil
	}
	return db.One(ctx, q, "access.no_unit", func(p *authz.Path) []any { return []any{p} },
		`SELECT path FROM v_org_unit WHERE id = ? AND closed IS NULL`, unit)
}

func addHeld(ctx context.Context, tx *db.Tx, h Held) error {
	var unit any
	if h.Unit != 0 {
		unit = int64(h.Unit)
	}
	return tx.Insert(ctx, `INSERT INTO access_role (id, account, role, unit, path, from_day, to_day) VALUES`,
		[][]any{{h.ID, h.Account, h.Role, unit, h.Path, h.From, h.To}})
}

func endHeld(ctx context.Context, tx *db.Tx, id string, last civil.Date) error {
	_, err := tx.Exec(ctx, `UPDATE access_role SET to_day = ? WHERE id = ?`, last, id)
	return err
}
