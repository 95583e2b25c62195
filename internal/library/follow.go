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

// resign writes the signs of the papers anew that stand in a subtree, or are read
// by an office there.
func (s *Service) resign(ctx context.Context, tx *db.Tx, top authz.Path) error {
	inside := func(after int64) ([]Entry, error) { return below(ctx, tx, top, after, batch) }
	if err := s.signAll(ctx, tx, inside, nil); err != nil {
		return err
	}
	beside := func(after int64) ([]Entry, error) { return shared(ctx, tx, after, batch) }
	return s.signAll(ctx, tx, beside, func(e Entry) (bool, error) {
		offices, err := s.units.Cards(ctx, tx, e.Offices)
		for _, u := range offices {
			if u.Path.Within(top) {
				return true, err
			}
		}
		return false, err
	})
}

func (s *Service) signAll(ctx context.Context, tx *db.Tx, next func(after int64) ([]Entry, error), which func(Entry) (bool, error)) error {
	for after := int64(0); ; {
		some, err := next(after)
		if err != nil || len(some) == 0 {
			return err
		}
		for _, e := range some {
			after = e.id
			if which != nil {
				ok, err := which(e)
				if err != nil {
					return err
				}
				if !ok {
					continue
				}
			}
			if err := s.sign(ctx, tx, e); err != nil {
				return err
			}
		}
	}
}
