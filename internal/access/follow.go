package access

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// Follower makes the roles follow a reorganisation: a role goes with its unit to
// its new place, and ends on the day before its unit does. A merged unit's roles
// are not carried over: who answers for the new unit is decided anew.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "role", Count: s.reached, Follow: s.follow}
}

func (s *Service) reached(ctx context.Context, q db.Q, c org.Change) (int, error) {
	where, args := c.Touched().SQL("path")
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM access_role WHERE `+where+` AND (to_day IS NULL OR to_day >= ?)`, append(args, c.Day)...)
}

func (s *Service) follow(ctx context.Context, tx *db.Tx, c org.Change) error {
	for _, u := range c.Closed {
		if _, err := tx.Exec(ctx, `UPDATE access_role SET to_day = ? WHERE unit = ? AND (to_day IS NULL OR to_day >= ?)`,
			c.Day.AddDays(-1), u.ID, c.Day); err != nil {
			return err
		}
	}
	return c.Repath(ctx, tx, "access_role")
}
