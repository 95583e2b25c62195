package vi

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NFC brings s to Unicode normal form C and removes what nobody can see:
// control and zero-width characters. Every kind of space (NBSP, thin, wide)
// becomes a plain one and every kind of line break "\n"; tabs stay. Bytes that
// are not UTF-8 become U+FFFD, so that the loss shows.
func NFC(s string) string {
	if isPlain(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return norm.NFC.String(strings.Map(visible, s))
}

// Clean is NFC for text of one line: it also trims s and leaves one space
// between words. It is idempotent.
func Clean(s string) string {
	s = NFC(s)
	if isSpaced(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// isPlain reports whether NFC has nothing to do: only printable ASCII, line
// breaks, precomposed Latin letters and common punctuation. Almost every text
// is, which spares the cost of normalising.
func isPlain(s string) bool {
	for _, r := range s {
		switch {
		case ' ' <= r && r <= '~', r == '\n', r == '\t':
		case 0xC0 <= r && r <= 0x24F, 0x1EA0 <= r && r <= 0x1EFF:
		case '\u2010' <= r && r <= '\u2027':
		default:
			return false
		}
	}
	return true
}

// isSpaced reports whether the only white space in s is single inner spaces.
func isSpaced(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c == '\n' || c == '\t' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' ' || s == ""
}

// visible maps a character to itself, to the plain form of its kind of space,
// or to nothing (-1).
func visible(r rune) rune {
	switch r {
	case '\n', '\t':
		return r
	case '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return '\n'
	case '\u115F', '\u1160', '\u3164', '\uFFA0': // fillers: letters without ink
		return -1
	}
	switch {
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}
