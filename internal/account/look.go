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
