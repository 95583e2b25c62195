package member

import (
	"strings"

	"sotay/internal/platform/sheet"
	"sotay/internal/platform/vi"
)

// Column is what an import makes of one column of the file.
type Column struct {
	Cell       string // of its heading: "C5"
	Title      string
	Field      Field // "" for a column that is not read
	Encoding   string
	Confidence float64 // of the encoding, 0 to 1
	encoding   vi.Encoding
}

// layout says where in a sheet what stands.
type layout struct {
	first, last int      // rows of the header
	columns     []Column // of the sheet, from A
	at          map[Field]int
}

// has reports whether the sheet has a column for the whole field.
func (l layout) has(f Field) bool {
	for have := range l.at {
		if have.whole() == f {
			return true
		}
	}
	return false
}

// findHeader looks for the row or the two rows that name the most fields.
func (w wordings) findHeader(rows []sheet.Row) (best layout, ok bool) {
	for i, r := range rows {
		candidates := []layout{w.layout(sheet.Row{Number: r.Number}, r)}
		if i+1 < len(rows) && rows[i+1].Number == r.Number+1 {
			candidates = append(candidates, w.layout(r, rows[i+1]))
		}
		for _, l := range candidates {
			if l.isHeader() && len(l.at) > len(best.at) {
				best, ok = l, true
			}
		}
	}
	return best, ok
}

// minFields is how many fields a header must name: a title above it may name one.
const minFields = 2

func (l layout) isHeader() bool {
	_, given := l.at[fieldGiven]
	_, name := l.at[FieldName]
	return len(l.at) >= minFields && (name || given)
}

// layout reads two rows as a header: titles of groups above headings. For a header
// of one row the row above is empty.
func (w wordings) layout(above, row sheet.Row) layout {
	l := layout{first: above.Number, last: row.Number, at: map[Field]int{}}
	group := ""
	for col := range max(len(above.Cells), len(row.Cells)) {
		sub := textAt(row, col)
		switch own := textAt(above, col); {
		case own != "" && sub != "":
			group = own
		case own != "" || sub == "":
			group = ""
		}
		title := orElse(group, textAt(above, col))
		l.columns = append(l.columns, Column{Cell: sheet.A1(col+1, row.Number), Title: strings.TrimSpace(title + " " + sub)})
		f := w.composed(title, sub)
		if _, taken := l.at[f]; f == "" || taken {
			continue
		}
		l.at[f], l.columns[col].Field = col, f
	}
	if len(above.Cells) > 0 && !l.twoRows(w, row) {
		return layout{}
	}
	return l
}

// twoRows reports that the lower row is a header too and not the first person: it
// has nothing in the column of names but parts of a heading.
func (l layout) twoRows(w wordings, lower sheet.Row) bool {
	col, ok := l.at[FieldName]
	if !ok {
		return true
	}
	sub := textAt(lower, col)
	return sub == "" || w.heading(sub) != "" || w.heading(l.columns[col].Title) == FieldName
}

func textAt(r sheet.Row, col int) string {
	if col >= len(r.Cells) {
		return ""
	}
	return strings.TrimSpace(r.Cells[col].Text)
}
