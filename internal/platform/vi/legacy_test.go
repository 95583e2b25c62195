package vi

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// The legacy codes of smallLetters, in the same order, and of the seven
// capitals of TCVN3. Written out, so that the tables are checked against
// something other than themselves.
const (
	smallTCVN3    = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ"
	capitals7     = "ĂÂÊÔƠƯĐ"
	capitalsTCVN3 = "¡¢£¤¥¦§"
	smallVNI      = "aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä ñ eø eû eõ eù eï eâ eà eå eã eá eä ì æ ó í ò " +
		"oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï yø yû yõ yù î"
)

// encoders return functions that write text as the fonts need it. The capitals
// font of TCVN3 is what writes toned capitals.
func encoders() (tcvn3, vni *strings.Replacer) {
	var abc, two []string
	old, pairs := []rune(smallTCVN3), strings.Fields(smallVNI)
	for i, r := range []rune(capitals7) {
		abc = append(abc, string(r), string([]rune(capitalsTCVN3)[i]))
	}
	for i, r := range []rune(smallLetters) {
		small, big := string(r), strings.ToUpper(string(r))
		abc = append(abc, small, string(old[i]), big, string(old[i]))
		two = append(two, small, pairs[i], big, strings.ToUpper(pairs[i]))
	}
	return strings.NewReplacer(abc...), strings.NewReplacer(two...)
}

func TestEveryLetterSurvives(t *testing.T) {
	t.Parallel()
	tcvn3, vni := encoders()
	for _, r := range smallLetters {
		small, big := string(r), strings.ToUpper(string(r))
		for _, c := range []struct {
			text, coded string
			enc         Encoding
		}{
			{small, tcvn3.Replace(small), TCVN3},
			{big, tcvn3.Replace(small), TCVN3Capitals},
			{"TH" + big, tcvn3.Replace("TH" + big), TCVN3},
			{small, vni.Replace(small), VNI},
			{big, vni.Replace(big), VNI},
			{big, strings.ToUpper(vni.Replace(small)), VNI},
		} {
			if got := Convert(c.coded, c.enc); got != c.text {
				t.Errorf("%s: %q is %q, want %q", c.enc, c.coded, got, c.text)
			}
		}
	}
	if got := Convert(capitalsTCVN3, TCVN3); got != capitals7 {
		t.Errorf("capitals of TCVN3 are %q", got)
	}
}

func TestNamesSurvive(t *testing.T) {
	t.Parallel()
	tcvn3, vni := encoders()
	rapid.Check(t, func(t *rapid.T) {
		name := nameGen().Draw(t, "name")
		small, big := strings.ToLower(name), strings.ToUpper(name)
		for _, c := range []struct {
			text, coded string
			enc         Encoding
		}{
			{small, tcvn3.Replace(small), TCVN3},
			{big, tcvn3.Replace(small), TCVN3Capitals},
			{"UBND " + big, tcvn3.Replace("UBND " + big), TCVN3},
			{name, vni.Replace(name), VNI},
			{big, vni.Replace(big), VNI},
		} {
			if got := Convert(c.coded, c.enc); got != c.text {
				t.Fatalf("%s: %q is %q, want %q", c.enc, c.coded, got, c.text)
			}
		}
		if got := Title(Convert(tcvn3.Replace(name), TCVN3)); got != name {
			t.Fatalf("%q comes back as %q", name, got)
		}
	})
}

func TestConvert(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		enc  Encoding
		want string
	}{
		{"NguyÔn V¨n An", TCVN3, "Nguyễn Văn An"},
		{"NGUYÔN V¡N AN", TCVN3, "NGUYỄN VĂN AN"},
		{"T¹ Hµ", TCVN3, "Tạ Hà"},
		{"T¹ V¡N H¦NG", TCVN3, "TẠ VĂN HƯNG"},
		{"§ång chÝ L\u00ad¬ng ThÞ ¸nh", TCVN3, "Đồng chí Lương Thị ánh"},
		{"nguyÔn v¨n an", TCVN3Capitals, "NGUYỄN VĂN AN"},
		{"B¸t X¸t", TCVN3, "Bát Xát"},
		{"30° – §", TCVN3, "30° – Đ"},
		{"Nguyeãn Vaên An", VNI, "Nguyễn Văn An"},
		{"NGUYEÃN VAÊN AN", VNI, "NGUYỄN VĂN AN"},
		{"Ñöôïc Thò Thuùy YÙ", VNI, "Được Thị Thúy Ý"},
		{"Bình Tró Kyõ", VNI, "Bình Trĩ Kỹ"},
		{"bù kø ç aa", VNI, "bù kø ç aa"},
		{"Nguyễn Văn An", TCVN3, "Nguyễn Văn An"},
		{norm.NFD.String("Nguyễn Văn An"), VNI, "Nguyễn Văn An"},
		{"Hà\u00a0Nội\u200b", Unicode, "Hà Nội"},
		{"", VNI, ""},
	} {
		if got := Convert(c.in, c.enc); got != c.want {
			t.Errorf("%s: %q is %q, want %q", c.enc, c.in, got, c.want)
		}
	}
}

func FuzzConvert(f *testing.F) {
	for _, s := range []string{"NguyÔn V¨n An", "Nguyeãn Vaên An", "Ñöôïc", "T¹\u00ad §", "a\u0302\u0301ù", "\xff\xa8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, enc := range []Encoding{Unicode, TCVN3, TCVN3Capitals, VNI, -1} {
			got := Convert(s, enc)
			if !utf8.ValidString(got) || NFC(got) != got {
				t.Errorf("%s: %q is %q, not as NFC returns it", enc, s, got)
			}
			if isASCII(s) && enc != TCVN3Capitals && got != NFC(s) {
				t.Errorf("%s: ASCII %q became %q", enc, s, got)
			}
		}
		if _, confidence := Detect([]string{s}); confidence < 0 || confidence > 1 {
			t.Errorf("confidence in %q is %v", s, confidence)
		}
	})
}
