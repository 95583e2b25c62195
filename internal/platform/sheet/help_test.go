package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// part is one entry of a workbook made by hand.
type part struct{ name, body string }

const (
	relsHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	relType  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	mainNS   = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
)

// frame is what every workbook made by hand has around its one worksheet.
func frame(sheetXML string) []part {
	return []part{
		{"_rels/.rels", relsHead + `<Relationship Id="rId1" Type="` + relType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<?xml version="1.0"?><workbook ` + mainNS + `><sheets><sheet name="DS" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relsHead +
			`<Relationship Id="rId1" Type="` + relType + `worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relType + `sharedStrings" Target="/xl/sharedStrings.xml"/>` +
			`<Relationship Id="rId3" Type="` + relType + `styles" Target="styles.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", sheetXML},
	}
}

func worksheet(rows string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<worksheet ` + mainNS + `><sheetData>` + rows + `</sheetData></worksheet>`
}

func zipped(parts []part) []byte {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err == nil {
			_, err = io.WriteString(w, p.body)
		}
		if err != nil {
			panic(err) // cannot happen in memory
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

func openBytes(data []byte, lim Limits) (*Book, error) {
	return Open(bytes.NewReader(data), int64(len(data)), "danh sach.csv", lim)
}

// readAll reads the first sheet.
func readAll(data []byte, lim Limits) ([]Row, error) {
	book, err := openBytes(data, lim)
	if err != nil {
		return nil, err
	}
	return collect(book, 0)
}

func collect(book *Book, sheet int) (rows []Row, err error) {
	for row, err := range book.Rows(sheet) {
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// mustRead reads a worksheet given by its rows and perhaps further parts.
func mustRead(t *testing.T, rows string, more ...part) []Row {
	t.Helper()
	got, err := readAll(zipped(append(frame(worksheet(rows)), more...)), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// show writes rows as "1: a|b", for comparing.
func show(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%d:", r.Number)
		for i, c := range r.Cells {
			if i > 0 {
				b.WriteByte('|')
			}
			b.WriteString(c.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func wantShow(t *testing.T, rows []Row, want string) {
	t.Helper()
	if got := show(rows); got != want {
		t.Errorf("rows:\n%s\nwant:\n%s", got, want)
	}
}

func wantError(t *testing.T, err error, want Problem) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}
