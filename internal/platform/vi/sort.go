package vi

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bytes of a sort key, in rising order:
//
//	' '       between given, middle and family name
//	'.'       between two middle names
//	'0'-'5'   tones, after the letters of their word
//	'9'       before a digit of the name
//	'A'-'Z'   letters
//	'a', 'b'  after a letter: it is the second or third of its base (ă, â)
//
// Letters of other scripts follow as UTF-8.
const (
	namesApart   = ' '
	middlesApart = '.'
	digitFollows = '9'
	second       = 'a'
	third        = 'b'
)

// SortKey returns a key whose byte order is the order in which offices list
// people: by given name (the last word), then middle names, then family name.
// The key of "Nguyễn Văn An" is "AN0 VAaN0 NGUYEaN3": for machines only.
//
// Words are ordered as Vietnamese dictionaries do: first by letters (a ă â b c
// d đ e ê … o ô ơ … u ư v w x y z), then by tone (ngang, huyền, hỏi, ngã, sắc,
// nặng). Source: "Quy tắc sắp xếp đơn vị từ vựng trong từ điển tiếng Việt",
// Trung tâm Từ điển học (Vietlex), rules 1, 2 and 4. Case, punctuation and the
// place of a tone (hoà, hòa) make no difference. The key of a Vietnamese name
// is ASCII.
func SortKey(name string) string {
	var few [8]string
	words := few[:0]
	for w := range strings.FieldsSeq(NFC(name)) {
		if strings.ContainsFunc(w, counts) {
			words = append(words, w)
		}
	}
	return string(appendName(make([]byte, 0, len(name)+8), words))
}

// Compare orders names as their sort keys: negative when a comes before b,
// zero when their order does not matter, positive otherwise.
func Compare(a, b string) int { return strings.Compare(SortKey(a), SortKey(b)) }

// appendName writes given name, middle names and family name. The place of the
// middle names stays when there are none, so that "Trần An" comes before
// "Lê Văn An".
func appendName(buf []byte, words []string) []byte {
	if len(words) == 0 {
		return buf
	}
	last := len(words) - 1
	buf = appendWord(buf, words[last])
	if last == 0 {
		return buf
	}
	buf = append(buf, namesApart)
	for i, w := range words[1:last] {
		if i > 0 {
			buf = append(buf, middlesApart)
		}
		buf = appendWord(buf, w)
	}
	return appendWord(append(buf, namesApart), words[0])
}

// appendWord writes the letters of a word and then its tones.
func appendWord(buf []byte, w string) []byte {
	var few [4]byte
	tones := few[:0]
	for _, r := range w {
		l, ok := letterOf(r)
		if !ok {
			buf = appendOther(buf, r)
			continue
		}
		buf = appendLetter(buf, l)
		if l.tone != level {
			tones = append(tones, l.tone)
		}
	}
	if len(tones) == 0 {
		tones = append(tones, level)
	}
	return append(buf, tones...)
}

func appendLetter(buf []byte, l letter) []byte {
	buf = append(buf, l.base-'a'+'A')
	switch {
	case l.mark == noMark:
		return buf
	case l.base == 'a' && l.mark == circumflex, l.base == 'o' && l.mark == horn:
		return append(buf, third)
	}
	return append(buf, second)
}

// appendOther writes what a character that is not of the Vietnamese alphabet
// counts for: foreign letters for their base, digits, other scripts as such.
func appendOther(buf []byte, r rune) []byte {
	for _, f := range Fold(string(r)) {
		switch {
		case 'a' <= f && f <= 'z':
			buf = append(buf, byte(f)-'a'+'A')
		case '0' <= f && f <= '9':
			buf = append(buf, digitFollows, byte(f))
		case counts(f):
			buf = utf8.AppendRune(buf, f)
		}
	}
	return buf
}

func counts(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
