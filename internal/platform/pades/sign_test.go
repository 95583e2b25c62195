package pades_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sotay/internal/platform/pades"
	"sotay/internal/platform/paper"
	"sotay/internal/platform/pdf"
	"sotay/internal/platform/pki"
)

// at is the time of these tests.
func at() time.Time { return time.Date(2026, 11, 8, 2, 30, 0, 0, time.UTC) }

// office is a trial authority with two people.
type office struct {
	authority  *pki.Authority
	rsa, ecdsa *pki.Identity
}

func newOffice(t testing.TB) office {
	t.Helper()
	a, err := pki.Create(filepath.Join(t.TempDir(), "ca"), "Đảng ủy xã Bảo Thắng", at().AddDate(-1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	o := office{authority: a}
	valid := pki.Period{From: at().AddDate(0, -1, 0), Until: at().AddDate(1, 0, 0)}
	if o.rsa, err = a.Issue(pki.Person{Name: "Nguyễn Thị Ngọc Ưởng", Title: "Bí thư", Serial: "DV-01"}, pki.RSA2048, valid); err != nil {
		t.Fatal(err)
	}
	if o.ecdsa, err = a.Issue(pki.Person{Name: "Lò Văn Sơn", Serial: "DV-02"}, pki.ECDSAP256, valid); err != nil {
		t.Fatal(err)
	}
	return o
}

// resolution is a paper as sotay makes it.
func resolution(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	err := paper.PDF(&b, paper.Paper{
		Layout: paper.HD05(), Superior: "ĐẢNG ỦY XÃ BẢO THẮNG", Issuer: "CHI BỘ THÔN ĐỒNG TÂM", Number: "Số 05-NQ/CB",
		Place: "Lào Cai", Day: paper.Day{Year: 2026, Month: 11, Day: 8}, Kind: "NGHỊ QUYẾT", Abstract: "sinh hoạt thường lệ tháng 11",
		Body:  []paper.Block{paper.Text(strings.Repeat("Chi bộ thống nhất các nhiệm vụ trọng tâm của tháng. ", 120))},
		Right: &paper.Signature{Authority: "T/M CHI BỘ", Post: "BÍ THƯ", Name: "Nguyễn Thị Ngọc Ưởng"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// redSeal is a ring on nothing.
func redSeal(t testing.TB) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 200, 200))
	for y := range 200 {
		for x := range 200 {
			if r := math.Hypot(float64(x)-100, float64(y)-100); r > 86 && r < 98 || r < 20 {
				m.Set(x, y, color.NRGBA{R: 0xD0, G: 0x10, B: 0x10, A: 0xFF})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func visible(t testing.TB) *pades.Seal {
	return &pades.Seal{
		Page: -1, Rect: pdf.Box{X0: 300, Y0: 120, X1: 500, Y1: 190}, Picture: redSeal(t),
		Lines: []string{"Ký bởi: Nguyễn Thị Ngọc Ưởng", "Chi bộ thôn Đồng Tâm", "08/11/2026 09:30:00 +07:00"},
	}
}

func save(t testing.TB, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs a program and gives what it says.
func run(t testing.TB, name string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	return string(out), err
}

// accepted checks a file, whose last signature is over all of it, with pdfsig and qpdf.
func accepted(t testing.TB, file []byte, signatures int) {
	t.Helper()
	if out := wellFormed(t, file, signatures); !strings.Contains(out, "- Total document signed") {
		t.Errorf("not the whole document:\n%s", out)
	}
}

// wellFormed checks a file with pdfsig, which knows no time stamps over documents, and qpdf.
func wellFormed(t testing.TB, file []byte, signatures int) string {
	t.Helper()
	path := save(t, file)
	said, err := run(t, "pdfsig", "-nocert", path)
	if err != nil || strings.Count(said, "Signature is Valid.") != signatures {
		t.Errorf("pdfsig: %v\n%s", err, said)
	}
	if out, err := run(t, "qpdf", "--check", path); err != nil || strings.Contains(out, "WARNING") {
		t.Errorf("qpdf: %v\n%s", err, out)
	}
	return said
}

// opensslAccepts checks a file's last signature with OpenSSL.
func opensslAccepts(t testing.TB, file []byte, root *pki.Authority) {
	t.Helper()
	f, err := pdf.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	fields := f.Array(f.Dict(f.Catalog()["AcroForm"])["Fields"])
	value := f.Dict(f.Dict(fields[len(fields)-1])["V"])
	contents := f.Get(value["Contents"]).(pdf.String)
	ranges := f.Array(value["ByteRange"])
	n := func(i int) int { v, _ := f.Int(ranges[i]); return v }
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	out, err := run(t, "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", write("sig.der", contents.Bytes),
		"-content", write("content", append(bytes.Clone(file[:n(1)]), file[n(2):n(2)+n(3)]...)), "-purpose", "any", "-attime", "1794105000",
		"-CAfile", write("root.pem", pemOf(root.Root().Raw)), "-out", os.DevNull, "-cades")
	if err != nil || !strings.Contains(strings.ToLower(out), "verification successful") {
		t.Errorf("openssl: %v\n%s", err, out)
	}
}

func TestOthersAcceptOurSignatures(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, c := range map[string]struct {
		by *pki.Identity
		o  pades.Options
	}{
		"RSA":               {o.rsa, pades.Options{}},
		"ECDSA":             {o.ecdsa, pades.Options{}},
		"seal":              {o.rsa, pades.Options{Seal: visible(t)}},
		"stamped":           {o.ecdsa, pades.Options{Stamper: o.authority.Stamper(at)}},
		"certified, sealed": {o.rsa, pades.Options{Seal: visible(t), Certify: pades.Forms, Stamper: o.authority.Stamper(at)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.o.At, c.o.Name, c.o.Reason, c.o.Place = at(), "Nguyễn Thị Ngọc Ưởng", "Ban hành", "Lào Cai"
			signed, err := pades.Sign(t.Context(), resolution(t), c.by, c.o)
			if err != nil {
				t.Fatal(err)
			}
			accepted(t, signed, 1)
			opensslAccepts(t, signed, o.authority)
		})
	}
}

func TestSeveralSignInOrder(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	file := resolution(t)
	for i, step := range []pades.Options{
		{Reason: "Ký nháy", Field: "nhay"},
		{Reason: "Ký ban hành", Seal: visible(t), Stamper: o.authority.Stamper(at)},
		{Reason: "Văn thư", Field: "nhay", Seal: &pades.Seal{Page: 1, Rect: pdf.Box{X0: 20, Y0: 800, X1: 200, Y1: 830}, Lines: []string{"Số 05-NQ/CB"}}},
	} {
		step.At = at()
		by := []*pki.Identity{o.ecdsa, o.rsa, o.ecdsa}[i]
		signed, err := pades.Sign(t.Context(), file, by, step)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(signed, file) {
			t.Fatal("signing changed what was there")
		}
		file = signed
		accepted(t, file, i+1)
		opensslAccepts(t, file, o.authority)
	}
}

func TestSignedElsewhere(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	opts := pades.Options{At: at(), Name: "Ưởng", Seal: visible(t)}
	first, err := pades.Prepare(resolution(t), o.rsa.Chain(), opts)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := o.rsa.Sign(t.Context(), first.Digest())
	if err != nil {
		t.Fatal(err)
	}
	again, err := pades.Prepare(resolution(t), o.rsa.Chain(), opts)
	if err != nil {
		t.Fatal(err)
	}
	a, err := first.Embed(t.Context(), sig)
	if err != nil {
		t.Fatal(err)
	}
	b, err := again.Embed(t.Context(), sig)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("preparing twice gives two files")
	}
	accepted(t, a, 1)
	if _, err := first.Embed(t.Context(), append(bytes.Clone(sig[:len(sig)-1]), sig[len(sig)-1]^1)); !errors.Is(err, pades.ErrSignature) {
		t.Errorf("a wrong signature: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	file := resolution(t)
	sealed := func(change func(*pades.Seal)) pades.Options {
		s := visible(t)
		change(s)
		return pades.Options{Seal: s}
	}
	for name, c := range map[string]struct {
		file []byte
		o    pades.Options
		want error
	}{
		"no such page":     {file, sealed(func(s *pades.Seal) { s.Page = 99 }), pades.ErrPlace},
		"off the page":     {file, sealed(func(s *pades.Seal) { s.Rect.X1 = 2000 }), pades.ErrPlace},
		"not a number":     {file, sealed(func(s *pades.Seal) { s.Rect.X1 = math.NaN() }), pades.ErrPlace},
		"no size":          {file, sealed(func(s *pades.Seal) { s.Rect.X1 = s.Rect.X0 }), pades.ErrPlace},
		"not a picture":    {file, sealed(func(s *pades.Seal) { s.Picture = []byte("GIF89a") }), pades.ErrImage},
		"too many lines":   {file, sealed(func(s *pades.Seal) { s.Lines = make([]string, 200); s.Lines[0] = strings.Repeat("dài ", 4000) }), pades.ErrLines},
		"too little room":  {file, pades.Options{Room: 100}, pades.ErrRoom},
		"certify nonsense": {file, pades.Options{Certify: 7}, pades.ErrNotFirst},
		"empty":            {nil, pades.Options{}, pdf.ErrBroken},
		"cut off":          {file[:len(file)-100], pades.Options{}, pdf.ErrBroken},
	} {
		_, err := pades.Sign(t.Context(), c.file, o.rsa, c.o)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := pades.Prepare(file, nil, pades.Options{}); !errors.Is(err, pades.ErrNoChain) {
		t.Error(err)
	}
}
