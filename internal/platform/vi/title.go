package vi

import (
	"strings"
	"unicode"
)

// Title writes a person's name in proper case: "NGUYỄN VĂN AN", "nguyễn văn
// an" and "NGUYỄN văn an" become "Nguyễn Văn An". Each part after an
// apostrophe, a hyphen or another sign has its capital too: "Y-BLÊ" becomes
// "Y-Blê", "H'LAN NIÊ" becomes "H'Lan Niê".
//
// A name in which some word already mixes capital and small letters was cased
// by hand: there only words without any capital are touched ("Nguyễn văn An"),
// and "McDonald" or "NGUYỄN Văn An" stay as they are. The result is Clean;
// Title is idempotent.
func Title(name string) string {
	words := strings.Fields(NFC(name))
	byHand := false
	for _, w := range words {
		byHand = byHand || hasUpper(w) && hasLower(w)
	}
	for i, w := range words {
		if !byHand || !hasUpper(w) {
			words[i] = capitalise(w)
		}
	}
	// A change of case can bring letters that compose.
	return NFC(strings.Join(words, " "))
}

func hasUpper(w string) bool { return strings.ContainsFunc(w, unicode.IsUpper) }
func hasLower(w string) bool { return strings.ContainsFunc(w, unicode.IsLower) }

// capitalise leaves a capital only where a run of letters begins.
func capitalise(w string) string {
	inside := false
	return strings.Map(func(r rune) rune {
		first := !inside
		inside = unicode.IsLetter(r) || unicode.IsMark(r)
		if first {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, w)
}
