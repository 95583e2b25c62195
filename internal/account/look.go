package account

import (
	"context"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// Look returns one account, with the member behind it if there is one. For who
// may not manage it, it does not exist.
func (s *Service) Look(ctx context.Context, who authz.Actor, id string) (row Row, err error) {
	now := s.db.Now()
	err = s.db.Read(ctx, func(q db.Q) error {
		l, err := db.One(ctx, q, "account.none", (*listed).dest,
			`SELECT COALESCE(m.id, ''), COALESCE(m.name, a.name), COALESCE(m.sort, ''), COALESCE(m.path, a.path), m.birth, `+accountColumns+`
			FROM account a LEFT JOIN v_member m ON m.id = a.member WHERE a.id = ?`, id)
		if err != nil {
			return err
		}
		row = l.row(now)
		return who.May(Manage, row.Path)
	})
	if err != nil {
		return Row{}, err
	}
	return row, nil
}

// ShortestPassword is how many characters a password needs today.
func (s *Service) ShortestPassword() (int, error) {
	rules, err := s.rules(civil.In(s.db.Now()))
	if err != nil {
		return 0, err
	}
	return rules.Password.AtLeast, nil
}

// Names returns the names of those of the accounts that the actor may manage.
func (s *Service) Names(ctx context.Context, q db.Q, who authz.Actor, accounts []string) (map[string]string, error) {
	type named struct{ id, name string }
	where, args := who.Scope(Manage).SQL("path")
	found, err := db.All(ctx, q, func(n *named) []any { return []any{&n.id, &n.name} },
		`SELECT id, name FROM v_account WHERE `+where+` AND id IN (`+db.Marks(len(accounts))+`)`, append(args, db.Args(accounts)...)...)
	names := map[string]string{}
	for _, n := range found {
		names[n.id] = n.name
	}
	return names, err
}
