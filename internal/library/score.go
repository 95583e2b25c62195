package library

import (
	"cmp"
	"context"
	"math"
	"slices"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/vi"
)

// What a place where words are found counts.
const (
	titleWeight  = 4.0
	bodyWeight   = 1.5
	attachWeight = 1.0
	allWords     = 3.0 // for a paper that has all of them in one place
	exactNumber  = 100.0
	recency      = 0.8 // for a paper of today
	notInForce   = 0.6 // taken off
	otherAccent  = 0.45
)

// match is how well one text answers a wish: each between 0 and 1.
type match struct {
	cover float64 // share of the words, by weight
	pairs float64 // share of the neighbours
	dense float64 // how often, and how near together
}

func (m match) score() float64 { return 1.6*m.cover*m.cover + m.pairs + 0.6*m.dense }

// matched looks for a wish in a text.
func (w wish) matched(text string) match {
	best := make([]float64, len(w.terms))
	pairs := make([]bool, len(w.terms))
	hits, last, near := 0, -1, 0
	before, n := -1, 0
	syllables(text, func(s syllable) bool {
		n++
		i, ok := w.at[string(s.folded)]
		if !ok {
			before = -1
			return true
		}
		worth := 1.0
		if t := w.terms[i]; t.written != "" && t.written != vi.Spelling(text[s.start:s.end]) {
			worth = otherAccent
		}
		if best[i] < worth {
			best[i] = worth
		}
		if w.terms[i].weight == 1 && worth == 1 {
			hits++
			if last >= 0 && n-last < 8 {
				near++
			}
			last = n
		}
		if before >= 0 && i == before+1 && s.next && worth == 1 {
			pairs[i] = true
		}
		before = i
		return true
	})
	return w.summed(best, pairs, hits+near, n)
}

func (w wish) summed(best []float64, pairs []bool, hits, length int) (m match) {
	sum, neighbours, together := 0.0, 0, 0
	for i, t := range w.terms {
		sum += t.weight
		m.cover += t.weight * best[i]
		if t.next {
			neighbours++
			if pairs[i] {
				together++
			}
		}
	}
	if sum > 0 {
		m.cover /= sum
	}
	if neighbours > 0 {
		m.pairs = float64(together) / float64(neighbours)
	}
	if length > 0 {
		m.dense = float64(hits) / (float64(hits) + 2 + float64(length)/60)
	}
	return m
}

// scored is a candidate with its rank.
type scored struct {
	Entry
	score float64
	whole bool // title and body hold every word
}

// rank puts the candidates in order: where the words stand, whether together and
// written as asked, how new the paper is.
func (s *Service) rank(ctx context.Context, q db.Q, w wish, f found) ([]scored, error) {
	all, err := some(ctx, q, f.ids)
	if err != nil {
		return nil, err
	}
	today := civil.In(s.db.Now())
	out := make([]scored, len(all))
	var attached []int64
	for i, e := range all {
		title, body := w.matched(e.head()), w.matched(e.Body)
		out[i] = scored{Entry: e, score: titleWeight*title.score() + bodyWeight*body.score(), whole: max(title.cover, body.cover) > 0.99}
		out[i].score += recency * math.Exp(-float64(e.Day.DaysTo(today))/1000)
		if out[i].whole {
			out[i].score += allWords
		}
		if e.State != InForce {
			out[i].score -= notInForce
		}
		if slices.Contains(f.exact, e.id) {
			out[i].score += exactNumber
		}
		if !out[i].whole {
			attached = append(attached, e.id)
		}
	}
	if err := s.rankAttached(ctx, q, w, out, attached); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	return out, nil
}

// Attached texts are long: only those of the newest papers that need them are read,
// and of each no more than this.
const (
	maxAttached = 60
	attachRead  = 20_000
)

func (s *Service) rankAttached(ctx context.Context, q db.Q, w wish, all []scored, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	ids = ids[:min(len(ids), maxAttached)]
	type row struct {
		id         int64
		name, text string
	}
	best := map[int64]float64{}
	for r, err := range db.Each(ctx, q, func(r *row) []any { return []any{&r.id, &r.name, &r.text} },
		`SELECT e.id, t.name, SUBSTR(t.text, 1, ?) FROM library_text t JOIN library_entry e ON e.subject = t.subject WHERE e.id IN (`+db.Marks(len(ids))+`)`,
		append([]any{attachRead}, db.Args(ids)...)...) {
		if err != nil {
			return err
		}
		best[r.id] = max(best[r.id], w.matched(r.name+".\n"+r.text).score())
	}
	for i, e := range all {
		all[i].score += attachWeight * best[e.id]
	}
	return nil
}
