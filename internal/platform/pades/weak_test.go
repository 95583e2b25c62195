package pades_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"

	"sotay/internal/platform/pades"
)

// elder is a signer whose certificate is of the years in which SHA-1 was signed.
type elder struct {
	chain []*x509.Certificate
	key   *rsa.PrivateKey
}

func (e elder) Chain() []*x509.Certificate { return e.chain }

func (e elder) Sign(_ context.Context, digest []byte) ([]byte, error) {
	return e.key.Sign(rand.Reader, digest, crypto.SHA256)
}

// newElder makes a root and a certificate below it, both signed with an algorithm.
func newElder(t *testing.T, how x509.SignatureAlgorithm) elder {
	t.Helper()
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Gốc"}, NotBefore: at().AddDate(-1, 0, 0), NotAfter: at().AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign, SignatureAlgorithm: how}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Giàng A Pháo"}, NotBefore: root.NotBefore, NotAfter: root.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, SignatureAlgorithm: how}
	out := elder{}
	made := func(c, by *x509.Certificate, key, signer *rsa.PrivateKey) *x509.Certificate {
		raw, err := x509.CreateCertificate(rand.Reader, c, by, &key.PublicKey, signer)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(raw)
		if err != nil {
			t.Fatal(err)
		}
		return cert
	}
	above, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	if out.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	top := made(root, root, above, above)
	out.chain = []*x509.Certificate{made(leaf, top, out.key, above), top}
	return out
}

func TestACertificateOfSHA1IsTrustedButWeak(t *testing.T) {
	t.Parallel()
	old, good := newElder(t, x509.SHA1WithRSA), newElder(t, x509.SHA256WithRSA)
	trust := func(e elder) pades.Trust { return pades.Trust{Roots: e.chain[1:], At: at()} }
	r := verify(t, sign(t, small(t), old, pades.Options{}), trust(old))
	if s := r.Signatures[0]; s.State != pades.Weak || !s.Trusted || r.Valid() || !s.Has(pades.WeakChain) || s.Has(pades.Untrusted) || s.Has(pades.StrayCertificate) {
		t.Errorf("SHA-1: state %v, trusted %v, %v", s.State, s.Trusted, s.Codes)
	}
	r = verify(t, sign(t, small(t), old, pades.Options{}), trust(good))
	if s := r.Signatures[0]; s.Trusted || r.Valid() || s.Has(pades.WeakChain) || !s.Has(pades.Untrusted) {
		t.Errorf("SHA-1 of strangers: %v", s.Codes)
	}
	if r = verify(t, sign(t, small(t), good, pades.Options{}), trust(good)); !r.Valid() {
		t.Errorf("SHA-256: %v", r.Signatures[0].Codes)
	}
}
