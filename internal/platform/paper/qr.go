package paper

import (
	"errors"
	"fmt"
	"strings"

	"rsc.io/qr"
)

// Errors of codes that cannot be drawn.
var (
	ErrQREmpty   = errors.New("paper: a QR code needs text")
	ErrQRTooLong = errors.New("paper: text too long for a QR code")
)

// qrBytes is the most a code of the medium level holds (ISO/IEC 18004, version 40-M, byte mode).
const qrBytes = 2331

// quiet is the empty border readers need around a code, in modules (ISO/IEC 18004).
const quiet = 4

// newQR encodes text with medium error correction: a code still reads with about 15 % of it worn off.
func newQR(text string) (*qr.Code, error) {
	switch {
	case text == "":
		return nil, ErrQREmpty
	case len(text) > qrBytes:
		return nil, fmt.Errorf("%w: %d bytes of at most %d", ErrQRTooLong, len(text), qrBytes)
	}
	return qr.Encode(text, qr.M)
}

// QRSVG draws text as a QR code in SVG: one path, square modules, a white border, no script, no style, no text from outside.
// It scales to the size the page gives it. Errors: ErrQREmpty, ErrQRTooLong.
func QRSVG(text string) (string, error) {
	code, err := newQR(text)
	if err != nil {
		return "", err
	}
	var path strings.Builder
	bars(code, func(x, y, n int) { fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, n, n) })
	side := code.Size + 2*quiet
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges" role="img" aria-label="Mã QR">`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`, side, side, side, side, path.String()), nil
}

// bars calls draw for each level run of n dark modules beginning at x, y.
func bars(code *qr.Code, draw func(x, y, n int)) {
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			n := 0
			for code.Black(x+n, y) {
				n++
			}
			if n > 0 {
				draw(x, y, n)
			}
			x += n
		}
	}
}

// qr draws text as a code in a square of the given side, its quiet border included. The modules are one filled path, so that
// no seams show between them.
func (c *canvas) qr(text string, x, y, side float64) {
	code, err := newQR(text)
	if err != nil {
		c.fail = errors.Join(c.fail, err)
		return
	}
	m := side / float64(code.Size+2*quiet)
	x, y = x+quiet*m, y+quiet*m
	bars(code, func(i, j, n int) {
		left, top := x+float64(i)*m, y+float64(j)*m
		c.pdf.MoveTo(left, top)
		c.pdf.LineTo(left+float64(n)*m, top)
		c.pdf.LineTo(left+float64(n)*m, top+m)
		c.pdf.LineTo(left, top+m)
		c.pdf.ClosePath()
	})
	c.pdf.DrawPath("f")
}
