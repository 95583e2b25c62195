package org

import "sotay/internal/platform/vi"

// An Act is one way in which the tree changes: [Create], [Rename], [Move],
// [Merge], [Split] or [Close].
type Act interface {
	verb() string
	// needs names what must be known of the tree to decide.
	needs() needs
	// guards are the units at which the actor must hold [Manage]; 0 is above all
	// roots. A unit neither moves nor ends on its own wish: the right is asked for
	// at the unit above, too.
	guards(scene) []ID
	// decide is pure: the change, or the fault that says why not.
	decide(scene) (Change, error)
}

// needs is what an act must know: units, the open children of some, how deep the
// subtrees of some go, and who holds codes.
type needs struct {
	units, families, deep []ID
	codes                 []string
}

// tidy brings the codes into the form in which they are kept.
func (n needs) tidy() needs {
	for i, code := range n.codes {
		n.codes[i] = vi.Clean(code)
	}
	return n
}

// NewUnit describes a unit that a decision opens.
type NewUnit struct {
	Code, Kind, Name string
	Parent           ID // 0 for a root
}

// Create opens a unit.
type Create struct{ Unit NewUnit }

// Rename gives a unit another name, code or kind; what is empty stays.
type Rename struct {
	Unit             ID
	Name, Code, Kind string
}

// Move hangs a unit with all below it under another; 0 makes it a root.
type Move struct{ Unit, Under ID }

// Merge closes units into one: an open unit, or a new one where Into is 0. People
// and open work go to it, and the children of the closed units hang under it.
type Merge struct {
	Units []ID
	Into  ID
	New   NewUnit
}

// Split opens new units out of one. Unless the unit stays, it closes, and all its
// people and children must be assigned. A new unit without a parent stands where
// the split one does.
type Split struct {
	Unit     ID
	Into     []NewUnit
	Assigned map[string]int // person's id → position in Into
	Children map[ID]int     // child → position in Into
	Stays    bool           // the unit goes on with who and what is not assigned
}

// Close ends a unit. Its people, open work and children go to Into; where that is
// 0 it must have none.
type Close struct{ Unit, Into ID }

func (Create) verb() string { return "create" }
func (Rename) verb() string { return "rename" }
func (Move) verb() string   { return "move" }
func (Merge) verb() string  { return "merge" }
func (Split) verb() string  { return "split" }
func (Close) verb() string  { return "close" }

func (a Create) needs() needs {
	return needs{units: []ID{a.Unit.Parent}, codes: []string{a.Unit.Code}}
}

func (a Rename) needs() needs {
	return needs{units: []ID{a.Unit}, families: []ID{a.Unit}, codes: []string{a.Code}}
}

func (a Move) needs() needs {
	return needs{units: []ID{a.Unit, a.Under}, deep: []ID{a.Unit}}
}

func (a Merge) needs() needs {
	n := needs{units: append([]ID{a.Into}, a.Units...), families: a.Units, deep: a.Units}
	if a.Into == 0 {
		n.units, n.codes = append(n.units, a.New.Parent), []string{a.New.Code}
	}
	return n
}

func (a Split) needs() needs {
	n := needs{units: []ID{a.Unit}, families: []ID{a.Unit}, deep: []ID{a.Unit}}
	for _, u := range a.Into {
		n.units, n.codes = append(n.units, u.Parent), append(n.codes, u.Code)
	}
	return n
}

func (a Close) needs() needs { return a.merge().needs() }

func (a Close) merge() Merge { return Merge{Units: []ID{a.Unit}, Into: a.Into} }

func (a Create) guards(scene) []ID { return []ID{a.Unit.Parent} }
func (a Rename) guards(scene) []ID { return []ID{a.Unit} }
func (a Move) guards(s scene) []ID { return append(s.withParent(a.Unit), a.Under) }
func (a Close) guards(s scene) []ID {
	out := s.withParent(a.Unit)
	if a.Into != 0 {
		out = append(out, a.Into)
	}
	return out
}

func (a Merge) guards(s scene) (out []ID) {
	for _, id := range a.Units {
		out = append(out, s.withParent(id)...)
	}
	if a.Into != 0 {
		return append(out, a.Into)
	}
	return append(out, a.New.Parent)
}

func (a Split) guards(s scene) []ID {
	out := s.withParent(a.Unit)
	for _, u := range a.Into {
		if u.Parent != 0 {
			out = append(out, u.Parent)
		}
	}
	return out
}
