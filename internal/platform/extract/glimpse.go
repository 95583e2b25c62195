package extract

import (
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"

	"sotay/internal/platform/intake"
)

// glimpseSide is the longer side of a glimpse, in pixels: enough to read a paper's head.
const glimpseSide = 1400

// Glimpse draws the first page of a PDF, or a picture, as a small JPEG.
func Glimpse(ctx context.Context, tools Tools, src Source, kind intake.Type, lim Limits, w io.Writer) error {
	lim = lim.orDefault()
	var img image.Image
	shrink := func(m *pixmap) error {
		img = shrunk(m, glimpseSide)
		return m.err
	}
	var err error
	switch kind {
	case intake.PDF:
		if err := tools.lacking(NoPictures); err != nil {
			return err
		}
		err = inFolder(lim, func(dir string) error {
			d := &pdf{tools: tools, lim: lim, dir: dir}
			if err := d.copy(src); err != nil {
				return err
			}
			return d.draw(ctx, 1, glimpseSide, shrink)
		})
	case intake.JPEG, intake.PNG, intake.WebP:
		var m *pixmap
		if m, err = openImage(src, kind, lim.Pixels); err == nil {
			err = shrink(m)
		}
	default:
		err = ErrKind
	}
	if err != nil {
		return err
	}
	return jpeg.Encode(w, img, &jpeg.Options{Quality: 75})
}

// shrunk reads a picture whose longer side becomes at most side pixels: each is the
// mean of those it stands for.
func shrunk(m *pixmap, side int) image.Image {
	k := (max(m.width, m.height) + side - 1) / side
	w, h := max(m.width/k, 1), max(m.height/k, 1)
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		sums, rows := make([][3]int, w), 0
		for ; rows < k && m.next(); rows++ {
			for x := range w * min(k, m.width) {
				for c := range 3 {
					sums[x/min(k, m.width)][c] += int(m.row[3*x+c])
				}
			}
		}
		n := max(rows*min(k, m.width), 1)
		for x, s := range sums {
			img.SetRGBA(x, y, color.RGBA{uint8(s[0] / n), uint8(s[1] / n), uint8(s[2] / n), 255})
		}
	}
	return img
}
