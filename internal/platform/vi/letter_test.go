package vi

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// Every letter of Vietnamese that is not ASCII, small, in dictionary order.
const smallLetters = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"

func TestLetterOfEveryLetter(t *testing.T) {
	t.Parallel()
	all := smallLetters + strings.ToUpper(smallLetters) + "azAZ"
	for _, r := range all {
		l, ok := letterOf(r)
		if !ok {
			t.Fatalf("%c is not known", r)
		}
		if got := norm.NFC.String(string(l.appendTo(nil))); got != string(r) {
			t.Errorf("%c is taken apart as %+v, put together as %s", r, l, got)
		}
		plain, _ := letterOf(l.toneless())
		if plain.base != l.base || plain.mark != l.mark || plain.tone != level || plain.upper {
			t.Errorf("%c without tone is %c", r, l.toneless())
		}
	}
}

func TestLetterOfNothingElse(t *testing.T) {
	t.Parallel()
	known := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if _, ok := letterOf(r); ok {
			known++
		}
	}
	// 26 + 67 letters in two cases, and the Icelandic Ð that passes for Đ.
	if want := 2 * (26 + 67 + 1); known != want {
		t.Errorf("%d characters are letters, want %d", known, want)
	}
}

func TestIsSyllable(t *testing.T) {
	t.Parallel()
	for _, w := range strings.Fields("Nguyễn NGHIÊNG quyền Huỳnh gì giếng Đặng khuỷu thuở ương yết hoà hòa Ỷ quốc xoong") {
		if !isSyllable(w) {
			t.Errorf("%q is not taken for a syllable", w)
		}
	}
	for _, w := range strings.Fields("Hélène André Müller João át̀ hacts bạc̀h các̉ mảt hỏàn NguyÔn Nguyeãn bbà ngươươn") {
		if isSyllable(norm.NFC.String(w)) {
			t.Errorf("%q is taken for a syllable", w)
		}
	}
}

// nameGen draws names of two to five syllables.
func nameGen() *rapid.Generator[string] {
	syllables := strings.Fields("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý " +
		"Văn Thị Đức Hữu Ngọc Minh Quốc Xuân Thuý An Bình Cường Dũng Giang Hà Hưng Khánh Lan Mỹ Nga Oanh Phúc Quỳnh " +
		"Sơn Tuấn Uyên Việt Yến Tạ Ân Ấn Án Ánh Anh Ái Đào Ơn Tư Tứ Từ Tự Thư Sang Sáng Kiều Nhiên Trường Khuê Thuỷ")
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(syllables), 2, 5),
		func(words []string) string { return strings.Join(words, " ") })
}
