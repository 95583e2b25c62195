package rule

import (
	"testing"
	"testing/fstest"

	"sotay/internal/platform/civil"
)

// Working days pass over Tết, exchanged days and the turn of the year.
func TestCalendarCountsOverHolidays(t *testing.T) {
	t.Parallel()
	book, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := book.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		from civil.Date
		n    int
		want civil.Date
	}{
		{"2026-02-13", 1, "2026-02-23"}, // Tết Bính Ngọ
		{"2026-04-24", 1, "2026-04-28"}, // a holiday on a Sunday is made up for on Monday
		{"2026-04-29", 1, "2026-05-04"},
		{"2026-08-21", 1, "2026-08-22"}, {"2026-08-28", 1, "2026-09-03"}, // exchanged: Saturday works, Monday rests
		{"2026-12-31", 1, "2027-01-04"}, {"2027-02-04", 1, "2027-02-12"},
		{"2025-04-29", 1, "2025-05-05"}, {"2025-04-25", 1, "2025-04-26"},
	} {
		if got := c.Add(x.from, x.n); got != x.want {
			t.Errorf("%s + %d = %s, want %s", string(x.from), x.n, string(got), string(x.want))
		}
	}
}

// An organisation's own rule of a year takes the place of the one that comes with the program.
func TestOwnCalendarWins(t *testing.T) {
	t.Parallel()
	own := fstest.MapFS{"calendar.json": {Data: []byte(`[{"topic": "calendar.holidays", "from": "2027-01-01", "to": "2027-12-31", "citation": "x", "about": "x",
		"value": {"rest": [{"day": "2027-02-03", "for": "Tết"}], "makeUp": ["2027-02-27"]}}]`)}}
	book, err := Load(own)
	if err != nil {
		t.Fatal(err)
	}
	c, err := book.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	if c.Works("2027-02-03") || !c.Works("2027-02-05") || !c.Works("2027-02-27") || c.Works("2026-02-17") {
		t.Error("the own rule of 2027 and the program's of 2026 do not stand side by side")
	}
}

func TestHolidaysOfAYearSayWhetherTheyAreConfirmed(t *testing.T) {
	t.Parallel()
	book, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for year, want := range map[string][2]bool{"2025": {true, true}, "2027": {true, false}, "2050": {false, false}} {
		if r, ok := book.HolidaysOf(year); ok != want[0] || ok && (r.Unconfirmed == "") != want[1] {
			t.Errorf("%s: %v %q", year, ok, r.Unconfirmed)
		}
	}
}
