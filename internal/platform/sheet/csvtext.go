package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

type encoding uint8

const (
	encodingUTF8 encoding = iota
	encodingUTF8BOM
	encodingUTF16LE
	encodingUTF16BE
	encodingLegacy // one byte a character, read as Windows-1252
)

const (
	bomUTF8    = "\xEF\xBB\xBF"
	bomUTF16LE = "\xFF\xFE"
	bomUTF16BE = "\xFE\xFF"
)

// decode gives the text as UTF-8 without a byte order mark. A legacy file comes
// as if it were Windows-1252, byte for byte, for package vi to recognise the
// Vietnamese encodings (TCVN3, VNI) in it.
func (e encoding) decode(r io.Reader) io.Reader {
	switch e {
	case encodingUTF8BOM:
		return &afterMark{Reader: r, left: len(bomUTF8)}
	case encodingUTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(r)
	case encodingUTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder().Reader(r)
	case encodingLegacy:
		return &legacyReader{in: bufio.NewReader(r)}
	}
	return r
}

// afterMark drops the first bytes.
type afterMark struct {
	io.Reader
	left int
}

func (a *afterMark) Read(p []byte) (int, error) {
	if a.left > 0 {
		n, err := io.CopyN(io.Discard, a.Reader, int64(a.left))
		a.left -= int(n)
		if err != nil {
			return 0, err
		}
	}
	return a.Reader.Read(p)
}

// legacyReader reads Windows-1252. The five bytes that it leaves undefined, but
// older Vietnamese encodings use, become the control characters of their number.
type legacyReader struct {
	in      *bufio.Reader
	pending []byte // of a character that did not fit
}

func (l *legacyReader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) && (n == 0 || len(l.pending) > 0 || l.in.Buffered() > 0) {
		if len(l.pending) == 0 {
			b, err := l.in.ReadByte()
			if err != nil {
				return n, err
			}
			l.pending = utf8.AppendRune(l.pending, legacyRune(b))
		}
		taken := copy(p[n:], l.pending)
		l.pending = l.pending[:copy(l.pending, l.pending[taken:])]
		n += taken
	}
	return n, nil
}

func legacyRune(b byte) rune {
	if r := charmap.Windows1252.DecodeByte(b); r != utf8.RuneError {
		return r
	}
	return rune(b)
}

// detectEncoding looks at the byte order mark, else at the whole file: a table
// in UTF-8 may well have its first accent in the last row.
func detectEncoding(r io.ReaderAt, size int64) (encoding, error) {
	head := make([]byte, min(size, 3))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	switch {
	case bytes.HasPrefix(head, []byte(bomUTF8)):
		return encodingUTF8BOM, nil
	case bytes.HasPrefix(head, []byte(bomUTF16LE)):
		return encodingUTF16LE, nil
	case bytes.HasPrefix(head, []byte(bomUTF16BE)):
		return encodingUTF16BE, nil
	}
	var c census
	if err := c.take(io.NewSectionReader(r, 0, size)); err != nil {
		return 0, err
	}
	return c.judge()
}

// census counts what tells encodings apart, and texts from other files.
type census struct {
	total   int // bytes
	zero    int // zero bytes, which no text has
	control int // bytes that a text hardly has: C0 but tab, LF, CR
	wide    int // proper UTF-8 sequences of two and more bytes
	invalid int // bytes that are not UTF-8
}

func (c *census) take(r io.Reader) error {
	buf := make([]byte, scanChunkBytes)
	kept := 0
	for {
		n, err := io.ReadFull(r, buf[kept:])
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return err
		}
		c.total += n
		rest := c.count(buf[:kept+n], ended)
		if ended {
			return nil
		}
		kept = copy(buf, rest)
	}
}

// count gives back the bytes of a sequence that the chunk cut in two.
func (c *census) count(b []byte, last bool) (rest []byte) {
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			c.countASCII(b[0])
			b = b[1:]
			continue
		}
		if !last && !utf8.FullRune(b) {
			return b
		}
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			c.invalid++
		} else {
			c.wide++
		}
		b = b[n:]
	}
	return nil
}

func (c *census) countASCII(b byte) {
	switch {
	case b == 0:
		c.zero++
	case b < ' ' && b != '\t' && b != '\n' && b != '\r':
		c.control++
	}
}

// judge decides. One control character in a hundred is a stray line break from
// Word or an end mark from DOS; more are a program or a picture. A few bad bytes among much UTF-8 are damage, which the rows
// will name; hardly any UTF-8 among many others is a legacy encoding.
func (c *census) judge() (encoding, error) {
	switch {
	case c.zero > 0 || c.control > 1+c.total/100:
		return 0, ErrNotTable
	case c.invalid > 0 && c.wide < c.invalid:
		return encodingLegacy, nil
	}
	return encodingUTF8, nil
}

const separators = ",;\t"

// declaredSeparator understands the line "sep=;" by which Excel is told the
// separator, and gives the length of that line.
func declaredSeparator(sample []byte) (separator byte, skip int) {
	const mark = "sep="
	if len(sample) <= len(mark) || !bytes.EqualFold(sample[:len(mark)], []byte(mark)) {
		return 0, 0
	}
	separator, rest := sample[len(mark)], sample[len(mark)+1:]
	if bytes.IndexByte([]byte(separators), separator) < 0 {
		return 0, 0
	}
	for _, end := range []string{"\r\n", "\n", "\r"} {
		if bytes.HasPrefix(rest, []byte(end)) {
			return separator, len(mark) + 1 + len(end)
		}
	}
	return 0, 0
}

// guessSeparator takes the one that gives the most rows the same number of
// fields, more than one; then the one that gives more fields; then the comma.
func guessSeparator(sample []byte) byte {
	best, bestRows, bestFields := separators[0], 0, 1
	for i := range len(separators) {
		fields, rows := commonWidth(sample, separators[i])
		if fields > 1 && (rows > bestRows || rows == bestRows && fields > bestFields) {
			best, bestRows, bestFields = separators[i], rows, fields
		}
	}
	return best
}

// commonWidth gives the most frequent number of fields in the sample's rows
// and how many rows have it.
func commonWidth(sample []byte, separator byte) (fields, rows int) {
	seen := map[int]int{}
	for _, n := range recordWidths(sample, separator) {
		seen[n]++
	}
	widths := make([]int, 0, len(seen))
	for n := range seen {
		widths = append(widths, n)
	}
	slices.Sort(widths)
	for _, n := range widths {
		if n > 1 && seen[n] >= rows {
			fields, rows = n, seen[n]
		}
	}
	return fields, rows
}

// recordWidths counts the fields of the first hundred rows.
func recordWidths(sample []byte, separator byte) []int {
	const enough = 100
	var widths []int
	width, quoted := 1, false
	for i, c := range sample {
		atStart := i == 0 || bytes.IndexByte([]byte{separator, '\r', '\n'}, sample[i-1]) >= 0
		switch {
		case c == '"' && (quoted || atStart):
			quoted = !quoted
		case quoted:
		case c == separator:
			width++
		case c == '\n' || c == '\r':
			if i > 0 && sample[i-1] != '\n' && sample[i-1] != '\r' {
				widths = append(widths, width)
			}
			width = 1
		}
		if len(widths) == enough {
			return widths
		}
	}
	return append(widths, width)
}
