package member

import (
	"slices"
	"strings"
	"unicode"

	"sotay/internal/platform/vi"
)

// importRule is the rule "member.import": how lists are read.
type importRule struct {
	MaxRows    int                `json:"maxRows"`
	HeaderRows int                `json:"headerRows"` // among these, from the top, the header is looked for
	Headings   map[Field][]string `json:"headings"`
	States     map[State][]string `json:"states"`
	Sexes      map[Sex][]string   `json:"sexes"`
	Parts      []string           `json:"parts"`  // with which titles of parts and sums begin
	Blanks     []string           `json:"blanks"` // what people write for "nothing"
}

// wordings is the rule made ready to look words up in, by [key].
type wordings struct {
	rule     importRule
	headings map[string]Field
	states   map[string]State
	sexes    map[string]Sex
	blanks   map[string]bool
}

func newWordings(r importRule) wordings {
	w := wordings{rule: r, headings: keyed(r.Headings), states: keyed(r.States), sexes: keyed(r.Sexes), blanks: map[string]bool{}}
	for _, b := range r.Blanks {
		w.blanks[vi.Fold(b)] = true
	}
	return w
}

func keyed[V comparable](words map[V][]string) map[string]V {
	out := map[string]V{}
	for v, list := range words {
		for _, word := range list {
			out[key(word)] = v
		}
	}
	return out
}

// key is the folded words of a heading without any punctuation.
func key(s string) string {
	return strings.Join(strings.FieldsFunc(vi.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// part reports that a text begins as titles of parts and sums do.
func (w wordings) part(s string) bool {
	k := key(s) + " "
	return slices.ContainsFunc(w.rule.Parts, func(p string) bool { return strings.HasPrefix(k, key(p)+" ") })
}

// maxHeading bounds a heading in bytes; longer texts are titles or notes.
const maxHeading = 200

// heading finds the field that a heading names, in whichever encoding it is
// written, with or without what stands in brackets.
func (w wordings) heading(s string) Field {
	if len(s) > maxHeading {
		return ""
	}
	for _, enc := range []vi.Encoding{vi.Unicode, vi.TCVN3, vi.VNI} {
		text := vi.Convert(s, enc)
		if f := w.headings[key(text)]; f != "" {
			return f
		}
		if f := w.headings[key(unbracketed(text))]; f != "" {
			return f
		}
	}
	return ""
}

// composed finds the field of a heading that stands under a group's title: by both
// together, by itself, or by the group's title alone.
func (w wordings) composed(group, sub string) Field {
	if group != "" && sub != "" {
		if f := w.heading(group + " " + sub); f != "" {
			return f
		}
	}
	if f := w.heading(sub); f != "" {
		return f
	}
	if sub != "" {
		return ""
	}
	return w.heading(group)
}

func unbracketed(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(' || r == '[':
			depth++
		case r == ')' || r == ']':
			depth = max(0, depth-1)
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}
