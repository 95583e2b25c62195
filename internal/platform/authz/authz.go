// Package authz answers two questions about an actor: may they do this here,
// and where in the tree may they do it. Roles and their holders are data of the
// access feature; the arithmetic is here, pure and small.
package authz

import (
	"strconv"
	"strings"

	"sotay/internal/platform/fault"
)

// Perm names one right, "feature.verb". The feature that guards it declares it.
type Perm string

// Path is a unit's place in the tree: "/1/", "/1/4/". A unit's subtree is
// exactly the paths that start with its own.
type Path string

// Within reports whether p lies in the subtree of top.
func (p Path) Within(top Path) bool { return top != "" && strings.HasPrefix(string(p), string(top)) }

// Unit is the id of the unit that the path leads to; 0 for the root "/".
func (p Path) Unit() int64 {
	s := strings.TrimSuffix(string(p), "/")
	n, _ := strconv.ParseInt(s[strings.LastIndexByte(s, '/')+1:], 10, 64)
	return n
}

// End is the first text after the subtree: '0' follows '/', so a subtree is the
// text range [p, End).
func (p Path) End() string { return strings.TrimSuffix(string(p), "/") + "0" }

// Reach is how far below its unit a right goes.
type Reach uint8

// The reaches. A committee's secretary runs the committee's own meetings (Here)
// and sees which branches met (Below): the two differ by right, not by role.
const (
	Here  Reach = iota + 1 // that unit only
	Below                  // that unit and its whole subtree
)

// Role is a set of rights held at a unit.
type Role struct {
	Name  string
	At    Path
	Perms map[Perm]Reach
}

// Actor is who is asking, loaded once a request.
type Actor struct {
	ID     string // account, "system:job", or "" for a stranger
	Member string // the member behind the account, if any
	Name   string // as the audit log shows it
	Home   Path   // the unit to which the member belongs
	Roles  []Role
}

// System is the actor of scheduled and command-line work over the whole tree.
func System(job string, perms ...Perm) Actor {
	r := Role{Name: "system", At: "/", Perms: map[Perm]Reach{}}
	for _, p := range perms {
		r.Perms[p] = Below
	}
	return Actor{ID: "system:" + job, Name: job, Roles: []Role{r}}
}

// Can reports whether the actor holds p at that place.
func (a Actor) Can(p Perm, at Path) bool {
	for _, r := range a.Roles {
		if reach := r.Perms[p]; reach == Below && at.Within(r.At) || reach == Here && at == r.At {
			return true
		}
	}
	return false
}

// May is nil, or the fault to return. Where the actor has no standing at all,
// the place does not exist for him (NotFound): "not yours" and "not there"
// answer alike.
func (a Actor) May(p Perm, at Path) error {
	switch {
	case a.Can(p, at):
		return nil
	case a.ID == "":
		return fault.New(fault.Unauthenticated, "access.sign_in")
	case a.stands(at):
		return fault.New(fault.Forbidden, "access.forbidden", string(p))
	}
	return fault.New(fault.NotFound, "access.not_found")
}

func (a Actor) stands(at Path) bool {
	for _, r := range a.Roles {
		for _, reach := range r.Perms {
			if reach == Below && at.Within(r.At) || at == r.At {
				return true
			}
		}
	}
	return false
}

// Holds reports whether the actor holds p anywhere.
func (a Actor) Holds(p Perm) bool { return len(a.Scope(p)) > 0 }

// Scope is where the actor holds p: the parts of the tree that a list may show.
func (a Actor) Scope(p Perm) Scope {
	var s Scope
	for _, r := range a.Roles {
		if reach := r.Perms[p]; reach != 0 {
			s = s.add(Span{r.At, reach == Here})
		}
	}
	return s
}

// Span is a subtree, or only its top.
type Span struct {
	Top  Path
	Only bool
}

func (s Span) has(at Path) bool { return at == s.Top || !s.Only && at.Within(s.Top) }

// covers reports whether everything in o is in s.
func (s Span) covers(o Span) bool {
	if s.Only {
		return o.Only && s.Top == o.Top
	}
	return o.Top.Within(s.Top)
}

// Scope is a set of spans, none inside another; the empty one shows nothing.
type Scope []Span

func (s Scope) add(n Span) Scope {
	out := s[:0:0]
	for _, o := range s {
		if o.covers(n) {
			return s
		}
		if !n.covers(o) {
			out = append(out, o)
		}
	}
	return append(out, n)
}

// Has reports whether the place is in scope.
func (s Scope) Has(at Path) bool {
	for _, x := range s {
		if x.has(at) {
			return true
		}
	}
	return false
}

// Under narrows the scope to what lies in the subtree of top.
func (s Scope) Under(top Path) Scope {
	var out Scope
	for _, x := range s {
		switch {
		case x.has(top) && !x.Only:
			out = out.add(Span{top, false})
		case x.Top.Within(top):
			out = out.add(x)
		}
	}
	return out
}

// SQL is a condition on a path column, with its arguments, for statements
// written with "?" marks.
func (s Scope) SQL(column string) (string, []any) {
	if len(s) == 0 {
		return "1=0", nil
	}
	var or []string
	var args []any
	for _, x := range s {
		if x.Only {
			or, args = append(or, column+" = ?"), append(args, string(x.Top))
			continue
		}
		or = append(or, "("+column+" >= ? AND "+column+" < ?)")
		args = append(args, string(x.Top), x.Top.End())
	}
	return "(" + strings.Join(or, " OR ") + ")", args
}
