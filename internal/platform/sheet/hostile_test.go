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

func TestDamagedSheetsNameTheRow(t *testing.T) {
	t.Parallel()
	const good = `<row r="1"><c r="A1"><v>1</v></c></row>`
	for _, c := range []struct {
		name string
		rows string
		at   string // how the place is called
		want Problem
	}{
		{"wrong reference", good + `<row r="2"><c r="ZZZZ99"><v>1</v></c></row>`, "row 2", ErrMalformed},
		{"reference of another row", good + `<row r="2"><c r="A3"><v>1</v></c></row>`, "row 2", ErrMalformed},
		{"cells out of order", good + `<row r="2"><c r="B2"/><c r="A2"/></row>`, "row 2", ErrMalformed},
		{"a cell twice", good + `<row r="2"><c r="B2"/><c r="B2"/></row>`, "row 2", ErrMalformed},
		{"rows out of order", good + `<row r="3"/><row r="2"/>`, "row 4", ErrMalformed},
		{"row zero", `<row r="0"/>`, "row 1", ErrMalformed},
		{"row beyond", `<row r="1048577"/>`, "row 1048577", ErrTooLarge},
		{"negative shared string", good + `<row r="2"><c r="B2" t="s"><v>-1</v></c></row>`, "B2", ErrMalformed},
		{"shared string beyond", good + `<row r="2"><c r="B2" t="s"><v>0</v></c></row>`, "B2", ErrMalformed},
		{"style beyond", good + `<row r="2"><c r="C2" s="9"><v>0</v></c></row>`, "C2", ErrMalformed},
		{"negative style", good + `<row r="2"><c r="C2" s="-1"><v>0</v></c></row>`, "C2", ErrMalformed},
		{"no number", good + `<row r="2"><c r="C2"><v>1x</v></c></row>`, "C2", ErrMalformed},
		{"not a finite number", good + `<row r="2"><c r="C2"><v>NaN</v></c></row>`, "C2", ErrMalformed},
		{"number too big", good + `<row r="2"><c r="C2"><v>1e999</v></c></row>`, "C2", ErrMalformed},
		{"no truth value", good + `<row r="2"><c r="C2" t="b"><v>7</v></c></row>`, "C2", ErrMalformed},
		{"unknown type", good + `<row r="2"><c r="C2" t="zz"><v>7</v></c></row>`, "C2", ErrMalformed},
		{"unknown entity", good + `<row r="2"><c r="A2" t="str"><v>&x;</v></c></row>`, "A2", ErrMalformed},
		{"NUL by number", good + `<row r="2"><c r="A2" t="str"><v>&#0;</v></c></row>`, "A2", ErrMalformed},
		{"control character", good + "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>\x01</v></c></row>", "A2", ErrMalformed},
		{"not UTF-8", good + "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>\xFF</v></c></row>", "A2", ErrMalformed},
		{"tags crossed", good + `<row r="2"><c r="A2"><v>1</c></v></row>`, "A2", ErrMalformed},
		{"entity declared", good + `<row r="2"><!ENTITY a "b"></row>`, "row 2", ErrMalformed},
		{"deep", good + `<row r="2">` + strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100) + `</row>`, "row 2", ErrMalformed},
		{"second root", good + `</sheetData></worksheet><worksheet><sheetData>`, "row 1", ErrMalformed},
		{"column beyond", good + `<row r="2"><c r="SS2"><v>1</v></c></row>`, "SS2", ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			parts := append(frame(worksheet(c.rows)), someStyles())
			_, err := readAll(zipped(parts), DefaultLimits())
			wantError(t, err, c.want)
			var at *PlaceError
			if !errors.As(err, &at) || at.place() != c.at || at.Sheet != "DS" {
				t.Errorf("%v: want the place %s", err, c.at)
			}
		})
	}
}

func TestDamagedWorkbooks(t *testing.T) {
	t.Parallel()
	replaced := func(i int, body string) []part {
		parts := frame(worksheet(""))
		parts[i].body = body
		return parts
	}
	strs := func(body string) []part {
		return append(frame(worksheet("")), part{"xl/sharedStrings.xml", body})
	}
	for _, c := range []struct {
		name  string
		parts []part
		want  Problem
	}{
		{"a part twice", append(frame(worksheet("")), part{"XL/Workbook.xml", "<a/>"}), ErrMalformed},
		{"a document type", replaced(1, `<!DOCTYPE x [<!ENTITY a "aaa">]><workbook/>`), ErrMalformed},
		{"no sheets", replaced(1, `<workbook/>`), ErrEmpty},
		{"a sheet without a part", replaced(1, `<workbook><sheets><sheet name="x" id="rId9"/></sheets></workbook>`), ErrMalformed},
		{"an empty workbook part", replaced(1, ``), ErrTruncated},
		{"a workbook cut off", replaced(1, `<workbook><sheets>`), ErrTruncated},
		{"UTF-16", replaced(1, "\xFF\xFE<\x00"), ErrMalformed},
		{"strings cut off", strs(`<sst><si><t>a`), ErrTruncated},
		{"strings with an entity", strs(`<sst><si><t>&lol;</t></si></sst>`), ErrMalformed},
		{"strings with a document type", strs(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><sst/>`), ErrMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := openBytes(zipped(c.parts), DefaultLimits())
			wantError(t, err, c.want)
		})
	}
}

func TestSheetCutOff(t *testing.T) {
	t.Parallel()
	whole := worksheet(`<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>`)
	start, end := strings.Index(whole, "<worksheet"), len(whole)-1
	for n := start; n < end; n++ {
		_, err := readAll(zipped(frame(whole[:n])), DefaultLimits())
		if err == nil {
			t.Fatalf("cut after %q: no error", whole[:n])
		}
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	book := func(rows string) []byte { return zipped(frame(worksheet(rows))) }
	long := strings.Repeat("x", 5000)
	var varied strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&varied, `<row><c><v>%d</v></c></row>`, i*7919%10007)
	}
	for _, c := range []struct {
		name string
		data []byte
		set  func(*Limits)
		want Problem
	}{
		{"file", []byte(long), func(l *Limits) { l.FileBytes = 4999 }, ErrTooLarge},
		{"parts", book(""), func(l *Limits) { l.Entries = 3 }, ErrTooLarge},
		{"part", book(long), func(l *Limits) { l.EntryBytes = 4000 }, ErrBomb},
		{"all parts", book(long), func(l *Limits) { l.TotalBytes = 5000 }, ErrBomb},
		{"ratio", book(varied.String()), func(l *Limits) { l.Ratio = 3 }, ErrBomb},
		{"text", book(`<row><c t="str"><v>` + long + `</v></c></row>`), func(l *Limits) { l.CellBytes = 4000 }, ErrTooLarge},
		{"text in runs", book(`<row><c t="inlineStr"><is>` + strings.Repeat("<r><t>abcd</t></r>", 1100) + `</is></c></row>`), func(l *Limits) { l.CellBytes = 4000 }, ErrTooLarge},
		{"tag", book(`<row><c a="` + strings.Repeat(long, 40) + `"/></row>`), func(l *Limits) { l.CellBytes = 2000 }, ErrTooLarge},
		{"row", book(`<row>` + strings.Repeat("<c/>", 1250) + `</row>`), func(l *Limits) { l.RowBytes = 4000 }, ErrTooLarge},
		{"columns", book(`<row><c/><c/><c><v>1</v></c></row>`), func(l *Limits) { l.Columns = 2 }, ErrTooLarge},
		{"rows", book(`<row/><row/><row/>`), func(l *Limits) { l.Rows = 2 }, ErrTooLarge},
		{"CSV text", []byte(long), func(l *Limits) { l.CellBytes = 4000 }, ErrTooLarge},
		{"CSV row", []byte(strings.Repeat(long[:10]+",", 500)), func(l *Limits) { l.RowBytes = 4000 }, ErrTooLarge},
		{"CSV columns", []byte(",,,a"), func(l *Limits) { l.Columns = 3 }, ErrTooLarge},
		{"CSV rows", []byte("a\nb\nc\n"), func(l *Limits) { l.Rows = 2 }, ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			lim := DefaultLimits()
			if _, err := readAll(c.data, lim); errors.Is(err, ErrTooLarge) || errors.Is(err, ErrBomb) {
				t.Fatalf("refused under the default limits: %v", err)
			}
			c.set(&lim)
			_, err := readAll(c.data, lim)
			wantError(t, err, c.want)
		})
	}
}

func TestBombsUnderTheDefaultLimits(t *testing.T) {
	t.Parallel()
	blank := strings.Repeat(" ", 8<<20)
	for _, parts := range [][]part{
		frame(`<worksheet>` + blank + `</worksheet>`),
		append(frame(worksheet("")), part{"xl/sharedStrings.xml", `<sst>` + strings.Repeat("<si/>", 2<<20) + `</sst>`}),
		append(frame(worksheet("")), part{"xl/styles.xml", `<styleSheet>` + strings.Repeat("<a/>", 2<<20) + `</styleSheet>`}),
	} {
		_, err := readAll(zipped(parts), DefaultLimits())
		if !errors.Is(err, ErrBomb) && !errors.Is(err, ErrTooLarge) {
			t.Errorf("error %v", err)
		}
	}
}

func TestHundredThousandSharedNames(t *testing.T) {
	t.Parallel()
	var names strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&names, `<si><t>Nguyễn Thị Phương %d</t></si>`, i)
	}
	rows := mustRead(t, `<row><c t="s"><v>99999</v></c><c t="s"><v>0</v></c></row>`, part{"xl/sharedStrings.xml", `<sst>` + names.String() + `</sst>`})
	wantShow(t, rows, "1:Nguyễn Thị Phương 99999|Nguyễn Thị Phương 0\n")
}

func TestEncryptedPartOfAZip(t *testing.T) {
	t.Parallel()
	data := zipped(frame(worksheet("")))
	const flagsAt = 8
	for at := 0; ; at += 4 {
		n := bytes.Index(data[at:], []byte(zipDirectory))
		if n < 0 {
			break
		}
		at += n
		data[at+flagsAt] |= 1
	}
	_, err := openBytes(data, DefaultLimits())
	wantError(t, err, ErrEncrypted)
}

func TestLimitsOfSharedStringsAndMerges(t *testing.T) {
	t.Parallel()
	lim := DefaultLimits()
	lim.SharedBytes, lim.Merges = 100, 2
	strs := part{"xl/sharedStrings.xml", `<sst>` + strings.Repeat("<si/>", 13) + `</sst>`}
	_, err := openBytes(zipped(append(frame(worksheet("")), strs)), lim)
	wantError(t, err, ErrTooLarge)

	xml := `<worksheet><sheetData/><mergeCells>` + strings.Repeat(`<mergeCell ref="A1:B2"/>`, 3) + `</mergeCells></worksheet>`
	book, err := openBytes(zipped(frame(xml)), lim)
	if err != nil {
		t.Fatal(err)
	}
	_, err = book.Merged(0)
	wantError(t, err, ErrTooLarge)
}

func TestMergedRangesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, ref := range []string{"", "A1:", "B2:A1", "A1:B2:C3", "ZZZZ9:A1", "A0:A1"} {
		xml := `<worksheet><mergeCells><mergeCell ref="` + ref + `"/></mergeCells></worksheet>`
		book, err := openBytes(zipped(frame(xml)), DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		_, err = book.Merged(0)
		wantError(t, err, ErrMalformed)
	}
}

// The bound on all parts is judged by what they declare, so none may be larger than that.
func TestPartLargerThanItDeclares(t *testing.T) {
	t.Parallel()
	body := worksheet(strings.Repeat(`<row><c><v>1</v></c></row>`, 1000))
	parts := frame(body)
	data := zipped(parts)
	lie(t, data, uint32(len(body)), 500)
	_, err := readAll(data, DefaultLimits())
	wantError(t, err, ErrMalformed)
}

// lie changes a part's declared size in the directory of the zip.
func lie(t *testing.T, data []byte, real, declared uint32) {
	t.Helper()
	const sizeAt = 24
	for at := bytes.Index(data, []byte(zipDirectory)); at >= 0; {
		if size := data[at+sizeAt : at+sizeAt+4]; uint32(size[0])|uint32(size[1])<<8|uint32(size[2])<<16 == real {
			size[0], size[1], size[2] = byte(declared), byte(declared>>8), byte(declared>>16)
			return
		}
		next := bytes.Index(data[at+4:], []byte(zipDirectory))
		if next < 0 {
			break
		}
		at += 4 + next
	}
	t.Fatal("no such part")
}

func TestFlippedBytesAreNoticed(t *testing.T) {
	t.Parallel()
	var rows strings.Builder
	for i := range 200 {
		fmt.Fprintf(&rows, `<row><c t="str"><v>%d</v></c></row>`, i*7919)
	}
	data := zipped(frame(worksheet(rows.String())))
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	sheet := z.File[3]
	start, err := sheet.DataOffset()
	if err != nil {
		t.Fatal(err)
	}
	for at := start; at < start+int64(sheet.CompressedSize64); at += 13 {
		bad := bytes.Clone(data)
		bad[at] ^= 0x10
		if _, err := readAll(bad, DefaultLimits()); err == nil {
			t.Errorf("byte %d changed: no error", at)
		}
	}
}

func TestFaultsOfTheReaderPassThrough(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk")
	data := zipped(frame(worksheet(`<row><c><v>1</v></c></row>`)))
	for _, data := range [][]byte{data, []byte("a,b\nc,d")} {
		for after := range 12 {
			r := &breaking{data: data, left: after, err: broken}
			book, err := Open(r, int64(len(data)), "x", DefaultLimits())
			if err == nil {
				_, err = collect(book, 0)
			}
			if r.left < 0 && !errors.Is(err, broken) {
				t.Errorf("after %d reads: %v", after, err)
			}
		}
	}
}

// breaking fails after some reads.
type breaking struct {
	data []byte
	left int
	err  error
}

func (b *breaking) ReadAt(p []byte, off int64) (int, error) {
	if b.left--; b.left < 0 {
		return 0, b.err
	}
	n := copy(p, b.data[min(off, int64(len(b.data))):])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
