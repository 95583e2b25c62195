package vi

import (
	"testing"
	"unicode/utf8"
)

func TestSpellingForgivesTheTonesPlace(t *testing.T) {
	t.Parallel()
	for _, same := range [][2]string{{"hoà", "hòa"}, {"thuý", "thúy"}, {"UỶ", "ủy"}, {"quí", "quý"}, {"lí", "lý"}, {"khoẻ", "khỏe"}, {"kĩ", "kỹ"}} {
		if x, y := Spelling(same[0]), Spelling(same[1]); x != y {
			t.Errorf("%s is %q, %s is %q", same[0], x, same[1], y)
		}
	}
	for _, other := range [][2]string{{"hoa", "hòa"}, {"đa", "da"}, {"mân", "mần"}, {"thúy", "thủy"}, {"nghị", "nghi"}, {"cô", "co"}, {"tay", "tai"}} {
		if x := Spelling(other[0]); x == Spelling(other[1]) {
			t.Errorf("%s and %s are both %q", other[0], other[1], x)
		}
	}
}

func TestSameSound(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"quy": "qui", "ly": "li", "ky": "ki", "thuy": "thuy", "uy": "uy", "y": "y", "tay": "tay", "ny": "ny", "qui": "qui"} {
		if got := SameSound(in); got != want {
			t.Errorf("%s is %s", in, got)
		}
	}
}

// Folding a word letter by letter is what Fold makes of it.
func FuzzFoldLetter(f *testing.F) {
	for _, s := range []string{"Đảng", "ủy", "thuý", "ex", "ß", "ﬁ", "Ünter", "日本", "e\u0301", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range s {
			folded, in := FoldLetter(r)
			if !in && folded != 0 || folded != 0 && !utf8.ValidRune(folded) {
				t.Errorf("%q folds to %q, %v", r, folded, in)
			}
			if again, in := FoldLetter(folded); folded != 0 && (!in || again != folded && again != 0) {
				t.Errorf("%q folds to %q and then to %q", r, folded, again)
			}
		}
		Spelling(s)
	})
}
