package library

import (
	"slices"
	"strings"

	"sotay/internal/platform/vi"
)

const (
	maxQuery = 2000 // bytes that are looked at
	maxTerms = 24
)

// term is a word of a question.
type term struct {
	folded  string
	written string // its spelling, "" where it was typed without diacritics
	weight  float64
	next    bool
}

// wish is a question, understood.
type wish struct {
	terms  []term
	number string // without what is between its parts, "" for other questions
	at     map[string]int
}

// understand reads what was typed; whatever it holds, words are all that is left of it.
func understand(text string) wish {
	if len(text) > maxQuery {
		text = text[:maxQuery]
	}
	text = kept(text)
	w := wish{at: map[string]int{}}
	before := -1
	syllables(text, func(s syllable) bool {
		t := term{folded: string(s.folded), weight: 1, next: s.next && before == len(w.terms)-1}
		if raw := text[s.start:s.end]; accented(raw) {
			t.written = vi.Spelling(raw)
		}
		if strings.Contains(stopWords, " "+t.folded+" ") {
			t.weight = 0.2
		}
		if i, twice := w.at[t.folded]; twice {
			before = i
			return true
		}
		w.at[t.folded] = len(w.terms)
		before = len(w.terms)
		w.terms = append(w.terms, t)
		return len(w.terms) < maxTerms
	})
	w.number = numberIn(text)
	return w
}

// stopWords are syllables that say little about what is sought.
const stopWords = " va cua cac nhung trong duoc voi cho den tu theo ve la co da se khong can cung nhu khi neu de bang tai tren duoi sau truoc nay do thi ma hay hoac nhung nen vi boi qua lai ra vao len xuong di mot so "

// numberIn is the number that a question is, as "12nqdu" for "12-NQ/ĐU", "12 nq đu"
// or "số 12 nq đu"; "" where it is none. Symbols are short and have no vowel where
// words have one, but for ĐU, ĐUK and the like, so the parts are counted only.
func numberIn(text string) string {
	var parts []string
	long := false
	syllables(text, func(s syllable) bool {
		parts = append(parts, string(s.folded))
		long = long || len(s.folded) > 6
		return len(parts) < 8
	})
	if len(parts) > 1 && parts[0] == "so" {
		parts = parts[1:]
	}
	if long || len(parts) < 2 || len(parts) > 5 || !digits(parts[0]) || len(parts[0]) > 5 {
		return ""
	}
	for _, p := range parts[1:] {
		if len(p) > 5 {
			return ""
		}
	}
	return strings.Join(parts, "")
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" && s != "" }

// pairs are the neighbours in the question as the index writes them.
func (w wish) pairs() (out []string) {
	for i := 1; i < len(w.terms); i++ {
		if w.terms[i].next {
			out = append(out, w.terms[i-1].folded+"_"+w.terms[i].folded)
		}
	}
	return out
}

// single are the words that stand in no pair: who has the pairs has all others, whose
// long lists in the index need not be read.
func (w wish) single() (out []string) {
	for i, t := range w.terms {
		if (i == 0 || !t.next) && (i == len(w.terms)-1 || !w.terms[i+1].next) {
			out = append(out, t.folded)
		}
	}
	return out
}

func (w wish) folded() (out []string) {
	for _, t := range w.terms {
		out = append(out, t.folded)
	}
	return out
}

func (w wish) spellings() (out []string) {
	for _, t := range w.terms {
		if t.written != "" {
			out = append(out, written+t.written)
		}
	}
	return out
}

// weighty are the words that say something, or all where none does.
func (w wish) weighty() (out []string) {
	for _, t := range w.terms {
		if t.weight == 1 {
			out = append(out, t.folded)
		}
	}
	if out == nil {
		return w.folded()
	}
	return out
}

// weightyPairs are the neighbours of which at least one says something.
func (w wish) weightyPairs() (out []string) {
	for i := 1; i < len(w.terms); i++ {
		if w.terms[i].next && w.terms[i].weight+w.terms[i-1].weight > 1 {
			out = append(out, w.terms[i-1].folded+"_"+w.terms[i].folded)
		}
	}
	return out
}

func headed(tokens []string) []string {
	out := make([]string, len(tokens))
	for i, t := range tokens {
		out[i] = inHead + t
	}
	return out
}

// stage is one way to ask the index, from the narrowest: for words anywhere, of
// which the papers that have all of them in their head come first.
type stage struct {
	all, any []string
	head     ask // the same words in the head
	enough   int // asked only where fewer were found
}

const (
	candidates = 200 // that are ranked
	plenty     = 60  // beside which papers that have the words only somewhere are not asked for
	few        = 30  // below which less exact answers are asked for
	several    = 4   // that are enough for a question of two words
)

// stages are the ways to ask for a wish.
func (w wish) stages() []stage {
	var out []stage
	pairs, folded, spelt := w.pairs(), w.folded(), w.spellings()
	wide := candidates
	if len(pairs) > 0 || len(spelt) > 0 {
		near := append(slices.Clone(pairs), w.single()...)
		if len(pairs) > 0 && len(near)+len(spelt) <= telling {
			wide = plenty
		}
		out = append(out, stage{all: append(slices.Clone(near), spelt...), head: ask{all: append(headed(near), spelt...)}, enough: candidates})
	}
	out = append(out, stage{all: folded, head: ask{all: headed(folded)}, enough: wide})
	if p := w.weightyPairs(); len(p) > 1 {
		out = append(out, stage{any: p, head: ask{any: headed(p)}, enough: few})
	}
	if len(w.terms) > 1 {
		out = append(out, stage{any: w.weighty(), head: ask{any: headed(w.weighty())}, enough: few})
	}
	return out
}
