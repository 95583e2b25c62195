package org

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/vi"
)

// scene is what is known of the tree around an act: small, whatever the tree.
type scene struct {
	day, today civil.Date
	kinds      kinds
	units      map[ID]standing   // those named by the act, and their parents
	families   map[ID][]standing // open children
	deep       map[ID]depth
	codes      map[string][]ID // code → who has it on the day or later
	next       ID              // the first id that is free
}

// standing is a unit and the day of its last change.
type standing struct {
	Unit
	Since civil.Date
}

// depth is what is known of a subtree without its rows.
type depth struct {
	Size   int        // open units in it, its top included
	Latest civil.Date // the last change in it; of what has left it since, the day of leaving
	Name   string     // of the unit that changed last
}

// fingerprint identifies an act, its decision and everything that was known when
// it was planned.
func (s scene) fingerprint(a Act, d Decision) string {
	h := sha256.New()
	act, _ := json.Marshal(a) // acts hold texts and numbers only: no error
	fmt.Fprintf(h, "%s %s %q\n", a.verb(), act, d)
	for _, id := range slices.Sorted(maps.Keys(s.units)) {
		fmt.Fprintln(h, id, s.units[id].Rev, s.units[id].Path)
	}
	for _, id := range slices.Sorted(maps.Keys(s.families)) {
		for _, u := range s.families[id] {
			fmt.Fprintln(h, id, u.ID, u.Rev)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.deep)) {
		fmt.Fprintln(h, id, s.deep[id].Size)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// withParent returns a unit and the one above it.
func (s scene) withParent(id ID) []ID { return []ID{id, s.units[id].Parent} }

// place returns a unit under which others may stand; 0 is above all roots.
func (s scene) place(id ID) (standing, error) {
	if id == 0 {
		return standing{Unit: Unit{Path: "/"}}, nil
	}
	return s.open(id)
}

// open returns a unit that is open and was last changed by that day.
func (s scene) open(id ID) (standing, error) {
	u, known := s.units[id]
	switch {
	case !known:
		return u, fault.New(fault.NotFound, absent)
	case !u.Open():
		return u, fault.New(fault.Conflict, "org.closed", u.Name, u.Closed)
	case u.Since > s.day:
		return u, early(u.Name, u.Since)
	}
	return u, nil
}

// settled is the fault of a day before the last change of anything in a subtree.
func (s scene) settled(id ID) error {
	if d := s.deep[id]; d.Latest > s.day {
		return early(d.Name, d.Latest)
	}
	return nil
}

func early(name string, since civil.Date) error {
	return fault.New(fault.Invalid, "org.day_early", name, since).Field("day", "org.day_early")
}

// fresh checks a new unit under its parent and gives it its id and place. Its
// code may be that of a unit that closes by the same decision.
func (s scene) fresh(n NewUnit, id ID, parent standing, closing ...ID) (Unit, error) {
	n, err := n.tidy()
	if err != nil {
		return Unit{}, err
	}
	if err := s.kinds.opens(n.Kind, parent.Kind); err != nil {
		return Unit{}, err
	}
	if err := s.free(n.Code, closing...); err != nil {
		return Unit{}, err
	}
	return Unit{ID: id, Code: n.Code, Kind: n.Kind, Name: n.Name, Parent: parent.ID, Path: pathUnder(parent.Path, id), Opened: s.day, Rev: 1}, nil
}

// free is the fault of a code that another unit has on the day or later.
func (s scene) free(code string, but ...ID) error {
	if slices.ContainsFunc(s.codes[code], func(id ID) bool { return !slices.Contains(but, id) }) {
		return fault.New(fault.Conflict, "org.code_taken", code).Field("code", "org.code_taken")
	}
	return nil
}

// The longest texts that a unit may have, in characters.
const (
	maxName = 300
	maxCode = 40
)

func (n NewUnit) tidy() (NewUnit, error) {
	n.Name, n.Code, n.Kind = vi.Clean(n.Name), vi.Clean(n.Code), strings.TrimSpace(n.Kind)
	var c fault.Check
	c.That(n.Name != "", "name", "org.name_missing")
	c.That(utf8.RuneCountInString(n.Name) <= maxName, "name", "org.name_long")
	c.That(n.Code != "", "code", "org.code_missing")
	c.That(utf8.RuneCountInString(n.Code) <= maxCode && !strings.Contains(n.Code, " "), "code", "org.code_form")
	c.That(n.Kind != "", "kind", "org.kind_missing")
	return n, c.Err("org.unit_form")
}

// checked returns the decision as it is kept, or the fault of one that cannot take effect.
func (d Decision) checked(today civil.Date) (Decision, error) {
	d.Number, d.About = vi.Clean(d.Number), vi.Clean(d.About)
	_, bad := civil.ParseDate(string(d.Day))
	var c fault.Check
	c.That(d.Number != "", "decision", "org.decision_missing")
	c.That(utf8.RuneCountInString(d.Number) <= maxName && utf8.RuneCountInString(d.About) <= 10*maxName, "decision", "org.decision_long")
	c.That(bad == nil, "day", "org.day_missing")
	c.That(bad != nil || d.Day <= today, "day", "org.day_future")
	return d, c.Err("org.decision_form")
}
