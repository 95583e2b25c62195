package pades

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// Context-specific tags of CMS.
var (
	tag0 = der.Tag(0).ContextSpecific().Constructed()
	tag1 = der.Tag(1).ContextSpecific().Constructed()
)

// build runs a builder. What is built here is short and of fixed shape, so it cannot fail.
func build(f func(b *cryptobyte.Builder)) []byte {
	var b cryptobyte.Builder
	f(&b)
	return b.BytesOrPanic()
}

// put adds an element that is made of ready parts.
func put(b *cryptobyte.Builder, tag der.Tag, parts ...[]byte) {
	b.AddASN1(tag, func(b *cryptobyte.Builder) {
		for _, p := range parts {
			b.AddBytes(p)
		}
	})
}

func sequence(parts ...[]byte) []byte {
	return build(func(b *cryptobyte.Builder) { put(b, der.SEQUENCE, parts...) })
}

func set(parts ...[]byte) []byte {
	return build(func(b *cryptobyte.Builder) { put(b, der.SET, parts...) })
}

func object(o asn1.ObjectIdentifier) []byte {
	return build(func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(o) })
}

func octets(v []byte) []byte {
	return build(func(b *cryptobyte.Builder) { b.AddASN1OctetString(v) })
}

func integer(v int64) []byte { return build(func(b *cryptobyte.Builder) { b.AddASN1Int64(v) }) }

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
	serial := build(func(b *cryptobyte.Builder) { b.AddASN1BigInt(leaf.SerialNumber) })
	directory := build(func(b *cryptobyte.Builder) { put(b, der.Tag(4).ContextSpecific().Constructed(), leaf.RawIssuer) })
	essCert := sequence(octets(sum[:]), sequence(sequence(directory), serial))
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
	serial := build(func(b *cryptobyte.Builder) { b.AddASN1BigInt(leaf.SerialNumber) })
	signer := build(func(b *cryptobyte.Builder) {
		b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(1)
			put(b, der.SEQUENCE, leaf.RawIssuer, serial)
			b.AddBytes(digestAlgorithm())
			put(b, tag0, attrs)
			b.AddBytes(algorithm)
			b.AddASN1OctetString(sig)
			if token != nil {
				put(b, tag1, attribute(oidTimeStampToken, token))
			}
		})
	})
	certs := build(func(b *cryptobyte.Builder) { put(b, tag0, sent(chain)...) })
	data := sequence(integer(1), set(digestAlgorithm()), sequence(object(oidData)), certs, set(signer))
	return sequence(object(oidSignedData), build(func(b *cryptobyte.Builder) { put(b, tag0, data) }))
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
