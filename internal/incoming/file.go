package incoming

import (
	"context"
	"io"
	"slices"

	"sotay/internal/filing"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/task"
)

// take makes parcels files of the paper.
func (s *Service) take(ctx context.Context, tx *db.Tx, id ID, all []*filing.Parcel) error {
	for _, p := range all {
		if _, err := s.files.Take(ctx, tx, p, id.Subject()); err != nil {
			return err
		}
	}
	return nil
}

// Files returns the files of a paper that the actor may read; who works at its office
// also sees those that wait to be declared not secret.
func (s *Service) Files(ctx context.Context, q db.Q, who authz.Actor, p Paper) ([]filing.File, error) {
	if who.Can(See, p.Path) {
		return s.files.AllOfSubject(ctx, q, p.ID.Subject())
	}
	return s.files.OfSubject(ctx, q, p.ID.Subject())
}

// MayRead is nil for who may read the paper of a subject: package filing asks it.
func (s *Service) MayRead(ctx context.Context, q db.Q, who authz.Actor, subject string) error {
	p, all, err := s.bySubject(ctx, q, subject)
	if err != nil {
		return err
	}
	return mayRead(who, Full{Paper: p, Steps: all})
}

// Place says by which right, and where, the actor may add files to a paper: its
// clerks at their office, who works on it at home.
func (s *Service) Place(ctx context.Context, who authz.Actor, id ID) (up filing.Upload, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		p, all, err := s.bySubject(ctx, q, id.Subject())
		if err != nil {
			return err
		}
		if err := mayRead(who, Full{Paper: p, Steps: all}); err != nil {
			return err
		}
		up, err = s.place(ctx, q, who, p, all)
		return err
	})
	return up, err
}

func (s *Service) place(ctx context.Context, q db.Q, who authz.Actor, p Paper, all []Step) (filing.Upload, error) {
	if who.Can(Register, p.Path) {
		return filing.Upload{Unit: p.Unit, Path: p.Path, Right: Register}, nil
	}
	for _, x := range all {
		if x.State != task.Open {
			continue
		}
		if x.Office != 0 && who.Can(Register, x.Path) {
			return filing.Upload{Unit: x.Office, Path: x.Path, Right: Register}, nil
		}
		if x.Owner != "" && string(x.Owner) == who.Member {
			home, err := s.units.ByPath(ctx, q, who.Home)
			return filing.Upload{Unit: home.ID, Path: who.Home, Right: task.Own}, err
		}
	}
	return filing.Upload{}, fault.New(fault.Forbidden, "access.forbidden", string(Register))
}

// RemoveFile takes a file away from a paper, for its clerk.
func (s *Service) RemoveFile(ctx context.Context, who authz.Actor, id ID, file filing.ID) error {
	return s.change(ctx, who, Register, id, 0, []State{Arrived, Registered, Working}, func(tx *db.Tx, p Paper) (Paper, error) {
		all, err := s.files.AllOfSubject(ctx, tx, id.Subject())
		if err != nil {
			return p, err
		}
		i := slices.IndexFunc(all, func(f filing.File) bool { return f.ID == file })
		if i < 0 {
			return p, fault.New(fault.NotFound, "filing.not_found")
		}
		if err := s.files.Remove(ctx, tx, all[i]); err != nil {
			return p, err
		}
		return p, record(ctx, tx, id, "unfile", "", map[string]any{"file": file})
	})
}

// Look checks the files of a paper that is to be registered at a unit, as
// [Service.Enter] takes them; the caller drops the parcels when done.
func (s *Service) Look(ctx context.Context, who authz.Actor, unit org.ID, name string, size int64, body io.ReaderAt) (p *filing.Parcel, err error) {
	var u org.Unit
	err = s.db.Read(ctx, func(q db.Q) (err error) {
		u, err = s.units.Get(ctx, q, unit)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.files.Look(ctx, who, filing.Upload{Unit: u.ID, Path: u.Path, Right: Register, Name: name, Size: size, Body: body})
}

// AddFile keeps a file with a paper: the paper itself, or what came of it. The
// upload's unit, path and right are those of [Service.Place].
func (s *Service) AddFile(ctx context.Context, who authz.Actor, id ID, up filing.Upload) error {
	parcel, err := s.files.Look(ctx, who, up)
	if err != nil {
		return err
	}
	defer parcel.Drop(ctx)
	return s.db.Intake(ctx, who, func(tx *db.Tx) error {
		p, all, err := s.held(ctx, tx, id)
		if err != nil {
			return err
		}
		at, err := s.place(ctx, tx, who, p, all)
		if err != nil {
			return err
		}
		if err := tx.Require(at.Right, at.Path); err != nil {
			return err
		}
		if err := p.ready(0, Arrived, Registered, Working, Done); err != nil {
			return err
		}
		if err := s.take(ctx, tx, id, []*filing.Parcel{parcel}); err != nil {
			return err
		}
		if err := record(ctx, tx, id, "file", "", map[string]any{"file": parcel.ID}); err != nil {
			return err
		}
		return s.keep(ctx, tx, p)
	})
}
