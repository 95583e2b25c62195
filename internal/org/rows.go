package org

import (
	"iter"

	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
)

// headingRows is how far down the heading of a list is looked for.
const headingRows = 30

// ReadRows reads a list of units out of the first sheet that has its heading. An
// error of the file itself is one of package sheet; no sheet with a heading is the
// fault of [Columns].
func ReadRows(book *sheet.Book) ([]ImportRow, error) {
	_, refusal := Columns(nil)
	for i := range book.Sheets() {
		rows, err := rowsBelow(book.Rows(i))
		if err == nil {
			return rows, nil
		}
		if !fault.Of(err).Says("org.columns") {
			return nil, err
		}
		refusal = err
	}
	return nil, refusal
}

// rowsBelow reads the rows below the heading.
func rowsBelow(rows iter.Seq2[sheet.Row, error]) (out []ImportRow, err error) {
	var heading Heading
	_, refusal := Columns(nil)
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		cells := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			cells[i] = c.Text
		}
		switch {
		case refusal == nil && len(out) > maxRows:
			return out, nil // Import refuses a list of that length
		case refusal == nil:
			out = append(out, heading.Row(row.Number, cells))
		case row.Number > headingRows:
			return nil, refusal
		default:
			heading, refusal = Columns(cells)
		}
	}
	return out, refusal
}
