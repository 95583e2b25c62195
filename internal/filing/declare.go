package filing

import (
	"context"
	"fmt"
	"io"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/extract"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/intake"
	"sotay/internal/platform/jobs"
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
			return fault.New(fault.Invalid, "filing.unsure", f.Suspect).Field("sure", "filing.unsure_tick")
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
	if err := tx.Note(f.ID.Subject(), "declare", map[string]any{"suspect": f.Suspect, "hash": f.SHA256}); err != nil {
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

// Glimpse draws the first page of a scan for who may declare it, as a JPEG.
func (s *Service) Glimpse(ctx context.Context, who authz.Actor, id ID, w io.Writer) error {
	f, err := s.See(ctx, who, id)
	if err != nil {
		return err
	}
	if err := who.May(Declare, f.Path); err != nil {
		return fault.New(fault.NotFound, "filing.not_found").Because(err)
	}
	c, err := s.content(ctx, f.ID, f.ref)
	if err != nil {
		return err
	}
	defer c.Close()
	err = extract.Glimpse(ctx, s.tools(), extract.Source{ReaderAt: c, Size: c.Size()}, intake.Type(f.Kind), extract.Limits{}, w)
	if _, tired := outcome(ctx, err); err != nil && tired == nil {
		return fault.New(fault.NotFound, "filing.no_image").Because(err)
	}
	return err
}

// Progress is how far the reading of a scan is: pages done of all, 0 of 0 while unknown.
func (s *Service) Progress(ctx context.Context, q db.Q, f File) (done, total int, err error) {
	if f.Reading != Unread || f.Job == "" {
		return 0, 0, nil
	}
	i, err := jobs.Status(ctx, q, jobs.ID(f.Job))
	if fault.Is(err, fault.NotFound) {
		return 0, 0, nil
	}
	return i.Done, i.Total, err
}
