package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Append writes an object. Numbers may also be int. Dictionaries are sorted, so that equal objects are
// written alike. A value of another type is written as null.
func Append(b []byte, o any) []byte {
	switch v := o.(type) {
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float64:
		return appendReal(b, v)
	case Name:
		return appendName(b, v)
	case String:
		return appendHex(b, v.Bytes)
	case Ref:
		return append(strconv.AppendInt(append(strconv.AppendInt(b, int64(v.Num), 10), ' '), int64(v.Gen), 10), " R"...)
	case Array:
		return appendArray(b, v)
	case Dict:
		return appendDict(b, v)
	case *Stream:
		return appendStream(b, v)
	case Raw:
		return append(b, v...)
	case Room:
		return appendRoom(b, int(v))
	}
	return append(b, "null"...)
}

// appendReal writes a number so that it is read as the same one again.
func appendReal(b []byte, v float64) []byte {
	if v == 0 {
		return append(b, '0')
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

// keys are those of a dictionary in their order.
func keys(d Dict) []Name {
	out := make([]Name, 0, len(d))
	for k := range d {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

const hexDigits = "0123456789abcdef"

func appendHex(b, s []byte) []byte {
	b = append(b, '<')
	for _, c := range s {
		b = append(b, hexDigits[c>>4], hexDigits[c&15])
	}
	return append(b, '>')
}

func appendName(b []byte, n Name) []byte {
	b = append(b, '/')
	for _, c := range []byte(n) {
		if c <= ' ' || c > '~' || c == '#' || isDelimiter(c) {
			b = fmt.Appendf(b, "#%02X", c)
			continue
		}
		b = append(b, c)
	}
	return b
}

// appendRoom writes a string of bytes that are to be filled in.
func appendRoom(b []byte, n int) []byte {
	const zeros = "00000000000000000000000000000000"
	b = append(b, '<')
	for n *= 2; n > len(zeros); n -= len(zeros) {
		b = append(b, zeros...)
	}
	return append(append(b, zeros[:n]...), '>')
}

func appendArray(b []byte, a Array) []byte {
	b = append(b, '[')
	for i, v := range a {
		if i > 0 {
			b = append(b, ' ')
		}
		b = Append(b, v)
	}
	return append(b, ']')
}

func appendDict(b []byte, d Dict) []byte {
	b = append(b, "<<"...)
	for _, k := range keys(d) {
		b = append(appendName(b, k), ' ')
		b = Append(b, d[k])
	}
	return append(b, ">>"...)
}

func appendStream(b []byte, s *Stream) []byte {
	d := maps.Clone(s.Dict)
	if d == nil {
		d = Dict{}
	}
	d["Length"] = len(s.Raw)
	b = append(appendDict(b, d), "\nstream\n"...)
	return append(append(b, s.Raw...), "\nendstream"...)
}
