package sheet

import (
	"io"
	"slices"
	"strconv"
	"strings"
)

// rowReader streams one worksheet.
type rowReader struct {
	book    *workbook
	scan    *scanner
	row     int    // number of the row being read, or last read
	col     int    // of the cell being read, or last read in the row
	started int64  // where the row began
	cells   []Cell // of the row being read
}

func (w *workbook) rows(sheet int, yield func(Row) bool) error {
	r, closer, err := w.openSheet(sheet)
	if err != nil {
		return err
	}
	defer closer.Close()
	for {
		row, err := r.next()
		if err != nil {
			return &PlaceError{Sheet: w.tabs[sheet].name, Row: r.row, Col: r.col, Err: err}
		}
		if row.Number == 0 || !yield(row) {
			return nil
		}
	}
}

func (w *workbook) openSheet(sheet int) (*rowReader, io.Closer, error) {
	tab := w.tabs[sheet]
	scan, closer, err := w.archive.scan(tab.part)
	if err != nil {
		return nil, nil, &PlaceError{Sheet: tab.name, Err: err}
	}
	return &rowReader{book: w, scan: scan}, closer, nil
}

// Where rows and cells stand in a worksheet: worksheet/sheetData/row/c.
const (
	rowDepth  = 3
	cellDepth = 4
)

// next gives the next row that holds something, the zero Row after the last.
func (r *rowReader) next() (Row, error) {
	for {
		t, err := r.scan.next()
		if err != nil || t == tokenEOF {
			return Row{}, err
		}
		if t != tokenStart || r.scan.depth() != rowDepth || string(r.scan.name) != "row" {
			continue
		}
		if err := r.readRow(); err != nil {
			return Row{}, err
		}
		if len(r.cells) > 0 {
			return Row{Number: r.row, Cells: slices.Clone(r.cells)}, nil
		}
	}
}

// readRow reads to </row>. Afterwards cells ends with one that is not Empty.
func (r *rowReader) readRow() error {
	r.started, r.cells = r.scan.offset, r.cells[:0]
	if err := r.startRow(); err != nil {
		return err
	}
	for {
		t, err := r.scan.next()
		if err != nil {
			return err
		}
		if r.scan.offset-r.started > r.book.lim.RowBytes {
			return problem(ErrTooLarge, "a row of more than %d bytes", r.book.lim.RowBytes)
		}
		switch {
		case t == tokenEnd && r.scan.depth() < rowDepth:
			r.col = 0
			return nil
		case t == tokenStart && r.scan.depth() == cellDepth && string(r.scan.name) == "c":
			err = r.readCell()
		}
		if err != nil {
			return err
		}
	}
}

// startRow numbers the row: by its reference, or as the next one.
func (r *rowReader) startRow() error {
	r.col = 0
	last := r.row
	r.row++
	if ref, ok := r.scan.attr("r"); ok {
		n, ok := parseCount(ref)
		if !ok || n <= last {
			return problem(ErrMalformed, "row reference %.20q after row %d", ref, last)
		}
		r.row = n
	}
	if r.row > r.book.lim.Rows {
		return problem(ErrTooLarge, "more than %d rows", r.book.lim.Rows)
	}
	return nil
}

// startCell finds the column: by its reference, or as the next one.
func (r *rowReader) startCell() error {
	last := r.col
	r.col++
	ref, ok := r.scan.attr("r")
	if !ok {
		return nil
	}
	col, row, ok := parseA1(ref)
	if !ok || row != r.row || col <= last {
		r.col = 0
		return problem(ErrMalformed, "cell reference %.20q in row %d", ref, r.row)
	}
	r.col = col
	return nil
}

// rawCell is a <c> before its value is understood.
type rawCell struct {
	kind    string // the attribute t
	look    look
	value   string // of <v>
	inline  string // of <is>
	valued  bool   // there was a <v> or <is>
	formula bool
}

func (r *rowReader) readCell() error {
	if err := r.startCell(); err != nil {
		return err
	}
	raw, err := r.readRaw()
	if err != nil {
		return err
	}
	cell, err := r.interpret(raw)
	if err != nil || cell.Kind == Empty {
		return err
	}
	return r.put(cell)
}

func (r *rowReader) put(cell Cell) error {
	if r.col > r.book.lim.Columns {
		return problem(ErrTooLarge, "more than %d columns", r.book.lim.Columns)
	}
	for len(r.cells) < r.col-1 {
		r.cells = append(r.cells, Cell{})
	}
	r.cells = append(r.cells, cell)
	return nil
}

// readRaw reads to </c>.
func (r *rowReader) readRaw() (rawCell, error) {
	s := r.scan
	raw, err := r.cellAttributes()
	if err != nil {
		return raw, err
	}
	for {
		t, err := s.next()
		if err != nil {
			return raw, err
		}
		if t == tokenEnd && s.depth() < cellDepth {
			return raw, nil
		}
		if t != tokenStart {
			continue
		}
		switch string(s.name) {
		case "v":
			raw.valued = true
			raw.value, err = readText(s, r.book.lim)
		case "is":
			raw.valued = true
			raw.inline, err = readRichText(s, r.book.lim)
		case "f":
			raw.formula = true
			err = s.skipElement()
		default:
			err = s.skipElement()
		}
		if err != nil {
			return raw, err
		}
	}
}

// cellAttributes reads the type and the style. Cells of a workbook without any
// styles look general.
func (r *rowReader) cellAttributes() (raw rawCell, err error) {
	if kind, ok := r.scan.attr("t"); ok {
		raw.kind = cellType(kind)
	}
	style, ok := r.scan.attr("s")
	if !ok || len(r.book.styles) == 0 {
		return raw, nil
	}
	n, ok := parseCount(style)
	if !ok || n >= len(r.book.styles) {
		return raw, problem(ErrMalformed, "cell style %.20q of %d", style, len(r.book.styles))
	}
	raw.look = r.book.styles[n]
	return raw, nil
}

// cellType gives the constants without allocating.
func cellType(t []byte) string {
	switch string(t) {
	case "s":
		return "s"
	case "n":
		return "n"
	case "inlineStr":
		return "inlineStr"
	case "str":
		return "str"
	}
	return string(t)
}

// interpret understands the value by the cell's type (ST_CellType, ECMA-376
// part 1, 18.18.11).
func (r *rowReader) interpret(raw rawCell) (Cell, error) {
	if raw.formula && (!raw.valued || raw.value == "" && raw.kind != "str") {
		return Cell{Text: "#CALC!", Kind: Error}, nil // written by a program that cannot calculate
	}
	switch raw.kind {
	case "s":
		return r.sharedCell(raw.value)
	case "inlineStr":
		return TextCell(raw.inline), nil
	case "str":
		return TextCell(unescapeControl(raw.value)), nil
	case "b":
		return boolCell(raw.value)
	case "e":
		return errorCell(raw.value), nil
	case "d":
		return isoDateCell(raw.value), nil
	case "", "n":
		return r.numberCell(raw)
	}
	return Cell{}, problem(ErrMalformed, "cell type %.20q", raw.kind)
}

func boolCell(value string) (Cell, error) {
	switch value {
	case "":
		return Cell{}, nil
	case "1", "true":
		return BoolCell(true), nil
	case "0", "false":
		return BoolCell(false), nil
	}
	return Cell{}, problem(ErrMalformed, "truth value %.20q", value)
}

func errorCell(value string) Cell {
	if value == "" {
		return Cell{}
	}
	return Cell{Text: value, Kind: Error}
}

func (r *rowReader) sharedCell(value string) (Cell, error) {
	if value == "" {
		return Cell{}, nil
	}
	n, ok := parseCount([]byte(strings.TrimSpace(value)))
	text, known := r.book.strings.get(n)
	if !ok || !known {
		return Cell{}, problem(ErrMalformed, "shared string %.20q of %d", value, len(r.book.strings.ends))
	}
	return TextCell(text), nil
}

func (r *rowReader) numberCell(raw rawCell) (Cell, error) {
	value := strings.TrimSpace(raw.value)
	if value == "" {
		return Cell{}, nil
	}
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || strings.Trim(value, "+-.0123456789eE") != "" {
		return Cell{}, problem(ErrMalformed, "number %.40q", value)
	}
	if raw.look.date {
		return dateCell(f, r.book.from1904), nil
	}
	cell := NumberCell(f)
	if fill := raw.look.zeros - len(cell.Text); fill > 0 && strings.Trim(cell.Text, "0123456789") == "" {
		cell.Text = strings.Repeat("0", min(fill, 64)) + cell.Text
	}
	return cell, nil
}

// merged reads past the rows to the list of merged ranges.
func (w *workbook) merged(sheet int) ([]Range, error) {
	var found []Range
	err := w.archive.walk(w.tabs[sheet].part, func(s *scanner) error {
		if string(s.name) != "mergeCell" {
			return nil
		}
		if len(found) == w.lim.Merges {
			return problem(ErrTooLarge, "more than %d merged ranges", w.lim.Merges)
		}
		ref, err := s.attrText("ref")
		if err != nil {
			return err
		}
		area, err := parseRange(ref)
		found = append(found, area)
		return err
	})
	if err != nil {
		return nil, &PlaceError{Sheet: w.tabs[sheet].name, Err: err}
	}
	return found, nil
}
