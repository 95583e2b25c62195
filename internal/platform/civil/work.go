package civil

import "time"

// Calendar tells working days from rest: Saturdays and Sundays rest, and so do
// the listed holidays; a listed make-up day works although it is a weekend.
// Holidays are data, announced for each year.
type Calendar struct {
	Holidays map[Date]bool
	MakeUp   map[Date]bool
}

// Works reports whether offices work on the day.
func (c Calendar) Works(d Date) bool {
	if c.MakeUp[d] {
		return true
	}
	wd := d.time().Weekday()
	return wd != time.Saturday && wd != time.Sunday && !c.Holidays[d]
}

// Add returns the n-th working day after d; for n ≤ 0, d itself.
func (c Calendar) Add(d Date, n int) Date {
	for n > 0 {
		d = d.AddDays(1)
		if c.Works(d) {
			n--
		}
	}
	return d
}
