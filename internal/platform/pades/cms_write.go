package pades

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"math/bits"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// Context-specific tags of CMS.
var (
	tag0 = der.Tag(0).ContextSpecific().Constructed()
	tag1 = der.Tag(1).ContextSpecific().Constructed()
)

// element is a DER element made of ready parts.
func element(tag der.Tag, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	const head = 6 // a tag, and a length in up to five bytes
	out := append(make([]byte, 0, head+n), byte(tag))
	if n < 0x80 {
		out = append(out, byte(n))
	} else {
		long := (bits.Len(uint(n)) + 7) / 8
		out = append(out, 0x80|byte(long))
		for i := long - 1; i >= 0; i-- {
			out = append(out, byte(n>>(8*i)))
		}
	}
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func sequence(parts ...[]byte) []byte { return element(der.SEQUENCE, parts...) }

func set(parts ...[]byte) []byte { return element(der.SET, parts...) }

func octets(v []byte) []byte { return element(der.OCTET_STRING, v) }

func object(o asn1.ObjectIdentifier) []byte {
	var b cryptobyte.Builder
	b.AddASN1ObjectIdentifier(o)
	return b.BytesOrPanic() // a constant
}

// serialOf is a certificate's number.
func serialOf(c *x509.Certificate) []byte {
	var b cryptobyte.Builder
	b.AddASN1BigInt(c.SerialNumber)
	return b.BytesOrPanic() // it was parsed
}

func attribute(o asn1.ObjectIdentifier, value []byte) []byte { return sequence(object(o), set(value)) }

// digestAlgorithm is SHA-256, without parameters as RFC 5754 has it.
func digestAlgorithm() []byte { return sequence(object(oidSHA256)) }

// signatureAlgorithm names how the key of a certificate signs.
func signatureAlgorithm(c *x509.Certificate) ([]byte, error) {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if k.N.BitLen() >= 2048 {
			return sequence(object(oidRSA), []byte{5, 0}), nil
		}
	case *ecdsa.PublicKey:
		if k.Curve == elliptic.P256() {
			return sequence(object(oidECDSAWithSHA256)), nil
		}
	}
	return nil, ErrKey
}

// signedAttributes are what the key signs: the document's digest, whose certificate it is and the algorithms.
// They are the contents of a DER set.
func signedAttributes(digest []byte, leaf *x509.Certificate, algorithm []byte) []byte {
	sum := sha256.Sum256(leaf.Raw)
	directory := element(der.Tag(4).ContextSpecific().Constructed(), leaf.RawIssuer)
	essCert := sequence(octets(sum[:]), sequence(sequence(directory), serialOf(leaf)))
	signs := slices.Clone(algorithm)
	signs[0] = byte(tag1)
	attrs := [][]byte{
		attribute(oidContentType, object(oidData)),
		attribute(oidMessageDigest, octets(digest)),
		attribute(oidSigningCertV2, sequence(sequence(essCert))),
		attribute(oidProtection, sequence(digestAlgorithm(), signs)),
	}
	slices.SortFunc(attrs, bytes.Compare)
	return bytes.Join(attrs, nil)
}

// assemble makes the CMS message. token may be nil.
func assemble(chain []*x509.Certificate, algorithm, attrs, sig, token []byte) []byte {
	leaf := chain[0]
	signer := [][]byte{{2, 1, 1}, sequence(leaf.RawIssuer, serialOf(leaf)), digestAlgorithm(), element(tag0, attrs), algorithm, octets(sig)}
	if token != nil {
		signer = append(signer, element(tag1, attribute(oidTimeStampToken, token)))
	}
	data := sequence([]byte{2, 1, 1}, set(digestAlgorithm()), sequence(object(oidData)), element(tag0, sent(chain)...), set(sequence(signer...)))
	return sequence(object(oidSignedData), element(tag0, data))
}

// sent lists the certificates that go with a signature: all but a root above the signer, which who
// checks must have of his own.
func sent(chain []*x509.Certificate) [][]byte {
	var out [][]byte
	for i, c := range chain {
		if i == 0 || !bytes.Equal(c.RawIssuer, c.RawSubject) {
			out = append(out, c.Raw)
		}
	}
	return out
}
