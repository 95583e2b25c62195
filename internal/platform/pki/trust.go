package pki

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"time"
)

// Trust is what certificates are held against: roots that are believed, other
// certificates that may stand between, and revocation lists.
type Trust struct {
	Roots  []*x509.Certificate
	Others []*x509.Certificate
	Lists  []*x509.RevocationList
}

// Use is what a certificate must be good for.
type Use uint8

// The uses.
const (
	ForSigning Use = iota
	ForStamping
)

// Standing is what is known of a certificate at a time. Several things may be wrong
// at once: what is shown to people should name them all.
type Standing struct {
	Chain   []*x509.Certificate // to a trusted root; nil if there is no way
	NotYet  bool                // the certificate, or one above it, is not valid yet
	Expired bool                // the certificate, or one above it, is no longer valid
	Weak    bool                // SHA-1 was signed on the way to the root, which can be forged
	Misused bool                // the certificate is not for this use
	Revoked *Revocation         // the first that was revoked at that time, from the signer upward
	Checked bool                // a list that covers the time was there for every certificate but the root
	Why     error               // what the library said when there is no way to a root
}

// Revocation says which certificate was revoked, since when, and the reason as in
// RFC 5280 5.3.1.
type Revocation struct {
	Certificate *x509.Certificate
	Since       time.Time
	Reason      int
}

// Err names the gravest thing that is wrong, nil if nothing is. That revocation
// could not be checked is no error: see Checked.
func (s Standing) Err() error {
	switch {
	case s.Chain == nil:
		return problem(ErrUntrusted, "%v", s.Why)
	case s.Revoked != nil:
		return problem(ErrRevoked, "%s", s.Revoked.Certificate.Subject)
	case s.Misused:
		return ErrUsage
	case s.NotYet:
		return ErrNotYet
	case s.Expired:
		return ErrExpired
	case s.Weak:
		return ErrWeak
	}
	return nil
}

const (
	maxOthers = 64 // certificates that come with a signature
	keyUse    = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
)

// Check says how leaf stands at a time. The certificates that came with the
// signature may help to find the way but are not believed.
func (t Trust) Check(leaf *x509.Certificate, came []*x509.Certificate, at time.Time, use Use) (s Standing) {
	s.Misused = !fit(leaf, use)
	// Where there is none at that time, the way is looked for again within the leaf's
	// own time, so that an expired certificate and a forged one are told apart.
	own := leaf.NotBefore.Add(leaf.NotAfter.Sub(leaf.NotBefore) / 2)
	s.Chain, s.Why = t.path(leaf, came, at)
	if s.Why != nil && outOfTime(s.Why) {
		s.Chain, s.Why = t.path(leaf, came, own)
	}
	for _, when := range []time.Time{at, own} {
		if s.Chain == nil {
			s.Chain = t.weakPath(leaf, came, when)
			s.Weak = s.Chain != nil
		}
	}
	if s.Weak {
		s.Why = nil
	}
	for _, c := range append(s.Chain[:len(s.Chain):len(s.Chain)], leaf) {
		s.NotYet = s.NotYet || at.Before(c.NotBefore)
		s.Expired = s.Expired || at.After(c.NotAfter)
	}
	t.revocation(&s, at)
	return s
}

func outOfTime(err error) bool {
	var e x509.CertificateInvalidError
	return errors.As(err, &e) && e.Reason == x509.Expired
}

// path finds a way to a root at which every certificate is valid at that time.
func (t Trust) path(leaf *x509.Certificate, came []*x509.Certificate, at time.Time) ([]*x509.Certificate, error) {
	roots, others := x509.NewCertPool(), x509.NewCertPool()
	for _, c := range t.Roots {
		roots.AddCert(c)
	}
	for _, c := range append(t.Others[:len(t.Others):len(t.Others)], came[:min(len(came), maxOthers)]...) {
		others.AddCert(c)
	}
	chains, err := leaf.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: others, CurrentTime: at,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return nil, err
	}
	return chains[0], nil
}

// fit is lenient with signing, for which many authorities name no or various uses,
// and strict with time stamping, where RFC 3161 names one.
func fit(c *x509.Certificate, use Use) bool {
	if c.KeyUsage != 0 && c.KeyUsage&keyUse == 0 || c.IsCA {
		return false
	}
	if use == ForStamping {
		return len(c.ExtKeyUsage) == 1 && c.ExtKeyUsage[0] == x509.ExtKeyUsageTimeStamping && len(c.UnknownExtKeyUsage) == 0
	}
	return len(c.ExtKeyUsage) != 1 || c.ExtKeyUsage[0] != x509.ExtKeyUsageTimeStamping
}

func (t Trust) revocation(s *Standing, at time.Time) {
	s.Checked = s.Chain != nil
	for i := 0; i+1 < len(s.Chain); i++ {
		covered := false
		for _, l := range t.Lists {
			if weak, err := ListBy(l, s.Chain[i+1]); err != nil || weak && !s.Weak {
				continue
			}
			if e := entry(l, s.Chain[i]); e != nil && !e.RevocationTime.After(at) && s.Revoked == nil {
				s.Revoked = &Revocation{s.Chain[i], e.RevocationTime, e.ReasonCode}
			}
			covered = covered || !l.NextUpdate.Before(at) && whole(l)
		}
		s.Checked = s.Checked && covered
	}
}

const removeFromList = 8 // RFC 5280 5.3.1: a hold that was lifted

func entry(l *x509.RevocationList, c *x509.Certificate) *x509.RevocationListEntry {
	for i := range l.RevokedCertificateEntries {
		e := &l.RevokedCertificateEntries[i]
		if e.SerialNumber.Cmp(c.SerialNumber) == 0 && e.ReasonCode != removeFromList {
			return e
		}
	}
	return nil
}

// whole says that a certificate that is not on the list is not revoked: a list of
// changes, or one limited in a critical extension, can only name those that are.
func whole(l *x509.RevocationList) bool {
	for _, e := range l.Extensions {
		if e.Critical || e.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, 27}) {
			return false
		}
	}
	return true
}
