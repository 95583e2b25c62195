package incoming

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// Follower makes papers follow a reorganisation: their paths change with their
// units, and what a unit that ends had still open goes with its work to the unit
// that takes over, under the number that it has in the register of the former. The
// registers stay where they were kept.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "incoming", Count: countOpen, Follow: follow}
}

func countOpen(ctx context.Context, q db.Q, c org.Change) (int, error) {
	where, args := c.Touched().SQL("path")
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM incoming WHERE state IN ('arrived', 'registered', 'working') AND `+where, args...)
}

func follow(ctx context.Context, tx *db.Tx, c org.Change) error {
	for _, m := range c.Merged {
		if err := carry(ctx, tx, m.From, m.Into); err != nil {
			return err
		}
	}
	if d := c.Split; d != nil && !d.Stays {
		for _, u := range d.Into {
			if u.ID != d.Rest {
				continue
			}
			if err := carry(ctx, tx, d.From, u); err != nil {
				return err
			}
		}
	}
	if err := c.Repath(ctx, tx, "incoming"); err != nil {
		return err
	}
	return c.Repath(ctx, tx, "incoming_book")
}

// carry gives the open papers of a unit to the one that takes over. The steps that
// were given to the unit as an office go with their tasks.
func carry(ctx context.Context, tx *db.Tx, from, into org.Unit) error {
	if _, err := tx.Exec(ctx, `UPDATE incoming SET unit = ?, path = ?, rev = rev + 1 WHERE unit = ? AND state IN ('arrived', 'registered', 'working')`,
		into.ID, into.Path, from.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE incoming_step SET office = ? WHERE office = ? AND task IN (SELECT id FROM v_task WHERE state = 'open')`, into.ID, from.ID)
	return err
}
