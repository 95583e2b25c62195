package incoming

import (
	"cmp"
	"context"
	"slices"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/task"
)

// Line is a paper in a list: who has it, and by when the next thing is to be done.
type Line struct {
	Paper
	Next   civil.Date // the paper's day or that of its most urgent open work, none where it has none
	Holder string     // who answers for the result, or else helps
	Others int        // who else works on it
}

// Left is how many days the next thing still has; it is negative once it is late.
func (l Line) Left(today civil.Date) int { return today.DaysTo(l.Next) }

// Pile is the papers of one view on the desk: how many there are, and the first of them.
type Pile struct {
	View  View
	N     int
	Lines []Line
}

// Desk returns what is to be done now at the actor's offices, in the order of doing:
// what is late, what will be, what waits for a clerk and what for who leads. A paper
// lies on one pile only, and the most urgent lies on top.
func (s *Service) Desk(ctx context.Context, who authz.Actor, limit int) (out []Pile, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		out = nil
		for _, v := range []View{Late, Near, AtDoor, Waiting} {
			c, err := s.cond(who.Scope(See), v)
			if err != nil {
				return err
			}
			if v == Waiting { // what has a day lies above
				c.and(`p.due IS NULL`)
			}
			p := Pile{View: v}
			if p.N, err = c.count(ctx, q); err != nil {
				return err
			}
			if p.N == 0 {
				continue
			}
			papers, err := c.urgent(ctx, q, limit)
			if err != nil {
				return err
			}
			if p.Lines, err = s.Lines(ctx, q, papers); err != nil {
				return err
			}
			slices.SortStableFunc(p.Lines, func(a, b Line) int { return cmp.Compare(a.Next, b.Next) })
			out = append(out, p)
		}
		return nil
	})
	return out, err
}

// Counts says how many papers of the actor's offices lie in each view of open ones.
func (s *Service) Counts(ctx context.Context, who authz.Actor) (out map[View]int, err error) {
	out = map[View]int{}
	for _, v := range []View{AtDoor, Waiting, Going, Late, Near} {
		if out[v], err = s.Count(ctx, who, v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Lines says of papers that were listed who has them, and until when.
func (s *Service) Lines(ctx context.Context, q db.Q, all []Paper) ([]Line, error) {
	if len(all) == 0 {
		return nil, nil
	}
	ids := make([]ID, len(all))
	for i, p := range all {
		ids[i] = p.ID
	}
	found, err := stepsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	work := map[ID][]Step{}
	for _, x := range found {
		work[x.paper] = append(work[x.paper], x.Step)
	}
	out := make([]Line, len(all))
	for i, p := range all {
		out[i] = line(p, work[p.ID])
	}
	return out, nil
}

// line is a paper with the work that still counts, the main part first.
func line(p Paper, work []Step) Line {
	l := Line{Paper: p}
	if p.Open() {
		l.Next = p.Due
	}
	for _, x := range work {
		if l.Holder == "" {
			l.Holder = x.OwnerName
		} else {
			l.Others++
		}
		if p.Open() && x.State == task.Open && !x.Due.IsZero() && (l.Next.IsZero() || x.Due < l.Next) {
			l.Next = x.Due
		}
	}
	return l
}
