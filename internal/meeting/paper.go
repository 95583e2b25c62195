package meeting

import (
	"context"
	"io"

	"sotay/internal/filing"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/intake"
)

const maxPapers = 50

// Upload is a file from outside, not yet trusted.
type Upload struct {
	Name string
	Size int64
	Body interface {
		io.Reader
		io.ReaderAt
		io.Seeker
	}
}

// AddPaper checks a file and puts it among the meeting's papers. A paper that
// comes later than the rule allows is taken and marked late.
func (s *Service) AddPaper(ctx context.Context, who authz.Actor, id ID, up Upload) (paper Paper, err error) {
	m, _, err := s.Head(ctx, who, id)
	if err == nil {
		err = who.May(Run, m.Path)
	}
	if err != nil {
		return paper, err
	}
	info, err := intake.Check(up.Body, up.Size, up.Name, intake.DefaultLimits())
	if err != nil {
		return paper, refused(err)
	}
	if err := s.gate.Clean(ctx, who, filing.Upload{Unit: m.Unit, Path: m.Path, Right: Run, Name: up.Name, Size: up.Size, Body: up.Body}); err != nil {
		return paper, err
	}
	if _, err := up.Body.Seek(0, io.SeekStart); err != nil {
		return paper, err
	}
	ref, err := s.files.Put(ctx, up.Body) // by content: a file that no row names is swept later
	if err != nil {
		return paper, err
	}
	err = s.change(ctx, who, Run, id, []State{Draft, Called, Opened, Ended}, func(tx *db.Tx, m Meeting) error {
		paper, err = s.filePaper(ctx, tx, m, info, ref)
		return err
	})
	return paper, err
}

func (s *Service) filePaper(ctx context.Context, tx *db.Tx, m Meeting, info intake.Info, ref blob.Ref) (Paper, error) {
	rules, err := s.rules.calendar(civil.In(m.StartsAt))
	if err != nil {
		return Paper{}, err
	}
	has, err := papers(ctx, tx, m.ID)
	if err != nil {
		return Paper{}, err
	}
	if len(has) >= maxPapers {
		return Paper{}, fault.New(fault.Conflict, "meeting.papers_many", maxPapers)
	}
	p := Paper{ID: ids.New("pp", tx.Now), Name: info.Name, Media: info.MediaType, Size: ref.Size, Ref: ref.SHA256,
		At: tx.Now, By: tx.Who.Name, Late: tx.Now.After(rules.papersBy(m.StartsAt))}
	if err := tx.Note(m.ID.Subject(), "paper", map[string]any{"name": p.Name, "hash": p.Ref, "late": p.Late}); err != nil {
		return p, err
	}
	if err := insertPaper(ctx, tx, m.ID, p); err != nil {
		return p, err
	}
	return p, touch(ctx, tx, m.ID)
}

// RemovePaper takes a paper off the list; the audit log keeps that it was there.
func (s *Service) RemovePaper(ctx context.Context, who authz.Actor, id ID, paper string) error {
	return s.change(ctx, who, Run, id, []State{Draft, Called, Opened, Ended}, func(tx *db.Tx, m Meeting) error {
		if err := tx.Note(id.Subject(), "unpaper", paper); err != nil {
			return err
		}
		n, err := removePaper(ctx, tx, id, paper)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "meeting.paper_not_found")
		}
		return touch(ctx, tx, id)
	})
}

// OpenPaper returns a paper and its content, for the members of the unit.
func (s *Service) OpenPaper(ctx context.Context, who authz.Actor, id ID, paper string) (Paper, io.ReadSeekCloser, error) {
	f, _, err := s.See(ctx, who, id)
	if err != nil {
		return Paper{}, nil, err
	}
	for _, p := range f.Papers {
		if p.ID == paper {
			body, err := s.files.Get(ctx, blob.Ref{SHA256: p.Ref, Size: p.Size})
			return p, body, err
		}
	}
	return Paper{}, nil, fault.New(fault.NotFound, "meeting.paper_not_found")
}
