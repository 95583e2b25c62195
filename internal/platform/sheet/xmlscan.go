package sheet

import (
	"bytes"
	"io"
)

type token uint8

const (
	tokenStart token = iota + 1
	tokenEnd
	tokenText
	tokenEOF
)

// maxDepth is far above the dozen levels of any part read here.
const maxDepth = 64

// scanner is a pull parser for the subset of XML that Office writes: UTF-8, no
// document type, no entities but the five of XML and characters by number.
// It is written by hand because encoding/xml takes about seven times as long on
// a large sheet. Names are given without their namespace prefix. Tags must
// match, so a damaged part cannot pass for a shorter one.
//
// The slices it gives are valid until the next call of next.
type scanner struct {
	in  io.Reader
	buf []byte
	pos int // first byte not yet consumed
	max int // longest single tag or text
	eof bool

	name   []byte // of the tag, after tokenStart and tokenEnd
	attrs  []byte // of the tag, raw, after tokenStart
	text   []byte // raw, after tokenText: decode before use
	cdata  bool   // the text is literal
	offset int64  // bytes consumed so far

	open   []byte // names of the open elements, one after the other
	starts []int  // where each begins in open
	closed bool   // the tag just given was self-closing: its end comes next
	rooted bool
}

const scanBufferBytes = 64 << 10

func newScanner(in io.Reader, maxToken int) *scanner {
	return &scanner{in: in, buf: make([]byte, 0, scanBufferBytes), max: max(maxToken, 1024)}
}

// next gives the next token. At tokenEOF the document was complete.
func (s *scanner) next() (token, error) {
	if s.closed {
		s.closed = false
		return tokenEnd, s.pop()
	}
	for {
		if !s.fill(1) {
			return s.end()
		}
		if s.buf[s.pos] != '<' {
			t, err := s.charData()
			if t != 0 || err != nil {
				return t, err
			}
			continue
		}
		t, err := s.markup()
		if t != 0 || err != nil {
			return t, err
		}
	}
}

// fill makes at least n unread bytes available and tells whether there are.
func (s *scanner) fill(n int) bool {
	for len(s.buf)-s.pos < n && !s.eof {
		s.more()
	}
	return len(s.buf)-s.pos >= n
}

// more reads on, moving or growing the buffer when it is full. A read error
// ends the input and is reported by end, through failed.
func (s *scanner) more() {
	if s.pos > 0 && len(s.buf) == cap(s.buf) {
		n := copy(s.buf, s.buf[s.pos:])
		s.buf, s.pos = s.buf[:n], 0
	}
	if len(s.buf) == cap(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)[:len(s.buf)]
	}
	n, err := s.in.Read(s.buf[len(s.buf):cap(s.buf)])
	s.buf = s.buf[:len(s.buf)+n]
	if err != nil {
		s.eof = true
		if err != io.EOF {
			s.in = failed{err}
		}
	}
}

// failed is an input that broke; it keeps the reason.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

// find looks for a byte from the position on, reading on as needed. It gives the
// distance, or an error when the input ends or the token grows beyond bounds.
func (s *scanner) find(from int, c byte) (int, error) {
	for {
		if i := bytes.IndexByte(s.buf[s.pos+from:], c); i >= 0 {
			return from + i, nil
		}
		from = len(s.buf) - s.pos
		if from > s.max {
			return 0, problem(ErrTooLarge, "a text or tag of more than %d bytes", s.max)
		}
		if !s.fill(from + 1) {
			return 0, s.cutOff()
		}
	}
}

func (s *scanner) skip(n int) {
	s.pos += n
	s.offset += int64(n)
}

func (s *scanner) cutOff() error {
	if f, ok := s.in.(failed); ok {
		return f.err
	}
	return problem(ErrTruncated, "the XML ends early")
}

func (s *scanner) end() (token, error) {
	if _, broken := s.in.(failed); broken || len(s.starts) > 0 || !s.rooted {
		return 0, s.cutOff()
	}
	return tokenEOF, nil
}

// charData gives the text up to the next tag. Outside the root only space is allowed.
func (s *scanner) charData() (token, error) {
	n, err := s.find(0, '<')
	if len(s.starts) == 0 {
		return 0, s.outside(n, err)
	}
	if err != nil {
		return 0, err
	}
	s.text, s.cdata = s.buf[s.pos:s.pos+n], false
	s.skip(n)
	return tokenText, nil
}

func (s *scanner) outside(n int, err error) error {
	if _, broken := s.in.(failed); broken {
		return s.cutOff()
	}
	if err != nil && s.eof {
		n = len(s.buf) - s.pos
	} else if err != nil {
		return err
	}
	blank := bytes.Trim(bytes.TrimPrefix(s.buf[s.pos:s.pos+n], []byte(bomUTF8)), " \t\r\n")
	if len(blank) > 0 {
		return problem(ErrMalformed, "text outside the XML root")
	}
	s.skip(n)
	return nil
}

// markup reads what begins with '<'. A zero token means: nothing to report, go on.
func (s *scanner) markup() (token, error) {
	if !s.fill(2) {
		return 0, s.cutOff()
	}
	switch s.buf[s.pos+1] {
	case '?':
		return 0, s.skipTo("?>")
	case '!':
		return s.declaration()
	case '/':
		return s.endTag()
	}
	return s.startTag()
}

func (s *scanner) declaration() (token, error) {
	if s.fill(4) && string(s.buf[s.pos:s.pos+4]) == "<!--" {
		return 0, s.skipTo("-->")
	}
	const opening, closing = "<![CDATA[", "]]>"
	if !s.fill(len(opening)) || string(s.buf[s.pos:s.pos+len(opening)]) != opening || len(s.starts) == 0 {
		return 0, problem(ErrMalformed, "a document type or entity, which tables have no use for")
	}
	n, err := s.findString(len(opening), closing)
	if err != nil {
		return 0, err
	}
	s.text, s.cdata = s.buf[s.pos+len(opening):s.pos+n], true
	s.skip(n + len(closing))
	return tokenText, nil
}

func (s *scanner) skipTo(closing string) error {
	n, err := s.findString(2, closing)
	if err != nil {
		return err
	}
	s.skip(n + len(closing))
	return nil
}

// findString gives the distance to a string that ends with '>'.
func (s *scanner) findString(from int, closing string) (int, error) {
	for at := from; ; at++ {
		var err error
		if at, err = s.find(at, '>'); err != nil {
			return 0, err
		}
		if n := at + 1 - len(closing); n >= from && string(s.buf[s.pos+n:s.pos+at+1]) == closing {
			return n, nil
		}
	}
}

// skipElement passes over the rest of the element whose start was just given.
func (s *scanner) skipElement() error {
	for depth := 1; depth > 0; {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t {
		case tokenStart:
			depth++
		case tokenEnd:
			depth--
		}
	}
	return nil
}
