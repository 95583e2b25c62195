package account

import (
	"strings"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
)

// rulebook is what rules this feature on one day.
type rulebook struct {
	Code     codeRules
	Session  map[Kind]lifetime
	Password passwordRules
	Guess    guessRules
}

// codeRules is the topic "account.code".
type codeRules struct {
	Days   int      `json:"days"`   // how long a code may be used
	Most   int      `json:"most"`   // how many may be given at once
	Logins []string `json:"logins"` // what becomes the login, best first: "phone", "card", "number"
	Prefix string   `json:"prefix"` // of a numbered login
	Digits int      `json:"digits"` // of its number
}

func (s *Service) rules(day civil.Date) (*rulebook, error) {
	if c := s.today.Load(); c != nil && c.day == day {
		return &c.rulebook, nil
	}
	c := &dayRules{day: day}
	for topic, into := range map[string]any{
		"account.code": &c.Code, "account.session": &c.Session, "account.password": &c.Password, "account.guess": &c.Guess,
	} {
		if _, err := s.book.On(topic, day, into); err != nil {
			return nil, err
		}
	}
	s.today.Store(c)
	return &c.rulebook, nil
}

// last is the last day of a code that is given now, and the instant at which it ends.
func (r codeRules) last(now time.Time) (civil.Date, time.Time) {
	day := civil.In(now).AddDays(r.Days)
	return day, day.AddDays(1).At(0, 0)
}

// account is everything that is known of one account.
type account struct {
	id, member, login string
	name, fold        string
	birth             civil.Approx
	path              authz.Path
	state             string
	password, code    string
	until             time.Time // of the code
	suspended         bool
	rev               int64
}

func (a account) subject() string {
	if a.id == "" {
		return "account:unknown"
	}
	return "account:" + a.id
}

// place is where what happens to the account stands in the audit log.
func (a account) place() authz.Path {
	if a.path == "" {
		return "/"
	}
	return a.path
}

func status(id, password, code string, until time.Time, suspended bool, now time.Time) Status {
	switch {
	case id == "":
		return None
	case suspended:
		return Suspended
	case password != "":
		return Active
	case code != "" && now.Before(until):
		return Waiting
	}
	return Expired
}

// Login is the form in which a login is kept and looked up, however people type
// it: without spaces, dots and dashes, in small letters, and a telephone number
// in its national form.
func Login(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-()\u00a0\t", r) {
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(s)))
	for _, country := range []string{"+84", "0084"} {
		if rest, ok := strings.CutPrefix(s, country); ok {
			return "0" + strings.TrimPrefix(rest, "0")
		}
	}
	return s
}

// chosen checks a login that a person chose. Logins that look like a telephone
// number, a card or a numbered login are left to those.
func chosen(login string, r codeRules) error {
	numbered := strings.HasPrefix(login, r.Prefix) && strings.Trim(login[len(r.Prefix):], "0123456789") == ""
	plain := strings.Trim(login, "abcdefghijklmnopqrstuvwxyz0123456789_@") == ""
	if len(login) < 3 || len(login) > 60 || !plain || numbered || login[0] < 'a' || login[0] > 'z' {
		return fault.New(fault.Invalid, "account.login").Field("login", "account.login_form")
	}
	return nil
}
