package filing

import (
	"context"
	"fmt"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Verdict is what somebody declares of a scan.
type Verdict string

// The verdicts.
const (
	NotSecret Verdict = "not_secret"
	IsSecret  Verdict = "secret"
)

// Waiting returns the scans that wait for the actor's word, the oldest first, after
// the given one ("" for the first).
func (s *Service) Waiting(ctx context.Context, who authz.Actor, after ID, limit int) (out []File, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = waiting(ctx, q, who.Scope(Declare), after, limit)
		return err
	})
	return out, err
}

// Declare is the word on a scan. One that is not secret may be seen from now on;
// one that is secret is destroyed, and only a line that counts it remains. sure is
// asked for where a mark of secrecy was read on it.
func (s *Service) Declare(ctx context.Context, who authz.Actor, id ID, v Verdict, sure bool) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		f, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Declare, f.Path); err != nil {
			return fault.New(fault.NotFound, "filing.not_found").Because(err)
		}
		switch {
		case f.State != Waiting:
			return fault.New(fault.Conflict, "filing.declared")
		case v == IsSecret:
			return s.destroy(ctx, tx, f)
		case v == NotSecret && f.Suspect != "" && !sure:
			return fault.New(fault.Invalid, "filing.unsure", f.Suspect).Field("sure", "filing.unsure")
		case v == NotSecret:
			return s.release(ctx, tx, f)
		}
		return fault.New(fault.Invalid, "filing.refused")
	})
}

// destroy leaves of a secret nothing but a line that counts it.
func (s *Service) destroy(ctx context.Context, tx *db.Tx, f File) error {
	if err := tx.Note(fmt.Sprintf("unit:%d", f.Unit), "destroy_secret", nil); err != nil {
		return err
	}
	return s.end(ctx, tx, f)
}

func (s *Service) release(ctx context.Context, tx *db.Tx, f File) error {
	f.State, f.DeclaredBy, f.DeclaredAt = Clear, tx.Who.Name, tx.Now
	if err := tx.Note(f.ID.Subject(), "declare", map[string]any{"suspect": f.Suspect}); err != nil {
		return err
	}
	if err := save(ctx, tx, f); err != nil {
		return err
	}
	if f.Reading == Unread {
		return nil // its reader tells
	}
	text, err := s.textOf(ctx, f)
	if err != nil {
		return err
	}
	return s.tellText(ctx, tx, f, text)
}
