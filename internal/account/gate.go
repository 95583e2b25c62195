package account

import (
	"context"
	"net/netip"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Gate turns what strangers bring, a login or a token, into actors. Its methods
// take no actor because they make one.
//
// Guessing is slowed by counters with growing delays (topic "account.guess").
// Which of them an attempt meets depends on how well the account knows where it
// comes from:
//
//   - a device that signed in before (it shows the mark it was given) meets only
//     a counter of its own;
//   - a network from which the account signed in before meets the counter of
//     this login from this network;
//   - everything else also meets that of the login from all strange places, and
//     that of its network for all logins.
//
// So whoever guesses from outside slows himself and other strangers, never the
// owner on his own device; and a right code is always let in, because 60 bits
// need no slowing: somebody who is locked out anyhow asks for a new one. An
// attempt is counted before it is checked, so that attempts at the same time
// count as many; one that meets a delay is neither checked nor counted.
type Gate struct{ s *Service }

// Attempt is a stranger's wish to come in.
type Attempt struct {
	Login   string
	Secret  string     // the password, or the code however grouped
	Address netip.Addr // from which the request came
	Agent   string     // what the browser or program calls itself
	Device  string     // the mark given at an earlier sign-in on this device, if any
	Kind    Kind       // Web or API
}

// Pass is what a sign-in gives. Token and Device are secrets that only the
// browser keeps: the one for the session, the other for as long as it likes.
type Pass struct {
	Session
	Token  string
	Device string
}

// Visit is a request by somebody who is signed in.
type Visit struct {
	Who     authz.Actor // in a session of kind [First] without any right, and nobody's record is his own
	Session Session
}

// SignIn begins a session: of the kind wished with the password, of kind [First]
// with a code. Faults: account.wrong, whatever was wrong; account.slow (Busy)
// with the seconds to wait; account.suspended and account.code_expired only to
// who knows the password or the code.
func (g *Gate) SignIn(ctx context.Context, a Attempt) (Pass, error) {
	rules, err := g.s.rules(civil.In(g.s.db.Now()))
	if err != nil {
		return Pass{}, err
	}
	a = a.bounded()
	t, err := g.s.admit(ctx, g.s.trial(a, rules.Guess), rules.Guess)
	if err != nil {
		return Pass{}, err
	}
	if !t.byCode {
		if t.rehash, err = g.s.verify(ctx, t.account, a.Secret, rules.Password.Argon); err != nil {
			return Pass{}, err
		}
	}
	return g.s.begin(ctx, t, rules)
}

// Visit finds out who stands behind a token, with what he may do right now. It
// is a read; about once in a touch interval it also notes that the session is in
// use, and a failure of that alone stops nobody.
func (g *Gate) Visit(ctx context.Context, token string) (v Visit, err error) {
	now := g.s.db.Now()
	rules, err := g.s.rules(civil.In(now))
	if err != nil {
		return Visit{}, err
	}
	err = g.s.db.Read(ctx, func(q db.Q) error {
		if v.Session, err = sessionByToken(ctx, q, digest(token)); err != nil {
			return signInFirst(err)
		}
		if rules.Session[v.Session.Kind].over(v.Session, now) {
			return fault.New(fault.Unauthenticated, "account.session_over")
		}
		v.Who, err = g.s.access.Actor(ctx, q, v.Session.Account, civil.In(now))
		return signInFirst(err)
	})
	if err != nil {
		return Visit{}, err
	}
	if v.Session.Kind == First {
		v.Who.Member, v.Who.Roles = "", nil
	}
	if now.Sub(v.Session.Seen) >= rules.Session[v.Session.Kind].touch() {
		g.s.touch(ctx, v)
	}
	return v, nil
}

// signInFirst answers an unknown token like none.
func signInFirst(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Unauthenticated, "access.sign_in")
	}
	return err
}

// Lifetime is how long a session of one kind lasts.
type lifetime struct {
	IdleMinutes  int `json:"idleMinutes"`  // without use
	TotalMinutes int `json:"totalMinutes"` // at all
	TouchMinutes int `json:"touchMinutes"` // how exactly its use is known
	Most         int `json:"most"`         // of one account at a time; the oldest make room
}

func (l lifetime) touch() time.Duration { return time.Duration(l.TouchMinutes) * time.Minute }

func (l lifetime) over(s Session, now time.Time) bool {
	return !now.Before(s.Ends) || now.Sub(s.Seen) >= time.Duration(l.IdleMinutes)*time.Minute
}

// open makes a session; its token is known only to the caller.
func (l lifetime) open(account string, kind Kind, agent string, now time.Time) Pass {
	return Pass{Token: ids.Secret(), Session: Session{
		ID: ids.New("se", now), Account: account, Kind: kind, Agent: agent,
		Began: now, Seen: now, Ends: now.Add(time.Duration(l.TotalMinutes) * time.Minute),
	}}
}
