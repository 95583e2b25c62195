package pki

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var paper = sha256.Sum256([]byte("văn bản"))

func clock() time.Time { return day(5) }

func newToken(t *testing.T, a *Authority) []byte {
	t.Helper()
	raw, err := a.Stamper(clock).Stamp(t.Context(), paper[:])
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestStampsAreGoodForOpenSSL(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	root := write(t, "root.pem", certPEM(a.Root().Raw))
	args := []string{"-CAfile", root, "-attime", "1772700000"}
	token := write(t, "token", newToken(t, a))
	openssl(t, append([]string{"ts", "-verify", "-digest", hex.EncodeToString(paper[:]), "-in", token, "-token_in"}, args...)...)

	// And a question that OpenSSL asks is answered as it likes.
	query := filepath.Join(t.TempDir(), "q")
	openssl(t, "ts", "-query", "-digest", hex.EncodeToString(paper[:]), "-sha256", "-cert", "-out", query)
	raw, err := os.ReadFile(query)
	if err != nil {
		t.Fatal(err)
	}
	reply := write(t, "reply", a.Stamper(clock).Reply(raw))
	openssl(t, append([]string{"ts", "-verify", "-queryfile", query, "-in", reply}, args...)...)
	if text := openssl(t, "ts", "-reply", "-in", reply, "-text"); !strings.Contains(text, "Status: Granted") || !strings.Contains(text, "Mar  5 08:00:00 2026 GMT") {
		t.Error(text)
	}
}

func TestTokenOfOpenSSLIsRead(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	dir := t.TempDir()
	key := filepath.Join(dir, "stamp.pem")
	if err := a.stamp.Save(key); err != nil {
		t.Fatal(err)
	}
	conf := "[tsa]\ndefault_tsa=t\n[t]\nserial=" + dir + "/serial\ndefault_policy=1.2.3.4\ndigests=sha256\naccuracy=secs:1,millisecs:500\nordering=yes\ntsa_name=yes\ness_cert_id_alg=sha1\nsigner_digest=sha512\nclock_precision_digits=3\n"
	query := filepath.Join(dir, "q")
	openssl(t, "ts", "-query", "-digest", hex.EncodeToString(paper[:]), "-sha256", "-cert", "-out", query)
	openssl(t, "ts", "-reply", "-config", write(t, "c", []byte(conf)), "-section", "t", "-queryfile", query, "-inkey", key, "-signer", key, "-chain", write(t, "i", certPEM(a.Issuing().Raw)), "-token_out", "-out", filepath.Join(dir, "tok"))
	raw, err := os.ReadFile(filepath.Join(dir, "tok"))
	if err != nil {
		t.Fatal(err)
	}
	tok, err := ParseToken(raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := tok.Verify(crypto.SHA256, paper[:]); err != nil {
		t.Error(err)
	}
	if tok.Nonce == nil || tok.Policy.String() != "1.2.3.4" || tok.Time.IsZero() {
		t.Errorf("token %+v", tok)
	}
}

func TestTokenSaysWhatItSays(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	tok, err := ParseToken(newToken(t, a))
	if err != nil {
		t.Fatal(err)
	}
	if err := tok.Verify(crypto.SHA256, paper[:]); err != nil {
		t.Fatal(err)
	}
	if !tok.Time.Equal(day(5)) || !tok.Signer.Equal(a.stamp.chain[0]) || tok.Nonce != nil {
		t.Errorf("token %+v", tok)
	}
	if err := trusting(t, a, day(5)).Check(tok.Signer, tok.Certs, tok.Time, ForStamping).Err(); err != nil {
		t.Error(err)
	}
	elsewhere := sha256.Sum256([]byte("khác"))
	if err := tok.Verify(crypto.SHA256, elsewhere[:]); !errors.Is(err, ErrStampInvalid) {
		t.Errorf("another digest: %v", err)
	}
}

// Every byte of a token counts, save in the certificates above the signer's and
// in what names only the outer algorithm.
func TestNoChangedTokenPasses(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	raw := newToken(t, a)
	above := bytes.Index(raw, a.Issuing().Raw)
	size := len(a.Issuing().Raw) + len(a.Root().Raw)
	passed := 0
	for i := range raw {
		if i >= above && i < above+size {
			continue
		}
		changed := bytes.Clone(raw)
		changed[i] ^= 0x01
		tok, err := ParseToken(changed)
		if err != nil || tok.Verify(crypto.SHA256, paper[:]) != nil {
			continue
		}
		if !tok.Time.Equal(day(5)) || !bytes.Equal(tok.Imprint, paper[:]) || !tok.Signer.Equal(a.stamp.chain[0]) {
			t.Errorf("byte %d: a changed claim passes", i)
		}
		passed++
	}
	if passed > 40 { // versions, digest lists and algorithm names that nothing depends on
		t.Errorf("%d changes are not noticed", passed)
	}
}

func TestTokenInBER(t *testing.T) {
	t.Parallel()
	raw := newToken(t, newAuthority(t))
	if same, err := canonical(raw); err != nil || !bytes.Equal(same, raw) {
		t.Fatalf("DER changed: %v", err)
	}
	_, body, _, _, _ := header(raw)
	ber := append(append([]byte{0x30, 0x80}, body...), 0, 0)
	tok, err := ParseToken(ber)
	if err != nil {
		t.Fatal(err)
	}
	if err := tok.Verify(crypto.SHA256, paper[:]); err != nil {
		t.Error(err)
	}
	pieces := []byte{0x24, 0x80, 4, 1, 'a', 4, 0x81, 1, 'b', 0, 0}
	if got, err := canonical(pieces); err != nil || string(got) != "\x04\x02ab" {
		t.Errorf("%q, %v", got, err)
	}
	deep := bytes.Repeat([]byte{0x30, 0x80}, 100_000)
	if _, err := canonical(deep); !errors.Is(err, ErrBroken) {
		t.Errorf("deep: %v", err)
	}
}

func serve(t *testing.T, h http.HandlerFunc) *StampService {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return &StampService{URL: s.URL, HTTP: s.Client()}
}

func TestStampOverHTTP(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	var user, password string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ = r.BasicAuth()
		a.Stamper(clock).ServeHTTP(w, r)
	})
	trust := trusting(t, a, day(5))
	s.Trust, s.User, s.Password = &trust, "u", "p"
	raw, err := s.Stamp(t.Context(), paper[:])
	if err != nil {
		t.Fatal(err)
	}
	tok, err := ParseToken(raw)
	if err != nil || tok.Verify(crypto.SHA256, paper[:]) != nil || user+password != "up" {
		t.Errorf("%v, %s %s", err, user, password)
	}
	foreign := trusting(t, newAuthority(t), day(5))
	s.Trust = &foreign
	if _, err := s.Stamp(t.Context(), paper[:]); !errors.Is(err, ErrStampInvalid) || !errors.Is(err, ErrUntrusted) {
		t.Errorf("a stranger's stamp: %v", err)
	}
	if _, err := s.Stamp(t.Context(), paper[:5]); !errors.Is(err, ErrDigest) {
		t.Errorf("short: %v", err)
	}
}

func TestStampServicesThatMisbehave(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	tsa := a.Stamper(clock)
	old := mustReply(t, tsa, paper[:], 7)
	other := sha256.Sum256([]byte("khác"))
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   error
	}{
		"an error":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, ErrStampService},
		"a page":         {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") }, ErrStampService},
		"nothing":        {func(http.ResponseWriter, *http.Request) {}, ErrStampService},
		"without end":    {func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 10<<20)) }, ErrStampService},
		"a refusal":      {func(w http.ResponseWriter, _ *http.Request) { w.Write(refuse(failure)) }, ErrStampRefused},
		"an old answer":  {func(w http.ResponseWriter, _ *http.Request) { w.Write(old) }, ErrStampInvalid},
		"other digest":   {func(w http.ResponseWriter, _ *http.Request) { w.Write(mustReply(t, tsa, other[:], 7)) }, ErrStampInvalid},
		"just a success": {func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte{0x30, 5, 0x30, 3, 2, 1, 0}) }, ErrStampService},
	} {
		if _, err := serve(t, c.answer).Stamp(t.Context(), paper[:]); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func mustReply(t *testing.T, tsa *StampAuthority, digest []byte, nonce int64) []byte {
	t.Helper()
	q, err := stampRequest(digest, big.NewInt(nonce))
	if err != nil {
		t.Error(err)
	}
	return tsa.Reply(q)
}

func TestStampAuthorityRefuses(t *testing.T) {
	t.Parallel()
	tsa := newAuthority(t).Stamper(clock)
	good, err := stampRequest(paper[:], big.NewInt(1))
	if err != nil {
		t.Fatal(err)
	}
	short, err := stampRequest(paper[:5], big.NewInt(1))
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string][]byte{"empty": nil, "cut": good[:20], "long": append(good, 0), "short digest": short} {
		if _, err := parseReply(tsa.Reply(q)); !errors.Is(err, ErrStampRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w := httptest.NewRecorder()
	tsa.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("GET: %d", w.Code)
	}
	w = httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(make([]byte, 1<<20)))
	r.Header.Set("Content-Type", stampQuery)
	tsa.ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("large: %d", w.Code)
	}
}

func FuzzParseToken(f *testing.F) {
	a, err := Create(filepath.Join(f.TempDir(), "ca"), "Sotay", day(1))
	if err != nil {
		f.Fatal(err)
	}
	raw, err := a.Stamper(clock).Stamp(f.Context(), paper[:])
	if err != nil {
		f.Fatal(err)
	}
	trust := Trust{Roots: []*x509.Certificate{a.Root()}}
	f.Add(raw)
	f.Add([]byte{0x30, 0x80, 0x24, 0x80, 4, 1, 'a', 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		tok, err := ParseToken(raw)
		if err != nil || tok.Verify(crypto.SHA256, paper[:]) != nil {
			return
		}
		if trust.Check(tok.Signer, tok.Certs, tok.Time, ForStamping).Err() == nil && !tok.Time.Equal(day(5)) {
			t.Fatal("a time that nobody stamped")
		}
	})
}

func BenchmarkStamp(b *testing.B) {
	a, err := Create(filepath.Join(b.TempDir(), "ca"), "Sotay", day(1))
	if err != nil {
		b.Fatal(err)
	}
	tsa := a.Stamper(clock)
	for b.Loop() {
		if _, err := tsa.Stamp(b.Context(), paper[:]); err != nil {
			b.Fatal(err)
		}
	}
}
