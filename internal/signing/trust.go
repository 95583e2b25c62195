package signing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"time"

	"sotay/internal/access"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/pki"
)

// trustOf is what the table held under a mark, parsed.
type trustOf struct {
	mark string
	pki.Trust
}

func trustSubject(id string) string { return "signing_trust:" + id }

func fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// entryOf is a certificate as an entry: a root, or one that stands between.
func entryOf(c *x509.Certificate) Trusted {
	kind := Between
	if bytes.Equal(c.RawIssuer, c.RawSubject) {
		kind = Root
	}
	return Trusted{ID: fingerprint(c.Raw), Kind: kind, Subject: nameOf(c.Subject.CommonName, c.Subject.String()), Begins: c.NotBefore, Ends: c.NotAfter, der: c.Raw}
}

// Trust is what certificates are held against, with the lists of the trial authority.
func (s *Service) Trust(ctx context.Context, q db.Q) (pki.Trust, error) {
	t, err := s.kept(ctx, q)
	if err != nil {
		return t, err
	}
	a, err := s.authority()
	if err != nil || a == nil {
		return t, err
	}
	t.Others = append(slices.Clone(t.Others), a.Issuing())
	lists, err := a.Lists(s.db.Now())
	if err != nil {
		return t, err
	}
	t.Lists = slices.Clone(t.Lists)
	for _, raw := range lists {
		l, err := pki.ParseList(raw)
		if err != nil {
			return t, err
		}
		t.Lists = append(t.Lists, l)
	}
	return t, nil
}

// kept is what the table holds; it is parsed again only when something changed.
func (s *Service) kept(ctx context.Context, q db.Q) (pki.Trust, error) {
	mark, err := trustMark(ctx, q)
	if err != nil {
		return pki.Trust{}, err
	}
	if t := s.trust.Load(); t != nil && t.mark == mark {
		return t.Trust, nil
	}
	all, err := trusted(ctx, q)
	if err != nil {
		return pki.Trust{}, err
	}
	t := trustOf{mark: mark}
	for _, x := range all {
		if x.Kind == List {
			l, err := pki.ParseList(x.der)
			if err != nil {
				return pki.Trust{}, err
			}
			t.Lists = append(t.Lists, l)
			continue
		}
		c, err := x509.ParseCertificate(x.der)
		if err != nil {
			return pki.Trust{}, err
		}
		if x.Kind == Root {
			t.Roots = append(t.Roots, c)
		} else {
			t.Others = append(t.Others, c)
		}
	}
	s.trust.Store(&t)
	return t.Trust, nil
}

// AddTrust believes the authorities of a file, PEM or DER: those that vouch for
// themselves become roots, the others help to find the way. How many are new is returned.
func (s *Service) AddTrust(ctx context.Context, who authz.Actor, file []byte) (added int, err error) {
	if err := who.May(Manage, access.Everywhere); err != nil {
		return 0, err
	}
	all, err := pki.ParseCertificates(file)
	if err != nil {
		return 0, fault.New(fault.Invalid, "signing.invalid").Field("file", "signing.cert_broken").Because(err)
	}
	for _, c := range all {
		if !c.IsCA {
			return 0, fault.New(fault.Invalid, "signing.invalid").Field("file", "signing.cert_no_authority")
		}
	}
	err = s.manage(ctx, who, func(tx *db.Tx) error {
		added = 0
		for _, c := range all {
			e := entryOf(c)
			if err := tx.Note(trustSubject(e.ID), "add", map[string]any{"name": e.Subject}); err != nil {
				return err
			}
			n, err := addTrusted(ctx, tx, e)
			if err != nil {
				return err
			}
			added += int(n)
		}
		return nil
	})
	return added, err
}

// AddList takes in a revocation list that one of the known authorities has signed;
// it takes the place of that authority's older ones.
func (s *Service) AddList(ctx context.Context, who authz.Actor, file []byte) error {
	if err := who.May(Manage, access.Everywhere); err != nil {
		return err
	}
	l, err := pki.ParseList(file)
	if err != nil {
		return fault.New(fault.Invalid, "signing.invalid").Field("file", "signing.list_broken").Because(err)
	}
	return s.manage(ctx, who, func(tx *db.Tx) error {
		t, err := s.Trust(ctx, tx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(append(slices.Clone(t.Roots), t.Others...), func(c *x509.Certificate) bool {
			_, err := pki.ListBy(l, c)
			return err == nil
		}) {
			return fault.New(fault.Invalid, "signing.invalid").Field("file", "signing.list_stranger")
		}
		e := Trusted{ID: fingerprint(l.Raw), Kind: List, Subject: nameOf(l.Issuer.CommonName, l.Issuer.String()), Begins: l.ThisUpdate, Ends: later(l.NextUpdate, l.ThisUpdate), der: l.Raw}
		if err := tx.Note(trustSubject(e.ID), "list", map[string]any{"name": e.Subject}); err != nil {
			return err
		}
		if err := dropOlder(ctx, tx, e); err != nil {
			return err
		}
		_, err = addTrusted(ctx, tx, e)
		return err
	})
}

// later is the second where the first is not said.
func later(next, otherwise time.Time) time.Time {
	if next.IsZero() {
		return otherwise
	}
	return next
}

// RemoveTrust stops believing an authority, or forgets a list.
func (s *Service) RemoveTrust(ctx context.Context, who authz.Actor, id string) error {
	return s.manage(ctx, who, func(tx *db.Tx) error {
		if err := tx.Note(trustSubject(id), "remove", nil); err != nil {
			return err
		}
		n, err := dropTrusted(ctx, tx, id)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "signing.trust_not_found")
		}
		return err
	})
}

// Overview is what there is of authorities and time stamps, for who manages them.
func (s *Service) Overview(ctx context.Context, who authz.Actor) (o Overview, err error) {
	if err := who.May(Manage, access.Everywhere); err != nil {
		return o, err
	}
	o.Stamps = s.address
	a, err := s.authority()
	if err != nil {
		return o, err
	}
	if err := s.db.Read(ctx, func(q db.Q) error {
		if o.Evidence, err = keepsEvidence(ctx, q); err != nil {
			return err
		}
		o.Trusted, err = trusted(ctx, q)
		return err
	}); err != nil || a == nil {
		return o, err
	}
	root := entryOf(a.Root())
	o.Authority = root.Subject
	for i := range o.Trusted {
		o.Trusted[i].Trial = o.Trusted[i].ID == root.ID
	}
	return o, nil
}
