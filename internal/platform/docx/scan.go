package docx

import (
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"strings"

	"sotay/internal/platform/intake"
)

// piece is one w:t of a paragraph: where it stands in the part, and what it says.
type piece struct {
	from, to int // with its tags
	prefix   string
	text     string
	run      int    // where its run begins
	rpr      [2]int // of the run's properties; empty where it has none
	direct   bool   // the run stands in the paragraph itself
}

// paragraph is a w:p without the paragraphs that text boxes hang on it, which stand
// for themselves.
type paragraph struct {
	from, inner, to int // of its start tag, behind it, behind its end tag
	pieces          []piece
	plain           bool // may be written several times
}

// scan finds the paragraphs of a part.
func scan(part []byte) ([]paragraph, error) {
	s := scanner{d: xml.NewDecoder(bytes.NewReader(part))}
	s.d.CharsetReader = func(string, io.Reader) (io.Reader, error) {
		return nil, &intake.Error{Err: intake.ErrXML, Found: "charset"}
	}
	for {
		at := int(s.d.InputOffset())
		t, err := s.d.RawToken()
		if err == io.EOF {
			return s.done, nil
		}
		if err != nil {
			return nil, &intake.Error{Err: intake.ErrXML, Found: "malformed"}
		}
		s.token(t, at, int(s.d.InputOffset()))
	}
}

type scanner struct {
	d      *xml.Decoder
	prefix string // of the part's own elements, by its root
	root   bool
	open   []paragraph
	text   *piece
	done   []paragraph
	depth  int
	runs   []piece // the run that is open in each open paragraph
	tops   []int   // how deep each open paragraph stands
}

func (s *scanner) token(t xml.Token, from, to int) {
	switch t := t.(type) {
	case xml.StartElement:
		if !s.root {
			s.root, s.prefix = true, t.Name.Space
		}
		s.depth++
		s.start(t.Name, from, to)
	case xml.EndElement:
		s.end(t.Name, to)
		s.depth--
	case xml.CharData:
		if s.text != nil {
			s.text.text += string(t)
		}
	}
}

func (s *scanner) start(n xml.Name, from, to int) {
	last := len(s.open) - 1
	if n.Space != s.prefix {
		return
	}
	switch n.Local {
	case "p":
		if last >= 0 {
			s.open[last].plain = false
		}
		s.open = append(s.open, paragraph{from: from, inner: to, plain: true})
		s.runs, s.tops = append(s.runs, piece{}), append(s.tops, s.depth)
	case "r":
		if last >= 0 {
			s.runs[last] = piece{run: from, direct: s.depth == s.tops[last]+1}
		}
	case "rPr":
		if last >= 0 && s.depth == s.tops[last]+2 {
			s.runs[last].rpr = [2]int{from, from}
		}
	case "t":
		if last >= 0 {
			run := s.runs[last]
			s.text = &piece{from: from, prefix: s.prefix, run: run.run, rpr: run.rpr, direct: run.direct}
		}
	case "sectPr", "bookmarkStart", "drawing", "pict", "object", "commentRangeStart":
		if last >= 0 {
			s.open[last].plain = false
		}
	}
}

func (s *scanner) end(n xml.Name, to int) {
	last := len(s.open) - 1
	if n.Space != s.prefix || last < 0 {
		return
	}
	switch n.Local {
	case "t":
		if s.text != nil {
			s.text.to = to
			s.open[last].pieces = append(s.open[last].pieces, *s.text)
			s.text = nil
		}
	case "p":
		s.open[last].to = to
		s.done, s.open = append(s.done, s.open[last]), s.open[:last]
		s.runs, s.tops = s.runs[:last], s.tops[:last]
	case "rPr":
		if s.depth == s.tops[last]+2 && s.runs[last].run > 0 {
			s.runs[last].rpr[1] = to
		}
	}
}

// match is a field in the text of a paragraph.
type match struct {
	from, to int
	name     string
}

// says is the paragraph's text, over all its runs.
func (p paragraph) says() string {
	var b strings.Builder
	for _, x := range p.pieces {
		b.WriteString(x.text)
	}
	return b.String()
}

func (p paragraph) fields() (out []match) {
	text := p.says()
	if !strings.Contains(text, "{{") {
		return nil
	}
	field := regexp.MustCompile(`\{\{[ \x{a0}]*([\p{L}\p{M}\p{N}_.\- \x{a0}]{1,60}?)[ \x{a0}]*\}\}`)
	for _, m := range field.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, match{m[0], m[1], text[m[2]:m[3]]})
	}
	return out
}
