package org

import (
	"slices"

	"sotay/internal/platform/fault"
)

func (a Create) decide(s scene) (Change, error) {
	parent, err := s.place(a.Unit.Parent)
	if err != nil {
		return Change{}, err
	}
	u, err := s.fresh(a.Unit, s.next, parent)
	return Change{Opened: []Unit{u}}, err
}

func (a Rename) decide(s scene) (Change, error) {
	u, err := s.open(a.Unit)
	if err != nil {
		return Change{}, err
	}
	n, err := NewUnit{Name: or(a.Name, u.Name), Code: or(a.Code, u.Code), Kind: or(a.Kind, u.Kind)}.tidy()
	if err != nil {
		return Change{}, err
	}
	after := u.Unit
	after.Name, after.Code, after.Kind = n.Name, n.Code, n.Kind
	if after == u.Unit {
		return Change{}, unchanged(u)
	}
	if err := s.free(n.Code, u.ID); err != nil {
		return Change{}, err
	}
	after.Rev++
	return Change{Renamed: []Renaming{{u.Unit, after}}}, s.rekind(u.Unit, n.Kind)
}

// rekind is the fault of another kind that does not fit above or below the unit.
func (s scene) rekind(u Unit, kind string) error {
	if kind == u.Kind {
		return nil
	}
	if err := s.kinds.opens(kind, s.units[u.Parent].Kind); err != nil {
		return err
	}
	for _, child := range s.families[u.ID] {
		if err := s.kinds.fit(child.Kind, kind); err != nil {
			return err
		}
	}
	return nil
}

func (a Move) decide(s scene) (Change, error) {
	u, err := s.open(a.Unit)
	if err != nil {
		return Change{}, err
	}
	under, err := s.place(a.Under)
	switch {
	case err != nil:
		return Change{}, err
	case under.ID == u.Parent:
		return Change{}, unchanged(u)
	case under.Path.Within(u.Path):
		return Change{}, circle(u.Unit)
	}
	if err := s.settled(u.ID); err != nil {
		return Change{}, err
	}
	r, err := s.repath(u.Unit, under.Unit)
	return Change{Repathed: []Repath{r}}, err
}

// repath hangs a subtree under another unit; size is known where it was asked for.
func (s scene) repath(u, under Unit) (Repath, error) {
	return Repath{Unit: u, Parent: under, Old: u.Path, New: pathUnder(under.Path, u.ID), Size: s.deep[u.ID].Size}, s.kinds.fit(u.Kind, under.Kind)
}

func (a Merge) decide(s scene) (Change, error) {
	sources, err := a.sources(s)
	if err != nil {
		return Change{}, err
	}
	target, opened, err := a.target(s, sources)
	if err != nil {
		return Change{}, err
	}
	c := Change{Opened: opened}
	for _, u := range sources {
		if target.Path.Within(u.Path) {
			return Change{}, circle(u.Unit)
		}
		closed := s.ended(u.Unit)
		c.Closed = append(c.Closed, closed)
		c.Merged = append(c.Merged, Succession{closed, target})
		for _, child := range s.families[u.ID] {
			if slices.Contains(a.Units, child.ID) {
				continue
			}
			r, err := s.repath(child.Unit, target)
			if err != nil {
				return Change{}, err
			}
			c.Repathed = append(c.Repathed, r)
		}
	}
	return c, nil
}

// sources are the units that close, each open and settled with all below it.
func (a Merge) sources(s scene) (out []standing, err error) {
	switch {
	case len(a.Units) == 0, a.Into == 0 && len(a.Units) < 2:
		return nil, fault.New(fault.Invalid, "org.merge_few").Field("units", "org.merge_few")
	case slices.Contains(a.Units, a.Into):
		return nil, fault.New(fault.Invalid, "org.merge_self", s.units[a.Into].Name).Field("into", "org.merge_self")
	}
	for i, id := range a.Units {
		if slices.Contains(a.Units[:i], id) {
			return nil, fault.New(fault.Invalid, "org.merge_twice", s.units[id].Name).Field("units", "org.merge_twice")
		}
		u, err := s.open(id)
		if err != nil {
			return nil, err
		}
		if err := s.settled(id); err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

// target is the unit into which the sources go, and the same among the opened if
// it is new.
func (a Merge) target(s scene, sources []standing) (Unit, []Unit, error) {
	if a.Into != 0 {
		u, err := s.open(a.Into)
		return u.Unit, nil, err
	}
	parent, err := s.place(a.New.Parent)
	if err != nil {
		return Unit{}, nil, err
	}
	u, err := s.fresh(a.New, s.next, parent, a.Units...)
	return u, []Unit{u}, err
}

func (a Close) decide(s scene) (Change, error) {
	if a.Into != 0 {
		return a.merge().decide(s)
	}
	u, err := s.open(a.Unit)
	if err != nil {
		return Change{}, err
	}
	if n := len(s.families[u.ID]); n > 0 {
		return Change{}, fault.New(fault.Invalid, "org.children_left", u.Name, n).Field("into", "org.children_left")
	}
	return Change{Closed: []Unit{s.ended(u.Unit)}}, s.settled(u.ID)
}

func (a Split) decide(s scene) (Change, error) {
	u, err := s.open(a.Unit)
	if err != nil {
		return Change{}, err
	}
	if err := s.settled(u.ID); err != nil {
		return Change{}, err
	}
	if len(a.Into) == 0 || !a.Stays && len(a.Into) < 2 {
		return Change{}, fault.New(fault.Invalid, "org.split_few").Field("into", "org.split_few")
	}
	opened, err := a.open(s, u)
	if err != nil {
		return Change{}, err
	}
	c := Change{Opened: opened}
	if c.Repathed, err = a.children(s, opened); err != nil {
		return Change{}, err
	}
	c.Split, err = a.division(u.Unit, opened)
	if err == nil && !a.Stays {
		c.Split.From = s.ended(u.Unit)
		c.Closed = []Unit{c.Split.From}
	}
	return c, err
}

// open makes the new units of a split.
func (a Split) open(s scene, u standing) (out []Unit, err error) {
	var closing []ID
	if !a.Stays {
		closing = []ID{u.ID}
	}
	for i, n := range a.Into {
		parent, err := s.place(or(n.Parent, u.Parent))
		if err != nil {
			return nil, err
		}
		if parent.Path.Within(u.Path) && !(a.Stays && parent.ID == u.ID) {
			return nil, circle(u.Unit)
		}
		unit, err := s.fresh(n, s.next+ID(i), parent, closing...)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(out, func(o Unit) bool { return o.Code == unit.Code }) {
			return nil, fault.New(fault.Invalid, "org.code_taken", unit.Code).Field("code", "org.code_taken")
		}
		out = append(out, unit)
	}
	return out, nil
}

// children hangs the children of a split unit where they are assigned.
func (a Split) children(s scene, opened []Unit) (out []Repath, err error) {
	left := len(a.Children)
	for _, child := range s.families[a.Unit] {
		i, assigned := a.Children[child.ID]
		switch {
		case !assigned && a.Stays:
			continue
		case !assigned || i < 0 || i >= len(opened):
			return nil, fault.New(fault.Invalid, "org.split_child", child.Name).Field("children", "org.split_child")
		}
		left--
		r, err := s.repath(child.Unit, opened[i])
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	if left > 0 {
		return nil, fault.New(fault.Invalid, "org.split_stranger").Field("children", "org.split_stranger")
	}
	return out, nil
}

// division says who goes where.
func (a Split) division(u Unit, opened []Unit) (*Division, error) {
	d := &Division{From: u, Into: opened, Assigned: make(map[string]ID, len(a.Assigned)), Rest: opened[0].ID, Stays: a.Stays}
	if a.Stays {
		d.Rest = u.ID
	}
	for person, i := range a.Assigned {
		if i < 0 || i >= len(opened) {
			return nil, fault.New(fault.Invalid, "org.split_place").Field("assigned", "org.split_place")
		}
		d.Assigned[person] = opened[i].ID
	}
	return d, nil
}

// ended is the unit as the change leaves it closed.
func (s scene) ended(u Unit) Unit {
	u.Closed = s.day
	u.Rev++
	return u
}

func circle(u Unit) error {
	return fault.New(fault.Invalid, "org.circle", u.Name).Field("parent", "org.circle")
}

func unchanged(u standing) error { return fault.New(fault.Invalid, "org.unchanged", u.Name) }

// or is the first, unless it says nothing.
func or[T comparable](first, second T) T {
	var none T
	if first == none {
		return second
	}
	return first
}
