package intake

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
)

// checkPDF reads the whole file once, in pieces. What makes a PDF dangerous is
// always spelled as a name (/JavaScript, /Launch), so names are what it looks
// for: in the open, written with #xx, inside strings, comments and raw streams
// (where a reader that follows other offsets than we do would find them), and
// inside compressed object streams. Following the cross-reference table instead
// would mean trusting what the attacker wrote.
func checkPDF(r io.ReaderAt, size int64, lim Limits) (Info, error) {
	if err := pdfEnd(r, size); err != nil {
		return Info{}, err
	}
	if err := noZipTail(r, size); err != nil {
		return Info{}, err
	}
	s := pdfScan{file: r, lex: newLexer(io.NewSectionReader(r, 0, size)), lim: lim, budget: lim.Unpacked}
	if err := s.run(); err != nil {
		return Info{}, err
	}
	if s.named != s.opened {
		return Info{}, found(ErrObscured, "/ObjStm")
	}
	return Info{Type: PDF, Pages: s.pages}, nil
}

// pdfEnd checks that the file ends as a PDF does: startxref, an offset at which
// a cross-reference section stands, and %%EOF with nothing but padding after it.
func pdfEnd(r io.ReaderAt, size int64) error {
	const reach = 4096
	start := max(0, size-reach)
	tail, err := readUpTo(r, start, int(size-start))
	if err != nil {
		return err
	}
	eof := bytes.LastIndex(tail, []byte("%%EOF"))
	if eof < 0 {
		return found(ErrTruncated, "no %%EOF")
	}
	if rest := bytes.Trim(tail[eof+5:], " \t\r\n\f\x00"); len(rest) > 0 {
		return at(ErrPolyglot, start+int64(eof)+5, "data after %%EOF")
	}
	_, after, ok := bytes.Cut(tail[max(0, bytes.LastIndex(tail[:eof], []byte("startxref"))):eof], []byte("startxref"))
	if !ok {
		return found(ErrTruncated, "no startxref")
	}
	off, err := strconv.ParseInt(string(bytes.TrimSpace(after)), 10, 64)
	if err != nil || off <= 0 || off >= size {
		return found(ErrDamaged, "startxref")
	}
	return pdfXref(r, off)
}

// pdfXref accepts a table ("xref") or a stream ("12 0 obj") at off, give or take
// the white space that some writers miscount.
func pdfXref(r io.ReaderAt, off int64) error {
	b, err := readUpTo(r, max(0, off-2), 40)
	if err != nil {
		return err
	}
	b = bytes.TrimLeft(b, " \t\r\n\x00")
	if bytes.Contains(b, []byte("xref")) || bytes.Contains(b, []byte("obj")) {
		return nil
	}
	return at(ErrDamaged, off, "no cross-reference section")
}

// pdfScan goes through the tokens of a file, or of one object stream in it.
type pdfScan struct {
	file   io.ReaderAt
	lex    *lexer
	lim    Limits
	budget int64 // bytes that object streams may still unpack to
	depth  int   // of dictionaries; 0 is outside any object
	dict   dict  // what the outermost dictionary that is open, or was last, says
	pages  int
	named  int // object streams that are mentioned …
	opened int // … and that we looked into: all must be
	tree   int // how much of an empty /EmbeddedFiles tree we have seen
	inflate
}

// dict is what matters of an object's outermost dictionary.
type dict struct {
	last      string // the name just read: the key, where a value follows
	objStm    bool
	first     bool // has /First, as every object stream must
	isPages   bool
	count     int
	filters   []string
	filterAt  filterState
	filterKey int  // how many times /Filter stands there
	odd       bool // a filter we cannot name, a predictor, or data kept elsewhere
}

type filterState uint8

const (
	noFilter filterState = iota
	filterValue
	filterList
)

func (s *pdfScan) run() error {
	for {
		t, err := s.lex.next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = s.token(t)
		}
		if err != nil {
			return err
		}
	}
}

func (s *pdfScan) token(t token) error {
	if err := s.emptyTree(t); err != nil {
		return err
	}
	switch t.kind {
	case dictOpen:
		if s.depth == 0 {
			s.dict = dict{}
		}
		s.depth++
	case dictClose:
		s.depth = max(0, s.depth-1)
		s.pageTree()
	case nameToken:
		return s.name(t.text)
	case arrayOpen, arrayClose:
		s.dict.array(t.kind == arrayOpen)
	case wordToken:
		return s.word(t.text)
	}
	return nil
}

// emptyTree lets through "/EmbeddedFiles << /Names [ ] >>", which some writers,
// fpdf among them, put into every file, and refuses a tree that holds anything.
func (s *pdfScan) emptyTree(t token) error {
	if s.tree == 0 && (t.kind != nameToken || t.text != "EmbeddedFiles") {
		return nil
	}
	expected := []token{{nameToken, "EmbeddedFiles"}, {kind: dictOpen}, {nameToken, "Names"}, {kind: arrayOpen}, {kind: arrayClose}, {kind: dictClose}}
	if t != expected[s.tree] {
		return at(ErrEmbedded, s.lex.off, "/EmbeddedFiles")
	}
	s.tree = (s.tree + 1) % len(expected)
	return nil
}

// pageTree notes the page count at the end of a node of the page tree.
func (s *pdfScan) pageTree() {
	if s.depth == 0 && s.dict.isPages {
		s.pages = max(s.pages, s.dict.count)
	}
}

func (s *pdfScan) name(n string) error {
	if err := forbidden(n); err != nil {
		return at(err, s.lex.off, "/"+n)
	}
	if err := forbiddenInCode(n); err != nil {
		return at(err, s.lex.off, "/"+n)
	}
	if n == "ObjStm" {
		s.named++
	}
	s.dict.name(n)
	return nil
}

func (d *dict) name(n string) {
	switch d.filterAt {
	case filterValue:
		d.filters, d.filterAt = append(d.filters, n), noFilter
	case filterList:
		if len(d.filters) < 8 {
			d.filters = append(d.filters, n)
		}
	default:
		d.key(n)
	}
	d.isPages = d.isPages || d.last == "Type" && n == "Pages"
	d.last = n
}

func (d *dict) key(n string) {
	switch n {
	case "Filter":
		d.filterKey++
		d.filterAt = filterValue
	case "ObjStm":
		d.objStm = true
	case "First":
		d.first = true
	case "Predictor", "F", "FFilter":
		d.odd = true
	}
}

func (d *dict) array(open bool) {
	switch {
	case open && d.filterAt == filterValue:
		d.filterAt = filterList
	case !open:
		d.filterAt = noFilter
	}
}

func (s *pdfScan) word(w string) error {
	d := &s.dict
	if d.filterAt != noFilter { // a reference: the filter is named elsewhere
		d.odd, d.filterAt = true, noFilter
	}
	if d.last == "Count" {
		if n, err := strconv.Atoi(w); err == nil && n > 0 && n < 1_000_000 {
			d.count = n
		}
	}
	d.last = ""
	if w == "stream" && s.lex.raw != nil {
		return s.stream()
	}
	return nil
}

// stream passes over a stream's data and looks into it when it holds objects.
func (s *pdfScan) stream() error {
	start, end, err := s.lex.skipStream()
	if err != nil {
		return ended(err)
	}
	d := s.dict
	s.dict, s.depth = dict{}, 0
	if !d.objStm && !d.first {
		return nil
	}
	if d.objStm {
		s.opened++
	}
	return s.objects(d, start, end)
}

// objects scans an object stream (ISO 32000-1, 7.5.7), unpacking it as it goes.
func (s *pdfScan) objects(d dict, start, end int64) error {
	packed := d.filterKey == 1 && len(d.filters) == 1 && (d.filters[0] == "FlateDecode" || d.filters[0] == "Fl")
	if d.odd || !packed && d.filterKey > 0 {
		return at(ErrObscured, start, fmt.Sprintf("object stream behind %v", d.filters))
	}
	section := io.NewSectionReader(s.file, start, end-start)
	src, err := s.open(section, packed)
	if err != nil {
		return at(ErrObscured, start, "object stream does not unpack")
	}
	allowed := min(s.budget, (end-start)*s.lim.Ratio+1<<20)
	left := &meter{r: src, left: allowed}
	inner := pdfScan{lex: s.inner(left)}
	err = inner.run()
	s.budget -= allowed - left.left
	s.pages, s.named = max(s.pages, inner.pages), s.named+inner.named
	return s.outcome(err, left, start, allowed)
}

// outcome tells why the inside of an object stream is refused, if it is.
func (s *pdfScan) outcome(err error, m *meter, start, allowed int64) error {
	if _, ok := err.(*Error); ok {
		return err
	}
	switch {
	case m.spent:
		return &Error{Err: ErrBomb, Where: fmt.Sprintf("byte %d", start), Found: "object stream", Got: allowed + 1, Limit: allowed}
	case err != nil:
		return at(ErrObscured, start, "object stream does not unpack")
	case m.head != 0 && !isDigit(m.head):
		return at(ErrObscured, start, "object stream without its table")
	}
	return nil
}

// forbidden names have no place in a paper, wherever they stand.
func forbidden(name string) error {
	switch name {
	case "JavaScript", "Rendition":
		return ErrScript
	case "Launch", "SubmitForm", "ImportData", "GoToE", "GoToR":
		return ErrAction
	case "EmbeddedFile", "FileAttachment", "RichMedia":
		return ErrEmbedded
	case "XFA":
		return ErrForm
	case "Encrypt":
		return ErrEncrypted
	}
	return nil
}

// forbiddenInCode names are too short to be looked for in compressed data, where
// they turn up by chance; each needs one of the longer ones to have any effect.
func forbiddenInCode(name string) error {
	switch name {
	case "JS":
		return ErrScript
	case "EF":
		return ErrEmbedded
	}
	return nil
}

// forbiddenHidden names betray objects where no honest writer puts any.
func forbiddenHidden(name string) error {
	switch name {
	case "ObjStm", "First":
		return ErrObscured
	case "EmbeddedFiles":
		return ErrEmbedded
	}
	return forbidden(name)
}
