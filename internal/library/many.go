package library

import (
	"context"
	"slices"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

// PutNew adds many papers of units in one change, as Put would one by one: the past
// of an office that begins with sotay. None of them may be in the library yet.
func (s *Service) PutNew(ctx context.Context, tx *db.Tx, all []Entry) error {
	keys, err := sights(ctx, tx, all)
	if err != nil {
		return err
	}
	taken := map[int64]bool{}
	rows, index := make([][]any, 0, len(all)), make([][]any, 0, len(all))
	for _, e := range all {
		e = e.kept(tx.Now)
		if e.id, err = freeID(ctx, tx, e, taken); err != nil {
			return err
		}
		taken[e.id] = true
		rows = append(rows, e.row())
		index = append(index, []any{e.id, wordsOf(e, nil), signsOf(e, []authz.Path{e.Path}, keys[e.Subject])})
	}
	if err := tx.Insert(ctx, insertEntry, rows); err != nil {
		return err
	}
	if s.db.Engine() == "sqlite" {
		return tx.Insert(ctx, `INSERT INTO library_index (rowid, words, signs) VALUES`, index)
	}
	for _, r := range index {
		if err := s.writeIndex(ctx, tx, r[0].(int64), r[1].(string), r[2].(string)); err != nil {
			return err
		}
	}
	return nil
}

// sights are the keys of those to whom papers were sent, by paper.
func sights(ctx context.Context, q db.Q, all []Entry) (map[string][]string, error) {
	type row struct{ subject, key string }
	out := map[string][]string{}
	for some := range slices.Chunk(all, 500) {
		var subjects []string
		for _, e := range some {
			subjects = append(subjects, e.Subject)
		}
		for r, err := range db.Each(ctx, q, func(r *row) []any { return []any{&r.subject, &r.key} },
			`SELECT subject, key FROM v_publication_sight WHERE subject IN (`+db.Marks(len(subjects))+`)`, db.Args(subjects)...) {
			if err != nil {
				return nil, err
			}
			out[r.subject] = append(out[r.subject], r.key)
		}
	}
	return out, nil
}
