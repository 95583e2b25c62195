package signing

import (
	"context"
	"errors"
	"strings"
	"time"

	"sotay/internal/access"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/pki"
)

// authority is the trial authority; nil where none was made.
func (s *Service) authority() (*pki.Authority, error) {
	s.making.Lock()
	defer s.making.Unlock()
	if s.opened != nil {
		return s.opened, nil
	}
	a, err := pki.Open(s.folder)
	if errors.Is(err, pki.ErrNoAuthority) {
		return nil, nil
	}
	if err == nil {
		s.opened = a
	}
	return a, err
}

// CreateAuthority makes the installation's authority for trials and believes its
// root. Asked again it only believes the one that is there.
func (s *Service) CreateAuthority(ctx context.Context, who authz.Actor, organisation string) error {
	if err := who.May(Manage, access.Everywhere); err != nil {
		return err
	}
	organisation = strings.Join(strings.Fields(organisation), " ")
	if n := len([]rune(organisation)); n == 0 || n > 60 {
		return fault.New(fault.Invalid, "signing.invalid").Field("organisation", "signing.organisation_missing")
	}
	a, err := s.authority()
	if err != nil {
		return err
	}
	if a == nil {
		if _, err := pki.Create(s.folder, organisation, s.db.Now()); err != nil && !errors.Is(err, pki.ErrExists) {
			return err
		}
		if a, err = s.authority(); err != nil {
			return err
		}
	}
	return s.manage(ctx, who, func(tx *db.Tx) error {
		root := entryOf(a.Root())
		if err := tx.Note(trustSubject(root.ID), "authority", map[string]string{"name": root.Subject}); err != nil {
			return err
		}
		_, err := addTrusted(ctx, tx, root)
		return err
	})
}

// RootFile is the certificate of the trial authority, DER, for who believes it elsewhere.
func (s *Service) RootFile(ctx context.Context, who authz.Actor) ([]byte, error) {
	if err := who.May(Manage, access.Everywhere); err != nil {
		return nil, err
	}
	a, err := s.authority()
	if err == nil && a == nil {
		err = fault.New(fault.NotFound, "signing.no_authority")
	}
	if err != nil {
		return nil, err
	}
	return a.Root().Raw, nil
}

// manage writes what concerns the whole installation.
func (s *Service) manage(ctx context.Context, who authz.Actor, fn func(*db.Tx) error) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(Manage, access.Everywhere); err != nil {
			return err
		}
		return fn(tx)
	})
}

// OfferTo grants a trial certificate to the account with a login. Its owner makes
// the key, under a PIN that nobody else knows: see Accept.
func (s *Service) OfferTo(ctx context.Context, who authz.Actor, login string) (KeyID, error) {
	return s.offer(ctx, who, func(tx *db.Tx) (Owner, authz.Path, error) {
		id, at, err := holder(ctx, tx, strings.TrimSpace(login))
		if fault.Is(err, fault.NotFound) {
			err = fault.New(fault.Invalid, "signing.invalid").Field("login", "signing.no_account")
		}
		return Owner{Account: id}, at, err
	})
}

// OfferUnit grants a trial certificate to an office; who keeps its seal makes the key.
func (s *Service) OfferUnit(ctx context.Context, who authz.Actor, unit org.ID) (KeyID, error) {
	return s.offer(ctx, who, func(tx *db.Tx) (Owner, authz.Path, error) {
		at, err := unitOf(ctx, tx, unit)
		if fault.Is(err, fault.NotFound) {
			err = fault.New(fault.Invalid, "signing.invalid").Field("unit", "signing.no_unit")
		}
		return Owner{Unit: unit}, at, err
	})
}

func (s *Service) offer(ctx context.Context, who authz.Actor, find func(*db.Tx) (Owner, authz.Path, error)) (id KeyID, err error) {
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		if !who.Holds(Manage) {
			return who.May(Manage, access.Everywhere)
		}
		o, at, err := find(tx)
		if err != nil {
			return err
		}
		if err := tx.Require(Manage, at); err != nil {
			return err
		}
		if a, err := s.authority(); err != nil || a == nil {
			return errors.Join(err, fault.New(fault.Conflict, "signing.no_authority"))
		}
		k := Key{ID: KeyID(ids.New("sk", tx.Now)), Source: Trial, Owner: o, State: Offered}
		if err := s.roomFor(ctx, tx, k); err != nil {
			return err
		}
		if err := tx.Note(k.ID.Subject(), "offer", map[string]any{"account": o.Account, "unit": o.Unit}); err != nil {
			return err
		}
		id = k.ID
		return insert(ctx, tx, k)
	})
	return id, err
}

// Accept makes the key of a certificate that was granted, under its owner's PIN.
func (s *Service) Accept(ctx context.Context, who authz.Actor, id KeyID, pin, again string) error {
	k, err := s.Key(ctx, who, id)
	if err != nil {
		return err
	}
	if k.State != Offered {
		return fault.New(fault.Conflict, "signing.not_offered")
	}
	a, err := s.authority()
	if err != nil || a == nil {
		return errors.Join(err, fault.New(fault.Conflict, "signing.no_authority"))
	}
	now := s.db.Now()
	r, err := s.rules.certificate(civil.In(now))
	if err != nil {
		return err
	}
	p := pki.Person{Name: k.Name, Serial: k.Owner.Account}
	if k.Owner.Unit != 0 {
		p = pki.Person{Name: k.Name, Organisation: k.Name}
	}
	made, err := a.Issue(p, pki.ECDSAP256, pki.Period{From: now.Add(-time.Minute), Until: now.AddDate(0, 0, r.TrialDays)})
	if err != nil {
		return err
	}
	if k.sealed, err = s.sealed(ctx, k, made, pin, again); err != nil {
		return err
	}
	k.State, k.chain = Ready, made.Chain()
	k = k.described()
	return s.change(ctx, who, id, func(tx *db.Tx, now Key) error {
		if now.State != Offered {
			return fault.New(fault.Conflict, "signing.not_offered")
		}
		if err := tx.Note(id.Subject(), "accept", map[string]any{"serial": k.Serial}); err != nil {
			return err
		}
		return save(ctx, tx, k)
	})
}

// unspecified is the reason of RFC 5280 5.3.1 where none is given in numbers.
const unspecified = 0

// Revoke takes a certificate's force from now on, with a reason. One of the trial
// authority goes on its list; of others only their own authority can say so to the
// world, and here they sign nothing any more.
func (s *Service) Revoke(ctx context.Context, who authz.Actor, id KeyID, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.New(fault.Invalid, "signing.invalid").Field("reason", "signing.reason_missing")
	}
	k, err := s.Managed(ctx, who, id)
	if err != nil {
		return err
	}
	if k.Source == Trial && len(k.chain) > 0 {
		a, err := s.authority()
		if err != nil || a == nil {
			return errors.Join(err, fault.New(fault.Conflict, "signing.no_authority"))
		}
		if err := a.Revoke(k.chain[0], s.db.Now(), unspecified); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		k, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Manage, k.Path); err != nil {
			return err
		}
		if err := tx.Note(id.Subject(), "revoke", reason); err != nil {
			return err
		}
		k.State, k.sealed = Revoked, ""
		return save(ctx, tx, k)
	})
}

// Managed returns a key in the actor's reach that can still be revoked.
func (s *Service) Managed(ctx context.Context, who authz.Actor, id KeyID) (k Key, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if k, err = load(ctx, q, id); err != nil {
			return err
		}
		if err := who.May(Manage, k.Path); err != nil {
			return err
		}
		if k.State == Revoked {
			return fault.New(fault.Conflict, "signing.key_revoked")
		}
		return nil
	})
	return k, err
}

// All returns the keys of whoever stands in the actor's reach, the newest first.
func (s *Service) All(ctx context.Context, who authz.Actor, before KeyID, limit int) (out []Key, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = inScope(ctx, q, who.Scope(Manage), before, limit)
		return err
	})
	return out, err
}

// Revocations are the trial authority's lists, for who checks signatures elsewhere.
func (s *Service) Revocations(ctx context.Context, q db.Q) ([][]byte, error) {
	a, err := s.authority()
	if err != nil || a == nil {
		return nil, err
	}
	return a.Lists(s.db.Now())
}

// Stamping is who gives time stamps: the service that was configured, else the trial
// authority; nil where there is neither.
func (s *Service) Stamping(ctx context.Context, q db.Q) (Stamper, error) {
	if s.stamps != nil {
		return s.stamps, nil
	}
	a, err := s.authority()
	if err != nil || a == nil {
		return nil, err
	}
	return a.Stamper(s.db.Now), nil
}
