package vi

import "unicode/utf8"

// letter is one letter of the Vietnamese alphabet together with its tone.
type letter struct {
	base  byte // 'a' to 'z'
	mark  byte // what makes it another letter of the alphabet, or noMark
	tone  byte // '0' to '5': ngang, huyền, hỏi, ngã, sắc, nặng
	upper bool
}

// The marks that tell letters of the alphabet apart: ă, â ê ô, ơ ư, đ.
const (
	noMark     = '-'
	breve      = '('
	circumflex = '^'
	horn       = '+'
	stroke     = '/'
)

// Tones count in dictionary order, see SortKey.
const (
	level     = '0'
	sharp     = '4'
	heavy     = '5'
	toneMarks = "\u0300\u0309\u0303\u0301\u0323" // huyền to nặng, two bytes each
)

// The tables below spell a letter with three bytes: base, mark, tone. They are
// constants, and not arrays, so that nothing can change them.
const (
	noLetter = "..."

	// U+00C0 to U+00DD; the small letters lie 0x20 higher. Đ is often typed
	// as the Icelandic letter U+00D0, which looks the same.
	latin1 = "a-1a-4a^0a-3" + noLetter + noLetter + noLetter + noLetter +
		"e-1e-4e^0" + noLetter + "i-1i-4" + noLetter + noLetter +
		"d/0" + noLetter + "o-1o-4o^0o-3" + noLetter + noLetter +
		noLetter + "u-1u-4" + noLetter + noLetter + "y-4"

	// U+1EA0 to U+1EF9; capital and small letters alternate and share an entry.
	extended = "a-5a-2a^4a^1a^2a^3a^5a(4a(1a(2a(3a(5" +
		"e-5e-2e-3e^4e^1e^2e^3e^5i-2i-5" +
		"o-5o-2o^4o^1o^2o^3o^5o+4o+1o+2o+3o+5" +
		"u-5u-2u+4u+1u+2u+3u+5y-1y-5y-2y-3"
)

// letterOf takes a precomposed letter apart. It knows the 26 letters of ASCII
// and every letter of Vietnamese, and nothing else.
func letterOf(r rune) (letter, bool) {
	switch {
	case 'a' <= r && r <= 'z':
		return letter{byte(r), noMark, level, false}, true
	case 'A' <= r && r <= 'Z':
		return letter{byte(r) + 'a' - 'A', noMark, level, true}, true
	case 0xC0 <= r && r <= 0xDD:
		return entry(latin1, int(r-0xC0), true)
	case 0xE0 <= r && r <= 0xFD:
		return entry(latin1, int(r-0xE0), false)
	case 0x1EA0 <= r && r <= 0x1EF9:
		return entry(extended, int(r-0x1EA0)/2, r%2 == 0)
	}
	return scattered(r)
}

// scattered knows the letters between Latin-1 and the Vietnamese block.
func scattered(r rune) (letter, bool) {
	switch r {
	case 'Ă', 'ă':
		return letter{'a', breve, level, r == 'Ă'}, true
	case 'Đ', 'đ':
		return letter{'d', stroke, level, r == 'Đ'}, true
	case 'Ĩ', 'ĩ':
		return letter{'i', noMark, '3', r == 'Ĩ'}, true
	case 'Ũ', 'ũ':
		return letter{'u', noMark, '3', r == 'Ũ'}, true
	case 'Ơ', 'ơ':
		return letter{'o', horn, level, r == 'Ơ'}, true
	case 'Ư', 'ư':
		return letter{'u', horn, level, r == 'Ư'}, true
	}
	return letter{}, false
}

// entry reads the i-th spelling of a table.
func entry(table string, i int, upper bool) (letter, bool) {
	i *= len(noLetter)
	if i+len(noLetter) > len(table) || table[i] == noLetter[0] {
		return letter{}, false
	}
	return letter{table[i], table[i+1], table[i+2], upper}, true
}

// appendTo writes the letter, decomposed; the caller composes the whole text.
func (l letter) appendTo(buf []byte) []byte {
	switch {
	case l.mark == stroke && l.upper:
		buf = utf8.AppendRune(buf, 'Đ')
	case l.mark == stroke:
		buf = utf8.AppendRune(buf, 'đ')
	case l.upper:
		buf = append(buf, l.base-'a'+'A')
	default:
		buf = append(buf, l.base)
	}
	switch l.mark {
	case breve:
		buf = utf8.AppendRune(buf, '\u0306')
	case circumflex:
		buf = utf8.AppendRune(buf, '\u0302')
	case horn:
		buf = utf8.AppendRune(buf, '\u031B')
	}
	if l.tone != level {
		at := int(l.tone-level-1) * 2
		buf = append(buf, toneMarks[at:at+2]...)
	}
	return buf
}

// toneless is the small letter without its tone: 'ê' for 'Ễ'.
func (l letter) toneless() rune {
	switch l.mark {
	case breve:
		return 'ă'
	case stroke:
		return 'đ'
	case horn:
		if l.base == 'o' {
			return 'ơ'
		}
		return 'ư'
	case circumflex:
		switch l.base {
		case 'a':
			return 'â'
		case 'e':
			return 'ê'
		}
		return 'ô'
	}
	return rune(l.base)
}
