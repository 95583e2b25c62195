// Package extract takes the text out of files that intake has let in: PDF by
// poppler's programs, DOCX and XLSX by reading them, pictures and scanned pages
// by tesseract. Every outside program is optional: without it the rest works,
// and what is missing is named together with what that costs.
//
// It promises that a hostile file costs bounded time and memory: programs run
// with little privilege on the machine (nice, limits on memory and processor, a
// folder of their own that is gone afterwards), and are killed with all their
// children when their time is over. The text is UTF-8 in composed letters,
// without NUL.
//
// Official scans carry a red seal across the signature. For reading, red ink is
// taken off the page; what is written in red alone, as stamps of secrecy are, is
// read apart and given as Marks.
package extract

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"sotay/internal/platform/intake"
)

// Result is what a file says.
type Result struct {
	Pages     []string // text of each page; of a DOCX the whole, of an XLSX a sheet each
	Marks     []string // what stands beside the text: headers of sheets, properties, red stamps, what lies under a scan, a PDF's text as it stands on its pages
	Scanned   bool     // some page is a picture, so its text is not, or not only, in the file
	Truncated bool     // a limit cut pages or text off
}

// Limits bound what one file may cost. A zero field takes the value of DefaultLimits.
type Limits struct {
	Pages   int           // pages of a PDF that are read
	Text    int           // bytes of text
	Pixels  int           // of a picture that is read by OCR
	Quick   time.Duration // for a program that takes out a text layer or draws one page
	OCR     time.Duration // for reading one page by OCR
	Memory  int64         // bytes of address space for one program
	TempDir string        // where the folders for programs are made; "" for the system's
}

// DefaultLimits fit an office's papers: 200 pages, 8 MiB of text, pictures of 40 megapixels.
func DefaultLimits() Limits {
	return Limits{Pages: 200, Text: 8 << 20, Pixels: 40_000_000, Quick: 30 * time.Second, OCR: 2 * time.Minute, Memory: 1 << 30}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	l.Pages, l.Text, l.Pixels = orDefault(l.Pages, d.Pages), orDefault(l.Text, d.Text), orDefault(l.Pixels, d.Pixels)
	l.Quick, l.OCR, l.Memory = orDefault(l.Quick, d.Quick), orDefault(l.OCR, d.OCR), orDefault(l.Memory, d.Memory)
	return l
}

func orDefault[T int | int64 | time.Duration](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

// Why a text cannot be had, for errors.Is.
var (
	ErrNoTool     = errors.New("extract: a program is missing")
	ErrTimeout    = errors.New("extract: the program took too long")
	ErrUnreadable = errors.New("extract: the program could not read the file")
	ErrPixels     = errors.New("extract: the picture has too many pixels to be read")
	ErrKind       = errors.New("extract: files of this kind have no text")
)

// Source is a file's content.
type Source struct {
	io.ReaderAt
	Size int64
}

// Layer returns the text that a file carries itself, which is quick, and says
// whether there are scanned pages. Without the programs for a PDF nothing is
// known: it then counts as scanned and the error is an ErrNoTool.
func Layer(ctx context.Context, tools Tools, src Source, kind intake.Type, lim Limits) (Result, error) {
	lim = lim.orDefault()
	switch kind {
	case intake.PDF:
		var res Result
		err := inFolder(lim, func(dir string) (err error) {
			d, err := openPDF(ctx, tools, src, dir, lim)
			if d != nil {
				res = d.result()
			}
			return err
		})
		if err != nil {
			res.Scanned = true
		}
		return res, err
	case intake.DOCX:
		return docxText(src, lim)
	case intake.XLSX:
		return xlsxText(src, lim)
	case intake.JPEG, intake.PNG, intake.WebP:
		return Result{Scanned: true}, nil
	}
	return Result{}, ErrKind
}

// Text returns all that can be read in a file, scanned pages by OCR included. It
// tells progress, if given, after each page. Where a program is missing it gives
// what the others found, with an ErrNoTool.
func Text(ctx context.Context, tools Tools, src Source, kind intake.Type, lim Limits, progress func(done, total int)) (Result, error) {
	lim = lim.orDefault()
	if progress == nil {
		progress = func(int, int) {}
	}
	switch kind {
	case intake.PDF:
		return pdfText(ctx, tools, src, lim, progress)
	case intake.JPEG, intake.PNG, intake.WebP:
		return pictureText(ctx, tools, src, kind, lim)
	}
	return Layer(ctx, tools, src, kind, lim)
}

// tidy makes text that every database takes and that compares as it reads.
func tidy(s string) string {
	return norm.NFC.String(strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", ""))
}

// letters counts what is not space, up to as many as matter.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if r > ' ' && r != '\u00a0' {
			n++
		}
		if n >= fewLetters {
			break
		}
	}
	return n
}

// fewLetters is how many a page has at least whose text is in the file: page
// numbers and stamps of scanners are fewer.
const fewLetters = 24
