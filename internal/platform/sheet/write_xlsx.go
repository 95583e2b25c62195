package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"
)

// xlsxEncoder writes through excelize's stream, which keeps the sheet in a
// temporary file above 16 MiB.
type xlsxEncoder struct {
	file   *excelize.File
	stream *excelize.StreamWriter
	out    io.Writer
	styles xlsxStyles
	rows   int
	values []any // of the row being written
}

// xlsxStyles are the style numbers in use.
type xlsxStyles struct{ title, header, text, date, dateTime, clock int }

func newXLSXEncoder(w io.Writer, sheetName string) (*xlsxEncoder, error) {
	e := &xlsxEncoder{file: excelize.NewFile(), out: w}
	// Straight to the writer: by default the whole file is built in memory first.
	// Entries made by Create carry no time, so the bytes depend on the input alone.
	e.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	if err := e.prepare(sheetName); err != nil {
		e.discard()
		return nil, err
	}
	return e, nil
}

func (e *xlsxEncoder) prepare(sheetName string) (err error) {
	if err = e.file.SetSheetName("Sheet1", sheetName); err != nil {
		return err
	}
	const someDay = "2000-01-01T00:00:00Z"
	err = errors.Join(
		e.file.SetDocProps(&excelize.DocProperties{Creator: "sotay", Created: someDay, Modified: someDay}),
		e.file.SetAppProps(&excelize.AppProperties{Application: "sotay"}),
	)
	if err != nil {
		return err
	}
	if e.styles, err = newXLSXStyles(e.file); err != nil {
		return err
	}
	e.stream, err = e.file.NewStreamWriter(sheetName)
	return err
}

func newXLSXStyles(f *excelize.File) (s xlsxStyles, err error) {
	const textFormat = 49 // "@"
	day, dayTime, clock := "dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss", "hh:mm:ss"
	middle := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	for _, style := range []struct {
		id *int
		as excelize.Style
	}{
		{&s.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}, Alignment: middle}},
		{&s.header, excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: middle}},
		{&s.text, excelize.Style{NumFmt: textFormat}},
		{&s.date, excelize.Style{CustomNumFmt: &day}},
		{&s.dateTime, excelize.Style{CustomNumFmt: &dayTime}},
		{&s.clock, excelize.Style{CustomNumFmt: &clock}},
	} {
		if *style.id, err = f.NewStyle(&style.as); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (e *xlsxEncoder) begin(title string, columns []Column) error {
	if err := e.layOut(title, columns); err != nil {
		return err
	}
	if title != "" {
		if err := e.titleRow(title, len(columns)); err != nil {
			return err
		}
	}
	header := make([]any, len(columns))
	for i, c := range columns {
		header[i] = excelize.Cell{StyleID: e.styles.header, Value: xlsxText(proper(c.Title))}
	}
	return e.add(header)
}

// layOut sets what must stand before the rows in the file: widths, and the
// frozen rows down to the header.
func (e *xlsxEncoder) layOut(title string, columns []Column) error {
	for i, c := range columns {
		if c.Width == 0 {
			continue
		}
		if err := e.stream.SetColWidth(i+1, i+1, c.Width); err != nil {
			return err
		}
	}
	frozen := 1
	if title != "" {
		frozen = 2
	}
	return e.stream.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: frozen, TopLeftCell: A1(1, frozen+1), ActivePane: "bottomLeft",
	})
}

func (e *xlsxEncoder) titleRow(title string, columns int) error {
	if err := e.add([]any{excelize.Cell{StyleID: e.styles.title, Value: xlsxText(proper(title))}}); err != nil {
		return err
	}
	if columns == 1 {
		return nil
	}
	return e.stream.MergeCell(A1(1, 1), A1(columns, 1))
}

func (e *xlsxEncoder) row(cells []Cell) error {
	e.values = e.values[:0]
	for _, c := range cells {
		e.values = append(e.values, e.value(c))
	}
	return e.add(e.values)
}

func (e *xlsxEncoder) add(values []any) error {
	e.rows++
	return e.stream.SetRow(A1(1, e.rows), values)
}

// value is the cell for excelize, where a string is always a string cell.
func (e *xlsxEncoder) value(c Cell) any {
	switch {
	case c.Text == "":
		return nil
	case c.isNumber():
		return c.Serial
	case c.Kind == Bool:
		return c.Serial != 0
	case c.Kind == Date && c.Text == dateText(c.Serial):
		return excelize.Cell{StyleID: e.dateStyle(c.Serial), Value: c.Serial}
	}
	text := proper(c.Text)
	if armed(text) || strings.Trim(text, "0123456789 ./") == "" {
		// The format "@" keeps it a text when a person edits the cell.
		return excelize.Cell{StyleID: e.styles.text, Value: xlsxText(text)}
	}
	return xlsxText(text)
}

// xlsxText cuts a text into runs wherever "_x" could begin what readers take
// for an escaped character (_x000D_): escapes do not span runs. Excelize's own
// escaping loses some such texts (_xD800_) and lets others through.
func xlsxText(text string) any {
	if !strings.Contains(text, "_x") {
		return text
	}
	var runs []excelize.RichTextRun
	for piece := range strings.SplitSeq(text, "_x") {
		runs = append(runs, excelize.RichTextRun{Text: "x" + piece + "_"})
	}
	last := len(runs) - 1
	runs[0].Text = runs[0].Text[1:]
	runs[last].Text = strings.TrimSuffix(runs[last].Text, "_")
	return runs
}

func (e *xlsxEncoder) dateStyle(serial float64) int {
	switch {
	case serial < 1:
		return e.styles.clock
	case serial != math.Trunc(serial):
		return e.styles.dateTime
	}
	return e.styles.date
}

func (e *xlsxEncoder) finish() error {
	if err := e.stream.Flush(); err != nil {
		return err
	}
	return e.file.Write(e.out)
}

// discard removes the temporary file.
func (e *xlsxEncoder) discard() { _ = e.file.Close() }
