package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
)

// Decode unpacks a stream that is plain or deflated, with or without a PNG predictor.
// Other filters are an error: they are for pictures, which are carried as they are.
func (f *File) Decode(s *Stream) ([]byte, error) {
	filter, parms := f.Get(s.Dict["Filter"]), f.Get(s.Dict["DecodeParms"])
	if a, ok := filter.(Array); ok {
		if len(a) > 1 {
			return nil, fmt.Errorf("%w: several filters", ErrLimit)
		}
		filter = nil
		if len(a) == 1 {
			filter = f.Get(a[0])
		}
		if p, ok := parms.(Array); ok && len(p) > 0 {
			parms = p[0]
		}
	}
	switch filter {
	case nil:
		return s.Raw, nil
	case Name("FlateDecode"):
	default:
		return nil, fmt.Errorf("%w: filter %.40v", ErrLimit, filter)
	}
	b, err := f.inflate(s.Raw)
	if err != nil {
		return nil, err
	}
	return f.unpredict(b, f.Dict(parms))
}

func (f *File) inflate(raw []byte) ([]byte, error) {
	zr, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	room := min(maxStream, maxUnpacked-f.unpacked)
	b, err := io.ReadAll(io.LimitReader(zr, int64(room)+1))
	f.unpacked += len(b)
	if len(b) > room {
		return nil, fmt.Errorf("%w: a stream unpacks to too much", ErrLimit)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return b, nil
}

// unpredict undoes the PNG filters that cross-reference streams are written with.
func (f *File) unpredict(b []byte, parms Dict) ([]byte, error) {
	predictor, _ := f.Int(parms["Predictor"])
	if predictor <= 1 {
		return b, nil
	}
	cols := 1
	if n, ok := f.Int(parms["Columns"]); ok {
		cols = n
	}
	if predictor < 10 || cols < 1 || cols > 1<<16 || parms["Colors"] != nil && parms["Colors"] != int64(1) {
		return nil, fmt.Errorf("%w: predictor %d", ErrLimit, predictor)
	}
	out := make([]byte, 0, len(b))
	above := make([]byte, cols)
	for ; len(b) > cols; b = b[cols+1:] {
		start := len(out)
		out = append(out, b[1:cols+1]...)
		row := out[start:]
		unfilter(b[0], row, above)
		above = row
	}
	return out, nil
}

func unfilter(kind byte, row, above []byte) {
	for i := range row {
		var left, corner byte
		if i > 0 {
			left, corner = row[i-1], above[i-1]
		}
		switch kind {
		case 1:
			row[i] += left
		case 2:
			row[i] += above[i]
		case 3:
			row[i] += byte((int(left) + int(above[i])) / 2)
		case 4:
			row[i] += paeth(int(left), int(above[i]), int(corner))
		}
	}
}

func paeth(left, above, corner int) byte {
	p := left + above - corner
	dl, da, dc := distance(p, left), distance(p, above), distance(p, corner)
	switch {
	case dl <= da && dl <= dc:
		return byte(left)
	case da <= dc:
		return byte(above)
	}
	return byte(corner)
}

func distance(a, b int) int { return max(a-b, b-a) }

// packed is an object stream, unpacked.
type packed struct {
	data  []byte
	nums  []int
	at    []int
	first int
}

// Packed lists the numbers of the objects in an object stream, in their order.
func (f *File) Packed(num int) ([]int, error) {
	p, err := f.unpack(num)
	if err != nil {
		return nil, err
	}
	return p.nums, nil
}

func (f *File) unpack(num int) (*packed, error) {
	if p, ok := f.packed[num]; ok {
		return p, nil
	}
	e, ok := f.xref[num]
	if !ok || e.Free || e.Within != 0 {
		return nil, broken("object stream", num)
	}
	s, ok := f.Get(Ref{num, e.Gen}).(*Stream)
	if !ok || s.Dict["Type"] != Name("ObjStm") {
		return nil, broken("object stream", num)
	}
	data, err := f.Decode(s)
	if err != nil {
		return nil, err
	}
	n, ok1 := f.Int(s.Dict["N"])
	first, ok2 := f.Int(s.Dict["First"])
	if !ok1 || !ok2 || n < 0 || n > maxObjects || first < 0 || first > len(data) {
		return nil, broken("object stream", num)
	}
	p := &packed{data: data, first: first}
	l := &lexer{data: data[:first], inner: true}
	for range n {
		l.skip()
		num, ok1 := l.digits(10)
		l.skip()
		off, ok2 := l.digits(10)
		if !ok1 || !ok2 || num > maxNumber || off > len(data)-first {
			return nil, broken("index of an object stream", e.Offset)
		}
		p.nums, p.at = append(p.nums, num), append(p.at, first+off)
	}
	f.packed[num] = p
	return p, nil
}

// unpackObject reads an object out of its object stream.
func (f *File) unpackObject(e Entry) (any, error) {
	p, err := f.unpack(e.Within)
	if err != nil {
		return nil, err
	}
	if e.Index >= len(p.nums) || p.nums[e.Index] != e.Num {
		return nil, broken("index of an object stream", e.Within)
	}
	if f.parsed > reparse*(len(f.Data)+f.unpacked)+1<<20 {
		return nil, fmt.Errorf("%w: overlapping objects", ErrLimit)
	}
	l := &lexer{data: p.data, pos: p.at[e.Index], inner: true}
	o, err := l.value()
	f.parsed += l.pos - p.at[e.Index]
	if l.twice {
		f.doubtful[e.Num] = true
	}
	return o, err
}
