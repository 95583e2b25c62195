package intake

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// part is one entry of a ZIP being made.
type part struct{ name, body string }

func zipOf(parts ...part) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(p.body)); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

const (
	wordMain  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	sheetMain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	relBase   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

func typesXML(mainPart, mainType string, more ...string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/` + mainPart + `" ContentType="` + mainType + `"/>` + strings.Join(more, "") + `</Types>`
}

func relsXML(rels ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		strings.Join(rels, "") + `</Relationships>`
}

func rel(typ, target, mode string) string {
	if mode != "" {
		mode = ` TargetMode="` + mode + `"`
	}
	return `<Relationship Id="r1" Type="` + relBase + typ + `" Target="` + target + `"` + mode + `/>`
}

func bodyXML(inner string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + inner + `</w:body></w:document>`
}

func para(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }

// docx makes a document; parts of the same name replace the usual ones.
func docx(more ...part) []byte {
	return office4test([]part{
		{typesPart, typesXML("word/document.xml", wordMain)},
		{"_rels/.rels", relsXML(rel("officeDocument", "word/document.xml", ""))},
		{"word/document.xml", bodyXML(para("Nghị quyết"))},
	}, more)
}

func xlsx(more ...part) []byte {
	return office4test([]part{
		{typesPart, typesXML("xl/workbook.xml", sheetMain)},
		{"_rels/.rels", relsXML(rel("officeDocument", "xl/workbook.xml", ""))},
		{"xl/workbook.xml", `<?xml version="1.0"?><workbook/>`},
	}, more)
}

func office4test(base, more []part) []byte {
	for _, m := range more {
		replaced := false
		for i := range base {
			if base[i].name == m.name {
				base[i], replaced = m, true
			}
		}
		if !replaced {
			base = append(base, m)
		}
	}
	return zipOf(base...)
}

// pdf makes a file of the given objects, numbered from 1, with a true cross-reference table.
func pdf(objects ...string) []byte { return pdfWith("", "", objects...) }

func pdfWith(trailer, tail string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n%s", len(objects)+1, trailer, xref, tail)
	return b.Bytes()
}

// page is the catalog, page tree and page that every test file has, with an
// addition to the catalog.
func page(catalog string) []string {
	return []string{
		"<< /Type /Catalog /Pages 2 0 R " + catalog + ">>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
	}
}

func deflate(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

// objStm makes an object stream with one object in it.
func objStm(object string) string {
	data := deflate("9 0 " + object)
	return fmt.Sprintf("<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", len(data), data)
}

func picture(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{uint8(x * 7), uint8(y * 5), uint8(x ^ y), 255})
		}
	}
	return m
}

func pngOf(t testing.TB) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, picture(60, 40)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(60, 40), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func webpOf(w, h int) []byte {
	v := uint32(w-1) | uint32(h-1)<<14
	body := append([]byte("WEBPVP8L\x10\x00\x00\x00\x2f"), byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	body = append(body, make([]byte, 12-1)...)
	return append([]byte{'R', 'I', 'F', 'F', byte(len(body)), 0, 0, 0}, body...)
}

// edit changes a copy of b.
func edit(b []byte, f func([]byte) []byte) []byte { return f(bytes.Clone(b)) }

func swap(b []byte, old, new string) []byte {
	if !bytes.Contains(b, []byte(old)) {
		panic("test file does not hold " + old)
	}
	return bytes.ReplaceAll(b, []byte(old), []byte(new))
}
