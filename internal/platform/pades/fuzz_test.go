package pades_test

import (
	"testing"

	"sotay/internal/platform/pades"
	"sotay/internal/platform/pdf"
)

// Whatever the bytes, judging ends, nothing signed by strangers is valid, and what is intact can take a signature.
func FuzzVerify(f *testing.F) {
	o, stranger := newOffice(f), newOffice(f)
	one := sign(f, withPage("", ""), stranger.ecdsa, pades.Options{Room: 2500})
	two := sign(f, one, stranger.ecdsa, pades.Options{Room: 2500, Reason: "x"})
	f.Add(one)
	f.Add(two)
	f.Add(update(f, two, inCatalog(map[pdf.Name]any{"DSS": pdf.Dict{"Type": pdf.Name("DSS")}})))
	f.Add(update(f, sign(f, form(), stranger.ecdsa, pades.Options{Certify: pades.Forms, Room: 2500}), fill))
	f.Add(written("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [2 0 R]>>"))
	trust := o.trust(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := pades.Verify(b, trust)
		if err != nil {
			return
		}
		if r.Valid() {
			t.Fatalf("valid: %+v", r)
		}
		for _, s := range r.Signatures {
			if s.State == pades.Intact && s.Certificate == nil {
				t.Fatalf("intact without a signer: %+v", s)
			}
			for _, c := range s.Codes {
				pades.Sentence(c)
			}
		}
		pades.Prepare(b, o.ecdsa.Chain(), pades.Options{At: at()})
	})
}
