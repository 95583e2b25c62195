package pki

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"slices"
	"time"
)

// SignedBy tells whether a certificate was signed by the key of another, which must be one that may sign certificates. It is weak
// where SHA-1 was signed, for which others can be made to be found. What is older than that is not taken for a signature at all.
func SignedBy(c, by *x509.Certificate) (weak bool, err error) {
	if by.Version == 3 && !by.BasicConstraintsValid || by.BasicConstraintsValid && !by.IsCA || by.KeyUsage != 0 && by.KeyUsage&x509.KeyUsageCertSign == 0 {
		return false, problem(ErrUntrusted, "not an authority")
	}
	return signedBy(by, c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature)
}

// ListBy is SignedBy for a revocation list.
func ListBy(l *x509.RevocationList, by *x509.Certificate) (weak bool, err error) {
	if !bytes.Equal(l.RawIssuer, by.RawSubject) || by.KeyUsage != 0 && by.KeyUsage&x509.KeyUsageCRLSign == 0 {
		return false, problem(ErrUntrusted, "not an authority")
	}
	return signedBy(by, l.SignatureAlgorithm, l.RawTBSRevocationList, l.Signature)
}

func signedBy(by *x509.Certificate, how x509.SignatureAlgorithm, data, sig []byte) (weak bool, err error) {
	digest := sha1.Sum(data)
	rsaKey, isRSA := by.PublicKey.(*rsa.PublicKey)
	ecKey, isEC := by.PublicKey.(*ecdsa.PublicKey)
	switch {
	case how == x509.SHA1WithRSA && isRSA:
		return true, rsa.VerifyPKCS1v15(rsaKey, crypto.SHA1, digest[:], sig)
	case how == x509.ECDSAWithSHA1 && isEC:
		if !ecdsa.VerifyASN1(ecKey, digest[:], sig) {
			return true, problem(ErrUntrusted, "ECDSA signature")
		}
		return true, nil
	}
	return false, by.CheckSignature(how, data, sig)
}

// Bounds on looking for a weak way.
const (
	maxWeakChain  = 6
	maxWeakChecks = 100 // of signatures
)

// weakWay looks for a way to a root that the library refuses since SHA-1 was signed on it. It is stricter than the library in all
// else: an authority that names what it may speak for, or says something that must be understood, is not on such a way.
type weakWay struct {
	roots, others []*x509.Certificate
	at            time.Time
	checks        int
}

func (t Trust) weakPath(leaf *x509.Certificate, came []*x509.Certificate, at time.Time) []*x509.Certificate {
	if len(leaf.UnhandledCriticalExtensions) > 0 || !within(leaf, at) {
		return nil
	}
	w := &weakWay{roots: t.Roots, others: slices.Concat(t.Others, came[:min(len(came), maxOthers)]), at: at}
	return w.from([]*x509.Certificate{leaf}, false)
}

// from goes on from the last of a chain.
func (w *weakWay) from(chain []*x509.Certificate, weak bool) []*x509.Certificate {
	last := chain[len(chain)-1]
	for i, by := range slices.Concat(w.roots, w.others) {
		root := i < len(w.roots)
		if !bytes.Equal(by.RawSubject, last.RawIssuer) || !w.mayStand(by, chain, root) {
			continue
		}
		if w.checks++; w.checks > maxWeakChecks {
			return nil
		}
		sha1, err := SignedBy(last, by)
		if err != nil {
			continue
		}
		longer := append(slices.Clone(chain), by)
		switch {
		case root && (weak || sha1):
			return longer
		case !root && len(longer) < maxWeakChain:
			if found := w.from(longer, weak || sha1); found != nil {
				return found
			}
		}
	}
	return nil
}

// mayStand tells whether a certificate may be the next above a chain.
func (w *weakWay) mayStand(by *x509.Certificate, chain []*x509.Certificate, root bool) bool {
	below := len(chain) - 1 // authorities between it and the signer
	return !slices.ContainsFunc(chain, by.Equal) && within(by, w.at) && len(by.UnhandledCriticalExtensions) == 0 && !constrained(by) &&
		(root || by.BasicConstraintsValid && by.IsCA) && (by.MaxPathLen < 0 || by.MaxPathLen == 0 && !by.MaxPathLenZero || below <= by.MaxPathLen)
}

func within(c *x509.Certificate, at time.Time) bool {
	return !at.Before(c.NotBefore) && !at.After(c.NotAfter)
}

// constrained tells whether an authority says for which names it speaks.
func constrained(c *x509.Certificate) bool {
	return len(c.PermittedDNSDomains)+len(c.ExcludedDNSDomains)+len(c.PermittedIPRanges)+len(c.ExcludedIPRanges)+
		len(c.PermittedEmailAddresses)+len(c.ExcludedEmailAddresses)+len(c.PermittedURIDomains)+len(c.ExcludedURIDomains) > 0
}
