package paper

import "math"

// grid is a table's columns placed on the page.
type grid struct {
	columns []Column
	x, w    []float64
	least   float64 // height of a row, mm
	header  *gridRow
}

// gridRow is a row whose cells are broken into lines.
type gridRow struct {
	cells    [][]line
	settings []setting
}

// newGrid shares the width among the columns and sets the header.
func (c *canvas) newGrid(t Table) grid {
	g := grid{columns: t.Columns, least: min(max(t.RowHeight, 0), c.l.height()/4)}
	x := c.l.Left
	for _, share := range t.shares() {
		w := share * c.l.width()
		g.x, g.w = append(g.x, x), append(g.w, w)
		x += w
	}
	if t.hasHeader() {
		header := c.row(t, g, t.titles(), true)
		for i := range header.settings {
			header.settings[i].align = AlignCentre
		}
		g.header = &header
	}
	return g
}

// shares returns each column's part of the whole width; they add up to 1.
func (t Table) shares() []float64 {
	out := make([]float64, len(t.Columns))
	sum := 0.0
	for i, col := range t.Columns {
		out[i] = 1
		if col.Width > 0 && col.Width < 1e6 {
			out[i] = col.Width
		}
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// hasHeader tells whether any column has a title.
func (t Table) hasHeader() bool {
	for _, col := range t.Columns {
		if oneLine(col.Title) != "" {
			return true
		}
	}
	return false
}

func (t Table) titles() []string {
	out := make([]string, len(t.Columns))
	for i, col := range t.Columns {
		out[i] = col.Title
	}
	return out
}

// table draws a table. Rows stay whole where a page can hold them; the header stands over every page's rows.
// tail is the height of what must follow on the page of the last row, mm.
func (c *canvas) table(t Table, tail float64) {
	if len(t.Columns) == 0 {
		return
	}
	g := c.newGrid(t)
	if g.header != nil && c.rowHeight(g, g.header.depth()) > c.l.height()/3 {
		titles := *g.header // such titles are shown once, or they would fill every page
		g.header = nil
		c.placeRow(g, titles, false, 0)
	}
	rows := t.allRows()
	for i, cells := range rows {
		last := i == len(rows)-1
		company := 0.0
		if last && tail > 0 {
			company = tail + c.l.ParagraphGap*pt
		}
		c.placeRow(g, c.row(t, g, cells, last && len(t.Total) > 0), i == 0, company)
	}
	if len(rows) == 0 && g.header != nil {
		c.placeRow(grid{x: g.x, w: g.w}, *g.header, false, 0)
	}
	c.y += c.l.ParagraphGap * pt
}

// allRows are the rows with the total as their last.
func (t Table) allRows() [][]string {
	if len(t.Total) == 0 {
		return t.Rows
	}
	return append(t.Rows[:len(t.Rows):len(t.Rows)], t.Total)
}

// Cell is what a cell says, in its styles.
func (t Table) Cell(text string) []Run {
	if t.Typed {
		return typedRuns(text)
	}
	return []Run{{Text: text}}
}

// row breaks one row's cells.
func (c *canvas) row(t Table, g grid, cells []string, bold bool) gridRow {
	var r gridRow
	for i, col := range g.columns {
		s := setting{face: c.l.TableFace, lead: c.l.TableLine, align: col.Align}
		s.face.Bold = s.face.Bold || bold
		if s.align == Justify {
			s.align = AlignLeft
		}
		var lines []line
		if i < len(cells) {
			lines = c.lines(s, t.Cell(cells[i]), max(g.w[i]-2*c.l.CellX, 1))
		}
		r.cells, r.settings = append(r.cells, lines), append(r.settings, s)
	}
	return r
}

// depth is the number of lines in the longest cell.
func (r gridRow) depth() int {
	n := 1
	for _, lines := range r.cells {
		n = max(n, len(lines))
	}
	return n
}

// from returns the row without the first n lines of its cells.
func (r gridRow) from(n int) gridRow {
	rest := gridRow{settings: r.settings}
	for _, lines := range r.cells {
		rest.cells = append(rest.cells, lines[min(n, len(lines)):])
	}
	return rest
}

func (c *canvas) rowHeight(g grid, lines int) float64 {
	return max(float64(lines)*c.l.TableLine*pt+2*c.l.CellY, g.least)
}

// placeRow draws a row, after the header when it comes first or begins a page. company, mm, must fit below it too.
func (c *canvas) placeRow(g grid, r gridRow, first bool, company float64) {
	want := c.rowHeight(g, r.depth()) + company
	if first && g.header != nil {
		want += c.rowHeight(g, g.header.depth())
	}
	if want > c.room() && !c.fresh() {
		c.newPage()
		first = true
	}
	if first && g.header != nil {
		c.drawRow(g, *g.header, g.header.depth())
	}
	c.cutRow(g, r)
}

// cutRow draws a row; one higher than the page is cut between lines and goes on below the next page's header.
func (c *canvas) cutRow(g grid, r gridRow) {
	for n := c.linesLeft(); r.depth() > n; n = c.linesLeft() {
		c.drawRow(g, r, n)
		r = r.from(n)
		c.newPage()
		if g.header != nil {
			c.drawRow(g, *g.header, g.header.depth())
		}
	}
	c.drawRow(g, r, r.depth())
}

// linesLeft is how many lines a row may have on this page, at least one.
func (c *canvas) linesLeft() int {
	return max(int(math.Floor((c.room()-2*c.l.CellY)/(c.l.TableLine*pt))), 1)
}

// drawRow draws the first n lines of each cell inside its border.
func (c *canvas) drawRow(g grid, r gridRow, n int) {
	lead := c.l.TableLine * pt
	height := c.rowHeight(g, n)
	for i, lines := range r.cells {
		c.pdf.Rect(g.x[i], c.y, g.w[i], height, "D")
		lines = lines[:min(n, len(lines))]
		top := c.y + c.l.CellY
		if r.settings[i].align == AlignCentre || g.least > 0 {
			top = c.y + (height-float64(len(lines))*lead)/2
		}
		for _, ln := range lines {
			c.setLine(ln, r.settings[i], g.x[i]+c.l.CellX, top, g.w[i]-2*c.l.CellX)
			top += lead
		}
	}
	c.y += height
}
