package pades_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sotay/internal/platform/pades"
	"sotay/internal/platform/pdf"
)

// update appends an update to a file.
func update(t testing.TB, file []byte, change func(f *pdf.File, u *pdf.Update)) []byte {
	t.Helper()
	f, err := pdf.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	u := pdf.NewUpdate(f)
	change(f, u)
	return u.Bytes()
}

func root(f *pdf.File) pdf.Ref { return f.Trailer["Root"].(pdf.Ref) }

func page(f *pdf.File, n int) pdf.Ref {
	pages, err := f.Pages()
	if err != nil {
		panic(err)
	}
	return pages[n]
}

// edited changes keys of a dictionary.
func edited(u *pdf.Update, r pdf.Ref, change map[pdf.Name]any) {
	d := u.Dict(r)
	for k, v := range change {
		if v == nil {
			delete(d, k)
		} else {
			d[k] = v
		}
	}
	u.Set(r, d)
}

func inCatalog(change map[pdf.Name]any) func(*pdf.File, *pdf.Update) {
	return func(f *pdf.File, u *pdf.Update) { edited(u, root(f), change) }
}

// fieldOf is the field of the first signature.
func fieldOf(f *pdf.File) pdf.Ref { return f.Array(formOf(f)["Fields"])[0].(pdf.Ref) }

func formOf(f *pdf.File) pdf.Dict { return f.Dict(f.Catalog()["AcroForm"]) }

func formRef(f *pdf.File) pdf.Ref { return f.Catalog()["AcroForm"].(pdf.Ref) }

// addField adds a field to form and first page.
func addField(f *pdf.File, u *pdf.Update, field pdf.Dict) {
	r := u.Add(field)
	edited(u, formRef(f), map[pdf.Name]any{"Fields": append(slices.Clone(f.Array(formOf(f)["Fields"])), r)})
	p := page(f, 0)
	edited(u, p, map[pdf.Name]any{"Annots": append(slices.Clone(f.Array(f.Dict(p)["Annots"])), r)})
}

func content(f *pdf.File) pdf.Ref { return f.Dict(page(f, 0))["Contents"].(pdf.Ref) }

func text(s string) *pdf.Stream { return &pdf.Stream{Dict: pdf.Dict{}, Raw: []byte(s)} }

// later are updates that change what was signed, and what they must be called.
func later() map[string]struct {
	change func(f *pdf.File, u *pdf.Update)
	kind   pades.Code
} {
	type attack = struct {
		change func(f *pdf.File, u *pdf.Update)
		kind   pades.Code
	}
	return map[string]attack{
		"text over the page": {func(f *pdf.File, u *pdf.Update) {
			edited(u, page(f, 0), map[pdf.Name]any{"Contents": pdf.Array{content(f), u.Add(text("q 1 0 0 rg 0 0 999 999 re f Q"))}})
		}, pades.ChangedContent},
		"content replaced": {func(f *pdf.File, u *pdf.Update) { u.Set(content(f), text("")) }, pades.ChangedContent},
		"font replaced": {func(f *pdf.File, u *pdf.Update) {
			for _, n := range f.Numbers() {
				if r := (pdf.Ref{Num: n, Gen: f.Gen(n)}); f.Name(f.Dict(r)["Type"]) == "Font" {
					edited(u, r, map[pdf.Name]any{"BaseFont": pdf.Name("Wingdings")})
					return
				}
			}
		}, pades.ChangedContent},
		"page gone": {func(f *pdf.File, u *pdf.Update) {
			pages := f.Catalog()["Pages"].(pdf.Ref)
			kids := f.Array(f.Dict(pages)["Kids"])
			edited(u, pages, map[pdf.Name]any{"Kids": kids[:len(kids)-1], "Count": len(kids) - 1})
		}, pades.ChangedPages},
		"pages swapped": {func(f *pdf.File, u *pdf.Update) {
			pages := f.Catalog()["Pages"].(pdf.Ref)
			kids := slices.Clone(f.Array(f.Dict(pages)["Kids"]))
			slices.Reverse(kids)
			edited(u, pages, map[pdf.Name]any{"Kids": kids})
		}, pades.ChangedPages},
		"page cut": {func(f *pdf.File, u *pdf.Update) {
			edited(u, page(f, 0), map[pdf.Name]any{"CropBox": pdf.Array{0, 0, 100, 100}})
		}, pades.ChangedPages},
		"other pages": {func(f *pdf.File, u *pdf.Update) {
			copied := u.Add(f.Dict(f.Catalog()["Pages"]))
			edited(u, root(f), map[pdf.Name]any{"Pages": copied})
		}, pades.ChangedDocument},
		"note": {func(f *pdf.File, u *pdf.Update) {
			p := page(f, 0)
			note := u.Add(pdf.Dict{"Type": pdf.Name("Annot"), "Subtype": pdf.Name("FreeText"), "Rect": pdf.Array{0, 0, 500, 500}, "Contents": pdf.String{Bytes: []byte("x")}})
			edited(u, p, map[pdf.Name]any{"Annots": append(slices.Clone(f.Array(f.Dict(p)["Annots"])), note)})
		}, pades.ChangedNotes},
		"script":       {inCatalog(map[pdf.Name]any{"OpenAction": pdf.Dict{"S": pdf.Name("JavaScript"), "JS": pdf.String{Bytes: []byte("1")}}}), pades.ChangedDocument},
		"layers":       {inCatalog(map[pdf.Name]any{"OCProperties": pdf.Dict{}}), pades.ChangedDocument},
		"viewer":       {inCatalog(map[pdf.Name]any{"ViewerPreferences": pdf.Dict{"HideToolbar": true}}), pades.ChangedDocument},
		"metadata":     {inCatalog(map[pdf.Name]any{"Metadata": pdf.Dict{}}), pades.ChangedDocument},
		"permission":   {inCatalog(map[pdf.Name]any{"Perms": pdf.Dict{}}), pades.ChangedDocument},
		"evidence odd": {inCatalog(map[pdf.Name]any{"DSS": pdf.Dict{"Hidden": pdf.Dict{}}}), pades.ChangedDocument},
		"orphan":       {func(f *pdf.File, u *pdf.Update) { u.Add(text("secret")) }, pades.HiddenObjects},
		"orphan beside": {func(f *pdf.File, u *pdf.Update) {
			inCatalog(map[pdf.Name]any{"DSS": pdf.Dict{}})(f, u)
			u.Add(text("x"))
		}, pades.HiddenObjects},
		"nothing at all": {func(f *pdf.File, u *pdf.Update) {}, pades.HiddenObjects},
		"title": {func(f *pdf.File, u *pdf.Update) {
			edited(u, f.Trailer["Info"].(pdf.Ref), map[pdf.Name]any{"Title": pdf.String{Bytes: []byte("x")}})
		}, pades.ChangedMetadata},
		"seal redrawn": {func(f *pdf.File, u *pdf.Update) {
			u.Set(f.Dict(f.Dict(fieldOf(f))["AP"])["N"].(pdf.Ref), text(""))
		}, pades.ChangedContent},
		"seal moved": {func(f *pdf.File, u *pdf.Update) {
			edited(u, fieldOf(f), map[pdf.Name]any{"Rect": pdf.Array{0, 0, 600, 800}})
		}, pades.ChangedForm},
		"signature renamed": {func(f *pdf.File, u *pdf.Update) {
			edited(u, f.Dict(fieldOf(f))["V"].(pdf.Ref), map[pdf.Name]any{"Name": pdf.String{Bytes: []byte("x")}})
		}, ""},
		"field unlisted": {func(f *pdf.File, u *pdf.Update) {
			edited(u, formRef(f), map[pdf.Name]any{"Fields": pdf.Array{}})
		}, pades.ChangedForm},
		"appearances asked for": {func(f *pdf.File, u *pdf.Update) {
			edited(u, formRef(f), map[pdf.Name]any{"NeedAppearances": true})
		}, pades.ChangedForm},
		"text field": {func(f *pdf.File, u *pdf.Update) {
			addField(f, u, pdf.Dict{"FT": pdf.Name("Tx"), "T": pdf.String{Bytes: []byte("x")}, "Subtype": pdf.Name("Widget"), "Rect": pdf.Array{0, 0, 500, 500}})
		}, pades.ChangedForm},
		"unsigned field": {func(f *pdf.File, u *pdf.Update) {
			addField(f, u, pdf.Dict{"FT": pdf.Name("Sig"), "T": pdf.String{Bytes: []byte("x")}, "Subtype": pdf.Name("Widget"), "Rect": pdf.Array{0, 0, 500, 500}})
		}, pades.ChangedForm},
		"signature twice": {func(f *pdf.File, u *pdf.Update) {
			addField(f, u, pdf.Dict{"FT": pdf.Name("Sig"), "T": pdf.String{Bytes: []byte("x")}, "Subtype": pdf.Name("Widget"), "Rect": pdf.Array{0, 0, 500, 500}, "V": f.Dict(fieldOf(f))["V"]})
		}, pades.ChangedForm},
		"signature copied": {func(f *pdf.File, u *pdf.Update) {
			v := u.Add(u.Dict(f.Dict(fieldOf(f))["V"].(pdf.Ref)))
			addField(f, u, pdf.Dict{"FT": pdf.Name("Sig"), "T": pdf.String{Bytes: []byte("x")}, "Subtype": pdf.Name("Widget"), "Rect": pdf.Array{0, 0, 0, 0}, "V": v})
		}, pades.ChangedForm},
		"form from elsewhere": {func(f *pdf.File, u *pdf.Update) {
			u.Set(content(f), formOf(f))
			edited(u, root(f), map[pdf.Name]any{"AcroForm": content(f)})
		}, pades.ChangedContent},
		"evidence over content": {func(f *pdf.File, u *pdf.Update) {
			u.Set(content(f), pdf.Dict{"Type": pdf.Name("DSS")})
			edited(u, root(f), map[pdf.Name]any{"DSS": content(f)})
		}, pades.ChangedContent},
		"certificates over content": {func(f *pdf.File, u *pdf.Update) {
			u.Set(content(f), pdf.Array{})
			edited(u, root(f), map[pdf.Name]any{"DSS": pdf.Dict{"Certs": content(f)}})
		}, pades.ChangedContent},
		"two meanings": {func(f *pdf.File, u *pdf.Update) {
			raw := pdf.Append(nil, u.Dict(root(f)))
			u.Set(root(f), pdf.Raw(append(raw[:len(raw)-2], "/DSS <<>> /DSS <<>>>>"...)))
		}, pades.ChangedDocument},
	}
}

func TestChangedAfterSigning(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	signed := sign(t, resolution(t), o.rsa, pades.Options{Seal: visible(t), Stamper: o.authority.Stamper(at)})
	for name, a := range later() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := update(t, signed, a.change)
			r := verify(t, changed, o.trust(t))
			if r.Valid() || len(r.Signatures) == 0 || r.Signatures[0].State < pades.Changed {
				t.Fatalf("valid: %+v", r)
			}
			if a.kind != "" && !slices.ContainsFunc(r.Signatures[0].Later, func(c pades.Change) bool { return c.Kind == a.kind && !c.Allowed }) {
				t.Errorf("called %v %v", r.Signatures[0].Codes, r.Signatures[0].Later)
			}
			// A further signature is over the changed paper, and does not heal the first.
			again := sign(t, changed, o.ecdsa, pades.Options{})
			if r := verify(t, again, o.trust(t)); r.Valid() || r.Signatures[0].State < pades.Changed {
				t.Errorf("healed by a signature: %+v", r)
			}
		})
	}
}

// A signature may be followed by the time of saving and by evidence.
func TestHarmlessAfterSigning(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	signed := sign(t, resolution(t), o.rsa, pades.Options{Seal: visible(t)})
	for name, change := range map[string]func(f *pdf.File, u *pdf.Update){
		"saved": func(f *pdf.File, u *pdf.Update) {
			edited(u, f.Trailer["Info"].(pdf.Ref), map[pdf.Name]any{"ModDate": pdf.String{Bytes: []byte("D:20261109")}})
		},
		"evidence": inCatalog(map[pdf.Name]any{"DSS": pdf.Dict{"Type": pdf.Name("DSS")}}),
	} {
		if r := verify(t, update(t, signed, change), o.trust(t)); !r.Valid() || r.Signatures[0].Covers {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// The bytes of an attack need not be those of a well-made update.
func TestForgedBytes(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	signed := sign(t, resolution(t), o.rsa, pades.Options{Seal: visible(t)})
	f, err := pdf.Open(signed)
	if err != nil {
		t.Fatal(err)
	}
	start := f.StartXref
	num, size := content(f).Num, f.Size()
	trailer := fmt.Sprintf("trailer\n<</Size %d /Prev %d /Root %d 0 R /Info %d 0 R>>\n", size, start, root(f).Num, f.Trailer["Info"].(pdf.Ref).Num)
	section := func(entries string) []byte {
		return fmt.Appendf(bytes.Clone(signed), "xref\n%s%sstartxref\n%d\n%%%%EOF\n", entries, trailer, len(signed))
	}
	appended := func(s string) []byte { return append(bytes.Clone(signed), s...) }
	at, _ := f.Entry(num)
	font := 0
	for _, n := range f.Numbers() {
		if e, _ := f.Entry(n); n != num && f.Name(f.Dict(pdf.Ref{Num: n})["Type"]) == "" && e.Offset > 0 {
			font = n
		}
	}
	object := fmt.Sprintf("%d 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n", num)
	for name, file := range map[string][]byte{
		"a line after the end":      appended("\n"),
		"a comment after the end":   appended("% x\n"),
		"an object after the end":   appended(object),
		"object and startxref":      appended(object + fmt.Sprintf("startxref\n%d\n%%%%EOF\n", start)),
		"trailer without table":     appended(object + trailer + fmt.Sprintf("startxref\n%d\n%%%%EOF\n", start)),
		"another file":              slices.Concat(signed, resolution(t)),
		"itself again":              slices.Concat(signed, signed),
		"content freed":             section(fmt.Sprintf("%d 1\n0000000000 00001 f\r\n", num)),
		"content pointed elsewhere": section(fmt.Sprintf("%d 1\n%010d 00000 n\r\n", num, at.Offset-1)),
		"number given to another":   section(fmt.Sprintf("%d 1\n%010d 00000 n\r\n", font, at.Offset)),
		"empty table":               section("0 0\n"),
		"the same twice":            section("0 1\n0000000000 65535 f\r\n0 1\n0000000000 65535 f\r\n"),
	} {
		r, err := pades.Verify(file, o.trust(t))
		if err == nil && r.Valid() {
			t.Errorf("%s: %+v", name, r.Signatures[0].Later)
		}
	}
}

// room is where the signature of a file stands.
func room(t testing.TB, file []byte) (from, to int) {
	t.Helper()
	at := bytes.Index(file, []byte("/ByteRange [0 "))
	var a, b, c int
	if _, err := fmt.Sscanf(string(file[at:at+60]), "/ByteRange [0 %d %d %d]", &a, &b, &c); err != nil {
		t.Fatal(err)
	}
	return a, b
}

// Universal signature forgery: the entries that a check relies on are taken away or made senseless.
func TestForgedEntries(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	signed := sign(t, resolution(t), o.rsa, pades.Options{})
	from, to := room(t, signed)
	contents := string(signed[from:to])
	ranges := fmt.Sprintf("[0 %010d %010d %010d]", from, to, len(signed)-to)
	for name, c := range map[string][2]string{
		"no range":            {"/ByteRange " + ranges, ""},
		"range null":          {ranges, "null"},
		"range empty":         {ranges, "[]"},
		"range of three":      {ranges, fmt.Sprintf("[0 %d %d]", from, to)},
		"range of six":        {ranges, fmt.Sprintf("[0 %d %d %d 0 0]", from, to, len(signed)-to)},
		"range of zeros":      {ranges, "[0 0 0 0]"},
		"range negative":      {ranges, fmt.Sprintf("[0 %d %d -1]", from, to)},
		"range not at start":  {ranges, fmt.Sprintf("[1 %d %d %d]", from-1, to, len(signed)-to)},
		"range too long":      {ranges, fmt.Sprintf("[0 %d %d 999999999]", from, to)},
		"range overlapping":   {ranges, fmt.Sprintf("[0 %d 0 %d]", len(signed)/2, len(signed)/2)},
		"range of everything": {ranges, fmt.Sprintf("[0 %d %d 0]", len(signed), len(signed))},
		"range of reals":      {ranges, fmt.Sprintf("[0.0 %d.0 %d.0 %d.0]", from, to, len(signed)-to)},
		"no contents":         {"/Contents " + contents, ""},
		"contents null":       {contents, "null"},
		"contents empty":      {contents, "<>"},
		"contents zero":       {contents, "<00>"},
		"contents text":       {contents, "(x)"},
		"contents twice":      {"/Contents " + contents, "/Contents <00> /Contents " + contents},
		"another type":        {"/Type /Sig", "/Type /Foo"},
		"stamp's type":        {"/Type /Sig", "/Type /DocTimeStamp"},
		"another format":      {"/ETSI.CAdES.detached", "/x509.rsa_sha1"},
		"no format":           {"/SubFilter /ETSI.CAdES.detached", ""},
	} {
		for how, forge := range map[string]func() []byte{
			"in place": func() []byte { return bytes.Replace(signed, []byte(c[0]), []byte(c[1]), 1) },
			"same length": func() []byte {
				return bytes.Replace(signed, []byte(c[0]), []byte(c[1]+strings.Repeat(" ", max(0, len(c[0])-len(c[1])))), 1)
			},
			"by update": func() []byte {
				return update(t, signed, func(f *pdf.File, u *pdf.Update) {
					v := f.Dict(fieldOf(f))["V"].(pdf.Ref)
					e, _ := f.Entry(v.Num)
					body := string(signed[e.Offset:])
					body = body[strings.Index(body, "<<") : strings.Index(body, "endobj")-1]
					u.Set(v, pdf.Raw(strings.Replace(body, c[0], c[1], 1)))
				})
			},
		} {
			file := forge()
			if bytes.Equal(file, signed) {
				t.Fatalf("%s, %s: nothing forged", name, how)
			}
			r, err := pades.Verify(file, o.trust(t))
			if err == nil && (r.Valid() || len(r.Signatures) > 0 && r.Signatures[0].State < pades.Changed) {
				t.Errorf("%s, %s: %+v", name, how, r)
			}
		}
	}
}

// What the message does not sign must not be touched either.
func TestForgedMessages(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	signed := sign(t, resolution(t), o.rsa, pades.Options{Stamper: o.authority.Stamper(at), Room: 20000})
	other := sign(t, update(t, resolution(t), inCatalog(map[pdf.Name]any{"Lang": pdf.String{Bytes: []byte("en")}})), o.rsa, pades.Options{Stamper: o.authority.Stamper(at), Room: 20000})
	from, to := room(t, signed)
	otherFrom, otherTo := room(t, other)
	for name, forge := range map[string]func(b []byte){
		"letters of both cases": func(b []byte) {
			i := bytes.IndexAny(b, "abcdef")
			b[i] -= 'a' - 'A'
		},
		"not all zeros after":  func(b []byte) { b[len(b)-2] = '1' },
		"space among them":     func(b []byte) { b[len(b)-2] = ' ' },
		"of another document":  func(b []byte) { copy(b, other[otherFrom:otherTo]) },
		"all zeros":            func(b []byte) { copy(b[1:], bytes.Repeat([]byte("0"), len(b)-2)) },
		"beginning only":       func(b []byte) { copy(b[200:], bytes.Repeat([]byte("0"), len(b)-201)) },
		"closed in the middle": func(b []byte) { b[len(b)-100] = '>' },
		"opened a second time": func(b []byte) { b[1] = '<' },
		"every letter a zero":  func(b []byte) { copy(b, bytes.ReplaceAll(b, []byte("f"), []byte("0"))) },
	} {
		file := bytes.Clone(signed)
		forge(file[from:to])
		r, err := pades.Verify(file, o.trust(t))
		if err == nil && r.Valid() {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// Signatures that take a page, lie over another or come after a last one are no mere signatures.
func TestLaterSignatures(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	seal := func(x0, y0, x1, y1 float64) *pades.Seal {
		return &pades.Seal{Page: -1, Rect: pdf.Box{X0: x0, Y0: y0, X1: x1, Y1: y1}, Lines: []string{"x"}}
	}
	first := sign(t, resolution(t), o.rsa, pades.Options{Seal: seal(300, 100, 400, 150)})
	for name, c := range map[string]struct {
		seal *pades.Seal
		code pades.Code
	}{
		"beside":      {seal(100, 100, 200, 150), ""},
		"overlapping": {seal(350, 100, 450, 150), ""},
		"the page":    {seal(0, 0, 590, 840), pades.AddedAfter},
		"over it":     {seal(299, 99, 420, 160), pades.Covered},
	} {
		r := verify(t, sign(t, first, o.ecdsa, pades.Options{Seal: c.seal}), o.trust(t))
		if ok := r.Valid(); ok != (c.code == "") || c.code != "" && !r.Signatures[0].Has(c.code) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	last := sign(t, resolution(t), o.rsa, pades.Options{Certify: pades.NoChanges})
	if _, err := pades.Prepare(last, o.ecdsa.Chain(), pades.Options{}); err == nil {
		t.Error("a closed paper takes a signature")
	}
	kept, err := pades.Preserve(t.Context(), last, o.trust(t), o.authority.Stamper(at))
	if err != nil {
		t.Fatal(err)
	}
	if r := verify(t, kept, o.trust(t)); !r.Valid() {
		t.Errorf("a closed paper kept: %+v", r)
	}
	opened := bytes.Replace(kept, []byte("/P 1/"), []byte("/P 2/"), 1)
	if bytes.Equal(opened, kept) {
		t.Fatal("nothing changed")
	}
	if r, err := pades.Verify(opened, o.trust(t)); err == nil && r.Valid() {
		t.Error("a permission was changed")
	}
}
