package org_test

import (
	"fmt"
	"slices"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
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
