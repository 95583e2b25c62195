package vi

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestDetect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cells string // separated by commas
		want  Encoding
		least float64
	}{
		{"", Unicode, 1},
		{"Nguyen Van An,Tran Thi Binh,Anna O'Dea", Unicode, 1},
		{"Nguyễn Văn An,Trần Thị Bình,Lê Hà", Unicode, 1},
		{"Lê Trí,Hà,Hùng,Bé,Tú,Mùi,Hòa,Thò,Bì", Unicode, 1},
		{"Hélène,François,Loïc,Noël,Thérèse,André,José,Zoé,Gaël,Anaïs", Unicode, 0.8},
		{"Müller,Jörg,Köln,Peña,João,São,Conceição,Ångström,Þór,Søren", Unicode, 0.9},
		{"Loïc", Unicode, 0},
		{"° C,½,©,®,§ 5,10 µm,«Tin»", Unicode, 0.5},
		{"NguyÔn V¨n An", TCVN3, 0.6},
		{"NGUYÔN V¡N AN,TRÇN THÞ B×NH,L£ QuèC HïNG", TCVN3, 0.8},
		{"TØnh Lµo Cai,X· B¸t X¸t,HuyÖn B¶o Th¾ng,Mêng Kh\u00ad¬ng,H'M«ng", TCVN3, 0.8},
		{"NguyÔn V¨n An,TrÇn ThÞ B×nh,Lª Quèc Hïng,Nguyễn Văn An", TCVN3, 0.5},
		{"Nguyeãn Vaên An", VNI, 0.6},
		{"NGUYEÃN VAÊN AN,TRAÀN THÒ BÌNH,Leâ Quoác Huøng", VNI, 0.8},
	} {
		enc, confidence := Detect(strings.Split(c.cells, ","))
		if enc != c.want || confidence < c.least {
			t.Errorf("%q: %s with %.2f, want %s with %.2f", c.cells, enc, confidence, c.want, c.least)
		}
	}
}

func TestDetectDoubtsMixedColumns(t *testing.T) {
	t.Parallel()
	mixed := []string{"NguyÔn V¨n An", "TrÇn ThÞ B×nh", "Nguyễn Văn Hưởng", "Trần Thị Tưởng"}
	if enc, confidence := Detect(mixed); enc != Unicode || confidence >= 0.8 {
		t.Errorf("%s with %.2f", enc, confidence)
	}
}

func TestDetectColumns(t *testing.T) {
	t.Parallel()
	tcvn3, vni := encoders()
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(nameGen(), 20, 60).Draw(t, "names")
		if rapid.Bool().Draw(t, "capitals") {
			for i, n := range names {
				names[i] = strings.ToUpper(n)
			}
		}
		for _, c := range []struct {
			want   Encoding
			encode func(string) string
		}{{Unicode, strings.Clone}, {TCVN3, tcvn3.Replace}, {VNI, vni.Replace}} {
			cells := slices.Clone(names)
			for i, n := range cells {
				cells[i] = c.encode(n)
			}
			if enc, confidence := Detect(cells); enc != c.want || confidence < 0.8 {
				t.Fatalf("%s is taken for %s with %.2f: %q", c.want, enc, confidence, cells)
			}
		}
	})
}

func TestDetectIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("NguyÔn ", maxWords) + strings.Repeat("Nguyễn ", 10*maxWords)
	if enc, confidence := Detect([]string{strings.Repeat("Ô", 1<<20), long}); enc != TCVN3 || confidence > 1 {
		t.Errorf("%s with %v", enc, confidence)
	}
}

func BenchmarkDetect(b *testing.B) {
	cells := slices.Repeat([]string{"NguyÔn V¨n An", "TrÇn ThÞ B×nh", "Lª Quèc Hïng"}, 1000)
	for b.Loop() {
		Detect(cells)
	}
}
