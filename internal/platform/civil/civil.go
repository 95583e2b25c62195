// Package civil has the days and months that the organisation lives by. They
// carry no time zone and no clock; an instant becomes a day only through [In].
package civil

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Zone is the one time zone of the organisation (Indochina Time; no summer time
// since 1975), fixed so that no machine needs a zone database.
var Zone = time.FixedZone("ICT", 7*60*60)

// Date is a day; the zero Date is "no day". It sorts and compares as text.
type Date string

// Month is a month of a year, "2026-03"; the zero Month is "no month".
type Month string

const (
	dayLayout   = "2006-01-02"
	monthLayout = "2006-01"
)

// In returns the day on which an instant falls in Vietnam.
func In(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.In(Zone).Format(dayLayout))
}

// Day makes a date; out-of-range parts are an error, never carried over.
func Day(y, m, d int) (Date, error) {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if y < 1 || y > 9999 || t.Day() != d || int(t.Month()) != m {
		return "", fmt.Errorf("civil: no such day %d-%d-%d", y, m, d)
	}
	return Date(t.Format(dayLayout)), nil
}

// ParseDate reads "2006-01-02", the form of HTML date fields and of the API.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dayLayout, s)
	if err != nil || t.Year() < 1 {
		return "", fmt.Errorf("civil: %q is not a day", s)
	}
	return Date(s), nil
}

func (d Date) time() time.Time {
	t, _ := time.Parse(dayLayout, string(d))
	return t
}

// IsZero reports whether there is no day.
func (d Date) IsZero() bool { return d == "" }

// Parts returns year, month and day.
func (d Date) Parts() (y, m, day int) {
	t := d.time()
	return t.Year(), int(t.Month()), t.Day()
}

// At returns the instant of a clock time on that day in Vietnam.
func (d Date) At(hour, minute int) time.Time {
	y, m, day := d.Parts()
	return time.Date(y, time.Month(m), day, hour, minute, 0, 0, Zone).UTC()
}

// AddDays moves by n days.
func (d Date) AddDays(n int) Date { return Date(d.time().AddDate(0, 0, n).Format(dayLayout)) }

// AddMonths moves by n months; a day that the month lacks becomes its last.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Parts()
	last := time.Date(y, time.Month(m+n)+1, 0, 0, 0, 0, 0, time.UTC)
	return Date(time.Date(last.Year(), last.Month(), min(day, last.Day()), 0, 0, 0, 0, time.UTC).Format(dayLayout))
}

// DaysTo is how many days after d the other day is.
func (d Date) DaysTo(o Date) int { return int(o.time().Sub(d.time()).Hours() / 24) }

// Month is the month in which the day falls.
func (d Date) Month() Month {
	if len(d) < 7 {
		return ""
	}
	return Month(d[:7])
}

// String shows the day as people write it: 03/02/2026; "" for no day.
func (d Date) String() string {
	if d == "" {
		return ""
	}
	return d.time().Format("02/01/2006")
}

// ParseMonth reads "2006-01".
func ParseMonth(s string) (Month, error) {
	t, err := time.Parse(monthLayout, s)
	if err != nil || t.Year() < 1 {
		return "", fmt.Errorf("civil: %q is not a month", s)
	}
	return Month(s), nil
}

// First is the month's first day.
func (m Month) First() Date { return Date(m + "-01") }

// Last is the month's last day.
func (m Month) Last() Date { return m.Add(1).First().AddDays(-1) }

// Add moves by n months.
func (m Month) Add(n int) Month { return m.First().AddMonths(n).Month() }

// Parts returns year and month.
func (m Month) Parts() (y, mon int) {
	y, mon, _ = m.First().Parts()
	return y, mon
}

// String shows the month as people write it: 3/2026.
func (m Month) String() string {
	if m == "" {
		return ""
	}
	y, mon := m.Parts()
	return fmt.Sprintf("%d/%d", mon, y)
}

// Value stores a day as text, "no day" as NULL.
func (d Date) Value() (driver.Value, error) { return textOrNull(string(d)) }

// Scan reads what Value stored.
func (d *Date) Scan(src any) error { return scanText((*string)(d), src) }

// Value stores a month as text, "no month" as NULL.
func (m Month) Value() (driver.Value, error) { return textOrNull(string(m)) }

// Scan reads what Value stored.
func (m *Month) Scan(src any) error { return scanText((*string)(m), src) }

// MarshalJSON writes "2006-01-02", or null: String is for people.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(d))
}

func textOrNull(s string) (driver.Value, error) {
	if s == "" {
		return nil, nil
	}
	return s, nil
}

func scanText(dst *string, src any) error {
	switch v := src.(type) {
	case nil:
		*dst = ""
	case string:
		*dst = v
	case []byte:
		*dst = string(v)
	default:
		return fmt.Errorf("civil: cannot read %T", src)
	}
	return nil
}
