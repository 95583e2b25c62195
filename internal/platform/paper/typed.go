package paper

import "strings"

// Blocks reads the lines of a text as people type it: "# heading", "- item", "| cell | cell |"
// with the first row as head, "**bold**"; anything else is a paragraph.
func Blocks(text string) []Block {
	var out []Block
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		switch {
		case line == "":
		case strings.HasPrefix(line, "# "):
			out = append(out, Heading{Text: strings.TrimSpace(line[2:]), Level: 1})
		case strings.HasPrefix(line, "|"):
			n := i
			for n < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[n]), "|") {
				n++
			}
			out = append(out, typedTable(lines[i:n]))
			i = n - 1
		case strings.HasPrefix(line, "- "):
			out = append(out, List{Items: []Paragraph{{Runs: typedRuns(line[2:])}}})
		default:
			out = append(out, Paragraph{Runs: typedRuns(line)})
		}
	}
	return out
}

// typedRuns splits "a **b** c" into its styles.
func typedRuns(s string) (out []Run) {
	for i, part := range strings.Split(s, "**") {
		if part != "" {
			out = append(out, Run{Text: part, Bold: i%2 == 1})
		}
	}
	return out
}

// typedTable makes rows "| a | b |" a table; the first is its head. A column is as
// wide as its longest cell asks, within bounds.
func typedTable(lines []string) Table {
	var t Table
	for i, l := range lines {
		cells := strings.Split(strings.Trim(strings.TrimSpace(l), "|"), "|")
		for j := range cells {
			cells[j] = strings.TrimSpace(cells[j])
		}
		if i == 0 {
			for _, c := range cells {
				t.Columns = append(t.Columns, Column{Title: c, Width: cellWidth(c)})
			}
			continue
		}
		for j, c := range cells {
			if j < len(t.Columns) {
				t.Columns[j].Width = max(t.Columns[j].Width, cellWidth(c))
			}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

func cellWidth(cell string) float64 { return float64(min(max(len([]rune(cell)), 14), 45)) }
