package publication

import (
	"slices"

	"sotay/internal/platform/authz"
)

// audience is whom a publication's targets name: whole parts of the tree, whose
// people are counted without being listed, and the few others.
type audience struct {
	p       Publication
	targets []Target
	keys    map[string]bool
	spans   authz.Scope
}

func newAudience(p Publication, targets []Target) audience {
	a := audience{p: p, targets: targets, keys: map[string]bool{}}
	for _, t := range targets {
		a.keys[t.key] = true
		if t.Kind == Subtree || t.Kind == Unit {
			a.add(authz.Span{Top: t.Path, Only: t.Kind == Unit})
		}
	}
	return a
}

// add keeps the spans apart from each other.
func (a *audience) add(n authz.Span) {
	inside := func(x, y authz.Span) bool { // x in y
		return x.Top == y.Top && (x.Only || !y.Only) || !y.Only && x.Top.Within(y.Top)
	}
	if slices.ContainsFunc(a.spans, func(o authz.Span) bool { return inside(n, o) }) {
		return
	}
	a.spans = append(slices.DeleteFunc(a.spans, func(o authz.Span) bool { return inside(o, n) }), n)
}
