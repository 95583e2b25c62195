package paper

import (
	"io"
	"strconv"
)

// PDF writes the paper as PDF. It fails with ErrLayout, with an *OverflowError, or as the writer does.
func PDF(w io.Writer, p Paper) error {
	_, err := PDFWithPlaces(w, p)
	return err
}

// PDFWithPlaces is PDF, and says where the file is to be signed.
func PDFWithPlaces(w io.Writer, p Paper) (Places, error) {
	if err := p.Layout.check(); err != nil {
		return Places{}, err
	}
	c := newCanvas(p.Layout, p.title(), p.created())
	c.newPage()
	c.head(p)
	c.subject(p)
	ending := c.newEnding(p)
	c.blocks(p.Body, ending.height)
	c.end(ending)
	for _, a := range p.Annexes {
		c.annex(a)
	}
	return c.places, c.write(w)
}

func itoa(n int) string { return strconv.Itoa(n) }

// plain is a setting for one-off lines: centred, in the given face, at the given spacing.
func plain(f Face, lead float64) setting { return setting{face: f, lead: lead, align: AlignCentre} }

// head draws the issuing body and the number on the left, the title with place and day on the right. The number and the day
// share a line wherever the bodies' names leave them to.
func (c *canvas) head(p Paper) {
	l := c.l
	leftWidth, rightWidth := c.headColumns(p)
	left := c.column(leftWidth).
		add(plain(l.SuperiorFace, l.HeadLine), p.Superior).
		add(plain(l.IssuerFace, l.HeadLine), p.Issuer)
	if left.height > 0 {
		left.add(plain(l.SuperiorFace, l.HeadLine), l.Star)
	}
	motto := plain(l.MottoFace, l.HeadLine)
	motto.rule = 1.5
	right := c.column(rightWidth).add(motto, l.Motto)

	shared := max(left.height, right.height+l.HeadLine*pt/2)
	left.space(shared-left.height).add(plain(l.NumberFace, l.HeadLine), p.Number)
	right.space(shared-right.height).add(plain(l.PlaceFace, l.HeadLine), p.placeAndDay())
	if p.isLetter() {
		left.space(1).add(plain(l.LetterFace, l.RecipientsLine), p.Abstract)
	}
	height := max(left.height, right.height)
	if height > l.height()/2 {
		c.overflow("head")
		return
	}
	c.draw(left, l.Left, c.y)
	c.draw(right, l.Left+leftWidth, c.y)
	if len(left.rows)+len(right.rows) > 0 {
		c.y += height + l.line()
	}
}

// headColumns shares the head's width, mm: the right column takes from the left what keeps place and day on one line.
func (c *canvas) headColumns(p Paper) (left, right float64) {
	const slack = 1 // for Word, which measures in other units
	lack := c.width(c.l.PlaceFace, p.placeAndDay()) + slack - (c.l.width() - c.l.HeadLeft)
	left = c.l.HeadLeft
	if lack > 0 && lack <= c.l.HeadLean {
		left -= lack
	}
	return left, c.l.width() - left
}

// overflow keeps the first refusal.
func (c *canvas) overflow(part string) {
	if c.fail == nil {
		c.fail = &OverflowError{Part: part}
	}
}

// subject draws type, abstract and divider in the middle, then the addressees.
func (c *canvas) subject(p Paper) {
	l := c.l
	if !p.isLetter() {
		col := c.column(l.width()).add(plain(l.KindFace, l.LineMax), p.Kind).add(plain(l.AbstractFace, l.Line), p.Abstract)
		c.flow(col.add(plain(l.AbstractFace, l.Line), l.Divider).space(l.ParagraphGap*pt), l.Left)
	}
	for _, para := range addressees(p.To) {
		c.paragraph(para, l.ParagraphGap*pt, 0)
	}
}

// addressees sets "Kính gửi": one on the line itself, several as a list below it.
func addressees(to []string) []Paragraph {
	to = filled(to)
	switch len(to) {
	case 0:
		return nil
	case 1:
		return []Paragraph{{Align: AlignCentre, Runs: []Run{{Text: "Kính gửi:", Italic: true}, {Text: " " + to[0]}}}}
	}
	out := []Paragraph{{Runs: []Run{{Text: "Kính gửi:", Italic: true}}}}
	for _, s := range to {
		out = append(out, Text("- "+s))
	}
	return out
}

// annex draws an annex from the top of a new page.
func (c *canvas) annex(a Annex) {
	l := c.l
	c.newPage()
	note := Face{Size: l.Body.Size, Italic: true}
	col := c.column(l.width()).
		add(plain(l.AbstractFace, l.Line), a.Title).
		add(plain(l.AbstractFace, l.Line), a.Abstract).
		add(plain(note, l.Line), a.Note)
	if col.height > 0 {
		col.space(l.ParagraphGap * pt)
	}
	c.flow(col, l.Left)
	c.blocks(a.Body, 0)
}

// ending is the foot of a paper, measured before the body is set so that it is never left alone on a page.
type ending struct {
	left, right *column // signatures, or recipients on the left
	below       *column // recipients, where both sides sign
	height      float64
	room        float64 // from the top to the room in which the signer on the right signs
	seal        bool    // the office's seal stands there too
}

func (c *canvas) newEnding(p Paper) ending {
	half := c.l.width() / 2
	e := ending{left: c.column(half), right: c.column(half), below: c.column(c.l.width())}
	e.room, e.seal = c.signature(e.right, p.Right), p.Right != nil && p.Right.Seal
	if !p.Left.empty() {
		c.signature(e.left, p.Left)
		c.recipients(e.below, p.Recipients)
	} else {
		c.recipients(e.left, p.Recipients)
	}
	e.height = max(e.left.height, e.right.height) + e.below.height
	if e.height > 0 {
		e.height += c.l.line() / 2
	}
	return e
}

// recipients adds "Nơi nhận", underlined, and its list.
func (c *canvas) recipients(col *column, list []string) {
	list = filled(list)
	if len(list) == 0 {
		return
	}
	title := setting{face: c.l.RecipientsTitle, lead: c.l.HeadLine, align: AlignLeft, rule: 0.7}
	col.add(title, "Nơi nhận:")
	for _, s := range list {
		col.add(setting{face: c.l.RecipientsFace, lead: c.l.RecipientsLine, align: AlignLeft}, "- "+s)
	}
}

// signature adds one place to sign; the room for signing follows only where somebody
// signs. It returns how far below the column's top that room begins.
func (c *canvas) signature(col *column, s *Signature) (room float64) {
	if s.empty() {
		return 0
	}
	l := c.l
	col.add(plain(l.AuthorityFace, l.HeadLine), s.Authority).add(plain(l.PostFace, l.HeadLine), s.Post)
	note := c.column(col.width).add(plain(l.SignNoteFace, l.HeadLine), s.Note)
	side := max(l.SignGap-note.height, 0) / 2
	room = col.height
	col.space(side).add(plain(l.SignNoteFace, l.HeadLine), s.Note).space(side)
	col.add(plain(l.NameFace, l.HeadLine), s.Name)
	if col.height > l.height() {
		c.overflow("signature")
	}
	return room
}

// end draws the ending on one page; only recipients longer than the page run on.
func (c *canvas) end(e ending) {
	if e.height == 0 || c.fail != nil {
		return
	}
	l := c.l
	if !c.fresh() {
		c.y += l.line() / 2
	}
	c.need(min(e.height-l.line()/2, l.height()))
	first := c.pdf.PageNo()
	top := c.y
	c.draw(e.right, l.Left+e.right.width, top)
	if len(e.right.rows) > 0 {
		c.places = l.places(e, first, top)
	}
	c.flow(e.left, l.Left)
	if c.pdf.PageNo() == first {
		c.y = max(c.y, top+e.right.height)
	}
	c.flow(e.below, l.Left)
}
