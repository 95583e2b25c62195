package paper

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Day is a calendar day. A part that is 0 is not known yet and printed as dots to be filled by hand; the zero Day is left out.
type Day struct{ Year, Month, Day int }

// String returns the day as papers print it, "ngày 03 tháng 02 năm 2026": a 0 stands before days under 10 and before
// months 1 and 2, where a stroke could be added (HD 05-HD/VPTW).
func (d Day) String() string {
	day, month, year := "…", "…", "…"
	if d.Day > 0 {
		day = fmt.Sprintf("%02d", d.Day)
	}
	switch {
	case d.Month > 2:
		month = fmt.Sprint(d.Month)
	case d.Month > 0:
		month = fmt.Sprintf("%02d", d.Month)
	}
	if d.Year > 0 {
		year = fmt.Sprint(d.Year)
	}
	return "ngày " + day + " tháng " + month + " năm " + year
}

// placeAndDay joins what is known of place and day.
func (p Paper) placeAndDay() string {
	place := oneLine(p.Place)
	switch {
	case p.Day == (Day{}):
		return place
	case place == "":
		return "N" + strings.TrimPrefix(p.Day.String(), "n")
	}
	return place + ", " + p.Day.String()
}

// clean makes text from anywhere fit to print: NFC, valid UTF-8, tabs as spaces, and no control, format (bidi overrides,
// zero-width), private or non-characters. Line feeds stay.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	return norm.NFC.String(strings.Map(printable, s))
}

func printable(r rune) rune {
	switch {
	case r == '\n' || r == '\u2028' || r == '\u2029':
		return '\n'
	case r == '\t' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085':
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs), r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
		return -1
	}
	return r
}

// oneLine is clean with every run of white space as one space.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// cleanLines is clean as lines without blank ends, blank lines left out.
func cleanLines(s string) []string {
	var out []string
	for l := range strings.SplitSeq(clean(s), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// filled returns the entries that hold words, each on one line.
func filled(list []string) []string {
	var out []string
	for _, s := range list {
		if s = oneLine(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
