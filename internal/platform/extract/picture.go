package extract

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/image/webp"

	"sotay/internal/platform/intake"
)

// pixmap gives the rows of a picture, one at a time, as red, green and blue bytes.
type pixmap struct {
	width, height int
	row           []byte
	err           error
	fill          func(row []byte) error
	at            int
}

// next fills row with the next one, until there is none or err says why not.
func (m *pixmap) next() bool {
	if m.err != nil || m.at == m.height {
		return false
	}
	m.at++
	m.err = m.fill(m.row)
	return m.err == nil
}

// openPixmap reads the head of a portable pixmap (P6), as poppler writes it.
func openPixmap(r *bufio.Reader, most int) (*pixmap, error) {
	var magic string
	var w, h, top int
	if _, err := fmt.Fscanf(r, "%2s\n%d %d\n%d\n", &magic, &w, &h, &top); err != nil || magic != "P6" || top != 255 {
		return nil, fmt.Errorf("%w: no pixmap", ErrUnreadable)
	}
	m, err := newPixmap(w, h, most)
	if err != nil {
		return nil, err
	}
	m.fill = func(row []byte) error {
		_, err := io.ReadFull(r, row)
		return err
	}
	return m, nil
}

func newPixmap(w, h, most int) (*pixmap, error) {
	if w < 1 || h < 1 || w > most/h {
		return nil, fmt.Errorf("%w: %d x %d", ErrPixels, w, h)
	}
	return &pixmap{width: w, height: h, row: make([]byte, 3*w)}, nil
}

// openImage decodes a picture after a look at its size.
func openImage(src Source, kind intake.Type, most int) (*pixmap, error) {
	size, decode := jpeg.DecodeConfig, jpeg.Decode
	switch kind {
	case intake.PNG:
		size, decode = png.DecodeConfig, png.Decode
	case intake.WebP:
		size, decode = webp.DecodeConfig, webp.Decode
	}
	open := func() io.Reader { return bufio.NewReader(io.NewSectionReader(src, 0, src.Size)) }
	c, err := size(open())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	m, err := newPixmap(c.Width, c.Height, most)
	if err != nil {
		return nil, err
	}
	img, err := decode(open())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	b, y := img.Bounds(), 0
	if b.Dx() != m.width || b.Dy() != m.height {
		return nil, fmt.Errorf("%w: a picture of another size than it says", ErrUnreadable)
	}
	m.fill = func(row []byte) error {
		pixels(img, b.Min.X, b.Min.Y+y, row)
		y++
		return nil
	}
	return m, nil
}

// pixels copies a row; what is transparent is white as paper.
func pixels(img image.Image, x, y int, row []byte) {
	for i := 0; i < len(row); i += 3 {
		r, g, b, a := img.At(x+i/3, y).RGBA()
		white := 0xffff - a
		row[i], row[i+1], row[i+2] = byte((r+white)>>8), byte((g+white)>>8), byte((b+white)>>8)
	}
}

// ink is a picture parted into what is black and what is red, as files in a folder.
type ink struct {
	black, red string // paths; red is "" where there is hardly any
}

// split parts the inks of a picture and writes each as a portable greymap.
func split(m *pixmap, dir string) (ink, error) {
	k := ink{black: filepath.Join(dir, "black.pgm"), red: filepath.Join(dir, "red.pgm")}
	black, err := newGrey(k.black, m)
	if err != nil {
		return k, err
	}
	red, reddish := make([]byte, 0, m.width*m.height), 0
	for m.next() {
		row := len(red)
		red = red[:row+m.width]
		for x := range m.width {
			p := color.RGBA{R: m.row[3*x], G: m.row[3*x+1], B: m.row[3*x+2]}
			if black.row[x], red[row+x] = drop(p); red[row+x] == 0 {
				reddish++
			}
		}
		black.write()
	}
	if err := errors.Join(m.err, black.close()); err != nil {
		return k, err
	}
	if reddish < m.width*m.height/leastRed {
		k.red = ""
		return k, nil
	}
	unframed(red, m.width)
	return k, writeGrey(k.red, m, red)
}

// writeGrey writes a whole picture.
func writeGrey(path string, m *pixmap, pix []byte) error {
	g, err := newGrey(path, m)
	if err != nil {
		return err
	}
	for row := range slices.Chunk(pix, m.width) {
		copy(g.row, row)
		g.write()
	}
	return g.close()
}

// leastRed is the part of a page, one in so many pixels, that red ink covers
// where a stamp may stand: two letters of a stamp on A4 are more.
const leastRed = 10_000

// drop looks at a pixel as through a red glass. Red ink becomes white on the page
// that is read and black on the one of its own; black ink under a seal stays, as
// it holds no red light back from the glass. In between, at the edge of a letter,
// the red light that is left decides.
func drop(p color.RGBA) (black, red byte) {
	r, g, b := int(p.R), int(p.G), int(p.B)
	if other := max(g, b); r-other > 36 {
		const dark, bright = 60, 160
		black = byte(min(max((r-dark)*255/(bright-dark), 0), 255))
		if r >= 110 {
			return black, 0
		}
		return black, 255
	}
	return byte((r*299 + g*587 + b*114) / 1000), 255
}

// grey writes a portable greymap row by row.
type grey struct {
	f   *os.File
	w   *bufio.Writer
	row []byte
}

func newGrey(path string, m *pixmap) (*grey, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	g := &grey{f: f, w: bufio.NewWriterSize(f, 64<<10), row: make([]byte, m.width)}
	fmt.Fprintf(g.w, "P5\n%d %d\n255\n", m.width, m.height)
	return g, nil
}

// write writes the row; an error stays in the writer until close.
func (g *grey) write() { g.w.Write(g.row) }

func (g *grey) close() error { return errors.Join(g.w.Flush(), g.f.Close()) }

// reading is what was read on a picture.
type reading struct {
	ink
	text, red string
}

// read runs OCR on both inks.
func (p *reading) read(ctx context.Context, tools Tools, dir string, lim Limits) (err error) {
	layout := "3" // a page of columns and blocks
	if tools.Turning {
		layout = "1" // the same, the right way up
	}
	if p.text, err = ocr(ctx, tools, dir, lim, p.black, layout); err != nil || p.ink.red == "" {
		return err
	}
	p.red, err = ocr(ctx, tools, dir, lim, p.ink.red, "11") // words here and there
	p.red = stamped(p.red)
	return err
}

// stamped writes the degrees of secrecy as they are stamped where a lone word of
// red capitals was read almost so: ink runs, and the small marks over and under a
// letter are what OCR loses first.
func stamped(red string) string {
	almost := regexp.MustCompile(`(?m)^[^\p{L}\n]*(?:(T[OÔỐỒỘÓ]I|TUY[EÊỆẾẸ]T)[ \t]+)?M[AÂẠẬẤẦ]{1,2}T[^\p{L}\n]*$`)
	return almost.ReplaceAllStringFunc(red, func(line string) string {
		switch degree := almost.FindStringSubmatch(line)[1]; {
		case degree == "":
			return intake.Secret
		case strings.HasSuffix(degree, "I"):
			return intake.VerySec
		}
		return intake.TopSecret
	})
}

func ocr(ctx context.Context, tools Tools, dir string, lim Limits, path, layout string) (string, error) {
	out := &head{left: lim.Text}
	err := run(ctx, command{tool: tools.OCR, dir: dir, out: out, limit: lim.OCR, memory: lim.Memory,
		args: []string{path, "-", "-l", "vie", "--psm", layout, "-c", "page_separator="}})
	return tidy(string(out.kept)), err
}

func pictureText(ctx context.Context, tools Tools, src Source, kind intake.Type, lim Limits) (Result, error) {
	res := Result{Scanned: true}
	if err := tools.lacking(NoOCR, NoVietnamese); err != nil {
		return res, err
	}
	err := inFolder(lim, func(dir string) error {
		m, err := openImage(src, kind, lim.Pixels)
		if err != nil {
			return err
		}
		var seen reading
		if seen.ink, err = split(m, dir); err != nil {
			return err
		}
		if err = seen.read(ctx, tools, dir, lim); err == nil {
			res.Pages = []string{""}
			res.take(0, seen)
		}
		return err
	})
	return res, err
}
