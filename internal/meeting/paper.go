package meeting

import (
	"context"
	"io"
	"strings"
	"time"

	"sotay/internal/filing"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Papers are the files that package filing keeps for a meeting: it stops secrets
// and has scans wait. A meeting adds who may read them and whether they came in time.

// Upload is a file from outside, not yet trusted.
type Upload struct {
	Name string
	Size int64
	Body io.ReaderAt
}

// AddPaper checks a file and puts it among the meeting's papers. A scan waits there,
// unseen, until somebody of the unit declares that it is not secret. A paper that
// comes later than the rule allows is taken and marked late.
func (s *Service) AddPaper(ctx context.Context, who authz.Actor, id ID, up Upload) (paper Paper, err error) {
	m, _, err := s.Head(ctx, who, id)
	if err == nil {
		err = who.May(Run, m.Path)
	}
	if err == nil {
		err = m.must(beforeClosing()...)
	}
	if err != nil {
		return paper, err
	}
	p, err := s.files.Look(ctx, who, filing.Upload{Unit: m.Unit, Path: m.Path, Right: Run, Name: up.Name, Size: up.Size, Body: up.Body})
	if err != nil {
		return paper, err
	}
	defer p.Drop(ctx)
	err = s.change(ctx, who, Run, id, beforeClosing(), func(tx *db.Tx, m Meeting) error {
		rules, err := s.rules.calendar(civil.In(m.StartsAt))
		if err != nil {
			return err
		}
		f, err := s.files.Take(ctx, tx, p, id.Subject())
		if err != nil {
			return err
		}
		paper = paperOf(f, rules.papersBy(m.StartsAt))
		return touch(ctx, tx, id)
	})
	return paper, err
}

// beforeClosing are the states in which papers come and go.
func beforeClosing() []State { return []State{Draft, Called, Opened, Ended} }

// RemovePaper takes a paper away; the audit log keeps that it was there.
func (s *Service) RemovePaper(ctx context.Context, who authz.Actor, id ID, paper string) error {
	return s.change(ctx, who, Run, id, beforeClosing(), func(tx *db.Tx, m Meeting) error {
		f, err := s.paper(ctx, tx, id, paper)
		if err != nil {
			return err
		}
		if err := s.files.Remove(ctx, tx, f); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
}

// paper finds one of the meeting's files.
func (s *Service) paper(ctx context.Context, q db.Q, id ID, paper string) (filing.File, error) {
	all, err := s.files.AllOfSubject(ctx, q, id.Subject())
	if err != nil {
		return filing.File{}, err
	}
	for _, f := range all {
		if string(f.ID) == paper {
			return f, nil
		}
	}
	return filing.File{}, fault.New(fault.NotFound, "meeting.paper_not_found")
}

// OpenPaper returns a paper that may be seen and its content, for the members of
// the unit; the caller closes it.
func (s *Service) OpenPaper(ctx context.Context, who authz.Actor, id ID, paper string) (filing.File, *filing.Content, error) {
	err := s.db.Read(ctx, func(q db.Q) error {
		if err := s.MayReadPapers(ctx, q, who, id.Subject()); err != nil {
			return err
		}
		_, err := s.paper(ctx, q, id, paper)
		return err
	})
	if err != nil {
		return filing.File{}, nil, err
	}
	return s.files.Open(ctx, who, filing.ID(paper))
}

// MayReadPapers is nil for who may read the papers of a meeting, the members of its
// unit: package filing asks it.
func (s *Service) MayReadPapers(ctx context.Context, q db.Q, who authz.Actor, subject string) error {
	m, err := get(ctx, q, idOf(subject))
	if err != nil {
		return err
	}
	if seen, err := sight(who, m); err != nil || seen >= Inside {
		return err
	}
	return fault.New(fault.NotFound, "meeting.paper_not_found")
}

// idOf is the meeting that a subject names.
func idOf(subject string) ID {
	id, _ := strings.CutPrefix(subject, subjectKind+":")
	return ID(id)
}

// papers are a meeting's, those too that wait.
func (s *Service) papers(ctx context.Context, q db.Q, m Meeting) ([]Paper, error) {
	all, err := s.files.AllOfSubject(ctx, q, m.ID.Subject())
	if err != nil || len(all) == 0 {
		return nil, err
	}
	rules, err := s.rules.calendar(civil.In(m.StartsAt))
	if err != nil {
		return nil, err
	}
	out := make([]Paper, len(all))
	for i, f := range all {
		out[i] = paperOf(f, rules.papersBy(m.StartsAt))
	}
	return out, nil
}

// paperOf is a file as a paper that members should have by an instant. They have a
// scan when it was declared not secret.
func paperOf(f filing.File, by time.Time) Paper {
	here := f.At
	if f.DeclaredAt.After(here) {
		here = f.DeclaredAt
	}
	return Paper{ID: string(f.ID), Name: f.Name, Media: f.Media, Size: f.Size, Waiting: f.State == filing.Waiting, At: f.At, By: f.By, Late: here.After(by)}
}

// hidden is what is shown of a paper that waits to who does not work on it: that
// there is one.
func (p Paper) hidden() Paper {
	if !p.Waiting {
		return p
	}
	return Paper{ID: p.ID, Waiting: true, At: p.At}
}

// Readable counts the papers that members can read.
func (f Full) Readable() (n int) {
	for _, p := range f.Papers {
		n += count(!p.Waiting)
	}
	return n
}

// OnPapers has fn called when who may read a meeting's papers, or what the meeting
// is called, may have changed. That a paper comes or goes package filing tells.
func (s *Service) OnPapers(fn func(ctx context.Context, tx *db.Tx, m Meeting) error) {
	s.called = append(s.called, fn)
}

func (s *Service) tellCalled(ctx context.Context, tx *db.Tx, m Meeting) error {
	for _, fn := range s.called {
		if err := fn(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// Of returns the meeting of a subject, for whoever keeps its papers in another form
// and has authorised it.
func (s *Service) Of(ctx context.Context, q db.Q, subject string) (Meeting, error) {
	return get(ctx, q, idOf(subject))
}
