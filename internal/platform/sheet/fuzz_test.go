package sheet

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// smallLimits keep a fuzzer's single step short.
func smallLimits() Limits {
	return Limits{
		FileBytes: 1 << 20, EntryBytes: 4 << 20, TotalBytes: 8 << 20, Ratio: 200, Entries: 50, Rows: 10_000,
		Columns: 20, RowBytes: 10_000, CellBytes: 1000, SharedBytes: 100_000, Merges: 50,
	}
}

// FuzzXLSX puts arbitrary XML where a workbook has its sheet, strings and styles.
func FuzzXLSX(f *testing.F) {
	f.Add(worksheet(`<row r="1"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1"><f>1</f></c></row>`), `<sst><si><t>a</t></si></sst>`, someStyles().body)
	f.Add(`<worksheet><sheetData><row r="2"><c r="C2" t="inlineStr"><is><t>&#65;<![CDATA[x]]></t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`, `<sst/>`, `<a/>`)
	f.Add(`<!DOCTYPE a><worksheet/>`, `<sst><si><t>_x000D_</t><rPh><t>b</t></rPh></si></sst>`, `<a><cellXfs><xf/></cellXfs></a>`)
	f.Fuzz(func(t *testing.T, sheetXML, stringsXML, stylesXML string) {
		parts := append(frame(sheetXML), part{"xl/sharedStrings.xml", stringsXML}, part{"xl/styles.xml", stylesXML})
		checkFile(t, zipped(parts))
	})
}

// FuzzCSV gives arbitrary bytes, which may also turn out to be something else.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"a,b\n\"c\"\"d\",'=e\r\n", "sep=;\na;b\r", bomUTF8 + "\tx\ty", wide16("a;ộ\n", true), wide16("a\tộ", false),
		"H\xE4,t\xAA", "\"", oleMagic + "Book", string(zipped(frame(worksheet(""))[:2])),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkFile(t, data) })
}

// checkFile reads everything and checks what the package promises of any row.
func checkFile(t *testing.T, data []byte) {
	lim := smallLimits()
	book, err := Open(bytes.NewReader(data), int64(len(data)), "x", lim)
	if err != nil {
		wantProblem(t, err)
		return
	}
	for i := range book.Sheets() {
		last := 0
		for row, err := range book.Rows(i) {
			if err != nil {
				wantProblem(t, err)
				break
			}
			checkRow(t, row, last, lim)
			last = row.Number
		}
		if _, err := book.Merged(i); err != nil {
			wantProblem(t, err)
		}
	}
}

func wantProblem(t *testing.T, err error) {
	var p Problem
	if !errors.As(err, &p) {
		t.Fatalf("an error of no kind: %v", err)
	}
}

func checkRow(t *testing.T, row Row, last int, lim Limits) {
	n := len(row.Cells)
	if row.Number <= last || row.Number > lim.Rows || n == 0 || n > lim.Columns || row.Cells[n-1].Kind == Empty {
		t.Fatalf("row %+v after %d", row, last)
	}
	for _, c := range row.Cells {
		if (c.Text == "") != (c.Kind == Empty) || !utf8.ValidString(c.Text) || strings.Contains(c.Text, "\x00") {
			t.Fatalf("cell %+v", c)
		}
		if y, m, d, ok := c.Day(); ok && DateCell(y, m, d).Kind != Date {
			t.Fatalf("cell %+v has the day %d-%d-%d", c, y, m, d)
		}
	}
}
