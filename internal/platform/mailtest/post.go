package mailtest

import (
	"crypto/x509"
	_ "embed"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

//go:embed submission.py
var program []byte

// Posted is a running submission server: aiosmtpd, with the same one account as [Server].
// What it takes lies in a folder until it is looked at.
type Posted struct {
	TLS      string // host:port, encrypted from the first byte
	StartTLS string // host:port, encrypted before the name is said
	Open     string // host:port, never encrypted
	Roots    *x509.CertPool
	dir      string
}

// Taken is a letter that the server took.
type Taken struct {
	From     string
	To       []string
	Letter   []byte
	SignIn   string // who had signed in
	Upgraded bool   // the line was encrypted by STARTTLS
}

// StartPost starts a submission server; it is stopped at the end of the test. An address
// that begins with "khongco@" is refused for good, with "saunhe@" for the present; a
// letter above 8 MB is too large.
func StartPost(t testing.TB) *Posted {
	t.Helper()
	dir := t.TempDir()
	s := &Server{dir: dir}
	s.certificate(t)
	s.write(t, "submission.py", string(program))
	p := &Posted{TLS: free(t), StartTLS: free(t), Open: free(t), Roots: s.Roots, dir: dir}
	cmd := exec.Command("/usr/bin/python3", filepath.Join(dir, "submission.py"), dir, port(p.TLS), port(p.StartTLS), port(p.Open), User, Password)
	said := &strings.Builder{}
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	for range 400 {
		if _, err := os.Stat(filepath.Join(dir, "ready")); err == nil {
			return p
		}
		time.Sleep(25 * time.Millisecond)
	}
	cmd.Process.Kill()
	cmd.Wait()
	t.Fatalf("aiosmtpd does not start; run scripts/setup: %s", said)
	return nil
}

// Letters are what the server took, in order.
func (p *Posted) Letters(t testing.TB) (out []Taken) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(p.dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var one Taken
		if err := json.Unmarshal(raw, &one); err != nil {
			t.Fatal(err)
		}
		out = append(out, one)
	}
	return out
}

// Nobody is an address at which nothing listens.
func Nobody(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
