package sheet

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		serial float64
		text   string
		ok     bool
	}{
		{0, "00:00:00", false},
		{0.25, "06:00:00", false},
		{1, "1900-01-01", true},
		{59, "1900-02-28", true},
		{60, "1900-02-29", false},
		{61, "1900-03-01", true},
		{10959.999999999, "1930-01-02", true},
		{2958465, "9999-12-31", true},
		{2958466, "2958466", false},
		{-1, "-1", false},
		{1e300, "1E+300", false},
	} {
		cell := dateCell(c.serial, false)
		y, m, d, ok := cell.Day()
		if cell.Text != c.text || ok != c.ok {
			t.Errorf("%v: %q, %v; want %q, %v", c.serial, cell.Text, ok, c.text, c.ok)
		}
		if ok && time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly) != cell.Text {
			t.Errorf("%v: day %d-%d-%d, text %q", c.serial, y, m, d, cell.Text)
		}
	}
	if _, _, _, ok := NumberCell(45000).Day(); ok {
		t.Error("a number has no day")
	}
}

func TestDaysThatAreNoDates(t *testing.T) {
	t.Parallel()
	for _, c := range []Cell{DateCell(1890, 5, 19), DateCell(2023, 2, 29), DateCell(1900, 2, 29), DateCell(10000, 1, 1), DateCell(2023, 13, 1)} {
		if c.Kind != Text {
			t.Errorf("%+v is no text", c)
		}
	}
}

func TestEveryDayComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(1900, 1, rapid.IntRange(1, 2958464).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		y, m, d, ok := DateCell(day.Year(), int(day.Month()), day.Day()).Day()
		if !ok || y != day.Year() || m != int(day.Month()) || d != day.Day() {
			t.Fatalf("%v came back as %d-%d-%d, %v", day, y, m, d, ok)
		}
	})
}

func TestNumberText(t *testing.T) {
	t.Parallel()
	for f, want := range map[float64]string{
		0: "0", math.Copysign(0, -1): "0", -5: "-5", 1.10: "1.1", 0.1 + 0.2: "0.3", 912345678: "912345678",
		123456789012345678: "123456789012346000", 1e21: "1E+21", 1e-10: "1E-10", 0.000001: "0.000001",
		math.MaxFloat64: "1.7976931348623157E+308",
	} {
		if got := NumberCell(f).Text; got != want {
			t.Errorf("%v: %q, want %q", f, got, want)
		}
	}
	if c := NumberCell(math.Inf(1)); c.Kind != Error {
		t.Errorf("infinity is %+v", c)
	}
}

func TestA1(t *testing.T) {
	t.Parallel()
	for want, at := range map[string][2]int{"A1": {1, 1}, "C17": {3, 17}, "Z2": {26, 2}, "AA3": {27, 3}, "XFD1048576": {16384, 1048576}} {
		if got := A1(at[0], at[1]); got != want {
			t.Errorf("A1%v = %q, want %q", at, got, want)
		}
		if col, row, ok := parseA1([]byte(want)); !ok || col != at[0] || row != at[1] {
			t.Errorf("%q parsed as %d, %d, %v", want, col, row, ok)
		}
	}
	for _, bad := range []string{"", "A", "1", "A0", "XFE1", "ZZZZ99", "a1", "A-1", "A1x", "A9999999999", "$A$1"} {
		if _, _, ok := parseA1([]byte(bad)); ok {
			t.Errorf("%q parsed", bad)
		}
	}
}

func TestDateFormats(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"dd/mm/yyyy": true, "D-M-YY": true, `[$-42A]d "tháng" m`: true, "[Red]yyyy": true, "hh:mm": true,
		"General": false, "0.00": false, `0" ngày/day"`: false, `0\d`: false, "0_d": false, "*m0": false,
		"[Red]0": false, `#,##0 "đ`: false, "[": false, "@": false, "": false, "000": false, `0\`: false,
	} {
		if got := codeLook(code).date; got != want {
			t.Errorf("%q: %v", code, got)
		}
	}
	for id, want := range map[int]bool{0: false, 13: false, 14: true, 22: true, 23: false, 30: true, 44: false, 47: true, 49: false, 58: true, 59: false} {
		if builtinDate(id) != want {
			t.Errorf("format %d", id)
		}
	}
}
