package extract

import (
	"context"
	"os/exec"
	"regexp"
	"slices"
	"strings"
)

// Tools are the outside programs found on this machine.
type Tools struct {
	PDFText    Tool // pdftotext: text layers
	PDFInfo    Tool // pdfinfo: number and size of pages
	PDFImages  Tool // pdfimages: which pages are pictures
	PDFToPPM   Tool // pdftoppm: pages as pictures
	OCR        Tool // tesseract
	Vietnamese bool // tesseract has the Vietnamese letters
	Turning    bool // tesseract can tell which way up a page is
}

// Tool is one program; the zero value is one that is not there.
type Tool struct {
	Path    string
	Version string // as it says itself, or ""
}

// Gap is what cannot be done without a program.
type Gap struct {
	Program string // as Debian's package is called
	Code    string // what it costs: one of the codes below, for which the caller has the sentence
}

// What missing programs cost.
const (
	NoLayer      = "pdf_text"       // text layers of PDF files are not read, and so not found by search
	NoPictures   = "pdf_scan"       // scanned PDF files are not read
	NoOCR        = "ocr"            // pictures and scans are not read
	NoVietnamese = "ocr_vietnamese" // they would be read without Vietnamese letters, so they are not
)

// Find looks for the programs on the path and asks each for its version.
func Find(ctx context.Context) Tools {
	t := Tools{
		PDFText: find(ctx, "pdftotext", "-v"), PDFInfo: find(ctx, "pdfinfo", "-v"), PDFImages: find(ctx, "pdfimages", "-v"),
		PDFToPPM: find(ctx, "pdftoppm", "-v"), OCR: find(ctx, "tesseract", "--version"),
	}
	if t.OCR.Path != "" {
		langs := strings.Fields(ask(ctx, t.OCR.Path, "--list-langs"))
		t.Vietnamese, t.Turning = slices.Contains(langs, "vie"), slices.Contains(langs, "osd")
	}
	return t
}

func find(ctx context.Context, name, flag string) Tool {
	path, err := exec.LookPath(name)
	if err != nil {
		return Tool{}
	}
	version := regexp.MustCompile(`\d+(\.\d+)+`).FindString(ask(ctx, path, flag))
	return Tool{Path: path, Version: version}
}

// ask returns the first words of a program that is asked about itself.
func ask(ctx context.Context, path string, args ...string) string {
	var said strings.Builder
	// Old versions of these programs answer with an error code; the words count.
	_ = run(ctx, command{tool: Tool{Path: path}, args: args, out: &said, errs: &said, limit: DefaultLimits().Quick, memory: DefaultLimits().Memory})
	return said.String()
}

// Missing lists the programs that are not there, and what cannot be done for it.
func (t Tools) Missing() (gaps []Gap) {
	if !t.layers() {
		gaps = append(gaps, Gap{"poppler-utils", NoLayer})
	}
	if t.PDFToPPM.Path == "" {
		gaps = append(gaps, Gap{"poppler-utils", NoPictures})
	}
	switch {
	case t.OCR.Path == "":
		gaps = append(gaps, Gap{"tesseract-ocr", NoOCR})
	case !t.Vietnamese:
		gaps = append(gaps, Gap{"tesseract-ocr-vie", NoVietnamese})
	}
	return gaps
}

// layers says whether what a PDF holds can be told.
func (t Tools) layers() bool {
	return t.PDFText.Path != "" && t.PDFInfo.Path != "" && t.PDFImages.Path != ""
}

// NoTool is the error that names what is missing.
type NoTool struct{ Gap Gap }

// Error says it in English, for logs.
func (e *NoTool) Error() string { return ErrNoTool.Error() + ": " + e.Gap.Program }

// Is makes it an ErrNoTool.
func (e *NoTool) Is(target error) bool { return target == ErrNoTool }

// lacking is the NoTool for a code, or nil where nothing lacks.
func (t Tools) lacking(codes ...string) error {
	for _, g := range t.Missing() {
		if slices.Contains(codes, g.Code) {
			return &NoTool{g}
		}
	}
	return nil
}
