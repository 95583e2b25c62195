package incoming

import (
	"context"

	"sotay/internal/filing"
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

// AddFile keeps a file with a paper: the paper itself, or what came of it. The
// upload's unit, path and right are those of [Service.Place].
func (s *Service) AddFile(ctx context.Context, who authz.Actor, id ID, up filing.Upload) error {
	parcel, err := s.files.Look(ctx, who, up)
	if err != nil {
		return err
	}
	defer parcel.Drop(ctx)
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
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
