package pades_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sotay/internal/platform/pades"
	"sotay/internal/platform/pki"
)

// always stamps the same token, whatever is asked.
type always struct{ token []byte }

func (a always) Stamp(context.Context, []byte) ([]byte, error) { return a.token, nil }

func TestHowCertificatesStood(t *testing.T) {
	t.Parallel()
	o, stranger := newOffice(t), newOffice(t)
	later := at().AddDate(3, 0, 0)
	stamped := pades.Options{Stamper: o.authority.Stamper(at)}
	issue := func(from, until time.Time) *pki.Identity {
		i, err := o.authority.Issue(pki.Person{Name: "Giàng A Pháo"}, pki.ECDSAP256, pki.Period{From: from, Until: until})
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	revoked := func(when time.Time) *pki.Identity {
		i := issue(at().AddDate(0, -1, 0), at().AddDate(1, 0, 0))
		if err := o.authority.Revoke(i.Chain()[0], when, 1); err != nil {
			t.Fatal(err)
		}
		return i
	}
	old, young := issue(at().AddDate(0, -6, 0), at().AddDate(0, -1, 0)), issue(at().AddDate(0, 1, 0), at().AddDate(1, 0, 0))
	before, after := revoked(at().AddDate(0, 0, -1)), revoked(at().AddDate(0, 0, 1))
	trust := o.trust(t)
	for name, c := range map[string]struct {
		by    pades.Signer
		o     pades.Options
		trust func(*pades.Trust)
		valid bool
		codes []pades.Code
	}{
		"good":                       {by: o.rsa, o: stamped, valid: true},
		"good, without time stamp":   {by: o.rsa, valid: true, codes: []pades.Code{pades.NoStamp}},
		"no lists":                   {by: o.rsa, o: stamped, trust: func(t *pades.Trust) { t.CRLs = nil }, valid: true, codes: []pades.Code{pades.RevocationOpen}},
		"a stranger":                 {by: stranger.rsa, o: stamped, codes: []pades.Code{pades.Untrusted}},
		"nobody trusted":             {by: o.rsa, o: stamped, trust: func(t *pades.Trust) { t.Roots = nil }, codes: []pades.Code{pades.Untrusted, pades.StrangeStamp}},
		"expired at signing":         {by: old, o: stamped, codes: []pades.Code{pades.ExpiredAtSigning}},
		"expired, as claimed":        {by: old, codes: []pades.Code{pades.ExpiredAtSigning}},
		"not yet valid":              {by: young, o: stamped, codes: []pades.Code{pades.NotYetValid}},
		"expired since":              {by: o.rsa, o: stamped, trust: func(t *pades.Trust) { t.At = later }, valid: true, codes: []pades.Code{pades.ExpiredSince}},
		"expired, nothing proven":    {by: o.rsa, trust: func(t *pades.Trust) { t.At = later }, codes: []pades.Code{pades.ExpiredUnproven}},
		"revoked before":             {by: before, o: stamped, trust: func(t *pades.Trust) { t.At = at().AddDate(0, 0, 2) }, codes: []pades.Code{pades.Revoked}},
		"revoked since":              {by: after, o: stamped, trust: func(t *pades.Trust) { t.At = at().AddDate(0, 0, 2) }, valid: true, codes: []pades.Code{pades.RevokedSince}},
		"revoked, nothing proven":    {by: after, trust: func(t *pades.Trust) { t.At = at().AddDate(0, 0, 2) }, codes: []pades.Code{pades.Revoked}},
		"a stranger's time stamp":    {by: o.rsa, o: pades.Options{Stamper: stranger.authority.Stamper(at)}, codes: []pades.Code{pades.StrangeStamp}},
		"from the future":            {by: o.rsa, o: pades.Options{At: at().AddDate(0, 2, 0)}, codes: []pades.Code{pades.InFuture}},
		"time stamp's own authority": {by: o.rsa, o: pades.Options{Stamper: stranger.authority.Stamper(at)}, trust: func(t *pades.Trust) { t.Stampers = stranger.certs() }, valid: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			trust := trust
			if c.trust != nil {
				c.trust(&trust)
			}
			r := verify(t, sign(t, small(t), c.by, c.o), trust)
			s := r.Signatures[0]
			if r.Valid() != c.valid || s.State != pades.Intact {
				t.Errorf("valid %v, state %v, %v", r.Valid(), s.State, s.Codes)
			}
			for _, code := range c.codes {
				if !s.Has(code) {
					t.Errorf("%s is not among %v", code, s.Codes)
				}
			}
		})
	}
}

// What a stranger adds to a paper leaves what was signed as it was, but the file is not valid as a whole.
func TestStrangerSignsToo(t *testing.T) {
	t.Parallel()
	o, stranger := newOffice(t), newOffice(t)
	file := sign(t, sign(t, small(t), o.rsa, pades.Options{}), stranger.rsa, pades.Options{Seal: visible(t)})
	r := verify(t, file, o.trust(t))
	first, second := r.Signatures[0], r.Signatures[1]
	if r.Valid() || !first.Valid() || second.Valid() || !second.Has(pades.Untrusted) || second.State != pades.Intact {
		t.Errorf("%+v", r)
	}
	if len(first.Later) != 1 || first.Later[0].Kind != pades.AddedSignature || first.Later[0].Page != 1 {
		t.Errorf("%+v", first.Later)
	}
}

func TestStampOfSomethingElse(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	other := sha256.Sum256([]byte("other"))
	token, err := o.authority.Stamper(at).Stamp(t.Context(), other[:])
	if err != nil {
		t.Fatal(err)
	}
	for _, stamper := range []pades.Stamper{always{token}, always{nil}, always{token[:len(token)/2]}} {
		if _, err := pades.Sign(t.Context(), small(t), o.rsa, pades.Options{Stamper: stamper}); !errors.Is(err, pades.ErrStamp) {
			t.Error(err)
		}
		if _, err := pades.StampDocument(t.Context(), small(t), stamper); !errors.Is(err, pades.ErrStamp) {
			t.Error(err)
		}
	}
}

// byOpenSSL signs what is prepared with OpenSSL.
func byOpenSSL(t testing.TB, o office, p *pades.Prepared, more ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	key, above, content, out := filepath.Join(dir, "key.pem"), filepath.Join(dir, "above.pem"), filepath.Join(dir, "content"), filepath.Join(dir, "sig.der")
	if err := errors.Join(o.rsa.Save(key), os.WriteFile(above, pemOf(o.authority.Issuing().Raw), 0o600), os.WriteFile(content, p.Signed(), 0o600)); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"cms", "-sign", "-binary", "-in", content, "-signer", key, "-certfile", above, "-outform", "DER", "-out", out}, more...)
	if said, err := run(t, "openssl", args...); err != nil {
		t.Fatalf("openssl: %v\n%s", err, said)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// loosened writes the outer elements of a message with indefinite lengths, as BER allows. Each is the last one in the one
// around it.
func loosened(der []byte, layers int) []byte {
	if layers == 0 {
		return der
	}
	head := 2
	if der[1] > 0x80 {
		head += int(der[1] & 0x7f)
	}
	body := der[head:]
	inner := 0 // where the next layer begins
	if layers == 3 {
		inner = 2 + int(body[1]) // after the object identifier
	}
	out := append([]byte{der[0], 0x80}, body[:inner]...)
	return append(append(out, loosened(body[inner:], layers-1)...), 0, 0)
}

func TestForeignSignatures(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, c := range map[string]struct {
		format string
		args   []string
		state  pades.State
		codes  []pades.Code
		valid  bool
	}{
		"CAdES":                  {"ETSI.CAdES.detached", []string{"-cades"}, pades.Intact, nil, true},
		"PKCS #7":                {"adbe.pkcs7.detached", nil, pades.Intact, nil, true},
		"without attributes":     {"adbe.pkcs7.detached", []string{"-noattr"}, pades.Intact, nil, true},
		"PSS":                    {"adbe.pkcs7.detached", []string{"-keyopt", "rsa_padding_mode:pss"}, pades.Intact, nil, true},
		"SHA-512":                {"adbe.pkcs7.detached", []string{"-md", "sha512"}, pades.Intact, nil, true},
		"BER":                    {"adbe.pkcs7.detached", []string{"ber"}, pades.Weak, []pades.Code{pades.WeakEncoding}, false},
		"SHA-1":                  {"adbe.pkcs7.detached", []string{"-md", "sha1"}, pades.Weak, []pades.Code{pades.WeakAlgorithm}, false},
		"SHA-1 in BER":           {"adbe.pkcs7.detached", []string{"-md", "sha1", "ber"}, pades.Weak, []pades.Code{pades.WeakAlgorithm, pades.WeakEncoding}, false},
		"MD5":                    {"adbe.pkcs7.detached", []string{"-md", "md5"}, pades.Broken, []pades.Code{pades.BadMessage}, false},
		"content inside":         {"adbe.pkcs7.detached", []string{"-nodetach"}, pades.Broken, []pades.Code{pades.BadMessage}, false},
		"CAdES that is none":     {"ETSI.CAdES.detached", nil, pades.Broken, []pades.Code{pades.BadMessage}, false},
		"no certificate":         {"adbe.pkcs7.detached", []string{"-nocerts"}, pades.Broken, []pades.Code{pades.BadMessage}, false},
		"a format of the future": {"ETSI.Foo", nil, pades.Broken, []pades.Code{pades.Unsupported}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := pades.PrepareAs(small(t), pades.Options{At: at(), Room: 40000}, c.format)
			if err != nil {
				t.Fatal(err)
			}
			ber := len(c.args) > 0 && c.args[len(c.args)-1] == "ber"
			if ber {
				c.args = c.args[:len(c.args)-1]
			}
			message := byOpenSSL(t, o, p, c.args...)
			if ber {
				message = loosened(message, 3)
			}
			file, err := p.EmbedUnchecked(message)
			if err != nil {
				t.Fatal(err)
			}
			trust := o.trust(t)
			trust.At = time.Now() // OpenSSL signs with the time of the machine
			r := verify(t, file, trust)
			s := r.Signatures[0]
			if s.State != c.state || r.Valid() != c.valid {
				t.Errorf("state %v, valid %v, %v", s.State, r.Valid(), s.Codes)
			}
			for _, code := range c.codes {
				if !s.Has(code) {
					t.Errorf("%s is not among %v", code, s.Codes)
				}
			}
		})
	}
}

// An outside service may make the whole message.
func TestEmbedMessage(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	opts := pades.Options{At: at(), Room: 8000}
	p, err := pades.Prepare(small(t), o.rsa.Chain(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(p.Signed()); !bytes.Equal(sum[:], p.FileDigest()) {
		t.Error("the digest is of something else")
	}
	message := byOpenSSL(t, o, p, "-cades")
	file, err := p.EmbedMessage(message)
	if err != nil {
		t.Fatal(err)
	}
	accepted(t, file, 1)
	other, err := pades.Prepare(resolution(t), o.rsa.Chain(), opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range [][]byte{nil, message[:100], slices.Concat(message, []byte{1})} {
		if _, err := p.EmbedMessage(m); !errors.Is(err, pades.ErrSignature) {
			t.Error(err)
		}
	}
	if _, err := other.EmbedMessage(message); !errors.Is(err, pades.ErrSignature) {
		t.Errorf("a message for another file: %v", err)
	}
}

func TestEveryCodeHasItsSentence(t *testing.T) {
	t.Parallel()
	seen := map[string]pades.Code{}
	unknown := pades.Sentence("?")
	for _, c := range pades.Codes() {
		s := pades.Sentence(c)
		if s == unknown || !strings.HasSuffix(s, ".") || seen[s] != "" {
			t.Errorf("%s: %q, as %s", c, s, seen[s])
		}
		seen[s] = c
	}
	if len(seen) < 50 {
		t.Errorf("%d codes", len(seen))
	}
}
