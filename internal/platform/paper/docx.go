package paper

import "io"

// DOCX writes the paper as a Word file with the same words and measures as PDF, for those who must still edit it. The error is
// ErrLayout or the writer's.
func DOCX(w io.Writer, p Paper) error {
	if err := p.Layout.check(); err != nil {
		return err
	}
	d := docx{l: p.Layout}
	body := el("body", d.head(p)...).plus(d.subject(p)...).plus(d.blocks(p.Body, true)...).plus(d.ending(p)...)
	for _, a := range p.Annexes {
		body = body.plus(d.annex(a)...)
	}
	at := p.created()
	return zipParts(w, []part{
		{"[Content_Types].xml", contentTypes()},
		{"_rels/.rels", packageRelations()},
		{"docProps/core.xml", properties(p.title(), at)},
		{"word/_rels/document.xml.rels", documentRelations()},
		{"word/document.xml", root("document").plus(body.plus(section(p.Layout)))},
		{"word/header1.xml", pageHeader(p.Layout)},
		{"word/header2.xml", root("hdr").plus(el("p"))},
		{"word/settings.xml", settings()},
		{"word/styles.xml", styles(p.Layout)},
	}, at)
}

// docx builds the parts of a Word file.
type docx struct{ l Layout }

// style is how a paragraph is set in Word.
type style struct {
	face          Face
	line          float64 // exact spacing, points
	align         Align
	indent        float64 // first line, mm
	before, after float64 // points
	keepNext      bool
	newPage       bool
	underline     bool
	ruled         bool // a rule below, as wide as side leaves it
	side          float64
}

// p makes a paragraph.
func (s style) p(runs ...Run) node {
	props := el("pPr", flag(s.keepNext, "keepNext"), flag(s.newPage, "pageBreakBefore"), el("widowControl"))
	if s.ruled {
		props = props.plus(el("pBdr", el("bottom").with("val", "single").with("sz", "6").with("space", "1").with("color", "000000")))
	}
	props = props.plus(el("spacing").with("before", twentieths(s.before)).with("after", twentieths(s.after)).
		with("line", twentieths(s.line)).with("lineRule", "exact"))
	props = props.plus(s.indents(), val("jc", s.align.word()))
	out := el("p", props)
	for _, r := range runs {
		out = out.plus(s.runs(r)...)
	}
	return out
}

func (s style) indents() node {
	switch {
	case s.side > 0:
		return el("ind").with("left", twips(s.side)).with("right", twips(s.side))
	case s.indent > 0:
		return el("ind").with("firstLine", twips(s.indent))
	}
	return node{}
}

// runs makes the runs of one stretch of text, with a break at each line feed.
func (s style) runs(r Run) []node {
	face := Face{Size: s.face.Size, Bold: s.face.Bold || r.Bold, Italic: s.face.Italic || r.Italic}
	props := runProps(face)
	if s.underline || r.Underline {
		props = props.plus(val("u", "single"))
	}
	var out []node
	start := 0
	text := clean(r.Text)
	for i := range len(text) + 1 {
		if i < len(text) && text[i] != '\n' {
			continue
		}
		if i > start {
			out = append(out, el("r", props, textNode(text[start:i])))
		}
		if i < len(text) {
			out = append(out, el("r", props, el("br")))
		}
		start = i + 1
	}
	return out
}

func textNode(s string) node {
	n := el("t")
	n.attrs = []string{"xml:space", "preserve"}
	n.text = s
	return n
}

// runProps is the style of a run. Word wants size and weight twice, once for complex scripts.
func runProps(f Face) node {
	return el("rPr", flag(f.Bold, "b"), flag(f.Bold, "bCs"), flag(f.Italic, "i"), flag(f.Italic, "iCs"),
		val("sz", halves(f.Size)), val("szCs", halves(f.Size)))
}

// word is the name of an alignment.
func (a Align) word() string {
	switch a {
	case AlignLeft:
		return "left"
	case AlignCentre:
		return "center"
	case AlignRight:
		return "right"
	}
	return "both"
}

// centred makes a centred paragraph for each line of text, none for none.
func (d docx) centred(s style, text string) []node {
	s.align = AlignCentre
	var out []node
	for _, l := range cleanLines(text) {
		out = append(out, s.p(Run{Text: l}))
	}
	return out
}

// Side is the name of an alignment in a table, where nothing is justified.
func (a Align) Side() string {
	if a == Justify {
		return "left"
	}
	return a.word()
}

// blocks makes a body. keep holds its last paragraph on the page of the signatures that follow.
func (d docx) blocks(body []Block, keep bool) []node {
	var out []node
	for i, b := range body {
		out = append(out, d.block(b, keep && i == len(body)-1)...)
	}
	return out
}

func (d docx) block(b Block, keep bool) []node {
	switch b := b.(type) {
	case Heading:
		return d.paragraph(b.paragraph(), true)
	case Paragraph:
		return d.paragraph(b, keep)
	case List:
		var out []node
		items := b.paragraphs()
		for i, item := range items {
			out = append(out, d.paragraph(item, keep && i == len(items)-1)...)
		}
		return out
	case Table:
		return d.table(b)
	case Blank:
		return []node{style{face: d.l.Body, line: d.l.Line}.p()}
	case PageBreak:
		br := el("r", el("br").with("type", "page"))
		return []node{style{face: d.l.Body, line: 1}.p().plus(br)}
	}
	return nil
}

// paragraph makes one paragraph of the body, none where it has no words.
func (d docx) paragraph(p Paragraph, keepNext bool) []node {
	if p.empty() {
		return nil
	}
	s := style{face: d.l.Body, line: d.l.Line, align: p.Align, after: d.l.ParagraphGap, keepNext: keepNext}
	if p.Align == Justify || p.Align == AlignLeft {
		s.indent = d.l.FirstLine
	}
	return []node{s.p(p.Runs...)}
}

// annex begins on a new page.
func (d docx) annex(a Annex) []node {
	l := d.l
	first := style{face: l.AbstractFace, line: 1, newPage: true}
	out := []node{first.p()}
	out = append(out, d.centred(style{face: l.AbstractFace, line: l.Line}, a.Title)...)
	out = append(out, d.centred(style{face: l.AbstractFace, line: l.Line}, a.Abstract)...)
	out = append(out, d.centred(style{face: Face{Size: l.Body.Size, Italic: true}, line: l.Line, after: l.ParagraphGap}, a.Note)...)
	return append(out, d.blocks(a.Body, false)...)
}
