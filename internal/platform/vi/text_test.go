package vi

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func check(t *testing.T, f func(string) string, in, want string) {
	t.Helper()
	if got := f(in); got != want {
		t.Errorf("of %q: %q, want %q", in, got, want)
	}
}

func TestNFC(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                 "",
		"Đảng uỷ – “xã”…":                  "Đảng uỷ – “xã”…",
		norm.NFD.String("Nguyễn Thị Uyển"): "Nguyễn Thị Uyển",
		"ê\u0301":                          "ế", // as Windows-1258 has it
		"a\u200bb\u00adc\ufeffd\x00e\x7f":  "abcde",
		"a\u00a0b\u3000c\u2009d":           "a b c d",
		"a\r\nb\rc\u2028d\te":              "a\nb\nc\nd\te",
		"a\xffb":                           "a\ufffdb",
	} {
		check(t, NFC, in, want)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                         "",
		"   ":                      "",
		" Lê  Văn\u00a0\u00a0Ba\n": "Lê Văn Ba",
		"\u200b An \u200b ":        "An",
		"a\tb":                     "a b",
		"An":                       "An",
	} {
		check(t, Clean, in, want)
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                 "",
		"  ĐẢNG   UỶ\nXÃ ": "dang uy xa",
		"Đảng ủy":          "dang uy",
		"hoà hòa":          "hoa hoa",
		norm.NFD.String("Nguyễn Thị Hường"): "nguyen thi huong",
		"Ðặng (U+00D0)":                     "dang (u+00d0)",
		"Số 05-NQ/ĐU":                       "so 05-nq/du",
		"Élysée\u00a0Ångström":              "elysee angstrom",
		"a \u0301 b":                        "a b",
		"ΌΡΟΣ Москва й":                     "οροσ москва и",
	} {
		check(t, Fold, in, want)
	}
}

func TestFoldPathsAgree(t *testing.T) {
	t.Parallel()
	letters := []rune(smallLetters + strings.ToUpper(smallLetters) + "abcXYZ019 -.'/\n\t")
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom(letters)).Draw(t, "s")
		fast, ok := foldPlain(s)
		if slow := foldAny(Clean(s)); !ok || fast != slow {
			t.Fatalf("table says %q (%v), normalising says %q", fast, ok, slow)
		}
		if fast != Fold(norm.NFD.String(s)) {
			t.Fatal("the decomposed text folds differently")
		}
	})
}

func TestTitle(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                             "",
		"NGUYỄN VĂN AN":                "Nguyễn Văn An",
		"nguyễn văn an":                "Nguyễn Văn An",
		"  ĐẶNG  thị ÁNH ":             "Đặng Thị Ánh",
		"Nguyễn văn An":                "Nguyễn Văn An",
		"Nguyễn Thị ánh":               "Nguyễn Thị Ánh",
		"Nguyễn Văn An":                "Nguyễn Văn An",
		"Lê McDonald":                  "Lê McDonald",
		"NGUYỄN Văn An":                "NGUYỄN Văn An",
		"H'LAN NIÊ":                    "H'Lan Niê",
		"y-blê niê":                    "Y-Blê Niê",
		"LÊ VĂN A (TỨC HÙNG)":          "Lê Văn A (Tức Hùng)",
		"Nguyễn Văn A":                 "Nguyễn Văn A",
		norm.NFD.String("PHẠM THỊ ỦY"): "Phạm Thị Ủy",
	} {
		check(t, Title, in, want)
	}
}

func TestTitleRestoresNames(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := nameGen().Draw(t, "name")
		for _, typed := range []string{name, strings.ToUpper(name), strings.ToLower(name)} {
			if got := Title(typed); got != name {
				t.Fatalf("%q gives %q", typed, got)
			}
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Nguyễn Văn An", "H̱ẖ ǅ ŉ İ ﬁ", "a\u0301\u00ad\xff ḍ̇", "각 ᄀ\u0301\u1161", "AB c", "\u2126\u212a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, fn := range map[string]func(string) string{"NFC": NFC, "Clean": Clean, "Fold": Fold, "Title": Title} {
			once := fn(s)
			if !utf8.ValidString(once) || !norm.NFC.IsNormalString(once) {
				t.Errorf("%s(%q) = %q is not UTF-8 in NFC", name, s, once)
			}
			if twice := fn(once); twice != once {
				t.Errorf("%s(%q) = %q, and again %q", name, s, once, twice)
			}
		}
		if Fold(Clean(s)) != Fold(s) {
			t.Errorf("%q folds differently once cleaned", s)
		}
		if key := SortKey(s); !utf8.ValidString(key) || key != SortKey(Clean(s)) {
			t.Errorf("sort key of %q is %q", s, key)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for b.Loop() {
		Fold("Nguyễn Thị Thanh Tú")
	}
}

func BenchmarkFoldDecomposed(b *testing.B) {
	s := norm.NFD.String("Nguyễn Thị Thanh Tú")
	for b.Loop() {
		Fold(s)
	}
}
