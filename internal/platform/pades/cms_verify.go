package pades

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/subtle"
	"crypto/x509"
	"encoding/asn1"
	"errors"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"sotay/internal/platform/pki"
)

// Why a message does not hold.
var (
	errDigest = errors.New("pades: the bytes are not those that were signed")
	errValue  = errors.New("pades: the signature value does not hold")
)

// detached is the digest of bytes that a detached message is over.
func (m *message) detached(parts ...[]byte) []byte { return sum(m.hash, parts...) }

func sum(h crypto.Hash, parts ...[]byte) []byte {
	w := h.New()
	for _, p := range parts {
		w.Write(p)
	}
	return w.Sum(nil)
}

// verify checks that the signer's key signed content of this digest. Who the signer is, is not asked.
func (m *message) verify(digest []byte) error {
	signedBytes := digest
	if m.signed == nil {
		return m.checkValue(signedBytes)
	}
	if err := m.checkAttributes(digest); err != nil {
		return err
	}
	return m.checkValue(sum(m.hash, set(m.attrs)))
}

func (m *message) checkAttributes(digest []byte) error {
	in := cryptobyte.String(m.signed[oidMessageDigest.String()])
	var said cryptobyte.String
	if !in.ReadASN1(&said, der.OCTET_STRING) || subtle.ConstantTimeCompare(said, digest) != 1 {
		return errDigest
	}
	kind := cryptobyte.String(m.signed[oidContentType.String()])
	var oid asn1.ObjectIdentifier
	if !kind.ReadASN1ObjectIdentifier(&oid) || !oid.Equal(m.kind) {
		return malformed("content type")
	}
	if err := m.checkCertificate(); err != nil {
		return err
	}
	return m.checkProtection()
}

// checkCertificate compares the certificate with the one that the attributes name, if they do.
func (m *message) checkCertificate() error {
	h, first, ok := m.namedCertificate()
	if !ok {
		return malformed("signing certificate")
	}
	if first == nil {
		return nil
	}
	if !bytes.Equal(sum(h, m.leaf.Raw), first) {
		return malformed("another certificate than was signed with")
	}
	return nil
}

func (m *message) namedCertificate() (crypto.Hash, []byte, bool) {
	h := crypto.SHA256
	in := cryptobyte.String(m.signed[oidSigningCertV2.String()])
	if len(in) == 0 {
		h, in = crypto.SHA1, cryptobyte.String(m.signed[oidSigningCert.String()])
	}
	if len(in) == 0 {
		return 0, nil, true
	}
	var outer, list, id, digest cryptobyte.String
	if !in.ReadASN1(&outer, der.SEQUENCE) || !outer.ReadASN1(&list, der.SEQUENCE) || !list.ReadASN1(&id, der.SEQUENCE) {
		return 0, nil, false
	}
	if id.PeekASN1Tag(der.SEQUENCE) {
		var err error
		if h, err = readDigestAlgorithm(&id); err != nil {
			return 0, nil, false
		}
	}
	if !id.ReadASN1(&digest, der.OCTET_STRING) {
		return 0, nil, false
	}
	return h, digest, true
}

// checkProtection compares the algorithms with those that the attributes name, if they do (RFC 6211).
func (m *message) checkProtection() error {
	v := m.signed[oidProtection.String()]
	if v == nil {
		return nil
	}
	in := cryptobyte.String(v)
	var body, alg cryptobyte.String
	var oid asn1.ObjectIdentifier
	if !in.ReadASN1(&body, der.SEQUENCE) {
		return malformed("protection of algorithms")
	}
	h, err := readDigestAlgorithm(&body)
	ok := err == nil && h == m.hash && body.ReadASN1(&alg, tag1) && alg.ReadASN1ObjectIdentifier(&oid) &&
		oid.Equal(m.method.oid) && bytes.Equal(alg, m.method.params)
	if !ok {
		return malformed("protection of algorithms")
	}
	return nil
}

func (m *message) checkValue(digest []byte) error {
	if k, ok := m.leaf.PublicKey.(*rsa.PublicKey); ok && m.method.oid.Equal(oidPSS) {
		h, salt, err := readPSS(m.method.params)
		if err != nil || h != m.hash || rsa.VerifyPSS(k, h, digest, m.sig, &rsa.PSSOptions{SaltLength: salt, Hash: h}) != nil {
			return errValue
		}
		return nil
	}
	_, isRSA := m.leaf.PublicKey.(*rsa.PublicKey)
	if !signsWith(m.method.oid, m.hash, isRSA) || !noParameters(m.method.params) {
		return malformed("signature algorithm")
	}
	return checkDigest(m.leaf, m.hash, digest, m.sig)
}

// checkDigest verifies a signature of a digest by the key of a certificate.
func checkDigest(c *x509.Certificate, h crypto.Hash, digest, sig []byte) error {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if rsa.VerifyPKCS1v15(k, h, digest, sig) == nil {
			return nil
		}
	case *ecdsa.PublicKey:
		if ecdsa.VerifyASN1(k, digest, sig) {
			return nil
		}
	}
	return errValue
}

// readPSS reads RSASSA-PSS-params with the same digest for message and mask.
func readPSS(params []byte) (crypto.Hash, int, error) {
	in := cryptobyte.String(params)
	var body, hash, mask, maskAlg, saltBytes cryptobyte.String
	var hasHash, hasMask, hasSalt bool
	tag2 := der.Tag(2).ContextSpecific().Constructed()
	if !in.ReadASN1(&body, der.SEQUENCE) || !in.Empty() || !body.ReadOptionalASN1(&hash, &hasHash, tag0) ||
		!body.ReadOptionalASN1(&mask, &hasMask, tag1) || !body.ReadOptionalASN1(&saltBytes, &hasSalt, tag2) || !hasHash || !hasMask {
		return 0, 0, malformed("PSS")
	}
	h, err := readDigestAlgorithm(&hash)
	if err != nil {
		return 0, 0, err
	}
	var oid asn1.ObjectIdentifier
	if !mask.ReadASN1(&maskAlg, der.SEQUENCE) || !maskAlg.ReadASN1ObjectIdentifier(&oid) {
		return 0, 0, malformed("PSS")
	}
	if mh, err := readDigestAlgorithm(&maskAlg); err != nil || mh != h {
		return 0, 0, malformed("PSS")
	}
	salt := 20
	if hasSalt && !saltBytes.ReadASN1Integer(&salt) || salt < 0 || salt > 1024 {
		return 0, 0, malformed("PSS")
	}
	return h, salt, nil
}

// readStamp reads a time stamp, checks that it is for these bytes and that no byte of it is without meaning.
func readStamp(token []byte, parts ...[]byte) (*pki.Token, *message, error) {
	m, err := readMessage(token)
	if err != nil {
		return nil, nil, err
	}
	if !m.kind.Equal(oidTSTInfo) || m.content == nil {
		return nil, nil, malformed("not a time stamp")
	}
	t, err := pki.ParseToken(token)
	if err != nil {
		return nil, nil, err
	}
	if !bytes.Equal(t.Imprint, sum(t.Hash, parts...)) {
		return nil, nil, errDigest
	}
	if err := t.Verify(t.Hash, t.Imprint); err != nil {
		return nil, nil, err
	}
	return t, m, m.verify(m.detached(m.content))
}
