package pdf

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
)

// Revision is one update as it lies in the file, or the file's beginning.
type Revision struct {
	Start   int // where its bytes begin
	Last    int // after its end-of-file mark, without the end of line
	Objects map[int]int
	Section int // where its cross-reference section stands
}

// Revision reads the update that begins at a place, byte by byte: objects, cross-reference section, trailer, startxref
// and the end-of-file mark. Anything else between them, but for spaces and short comments, is an error: it would be read by
// some programs and not by others. Objects gives where each number stands.
func (f *File) Revision(start int) (Revision, error) {
	r := Revision{Start: start, Objects: map[int]int{}, Section: -1}
	l := &lexer{data: f.Data, pos: start}
	for {
		if err := l.innocent(); err != nil {
			return r, err
		}
		if l.starts("xref") || l.starts("startxref") {
			break
		}
		at := l.pos
		num, ok := l.digits(7)
		if !ok {
			return r, broken("neither an object nor the end of an update", at)
		}
		o, end, err := f.objectAt(at, num)
		if err != nil {
			return r, err
		}
		if _, twice := r.Objects[num]; twice || r.Section >= 0 {
			return r, broken("an object twice, or after the cross-reference section", at)
		}
		if s, ok := o.(*Stream); ok && s.Dict["Type"] == Name("XRef") {
			r.Section = at
		}
		r.Objects[num], l.pos = at, end
	}
	return r, f.revisionEnd(&r, l)
}

// revisionEnd reads from the cross-reference table, or from startxref, to the end-of-file mark.
func (f *File) revisionEnd(r *Revision, l *lexer) error {
	if l.starts("xref") {
		if r.Section >= 0 {
			return broken("two cross-reference sections", l.pos)
		}
		r.Section = l.pos
		l.pos += len("xref")
		if _, err := f.tableSection(r.Section, l); err != nil {
			return err
		}
		if err := l.innocent(); err != nil {
			return err
		}
	}
	if !l.starts("startxref") {
		return broken("no startxref", l.pos)
	}
	l.pos += len("startxref")
	l.skipSpace()
	n, ok := l.digits(10)
	l.skipSpace()
	if !ok || n != r.Section || !l.starts("%%EOF") {
		return broken("startxref", l.pos)
	}
	r.Last = l.pos + len("%%EOF")
	return nil
}

func (l *lexer) skipSpace() {
	for l.pos < len(l.data) && isSpace(l.data[l.pos]) {
		l.pos++
	}
}

// innocent passes spaces and comments that no program that searches for objects would take for something.
func (l *lexer) innocent() error {
	for {
		l.skipSpace()
		if !l.starts("%") {
			return nil
		}
		start := l.pos
		for l.pos < len(l.data) && l.data[l.pos] != '\n' && l.data[l.pos] != '\r' {
			l.pos++
		}
		c := l.data[start:l.pos]
		if len(c) > 128 || slices.ContainsFunc([]string{"obj", "xref", "trailer", "EOF", "PDF-"}, func(w string) bool { return bytes.Contains(c, []byte(w)) }) {
			return broken("comment", start)
		}
	}
}

// Numbers lists the objects in use, in order.
func (f *File) Numbers() []int {
	nums := make([]int, 0, len(f.xref))
	for n, e := range f.xref {
		if !e.Free {
			nums = append(nums, n)
		}
	}
	slices.Sort(nums)
	return nums
}

// Object reads the object of a number, with the reason if it cannot be read.
func (f *File) Object(num int) (any, error) {
	e, ok := f.xref[num]
	if !ok || e.Free {
		return nil, fmt.Errorf("%w: no object %d", ErrBroken, num)
	}
	if o := f.object(Ref{num, e.Gen}); o != nil {
		return o, nil
	}
	return f.load(e)
}

// Gen is the generation of an object in use.
func (f *File) Gen(num int) int { return f.xref[num].Gen }

// Same tells whether two objects are alike in every respect but how they are written.
func Same(a, b any) bool {
	switch x := a.(type) {
	case Array:
		y, ok := b.(Array)
		return ok && slices.EqualFunc(x, y, Same)
	case Dict:
		y, ok := b.(Dict)
		return ok && maps.EqualFunc(x, y, Same)
	case String:
		y, ok := b.(String)
		return ok && bytes.Equal(x.Bytes, y.Bytes)
	case *Stream:
		y, ok := b.(*Stream)
		return ok && Same(x.Dict, y.Dict) && bytes.Equal(x.Raw, y.Raw)
	case Raw:
		return false
	}
	return a == b
}

// References calls found with every reference in an object, itself included.
func References(o any, found func(Ref)) {
	switch v := o.(type) {
	case Ref:
		found(v)
	case Array:
		for _, x := range v {
			References(x, found)
		}
	case Dict:
		for _, x := range v {
			References(x, found)
		}
	case *Stream:
		References(v.Dict, found)
	}
}
