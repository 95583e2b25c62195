package edxml

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// base64 takes the content of an attachment, up to the next tag, out of the
// parser's way, so that it is never held as text.
func (s *source) base64(limit int64) ([]byte, error) {
	var out bytes.Buffer
	n, err := io.Copy(&out, io.LimitReader(base64.NewDecoder(base64.StdEncoding, &letters{src: s}), limit+1))
	var refusal *Error
	switch {
	case errors.As(s.fail, &refusal):
		return nil, refusal
	case s.fail != nil:
		return nil, s.fail
	case errors.As(err, &refusal):
		return nil, refusal
	case err != nil:
		return nil, refuse(ErrBase64, "")
	case n > limit:
		return nil, refuse(ErrTooLarge, "attachments")
	}
	return out.Bytes(), nil
}

// letters gives the text up to the next tag without its white space, with
// character references and CDATA sections resolved.
type letters struct {
	src   *source
	cdata bool
	ended bool
}

const (
	cdataOpen  = "![CDATA["
	cdataClose = "]>" // after the first bracket
)

func (l *letters) Read(p []byte) (n int, err error) {
	for n < len(p) {
		b, err := l.next()
		if err != nil {
			return n, err
		}
		if b != ' ' && b != '\t' && b != '\r' && b != '\n' {
			p[n] = b
			n++
		}
	}
	return n, nil
}

// next is one letter, or io.EOF before the next tag.
func (l *letters) next() (byte, error) {
	if l.ended {
		return 0, io.EOF
	}
	b, err := l.src.byte()
	if err != nil {
		l.ended = true
		return 0, err
	}
	switch {
	case b == '<' && !l.cdata:
		return l.tag()
	case b == ']' && l.cdata:
		if _, err := l.src.r.Discard(len(cdataClose)); err != nil {
			return 0, refuse(ErrXML, "CDATA")
		}
		l.cdata = false
		return ' ', nil
	case b == '&' && !l.cdata:
		return l.reference()
	}
	return b, nil
}

// tag is called at '<': either a CDATA section begins, or the text is over.
func (l *letters) tag() (byte, error) {
	ahead, err := l.src.r.Peek(len(cdataOpen))
	if err == nil && string(ahead) == cdataOpen {
		l.cdata = true
		_, err = l.src.r.Discard(len(cdataOpen))
		return ' ', err
	}
	l.ended, l.src.back = true, true
	return 0, io.EOF
}

// reference resolves "&#13;" and its like, which some senders make of line ends.
func (l *letters) reference() (byte, error) {
	var name []byte
	for len(name) < 8 {
		b, err := l.src.byte()
		if err != nil {
			return 0, err
		}
		if b == ';' {
			break
		}
		name = append(name, b)
	}
	digits, base := strings.TrimPrefix(string(name), "#"), 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	v, err := strconv.ParseUint(digits, base, 7)
	if err != nil || name[0] != '#' {
		return 0, refuse(ErrBase64, "&"+string(name))
	}
	return byte(v), nil
}

// unzipped is the content of an attachment that its sender has zipped: an archive
// of one file under a name that promises another kind of file. What is an archive
// by its own name stays one.
func unzipped(a Attachment, ratio, limit int64) ([]byte, error) {
	if !bytes.HasPrefix(a.Content, []byte("PK\x03\x04")) || strings.EqualFold(path.Ext(a.Name), ".zip") {
		return a.Content, nil
	}
	if bytes.Count(a.Content, []byte("PK\x01\x02")) > maxEntries { // what the archive says of itself may be less
		return nil, refuse(ErrBomb, a.Name)
	}
	z, err := zip.NewReader(bytes.NewReader(a.Content), int64(len(a.Content)))
	if err != nil {
		return nil, refuse(ErrZip, a.Name)
	}
	if len(z.File) != 1 || z.File[0].Mode().IsDir() || z.File[0].Name == "[Content_Types].xml" {
		return a.Content, nil
	}
	f, err := z.File[0].Open()
	if err != nil {
		return nil, refuse(ErrZip, a.Name)
	}
	defer f.Close()
	allowed := min(limit, int64(len(a.Content))*ratio+1<<20)
	out, err := io.ReadAll(io.LimitReader(f, allowed+1))
	switch {
	case int64(len(out)) > allowed:
		return nil, refuse(ErrBomb, a.Name)
	case err != nil:
		return nil, refuse(ErrZip, a.Name)
	}
	return out, nil
}

// maxEntries is how many entries an archive may have, an office file's too.
const maxEntries = 4096
