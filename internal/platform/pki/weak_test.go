package pki

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// elder is an authority, or a person, of the years in which SHA-1 was signed.
type elder struct {
	cert *x509.Certificate
	key  crypto.Signer
}

func rsaKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func authorityOf(name string) x509.Certificate {
	return x509.Certificate{SerialNumber: big.NewInt(int64(len(name))), Subject: pkix.Name{CommonName: name}, NotBefore: day(0), NotAfter: day(100),
		IsCA: true, BasicConstraintsValid: true, MaxPathLen: -1, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
}

func personOf(name string) x509.Certificate {
	return x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: name}, NotBefore: day(2), NotAfter: day(20), KeyUsage: x509.KeyUsageDigitalSignature}
}

// issues makes a certificate signed with an algorithm; by nobody it vouches for itself.
func (by *elder) issues(t *testing.T, c x509.Certificate, how x509.SignatureAlgorithm, key crypto.Signer) *elder {
	t.Helper()
	parent, signer := &c, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	c.SignatureAlgorithm = how
	raw, err := x509.CreateCertificate(rand.Reader, &c, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return &elder{cert, key}
}

// withMD5 signs a SHA-1 certificate again with MD5.
func withMD5(t *testing.T, c *x509.Certificate, by *rsa.PrivateKey) *x509.Certificate {
	t.Helper()
	var parts struct {
		TBS       asn1.RawValue
		Algorithm pkix.AlgorithmIdentifier
		Signature asn1.BitString
	}
	if _, err := asn1.Unmarshal(bytes.Clone(c.Raw), &parts); err != nil {
		t.Fatal(err)
	}
	sha1, md := []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5}, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 4}
	for i := range parts.TBS.FullBytes {
		if i+len(sha1) <= len(parts.TBS.FullBytes) && string(parts.TBS.FullBytes[i:i+len(sha1)]) == string(sha1) {
			parts.TBS.FullBytes[i+len(sha1)-1] = 4
		}
	}
	sum := md5.Sum(parts.TBS.FullBytes)
	sig, err := rsa.SignPKCS1v15(rand.Reader, by, crypto.MD5, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	parts.Algorithm.Algorithm, parts.Signature = md, asn1.BitString{Bytes: sig, BitLength: 8 * len(sig)}
	raw, err := asn1.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	out, err := x509.ParseCertificate(raw)
	if err != nil || out.SignatureAlgorithm != x509.MD5WithRSA {
		t.Fatal(err, out.SignatureAlgorithm)
	}
	return out
}

func TestAWayOfSHA1IsWeak(t *testing.T) {
	t.Parallel()
	const old, good = x509.SHA1WithRSA, x509.SHA256WithRSA
	rootKey, midKey, key := rsaKey(t), rsaKey(t), rsaKey(t)
	root := (*elder)(nil).issues(t, authorityOf("Gốc"), old, rootKey)
	mid, goodMid := root.issues(t, authorityOf("Trung gian"), old, midKey), root.issues(t, authorityOf("Trung gian"), good, midKey)
	leaf, goodLeaf := mid.issues(t, personOf("An"), old, key), mid.issues(t, personOf("An"), good, key)
	made := func(change func(*x509.Certificate)) *x509.Certificate {
		c := authorityOf("Trung gian")
		change(&c)
		return root.issues(t, c, old, midKey).cert
	}
	forger := (*elder)(nil).issues(t, authorityOf("Trung gian"), old, rsaKey(t))
	low, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ecRoot := (*elder)(nil).issues(t, authorityOf("Gốc EC"), x509.ECDSAWithSHA256, low)
	strange := personOf("An")
	strange.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
	for name, c := range map[string]struct {
		leaf, mid *x509.Certificate
		at        time.Time
		weak      bool
		want      error
	}{
		"SHA-1 throughout":             {leaf.cert, mid.cert, day(5), true, ErrWeak},
		"only the one between":         {goodLeaf.cert, mid.cert, day(5), true, ErrWeak},
		"only the signer's":            {leaf.cert, goodMid.cert, day(5), true, ErrWeak},
		"only the root's own":          {goodLeaf.cert, goodMid.cert, day(5), false, nil},
		"straight from the root":       {root.issues(t, personOf("An"), old, key).cert, nil, day(5), true, ErrWeak},
		"ECDSA with SHA-1":             {ecRoot.issues(t, personOf("An"), x509.ECDSAWithSHA1, key).cert, nil, day(5), true, ErrWeak},
		"weak and expired":             {leaf.cert, mid.cert, day(30), true, ErrExpired},
		"weak and not yet":             {leaf.cert, mid.cert, day(1), true, ErrNotYet},
		"the signer's with MD5":        {withMD5(t, leaf.cert, midKey), mid.cert, day(5), false, ErrUntrusted},
		"the one between with MD5":     {leaf.cert, withMD5(t, mid.cert, rootKey), day(5), false, ErrUntrusted},
		"somebody of the same name":    {forger.issues(t, personOf("An"), old, key).cert, mid.cert, day(5), false, ErrUntrusted},
		"by a person":                  {leaf.cert, made(func(c *x509.Certificate) { c.IsCA, c.KeyUsage = false, x509.KeyUsageDigitalSignature }), day(5), false, ErrUntrusted},
		"by one who may not sign them": {leaf.cert, made(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign }), day(5), false, ErrUntrusted},
		"for some names only":          {leaf.cert, made(func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"vn"} }), day(5), false, ErrUntrusted},
		"with what is not understood":  {mid.issues(t, strange, old, key).cert, mid.cert, day(5), false, ErrUntrusted},
		"the one between was over":     {leaf.cert, made(func(c *x509.Certificate) { c.NotAfter = day(1) }), day(5), false, ErrUntrusted},
		"without the one between":      {leaf.cert, nil, day(5), false, ErrUntrusted},
	} {
		trust := Trust{Roots: []*x509.Certificate{root.cert, ecRoot.cert}}
		var came []*x509.Certificate
		if c.mid != nil {
			came = append(came, c.mid)
		}
		s := trust.Check(c.leaf, came, c.at, ForSigning)
		if err := s.Err(); s.Weak != c.weak || !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: weak %v, %v, want %v", name, s.Weak, err, c.want)
		}
	}
}

func TestHowLongAWeakWayMayBe(t *testing.T) {
	t.Parallel()
	key := rsaKey(t)
	short := authorityOf("Gốc")
	short.MaxPathLen, short.MaxPathLenZero = 0, true
	root := (*elder)(nil).issues(t, short, x509.SHA1WithRSA, key)
	mid := root.issues(t, authorityOf("Trung gian"), x509.SHA1WithRSA, key)
	leaf := mid.issues(t, personOf("An"), x509.SHA1WithRSA, key)
	trust := Trust{Roots: []*x509.Certificate{root.cert}}
	if s := trust.Check(leaf.cert, []*x509.Certificate{mid.cert}, day(5), ForSigning); s.Chain != nil {
		t.Error("a root that may have none below it has one")
	}
	// Many of one name that vouch for each other cost no more than is allowed.
	var came []*x509.Certificate
	for i := range maxOthers {
		c := authorityOf("Như nhau")
		c.SerialNumber = big.NewInt(int64(i + 1))
		self := (*elder)(nil).issues(t, authorityOf("Như nhau"), x509.SHA1WithRSA, key)
		came = append(came, self.issues(t, c, x509.SHA1WithRSA, key).cert)
	}
	same := (*elder)(nil).issues(t, authorityOf("Như nhau"), x509.SHA1WithRSA, key).issues(t, personOf("An"), x509.SHA1WithRSA, key)
	w := &weakWay{roots: trust.Roots, others: came, at: day(5)}
	if found := w.from([]*x509.Certificate{same.cert}, false); found != nil || w.checks > maxWeakChecks+maxWeakChain {
		t.Errorf("%d signatures were checked", w.checks)
	}
}

func TestAListOfSHA1SpeaksOfAWeakWayOnly(t *testing.T) {
	t.Parallel()
	rootKey, key := rsaKey(t), rsaKey(t)
	root := (*elder)(nil).issues(t, authorityOf("Gốc"), x509.SHA1WithRSA, rootKey)
	weak, strong := root.issues(t, personOf("An"), x509.SHA1WithRSA, key), root.issues(t, personOf("An"), x509.SHA256WithRSA, key)
	raw, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: day(3), NextUpdate: day(30), SignatureAlgorithm: x509.SHA1WithRSA,
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: big.NewInt(7), RevocationTime: day(4)}}}, root.cert, rootKey)
	if err != nil {
		t.Fatal(err)
	}
	l, err := ParseList(raw)
	if err != nil {
		t.Fatal(err)
	}
	trust := Trust{Roots: []*x509.Certificate{root.cert}, Lists: []*x509.RevocationList{l}}
	if s := trust.Check(weak.cert, nil, day(5), ForSigning); s.Revoked == nil || !s.Checked {
		t.Errorf("of a weak way: %+v", s)
	}
	if s := trust.Check(strong.cert, nil, day(5), ForSigning); s.Revoked != nil || s.Checked || s.Err() != nil {
		t.Errorf("of another: %+v", s)
	}
}

// A chain that OpenSSL has made, as those of the years before 2017 were made.
func TestAWeakWayByOpenSSL(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	run := func(args ...string) {
		t.Helper()
		if out, err := exec.CommandContext(t.Context(), "openssl", args...).CombinedOutput(); err != nil {
			t.Fatalf("openssl %v: %s", args, out)
		}
	}
	run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha1", "-days", "30", "-subj", "/C=VN/CN=Root G1", "-keyout", at("ca.key"), "-out", at("ca.pem"))
	run("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/C=VN/CN=Nguyen Van An", "-keyout", at("an.key"), "-out", at("an.csr"))
	for _, how := range []string{"sha1", "md5"} {
		run("x509", "-req", "-in", at("an.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-"+how, "-days", "20", "-set_serial", "7", "-out", at(how+".pem"))
	}
	read := func(name string) *x509.Certificate {
		raw, err := os.ReadFile(at(name))
		if err != nil {
			t.Fatal(err)
		}
		all, err := ParseCertificates(raw)
		if err != nil {
			t.Fatal(err)
		}
		return all[0]
	}
	trust := Trust{Roots: []*x509.Certificate{read("ca.pem")}}
	now := time.Now().Add(time.Minute)
	if s := trust.Check(read("sha1.pem"), nil, now, ForSigning); !errors.Is(s.Err(), ErrWeak) {
		t.Errorf("SHA-1: %v", s.Err())
	}
	if s := trust.Check(read("md5.pem"), nil, now, ForSigning); !errors.Is(s.Err(), ErrUntrusted) {
		t.Errorf("MD5: %v", s.Err())
	}
}
