package intake

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

const (
	maxDepth  = 256       // elements inside one another
	maxMarkup = 512 << 10 // bytes of one tag, text or comment
)

// xmlPart checks a part that is XML. Every one must be UTF-8 without a document
// type or entities; in the text of a document and in workbook links it also looks
// for fields that start programs.
func (a *archive) xmlPart(r io.Reader, typ string) error {
	br := bufio.NewReaderSize(r, 64<<10)
	if err := xmlHead(br); err != nil {
		return err
	}
	guarded := &xmlGuard{r: br}
	if wordText(typ) {
		return wordFields(guarded)
	}
	if strings.HasSuffix(typ, ".externallink+xml") {
		return eachElement(guarded, func(e xml.StartElement) error {
			if e.Name.Local == "ddeLink" || e.Name.Local == "oleLink" {
				return found(ErrAction, e.Name.Local)
			}
			return nil
		})
	}
	_, err := io.Copy(io.Discard, guarded)
	return err
}

// xmlHead refuses encodings in which a document type could go unseen.
func xmlHead(r *bufio.Reader) error {
	head, err := r.Peek(512)
	if notEnd(err) != nil {
		return err
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(head) == 0 || head[0] != '<' {
		return found(ErrXML, "not UTF-8 XML")
	}
	decl, _, ok := bytes.Cut(head, []byte("?>"))
	if !ok || !bytes.HasPrefix(decl, []byte("<?xml")) {
		return nil
	}
	_, enc, ok := strings.Cut(strings.ToLower(string(decl)), "encoding")
	if !ok {
		return nil
	}
	enc = strings.Trim(enc, "= \t\r\n\"'")
	for _, fine := range []string{"utf-8", "utf8", "us-ascii"} {
		if strings.HasPrefix(enc, fine) {
			return nil
		}
	}
	return found(ErrXML, enc)
}

// xmlGuard lets XML through and fails at a document type, an entity declaration,
// a script element or a zero byte. It looks at bytes, so it cannot be misled by
// markup that parsers see differently.
type xmlGuard struct {
	r    io.Reader
	tail []byte // the end of what was read before, lower case
}

func (g *xmlGuard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	seen := append(g.tail, p[:n]...)
	lower(seen[len(g.tail):])
	if m := firstOf(seen, []string{"<!doctype", "<!entity", "<script", "\x00"}); m != "" {
		return 0, found(ErrXML, m)
	}
	g.tail = append([]byte(nil), seen[max(0, len(seen)-8):]...)
	return n, err
}

// eachElement calls f with every start tag.
func eachElement(r io.Reader, f func(xml.StartElement) error) error {
	return eachToken(r, func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok {
			return f(e)
		}
		return nil
	})
}

// eachToken parses XML with bounds on depth and on the size of one token, which
// is all that the parser keeps.
func eachToken(r io.Reader, f func(xml.Token) error) error {
	if _, ok := r.(*xmlGuard); !ok {
		br := bufio.NewReader(r)
		if err := xmlHead(br); err != nil {
			return err
		}
		r = &xmlGuard{r: br}
	}
	src := &tokenReader{r: bufio.NewReaderSize(r, 16<<10)}
	d := xml.NewDecoder(src)
	for depth := 0; ; {
		src.left = maxMarkup
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return xmlError(err, src)
		}
		depth += step(t)
		if depth > maxDepth {
			return &Error{Err: ErrBomb, Found: "XML depth", Got: int64(depth), Limit: maxDepth}
		}
		if err := f(t); err != nil {
			return err
		}
	}
}

func step(t xml.Token) int {
	switch t.(type) {
	case xml.StartElement:
		return 1
	case xml.EndElement:
		return -1
	}
	return 0
}

func xmlError(err error, src *tokenReader) error {
	var refusal *Error
	switch {
	case asError(err, &refusal):
		return refusal
	case src.left <= 0:
		return &Error{Err: ErrBomb, Found: "XML tag or text", Got: maxMarkup + 1, Limit: maxMarkup}
	}
	return found(ErrXML, cut(err.Error(), 120))
}

// tokenReader stops the parser in a token that is longer than left bytes.
type tokenReader struct {
	r    *bufio.Reader
	left int
}

func (t *tokenReader) ReadByte() (byte, error) {
	if t.left--; t.left <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	return t.r.ReadByte()
}

func (t *tokenReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := t.ReadByte()
	p[0] = b
	return 1, err
}
