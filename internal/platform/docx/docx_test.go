package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"sotay/internal/platform/intake"
	"sotay/internal/platform/paper"
)

const w = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// template is a real DOCX of ours with other parts in place of its own.
func template(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	return replaced(t, ours(t), parts)
}

func ours(t testing.TB) (whole bytes.Buffer) {
	t.Helper()
	if err := paper.DOCX(&whole, paper.Paper{Layout: paper.HD05(), Kind: "MẪU", Body: []paper.Block{paper.Text("Nội dung")}}); err != nil {
		t.Fatal(err)
	}
	return whole
}

func replaced(t testing.TB, whole bytes.Buffer, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	r, err := zip.NewReader(bytes.NewReader(whole.Bytes()), int64(whole.Len()))
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&out)
	for _, f := range r.File {
		text, other := parts[f.Name]
		if !other {
			if err := z.Copy(f); err != nil {
				t.Fatal(err)
			}
			continue
		}
		part, err := z.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func body(inner string) map[string]string {
	return map[string]string{"word/document.xml": `<?xml version="1.0" encoding="UTF-8"?><w:document ` + w + `><w:body>` + inner + `</w:body></w:document>`}
}

func values(v map[string]string) func(string) (Value, bool) {
	return func(name string) (Value, bool) { s, ok := v[name]; return Value{Text: s}, ok }
}

// part returns a part of a DOCX.
func part(t testing.TB, b []byte, name string) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func filled(t testing.TB, b []byte, v map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Fill(bytes.NewReader(b), int64(len(b)), &out, values(v)); err != nil {
		t.Fatal(err)
	}
	if _, err := intake.Check(bytes.NewReader(out.Bytes()), int64(out.Len()), "a.docx", intake.DefaultLimits()); err != nil {
		t.Errorf("what came out is refused: %v", err)
	}
	return out.Bytes()
}

func TestFill(t *testing.T) {
	t.Parallel()
	v := map[string]string{"a": "Một", "b": "Hai & <ba>", "many": "Dòng 1\nDòng 2", "Số ký hiệu": "05-NQ/ĐU", "empty": "", "self": "{{a}}"}
	for name, c := range map[string]struct{ in, want string }{
		"one run":        {`<w:p><w:r><w:t>Số {{a}}.</w:t></w:r></w:p>`, `<w:p><w:r><w:t xml:space="preserve">Số Một.</w:t></w:r></w:p>`},
		"split runs":     {`<w:p><w:r><w:t>x {</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{a</w:t></w:r><w:proofErr w:type="x"/><w:r><w:t>}} y</w:t></w:r></w:p>`, `<w:p><w:r><w:t xml:space="preserve">x Một</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve"></w:t></w:r><w:proofErr w:type="x"/><w:r><w:t xml:space="preserve"> y</w:t></w:r></w:p>`},
		"two in a run":   {`<w:p><w:r><w:t>{{a}}{{ a }}</w:t></w:r></w:p>`, `<w:p><w:r><w:t xml:space="preserve">MộtMột</w:t></w:r></w:p>`},
		"escaped":        {`<w:p><w:r><w:t>&lt;{{b}}&gt;</w:t></w:r></w:p>`, `<w:p><w:r><w:t xml:space="preserve">&lt;Hai &amp; &lt;ba&gt;&gt;</w:t></w:r></w:p>`},
		"paragraphs":     {`<w:p w:rsidR="1"><w:pPr><w:jc w:val="both"/></w:pPr><w:r><w:t>{{many}}</w:t></w:r></w:p>`, `<w:p w:rsidR="1"><w:pPr><w:jc w:val="both"/></w:pPr><w:r><w:t xml:space="preserve">Dòng 1</w:t></w:r></w:p><w:p><w:pPr><w:jc w:val="both"/></w:pPr><w:r><w:t xml:space="preserve">Dòng 2</w:t></w:r></w:p>`},
		"lines":          {`<w:p><w:r><w:t>Gửi: {{many}}</w:t></w:r></w:p>`, `<w:p><w:r><w:t xml:space="preserve">Gửi: Dòng 1</w:t><w:br/><w:t xml:space="preserve">Dòng 2</w:t></w:r></w:p>`},
		"in a table":     {`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{{Số ký hiệu}}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`, `<w:tbl><w:tr><w:tc><w:p><w:r><w:t xml:space="preserve">05-NQ/ĐU</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`},
		"in a text box":  {`<w:p><w:r><w:t>{{a}} </w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{{many}}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>`, `<w:p><w:r><w:t xml:space="preserve">Một </w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t xml:space="preserve">Dòng 1</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">Dòng 2</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>`},
		"section's last": {`<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>{{many}}</w:t></w:r></w:p>`, `<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t xml:space="preserve">Dòng 1</w:t><w:br/><w:t xml:space="preserve">Dòng 2</w:t></w:r></w:p>`},
		"unknown":        {`<w:p><w:r><w:t>{{nobody}} {a} {{ }}</w:t></w:r></w:p>`, `<w:p><w:r><w:t>{{nobody}} {a} {{ }}</w:t></w:r></w:p>`},
		"no value twice": {`<w:p><w:r><w:t>{{self}}</w:t></w:r></w:p>`, `<w:p><w:r><w:t xml:space="preserve">{{a}}</w:t></w:r></w:p>`},
		"empty":          {`<w:p><w:r><w:t>[{{empty}}]</w:t></w:r></w:p>`, `<w:p><w:r><w:t xml:space="preserve">[]</w:t></w:r></w:p>`},
	} {
		out := filled(t, template(t, body(c.in)), v)
		if got := part(t, out, "word/document.xml"); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestHeadersAndFooters(t *testing.T) {
	t.Parallel()
	b := template(t, nil)
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		if !strings.HasPrefix(f.Name, "word/header") && !strings.HasPrefix(f.Name, "word/footer") {
			continue
		}
		root := map[bool]string{true: "w:hdr", false: "w:ftr"}[strings.HasPrefix(f.Name, "word/header")]
		out := filled(t, template(t, map[string]string{f.Name: `<` + root + ` ` + w + `><w:p><w:r><w:t>{{a}}</w:t></w:r></w:p></` + root + `>`}), map[string]string{"a": "Đầu trang"})
		if got := part(t, out, f.Name); !strings.Contains(got, "Đầu trang") {
			t.Errorf("%s: %s", f.Name, got)
		}
		return
	}
	t.Error("the template has no header or footer")
}

func TestFieldsAreListed(t *testing.T) {
	t.Parallel()
	b := template(t, body(`<w:p><w:r><w:t>{{b}} {{a</w:t></w:r><w:r><w:t>}} {{b}} {{Trích yếu}}</w:t></w:r></w:p>`))
	names, err := Fields(bytes.NewReader(b), int64(len(b)))
	if err != nil || !slices.Equal(names, []string{"Trích yếu", "a", "b"}) {
		t.Error(names, err)
	}
}

func TestSameInSameOut(t *testing.T) {
	t.Parallel()
	b := template(t, body(`<w:p><w:r><w:t>{{a}}</w:t></w:r></w:p>`))
	if one, two := filled(t, b, map[string]string{"a": "x"}), filled(t, b, map[string]string{"a": "x"}); !bytes.Equal(one, two) {
		t.Error("two fillings differ")
	}
}

func TestHostileTemplates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"entity":    {template(t, map[string]string{"word/document.xml": `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document ` + w + `><w:body><w:p><w:r><w:t>{{a}}&e;</w:t></w:r></w:p></w:body></w:document>`}), intake.ErrXML},
		"malformed": {template(t, body(`<w:p><w:r>{{a}}</w:p>`)), intake.ErrXML},
		"bomb":      {template(t, body(strings.Repeat(" ", 100<<20))), intake.ErrBomb},
		"no zip":    {[]byte("%PDF-1.7 nothing"), nil},
		"swelling":  {template(t, body(strings.Repeat(`<w:p><w:r><w:t>{{a}}</w:t></w:r></w:p>`, 5000))), ErrLarge},
	} {
		var out bytes.Buffer
		err := Fill(bytes.NewReader(c.b), int64(len(c.b)), &out, values(map[string]string{"a": strings.Repeat("dài\n", 10_000)}))
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// Whatever comes in, a filled template is a DOCX that intake lets in again, or there
// is an error.
func FuzzFill(f *testing.F) {
	f.Add(`<w:p><w:r><w:t>{{a}} x {</w:t></w:r><w:r><w:t>{b}}</w:t></w:r></w:p>`, "Một\nhai & <ba>")
	f.Add(`<w:p><w:r><w:t>{{</w:t></w:r><w:p><w:t>a}}</w:t></w:p></w:p>`, "x")
	f.Add(`<w:p><w:t/><w:t>{{a}}</w:t><!-- {{a}} --><![CDATA[{{a}}]]></w:p>`, "]]>")
	whole := ours(f)
	f.Fuzz(func(t *testing.T, inner, value string) {
		b := replaced(t, whole, body(inner))
		var out bytes.Buffer
		err := Fill(bytes.NewReader(b), int64(len(b)), &out, func(string) (Value, bool) { return Value{Text: value, Rich: rich(value)}, true })
		if err != nil {
			return
		}
		if _, err := Fields(bytes.NewReader(out.Bytes()), int64(out.Len())); err != nil {
			t.Fatalf("what came out is refused: %v\n%s", err, part(t, out.Bytes(), "word/document.xml"))
		}
	})
}
