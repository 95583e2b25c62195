package member

import (
	"slices"
	"strings"

	"sotay/internal/platform/civil"
)

// numberRule is the rule "member.numbers": the forms of numbers that name people.
type numberRule struct {
	CitizenDigits    int      `json:"citizenDigits"`
	CitizenProvinces []string `json:"citizenProvinces"`
	CitizenCenturies []int    `json:"citizenCenturies"` // by the fourth digit, two sexes each
	CardMin          int      `json:"cardMin"`
	CardMax          int      `json:"cardMax"`
	CardPadTo        int      `json:"cardPadTo"`
	MobilePrefixes   []string `json:"mobilePrefixes"`
	MobileDigits     int      `json:"mobileDigits"`
	LandlinePrefix   string   `json:"landlinePrefix"`
	LandlineDigits   int      `json:"landlineDigits"`
}

// check judges numbers that were tidied before.
func (n numberRule) check(p Person) []flaw {
	var out []flaw
	if p.Citizen != "" {
		switch {
		case !allDigits(p.Citizen):
			out = append(out, flaw{FieldCitizen, "member.citizen_form", true})
		case len(p.Citizen) == oldIdentity:
			out = append(out, flaw{FieldCitizen, "member.citizen_old", true})
		case len(p.Citizen) != n.CitizenDigits:
			out = append(out, flaw{FieldCitizen, "member.citizen_digits", true})
		case !n.plausible(p.Citizen, p.Birth, p.Sex):
			out = append(out, flaw{FieldCitizen, "member.citizen_doubt", false})
		}
	}
	if p.Card != "" && (!allDigits(p.Card) || len(p.Card) < n.CardMin || len(p.Card) > n.CardMax) {
		out = append(out, flaw{FieldCard, "member.card_form", true})
	}
	if p.Phone != "" && !n.isPhone(p.Phone) {
		out = append(out, flaw{FieldPhone, "member.phone_form", true})
	}
	return out
}

// oldIdentity is the length of the identity cards before citizen IDs.
const oldIdentity = 9

// citizen takes out what people put between digits and gives back leading zeros
// that a spreadsheet lost, where the result is a plausible ID of that person.
func (n numberRule) citizen(s string, birth civil.Approx, sex Sex) (id string, padded bool) {
	id = bare(s)
	if !allDigits(id) || len(id) < oldIdentity || len(id) >= n.CitizenDigits {
		return id, false
	}
	full := strings.Repeat("0", n.CitizenDigits-len(id)) + id
	if n.plausible(full, birth, sex) {
		return full, true
	}
	return id, false
}

// plausible compares an ID with what it says of its holder: the code of the
// province of birth, then a digit for century and sex, then the year of birth in
// the century (Thông tư 59/2021/TT-BCA). What is not known does not speak against it.
func (n numberRule) plausible(id string, birth civil.Approx, sex Sex) bool {
	if !slices.Contains(n.CitizenProvinces, id[:3]) {
		return false
	}
	digit := int(id[3] - '0')
	if digit/2 >= len(n.CitizenCenturies) {
		return false
	}
	year := n.CitizenCenturies[digit/2] + int(id[4]-'0')*10 + int(id[5]-'0')
	if y, _, _ := birth.Earliest().Parts(); birth != "" && y != year {
		return false
	}
	return sex == "" || sex == []Sex{Male, Female}[digit%2]
}

// card takes out separators; a number one short of the usual length lost a zero.
func (n numberRule) card(s string) (number string, padded bool) {
	number = bare(s)
	if allDigits(number) && len(number) == n.CardPadTo-1 {
		return "0" + number, true
	}
	return number, false
}

// phone brings a number into its national form; padded says that it had lost its zero.
func (n numberRule) phone(s string) (number string, padded bool) {
	number = strings.Trim(bare(s), "()")
	number = strings.NewReplacer("(", "", ")", "").Replace(number)
	for _, country := range []string{"+84", "0084", "84"} {
		rest, ok := strings.CutPrefix(number, country)
		if rest = strings.TrimPrefix(rest, "0"); ok && n.isPhone("0"+rest) {
			return "0" + rest, false
		}
	}
	if allDigits(number) && len(number) == n.MobileDigits-1 && n.isPhone("0"+number) {
		return "0" + number, true
	}
	return number, false
}

func (n numberRule) isPhone(s string) bool {
	switch {
	case !allDigits(s):
		return false
	case strings.HasPrefix(s, n.LandlinePrefix):
		return len(s) == n.LandlineDigits
	}
	return len(s) == n.MobileDigits && slices.ContainsFunc(n.MobilePrefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

// bare drops the spaces, dots, hyphens and apostrophes that people put into numbers.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00a0.-'’`/\t", r) {
			return -1
		}
		return r
	}, s)
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
