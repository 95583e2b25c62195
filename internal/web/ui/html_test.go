package ui

import "testing"

func TestNumber(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1.000", -12345: "-12.345", 5600000: "5.600.000"} {
		if got := Number(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestPercent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ part, whole, want int }{{0, 0, 0}, {1, 3, 33}, {999, 1000, 99}, {1000, 1000, 100}, {7, 5, 100}, {-1, 5, 0}} {
		if got := percent(c.part, c.whole); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.part, c.whole, got, c.want)
		}
	}
}

func TestInitials(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Nguyễn Văn An": "VA", "đặng ánh": "ĐÁ", "Thảo": "T", "": "", "  ": ""} {
		if got := initials(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
