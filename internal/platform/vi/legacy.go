package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Encoding is how a text holds Vietnamese letters. The old encodings live in
// fonts: to a program their text is Latin-1 characters, so that Nguyễn Văn An
// reads "NguyÔn V¨n An" in TCVN3 and "Nguyeãn Vaên An" in VNI.
type Encoding int

const (
	// Unicode text needs no conversion.
	Unicode Encoding = iota
	// TCVN3, also called ABC: TCVN 5712:1993, third set, of the .Vn fonts
	// (.VnTime). It has no capitals with a tone; those are set in fonts whose
	// name ends in H (.VnTimeH), which draw the codes of small letters as
	// capitals. Convert restores the capitals of a word that shows by another
	// letter that it is in capitals, such as "NGUYÔN".
	TCVN3
	// TCVN3Capitals is text known to be set in such a capitals font: every
	// letter is a capital. Detect cannot see fonts and never returns it.
	TCVN3Capitals
	// VNI is VNI-Windows of the VNI- fonts (VNI-Times): a letter is followed
	// by a character for its mark and tone.
	VNI
)

// String names the encoding as Vietnamese offices do.
func (e Encoding) String() string {
	switch e {
	case TCVN3:
		return "TCVN3 (ABC)"
	case TCVN3Capitals:
		return "TCVN3 (ABC), chữ hoa"
	case VNI:
		return "VNI"
	}
	return "Unicode"
}

// Convert turns text of encoding enc into Unicode as NFC returns it.
// Characters that the encoding does not define stay as they are. A text that
// holds Vietnamese letters beyond Latin-1 cannot be legacy text and is only
// normalised: columns that mix encodings lose nothing.
//
// Convert comes before Clean and NFC, never after, and is applied once: "Lê"
// is good Unicode and is also TCVN3 for "Lờ".
func Convert(s string, enc Encoding) string {
	if enc == Unicode || isUnicode(s) {
		return NFC(s)
	}
	return NFC(decode(s, enc))
}

// decode maps legacy characters to letters, composed.
func decode(s string, enc Encoding) string {
	switch enc {
	case TCVN3:
		s = decodeTCVN3(s, false)
	case TCVN3Capitals:
		s = decodeTCVN3(s, true)
	case VNI:
		s = decodeVNI(s)
	}
	return norm.NFC.String(s)
}

// isUnicode reports whether s has a Vietnamese letter outside Latin-1.
func isUnicode(s string) bool {
	return strings.ContainsFunc(norm.NFC.String(s), func(r rune) bool {
		_, ok := letterOf(r)
		return ok && r > unicode.MaxLatin1
	})
}

// tcvn3 spells the characters 0xA1 to 0xFE, see letter.go. The first seven are
// capitals. The gaps are capitals and combining tones of the first and second
// set of TCVN 5712, which .Vn fonts do not have.
const tcvn3 = "a(0a^0e^0o^0o+0u+0d/0" + "a(0a^0e^0o^0o+0u+0d/0" + noLetter +
	noLetter + noLetter + noLetter + noLetter + noLetter +
	"a-1a-2a-3a-4a-5" + noLetter + "a(1a(2a(3a(4" + noLetter +
	noLetter + noLetter + noLetter + noLetter + noLetter + noLetter +
	"a(5a^1a^2a^3a^4a^5" + "e-1" + noLetter + "e-2e-3" +
	"e-4e-5e^1e^2e^3e^4e^5" + "i-1i-2" + noLetter + noLetter + noLetter + "i-3i-4i-5" + "o-1" +
	noLetter + "o-2o-3o-4o-5o^1o^2o^3o^4o^5o+1o+2o+3o+4o+5" + "u-1" +
	noLetter + "u-2u-3u-4u-5u+1u+2u+3u+4u+5" + "y-1y-2y-3y-4y-5"

const firstTCVN3, lastCapitalTCVN3 = 0xA1, 0xA7

// fromTCVN3 returns the letter that a .Vn font draws for r.
func fromTCVN3(r rune) (letter, bool) {
	if r < utf8.RuneSelf {
		return letterOf(r)
	}
	if r < firstTCVN3 {
		return letter{}, false
	}
	return entry(tcvn3, int(r-firstTCVN3), r <= lastCapitalTCVN3)
}

// decodeTCVN3 decodes word by word, for a word tells whether it is in capitals.
func decodeTCVN3(s string, capitals bool) string {
	whole := capitalsOf(s)
	buf := make([]byte, 0, 2*len(s))
	for len(s) > 0 {
		end := strings.IndexByte(s, ' ') + 1
		if end == 0 {
			end = len(s)
		}
		word := capitalsOf(s[:end])
		upper := capitals || word == shown || word == open && whole == shown
		buf = appendTCVN3(buf, s[:end], upper)
		s = s[end:]
	}
	return string(buf)
}

func appendTCVN3(buf []byte, word string, upper bool) []byte {
	for _, r := range word {
		l, ok := fromTCVN3(r)
		if !ok {
			buf = utf8.AppendRune(buf, r)
			continue
		}
		l.upper = l.upper || upper
		buf = l.appendTo(buf)
	}
	return buf
}

// capitals says what the letters of a text that have two cases in TCVN3 tell
// of its other letters.
type capitals int

const (
	open   capitals = iota // nothing: "T¹" may be Tạ or TẠ
	denied                 // a small letter: "NguyÔn"
	shown                  // no small letter, and a capital inside a word: "NGUYÔN"
)

func capitalsOf(s string) capitals {
	found, inside := open, false
	for _, r := range s {
		l, ok := fromTCVN3(r)
		switch {
		case ok && !l.upper && l.tone == level:
			return denied
		case ok && l.upper && inside:
			found = shown
		}
		inside = ok
	}
	return found
}
