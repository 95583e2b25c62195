package pdf

import (
	"bytes"
	"fmt"
)

// Open reads a file's cross-reference data. Objects are read when they are asked for.
func Open(data []byte) (*File, error) {
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return nil, broken("no PDF header", 0)
	}
	f := &File{
		Data: data, xref: map[int]Entry{}, cache: map[int]any{},
		doubtful: map[int]bool{}, packed: map[int]*packed{}, busy: map[int]bool{},
	}
	if err := f.findStart(); err != nil {
		return nil, err
	}
	if err := f.readSections(); err != nil {
		return nil, err
	}
	f.Trailer = f.Sections[0].Trailer
	for _, s := range f.Sections {
		if s.Trailer["Encrypt"] != nil {
			return nil, ErrEncrypted
		}
	}
	if f.Catalog() == nil {
		return nil, broken("no catalog", f.StartXref)
	}
	return f, nil
}

// findStart reads the last startxref.
func (f *File) findStart() error {
	at := bytes.LastIndex(f.Data, []byte("startxref"))
	if at < 0 {
		return broken("no startxref", len(f.Data))
	}
	l := &lexer{data: f.Data, pos: at + len("startxref")}
	l.skip()
	n, ok := l.digits(10)
	if !ok || n >= len(f.Data) {
		return broken("startxref", at)
	}
	f.StartXref = n
	return nil
}

// readSections follows the chain from the newest section to the oldest.
func (f *File) readSections() error {
	seen := map[int]bool{}
	for off := f.StartXref; ; {
		if seen[off] || off < 0 || off >= len(f.Data) {
			return broken("chain of cross-reference sections", off)
		}
		if len(f.Sections) >= maxSections {
			return fmt.Errorf("%w: updates", ErrLimit)
		}
		seen[off] = true
		s, err := f.section(off)
		if err != nil {
			return err
		}
		f.Sections = append(f.Sections, s)
		for _, e := range s.Entries {
			if _, newer := f.xref[e.Num]; !newer {
				f.xref[e.Num] = e
			}
		}
		if len(f.xref) > maxObjects {
			return fmt.Errorf("%w: objects", ErrLimit)
		}
		prev, more := s.Trailer["Prev"]
		if !more {
			return nil
		}
		n, ok := prev.(int64)
		if !ok {
			return broken("Prev", off)
		}
		off = int(n)
	}
}

func (f *File) section(off int) (Section, error) {
	l := &lexer{data: f.Data, pos: off}
	l.skip()
	if !l.starts("xref") {
		return f.streamSection(off)
	}
	l.pos += len("xref")
	s, err := f.tableSection(off, l)
	if err != nil {
		return s, err
	}
	at, hybrid := s.Trailer["XRefStm"].(int64)
	if !hybrid {
		return s, nil
	}
	s.Hybrid = true
	return s, f.mergeHybrid(&s, int(at))
}

// mergeHybrid adds what the stream of a hybrid section says of objects that its table hides.
func (f *File) mergeHybrid(s *Section, at int) error {
	hidden, err := f.streamSection(at)
	if err != nil {
		return err
	}
	shown := map[int]bool{}
	var entries []Entry
	for _, e := range s.Entries {
		if !e.Free {
			shown[e.Num] = true
			entries = append(entries, e)
		}
	}
	for _, e := range hidden.Entries {
		if !shown[e.Num] {
			shown[e.Num] = true
			entries = append(entries, e)
		}
	}
	for _, e := range s.Entries {
		if e.Free && !shown[e.Num] {
			entries = append(entries, e)
		}
	}
	s.Entries = entries
	return nil
}

// tableSection reads the subsections of a table and its trailer.
func (f *File) tableSection(off int, l *lexer) (Section, error) {
	s := Section{Offset: off}
	for {
		l.skip()
		if l.starts("trailer") {
			l.pos += len("trailer")
			d, err := l.value()
			if err != nil {
				return s, err
			}
			tr, ok := d.(Dict)
			if !ok || l.twice {
				return s, broken("trailer", off)
			}
			s.Trailer = tr
			return s, nil
		}
		if err := f.subsection(&s, l); err != nil {
			return s, err
		}
	}
}

func (f *File) subsection(s *Section, l *lexer) error {
	first, ok := l.digits(10)
	l.skip()
	count, ok2 := l.digits(10)
	if !ok || !ok2 || first+count > maxNumber+1 {
		return broken("cross-reference table", l.pos)
	}
	if count > maxObjects || len(s.Entries)+count > maxObjects {
		return fmt.Errorf("%w: objects", ErrLimit)
	}
	for k := range count {
		l.skip()
		off, ok1 := l.digits(10)
		l.skip()
		gen, ok2 := l.digits(5)
		l.skip()
		kind := l.regular()
		if !ok1 || !ok2 || len(kind) != 1 || kind[0] != 'n' && kind[0] != 'f' {
			return broken("cross-reference entry", l.pos)
		}
		s.Entries = append(s.Entries, Entry{Num: first + k, Gen: gen, Free: kind[0] == 'f', Offset: off})
	}
	return nil
}

// streamSection reads a cross-reference stream.
func (f *File) streamSection(off int) (Section, error) {
	o, _, err := f.objectAt(off, -1)
	if err != nil {
		return Section{}, err
	}
	st, ok := o.(*Stream)
	if !ok || st.Dict["Type"] != Name("XRef") {
		return Section{}, broken("cross-reference stream", off)
	}
	rows, err := f.Decode(st)
	if err != nil {
		return Section{}, err
	}
	s := Section{Offset: off, Trailer: st.Dict, Stream: true}
	widths, err := fieldWidths(st.Dict, off)
	if err != nil {
		return s, err
	}
	index, ok := st.Dict["Index"].(Array)
	if !ok {
		index = Array{int64(0), st.Dict["Size"]}
	}
	for i := 0; i+1 < len(index); i += 2 {
		first, ok := index[i].(int64)
		count, ok2 := index[i+1].(int64)
		if !ok || !ok2 || first < 0 || count < 0 || first > maxNumber || count > maxObjects || len(s.Entries)+int(count) > maxObjects {
			return s, broken("Index", off)
		}
		for k := range int(count) {
			e, rest, ok := rowEntry(int(first)+k, rows, widths)
			if !ok {
				return s, broken("cross-reference row", off)
			}
			s.Entries, rows = append(s.Entries, e), rest
		}
	}
	return s, nil
}

func fieldWidths(d Dict, off int) (w [3]int, err error) {
	a, _ := d["W"].(Array)
	if len(a) != 3 {
		return w, broken("W", off)
	}
	for i := range a {
		n, ok := a[i].(int64)
		if !ok || n < 0 || n > 7 {
			return w, broken("W", off)
		}
		w[i] = int(n)
	}
	if w[0]+w[1]+w[2] == 0 {
		return w, broken("W", off)
	}
	return w, nil
}

// rowEntry reads one row of a cross-reference stream.
func rowEntry(num int, rows []byte, w [3]int) (Entry, []byte, bool) {
	if len(rows) < w[0]+w[1]+w[2] {
		return Entry{}, nil, false
	}
	field := func(n, without int) int {
		if n == 0 {
			return without
		}
		v := 0
		for _, c := range rows[:n] {
			v = v<<8 | int(c)
		}
		rows = rows[n:]
		return v
	}
	kind, a, b := field(w[0], 1), field(w[1], 0), field(w[2], 0)
	switch kind {
	case 1:
		return Entry{Num: num, Offset: a, Gen: b}, rows, true
	case 2:
		return Entry{Num: num, Within: a, Index: b}, rows, a > 0 && a <= maxNumber
	}
	return Entry{Num: num, Free: true, Gen: b}, rows, true
}

// objectAt reads the indirect object at an offset, whose number must be num unless that is negative,
// and says where its endobj ends.
func (f *File) objectAt(off, num int) (any, int, error) {
	if off < 0 || off >= len(f.Data) {
		return nil, 0, broken("offset", off)
	}
	if f.parsed > reparse*len(f.Data)+1<<20 {
		return nil, 0, fmt.Errorf("%w: overlapping objects", ErrLimit)
	}
	l := &lexer{data: f.Data, pos: off}
	defer func() { f.parsed += l.pos - off }()
	l.skip()
	n, ok := l.digits(10)
	l.skip()
	_, ok2 := l.digits(5)
	l.skip()
	if !ok || !ok2 || !l.starts("obj") || num >= 0 && n != num {
		return nil, 0, broken(fmt.Sprintf("no object %d", num), off)
	}
	l.pos += len("obj")
	o, err := l.value()
	if err != nil {
		return nil, 0, err
	}
	if l.twice {
		f.doubtful[n] = true
	}
	l.skip()
	if d, ok := o.(Dict); ok && l.starts("stream") {
		if o, err = f.stream(l, d); err != nil {
			return nil, 0, err
		}
		l.skip()
	}
	if !l.starts("endobj") {
		return nil, 0, broken("no endobj", l.pos)
	}
	l.pos += len("endobj")
	return o, l.pos, nil
}

// stream reads the bytes of a stream, as long as its dictionary says.
func (f *File) stream(l *lexer, d Dict) (any, error) {
	l.pos += len("stream")
	if l.starts("\r\n") {
		l.pos++
	}
	if !l.starts("\n") {
		return nil, broken("stream", l.pos)
	}
	l.pos++
	start := l.pos
	n, ok := f.Int(d["Length"])
	if !ok || n < 0 || n > len(l.data)-start {
		return nil, broken("stream length", start)
	}
	l.pos += n
	for range 2 { // an end of line before the word is not counted
		if l.starts("\r") || l.starts("\n") {
			l.pos++
		}
	}
	if !l.starts("endstream") {
		return nil, broken("no endstream", l.pos)
	}
	l.pos += len("endstream")
	return &Stream{d, l.data[start : start+n]}, nil
}
