package pades_test

import (
	"testing"

	"sotay/internal/platform/pades"
)

// trust is what the office relies on.
func (o office) trust(t testing.TB) pades.Trust {
	t.Helper()
	lists, err := o.authority.Lists(at())
	if err != nil {
		t.Fatal(err)
	}
	return pades.Trust{Roots: o.certs(), CRLs: lists, At: at().AddDate(0, 0, 1)}
}

func sign(t testing.TB, file []byte, by pades.Signer, o pades.Options) []byte {
	t.Helper()
	if o.At.IsZero() {
		o.At = at()
	}
	signed, err := pades.Sign(t.Context(), file, by, o)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func verify(t testing.TB, file []byte, trust pades.Trust) pades.Report {
	t.Helper()
	r, err := pades.Verify(file, trust)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestOursAreValid(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	stamper := o.authority.Stamper(at)
	file := resolution(t)
	once := sign(t, file, o.rsa, pades.Options{Seal: visible(t), Stamper: stamper, Reason: "Ban hành", Name: "Ưởng", Place: "Lào Cai"})
	twice := sign(t, once, o.ecdsa, pades.Options{Field: "văn thư"})
	kept, err := pades.Preserve(t.Context(), twice, o.trust(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	archived, err := pades.Preserve(t.Context(), twice, o.trust(t), stamper)
	if err != nil {
		t.Fatal(err)
	}
	third := sign(t, archived, o.rsa, pades.Options{})
	for name, c := range map[string]struct {
		file   []byte
		levels []string
		people int
	}{
		"one":       {once, []string{"B-T"}, 1},
		"two":       {twice, []string{"B-T", "B-B"}, 2},
		"evidence":  {kept, []string{"B-LT", "B-B"}, 2},
		"archived":  {archived, []string{"B-LTA", "B-B", "B-B"}, 2},
		"and third": {third, []string{"B-LTA", "B-B", "B-B", "B-B"}, 3},
	} {
		r := verify(t, c.file, o.trust(t))
		if !r.Valid() || len(r.Signatures) != len(c.levels) || len(r.Warnings) > 0 {
			t.Errorf("%s: %v %+v", name, r.Warnings, r)
			continue
		}
		for i, s := range r.Signatures {
			if s.Level != c.levels[i] {
				t.Errorf("%s: level of signature %d is %s", name, i, s.Level)
			}
		}
		wellFormed(t, c.file, c.people)
	}
}
