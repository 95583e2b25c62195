package sheet

import (
	"errors"
	"strings"
)

// look is the part of a number format that matters here: is the number a date,
// and to how many digits is it filled up with zeros.
type look struct {
	date  bool
	zeros int
}

// styles is the look of every cell style, by its number.
type styles []look

// maxStyles is Excel's own bound on styles and on number formats, rounded up.
const maxStyles = 1 << 16

// readStyles reads the number formats. A workbook need not have any.
func readStyles(a *archive, name string) (styles, error) {
	if name == "" || !a.has(name) {
		return nil, nil
	}
	p := stylesParser{custom: map[string]look{}}
	err := a.walk(name, p.visit)
	return p.found, err
}

type stylesParser struct {
	custom map[string]look // by the format's number, as written
	found  styles
	inside bool // of cellXfs, the list that cells refer to
}

func (p *stylesParser) visit(s *scanner) error {
	const listDepth = 2
	if s.depth() == listDepth {
		p.inside = string(s.name) == "cellXfs"
	}
	if len(p.found) > maxStyles || len(p.custom) > maxStyles {
		return problem(ErrTooLarge, "more than %d styles", maxStyles)
	}
	id, err := s.attrText("numFmtId")
	switch string(s.name) {
	case "numFmt":
		code, codeErr := s.attrText("formatCode")
		p.custom[id] = codeLook(code)
		return errors.Join(err, codeErr)
	case "xf":
		if p.inside {
			p.found = append(p.found, p.look(id))
		}
	}
	return err
}

func (p *stylesParser) look(id string) look {
	if custom, ok := p.custom[id]; ok {
		return custom
	}
	n, _ := parseCount([]byte(id))
	return look{date: builtinDate(n)}
}

// builtinDate tells which of the formats known by number alone are dates or
// times (ECMA-376 part 1, 18.8.30, with the East Asian ones).
func builtinDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

func codeLook(code string) look {
	if code != "" && strings.Trim(code, "0") == "" {
		return look{zeros: len(code)}
	}
	return look{date: codeIsDate(code)}
}

// codeIsDate tells whether a format code contains d, m or y as a placeholder:
// outside of "quotes" and [brackets], and not a single character taken
// literally (\x), as padding (*x) or as a gap (_x).
func codeIsDate(code string) bool {
	if strings.EqualFold(code, "General") {
		return false
	}
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case 'd', 'D', 'm', 'M', 'y', 'Y':
			return true
		case '\\', '*', '_':
			i++
		case '"':
			i = skipPast(code, i, '"')
		case '[':
			i = skipPast(code, i, ']')
		}
	}
	return false
}

// skipPast gives the place of the closing character, or the end.
func skipPast(code string, i int, closing byte) int {
	if n := strings.IndexByte(code[i+1:], closing); n >= 0 {
		return i + 1 + n
	}
	return len(code)
}
