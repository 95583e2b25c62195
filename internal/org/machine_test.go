package org_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sotay/internal/org"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
)

// machine drives the service and the model side by side.
type machine struct {
	*rapid.T
	ctx   context.Context
	s     *org.Service
	m     *model
	run   int // makes codes of this run its own
	names int
}

func (x *machine) unit() org.ID {
	ids := slices.Sorted(maps.Keys(x.m.now()))
	return rapid.SampledFrom(ids).Draw(x.T, "unit")
}

// inner is a unit that is not the root.
func (x *machine) inner() org.ID {
	if ids := slices.Sorted(maps.Keys(x.m.now())); len(ids) > 1 {
		return rapid.SampledFrom(ids[1:]).Draw(x.T, "inner")
	}
	x.Skip("only the root is left")
	return 0
}

// day is any of the last, more often a late one: early ones are mostly refused.
func (x *machine) day() int {
	return max(rapid.IntRange(1, days-1).Draw(x.T, "day"), rapid.IntRange(1, days-1).Draw(x.T, "or day"))
}

// name is new; code is one of few, so that they meet.
func (x *machine) name() string { x.names++; return fmt.Sprintf("Đơn vị %d", x.names) }
func (x *machine) code() string {
	return fmt.Sprintf("%d.%d", x.run, rapid.IntRange(1, 60).Draw(x.T, "code"))
}

func (x *machine) fresh(parent org.ID) org.NewUnit {
	kind := rapid.SampledFrom([]string{org.Grassroots, org.Grassroots, org.Grassroots, org.Grassroots, org.Intermediate, org.Branch, org.Group}).Draw(x.T, "kind")
	return org.NewUnit{Code: x.code(), Kind: kind, Name: x.name(), Parent: parent}
}

// both previews and acts, and checks that service and model agree whether it may be.
func (x *machine) both(a org.Act, day int, allowed bool) (org.Plan, bool) {
	x.Helper()
	preview, err := x.s.Preview(x.ctx, everything, a, on(dayOf(day)))
	if (err == nil) != allowed {
		x.Fatalf("%T %+v on day %d: %v, the model allows: %v", a, a, day, err, allowed)
	}
	if !allowed {
		return org.Plan{}, false
	}
	p, err := x.s.Apply(x.ctx, everything, a, on(dayOf(day)), preview.Seen)
	if err != nil {
		x.Fatalf("%T %+v on day %d: previewed, then %v", a, a, day, err)
	}
	return p, true
}

func (x *machine) Create(*rapid.T) {
	n, day := x.fresh(x.unit()), x.day()
	if p, ok := x.both(org.Create{Unit: n}, day, x.m.create(n, day)); ok {
		x.m.open(day, p.Opened[0].ID, n)
	}
}

func (x *machine) Rename(*rapid.T) {
	a, day := org.Rename{Unit: x.unit(), Name: x.name(), Code: x.code()}, x.day()
	x.both(a, day, x.m.rename(a, day))
}

func (x *machine) Move(*rapid.T) {
	a, day := org.Move{Unit: x.inner(), Under: x.unit()}, x.day()
	x.both(a, day, x.m.move(a, day))
}

func (x *machine) Close(*rapid.T) {
	a, day := org.Close{Unit: x.inner()}, x.day()
	if into := x.unit(); into != a.Unit {
		a.Into = into
	}
	x.both(a, day, x.m.close(a, day))
}

func (x *machine) CloseAlone(*rapid.T) {
	a, day := org.Close{Unit: x.inner()}, x.day()
	x.both(a, day, x.m.close(a, day))
}

func (x *machine) Merge(*rapid.T) {
	a, day := org.Merge{Units: []org.ID{x.inner()}}, x.day()
	if second := x.inner(); second != a.Units[0] {
		a.Units = append(a.Units, second)
	}
	if into := x.unit(); rapid.Bool().Draw(x.T, "into") && !slices.Contains(a.Units, into) {
		a.Into = into
		if _, ok := x.both(a, day, x.m.mayMerge(a.Units, into, x.m.now()[into].kind, day)); ok {
			x.m.merge(a.Units, into, day)
		}
		return
	}
	a.New = x.fresh(x.unit())
	allowed := len(a.Units) > 1 && x.m.mayMerge(a.Units, a.New.Parent, a.New.Kind, day) &&
		x.m.fits(a.New.Kind, x.m.now()[a.New.Parent].kind) && x.m.free(a.New.Code, day, a.Units...)
	if p, ok := x.both(a, day, allowed); ok {
		x.m.open(day, p.Opened[0].ID, a.New)
		x.m.merge(a.Units, p.Opened[0].ID, day)
	}
}

func (x *machine) Split(*rapid.T) {
	day := x.day()
	a := org.Split{Unit: x.inner(), Into: []org.NewUnit{x.fresh(0), x.fresh(0)}, Stays: rapid.Bool().Draw(x.T, "stays"), Children: map[org.ID]int{}}
	for _, child := range x.m.children(a.Unit) {
		if i := rapid.IntRange(-1, 1).Draw(x.T, "to"); i >= 0 {
			a.Children[child] = i
		}
	}
	parent := x.m.now()[a.Unit].parent
	p, ok := x.both(a, day, a.Into[0].Code != a.Into[1].Code && x.m.split(a, day))
	if !ok {
		return
	}
	for i, n := range a.Into {
		n.Parent = parent
		x.m.open(day, p.Opened[i].ID, n)
	}
	for child, i := range a.Children {
		x.m.hang(day, child, p.Opened[i].ID)
	}
	if !a.Stays {
		x.m.end(day, a.Unit)
	}
}

// check compares the tree of every day with the model's.
func (x *machine) check() {
	for d := range days {
		units, err := x.s.At(x.ctx, everything, x.m.root, dayOf(d))
		if err != nil {
			x.Fatal(err)
		}
		got := map[org.ID]string{}
		for _, u := range units {
			got[u.ID] = fmt.Sprint(u.Parent, u.Name, u.Code, u.Kind, u.Path)
		}
		want := x.m.shown(d)
		if !maps.Equal(got, want) {
			x.Fatalf("day %d:\n got %v\nwant %v", d, got, want)
		}
	}
	now := map[org.ID]string{}
	for after := org.ID(0); ; {
		page, err := x.s.Search(x.ctx, everything, org.Search{Under: x.m.path(days-1, x.m.root), After: after, Limit: 5})
		if err != nil {
			x.Fatal(err)
		}
		for _, u := range page.Units {
			now[u.ID] = fmt.Sprint(u.Parent, u.Name, u.Code, u.Kind, u.Path)
		}
		if after = page.Next; after == 0 {
			break
		}
	}
	if want := x.m.shown(days - 1); !maps.Equal(now, want) {
		x.Fatalf("now:\n got %v\nwant %v", now, want)
	}
}

// Any sequence of acts, on any of the last days and in any order, gives the tree
// of every day that the model has, and is refused where the model refuses.
func TestAnyActsOnAnyDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(t, d)
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			if run++; enough(d, run) {
				return
			}
			x := &machine{T: rt, ctx: t.Context(), s: s, m: &model{}, run: run}
			n := org.NewUnit{Code: fmt.Sprint("R", run), Kind: org.Province, Name: "Gốc"}
			root, err := s.Create(x.ctx, everything, n, on(dayOf(0)))
			if err != nil {
				rt.Fatal(err)
			}
			for i := range x.m.evenings {
				x.m.evenings[i] = map[org.ID]record{}
			}
			x.m.root = root.ID
			x.m.open(0, root.ID, n)
			for range 10 {
				x.Create(rt)
			}
			rt.Repeat(map[string]func(*rapid.T){"create": x.Create, "rename": x.Rename, "move": x.Move, "close": x.Close,
				"close alone": x.CloseAlone, "merge": x.Merge, "split": x.Split})
			x.check()
		})
	}, at(today))
}

// enough ends property tests early on PostgreSQL, where a run takes longer: the
// rules are the same on both engines, only the statements are tried again.
func enough(d *db.DB, run int) bool { return d.Engine() == "postgres" && run > 30 }
