package pki

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

// parseSigner reads the SignerInfo and finds its certificate among those that came.
func (t *Token) parseSigner(s cryptobyte.String) error {
	var version int
	if !s.ReadASN1Integer(&version) {
		return broken("signer")
	}
	is, ok := readSignerID(&s)
	if !ok || !readHash(&s, &t.signed.digest) {
		return broken("signer")
	}
	for _, c := range t.Certs {
		if is(c) {
			t.Signer = c
			break
		}
	}
	var attrs, value cryptobyte.String
	if !s.ReadASN1(&attrs, explicit(0)) || !s.SkipASN1(cb.SEQUENCE) || !s.ReadASN1(&value, cb.OCTET_STRING) {
		return broken("signature")
	}
	t.signed.value = value
	t.signed.attrs = wrap(nil, byte(cb.SET), attrs)
	return t.signed.parse(attrs)
}

// readSignerID reads by what a signer is named: issuer and number, or key.
func readSignerID(s *cryptobyte.String) (is func(*x509.Certificate) bool, ok bool) {
	var key cryptobyte.String
	if s.PeekASN1Tag(cb.Tag(0).ContextSpecific()) && s.ReadASN1(&key, cb.Tag(0).ContextSpecific()) {
		return func(c *x509.Certificate) bool { return bytes.Equal(c.SubjectKeyId, key) }, true
	}
	var in, issuer cryptobyte.String
	number := new(big.Int)
	ok = s.ReadASN1(&in, cb.SEQUENCE) && in.ReadASN1Element(&issuer, cb.SEQUENCE) && in.ReadASN1Integer(number)
	return func(c *x509.Certificate) bool {
		return c.SerialNumber.Cmp(number) == 0 && bytes.Equal(c.RawIssuer, issuer)
	}, ok
}

func (sig *signature) parse(attrs cryptobyte.String) error {
	for !attrs.Empty() {
		var attr, values, octets cryptobyte.String
		var oid asn1.ObjectIdentifier
		ok := attrs.ReadASN1(&attr, cb.SEQUENCE) && attr.ReadASN1ObjectIdentifier(&oid) && attr.ReadASN1(&values, cb.SET)
		switch {
		case !ok:
		case oid.Equal(oidContentType):
			ok = sig.content == nil && values.ReadASN1ObjectIdentifier(&sig.content)
		case oid.Equal(oidMessage):
			ok = sig.message == nil && values.ReadASN1(&octets, cb.OCTET_STRING)
			sig.message = octets
		case oid.Equal(oidCertName):
			ok = sig.readNames(values, crypto.SHA1)
		case oid.Equal(oidCertNameV2):
			sig.names = nil // the stronger one decides
			ok = sig.readNames(values, crypto.SHA256)
		}
		if !ok {
			return broken("signed attributes")
		}
	}
	return nil
}

// readNames reads a SigningCertificate or SigningCertificateV2, whose names are by
// the given hash unless they say otherwise.
func (sig *signature) readNames(s cryptobyte.String, usual crypto.Hash) bool {
	if len(sig.names) > 0 && usual == crypto.SHA1 {
		return true
	}
	var in, list cryptobyte.String
	if !s.ReadASN1(&in, cb.SEQUENCE) || !in.ReadASN1(&list, cb.SEQUENCE) {
		return false
	}
	for !list.Empty() {
		var id, octets cryptobyte.String
		name := certName{hash: usual}
		if !list.ReadASN1(&id, cb.SEQUENCE) || id.PeekASN1Tag(cb.SEQUENCE) && !readHash(&id, &name.hash) ||
			!id.ReadASN1(&octets, cb.OCTET_STRING) {
			return false
		}
		name.sum = octets
		sig.names = append(sig.names, name)
	}
	return true
}
