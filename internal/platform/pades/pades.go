// Package pades signs PDF files by PAdES baseline (ETSI EN 319 142: B-B, B-T with a time stamp,
// B-LT with the evidence of revocation that the caller has) and judges signatures in any PDF.
//
// It promises that
//   - signing only adds to a file: what others signed before stays as it was;
//   - the same file, chain and options give the same bytes to sign, so that a signature may be
//     made elsewhere and embedded later; with RSA the signed file is the same too;
//   - a file is never called valid that was changed after signing other than by whole updates of
//     further signatures, time stamps, evidence or permitted fields, that has bytes which belong to
//     none of these, or that hides content where a signature does not look; when in doubt it is
//     called changed;
//   - hostile files end in an answer or an error, with memory and time bounded.
//
// The package opens no connection but through the stamper it is given, and reads no clock.
package pades

import (
	"context"
	"crypto/x509"
	"errors"
	"time"
)

// What can be wrong with what is to be signed, for errors.Is. Files that cannot be read give the errors
// of package pdf.
var (
	ErrKey       = errors.New("pades: the certificate's key is neither RSA of 2048 bits or more nor ECDSA P-256")
	ErrNoChain   = errors.New("pades: no certificate")
	ErrSignature = errors.New("pades: the signature is not by the certificate's key")
	ErrStamp     = errors.New("pades: the time stamp is not for this signature")
	ErrRoom      = errors.New("pades: the signature is longer than the room kept for it")
	ErrPlace     = errors.New("pades: the seal is not on a page of the file")
	ErrLines     = errors.New("pades: the lines of the seal do not fit into it")
	ErrImage     = errors.New("pades: the picture is neither PNG nor JPEG, or too large")
	ErrCertified = errors.New("pades: the file is certified to take no further signature")
	ErrNotFirst  = errors.New("pades: only the first signature can certify")
	ErrInvalid   = errors.New("pades: the signatures of the file are not valid")
	ErrForm      = errors.New("pades: the file's form cannot take a signature")
)

// Signer holds a key, here or on a card or in a service elsewhere.
type Signer interface {
	// Chain is the signer's certificate followed by those above it.
	Chain() []*x509.Certificate
	// Sign signs a SHA-256 digest: PKCS #1 v1.5 with RSA, ASN.1 with ECDSA.
	Sign(ctx context.Context, digest []byte) ([]byte, error)
}

// Stamper is an authority of time stamps. Stamp returns the RFC 3161 token for a SHA-256 digest.
type Stamper interface {
	Stamp(ctx context.Context, digest []byte) ([]byte, error)
}

// Options say what a signature tells of itself.
type Options struct {
	At      time.Time // when it is made, as the signer says
	Name    string    // who signs
	Reason  string    // why
	Place   string    // where
	Field   string    // name of the field; "" for the next free Signature1, Signature2 …
	Seal    *Seal     // what is seen on the page; nil for nothing
	Stamper Stamper   // for B-T; nil for B-B
	Room    int       // bytes kept for the signature; 0 for enough
	Certify Permission

	stamps bool // a time stamp over the document, which even a certified one takes
}

// Permission is what the first signature of a file may allow to follow it (DocMDP). Readers warn when something else does.
type Permission int

// What may follow.
const (
	Approve      Permission = 0 // says nothing about it: an ordinary signature
	NoChanges    Permission = 1 // nothing, not even a signature; evidence and time stamps may be added
	Forms        Permission = 2 // fields filled in, and signatures
	FormsAndNote Permission = 3 // annotations too
)

// Sign signs a file in one go.
func Sign(ctx context.Context, file []byte, s Signer, o Options) ([]byte, error) {
	p, err := Prepare(file, s.Chain(), o)
	if err != nil {
		return nil, err
	}
	sig, err := s.Sign(ctx, p.Digest())
	if err != nil {
		return nil, err
	}
	p.once = true
	return p.Embed(ctx, sig)
}
