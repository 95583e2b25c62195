package paper

// head makes the two columns at the top as a table without borders: bodies and title, then number and day.
func (d docx) head(p Paper) []node {
	l := d.l
	ruler := newCanvas(l, "", p.created())
	leftWidth, rightWidth := ruler.headColumns(p)
	left := d.centred(style{face: l.SuperiorFace, line: l.HeadLine}, p.Superior)
	left = append(left, d.centred(style{face: l.IssuerFace, line: l.HeadLine}, p.Issuer)...)
	if len(left) > 0 {
		left = append(left, d.centred(style{face: l.SuperiorFace, line: l.HeadLine}, l.Star)...)
	}
	side := max((rightWidth-ruler.width(l.MottoFace, oneLine(l.Motto)))/2-0.5, 0) // leaves the rule as wide as the title
	right := d.centred(style{face: l.MottoFace, line: l.HeadLine, ruled: true, side: side}, l.Motto)

	under := d.centred(style{face: l.NumberFace, line: l.HeadLine}, p.Number)
	if p.isLetter() {
		under = append(under, d.centred(style{face: l.LetterFace, line: l.RecipientsLine, before: 3}, p.Abstract)...)
	}
	day := d.centred(style{face: l.PlaceFace, line: l.HeadLine}, p.placeAndDay())
	return []node{
		d.frame([]float64{leftWidth, rightWidth}, [][]node{left, right}, [][]node{under, day}),
		style{face: l.Body, line: l.Line}.p(),
	}
}

// frame makes a table without borders that only places things; rows are never cut.
func (d docx) frame(widths []float64, rows ...[][]node) node {
	margins := el("tblCellMar", el("left").with("w", "0").with("type", "dxa"), el("right").with("w", "0").with("type", "dxa"))
	t := el("tbl", tableProps(widths, node{}, margins), tableGrid(widths))
	for _, cells := range rows {
		row := el("tr", el("trPr", el("cantSplit")))
		for i, content := range cells {
			row = row.plus(tableCell(widths[i], node{}, content))
		}
		t = t.plus(row)
	}
	return t
}

// subject makes type, abstract and divider, then the addressees.
func (d docx) subject(p Paper) []node {
	l := d.l
	var out []node
	if !p.isLetter() {
		out = append(out, d.centred(style{face: l.KindFace, line: l.LineMax}, p.Kind)...)
		out = append(out, d.centred(style{face: l.AbstractFace, line: l.Line}, p.Abstract)...)
		out = append(out, d.centred(style{face: l.AbstractFace, line: l.Line, after: l.ParagraphGap}, l.Divider)...)
	}
	for _, para := range addressees(p.To) {
		out = append(out, d.paragraph(para, false)...)
	}
	return out
}

// ending makes recipients and signatures side by side.
func (d docx) ending(p Paper) []node {
	left, right := d.signature(p.Left), d.signature(p.Right)
	var below []node
	if !p.Left.empty() {
		below = d.recipients(p.Recipients)
	} else {
		left = d.recipients(p.Recipients)
	}
	var out []node
	if len(left)+len(right) > 0 {
		half := d.l.width() / 2
		gap := style{face: d.l.Body, line: d.l.Line / 2, keepNext: true}.p()
		out = append(out, gap, d.frame([]float64{half, half}, [][]node{left, right}))
	}
	if len(out)+len(below) > 0 { // Word wants a paragraph after a table
		out = append(append(out, below...), style{face: d.l.Body, line: 1}.p())
	}
	return out
}

func (d docx) recipients(list []string) []node {
	list = filled(list)
	if len(list) == 0 {
		return nil
	}
	l := d.l
	out := []node{style{face: l.RecipientsTitle, line: l.HeadLine, align: AlignLeft, underline: true}.p(Run{Text: "Nơi nhận:"})}
	for _, s := range list {
		out = append(out, style{face: l.RecipientsFace, line: l.RecipientsLine, align: AlignLeft}.p(Run{Text: "- " + s}))
	}
	return out
}

// signature leaves room to sign before the name.
func (d docx) signature(s *Signature) []node {
	if s.empty() {
		return nil
	}
	l := d.l
	out := d.centred(style{face: l.AuthorityFace, line: l.HeadLine}, s.Authority)
	out = append(out, d.centred(style{face: l.PostFace, line: l.HeadLine}, s.Post)...)
	gap := l.SignGap / pt
	if note := d.centred(style{face: l.SignNoteFace, line: l.HeadLine, before: gap / 2}, s.Note); len(note) > 0 {
		out, gap = append(out, note...), max(gap/2-l.HeadLine, 0)
	}
	return append(out, d.centred(style{face: l.NameFace, line: l.HeadLine, before: gap}, s.Name)...)
}
