package pades_test

import (
	"strings"
	"testing"

	"sotay/internal/platform/pades"
	"sotay/internal/platform/pdf"
)

// The words of a seal are text that can be searched and copied, in every Vietnamese letter, and stand upright on turned pages.
func TestSealSaysItsLines(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	const letters = "aàảãáạăằẳẵắặâầẩẫấậ eèẻẽéẹêềểễếệ iìỉĩíị oòỏõóọôồổỗốộơờởỡớợ uùủũúụưừửữứự yỳỷỹýỵ đ"
	for _, turn := range []string{"0", "90", "180", "270"} {
		file := sign(t, withPage("", "/Rotate "+turn), o.ecdsa, pades.Options{Seal: &pades.Seal{
			Page: 1, Rect: pdf.Box{X0: 30, Y0: 30, X1: 500, Y1: 130},
			Lines: []string{letters, strings.ToUpper(letters), "a\u0300 (08/11/2026) \u202e\x00 – “…”"},
		}})
		out, err := run(t, "pdftotext", "-layout", save(t, file), "-")
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{letters, strings.ToUpper(letters), "à (08/11/2026) – “…”"} {
			if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
				t.Errorf("turned %s: %q is not in %q", turn, want, out)
			}
		}
	}
}

// A seal of many words is set smaller, and is the same each time.
func TestSealFits(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for lines, want := range map[string]error{
		"":                                nil,
		"một":                             nil,
		strings.Repeat("nhiều chữ ", 20):  nil,
		strings.Repeat("dàiquá", 30):      nil,
		strings.Repeat("nhiều chữ ", 900): pades.ErrLines,
	} {
		opts := pades.Options{Seal: &pades.Seal{Page: 1, Rect: pdf.Box{X0: 30, Y0: 30, X1: 180, Y1: 80}, Lines: []string{lines}}}
		p, err := pades.Prepare(withPage("", ""), o.rsa.Chain(), opts)
		if err != want {
			t.Errorf("%.20q: %v", lines, err)
			continue
		}
		if again, err := pades.Prepare(withPage("", ""), o.rsa.Chain(), opts); err == nil && string(again.Digest()) != string(p.Digest()) {
			t.Errorf("%.20q: differs", lines)
		}
	}
}
