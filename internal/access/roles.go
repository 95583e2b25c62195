package access

import (
	"fmt"
	"slices"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/rule"
)

// Roles is what every role means on one day, by its name.
type Roles map[string]Role

// Role is what one role means.
type Role struct {
	Title   string               `json:"title"`   // in Vietnamese, for people
	Perms   map[authz.Perm]Reach `json:"perms"`   // its rights
	Grants  []string             `json:"grants"`  // the roles that its holder may give and take
	Insider bool                 `json:"insider"` // held only while its holder belongs to the unit's subtree
}

// Reach is an authz.Reach as rules write it: "here" or "below".
type Reach authz.Reach

// UnmarshalText reads "here" or "below".
func (r *Reach) UnmarshalText(text []byte) error {
	switch string(text) {
	case "here":
		*r = Reach(authz.Here)
	case "below":
		*r = Reach(authz.Below)
	default:
		return fmt.Errorf("a reach is \"here\" or \"below\", not %q", text)
	}
	return nil
}

// belonging says which members hold a role at their branch without a grant.
type belonging struct {
	Role   string   `json:"role"`
	States []string `json:"states"`
}

// RolesOn returns the roles as ruled for a day, from the topic "access.roles".
func RolesOn(book *rule.Book, day civil.Date) (Roles, error) {
	var roles Roles
	if _, err := book.On("access.roles", day, &roles); err != nil {
		return nil, err
	}
	for name, r := range roles {
		for _, g := range r.Grants {
			if _, ok := roles[g]; !ok {
				return nil, fmt.Errorf("access.roles: %s grants %q, which is no role", name, g)
			}
		}
	}
	return roles, nil
}

// WordsOn returns the Vietnamese name of every right, from "access.words".
func WordsOn(book *rule.Book, day civil.Date) (map[authz.Perm]string, error) {
	var words map[authz.Perm]string
	_, err := book.On("access.words", day, &words)
	return words, err
}

// StatesOn returns the states in which a member belongs, and so may have an
// account that can do something, from "access.member".
func StatesOn(book *rule.Book, day civil.Date) ([]string, error) {
	var b belonging
	_, err := book.On("access.member", day, &b)
	return b.States, err
}

// at is the role as an actor holds it at a place; an unknown role gives nothing.
func (rs Roles) at(name string, path authz.Path) authz.Role {
	perms := make(map[authz.Perm]authz.Reach, len(rs[name].Perms))
	for p, reach := range rs[name].Perms {
		perms[p] = authz.Reach(reach)
	}
	return authz.Role{Name: name, At: path, Perms: perms}
}

// MayGrant reports whether the actor may give, or take, that role there: one of
// his roles must reach the place with the right to grant and name the role among
// those that it grants. What a role names is never more than it should give, so
// a clerk makes no administrator, however far his own rights reach. The program
// itself, acting for whoever has the server, may give any.
func (rs Roles) MayGrant(who authz.Actor, role string, at authz.Path) bool {
	if _, known := rs[role]; !known {
		return false
	}
	for _, r := range who.Roles {
		alone := authz.Actor{ID: who.ID, Roles: []authz.Role{r}}
		if alone.Can(Grant, at) && (isSystem(who) || slices.Contains(rs[r.Name].Grants, role)) {
			return true
		}
	}
	return false
}

// Outranks reports whether the actor could have given every one of these
// roles. Who may not, may not take over the account that holds them either, by
// giving it a new code or by suspending it.
func (rs Roles) Outranks(who authz.Actor, held []Held) bool {
	return !slices.ContainsFunc(held, func(h Held) bool { return !rs.MayGrant(who, h.Role, h.Path) })
}

func isSystem(who authz.Actor) bool { return strings.HasPrefix(who.ID, "system:") }
