package org

import (
	"strings"

	"sotay/internal/platform/fault"
	"sotay/internal/platform/vi"
)

// index finds units by what lists call them.
type index struct {
	codes map[string]ID   // all open units and new rows
	bare  map[string][]ID // codes that begin with zeros, without them
	folds map[string][]ID // folded names
	known map[ID]string   // their codes
}

func newIndex() index {
	return index{map[string]ID{}, map[string][]ID{}, map[string][]ID{}, map[ID]string{}}
}

func (x index) add(id ID, code, fold string) {
	x.known[id] = code
	if short := strings.TrimLeft(code, "0"); short != code && short != "" {
		x.bare[short] = append(x.bare[short], id)
	}
	x.folds[fold] = append(x.folds[fold], id)
}

// list names candidates for a person, a few of them.
func (x index) list(ids []ID) string {
	const few = 5
	var codes []string
	for i, id := range ids {
		if i == few {
			codes = append(codes, "…")
			break
		}
		codes = append(codes, x.known[id])
	}
	return strings.Join(codes, ", ")
}

// match finds the unit and the parent of every row.
func (p *importPlan) match(rows []ImportRow) {
	for _, in := range rows {
		r := &importRow{ImportRow: in}
		p.rows = append(p.rows, r)
		p.clean(r)
		if !r.refused {
			p.identify(r)
		}
	}
	for _, r := range p.rows {
		switch {
		case r.refused:
		case r.was == nil:
			p.names.add(r.id, r.Code, r.fold)
		case r.fold != vi.Fold(r.was.Name): // found by its old name and by the new one
			p.names.folds[r.fold] = append(p.names.folds[r.fold], r.id)
		}
	}
	for _, r := range p.rows {
		if !r.refused {
			p.attach(r)
		}
		if !r.refused {
			p.judge(r)
		}
	}
}

// clean brings the texts into the form in which they are kept.
func (p *importPlan) clean(r *importRow) {
	n, err := NewUnit{Code: r.Code, Name: r.Name, Kind: "any"}.tidy()
	r.Code, r.Name, r.Parent, r.fold = n.Code, n.Name, vi.Clean(r.Parent), vi.Fold(n.Name)
	if err != nil {
		r.refuseFor(err)
		return
	}
	if text := vi.Clean(r.Kind); text != "" {
		k, ok := p.kinds.named(text)
		if !ok {
			r.refuse("org.kind_unknown", text)
		}
		r.kind = k.ID
	}
}

// identify finds the unit that a row stands for, or makes it a new one.
func (p *importPlan) identify(r *importRow) {
	id, known := p.names.codes[r.Code]
	if !known {
		id, known = p.repaired(r)
	}
	if first := p.byID[id]; known && first != nil {
		r.refuse("org.row_twice", first.Line)
		return
	}
	if old, was := p.ended[r.Code]; was && !known {
		r.refuse("org.row_closed", old.Name, old.Closed)
		return
	}
	if known {
		u := p.units[id]
		if !p.mine[id] {
			r.refuse("org.row_elsewhere", r.Code)
			return
		}
		r.was, r.kind = &u, or(r.kind, u.Kind)
	} else {
		id = p.next
		p.next++
		p.names.codes[r.Code] = id
	}
	r.id, p.byID[id] = id, r
}

// repaired finds the unit of a code that has lost its zeros: the only one that
// fits, and of the same name.
func (p *importPlan) repaired(r *importRow) (ID, bool) {
	fits := p.names.bare[r.Code]
	if len(fits) != 1 || vi.Fold(p.units[fits[0]].Name) != r.fold {
		return 0, false
	}
	code := p.names.known[fits[0]]
	r.remarks = append(r.remarks, Remark{"org.row_zeros", []any{r.Code, code}})
	r.Code = code
	return fits[0], true
}

// attach finds the unit under which a row stands.
func (p *importPlan) attach(r *importRow) {
	if r.Parent == "" {
		r.parent = p.under
		if r.was != nil {
			r.parent = r.was.Parent
		}
		return
	}
	if id, ok := p.names.codes[r.Parent]; ok {
		r.parent = id
		if _, own := p.names.known[id]; !own && (r.was == nil || r.moved()) {
			r.refuse("org.row_elsewhere", r.Parent)
		}
		return
	}
	fits, remark := p.names.bare[r.Parent], "org.row_zeros"
	if len(fits) == 0 {
		fits, remark = p.names.folds[vi.Fold(r.Parent)], "org.row_by_name"
	}
	switch len(fits) {
	case 0:
		r.refuse("org.row_parent_unknown", r.Parent)
	case 1:
		r.parent = fits[0]
		r.remarks = append(r.remarks, Remark{remark, []any{r.Parent, p.names.known[r.parent]}})
	default:
		r.refuse("org.row_ambiguous", r.Parent, p.names.list(fits))
	}
}

// judge refuses what the actor has no right to and what the days do not allow.
func (p *importPlan) judge(r *importRow) {
	if r.was != nil && !r.moved() && !r.renamed() {
		return
	}
	parent, exists := p.units[r.parent]
	hangs := r.was == nil || r.moved()
	switch {
	case hangs && r.parent == 0 && !p.roots:
		r.refuse("org.row_no_parent")
	case r.moved() && !p.mine[r.was.Parent] && !p.roots:
		r.refuse("org.row_elsewhere", r.Code)
	case hangs && exists && parent.Since > p.day:
		r.refuse("org.day_early", parent.Name, parent.Since)
	case r.was != nil && r.was.Since > p.day:
		r.refuse("org.day_early", r.was.Name, r.was.Since)
	case r.moved() && p.latest[r.id].Latest > p.day:
		r.refuse("org.day_early", p.latest[r.id].Name, p.latest[r.id].Latest)
	case r.was != nil && r.kind != r.was.Kind:
		p.judgeKind(r)
	}
}

// judgeKind refuses another kind for a unit whose children do not fit under it.
func (p *importPlan) judgeKind(r *importRow) {
	for _, child := range p.below[r.id] {
		if err := p.kinds.fit(child, r.kind); err != nil {
			r.refuseFor(fault.Of(err))
			return
		}
	}
}

// renamed reports whether the row gives its unit another name or kind.
func (r *importRow) renamed() bool {
	return r.was != nil && (r.Name != r.was.Name || r.kind != r.was.Kind)
}
