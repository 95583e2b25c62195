package member

import (
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/vi"
	"sotay/internal/rule"
)

// stateRule is a state in the rule "member.states".
type stateRule struct {
	Title string  `json:"title"`
	To    []State `json:"to"`
}

// admissionRule is the rule "member.admission".
type admissionRule struct {
	RefuseUnder     int `json:"refuseUnder"` // years of age at admission
	WarnUnder       int `json:"warnUnder"`
	WarnOver        int `json:"warnOver"`
	ProbationMonths int `json:"probationMonths"`
	Oldest          int `json:"oldest"` // years of age today
}

// PostRule is a post that may be held, from the rule "member.posts".
type PostRule struct {
	Key      string `json:"key"`
	Title    string `json:"title"`
	Single   bool   `json:"single"`   // one holder in a unit at a time
	Official bool   `json:"official"` // for official members only
	Anywhere bool   `json:"anywhere"` // the holder may belong outside the unit's subtree
}

// rules are those by which people are judged on a day.
type rules struct {
	day       civil.Date
	states    map[State]stateRule
	leaving   map[string]string
	admission admissionRule
	numbers   numberRule
}

func rulesOn(book *rule.Book, day civil.Date) (rules, error) {
	r := rules{day: day}
	for topic, into := range map[string]any{
		"member.states": &r.states, "member.leaving": &r.leaving, "member.admission": &r.admission, "member.numbers": &r.numbers,
	} {
		if _, err := book.On(topic, day, into); err != nil {
			return rules{}, err
		}
	}
	return r, nil
}

// flaw is something wrong with a field; one that is not grave is only said.
type flaw struct {
	field Field
	code  string
	grave bool
}

// maxName is the longest name that is taken, in characters; far above any in use.
const maxName = 80

// check judges a tidied person in a state, all fields at once.
func (r rules) check(p Person, state State) []flaw {
	var out []flaw
	grave := func(bad bool, f Field, code string) {
		if bad {
			out = append(out, flaw{f, code, true})
		}
	}
	grave(p.Name == "", FieldName, "member.name_empty")
	grave(utf8.RuneCountInString(p.Name) > maxName, FieldName, "member.name_long")
	grave(!properName(p.Name), FieldName, "member.name_letters")
	grave(p.Sex != "" && p.Sex != Male && p.Sex != Female, FieldSex, "member.sex_unknown")
	if bad := malformed(p); len(bad) > 0 {
		return append(out, bad...)
	}
	today := civil.Approx(r.day)
	grave(earlier(today, p.Birth), FieldBirth, "member.day_future")
	grave(p.Birth != "" && youngest(p.Birth, today) > r.admission.Oldest, FieldBirth, "member.birth_old")
	grave(earlier(today, p.Admitted), FieldAdmitted, "member.day_future")
	grave(earlier(today, p.Official), FieldOfficial, "member.day_future")
	grave(earlier(p.Official, p.Admitted), FieldOfficial, "member.official_early")
	grave(state == Candidate && p.Admitted != "", FieldAdmitted, "member.candidate_admitted")
	grave((state == Candidate || state == Probationary) && p.Official != "", FieldOfficial, "member.probationary_official")
	return append(append(out, r.checkAge(p)...), r.numbers.check(p)...)
}

// malformed names the days that are none: they come from forms and programs.
func malformed(p Person) (out []flaw) {
	for f, day := range map[Field]civil.Approx{FieldBirth: p.Birth, FieldAdmitted: p.Admitted, FieldOfficial: p.Official} {
		if _, err := civil.ParseApprox(string(day)); err != nil && day != "" {
			out = append(out, flaw{f, "member.day_form", true})
		}
	}
	return out
}

// isDay admits a day, and no day.
func isDay(d civil.Date) bool {
	_, err := civil.ParseDate(string(d))
	return err == nil || d.IsZero()
}

// checkAge judges the ages at which a person was admitted and made official. What
// is known only to the year gets the benefit of the doubt.
func (r rules) checkAge(p Person) []flaw {
	var out []flaw
	if p.Birth != "" && p.Admitted != "" {
		switch {
		case oldest(p.Birth, p.Admitted) < r.admission.RefuseUnder:
			out = append(out, flaw{FieldAdmitted, "member.age_refused", true})
		case oldest(p.Birth, p.Admitted) < r.admission.WarnUnder:
			out = append(out, flaw{FieldAdmitted, "member.age_young", false})
		case youngest(p.Birth, p.Admitted) > r.admission.WarnOver:
			out = append(out, flaw{FieldAdmitted, "member.age_late", false})
		}
	}
	if len(p.Admitted) == fullDay && len(p.Official) == fullDay && p.Official >= p.Admitted &&
		civil.Date(p.Official) < civil.Date(p.Admitted).AddMonths(r.admission.ProbationMonths) {
		out = append(out, flaw{FieldOfficial, "member.probation_short", false})
	}
	return out
}

// fullDay is the length of an Approx that is known to the day.
const fullDay = len("2006-01-02")

// earlier reports that a lies before b as far as both are known.
func earlier(a, b civil.Approx) bool {
	n := min(len(a), len(b))
	return n > 0 && a[:n] < b[:n]
}

// agree reports that a and b may be the same day, as far as both are known.
func agree(a, b civil.Approx) bool {
	n := min(len(a), len(b))
	return n > 0 && a[:n] == b[:n]
}

// oldest is the greatest age in years that a person may have had on the day, and
// youngest the smallest.
func oldest(birth, day civil.Approx) int {
	n := min(len(birth), len(day))
	return age(birth, day, birth[4:n] > day[4:n])
}

func youngest(birth, day civil.Approx) int {
	n := min(len(birth), len(day))
	return age(birth, day, birth[4:n] >= day[4:n] && !(n == fullDay && birth[4:] == day[4:]))
}

func age(birth, day civil.Approx, before bool) int {
	b, _, _ := birth.Earliest().Parts()
	d, _, _ := day.Earliest().Parts()
	if before {
		return d - b - 1
	}
	return d - b
}

// properName admits the letters of any language and what joins them in names.
func properName(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != ' ' && r != '\'' && r != '’' && r != '-' && r != '.' {
			return false
		}
	}
	return true
}

// tidy brings what a person typed into the form that is kept.
func (r rules) tidy(p Person) Person {
	p.Name = vi.Title(p.Name)
	p.Card, _ = r.numbers.card(p.Card)
	p.Citizen, _ = r.numbers.citizen(p.Citizen, p.Birth, p.Sex)
	p.Phone, _ = r.numbers.phone(p.Phone)
	return p
}

// judge is check as a fault with the fields of a form.
func (r rules) judge(p Person, state State) error {
	var c fault.Check
	for _, f := range r.check(p, state) {
		c.That(!f.grave, string(f.field), f.code)
	}
	return c.Err("member.invalid")
}

// Step is a change of state, by a decision.
type Step struct {
	To       State
	Day      civil.Date // first day in the state: today or earlier
	Decision string     // number of the decision; a death has none
	Reason   string     // key of the rule "member.leaving", for leaving
	Unit     org.ID     // where a person who had left comes back; 0 for the same unit
}

// Died is the one reason of leaving that needs no decision.
const Died = "died"

// step decides a change of state.
func (r rules) step(m Member, s Step) (Member, error) {
	var c fault.Check
	c.That(slices.Contains(r.states[m.State].To, s.To), "state", "member.state_order")
	c.That(!s.Day.IsZero(), "day", "member.day_empty")
	c.That(isDay(s.Day), "day", "member.day_form")
	c.That(s.Day <= r.day, "day", "member.day_future")
	c.That(s.Day > m.StateFrom || s.Day.IsZero(), "day", "member.day_early")
	c.That(s.Decision != "" || s.To == Left && s.Reason == Died, "decision", "member.decision_empty")
	c.That(s.To != Left || r.leaving[s.Reason] != "", "reason", "member.reason_unknown")
	if err := c.Err("member.invalid"); err != nil {
		return m, err
	}
	m.State, m.StateFrom, m.LeftReason = s.To, s.Day, ""
	switch s.To {
	case Left:
		m.LeftReason = s.Reason
	case Official:
		m.Official = orElse(m.Official, civil.Approx(s.Day))
	case Probationary:
		m.Admitted = orElse(m.Admitted, civil.Approx(s.Day))
		m.Official = ""
	}
	return m, nil
}

func orElse[S ~string](s, other S) S {
	if s == "" {
		return other
	}
	return s
}

// subject names a person in the audit log.
func subject(id ID) string { return fmt.Sprint("member:", string(id)) }
