package pades

import (
	"slices"

	"sotay/internal/platform/pdf"
)

// role marks an object that stands where the older document had one of the same role, or that is new.
func (s *step) role(was, is any) {
	r, ok := is.(pdf.Ref)
	if !ok || !s.has[r.Num] {
		return
	}
	if _, fresh := s.isNew(r); fresh || pdf.Same(was, is) {
		s.explained[r.Num] = true
		s.new.Get(r)
		if s.new.Doubtful(r.Num) {
			s.refuse(ChangedDocument)
		}
	}
}

// trailer compares what the trailers say of the document.
func (s *step) trailer() {
	was, is := s.old.Trailer, s.new.Trailer
	for _, k := range differing(was, is) {
		switch k {
		case "Size", "Prev", "Type", "W", "Index", "Filter", "DecodeParms", "Length", "Info", "XRefStm":
		case "ID":
			a, b := s.old.Array(was[k]), s.new.Array(is[k])
			if len(a) > 0 && (len(b) == 0 || !pdf.Same(a[0], b[0])) {
				s.refuse(ChangedDocument)
			}
		default:
			if is[k] != nil { // what older trailers said may be left out
				s.refuse(ChangedDocument)
			}
		}
	}
	if !pdf.Same(was["Root"], is["Root"]) {
		s.refuse(ChangedDocument)
	}
	s.info(was["Info"], is["Info"])
}

// info allows the time and the program of saving to change.
func (s *step) info(was, is any) {
	s.role(was, is)
	a, b := s.old.Dict(was), s.new.Dict(is)
	for _, k := range differing(a, b) {
		_, text := s.new.Get(b[k]).(pdf.String)
		if k != "ModDate" && k != "Producer" || !text {
			s.refuse(ChangedMetadata)
			return
		}
		s.note(Change{Kind: SavedAgain, Allowed: true})
	}
}

// catalog compares the roots. Only the form and the evidence may differ, each by rules of its own.
func (s *step) catalog() {
	s.role(s.old.Trailer["Root"], s.new.Trailer["Root"])
	was, is := s.old.Catalog(), s.new.Catalog()
	for _, k := range differing(was, is) {
		switch {
		case k == "AcroForm" || k == "DSS":
		case k == "Extensions" && was[k] == nil:
			s.explain(is[k])
		default:
			s.refuse(ChangedDocument)
		}
	}
	s.acroForm(was["AcroForm"], is["AcroForm"])
	s.evidence(was["DSS"], is["DSS"])
}

// acroForm compares the forms: new signature fields may come, and the notes on the form that come with the first.
func (s *step) acroForm(was, is any) {
	s.role(was, is)
	a, b := s.old.Dict(was), s.new.Dict(is)
	for _, k := range differing(a, b) {
		switch k {
		case "Fields":
		case "SigFlags":
			x, _ := s.old.Int(a[k])
			y, ok := s.new.Int(b[k])
			if !ok || x&y != x || y > 3 {
				s.refuse(ChangedForm)
			}
		case "DR", "DA":
			if a[k] != nil || s.form.others() {
				s.refuse(ChangedForm)
			}
			s.explain(b[k])
		default:
			s.refuse(ChangedForm)
		}
	}
	s.role(a["Fields"], b["Fields"])
	added, kept := s.grown(a["Fields"], b["Fields"])
	for _, r := range added {
		if _, fresh := s.isNew(r); !fresh {
			kept = false
			continue
		}
		s.fields = append(s.fields, r)
	}
	if !kept {
		s.refuse(ChangedForm)
	}
}

// grown tells whether a list holds all that it held, in order, and what else.
func (s *step) grown(was, is any) (added []pdf.Ref, kept bool) {
	rest, kept := s.old.Array(was), true
	for _, o := range s.new.Array(is) {
		if len(rest) > 0 && pdf.Same(rest[0], o) {
			rest = rest[1:]
			continue
		}
		r, ok := o.(pdf.Ref)
		if !ok || slices.Contains(added, r) {
			kept = false
			continue
		}
		added = append(added, r)
	}
	return added, kept && len(rest) == 0
}

// evidence compares the stores of certificates and revocation lists, which only those who check look into.
func (s *step) evidence(was, is any) {
	a, b := s.old.Dict(was), s.new.Dict(is)
	changed := !pdf.Same(was, is) || !pdf.Same(a, b)
	s.role(was, is)
	for _, k := range []pdf.Name{"Certs", "CRLs", "OCSPs", "VRI"} {
		changed = changed || !pdf.Same(s.old.Get(a[k]), s.new.Get(b[k]))
		s.role(a[k], b[k])
	}
	if !changed {
		return
	}
	if b == nil {
		s.refuse(ChangedDocument)
		return
	}
	for k := range b {
		if !slices.Contains([]pdf.Name{"Type", "Certs", "CRLs", "OCSPs", "VRI"}, k) {
			s.refuse(ChangedDocument)
		}
	}
	s.explain(b)
	for _, k := range []pdf.Name{"Certs", "CRLs", "OCSPs", "VRI"} {
		s.explain(s.new.Get(b[k]))
	}
	s.note(Change{Kind: AddedEvidence, Allowed: true})
}

// pages compares the pages that the update touches: only the widgets of new signatures may come.
func (s *step) pages() {
	for i, p := range s.h.v.pages {
		list, indirect := s.h.v.f.Dict(p)["Annots"].(pdf.Ref)
		if !s.has[p.Num] && !(indirect && s.has[list.Num]) {
			continue
		}
		s.page(p, i+1)
	}
}

func (s *step) page(p pdf.Ref, number int) {
	if s.old.Name(s.old.Dict(p)["Type"]) == "Page" {
		s.role(p, p)
	}
	a, b := s.old.Dict(p), s.new.Dict(p)
	for _, k := range differing(a, b) {
		switch k {
		case "Annots":
		case "Contents", "Resources":
			s.note(Change{Kind: ChangedContent, Page: number})
		default:
			s.note(Change{Kind: ChangedPages, Page: number})
		}
	}
	s.role(a["Annots"], b["Annots"])
	added, kept := s.grown(a["Annots"], b["Annots"])
	for _, r := range added {
		kept = kept && slices.Contains(s.fields, r)
	}
	if !kept {
		s.note(Change{Kind: ChangedNotes, Page: number})
	}
}
