package sheet

import (
	"fmt"
	"math"
	"time"
)

// Excel's 1900 system counts 1900-01-01 as day 1 and believes, for the sake of
// Lotus 1-2-3, that 1900-02-29 existed: it is day 60. From day 61 on, the count
// is one ahead of the calendar. (ECMA-376 part 1, 18.17.4.1.)
const (
	phantomDay  = 60
	lastDay     = 2958465 // 9999-12-31
	shift1904   = 1462    // days from the 1900 system's zero to 1904-01-01
	secondsADay = 24 * 60 * 60
)

// DateCell is a calendar day. A day that a spreadsheet cannot hold as a date
// (before 1900, after 9999, or not in the calendar) becomes a text, "1890-05-19".
func DateCell(year, month, day int) Cell {
	text := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || int(t.Month()) != month || t.Day() != day || year < 1900 || year > 9999 {
		return TextCell(text)
	}
	return Cell{Text: text, Kind: Date, Serial: float64(daySerial(t))}
}

// daySerial is the 1900-system day of t, which is in the years 1900 to 9999, in UTC.
func daySerial(t time.Time) int {
	zero := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	n := int((t.Unix() - zero.Unix()) / secondsADay)
	if n >= phantomDay {
		n++
	}
	return n
}

// Day gives the calendar day of a Date. ok is false for other kinds, for a time
// without a day, and for days that no calendar has: Excel's 1900-02-29, negative
// ones, and those after 9999.
func (c Cell) Day() (year, month, day int, ok bool) {
	if c.Kind != Date {
		return 0, 0, 0, false
	}
	n, _, ok := splitSerial(c.Serial)
	if !ok || n == 0 || n == phantomDay {
		return 0, 0, 0, false
	}
	t := calendarDay(n)
	return t.Year(), int(t.Month()), t.Day(), true
}

func calendarDay(serial int) time.Time {
	if serial > phantomDay {
		serial--
	}
	return time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC).AddDate(0, 0, serial)
}

// splitSerial gives the day and the second of the day, rounded to the second,
// since times such as 23:59:59.9999 come from binary fractions.
func splitSerial(serial float64) (day, second int, ok bool) {
	if !(serial >= 0 && serial < lastDay+1) {
		return 0, 0, false
	}
	total := int(math.Round(serial * secondsADay))
	day, second = total/secondsADay, total%secondsADay
	return day, second, day <= lastDay
}

// dateCell makes the cell of a number that is shown as a date.
func dateCell(serial float64, from1904 bool) Cell {
	if day, second, ok := splitSerial(serial); from1904 && ok && (day > 0 || second == 0) {
		serial += shift1904
	}
	return Cell{Text: dateText(serial), Kind: Date, Serial: serial}
}

func dateText(serial float64) string {
	day, second, ok := splitSerial(serial)
	if !ok {
		return numberText(serial)
	}
	clock := fmt.Sprintf("%02d:%02d:%02d", second/3600, second/60%60, second%60)
	switch {
	case day == 0:
		return clock
	case second == 0:
		return dayText(day)
	}
	return dayText(day) + " " + clock
}

func dayText(day int) string {
	if day == phantomDay {
		return "1900-02-29" // as Excel shows it; Day refuses it
	}
	return calendarDay(day).Format(time.DateOnly)
}

// isoDateCell reads a cell of type "d" (ISO 8601, ECMA-376 part 1, 18.18.11).
// What is no such date stays a text.
func isoDateCell(s string) Cell {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00"} {
		t, err := time.Parse(layout, s)
		if err != nil || t.Year() < 1900 {
			continue
		}
		midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
		second := t.Hour()*3600 + t.Minute()*60 + t.Second()
		return dateCell(float64(daySerial(midnight))+float64(second)/secondsADay, false)
	}
	return TextCell(s)
}
