package intake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"
)

// hostile is a file that must be refused, and why.
type hostile struct {
	what string
	name string
	body []byte
	want error
}

func hostileFiles(t testing.TB) []hostile {
	var all []hostile
	for _, group := range [][]hostile{
		hostileKinds(t), hostilePDFNames(), hostilePDFShapes(), hostileImages(t), hostileZips(), hostileZipBytes(), hostileParts(), hostileLinks(), hostileXML(),
	} {
		all = append(all, group...)
	}
	return all
}

func hostileKinds(t testing.TB) []hostile {
	pad := strings.Repeat("\x00", 600)
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + pad
	return []hostile{
		{"nothing", "a.pdf", nil, ErrEmpty},
		{"too large", "a.pdf", bytes.Repeat([]byte(" "), 1<<20+1), ErrTooLarge},
		{"one byte", "a.pdf", []byte("%"), ErrWrongType},
		{"program as pdf", "a.pdf", []byte("MZ" + pad), ErrWrongType},
		{"program", "a.exe", []byte("MZ" + pad), ErrNotAllowed},
		{"ELF as png", "a.png", []byte("\x7fELF" + pad), ErrWrongType},
		{"page as pdf", "a.pdf", []byte("<html><body>xin chào"), ErrWrongType},
		{"page", "a", []byte("<!DOCTYPE html><p>"), ErrNotAllowed},
		{"page after spaces as jpg", "a.jpg", []byte(" \n\t<script>alert(1)</script>"), ErrWrongType},
		{"page after BOM", "a.docx", []byte("\xef\xbb\xbf<html>"), ErrWrongType},
		{"SVG as png", "a.png", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`), ErrWrongType},
		{"SVG", "a.svg", []byte(`<?xml version="1.0"?><svg/>`), ErrNotAllowed},
		{"PHP", "a.pdf", []byte("<?php system('id');"), ErrWrongType},
		{"shell script", "a.pdf", []byte("#!/bin/sh\nid\n"), ErrWrongType},
		{"GIF", "a.gif", []byte("GIF89a" + pad), ErrNotAllowed},
		{"BMP as jpg", "a.jpg", []byte("BM" + pad), ErrWrongType},
		{"RTF as docx", "a.docx", []byte(`{\rtf1 x}`), ErrWrongType},
		{"RAR as docx", "a.docx", []byte("Rar!\x1a\x07\x00" + pad), ErrWrongType},
		{"gzip", "a.gz", []byte("\x1f\x8b\x08" + pad), ErrNotAllowed},
		{"HEIC as jpg", "a.jpg", []byte("\x00\x00\x00\x18ftypheic" + pad), ErrWrongType},
		{"PostScript as pdf", "a.pdf", []byte("%!PS-Adobe-3.0\n" + pad), ErrWrongType},
		{"old Word", "a.doc", []byte(ole), ErrNotAllowed},
		{"old Word as docx", "a.docx", []byte(ole), ErrWrongType},
		{"Word with a password", "a.docx", []byte(ole + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), ErrEncrypted},
		{"pdf called exe", "a.exe", pdf(page("")...), ErrWrongType},
		{"pdf called pdf.js", "a.pdf.js", pdf(page("")...), ErrWrongType},
		{"pdf called docx", "a.docx", pdf(page("")...), ErrWrongType},
		{"docx called xlsx", "a.xlsx", docx(), ErrWrongType},
		{"docx called docm", "a.docm", docx(), ErrWrongType},
		{"png called html", "a.html", pngOf(t), ErrWrongType},
		{"jpg called pdf", "a.pdf", jpegOf(t), ErrWrongType},
		{"name with a trick of direction", "a\u202efdp.exe", pdf(page("")...), ErrWrongType},
	}
}

func hostilePDFNames() []hostile {
	var out []hostile
	add := func(want error, what string, body []byte) {
		out = append(out, hostile{"pdf: " + what, "a.pdf", body, want})
	}
	for catalog, want := range map[string]error{
		"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>":          ErrScript,
		"/OpenAction<</S/JavaScript/JS(app.alert(1))>>":                ErrScript,
		"/OpenAction << /S /J#61vaScript /JS (x) >>":                   ErrScript,
		"/OpenAction << /S /#4a#61#76#61#53#63#72#69#70#74 >>":         ErrScript,
		"/OpenAction << /S /#4AavaScript >>":                           ErrScript,
		"/AA << /O << /J#53 (x) >> >>":                                 ErrScript,
		"/AA << /O << /S /Rendition /R 3 0 R >> >>":                    ErrScript,
		"/Names << /JavaScript << /Names [(a) 3 0 R] >> >>":            ErrScript,
		"/OpenAction << /S /Launch /F (cmd.exe) >>":                    ErrAction,
		"/OpenAction << /S /La#75nch /F (cmd.exe) >>":                  ErrAction,
		"/OpenAction << /S /SubmitForm /F (http://evil.vn) >>":         ErrAction,
		"/OpenAction << /S /ImportData /F (a.fdf) >>":                  ErrAction,
		`/AA << /O << /S /GoToE /F (\\\\evil.vn\\a) /D [0 /Fit] >> >>`: ErrAction,
		`/OpenAction << /S /GoToR /F (\\\\evil.vn\\a) >>`:              ErrAction,
		"/Names << /EmbeddedFiles << /Names [(a) 3 0 R] >> >>":         ErrEmbedded,
		"/AF [<< /Type /Filespec /EF << /F 3 0 R >> >>]":               ErrEmbedded,
		"/Annots [<< /Subtype /FileAttachment >>]":                     ErrEmbedded,
		"/Annots [<< /Subtype /RichMedia >>]":                          ErrEmbedded,
		"/AcroForm << /XFA 3 0 R >>":                                   ErrForm,
		"/AcroForm << /X#46A 3 0 R >>":                                 ErrForm,
		"/Title (a/JavaScript)":                                        ErrScript,
		"% /Launch\n":                                                  ErrAction,
		"/A <3c/JavaScript>":                                           ErrScript,
		"/A ((\\)) /B /JavaScript":                                     ErrScript,
	} {
		add(want, catalog, pdf(page(catalog)...))
	}
	add(ErrEmbedded, "files behind an empty tree", pdf(page("/Names << /EmbeddedFiles << /Names [] /Kids [3 0 R] >> >> ")...))
	add(ErrEncrypted, "encrypted", pdfWith("/Encrypt 4 0 R ", "", append(page(""), "<< /Filter /Standard >>")...))
	add(ErrEncrypted, "encrypted, spelled out", pdfWith("/E#6ecrypt 4 0 R ", "", page("")...))
	add(ErrScript, "in an object stream", pdf(append(page(""), objStm("<< /S /JavaScript /JS (x) >>"))...))
	add(ErrScript, "spelled in an object stream", pdf(append(page(""), objStm("<< /S /Java#53cript >>"))...))
	add(ErrAction, "launch in an object stream", pdf(append(page(""), objStm("<< /S /Launch >>"))...))
	add(ErrScript, "string in an object stream", pdf(append(page(""), objStm("( /JavaScript )"))...))
	add(ErrScript, "object in a raw stream", pdf(append(page(""), "<< /Length 99 >>\nstream\n7 0 obj << /S /JavaScript >> endobj\nendstream")...))
	add(ErrScript, "after an open string", pdf(append([]string{"(("}, page("/OpenAction << /S /JavaScript >>")...)...))
	add(ErrScript, "after an open stream", pdf(append([]string{"stream"}, page("/OpenAction << /S /JavaScript >>")...)...))
	return out
}

func hostilePDFShapes() []hostile {
	good := pdf(page("")...)
	stm := objStm("<< /Type /Page >>")
	odd := func(old, new string) []byte {
		return pdf(append(page(""), strings.Replace(stm, old, new, 1))...)
	}
	big := deflate("9 0 " + strings.Repeat("0 ", 4<<20))
	bombed := fmt.Sprintf("<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", len(big), big)
	list := []hostile{
		{"cut in the middle", "", good[:len(good)/2], ErrTruncated},
		{"cut before %%EOF", "", good[:len(good)-8], ErrTruncated},
		{"no startxref", "", swap(good, "startxref", "startxxxx"), ErrTruncated},
		{"startxref beyond the end", "", swap(good, "startxref\n", "startxref\n99"), ErrDamaged},
		{"startxref to nothing", "", swap(good, "startxref\n", "startxref\n1\n%"), ErrDamaged},
		{"startxref to text", "", swap(swap(good, "\nxref\n", "\nxxxx\n"), "\nxxxx\n0 4", "\nyyyy\n0 4"), ErrDamaged},
		{"startxref negative", "", swap(good, "startxref\n", "startxref\n-"), ErrDamaged},
		{"header too late", "", append(bytes.Repeat([]byte("x"), 1100), good...), ErrWrongType},
		{"header after other bytes", "", append([]byte("xxxx"), good...), ErrPolyglot},
		{"program in front", "", append([]byte("MZ\x90\x00"), good...), ErrPolyglot},
		{"GIF in front", "", append([]byte("GIF89a"), good...), ErrPolyglot},
		{"page in the first comment", "", swap(good, "%PDF-1.7\n", "%PDF-1.7\n%<script>alert(1)</script>\n"), ErrPolyglot},
		{"page at the end", "", append(bytes.Clone(good), "<html><script>x</script>"...), ErrPolyglot},
		{"much at the end", "", append(bytes.Clone(good), bytes.Repeat([]byte("x"), 8000)...), ErrTruncated},
		{"archive at the end", "", append(bytes.Clone(good), zipOf(part{"a", "b"})...), ErrPolyglot},
		{"archive at the end, then %%EOF", "", append(append(bytes.Clone(good), zipOf(part{"a", "b"})...), "\nstartxref\n9\n%%EOF"...), ErrPolyglot},
		{"endless stream", "", swap(pdf(append(page(""), "<< /Length 5 >>\nstream\nabc\nendstream")...), "endstream", "endstrean"), ErrTruncated},
		{"object stream in another filter", "", odd("/FlateDecode", "/LZWDecode"), ErrObscured},
		{"object stream in two filters", "", odd("/FlateDecode", "[/ASCIIHexDecode /FlateDecode]"), ErrObscured},
		{"object stream, filter elsewhere", "", odd("/Filter /FlateDecode", "/Filter 8 0 R"), ErrObscured},
		{"object stream, filter twice", "", odd("/Filter /FlateDecode", "/Filter /FlateDecode /Filter /LZWDecode"), ErrObscured},
		{"object stream, no filter named", "", odd("/Filter /FlateDecode", ""), ErrObscured},
		{"object stream with predictor", "", odd("/N 1", "/N 1 /DecodeParms << /Predictor 12 >>"), ErrObscured},
		{"object stream kept elsewhere", "", odd("/N 1", "/N 1 /F (http://evil.vn)"), ErrObscured},
		{"object stream, type elsewhere", "", pdf(append(page(""), strings.Replace(stm, "/Type /ObjStm", "/Type 5 0 R", 1), "/ObjStm")...), ErrObscured},
		{"object stream, type spelled", "", pdf(append(page(""), strings.Replace(objStm("/JavaScript"), "/ObjStm", "/Obj#53tm", 1))...), ErrScript},
		{"object stream without type", "", pdf(append(page(""), strings.Replace(objStm("/JavaScript"), "/Type /ObjStm", "", 1))...), ErrScript},
		{"object stream in a stream", "", pdf(append(page(""), "<< /Length 99 >>\nstream\n8 0 obj "+stm)...), ErrObscured},
		{"object stream in a comment", "", pdf(append(page(""), "%"+strings.Replace(stm, "\n", " ", 1))...), ErrObscured},
		{"object stream damaged", "", pdf(append(page(""), strings.Replace(stm, "stream\nx", "stream\nq", 1))...), ErrObscured},
		{"object stream cut", "", pdf(append(page(""), "<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n"+deflate("9 0 << /A /B >>")[:8]+"\nendstream")...), ErrObscured},
		{"object stream bomb", "", pdf(append(page(""), bombed)...), ErrBomb},
	}
	for i := range list {
		list[i].what, list[i].name = "pdf: "+list[i].what, "a.pdf"
	}
	return list
}

func pngChunk(name string, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func pngHeader(w, h uint32) []byte {
	b := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", string(b)+"\x08\x02\x00\x00\x00")...)
}

func cat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func hostileImages(t testing.TB) []hostile {
	p, j := pngOf(t), jpegOf(t)
	end := pngChunk("IEND", "")
	dat := pngChunk("IDAT", "x")
	sof := bytes.Index(j, []byte{0xff, 0xc0})
	scan := bytes.Index(j, []byte{0xff, 0xda})
	var scans []byte
	for range 200 {
		scans = append(scans, 0xff, 0xda, 0, 2, 1)
	}
	return []hostile{
		{"png cut", "a.png", p[:len(p)/2], ErrTruncated},
		{"png without end", "a.png", p[:len(p)-12], ErrTruncated},
		{"png header only", "a.png", p[:8], ErrTruncated},
		{"png of 100,000 × 100,000", "a.png", cat(pngHeader(100000, 100000), dat, end), ErrPixels},
		{"png of 2^31 × 2^31", "a.png", cat(pngHeader(1<<31, 1<<31), dat, end), ErrDamaged},
		{"png of no height", "a.png", cat(pngHeader(10, 0), dat, end), ErrDamaged},
		{"png of a million frames", "a.png", cat(pngHeader(1000, 1000), pngChunk("acTL", "\x00\x0f\x42\x40\x00\x00\x00\x00"), dat, end), ErrPixels},
		{"png without picture", "a.png", cat(pngHeader(10, 10), end), ErrDamaged},
		{"png checksum", "a.png", edit(p, func(b []byte) []byte { b[len(b)-20] ^= 1; return b }), ErrDamaged},
		{"png chunk too long", "a.png", cat(pngHeader(10, 10), []byte("\x7f\xff\xff\xffIDATx")), ErrTruncated},
		{"png with a page in text", "a.png", cat(pngHeader(10, 10), pngChunk("tEXt", "a\x00<ScRipt>alert(1)</script>"), dat, end), ErrPolyglot},
		{"png with a late page", "a.png", cat(pngHeader(10, 10), pngChunk("IDAT", strings.Repeat("x", 200_000)+"<?php"), end), ErrPolyglot},
		{"png then data", "a.png", append(bytes.Clone(p), "more"...), ErrPolyglot},
		{"png then archive", "a.png", cat(p, zipOf(part{"a", "b"})), ErrPolyglot},
		{"png with pdf head", "a.png", cat(pngHeader(10, 10), pngChunk("tEXt", "a\x00%PDF-1.4"), dat, end), ErrPolyglot},
		{"jpeg cut", "a.jpg", j[:len(j)/2], ErrTruncated},
		{"jpeg without end", "a.jpg", j[:len(j)-2], ErrTruncated},
		{"jpeg head only", "a.jpg", j[:20], ErrTruncated},
		{"jpeg of 65,000 × 65,000", "a.jpg", edit(j, func(b []byte) []byte { copy(b[sof+5:], "\xfd\xe8\xfd\xe8"); return b }), ErrPixels},
		{"jpeg of no height", "a.jpg", edit(j, func(b []byte) []byte { copy(b[sof+5:], "\x00\x00"); return b }), ErrDamaged},
		{"jpeg with a scan first", "a.jpg", cat(j[:2], j[scan:]), ErrDamaged},
		{"jpeg with two frames", "a.jpg", cat(j[:scan], j[sof:]), ErrDamaged},
		{"jpeg with 200 scans", "a.jpg", cat(j[:scan], scans, []byte{0xff, 0xd9}), ErrBomb},
		{"jpeg without scan", "a.jpg", cat(j[:scan], []byte{0xff, 0xd9}), ErrDamaged},
		{"jpeg with bytes between", "a.jpg", cat(j[:2], []byte("abc"), j[2:]), ErrWrongType},
		{"jpeg with bad length", "a.jpg", cat(j[:2], []byte{0xff, 0xe1, 0, 1}, j[2:]), ErrDamaged},
		{"jpeg with a page in a comment", "a.jpg", cat(j[:2], []byte{0xff, 0xfe, 0, 10}, []byte("<script>"), j[2:]), ErrPolyglot},
		{"jpeg with pdf head", "a.jpg", cat(j[:2], []byte{0xff, 0xfe, 0, 10}, []byte("%PDF-1.7"), j[2:]), ErrPolyglot},
		{"jpeg then archive", "a.jpg", cat(j, zipOf(part{"a", "b"})), ErrPolyglot},
		{"jpeg then page", "a.jpg", append(bytes.Clone(j), "<html>"...), ErrPolyglot},
		{"webp too large", "a.webp", webpOf(16000, 16000), ErrPixels},
		{"webp cut", "a.webp", webpOf(10, 10)[:20], ErrTruncated},
		{"webp claims more", "a.webp", edit(webpOf(10, 10), func(b []byte) []byte { b[5] = 1; return b }), ErrTruncated},
		{"webp then data", "a.webp", append(webpOf(10, 10), "more"...), ErrPolyglot},
		{"webp of unknown chunk", "a.webp", swap(webpOf(10, 10), "VP8L", "VP8Q"), ErrDamaged},
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	t.Parallel()
	files := hostileFiles(t)
	if len(files) < 120 {
		t.Errorf("only %d hostile files", len(files))
	}
	lim := Limits{Size: 1 << 20, Unpacked: 8 << 20, Entries: 100}
	for _, h := range files {
		info, err := Check(bytes.NewReader(h.body), int64(len(h.body)), h.name, lim)
		var refusal *Error
		switch {
		case err == nil:
			t.Errorf("%s: taken as %+v", h.what, info)
		case !errors.As(err, &refusal):
			t.Errorf("%s: %v is not a refusal", h.what, err)
		case !errors.Is(err, h.want):
			t.Errorf("%s: %v, want %v", h.what, err, h.want)
		}
	}
	t.Logf("%d hostile files", len(files))
}

// failing reads nothing.
type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, io.ErrClosedPipe }

func TestFailureToReadIsNoRefusal(t *testing.T) {
	t.Parallel()
	_, err := Check(failing{}, 100, "a.pdf", Limits{})
	var refusal *Error
	if !errors.Is(err, io.ErrClosedPipe) || errors.As(err, &refusal) {
		t.Errorf("got %v", err)
	}
}

func hostileZips() []hostile {
	stored := func(names ...string) []byte {
		var parts []part
		for _, n := range names {
			parts = append(parts, part{n, "x"})
		}
		return docx(parts...)
	}
	many := make([]part, 200)
	for i := range many {
		many[i] = part{fmt.Sprintf("word/p%d.xml", i), "<a/>"}
	}
	list := []hostile{
		{"just a zip", "a.docx", zipOf(part{"a.txt", "x"}), ErrWrongType},
		{"just a zip, called zip", "a.zip", zipOf(part{"a.txt", "x"}), ErrNotAllowed},
		{"too many parts", "", docx(many...), ErrBomb},
		{"part that unpacks too far", "", docx(part{"word/a.xml", "<a>" + strings.Repeat(" ", 6<<20)}), ErrBomb},
		{"parts that unpack too far together", "", docx(part{"word/a.xml", "<a>" + strings.Repeat("ab c", 1<<18)}, part{"word/b.bmp", strings.Repeat("k", 1<<20)},
			part{"word/c.bmp", strings.Repeat("k", 1<<20)}, part{"word/d.bmp", strings.Repeat("k", 1<<20)}, part{"word/e.bmp", strings.Repeat("k", 1<<20)}, part{"word/f.bmp", strings.Repeat("k", 1<<20)},
			part{"word/g.bmp", strings.Repeat("k", 1<<20)}, part{"word/h.bmp", strings.Repeat("k", 1<<20)}, part{"word/i.bmp", strings.Repeat("k", 1<<20)}), ErrBomb},
		{"links as deep as a well", "", docx(part{"word/_rels/document.xml.rels", strings.Repeat("<a>", 300)}), ErrBomb},
		{"one endless tag", "", docx(part{"word/_rels/document.xml.rels", "<a " + strings.Repeat(`b="c" `, 200_000) + "/>"}), ErrBomb},
	}
	for _, name := range []string{
		"../evil.xml", "word/../../evil.xml", "/etc/passwd.xml", `word\evil.xml`, "C:/evil.xml", "word/./a.xml", "word//a.xml", "word/.../a.xml",
		"word/a\x00.xml", "word/a\n.xml", "word/\u202elmx.a", "word/a\xff.xml", "word/ /a.xml", strings.Repeat("a", 300) + ".xml",
		"WORD/DOCUMENT.XML", "word/a?.xml",
	} {
		list = append(list, hostile{fmt.Sprintf("part named %.40q", name), "", stored(name), ErrEntryName})
	}
	return named4test("zip: ", list)
}

func named4test(prefix string, list []hostile) []hostile {
	for i := range list {
		list[i].what = prefix + list[i].what
		if list[i].name == "" {
			list[i].name = "a.docx"
		}
	}
	return list
}

// hostileZipBytes are archives that no writer makes.
func hostileZipBytes() []hostile {
	good := docx()
	end := bytes.LastIndex(good, []byte(zipEndSignature))
	dir := int(binary.LittleEndian.Uint32(good[end+16:]))
	put := func(off int, b ...byte) []byte {
		return edit(good, func(g []byte) []byte { copy(g[off:], b); return g })
	}
	second := bytes.Index(good[4:], []byte("PK\x03\x04")) + 4
	gap := edit(good, func(g []byte) []byte {
		g = cat(g[:dir], []byte("hidden"), g[dir:])
		binary.LittleEndian.PutUint32(g[end+6+16:], uint32(dir+6))
		return g
	})
	return named4test("zip bytes: ", []hostile{
		{"cut", "", good[:len(good)/2], ErrTruncated},
		{"without directory's end", "", good[:end], ErrTruncated},
		{"end record cut", "", good[:len(good)-4], ErrTruncated},
		{"comment missing", "", put(end+20, 5), ErrTruncated},
		{"data at the end", "", append(bytes.Clone(good), "evil"...), ErrPolyglot},
		{"data in front", "", cat(good[:4], good), ErrDamaged},
		{"data between", "", gap, ErrDamaged},
		{"directory elsewhere", "", put(end+16, 0, 0, 0, 0), ErrDamaged},
		{"directory damaged", "", put(dir, 'X'), ErrDamaged},
		{"count too high", "", put(end+10, 50), ErrDamaged},
		{"several disks", "", put(end+4, 1), ErrDamaged},
		{"encrypted part", "", put(dir+8, good[dir+8]|1), ErrEncrypted},
		{"unknown method", "", put(dir+10, 99), ErrDamaged},
		{"two names for a part", "", put(second+localSize, 'X'), ErrPolyglot},
		{"overlapping parts", "", edit(good, func(g []byte) []byte {
			other := bytes.Index(g[dir+4:], []byte("PK\x01\x02")) + dir + 4
			binary.LittleEndian.PutUint32(g[other+42:], 0)
			return g
		}), ErrPolyglot},
		{"wrong checksum", "", put(dir+16, good[dir+16]^1), ErrDamaged},
		{"wrong packed size", "", put(dir+20, good[dir+20]+1), ErrDamaged},
		{"wrong unpacked size", "", put(dir+24, good[dir+24]-1), ErrDamaged},
		{"symbolic link", "", linked(), ErrEntryName},
		{"directory with content", "", docx(part{"word/media/", ""}, part{"word/media/x.lnk", "L"}), ErrEmbedded},
	})
}

func linked() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "word/a.xml"}
	h.SetMode(0o777 | 1<<27) // fs.ModeSymlink
	w, err := z.CreateHeader(h)
	if err == nil {
		_, err = w.Write([]byte("/etc/passwd"))
	}
	if err != nil || z.Close() != nil {
		panic("no link")
	}
	return b.Bytes()
}
