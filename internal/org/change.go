package org

import (
	"context"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Decision is the paper by which the organisation changes itself.
type Decision struct {
	Number string     // as offices cite it: "05-QĐ/TU"
	Day    civil.Date // on which it takes effect: today or earlier
	About  string     // its abstract; may be empty
}

// Change is all that one decision changes in the tree, in the words that other
// features need to follow it. Paths and ids of other units stay as they are.
type Change struct {
	Verb     string // of the act: "create", "rename", "move", "merge", "split", "close", "import"
	Day      civil.Date
	Decision string       // its number
	Opened   []Unit       // new units, parents first
	Renamed  []Renaming   // units with another name, code or kind
	Repathed []Repath     // subtrees that hang elsewhere; apply them in this order
	Merged   []Succession // units whose people and open work go to another
	Split    *Division    // a unit whose people and open work go to several; nil for other verbs
	Closed   []Unit       // every unit that ends, those in Merged and Split included
}

// Renaming is a unit before and after it was renamed.
type Renaming struct{ Before, After Unit }

// Repath is a subtree that hangs elsewhere from the day of the change on: every
// path that starts with Old starts with New instead, those of units that were
// closed before included, so that who answers for the subtree reads its past.
type Repath struct {
	Unit     Unit // its top, before
	Parent   Unit // under which it hangs now; zero for a root
	Old, New authz.Path
	Size     int // open units in it, its top included
}

// Succession is a unit that closes into another: its people, open work and the rights
// held there go to Into; its finished work stays, readable, where it was.
type Succession struct{ From, Into Unit }

// Division is a unit that splits.
type Division struct {
	From Unit
	Into []Unit
	// Assigned says where each person goes, by an id that is opaque here.
	Assigned map[string]ID
	// Rest is where open work goes that is nobody's own: the first new unit, or
	// From where it stays.
	Rest ID
	// Stays says that From goes on with whoever is not assigned. Where it does
	// not, a follower whose people are not all assigned refuses: see [Division.Covers].
	Stays bool
}

// Covers is the fault of people of the unit who are not assigned although it
// closes, or nil.
func (d Division) Covers(people []string) error {
	left := 0
	for _, id := range people {
		if _, ok := d.Assigned[id]; !ok {
			left++
		}
	}
	if left == 0 || d.Stays {
		return nil
	}
	return fault.New(fault.Invalid, "org.people_unassigned", left).Field("assigned", "org.people_unassigned")
}

// Leaving is where rows stand that will belong to another unit.
func (c Change) Leaving() authz.Scope {
	var s authz.Scope
	for _, m := range c.Merged {
		s = append(s, authz.Span{Top: m.From.Path, Only: true})
	}
	if c.Split != nil {
		s = append(s, authz.Span{Top: c.Split.From.Path, Only: true})
	}
	return s
}

// Touched is where rows stand that the change reaches at all: units that close or
// split, and subtrees that hang elsewhere.
func (c Change) Touched() authz.Scope {
	s := c.Leaving()
	for _, u := range c.Closed {
		if !s.Has(u.Path) {
			s = append(s, authz.Span{Top: u.Path, Only: true})
		}
	}
	for _, r := range c.Repathed {
		s = append(s, authz.Span{Top: r.Old})
	}
	return s
}

// forsakes reports whether a unit closes and nothing takes over from it.
func (c Change) forsakes() bool { return len(c.Closed) > 0 && len(c.Merged) == 0 && c.Split == nil }

// heirs are the units that take over from one that closes.
func (c Change) heirs(id ID) (out []ID) {
	for _, m := range c.Merged {
		if m.From.ID == id {
			out = append(out, m.Into.ID)
		}
	}
	if c.Split != nil && c.Split.From.ID == id {
		for _, u := range c.Split.Into {
			out = append(out, u.ID)
		}
	}
	return out
}

// Repath gives the rows of a table with a column "path" their new paths. The
// caller owns the table and names it by a constant.
func (c Change) Repath(ctx context.Context, tx *db.Tx, table string) error {
	for _, r := range c.Repathed {
		if _, err := tx.Exec(ctx, `UPDATE `+table+` SET path = ? || SUBSTR(path, ?) WHERE path >= ? AND path < ?`,
			r.New, len(r.Old)+1, r.Old, r.Old.End()); err != nil {
			return err
		}
	}
	return nil
}

// Follower is a feature whose rows stand on units.
type Follower struct {
	// Subject is what follows, for the person who looks at the preview: "member",
	// "meeting", "task".
	Subject string
	// Homed says that a row must have an open unit: a unit on which some stand
	// does not close without saying where they go.
	Homed bool
	// Count says how many of its rows the change reaches (usually those in
	// [Change.Touched] that are not finished), or refuses the change with a fault.
	// It is asked before anything is changed, by previews too.
	Count func(ctx context.Context, q db.Q, c Change) (int, error)
	// Follow changes the rows, within the transaction of the change and after the
	// tree itself. The right was checked.
	Follow func(ctx context.Context, tx *db.Tx, c Change) error
}

// Count is how many rows of a follower a change reaches.
type Count struct {
	Subject string
	N       int
}

// Plan is a change, and what it reaches in other features. The ids of units that
// a preview would open are not theirs yet.
type Plan struct {
	Change
	Counts []Count
	// Seen is the fingerprint of what the plan says; given back to Apply, it makes
	// sure that what is done is what was looked at.
	Seen string
}
