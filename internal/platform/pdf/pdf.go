// Package pdf reads the objects of a PDF and writes incremental updates, which add to a
// file without touching a byte of it.
//
// It promises that
//   - any input ends in an answer or an error, never in a panic: nesting, the number of
//     objects, chains of cross-reference sections and what streams may unpack to are bounded;
//   - nothing is guessed: a file whose cross-reference data or stream lengths are wrong is
//     refused, because programs that repair such files each show something else;
//   - the same update of the same file gives the same bytes.
//
// Encrypted files are refused with ErrEncrypted. Fonts, pictures and page contents are
// carried, not understood.
package pdf

import "errors"

// What can be wrong with a file, for errors.Is.
var (
	ErrBroken    = errors.New("pdf: not a well-formed PDF")
	ErrEncrypted = errors.New("pdf: the file is encrypted")
	ErrLimit     = errors.New("pdf: the file is beyond what is read")
)

// Bounds on what a file may ask of its reader.
const (
	maxDepth    = 64        // of arrays and dictionaries in each other
	maxObjects  = 400_000   // entries of all cross-reference sections together
	maxNumber   = 8_388_607 // the highest object number of the standard
	maxSections = 1_000     // cross-reference sections, so updates
	maxStream   = 64 << 20  // bytes one stream unpacks to
	maxUnpacked = 192 << 20 // bytes all streams of a file unpack to
	maxPages    = 20_000
	maxBusy     = 16 // objects that need each other to be read: a stream, its length, its object stream
	reparse     = 8  // times the size of the file that is parsed before giving up on it
)

// Name is a name object, without its slash.
type Name string

// String is a string object.
type String struct {
	Bytes []byte
	At    int // where its opening bracket stands in the file; -1 inside object streams and when made here
}

// Array is an array object.
type Array []any

// Dict is a dictionary object. Values are nil, bool, int64, float64, Name, String, Array, Dict or Ref.
type Dict map[Name]any

// Ref is a reference to an indirect object.
type Ref struct{ Num, Gen int }

// Stream is a stream object with its bytes as they stand in the file.
type Stream struct {
	Dict Dict
	Raw  []byte
}

// Raw is written into an update as it is.
type Raw []byte

// Room is written into an update as a string of so many bytes that are to be filled in.
type Room int

// Len is how long a room is in the file.
func (r Room) Len() int { return 2*int(r) + 2 }

// File is an open PDF. It is not safe for use by several goroutines.
type File struct {
	Data      []byte
	Trailer   Dict
	StartXref int       // where the newest cross-reference section stands
	Sections  []Section // newest first

	xref     map[int]Entry
	cache    map[int]any
	doubtful map[int]bool
	packed   map[int]*packed
	busy     map[int]bool
	parsed   int // bytes parsed so far
	unpacked int // bytes unpacked so far
	pages    []Ref
}

// Section is one cross-reference section with its trailer.
type Section struct {
	Offset  int
	Trailer Dict
	Stream  bool // a cross-reference stream
	Hybrid  bool // a table that sends newer readers on to a stream
	Entries []Entry
}

// Entry says where an object is.
type Entry struct {
	Num, Gen int
	Free     bool
	Offset   int // in the file, unless Within
	Within   int // number of the object stream that holds it, or 0
	Index    int // its place in that stream
}

// Get follows references. What is missing or broken is nil, as the standard has it.
func (f *File) Get(o any) any {
	for range 16 {
		r, ok := o.(Ref)
		if !ok {
			return o
		}
		o = f.object(r)
	}
	return nil
}

func (f *File) object(r Ref) any {
	e, ok := f.xref[r.Num]
	if !ok || e.Free || e.Gen != r.Gen {
		return nil
	}
	if o, ok := f.cache[r.Num]; ok {
		return o
	}
	if f.busy[r.Num] || len(f.busy) > maxBusy {
		return nil
	}
	f.busy[r.Num] = true
	defer delete(f.busy, r.Num)
	o, err := f.load(e)
	if err != nil {
		o = nil
	}
	f.cache[r.Num] = o
	return o
}

func (f *File) load(e Entry) (any, error) {
	if e.Within > 0 {
		return f.unpackObject(e)
	}
	o, _, err := f.objectAt(e.Offset, e.Num)
	return o, err
}

// Dict gives a dictionary, or that of a stream, and nil for anything else.
func (f *File) Dict(o any) Dict {
	switch v := f.Get(o).(type) {
	case Dict:
		return v
	case *Stream:
		return v.Dict
	}
	return nil
}

// Array gives an array, and nil for anything else.
func (f *File) Array(o any) Array {
	a, _ := f.Get(o).(Array)
	return a
}

// Name gives a name, and "" for anything else.
func (f *File) Name(o any) Name {
	n, _ := f.Get(o).(Name)
	return n
}

// Int gives a whole number that fits an int.
func (f *File) Int(o any) (int, bool) {
	n, ok := f.Get(o).(int64)
	return int(n), ok
}

// Number gives a number, whole or not, and 0 for anything else.
func (f *File) Number(o any) float64 {
	switch n := f.Get(o).(type) {
	case int64:
		return float64(n)
	case float64:
		return n
	}
	return 0
}

// Entry says where the object of a number is.
func (f *File) Entry(num int) (Entry, bool) {
	e, ok := f.xref[num]
	return e, ok
}

// Doubtful tells whether the object has a dictionary with the same key twice, of
// which one reader takes the first and another the last. It must have been read before.
func (f *File) Doubtful(num int) bool { return f.doubtful[num] }

// Catalog gives the root of the document.
func (f *File) Catalog() Dict { return f.Dict(f.Trailer["Root"]) }

// Size is one more than the highest object number in use.
func (f *File) Size() int {
	size := 1
	for n := range f.xref {
		size = max(size, n+1)
	}
	if n, ok := f.Trailer["Size"].(int64); ok && n <= maxNumber {
		size = max(size, int(n))
	}
	return size
}
