package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func threeColumns() []Column {
	return []Column{{Title: "Họ tên", Width: 30}, {Title: "Ngày sinh", Width: 12.5}, {Title: "Số"}}
}

type newWriter func(io.Writer, []Column) (*Writer, error)

func newXLSX(w io.Writer, columns []Column) (*Writer, error) {
	return NewWriter(w, "Danh sách", columns)
}

func written(t testing.TB, open newWriter, title string, columns []Column, rows [][]Cell) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := open(&buf, columns)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Discard()
	err = w.Title(title)
	for _, row := range rows {
		err = errors.Join(err, w.Write(row...))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestWrittenWorkbook(t *testing.T) {
	t.Parallel()
	data := written(t, newXLSX, "DANH SÁCH ĐẢNG VIÊN", threeColumns(), [][]Cell{
		{TextCell("=1+1"), DateCell(1985, 2, 3), TextCell("001085012345")},
		{},
		{TextCell("-5"), DateCell(1890, 5, 19), NumberCell(-2.5)},
	})
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]string{
		"A1": "DANH SÁCH ĐẢNG VIÊN", "A2": "Họ tên", "A3": "=1+1", "B3": "03/02/1985", "C3": "001085012345",
		"A5": "-5", "B5": "1890-05-19", "C5": "-2.5",
	} {
		if got, err := f.GetCellValue("Danh sách", cell); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", cell, got, err, want)
		}
		if formula, _ := f.GetCellFormula("Danh sách", cell); formula != "" {
			t.Errorf("%s is the formula %q", cell, formula)
		}
	}
	panes, err := f.GetPanes("Danh sách")
	if err != nil || !panes.Freeze || panes.YSplit != 2 || panes.TopLeftCell != "A3" {
		t.Errorf("panes %+v, %v", panes, err)
	}
	if width, err := f.GetColWidth("Danh sách", "A"); err != nil || width != 30 {
		t.Errorf("width %v, %v", width, err)
	}
	style, err := f.GetCellStyle("Danh sách", "A2")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := f.GetStyle(style); err != nil || s.Font == nil || !s.Font.Bold {
		t.Errorf("header style %+v, %v", s, err)
	}
}

func TestWrittenCSV(t *testing.T) {
	t.Parallel()
	data := written(t, NewCSVWriter, "", threeColumns(), [][]Cell{
		{TextCell("=1+1"), DateCell(1985, 2, 3), NumberCell(-5)},
		{TextCell("-5"), TextCell("a;b"), TextCell("x \"y\"\n")},
		{TextCell("'@a"), TextCell("\tx"), TextCell("'a")},
		{TextCell("+84"), {}, BoolCell(true)},
	})
	want := bomUTF8 + "Họ tên,Ngày sinh,Số\r\n" +
		"'=1+1,1985-02-03,-5\r\n" +
		"'-5,\"a;b\",\"x \"\"y\"\"\n\"\r\n" +
		"''@a,\"'\tx\",'a\r\n" +
		"'+84,,TRUE\r\n"
	if string(data) != want {
		t.Errorf("got\n%q\nwant\n%q", data, want)
	}
}

func TestFormulaStartsAreDisarmed(t *testing.T) {
	t.Parallel()
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r"} {
		evil := start + `cmd|'/c calc'!A0`
		for _, open := range []newWriter{newXLSX, NewCSVWriter} {
			data := written(t, open, "", []Column{{Title: evil}}, [][]Cell{{TextCell(evil)}, {{Text: evil, Kind: Number}}, {{Text: evil, Kind: Date}}})
			for line := range strings.Lines(string(data)) {
				if open := strings.TrimLeft(line, "\""+bomUTF8); strings.HasPrefix(open, start+"cmd") {
					t.Errorf("a line begins %q", line)
				}
			}
			rows, err := readAll(data, DefaultLimits())
			if err != nil || len(rows) != 4 {
				t.Fatal(rows, err)
			}
			for _, row := range rows {
				if !slices.Equal(row.Cells, []Cell{TextCell(evil)}) {
					t.Errorf("read back %+v", row)
				}
			}
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	t.Parallel()
	for _, open := range []newWriter{newXLSX, NewCSVWriter} {
		rows := [][]Cell{{TextCell("Hoa"), DateCell(2020, 1, 1), NumberCell(1)}}
		first := written(t, open, "x", threeColumns(), rows)
		for range 5 {
			if !bytes.Equal(first, written(t, open, "x", threeColumns(), rows)) {
				t.Fatal("different bytes")
			}
		}
	}
}

func TestPropertiesNameNobody(t *testing.T) {
	t.Parallel()
	data := written(t, newXLSX, "", threeColumns(), nil)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"docProps/core.xml", "docProps/app.xml"} {
		body, err := readPart(z, name)
		if err != nil || !strings.Contains(body, "sotay") || strings.Contains(body, "xuri") || strings.Contains(body, "Excelize") {
			t.Errorf("%s: %v\n%s", name, err, body)
		}
	}
}

func readPart(z *zip.Reader, name string) (string, error) {
	f, err := z.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	body, err := io.ReadAll(f)
	return string(body), err
}

func TestWriterRefuses(t *testing.T) {
	t.Parallel()
	for _, open := range []newWriter{newXLSX, NewCSVWriter} {
		for _, columns := range [][]Column{nil, make([]Column, maxColumn+1), {{Width: 256}}, {{Width: -1}}, {{Width: math.NaN()}}} {
			_, err := open(io.Discard, columns)
			wantError(t, err, ErrWrite)
		}
		long := strings.Repeat("ộ", maxTextUnits)
		for _, c := range []struct {
			do   func(*Writer) error
			want Problem
		}{
			{func(w *Writer) error { return w.Write(make([]Cell, 4)...) }, ErrWrite},
			{func(w *Writer) error { return w.Write(TextCell(long + "x")) }, ErrTooLarge},
			{func(w *Writer) error { return w.Title(long + "x") }, ErrTooLarge},
			{func(w *Writer) error { return errors.Join(w.Write(), w.Title("x")) }, ErrWrite},
			{func(w *Writer) error { return errors.Join(w.Close(), w.Write()) }, ErrWrite},
			{func(w *Writer) error { w.Discard(); return w.Write() }, ErrWrite},
		} {
			w, err := open(io.Discard, threeColumns())
			if err != nil {
				t.Fatal(err)
			}
			wantError(t, c.do(w), c.want)
			w.Discard()
		}
		written(t, open, long, threeColumns(), [][]Cell{{TextCell(long)}})
	}
}

func TestNothingIsCompletedAfterAnError(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	w, err := NewWriter(&buf, "x", threeColumns())
	if err != nil {
		t.Fatal(err)
	}
	failed := w.Write(make([]Cell, 4)...)
	if err := errors.Join(w.Write(TextCell("a")), w.Close()); !errors.Is(err, failed) || buf.Len() > 0 {
		t.Errorf("%v, %d bytes", err, buf.Len())
	}
}

func TestWriteCSVStopsAtAnError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	rows := func(yield func(Row, error) bool) {
		_ = yield(Row{Cells: []Cell{TextCell("a")}}, nil) && yield(Row{}, broken)
	}
	if err := WriteCSV(io.Discard, threeColumns(), rows); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestSheetNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Chi bộ 1": "Chi bộ 1", "a/b:c": "a b c", "'x'": "x", "": "Sheet1", "[]": "Sheet1",
		strings.Repeat("ộ", 40): strings.Repeat("ộ", 31), strings.Repeat("😀", 20): strings.Repeat("😀", 15),
	} {
		var buf bytes.Buffer
		w, err := NewWriter(&buf, name, threeColumns())
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		book, err := openBytes(buf.Bytes(), DefaultLimits())
		if err != nil || book.Sheets()[0] != want {
			t.Errorf("%q: %v, %v", name, book, err)
		}
	}
}

// anyCell draws what a feature could write.
func anyCell() *rapid.Generator[Cell] {
	texts := rapid.OneOf(
		rapid.String(),
		rapid.StringMatching(`['=+@\t\r\n-]{0,3}[a-zộ";, ]{0,5}`),
		rapid.StringMatching(`0{0,3}[0-9]{1,12}`),
		rapid.StringMatching(`(_x[0-9A-Fa-f]{4}|_xD800|_|a| ){0,5}`),
	)
	return rapid.OneOf(
		rapid.Map(texts, func(s string) Cell { return TextCell(proper(s)) }),
		rapid.Map(rapid.Float64(), NumberCell),
		rapid.Map(rapid.Int64(), func(n int64) Cell { return NumberCell(float64(n)) }),
		rapid.Map(rapid.Bool(), BoolCell),
		rapid.Map(rapid.IntRange(1, lastDay), func(n int) Cell { return dateCell(float64(n), false) }),
		rapid.Map(rapid.IntRange(0, 100_000), func(n int) Cell { return dateCell(float64(n)/1440, false) }),
		rapid.Just(Cell{}),
	)
}

// What the writer wrote the reader reads back: a workbook every cell, a CSV
// file every text.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		columns := rapid.IntRange(1, 4).Draw(rt, "columns")
		rows := rapid.SliceOfN(rapid.SliceOfN(anyCell(), 0, columns), 0, 5).Draw(rt, "rows")
		header := slices.Repeat([]Column{{Title: "Cột"}}, columns)
		wantRows(rt, written(t, newXLSX, "", header, rows), rows, func(c Cell) Cell {
			if c.Kind == Error {
				c.Kind = Text
			}
			return c
		})
		wantRows(rt, written(t, NewCSVWriter, "", header, rows), rows, func(c Cell) Cell { return TextCell(c.Text) })
	})
}

func wantRows(t *rapid.T, data []byte, rows [][]Cell, as func(Cell) Cell) {
	got, err := readAll(data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var want []Row
	for i, row := range rows {
		cells := make([]Cell, len(row))
		for j, c := range row {
			cells[j] = as(c)
		}
		for len(cells) > 0 && cells[len(cells)-1].Kind == Empty {
			cells = cells[:len(cells)-1]
		}
		if len(cells) > 0 {
			want = append(want, Row{Number: i + 2, Cells: cells})
		}
	}
	same := func(a, b Row) bool { return a.Number == b.Number && slices.Equal(a.Cells, b.Cells) }
	if len(got) == 0 || !slices.EqualFunc(got[1:], want, same) {
		t.Fatalf("got %+v\nwant %+v", got, want)
	}
}
