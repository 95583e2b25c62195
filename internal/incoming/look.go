package incoming

import (
	"context"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/vi"
)

// View is which papers a list shows.
type View string

// The views.
const (
	All     View = ""
	AtDoor  View = "arrived"    // wait for a clerk
	Waiting View = "registered" // wait for who leads
	Going   View = "working"    // are being worked on
	Near    View = "near"       // open, and due within days
	Late    View = "overdue"    // open, past their day
	Closed  View = "done"
)

// Filter is what a list is to show.
type Filter struct {
	View   View
	Text   string // words of the number, issuer, abstract or type, with or without diacritics
	Before ID     // the page after this paper
	Limit  int
}

// List returns papers of the actor's offices, the newest first.
func (s *Service) List(ctx context.Context, who authz.Actor, f Filter) (out []Paper, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		c, err := s.cond(who.Scope(See), f.View)
		if err != nil {
			return err
		}
		for word := range strings.FieldsSeq(vi.Fold(f.Text)) {
			c.and(`p.fold LIKE ? ESCAPE '\'`, "%"+likely(word)+"%")
		}
		if f.Before != "" {
			c.and(`p.id < ?`, f.Before)
		}
		out, err = c.found(ctx, q, f.Limit)
		return err
	})
	return out, err
}

// Count says how many papers of the actor's offices a view shows.
func (s *Service) Count(ctx context.Context, who authz.Actor, v View) (n int, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		c, err := s.cond(who.Scope(See), v)
		if err != nil {
			return err
		}
		n, err = c.count(ctx, q)
		return err
	})
	return n, err
}

// likely escapes what LIKE reads otherwise.
func likely(s string) string { return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) }

// cond is a view of the papers in scope. A paper is as late as its own deadline, or
// as the latest work on it.
func (s *Service) cond(scope authz.Scope, v View) (c filter, err error) {
	where, args := scope.SQL("p.path")
	c.and(where, args...)
	day := civil.In(s.db.Now())
	switch v {
	case AtDoor, Waiting, Going, Closed:
		c.and(`p.state = ?`, string(v))
	case Late:
		c.due("0000-01-01", day.AddDays(-1))
	case Near:
		last, err := s.nearUntil(day)
		if err != nil {
			return c, err
		}
		c.due(day, last)
	}
	return c, nil
}

// due asks for open papers with something to be done between two days.
func (c *filter) due(from, to civil.Date) {
	c.and(`p.state IN ('registered', 'working')`)
	c.and(`(p.due BETWEEN ? AND ? OR EXISTS (SELECT 1 FROM incoming_step s JOIN v_task t ON t.id = s.task
		WHERE s.incoming = p.id AND t.state = 'open' AND t.due BETWEEN ? AND ?))`, from, to, from, to)
}

// nearUntil is the last day that counts as near.
func (s *Service) nearUntil(day civil.Date) (civil.Date, error) {
	var r reminders
	if _, err := s.rules.On("incoming.reminders", day, &r); err != nil {
		return "", err
	}
	c, err := s.rules.Calendar()
	return c.Add(day, r.Near), err
}

// DueYears counts the open papers of all offices by the year of their deadline: whoever
// keeps the rules asks how many were counted over a year's holidays.
func (s *Service) DueYears(ctx context.Context, q db.Q) (map[string]int, error) {
	type count struct {
		year string
		n    int
	}
	all, err := db.All(ctx, q, func(c *count) []any { return []any{&c.year, &c.n} },
		`SELECT SUBSTR(due, 1, 4), COUNT(*) FROM incoming WHERE state IN ('registered', 'working') AND due IS NOT NULL GROUP BY SUBSTR(due, 1, 4)`)
	out := map[string]int{}
	for _, c := range all {
		out[c.year] = c.n
	}
	return out, err
}

// See returns a paper with its work and history, for its own office and for those
// to whom it was given.
func (s *Service) See(ctx context.Context, who authz.Actor, id ID) (f Full, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		f, err = s.see(ctx, q, who, id)
		return err
	})
	return f, err
}

func (s *Service) see(ctx context.Context, q db.Q, who authz.Actor, id ID) (f Full, err error) {
	if f.Paper, err = get(ctx, q, id); err != nil {
		return Full{}, err
	}
	if f.Steps, err = steps(ctx, q, id); err != nil {
		return Full{}, err
	}
	if err := mayRead(who, f); err != nil {
		return Full{}, err
	}
	u, err := s.units.Get(ctx, q, f.Unit)
	if err != nil {
		return f, err
	}
	f.UnitName = u.Name
	f.Events, err = events(ctx, q, id)
	return f, err
}

// Readable is nil where the actor may read the paper: whoever keeps what belongs to
// it asks here.
func (s *Service) Readable(ctx context.Context, q db.Q, who authz.Actor, id ID) error {
	p, err := get(ctx, q, id)
	if err != nil {
		return err
	}
	all, err := steps(ctx, q, id)
	if err != nil {
		return err
	}
	return mayRead(who, Full{Paper: p, Steps: all})
}

func mayRead(who authz.Actor, f Full) error {
	if who.ID == "" {
		return fault.New(fault.Unauthenticated, "access.sign_in")
	}
	if who.Can(See, f.Path) {
		return nil
	}
	for _, x := range f.Steps {
		if x.concerns(who) {
			return nil
		}
	}
	return fault.New(fault.NotFound, "incoming.not_found")
}

// concerns reports whether the actor was given the step, or sees the papers of the
// office that was.
func (s Step) concerns(who authz.Actor) bool {
	return s.Owner != "" && string(s.Owner) == who.Member || s.Office != 0 && who.Can(See, s.Path)
}

// Places names the units of steps, for people.
func (s *Service) Places(ctx context.Context, q db.Q, all []Step) (map[org.ID]org.Unit, error) {
	var ids []org.ID
	for _, x := range all {
		if x.Office != 0 {
			ids = append(ids, x.Office)
		}
	}
	return s.units.Cards(ctx, q, ids)
}
