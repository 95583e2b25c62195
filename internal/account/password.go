package account

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sotay/internal/platform/fault"
	"sotay/internal/platform/vi"
)

// passwordRules is the topic "account.password".
type passwordRules struct {
	AtLeast int      `json:"atLeast"` // characters
	AtMost  int      `json:"atMost"`
	Hard    int      `json:"hard"` // characters that must be left after what is easily guessed
	Argon   argon    `json:"argon2id"`
	Words   []string `json:"words"` // what everybody thinks of first, without diacritics
	Rows    []string `json:"rows"`  // along which people's fingers run
}

// shortest runs and words that count as guessed, and what each still counts.
const (
	shortestRun  = 3
	shortestWord = 3
	chunkWeight  = 2
)

// check refuses a password that is short, or that consists mostly of what is
// guessed first: known words, runs on the keyboard, repetitions, years, and what
// is known of the person. There are no rules about kinds of characters.
func (r passwordRules) check(password string, a account) error {
	n := utf8.RuneCountInString(password)
	bad := func(code string) error {
		return fault.New(fault.Invalid, "account.password", r.AtLeast, r.AtMost).Field("password", code)
	}
	switch {
	case n < r.AtLeast:
		return bad("account.password_short")
	case n > r.AtMost || !utf8.ValidString(password):
		return bad("account.password_long")
	}
	text := strings.ReplaceAll(vi.Fold(password), " ", "")
	if r.hard(text, append(personal(a), r.Words...)) < r.Hard {
		return bad("account.password_common")
	}
	return nil
}

// personal are the words that somebody who knows the person tries first.
func personal(a account) []string {
	name := vi.Fold(a.name)
	words := append(strings.Fields(name), strings.ReplaceAll(name, " ", ""), a.login)
	day := strings.Split(string(a.birth), "-")
	words = append(words, day[0], strings.Join(day, ""))
	slices.Reverse(day)
	words = append(words, strings.Join(day, ""))
	if len(day) == 3 {
		words = append(words, day[0]+day[1], day[1]+day[0], day[0]+day[1]+day[2][2:])
	}
	return slices.DeleteFunc(words, func(w string) bool { return len(w) < shortestWord })
}

// undisguised turns the usual disguises of letters back, byte for byte.
func undisguised(s string) string {
	return strings.NewReplacer("@", "a", "4", "a", "0", "o", "1", "i", "!", "i", "3", "e", "$", "s", "5", "s", "7", "t").Replace(s)
}

// hard counts the characters of s, each guessable chunk as two.
func (r passwordRules) hard(s string, known []string) (n int) {
	plain := undisguised(s)
	for i := 0; i < len(s); {
		if size := max(r.chunk(s, i), word(s[i:], known), word(plain[i:], known)); size > chunkWeight {
			i += size
			n += chunkWeight
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
		n++
	}
	return n
}

// word is the length of the longest known word with which s begins.
func word(s string, known []string) (longest int) {
	for _, w := range known {
		if len(w) > longest && strings.HasPrefix(s, w) {
			longest = len(w)
		}
	}
	return longest
}

// chunk is the length of the longest run, repetition or year of s at i.
func (r passwordRules) chunk(s string, i int) int {
	longest := repeated(s, i)
	for _, row := range r.Rows {
		longest = max(longest, run(s[i:], row), run(s[i:], reversed(row)))
	}
	if len(s) >= i+4 && (s[i:i+2] == "19" || s[i:i+2] == "20") && strings.Trim(s[i:i+4], "0123456789") == "" {
		longest = max(longest, 4)
	}
	return longest
}

// run is how far s goes along the row.
func run(s, row string) int {
	at := strings.IndexByte(row, s[0])
	if at < 0 {
		return 0
	}
	n := 0
	for n < len(s) && at+n < len(row) && s[n] == row[at+n] {
		n++
	}
	if n < shortestRun {
		return 0
	}
	return n
}

// repeated is how much of s from i on says again what stands directly before it.
func repeated(s string, i int) (longest int) {
	for period := 1; period <= i; period++ {
		n := 0
		for i+n < len(s) && s[i+n] == s[i+n-period] {
			n++
		}
		if n >= period {
			longest = max(longest, n)
		}
	}
	return longest
}

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}
