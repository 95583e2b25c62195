package paper

import "math"

// blocks sets a body. ending is the height of what must follow its last lines on the same page, mm.
func (c *canvas) blocks(body []Block, ending float64) {
	if ending > c.l.height()/2 {
		ending = 0
	}
	for i, b := range body {
		tail := 0.0
		if i == len(body)-1 {
			tail = ending
		}
		c.block(b, body[i+1:], tail)
	}
}

func (c *canvas) block(b Block, next []Block, tail float64) {
	gap := c.l.ParagraphGap * pt
	switch b := b.(type) {
	case Heading:
		c.heading(b, next)
	case Paragraph:
		c.paragraph(b, gap, tail)
	case List:
		items := b.paragraphs()
		for i, item := range items {
			rest := 0.0
			if i == len(items)-1 {
				rest = tail
			}
			c.paragraph(item, gap, rest)
		}
	case Table:
		c.table(b, tail)
	case Blank:
		if !c.fresh() {
			c.y += c.l.line()
		}
	case PageBreak:
		c.newPage()
	}
}

// paragraphs gives the items that have words, their mark before them.
func (l List) paragraphs() []Paragraph {
	mark := oneLine(l.Mark)
	if mark == "" {
		mark = "-"
	}
	var out []Paragraph
	for _, item := range l.Items {
		if !item.empty() {
			runs := append([]Run{{Text: mark + " "}}, item.Runs...)
			out = append(out, Paragraph{Runs: runs, Align: item.Align})
		}
	}
	return out
}

// empty tells whether a paragraph has no words to show.
func (p Paragraph) empty() bool {
	for _, r := range p.Runs {
		if oneLine(r.Text) != "" {
			return false
		}
	}
	return true
}

// paragraph turns a heading into the paragraph that shows it.
func (h Heading) paragraph() Paragraph {
	p := Paragraph{Runs: []Run{{Text: h.Text, Bold: true, Italic: h.Level > 1}}}
	if h.Centre {
		p.Align = AlignCentre
	}
	return p
}

// heading sets a heading where it and the beginning of what follows fit together.
func (c *canvas) heading(h Heading, next []Block) {
	p := h.paragraph()
	if p.empty() {
		return
	}
	s := c.bodySetting(p, c.l.ParagraphGap*pt)
	lines := c.lines(s, p.Runs, c.l.width())
	c.need(float64(len(lines))*c.l.line() + s.after + c.opening(next))
	c.setLines(lines, s, 0)
}

// opening is about the height of the beginning of the next blocks that a heading wants beside it, mm.
func (c *canvas) opening(next []Block) float64 {
	height := 0.0
	for _, b := range next {
		switch b := b.(type) {
		case Heading:
			height += c.l.line() + c.l.ParagraphGap*pt
			continue
		case Paragraph, List:
			height += 2 * c.l.line()
		case Table:
			height += 3*c.l.TableLine*pt + max(b.RowHeight, 0)
		}
		break
	}
	return min(height, c.l.height()/2)
}

func (c *canvas) bodySetting(p Paragraph, after float64) setting {
	s := setting{face: c.l.Body, lead: c.l.Line, align: p.Align, after: after}
	if p.Align == Justify || p.Align == AlignLeft {
		s.indent = c.l.FirstLine
	}
	return s
}

// paragraph sets one paragraph; an empty one leaves no trace.
func (c *canvas) paragraph(p Paragraph, after, tail float64) {
	if p.empty() {
		return
	}
	s := c.bodySetting(p, after)
	c.setLines(c.lines(s, p.Runs, c.l.width()), s, tail)
}

// setLines draws lines over the pages they need, without widows and orphans.
func (c *canvas) setLines(lines []line, s setting, tail float64) {
	lead := s.lead * pt
	tailLines := 0
	if tail > 0 {
		tailLines = int(math.Ceil((tail + s.after) / lead))
	}
	indent := s.indent
	for len(lines) > 0 {
		room := int(c.room() / lead)
		n := take(len(lines), room, tailLines)
		if n == 0 && c.fresh() {
			n = min(len(lines), room)
		}
		for _, ln := range lines[:n] {
			c.setLine(ln, s, c.l.Left+indent, c.y, c.l.width()-indent)
			c.y += lead
			indent = 0
		}
		if lines = lines[n:]; len(lines) > 0 {
			c.newPage()
		}
	}
	c.y += s.after
}
