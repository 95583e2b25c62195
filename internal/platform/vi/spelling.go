package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FoldLetter folds one character of a word as [Fold] does, 0 for a mark that
// folding drops, and reports whether it belongs to a word at all: letters,
// digits and their marks do.
func FoldLetter(r rune) (rune, bool) {
	switch {
	case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		return r, true
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A', true
	case r < utf8.RuneSelf:
		return 0, false
	}
	if l, ok := letterOf(r); ok {
		return rune(l.base), true
	}
	switch {
	case unicode.Is(unicode.M, r):
		return 0, true
	case !unicode.IsLetter(r) && !unicode.IsDigit(r):
		return 0, false
	}
	first, _ := utf8.DecodeRuneInString(norm.NFD.String(string(unicode.ToLower(r))))
	if l, ok := letterOf(first); ok {
		first = rune(l.base)
	}
	return first, true
}

// SameSound writes a folded syllable as all its accepted spellings are looked
// up: final y after a consonant is i, as in lý and lí, quý and quí.
func SameSound(folded string) string {
	if n := len(folded) - 1; folded == "quy" || n == 1 && folded[n] == 'y' && isOneOf(folded[0], "hklmst") {
		return folded[:n] + "i"
	}
	return folded
}

// Spelling returns what the accepted ways to write a syllable have in common: its
// letters with ă â ê ô ơ ư đ told apart, then its tone, wherever that was put.
// "hoà" and "hòa" have one spelling, "hoa" and "hỏa" others. A syllable is one
// word in Unicode NFC.
func Spelling(syllable string) string {
	tone := byte(level)
	b := make([]byte, 0, len(syllable)+2)
	for _, r := range syllable {
		l, ok := letterOf(r)
		if !ok {
			b = utf8.AppendRune(b, unicode.ToLower(r))
			continue
		}
		tone = max(tone, l.tone)
		b = utf8.AppendRune(b, l.toneless())
	}
	s := string(b)
	if strings.HasSuffix(s, "y") {
		s = SameSound(s)
	}
	return s + string(rune(tone))
}
