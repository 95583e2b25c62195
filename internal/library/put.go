package library

import (
	"context"
	"hash/fnv"
	"strings"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Put adds a paper, or what has changed of it, within a change that has been
// authorised. Who may read it beside its office is read from package publication.
func (s *Service) Put(ctx context.Context, tx *db.Tx, e Entry) error {
	e = e.kept(tx.Now)
	old, err := get(ctx, tx, e.Subject)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if e.id = old.id; old.id == 0 || old.Day != e.Day {
		if old.id != 0 {
			if err := s.dropIndex(ctx, tx, old.id); err != nil {
				return err
			}
		}
		if e.id, err = freeID(ctx, tx, e, nil); err != nil {
			return err
		}
	}
	if err := save(ctx, tx, e); err != nil {
		return err
	}
	return s.index(ctx, tx, e)
}

// kept is a paper as it is stored.
func (e Entry) kept(now time.Time) Entry {
	if e.State == "" {
		e.State = InForce
	}
	if e.Day.IsZero() {
		e.Day = civil.In(now)
	}
	for _, text := range []*string{&e.Type, &e.Number, &e.Issuer, &e.Title, &e.Body, &e.Topic, &e.Replacer} {
		*text = strings.TrimSpace(kept(*text))
	}
	return e
}

// freeID is an id within the paper's day. Papers of one day that are put in at once
// hardly ever ask for the same; taken are those that are not written yet.
func freeID(ctx context.Context, q db.Q, e Entry, taken map[int64]bool) (int64, error) {
	h := fnv.New32a()
	h.Write([]byte(e.Subject))
	first := firstID(e.Day)
	seat := int64(h.Sum32()) & (1<<daySeats - 1)
	for ; ; seat = (seat + 1) & (1<<daySeats - 1) {
		if taken[first+seat] {
			continue
		}
		found, err := db.Value[int](ctx, q, `SELECT 1 FROM library_entry WHERE id = ?`, first+seat)
		if err != nil || found == 0 {
			return first + seat, err
		}
	}
}

// PutText adds what a part of a paper says ("file:ID"), which is found once the paper
// is in the library; an empty text takes the part away.
func (s *Service) PutText(ctx context.Context, tx *db.Tx, subject, part, name, text string) error {
	if err := saveText(ctx, tx, subject, part, kept(name), strings.TrimSpace(kept(text))); err != nil {
		return err
	}
	e, err := get(ctx, tx, subject)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.index(ctx, tx, e)
}

// Stand changes whether a paper is in force; replacer is the number of the one that
// took its place, "" for none. What is not in the library stays out of it.
func (s *Service) Stand(ctx context.Context, tx *db.Tx, subject string, state State, replacer string) error {
	e, err := get(ctx, tx, subject)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	e.State, e.Replacer = state, replacer
	if err := save(ctx, tx, e); err != nil {
		return err
	}
	return s.sign(ctx, tx, e)
}

// Reach reads again who may read the papers, those in the library.
func (s *Service) Reach(ctx context.Context, tx *db.Tx, subjects []string) error {
	for _, subject := range subjects {
		e, err := get(ctx, tx, subject)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if err := s.sign(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// Remove takes a paper out; the texts of its parts stay for when it comes back.
func (s *Service) Remove(ctx context.Context, tx *db.Tx, subject string) error {
	e, err := get(ctx, tx, subject)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.dropIndex(ctx, tx, e.id); err != nil {
		return err
	}
	return remove(ctx, tx, subject)
}

// index writes a paper's words and signs.
func (s *Service) index(ctx context.Context, tx *db.Tx, e Entry) error {
	texts, err := textsOf(ctx, tx, e.Subject)
	if err != nil {
		return err
	}
	signs, err := s.signs(ctx, tx, e)
	if err != nil {
		return err
	}
	return s.writeIndex(ctx, tx, e.id, wordsOf(e, texts), signs)
}

// sign writes a paper's signs. SQLite's index takes only both together.
func (s *Service) sign(ctx context.Context, tx *db.Tx, e Entry) error {
	if s.db.Engine() == "sqlite" {
		return s.index(ctx, tx, e)
	}
	signs, err := s.signs(ctx, tx, e)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE library_index SET signs = CAST(CAST(? AS text) AS tsvector) WHERE id = ?`, signs, e.id)
	return err
}

func (s *Service) signs(ctx context.Context, q db.Q, e Entry) (string, error) {
	keys, err := sight(ctx, q, e.Subject)
	if err != nil {
		return "", err
	}
	offices, err := s.units.Cards(ctx, q, e.Offices)
	places := []authz.Path{e.Path}
	for _, u := range offices {
		places = append(places, u.Path)
	}
	return signsOf(e, places, keys), err
}
