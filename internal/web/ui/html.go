package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

func classes(names ...string) string {
	return strings.Join(strings.Fields(strings.Join(names, " ")), " ")
}

func when(cond bool, s string) string {
	if cond {
		return s
	}
	return ""
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// safeHref lets through local paths, web, mail and telephone addresses, and
// turns anything else (javascript:, data:) into an inert one.
func safeHref(href string) string { return string(templ.URL(href)) }

// Number writes n with Vietnamese thousands: 5.600.000.
func Number(n int) string {
	s := strconv.Itoa(n)
	whole := strings.TrimPrefix(s, "-")
	sign := s[:len(s)-len(whole)]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "." + whole[i:]
	}
	return sign + whole
}

// percent is part of whole in whole percents, rounded down so that 100 means
// all; 0 when whole is 0.
func percent(part, whole int) int {
	if whole <= 0 {
		return 0
	}
	return min(100, max(0, part*100/whole))
}

// initials are the first letters of the last two words of a Vietnamese name:
// "Nguyễn Văn An" gives "VA".
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) > 2 {
		words = words[len(words)-2:]
	}
	var b strings.Builder
	for _, w := range words {
		for _, r := range w {
			b.WriteRune(r)
			break
		}
	}
	return strings.ToUpper(b.String())
}

// digits writes n as attributes want it, without separators.
func digits(n int) string { return strconv.Itoa(n) }

func version(n int64) string { return strconv.FormatInt(n, 10) }
