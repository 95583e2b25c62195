package docx

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"slices"
	"strings"
)

// edit replaces a stretch of a part.
type edit struct {
	from, to int
	with     string
}

// fill replaces the fields of a part.
func fill(part []byte, value func(string) (Value, bool)) ([]byte, error) {
	all, err := scan(part)
	if err != nil {
		return nil, err
	}
	var edits []edit
	size := len(part)
	for _, p := range all {
		more := p.filled(part, value)
		for _, e := range more {
			if size += len(e.with); size > maxPart {
				return nil, ErrLarge
			}
		}
		edits = append(edits, more...)
	}
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	return apply(part, edits), nil
}

func apply(part []byte, edits []edit) []byte {
	var b bytes.Buffer
	at := 0
	for _, e := range edits {
		b.Write(part[at:e.from])
		b.WriteString(e.with)
		at = e.to
	}
	b.Write(part[at:])
	return b.Bytes()
}

// filled are the edits that give a paragraph its values.
func (p paragraph) filled(part []byte, value func(string) (Value, bool)) []edit {
	found := p.fields()
	if len(found) == 1 && p.plain && strings.TrimSpace(p.says()) == p.says()[found[0].from:found[0].to] {
		v, known := value(found[0].name)
		if known && len(v.Rich) > 0 {
			if e, ok := p.rich(part, v.Rich); ok {
				return []edit{e}
			}
		}
		if known && strings.Contains(v.Text, "\n") {
			return p.repeated(part, found[0], strings.Split(v.Text, "\n"))
		}
	}
	texts := p.texts()
	changed := make([]bool, len(texts))
	for _, m := range slices.Backward(found) {
		if v, known := value(m.name); known {
			p.put(texts, changed, m, v.Text)
		}
	}
	var edits []edit
	for i, x := range p.pieces {
		if changed[i] {
			edits = append(edits, edit{x.from, x.to, x.element(texts[i])})
		}
	}
	return edits
}

func (p paragraph) texts() []string {
	out := make([]string, len(p.pieces))
	for i, x := range p.pieces {
		out[i] = x.text
	}
	return out
}

// put writes a value where a field stands: all of it into the run in which the
// field begins, whose type it takes. Fields are put from the last to the first.
func (p paragraph) put(texts []string, changed []bool, m match, v string) {
	start := 0
	for i, x := range p.pieces {
		from, to := max(m.from-start, 0), min(m.to-start, len(x.text))
		if from < to {
			texts[i] = texts[i][:from] + v + texts[i][to:]
			changed[i], v = true, ""
		}
		start += len(x.text)
	}
}

// repeated writes the paragraph once for each line.
func (p paragraph) repeated(part []byte, m match, lines []string) []edit {
	var b strings.Builder
	for i, line := range lines {
		texts := p.texts()
		p.put(texts, make([]bool, len(texts)), m, line)
		if i == 0 {
			b.Write(part[p.from:p.inner])
		} else {
			b.WriteString("<" + p.pieces[0].tag("p") + ">") // ids of the first are not given twice
		}
		at := p.inner
		for n, x := range p.pieces {
			b.Write(part[at:x.from])
			b.WriteString(x.element(texts[n]))
			at = x.to
		}
		b.Write(part[at:p.to])
		if b.Len() > maxPart {
			break // fill says that it is too large
		}
	}
	return []edit{{p.from, p.to, b.String()}}
}

func (x piece) tag(name string) string {
	if x.prefix == "" {
		return name
	}
	return x.prefix + ":" + name
}

// element writes a text; its lines are parted by breaks.
func (x piece) element(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString("<" + x.tag("br") + "/>")
		}
		b.WriteString("<" + x.tag("t") + ` xml:space="preserve">`)
		_ = xml.EscapeText(&b, []byte(line)) // a builder takes everything
		b.WriteString("</" + x.tag("t") + ">")
	}
	return b.String()
}
