package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Update collects objects to be appended to a file.
type Update struct {
	file    *File
	objects map[int]any
	gens    map[int]int
	next    int
}

// NewUpdate begins an update.
func NewUpdate(f *File) *Update {
	return &Update{file: f, objects: map[int]any{}, gens: map[int]int{}, next: f.Size()}
}

// Add gives an object a number of its own.
func (u *Update) Add(o any) Ref {
	r := Ref{Num: u.next}
	u.next++
	u.objects[r.Num] = o
	return r
}

// Set replaces an object.
func (u *Update) Set(r Ref, o any) { u.objects[r.Num], u.gens[r.Num] = o, r.Gen }

// Dict gives a copy of a dictionary as the update has it so far.
func (u *Update) Dict(r Ref) Dict {
	if d, ok := u.objects[r.Num].(Dict); ok {
		return maps.Clone(d)
	}
	if d := u.file.Dict(r); d != nil {
		return maps.Clone(d)
	}
	return Dict{}
}

// Bytes gives the file with the update at its end.
func (u *Update) Bytes() []byte {
	b, _ := u.BytesWith(Ref{})
	return b
}

// BytesWith is Bytes, and says where in it one of the update's objects begins.
func (u *Update) BytesWith(r Ref) (b []byte, at int) {
	old := u.file.Data
	size := len(old) + 2048 + 64*len(u.objects)
	for _, o := range u.objects {
		size += weight(o)
	}
	b = append(make([]byte, 0, size), old...)
	if b[len(b)-1] != '\n' {
		b = append(b, '\n')
	}
	nums := slices.Sorted(maps.Keys(u.objects))
	offsets := make([]int, len(nums), len(nums)+1)
	for i, n := range nums {
		offsets[i] = len(b)
		if n == r.Num {
			at = len(b)
		}
		b = append(strconv.AppendInt(b, int64(n), 10), ' ')
		b = append(strconv.AppendInt(b, int64(u.gens[n]), 10), " obj\n"...)
		b = append(Append(b, u.objects[n]), "\nendobj\n"...)
	}
	start := len(b)
	if u.file.Sections[0].Stream {
		b = u.appendStreamSection(b, append(nums, u.next), append(offsets, start))
	} else {
		b = u.appendTable(b, nums, offsets)
	}
	return fmt.Appendf(b, "startxref\n%d\n%%%%EOF\n", start), at
}

// weight is about how long an object is when written.
func weight(o any) int {
	switch v := o.(type) {
	case *Stream:
		return len(v.Raw)
	case Raw:
		return len(v)
	case Room:
		return v.Len()
	case Dict:
		n := 0
		for _, x := range v {
			n += 32 + weight(x)
		}
		return n
	}
	return 32
}

// trailer carries over what identifies the document.
func (u *Update) trailer(size int) Dict {
	d := Dict{"Prev": u.file.StartXref, "Size": size}
	for _, k := range []Name{"Root", "Info", "ID"} {
		if v, ok := u.file.Trailer[k]; ok {
			d[k] = v
		}
	}
	return d
}

// runs gives the stretches of consecutive numbers as first index and length.
func runs(nums []int) (out [][2]int) {
	for i := 0; i < len(nums); {
		j := i + 1
		for j < len(nums) && nums[j] == nums[i]+j-i {
			j++
		}
		out = append(out, [2]int{i, j - i})
		i = j
	}
	return out
}

func (u *Update) appendTable(b []byte, nums, offsets []int) []byte {
	b = append(b, "xref\n"...)
	for _, run := range runs(nums) {
		b = fmt.Appendf(b, "%d %d\n", nums[run[0]], run[1])
		for i := run[0]; i < run[0]+run[1]; i++ {
			b = fmt.Appendf(b, "%010d %05d n\r\n", offsets[i], u.gens[nums[i]])
		}
	}
	b = append(b, "trailer\n"...)
	return append(Append(b, u.trailer(u.next)), '\n')
}

func (u *Update) appendStreamSection(b []byte, nums, offsets []int) []byte {
	var index Array
	var rows []byte
	for _, run := range runs(nums) {
		index = append(index, nums[run[0]], run[1])
		for i := run[0]; i < run[0]+run[1]; i++ {
			o, g := offsets[i], u.gens[nums[i]]
			rows = append(rows, 1, byte(o>>32), byte(o>>24), byte(o>>16), byte(o>>8), byte(o), byte(g>>8), byte(g))
		}
	}
	d := u.trailer(u.next + 1)
	d["Type"], d["W"], d["Index"] = Name("XRef"), Array{1, 5, 2}, index
	b = fmt.Appendf(b, "%d 0 obj\n", u.next)
	return append(Append(b, &Stream{d, rows}), "\nendobj\n"...)
}
