package paper

// table makes a ruled table; its header row is repeated on every page.
func (d docx) table(t Table) []node {
	if len(t.Columns) == 0 {
		return nil
	}
	widths := t.shares()
	for i := range widths {
		widths[i] *= d.l.width()
	}
	var rows []node
	if t.hasHeader() {
		rows = append(rows, d.row(t, t.titles(), widths, true, true))
	}
	all := t.allRows()
	for i, cells := range all {
		rows = append(rows, d.row(t, cells, widths, len(t.Total) > 0 && i == len(all)-1, false))
	}
	if len(rows) == 0 { // Word refuses a table without rows
		return nil
	}
	out := el("tbl", tableProps(widths, tableBorders(), d.cellMargins()), tableGrid(widths)).plus(rows...)
	return []node{out, style{face: d.l.Body, line: max(d.l.ParagraphGap, 1)}.p()}
}

func (d docx) row(t Table, cells []string, widths []float64, bold, header bool) node {
	props := el("trPr", el("cantSplit"))
	if t.RowHeight > 0 {
		props = props.plus(el("trHeight").with("val", twips(min(t.RowHeight, d.l.height()/4))).with("hRule", "atLeast"))
	}
	row := el("tr", props.plus(flag(header, "tblHeader")))
	for i, col := range t.Columns {
		s := style{face: d.l.TableFace, line: d.l.TableLine, align: col.Align}
		s.face.Bold = s.face.Bold || bold
		if s.align == Justify {
			s.align = AlignLeft
		}
		middle := node{}
		if header || s.align == AlignCentre || t.RowHeight > 0 {
			middle = val("vAlign", "center")
		}
		if header {
			s.align = AlignCentre
		}
		text := ""
		if i < len(cells) {
			text = cells[i]
		}
		row = row.plus(tableCell(widths[i], middle, []node{s.p(t.Cell(text)...)}))
	}
	return row
}

func (d docx) cellMargins() node {
	side := func(name string, mm float64) node { return el(name).with("w", twips(mm)).with("type", "dxa") }
	return el("tblCellMar", side("top", d.l.CellY), side("left", d.l.CellX), side("bottom", d.l.CellY), side("right", d.l.CellX))
}

func tableBorders() node {
	n := el("tblBorders")
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		n = n.plus(el(side).with("val", "single").with("sz", "4").with("space", "0").with("color", "000000"))
	}
	return n
}

// tableProps fixes the widths. The schema wants borders before the layout and margins after it.
func tableProps(widths []float64, borders, margins node) node {
	total := 0.0
	for _, w := range widths {
		total += w
	}
	return el("tblPr", el("tblW").with("w", twips(total)).with("type", "dxa"), borders, el("tblLayout").with("type", "fixed"), margins)
}

func tableGrid(widths []float64) node {
	g := el("tblGrid")
	for _, w := range widths {
		g = g.plus(el("gridCol").with("w", twips(w)))
	}
	return g
}

// tableCell makes a cell, which must hold a paragraph even when it is empty.
func tableCell(width float64, align node, content []node) node {
	if len(content) == 0 {
		content = []node{el("p")}
	}
	return el("tc", el("tcPr", el("tcW").with("w", twips(width)).with("type", "dxa"), align)).plus(content...)
}
