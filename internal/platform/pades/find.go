package pades

import (
	"fmt"

	"sotay/internal/platform/pdf"
)

// found is a signature as the document leads to it.
type found struct {
	ref      pdf.Ref // of the value; none when it stands in the field itself
	value    pdf.Dict
	name     string
	page     int
	box      [4]float64
	unlisted bool
	locks    bool
}

// finder collects signatures through the form, then looks over the pages for some that the form does not name.
type finder struct {
	f      *pdf.File
	all    []pdf.Ref
	seen   map[int]bool
	pages  map[int]int // page numbers of widgets
	out    []found
	failed error
}

func (v *verifier) find() ([]found, error) {
	w := &finder{f: v.f, all: v.pages, seen: map[int]bool{}, pages: map[int]int{}}
	for i, p := range v.pages {
		for _, a := range v.f.Array(v.f.Dict(p)["Annots"]) {
			if r, ok := a.(pdf.Ref); ok {
				w.pages[r.Num] = i + 1
			}
		}
	}
	form := v.f.Dict(v.f.Catalog()["AcroForm"])
	for _, r := range v.f.Array(form["Fields"]) {
		w.field(r, "", "", 0)
	}
	for _, p := range v.pages {
		for _, a := range v.f.Array(v.f.Dict(p)["Annots"]) {
			w.stray(a)
		}
	}
	return w.out, w.failed
}

// field walks a field and its parts; kind is inherited.
func (w *finder) field(o any, above string, kind pdf.Name, depth int) {
	r, ok := o.(pdf.Ref)
	if !ok || w.seen[r.Num] || depth > 32 || w.failed != nil {
		return
	}
	w.seen[r.Num] = true
	d := w.f.Dict(r)
	name := above
	if s, ok := w.f.Get(d["T"]).(pdf.String); ok {
		if name != "" {
			name += "."
		}
		name += readText(s)
	}
	if k := w.f.Name(d["FT"]); k != "" {
		kind = k
	}
	if kind == "Sig" && w.f.Get(d["V"]) != nil {
		w.take(r, d, name, false)
	}
	for _, kid := range w.f.Array(d["Kids"]) {
		w.field(kid, name, kind, depth+1)
	}
}

// stray takes a signature that is on a page but was not in the form.
func (w *finder) stray(o any) {
	r, ok := o.(pdf.Ref)
	if !ok || w.seen[r.Num] {
		return
	}
	w.seen[r.Num] = true
	d := w.f.Dict(r)
	if w.f.Name(d["FT"]) == "Sig" && w.f.Get(d["V"]) != nil {
		name, _ := w.f.Get(d["T"]).(pdf.String)
		w.take(r, d, readText(name), true)
	}
}

func (w *finder) take(field pdf.Ref, d pdf.Dict, name string, unlisted bool) {
	if len(w.out) >= maxSignatures {
		w.failed = fmt.Errorf("%w: signatures", pdf.ErrLimit)
		return
	}
	ref, _ := d["V"].(pdf.Ref)
	s := found{ref: ref, value: w.f.Dict(d["V"]), name: name, unlisted: unlisted, locks: d["Lock"] != nil}
	widget, wd := field, d
	if kids := w.f.Array(d["Kids"]); len(kids) > 0 {
		widget, _ = kids[0].(pdf.Ref)
		wd = w.f.Dict(widget)
	}
	s.page, s.box = w.where(widget, wd)
	w.out = append(w.out, s)
}

// where is the place of a widget that is seen, in mm from the top left corner of its page.
func (w *finder) where(widget pdf.Ref, d pdf.Dict) (page int, box [4]float64) {
	b, ok := w.f.Box(d["Rect"])
	n := w.pages[widget.Num]
	if !ok || n == 0 || b.X1 == b.X0 || b.Y1 == b.Y0 {
		return 0, box
	}
	p := w.f.Visible(w.all[n-1])
	return n, [4]float64{(b.X0 - p.X0) / mm, (p.Y1 - b.Y1) / mm, (b.X1 - b.X0) / mm, (b.Y1 - b.Y0) / mm}
}
