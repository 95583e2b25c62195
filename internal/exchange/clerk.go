package exchange

import (
	"context"
	"errors"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Retry takes a bad message again, as it came; with skip, without the files that
// cannot be taken.
func (s *Service) Retry(ctx context.Context, who authz.Actor, id InID, skip bool) (In, error) {
	i, d, err := s.badOne(ctx, who, id)
	if err != nil {
		return In{}, err
	}
	raw, err := s.place.Files.Get(ctx, i.file)
	if err != nil {
		return In{}, err
	}
	sp, err := spooled(raw)
	if err = errors.Join(err, raw.Close()); err != nil {
		return In{}, err
	}
	defer sp.Close()
	from := source{desk: d, way: i.Way, again: &i, skip: skip, right: Send}
	if i.Way == HTTP {
		if err := s.db.Read(ctx, func(q db.Q) error {
			p, err := peer(ctx, q, i.Peer)
			from.peer = &p
			return err
		}); err != nil {
			return In{}, err
		}
	}
	return s.receive(ctx, who, from, sp)
}

func (s *Service) badOne(ctx context.Context, who authz.Actor, id InID) (i In, d Desk, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if i, err = in(ctx, q, id); err != nil {
			return err
		}
		if err := who.May(Send, i.Path); err != nil {
			return err
		}
		if i.State != Bad {
			return fault.New(fault.Conflict, "exchange.not_bad")
		}
		d, err = desk(ctx, q, i.Unit)
		return err
	})
	return i, d, err
}

// Discard gives up a bad message; its bytes are removed, and that it came is kept.
func (s *Service) Discard(ctx context.Context, who authz.Actor, id InID) error {
	i, _, err := s.badOne(ctx, who, id)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		now, err := in(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Send, now.Path); err != nil {
			return err
		}
		if now.State != Bad {
			return fault.New(fault.Conflict, "exchange.not_bad")
		}
		now.State, now.file = Dropped, blob.Ref{}
		if err := tx.Note(id.Subject(), "discard", now.Reason); err != nil {
			return err
		}
		return saveIn(ctx, tx, now)
	})
	if err != nil || i.file == (blob.Ref{}) {
		return err
	}
	return s.place.Files.Delete(ctx, i.file)
}
