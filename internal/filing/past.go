package filing

import (
	"context"
	"errors"
	"io"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/intake"
)

// Lay puts a file of the past into the file store, whose sender answers for it: it
// is not looked through for marks of secrecy. What it returns may be restored for
// many subjects, which then share its bytes.
func (s *Service) Lay(ctx context.Context, who authz.Actor, up Upload) (File, error) {
	if err := who.May(up.Right, up.Path); err != nil {
		return File{}, err
	}
	info, err := intake.Check(up.Body, up.Size, up.Name, intake.DefaultLimits())
	if err != nil {
		return File{}, Refusal(err)
	}
	f := File{ID: ID(ids.New("fl", s.db.Now())), Name: info.Name, Kind: string(info.Type), Media: info.MediaType, Size: up.Size, Pages: info.Pages, State: Clear, Reading: Read}
	return s.lay(ctx, f, io.NewSectionReader(up.Body, 0, up.Size))
}

// Restored is a file of the past for one subject.
type Restored struct {
	File       // as [Service.Lay] returned it, with By and At
	ID      ID // its own
	Subject string
	Unit    org.ID
	Path    authz.Path
}

// Restore brings in files of the past, for moving in. The caller has required the
// right at each place and notes what he does it for; nobody is told what they say.
func (s *Service) Restore(ctx context.Context, tx *db.Tx, all []Restored) error {
	rows := make([][]any, len(all))
	for i, r := range all {
		f := r.File
		f.ID, f.Subject, f.Unit, f.Path = r.ID, r.Subject, r.Unit, r.Path
		rows[i] = f.row()
	}
	return tx.Insert(ctx, insertFile, rows)
}

const carryBatch = 100

// Carry brings the bytes of files whose rows a migration took over from other
// features out of the place where those kept them, and orders that they be read,
// for they were never searched. It is done before the program answers, may be
// killed and begun again, and costs one question once all is here.
func (s *Service) Carry(ctx context.Context, who authz.Actor, from *blob.Store) error {
	for after := ""; ; {
		var some []File
		err := s.db.Read(ctx, func(q db.Q) (err error) {
			some, err = carried(ctx, q, after, carryBatch)
			return err
		})
		if err != nil || len(some) == 0 {
			return err
		}
		for _, f := range some {
			if err := s.carry(ctx, who, f, from); err != nil {
				return err
			}
			after = f.ref.SHA256
		}
	}
}

// carry brings over one content, which several files may share.
func (s *Service) carry(ctx context.Context, who authz.Actor, f File, from *blob.Store) error {
	known, ref := Unread, f.ref
	body, err := from.Get(ctx, f.ref)
	switch {
	case errors.Is(err, blob.ErrNotFound), errors.Is(err, blob.ErrDamaged):
		known = Failed // it was lost before; the program starts all the same
	case err != nil:
		return err
	default:
		ref, err = keep(ctx, s.files, f.ID, body)
		if err = errors.Join(err, body.Close()); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(Reading, "/"); err != nil {
			return err
		}
		if err := tx.Note("file:carried", "carry", map[string]any{"hash": f.ref.SHA256}); err != nil {
			return err
		}
		all, err := carriedAs(ctx, tx, f.ref.SHA256)
		for _, f := range all {
			if err != nil {
				return err
			}
			if f.ref, f.Reading = ref, known; known == Unread {
				f.Job, err = order(ctx, tx, f.ID)
			}
			if err == nil {
				err = saveContent(ctx, tx, f)
			}
		}
		return err
	})
}
