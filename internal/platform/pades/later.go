package pades

import (
	"bytes"
	"maps"
	"slices"

	"sotay/internal/platform/pdf"
)

// judgeLater looks at what follows each signature. Every later update must be whole, and may hold nothing but what may follow
// a signature: what is not known to be harmless is a change.
func (v *verifier) judgeLater(all []Signature) {
	first := slices.IndexFunc(all, func(s Signature) bool { return s.end > 0 })
	if first < 0 {
		return
	}
	h := history{v: v, all: all}
	h.walk(all[first].end)
	for i := range all {
		s := &all[i]
		if s.end == 0 {
			continue
		}
		if !h.whole[s.end] {
			s.add(BadRevision)
		}
		for _, c := range h.changes {
			if c.after < s.end {
				continue
			}
			c := c.judged(s.Certifies)
			s.Later = append(s.Later, c)
			if !c.Allowed {
				s.add(AddedAfter)
			}
		}
		h.cover(i)
	}
}

// dated is a change with the end of the revision that it followed.
type dated struct {
	Change
	after int
}

// judged applies what a certifying signature allows, which is less than what may follow others.
func (d dated) judged(p Permission) Change {
	c := d.Change
	if p == NoChanges && (c.Kind == AddedSignature || c.Kind == FilledForm) {
		c.Allowed = false
	}
	return c
}

// history goes through the updates after the first signature.
type history struct {
	v       *verifier
	all     []Signature
	whole   map[int]bool // ends of revisions that are documents by themselves
	changes []dated
}

func (h *history) note(after int, c Change) { h.changes = append(h.changes, dated{c, after}) }

// walk opens the file as it was at the first signature and compares each update with what was before.
func (h *history) walk(end int) {
	h.whole = map[int]bool{}
	data := h.v.f.Data
	old, err := pdf.Open(data[:end])
	if err != nil || !ended(old) {
		h.note(end, Change{Kind: LooseBytes})
		return
	}
	h.whole[end] = true
	if end == len(data) {
		return
	}
	missing := danglingIn(old)
	for n := 0; end < len(data); n++ {
		r, err := h.v.f.Revision(end)
		if err != nil || n == maxRevisions {
			h.note(end, Change{Kind: LooseBytes})
			return
		}
		next := h.endOf(r)
		fresh, err := pdf.Open(data[:next])
		if err != nil || !follows(fresh, old, r) {
			h.note(end, Change{Kind: LooseBytes})
			return
		}
		h.whole[next] = true
		s := h.step(old, fresh, r, next, missing)
		s.judge()
		for _, c := range s.changes {
			h.note(end, c)
		}
		s.collectMissing()
		old, end = fresh, next
	}
}

// endOf is where a revision ends: where a signature says so, if only spaces are between, else after one end of line.
func (h *history) endOf(r pdf.Revision) int {
	data := h.v.f.Data
	for _, s := range h.all {
		if s.end >= r.Last && len(bytes.Trim(data[r.Last:s.end], " \r\n\t")) == 0 {
			return s.end
		}
	}
	for _, eol := range []string{"\r\n", "\n", "\r"} {
		if bytes.HasPrefix(data[r.Last:], []byte(eol)) {
			return r.Last + len(eol)
		}
	}
	return r.Last
}

// ended tells whether a document ends with its end-of-file mark.
func ended(f *pdf.File) bool {
	at := bytes.LastIndex(f.Data, []byte("startxref"))
	tail := bytes.TrimLeft(f.Data[at+len("startxref"):], "0123456789 \r\n\t")
	return bytes.HasPrefix(tail, []byte("%%EOF")) && len(bytes.Trim(tail[len("%%EOF"):], " \r\n\t\x00")) == 0
}

// follows tells whether a document is an older one with exactly this update.
func follows(f, old *pdf.File, r pdf.Revision) bool {
	if len(f.Sections) != len(old.Sections)+1 || f.Sections[0].Offset != r.Section || f.Sections[0].Hybrid {
		return false
	}
	for i, s := range old.Sections {
		if f.Sections[i+1].Offset != s.Offset {
			return false
		}
	}
	listed := map[int]bool{}
	for _, e := range f.Sections[0].Entries {
		if listed[e.Num] {
			return false
		}
		listed[e.Num] = true
		at, here := r.Objects[e.Num]
		if e.Within > 0 {
			_, here = r.Objects[e.Within]
			at = e.Offset
		}
		if !e.Free && (!here || at != e.Offset) {
			return false
		}
	}
	for n, at := range r.Objects { // a cross-reference stream need not name itself
		if !listed[n] && at != r.Section {
			return false
		}
	}
	return true
}

// danglingIn lists the numbers that a document refers to without having them: an update that gives one of them a meaning
// changes what was there.
func danglingIn(f *pdf.File) map[int]bool {
	out := map[int]bool{}
	for _, n := range f.Numbers() {
		dangling(f, n, out)
	}
	pdf.References(f.Trailer, func(r pdf.Ref) { noteDangling(f, r, out) })
	return out
}

func dangling(f *pdf.File, num int, out map[int]bool) {
	pdf.References(f.Get(pdf.Ref{Num: num, Gen: f.Gen(num)}), func(r pdf.Ref) { noteDangling(f, r, out) })
}

func noteDangling(f *pdf.File, r pdf.Ref, out map[int]bool) {
	if e, ok := f.Entry(r.Num); !ok || e.Free || e.Gen != r.Gen {
		out[r.Num] = true
	}
}

// step is one update with what was before and after it.
type step struct {
	h         *history
	old, new  *pdf.File
	at        pdf.Revision
	end       int
	missing   map[int]bool
	explained map[int]bool // objects of the update that are known to be harmless
	changes   []Change
	fields    []pdf.Ref    // new signature fields
	form      form         // what the older form holds
	has       map[int]bool // numbers of the update's objects
	packs     map[int]bool // those that hold other objects
}

func (h *history) step(old, fresh *pdf.File, r pdf.Revision, end int, missing map[int]bool) *step {
	s := &step{
		h: h, old: old, new: fresh, at: r, end: end, missing: missing,
		explained: map[int]bool{}, has: map[int]bool{}, packs: map[int]bool{}, form: readForm(old),
	}
	for _, e := range fresh.Sections[0].Entries {
		s.has[e.Num] = true
		if !e.Free && e.Within > 0 {
			s.packs[e.Within] = true
		}
	}
	return s
}

func (s *step) note(c Change) {
	if !slices.Contains(s.changes, c) {
		s.changes = append(s.changes, c)
	}
}

func (s *step) refuse(kind Code) { s.note(Change{Kind: kind}) }

// judge explains every object of the update or calls it a change.
func (s *step) judge() {
	s.trailer()
	s.catalog()
	s.newFields()
	s.oldFields()
	s.pages()
	for _, e := range s.new.Sections[0].Entries {
		if !s.explained[e.Num] && e.Num != 0 {
			s.explainAlone(e)
		}
	}
	if len(s.changes) == 0 {
		s.refuse(HiddenObjects) // an update without a purpose
	}
}

// explainAlone judges an object that nothing allowed leads to.
func (s *step) explainAlone(e pdf.Entry) {
	was, had := s.old.Entry(e.Num)
	had = had && !was.Free
	isSection := !e.Free && e.Within == 0 && e.Offset == s.at.Section
	switch {
	case e.Free && !had, isSection && !had && !s.missing[e.Num]:
	case s.packs[e.Num] && !had && !s.missing[e.Num]:
	case !e.Free && had && s.same(e.Num):
	case had:
		s.refuse(s.kindOf(e.Num))
	default:
		s.refuse(HiddenObjects)
	}
}

// same tells whether an object was only written again.
func (s *step) same(num int) bool {
	if s.new.Doubtful(num) || s.new.Gen(num) != s.old.Gen(num) {
		return false
	}
	a, err1 := s.old.Object(num)
	b, err2 := s.new.Object(num)
	return err1 == nil && err2 == nil && !s.new.Doubtful(num) && pdf.Same(a, b)
}

// kindOf guesses what a changed object was, for people.
func (s *step) kindOf(num int) Code {
	o := s.old.Get(pdf.Ref{Num: num, Gen: s.old.Gen(num)})
	d := s.old.Dict(o)
	_, stream := o.(*pdf.Stream)
	switch kind := s.old.Name(d["Type"]); {
	case kind == "Page" || kind == "Pages":
		return ChangedPages
	case kind == "Metadata":
		return ChangedMetadata
	case kind == "Catalog":
		return ChangedDocument
	case kind == "Annot" || d["Rect"] != nil:
		return ChangedNotes
	case d["FT"] != nil || s.form[num].kind != "":
		return ChangedForm
	case stream || kind == "Font" || kind == "FontDescriptor":
		return ChangedContent
	}
	return ChangedDocument
}

// isNew tells whether a reference leads to an object that came with this update under a number of its own.
func (s *step) isNew(o any) (pdf.Ref, bool) {
	r, ok := o.(pdf.Ref)
	if !ok || s.missing[r.Num] {
		return r, false
	}
	if was, had := s.old.Entry(r.Num); had && !was.Free {
		return r, false
	}
	e, ok := s.new.Entry(r.Num)
	return r, ok && !e.Free && e.Gen == r.Gen && s.has[r.Num]
}

// explain marks everything new that an allowed addition leads to.
func (s *step) explain(o any) {
	todo := []any{o}
	for len(todo) > 0 {
		o := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		pdf.References(o, func(r pdf.Ref) {
			if _, fresh := s.isNew(r); !fresh || s.explained[r.Num] {
				return
			}
			s.explained[r.Num] = true
			x := s.new.Get(r)
			if s.new.Doubtful(r.Num) {
				s.refuse(HiddenObjects)
			}
			todo = append(todo, x)
		})
	}
}

// collectMissing adds what the update's own objects refer to in vain.
func (s *step) collectMissing() {
	for _, e := range s.new.Sections[0].Entries {
		if !e.Free {
			dangling(s.new, e.Num, s.missing)
		}
	}
}

// differing lists the keys whose values are not the same, in order.
func differing(a, b pdf.Dict) (out []pdf.Name) {
	for _, k := range slices.Sorted(maps.Keys(a)) {
		if y, ok := b[k]; !ok || !pdf.Same(a[k], y) {
			out = append(out, k)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[k]; !ok {
			out = append(out, k)
		}
	}
	return out
}
