package paper

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"sync"
)

// Subset is a font with the letters of some text alone, to be embedded where this package does not write the file.
// Letters that the font lacks are its empty square.
type Subset struct {
	Name   string         // a name of its own: "ABCDEF+Tinos"
	Font   []byte         // TrueType, without hints
	Glyphs map[rune]int   // number of each letter
	Widths []int          // by number, in thousandths of the size
	Runes  map[int][]rune // what a number stands for, for copying text
}

// Of every Tinos, in thousandths of the size.
const (
	Ascent  = 891
	Descent = -216
)

// Measure is the width of a line of type of size 1.
func (s *Subset) Measure(line string) float64 {
	w := 0
	for _, r := range line {
		w += s.Widths[s.Glyphs[r]]
	}
	return float64(w) / 1000
}

// Clean makes a line of text from anywhere fit to be set, as all papers are.
func Clean(s string) string { return inPlane(oneLine(s)) }

// SubsetOf makes the upright font with the letters of clean text.
func SubsetOf(text string) (*Subset, error) {
	f, err := upright()
	if err != nil {
		return nil, err
	}
	letters := slices.Compact(slices.Sorted(slices.Values([]rune(text))))
	s := &Subset{Glyphs: map[rune]int{}, Runes: map[int][]rune{}}
	b := subsetter{typeface: f, ids: map[int]int{0: 0}, order: []int{0}}
	for _, r := range letters {
		n := b.id(f.letters[r])
		s.Glyphs[r] = n
		if n > 0 {
			s.Runes[n] = append(s.Runes[n], r)
		}
	}
	s.Font = b.font()
	for _, g := range b.order {
		s.Widths = append(s.Widths, f.advance(g)*1000/f.unit)
	}
	sum := sha256.Sum256([]byte(string(letters)))
	for i := range 6 {
		s.Name += string(rune('A' + sum[i]%26))
	}
	s.Name += "+Tinos"
	return s, nil
}

// upright is the regular face, taken apart once: it never changes.
var upright = sync.OnceValues(func() (*typeface, error) {
	ttf, err := fontFile("")
	if err != nil {
		return nil, err
	}
	return readTypeface(ttf)
})

// typeface is a TrueType font in parts.
type typeface struct {
	tables  map[string][]byte
	letters map[rune]int
	unit    int // units of the em square
	hmtx    int // glyphs with a width of their own
}

var errFont = errors.New("paper: the font is not as expected")

func readTypeface(ttf []byte) (*typeface, error) {
	f := &typeface{tables: map[string][]byte{}, letters: map[rune]int{}}
	for i := range u16(ttf, 4) {
		at := 12 + 16*i
		off, n := u32(ttf, at+8), u32(ttf, at+12)
		f.tables[string(ttf[at:at+4])] = ttf[off : off+n]
	}
	if u16(f.tables["head"], 50) != 1 {
		return nil, errFont
	}
	f.unit, f.hmtx = u16(f.tables["head"], 18), u16(f.tables["hhea"], 34)
	cmap := f.tables["cmap"]
	for i := range u16(cmap, 2) {
		if at := 4 + 8*i; u16(cmap, at) == 3 && u16(cmap, at+2) == 1 {
			f.readLetters(cmap[u32(cmap, at+4):])
			return f, nil
		}
	}
	return nil, errFont
}

// readLetters reads a character map of format 4.
func (f *typeface) readLetters(m []byte) {
	n := u16(m, 6)
	for i := 0; i < n; i += 2 {
		last, first := u16(m, 14+i), u16(m, 16+n+i)
		delta, offset := u16(m, 16+2*n+i), u16(m, 16+3*n+i)
		for c := first; c <= last && c != 0xFFFF; c++ {
			g := c
			if offset != 0 {
				if g = u16(m, 16+3*n+i+offset+2*(c-first)); g == 0 {
					continue
				}
			}
			f.letters[rune(c)] = (g + delta) & 0xFFFF
		}
	}
}

func (f *typeface) advance(g int) int { return u16(f.tables["hmtx"], 4*min(g, f.hmtx-1)) }

func (f *typeface) glyph(g int) []byte {
	loca := f.tables["loca"]
	return f.tables["glyf"][u32(loca, 4*g):u32(loca, 4*g+4)]
}

func u16(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
func u32(b []byte, at int) int { return int(binary.BigEndian.Uint32(b[at:])) }

// subsetter gives the glyphs that are used new numbers.
type subsetter struct {
	*typeface
	ids   map[int]int // new numbers by old ones
	order []int       // old numbers in the order of the new
}

func (b *subsetter) id(old int) int {
	n, ok := b.ids[old]
	if !ok {
		n = len(b.order)
		b.ids[old], b.order = n, append(b.order, old)
	}
	return n
}

// font writes the tables that a PDF needs.
func (b *subsetter) font() []byte {
	var glyf, loca, hmtx []byte
	for i := 0; i < len(b.order); i++ { // parts of composed letters join the order on the way
		g := b.order[i]
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, b.plain(b.glyph(g))...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		side := 4*b.hmtx + 2*(g-b.hmtx)
		if g < b.hmtx {
			side = 4*g + 2
		}
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(b.advance(g)))
		hmtx = append(hmtx, b.tables["hmtx"][side:side+2]...)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	n := uint16(len(b.order))
	head, hhea, maxp := slices.Clone(b.tables["head"]), slices.Clone(b.tables["hhea"]), slices.Clone(b.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(hhea[34:], n)
	binary.BigEndian.PutUint16(maxp[4:], n)
	return sfnt([]string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"}, glyf, head, hhea, hmtx, loca, maxp)
}

// plain is an outline without its hints, with the new numbers of its parts.
func (b *subsetter) plain(g []byte) []byte {
	if len(g) < 10 {
		return nil
	}
	if contours := int16(u16(g, 0)); contours >= 0 {
		at := 10 + 2*int(contours)
		hints := u16(g, at)
		out := append(slices.Clone(g[:at]), 0, 0)
		return append(out, g[at+2+hints:]...)
	}
	out := slices.Clone(g)
	const words, scale, more, square, matrix, hinted = 1, 8, 32, 64, 128, 256
	for at := 10; ; {
		flags := u16(out, at)
		binary.BigEndian.PutUint16(out[at:], uint16(flags&^hinted))
		binary.BigEndian.PutUint16(out[at+2:], uint16(b.id(u16(out, at+2))))
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&square != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			return out[:at]
		}
	}
}

// sfnt packs tables, which must be in the order of their tags, into a font.
func sfnt(tags []string, tables ...[]byte) []byte {
	n := len(tags)
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 64, 2, n*16 - 64} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at := 12 + 16*n
	for i, t := range tables {
		out = append(out, tags[i]...)
		for _, v := range []uint32{checksum(t), uint32(at), uint32(len(t))} {
			out = binary.BigEndian.AppendUint32(out, v)
		}
		at += (len(t) + 3) &^ 3
	}
	for _, t := range tables {
		out = append(out, t...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return out
}

func checksum(t []byte) (sum uint32) {
	for i := 0; i < len(t); i += 4 {
		var w [4]byte
		copy(w[:], t[i:])
		sum += binary.BigEndian.Uint32(w[:])
	}
	return sum
}
