package pades

import (
	"slices"

	"sotay/internal/platform/pdf"
)

// warnings lists what the file does or carries beyond being read.
func (v *verifier) warnings() []Code { return Warnings(v.f) }

// Warnings lists what an open file does or carries beyond being read: scripts, programs that it starts, attachments. It looks at
// every object, whether or not a page leads to it.
func Warnings(f *pdf.File) []Code {
	w := warner{found: map[Code]bool{}}
	catalog := f.Catalog()
	w.found[HasOpenAction] = opens(f, catalog["OpenAction"]) || catalog["AA"] != nil
	w.found[HasXFA] = f.Dict(catalog["AcroForm"])["XFA"] != nil
	w.found[HasLayers] = len(f.Array(f.Dict(catalog["OCProperties"])["OCGs"])) > 0
	for _, n := range f.Numbers() {
		o, err := f.Object(n)
		w.found[HasBroken] = w.found[HasBroken] || err != nil
		w.found[HasDoubleKeys] = w.found[HasDoubleKeys] || f.Doubtful(n)
		w.look(o)
	}
	var out []Code
	for c, there := range w.found {
		if there {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

// opens tells whether an opening action does more than choose a page to show.
func opens(f *pdf.File, o any) bool {
	o = f.Get(o)
	d, action := o.(pdf.Dict)
	return action && f.Name(d["S"]) != "GoTo"
}

type warner struct{ found map[Code]bool }

func (w warner) look(o any) {
	switch v := o.(type) {
	case pdf.Array:
		for _, x := range v {
			w.look(x)
		}
	case pdf.Dict:
		w.dict(v)
	case *pdf.Stream:
		w.dict(v.Dict)
	}
}

func (w warner) dict(d pdf.Dict) {
	action, _ := d["S"].(pdf.Name)
	kind, _ := d["Subtype"].(pdf.Name)
	if c, ok := map[pdf.Name]Code{
		"JavaScript": HasScript, "Launch": HasLaunch, "GoToR": HasLaunch, "GoToE": HasLaunch, "ImportData": HasLaunch,
		"SubmitForm": HasSubmit, "Rendition": HasMedia, "Movie": HasMedia, "Sound": HasMedia, "RichMediaExecute": HasMedia,
	}[action]; ok {
		w.found[c] = true
	}
	if c, ok := map[pdf.Name]Code{
		"RichMedia": HasMedia, "Movie": HasMedia, "Sound": HasMedia, "Screen": HasMedia, "3D": HasMedia, "FileAttachment": HasAttachment,
	}[kind]; ok {
		w.found[c] = true
	}
	w.found[HasScript] = w.found[HasScript] || d["JS"] != nil
	w.found[HasAttachment] = w.found[HasAttachment] || d["EF"] != nil
	for _, x := range d {
		w.look(x)
	}
}
