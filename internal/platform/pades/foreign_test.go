package pades_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sotay/internal/platform/pades"
	"sotay/internal/platform/pdf"
)

// written is a PDF of objects numbered from 1, the first of which is the catalog, with an old-style table.
func written(objects ...string) []byte {
	b := []byte("%PDF-1.7\n")
	var table []byte
	for i, o := range objects {
		table = fmt.Appendf(table, "%010d 00000 n\r\n", len(b))
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := len(b)
	b = fmt.Appendf(b, "xref\n0 %d\n0000000000 65535 f\r\n%s", len(objects)+1, table)
	return fmt.Appendf(b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
}

// withPage is a file of one page with keys of its catalog and page, and further objects from number 4.
func withPage(catalog, page string, objects ...string) []byte {
	return written(append([]string{
		"<</Type /Catalog /Pages 2 0 R " + catalog + ">>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <<>> " + page + ">>",
	}, objects...)...)
}

// byLibreOffice is a page as LibreOffice writes it, as most papers are made.
func byLibreOffice(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/libreoffice.pdf")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Files of all makes take two signatures, visible ones, and both are valid here and for others.
func TestFilesOfAllMakes(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	seal := &pades.Seal{Page: 1, Rect: pdf.Box{X0: 20, Y0: 20, X1: 180, Y1: 70}, Lines: []string{"Lò Văn Sơn", "Văn thư"}}
	for name, make := range map[string]func(t testing.TB) []byte{
		"ours":              func(t testing.TB) []byte { return resolution(t) },
		"object streams":    func(t testing.TB) []byte { return packed(t, resolution(t)) },
		"linear":            func(t testing.TB) []byte { return packed(t, resolution(t), "--linearize") },
		"linear, old table": func(t testing.TB) []byte { return packed(t, resolution(t), "--linearize", "--object-streams=disable") },
		"uncompressed":      func(t testing.TB) []byte { return packed(t, resolution(t), "--qdf") },
		"turned":            func(testing.TB) []byte { return withPage("", "/Rotate 90") },
		"turned back":       func(testing.TB) []byte { return withPage("", "/Rotate -90 /CropBox [50 50 400 500]") },
		"upside down":       func(testing.TB) []byte { return withPage("", "/Rotate 180") },
		"form in place":     func(testing.TB) []byte { return withPage("/AcroForm <</Fields []>>", "/Annots []") },
		"form by reference": func(testing.TB) []byte {
			return withPage("/AcroForm 4 0 R", "/Annots 5 0 R", "<</Fields 6 0 R>>", "[]", "[]")
		},
		"no end of line": func(t testing.TB) []byte { return bytes.TrimRight(resolution(t), "\n") },
		"LibreOffice":    byLibreOffice,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := make(t)
			file = sign(t, file, o.rsa, pades.Options{Field: "bí thư", Stamper: o.authority.Stamper(at)})
			file = sign(t, file, o.ecdsa, pades.Options{Seal: seal})
			accepted(t, file, 2)
			r := verify(t, file, o.trust(t))
			if !r.Valid() {
				t.Fatalf("%+v", r)
			}
			if s := r.Signatures[1]; s.Page != 1 || s.Field != "Signature2" {
				t.Errorf("seal on page %d, field %q", s.Page, s.Field)
			}
		})
	}
}

// What qpdf writes anew is no longer what was signed.
func TestRewritten(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	signed := sign(t, resolution(t), o.rsa, pades.Options{})
	r, err := pades.Verify(packed(t, signed), o.trust(t))
	if err == nil && (r.Valid() || len(r.Signatures) > 0 && r.Signatures[0].State < pades.Changed) {
		t.Errorf("%+v", r)
	}
}

// form is a file with a text field and a field that waits for a signature.
func form() []byte {
	return withPage("/AcroForm <</Fields [4 0 R 5 0 R]>>", "/Annots [4 0 R 5 0 R]",
		"<</Type /Annot /Subtype /Widget /FT /Tx /T (text) /Rect [10 10 100 30] /P 3 0 R>>",
		"<</Type /Annot /Subtype /Widget /FT /Sig /T (sig) /Rect [10 50 100 90] /P 3 0 R>>")
}

func fill(f *pdf.File, u *pdf.Update) {
	look := u.Add(&pdf.Stream{Dict: pdf.Dict{"Type": pdf.Name("XObject"), "Subtype": pdf.Name("Form"), "BBox": pdf.Array{0, 0, 90, 20}}})
	edited(u, pdf.Ref{Num: 4}, map[pdf.Name]any{"V": pdf.String{Bytes: []byte("x")}, "AP": pdf.Dict{"N": look}})
}

func TestFillingIn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, c := range map[string]struct {
		certify pades.Permission
		change  func(f *pdf.File, u *pdf.Update)
		valid   bool
	}{
		"permitted":        {pades.Forms, fill, true},
		"permitted, notes": {pades.FormsAndNote, fill, true},
		"not asked":        {pades.Approve, fill, false},
		"prohibited":       {pades.NoChanges, fill, false},
		"moved": {pades.Forms, func(f *pdf.File, u *pdf.Update) {
			edited(u, pdf.Ref{Num: 4}, map[pdf.Name]any{"Rect": pdf.Array{0, 0, 500, 500}})
		}, false},
		"with a script": {pades.Forms, func(f *pdf.File, u *pdf.Update) { edited(u, pdf.Ref{Num: 4}, map[pdf.Name]any{"AA": pdf.Dict{}}) }, false},
		"hidden":        {pades.Forms, func(f *pdf.File, u *pdf.Update) { edited(u, pdf.Ref{Num: 4}, map[pdf.Name]any{"F": 2}) }, false},
		"signed by nothing": {pades.Forms, func(f *pdf.File, u *pdf.Update) {
			edited(u, pdf.Ref{Num: 5}, map[pdf.Name]any{"V": u.Add(pdf.Dict{"Type": pdf.Name("Sig")})})
		}, false},
		"signature of old":   {pades.Forms, func(f *pdf.File, u *pdf.Update) { edited(u, pdf.Ref{Num: 5}, map[pdf.Name]any{"V": pdf.Ref{Num: 3}}) }, false},
		"field made another": {pades.Forms, func(f *pdf.File, u *pdf.Update) { edited(u, pdf.Ref{Num: 4}, map[pdf.Name]any{"FT": pdf.Name("Btn")}) }, false},
	} {
		signed := sign(t, form(), o.rsa, pades.Options{Certify: c.certify})
		r := verify(t, update(t, signed, c.change), o.trust(t))
		if r.Valid() != c.valid {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// A reference that led nowhere when the paper was signed must lead nowhere afterwards.
func TestAwakenedReference(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	prepared := withPage("", "/Contents [4 0 R 90 0 R]", "<</Length 0>>\nstream\n\nendstream")
	signed := sign(t, prepared, o.rsa, pades.Options{})
	awake := update(t, signed, func(f *pdf.File, u *pdf.Update) {
		u.Set(pdf.Ref{Num: 90}, text("0 0 999 999 re f"))
		inCatalog(map[pdf.Name]any{"DSS": pdf.Dict{"Certs": pdf.Array{pdf.Ref{Num: 90}}}})(f, u)
	})
	if r := verify(t, awake, o.trust(t)); r.Valid() || r.Signatures[0].State < pades.Changed {
		t.Errorf("%+v", r)
	}
	if again := sign(t, awake, o.ecdsa, pades.Options{}); verify(t, again, o.trust(t)).Signatures[0].State < pades.Changed {
		t.Error("healed")
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for want, file := range map[string][]byte{
		"":                         withPage("/OpenAction [3 0 R /Fit]", ""),
		"open-action script":       withPage("/OpenAction <</S /JavaScript /JS (app.alert(1))>>", ""),
		"launch":                   withPage("", "/Annots [<</Subtype /Link /A <</S /Launch /F (cmd.exe)>>>>]"),
		"launch open-action":       withPage("/OpenAction 4 0 R", "", "<</S /Launch>>"),
		"script":                   withPage("/Names <</JavaScript <</Names [(a) 4 0 R]>>>>", "", "<</S /JavaScript /JS 5 0 R>>", "<</Length 0>>\nstream\n\nendstream"),
		"submit":                   withPage("", "/Annots [<</A <</S /SubmitForm>>>>]"),
		"attachment":               withPage("/Names <</EmbeddedFiles <</Names [(a) <</EF <</F 4 0 R>>>>]>>>>", "", "<</Length 0>>\nstream\n\nendstream"),
		"xfa":                      withPage("/AcroForm <</XFA (x)>>", ""),
		"layers":                   withPage("/OCProperties <</OCGs [4 0 R]>>", "", "<</Type /OCG>>"),
		"double-keys":              withPage("/X 1 /X 2", ""),
		"broken-objects":           withPage("", "", "<</Length 99999>>\nstream\n\nendstream"),
		"script of no page's need": withPage("", "", "<</S /JavaScript>>"),
	} {
		want, _, _ = strings.Cut(want, " of ")
		r := verify(t, file, pades.Trust{At: at()})
		var got []string
		for _, c := range r.Warnings {
			got = append(got, string(c))
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want || r.Valid() {
			t.Errorf("%q: %q", want, got)
		}
	}
}

// A paper of 500 pages is signed and judged without ado.
func TestManyPages(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	objects := []string{"<</Type /Catalog /Pages 2 0 R>>", ""}
	var kids strings.Builder
	for range 500 {
		fmt.Fprintf(&kids, "%d 0 R ", len(objects)+1)
		objects = append(objects, "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>")
	}
	objects[1] = "<</Type /Pages /Count 500 /Kids [" + kids.String() + "]>>"
	file := written(objects...)
	for range 5 {
		file = sign(t, file, o.ecdsa, pades.Options{Seal: visible(t)})
	}
	r := verify(t, file, o.trust(t))
	if len(r.Signatures) != 5 || r.Signatures[0].Page != 500 {
		t.Fatalf("%+v", r)
	}
	for i, s := range r.Signatures {
		if covered := i < 4; s.Has(pades.Covered) != covered || s.Valid() == covered {
			t.Errorf("signature %d: %v", i, s.Codes)
		}
	}
}
