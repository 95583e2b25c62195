package paper

// setting is how lines are set.
type setting struct {
	face   Face
	lead   float64 // spacing of lines, points
	align  Align
	indent float64 // of the first line, mm
	rule   float64 // depth of a rule under each line below its baseline, mm; 0 for none
	after  float64 // gap after the last line, mm
}

// column is lines measured for one width and not yet placed, so that their height is known before they are drawn.
type column struct {
	c      *canvas
	width  float64
	rows   []columnRow
	height float64
}

type columnRow struct {
	line
	setting
	top float64 // from the column's top
}

func (c *canvas) column(width float64) *column { return &column{c: c, width: width} }

// add appends text line by line, broken to the column's width. Empty text adds nothing.
func (col *column) add(s setting, text string) *column {
	for _, l := range cleanLines(text) {
		col.addRuns(s, []Run{{Text: l}})
	}
	return col
}

// addRuns appends one paragraph.
func (col *column) addRuns(s setting, runs []Run) *column {
	for _, ln := range col.c.lines(s, runs, col.width) {
		col.rows = append(col.rows, columnRow{ln, s, col.height})
		col.height += s.lead * pt
	}
	return col
}

// space leaves a gap, mm.
func (col *column) space(mm float64) *column {
	col.height += mm
	return col
}

// lines breaks runs to a width.
func (c *canvas) lines(s setting, runs []Run, width float64) []line {
	words := splitWords(runs, s.face, c.width)
	return breakLines(words, width-s.indent, width, c.width(s.face, " "), c.width)
}

// draw places a column with its top left corner at x, y.
func (c *canvas) draw(col *column, x, y float64) {
	for _, r := range col.rows {
		c.setLine(r.line, r.setting, x, y+r.top, col.width)
	}
}

// flow places a column at y line by line over as many pages as it takes.
func (c *canvas) flow(col *column, x float64) {
	done := 0.0
	for _, r := range col.rows {
		c.y += max(r.top-done, 0)
		c.need(r.lead * pt)
		c.setLine(r.line, r.setting, x, c.y, col.width)
		c.y += r.lead * pt
		done = r.top + r.lead*pt
	}
	c.y += max(col.height-done, 0)
}
