package publication

import (
	"context"
	"maps"
	"slices"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Tally is how many people a publication concerns, and how far they are.
type Tally struct{ People, Opened, Done int }

// Share is how many of a hundred are done, rounded down, so that 100 means all.
func (t Tally) Share() int {
	if t.People == 0 {
		return 0
	}
	return 100 * t.Done / t.People
}

func (t Tally) plus(o Tally) Tally {
	return Tally{t.People + o.People, t.Opened + o.Opened, t.Done + o.Done}
}

// UnitTally is the tally of a unit with all below it; of the unit itself where Only.
type UnitTally struct {
	Unit org.ID
	Name string
	Path authz.Path
	Only bool
	Tally
}

// OfficeMark is how far an office is that received the publication.
type OfficeMark struct {
	Unit  org.ID
	Label string
	Mark
}

// Rolled is a publication's roll-up at a unit.
type Rolled struct {
	Publication
	Total   Tally
	Units   []UnitTally // the unit itself where people stand in it, then those below it, by name
	Offices []OfficeMark
}

// Rollup counts, for a unit and each below it, whom the publication concerns and
// who of them has opened it and has done what was asked. It agrees with
// [Service.NotRead].
func (s *Service) Rollup(ctx context.Context, who authz.Actor, id ID, unit org.ID) (out Rolled, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		a, u, err := s.watched(ctx, q, who, id, unit)
		if err != nil {
			return err
		}
		out.Publication = a.p
		below, err := unitsBelow(ctx, q, u)
		if err != nil {
			return err
		}
		c, err := a.corrections(ctx, q, u.Path, s.today())
		if err != nil {
			return err
		}
		for _, x := range below {
			if x.Tally, err = a.tally(ctx, q, x.span(), c); err != nil {
				return err
			}
			if x.People > 0 || x.Opened > 0 {
				out.Units, out.Total = append(out.Units, x), out.Total.plus(x.Tally)
			}
		}
		out.Offices, err = officeMarks(ctx, q, a, u.Path)
		return err
	})
	return out, err
}

// watched loads a publication for who watches the readers of a unit: one that it
// sent, or that was sent to it or below it or above it.
func (s *Service) watched(ctx context.Context, q db.Q, who authz.Actor, id ID, unit org.ID) (audience, org.Unit, error) {
	p, err := get(ctx, q, id)
	if err != nil {
		return audience{}, org.Unit{}, err
	}
	u, err := s.units.Get(ctx, q, unit)
	if err != nil {
		return audience{}, u, err
	}
	if err := who.May(Watch, u.Path); err != nil {
		return audience{}, u, err
	}
	targets, err := targetsOf(ctx, q, id)
	a := newAudience(p, targets)
	concerns := func(t Target) bool {
		return who.Can(Watch, t.Path) || (t.Kind == Subtree || t.Kind == Post) && slices.ContainsFunc(who.Scope(Watch), func(x authz.Span) bool { return x.Top.Within(t.Path) })
	}
	if err == nil && !who.Can(Watch, p.Path) && !slices.ContainsFunc(targets, concerns) {
		err = fault.New(fault.NotFound, "publication.not_found")
	}
	return a, u, err
}

func (x UnitTally) span() authz.Span { return authz.Span{Top: x.Path, Only: x.Only} }

// within are the spans of the audience that lie in a span.
func (a audience) within(x authz.Span) authz.Scope {
	var out authz.Scope
	for _, s := range a.spans {
		switch {
		case x.Only && (s.Top == x.Top || !s.Only && x.Top.Within(s.Top)):
			out = append(out, x)
		case x.Only:
		case s.Top.Within(x.Top):
			out = append(out, s)
		case !s.Only && x.Top.Within(s.Top):
			out = append(out, x)
		}
	}
	return out
}

// correction is what counting by places alone gets wrong of one person.
type correction struct {
	at authz.Path
	Tally
}

// tally counts by places, and corrects.
func (a audience) tally(ctx context.Context, q db.Q, x authz.Span, c []correction) (Tally, error) {
	var t Tally
	if scope := a.within(x); len(scope) > 0 {
		var err error
		if t, err = countIn(ctx, q, a.p.ID, scope); err != nil {
			return t, err
		}
	}
	for _, one := range c {
		if (authz.Scope{x}).Has(one.at) {
			t = t.plus(one.Tally)
		}
	}
	return t, nil
}

// lookBack is how many days before the publication decisions may lie that were
// written down only after it.
const lookBack = 60

// corrections finds the people whom the counts by place miss or hold wrongly: those
// who came, went or were moved with their unit since, and those named by a post or
// by name outside the parts of the tree that are counted whole.
func (a audience) corrections(ctx context.Context, q db.Q, top authz.Path, today civil.Date) ([]correction, error) {
	moved, err := movedSince(ctx, q, a.p.Day.AddDays(-lookBack), today, top)
	if err != nil {
		return nil, err
	}
	named, err := a.named(ctx, q, top, today)
	if err != nil {
		return nil, err
	}
	ids := slices.Compact(slices.Sorted(slices.Values(append(moved, named...))))
	at, err := places(ctx, q, ids, today)
	if err != nil {
		return nil, err
	}
	marks, err := marksOf(ctx, q, a.p.ID, ids)
	if err != nil {
		return nil, err
	}
	var out []correction
	for _, id := range slices.Sorted(maps.Keys(at)) {
		out = append(out, a.correct(*at[id], marks[id])...)
	}
	return out, nil
}

// correct compares how a person is counted with how he should be.
func (a audience) correct(p place, m located) (out []correction) {
	var counted, right Tally
	if p.belongs && a.spans.Has(p.home) {
		counted.People = 1
	}
	if p.concerned(a.keys, a.p.Day) {
		right = m.tally()
		right.People = 1
	}
	if m.counted {
		was := m.tally()
		if a.spans.Has(m.path) {
			out = append(out, correction{m.path, Tally{0, -was.Opened, -was.Done}})
		}
	}
	return append(out, correction{p.home, Tally{right.People - counted.People, right.Opened, right.Done}})
}

// located is a mark with the place where it is counted.
type located struct {
	reader  member.ID
	path    authz.Path
	counted bool
	there   bool
	done    bool
}

func (l located) tally() (t Tally) {
	if l.there {
		t.Opened = 1
	}
	if l.done {
		t.Done = 1
	}
	return t
}
