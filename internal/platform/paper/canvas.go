package paper

import (
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// canvas is a PDF being drawn. Lengths are mm from the top left corner of the page; the first error is kept and returned by write.
type canvas struct {
	pdf    *fpdf.Fpdf
	l      Layout
	y      float64 // top of the next line
	face   Face
	loaded map[string]bool
	places Places
	fail   error
}

// newCanvas begins a file without pages. created is written into it as it is.
func newCanvas(l Layout, title string, created time.Time) *canvas {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: l.PageWidth, Ht: l.PageHeight}})
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(created)
	pdf.SetModificationDate(created)
	pdf.SetProducer("sotay", false)
	pdf.SetTitle(title, true)
	pdf.SetLang("vi")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetLineWidth(l.Hairline)
	return &canvas{pdf: pdf, l: l, loaded: map[string]bool{}}
}

// write finishes the file.
func (c *canvas) write(w io.Writer) error {
	if c.fail != nil {
		return c.fail
	}
	return c.pdf.Output(w)
}

// newPage begins a page; from the second on its number stands at the top.
func (c *canvas) newPage() {
	c.pdf.AddPage()
	c.face = Face{} // a new page forgets the face
	c.y = c.l.Top
	if n := c.pdf.PageNo(); n > 1 {
		number := c.column(c.l.width()).add(setting{face: c.l.PageNumberFace, lead: c.l.Line, align: AlignCentre}, itoa(n))
		c.draw(number, c.l.Left, c.l.PageNumberTop)
	}
}

// room is what is left of the page below y, mm.
func (c *canvas) room() float64 { return c.l.PageHeight - c.l.Bottom - c.y + tolerance }

// fresh tells whether nothing has been set on this page yet.
func (c *canvas) fresh() bool { return c.y <= c.l.Top }

// need begins a new page unless height fits on this one. What is higher than a page is let through.
func (c *canvas) need(height float64) {
	if height > c.room() && !c.fresh() {
		c.newPage()
	}
}

// use selects a face, loading its font when the paper first needs it.
func (c *canvas) use(f Face) {
	if f == c.face {
		return
	}
	style := f.style()
	if !c.loaded[style] {
		ttf, err := fontFile(style)
		if err != nil {
			c.fail = err
			return
		}
		c.pdf.AddUTF8FontFromBytes("Tinos", style, ttf)
		c.loaded[style] = true
	}
	c.pdf.SetFont("Tinos", style, f.Size)
	c.face = f
}

// width measures s, mm.
func (c *canvas) width(f Face, s string) float64 {
	c.use(f)
	return c.pdf.GetStringWidth(inPlane(s))
}

// text sets s with its baseline at y.
func (c *canvas) text(x, y float64, f Face, s string) {
	c.use(f)
	c.pdf.Text(x, y, inPlane(s))
	if f.Underline {
		c.underline(x, y, f, c.width(f, strings.TrimRight(s, " ")))
	}
}

// underline draws the line under words whose baseline is at y.
func (c *canvas) underline(x, y float64, f Face, length float64) {
	const depth = 0.12 // of the size
	c.rule(x, y+depth*f.Size*pt, length)
}

// rule draws a level line of the given length.
func (c *canvas) rule(x, y, length float64) { c.pdf.Line(x, y, x+length, y) }

// inPlane shows letters beyond the Basic Multilingual Plane, which the font and the PDF writer lack, as empty squares.
func inPlane(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFFFF {
			return '□'
		}
		return r
	}, s)
}

// baseline is the depth of the baseline in a line of the given spacing, mm: the type stands in the middle of it.
func baseline(size, lead float64) float64 {
	const ascent, descent = 0.891, 0.216 // of Tinos, per point of size
	return ((lead-size*(ascent+descent))/2 + size*ascent) * pt
}

// loosest is the most a justified line's spaces may grow, in spaces: a line before a very long word stays as it is.
const loosest = 8

// setLine draws one line of words from x over width, with its top at top.
func (c *canvas) setLine(ln line, s setting, x, top, width float64) {
	space := c.width(s.face, " ")
	gaps := float64(len(ln.words) - 1)
	spare := width - ln.width - gaps*space
	switch s.align {
	case AlignCentre:
		x += spare / 2
	case AlignRight:
		x += spare
	}
	y := top + baseline(s.face.Size, s.lead)
	if s.rule > 0 {
		c.rule(x, y+s.rule, width-spare)
	}
	if s.align != Justify || ln.last || gaps == 0 || spare > gaps*space*loosest {
		c.natural(ln, x, y)
		return
	}
	for i, w := range ln.words {
		c.setWord(w, x, y, i < len(ln.words)-1)
		if i < len(ln.words)-1 && w.underlined(len(w.pieces)-1) && ln.words[i+1].underlined(0) {
			c.underline(x+w.width, y, w.pieces[0].face, space+spare/gaps)
		}
		x += w.width + space + spare/gaps
	}
}

// underlined tells whether a piece of a word is.
func (w word) underlined(i int) bool {
	return i >= 0 && i < len(w.pieces) && w.pieces[i].face.Underline
}

// setWord draws a word. The space after it is drawn too, so that text copied out of the file keeps its words apart.
func (c *canvas) setWord(w word, x, y float64, spaced bool) {
	for i, p := range w.pieces {
		s := p.text
		if spaced && i == len(w.pieces)-1 {
			s += " "
		}
		c.text(x, y, p.face, s)
		x += p.width
	}
}

// natural draws a line that is not stretched, all words of one face in one go.
func (c *canvas) natural(ln line, x, y float64) {
	var pending string
	var face Face
	flush := func() {
		if pending != "" {
			c.text(x, y, face, pending)
			x += c.width(face, pending)
		}
		pending = ""
	}
	for i, w := range ln.words {
		for j, p := range w.pieces {
			if p.face != face {
				flush()
				face = p.face
			}
			pending += p.text
			if j == len(w.pieces)-1 && i < len(ln.words)-1 {
				pending += " "
			}
		}
	}
	flush()
}
