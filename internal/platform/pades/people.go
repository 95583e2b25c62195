package pades

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"slices"
	"time"

	"sotay/internal/platform/pdf"
	"sotay/internal/platform/pki"
)

func weakHash(h crypto.Hash) bool { return h == crypto.SHA1 }

func weakKey(c *x509.Certificate) bool {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return k.N.BitLen() < 2048
	case *ecdsa.PublicKey:
		return k.Curve.Params().BitSize < 256
	}
	return false
}

// clocks may differ by this much.
const clocks = 10 * time.Minute

// prove takes a time stamp for proof, if it is by an authority that is relied on.
func (s *Signature) prove(v *verifier, t *pki.Token) {
	switch err := v.stampStanding(t).Err(); {
	case t.Time.After(v.trust.At.Add(clocks)), err != nil && !errors.Is(err, pki.ErrWeak):
		s.add(StrangeStamp)
	case err != nil:
		s.add(WeakStamp)
		fallthrough
	default:
		s.proven = t.Time
	}
}

func (v *verifier) stampStanding(t *pki.Token) pki.Standing {
	roots := v.trust.Stampers
	if len(roots) == 0 {
		roots = v.trust.Roots
	}
	e := v.evidence()
	trust := pki.Trust{Roots: roots, Others: e.certs, Lists: e.lists}
	return trust.Check(t.Signer, t.Certs, t.Time, pki.ForStamping)
}

// evidence is what is at hand to judge certificates by: what was given, and what the file brings.
type evidence struct {
	certs  []*x509.Certificate
	lists  []*x509.RevocationList
	brings bool // the file brings revocation lists
}

const maxEvidence = 200 // streams of evidence in one file

func (v *verifier) evidence() evidence {
	if v.known != nil {
		return *v.known
	}
	e := evidence{certs: slices.Clone(v.trust.Others)}
	for _, raw := range v.trust.CRLs {
		if l, err := pki.ParseList(raw); err == nil {
			e.lists = append(e.lists, l)
		}
	}
	dss := v.f.Dict(v.f.Catalog()["DSS"])
	for _, raw := range v.streams(dss["Certs"]) {
		if c, err := x509.ParseCertificate(raw); err == nil {
			e.certs = append(e.certs, c)
		}
	}
	for _, raw := range v.streams(dss["CRLs"]) {
		if l, err := pki.ParseList(raw); err == nil {
			e.lists, e.brings = append(e.lists, l), true
		}
	}
	v.known = &e
	return e
}

// streams unpacks a list of streams.
func (v *verifier) streams(o any) (out [][]byte) {
	list := v.f.Array(o)
	for _, r := range list[:min(len(list), maxEvidence)] {
		if s, ok := v.f.Get(r).(*pdf.Stream); ok {
			if raw, err := v.f.Decode(s); err == nil {
				out = append(out, raw)
			}
		}
	}
	return out
}

// judgePeople says whose the signatures are and how their certificates stood.
func (v *verifier) judgePeople(all []Signature) {
	for i := range all {
		s := &all[i]
		if s.message == nil {
			continue
		}
		for _, later := range all[i+1:] {
			if later.Document && later.State == Intact && !later.proven.IsZero() && s.proven.IsZero() {
				s.proven = later.proven
			}
		}
		v.noteStrays(s, s.message)
		v.judgePerson(s)
	}
	for i := range all {
		archived := func(later Signature) bool { return later.Document && later.State == Intact && later.Trusted }
		if all[i].Level == "B-LT" && slices.ContainsFunc(all[i+1:], archived) {
			all[i].Level = "B-LTA"
		}
	}
}

func (v *verifier) judgePerson(s *Signature) {
	e := v.evidence()
	trust, use := pki.Trust{Roots: v.trust.Roots, Others: e.certs, Lists: e.lists}, pki.ForSigning
	if s.Document {
		use = pki.ForStamping
		if len(v.trust.Stampers) > 0 {
			trust.Roots = v.trust.Stampers
		}
	}
	proven, now := !s.proven.IsZero(), v.trust.At
	signed := s.proven
	if !proven {
		if signed = s.Claimed; signed.IsZero() {
			signed = now
		}
		if !s.Document {
			s.add(NoStamp)
		}
	}
	then := trust.Check(s.message.leaf, s.message.certs, signed, use)
	today := trust.Check(s.message.leaf, s.message.certs, now, use)
	s.Chain, s.Trusted = then.Chain, then.Chain != nil && !then.Misused
	if then.Chain == nil {
		s.add(Untrusted)
	}
	if then.Weak {
		s.add(WeakChain)
	}
	if then.Misused {
		s.add(Misused)
	}
	if signed.After(now.Add(clocks)) {
		s.add(InFuture)
	}
	s.age(then, today, proven)
	s.revocation(then, today, proven)
	if s.Level == "B-T" && proven && then.Checked && e.brings {
		s.Level = "B-LT"
	}
}

// age compares the certificate's time with the signature's and with the present.
func (s *Signature) age(then, today pki.Standing, proven bool) {
	switch {
	case then.NotYet || !proven && today.NotYet:
		s.add(NotYetValid)
	case then.Expired:
		s.add(ExpiredAtSigning)
	case today.Expired && proven:
		s.add(ExpiredSince)
	case today.Expired:
		s.add(ExpiredUnproven)
	}
}

func (s *Signature) revocation(then, today pki.Standing, proven bool) {
	switch {
	case then.Revoked != nil:
		s.RevokedAt = then.Revoked.Since
		s.add(Revoked)
	case today.Revoked != nil:
		s.RevokedAt = today.Revoked.Since
		if proven {
			s.add(RevokedSince)
		} else {
			s.add(Revoked)
		}
	case !then.Checked:
		s.add(RevocationOpen)
	}
}

// noteStrays looks at what came with a message and nobody signed: certificates that no authority it names has issued, and
// revocation lists likewise.
func (v *verifier) noteStrays(s *Signature, m *message) {
	known := slices.Concat(m.certs, v.trust.Roots, v.trust.Stampers, v.evidence().certs)
	issued := func(issuer []byte, check func(by *x509.Certificate) (weak bool, err error)) bool {
		return slices.ContainsFunc(known, func(by *x509.Certificate) bool {
			if !bytes.Equal(by.RawSubject, issuer) {
				return false
			}
			_, err := check(by)
			return err == nil
		})
	}
	for _, c := range m.certs {
		if !issued(c.RawIssuer, func(by *x509.Certificate) (bool, error) { return pki.SignedBy(c, by) }) && !(c.Equal(m.leaf) && len(m.certs) == 1) {
			s.add(StrayCertificate)
		}
	}
	for _, raw := range m.crls {
		l, err := x509.ParseRevocationList(raw)
		if err != nil || !issued(l.RawIssuer, func(by *x509.Certificate) (bool, error) { return pki.ListBy(l, by) }) {
			s.add(StrayCertificate)
		}
	}
}
