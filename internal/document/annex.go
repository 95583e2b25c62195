package document

import (
	"context"
	"io"
	"strings"

	"sotay/internal/filing"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/paper"
)

// Attach adds a file to a draft as its annex. From the submission on annexes are
// frozen with the text.
func (s *Service) Attach(ctx context.Context, who authz.Actor, id ID, name string, size int64, body io.ReaderAt) error {
	f, err := s.See(ctx, who, id)
	if err == nil {
		err = who.May(Draft, f.Path)
	}
	if err == nil {
		err = f.must(Drafting)
	}
	if err != nil {
		return err
	}
	p, err := s.annexed.Look(ctx, who, filing.Upload{Unit: f.Unit, Path: f.Path, Right: Draft, Name: name, Size: size, Body: body})
	if err != nil {
		return err
	}
	defer p.Drop(ctx)
	return s.change(ctx, who, Draft, id, 0, []State{Drafting}, func(tx *db.Tx, d Document) error {
		if _, err := s.annexed.Take(ctx, tx, p, id.Subject()); err != nil {
			return err
		}
		return save(ctx, tx, d)
	})
}

// Detach takes an annex away from a draft.
func (s *Service) Detach(ctx context.Context, who authz.Actor, id ID, file filing.ID) error {
	return s.change(ctx, who, Draft, id, 0, []State{Drafting}, func(tx *db.Tx, d Document) error {
		all, err := s.annexed.AllOfSubject(ctx, tx, id.Subject())
		if err != nil {
			return err
		}
		for _, f := range all {
			if f.ID == file {
				if err := s.annexed.Remove(ctx, tx, f); err != nil {
					return err
				}
				return save(ctx, tx, d)
			}
		}
		return fault.New(fault.NotFound, "filing.not_found")
	})
}

// annexes are the files of a paper: for its office those too that still wait.
func (s *Service) annexes(ctx context.Context, q db.Q, id ID, inside bool) ([]filing.File, error) {
	if inside {
		return s.annexed.AllOfSubject(ctx, q, id.Subject())
	}
	return s.annexed.OfSubject(ctx, q, id.Subject())
}

// settled refuses to go on with a paper while an annex waits for declaration: who
// agrees to it must be able to read all of it.
func (s *Service) settled(ctx context.Context, q db.Q, id ID) error {
	all, err := s.annexed.AllOfSubject(ctx, q, id.Subject())
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.State == filing.Waiting {
			return fault.New(fault.Conflict, "filing.waiting", f.Name)
		}
	}
	return nil
}

// Readable is nil for who may read a paper, and so its annexes.
func (s *Service) Readable(ctx context.Context, q db.Q, who authz.Actor, subject string) error {
	id, _ := strings.CutPrefix(subject, "document:")
	_, err := s.see(ctx, q, who, ID(id))
	return err
}

// annexList is how a paper names its annexes, at the end of its text.
func annexList(all []filing.File) []paper.Block {
	if len(all) == 0 {
		return nil
	}
	return paper.Blocks("**Phụ lục kèm theo:**\n- " + strings.Join(annexNames(all), "\n- "))
}

// annexHashes are what annexes hold, so that the log tells whether one was changed.
func annexHashes(all []filing.File) []string {
	out := make([]string, len(all))
	for i, f := range all {
		out[i] = f.SHA256
	}
	return out
}

// annexNames are the names of annexes without their endings.
func annexNames(all []filing.File) (names []string) {
	for _, f := range all {
		names = append(names, strings.TrimSuffix(f.Name, "."+f.Kind))
	}
	return names
}
