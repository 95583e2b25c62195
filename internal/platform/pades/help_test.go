package pades_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"sotay/internal/platform/paper"
)

func pemOf(der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}) }

func (o office) certs() []*x509.Certificate { return []*x509.Certificate{o.authority.Root()} }

// small is a paper of one page.
func small(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	err := paper.PDF(&b, paper.Paper{
		Layout: paper.HD05(), Issuer: "CHI BỘ", Kind: "THÔNG BÁO", Abstract: "họp", Day: paper.Day{Year: 2026, Month: 11, Day: 8},
		Body: []paper.Block{paper.Text("Họp.")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// packed is a file as qpdf writes it, with object streams.
func packed(t testing.TB, file []byte, more ...string) []byte {
	t.Helper()
	from, to := save(t, file), filepath.Join(t.TempDir(), "packed.pdf")
	if out, err := run(t, "qpdf", append(more, "--deterministic-id", "--object-streams=generate", from, to)...); err != nil {
		t.Fatalf("qpdf: %v\n%s", err, out)
	}
	b, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
