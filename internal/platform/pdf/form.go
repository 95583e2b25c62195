package pdf

import "fmt"

// AddPageAsForm adds the one page of another file as a form XObject, to be drawn by an annotation.
func (u *Update) AddPageAsForm(file []byte, matrix Array) (Ref, error) {
	f, err := Open(file)
	if err != nil {
		return Ref{}, err
	}
	pages, err := f.Pages()
	if err != nil {
		return Ref{}, err
	}
	content, ok := f.Get(f.Dict(pages[0])["Contents"]).(*Stream)
	if !ok || len(pages) > 1 {
		return Ref{}, fmt.Errorf("%w: not one page with one content", ErrLimit)
	}
	c := carrier{u: u, from: f, refs: map[int]Ref{}}
	box := f.Visible(pages[0])
	d := Dict{
		"Type": Name("XObject"), "Subtype": Name("Form"), "Matrix": matrix, "BBox": Array{box.X0, box.Y0, box.X1, box.Y1},
		"Resources": c.carry(f.Inherited(pages[0], "Resources"), 0),
	}
	if filter := content.Dict["Filter"]; filter != nil {
		d["Filter"] = c.carry(filter, 0)
	}
	return u.Add(&Stream{d, content.Raw}), nil
}

// carrier copies objects from one file into an update of another.
type carrier struct {
	u    *Update
	from *File
	refs map[int]Ref
}

func (c carrier) carry(o any, depth int) any {
	if depth > maxDepth*2 {
		return nil
	}
	switch v := o.(type) {
	case Ref:
		if r, ok := c.refs[v.Num]; ok {
			return r
		}
		r := c.u.Add(nil)
		c.refs[v.Num] = r
		c.u.Set(r, c.carry(c.from.Get(v), depth+1))
		return r
	case Array:
		out := make(Array, len(v))
		for i := range v {
			out[i] = c.carry(v[i], depth+1)
		}
		return out
	case Dict:
		return c.dict(v, depth)
	case *Stream:
		return &Stream{c.dict(v.Dict, depth), v.Raw}
	}
	return o
}

// dict leaves out the way back up, which would carry the whole file along. Keys are taken in order, so that
// new objects get the same numbers each time.
func (c carrier) dict(d Dict, depth int) Dict {
	out := Dict{}
	for _, k := range keys(d) {
		if k != "Parent" {
			out[k] = c.carry(d[k], depth+1)
		}
	}
	return out
}
