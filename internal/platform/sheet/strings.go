package sheet

import (
	"math"
	"strings"
)

// sharedStrings is the table of texts that cells refer to by number. The texts
// lie one after the other in a single string, so that a hundred thousand names
// cost the garbage collector nothing and a cell's text is a slice, not a copy.
type sharedStrings struct {
	all  string
	ends []uint32 // where each text ends in all
}

func (t *sharedStrings) get(i int) (string, bool) {
	if i < 0 || i >= len(t.ends) {
		return "", false
	}
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return t.all[start:t.ends[i]], true
}

// chargePerString is what each text counts against Limits.SharedBytes beside its bytes.
const chargePerString = 8

// readShared reads the whole table. A workbook need not have one.
func readShared(a *archive, name string, lim Limits) (sharedStrings, error) {
	var t sharedStrings
	if name == "" || !a.has(name) {
		return t, nil
	}
	var all strings.Builder
	err := a.walk(name, func(s *scanner) error {
		if string(s.name) != "si" {
			return nil
		}
		text, err := readRichText(s, lim)
		if err != nil {
			return err
		}
		all.WriteString(text)
		t.ends = append(t.ends, uint32(all.Len()))
		charge := int64(all.Len()) + chargePerString*int64(len(t.ends))
		if charge > min(lim.SharedBytes, math.MaxUint32) {
			return problem(ErrTooLarge, "shared strings of more than %d bytes", lim.SharedBytes)
		}
		return nil
	})
	t.all = all.String()
	return t, err
}

// textBuilder joins the pieces of one cell's text within a bound. Nearly every
// text is a single piece, which it gives back without a copy.
type textBuilder struct {
	first string
	rest  []byte // everything, once there is a second piece
	limit int64
}

func (b *textBuilder) add(piece string) error {
	switch {
	case b.first == "" && b.rest == nil:
		b.first = piece
	case b.rest == nil:
		b.rest = append([]byte(b.first), piece...)
	default:
		b.rest = append(b.rest, piece...)
	}
	if int64(max(len(b.first), len(b.rest))) > b.limit {
		return problem(ErrTooLarge, "a text of more than %d bytes", b.limit)
	}
	return nil
}

func (b *textBuilder) text() string {
	if b.rest == nil {
		return b.first
	}
	return string(b.rest)
}

// readRichText reads an <si> or <is> to its end: the texts of its runs joined,
// without the phonetic hints (rPh) that East Asian editions add.
func readRichText(s *scanner, lim Limits) (string, error) {
	depth, whole := s.depth(), textBuilder{limit: lim.CellBytes}
	for {
		t, err := s.next()
		if err != nil {
			return "", err
		}
		switch {
		case t == tokenEnd && s.depth() < depth:
			return whole.text(), nil
		case t == tokenStart && string(s.name) == "rPh":
			err = s.skipElement()
		case t == tokenStart && string(s.name) == "t":
			var run string
			if run, err = readText(s, lim); err == nil {
				err = whole.add(unescapeControl(run))
			}
		}
		if err != nil {
			return "", err
		}
	}
}

// readText reads the element just started to its end and gives its text.
func readText(s *scanner, lim Limits) (string, error) {
	depth, whole := s.depth(), textBuilder{limit: lim.CellBytes}
	for {
		t, err := s.next()
		if err != nil {
			return "", err
		}
		if t == tokenEnd && s.depth() < depth {
			return whole.text(), nil
		}
		if t != tokenText {
			continue
		}
		piece, err := decodeText(s.text, s.cdata)
		if err == nil {
			err = whole.add(piece)
		}
		if err != nil {
			return "", err
		}
	}
}
