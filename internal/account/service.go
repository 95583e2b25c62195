package account

import (
	"context"
	"errors"

	"sotay/internal/access"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Query asks for a page of the list of accounts.
type Query struct {
	Top   authz.Path // only this subtree; none for all that is in reach
	Only  Status     // only this status; none for all
	After Row        // the last row of the page before; zero for the first page
	Limit int        // at most 200; 0 for 50
}

const (
	usualPage = 50
	longPage  = 200
)

func (q Query) limit() int {
	if q.Limit <= 0 {
		return usualPage
	}
	return min(q.Limit, longPage)
}

// under narrows the actor's scope to what is asked for.
func (q Query) under(who authz.Actor) authz.Scope {
	scope := who.Scope(Manage)
	if q.Top == "" {
		return scope
	}
	return scope.Under(q.Top)
}

// List returns the members in reach with their accounts, by place and name.
func (s *Service) List(ctx context.Context, who authz.Actor, query Query) (rows []Row, err error) {
	now := s.db.Now()
	states, err := access.StatesOn(s.book, civil.In(now))
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		rows, err = membersWithAccounts(ctx, q, query, query.under(who), states, now)
		return err
	})
	return rows, err
}

// Others returns the accounts in reach that are no member's, by login.
func (s *Service) Others(ctx context.Context, who authz.Actor, query Query) (rows []Row, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		rows, err = accountsWithoutMember(ctx, q, query, query.under(who), s.db.Now())
		return err
	})
	return rows, err
}

// Suspend keeps an account out, and ends its sessions at once. Nobody suspends himself.
func (s *Service) Suspend(ctx context.Context, who authz.Actor, id string) error {
	return s.change(ctx, who, id, func(tx *db.Tx, a account) error {
		switch {
		case who.ID == id:
			return fault.New(fault.Forbidden, "account.oneself")
		case a.suspended:
			return nil
		}
		if err := saveSuspended(ctx, tx, id, true); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, id); err != nil {
			return err
		}
		return tx.Note(a.subject(), "suspend", nil)
	})
}

// Restore lets a suspended account in again, with the password that it had.
func (s *Service) Restore(ctx context.Context, who authz.Actor, id string) error {
	return s.change(ctx, who, id, func(tx *db.Tx, a account) error {
		if !a.suspended {
			return nil
		}
		if err := saveSuspended(ctx, tx, id, false); err != nil {
			return err
		}
		return tx.Note(a.subject(), "restore", nil)
	})
}

// own is the actor with the right to what is his own, which nobody grants: it is
// used only for statements that name his account.
func own(who authz.Actor) (authz.Actor, error) {
	if who.ID == "" {
		return who, fault.New(fault.Unauthenticated, "access.sign_in")
	}
	at := who.Home
	if at == "" {
		at = access.Everywhere
	}
	who.Home = at
	who.Roles = []authz.Role{{Name: "own", At: at, Perms: map[authz.Perm]authz.Reach{Own: authz.Here}}}
	return who, nil
}

func (s *Service) writeOwn(ctx context.Context, who authz.Actor, fn func(*db.Tx) error) error {
	me, err := own(who)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, me, func(tx *db.Tx) error {
		if err := tx.Require(Own, me.Home); err != nil {
			return err
		}
		return fn(tx)
	})
}

// Sessions returns where the actor is signed in, the latest first.
func (s *Service) Sessions(ctx context.Context, who authz.Actor) (live []Session, err error) {
	now := s.db.Now()
	rules, err := s.rules(civil.In(now))
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		all, err := sessionsOf(ctx, q, who.ID)
		for _, x := range all {
			if !rules.Session[x.Kind].over(x, now) {
				live = append(live, x)
			}
		}
		return err
	})
	return live, err
}

// End ends one of the actor's sessions: signing out, or putting out a lost phone.
func (s *Service) End(ctx context.Context, who authz.Actor, session string) error {
	return s.writeOwn(ctx, who, func(tx *db.Tx) error {
		there, err := endSession(ctx, tx, who.ID, session)
		if err != nil {
			return err
		}
		if !there {
			return fault.New(fault.NotFound, "account.no_session")
		}
		return tx.Note("account:"+who.ID, "sign_out", map[string]string{"session": session})
	})
}

// EndAll signs the actor out everywhere, here too.
func (s *Service) EndAll(ctx context.Context, who authz.Actor) error {
	return s.writeOwn(ctx, who, func(tx *db.Tx) error {
		if err := endSessions(ctx, tx, who.ID); err != nil {
			return err
		}
		return tx.Note("account:"+who.ID, "sign_out_everywhere", nil)
	})
}

// NewPassword is a password chosen within a session.
type NewPassword struct {
	Session string // in which it is chosen
	Old     string // the present one; not asked for in a session of kind [First]
	New     string
}

// SetPassword changes the actor's password. Every session of the account ends,
// and the one that is returned takes the place of the one in which it was chosen.
func (s *Service) SetPassword(ctx context.Context, who authz.Actor, w NewPassword) (p Pass, err error) {
	rules, err := s.rules(civil.In(s.db.Now()))
	if err != nil {
		return Pass{}, err
	}
	a, at, err := s.choosing(ctx, who, w, rules)
	if err != nil {
		return Pass{}, err
	}
	if err := rules.Password.check(w.New, a); err != nil {
		return Pass{}, err
	}
	encoded, err := s.hash.make(ctx, w.New, rules.Password.Argon)
	if err != nil {
		return Pass{}, err
	}
	err = s.writeOwn(ctx, who, func(tx *db.Tx) error {
		if err := s.unchanged(ctx, tx, a); err != nil {
			return err
		}
		if _, err := sessionByID(ctx, tx, a.id, at.ID); err != nil {
			return signInFirst(err)
		}
		p = rules.Session[at.next()].open(a.id, at.next(), at.Agent, tx.Now)
		err := errors.Join(
			savePassword(ctx, tx, a.id, encoded),
			endSessions(ctx, tx, a.id),
			addSession(ctx, tx, p, rules.Session[p.Kind].Most),
			dropGuesses(ctx, tx, s.changing(a.id, rules.Guess).key))
		if err != nil {
			return err
		}
		return tx.Note(a.subject(), "password", map[string]bool{"first": at.Kind == First})
	})
	return p, err
}

// next is the kind of session that follows a change of password.
func (s Session) next() Kind {
	if s.Kind == First {
		return Web
	}
	return s.Kind
}

// choosing loads account and session, and makes sure that the person who asks
// knows the present password, or has come in with a code.
func (s *Service) choosing(ctx context.Context, who authz.Actor, w NewPassword, rules *rulebook) (a account, at Session, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if at, err = sessionByID(ctx, q, who.ID, w.Session); err != nil {
			return signInFirst(err)
		}
		a, err = accountByID(ctx, q, who.ID)
		return err
	})
	if err != nil || at.Kind == First {
		return a, at, err
	}
	if len(w.Old) > longestSecret {
		w.Old = ""
	}
	err = s.writeOwn(ctx, who, func(tx *db.Tx) error {
		if err := countAttempt(ctx, tx, []counter{s.changing(a.id, rules.Guess)}); err != nil {
			return err
		}
		return tx.Note(a.subject(), "attempt", nil)
	})
	if err != nil {
		return a, at, err
	}
	_, err = s.verify(ctx, a, w.Old, rules.Password.Argon)
	if fault.Is(err, fault.Unauthenticated) {
		err = fault.New(fault.Invalid, "account.old").Field("old", "account.old_wrong")
	}
	return a, at, err
}

// changing is the counter of wrong present passwords: whoever finds a session
// open shall not guess the password with it.
func (s *Service) changing(account string, r guessRules) counter {
	return counter{guess: guess{key: s.keyed("change", account)}, rule: r.Device}
}

// Follower makes accounts without a member follow a reorganisation; those with
// one go where the member goes.
func (s *Service) Follower() org.Follower {
	return org.Follower{
		Subject: "account",
		Count: func(ctx context.Context, q db.Q, c org.Change) (int, error) {
			where, args := c.Touched().SQL("path")
			return db.Value[int](ctx, q, `SELECT COUNT(*) FROM account WHERE member IS NULL AND `+where, args...)
		},
		Follow: func(ctx context.Context, tx *db.Tx, c org.Change) error {
			for _, m := range c.Merged {
				if _, err := tx.Exec(ctx, `UPDATE account SET path = ? WHERE path = ?`, m.Into.Path, m.From.Path); err != nil {
					return err
				}
			}
			return c.Repath(ctx, tx, "account")
		},
	}
}
