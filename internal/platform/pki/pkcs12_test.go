package pki

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"
)

func TestOpenPKCS12ThatOpenSSLWrites(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	const password = "Mật khẩu 1"
	for _, kind := range []KeyKind{RSA2048, ECDSAP256} {
		i := newSigner(t, a, kind)
		in := filepath.Join(t.TempDir(), "i.pem")
		if err := i.Save(in); err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(t.TempDir(), "i.p12")
		openssl(t, "pkcs12", "-export", "-in", in, "-out", out, "-passout", "pass:"+password)
		raw, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		back, err := OpenPKCS12(raw, password)
		if err != nil || !back.chain[0].Equal(i.chain[0]) || len(back.chain) != 3 {
			t.Fatalf("opened: %v", err)
		}
		if _, err := OpenPKCS12(raw, "mật khẩu 1"); !errors.Is(err, ErrPassword) {
			t.Errorf("wrong password: %v", err)
		}
		if _, err := OpenPKCS12(raw[:len(raw)/2], password); !errors.Is(err, ErrBroken) {
			t.Errorf("half: %v", err)
		}
	}
}

func TestOpenPKCS12OfManyMakers(t *testing.T) {
	t.Parallel()
	i := newSigner(t, newAuthority(t), RSA2048)
	for name, enc := range map[string]*pkcs12.Encoder{"RC2": pkcs12.LegacyRC2, "3DES": pkcs12.LegacyDES, "AES": pkcs12.Modern2023} {
		raw, err := enc.Encode(i.key, i.chain[0], i.chain[1:], "x")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := OpenPKCS12(raw, "x"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := OpenPKCS12(raw, ""); !errors.Is(err, ErrPassword) {
			t.Errorf("%s without password: %v", name, err)
		}
	}
}

// A file may ask for years of work before its password can be judged.
func TestOpenPKCS12RefusesEndlessWork(t *testing.T) {
	t.Parallel()
	i := newSigner(t, newAuthority(t), ECDSAP256)
	raw, err := pkcs12.Modern2023.WithIterations(0x01_2345).Encode(i.key, i.chain[0], nil, "x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenPKCS12(raw, "x"); err != nil {
		t.Errorf("74,565 rounds are fine: %v", err)
	}
	if costly := bytes.Replace(raw, []byte{2, 3, 0x01, 0x23, 0x45}, []byte{2, 3, 0x7f, 0xff, 0xff}, 1); bytes.Equal(costly, raw) {
		t.Error("not made costly")
	} else if _, err := OpenPKCS12(costly, "x"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("8 million rounds: %v", err)
	}
	start := time.Now()
	for _, part := range []string{
		"\x30\x12\x30\x00\x04\x08saltsalt\x02\x04\x7f\xff\xff\xff", // as the MAC names it
		"\x30\x11\x04\x08saltsalt\x02\x01\x01\x02\x02\x7f\xff",     // a key of 32 KiB
	} {
		if _, err := OpenPKCS12([]byte(part), "x"); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%q: %v", part, err)
		}
	}
	if _, err := OpenPKCS12(make([]byte, maxFile+1), "x"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("large: %v", err)
	}
	if d := time.Since(start); d > time.Second {
		t.Errorf("took %v", d)
	}
}

func TestOpenPKCS12RefusesWeakKeys(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, alg := range []string{"rsa:1024", "ed25519"} {
		openssl(t, "req", "-x509", "-newkey", alg, "-nodes", "-subj", "/CN=x", "-keyout", at("k"), "-out", at("c"))
		openssl(t, "pkcs12", "-export", "-inkey", at("k"), "-in", at("c"), "-out", at("p"), "-passout", "pass:x")
		raw, err := os.ReadFile(at("p"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := OpenPKCS12(raw, "x"); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", alg, err)
		}
	}
}

func FuzzOpenPKCS12(f *testing.F) {
	f.Add([]byte("\x30\x12\x30\x00\x04\x08saltsalt\x02\x04\x7f\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := OpenPKCS12(raw, "x"); err == nil {
			t.Skip()
		}
	})
}
