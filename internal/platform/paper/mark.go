package paper

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Mark is the look of a signature: a few lines and the picture of a seal.
type Mark struct {
	Width, Height float64     // mm
	Lines         []string    // beside the picture, or alone
	Size          float64     // of the type in points, made smaller until the lines fit; 0 means 10
	Picture       image.Image // the seal, on the left, as high as the mark; nil for none
}

// smallest is the size of type below which nobody reads, in points.
const smallest = 4

// Write writes the mark as a PDF of one page of its size. It fails with ErrLayout for a mark without size, with an
// *OverflowError for lines that do not fit, or as the writer does.
func (m Mark) Write(w io.Writer) error {
	if m.Width < 1 || m.Height < 1 || m.Width > 1000 || m.Height > 1000 {
		return ErrLayout
	}
	c := newCanvas(Layout{PageWidth: m.Width, PageHeight: m.Height, Hairline: HD05().Hairline}, "", stamp(time.Time{}, Day{}))
	c.pdf.AddPage()
	left := 0.0
	if m.Picture != nil {
		left = m.picture(c)
	}
	m.words(c, box{left, 0, m.Width - left, m.Height})
	return c.write(w)
}

// picture draws the seal and says how much of the width it takes.
func (m Mark) picture(c *canvas) float64 {
	var b bytes.Buffer
	if err := png.Encode(&b, m.Picture); err != nil {
		c.fail = err
		return 0
	}
	c.pdf.RegisterImageOptionsReader("seal", fpdf.ImageOptions{ImageType: "PNG"}, &b)
	size := m.Picture.Bounds().Size()
	scale := min(m.Width/float64(size.X), m.Height/float64(size.Y))
	w, h := float64(size.X)*scale, float64(size.Y)*scale
	x := 0.0
	if len(m.Lines) == 0 {
		x = (m.Width - w) / 2
	}
	c.pdf.ImageOptions("seal", x, (m.Height-h)/2, w, h, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	return w + 1
}

// words sets the lines in the middle of a box, in the largest type that fits.
func (m Mark) words(c *canvas, b box) {
	if len(m.Lines) == 0 {
		return
	}
	size := m.Size
	if size <= 0 {
		size = 10
	}
	for ; size >= smallest && b.w > size*pt; size -= 0.5 {
		col := c.column(b.w)
		for _, l := range m.Lines {
			col.add(setting{face: Face{Size: size}, lead: size * 1.15, align: AlignLeft}, l)
		}
		if col.height <= b.h+tolerance {
			c.draw(col, b.x, b.y+(b.h-col.height)/2)
			return
		}
	}
	c.overflow("mark")
}
