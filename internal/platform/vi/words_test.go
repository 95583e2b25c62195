package vi

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestDayInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		y, m, d int
		want    string
	}{
		{2026, 2, 3, "ngày 03 tháng 02 năm 2026"},
		{2026, 3, 10, "ngày 10 tháng 3 năm 2026"},
		{2026, 12, 9, "ngày 09 tháng 12 năm 2026"},
		{2026, 1, 0, "tháng 01 năm 2026"},
		{2026, 0, 0, "năm 2026"},
		{0, 0, 0, ""},
	} {
		if got := DayInWords(c.y, c.m, c.d); got != c.want {
			t.Errorf("%d-%d-%d is %q, want %q", c.y, c.m, c.d, got, c.want)
		}
	}
}

func TestTimeOfDay(t *testing.T) {
	t.Parallel()
	for want, at := range map[string][2]int{
		"19 giờ 30 phút": {19, 30}, "8 giờ 05 phút": {8, 5}, "14 giờ 00 phút": {14, 0},
	} {
		if got := TimeOfDay(at[0], at[1]); got != want {
			t.Errorf("%v is %q, want %q", at, got, want)
		}
	}
}

func TestNumberInWords(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "không", 1: "một", 4: "bốn", 5: "năm", 10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm",
		20: "hai mươi", 21: "hai mươi mốt", 24: "hai mươi tư", 55: "năm mươi lăm", 100: "một trăm",
		105: "một trăm linh năm", 111: "một trăm mười một", 131: "một trăm ba mươi mốt",
		1000:          "một nghìn",
		1005:          "một nghìn không trăm linh năm",
		1025:          "một nghìn không trăm hai mươi lăm",
		5025110:       "năm triệu không trăm hai mươi lăm nghìn một trăm mười",
		1000001:       "một triệu không trăm linh một",
		1505555005:    "một tỷ năm trăm linh năm triệu năm trăm năm mươi lăm nghìn không trăm linh năm",
		2000000000:    "hai tỷ",
		1000000000000: "một nghìn tỷ",
		-3:            "âm ba",
		math.MinInt64: "âm chín tỷ hai trăm hai mươi ba triệu ba trăm bảy mươi hai nghìn không trăm ba mươi sáu tỷ tám trăm năm mươi tư triệu bảy trăm bảy mươi lăm nghìn tám trăm linh tám",
	} {
		if got := NumberInWords(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestNumbersInWordsDiffer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int().Draw(t, "a"), rapid.Int().Draw(t, "b")
		if (NumberInWords(a) == NumberInWords(b)) != (a == b) {
			t.Fatalf("%d and %d are both %q", a, b, NumberInWords(a))
		}
	})
}
