package vi

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// What can be wrong with a date. The errors of ParseDate wrap one of these and
// quote the text.
var (
	ErrDateForm     = errors.New("not a date such as 03/02/1985, 02/1985 or 1985")
	ErrNoSuchDay    = errors.New("the calendar has no such day")
	ErrTwoDigitYear = errors.New("a year of two digits does not say its century")
)

// maxDate bounds the bytes of a date; the longest form in words takes 40.
const maxDate = 64

// ParseDate reads a day as offices write it: 03/02/1985, 3-2-1985, 3.2.1985,
// 1985-02-03, "ngày 03 tháng 02 năm 1985", and what is known of one: 02/1985,
// "tháng 02 năm 1985", 1985. Day comes before month; parts that the text does
// not hold are zero. Years have four digits.
//
// The error wraps ErrDateForm, ErrNoSuchDay or ErrTwoDigitYear.
func ParseDate(s string) (year, month, day int, err error) {
	return ParseDateUntil(s, 0)
}

// ParseDateUntil is ParseDate for lists that shorten years: 3.2.85 falls in
// the hundred years that end with the year latest (1985 for 2026, and 3.2.26
// is 2026). It refuses such years as ParseDate does if latest is before 1000.
func ParseDateUntil(s string, latest int) (year, month, day int, err error) {
	year, month, day, err = parseDate(s, latest)
	if err != nil {
		return 0, 0, 0, fmt.Errorf("date %q: %w", s[:min(len(s), maxDate)], err)
	}
	return year, month, day, nil
}

func parseDate(s string, latest int) (year, month, day int, err error) {
	if len(s) > maxDate {
		return 0, 0, 0, ErrDateForm
	}
	parts := dateParts(Fold(s))
	if len(parts) == 0 {
		return 0, 0, 0, ErrDateForm
	}
	if year, err = parseYear(parts[0], len(parts), latest); err != nil {
		return 0, 0, 0, err
	}
	if len(parts) > 1 {
		month = number(parts[1])
	}
	if len(parts) > 2 {
		day = number(parts[2])
	}
	if month < 0 || day < 0 {
		return 0, 0, 0, ErrDateForm
	}
	if !exists(year, month, day, len(parts)) {
		return 0, 0, 0, ErrNoSuchDay
	}
	return year, month, day, nil
}

// dateParts splits a folded date into its numbers, year first, or returns nil.
// The first word, if any, says how many numbers there must be.
func dateParts(s string) []string {
	want := 0
	for i, word := range [...]string{"nam", "thang", "ngay"} {
		if rest, ok := strings.CutPrefix(s, word); ok {
			s, want = rest, i+1
			break
		}
	}
	s = strings.Replace(s, "thang", "/", 1)
	s = strings.Replace(s, "nam", "/", 1)
	sep := "/"
	if i := strings.IndexAny(s, "/-."); i >= 0 {
		sep = s[i : i+1]
	}
	parts := strings.Split(s, sep)
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p)
	}
	if len(parts) > 3 || want > 0 && len(parts) != want {
		return nil
	}
	if len(parts) == 3 && len(parts[0]) == 4 {
		return parts
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return parts
}

// parseYear reads the year of a date of n parts. Two digits are a year only
// beside a day and a month.
func parseYear(s string, n, latest int) (int, error) {
	y, err := strconv.ParseUint(s, 10, 16)
	short := len(s) == 2 && n == 3
	switch {
	case err != nil, len(s) != 4 && !short, len(s) == 4 && y < 1000:
		return 0, ErrDateForm
	case len(s) == 4:
		return int(y), nil
	case latest < 1000:
		return 0, ErrTwoDigitYear
	}
	return latest - (latest-int(y))%100, nil
}

// number reads a day or month of one or two digits, or returns -1.
func number(s string) int {
	n, err := strconv.ParseUint(s, 10, 8)
	if err != nil || len(s) > 2 {
		return -1
	}
	return int(n)
}

// exists reports whether the first n of year, month and day are in the
// Gregorian calendar.
func exists(year, month, day, n int) bool {
	if n > 1 && (month < 1 || month > 12) {
		return false
	}
	return n < 3 || 1 <= day && day <= daysIn(year, month)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && year%100 != 0 || year%400 == 0 {
			return 29
		}
		return 28
	}
	return 31
}
