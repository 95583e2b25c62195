package library

import (
	"context"
	"slices"
	"strconv"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Filter narrows what is found; its zero value narrows nothing.
type Filter struct {
	Kind   string // of a source
	Type   string
	Issuer org.ID
	Year   int
	Topic  string
	State  State
}

func (f Filter) signs() (out []string) {
	add := func(yes bool, sign string) {
		if yes {
			out = append(out, sign)
		}
	}
	add(f.Kind != "", "k_"+plain(f.Kind))
	add(f.Type != "", hashed("t_", f.Type))
	add(f.Issuer != 0, "i_"+strconv.FormatInt(int64(f.Issuer), 10))
	add(f.Year != 0, "y_"+strconv.Itoa(f.Year))
	add(f.Topic != "", hashed("c_", f.Topic))
	add(f.State != "", "x_"+plain(string(f.State)))
	return out
}

// plain leaves of a text from outside what a sign may hold.
func plain(s string) string {
	b := []byte("")
	for i := range min(len(s), maxSyllable) {
		if 'a' <= s[i] && s[i] <= 'z' {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// Query is what somebody seeks.
type Query struct {
	Text string
	Filter
	Skip  int // papers before the wanted page
	Limit int // of a page; 20 where 0
}

// Hit is a paper that was found.
type Hit struct {
	Entry
	TitleRuns []Run     // the title with what was found in it
	Passages  []Passage // the places in the text
	Mark
}

// Page is a part of what was found.
type Page struct {
	Hits   []Hit
	Direct bool // the question was a number, and the first hit is that paper
	Loose  bool // no paper has all the words; these have some
	Total  int  // found, up to [Most]
	More   bool
	Facets Facets
}

// Most is how many papers a question finds at most; it is then too wide.
const Most = candidates

const pageSize = 20

// maxPage bounds a page.
const maxPage = 100

// Search finds papers by words or by number, the best first.
func (s *Service) Search(ctx context.Context, who authz.Actor, x Query) (p Page, err error) {
	if err := mayRead(who); err != nil {
		return Page{}, err
	}
	w := understand(x.Text)
	if len(w.terms) == 0 {
		return Page{}, nil
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		readers, err := s.signsFor(ctx, q, who)
		if err != nil || len(readers) == 0 {
			return err
		}
		f, err := s.gather(ctx, q, readers, w, x.signs())
		if err != nil {
			return err
		}
		ranked, err := s.rank(ctx, q, w, f)
		if err != nil {
			return err
		}
		p = Page{Total: len(ranked), Direct: len(f.exact) == 1 && len(ranked) > 0 && ranked[0].id == f.exact[0], Loose: f.loose, Facets: facetsOf(ranked)}
		ranked, p.More = cut(ranked, x.Skip, x.Limit)
		p.Hits, err = s.show(ctx, q, who, w, ranked)
		return err
	})
	return p, err
}

// mayRead is nil for who has the library at all.
func mayRead(who authz.Actor) error {
	switch {
	case who.ID == "":
		return fault.New(fault.Unauthenticated, "access.sign_in")
	case !who.Holds(Read):
		return fault.New(fault.Forbidden, "access.forbidden", string(Read))
	}
	return nil
}

func cut[T any](all []T, skip, limit int) ([]T, bool) {
	if limit <= 0 {
		limit = pageSize
	}
	skip, limit = min(max(skip, 0), len(all)), min(limit, maxPage)
	end := min(skip+limit, len(all))
	return all[skip:end], end < len(all)
}

// found are the candidates for a question.
type found struct {
	ids   []int64 // those of a narrower stage first
	exact []int64 // that bear the number asked for
	loose bool
}

// gather asks the index stage by stage until there is enough to rank.
func (s *Service) gather(ctx context.Context, q db.Q, readers []string, w wish, signs []string) (f found, err error) {
	if w.number != "" {
		if f.exact, err = s.findFor(ctx, q, readers, ask{all: []string{inNumber + w.number}, signs: signs, limit: candidates}); err != nil {
			return f, err
		}
		whole := false
		f.exact, whole, err = s.numbered(ctx, q, f.exact, w.number)
		if f.ids = slices.Clone(f.exact); whole {
			return f, err
		}
	}
	for _, stage := range w.stages() {
		if err != nil || len(f.ids) >= stage.enough {
			break
		}
		if len(stage.any) > 0 && len(f.ids) >= several && len(w.terms) < 3 {
			break // of two words, one is too little where some papers have both
		}
		var more []int64
		more, err = s.stage(ctx, q, readers, stage, signs, len(f.ids) < plenty)
		f.loose = f.loose || len(f.ids) == 0 && len(stage.any) > 0 && len(more) > 0
		for _, id := range more {
			if len(f.ids) < candidates && !slices.Contains(f.ids, id) {
				f.ids = append(f.ids, id)
			}
		}
	}
	return f, err
}

// stage asks for words anywhere. Only where that gives as many as were asked for can
// a paper with the words in its head be missing among the newest; where enough is
// known that answers better, nobody would see it.
func (s *Service) stage(ctx context.Context, q db.Q, readers []string, x stage, signs []string, heads bool) ([]int64, error) {
	all, err := s.most(ctx, q, readers, ask{all: x.all, any: x.any, signs: signs, limit: x.enough})
	if err != nil || len(all) < x.enough || !heads {
		return all, err
	}
	head, err := s.most(ctx, q, readers, ask{all: x.head.all, any: x.head.any, signs: signs, since: all[len(all)-1], limit: x.enough})
	return append(head, all...), err
}

// most asks for the words that tell most: who has these and not the others is ranked
// behind those who have all.
func (s *Service) most(ctx context.Context, q db.Q, readers []string, a ask) (ids []int64, err error) {
	none := false
	if a.all, none, err = s.rarest(ctx, q, a.all); err != nil || none {
		return nil, err
	}
	return s.findFor(ctx, q, readers, a)
}

// numbered are the papers whose number is the one that was asked for, or where
// there are none those whose number begins like it.
func (s *Service) numbered(ctx context.Context, q db.Q, ids []int64, number string) (out []int64, whole bool, err error) {
	if len(ids) == 0 {
		return nil, false, nil
	}
	type row struct {
		id     int64
		number string
	}
	all, err := db.All(ctx, q, func(r *row) []any { return []any{&r.id, &r.number} },
		`SELECT id, number FROM library_entry WHERE id IN (`+db.Marks(len(ids))+`) ORDER BY id DESC`, db.Args(ids)...)
	for _, r := range all {
		if b := beginnings(r.number); len(b) > 0 && b[len(b)-1] == number {
			out = append(out, r.id)
		}
	}
	if len(out) > 0 {
		return out, true, err
	}
	return ids, false, err
}
