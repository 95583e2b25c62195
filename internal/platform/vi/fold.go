package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form of s to search by: small letters without any
// diacritic, đ as d, one space between words, punctuation kept. Where the tone
// sits does not matter: hoà and hòa, uỷ and ủy fold alike. Fold is idempotent.
func Fold(s string) string {
	if folded, ok := foldPlain(s); ok {
		return folded
	}
	s = Clean(s) // composes what was decomposed
	if folded, ok := foldPlain(s); ok {
		return folded
	}
	return foldAny(s)
}

// foldPlain folds text of ASCII and Vietnamese letters in one pass over a
// table, and gives up at the first other character.
func foldPlain(s string) (string, bool) {
	buf := make([]byte, 0, len(s))
	gap := false
	for _, r := range s {
		var c byte
		switch {
		case r == ' ' || r == '\n' || r == '\t':
			gap = len(buf) > 0
			continue
		case 'A' <= r && r <= 'Z':
			c = byte(r) + 'a' - 'A'
		case ' ' < r && r <= '~':
			c = byte(r)
		default:
			l, ok := letterOf(r)
			if !ok {
				return "", false
			}
			c = l.base
		}
		if gap {
			buf, gap = append(buf, ' '), false
		}
		buf = append(buf, c)
	}
	return string(buf), true
}

// foldAny folds clean text of any script.
func foldAny(s string) string {
	s = norm.NFD.String(strings.ToLower(s))
	buf := make([]byte, 0, len(s))
	for _, r := range s {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if l, ok := letterOf(r); ok {
			r = rune(l.base)
		}
		buf = utf8.AppendRune(buf, r)
	}
	return Clean(string(buf))
}
