package pades

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf16"

	"sotay/internal/platform/pdf"
)

// text is a string in the UTF-16 of PDF.
func text(s string) pdf.String {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return pdf.String{Bytes: b}
}

// readText reads UTF-16 or UTF-8 by its mark, else takes the bytes for letters. Control characters are dropped.
func readText(s pdf.String) string {
	b := s.Bytes
	var out string
	switch {
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		var u []uint16
		for i := 2; i+1 < len(b); i += 2 {
			u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
		}
		out = string(utf16.Decode(u))
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		out = strings.ToValidUTF8(string(b[3:]), "\uFFFD")
	default:
		r := make([]rune, len(b))
		for i, c := range b {
			r[i] = rune(c)
		}
		out = string(r)
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return -1
		}
		return r
	}, out)
}

// readDate reads D:20261108093000+07'00', with or without its later parts; what is none is the zero time.
func readDate(s pdf.String) time.Time {
	d := strings.ReplaceAll(strings.TrimPrefix(readText(s), "D:"), "'", "")
	for _, layout := range []string{"20060102150405Z0700", "20060102150405Z07", "20060102150405", "200601021504", "20060102"} {
		if t, err := time.Parse(layout, d); err == nil {
			return t
		}
	}
	return time.Time{}
}
