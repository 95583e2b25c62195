package pades

import (
	"slices"

	"sotay/internal/platform/pdf"
)

// field is a field or a widget of a form.
type field struct {
	kind   pdf.Name // Sig, Tx, Btn, Ch
	name   string
	parent int
	filled bool // it, or one above it, has a value
}

// form holds the fields and widgets of a document by their numbers.
type form map[int]field

// others tells whether there are fields that are not signatures.
func (f form) others() bool {
	for _, x := range f {
		if x.kind != "Sig" {
			return true
		}
	}
	return false
}

func (f form) has(name string) bool {
	for _, x := range f {
		if x.name == name {
			return true
		}
	}
	return false
}

func readForm(f *pdf.File) form {
	out := form{}
	for _, o := range f.Array(f.Dict(f.Catalog()["AcroForm"])["Fields"]) {
		out.read(f, o, field{}, 0)
	}
	return out
}

func (f form) read(file *pdf.File, o any, above field, depth int) {
	r, ok := o.(pdf.Ref)
	if _, seen := f[r.Num]; !ok || seen || depth > 32 {
		return
	}
	d := file.Dict(r)
	x := field{kind: above.kind, name: above.name, parent: above.parent, filled: above.filled || file.Get(d["V"]) != nil}
	if k := file.Name(d["FT"]); k != "" {
		x.kind = k
	}
	if s, ok := file.Get(d["T"]).(pdf.String); ok {
		if x.name != "" {
			x.name += "."
		}
		x.name += readText(s)
	}
	f[r.Num] = x
	x.parent = r.Num
	for _, kid := range file.Array(d["Kids"]) {
		f.read(file, kid, x, depth+1)
	}
}

// newFields judges the fields that were added: each must be that of the signature which this update ends with.
func (s *step) newFields() {
	for _, r := range s.fields {
		d, ok := s.new.Get(r).(pdf.Dict)
		s.explained[r.Num] = true
		name, _ := s.new.Get(d["T"]).(pdf.String)
		if !ok || s.new.Doubtful(r.Num) || !plainField(s.new, d) || s.form.has(readText(name)) {
			s.refuse(ChangedForm)
			continue
		}
		s.signed(d)
	}
}

// plainField tells whether a field is a signature's with nothing but what that needs.
func plainField(f *pdf.File, d pdf.Dict) bool {
	for k := range d {
		switch k {
		case "Type", "Subtype", "FT", "T", "V", "P", "Rect", "F", "AP", "MK", "Lock", "SV", "DA", "DR", "Ff", "TU", "TM", "NM", "M", "Border", "BS", "H", "Q", "Lang":
		default:
			return false
		}
	}
	return f.Name(d["FT"]) == "Sig" && (d["Subtype"] == nil || f.Name(d["Subtype"]) == "Widget")
}

// signed judges a field that has got its signature.
func (s *step) signed(d pdf.Dict) {
	value, fresh := s.isNew(d["V"])
	at := slices.IndexFunc(s.h.all, func(x Signature) bool { return x.value == value.Num && x.end == s.end && x.State < Changed })
	if !fresh || at < 0 || !s.plainLook(d["AP"]) {
		s.refuse(ChangedForm)
		return
	}
	s.explain(d)
	x := s.h.all[at]
	c := Change{Kind: AddedSignature, Allowed: true, Page: x.Page, Field: x.Field}
	if x.Document {
		c.Kind = AddedStamp
	}
	if s.h.hides(x) {
		c.Kind, c.Allowed = HidingSeal, false
	}
	s.note(c)
}

// plainLook tells whether an appearance is one new form that is always shown.
func (s *step) plainLook(o any) bool {
	if o == nil {
		return true
	}
	d := s.new.Dict(o)
	look, fresh := s.isNew(d["N"])
	_, stream := s.new.Get(look).(*pdf.Stream)
	return len(d) == 1 && fresh && stream
}

// hides tells whether a seal takes most of its page or lies wholly over an earlier one.
func (h *history) hides(x Signature) bool {
	if x.Page == 0 {
		return false
	}
	p := h.v.f.Visible(h.v.pages[x.Page-1])
	return x.Box[2]*x.Box[3] > (p.X1-p.X0)/mm*(p.Y1-p.Y0)/mm/2
}

// cover notes when a later seal lies wholly over this one.
func (h *history) cover(i int) {
	s := &h.all[i]
	for _, x := range h.all[i+1:] {
		const slack = 1
		over := x.Box[0] <= s.Box[0]+slack && x.Box[1] <= s.Box[1]+slack &&
			x.Box[0]+x.Box[2] >= s.Box[0]+s.Box[2]-slack && x.Box[1]+x.Box[3] >= s.Box[1]+s.Box[3]-slack
		if s.Page > 0 && x.Page == s.Page && x.end > s.end && over {
			s.add(Covered)
		}
	}
}

// oldFields judges the fields that were there and that the update touches.
func (s *step) oldFields() {
	for num, was := range s.form {
		if !s.has[num] || s.same(num) {
			continue
		}
		r := pdf.Ref{Num: num, Gen: s.old.Gen(num)}
		a, b := s.old.Dict(r), s.new.Dict(r)
		_, plain := s.new.Get(r).(pdf.Dict)
		keys := differing(a, b)
		s.explained[num] = true
		switch {
		case !plain || s.new.Doubtful(num) || s.new.Gen(num) != r.Gen:
			s.refuse(ChangedForm)
		case was.kind == "Sig" && !was.filled && only(keys, "V", "AP") && slices.Contains(keys, "V"):
			s.signed(b)
		case was.kind == "Sig" && !was.filled && only(keys, "AP") && s.getsValue(was.parent) && s.plainLook(b["AP"]):
			s.explain(b["AP"])
		case was.kind != "Sig" && was.kind != "" && only(keys, "V", "AS", "AP", "I") && s.mayFill():
			s.note(Change{Kind: FilledForm, Allowed: true, Field: was.name})
			for _, k := range keys {
				s.explain(b[k])
			}
		default:
			s.note(Change{Kind: ChangedForm, Field: was.name})
		}
	}
}

func only(keys []pdf.Name, allowed ...pdf.Name) bool {
	return !slices.ContainsFunc(keys, func(k pdf.Name) bool { return !slices.Contains(allowed, k) })
}

// getsValue tells whether the field above a widget is signed in this update.
func (s *step) getsValue(parent int) bool {
	r := pdf.Ref{Num: parent, Gen: s.old.Gen(parent)}
	return parent != 0 && s.old.Get(s.old.Dict(r)["V"]) == nil && s.new.Get(s.new.Dict(r)["V"]) != nil
}

// mayFill tells whether fields may be filled in: a certifying signature must say so, and none may lock fields.
func (s *step) mayFill() bool {
	allowed := false
	for _, x := range s.h.all {
		if x.end == 0 || x.end > s.at.Start {
			continue
		}
		if x.locks {
			return false
		}
		allowed = allowed || x.Certifies == Forms || x.Certifies == FormsAndNote
	}
	return allowed
}
