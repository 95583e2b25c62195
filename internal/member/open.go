package member

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// Record is all that is kept of a person, with what it was before.
type Record struct {
	Member
	UnitName string
	Stays    []Stay
	States   []StateChange
	Posts    []Post
	Units    map[org.ID]org.Unit // those that the record speaks of
}

// Open returns a person's whole record, unmasked. That it was opened is noted for
// the person to see, unless it is his own.
func (s *Service) Open(ctx context.Context, who authz.Actor, id ID) (r Record, err error) {
	if who.Member != "" && ID(who.Member) == id {
		return s.Mine(ctx, who)
	}
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		if r, err = s.record(ctx, tx, id); err != nil {
			return err
		}
		if err := tx.Require(See, r.Path); err != nil {
			return err
		}
		return tx.Note(subject(id), "open", nil)
	})
	if err != nil {
		return Record{}, err
	}
	return r, nil
}

// Mine returns the actor's own record.
func (s *Service) Mine(ctx context.Context, who authz.Actor) (r Record, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		r, err = s.record(ctx, q, ID(who.Member))
		if err == nil && !who.Holds(Own) {
			err = who.May(See, r.Path)
		}
		return err
	})
	if err != nil {
		return Record{}, err
	}
	return r, nil
}

func (s *Service) record(ctx context.Context, q db.Q, id ID) (r Record, err error) {
	if r.Member, err = load(ctx, q, id); err != nil {
		return r, err
	}
	if r.Stays, err = db.All(ctx, q, stayRow, `SELECT unit, from_day, to_day, reason, decision FROM member_stay WHERE member = ? ORDER BY from_day`, id); err != nil {
		return r, err
	}
	r.States, err = db.All(ctx, q, func(c *StateChange) []any { return []any{&c.State, &c.From, &c.Reason, &c.Decision} },
		`SELECT state, from_day, reason, decision FROM member_state WHERE member = ? ORDER BY from_day`, id)
	if err != nil {
		return r, err
	}
	if r.Posts, err = s.PostsOf(ctx, q, id); err != nil {
		return r, err
	}
	if r.Units, err = s.units.Cards(ctx, q, r.unitIDs()); err != nil {
		return r, err
	}
	r.UnitName = r.Units[r.Unit].Name
	return r, nil
}

func stayRow(s *Stay) []any {
	return []any{&s.Unit, &s.From, &lasting{&s.To}, &s.Reason, &s.Decision}
}

// lasting reads the day that stands for "still" as no day.
type lasting struct{ day *civil.Date }

// Scan implements sql.Scanner.
func (l *lasting) Scan(src any) error {
	err := l.day.Scan(src)
	if *l.day == forever {
		*l.day = ""
	}
	return err
}

func (r Record) unitIDs() []org.ID {
	ids := []org.ID{r.Unit}
	for _, s := range r.Stays {
		ids = append(ids, s.Unit)
	}
	for _, p := range r.Posts {
		ids = append(ids, p.Unit)
	}
	return ids
}

// PostsOf returns all posts that a person holds and held, the latest first.
func (s *Service) PostsOf(ctx context.Context, q db.Q, id ID) ([]Post, error) {
	return db.All(ctx, q, postRow, selectPost+` WHERE member = ? ORDER BY from_day DESC, id`, id)
}
