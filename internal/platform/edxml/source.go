package edxml

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Limits bound what a message may cost. A zero field takes the value of DefaultLimits.
type Limits struct {
	Size     int64 // bytes of the message as sent
	Unpacked int64 // bytes of all attachments together
	Ratio    int64 // how many times its packed size a zipped attachment may unpack to, past its first MiB
	Elements int
	Depth    int
	Token    int // bytes of one tag or text, attachments aside
	Files    int // attachments
}

// DefaultLimits are those of an office's daily mail: 64 MiB, 50 files.
func DefaultLimits() Limits {
	return Limits{Size: 64 << 20, Unpacked: 64 << 20, Ratio: 100, Elements: 20_000, Depth: 32, Token: 256 << 10, Files: 50}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	return Limits{or(l.Size, d.Size), or(l.Unpacked, d.Unpacked), or(l.Ratio, d.Ratio), or(l.Elements, d.Elements), or(l.Depth, d.Depth), or(l.Token, d.Token), or(l.Files, d.Files)}
}

func or[T int | int64](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

// errToken ends a tag or text that is too long.
var errToken = errors.New("edxml: a tag or text is too long")

// source gives the parser its bytes one at a time, so that it never reads ahead
// and attachments can be taken out of its way.
type source struct {
	r     *bufio.Reader
	token int  // bytes that the parser may still read for what it is at
	back  bool // a '<' was read that is still the parser's
	fail  error
}

// newSource makes UTF-8 of what r gives, at most size bytes of it.
func newSource(r io.Reader, size int64) (*source, error) {
	br := bufio.NewReaderSize(&capped{r, size}, 32<<10)
	head, err := br.Peek(1024)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	enc, err := charset(head)
	if err != nil {
		return nil, err
	}
	if enc == nil {
		if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
			_, err = br.Discard(3)
		}
		return &source{r: br}, err
	}
	return &source{r: bufio.NewReaderSize(enc.NewDecoder().Reader(br), 32<<10)}, nil
}

// charset finds the encoding by the mark at the beginning or by the declaration;
// nil is UTF-8.
func charset(head []byte) (encoding.Encoding, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("<\x00?\x00")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")), bytes.HasPrefix(head, []byte("\x00<\x00?")):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), nil
	}
	switch name := declared(head); name {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return nil, nil
	case "windows-1258", "cp1258":
		return charmap.Windows1258, nil
	case "windows-1252", "cp1252", "iso-8859-1", "latin1":
		return charmap.Windows1252, nil
	case "utf-16": // declared so, but the mark and the bytes say that it is not
		return nil, nil
	default:
		return nil, refuse(ErrCharset, name)
	}
}

// declared is the encoding that the XML declaration names, in lower case.
func declared(head []byte) string {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	decl, _, ok := bytes.Cut(head, []byte("?>"))
	if !ok || !bytes.HasPrefix(decl, []byte("<?xml")) {
		return ""
	}
	_, rest, ok := strings.Cut(string(decl), "encoding")
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(rest, "= \t\r\n")
	if rest == "" {
		return ""
	}
	name, _, _ := strings.Cut(rest[1:], rest[:1])
	return strings.ToLower(strings.TrimSpace(name))
}

// ReadByte is for the parser.
func (s *source) ReadByte() (byte, error) {
	if s.token--; s.token < 0 {
		s.fail = errToken
		return 0, errToken
	}
	return s.byte()
}

// byte reads without counting it to a token, and keeps why it could not.
func (s *source) byte() (byte, error) {
	if s.back {
		s.back = false
		return '<', nil
	}
	b, err := s.r.ReadByte()
	if err != nil && !errors.Is(err, io.EOF) {
		s.fail = err
	}
	return b, err
}

// Read makes source a reader, which the parser wants but does not use.
func (s *source) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := s.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// capped gives at most left bytes and then refuses.
type capped struct {
	r    io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left < int64(len(p)) {
		p = p[:c.left+1]
	}
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, refuse(ErrTooLarge, "")
	}
	return n, err
}
