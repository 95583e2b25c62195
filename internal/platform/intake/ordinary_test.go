package intake

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/xuri/excelize/v2"
)

func fpdfOf(t testing.TB, protect bool) []byte {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetTitle("Nghi quyet", true)
	if protect {
		f.SetProtection(fpdf.CnProtectPrint, "", "owner")
	}
	for i := range 3 {
		f.AddPage()
		f.SetFont("Times", "", 14)
		f.Cell(40, 10, fmt.Sprintf("Trang %d", i+1))
		f.LinkString(10, 10, 20, 10, "https://example.org/a")
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func excelizeOf(t testing.TB) []byte {
	f := excelize.NewFile()
	for i := range 2000 {
		err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &[]any{i, "Đảng viên", 1.5})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.AddPictureFromBytes("Sheet1", "F1", &excelize.Picture{Extension: ".png", File: pngOf(t)}); err != nil {
		t.Fatal(err)
	}
	if err := f.AddChart("Sheet1", "F9", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$A$1:$A$9"}}}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellHyperLink("Sheet1", "B2", "https://example.org", "External"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// signedPDF is a file with an update appended, as signing programs write it.
func signedPDF() []byte {
	first := pdf(page("/AcroForm << /SigFlags 3 >> /OpenAction [3 0 R /Fit] ")...)
	update := fmt.Sprintf("4 0 obj\n<< /Type /Sig /ByteRange [0 10 20 30] /Contents <%s> >>\nendobj\nxref\n4 1\n0000000000 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R /Prev 9 >>\nstartxref\n%d\n%%%%EOF\r\n\x00\x00",
		strings.Repeat("30", 4000), len(first)+10)
	at := strings.Index(update, "\nxref\n") + 1 + len(first)
	return []byte(string(first) + strings.Replace(update, fmt.Sprintf("startxref\n%d", len(first)+10), fmt.Sprintf("startxref\n%d", at), 1))
}

type ordinary struct {
	what, name string
	body       []byte
	want       Info // MediaType and Ext are checked by Type
}

func ordinaryFiles(t testing.TB) []ordinary {
	p, j := pngOf(t), jpegOf(t)
	stm := func(o string) string { return objStm(o) }
	phone := cat(j[:2], []byte("\xff\xe1\x00\x0eExif\x00\x00abcdef"), j[2:], j, []byte("SEFH\x00\x00 ftypmp42 film"))
	chart := docx(part{"word/embeddings/Microsoft_Excel_Sheet1.xlsx", string(excelizeOf(t))},
		part{"word/charts/_rels/chart1.xml.rels", relsXML(rel("package", "../embeddings/Microsoft_Excel_Sheet1.xlsx", ""))})
	linked := docx(part{"word/_rels/document.xml.rels", relsXML(rel("hyperlink", "https://example.org/a?b=c:d", "External"),
		rel("hyperlink", "mailto:a@example.org", "External"), rel("hyperlink", "phu-luc 1.docx", "External"), rel("image", "media/image1.png", ""))},
		part{"word/media/image1.png", string(p)}, part{"word/fonts/font1.odttf", "MZ<scrambled"}, part{"docProps/thumbnail.jpeg", string(j)})
	books := xlsx(part{"xl/externalLinks/_rels/externalLink1.xml.rels", relsXML(rel("externalLinkPath", "Bao%20cao.xlsx", "External"),
		rel("externalLinkPath", `file:///C:\a\b.xlsx`, "External"))}, part{"xl/printerSettings/printerSettings1.bin", "\x00\x01"})
	return []ordinary{
		{"pdf by hand", "Nghị quyết.pdf", pdf(page("")...), Info{Type: PDF, Name: "Nghị quyết.pdf", Pages: 1}},
		{"pdf by fpdf", "a.PDF", fpdfOf(t, false), Info{Type: PDF, Name: "a.pdf", Pages: 3}},
		{"pdf signed", "a.pdf", signedPDF(), Info{Type: PDF, Name: "a.pdf", Pages: 1}},
		{"pdf after white space", "a.pdf", append([]byte("\xef\xbb\xbf\r\n"), pdf(append(page(""), stm("<< /Type /Pages /Count 7 >>"))...)...), Info{Type: PDF, Name: "a.pdf", Pages: 7}},
		{"pdf with links and short names by chance", "a.pdf", pdf(append(page("/URI (https://vi.example.org/wiki) "), "<< /Length 20 >>\nstream\n\x00/JS \xff/EF (\nendstream")...), Info{Type: PDF, Name: "a.pdf", Pages: 1}},
		{"docx", "Báo cáo tháng 2.docx", docx(), Info{Type: DOCX, Name: "Báo cáo tháng 2.docx"}},
		{"docx with links, pictures, fonts", "a.docx", linked, Info{Type: DOCX, Name: "a.docx"}},
		{"docx with a chart", "a.docx", chart, Info{Type: DOCX, Name: "a.docx"}},
		{"xlsx by hand", "a.xlsx", books, Info{Type: XLSX, Name: "a.xlsx"}},
		{"xlsx by excelize", "a.xlsx", excelizeOf(t), Info{Type: XLSX, Name: "a.xlsx"}},
		{"png", "ảnh.png", p, Info{Type: PNG, Name: "ảnh.png", Width: 60, Height: 40}},
		{"png called jpg", "ảnh.JPG", p, Info{Type: PNG, Name: "ảnh.png", Width: 60, Height: 40}},
		{"jpeg", "a.jpeg", j, Info{Type: JPEG, Name: "a.jpg", Width: 60, Height: 40}},
		{"jpeg of a phone", "IMG_1.jpg", phone, Info{Type: JPEG, Name: "IMG_1.jpg", Width: 60, Height: 40}},
		{"webp", "a.webp", webpOf(300, 200), Info{Type: WebP, Name: "a.webp", Width: 300, Height: 200}},
		{"no name", "", p, Info{Type: PNG, Name: "tep.png", Width: 60, Height: 40}},
	}
}

func TestOrdinaryFilesAreTaken(t *testing.T) {
	t.Parallel()
	for _, o := range ordinaryFiles(t) {
		o.want.MediaType, o.want.Ext = mediaType(o.want.Type), "."+string(o.want.Type)
		got, err := Check(bytes.NewReader(o.body), int64(len(o.body)), o.name, Limits{})
		if err != nil || got != o.want {
			t.Errorf("%s: %+v %v, want %+v", o.what, got, err, o.want)
		}
	}
}

func TestProtectedPDFIsRefused(t *testing.T) {
	t.Parallel()
	b := fpdfOf(t, true)
	if _, err := Check(bytes.NewReader(b), int64(len(b)), "a.pdf", Limits{}); err == nil {
		t.Error("taken")
	}
}

// Whatever place an ordinary file is cut at, what is left is refused.
func TestCutFilesAreRefused(t *testing.T) {
	t.Parallel()
	for _, o := range ordinaryFiles(t) {
		last := len(o.body) - 1
		if o.what == "jpeg of a phone" || o.want.Type == PDF {
			last = len(o.body) / 4 * 1 // what follows the picture may be missing; earlier versions of a PDF are whole
		}
		for n := 0; n <= last; n += 1 + last/60 {
			if info, err := Check(bytes.NewReader(o.body[:n]), int64(n), o.name, Limits{}); err == nil {
				t.Errorf("%s cut at %d of %d: taken as %+v", o.what, n, len(o.body), info)
			}
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ườ", 200)
	for name, want := range map[string]string{
		`C:\Users\a\Nghị quyết.pdf`:    "Nghị quyết.pdf",
		"../../etc/passwd":             "passwd.pdf",
		"a/b/":                         "tep.pdf",
		"Nghi\u0323 quye\u0302\u0301t": "Nghị quyết.pdf",
		"Kế hoạch 03.02.2026":          "Kế hoạch 03.02.2026.pdf",
		"  a \t b\u00a0\u200b.pdf ":    "a b.pdf",
		"a\r\nb\x00.pdf":               "a b.pdf",
		`a<b>"c"|d?*.pdf`:              "abcd.pdf",
		"con.pdf":                      "tepcon.pdf",
		"LPT1.x.pdf":                   "tepLPT1.x.pdf",
		".pdf":                         "tep.pdf",
		"...":                          "tep.pdf",
		"a.exe.pdf":                    "a.exe.pdf",
		"a. .pdf":                      "a.pdf",
		"\xff\xfe.pdf":                 "tep.pdf",
	} {
		if got, err := cleanName(name, PDF); err != nil || got != want {
			t.Errorf("%q: %q %v, want %q", name, got, err, want)
		}
	}
	if got, err := cleanName(long+".pdf", PDF); err != nil || len(got) > maxNameBytes+4 || !strings.HasPrefix(long, strings.TrimSuffix(got, ".pdf")) {
		t.Errorf("long name: %d bytes, %v", len(got), err)
	}
}

func TestDOCXText(t *testing.T) {
	t.Parallel()
	types := typesXML("word/document.xml", wordMain, `<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>`)
	body := para("Điều 1") + `<w:p><w:r><w:rPr><w:caps/></w:rPr><w:t>mật</w:t></w:r><w:r><w:tab/><w:t>độ</w:t></w:r><w:del><w:r><w:delText>xóa</w:delText></w:r></w:del></w:p>` +
		para("Nơi nhận") + `<w:pict><v:textpath xmlns:v="urn:v" string="TỐI MẬT"/></w:pict>`
	b := docx(part{typesPart, types}, part{"word/document.xml", bodyXML(body)}, part{"word/header1.xml", bodyXML(para("Đầu trang"))})
	got, err := DOCXText(bytes.NewReader(b), int64(len(b)), Limits{})
	want := "Đầu trang\nĐiều 1\nMẬT\tđộ\nNơi nhận\n\nTỐI MẬT\n"
	if err != nil || got != want {
		t.Errorf("got %q %v, want %q", got, err, want)
	}
	if mark, found := Secrecy(got); !found || mark != VerySec {
		t.Errorf("mark %q", mark)
	}
	x := xlsx()
	if _, err := DOCXText(bytes.NewReader(x), int64(len(x)), Limits{}); err == nil {
		t.Error("text from a workbook")
	}
}

func FuzzCheck(f *testing.F) {
	for _, h := range hostileFiles(f) {
		if len(h.body) < 20_000 {
			f.Add(h.body, h.name)
		}
	}
	for _, o := range ordinaryFiles(f) {
		f.Add(o.body, o.name)
	}
	f.Fuzz(func(t *testing.T, body []byte, name string) {
		lim := Limits{Size: 1 << 20, Unpacked: 4 << 20}
		info, err := Check(bytes.NewReader(body), int64(len(body)), name, lim)
		if err == nil && (info.Type == "" || info.Name == info.Ext || !strings.HasSuffix(info.Name, info.Ext) || strings.ContainsAny(info.Name, "/\\\x00\n")) {
			t.Errorf("%+v", info)
		}
		if _, err := DOCXText(bytes.NewReader(body), int64(len(body)), lim); err == nil && info.Type != "" && info.Type != DOCX {
			t.Errorf("text of %+v", info)
		}
	})
}
