package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func renderDOCX(t *testing.T, p Paper) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := DOCX(&b, p); err != nil {
		t.Fatalf("DOCX: %v", err)
	}
	return checkDOCX(t, b.Bytes())
}

// checkDOCX wants a readable zip of well-formed parts whose relationships and content types are complete, and returns the parts.
func checkDOCX(t *testing.T, file []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatalf("zip: %v", err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		for d := xml.NewDecoder(bytes.NewReader(data)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s is not well-formed: %v", f.Name, err)
			}
		}
		parts[f.Name] = string(data)
	}
	for name := range parts {
		if strings.HasSuffix(name, ".rels") || name == "[Content_Types].xml" {
			continue
		}
		if !strings.Contains(parts["[Content_Types].xml"], `PartName="/`+name+`"`) {
			t.Fatalf("%s has no content type", name)
		}
		fromRoot := strings.Contains(parts["_rels/.rels"], `Target="`+name+`"`)
		if !fromRoot && !strings.Contains(parts["word/_rels/document.xml.rels"], `Target="`+strings.TrimPrefix(name, "word/")+`"`) {
			t.Fatalf("nothing leads to %s", name)
		}
	}
	return parts
}

func TestDOCXKeepsTheMeasures(t *testing.T) {
	t.Parallel()
	parts := renderDOCX(t, resolution())
	for _, c := range []struct{ part, want string }{
		{"word/document.xml", `<w:pgSz w:w="11906" w:h="16838"/>`},
		{"word/document.xml", `<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="567"`},
		{"word/document.xml", `<w:headerReference w:type="default" r:id="rIdHeader"/><w:headerReference w:type="first" r:id="rIdFirst"/>`},
		{"word/document.xml", `<w:titlePg/></w:sectPr></w:body>`},
		{"word/document.xml", `<w:spacing w:before="0" w:after="120" w:line="400" w:lineRule="exact"/><w:ind w:firstLine="567"/><w:jc w:val="both"/>`},
		{"word/document.xml", `<w:tblHeader/>`},
		{"word/document.xml", `<w:u w:val="single"/></w:rPr><w:t xml:space="preserve">Nơi nhận:</w:t>`},
		{"word/document.xml", `<w:b/><w:bCs/><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr><w:t xml:space="preserve">CHI BỘ THÔN ĐỒNG TÂM</w:t>`},
		{"word/document.xml", `<w:pBdr><w:bottom w:val="single"`},
		{"word/header1.xml", `<w:instrText> PAGE </w:instrText>`},
		{"word/header1.xml", `<w:jc w:val="center"/>`},
		{"word/styles.xml", `w:ascii="Times New Roman" w:hAnsi="Times New Roman"`},
		{"word/styles.xml", `<w:sz w:val="28"/>`},
		{"word/styles.xml", `<w:lang w:val="vi-VN"`},
		{"docProps/core.xml", `>2026-02-03T09:30:00Z</dcterms:created>`},
	} {
		if !strings.Contains(parts[c.part], c.want) {
			t.Errorf("%s lacks %s", c.part, c.want)
		}
	}
	if strings.Contains(parts["word/header2.xml"], "PAGE") {
		t.Error("the first page is numbered")
	}
}

func TestDOCXHasTheWordsOfThePDF(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]Paper{"resolution": resolution(), "minutes": minutes(), "letter": letter()} {
		got := map[string]int{}
		for _, w := range strings.Fields(docxText(t, renderDOCX(t, p)["word/document.xml"])) {
			got[w]++
		}
		want := map[string]int{}
		for _, s := range texts(read(t, render(t, p))) {
			if s.y >= 20 && s.text != "" {
				for _, w := range strings.Fields(s.text) {
					want[w]++
				}
			}
		}
		for w := range want {
			if got[w] == 0 {
				t.Errorf("%s: %q is in the PDF only", name, w)
			}
		}
		for w := range got {
			if want[w] == 0 {
				t.Errorf("%s: %q is in the DOCX only", name, w)
			}
		}
	}
}

// docxText joins the text of runs, paragraphs apart.
func docxText(t *testing.T, part string) string {
	t.Helper()
	var b strings.Builder
	in := false
	for d := xml.NewDecoder(strings.NewReader(part)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			in = tok.Name.Local == "t"
		case xml.EndElement:
			if tok.Name.Local == "p" {
				b.WriteString("\n")
			}
			in = false
		case xml.CharData:
			if in {
				b.Write(tok)
			}
		}
	}
}

func TestDOCXSameInputSameBytes(t *testing.T) {
	t.Parallel()
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := DOCX(w, minutes()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two files of one paper differ")
	}
	z, err := zip.NewReader(bytes.NewReader(a.Bytes()), int64(a.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if !f.Modified.Equal(minutes().Created) {
			t.Errorf("%s is of %v", f.Name, f.Modified)
		}
	}
}

func TestDOCXDropsWhatXMLCannotHold(t *testing.T) {
	t.Parallel()
	p := Paper{Layout: HD05(), Body: []Block{Text("a\x00b\x0bc\ufffe <w:p> & \"d\"\u202e e\nf"), Paragraph{Runs: []Run{{Text: "tie\u0302\u0301ng"}}}}}
	text := docxText(t, renderDOCX(t, p)["word/document.xml"])
	for _, want := range []string{"ab c <w:p> & \"d\" e", "tiếng"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
}

// A file grows in step with its table: no part of the work is repeated for every row.
func TestDOCXOfManyRows(t *testing.T) {
	t.Parallel()
	parts := renderDOCX(t, Paper{Layout: HD05(), Body: []Block{tasks(5000)}})
	if got := strings.Count(parts["word/document.xml"], "<w:tr>"); got != 5000+1+2 { // with the header and the head's two
		t.Errorf("%d rows", got)
	}
}
