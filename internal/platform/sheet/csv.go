package sheet

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// csvFile is a text file whose encoding and separator are known.
type csvFile struct {
	r         io.ReaderAt
	size      int64
	name      string
	encoding  encoding
	separator byte
	skip      int // bytes of a "sep=;" line, once decoded
	lim       Limits
}

const sampleBytes = 64 << 10

func openCSV(r io.ReaderAt, size int64, name string, lim Limits) (*csvFile, error) {
	enc, err := detectEncoding(r, size)
	if err != nil {
		return nil, err
	}
	f := &csvFile{r: r, size: size, name: name, encoding: enc, lim: lim}
	sample, err := io.ReadAll(io.LimitReader(f.text(), sampleBytes))
	if err != nil {
		return nil, err
	}
	if len(strings.TrimSpace(string(sample))) == 0 && len(sample) < sampleBytes {
		return nil, ErrEmpty
	}
	if f.separator, f.skip = declaredSeparator(sample); f.separator == 0 {
		f.separator = guessSeparator(sample)
	}
	return f, nil
}

// text gives the file from its beginning, as UTF-8 without a byte order mark.
func (f *csvFile) text() io.Reader {
	return f.encoding.decode(io.NewSectionReader(f.r, 0, f.size))
}

func (f *csvFile) sheets() []string { return []string{f.name} }

func (f *csvFile) merged(int) ([]Range, error) { return nil, nil }

func (f *csvFile) rows(_ int, yield func(Row) bool) error {
	in := bufio.NewReaderSize(f.text(), sampleBytes)
	if _, err := in.Discard(f.skip); err != nil {
		return &PlaceError{Sheet: f.name, Err: err}
	}
	r := recordReader{in: in, separator: f.separator, lim: f.lim}
	for {
		err := r.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return &PlaceError{Sheet: f.name, Row: r.number, Col: r.col, Err: err}
		}
		if len(r.cells) > 0 && !yield(Row{Number: r.number, Cells: slices.Clone(r.cells)}) {
			return nil
		}
	}
}

// recordReader reads records as RFC 4180 has them, and as office programs write
// them: lines end with CR, LF or both; a quote inside an unquoted field, or text
// after a closing quote, is taken as it stands. A quote that is never closed is
// an error, because it would swallow the rest of the table.
type recordReader struct {
	in        *bufio.Reader
	separator byte
	lim       Limits

	number int    // of the record, from 1
	col    int    // of the field being read
	size   int64  // bytes of the record so far
	field  []byte // being read
	cells  []Cell // of the record; ends with one that is not Empty
}

// next reads one record. It gives io.EOF when there is none.
func (r *recordReader) next() error {
	if _, err := r.in.Peek(1); err != nil {
		return err
	}
	r.number++
	r.size, r.cells = 0, r.cells[:0]
	for r.col = 1; ; r.col++ {
		last, err := r.readField()
		if err != nil {
			return err
		}
		if err := r.put(); err != nil || last {
			return err
		}
	}
}

// readField reads up to a separator, or to the end of the record.
func (r *recordReader) readField() (last bool, err error) {
	r.field = r.field[:0]
	quoted := false
	for first := true; ; first = false {
		c, err := r.readByte()
		switch {
		case err == io.EOF && quoted:
			return true, problem(ErrTruncated, "a quote that is never closed")
		case err == io.EOF:
			return true, nil
		case err != nil:
			return true, err
		case c == '"' && first:
			quoted = true
		case c == '"' && quoted:
			quoted, err = r.afterQuote()
		case quoted:
			err = r.add(c)
		case c == r.separator:
			return false, nil
		case c == '\n' || c == '\r':
			return true, r.endLine(c)
		default:
			err = r.add(c)
		}
		if err != nil {
			return true, err
		}
	}
}

// afterQuote decides what a quote within quotes was: a doubled one, or the end.
func (r *recordReader) afterQuote() (quoted bool, err error) {
	next, err := r.in.Peek(1)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	if len(next) == 0 || next[0] != '"' {
		return false, nil
	}
	if _, err := r.readByte(); err != nil {
		return false, err
	}
	return true, r.add('"')
}

// endLine takes the LF of a CR LF.
func (r *recordReader) endLine(c byte) error {
	if c == '\n' {
		return nil
	}
	next, err := r.in.Peek(1)
	if len(next) == 1 && next[0] == '\n' {
		_, err = r.in.Discard(1)
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (r *recordReader) readByte() (byte, error) {
	c, err := r.in.ReadByte()
	if err != nil {
		return 0, err
	}
	if r.size++; r.size > r.lim.RowBytes {
		return 0, problem(ErrTooLarge, "a row of more than %d bytes", r.lim.RowBytes)
	}
	if c == 0 {
		return 0, problem(ErrMalformed, "a zero byte")
	}
	return c, nil
}

func (r *recordReader) add(c byte) error {
	if r.field = append(r.field, c); int64(len(r.field)) > r.lim.CellBytes {
		return problem(ErrTooLarge, "a text of more than %d bytes", r.lim.CellBytes)
	}
	return nil
}

// put takes the field just read into the record.
func (r *recordReader) put() error {
	if len(r.field) == 0 {
		return nil
	}
	switch {
	case r.number > r.lim.Rows:
		return problem(ErrTooLarge, "more than %d rows", r.lim.Rows)
	case r.col > r.lim.Columns:
		return problem(ErrTooLarge, "more than %d columns", r.lim.Columns)
	case !utf8.Valid(r.field):
		return problem(ErrMalformed, "text that is not UTF-8")
	}
	for len(r.cells) < r.col-1 {
		r.cells = append(r.cells, Cell{})
	}
	r.cells = append(r.cells, TextCell(disarmed(string(r.field))))
	return nil
}
