package sheet

import (
	"io"
	"iter"
	"strings"
	"unicode/utf16"
)

// Column is one column of a table to be written.
type Column struct {
	Title string  // in the header row
	Width float64 // in characters, at most 255; 0 leaves it to the program. CSV has no widths.
}

// encoder is what differs between the kinds of files.
type encoder interface {
	begin(title string, columns []Column) error
	row(cells []Cell) error
	finish() error
	discard()
}

// Writer writes one table: an optional title row, a header row, then the rows
// as they come. End with Close, which completes the file; call Discard (a
// deferred one does no harm after Close) to give up half-way. Characters that a
// workbook cannot hold (control characters but tab and line ends, broken UTF-8)
// are written as U+FFFD.
type Writer struct {
	out     encoder
	columns []Column
	title   string
	begun   bool
	done    bool
	rows    int   // written, with title and header
	err     error // the first that happened; nothing is written after it
}

// Excel's bounds ("Excel specifications and limits").
const (
	maxRows       = 1 << 20
	maxTextUnits  = 32767 // UTF-16 units in a cell
	maxSheetName  = 31    // UTF-16 units in a sheet's name
	maxColumnWide = 255
)

// NewWriter begins a workbook of one sheet: header bold and frozen, dates real
// dates, numbers numbers, texts texts. What a sheet's name may not have is
// replaced by spaces, and the name cut to 31 characters. Large tables pass
// through a temporary file, which Close and Discard remove; nothing reaches w
// before Close.
func NewWriter(w io.Writer, sheetName string, columns []Column) (*Writer, error) {
	if err := checkColumns(columns); err != nil {
		return nil, err
	}
	out, err := newXLSXEncoder(w, properSheetName(sheetName))
	if err != nil {
		return nil, err
	}
	return &Writer{out: out, columns: columns}, nil
}

// NewCSVWriter begins a CSV file: UTF-8 with a byte order mark, for Excel to
// show Vietnamese; commas; CR LF. Every cell is written as its Text. A text that
// begins with = + - @ TAB CR or LF gets an apostrophe in front, and so does one
// that has apostrophes before such a character, so that [Open] can take exactly
// one off again. Excel takes the zeros off long numbers in CSV whatever we do:
// prefer a workbook for people.
func NewCSVWriter(w io.Writer, columns []Column) (*Writer, error) {
	if err := checkColumns(columns); err != nil {
		return nil, err
	}
	return &Writer{out: newCSVEncoder(w), columns: columns}, nil
}

// WriteCSV writes a whole table with NewCSVWriter. It stops at the first error of rows.
func WriteCSV(w io.Writer, columns []Column, rows iter.Seq2[Row, error]) error {
	out, err := NewCSVWriter(w, columns)
	if err != nil {
		return err
	}
	defer out.Discard()
	for row, err := range rows {
		if err != nil {
			return err
		}
		if err := out.Write(row.Cells...); err != nil {
			return err
		}
	}
	return out.Close()
}

func checkColumns(columns []Column) error {
	if len(columns) == 0 || len(columns) > maxColumn {
		return problem(ErrWrite, "%d columns", len(columns))
	}
	for i, c := range columns {
		if !(c.Width >= 0 && c.Width <= maxColumnWide) {
			return problem(ErrWrite, "width %g of column %s", c.Width, columnName(i+1))
		}
		if longerThan(c.Title, maxTextUnits) {
			return problem(ErrTooLarge, "title of column %s", columnName(i+1))
		}
	}
	return nil
}

// Title puts a title above the header, across all columns. It must come before
// the first row.
func (w *Writer) Title(text string) error {
	if w.begun || w.done {
		return problem(ErrWrite, "a title after the first row")
	}
	if longerThan(text, maxTextUnits) {
		return problem(ErrTooLarge, "a title of more than %d characters", maxTextUnits)
	}
	w.title = text
	return nil
}

// Write adds a row. It may have fewer cells than there are columns. Excel's
// bounds hold for every kind of file, so that each can become the other:
// a longer text or one row too many is ErrTooLarge.
func (w *Writer) Write(cells ...Cell) error {
	w.begin()
	if w.err != nil {
		return w.err
	}
	if w.err = w.check(cells); w.err != nil {
		return w.err
	}
	w.rows++
	w.err = w.out.row(cells)
	return w.err
}

func (w *Writer) check(cells []Cell) error {
	switch {
	case w.done:
		return problem(ErrWrite, "a row after the end")
	case len(cells) > len(w.columns):
		return problem(ErrWrite, "%d cells in row %d of %d columns", len(cells), w.rows+1, len(w.columns))
	case w.rows >= maxRows:
		return problem(ErrTooLarge, "more than %d rows", maxRows)
	}
	for i, c := range cells {
		if longerThan(c.Text, maxTextUnits) {
			return problem(ErrTooLarge, "a text of more than %d characters in %s", maxTextUnits, A1(i+1, w.rows+1))
		}
	}
	return nil
}

// begin writes what stands above the rows, once.
func (w *Writer) begin() {
	if w.begun || w.done {
		return
	}
	w.begun = true
	w.rows = 1
	if w.title != "" {
		w.rows = 2
	}
	w.err = w.out.begin(w.title, w.columns)
}

// Close completes the file. After a failed Write it completes nothing and gives
// that error again.
func (w *Writer) Close() error {
	if w.done {
		return w.err
	}
	w.begin()
	w.done = true
	defer w.out.discard()
	if w.err == nil {
		w.err = w.out.finish()
	}
	return w.err
}

// Discard gives up and releases what the writer holds. After Close it does nothing.
func (w *Writer) Discard() {
	if !w.done {
		w.done = true
		w.out.discard()
	}
}

// longerThan counts in UTF-16 units, as Excel does.
func longerThan(s string, units int) bool {
	if len(s) <= units { // there are never more units than bytes
		return false
	}
	for _, r := range s {
		units -= max(1, utf16.RuneLen(r))
	}
	return units < 0
}

// isNumber tells whether the cell is written as a number. One whose Text says
// more than its value, such as 0012, is written as a text.
func (c Cell) isNumber() bool { return c.Kind == Number && c.Text == numberText(c.Serial) }

// proper replaces what XML 1.0 (2.2) cannot hold, in CSV too.
func proper(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, s)
}

func properSheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, proper(name))
	cut, units := len(name), 0
	for i, r := range name {
		if units += max(1, utf16.RuneLen(r)); units > maxSheetName {
			cut = i
			break
		}
	}
	if name = strings.Trim(name[:cut], "' "); name == "" {
		return "Sheet1"
	}
	return name
}

// formulaStarts are the characters by which a program takes a text for a formula.
const formulaStarts = "=+-@\t\r\n"

// armed tells whether a text begins like a formula, be it after apostrophes.
func armed(s string) bool {
	bare := strings.TrimLeft(s, "'")
	return bare != "" && strings.IndexByte(formulaStarts, bare[0]) >= 0
}

// disarmed takes off the apostrophe that the writer has put before a text.
func disarmed(s string) string {
	if strings.HasPrefix(s, "'") && armed(s) {
		return s[1:]
	}
	return s
}
