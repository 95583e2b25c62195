package pki

import (
	"bytes"
	"crypto"
	_ "crypto/sha1" // old services still name certificates by it
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

const maxToken = 256 << 10 // bytes of a time stamp

// Token is a time stamp (TimeStampToken, RFC 3161): somebody's word that an imprint
// existed at a time. Until Verify has passed it is only a claim.
type Token struct {
	Time    time.Time
	Serial  *big.Int
	Policy  asn1.ObjectIdentifier
	Hash    crypto.Hash // of the imprint
	Imprint []byte
	Nonce   *big.Int            // nil if there is none
	Signer  *x509.Certificate   // nil if it did not come with the token
	Certs   []*x509.Certificate // all that came with it

	info   []byte // the signed content
	signed signature
}

// signature is the one SignerInfo of a token.
type signature struct {
	digest  crypto.Hash
	attrs   []byte // the signed attributes as a SET, as they were signed
	content asn1.ObjectIdentifier
	message []byte // digest of the content
	names   []certName
	value   []byte
}

// certName ties the signature to one certificate (ESS signing-certificate, RFC 5035).
type certName struct {
	hash crypto.Hash
	sum  []byte
}

var (
	oidSigned      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessage     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidStampInfo   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidCertName    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	oidCertNameV2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA1        = asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}
	oidSHA256      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA384      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}
	oidRSA         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidECDSA256    = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
)

// HashOf is the digest that an identifier names, and 0 for what is not known here.
func HashOf(oid asn1.ObjectIdentifier) crypto.Hash {
	switch {
	case oid.Equal(oidSHA1):
		return crypto.SHA1
	case oid.Equal(oidSHA256):
		return crypto.SHA256
	case oid.Equal(oidSHA384):
		return crypto.SHA384
	case oid.Equal(oidSHA512):
		return crypto.SHA512
	}
	return 0
}

func sum(h crypto.Hash, data []byte) []byte {
	w := h.New()
	w.Write(data)
	return w.Sum(nil)
}

// Verify checks that the token is about this digest and is whole: its imprint, the
// signature and that the signature names its certificate. Whether that certificate
// is to be trusted is another question, for Trust.Check with ForStamping at t.Time.
func (t *Token) Verify(hash crypto.Hash, digest []byte) error {
	switch {
	case t.Hash != hash || !bytes.Equal(t.Imprint, digest):
		return problem(ErrStampInvalid, "it is about something else")
	case t.Signer == nil:
		return problem(ErrStampInvalid, "without its certificate")
	case t.Hash == crypto.SHA1 || t.signed.digest == crypto.SHA1:
		return problem(ErrStampInvalid, "SHA-1")
	case !t.signed.content.Equal(oidStampInfo) || !bytes.Equal(t.signed.message, sum(t.signed.digest, t.info)):
		return problem(ErrStampInvalid, "its content was changed")
	case !t.namesSigner():
		return problem(ErrStampInvalid, "signed without naming the certificate")
	}
	if err := verify(t.Signer, t.signed.digest, t.signed.attrs, t.signed.value); err != nil {
		return problem(ErrStampInvalid, "signature: %v", err)
	}
	return nil
}

// namesSigner looks at the first name only: it is the signer's (RFC 5035).
func (t *Token) namesSigner() bool {
	return len(t.signed.names) > 0 && t.signed.names[0].hash.Available() &&
		bytes.Equal(t.signed.names[0].sum, sum(t.signed.names[0].hash, t.Signer.Raw))
}

func verify(c *x509.Certificate, h crypto.Hash, data, sig []byte) error {
	alg := map[crypto.Hash][2]x509.SignatureAlgorithm{
		crypto.SHA256: {x509.SHA256WithRSA, x509.ECDSAWithSHA256},
		crypto.SHA384: {x509.SHA384WithRSA, x509.ECDSAWithSHA384},
		crypto.SHA512: {x509.SHA512WithRSA, x509.ECDSAWithSHA512},
	}[h]
	switch c.PublicKeyAlgorithm {
	case x509.RSA:
		return c.CheckSignature(alg[0], data, sig)
	case x509.ECDSA:
		return c.CheckSignature(alg[1], data, sig)
	}
	return problem(ErrKey, "%v", c.PublicKeyAlgorithm)
}

// ParseToken reads a time stamp without judging it. What is not one is ErrBroken.
func ParseToken(raw []byte) (*Token, error) {
	der, err := canonical(raw)
	if err != nil {
		return nil, err
	}
	t := &Token{}
	var data, signer cryptobyte.String
	if data, err = signedData(der); err != nil {
		return nil, err
	}
	if signer, err = t.parts(data); err != nil {
		return nil, err
	}
	if err := t.parseInfo(t.info); err != nil {
		return nil, err
	}
	return t, t.parseSigner(signer)
}

func broken(what string) error { return problem(ErrBroken, "time stamp: %s", what) }

func signedData(s cryptobyte.String) (data cryptobyte.String, err error) {
	var oid asn1.ObjectIdentifier
	var in cryptobyte.String
	if !s.ReadASN1(&in, cb.SEQUENCE) || !in.ReadASN1ObjectIdentifier(&oid) || !oid.Equal(oidSigned) ||
		!in.ReadASN1(&in, explicit(0)) || !in.ReadASN1(&data, cb.SEQUENCE) {
		return nil, broken("not signed data")
	}
	return data, nil
}

func explicit(n uint8) cb.Tag { return cb.Tag(n).ContextSpecific().Constructed() }

// parts takes content and certificates out of the signed data and returns its one signer.
func (t *Token) parts(s cryptobyte.String) (signer cryptobyte.String, err error) {
	var content, wrapped, octets, certs, signers cryptobyte.String
	var oid asn1.ObjectIdentifier
	if !s.SkipASN1(cb.INTEGER) || !s.SkipASN1(cb.SET) || !s.ReadASN1(&content, cb.SEQUENCE) ||
		!content.ReadASN1ObjectIdentifier(&oid) || !oid.Equal(oidStampInfo) ||
		!content.ReadASN1(&wrapped, explicit(0)) || !wrapped.ReadASN1(&octets, cb.OCTET_STRING) {
		return nil, broken("content")
	}
	if !s.ReadOptionalASN1(&certs, nil, explicit(0)) || !s.SkipOptionalASN1(explicit(1)) ||
		!s.ReadASN1(&signers, cb.SET) || !signers.ReadASN1(&signer, cb.SEQUENCE) || !signers.Empty() {
		return nil, broken("not one signer")
	}
	t.info = octets
	for n := 0; !certs.Empty(); n++ {
		var raw cryptobyte.String
		var tag cb.Tag
		if n == maxOthers || !certs.ReadAnyASN1Element(&raw, &tag) {
			return nil, broken("certificates")
		}
		if c, err := x509.ParseCertificate(raw); err == nil {
			t.Certs = append(t.Certs, c)
		}
	}
	return signer, nil
}

// parseInfo reads the TSTInfo.
func (t *Token) parseInfo(s cryptobyte.String) error {
	var version int
	var in, when, nonce cryptobyte.String
	t.Serial = new(big.Int)
	if !s.ReadASN1(&in, cb.SEQUENCE) || !in.ReadASN1Integer(&version) || version != 1 ||
		!in.ReadASN1ObjectIdentifier(&t.Policy) || !t.readImprint(&in) || !in.ReadASN1Integer(t.Serial) ||
		!in.ReadASN1(&when, cb.GeneralizedTime) {
		return broken("content")
	}
	var err error
	if t.Time, err = time.Parse("20060102150405Z", string(when)); err != nil { // also reads fractions
		return broken("time")
	}
	if !in.SkipOptionalASN1(cb.SEQUENCE) || !in.SkipOptionalASN1(cb.BOOLEAN) {
		return broken("content")
	}
	if in.PeekASN1Tag(cb.INTEGER) && in.ReadASN1Element(&nonce, cb.INTEGER) {
		t.Nonce = new(big.Int)
		if !nonce.ReadASN1Integer(t.Nonce) {
			return broken("nonce")
		}
	}
	return nil
}

func (t *Token) readImprint(s *cryptobyte.String) bool {
	var in, octets cryptobyte.String
	if !s.ReadASN1(&in, cb.SEQUENCE) || !readHash(&in, &t.Hash) || !in.ReadASN1(&octets, cb.OCTET_STRING) {
		return false
	}
	t.Imprint = octets
	return len(octets) == t.Hash.Size()
}

// readHash reads an AlgorithmIdentifier of a hash that is known here.
func readHash(s *cryptobyte.String, h *crypto.Hash) bool {
	var alg cryptobyte.String
	var oid asn1.ObjectIdentifier
	if !s.ReadASN1(&alg, cb.SEQUENCE) || !alg.ReadASN1ObjectIdentifier(&oid) {
		return false
	}
	*h = HashOf(oid)
	return h.Available()
}
