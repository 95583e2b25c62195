package account

import (
	"context"
	"crypto/hmac"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Limits on what strangers send; what is longer fits nothing.
const (
	longestLogin  = 100
	longestSecret = 1024
	longestAgent  = 200
)

func (a Attempt) bounded() Attempt {
	a.Login = Login(printable(a.Login, longestLogin))
	a.Agent = printable(a.Agent, longestAgent)
	if len(a.Secret) > longestSecret {
		a.Secret = ""
	}
	if a.Kind != API {
		a.Kind = Web
	}
	return a
}

// printable is at most n bytes of s, without what no text has and PostgreSQL does
// not take.
func printable(s string, n int) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s[:min(len(s), n)])
}

// trial is an attempt on its way through the gate. The marks of its device and
// its network are digests, like everything that is stored of them.
type trial struct {
	Attempt
	device, network string
	counters        map[string]counter // by the name of their rule
	met             []string           // those that the attempt was counted by
	account         account            // zero where the login is nobody's
	byCode          bool
	rehash          string // the password under today's parameters, where they changed
}

func (s *Service) trial(a Attempt, r guessRules) trial {
	network := r.network(a.Address)
	t := trial{Attempt: a, network: s.keyed("network", network)}
	if a.Device != "" {
		t.device = digest(a.Device)
	}
	t.counters = map[string]counter{
		"device":  {guess: guess{key: s.keyed("device", a.Login, t.device)}, rule: r.Device},
		"pair":    {guess: guess{key: s.keyed("pair", a.Login, network)}, rule: r.Pair},
		"login":   {guess: guess{key: s.keyed("login", a.Login)}, rule: r.Login},
		"network": {guess: guess{key: s.keyed("network", network)}, rule: r.Network},
	}
	return t
}

// meets names the counters that count for an attempt from a place that the
// account knows by these marks.
func (t trial) meets(known []string) []string {
	switch {
	case t.device != "" && slices.Contains(known, t.device):
		return []string{"device"}
	case slices.Contains(known, t.network):
		return []string{"pair"}
	}
	return []string{"pair", "login", "network"}
}

func (t trial) picked(names []string) []counter {
	out := make([]counter, len(names))
	for i, name := range names {
		out[i] = t.counters[name]
	}
	return out
}

// admit lets an attempt be checked, or refuses it for a while. It is counted as
// failed until it has proved right. The statements are the same for every login.
func (s *Service) admit(ctx context.Context, t trial, r guessRules) (trial, error) {
	var out trial
	err := s.db.Intake(ctx, authz.System("sign_in", signIn), func(tx *db.Tx) (err error) {
		out = t
		if out.account, err = accountByLogin(ctx, tx, t.Login); err != nil {
			return err
		}
		known, err := knownMarks(ctx, tx, out.account.id, []string{t.device, t.network}, tx.Now.AddDate(0, 0, -r.KnownDays))
		if err != nil {
			return err
		}
		if out.byCode, err = s.byCode(out.account, t.Secret, tx.Now); err != nil || out.byCode {
			return err
		}
		if err := tx.Require(signIn, out.account.place()); err != nil {
			return err
		}
		out.met = t.meets(known)
		if err := countAttempt(ctx, tx, t.picked(out.met)); err != nil {
			return err
		}
		return tx.Note(out.account.subject(), "attempt", nil)
	})
	return out, err
}

// byCode reports whether the secret is the account's code. Only who knows the
// code learns that it came too late, or that the account is suspended.
func (s *Service) byCode(a account, secret string, now time.Time) (bool, error) {
	switch {
	case !hmac.Equal([]byte(s.codeDigest(a.id, secret)), []byte(a.code)):
		return false, nil
	case a.suspended:
		return false, fault.New(fault.Unauthenticated, "account.suspended")
	case !now.Before(a.until):
		return false, fault.New(fault.Unauthenticated, "account.code_expired")
	}
	return true, nil
}

// countAttempt refuses where a counter asks to wait, and otherwise moves all.
func countAttempt(ctx context.Context, tx *db.Tx, counters []counter) error {
	if err := loadGuesses(ctx, tx, counters); err != nil {
		return err
	}
	if d := wait(counters, tx.Now); d > 0 {
		return fault.New(fault.Busy, "account.slow", int((d+time.Second-1)/time.Second))
	}
	for i, c := range counters {
		counters[i] = c.failed(tx.Now)
	}
	if err := forgetGuesses(ctx, tx); err != nil {
		return err
	}
	return saveGuesses(ctx, tx, counters)
}

// verify compares the password, or does the same work for nothing where there is
// none, and returns it hashed anew where the rules' parameters have changed.
func (s *Service) verify(ctx context.Context, a account, password string, p argon) (rehash string, err error) {
	stored := a.password
	if stored == "" {
		stored = p.nobody()
	}
	ok, err := s.hash.fits(ctx, password, stored)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", fault.New(fault.Unauthenticated, "account.wrong")
	}
	if !strings.HasPrefix(stored, p.head()) {
		return s.hash.make(ctx, password, p)
	}
	return "", nil
}

// begin opens the session of an attempt that proved right.
func (s *Service) begin(ctx context.Context, t trial, rules *rulebook) (p Pass, err error) {
	kind := t.Kind
	if t.byCode {
		kind = First
	}
	who := authz.Actor{ID: t.account.id, Member: t.account.member, Name: t.account.name, Roles: authz.System("", signIn).Roles}
	err = s.db.Intake(ctx, who, func(tx *db.Tx) error {
		if err := s.unchanged(ctx, tx, t.account); err != nil {
			return err
		}
		if err := tx.Require(signIn, t.account.place()); err != nil {
			return err
		}
		p = rules.Session[kind].open(t.account.id, kind, t.Agent, tx.Now)
		if err := addSession(ctx, tx, p, rules.Session[kind].Most); err != nil {
			return err
		}
		if err := forgive(ctx, tx, t); err != nil {
			return err
		}
		if p.Device, err = remember(ctx, tx, t, rules.Guess); err != nil {
			return err
		}
		if t.rehash != "" {
			if err := rehash(ctx, tx, t.account.id, t.rehash); err != nil {
				return err
			}
		}
		return tx.Note(t.account.subject(), "sign_in", map[string]any{"session": p.ID, "kind": kind})
	})
	return p, err
}

// unchanged makes sure that what was checked is still so: the account was
// neither suspended nor reset while the password was being compared.
func (s *Service) unchanged(ctx context.Context, q db.Q, checked account) error {
	now, err := accountByID(ctx, q, checked.id)
	switch {
	case err != nil:
		return err
	case now.suspended:
		return fault.New(fault.Unauthenticated, "account.suspended")
	case now.password != checked.password || now.code != checked.code:
		return fault.New(fault.Conflict, "account.changed")
	}
	return nil
}

// forgive takes back what was counted: wholly for the place that the attempt came
// from, by one where those of others are counted too.
func forgive(ctx context.Context, tx *db.Tx, t trial) error {
	if err := dropGuesses(ctx, tx, t.counters["device"].key, t.counters["pair"].key); err != nil {
		return err
	}
	var shared []string
	for _, name := range t.met {
		if name == "login" || name == "network" {
			shared = append(shared, t.counters[name].key)
		}
	}
	return lowerGuesses(ctx, tx, shared)
}

// remember makes the device and the network known to the account, and returns
// the device's mark, new for a new device.
func remember(ctx context.Context, tx *db.Tx, t trial, r guessRules) (string, error) {
	known, err := knownMarks(ctx, tx, t.account.id, []string{t.device}, tx.Now.AddDate(0, 0, -r.KnownDays))
	if err != nil {
		return "", err
	}
	mark := t.Device
	if len(known) == 0 {
		mark = ids.Secret()
	}
	return mark, keepMarks(ctx, tx, t.account.id, []string{digest(mark), t.network}, r.KnownMost)
}

// touch notes that a session is in use. It may fail without harm: the session is
// then taken for a little older than it is.
func (s *Service) touch(ctx context.Context, v Visit) {
	who := v.Who
	who.Roles = authz.System("", signIn).Roles
	_ = s.db.Intake(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(signIn, who.Home); err != nil {
			return err
		}
		if err := touchSession(ctx, tx, v.Session.ID); err != nil {
			return err
		}
		return tx.Note("account:"+who.ID, "in_use", nil)
	})
}
