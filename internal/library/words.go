package library

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sotay/internal/platform/vi"
)

// A paper's words stand in the index as
//
//	hoa           a syllable, folded
//	hoa_binh      two neighbours
//	_hòa          a syllable as it was written, the tone at one place
//	__hoa         a syllable of the head (number, type, title); likewise __hoa_binh
//	___12nqdu     the number; also its beginnings ___12 and ___12nq
//
// so that no two of them can be taken for one another: syllables hold no "_".
const (
	written  = "_"
	inHead   = "__"
	inNumber = "___"
)

const (
	maxSyllable = 32      // bytes; what is longer is no word
	maxTokens   = 40_000  // of one paper: PostgreSQL takes 1 MB of them
	maxText     = 1 << 20 // bytes of one text that is kept
)

// syllable is a word of a text: the folded form (valid until the next one) and
// where it stands. next reports that nothing but a space or a hyphen is between it
// and the one before.
type syllable struct {
	folded     []byte
	start, end int
	next       bool
}

// syllables calls fn for every word of a text in normal form C, until it returns false.
func syllables(text string, fn func(syllable) bool) {
	buf := make([]byte, 0, maxSyllable)
	start, next := -1, false
	flush := func(end int) bool {
		if start < 0 {
			return true
		}
		ok := true
		if len(buf) > 0 && len(buf) <= maxSyllable {
			ok = fn(syllable{sameSound(buf), start, end, next})
			next = true
		} else {
			next = false
		}
		start, buf = -1, buf[:0]
		return ok
	}
	for i, r := range text {
		folded, in := vi.FoldLetter(r)
		if in && (start >= 0 || folded != 0) {
			if start < 0 {
				start = i
			}
			if folded != 0 && len(buf) <= maxSyllable {
				buf = utf8.AppendRune(buf, folded)
			}
			continue
		}
		if !flush(i) {
			return
		}
		if r != ' ' && r != '-' && r != '/' && r != '\u00a0' && r != '\n' && r != '"' && r != '“' && r != '”' {
			next = false
		}
	}
	flush(len(text))
}

// sameSound writes final y as i where both are accepted; it may change b.
func sameSound(b []byte) []byte {
	n := len(b) - 1
	if n >= 1 && n <= 2 && b[n] == 'y' {
		return append(b[:0], vi.SameSound(string(b))...)
	}
	return b
}

// accented reports whether a written word says more than its folded form.
func accented(word string) bool {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// bag collects the tokens of one paper, each once.
type bag struct {
	seen map[string]bool
	list []string
}

func (b *bag) add(token string) {
	if !b.seen[token] && len(b.list) < maxTokens {
		b.seen[token] = true
		b.list = append(b.list, token)
	}
}

func (b *bag) text(s string, head bool) {
	before := ""
	syllables(s, func(w syllable) bool {
		folded := string(w.folded)
		b.add(folded)
		if raw := s[w.start:w.end]; accented(raw) {
			b.add(written + vi.Spelling(raw))
		}
		if head {
			b.add(inHead + folded)
		}
		if w.next && before != "" {
			pair := before + "_" + folded
			b.add(pair)
			if head {
				b.add(inHead + pair)
			}
		}
		before = folded
		return len(b.list) < maxTokens
	})
}

// wordsOf are the index's words of a paper.
func wordsOf(e Entry, texts []part) string {
	b := bag{seen: map[string]bool{}}
	for _, n := range beginnings(e.Number) {
		b.add(inNumber + n)
	}
	b.text(e.head(), true)
	b.text(e.Body, false)
	for _, t := range texts {
		b.text(t.Name+".\n"+t.Text, false)
	}
	return strings.Join(b.list, " ")
}

// head is what names a paper.
func (e Entry) head() string { return e.Type + " " + e.Number + ". " + e.Title }

// beginnings are a number and its beginnings without what is between its parts:
// "12", "12nq", "12nqdu" for "12-NQ/ĐU".
func beginnings(number string) (out []string) {
	all := ""
	syllables(number, func(w syllable) bool {
		all += string(w.folded)
		out = append(out, all)
		return len(out) < 8
	})
	return out
}

// kept is a text as it is stored: in normal form C, bounded, without what no
// database takes.
func kept(s string) string {
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return norm.NFC.String(s)
}
