package vi

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSortKey(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                    "",
		" - ":                 "",
		"An":                  "AN0",
		"Nguyễn Văn An":       "AN0 VAaN0 NGUYEaN3",
		"Trần An":             "AN0  TRAbN1",
		"Nguyễn Thị Minh Thư": "THUa0 THI5.MINH0 NGUYEaN3",
		"Lê Đỗ Hoà":           "HOA1 DaOa3 LEa0",
		"LÊ ĐỖ  HÒA.":         "HOA1 DaOa3 LEa0",
		"H'Lan Niê":           "NIEa0  HLAN0",
		"Nguyễn Văn An 2":     "920 VAaN0.AN0 NGUYEaN3",
		"Françoise Ñuñez":     "NUNEZ0  FRANCOISE0",
		"Lê 漢":                "漢0  LEa0",
	} {
		if SortKey(in) != want {
			t.Errorf("key of %q is %q, want %q", in, SortKey(in), want)
		}
	}
}

func TestPeopleAreListedAsOfficesDo(t *testing.T) {
	t.Parallel()
	want := []string{
		"Trần An", "Lê Văn An", "Nguyễn Văn An", "Trần Văn An", "Lê Văn Ba An",
		"Lê Án", "Lê Ang", "Lê Anh", "Lê Ảnh", "Lê Ánh", "Lê Ăn", "Lê Ân", "Lê Ấn",
		"Lê Bình", "Lê Dung", "Lê Dũng", "Lê Đào", "Lê Em", "Lê Êm", "Lê Hài", "Lê Hải", "Lê Hãi", "Lê Hái", "Lê Hại",
		"Lê Ong", "Lê Ông", "Lê Ơn", "Lê Tu", "Lê Tư", "Lê Uy", "Lê Ưng", "Lê Vy", "Lê Xuân", "Lê Ý",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, Compare)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// rank compares two lower-case syllables by the dictionary's rule, spelt out.
func rank(a, b string) int {
	const order = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
	letters := func(s string) (at []int, tone int) {
		for _, r := range s {
			l, _ := letterOf(r)
			i, j := strings.IndexRune(order, l.toneless()), strings.IndexRune(order, r)
			at, tone = append(at, i), max(tone, len([]rune(order[i:j])))
		}
		return at, tone
	}
	la, ta := letters(a)
	lb, tb := letters(b)
	return cmp.Or(slices.Compare(la, lb), cmp.Compare(ta, tb))
}

func TestCompareIsTheDictionaryRule(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := strings.Fields(nameGen().Draw(t, "a")), strings.Fields(nameGen().Draw(t, "b"))
		people := func(w []string) []string { // given, middles, a mark of the end, family
			last := len(w) - 1
			return slices.Concat(w[last:], w[1:last], []string{""}, w[:1])
		}
		want := slices.CompareFunc(people(a), people(b), func(x, y string) int {
			return rank(strings.ToLower(x), strings.ToLower(y))
		})
		if got := Compare(strings.Join(a, " "), strings.Join(b, " ")); got != want {
			t.Fatalf("%q and %q compare as %d, want %d", a, b, got, want)
		}
	})
}

func BenchmarkSortKey(b *testing.B) {
	for b.Loop() {
		SortKey("Nguyễn Thị Thanh Tú")
	}
}

// BenchmarkImport is what an import does with the names of 100,000 people.
func BenchmarkImport(b *testing.B) {
	for b.Loop() {
		for range 100_000 {
			name := Title(Convert("NGUYỄN THỊ THANH TÚ", Unicode))
			Fold(name)
			SortKey(name)
		}
	}
}
