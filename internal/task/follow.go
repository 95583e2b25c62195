package task

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// Follower makes the tasks follow a reorganisation: paths change with their
// units, and open tasks of a unit that ends go where its work goes; a task that
// a person owns goes with that person.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "task", Count: countOpen, Follow: follow}
}

func countOpen(ctx context.Context, q db.Q, c org.Change) (int, error) {
	where, args := c.Touched().SQL("path")
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM task WHERE state = 'open' AND `+where, args...)
}

func follow(ctx context.Context, tx *db.Tx, c org.Change) error {
	for _, m := range c.Merged {
		if _, err := tx.Exec(ctx, `UPDATE task SET unit = ?, path = ?, rev = rev + 1 WHERE unit = ? AND state = 'open'`, m.Into.ID, m.Into.Path, m.From.ID); err != nil {
			return err
		}
	}
	if c.Split != nil {
		if err := followSplit(ctx, tx, *c.Split); err != nil {
			return err
		}
	}
	return c.Repath(ctx, tx, "task")
}

func followSplit(ctx context.Context, tx *db.Tx, d org.Division) error {
	for _, u := range d.Into {
		for person, to := range d.Assigned {
			if to != u.ID {
				continue
			}
			if _, err := tx.Exec(ctx, `UPDATE task SET unit = ?, path = ?, rev = rev + 1 WHERE unit = ? AND owner = ? AND state = 'open'`, u.ID, u.Path, d.From.ID, person); err != nil {
				return err
			}
		}
		if u.ID != d.Rest || d.Stays {
			continue
		}
		if _, err := tx.Exec(ctx, `UPDATE task SET unit = ?, path = ?, rev = rev + 1 WHERE unit = ? AND state = 'open'`, u.ID, u.Path, d.From.ID); err != nil {
			return err
		}
	}
	return nil
}
