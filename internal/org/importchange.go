package org

import (
	"cmp"
	"slices"

	"sotay/internal/platform/authz"
)

// change is what the rows that were not refused change, from the top down: so
// that whatever moves finds its new parent in place.
func (p *importPlan) change() Change {
	c := Change{Verb: "import", Day: p.day, Decision: p.decision.Number}
	rows := slices.DeleteFunc(slices.Clone(p.rows), func(r *importRow) bool { return r.refused })
	slices.SortStableFunc(rows, func(a, b *importRow) int { return cmp.Compare(p.places[a.id].depth, p.places[b.id].depth) })
	moved := map[ID]bool{}
	for _, r := range rows {
		after := p.after(r)
		switch {
		case r.was == nil:
			c.Opened = append(c.Opened, after)
			continue
		case r.renamed():
			c.Renamed = append(c.Renamed, Renaming{r.was.Unit, after})
		}
		if r.moved() {
			c.Repathed = append(c.Repathed, Repath{Unit: r.was.Unit, Parent: p.parent(r), Old: p.nowAt(r.id, moved), New: p.places[r.id].path, Size: p.latest[r.id].Size})
			moved[r.id] = true
		}
	}
	return c
}

// after is the unit of a row as the import leaves it, but for the place of a unit
// that was there before.
func (p *importPlan) after(r *importRow) Unit {
	at := p.places[r.id]
	if r.was == nil {
		return Unit{ID: r.id, Code: r.Code, Kind: at.kind, Name: r.Name, Parent: r.parent, Path: at.path, Opened: p.day, Rev: 1}
	}
	u := r.was.Unit
	u.Name, u.Kind = r.Name, at.kind
	u.Rev++
	return u
}

func (p *importPlan) parent(r *importRow) Unit {
	if row, ok := p.active(r.parent); ok {
		u := p.after(row)
		u.Parent, u.Path = row.parent, p.places[row.id].path
		return u
	}
	return p.units[r.parent].Unit
}

// nowAt is where a unit stands after those in moved have moved: in its final
// place, or in the old one under the nearest of them.
func (p *importPlan) nowAt(id ID, moved map[ID]bool) authz.Path {
	var way []ID
	for id != 0 && !moved[id] {
		way = append(way, id)
		id = p.units[id].Parent
	}
	path := authz.Path("/")
	if id != 0 {
		path = p.places[id].path
	}
	for _, id := range slices.Backward(way) {
		path = pathUnder(path, id)
	}
	return path
}

// report is what becomes of every row. New units have no id yet in a dry run.
func (p *importPlan) report(dryRun bool) ImportReport {
	var out ImportReport
	out.Rows = make([]RowResult, len(p.rows))
	for i, r := range p.rows {
		res := RowResult{Line: r.Line, Code: r.Code, Unit: r.id, Remarks: r.remarks}
		switch {
		case r.refused:
			res.State, res.Unit = RowRefused, 0
			out.Refused++
		case r.was == nil:
			res.State = RowNew
			out.New++
			if dryRun {
				res.Unit = 0
			}
		case r.renamed() || r.moved():
			res.State = RowChanged
			out.Changed++
		default:
			res.State = RowSame
			out.Same++
		}
		out.Rows[i] = res
	}
	return out
}
