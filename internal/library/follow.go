package library

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

// Follower makes the library follow a reorganisation: a paper's signs name the
// units above it, so those of subtrees that hang elsewhere are written anew. What
// was sent to units that end is told by package publication.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "library",
		Count: func(context.Context, db.Q, org.Change) (int, error) { return 0, nil },
		Follow: func(ctx context.Context, tx *db.Tx, c org.Change) error {
			if err := c.Repath(ctx, tx, "library_entry"); err != nil {
				return err
			}
			for _, r := range c.Repathed {
				if err := s.resign(ctx, tx, r.New); err != nil {
					return err
				}
			}
			return nil
		}}
}

const batch = 200

func (s *Service) resign(ctx context.Context, tx *db.Tx, top authz.Path) error {
	for after := int64(0); ; {
		some, err := below(ctx, tx, top, after, batch)
		if err != nil || len(some) == 0 {
			return err
		}
		for _, e := range some {
			if err := s.sign(ctx, tx, e); err != nil {
				return err
			}
			after = e.id
		}
	}
}
