// Package pki holds what signing needs of keys and certificates: a certificate
// authority for trials that lives in a folder, the opening of PKCS#12 files, time
// stamps by RFC 3161 from a service or a local authority, and the standing of a
// certificate against roots and revocation lists.
//
// It promises that a key never leaves it but as a file for its owner's eyes or to
// be locked away, that such a file is there whole or not at all, that input from outside is bounded in
// size and work and gives an error and no panic, and that it opens no connection
// but the one to a time-stamp service it was given.
package pki

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
)

// Problem is a reason for a refusal. The values are constants and work with errors.Is.
type Problem string

// The reasons.
const (
	ErrPassword    Problem = "pki: the password does not open the file"
	ErrBroken      Problem = "pki: the data is damaged or of another kind"
	ErrTooLarge    Problem = "pki: larger or more work than allowed"
	ErrNoKey       Problem = "pki: no private key with its certificate inside"
	ErrKey         Problem = "pki: the key is of a kind or size that is not used"
	ErrDigest      Problem = "pki: the digest does not have the length of its hash"
	ErrExists      Problem = "pki: there is an authority already"
	ErrNoAuthority Problem = "pki: there is no authority"
	ErrSubject     Problem = "pki: a certificate needs a name and a period"

	ErrStampService Problem = "pki: the time-stamp service did not answer as it should"
	ErrStampRefused Problem = "pki: the time-stamp service refused"
	ErrStampInvalid Problem = "pki: the time stamp is not valid"

	ErrUntrusted Problem = "pki: no path to a trusted root"
	ErrNotYet    Problem = "pki: not valid yet at that time"
	ErrExpired   Problem = "pki: no longer valid at that time"
	ErrRevoked   Problem = "pki: revoked at that time"
	ErrWeak      Problem = "pki: SHA-1 was signed on the way to the root"
	ErrUsage     Problem = "pki: the certificate is not for this use"
)

// Error says the reason in English, for logs.
func (p Problem) Error() string { return string(p) }

func problem(p Problem, format string, args ...any) error {
	return fmt.Errorf("%w: %s", p, fmt.Sprintf(format, args...))
}

// Identity is a private key with the certificates that vouch for it. It signs
// digests and does not show the key. Its methods may be called from any goroutine.
type Identity struct {
	key   crypto.Signer
	chain []*x509.Certificate
}

// Chain puts a certificate before those of others that lead from it upward; the
// rest of others is left out. The key must be one with which one may sign today.
func Chain(leaf *x509.Certificate, others []*x509.Certificate) ([]*x509.Certificate, error) {
	if err := usable(leaf.PublicKey); err != nil {
		return nil, err
	}
	chain := []*x509.Certificate{leaf}
	for last := leaf; !bytes.Equal(last.RawIssuer, last.RawSubject) && len(chain) < maxChain; {
		above := issuerOf(last, others)
		if above == nil {
			break
		}
		chain, last = append(chain, above), above
	}
	return chain, nil
}

// newIdentity puts a key and its certificate, which must belong together, before
// those of others that lead from it upward.
func newIdentity(key crypto.Signer, leaf *x509.Certificate, others []*x509.Certificate) (*Identity, error) {
	if err := usable(key.Public()); err != nil {
		return nil, err
	}
	pub, ok := leaf.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !pub.Equal(key.Public()) {
		return nil, problem(ErrNoKey, "the certificate is another key's")
	}
	chain, err := Chain(leaf, others)
	return &Identity{key: key, chain: chain}, err
}

func issuerOf(c *x509.Certificate, among []*x509.Certificate) *x509.Certificate {
	for _, o := range among {
		if bytes.Equal(o.RawSubject, c.RawIssuer) && c.CheckSignatureFrom(o) == nil {
			return o
		}
	}
	return nil
}

// usable refuses keys with which nothing should be signed today.
func usable(pub crypto.PublicKey) error {
	switch k := pub.(type) {
	case *rsa.PublicKey:
		if n := k.N.BitLen(); n < 2048 || n > 8192 {
			return problem(ErrKey, "RSA of %d bits", n)
		}
	case *ecdsa.PublicKey:
		if k.Curve != elliptic.P256() && k.Curve != elliptic.P384() {
			return problem(ErrKey, "curve %s", k.Params().Name)
		}
	default:
		return problem(ErrKey, "%T", pub)
	}
	return nil
}

// Chain is the certificates, the signer's first, each followed by its issuer's.
func (i *Identity) Chain() []*x509.Certificate { return append([]*x509.Certificate(nil), i.chain...) }

// Sign signs a SHA-256 digest: PKCS #1 v1.5 with RSA, an ASN.1 sequence with ECDSA.
func (i *Identity) Sign(ctx context.Context, digest []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(digest) != sha256.Size {
		return nil, problem(ErrDigest, "%d bytes", len(digest))
	}
	return i.key.Sign(rand.Reader, digest, crypto.SHA256)
}
