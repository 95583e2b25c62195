package pdf

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// keyword is a bare word: obj, endobj, trailer. It is never part of an object.
type keyword string

// lexer reads objects from bytes.
type lexer struct {
	data  []byte
	pos   int
	depth int
	inner bool // the bytes are not those of the file
	twice bool // a dictionary had a key twice
}

func broken(what string, at int) error { return fmt.Errorf("%w: %s at %d", ErrBroken, what, at) }

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0 || c == '\f'
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func isRegular(c byte) bool { return !isSpace(c) && !isDelimiter(c) }

// skip passes white space and comments.
func (l *lexer) skip() {
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		switch {
		case isSpace(c):
			l.pos++
		case c == '%':
			for l.pos < len(l.data) && l.data[l.pos] != '\n' && l.data[l.pos] != '\r' {
				l.pos++
			}
		default:
			return
		}
	}
}

// starts tells whether the next bytes are s.
func (l *lexer) starts(s string) bool {
	return len(l.data)-l.pos >= len(s) && string(l.data[l.pos:l.pos+len(s)]) == s
}

// value reads an object; a bare word is an error.
func (l *lexer) value() (any, error) {
	at := l.pos
	o, err := l.token()
	if w, bare := o.(keyword); bare {
		return nil, broken(fmt.Sprintf("word %.20q", string(w)), at)
	}
	return o, err
}

// token reads an object or a bare word.
func (l *lexer) token() (any, error) {
	l.skip()
	if l.pos >= len(l.data) {
		return nil, broken("end", l.pos)
	}
	switch c := l.data[l.pos]; {
	case c == '/':
		return l.name(), nil
	case c == '(':
		return l.literal()
	case l.starts("<<"):
		return l.nested((*lexer).dict)
	case c == '<':
		return l.hex()
	case c == '[':
		return l.nested((*lexer).array)
	case isDelimiter(c):
		return nil, broken("bracket", l.pos)
	}
	return l.word(), nil
}

func (l *lexer) nested(read func(*lexer) (any, error)) (any, error) {
	if l.depth >= maxDepth {
		return nil, fmt.Errorf("%w: nesting at %d", ErrLimit, l.pos)
	}
	l.depth++
	defer func() { l.depth-- }()
	return read(l)
}

func (l *lexer) array() (any, error) {
	l.pos++
	a := Array{}
	for {
		l.skip()
		if l.starts("]") {
			l.pos++
			return a, nil
		}
		v, err := l.value()
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
}

func (l *lexer) dict() (any, error) {
	l.pos += 2
	d := Dict{}
	for {
		l.skip()
		if l.starts(">>") {
			l.pos += 2
			return d, nil
		}
		at := l.pos
		k, err := l.value()
		if err != nil {
			return nil, err
		}
		key, ok := k.(Name)
		if !ok {
			return nil, broken("dictionary key", at)
		}
		v, err := l.value()
		if err != nil {
			return nil, err
		}
		if _, again := d[key]; again {
			l.twice = true
		}
		d[key] = v
	}
}

// regular reads up to the next space or bracket.
func (l *lexer) regular() []byte {
	start := l.pos
	for l.pos < len(l.data) && isRegular(l.data[l.pos]) {
		l.pos++
	}
	return l.data[start:l.pos]
}

func (l *lexer) name() Name {
	l.pos++
	raw := l.regular()
	if bytes.IndexByte(raw, '#') < 0 {
		return Name(raw)
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) && nibble(raw[i+1]) >= 0 && nibble(raw[i+2]) >= 0 {
			out = append(out, byte(nibble(raw[i+1])<<4|nibble(raw[i+2])))
			i += 2
			continue
		}
		out = append(out, raw[i])
	}
	return Name(out)
}

// word reads a number, a reference, one of the three constants or a bare word.
func (l *lexer) word() any {
	w := string(l.regular())
	if n, err := strconv.ParseInt(w, 10, 64); err == nil {
		if r, ok := l.reference(n); ok {
			return r
		}
		return n
	}
	switch w {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	if f, ok := real(w); ok {
		return f
	}
	return keyword(w)
}

// real reads digits with a point; exponents and the names of infinities are not PDF.
func real(w string) (float64, bool) {
	for i := range len(w) {
		if c := w[i]; (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(w, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

// reference reads what follows n when n begins a reference.
func (l *lexer) reference(n int64) (Ref, bool) {
	if n < 0 || n > maxNumber {
		return Ref{}, false
	}
	save := l.pos
	l.skip()
	gen, ok := l.digits(5)
	if ok {
		l.skip()
		if w := l.regular(); len(w) == 1 && w[0] == 'R' {
			return Ref{int(n), gen}, true
		}
	}
	l.pos = save
	return Ref{}, false
}

// digits reads a whole number of at most most digits.
func (l *lexer) digits(most int) (int, bool) {
	n, start := 0, l.pos
	for l.pos < len(l.data) && l.data[l.pos] >= '0' && l.data[l.pos] <= '9' && l.pos-start <= most {
		n = n*10 + int(l.data[l.pos]-'0')
		l.pos++
	}
	return n, l.pos > start && l.pos-start <= most
}

func (l *lexer) at(pos int) int {
	if l.inner {
		return -1
	}
	return pos
}

func (l *lexer) hex() (any, error) {
	start := l.pos
	end := bytes.IndexByte(l.data[start:], '>')
	if end < 0 {
		return nil, broken("string without end", start)
	}
	out := make([]byte, 0, end/2)
	high := -1
	for _, c := range l.data[start+1 : start+end] {
		v := nibble(c)
		switch {
		case v < 0 && isSpace(c):
		case v < 0:
			return nil, broken("hexadecimal string", start)
		case high < 0:
			high = v
		default:
			out = append(out, byte(high<<4|v))
			high = -1
		}
	}
	if high >= 0 {
		out = append(out, byte(high<<4))
	}
	l.pos = start + end + 1
	return String{out, l.at(start)}, nil
}

func nibble(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func (l *lexer) literal() (any, error) {
	start := l.pos
	l.pos++
	var out []byte
	for open := 1; l.pos < len(l.data); {
		c := l.data[l.pos]
		l.pos++
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return String{out, l.at(start)}, nil
			}
		case '\\':
			out = l.escape(out)
			continue
		case '\r':
			if l.starts("\n") {
				l.pos++
			}
			c = '\n'
		}
		out = append(out, c)
	}
	return nil, broken("string without end", start)
}

// escape reads what follows a backslash.
func (l *lexer) escape(out []byte) []byte {
	if l.pos >= len(l.data) {
		return out
	}
	c := l.data[l.pos]
	l.pos++
	switch c {
	case '\n':
		return out
	case '\r':
		if l.starts("\n") {
			l.pos++
		}
		return out
	}
	if i := bytes.IndexByte([]byte("nrtbf"), c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	v := int(c - '0')
	for k := 0; k < 2 && l.pos < len(l.data) && l.data[l.pos] >= '0' && l.data[l.pos] <= '7'; k++ {
		v = v*8 + int(l.data[l.pos]-'0')
		l.pos++
	}
	return append(out, byte(v))
}
