package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Blocks reads the lines of a text as people type it: "# heading", "- item", and in all
// of them "**bold**", "*italic*" and "__underlined__"; rows "| cell | cell |", or lines
// with tabs as spreadsheets give them, are a table with the first row as its head;
// anything else is a paragraph.
func Blocks(text string) []Block {
	var out []Block
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		if n := tableRows(lines[i:]); n > 0 {
			out = append(out, typedTable(lines[i:i+n]))
			i += n - 1
			continue
		}
		switch {
		case line == "":
		case strings.HasPrefix(line, "# "):
			out = append(out, Heading{Text: wordsOf(line[2:]), Level: 1})
		case strings.HasPrefix(line, "- "):
			out = append(out, List{Items: []Paragraph{{Runs: typedRuns(line[2:])}}})
		default:
			out = append(out, Paragraph{Runs: typedRuns(line)})
		}
	}
	return out
}

// tableRows counts the lines at the beginning that are rows of one table: one line
// with a tab is none.
func tableRows(lines []string) (n int) {
	for n < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[n]), "|") {
		n++
	}
	if n > 0 {
		return n
	}
	if !strings.Contains(strings.TrimSpace(lines[0]), "\t") { // a line that is only drawn in
		return 0
	}
	for n < len(lines) && strings.Contains(lines[n], "\t") && strings.TrimSpace(lines[n]) != "" {
		n++
	}
	if n < 2 {
		return 0
	}
	return n
}

// marks are typed around words to give them a style, the longer first.
const (
	boldMark = iota
	underlineMark
	italicMark
	markCount
)

// mark is one of them as it is typed.
func mark(m int) string { return [markCount]string{"**", "__", "*"}[m] }

// styled turns a style on or off.
func (r *Run) styled(m int) {
	switch m {
	case boldMark:
		r.Bold = !r.Bold
	case underlineMark:
		r.Underline = !r.Underline
	case italicMark:
		r.Italic = !r.Italic
	}
}

// typedRuns splits "a **b** c" into its styles. A mark that is not closed, or that
// stands by a space as in "2 * 3", is a sign like others.
func typedRuns(s string) (out []Run) {
	var style Run
	var text strings.Builder
	last, open := closings(s), [markCount]bool{}
	flush := func() {
		if text.Len() > 0 {
			style.Text = text.String()
			out = append(out, style)
			text.Reset()
		}
	}
	for i := 0; i < len(s); {
		m := markAt(s, i, open, last)
		if m < 0 {
			_, size := utf8.DecodeRuneInString(s[i:])
			text.WriteString(s[i : i+size])
			i += size
			continue
		}
		flush()
		open[m] = !open[m]
		style.styled(m)
		i += len(mark(m))
	}
	flush()
	return out
}

// markAt is the mark that opens or closes a style at a place of a line, or -1.
func markAt(s string, at int, open [markCount]bool, last [markCount]int) int {
	for m := range markCount {
		if !stands(s, at, mark(m)) {
			continue
		}
		if open[m] && ends(s, at) || !open[m] && begins(s, at+len(mark(m)), last[m]) {
			return m
		}
		return -1
	}
	return -1
}

// stands tells whether a mark is at a place by itself: a row of dots to be filled in,
// "_____", has none.
func stands(s string, at int, mark string) bool {
	end := at + len(mark)
	return strings.HasPrefix(s[at:], mark) && (at == 0 || s[at-1] != mark[0]) && (end == len(s) || s[end] != mark[0])
}

// ends tells whether what stands before a place may be the end of something marked.
func ends(s string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	return at > 0 && !unicode.IsSpace(before)
}

// begins tells whether what stands behind a mark may be the beginning of something
// marked that is closed at last.
func begins(s string, end, last int) bool {
	after, _ := utf8.DecodeRuneInString(s[end:])
	return last > end && !unicode.IsSpace(after)
}

// closings are the last places of a line where each mark may close.
func closings(s string) (last [markCount]int) {
	for m := range markCount {
		for i := len(s) - 1; i > 0 && last[m] == 0; i-- {
			if stands(s, i, mark(m)) && ends(s, i) {
				last[m] = i
			}
		}
	}
	return last
}

// wordsOf is a typed line without its marks.
func wordsOf(line string) string {
	var b strings.Builder
	for _, r := range typedRuns(strings.TrimSpace(line)) {
		b.WriteString(r.Text)
	}
	return b.String()
}

// typedTable makes rows "| a | b |" a table; the first is its head. A second row of
// dashes, "| -- | :----: | ---: |", says how wide the columns are against each other
// and to which side their cells stand; without it a column is as wide as its longest
// cell asks, within bounds.
func typedTable(lines []string) Table {
	t := Table{Typed: true}
	ruled := false
	for i, l := range lines {
		cells := typedCells(l)
		switch {
		case i == 0:
			for _, c := range cells {
				t.Columns = append(t.Columns, Column{Title: c, Width: cellWidth(c)})
			}
			continue
		case i == 1 && dashes(cells):
			ruled = true
			for j := range t.Columns[:min(len(cells), len(t.Columns))] {
				t.Columns[j].Width, t.Columns[j].Align = float64(len(cells[j])), side(cells[j])
			}
			continue
		}
		for j, c := range cells {
			if j < len(t.Columns) && !ruled {
				t.Columns[j].Width = max(t.Columns[j].Width, cellWidth(c))
			}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// typedCells are the cells of a row, between bars or tabs.
func typedCells(line string) []string {
	cells := strings.Split(strings.Trim(line, " \r"), "\t")
	if bars, ok := strings.CutPrefix(strings.TrimSpace(line), "|"); ok {
		cells = strings.Split(strings.TrimSuffix(bars, "|"), "|")
	}
	for j := range cells {
		cells[j] = strings.TrimSpace(cells[j])
	}
	return cells
}

// dashes tells whether a row says how the columns stand.
func dashes(cells []string) bool {
	for _, c := range cells {
		if strings.Trim(c, "-:") != "" || !strings.Contains(c, "-") {
			return false
		}
	}
	return true
}

func side(dashes string) Align {
	left, right := strings.HasPrefix(dashes, ":"), strings.HasSuffix(dashes, ":")
	switch {
	case left && right:
		return AlignCentre
	case right:
		return AlignRight
	}
	return Justify
}

func cellWidth(cell string) float64 { return float64(min(max(len([]rune(wordsOf(cell))), 14), 45)) }
