package civil

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDayIsThatOfVietnam(t *testing.T) {
	t.Parallel()
	if d := In(time.Date(2026, 3, 1, 17, 30, 0, 0, time.UTC)); d != "2026-03-02" {
		t.Errorf("17:30 UTC is %s", d)
	}
	if at := Date("2026-03-02").At(0, 30); !at.Equal(time.Date(2026, 3, 1, 17, 30, 0, 0, time.UTC)) {
		t.Errorf("00:30 in Vietnam is %s", at)
	}
}

func TestAddMonths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from Date
		n    int
		want Date
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-12-05", 1, "2027-01-05"},
		{"2026-01-05", -1, "2025-12-05"}, {"2026-03-31", -13, "2025-02-28"},
	} {
		if got := c.from.AddMonths(c.n); got != c.want {
			t.Errorf("%s %+d months = %s, want %s", c.from, c.n, string(got), c.want)
		}
	}
}

func TestMonthEdges(t *testing.T) {
	t.Parallel()
	m := Month("2026-12")
	if m.First() != "2026-12-01" || m.Last() != "2026-12-31" || m.Add(1) != "2027-01" || m.String() != "12/2026" {
		t.Error(string(m.First()), string(m.Last()), m.Add(1), m)
	}
}

func TestParseRefusesDaysThatDoNotExist(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2026-02-30", "30/02/2026", "2026-2-3", "0000-01-01", "2026-13", "19500203"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q gave %s", s, string(d))
		}
	}
	for in, want := range map[Approx]string{"1950": "1950", "1950-02": "02/1950", "1950-02-03": "03/02/1950"} {
		a, err := ParseApprox(string(in))
		if err != nil || a.String() != want {
			t.Errorf("%s: %s, %v", string(in), a, err)
		}
	}
	if _, err := ParseApprox("1950-02-31"); err == nil {
		t.Error("31 February was taken")
	}
}

func TestDaysToUndoesAddDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := Date("2000-01-01").AddDays(rapid.IntRange(-30000, 30000).Draw(t, "from"))
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		if got := d.DaysTo(d.AddDays(n)); got != n {
			t.Fatalf("%s + %d days is %d days away", d, n, got)
		}
	})
}

func TestWorkingDays(t *testing.T) {
	t.Parallel()
	c := Calendar{Holidays: map[Date]bool{"2026-09-02": true, "2026-09-01": true}, MakeUp: map[Date]bool{"2026-08-29": true}}
	for _, x := range []struct {
		from Date
		n    int
		want Date
	}{{"2026-08-28", 1, "2026-08-29"}, {"2026-08-28", 2, "2026-08-31"}, {"2026-08-31", 1, "2026-09-03"}, {"2026-09-04", 1, "2026-09-07"}, {"2026-09-04", 0, "2026-09-04"}} {
		if got := c.Add(x.from, x.n); got != x.want {
			t.Errorf("%s + %d = %s, want %s", x.from, x.n, got, x.want)
		}
	}
}
