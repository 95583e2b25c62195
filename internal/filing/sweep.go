package filing

import (
	"context"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
)

// A parcel lives as long as the request that brought it: minutes. One that is older
// than parcelLife is not taken any more, and bytes that no file names are swept when
// they are twice as old, after a day: a sweep can then never meet bytes that are just
// being taken, though clocks of several machines may differ by hours.
const parcelLife = 12 * time.Hour

const sweepBatch = 500

// Sweep removes the bytes that no file names: of parcels whose taker crashed, and
// of removals that failed. It returns how many it removed.
func (s *Service) Sweep(ctx context.Context, who authz.Actor) (swept int, err error) {
	if err := who.May(Reading, "/"); err != nil {
		return 0, err
	}
	before := s.db.Now().Add(-2 * s.life)
	if _, err := s.files.Sweep(ctx, before); err != nil {
		return 0, err
	}
	var some []blob.Ref
	for ref, err := range s.files.Old(ctx, before) {
		if err != nil {
			return swept, err
		}
		if some = append(some, ref); len(some) == sweepBatch {
			n, err := s.sweep(ctx, some)
			if swept += n; err != nil {
				return swept, err
			}
			some = some[:0]
		}
	}
	n, err := s.sweep(ctx, some)
	return swept + n, err
}

// sweep removes those of old contents that no file names.
func (s *Service) sweep(ctx context.Context, refs []blob.Ref) (swept int, err error) {
	named, err := s.named(ctx, refs)
	for _, ref := range refs {
		if err == nil && !named[ref.SHA256] {
			err = s.files.Delete(ctx, ref)
			swept++
		}
	}
	return swept, err
}

// named says which contents belong to a file, as itself or as what it says.
func (s *Service) named(ctx context.Context, refs []blob.Ref) (named map[string]bool, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		named, err = namedOf(ctx, q, refs)
		return err
	})
	return named, err
}
