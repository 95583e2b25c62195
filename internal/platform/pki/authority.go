package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Authority is a certificate authority for trials: a root, an issuing authority
// below it and a time-stamp authority, kept in one folder. Whoever reads the
// folder can sign in anybody's name, so it proves nothing outside a trial. One
// process may have it open for issuing and revoking at a time.
type Authority struct {
	dir                  string
	root, issuing, stamp *Identity

	mu sync.Mutex // one revocation at a time
}

// Period is the time from which and until which a certificate is valid.
type Period struct{ From, Until time.Time }

// KeyKind says which key a new certificate gets.
type KeyKind uint8

// The kinds of keys.
const (
	RSA2048 KeyKind = iota
	ECDSAP256
)

// Person is whom a signing certificate is for. Name is needed, the rest may be empty.
type Person struct {
	Name         string
	Organisation string
	Title        string
	Email        string
	Serial       string // what tells apart people of one name: "CCCD:0123…", a member's number
}

// Names of the files in the folder.
const (
	rootFile    = "root.pem"
	issuingFile = "issuing.pem"
	stampFile   = "stamp.pem"
	rootList    = "root.crl"
	issuingList = "issuing.crl"
)

const (
	authorityYears = 20
	listDays       = 7 // until the next revocation list is due
)

// Create makes an authority in the folder dir, which must not be there or be
// empty; else it is ErrExists. It is made whole or not at all.
func Create(dir, organisation string, now time.Time) (*Authority, error) {
	if organisation == "" || now.IsZero() {
		return nil, ErrSubject
	}
	tmp, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), ".authority-") // 0700 by its contract
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp) // in vain once it has its own name
	if err := lay(tmp, organisation, now); err != nil {
		return nil, err
	}
	if err := settle(tmp, dir); err != nil {
		return nil, err
	}
	return Open(dir)
}

// lay writes everything that an authority consists of into an empty folder.
func lay(dir, organisation string, now time.Time) error {
	period := Period{now.Add(-time.Hour), now.AddDate(authorityYears, 0, 0)}
	root, err := issue(nil, authorityTemplate(organisation+" (gốc thử nghiệm)", organisation, 1, period), ECDSAP256)
	if err != nil {
		return err
	}
	issuing, err := issue(root, authorityTemplate(organisation+" (cấp thử nghiệm)", organisation, 0, period), ECDSAP256)
	if err != nil {
		return err
	}
	stamp, err := issue(issuing, stampTemplate(organisation, period), ECDSAP256)
	if err != nil {
		return err
	}
	a := &Authority{dir: dir, root: root, issuing: issuing, stamp: stamp}
	return errors.Join(
		root.Save(a.path(rootFile)), issuing.Save(a.path(issuingFile)), stamp.Save(a.path(stampFile)),
		a.publish(root, rootList, nil, now), a.publish(issuing, issuingList, nil, now))
}

// Open opens the authority in the folder; ErrNoAuthority if there is none.
func Open(dir string) (*Authority, error) {
	a := &Authority{dir: dir}
	for name, to := range map[string]**Identity{rootFile: &a.root, issuingFile: &a.issuing, stampFile: &a.stamp} {
		i, err := Load(a.path(name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, problem(ErrNoAuthority, "%v", err)
		}
		if err != nil {
			return nil, err
		}
		*to = i
	}
	return a, nil
}

func (a *Authority) path(name string) string { return filepath.Join(a.dir, name) }

// Root is the certificate to trust.
func (a *Authority) Root() *x509.Certificate { return a.root.chain[0] }

// Issuing is the certificate that stands between the root and people's.
func (a *Authority) Issuing() *x509.Certificate { return a.issuing.chain[0] }

// Issue makes a key and a signing certificate for a person. Nothing of it is kept:
// Save it, or the key is gone.
func (a *Authority) Issue(p Person, kind KeyKind, valid Period) (*Identity, error) {
	if p.Name == "" || !valid.Until.After(valid.From) {
		return nil, ErrSubject
	}
	return issue(a.issuing, personTemplate(p, valid), kind)
}

// issue makes a key and has its certificate signed by the identity above, or by
// itself when there is none.
func issue(above *Identity, t *x509.Certificate, kind KeyKind) (*Identity, error) {
	key, err := newKey(kind)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	t.SerialNumber = serial.Add(serial, big.NewInt(1))
	parent, signer := t, key
	var rest []*x509.Certificate
	if above != nil {
		parent, signer, rest = above.chain[0], above.key, above.chain
	}
	der, err := x509.CreateCertificate(rand.Reader, t, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return newIdentity(key, leaf, rest)
}

func newKey(kind KeyKind) (crypto.Signer, error) {
	switch kind {
	case RSA2048:
		return rsa.GenerateKey(rand.Reader, 2048)
	case ECDSAP256:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	return nil, problem(ErrKey, "kind %d", kind)
}

func authorityTemplate(name, organisation string, below int, valid Period) *x509.Certificate {
	return &x509.Certificate{
		Subject:   pkix.Name{CommonName: name, Organization: []string{organisation}, Country: []string{"VN"}},
		NotBefore: valid.From, NotAfter: valid.Until,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true, IsCA: true, MaxPathLen: below, MaxPathLenZero: below == 0,
	}
}

// stampTemplate names time stamping as the one use, critically, as RFC 3161 2.3 asks.
func stampTemplate(organisation string, valid Period) *x509.Certificate {
	usage, _ := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}}) // cannot fail: a constant
	return &x509.Certificate{
		Subject:   pkix.Name{CommonName: organisation + " (dấu thời gian thử nghiệm)", Organization: []string{organisation}, Country: []string{"VN"}},
		NotBefore: valid.From, NotAfter: valid.Until,
		KeyUsage:        x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: usage}},
	}
}

func personTemplate(p Person, valid Period) *x509.Certificate {
	subject := pkix.Name{CommonName: p.Name, SerialNumber: p.Serial, Country: []string{"VN"}}
	if p.Organisation != "" {
		subject.Organization = []string{p.Organisation}
	}
	if p.Title != "" {
		subject.ExtraNames = []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{2, 5, 4, 12}, Value: p.Title}}
	}
	t := &x509.Certificate{
		Subject: subject, NotBefore: valid.From, NotAfter: valid.Until,
		KeyUsage:           x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		ExtKeyUsage:        []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
		UnknownExtKeyUsage: []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 36}}, // document signing, RFC 9336
	}
	if p.Email != "" {
		t.EmailAddresses = []string{p.Email}
	}
	return t
}
