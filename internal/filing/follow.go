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
		if err := carry(ctx, tx, m.From.ID, m.Into); err != nil {
			return err
		}
	}
	if d := c.Split; d != nil && !d.Stays {
		for _, u := range d.Into {
			if u.ID == d.Rest {
				return carry(ctx, tx, d.From.ID, u)
			}
		}
	}
	return nil
}

func carry(ctx context.Context, tx *db.Tx, from org.ID, into org.Unit) error {
	_, err := tx.Exec(ctx, `UPDATE filing_file SET unit = ?, path = ? WHERE unit = ? AND state = 'waiting'`, into.ID, into.Path, from)
	return err
}

// Move puts the files of a subject at the unit to which the subject itself went,
// within that change: who answers for scans there gives the word on them.
func (s *Service) Move(ctx context.Context, tx *db.Tx, subject string, into org.Unit) error {
	_, err := tx.Exec(ctx, `UPDATE filing_file SET unit = ?, path = ? WHERE subject = ?`, into.ID, into.Path, subject)
	return err
}
