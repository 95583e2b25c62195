package sheet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Kind says what a cell holds.
type Kind uint8

// The kinds of cells. A cell without any text is Empty whatever its type in the file.
const (
	Empty Kind = iota
	Text
	Number
	Bool
	Error // an Excel error such as #N/A, or a formula that was never calculated (#CALC!)
	Date  // a number shown as a date or a time
)

// Cell is one value. Build cells for writing with TextCell, NumberCell,
// BoolCell and DateCell.
type Cell struct {
	// Text is the value for people. A number has at most 15 significant digits,
	// as in Excel, and leading zeros where its format is nothing but zeros
	// ("000000000000"). A date is "2006-01-02", with a time "2006-01-02 15:04:05",
	// a time alone "15:04:05". A Bool is TRUE or FALSE. Text is valid UTF-8 without NUL,
	// otherwise as in the file: neither trimmed nor normalised.
	Text string
	Kind Kind
	// Serial is the value of a Number, 1 or 0 of a Bool, and of a Date the days
	// in Excel's 1900 system, also when the file counts from 1904.
	Serial float64
}

// Row is one row that holds something.
type Row struct {
	Number int    // from 1, as Excel shows it; in CSV the number of the record
	Cells  []Cell // from column A; blank cells at the end are cut off
}

// Range is a rectangle of cells, rows and columns counted from 1, ends included.
type Range struct {
	FirstCol, FirstRow, LastCol, LastRow int
}

// TextCell is a text. It stays a text: "0123" keeps its zero and "=A1" is no formula.
func TextCell(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{Text: s, Kind: Text}
}

// NumberCell is a number. What is no number (NaN, infinity) is the error #NUM!, as in Excel.
func NumberCell(f float64) Cell {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Cell{Text: "#NUM!", Kind: Error}
	}
	return Cell{Text: numberText(f), Kind: Number, Serial: f}
}

// BoolCell is TRUE or FALSE.
func BoolCell(b bool) Cell {
	if b {
		return Cell{Text: "TRUE", Kind: Bool, Serial: 1}
	}
	return Cell{Text: "FALSE", Kind: Bool}
}

// numberText writes a number as Excel's General format would, with no exponent
// for anything a person would type.
func numberText(f float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if err != nil {
		rounded = f
	}
	if rounded == 0 {
		return "0"
	}
	if a := math.Abs(rounded); a >= 1e21 || a < 1e-9 {
		return strconv.FormatFloat(rounded, 'G', -1, 64)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// maxColumn is Excel's last column, XFD.
const maxColumn = 16384

// A1 names a cell as people do: A1(3, 17) is "C17". Column and row count from 1.
func A1(col, row int) string { return columnName(col) + strconv.Itoa(row) }

func columnName(col int) string {
	var name [16]byte
	i := len(name)
	for ; col > 0; col = (col - 1) / 26 {
		i--
		name[i] = byte('A' + (col-1)%26)
	}
	return string(name[i:])
}

// parseA1 reads a reference such as C17. ok is false for what Excel could not hold.
func parseA1(ref []byte) (col, row int, ok bool) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if col = col*26 + int(ref[i]-'A') + 1; col > maxColumn {
			return 0, 0, false
		}
	}
	row, ok = parseCount(ref[i:])
	return col, row, ok && col > 0 && row > 0
}

// parseCount reads a whole number of at most nine digits without a sign.
func parseCount(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// parseRange reads A1:C3 or a single A1.
func parseRange(ref string) (Range, error) {
	from, to, two := strings.Cut(ref, ":")
	if !two {
		to = from
	}
	c1, r1, ok1 := parseA1([]byte(from))
	c2, r2, ok2 := parseA1([]byte(to))
	if !ok1 || !ok2 || c2 < c1 || r2 < r1 {
		return Range{}, problem(ErrMalformed, "merged range %.40q", ref)
	}
	return Range{FirstCol: c1, FirstRow: r1, LastCol: c2, LastRow: r2}, nil
}

// String gives the range as A1:C3.
func (r Range) String() string {
	return fmt.Sprintf("%s:%s", A1(r.FirstCol, r.FirstRow), A1(r.LastCol, r.LastRow))
}
