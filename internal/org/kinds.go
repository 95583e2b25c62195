package org

import (
	"fmt"
	"slices"
	"strings"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/vi"
	"sotay/internal/rule"
)

// kindsTopic is the rule that says which kinds of units there are on a day.
const kindsTopic = "org.kinds"

// Kind is a kind of unit in a period.
type Kind struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`  // as people read it
	Names  []string `json:"names"`  // wordings by which lists name it, and with which names of such units begin
	Under  []string `json:"under"`  // kinds of units under which it may stand; "" for a root
	Inside string   `json:"inside"` // kind of what stands under it where a list does not say
	Ending bool     `json:"ending"` // those there are remain; no decision opens another
}

func (k Kind) fits(parent string) bool { return slices.Contains(k.Under, parent) }

type kinds []Kind

// Kinds returns the kinds of units on a day, from the top of the tree downwards.
func (s *Service) Kinds(day civil.Date) ([]Kind, error) { return kindsOn(s.book, day) }

func kindsOn(book *rule.Book, day civil.Date) (kinds, error) {
	var ks kinds
	if _, err := book.On(kindsTopic, day, &ks); err != nil {
		return nil, fmt.Errorf("org: %w", err)
	}
	return ks, nil
}

func (ks kinds) find(id string) (Kind, bool) {
	i := slices.IndexFunc(ks, func(k Kind) bool { return k.ID == id })
	if i < 0 {
		return Kind{}, false
	}
	return ks[i], true
}

// fit is the fault of a unit of a kind under one of another ("" for no parent).
func (ks kinds) fit(kind, parent string) error {
	k, ok := ks.find(kind)
	if !ok {
		return fault.New(fault.Invalid, "org.kind_unknown", kind).Field("kind", "org.kind_unknown")
	}
	switch {
	case k.fits(parent):
		return nil
	case parent == "":
		return fault.New(fault.Invalid, "org.kind_no_root", k.Title).Field("parent", "org.kind_no_root")
	default:
		return fault.New(fault.Invalid, "org.kind_unfit", k.Title, ks.title(parent)).Field("parent", "org.kind_unfit")
	}
}

// opens is the fault of opening a unit of a kind.
func (ks kinds) opens(kind, parent string) error {
	if k, ok := ks.find(kind); ok && k.Ending {
		return fault.New(fault.Invalid, "org.kind_ending", k.Title).Field("kind", "org.kind_ending")
	}
	return ks.fit(kind, parent)
}

func (ks kinds) title(id string) string {
	if k, ok := ks.find(id); ok {
		return k.Title
	}
	return id
}

// named returns the kind that a list names by its id, title or wording.
func (ks kinds) named(text string) (Kind, bool) {
	folded := vi.Fold(text)
	for _, k := range ks {
		if folded == k.ID || folded == vi.Fold(k.Title) || slices.ContainsFunc(k.Names, func(n string) bool { return folded == vi.Fold(n) }) {
			return k, true
		}
	}
	return Kind{}, false
}

// guess returns the kind of a unit by how its name begins and where it stands: of
// the kinds that fit the parent the one with the longest wording, or else what
// usually stands inside the parent.
func (ks kinds) guess(fold, parent string) (Kind, bool) {
	var best Kind
	length := 0
	for _, k := range ks {
		if n := k.begins(fold); n > length && k.fits(parent) {
			best, length = k, n
		}
	}
	if length > 0 {
		return best, true
	}
	above, _ := ks.find(parent)
	return ks.find(above.Inside)
}

// begins returns the length of the longest wording with which a folded name begins.
func (k Kind) begins(fold string) (length int) {
	for _, n := range k.Names {
		if w := vi.Fold(n); len(w) > length && strings.HasPrefix(fold+" ", w+" ") {
			length = len(w)
		}
	}
	return length
}
