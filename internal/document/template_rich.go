package document

import (
	"sotay/internal/platform/docx"
	"sotay/internal/platform/paper"
)

// richText is a paper's body as a template takes it: with its styles and tables, in the
// type of the field. The template's own paragraph says how lines stand.
func richText(body []paper.Block) (out []docx.Block) {
	for _, b := range body {
		switch b := b.(type) {
		case paper.Heading:
			out = append(out, docx.Block{Spans: []docx.Span{{Text: b.Text, Bold: true}}})
		case paper.Paragraph:
			out = append(out, docx.Block{Spans: spans(b.Runs, false)})
		case paper.List:
			for _, item := range b.Items {
				out = append(out, docx.Block{Spans: append([]docx.Span{{Text: "- "}}, spans(item.Runs, false)...)})
			}
		case paper.Table:
			out = append(out, richTable(b))
		}
	}
	return out
}

func spans(runs []paper.Run, bold bool) (out []docx.Span) {
	for _, r := range runs {
		out = append(out, docx.Span{Text: r.Text, Bold: r.Bold || bold, Italic: r.Italic, Underline: r.Underline})
	}
	return out
}

func richTable(t paper.Table) (b docx.Block) {
	head := docx.Row{Head: true}
	for _, c := range t.Columns {
		b.Width = append(b.Width, max(c.Width, 1))
		head.Cells = append(head.Cells, docx.Cell{Spans: spans(t.Cell(c.Title), true), Side: "center"})
	}
	b.Rows = append(b.Rows, head)
	for _, cells := range t.Rows {
		var r docx.Row
		for i, text := range cells {
			if i < len(t.Columns) {
				r.Cells = append(r.Cells, docx.Cell{Spans: spans(t.Cell(text), false), Side: t.Columns[i].Align.Side()})
			}
		}
		b.Rows = append(b.Rows, r)
	}
	return b
}
