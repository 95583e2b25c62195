package pades

import (
	"maps"
	"strconv"
	"strings"

	"sotay/internal/platform/pdf"
)

// edit adds a signature's field to a document.
type edit struct {
	f *pdf.File
	u *pdf.Update
}

// addField puts a field with its widget into the form and on its page.
func (e edit) addField(value pdf.Ref, o Options) error {
	root, ok := e.f.Trailer["Root"].(pdf.Ref)
	if !ok {
		return ErrForm
	}
	catalog := e.u.Dict(root)
	form := maps.Clone(e.f.Dict(catalog["AcroForm"]))
	if form == nil {
		form = pdf.Dict{}
	}
	fields := e.f.Array(form["Fields"])
	if err := e.mayTake(catalog, form, o); err != nil {
		return err
	}
	widget := pdf.Dict{
		"Type": pdf.Name("Annot"), "Subtype": pdf.Name("Widget"), "FT": pdf.Name("Sig"), "F": 132,
		"T": text(e.fieldName(o.Field, fields)), "V": value,
	}
	if err := e.place(widget, o.Seal); err != nil {
		return err
	}
	field := e.u.Add(widget)
	if err := e.addToPage(widget["P"].(pdf.Ref), field); err != nil {
		return err
	}
	form["Fields"] = append(append(pdf.Array{}, fields...), field)
	form["SigFlags"] = 3
	if o.Certify != Approve {
		catalog["Perms"] = pdf.Dict{"DocMDP": value}
	}
	if r, ok := catalog["AcroForm"].(pdf.Ref); ok {
		e.u.Set(r, form)
	} else {
		catalog["AcroForm"] = e.u.Add(form)
	}
	e.u.Set(root, catalog)
	return nil
}

// mayTake tells whether the document takes a further signature.
func (e edit) mayTake(catalog, form pdf.Dict, o Options) error {
	flags, _ := e.f.Int(form["SigFlags"])
	switch {
	case form["XFA"] != nil:
		return ErrForm
	case certified(e.f, catalog) == NoChanges && !o.stamps:
		return ErrCertified
	case o.Certify < Approve || o.Certify > FormsAndNote || o.Certify != Approve && flags != 0:
		return ErrNotFirst
	}
	return nil
}

// certified is what a document's certifying signature allows; Approve if there is none.
func certified(f *pdf.File, catalog pdf.Dict) Permission {
	value := f.Dict(f.Dict(catalog["Perms"])["DocMDP"])
	if value == nil {
		return Approve
	}
	return docMDP(f, value)
}

// docMDP is what a signature allows to follow it. Without a number it is Forms, as the standard has it.
func docMDP(f *pdf.File, value pdf.Dict) Permission {
	for _, o := range f.Array(value["Reference"]) {
		ref := f.Dict(o)
		if f.Name(ref["TransformMethod"]) != "DocMDP" {
			continue
		}
		if p, ok := f.Int(f.Dict(ref["TransformParams"])["P"]); ok && p >= int(NoChanges) && p <= int(FormsAndNote) {
			return Permission(p)
		}
		return Forms
	}
	return Approve
}

// fieldName is the name that was asked for, or the next that is free.
func (e edit) fieldName(asked string, fields pdf.Array) string {
	taken := map[string]bool{}
	for _, r := range fields {
		if s, ok := e.f.Get(e.f.Dict(r)["T"]).(pdf.String); ok {
			taken[readText(s)] = true
		}
	}
	asked = strings.ReplaceAll(asked, ".", "-") // a point would name a part of another field
	if asked == "" {
		asked = "Signature" + strconv.Itoa(len(fields)+1)
	}
	name := asked
	for n := 2; taken[name]; n++ {
		name = asked + "-" + strconv.Itoa(n)
	}
	return name
}

// addToPage lists the widget among the page's annotations.
func (e edit) addToPage(page, widget pdf.Ref) error {
	d := e.u.Dict(page)
	list := append(append(pdf.Array{}, e.f.Array(d["Annots"])...), widget)
	if r, ok := d["Annots"].(pdf.Ref); ok {
		e.u.Set(r, list)
		return nil
	}
	d["Annots"] = list
	e.u.Set(page, d)
	return nil
}

// place gives the widget its page, rectangle and look.
func (e edit) place(widget pdf.Dict, s *Seal) error {
	pages, err := e.f.Pages()
	if err != nil {
		return err
	}
	if s == nil {
		widget["P"], widget["Rect"] = pages[0], pdf.Array{0, 0, 0, 0}
		return nil
	}
	return s.place(e, widget, pages)
}
