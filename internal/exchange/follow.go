package exchange

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// Follower makes what was exchanged follow a reorganisation: paths change with
// their units. A desk whose unit has ended sends and receives no more; the one that
// takes over gets a desk of its own, since others must learn its identifier.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "exchange", Count: countUnsettled, Follow: func(ctx context.Context, tx *db.Tx, c org.Change) error {
		for _, table := range []string{"exchange_desk", "exchange_peer", "exchange_out", "exchange_in"} {
			if err := c.Repath(ctx, tx, table); err != nil {
				return err
			}
		}
		return nil
	}}
}

func countUnsettled(ctx context.Context, q db.Q, c org.Change) (int, error) {
	where, args := c.Touched().SQL("path")
	out, err := db.Value[int](ctx, q, `SELECT COUNT(*) FROM exchange_out WHERE state IN ('waiting', 'failed') AND `+where, args...)
	if err != nil {
		return 0, err
	}
	in, err := db.Value[int](ctx, q, `SELECT COUNT(*) FROM exchange_in WHERE state = 'bad' AND `+where, args...)
	return out + in, err
}
