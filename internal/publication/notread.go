package publication

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Waiting is a person who has not read, or not done what was asked.
type Waiting struct {
	Member member.ID
	Name   string
	Unit   org.ID
	Path   authz.Path
	Opened bool // but did not confirm, or answer
}

// NotRead lists, for who watches a unit and may see its records, those in its
// subtree whom the publication concerns and who are not done with it; after is the
// next that the page before gave. A page may be short although next is not "":
// where nearly all have read, one page looks at a bounded number of people.
func (s *Service) NotRead(ctx context.Context, who authz.Actor, id ID, unit org.ID, after string, limit int) (out []Waiting, next string, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		a, u, err := s.watched(ctx, q, who, id, unit)
		if err != nil {
			return err
		}
		if err := who.May(member.See, u.Path); err != nil {
			return err
		}
		out, next, err = s.notRead(ctx, q, a, u.Path, after, limit)
		return err
	})
	return out, next, err
}

// spot is a place in the list: first those in the parts that are counted whole, by
// place and name, then the others by id.
type spot struct {
	named      bool
	path, sort string
	id         member.ID
}

func (s spot) text() string {
	part := "s"
	if s.named {
		part = "n"
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join([]string{part, s.path, s.sort, string(s.id)}, "\x00")))
}

func spotOf(text string) (spot, error) {
	if text == "" {
		return spot{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.Split(string(b), "\x00")
	if err != nil || len(parts) != 4 {
		return spot{}, fault.New(fault.Invalid, "publication.page_unknown")
	}
	return spot{parts[0] == "n", parts[1], parts[2], member.ID(parts[3])}, nil
}

const (
	stretch   = 2000 // people looked at in one step; the first steps are shorter
	stretches = 30   // steps of one page
)

func (s *Service) notRead(ctx context.Context, q db.Q, a audience, top authz.Path, after string, limit int) (out []Waiting, next string, err error) {
	at, err := spotOf(after)
	if err != nil {
		return nil, "", err
	}
	step := min(2*limit, stretch)
	for range stretches {
		read := stretchOf
		if at.named {
			read = s.namedStretch
		}
		found, end, err := read(ctx, q, a, authz.Span{Top: top}, at, step)
		if err != nil {
			return nil, "", err
		}
		kept, err := s.concerned(ctx, q, a, found)
		if err != nil {
			return nil, "", err
		}
		for _, w := range kept {
			if out = append(out, w.Waiting); len(out) == limit {
				return out, w.spot(at.named).text(), nil
			}
		}
		if end == (spot{}) {
			return out, "", nil
		}
		at, step = end, min(2*step, stretch)
	}
	return out, at.text(), nil
}

// waiting is a person on the way into the list.
type waiting struct {
	Waiting
	sort string
	done bool
}

func (w waiting) spot(named bool) spot { return spot{named, string(w.Path), w.sort, w.Member} }

// stretchOf reads the next people of the parts that are counted whole, and where to
// go on: with the named ones after the last of these.
func stretchOf(ctx context.Context, q db.Q, a audience, top authz.Span, at spot, step int) ([]waiting, spot, error) {
	spans := a.within(top)
	slices.SortFunc(spans, func(x, y authz.Span) int { return strings.Compare(string(x.Top), string(y.Top)) })
	var out []waiting
	for _, x := range spans {
		if !x.Only && at.path >= x.Top.End() || x.Only && at.path > string(x.Top) {
			continue
		}
		where, args := (authz.Scope{x}).SQL("m.path")
		some, err := db.All(ctx, q, waitingDest, waitingSelect+`(SELECT id, name, unit, path, sort FROM v_member m WHERE `+where+belongs+`
			AND (m.path, m.sort, m.id) > (?, ?, ?) ORDER BY m.path, m.sort, m.id LIMIT ?) people`+waitingMark+` ORDER BY people.path, people.sort, people.id`,
			append(args, at.path, at.sort, at.id, step-len(out), a.p.ID)...)
		if err != nil {
			return nil, spot{}, err
		}
		if out = append(out, some...); len(out) == step {
			return out, out[step-1].spot(false), nil
		}
	}
	return out, spot{named: true}, nil
}

const (
	waitingSelect = `SELECT people.id, people.name, people.unit, people.path, people.sort, k.done IS NOT NULL, COALESCE(k.done, FALSE) FROM `
	waitingMark   = ` LEFT JOIN publication_mark k ON k.publication = ? AND k.reader = people.id`
)

func waitingDest(w *waiting) []any {
	return []any{&w.Member, &w.Name, &w.Unit, &w.Path, &w.sort, &w.Opened, &w.done}
}

// namedStretch reads the next of those who were named by post or by name and do
// not stand in what is counted whole, and where to go on; nowhere after the last.
func (s *Service) namedStretch(ctx context.Context, q db.Q, a audience, top authz.Span, at spot, step int) ([]waiting, spot, error) {
	named, err := a.named(ctx, q, top.Top, s.today())
	if err != nil {
		return nil, spot{}, err
	}
	slices.Sort(named)
	named = slices.Compact(named)
	from, past := slices.BinarySearch(named, at.id)
	if past {
		from++
	}
	some, end := named[from:min(from+step, len(named))], spot{}
	if from+len(some) < len(named) {
		end = spot{named: true, id: some[len(some)-1]}
	}
	where, args := (authz.Scope{top}).SQL("m.path")
	out, err := db.All(ctx, q, waitingDest, waitingSelect+`(SELECT id, name, unit, path, sort FROM v_member m WHERE m.id IN (`+db.Marks(len(some))+`) AND `+where+belongs+`) people`+
		waitingMark+` ORDER BY people.id`, append(append(db.Args(some), args...), a.p.ID)...)
	return slices.DeleteFunc(out, func(w waiting) bool { return a.spans.Has(w.Path) }), end, err
}

// concerned leaves those whom the publication concerns and who are not done.
func (s *Service) concerned(ctx context.Context, q db.Q, a audience, all []waiting) ([]waiting, error) {
	all = slices.DeleteFunc(slices.Clone(all), func(w waiting) bool { return w.done })
	ids := make([]member.ID, len(all))
	for i, w := range all {
		ids[i] = w.Member
	}
	at, err := places(ctx, q, ids, s.today())
	return slices.DeleteFunc(all, func(w waiting) bool { return at[w.Member] == nil || !at[w.Member].concerned(a.keys, a.p.Day) }), err
}
