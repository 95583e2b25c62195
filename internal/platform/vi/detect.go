package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of what Detect reads: enough to be sure of, little enough for a
// column of any length.
const (
	maxWords   = 2_000
	maxWordLen = 32 // bytes; no syllable is longer in any encoding
)

// What makes Detect believe in a legacy encoding.
const (
	minWitnesses = 2
	minMargin    = 0.5
)

// Detect tells the encoding of a column from its cells, which must be as they
// came (not cleaned). It reads every word with a character beyond ASCII in
// each encoding and asks whether the result is a Vietnamese syllable. A legacy
// encoding needs at least two words that only it makes sense of, and these must
// outweigh the words that only Unicode makes sense of by half of all that tell
// anything. Otherwise the answer is Unicode, which includes plain ASCII and
// foreign names.
//
// Confidence lies between 0 and 1. It grows with agreement and, for a legacy
// encoding, with the number of words; below 0.8 somebody should look, for
// example because the column mixes encodings. One cell may be asked alone.
func Detect(samples []string) (enc Encoding, confidence float64) {
	var abc, vni evidence
	words := 0
	for _, cell := range samples {
		for w := range strings.FieldsFuncSeq(cell, betweenWords) {
			if isASCII(w) {
				continue
			}
			if words++; words > maxWords {
				return verdict(abc, vni, maxWords)
			}
			plain := isSyllable(norm.NFC.String(w))
			abc.add(w, TCVN3, plain)
			vni.add(w, VNI, plain)
		}
	}
	return verdict(abc, vni, words)
}

// evidence counts words about a legacy encoding.
type evidence struct {
	witnesses int // make sense only in it
	contrary  int // make sense only as they are
	neutral   int // make sense both ways: "Lê" is also TCVN3 for "Lờ"
}

// add reads the word w in enc; plain tells whether it makes sense as it is.
func (e *evidence) add(w string, enc Encoding, plain bool) {
	legacy := len(w) <= maxWordLen && isLatin1(w) && isSyllable(decode(w, enc))
	switch {
	case legacy && !plain:
		e.witnesses++
	case plain && !legacy:
		e.contrary++
	case plain:
		e.neutral++
	}
}

// telling is how many of the words tell anything. Words without sense in any
// encoding do: they make foreign text.
func (e evidence) telling(words int) float64 { return float64(max(1, words-e.neutral)) }

// margin is the part of the telling words by which the witnesses outweigh.
func (e evidence) margin(words int) float64 {
	return float64(e.witnesses-e.contrary) / e.telling(words)
}

// doubt is the part of the telling words that do not fit Unicode.
func (e evidence) doubt(words int) float64 {
	return float64(e.witnesses) / e.telling(words)
}

func verdict(abc, vni evidence, words int) (Encoding, float64) {
	enc, best := TCVN3, abc
	if vni.margin(words) > abc.margin(words) {
		enc, best = VNI, vni
	}
	margin := best.margin(words)
	if best.witnesses < minWitnesses || margin < minMargin {
		return Unicode, 1 - max(abc.doubt(words), vni.doubt(words))
	}
	n := float64(best.witnesses)
	return enc, margin * n / (n + 1)
}

// betweenWords keeps every character that may be a letter in some encoding.
func betweenWords(r rune) bool {
	if r < utf8.RuneSelf {
		_, ok := letterOf(r)
		return !ok
	}
	return unicode.IsSpace(r)
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

func isLatin1(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxLatin1 })
}
