package vi

import (
	"unicode"
	"unicode/utf8"
)

// decodeVNI decodes VNI-Windows. A mark of either case belongs to the letter
// before it, whose case counts; a mark that its letter cannot bear stays.
func decodeVNI(s string) string {
	buf := make([]byte, 0, 2*len(s))
	var base letter
	bare := false // base was read and may take a mark
	for _, r := range s {
		if marked, ok := withMark(base, unicode.ToLower(r)); bare && ok {
			buf, bare = marked.appendTo(buf), false
			continue
		}
		if bare {
			buf = base.appendTo(buf)
		}
		if base, bare = fromVNI(r); !bare {
			buf = utf8.AppendRune(buf, r)
		}
	}
	if bare {
		buf = base.appendTo(buf)
	}
	return string(buf)
}

// fromVNI returns the letter that a VNI font draws for r alone.
func fromVNI(r rune) (letter, bool) {
	if r < utf8.RuneSelf {
		return letterOf(r)
	}
	upper := unicode.IsUpper(r)
	switch unicode.ToLower(r) {
	case 'ô':
		return letter{'o', horn, level, upper}, true
	case 'ö':
		return letter{'u', horn, level, upper}, true
	case 'ñ':
		return letter{'d', stroke, level, upper}, true
	case 'ì':
		return letter{'i', noMark, '1', upper}, true
	case 'æ':
		return letter{'i', noMark, '2', upper}, true
	case 'ó':
		return letter{'i', noMark, '3', upper}, true
	case 'í':
		return letter{'i', noMark, sharp, upper}, true
	case 'ò':
		return letter{'i', noMark, heavy, upper}, true
	case 'î':
		return letter{'y', noMark, heavy, upper}, true
	}
	return letter{}, false
}

// withMark puts the mark of VNI on a bare letter, if Vietnamese has the result.
func withMark(l letter, mark rune) (letter, bool) {
	shape, tone := vniMark(mark)
	switch {
	case tone == 0 || l.tone != level:
		return l, false
	case shape == noMark && (l.mark == horn || l.mark == noMark && isOneOf(l.base, "aeouy")):
		l.tone = tone
	case shape == breve && l.mark == noMark && l.base == 'a',
		shape == circumflex && l.mark == noMark && isOneOf(l.base, "aeo"):
		l.mark, l.tone = shape, tone
	default:
		return l, false
	}
	return l, true
}

// vniMark returns what a mark of VNI adds to its letter; the tone is 0 if r is
// no mark.
func vniMark(r rune) (mark, tone byte) {
	const row = "øûõùï" + "âàåãáä" + "êèúüéë" // two bytes each
	for i, m := range row {
		switch i /= 2; {
		case m != r:
		case i < 5:
			return noMark, level + 1 + byte(i)
		case i < 11:
			return circumflex, level + byte(i-5)
		default:
			return breve, level + byte(i-11)
		}
	}
	return 0, 0
}

func isOneOf(c byte, set string) bool {
	for i := range len(set) {
		if set[i] == c {
			return true
		}
	}
	return false
}
