package library

import (
	"context"
	"slices"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/vi"
)

// Run is a stretch of text, found or not; who shows it escapes it.
type Run struct {
	Text string
	Hit  bool
}

// Passage is a place in a paper where something was found.
type Passage struct {
	Part string // name of the attached file, "" for the paper itself
	Runs []Run
	More bool // text goes on before it
}

const (
	passageWords = 36
	maxPassages  = 2 // of one paper
)

// place is a word that was sought, where it stands.
type place struct{ start, end, word int }

// places are where the words of a wish stand in a text, those written as asked if
// there are any.
func (w wish) places(text string) (out []place, bounds []int) {
	var other []place
	syllables(text, func(s syllable) bool {
		bounds = append(bounds, s.start)
		i, ok := w.at[string(s.folded)]
		if !ok {
			return true
		}
		p := place{s.start, s.end, len(bounds) - 1}
		if t := w.terms[i]; t.written == "" || t.written == vi.Spelling(text[s.start:s.end]) {
			out = append(out, p)
		} else {
			other = append(other, p)
		}
		return true
	})
	if len(out) == 0 {
		out = other
	}
	return out, bounds
}

// marked are the runs of text[from:to].
func marked(text string, from, to int, all []place) (out []Run) {
	at := from
	add := func(end int, hit bool) {
		if end > at {
			if n := len(out); n > 0 && hit && out[n-1].Hit {
				out[n-1].Text += text[at:end]
			} else {
				out = append(out, Run{text[at:end], hit})
			}
			at = end
		}
	}
	for i, p := range all {
		if p.start < from || p.end > to {
			continue
		}
		if i > 0 && all[i-1].word == p.word-1 && len(out) > 0 && out[len(out)-1].Hit {
			add(p.end, true) // with the space between two found words
			continue
		}
		add(p.start, false)
		add(p.end, true)
	}
	add(to, false)
	return out
}

// passage is the window of a text with the most of the words; ok is false where
// it has none.
func (w wish) passage(text string) (p Passage, ok bool) {
	all, bounds := w.places(text)
	if len(all) == 0 {
		return p, false
	}
	best, most := 0, 0
	for i := range all {
		n := 0
		for j := i; j < len(all) && all[j].word < all[i].word+passageWords-8; j++ {
			n++
			if j > i && all[j].word == all[j-1].word+1 {
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	first := max(0, all[best].word-8)
	from, to := bounds[first], len(text)
	if end := first + passageWords; end < len(bounds) {
		to = bounds[end]
	}
	return Passage{Runs: marked(text, from, to, all), More: first > 0}, true
}

// show completes what is shown of the papers: passages, and the actor's marks.
func (s *Service) show(ctx context.Context, q db.Q, who authz.Actor, w wish, all []scored) ([]Hit, error) {
	out := make([]Hit, len(all))
	subjects := make([]string, len(all))
	for i, e := range all {
		places, _ := w.places(e.Title)
		out[i] = Hit{Entry: e.Entry, TitleRuns: marked(e.Title, 0, len(e.Title), places)}
		subjects[i] = e.Subject
		if p, ok := w.passage(e.Body); ok {
			out[i].Passages = append(out[i].Passages, p)
		}
	}
	if err := w.showAttached(ctx, q, out, subjects); err != nil {
		return nil, err
	}
	marks, err := marksOf(ctx, q, who.ID, subjects)
	for i := range out {
		out[i].Mark = marks[out[i].Subject]
		out[i].Body = ""
	}
	return out, err
}

func (w wish) showAttached(ctx context.Context, q db.Q, out []Hit, subjects []string) error {
	if len(subjects) == 0 || len(w.terms) == 0 {
		return nil
	}
	type row struct{ subject, name, text string }
	for r, err := range db.Each(ctx, q, func(r *row) []any { return []any{&r.subject, &r.name, &r.text} },
		`SELECT subject, name, text FROM library_text WHERE subject IN (`+db.Marks(len(subjects))+`) ORDER BY subject, part`, db.Args(subjects)...) {
		if err != nil {
			return err
		}
		h := &out[slices.Index(subjects, r.subject)]
		if len(h.Passages) >= maxPassages {
			continue
		}
		if p, ok := w.passage(r.text); ok {
			p.Part = r.name
			h.Passages = append(h.Passages, p)
		}
	}
	return nil
}
