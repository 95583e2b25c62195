package account

import (
	"strings"

	"sotay/internal/platform/ids"
)

// codeLength of 32 letters is 60 bits.
const codeLength = 12

// newCode returns a code as it is printed: three groups of four.
func newCode() string {
	c := ids.Code(codeLength)
	return c[:4] + "-" + c[4:8] + "-" + c[8:]
}

// typedCode is the code that somebody may have typed, in whatever case and
// grouping; "" for what cannot be one.
func typedCode(s string) string {
	if len(s) > 4*codeLength {
		return ""
	}
	c := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' || r == '–' {
			return -1
		}
		return r
	}, strings.ToUpper(s))
	if len(c) != codeLength || strings.Trim(c, "23456789ABCDEFGHJKLMNPQRSTUVWXYZ") != "" {
		return ""
	}
	return c
}

// codeDigest is how a code is kept, bound to its account.
func (s *Service) codeDigest(account, code string) string {
	return s.keyed("code", account, typedCode(code))
}
