package paper

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// measure gives the width of s set in a face, mm.
type measure func(f Face, s string) float64

// piece is a part of a word in one face.
type piece struct {
	text  string
	face  Face
	width float64
}

// word is what no line may be broken in, unless it is longer than a whole line.
type word struct {
	pieces []piece
	width  float64
	ends   bool // the line ends after this word whatever room is left
}

// line is a row of words with the sum of their widths, without the spaces between.
type line struct {
	words []word
	width float64
	last  bool // the last of its paragraph, or before a forced break: never stretched
}

// splitWords cuts runs into words. Words touch when no space stands between their runs, so that "**1**." is one word.
func splitWords(runs []Run, base Face, m measure) []word {
	var words []word
	open := false // the last word may grow
	for _, r := range runs {
		f := Face{Size: base.Size, Bold: base.Bold || r.Bold, Italic: base.Italic || r.Italic, Underline: base.Underline || r.Underline}
		for part := range tokens(clean(r.Text)) {
			switch {
			case part == "\n":
				if len(words) == 0 {
					words = append(words, word{})
				}
				words[len(words)-1].ends, open = true, false
			case part == " ":
				open = false
			default:
				if !open {
					words = append(words, word{})
				}
				words[len(words)-1].add(piece{part, f, m(f, part)})
				open = true
			}
		}
	}
	return words
}

// tokens yields words, single spaces and line feeds. Spaces that must not break (U+00A0) stay inside words.
func tokens(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(s) > 0 {
			n := tokenEnd(s)
			token := s[:n]
			if r, _ := utf8.DecodeRuneInString(s); r != '\n' && breakable(r) {
				token = " "
			}
			if !yield(token) {
				return
			}
			s = s[n:]
		}
	}
}

// tokenEnd is the length of the first token of s: a line feed, a stretch of white space, or a word.
func tokenEnd(s string) int {
	first, size := utf8.DecodeRuneInString(s)
	if first == '\n' {
		return size
	}
	n := strings.IndexFunc(s, func(r rune) bool { return r == '\n' || breakable(r) != breakable(first) })
	if n < 0 {
		return len(s)
	}
	return n
}

func breakable(r rune) bool { return unicode.IsSpace(r) && r != '\u00A0' && r != '\u202F' }

func (w *word) add(p piece) {
	w.pieces = append(w.pieces, p)
	w.width += p.width
}

// breakLines fills lines of the given widths (the first may differ, for its indent), each word as early as it fits.
func breakLines(words []word, first, rest, space float64, m measure) []line {
	var lines []line
	room := max(first, 0)
	var cur line
	flush := func(last bool) {
		cur.last = last
		lines = append(lines, cur)
		cur, room = line{}, rest
	}
	for _, whole := range words {
		for _, w := range fragments(whole, room, rest, m) {
			need := w.width
			if n := len(cur.words); n > 0 {
				need += float64(n) * space
			}
			if len(cur.words) > 0 && cur.width+need > room+tolerance {
				flush(false)
			}
			cur.words = append(cur.words, w)
			cur.width += w.width
			if w.ends {
				flush(true)
			}
		}
	}
	if len(cur.words) > 0 {
		flush(true)
	}
	if len(lines) > 0 {
		lines[len(lines)-1].last = true
	}
	return lines
}

// tolerance, mm, lets a line that was measured to fit exactly fit again after rounding.
const tolerance = 0.001

// fragments returns w itself, or, where w is longer than a line, parts of at most the narrower width.
func fragments(w word, room, rest float64, m measure) []word {
	limit := min(room, rest)
	if w.width <= limit+tolerance {
		return []word{w}
	}
	var out []word
	cur := word{}
	for _, p := range w.pieces {
		for cluster := range clusters(p.text) {
			cw := m(p.face, cluster)
			if len(cur.pieces) > 0 && cur.width+cw > limit {
				out = append(out, cur)
				cur = word{}
			}
			cur.extend(p.face, cluster, cw)
		}
	}
	cur.ends = w.ends
	return append(out, cur)
}

// extend adds letters to the last piece, or begins one where the face changes.
func (w *word) extend(f Face, s string, width float64) {
	if n := len(w.pieces); n > 0 && w.pieces[n-1].face == f {
		w.pieces[n-1].text += s
		w.pieces[n-1].width += width
		w.width += width
		return
	}
	w.add(piece{s, f, width})
}

// clusters yields letters with the marks combined onto them.
func clusters(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := 0
		for i, r := range s {
			if i > start && !unicode.Is(unicode.M, r) {
				if !yield(s[start:i]) {
					return
				}
				start = i
			}
		}
		if start < len(s) {
			yield(s[start:])
		}
	}
}

// take says how many of n lines go onto a page that has room for room more, so that no page begins or ends with a single
// line of a longer paragraph. tail is what must follow on the page of the last line (signatures), in lines: when all n lines
// fit but tail does not, two of them move over to keep it company. 0 means: begin a new page.
func take(n, room, tail int) int {
	k := min(n, room)
	switch {
	case n <= room && n+tail <= room:
		return n
	case n <= room:
		k = n - 2
	case n-room < 2:
		k = n - 2
	}
	if k < 2 {
		return 0
	}
	return k
}
