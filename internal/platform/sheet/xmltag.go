package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// startTag reads <name attributes> or <name attributes/>.
func (s *scanner) startTag() (token, error) {
	n, err := s.tagEnd()
	if err != nil {
		return 0, err
	}
	tag := s.buf[s.pos+1 : s.pos+n]
	s.skip(n + 1)
	if len(tag) > 0 && tag[len(tag)-1] == '/' {
		s.closed = true
		tag = tag[:len(tag)-1]
	}
	end := 0
	for end < len(tag) && !isSpace(tag[end]) {
		end++
	}
	s.attrs = tag[end:]
	return tokenStart, s.push(tag[:end])
}

// tagEnd gives the distance to the '>' that ends the tag, which is not one
// inside an attribute's quotes.
func (s *scanner) tagEnd() (int, error) {
	quote := byte(0)
	for from := 1; ; {
		n, err := s.find(from, '>')
		if err != nil {
			return 0, err
		}
		if quote = openQuote(s.buf[s.pos+from:s.pos+n], quote); quote == 0 {
			return n, nil
		}
		from = n + 1
	}
}

// openQuote tells which quote is open after b when the given one was open before it.
func openQuote(b []byte, quote byte) byte {
	for _, c := range b {
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return quote
}

func (s *scanner) endTag() (token, error) {
	n, err := s.find(2, '>')
	if err != nil {
		return 0, err
	}
	name := trimRight(s.buf[s.pos+2 : s.pos+n])
	s.skip(n + 1)
	if len(s.starts) == 0 || !bytes.Equal(name, s.open[s.starts[len(s.starts)-1]:]) {
		return 0, problem(ErrMalformed, "</%.40s> closes nothing", name)
	}
	return tokenEnd, s.pop()
}

func (s *scanner) push(name []byte) error {
	switch {
	case !properName(name):
		return problem(ErrMalformed, "a tag without a proper name")
	case len(s.starts) == 0 && s.rooted:
		return problem(ErrMalformed, "a second XML root")
	case len(s.starts) == maxDepth:
		return problem(ErrMalformed, "elements nested deeper than %d", maxDepth)
	}
	s.rooted = true
	s.starts = append(s.starts, len(s.open))
	s.open = append(s.open, name...)
	s.name = localName(name)
	return nil
}

func properName(name []byte) bool {
	for _, c := range name {
		if c == '<' || c == '&' || c == '"' || c == '\'' {
			return false
		}
	}
	return len(name) > 0
}

func (s *scanner) pop() error {
	last := len(s.starts) - 1
	s.name = localName(s.open[s.starts[last]:])
	s.open, s.starts = s.open[:s.starts[last]], s.starts[:last]
	return nil
}

// depth is the number of open elements.
func (s *scanner) depth() int { return len(s.starts) }

func localName(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// attr gives the raw value of an attribute of the tag just started, by its name
// without prefix. ok is false when there is none.
func (s *scanner) attr(name string) (value []byte, ok bool) {
	rest := s.attrs
	for {
		var key []byte
		if key, value, rest, ok = cutAttr(rest); !ok {
			return nil, false
		}
		if string(localName(key)) == name {
			return value, true
		}
	}
}

// attrText is attr with character references resolved, "" when there is none.
func (s *scanner) attrText(name string) (string, error) {
	raw, _ := s.attr(name)
	return decodeText(raw, false)
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func trimLeft(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	return b
}

func trimRight(b []byte) []byte {
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

// cutAttr takes key="value" off the front.
func cutAttr(b []byte) (key, value, rest []byte, ok bool) {
	b = trimLeft(b)
	eq := bytes.IndexByte(b, '=')
	if eq < 0 {
		return nil, nil, nil, false
	}
	key = trimRight(b[:eq])
	b = trimLeft(b[eq+1:])
	if len(b) == 0 || (b[0] != '"' && b[0] != '\'') {
		return nil, nil, nil, false
	}
	end := bytes.IndexByte(b[1:], b[0])
	if end < 0 {
		return nil, nil, nil, false
	}
	return key, b[1 : 1+end], b[end+2:], true
}

// decodeText turns raw character data into a string. literal is for CDATA.
func decodeText(raw []byte, literal bool) (string, error) {
	if !utf8.Valid(raw) {
		return "", problem(ErrMalformed, "text that is not UTF-8")
	}
	for _, c := range raw {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return "", problem(ErrMalformed, "control character %#02x in a text", c)
		}
	}
	text := string(raw)
	if strings.IndexByte(text, '\r') >= 0 { // line ends are LF (XML 1.0, 2.11)
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	if literal || strings.IndexByte(text, '&') < 0 {
		return text, nil
	}
	return resolveReferences(text)
}

func resolveReferences(text string) (string, error) {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, "&")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		ref, rest, ended := strings.Cut(after, ";")
		r, ok := reference(ref)
		if !ended || !ok {
			return "", problem(ErrMalformed, "unknown entity &%.10s", ref)
		}
		out.WriteRune(r)
		text = rest
	}
}

// reference resolves the five named entities and character numbers.
func reference(ref string) (rune, bool) {
	switch ref {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, isNumber := strings.CutPrefix(ref, "#")
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if !isNumber || err != nil || n == 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}

// unescapeControl resolves _xHHHH_, Office's way to keep characters that XML
// cannot (ST_Xstring, ECMA-376 part 1, 22.9.2.19). NUL is dropped, since no
// database takes it; halves of surrogate pairs are left as they are.
func unescapeControl(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		r, ok := controlEscape(s[i:])
		if !ok {
			out.WriteByte(s[i])
			i++
			continue
		}
		if r != 0 {
			out.WriteRune(r)
		}
		i += len("_x0000_")
	}
	return out.String()
}

func controlEscape(s string) (rune, bool) {
	if len(s) < 7 || s[:2] != "_x" || s[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil && utf8.ValidRune(rune(n))
}
