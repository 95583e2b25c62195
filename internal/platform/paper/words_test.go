package paper

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestDay(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]Day{
		"ngày 03 tháng 02 năm 2026": {2026, 2, 3},
		"ngày 10 tháng 3 năm 2026":  {2026, 3, 10},
		"ngày 09 tháng 12 năm 2026": {2026, 12, 9},
		"ngày … tháng … năm 2026":   {Year: 2026},
		"ngày … tháng 01 năm 2026":  {Year: 2026, Month: 1},
	} {
		if got := d.String(); got != want {
			t.Errorf("%+v: %q, want %q", d, got, want)
		}
	}
}

func TestPlaceAndDay(t *testing.T) {
	t.Parallel()
	day := Day{2026, 2, 3}
	for want, p := range map[string]Paper{
		"": {}, "Lào Cai": {Place: " Lào Cai "}, "Ngày 03 tháng 02 năm 2026": {Day: day}, "Lào Cai, ngày 03 tháng 02 năm 2026": {Place: "Lào Cai", Day: day},
	} {
		if got := p.placeAndDay(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// unit counts letters: a measure that makes widths easy to reason about.
func unit(_ Face, s string) float64 { return float64(len([]rune(s))) }

func TestBreakLinesKeepsEveryLetterWithinItsWidth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var runs []Run
		for _, s := range rapid.SliceOfN(rapid.StringMatching(`[aăđ \n]{0,40}`), 0, 6).Draw(t, "runs") {
			runs = append(runs, Run{Text: s, Bold: rapid.Bool().Draw(t, "bold")})
		}
		first, rest := float64(rapid.IntRange(1, 30).Draw(t, "first")), float64(rapid.IntRange(1, 30).Draw(t, "rest"))
		var letters, want string
		for i, ln := range breakLines(splitWords(runs, Face{Size: 14}, unit), first, rest, 1, unit) {
			width := max(float64(len(ln.words)-1), 0)
			for _, w := range ln.words {
				for _, p := range w.pieces {
					letters += p.text
					width += unit(p.face, p.text)
				}
			}
			if limit := map[bool]float64{true: first, false: rest}[i == 0]; width > limit {
				t.Fatalf("line %d is %v wide, limit %v", i, width, limit)
			}
		}
		for _, r := range runs {
			want += r.Text
		}
		if want = strings.Join(strings.Fields(want), ""); letters != want {
			t.Fatalf("got %q, want %q", letters, want)
		}
	})
}

func TestRunsWithoutSpaceBetweenAreOneWord(t *testing.T) {
	t.Parallel()
	words := splitWords([]Run{{Text: "a", Bold: true}, {Text: ". b"}, {Text: "c\u00A0d"}}, Face{Size: 14}, unit)
	if len(words) != 2 || len(words[0].pieces) != 2 || words[1].width != 4 {
		t.Errorf("%+v", words)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"a\x00b": "ab", "a\tb": "a b", "\u202Ea\u200Bb": "ab", "e\u0302\u0323": "ệ", "a\xffb": "ab", "a\r\nb": "a\nb", "\uFFFEa\uE000": "a", "ủy": "ủy",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}
