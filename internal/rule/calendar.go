package rule

import (
	"slices"

	"sotay/internal/platform/civil"
)

// holidays is the rule "calendar.holidays" of one year.
type holidays struct {
	Rest   []restDay    `json:"rest"`
	MakeUp []civil.Date `json:"makeUp"` // days of a weekend that work for a day of rest before or after
}

type restDay struct {
	Day civil.Date `json:"day"`
	For string     `json:"for"`
}

// Calendar is the working days of all years that the rules "calendar.holidays"
// know; in others only weekends rest.
func (b *Book) Calendar() (civil.Calendar, error) {
	c := civil.Calendar{Holidays: map[civil.Date]bool{}, MakeUp: map[civil.Date]bool{}}
	var years []civil.Date
	for _, r := range b.rules {
		if r.Topic != "calendar.holidays" || slices.Contains(years, r.From) {
			continue
		}
		years = append(years, r.From)
		var h holidays
		if _, err := b.On(r.Topic, r.From, &h); err != nil {
			return c, err
		}
		for _, d := range h.Rest {
			c.Holidays[d.Day] = true
		}
		for _, d := range h.MakeUp {
			c.MakeUp[d] = true
		}
	}
	return c, nil
}

// HolidaysOf returns the rule of a year's holidays; ok is false where none is known,
// so that only weekends rest.
func (b *Book) HolidaysOf(year string) (r Rule, ok bool) {
	var h holidays
	r, err := b.On("calendar.holidays", civil.Date(year+"-06-30"), &h)
	return r, err == nil
}
