package signing

import (
	"context"
	"crypto/x509"
	"errors"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/pki"
)

// Chain is the certificate, then those above it.
func (i *Identity) Chain() []*x509.Certificate { return i.open.Chain() }

// Sign signs a SHA-256 digest.
func (i *Identity) Sign(ctx context.Context, digest []byte) ([]byte, error) {
	return i.open.Sign(ctx, digest)
}

// Usable returns a key of the actor, if it is the owner's named, and if its
// certificate signs something today.
func (s *Service) Usable(ctx context.Context, who authz.Actor, id KeyID, o Owner) (k Key, err error) {
	if o.Unit == 0 {
		o.Account = who.ID
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		if k, err = mine(ctx, q, who, id); err != nil {
			return err
		}
		if k.Owner != o {
			return fault.New(fault.Conflict, "signing.key_other")
		}
		return s.fit(ctx, q, k)
	})
	return k, err
}

// fit refuses a key with which nothing may be signed now.
func (s *Service) fit(ctx context.Context, q db.Q, k Key) error {
	switch k.State {
	case Offered:
		return fault.New(fault.Conflict, "signing.key_offered")
	case Blocked:
		return fault.New(fault.Conflict, "signing.blocked")
	case Revoked:
		return fault.New(fault.Conflict, "signing.key_revoked")
	}
	now := s.db.Now()
	r, err := s.rules.certificate(civil.In(now))
	if err != nil {
		return err
	}
	if !r.named(k.chain[0], k) {
		return fault.New(fault.Conflict, "signing.cert_other", k.Subject, k.Name)
	}
	trust, err := s.Trust(ctx, q)
	if err != nil {
		return err
	}
	return standing(trust.Check(k.chain[0], k.chain[1:], now, pki.ForSigning), k.chain[0])
}

// Unlock opens a key of an owner for one act: subject is what is signed. That it is
// used is noted before it can be. Who types a wrong PIN is told how many are left.
func (s *Service) Unlock(ctx context.Context, who authz.Actor, id KeyID, o Owner, pin, subject string) (*Identity, error) {
	k, err := s.Usable(ctx, who, id, o)
	if err != nil {
		return nil, err
	}
	if k.Source == Remote {
		return nil, fault.New(fault.Conflict, "signing.key_elsewhere")
	}
	open, err := s.attempt(ctx, who, id, pin)
	if err != nil {
		return nil, err
	}
	err = s.change(ctx, who, id, func(tx *db.Tx, now Key) error {
		if now.State != Ready {
			return s.fit(ctx, tx, now)
		}
		if err := tx.Note(id.Subject(), "use", map[string]any{"for": subject}); err != nil {
			return err
		}
		now.Used = tx.Now
		return save(ctx, tx, now)
	})
	return &Identity{k, open}, err
}

// attempt counts an attempt, then tries the PIN, so that attempts at the same time
// count as many. A right PIN makes the count forgotten.
func (s *Service) attempt(ctx context.Context, who authz.Actor, id KeyID, pin string) (*pki.Identity, error) {
	r, err := s.rules.pin(civil.In(s.db.Now()))
	if err != nil {
		return nil, err
	}
	var k Key
	err = s.change(ctx, who, id, func(tx *db.Tx, now Key) error {
		if now.State != Ready && now.State != Blocked {
			return s.fit(ctx, tx, now)
		}
		if now.sealed == "" {
			return fault.New(fault.Conflict, "signing.key_elsewhere")
		}
		if k, err = r.tried(now, tx.Now); err != nil {
			return err
		}
		if err := tx.Note(id.Subject(), "attempt", nil); err != nil {
			return err
		}
		return save(ctx, tx, k)
	})
	if err != nil {
		return nil, err
	}
	raw, err := s.vault.open(ctx, pin, k.sealed, id.Subject())
	if errors.Is(err, errPIN) {
		return nil, r.wrong(k)
	}
	if err != nil {
		return nil, err
	}
	defer clear(raw)
	open, err := pki.ParseIdentity(raw)
	if err != nil {
		return nil, err
	}
	return open, s.change(ctx, who, id, func(tx *db.Tx, now Key) error {
		if now.State == Blocked && k.State == Blocked {
			now.State = Ready // the last attempt allowed was the right one
		}
		now.fails, now.Wait = 0, time.Time{}
		if err := tx.Note(id.Subject(), "opened", nil); err != nil {
			return err
		}
		return save(ctx, tx, now)
	})
}

// ChangePIN seals a key under another PIN.
func (s *Service) ChangePIN(ctx context.Context, who authz.Actor, id KeyID, old, pin, again string) error {
	r, err := s.rules.pin(civil.In(s.db.Now()))
	if err != nil {
		return err
	}
	if err := r.fit(pin, again); err != nil {
		return err
	}
	open, err := s.attempt(ctx, who, id, old)
	if err != nil {
		return oldPIN(err)
	}
	k, err := s.Key(ctx, who, id)
	if err != nil {
		return err
	}
	sealed, err := s.sealed(ctx, k, open, pin, again)
	if err != nil {
		return err
	}
	return s.change(ctx, who, id, func(tx *db.Tx, now Key) error {
		if now.State != Ready || now.sealed != k.sealed {
			return fault.New(fault.Conflict, "signing.overtaken")
		}
		if err := tx.Note(id.Subject(), "pin", nil); err != nil {
			return err
		}
		now.sealed = sealed
		return save(ctx, tx, now)
	})
}

// oldPIN blames the field of the present PIN where a form asks for two.
func oldPIN(err error) error {
	f := fault.Of(err)
	if !f.Says("signing.pin_wrong") {
		return err
	}
	return fault.New(f.Kind, f.Code, f.Args...).Field("old", "signing.pin_not_this")
}
