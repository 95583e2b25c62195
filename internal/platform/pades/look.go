package pades

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"

	"sotay/internal/platform/paper"
	"sotay/internal/platform/pdf"
)

// look draws a seal of some width and height in points.
type look struct {
	u    *pdf.Update
	w, h float64
	out  []byte // content
	uses pdf.Dict
}

// draw adds the look to the update, as a form that stands upright on a page that is shown turned.
func (s *Seal) draw(u *pdf.Update, turn int) (pdf.Ref, error) {
	l := look{u: u, w: s.Rect.X1 - s.Rect.X0, h: s.Rect.Y1 - s.Rect.Y0, uses: pdf.Dict{}}
	free := pdf.Box{X1: l.w, Y1: l.h}
	if len(s.Picture) > 0 {
		p, err := picture(s.Picture)
		if err != nil {
			return pdf.Ref{}, err
		}
		taken := l.picture(p, cmp.Or(s.Ink, free), s.Ink != pdf.Box{} || len(s.Lines) == 0)
		if s.Ink == (pdf.Box{}) {
			free.X0 = taken
		}
	}
	if err := l.words(s, cmp.Or(s.Words, free)); err != nil {
		return pdf.Ref{}, err
	}
	return u.Add(&pdf.Stream{Dict: pdf.Dict{
		"Type": pdf.Name("XObject"), "Subtype": pdf.Name("Form"), "Matrix": upright(turn), "BBox": pdf.Array{0, 0, l.w, l.h}, "Resources": l.uses,
	}, Raw: l.out}), nil
}

// picture draws a picture as large as a box lets it, in its middle or at its left, and says where what is right of it begins.
// It is laid on as ink is: what is printed below shows through.
func (l *look) picture(p image.Image, in pdf.Box, middle bool) float64 {
	const air = 3
	size := p.Bounds().Size()
	wide, high := in.X1-in.X0, in.Y1-in.Y0
	scale := min(wide/float64(size.X), high/float64(size.Y))
	w, h := float64(size.X)*scale, float64(size.Y)*scale
	x := in.X0
	if middle {
		x += (wide - w) / 2
	}
	l.uses["XObject"] = pdf.Dict{"P": l.u.Add(pixels(l.u, p))}
	l.uses["ExtGState"] = pdf.Dict{"Ink": pdf.Dict{"Type": pdf.Name("ExtGState"), "BM": pdf.Name("Multiply")}}
	l.out = fmt.Appendf(l.out, "q /Ink gs %.3f 0 0 %.3f %.3f %.3f cm /P Do Q\n", w, h, x, in.Y0+(high-h)/2)
	return x + w + air
}

// pixels are the colours of a picture, with how much of the ground they cover.
func pixels(u *pdf.Update, p image.Image) *pdf.Stream {
	b := p.Bounds()
	colours, cover := make([]byte, 0, 3*b.Dx()*b.Dy()), make([]byte, 0, b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(p.At(x, y)).(color.NRGBA)
			colours, cover = append(colours, c.R, c.G, c.B), append(cover, c.A)
		}
	}
	d := func(space pdf.Name) pdf.Dict {
		return pdf.Dict{
			"Type": pdf.Name("XObject"), "Subtype": pdf.Name("Image"), "Width": b.Dx(), "Height": b.Dy(), "ColorSpace": space, "BitsPerComponent": 8,
		}
	}
	image := d("DeviceRGB")
	if slices.ContainsFunc(cover, func(c byte) bool { return c != 255 }) {
		image["SMask"] = u.Add(deflated(d("DeviceGray"), cover))
	}
	return deflated(image, colours)
}

// deflated packs a stream, quickly rather than small.
func deflated(d pdf.Dict, b []byte) *pdf.Stream {
	var out bytes.Buffer
	w, _ := zlib.NewWriterLevel(&out, zlib.BestSpeed) // the level is one of those there are
	w.Write(b)                                        // a buffer takes everything
	w.Close()
	d["Filter"] = pdf.Name("FlateDecode")
	return &pdf.Stream{Dict: d, Raw: out.Bytes()}
}

// Sizes of type, in points.
const (
	usual    = 10
	smallest = 4
	leading  = 1.15 // between lines, in sizes
)

// words sets the lines in the middle of a box, in the largest type that fits.
func (l *look) words(s *Seal, in pdf.Box) error {
	lines := make([]string, len(s.Lines))
	for i := range s.Lines {
		lines[i] = paper.Clean(s.Lines[i])
	}
	if strings.Join(lines, "") == "" {
		return nil
	}
	font, err := paper.SubsetOf(strings.Join(lines, " ") + " ")
	if err != nil {
		return err
	}
	size := s.Size
	if size <= 0 {
		size = usual
	}
	for ; size >= smallest; size -= 0.5 {
		var set []string
		for _, line := range lines {
			set = append(set, broken(font, line, (in.X1-in.X0)/size)...)
		}
		if high := float64(len(set)) * size * leading; high <= in.Y1-in.Y0+0.01 && in.X1-in.X0 > size {
			l.set(font, set, size, in.X0, (in.Y0+in.Y1+high)/2)
			l.uses["Font"] = pdf.Dict{"F": l.u.Add(embedded(l.u, font))}
			return nil
		}
	}
	return ErrLines
}

// broken breaks a line between words, and words that are too long between letters. The width is in sizes of the type.
func broken(font *paper.Subset, line string, width float64) (out []string) {
	now := ""
	for _, word := range strings.Fields(line) {
		switch {
		case now == "":
			now = word
		case font.Measure(now+" "+word) <= width:
			now += " " + word
		default:
			out, now = append(out, now), word
		}
		for font.Measure(now) > width && len([]rune(now)) > 1 {
			r := []rune(now)
			n := len(r) - 1
			for n > 1 && font.Measure(string(r[:n])) > width {
				n--
			}
			out, now = append(out, string(r[:n])), string(r[n:])
		}
	}
	return append(out, now)
}

// set draws lines from the top down, as numbers of glyphs.
func (l *look) set(font *paper.Subset, lines []string, size, left, top float64) {
	const middle = (paper.Ascent + paper.Descent) / 2000.0 // of the type above its baseline
	l.out = fmt.Appendf(l.out, "BT /F %.2f Tf %.3f TL %.3f %.3f Td\n", size, size*leading, left, top-size*(leading/2+middle))
	for _, line := range lines {
		var ids []byte
		for _, r := range line {
			ids = binary.BigEndian.AppendUint16(ids, uint16(font.Glyphs[r]))
		}
		l.out = fmt.Appendf(l.out, "<%x> Tj T*\n", ids)
	}
	l.out = append(l.out, "ET\n"...)
}

// embedded is a font as PDF has it, with the way back from glyphs to letters.
func embedded(u *pdf.Update, font *paper.Subset) pdf.Dict {
	name := pdf.Name(font.Name)
	widths := pdf.Array{}
	for _, w := range font.Widths {
		widths = append(widths, w)
	}
	descriptor := u.Add(pdf.Dict{
		"Type": pdf.Name("FontDescriptor"), "FontName": name, "Flags": 4, "FontBBox": pdf.Array{-568, -307, 2000, 1007}, "ItalicAngle": 0,
		"Ascent": paper.Ascent, "Descent": paper.Descent, "CapHeight": 662, "StemV": 80,
		// Packing would save a third of these few kB and take as long as all the rest.
		"FontFile2": u.Add(&pdf.Stream{Dict: pdf.Dict{"Length1": len(font.Font)}, Raw: font.Font}),
	})
	glyphs := u.Add(pdf.Dict{
		"Type": pdf.Name("Font"), "Subtype": pdf.Name("CIDFontType2"), "BaseFont": name, "FontDescriptor": descriptor, "W": pdf.Array{0, widths},
		"CIDSystemInfo": pdf.Dict{"Registry": pdf.String{Bytes: []byte("Adobe")}, "Ordering": pdf.String{Bytes: []byte("Identity")}, "Supplement": 0},
		"CIDToGIDMap":   pdf.Name("Identity"),
	})
	return pdf.Dict{
		"Type": pdf.Name("Font"), "Subtype": pdf.Name("Type0"), "BaseFont": name, "Encoding": pdf.Name("Identity-H"),
		"DescendantFonts": pdf.Array{glyphs}, "ToUnicode": u.Add(&pdf.Stream{Dict: pdf.Dict{}, Raw: letters(font)}),
	}
}

// letters is the map from glyphs to letters, for copying and searching.
func letters(font *paper.Subset) []byte {
	b := []byte("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n" +
		"1 begincodespacerange <0000> <ffff> endcodespacerange\n")
	for id := range font.Widths {
		if r := font.Runes[id]; len(r) > 0 {
			b = fmt.Appendf(b, "1 beginbfchar <%04x> <%04x> endbfchar\n", id, r[0])
		}
	}
	return append(b, "endcmap CMapName currentdict /CMap defineresource pop end end\n"...)
}
