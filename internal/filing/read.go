package filing

import (
	"context"
	"errors"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/extract"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/intake"
)

// The kinds of jobs that this feature leaves, with the bodies that they have.
const (
	ReadKind    = "filing.read"    // an [ID]: see [Service.Fulfil]
	DestroyKind = "filing.destroy" // a list of blob.Ref: see [Service.Destroy]
)

// Fulfil reads a scan by OCR and keeps what it says. A mark of secrecy that is read
// makes it suspect, and wait again if it was already declared harmless unread.
// progress is told how many pages are done, and may be nil.
func (s *Service) Fulfil(ctx context.Context, who authz.Actor, id ID, progress func(done, total int)) error {
	var f File
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		f, err = get(ctx, q, id)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return nil // removed or destroyed meanwhile
	}
	if err == nil {
		err = who.May(Reading, f.Path)
	}
	if err != nil {
		return err
	}
	body, err := s.content(ctx, f.ID, f.ref)
	if err != nil {
		return err
	}
	defer body.Close()
	res, err := extract.Text(ctx, s.tools(), extract.Source{ReaderAt: body, Size: body.Size()}, intake.Type(f.Kind), extract.Limits{}, progress)
	known, err := outcome(ctx, err)
	if err != nil {
		return err
	}
	text := strings.Join(res.Pages, "\f")
	ref := blob.Ref{}
	if strings.TrimSpace(text) != "" {
		if ref, err = keep(ctx, s.files, id, strings.NewReader(text)); err != nil {
			return err
		}
	}
	return s.learn(ctx, who, id, known, res, text, ref)
}

// outcome tells what will never be read from what may be tried again.
func outcome(ctx context.Context, err error) (Knowledge, error) {
	switch {
	case err == nil:
		return Read, nil
	case ctx.Err() != nil:
		return "", err
	case errors.Is(err, extract.ErrNoTool):
		return Lacking, nil
	case errors.Is(err, extract.ErrTimeout), errors.Is(err, extract.ErrUnreadable), errors.Is(err, extract.ErrPixels):
		return Failed, nil
	}
	return "", err
}

// learn writes down what was read.
func (s *Service) learn(ctx context.Context, who authz.Actor, id ID, known Knowledge, res extract.Result, text string, ref blob.Ref) error {
	var unused blob.Ref
	err := s.db.Write(ctx, who, func(tx *db.Tx) error {
		unused = ref
		f, err := get(ctx, tx, id)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := tx.Require(Reading, f.Path); err != nil {
			return err
		}
		if unused, f.text = f.text, ref; unused == ref {
			unused = blob.Ref{}
		}
		f.Reading, f.Suspect, f.Pages = known, marked(f.Name, res), max(f.Pages, len(res.Pages))
		if err := tx.Note(f.ID.Subject(), "read", map[string]any{"result": known, "pages": len(res.Pages)}); err != nil {
			return err
		}
		return s.learned(ctx, tx, f, text)
	})
	if err != nil {
		unused = ref
	}
	drop(ctx, s.files, unused)
	return err
}

// learned decides what becomes of a file now that its text is known.
func (s *Service) learned(ctx context.Context, tx *db.Tx, f File, text string) error {
	if f.State == Clear && f.Suspect != "" {
		f.State = Waiting
		if err := s.tellGone(ctx, tx, f); err != nil {
			return err
		}
	}
	if err := save(ctx, tx, f); err != nil {
		return err
	}
	if f.State == Waiting {
		return nil
	}
	return s.tellText(ctx, tx, f, text)
}

// Destroy removes the bytes of files that are no more, but for those that another
// file shares.
func (s *Service) Destroy(ctx context.Context, who authz.Actor, refs []blob.Ref) error {
	if err := who.May(Reading, "/"); err != nil {
		return err
	}
	named, err := s.named(ctx, refs)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if ref.SHA256 == "" || named[ref.SHA256] {
			continue
		}
		if err := s.files.Delete(ctx, ref); err != nil {
			return err
		}
	}
	return nil
}

// Reread orders the scans that were left unread for want of a program, if it is
// here by now.
func (s *Service) Reread(ctx context.Context, who authz.Actor) error {
	if len(s.tools().Missing()) > 0 {
		return nil
	}
	var all []File
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		all, err = lacking(ctx, q, "", 1000)
		return err
	})
	for _, f := range all {
		if err != nil {
			return err
		}
		err = s.db.Write(ctx, who, func(tx *db.Tx) error {
			if err := errors.Join(tx.Require(Reading, f.Path), tx.Note(f.ID.Subject(), "reread", nil)); err != nil {
				return err
			}
			if f.Job, err = order(ctx, tx, f.ID); err != nil {
				return err
			}
			f.Reading = Unread
			return save(ctx, tx, f)
		})
	}
	return err
}
