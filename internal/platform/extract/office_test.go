package extract

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"sotay/internal/platform/intake"
	"sotay/internal/platform/paper"
	"sotay/internal/platform/sheet"
)

func source(b []byte) Source { return Source{bytes.NewReader(b), int64(len(b))} }

// notice is a letter with a sentence on each of its pages.
func notice(body ...paper.Block) paper.Paper {
	return paper.Paper{
		Layout: paper.HD05(), Superior: "ĐẢNG BỘ TỈNH LÀO CAI", Issuer: "ĐẢNG ỦY XÃ BẢO THẮNG", Number: "Số 12-TB/ĐU", Place: "Lào Cai", Day: paper.Day{Year: 2026, Month: 3, Day: 5},
		Kind: "THÔNG BÁO", Abstract: "về lịch tiếp đảng viên", Body: body, Recipients: []string{"Các chi bộ", "Lưu Văn phòng"},
		Right: &paper.Signature{Authority: "T/M ĐẢNG ỦY", Post: "BÍ THƯ", Name: "Nguyễn Văn Bình"},
	}
}

func file(t testing.TB, write func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTextOfADocument(t *testing.T) {
	t.Parallel()
	doc := file(t, func(b *bytes.Buffer) error {
		return paper.DOCX(b, notice(paper.Text("Giữ gìn đoàn kết nội bộ.")))
	})
	res, err := Layer(t.Context(), Tools{}, source(doc), intake.DOCX, Limits{})
	if err != nil || res.Scanned || res.Truncated || len(res.Pages) != 1 {
		t.Fatalf("%+v, %v", res, err)
	}
	for _, s := range []string{"Giữ gìn đoàn kết nội bộ.", "Số 12-TB/ĐU", "Nguyễn Văn Bình"} {
		if !strings.Contains(res.Pages[0], s) {
			t.Errorf("no %q in %q", s, res.Pages[0])
		}
	}
}

// Headers, footers, notes, cells and text boxes are read; deleted words are not.
func TestEveryPlaceOfADocument(t *testing.T) {
	t.Parallel()
	const w = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	run := func(s string) string { return `<w:r><w:t>` + s + `</w:t></w:r>` }
	types, files := "", [][2]string{}
	for _, p := range [][3]string{
		{"document", "document.main", `<w:document ` + w + `><w:body><w:p>` + run("thân") + `<w:del>` + `<w:r><w:delText>xóa</w:delText></w:r></w:del></w:p><w:tbl><w:tr><w:tc><w:p>` + run("ô") + `</w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:pict><v:textbox xmlns:v="v"><w:txbxContent><w:p>` + run("khung") + `</w:p></w:txbxContent></v:textbox></w:pict></w:r></w:p></w:body></w:document>`},
		{"header1", "header", `<w:hdr ` + w + `><w:p>` + run("đầu trang") + `</w:p></w:hdr>`},
		{"footer1", "footer", `<w:ftr ` + w + `><w:p>` + run("chân trang") + `</w:p></w:ftr>`},
		{"footnotes", "footnotes", `<w:footnotes ` + w + `><w:footnote><w:p>` + run("chú thích") + `</w:p></w:footnote></w:footnotes>`},
	} {
		types += `<Override PartName="/word/` + p[0] + `.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.` + p[1] + `+xml"/>`
		files = append(files, [2]string{"word/" + p[0] + ".xml", p[2]})
	}
	files = append(files, [2]string{"[Content_Types].xml", `<Types>` + types + `</Types>`})
	res, err := Text(t.Context(), Tools{}, source(zipOf(t, files)), intake.DOCX, Limits{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Fields(res.Pages[0]); strings.Join(got, " ") != "đầu trang thân ô khung chân trang chú thích" {
		t.Errorf("%q", got)
	}
}

func zipOf(t testing.TB, files [][2]string) []byte {
	return file(t, func(b *bytes.Buffer) error {
		z := zip.NewWriter(b)
		for _, f := range files {
			w, err := z.Create(f[0])
			if err != nil {
				return err
			}
			if _, err := w.Write([]byte(f[1])); err != nil {
				return err
			}
		}
		return z.Close()
	})
}

// workbook has a sheet of so many equal rows.
func workbook(t testing.TB, rows int) []byte {
	return file(t, func(b *bytes.Buffer) error {
		w, err := sheet.NewWriter(b, "Danh sách", []sheet.Column{{Title: "Họ tên"}, {Title: "Số thẻ"}})
		if err != nil {
			return err
		}
		for range rows {
			if err := w.Write(sheet.TextCell("Nguyễn Văn An"), sheet.TextCell("012345678901")); err != nil {
				return err
			}
		}
		return w.Close()
	})
}

func TestTextOfAWorkbook(t *testing.T) {
	t.Parallel()
	const rows = 2000
	book := workbook(t, rows)
	res, err := Layer(t.Context(), Tools{}, source(book), intake.XLSX, Limits{})
	if err != nil || len(res.Pages) != 1 || res.Truncated {
		t.Fatalf("%d pages, %v", len(res.Pages), err)
	}
	if n := strings.Count(res.Pages[0], "Nguyễn Văn An\t012345678901\n"); n != rows {
		t.Errorf("%d rows", n)
	}
	res, err = Layer(t.Context(), Tools{}, source(book), intake.XLSX, Limits{Text: 1000})
	if err != nil || !res.Truncated || len(res.Pages[0]) > 1000 {
		t.Errorf("%d bytes, %v, %v", len(res.Pages[0]), res.Truncated, err)
	}
}

func TestDamagedOfficeFiles(t *testing.T) {
	t.Parallel()
	for _, kind := range []intake.Type{intake.DOCX, intake.XLSX} {
		for _, b := range [][]byte{nil, []byte("PK\x03\x04"), zipOf(t, [][2]string{{"a", "b"}})} {
			if _, err := Layer(t.Context(), Tools{}, source(b), kind, Limits{}); err == nil {
				t.Errorf("%s of %d bytes was read", kind, len(b))
			}
		}
	}
	if _, err := Layer(t.Context(), Tools{}, source([]byte("x")), "exe", Limits{}); !errors.Is(err, ErrKind) {
		t.Error(err)
	}
}

// Whatever a DOCX or XLSX holds, taking out its text ends with bounded text or an error.
func FuzzExtract(f *testing.F) {
	word := file(f, func(b *bytes.Buffer) error { return paper.DOCX(b, notice(paper.Text("Một."))) })
	f.Add(word, true)
	f.Add(word[:len(word)/2], true)
	f.Add(workbook(f, 3), false)
	f.Fuzz(func(t *testing.T, b []byte, isWord bool) {
		kind := intake.XLSX
		if isWord {
			kind = intake.DOCX
		}
		res, err := Layer(t.Context(), Tools{}, source(b), kind, Limits{Text: 1 << 16})
		total := 0
		for _, p := range res.Pages {
			total += len(p)
		}
		if err == nil && total > 2<<16 {
			t.Errorf("%d bytes of text", total)
		}
	})
}
