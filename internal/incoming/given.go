package incoming

import (
	"context"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// Whose says whose work a list shows.
type Whose string

// The lists.
const (
	Mine   Whose = "mine"   // given to the actor himself
	Office Whose = "office" // given by a unit above to the offices whose papers he sees
)

// Given returns work on incoming papers, what is open and most urgent first; the view
// is one of [All] (all that is not given up), [Going], [Near], [Late] and [Closed].
func (s *Service) Given(ctx context.Context, who authz.Actor, whose Whose, v View, limit int) (out []Item, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		c, err := s.givenTo(who, whose, v)
		if err != nil {
			return err
		}
		out, err = c.given(ctx, q, limit)
		return err
	})
	return out, err
}

// GivenCount counts what [Service.Given] lists.
func (s *Service) GivenCount(ctx context.Context, who authz.Actor, whose Whose, v View) (n int, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		c, err := s.givenTo(who, whose, v)
		if err != nil {
			return err
		}
		n, err = c.givenCount(ctx, q)
		return err
	})
	return n, err
}

func (s *Service) givenTo(who authz.Actor, whose Whose, v View) (c filter, err error) {
	switch {
	case whose == Office:
		where, args := who.Scope(See).SQL("t.path")
		c.and(`s.office IS NOT NULL`)
		c.and(where, args...)
	case who.Member != "":
		c.and(`t.owner = ?`, who.Member)
	default:
		c.and(`1=0`)
	}
	day := civil.In(s.db.Now())
	switch v {
	case Going:
		c.and(`t.state = 'open'`)
	case Closed:
		c.and(`t.state = 'done'`)
	case Late:
		c.and(`t.state = 'open' AND t.due < ?`, day)
	case Near:
		last, err := s.nearUntil(day)
		if err != nil {
			return c, err
		}
		c.and(`t.state = 'open' AND t.due BETWEEN ? AND ?`, day, last)
	default:
		c.and(`t.state <> 'dropped'`)
	}
	return c, nil
}
