package org

import (
	"slices"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/vi"
)

// importPlan brings a list of rows and the tree together; pure. First every row is
// matched with a unit and a parent (importmatch.go), then places and kinds are worked out
// from the top down. A row that is refused leaves its unit as it is.
type importPlan struct {
	day      civil.Date
	decision Decision
	kinds    kinds
	under    ID
	units    map[ID]standing // open units
	latest   map[ID]depth    // of each subtree
	mine     map[ID]bool     // units that the actor may reorganise
	roots    bool            // the actor may open roots
	next     ID
	rows     []*importRow // in the order of the list
	byID     map[ID]*importRow
	names    index           // of what a row's unit or parent may be
	ended    map[string]Unit // code → a closed unit
	below    map[ID][]string // kinds of the open children
	places   map[ID]place    // of one pass
}

// importRow is a row on its way. For an existing unit was is set.
type importRow struct {
	ImportRow
	fold    string
	id      ID
	was     *standing
	parent  ID
	kind    string // as given, or of the existing unit; "" to be guessed
	refused bool
	remarks []Remark
}

// place is where a unit stands in the end.
type place struct {
	path  authz.Path
	kind  string
	depth int
	known bool // false while a row that it depends on is refused
	busy  bool // its own parents are being looked at
}

func newImportPlan(all []standing, versions []span, scope authz.Scope, ks kinds, d Decision, under ID) *importPlan {
	p := &importPlan{day: d.Day, decision: d, kinds: ks, under: under, units: map[ID]standing{}, mine: map[ID]bool{},
		roots: scope.Has("/"), next: 1, byID: map[ID]*importRow{}, names: newIndex(), ended: map[string]Unit{}, below: map[ID][]string{}, latest: measure(versions)}
	for _, u := range all {
		p.next = u.ID + 1
		if !u.Open() {
			p.ended[u.Code] = u.Unit
			continue
		}
		p.units[u.ID] = u
		p.below[u.Parent] = append(p.below[u.Parent], u.Kind)
		p.names.codes[u.Code] = u.ID
		if scope.Has(u.Path) {
			p.mine[u.ID] = true
			p.names.add(u.ID, u.Code, vi.Fold(u.Name))
		}
	}
	return p
}

// measure finds the size and the last change of every subtree.
func measure(versions []span) map[ID]depth {
	out := map[ID]depth{}
	for _, v := range versions {
		for _, id := range stepsOf(v.Path) {
			d := out[id]
			d.add(v)
			out[id] = d
		}
	}
	return out
}

func (r *importRow) refuse(code string, args ...any) {
	r.refused = true
	r.remarks = append(r.remarks, Remark{code, args})
}

// refuseFor refuses for the reason of a fault; an Invalid one of a form tells its fields.
func (r *importRow) refuseFor(err error) {
	f := fault.Of(err)
	r.refused = true
	if len(f.Args) > 0 || len(f.Fields) == 0 {
		r.remarks = append(r.remarks, Remark{f.Code, f.Args})
		return
	}
	for _, field := range []string{"code", "name", "kind"} {
		if code := f.Fields[field]; code != "" {
			r.remarks = append(r.remarks, Remark{code, nil})
		}
	}
}

func (r *importRow) moved() bool { return r.was != nil && r.parent != r.was.Parent }

// maxDepth bounds the levels of an imported tree, and so the length of paths.
const maxDepth = 100

// passes bounds how often refused rows may bring others down; then every row that
// would move a unit is refused.
const passes = 8

func (p *importPlan) resolve(rows []ImportRow) {
	p.match(rows)
	for pass := 1; p.pass(); pass++ {
		if pass < passes {
			continue
		}
		for _, r := range p.rows {
			if !r.refused && r.moved() {
				r.refuse("org.row_circle")
			}
		}
	}
}

// pass works out every place, and reports whether a row was refused.
func (p *importPlan) pass() bool {
	before := p.refusals()
	p.places = make(map[ID]place, len(p.units)+len(p.rows))
	for _, r := range p.rows {
		if !r.refused {
			p.locate(r.id)
		}
	}
	return p.refusals() > before
}

func (p *importPlan) refusals() (n int) {
	for _, r := range p.rows {
		if r.refused {
			n++
		}
	}
	return n
}

// locate works out the place of a unit, after those above it.
func (p *importPlan) locate(id ID) {
	var way []ID
	for id != 0 {
		at, seen := p.places[id]
		if at.busy {
			p.refuseCircle(id)
		}
		if seen {
			break
		}
		p.places[id] = place{busy: true}
		way = append(way, id)
		id = p.parentOf(id)
	}
	for _, id := range slices.Backward(way) {
		p.places[id] = p.settle(id)
	}
}

// active returns the row that decides about a unit, if there is one.
func (p *importPlan) active(id ID) (*importRow, bool) {
	r := p.byID[id]
	return r, r != nil && !r.refused
}

func (p *importPlan) parentOf(id ID) ID {
	if r, ok := p.active(id); ok {
		return r.parent
	}
	return p.units[id].Parent
}

// refuseCircle refuses the rows of the circle on which a unit is.
func (p *importPlan) refuseCircle(id ID) {
	var on []*importRow
	for at := id; ; {
		if r, ok := p.active(at); ok && (r.was == nil || r.moved()) {
			on = append(on, r)
		}
		if at = p.parentOf(at); at == id {
			break
		}
	}
	for _, r := range on {
		r.refuse("org.row_circle")
	}
}

// settle returns the place of a unit whose parent has one, and refuses a row that
// does not fit there.
func (p *importPlan) settle(id ID) place {
	parent := p.parentOf(id)
	above := p.places[parent]
	if parent == 0 {
		above = place{path: "/", known: true}
	}
	r, ok := p.active(id)
	u, exists := p.units[id]
	switch {
	case !ok && !exists:
		return place{}
	case !above.known:
		if q := p.byID[parent]; ok && q != nil && q.refused && q.was == nil {
			r.refuse("org.row_parent_refused", q.Line)
		}
		return place{}
	}
	at := place{path: pathUnder(above.path, id), kind: u.Kind, depth: above.depth + 1, known: true}
	if ok {
		at.kind, at.known = p.settleRow(r, above)
	}
	return at
}

// settleRow returns the kind of a row's unit in its place, and whether it fits.
func (p *importPlan) settleRow(r *importRow, above place) (kind string, ok bool) {
	kind = r.kind
	if kind == "" {
		k, found := p.kinds.guess(r.fold, above.kind)
		if !found {
			r.refuse("org.row_kind_missing")
			return "", false
		}
		kind = k.ID
	}
	if r.was != nil && !r.moved() && kind == r.was.Kind {
		return kind, true
	}
	if above.depth >= maxDepth {
		r.refuse("org.row_deep", maxDepth)
		return kind, false
	}
	if err := p.kinds.fit(kind, above.kind); err != nil {
		r.refuseFor(err)
		return kind, false
	}
	return kind, true
}
