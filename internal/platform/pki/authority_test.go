package pki

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

func day(d int) time.Time { return time.Date(2026, 3, d, 8, 0, 0, 0, time.UTC) }

var secretary = Person{Name: "Nguyễn Văn Ánh", Organisation: "Đảng ủy phường Hòa Bình", Title: "Bí thư", Email: "anh@example.vn", Serial: "DV-01"}

func newAuthority(t *testing.T) *Authority {
	t.Helper()
	a, err := Create(filepath.Join(t.TempDir(), "ca"), "Sotay", day(1))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func newSigner(t *testing.T, a *Authority, kind KeyKind) *Identity {
	t.Helper()
	i, err := a.Issue(secretary, kind, Period{day(2), day(20)})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// openssl runs the other implementation that has to agree with ours.
func openssl(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "openssl", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("openssl %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func certPEM(raw ...[]byte) (out []byte) {
	for _, r := range raw {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r})...)
	}
	return out
}

func TestPeopleAreCertifiedAsOpenSSLAgrees(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	lists, err := a.Lists(day(3))
	if err != nil {
		t.Fatal(err)
	}
	var crls []byte
	for _, l := range lists {
		crls = append(crls, pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: l})...)
	}
	root := write(t, "root.pem", certPEM(a.Root().Raw))
	between := write(t, "issuing.pem", certPEM(a.Issuing().Raw))
	list := write(t, "lists.pem", crls)
	at := "1772611200" // 4 March 2026
	for _, kind := range []KeyKind{RSA2048, ECDSAP256} {
		leaf := write(t, "leaf.pem", certPEM(newSigner(t, a, kind).Chain()[0].Raw))
		openssl(t, "verify", "-x509_strict", "-attime", at, "-crl_check_all", "-CRLfile", list, "-CAfile", root, "-untrusted", between, leaf)
	}
	stamp := write(t, "stamp.pem", certPEM(a.stamp.chain[0].Raw))
	openssl(t, "verify", "-x509_strict", "-purpose", "timestampsign", "-attime", at, "-CAfile", root, "-untrusted", between, stamp)
}

func TestAPersonIsNamed(t *testing.T) {
	t.Parallel()
	c := newSigner(t, newAuthority(t), ECDSAP256).Chain()[0]
	s := c.Subject
	if s.CommonName != secretary.Name || s.Organization[0] != secretary.Organisation || s.SerialNumber != secretary.Serial || c.EmailAddresses[0] != secretary.Email {
		t.Errorf("subject %s, e-mail %v", s, c.EmailAddresses)
	}
}

func TestSigning(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	digest := sha256.Sum256([]byte("nghị quyết"))
	for _, kind := range []KeyKind{RSA2048, ECDSAP256} {
		i := newSigner(t, a, kind)
		sig, err := i.Sign(t.Context(), digest[:])
		if err != nil {
			t.Fatal(err)
		}
		switch k := i.Chain()[0].PublicKey.(type) {
		case *rsa.PublicKey:
			if err := rsa.VerifyPKCS1v15(k, crypto.SHA256, digest[:], sig); err != nil {
				t.Error(err)
			}
		case *ecdsa.PublicKey:
			if !ecdsa.VerifyASN1(k, digest[:], sig) {
				t.Error("ECDSA signature")
			}
		}
		if _, err := i.Sign(t.Context(), digest[:20]); !errors.Is(err, ErrDigest) {
			t.Errorf("short digest: %v", err)
		}
		if n := len(i.Chain()); n != 3 {
			t.Errorf("%d certificates in the chain", n)
		}
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	path := filepath.Join(t.TempDir(), "secretary.pem")
	i := newSigner(t, a, RSA2048)
	for range 2 { // replacing is no error
		if err := i.Save(path); err != nil {
			t.Fatal(err)
		}
	}
	back, err := Load(path)
	if err != nil || !back.chain[0].Equal(i.chain[0]) || len(back.chain) != 3 {
		t.Errorf("read back: %v", err)
	}
	names, _ := filepath.Glob(filepath.Join(a.dir, "*"))
	for _, p := range append(names, path) {
		if info, err := os.Stat(p); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", p, info.Mode(), err)
		}
	}
	if hidden, _ := filepath.Glob(filepath.Join(a.dir, ".*-*")); len(hidden) > 0 {
		t.Errorf("left behind: %v", hidden)
	}
}

func TestAnAuthorityIsMadeOnce(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	if _, err := Create(a.dir, "Sotay", day(1)); !errors.Is(err, ErrExists) {
		t.Errorf("second: %v", err)
	}
	again, err := Open(a.dir)
	if err != nil || !again.Root().Equal(a.Root()) {
		t.Errorf("opened again: %v", err)
	}
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrNoAuthority) {
		t.Errorf("empty folder: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(a.dir), ".authority-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestBadFilesAndSubjects(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	for name, content := range map[string]string{"empty": "", "text": "hello", "key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		if _, err := Load(write(t, "x.pem", []byte(content))); !errors.Is(err, ErrNoKey) && !errors.Is(err, ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	mixed := append(pemOfKey(t, newSigner(t, a, ECDSAP256)), certPEM(newSigner(t, a, ECDSAP256).chain[0].Raw)...)
	if _, err := Load(write(t, "x.pem", mixed)); !errors.Is(err, ErrNoKey) {
		t.Errorf("another's certificate: %v", err)
	}
	if _, err := a.Issue(Person{}, RSA2048, Period{day(1), day(2)}); !errors.Is(err, ErrSubject) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := a.Issue(secretary, RSA2048, Period{day(2), day(2)}); !errors.Is(err, ErrSubject) {
		t.Errorf("no time: %v", err)
	}
	if _, err := a.Issue(secretary, 9, Period{day(1), day(2)}); !errors.Is(err, ErrKey) {
		t.Errorf("unknown kind: %v", err)
	}
}

func pemOfKey(t *testing.T, i *Identity) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "i.pem")
	if err := i.Save(path); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(raw)
	return pem.EncodeToMemory(block)
}
