package intake

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"io"
)

// maxName is as far as a PDF name is read, in bytes; readers allow 127 after decoding.
const maxName = 400

type tokenKind uint8

const (
	nameToken tokenKind = iota // decoded, without the slash
	wordToken                  // numbers and keywords
	dictOpen
	dictClose
	arrayOpen
	arrayClose
)

type token struct {
	kind tokenKind
	text string
}

// lexer cuts PDF syntax (ISO 32000-1, 7.2) into tokens. Strings, comments and
// streams are passed over, but not without looking at the names in them.
type lexer struct {
	r   *bufio.Reader
	raw io.Reader // the file itself; nil inside an object stream, which has no streams
	off int64     // of the next byte
}

func newLexer(r io.Reader) *lexer {
	return &lexer{r: bufio.NewReaderSize(r, 64<<10), raw: r}
}

func (l *lexer) byte() (byte, error) {
	c, err := l.r.ReadByte()
	if err == nil {
		l.off++
	}
	return c, err
}

// peek is the next byte, or a space at the end of the input.
func (l *lexer) peek() byte {
	b, err := l.r.Peek(1)
	if err != nil {
		return ' '
	}
	return b[0]
}

// skip drops n bytes that have been peeked at.
func (l *lexer) skip(n int) {
	dropped, _ := l.r.Discard(n)
	l.off += int64(dropped)
}

func (l *lexer) next() (token, error) {
	for {
		c, err := l.byte()
		if err != nil {
			return token{}, err
		}
		t, ok, err := l.from(c)
		if ok || err != nil {
			return t, err
		}
	}
}

// from reads the token that begins with c; there is none in white space and the like.
func (l *lexer) from(c byte) (token, bool, error) {
	switch c {
	case '/':
		name, n := l.peekName(false)
		l.skip(n)
		return token{nameToken, name}, true, nil
	case '[':
		return token{kind: arrayOpen}, true, nil
	case ']':
		return token{kind: arrayClose}, true, nil
	case '%':
		return token{}, false, l.comment()
	case '(':
		return token{}, false, l.literal()
	case '<', '>':
		return l.angle(c)
	}
	if isSpace(c) || isDelimiter(c) {
		return token{}, false, nil
	}
	return token{wordToken, l.rest(c)}, true, nil
}

// angle tells dictionaries from hexadecimal strings; those end at the first byte
// that is not of one, so that nothing can hide behind an open bracket.
func (l *lexer) angle(c byte) (token, bool, error) {
	if l.peek() == c {
		l.skip(1)
		kind := dictOpen
		if c == '>' {
			kind = dictClose
		}
		return token{kind: kind}, true, nil
	}
	for c == '<' && (isHex(l.peek()) || isSpace(l.peek())) {
		if _, err := l.byte(); err != nil {
			return token{}, false, err
		}
	}
	if c == '<' && l.peek() == '>' {
		l.skip(1)
	}
	return token{}, false, nil
}

// rest reads a number or keyword to its end and keeps its beginning.
func (l *lexer) rest(c byte) string {
	word := append(make([]byte, 0, 32), c)
	for {
		c := l.peek()
		if isSpace(c) || isDelimiter(c) {
			return string(word)
		}
		l.skip(1)
		if len(word) < cap(word) {
			word = append(word, c)
		}
	}
}

// peekName decodes the name that follows a slash and says how long it is as
// written. Inside a string a backslash ends it.
func (l *lexer) peekName(inString bool) (string, int) {
	b, _ := l.r.Peek(maxName)
	n := 0
	for n < len(b) && !isSpace(b[n]) && !isDelimiter(b[n]) && !(inString && b[n] == '\\') {
		n++
	}
	return decodeName(b[:n]), n
}

// decodeName undoes the #xx spelling (ISO 32000-1, 7.3.5).
func decodeName(b []byte) string {
	if bytes.IndexByte(b, '#') < 0 {
		return string(b)
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '#' && i+2 < len(b) && isHex(b[i+1]) && isHex(b[i+2]) {
			out = append(out, unhex(b[i+1])<<4|unhex(b[i+2]))
			i += 2
			continue
		}
		out = append(out, b[i])
	}
	return string(out)
}

// hidden looks at the name after a slash that stands where names mean nothing.
func (l *lexer) hidden(inString bool) error {
	name, _ := l.peekName(inString)
	if err := forbiddenHidden(name); err != nil {
		return at(err, l.off, "/"+name)
	}
	return nil
}

func (l *lexer) comment() error {
	for {
		c, err := l.byte()
		if err != nil || c == '\n' || c == '\r' {
			return err
		}
		if c == '/' {
			err = l.hidden(false)
		}
		if err != nil {
			return err
		}
	}
}

// literal passes over a string in parentheses, which nest.
func (l *lexer) literal() error {
	for depth := 1; depth > 0; {
		c, err := l.byte()
		if err != nil {
			return err
		}
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case '\\':
			if l.peek() != '/' {
				l.skip(1)
			}
		case '/':
			err = l.hidden(true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// skipStream passes over a stream's data and says where it lies. It goes by the
// keyword at the end, as the length may lie.
func (l *lexer) skipStream() (start, end int64, err error) {
	if l.peek() == '\r' {
		l.skip(1)
	}
	if l.peek() == '\n' {
		l.skip(1)
	}
	start = l.off
	for {
		c, err := l.byte()
		if err != nil {
			return 0, 0, err
		}
		switch c {
		case '/':
			if err := l.hidden(false); err != nil {
				return 0, 0, err
			}
		case 'e':
			if b, _ := l.r.Peek(8); string(b) == "ndstream" {
				l.skip(8)
				return start, l.off - 9, nil
			}
		}
	}
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isHex(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}

// inflate keeps the unpacking machinery between object streams: a file may hold
// many thousands of small ones.
type inflate struct {
	packed *bufio.Reader
	z      io.ReadCloser
	buf    *bufio.Reader
}

// open gives the plain content of a stream's data.
func (f *inflate) open(section io.Reader, packed bool) (io.Reader, error) {
	if !packed {
		return section, nil
	}
	if f.z == nil {
		f.packed = bufio.NewReader(section)
		var err error
		f.z, err = zlib.NewReader(f.packed)
		return f.z, err
	}
	f.packed.Reset(section)
	return f.z, f.z.(zlib.Resetter).Reset(f.packed, nil)
}

// inner is a lexer for the content of an object stream.
func (f *inflate) inner(r io.Reader) *lexer {
	if f.buf == nil {
		f.buf = bufio.NewReaderSize(r, 4096)
	}
	f.buf.Reset(r)
	return &lexer{r: f.buf}
}

// meter lets only so many bytes through, and remembers the first that is not white space.
type meter struct {
	r     io.Reader
	left  int64
	head  byte
	spent bool
}

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		m.spent = true
		return 0, io.ErrUnexpectedEOF
	}
	n, err := m.r.Read(p[:min(int64(len(p)), m.left)])
	m.left -= int64(n)
	for i := 0; m.head == 0 && i < n; i++ {
		if !isSpace(p[i]) {
			m.head = p[i]
		}
	}
	return n, err
}
