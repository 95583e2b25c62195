package org_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
)

// The model keeps one plain map of units for the evening of every day, and knows
// nothing of paths or versions.
type record struct {
	parent           org.ID
	name, code, kind string
	stamp            int // of the act that changed it last, by whatever happened above it, too
}

const days = 8

type model struct {
	root     org.ID
	evenings [days]map[org.ID]record
	acts     int
}

func dayOf(i int) civil.Date { return today.AddDays(i - days + 1) }

func (m *model) now() map[org.ID]record { return m.evenings[days-1] }

func within(in map[org.ID]record, id, top org.ID) bool {
	for ; id != 0; id = in[id].parent {
		if id == top {
			return true
		}
	}
	return false
}

// since reports whether a unit has been as it is from that day on.
func (m *model) since(id org.ID, day int) bool {
	want, ok := m.now()[id]
	for d := day; d < days; d++ {
		ok = ok && m.evenings[d][id] == want
	}
	return ok
}

// quiet reports whether nothing came, went or changed under a unit after the day.
func (m *model) quiet(top org.ID, day int) bool {
	for d := day + 1; d < days; d++ {
		for _, pair := range [][2]map[org.ID]record{{m.evenings[d-1], m.evenings[d]}, {m.evenings[d], m.evenings[d-1]}} {
			for id, r := range pair[0] {
				if within(pair[0], id, top) && pair[1][id] != r {
					return false
				}
			}
		}
	}
	return true
}

func (m *model) free(code string, day int, but ...org.ID) bool {
	for d := day; d < days; d++ {
		for id, r := range m.evenings[d] {
			if r.code == code && !slices.Contains(but, id) {
				return false
			}
		}
	}
	return true
}

// fitting is written out again here, on purpose.
var fitting = map[string]string{
	org.Grassroots: "province grassroots", org.Intermediate: "grassroots",
	org.Branch: "province grassroots intermediate", org.Group: "branch",
}

func (m *model) fits(kind, parent string) bool {
	return slices.Contains(strings.Fields(fitting[kind]), parent)
}

func (m *model) children(id org.ID) (out []org.ID) {
	for child, r := range m.now() {
		if r.parent == id {
			out = append(out, child)
		}
	}
	slices.Sort(out)
	return out
}

// each changes every evening from the day on.
func (m *model) each(day int, fn func(map[org.ID]record)) {
	m.acts++
	for d := day; d < days; d++ {
		fn(m.evenings[d])
	}
}

func (m *model) open(day int, id org.ID, n org.NewUnit) {
	m.each(day, func(in map[org.ID]record) { in[id] = record{n.Parent, n.Name, n.Code, n.Kind, m.acts} })
}

func (m *model) hang(day int, id, under org.ID) {
	m.each(day, func(in map[org.ID]record) {
		r := in[id]
		r.parent = under
		in[id] = r
		for below, r := range in {
			if within(in, below, id) {
				r.stamp = m.acts
				in[below] = r
			}
		}
	})
}

func (m *model) end(day int, id org.ID) {
	m.each(day, func(in map[org.ID]record) { delete(in, id) })
}

func (m *model) create(n org.NewUnit, day int) bool {
	return m.since(n.Parent, day) && m.fits(n.Kind, m.now()[n.Parent].kind) && m.free(n.Code, day)
}

func (m *model) rename(a org.Rename, day int) bool {
	r := m.now()[a.Unit]
	if !m.since(a.Unit, day) || a.Name == r.name && a.Code == r.code || !m.free(a.Code, day, a.Unit) {
		return false
	}
	m.each(day, func(in map[org.ID]record) { in[a.Unit] = record{r.parent, a.Name, a.Code, r.kind, m.acts} })
	return true
}

func (m *model) move(a org.Move, day int) bool {
	now := m.now()
	ok := m.since(a.Unit, day) && m.since(a.Under, day) && now[a.Unit].parent != a.Under && !within(now, a.Under, a.Unit) &&
		m.quiet(a.Unit, day) && m.fits(now[a.Unit].kind, now[a.Under].kind)
	if ok {
		m.hang(day, a.Unit, a.Under)
	}
	return ok
}

// mayMerge judges a merge into an existing unit, or under the parent of a new one.
func (m *model) mayMerge(units []org.ID, at org.ID, kind string, day int) bool {
	now := m.now()
	ok := m.since(at, day)
	for _, id := range units {
		ok = ok && m.since(id, day) && m.quiet(id, day) && !within(now, at, id)
		for _, child := range m.children(id) {
			ok = ok && (slices.Contains(units, child) || m.fits(now[child].kind, kind))
		}
	}
	return ok
}

func (m *model) merge(units []org.ID, into org.ID, day int) {
	for _, id := range units {
		for _, child := range m.children(id) {
			if !slices.Contains(units, child) {
				m.hang(day, child, into)
			}
		}
	}
	for _, id := range units {
		m.end(day, id)
	}
}

func (m *model) close(a org.Close, day int) bool {
	if a.Into == 0 {
		ok := m.since(a.Unit, day) && m.quiet(a.Unit, day) && len(m.children(a.Unit)) == 0
		if ok {
			m.end(day, a.Unit)
		}
		return ok
	}
	ok := m.mayMerge([]org.ID{a.Unit}, a.Into, m.now()[a.Into].kind, day)
	if ok {
		m.merge([]org.ID{a.Unit}, a.Into, day)
	}
	return ok
}

func (m *model) split(a org.Split, day int) bool {
	now := m.now()
	parent, kids := now[a.Unit].parent, m.children(a.Unit)
	but := []org.ID{a.Unit}
	if a.Stays {
		but = nil
	}
	ok := m.since(a.Unit, day) && m.quiet(a.Unit, day) && m.since(parent, day)
	for _, n := range a.Into {
		ok = ok && m.free(n.Code, day, but...) && m.fits(n.Kind, now[parent].kind)
	}
	for _, child := range kids {
		i, assigned := a.Children[child]
		ok = ok && (assigned || a.Stays) && (!assigned || m.fits(now[child].kind, a.Into[i].Kind))
	}
	return ok
}

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

// both acts, and checks that service and model agree whether it may be.
func (x *machine) both(a org.Act, day int, allowed bool) (org.Plan, bool) {
	x.Helper()
	preview, refused := x.s.Preview(x.ctx, everything, a, on(dayOf(day)))
	p, err := x.s.Apply(x.ctx, everything, a, on(dayOf(day)), preview.Seen)
	if (err == nil) != allowed || (refused == nil) != allowed {
		x.Fatalf("%T %+v on day %d: preview %v, apply %v, the model allows: %v", a, a, day, refused, err, allowed)
	}
	return p, allowed
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

func (m *model) path(d int, id org.ID) authz.Path {
	if id == 0 {
		return "/"
	}
	return m.path(d, m.evenings[d][id].parent) + authz.Path(fmt.Sprintf("%d/", id))
}

func (m *model) shown(d int) map[org.ID]string {
	out := map[org.ID]string{}
	for id, r := range m.evenings[d] {
		out[id] = fmt.Sprint(r.parent, r.name, r.code, r.kind, m.path(d, id))
	}
	return out
}

// Any sequence of acts, on any of the last days and in any order, gives the tree
// of every day that the model has, and is refused where the model refuses.
func TestAnyActsOnAnyDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(t, d)
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			run++
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
