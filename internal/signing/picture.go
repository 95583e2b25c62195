package signing

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Picture is what is seen of a signature: the red seal of an office, or how a person
// signs by hand. It proves nothing; the signature it stands on does.
type Picture struct {
	ID          string // changes with the picture and its size; "" where there is none
	PNG         []byte
	Width       int // pixels
	Height      int
	Millimetres int // how wide the seal is in truth; 0 of a hand
	Made        time.Time
	By          string
}

// Picture returns the picture of the actor, or of an office whose key he keeps; an
// empty one where there is none.
func (s *Service) Picture(ctx context.Context, who authz.Actor, o Owner) (p Picture, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if err := readOwner(ctx, q, who, &o); err != nil {
			return err
		}
		p, err = pictureOf(ctx, q, o)
		return err
	})
	return p, err
}

// SetPicture keeps a PNG as the owner's picture in the place of an older one; of an
// office with the width of its seal, 0 for the usual one. What is kept is drawn anew
// from what the file shows: nothing else of it stays.
func (s *Service) SetPicture(ctx context.Context, who authz.Actor, o Owner, file []byte, millimetres int) error {
	r, err := s.rules.picture(civil.In(s.db.Now()))
	if err != nil {
		return err
	}
	if o.Unit == 0 {
		millimetres = 0
	} else if millimetres, err = r.Seal.width(millimetres); err != nil {
		return err
	}
	p, err := s.drawn(ctx, r, file, o.Unit != 0)
	if err != nil {
		return err
	}
	p.Millimetres = millimetres
	return s.writeOwner(ctx, who, o, func(tx *db.Tx) error {
		p.ID = p.name(o, tx.Now)
		if err := tx.Note(pictureSubject(o), "picture", map[string]any{"id": p.ID, "millimetres": millimetres}); err != nil {
			return err
		}
		if _, err := dropPicture(ctx, tx, o); err != nil {
			return err
		}
		return keepPicture(ctx, tx, o, p)
	})
}

// RemovePicture forgets the owner's picture. Papers that bear it keep it.
func (s *Service) RemovePicture(ctx context.Context, who authz.Actor, o Owner) error {
	return s.writeOwner(ctx, who, o, func(tx *db.Tx) error {
		if err := tx.Note(pictureSubject(o), "picture-remove", nil); err != nil {
			return err
		}
		n, err := dropPicture(ctx, tx, o)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "signing.picture_none")
		}
		return err
	})
}

// drawn judges a file while few others are judged.
func (s *Service) drawn(ctx context.Context, r pictureRules, file []byte, seal bool) (Picture, error) {
	select {
	case s.checks <- struct{}{}:
		defer func() { <-s.checks }()
	case <-ctx.Done():
		return Picture{}, fault.New(fault.Busy, "signing.busy").Because(ctx.Err())
	}
	return r.drawn(file, seal)
}

// name is a picture's own, so that it can be told whether a signature that was begun
// with one can still be finished with it.
func (p Picture) name(o Owner, now time.Time) string {
	h := sha256.New()
	h.Write([]byte(pictureSubject(o) + "\x00" + now.UTC().Format(time.RFC3339Nano) + "\x00"))
	h.Write(p.PNG)
	return hex.EncodeToString(h.Sum(nil))
}

// pictureSubject is whose picture it is, in the audit log.
func pictureSubject(o Owner) string {
	if o.Unit != 0 {
		return fmt.Sprint("unit:", o.Unit)
	}
	return "account:" + o.Account
}

func pictureOf(ctx context.Context, q db.Q, o Owner) (Picture, error) {
	where, owner := o.column()
	all, err := db.All(ctx, q, func(p *Picture) []any {
		return []any{&p.ID, (*octets)(&p.PNG), &p.Width, &p.Height, &p.Millimetres, db.Time(&p.Made), &p.By}
	}, `SELECT id, png, wide, high, millimetres, made_at, made_by FROM signing_picture WHERE `+where+` = ?`, owner)
	if err != nil || len(all) == 0 {
		return Picture{}, err
	}
	return all[0], nil
}

func keepPicture(ctx context.Context, tx *db.Tx, o Owner, p Picture) error {
	column, owner := o.column()
	_, err := tx.Exec(ctx, `INSERT INTO signing_picture (id, `+column+`, png, wide, high, millimetres, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		p.ID, owner, base64.StdEncoding.EncodeToString(p.PNG), p.Width, p.Height, p.Millimetres, db.Time(&tx.Now), tx.Who.Name)
	return err
}

func dropPicture(ctx context.Context, tx *db.Tx, o Owner) (int64, error) {
	column, owner := o.column()
	return tx.Exec(ctx, `DELETE FROM signing_picture WHERE `+column+` = ?`, owner)
}

// column is where an owner stands in the table, and as what.
func (o Owner) column() (string, any) {
	if o.Unit != 0 {
		return "unit", o.Unit
	}
	return "account", o.Account
}
