package vi

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][3]int{
		"03/02/1985":                {1985, 2, 3},
		"3-2-1985":                  {1985, 2, 3},
		" 3 . 2 . 1985 ":            {1985, 2, 3},
		"1985-02-03":                {1985, 2, 3},
		"1985/2/3":                  {1985, 2, 3},
		"29/02/2000":                {2000, 2, 29},
		"02/1985":                   {1985, 2, 0},
		"1985":                      {1985, 0, 0},
		"ngày 03 tháng 02 năm 1985": {1985, 2, 3},
		"Ngày 3 tháng 12 năm 1985":  {1985, 12, 3},
		"NGÀY 03/02/1985":           {1985, 2, 3},
		"3 tháng 2 năm 1985":        {1985, 2, 3},
		"ngày 3 tháng 2/1985":       {1985, 2, 3},
		"tháng 02 năm 1985":         {1985, 2, 0},
		"tháng 2/1985":              {1985, 2, 0},
		"năm 1985":                  {1985, 0, 0},
		norm.NFD.String("ngày 3 tháng 2 năm 1985"): {1985, 2, 3},
		"03/02/1985\u00a0":                         {1985, 2, 3},
	} {
		y, m, d, err := ParseDate(in)
		if got := [3]int{y, m, d}; err != nil || got != want {
			t.Errorf("%q is %v (%v), want %v", in, got, err, want)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	t.Parallel()
	for want, all := range map[error][]string{
		ErrDateForm: {"", "-", "abc", "85", "02/85", "3/2", "3/2/985", "3/2/19850", "003/02/1985", "03/02-1985", "1/2/3/1985",
			"0001", "0985-01-01", "+3/2/1985", "3/-2/1985", "ngày 1985", "năm 02/1985", "tháng 3/2/1985", "３/2/1985",
			"45000.5", "1985-02-03T00:00:00Z", "năm tháng ngày", strings.Repeat("1", 100)},
		ErrNoSuchDay:    {"31/02/1985", "29/02/1985", "29/02/1900", "31/4/1985", "00/02/1985", "03/00/1985", "13/1985", "00/1985", "1985-13-01", "1985-02-30"},
		ErrTwoDigitYear: {"3.2.85", "03/02/26", "ngày 3 tháng 2 năm 85"},
	} {
		for _, in := range all {
			y, m, d, err := ParseDate(in)
			if !errors.Is(err, want) || y != 0 || m != 0 || d != 0 {
				t.Errorf("%q is %d-%d-%d (%v), want %v", in, y, m, d, err, want)
			}
		}
	}
}

func TestParseDateUntil(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{"3.2.85": 1985, "3/2/26": 2026, "3/2/27": 1927, "3/2/00": 2000, "3/2/1885": 1885, "29/2/00": 2000} {
		if y, _, _, err := ParseDateUntil(in, 2026); err != nil || y != want {
			t.Errorf("%q is of %d (%v), want %d", in, y, err, want)
		}
	}
	if _, _, _, err := ParseDateUntil("31/02/85", 2026); !errors.Is(err, ErrNoSuchDay) {
		t.Errorf("31/02/85: %v", err)
	}
	if _, _, _, err := ParseDateUntil("3/2/85", 999); !errors.Is(err, ErrTwoDigitYear) {
		t.Errorf("no latest year: %v", err)
	}
}

func TestParseDateKnowsTheCalendar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		y, m, d := rapid.IntRange(1000, 9999).Draw(t, "y"), rapid.IntRange(1, 12).Draw(t, "m"), rapid.IntRange(1, 31).Draw(t, "d")
		exists := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() == d
		for _, in := range []string{
			fmt.Sprintf("%d/%d/%d", d, m, y), fmt.Sprintf("%02d.%02d.%d", d, m, y), fmt.Sprintf("%d-%02d-%02d", y, m, d),
		} {
			gotY, gotM, gotD, err := ParseDate(in)
			if (err == nil) != exists || exists && (gotY != y || gotM != m || gotD != d) {
				t.Fatalf("%q is %d-%d-%d (%v)", in, gotY, gotM, gotD, err)
			}
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"03/02/1985", "1985-02-03", "ngày 03 tháng 02 năm 1985", "3.2.85", "02/1985", "năm 1985", "thangthang/", "\xff/1/2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		y, m, d, err := ParseDateUntil(s, 2026)
		if err != nil {
			if says := err.Error(); y != 0 || m != 0 || d != 0 || !utf8.ValidString(says) || len(says) > 400 {
				t.Fatalf("%q: %d-%d-%d with %q", s, y, m, d, says)
			}
			return
		}
		gotY, gotM, gotD, err := ParseDate(DayInWords(y, m, d))
		if err != nil || gotY != y || gotM != m || gotD != d {
			t.Fatalf("%q is %d-%d-%d, in words %d-%d-%d (%v)", s, y, m, d, gotY, gotM, gotD, err)
		}
	})
}
