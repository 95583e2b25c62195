package pdf

import "fmt"

// Pages gives the pages in their order.
func (f *File) Pages() ([]Ref, error) {
	if f.pages != nil {
		return f.pages, nil
	}
	w := pageWalk{f: f, seen: map[int]bool{}}
	if err := w.walk(f.Catalog()["Pages"], 0); err != nil {
		return nil, err
	}
	if len(w.pages) == 0 {
		return nil, broken("no pages", 0)
	}
	f.pages = w.pages
	return w.pages, nil
}

type pageWalk struct {
	f     *File
	seen  map[int]bool
	pages []Ref
}

func (w *pageWalk) walk(o any, depth int) error {
	r, ok := o.(Ref)
	if !ok || w.seen[r.Num] {
		return broken("page tree", r.Num)
	}
	w.seen[r.Num] = true
	if depth > maxDepth || len(w.seen) > maxPages {
		return fmt.Errorf("%w: page tree", ErrLimit)
	}
	node, ok := w.f.Get(r).(Dict)
	if !ok {
		return broken("page tree", r.Num)
	}
	if w.f.Name(node["Type"]) == "Page" || node["Kids"] == nil {
		w.pages = append(w.pages, r)
		return nil
	}
	for _, kid := range w.f.Array(node["Kids"]) {
		if err := w.walk(kid, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// Inherited gives a page's value that may stand in the nodes above it.
func (f *File) Inherited(page Ref, key Name) any {
	d := f.Dict(page)
	for range maxDepth {
		if v := f.Get(d[key]); v != nil || d == nil {
			return v
		}
		d = f.Dict(d["Parent"])
	}
	return nil
}

// Box is a rectangle in points with its lower left corner first.
type Box struct{ X0, Y0, X1, Y1 float64 }

// Box reads a rectangle, whichever corners it names.
func (f *File) Box(o any) (Box, bool) {
	a := f.Array(o)
	if len(a) != 4 {
		return Box{}, false
	}
	x0, y0, x1, y1 := f.Number(a[0]), f.Number(a[1]), f.Number(a[2]), f.Number(a[3])
	return Box{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}, true
}

// Visible is the part of a page that is shown, in points: its crop box within its media box.
func (f *File) Visible(page Ref) Box {
	media, ok := f.Box(f.Inherited(page, "MediaBox"))
	if !ok {
		media = Box{0, 0, 612, 792}
	}
	crop, ok := f.Box(f.Inherited(page, "CropBox"))
	if !ok {
		return media
	}
	return Box{max(media.X0, crop.X0), max(media.Y0, crop.Y0), min(media.X1, crop.X1), min(media.Y1, crop.Y1)}
}
