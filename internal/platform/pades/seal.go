package pades

import (
	"bytes"
	"image"
	_ "image/jpeg" // pictures of seals come as either
	_ "image/png"
	"slices"

	"sotay/internal/platform/pdf"
)

// Seal is what is seen of a signature: lines of text in an embedded font, beside the picture of a seal if there is one.
type Seal struct {
	Page    int     // from 1; -1 is the last
	Rect    pdf.Box // on the page as it is shown, in points from its lower left corner
	Lines   []string
	Size    float64 // of the type in points, made smaller until the lines fit; 0 means 10
	Picture []byte  // PNG or JPEG: the red seal or a signature in blue, on the left of the lines
	Ink     pdf.Box // where in Rect the picture stands, from its lower left corner; the zero box is the left of it
	Words   pdf.Box // likewise the lines; the zero box is what the picture leaves
}

// Bounds on pictures.
const (
	maxPicture = 4 << 20
	maxPixels  = 4 << 20
)

// place gives the widget its page, rectangle and look.
func (s *Seal) place(e edit, widget pdf.Dict, pages []pdf.Ref) error {
	n := s.Page
	if n == -1 {
		n = len(pages)
	}
	if n < 1 || n > len(pages) {
		return ErrPlace
	}
	page := pages[n-1]
	turn, _ := e.f.Int(e.f.Inherited(page, "Rotate"))
	turn = ((turn % 360) + 360) % 360
	rect, ok := onPage(s.Rect, e.f.Visible(page), turn)
	if !ok {
		return ErrPlace
	}
	look, err := s.draw(e.u, turn)
	if err != nil {
		return err
	}
	widget["P"], widget["Rect"] = page, pdf.Array{rect.X0, rect.Y0, rect.X1, rect.Y1}
	widget["AP"] = pdf.Dict{"N": look}
	return nil
}

// onPage turns a place on the page as it is shown into the page's own coordinates.
func onPage(r, page pdf.Box, turn int) (pdf.Box, bool) {
	w, h := page.X1-page.X0, page.Y1-page.Y0
	if turn%180 == 90 {
		w, h = h, w
	}
	const slack = 0.01
	if !(r.X0 >= -slack && r.Y0 >= -slack && r.X1 <= w+slack && r.Y1 <= h+slack && r.X1-r.X0 >= 3 && r.Y1-r.Y0 >= 3) {
		return r, false
	}
	switch turn {
	case 90:
		r = pdf.Box{X0: h - r.Y1, Y0: r.X0, X1: h - r.Y0, Y1: r.X1}
	case 180:
		r = pdf.Box{X0: w - r.X1, Y0: h - r.Y1, X1: w - r.X0, Y1: h - r.Y0}
	case 270:
		r = pdf.Box{X0: r.Y0, Y0: w - r.X1, X1: r.Y1, Y1: w - r.X0}
	}
	return pdf.Box{X0: page.X0 + r.X0, Y0: page.Y0 + r.Y0, X1: page.X0 + r.X1, Y1: page.Y0 + r.Y1}, true
}

// upright are the matrices that make a form stand upright on a page that is shown turned.
func upright(turn int) pdf.Array {
	switch turn {
	case 90:
		return pdf.Array{0, 1, -1, 0, 0, 0}
	case 180:
		return pdf.Array{-1, 0, 0, -1, 0, 0}
	case 270:
		return pdf.Array{0, -1, 1, 0, 0, 0}
	}
	return pdf.Array{1, 0, 0, 1, 0, 0}
}

// mm is a millimetre in points.
const mm = 72 / 25.4

// picture reads a picture of bounded size.
func picture(b []byte) (image.Image, error) {
	c, kind, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || len(b) > maxPicture || !slices.Contains([]string{"png", "jpeg"}, kind) ||
		c.Width < 1 || c.Height < 1 || c.Width > maxPixels/c.Height {
		return nil, ErrImage
	}
	p, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, ErrImage
	}
	return p, nil
}
