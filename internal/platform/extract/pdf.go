package extract

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// pdf is a PDF file in a folder of its own, and what is known of it.
type pdf struct {
	tools  Tools
	lim    Limits
	dir    string
	count  int      // pages in the file
	layer  []string // the text that the file carries, by page, as far as pages are read
	laid   string   // the same as it stands on the pages
	scan   []bool   // by page: it is a picture
	cut    bool
	inches float64 // area of a page, in square inches
}

// paperName is the file's name in its folder; its own name is never given to a program.
const paperName = "paper.pdf"

// openPDF copies the file into the folder and takes out its text layer.
func openPDF(ctx context.Context, tools Tools, src Source, dir string, lim Limits) (*pdf, error) {
	if err := tools.lacking(NoLayer); err != nil {
		return nil, err
	}
	d := &pdf{tools: tools, lim: lim, dir: dir}
	if err := d.copy(src); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{d.info, d.texts, d.images} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *pdf) copy(src Source) error {
	f, err := os.Create(filepath.Join(d.dir, paperName))
	if err != nil {
		return err
	}
	_, err = io.Copy(f, io.NewSectionReader(src, 0, src.Size))
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// ask runs one of poppler's programs and returns at most most bytes of what it prints.
func (d *pdf) ask(ctx context.Context, t Tool, most int, args ...string) (*head, error) {
	out := &head{left: most}
	err := run(ctx, command{tool: t, args: args, dir: d.dir, out: out, limit: d.lim.Quick, memory: d.lim.Memory})
	return out, err
}

func (d *pdf) info(ctx context.Context) error {
	out, err := d.ask(ctx, d.tools.PDFInfo, 64<<10, paperName)
	if err != nil {
		return err
	}
	d.count, err = strconv.Atoi(value(out.kept, `(?m)^Pages:\s+(\d+)`))
	if err != nil || d.count < 1 {
		return fmt.Errorf("%w: it has no pages", ErrUnreadable)
	}
	w, _ := strconv.ParseFloat(value(out.kept, `(?m)^Page size:\s+([\d.]+) x`), 64)
	h, _ := strconv.ParseFloat(value(out.kept, `(?m)^Page size:\s+[\d.]+ x ([\d.]+)`), 64)
	d.inches = w * h / (72 * 72)
	return nil
}

func value(text []byte, pattern string) string {
	if m := regexp.MustCompile(pattern).FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return ""
}

// read is how many pages are read.
func (d *pdf) read() int { return min(d.count, d.lim.Pages) }

// texts takes out the text layer, page by page, in the order in which it is read;
// and once more as it stands on the page, since in reading order poppler joins a
// line to a dash before it, and a mark may be lost so.
func (d *pdf) texts(ctx context.Context) error {
	pages, err := d.text(ctx)
	if err != nil {
		return err
	}
	d.cut = pages.full() || d.read() < d.count
	d.layer = make([]string, d.read())
	for i, page := range strings.SplitN(d.clip(pages), "\f", len(d.layer)+1) {
		if i < len(d.layer) {
			d.layer[i] = tidy(page)
		}
	}
	laid, err := d.text(ctx, "-layout")
	d.laid = tidy(d.clip(laid))
	return err
}

func (d *pdf) text(ctx context.Context, how ...string) (*head, error) {
	args := append(how, "-q", "-enc", "UTF-8", "-eol", "unix", "-f", "1", "-l", strconv.Itoa(d.read()), paperName, "-")
	return d.ask(ctx, d.tools.PDFText, d.lim.Text+1, args...)
}

func (d *pdf) clip(out *head) string { return string(out.kept[:min(len(out.kept), d.lim.Text)]) }

// images finds the pages that are pictures: those that pictures cover for the
// most part, whatever text lies under them, and those without text on which
// something is drawn.
func (d *pdf) images(ctx context.Context) error {
	out, err := d.ask(ctx, d.tools.PDFImages, 4<<20, "-list", "-f", "1", "-l", strconv.Itoa(d.read()), paperName)
	if err != nil {
		return err
	}
	covered := make([]float64, d.read())
	for line := range bytes.Lines(out.kept) {
		if page, area, ok := picture(string(line)); ok && page <= len(covered) {
			covered[page-1] += area
		}
	}
	d.scan = make([]bool, d.read())
	for i := range d.scan {
		d.scan[i] = covered[i] > 0 && covered[i] >= d.inches*mostOfPage
		if d.scan[i] || letters(d.layer[i]) >= fewLetters {
			continue
		}
		if d.scan[i], err = d.drawn(ctx, i+1); err != nil {
			return err
		}
	}
	return nil
}

// mostOfPage is the part of a page that pictures cover which is a scan; letter
// heads and photographs in a text cover less.
const mostOfPage = 0.5

// picture reads a line of pdfimages -list: its page and area in square inches.
func picture(line string) (page int, area float64, ok bool) {
	f := strings.Fields(line)
	if len(f) < 14 || f[2] != "image" && f[2] != "stencil" {
		return 0, 0, false
	}
	page, err := strconv.Atoi(f[0])
	if err != nil || page < 1 {
		return 0, 0, false
	}
	var n [4]float64
	for i, at := range []int{3, 4, 12, 13} {
		if n[i], err = strconv.ParseFloat(f[at], 64); err != nil || n[i] <= 0 {
			return 0, 0, false
		}
	}
	return page, n[0] / n[2] * n[1] / n[3], true
}

// drawn says whether anything at all stands on a page. Where pages cannot be
// drawn it is taken for a scan.
func (d *pdf) drawn(ctx context.Context, page int) (bool, error) {
	if d.tools.PDFToPPM.Path == "" {
		return true, nil
	}
	empty := true
	err := d.draw(ctx, page, 200, func(m *pixmap) error {
		for m.next() {
			for _, c := range m.row {
				empty = empty && c > 250
			}
		}
		return m.err
	})
	return !empty, err
}

// draw makes a page a picture whose longer side has so many pixels, whatever size
// the page claims to have, and hands its rows to use.
func (d *pdf) draw(ctx context.Context, page, side int, use func(*pixmap) error) error {
	r, w := io.Pipe()
	used := make(chan error, 1)
	go func() {
		m, err := openPixmap(bufio.NewReaderSize(r, 64<<10), d.lim.Pixels)
		if err == nil {
			err = use(m)
		}
		r.CloseWithError(err)
		used <- err
	}()
	n := strconv.Itoa(page)
	err := run(ctx, command{tool: d.tools.PDFToPPM, dir: d.dir, out: w, limit: d.lim.Quick, memory: d.lim.Memory,
		args: []string{"-q", "-f", n, "-l", n, "-singlefile", "-scale-to", strconv.Itoa(side), paperName}})
	w.Close()
	if e := <-used; err == nil {
		err = e
	}
	return err
}

func (d *pdf) result() Result {
	res := Result{Pages: d.layer, Marks: []string{d.laid}, Truncated: d.cut}
	for _, s := range d.scan {
		res.Scanned = res.Scanned || s
	}
	return res
}

// pageSide is the longer side, in pixels, at which a page is read: 300 dots to an
// inch of A4, for which tesseract's models were made.
const pageSide = 3508

func pdfText(ctx context.Context, tools Tools, src Source, lim Limits, progress func(done, total int)) (res Result, err error) {
	err = inFolder(lim, func(dir string) error {
		d, err := openPDF(ctx, tools, src, dir, lim)
		if err != nil {
			res.Scanned = true
			return err
		}
		res = d.result()
		if !res.Scanned {
			return nil
		}
		if err := tools.lacking(NoPictures, NoOCR, NoVietnamese); err != nil {
			return err
		}
		return d.readScans(ctx, &res, progress)
	})
	return res, err
}

// readScans reads the pages that are pictures. Text that already lies under one
// stays as it is, since the one who scanned it may have corrected it; what is read
// then stands among the marks.
func (d *pdf) readScans(ctx context.Context, res *Result, progress func(done, total int)) error {
	left := d.lim.Text
	for i, scan := range d.scan {
		progress(i, len(d.scan))
		if !scan {
			continue
		}
		var seen reading
		err := d.draw(ctx, i+1, pageSide, func(m *pixmap) (err error) {
			seen.ink, err = split(m, d.dir)
			return err
		})
		if err == nil {
			err = seen.read(ctx, d.tools, d.dir, d.lim)
		}
		if err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
		if left -= len(seen.text); left < 0 {
			res.Truncated = true
			break
		}
		res.take(i, seen)
	}
	progress(len(d.scan), len(d.scan))
	return nil
}

// take adds what was read on a page.
func (r *Result) take(page int, seen reading) {
	if letters(r.Pages[page]) >= fewLetters {
		r.Marks = append(r.Marks, seen.text)
	} else {
		r.Pages[page] = seen.text
	}
	if seen.red != "" {
		r.Marks = append(r.Marks, seen.red)
	}
}
