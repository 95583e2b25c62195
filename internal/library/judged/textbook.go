package judged

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"sotay/internal/platform/vi"
)

// Textbook is BM25 over words without diacritics and pairs of neighbours: what the
// library's ranking is held against.
type Textbook struct {
	papers []map[string]int
	length []int
	has    map[string]int // in how many papers a word is
	ids    []string
	mean   float64
}

// NewTextbook takes the papers in.
func NewTextbook(papers []Paper) *Textbook {
	b := &Textbook{has: map[string]int{}}
	for _, p := range papers {
		count, words := map[string]int{}, bag(strings.Join([]string{p.Number, p.Type, p.Title, p.Body}, ". "))
		for _, w := range words {
			if count[w]++; count[w] == 1 {
				b.has[w]++
			}
		}
		b.papers, b.length, b.ids = append(b.papers, count), append(b.length, len(words)), append(b.ids, p.ID)
		b.mean += float64(len(words)) / float64(len(papers))
	}
	return b
}

func bag(text string) (out []string) {
	words := strings.FieldsFunc(vi.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		out = append(out, w)
		if i > 0 {
			out = append(out, words[i-1]+"_"+w)
		}
	}
	return out
}

// The textbook's constants of BM25.
const (
	saturation = 1.2
	lengthPart = 0.75
)

// Ask returns the papers with any of the words, the best first.
func (b *Textbook) Ask(text string) ([]string, error) {
	score := map[string]float64{}
	for _, w := range bag(text) {
		n := float64(b.has[w])
		idf := math.Log(1 + (float64(len(b.ids))-n+0.5)/(n+0.5))
		for i, count := range b.papers {
			if f := float64(count[w]); f > 0 {
				score[b.ids[i]] += idf * f * (saturation + 1) / (f + saturation*(1-lengthPart+lengthPart*float64(b.length[i])/b.mean))
			}
		}
	}
	var out []string
	for id := range score {
		out = append(out, id)
	}
	slices.SortFunc(out, func(x, y string) int { return cmp.Or(cmp.Compare(score[y], score[x]), strings.Compare(x, y)) })
	return out, nil
}
