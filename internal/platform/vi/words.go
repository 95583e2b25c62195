package vi

import (
	"fmt"
	"strings"
)

// DayInWords writes a day as official papers do: "ngày 03 tháng 02 năm 2026",
// with a 0 before days under 10 and before months 1 and 2 (source: Hướng dẫn
// 05-HD/VPTW). A part that is zero is unknown and left out with those before
// it: "tháng 02 năm 2026", "năm 2026", "". Parts are not checked.
func DayInWords(year, month, day int) string {
	switch {
	case year == 0:
		return ""
	case month == 0:
		return fmt.Sprintf("năm %d", year)
	case day == 0:
		return fmt.Sprintf("tháng %s năm %d", monthNumber(month), year)
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", day, monthNumber(month), year)
}

func monthNumber(month int) string {
	if month <= 2 {
		return fmt.Sprintf("%02d", month)
	}
	return fmt.Sprint(month)
}

// TimeOfDay writes a time as minutes of meetings do: "19 giờ 30 phút",
// "8 giờ 00 phút". The parts are not checked.
func TimeOfDay(hour, minute int) string {
	return fmt.Sprintf("%d giờ %02d phút", hour, minute)
}

// NumberInWords spells any integer: "mười lăm", "hai mươi mốt", "một trăm linh
// năm", "âm ba". Forms follow Unicode CLDR's spellout rules for vi (mốt, tư
// and lăm after mươi) with the northern and schoolbook "linh" for CLDR's "lẻ".
// Beyond a billion the words repeat: "một nghìn tỷ", "một tỷ tỷ".
func NumberInWords(n int) string {
	if n == 0 {
		return digit(0)
	}
	if n < 0 {
		// Subtracting as unsigned also holds for the smallest int.
		return "âm " + strings.Join(appendNumber(nil, -uint64(n), false), " ")
	}
	return strings.Join(appendNumber(nil, uint64(n), false), " ")
}

// appendNumber adds the words of n. A number that follows a higher part says
// its hundreds even when they are zero: một nghìn không trăm linh năm.
func appendNumber(words []string, n uint64, follows bool) []string {
	const thousand, million, billion = 1_000, 1_000_000, 1_000_000_000
	switch {
	case n == 0:
		return words
	case n < thousand:
		return appendHundreds(words, n, follows)
	case n < million:
		return appendPart(words, n, thousand, "nghìn", follows)
	case n < billion:
		return appendPart(words, n, million, "triệu", follows)
	}
	return appendPart(words, n, billion, "tỷ", follows)
}

func appendPart(words []string, n, size uint64, name string, follows bool) []string {
	words = append(appendNumber(words, n/size, follows), name)
	return appendNumber(words, n%size, true)
}

func appendHundreds(words []string, n uint64, follows bool) []string {
	if n < 100 && !follows {
		return appendTens(words, n)
	}
	words = append(words, digit(n/100), "trăm")
	switch rest := n % 100; {
	case rest == 0:
		return words
	case rest < 10:
		return append(words, "linh", digit(rest))
	default:
		return appendTens(words, rest)
	}
}

func appendTens(words []string, n uint64) []string {
	tens, unit := n/10, n%10
	switch tens {
	case 0:
		return append(words, digit(unit))
	case 1:
		words = append(words, "mười")
	default:
		words = append(words, digit(tens), "mươi")
	}
	switch {
	case unit == 0:
		return words
	case unit == 5:
		return append(words, "lăm")
	case unit == 1 && tens > 1:
		return append(words, "mốt")
	case unit == 4 && tens > 1:
		return append(words, "tư")
	}
	return append(words, digit(unit))
}

func digit(n uint64) string {
	names := [...]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}
	return names[n]
}
