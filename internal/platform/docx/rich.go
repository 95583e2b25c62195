package docx

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
)

// Value is what a field is filled with: a text, or, where the field is all that its
// paragraph says and there are any, blocks with styles and tables.
type Value struct {
	Text string
	Rich []Block
}

// Block is a paragraph, or a table where it has rows.
type Block struct {
	Spans []Span
	Rows  []Row
	Width []float64 // of the columns, against each other
}

// Row is a row of a table; heads are repeated on every page.
type Row struct {
	Cells []Cell
	Head  bool
}

// Cell is what stands in a cell, and on which side: "left", "center" or "right".
type Cell struct {
	Spans []Span
	Side  string
}

// Span is text of one style, besides that of the field which it replaces.
type Span struct {
	Text                    string
	Bold, Italic, Underline bool
}

// rich is the paragraph of a field as blocks; false where its form is one that cannot
// be repeated with others' styles.
func (p paragraph) rich(part []byte, all []Block) (edit, bool) {
	first := p.pieces[0]
	if !p.plain || !first.direct || first.prefix == "" {
		return edit{}, false
	}
	w := writer{p: first.prefix, run: string(part[first.rpr[0]:first.rpr[1]]), props: string(part[p.inner:first.run])}
	for i, b := range all {
		if len(b.Rows) > 0 {
			w.table(b)
			continue
		}
		open := "<" + first.tag("p") + ">"
		if i == 0 {
			open = string(part[p.from:p.inner]) // ids of the first are not given twice
		}
		w.WriteString(open + w.props)
		w.spans(b.Spans)
		w.WriteString("</" + first.tag("p") + ">")
		if w.Len() > maxPart {
			break // fill says that it is too large
		}
	}
	return edit{p.from, p.to, w.String()}, true
}

// writer writes blocks in the namespace of a part.
type writer struct {
	strings.Builder
	p     string // prefix
	run   string // properties of the field's run
	props string // of its paragraph
}

// el is a tag with attributes: "w:jc w:val=…".
func (w *writer) el(name string, attrs ...string) string {
	var b strings.Builder
	b.WriteString(w.p + ":" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		fmt.Fprintf(&b, ` %s:%s="%s"`, w.p, attrs[i], attrs[i+1])
	}
	return b.String()
}

func (w *writer) spans(all []Span) {
	for _, s := range all {
		w.WriteString("<" + w.el("r") + ">" + w.style(s) + "<" + w.el("t") + ` xml:space="preserve">`)
		_ = xml.EscapeText(w, []byte(s.Text)) // a builder takes everything
		w.WriteString("</" + w.el("t") + "></" + w.el("r") + ">")
	}
}

// style is the field's own style and what a span adds.
func (w *writer) style(s Span) string {
	inner := w.run
	if i := strings.IndexByte(inner, '>'); i >= 0 {
		inner = strings.TrimSuffix(inner[i+1:], "</"+w.p+":rPr>")
	}
	add := func(on bool, value string, names ...string) {
		for _, n := range names {
			if on {
				inner = regexp.MustCompile(`<`+regexp.QuoteMeta(w.p)+`:`+n+`(\s[^>]*)?/>`).ReplaceAllLiteralString(inner, "") + "<" + w.el(n) + value + "/>"
			}
		}
	}
	add(s.Bold, "", "b", "bCs")
	add(s.Italic, "", "i", "iCs")
	add(s.Underline, ` `+w.p+`:val="single"`, "u")
	return "<" + w.el("rPr") + ">" + inner + "</" + w.el("rPr") + ">"
}

// full is the width of a table in the fiftieths of a percent that the format counts in.
const full = 5000

func (w *writer) table(b Block) {
	total := 0.0
	for _, x := range b.Width {
		total += x
	}
	w.WriteString("<" + w.el("tbl") + "><" + w.el("tblPr") + "><" + w.el("tblW", "w", fmt.Sprint(full), "type", "pct") + "/><" + w.el("tblBorders") + ">")
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		w.WriteString("<" + w.el(side, "val", "single", "sz", "4", "space", "0", "color", "000000") + "/>")
	}
	w.WriteString("</" + w.el("tblBorders") + "><" + w.el("tblLayout", "type", "fixed") + "/></" + w.el("tblPr") + "><" + w.el("tblGrid") + ">")
	const twips = 9354 // of the usual text, 165 mm
	for _, x := range b.Width {
		w.WriteString("<" + w.el("gridCol", "w", fmt.Sprint(int(x/total*twips))) + "/>")
	}
	w.WriteString("</" + w.el("tblGrid") + ">")
	for _, r := range b.Rows {
		w.row(r, b.Width, total)
	}
	w.WriteString("</" + w.el("tbl") + "><" + w.el("p") + "/>") // a cell or a page must not end with a table
}

func (w *writer) row(r Row, widths []float64, total float64) {
	w.WriteString("<" + w.el("tr") + "><" + w.el("trPr") + "><" + w.el("cantSplit") + "/>")
	if r.Head {
		w.WriteString("<" + w.el("tblHeader") + "/>")
	}
	w.WriteString("</" + w.el("trPr") + ">")
	for i, x := range widths {
		var c Cell
		if i < len(r.Cells) {
			c = r.Cells[i]
		}
		if c.Side == "" {
			c.Side = "left"
		}
		w.WriteString("<" + w.el("tc") + "><" + w.el("tcPr") + "><" + w.el("tcW", "w", fmt.Sprint(int(x/total*full)), "type", "pct") + "/></" + w.el("tcPr") + "><" + w.el("p") + "><" + w.el("pPr") + "><" + w.el("jc", "val", c.Side) + "/></" + w.el("pPr") + ">")
		w.spans(c.Spans)
		w.WriteString("</" + w.el("p") + "></" + w.el("tc") + ">")
	}
	w.WriteString("</" + w.el("tr") + ">")
}
