package filing

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// Follower makes files follow a reorganisation: their paths change with their
// units, and what still waits at a unit that ends waits at the one that takes over.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "filing", Count: countWaiting, Follow: follow}
}

func countWaiting(ctx context.Context, q db.Q, c org.Change) (int, error) {
	where, args := c.Touched().SQL("path")
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM filing_file WHERE state = 'waiting' AND `+where, args...)
}

func follow(ctx context.Context, tx *db.Tx, c org.Change) error {
	if err := c.Repath(ctx, tx, "filing_file"); err != nil {
		return err
	}
	for _, m := range c.Merged {
		if _, err := tx.Exec(ctx, `UPDATE filing_file SET unit = ?, path = ? WHERE unit = ? AND state = 'waiting'`, m.Into.ID, m.Into.Path, m.From.ID); err != nil {
			return err
		}
	}
	return nil
}
