package pades

import (
	"bytes"
	"crypto"
	_ "crypto/sha1"   // read, never written
	_ "crypto/sha512" // so that hashes are there
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"sotay/internal/platform/pki"
)

// errMessage is what all defects of a message wrap.
var errMessage = errors.New("pades: malformed signature")

func malformed(what string) error { return fmt.Errorf("%w: %s", errMessage, what) }

// message is a CMS SignedData with one signer, read so strictly that no byte of it is without meaning.
type message struct {
	certs   []*x509.Certificate
	leaf    *x509.Certificate
	crls    [][]byte
	kind    asn1.ObjectIdentifier // of the content
	content []byte                // nil when detached
	hash    crypto.Hash           // digest algorithm
	attrs   []byte                // contents of the set of signed attributes
	signed  map[string][]byte     // their values
	method  method                // how it is signed
	sig     []byte
	token   []byte // time stamp
	odd     []Code // what is to be said of how it is made
}

// method is a signature algorithm.
type method struct {
	oid    asn1.ObjectIdentifier
	params []byte
}

var errPadding = errors.New("pades: other than zeros after the signature")

// unpadded is the message in the room of a signature, the rest of which must be zeros.
func unpadded(room []byte) ([]byte, error) {
	_, rest, err := pki.DER(room)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimLeft(rest, "\x00")) > 0 {
		return nil, errPadding
	}
	return room[:len(room)-len(rest)], nil
}

// readMessage reads a message in BER or DER.
func readMessage(b []byte) (*message, error) {
	canonical, rest, err := pki.DER(b)
	if err != nil {
		return nil, err
	}
	if len(rest) > 0 {
		return nil, malformed("bytes after the message")
	}
	in := cryptobyte.String(canonical)
	var info, wrapped, data cryptobyte.String
	var kind asn1.ObjectIdentifier
	ok := in.ReadASN1(&info, der.SEQUENCE) && info.ReadASN1ObjectIdentifier(&kind) && kind.Equal(oidSignedData) &&
		info.ReadASN1(&wrapped, tag0) && info.Empty() && wrapped.ReadASN1(&data, der.SEQUENCE) && wrapped.Empty()
	if !ok {
		return nil, malformed("not signed data")
	}
	m := &message{}
	if !bytes.Equal(canonical, b) {
		m.odd = append(m.odd, WeakEncoding)
	}
	return m, m.readData(data)
}

func (m *message) readData(in cryptobyte.String) error {
	var version int
	var digests, encap, certs, crls, signers cryptobyte.String
	var hasCerts, hasCRLs bool
	ok := in.ReadASN1Integer(&version) && in.ReadASN1(&digests, der.SET) && in.ReadASN1(&encap, der.SEQUENCE) &&
		in.ReadOptionalASN1(&certs, &hasCerts, tag0) && in.ReadOptionalASN1(&crls, &hasCRLs, tag1) &&
		in.ReadASN1(&signers, der.SET) && in.Empty()
	if !ok {
		return malformed("signed data")
	}
	if err := m.readContent(encap); err != nil {
		return err
	}
	if err := m.readCertificates(certs); err != nil {
		return err
	}
	for !crls.Empty() {
		var c cryptobyte.String
		if !crls.ReadASN1Element(&c, der.SEQUENCE) {
			return malformed("revocation list")
		}
		m.crls = append(m.crls, c)
	}
	var signer cryptobyte.String
	if !signers.ReadASN1(&signer, der.SEQUENCE) || !signers.Empty() {
		return malformed("not one signer")
	}
	named, err := m.readSigner(signer)
	if err != nil {
		return err
	}
	if version != m.version(named) {
		m.odd = append(m.odd, OddVersion)
	}
	for !digests.Empty() {
		if h, err := readDigestAlgorithm(&digests); err != nil || h != m.hash {
			return malformed("digest algorithms")
		}
	}
	return nil
}

// version is what RFC 5652 asks for.
func (m *message) version(byIssuer bool) int {
	if byIssuer && m.kind.Equal(oidData) {
		return 1
	}
	return 3
}

func (m *message) readContent(in cryptobyte.String) error {
	var wrapped cryptobyte.String
	var present bool
	if !in.ReadASN1ObjectIdentifier(&m.kind) || !in.ReadOptionalASN1(&wrapped, &present, tag0) || !in.Empty() {
		return malformed("content")
	}
	if !present {
		return nil
	}
	var c cryptobyte.String
	if !wrapped.ReadASN1(&c, der.OCTET_STRING) || !wrapped.Empty() {
		return malformed("content")
	}
	m.content = c
	return nil
}

// maxCertificates bounds what building chains may cost.
const maxCertificates = 32

func (m *message) readCertificates(in cryptobyte.String) error {
	for !in.Empty() {
		var raw cryptobyte.String
		if !in.ReadASN1Element(&raw, der.SEQUENCE) || len(m.certs) >= maxCertificates {
			return malformed("certificates")
		}
		c, err := x509.ParseCertificate(raw)
		if err != nil {
			return malformed("certificate")
		}
		m.certs = append(m.certs, c)
	}
	return nil
}

// readSigner reads the one signer and tells whether he is named by issuer and number.
func (m *message) readSigner(in cryptobyte.String) (byIssuer bool, err error) {
	var version int
	if !in.ReadASN1Integer(&version) {
		return false, malformed("signer")
	}
	byIssuer, err = m.readSignerID(&in)
	if err != nil {
		return false, err
	}
	if byIssuer != (version == 1) || !byIssuer && version != 3 {
		m.odd = append(m.odd, OddVersion)
	}
	if m.hash, err = readDigestAlgorithm(&in); err != nil {
		return false, err
	}
	var attrs, alg, sig, unsigned cryptobyte.String
	var hasAttrs, hasUnsigned bool
	ok := in.ReadOptionalASN1(&attrs, &hasAttrs, tag0) && in.ReadASN1(&alg, der.SEQUENCE) && in.ReadASN1(&sig, der.OCTET_STRING) &&
		in.ReadOptionalASN1(&unsigned, &hasUnsigned, tag1) && in.Empty() && alg.ReadASN1ObjectIdentifier(&m.method.oid)
	if !ok {
		return false, malformed("signer")
	}
	m.method.params, m.sig, m.attrs = alg, sig, attrs
	if hasAttrs {
		if m.signed, err = readAttributes(attrs); err != nil {
			return false, err
		}
	}
	return byIssuer, m.readUnsigned(unsigned)
}

// readSignerID finds the signer's certificate.
func (m *message) readSignerID(in *cryptobyte.String) (byIssuer bool, err error) {
	var id, issuer cryptobyte.String
	serial := new(big.Int)
	byIssuer = in.PeekASN1Tag(der.SEQUENCE)
	if byIssuer {
		if !in.ReadASN1(&id, der.SEQUENCE) || !id.ReadASN1Element(&issuer, der.SEQUENCE) || !id.ReadASN1Integer(serial) || !id.Empty() {
			return false, malformed("name of the signer")
		}
	} else if !in.ReadASN1(&id, der.Tag(0).ContextSpecific()) {
		return false, malformed("name of the signer")
	}
	for _, c := range m.certs {
		switch {
		case byIssuer && bytes.Equal(c.RawIssuer, issuer) && c.SerialNumber.Cmp(serial) == 0,
			!byIssuer && len(id) > 0 && bytes.Equal(c.SubjectKeyId, id):
			m.leaf = c
			return byIssuer, nil
		}
	}
	return false, malformed("no certificate of the signer")
}

// readDigestAlgorithm reads an algorithm whose parameters are absent or NULL.
func readDigestAlgorithm(in *cryptobyte.String) (crypto.Hash, error) {
	var alg cryptobyte.String
	var oid asn1.ObjectIdentifier
	if !in.ReadASN1(&alg, der.SEQUENCE) || !alg.ReadASN1ObjectIdentifier(&oid) || !noParameters(alg) {
		return 0, malformed("digest algorithm")
	}
	h := pki.HashOf(oid)
	if h == 0 {
		return 0, malformed("digest algorithm")
	}
	return h, nil
}

func noParameters(b []byte) bool { return len(b) == 0 || bytes.Equal(b, []byte{5, 0}) }

// readAttributes reads attributes of one value each. None may come twice.
func readAttributes(in cryptobyte.String) (map[string][]byte, error) {
	out := map[string][]byte{}
	for !in.Empty() {
		var attr, values, value cryptobyte.String
		var oid asn1.ObjectIdentifier
		var tag der.Tag
		ok := in.ReadASN1(&attr, der.SEQUENCE) && attr.ReadASN1ObjectIdentifier(&oid) && attr.ReadASN1(&values, der.SET) && attr.Empty() &&
			values.ReadAnyASN1Element(&value, &tag)
		if _, again := out[oid.String()]; !ok || again {
			return nil, malformed("attributes")
		}
		out[oid.String()] = value
	}
	return out, nil
}

// readUnsigned takes the time stamp. PDF signatures have no other unsigned attribute; one that is there is
// noted, since nobody vouches for it.
func (m *message) readUnsigned(in cryptobyte.String) error {
	attrs, err := readAttributes(in)
	if err != nil {
		return err
	}
	m.token = attrs[oidTimeStampToken.String()]
	delete(attrs, oidTimeStampToken.String())
	if len(attrs) > 0 {
		m.odd = append(m.odd, UnknownAttribute)
	}
	return nil
}

// claimed is the time the signer's attributes name.
func (m *message) claimed() (t time.Time) {
	in := cryptobyte.String(m.signed[oidSigningTime.String()])
	if in.PeekASN1Tag(der.UTCTime) {
		in.ReadASN1UTCTime(&t)
		return t
	}
	in.ReadASN1GeneralizedTime(&t)
	return t
}
