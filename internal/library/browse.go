package library

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

// Facets are the folders into which papers fall, each with how many of those looked at.
type Facets struct {
	Kinds, Types, Topics []Folder
	Issuers              []Folder
	Years                []Folder
	States               []Folder
}

// Folder is one value by which papers can be told apart.
type Folder struct {
	Value string
	Unit  org.ID // for issuers
	Count int
}

const maxFolders = 40

// facetsOf counts papers.
func facetsOf(all []scored) (f Facets) {
	names := map[org.ID]string{}
	issuers := map[org.ID]int{}
	count := map[*[]Folder]map[string]int{&f.Kinds: {}, &f.Types: {}, &f.Topics: {}, &f.Years: {}, &f.States: {}}
	for _, e := range all {
		for to, value := range map[*[]Folder]string{&f.Kinds: e.Kind, &f.Types: e.Type, &f.Topics: e.Topic, &f.Years: year(e.Day), &f.States: string(e.State)} {
			if value != "" {
				count[to][value]++
			}
		}
		issuers[e.Unit]++
		names[e.Unit] = e.Issuer
	}
	for to, values := range count {
		for _, v := range slices.Sorted(maps.Keys(values)) {
			*to = append(*to, Folder{Value: v, Count: values[v]})
		}
		*to = largest(*to)
	}
	slices.Reverse(f.Years)
	for unit, n := range issuers {
		f.Issuers = append(f.Issuers, Folder{Value: names[unit], Unit: unit, Count: n})
	}
	f.Issuers = largest(f.Issuers)
	return f
}

// largest keeps the folders with most papers, in the order of their names.
func largest(all []Folder) []Folder {
	slices.SortFunc(all, func(a, b Folder) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Value, b.Value)) })
	all = all[:min(len(all), maxFolders)]
	slices.SortFunc(all, func(a, b Folder) int { return cmp.Compare(a.Value, b.Value) })
	return all
}

// looked is how many of the newest papers tell the folders.
const looked = 1000

// Shelf is a part of the library without a question.
type Shelf struct {
	Hits   []Hit
	After  int64 // give it for the next part; 0 at the end
	Facets Facets
}

// Browse returns the newest papers in a folder, those after the given one (0 for
// the first), and the folders in it.
func (s *Service) Browse(ctx context.Context, who authz.Actor, f Filter, after int64, limit int) (out Shelf, err error) {
	if err := mayRead(who); err != nil {
		return Shelf{}, err
	}
	if limit <= 0 || limit > maxPage {
		limit = pageSize
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		ids, err := s.find(ctx, q, who, ask{signs: f.signs(), before: after, limit: limit + 1})
		if err != nil {
			return err
		}
		if len(ids) > limit {
			ids = ids[:limit]
			out.After = ids[limit-1]
		}
		if out.Hits, err = s.listed(ctx, q, who, ids); err != nil || after != 0 {
			return err
		}
		out.Facets, err = s.folders(ctx, q, who, f)
		return err
	})
	return out, err
}

func (s *Service) folders(ctx context.Context, q db.Q, who authz.Actor, f Filter) (Facets, error) {
	ids, err := s.find(ctx, q, who, ask{signs: f.signs(), limit: looked})
	if err != nil || len(ids) == 0 {
		return Facets{}, err
	}
	all, err := db.All(ctx, q, func(e *scored) []any { return []any{&e.Kind, &e.Type, &e.Topic, &e.Unit, &e.Issuer, &e.Day, &e.State} },
		`SELECT kind, type, topic, unit, issuer, day, state FROM library_entry WHERE id IN (`+db.Marks(len(ids))+`)`, db.Args(ids)...)
	return facetsOf(all), err
}
