package access

import (
	"slices"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
)

// belongs reports whether the account's member still belongs to the
// organisation. An account without a member is an office's and always does.
func (r *dayRoles) belongs(h holder) bool {
	return h.member == "" || slices.Contains(r.belong.States, h.state)
}

// actor puts together who stands behind an account.
func (r *dayRoles) actor(h holder, held []Held, day civil.Date) authz.Actor {
	a := authz.Actor{ID: h.id, Member: h.member, Name: h.name, Home: h.path}
	if !r.belongs(h) {
		return a
	}
	if h.member != "" {
		a.Roles = append(a.Roles, r.roles.at(r.belong.Role, h.path))
	}
	for _, g := range held {
		if g.On(day) && r.fits(h, g.Role, g.Path) {
			a.Roles = append(a.Roles, r.roles.at(g.Role, g.Path))
		}
	}
	return a
}

// fits reports whether the holder is one of the unit's own people, where the
// role asks for it: a secretary who moves to another branch is secretary no more.
func (r *dayRoles) fits(h holder, role string, at authz.Path) bool {
	return !r.roles[role].Insider || h.member != "" && h.path.Within(at)
}

// grant decides whether the wish may be fulfilled and what will then be held.
func (r *dayRoles) grant(who authz.Actor, w Wish, h holder, at authz.Path, held []Held, today civil.Date) (Held, error) {
	g := Held{Account: h.id, Role: w.Role, Unit: w.Unit, Path: at, From: w.From, To: w.To}
	if g.From.IsZero() {
		g.From = today
	}
	var c fault.Check
	_, known := r.roles[w.Role]
	c.That(known, "role", "access.no_such_role")
	c.That(!known || r.fits(h, w.Role, at), "unit", "access.outsider")
	c.That(g.To.IsZero() || g.To >= g.From && g.To >= today, "to", "access.ends_before")
	if err := c.Err("access.wish"); err != nil {
		return Held{}, err
	}
	switch {
	case !r.roles.MayGrant(who, w.Role, at):
		return Held{}, fault.New(fault.Forbidden, "access.too_wide", r.roles[w.Role].Title)
	case who.ID == h.id:
		return Held{}, fault.New(fault.Forbidden, "access.to_oneself")
	case !r.belongs(h):
		return Held{}, fault.New(fault.Conflict, "access.has_left")
	case slices.ContainsFunc(held, g.overlaps):
		return Held{}, fault.New(fault.Conflict, "access.held", r.roles[w.Role].Title)
	}
	return g, nil
}

// overlaps reports whether both say the same for some day.
func (g Held) overlaps(o Held) bool {
	return g.Role == o.Role && g.Path == o.Path && (o.To.IsZero() || g.From <= o.To) && (g.To.IsZero() || o.From <= g.To)
}
