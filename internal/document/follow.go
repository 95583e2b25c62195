package document

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// Follower makes papers follow a reorganisation: their paths change with their
// units. What a unit wrote and numbered stays its own, also after it has ended; a
// paper that is still on its way must be finished or dropped before that.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "document", Count: countUnfinished, Follow: func(ctx context.Context, tx *db.Tx, c org.Change) error {
		if err := c.Repath(ctx, tx, "document"); err != nil {
			return err
		}
		return c.Repath(ctx, tx, "document_series")
	}}
}

func countUnfinished(ctx context.Context, q db.Q, c org.Change) (int, error) {
	where, args := c.Touched().SQL("path")
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM document WHERE state IN ('draft', 'submitted', 'approved', 'numbered') AND `+where, args...)
}
