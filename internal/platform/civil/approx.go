package civil

import (
	"database/sql/driver"
	"fmt"
)

// Approx is a day known to the day, the month or only the year, as in old
// records: "1950", "1950-02" or "1950-02-03". It sorts as text.
type Approx string

// ParseApprox reads the three forms and refuses days that do not exist.
func ParseApprox(s string) (Approx, error) {
	var err error
	switch len(s) {
	case 4:
		_, err = ParseDate(s + "-01-01")
	case 7:
		_, err = ParseMonth(s)
	default:
		_, err = ParseDate(s)
	}
	if err != nil {
		return "", fmt.Errorf("civil: %q is not a day, month or year", s)
	}
	return Approx(s), nil
}

// Earliest is the first day that it can mean; "" for none.
func (a Approx) Earliest() Date {
	switch len(a) {
	case 0:
		return ""
	case 4:
		return Date(a + "-01-01")
	case 7:
		return Date(a + "-01")
	}
	return Date(a)
}

// String shows what is known as people write it: 03/02/1950, 02/1950, 1950.
func (a Approx) String() string {
	switch len(a) {
	case 7:
		return string(a[5:] + "/" + a[:4])
	case 10:
		return Date(a).String()
	}
	return string(a)
}

// Value stores it as text, nothing as NULL.
func (a Approx) Value() (driver.Value, error) { return textOrNull(string(a)) }

// Scan reads what Value stored.
func (a *Approx) Scan(src any) error { return scanText((*string)(a), src) }
