package access

import (
	"context"
	"slices"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Actor loads who stands behind an account, with every right he has on the day.
// It takes two indexed queries and is meant to be called for each request. The
// fault is NotFound for no account and Unauthenticated for a suspended one.
func (s *Service) Actor(ctx context.Context, q db.Q, account string, day civil.Date) (authz.Actor, error) {
	rules, err := s.rules(day)
	if err != nil {
		return authz.Actor{}, err
	}
	h, err := loadHolder(ctx, q, account)
	if err != nil {
		return authz.Actor{}, err
	}
	if h.suspended {
		return authz.Actor{}, fault.New(fault.Unauthenticated, "access.suspended")
	}
	held, err := heldBy(ctx, q, []string{account}, day)
	if err != nil {
		return authz.Actor{}, err
	}
	return rules.actor(h, held, day), nil
}

// Actors loads who stands behind the accounts of members; who has none that is in
// use is left out.
func (s *Service) Actors(ctx context.Context, q db.Q, members []string, day civil.Date) (map[string]authz.Actor, error) {
	accounts, err := accountsOf(ctx, q, members)
	if err != nil {
		return nil, err
	}
	by := map[string]authz.Actor{}
	for _, id := range accounts {
		a, err := s.Actor(ctx, q, id, day)
		if err != nil {
			return nil, err
		}
		by[a.Member] = a
	}
	return by, nil
}

// Holders are those who hold all of some rights at a unit by a role that stands
// there; who is suspended is left out.
func (s *Service) Holders(ctx context.Context, q db.Q, at authz.Path, day civil.Date, rights ...authz.Perm) (out []authz.Actor, err error) {
	held, err := heldAt(ctx, q, at, day)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, h := range held {
		if seen[h.Account] {
			continue
		}
		seen[h.Account] = true
		a, err := s.Actor(ctx, q, h.Account, day)
		if fault.Is(err, fault.Unauthenticated) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(rights, func(p authz.Perm) bool { return !a.Can(p, at) }) {
			out = append(out, a)
		}
	}
	return out, nil
}

// Of returns the roles of several accounts, in force or to come, by account.
func (s *Service) Of(ctx context.Context, q db.Q, accounts []string, day civil.Date) (map[string][]Held, error) {
	by := map[string][]Held{}
	for len(accounts) > 0 {
		part := accounts[:min(len(accounts), 1000)]
		accounts = accounts[len(part):]
		held, err := heldBy(ctx, q, part, day)
		if err != nil {
			return nil, err
		}
		for _, h := range held {
			by[h.Account] = append(by[h.Account], h)
		}
	}
	return by, nil
}

// OfUnit returns who holds which role at a unit, now or later.
func (s *Service) OfUnit(ctx context.Context, who authz.Actor, unit org.ID) (held []Held, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		path, err := pathOf(ctx, q, unit)
		if err != nil {
			return err
		}
		if err := who.May(Grant, path); err != nil {
			return err
		}
		held, err = heldAt(ctx, q, path, s.day())
		return err
	})
	return held, err
}

// pageSize is how many roles [Service.List] returns at most.
const pageSize = 100

// List returns a page of the roles that are held where the actor may grant, by
// path: only in the subtree of top unless that is "", and from the one after the
// given (the zero Held at first).
func (s *Service) List(ctx context.Context, who authz.Actor, top authz.Path, after Held) (held []Held, err error) {
	scope := who.Scope(Grant)
	if top != "" {
		scope = scope.Under(top)
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		held, err = heldUnder(ctx, q, scope, after, s.day(), pageSize)
		return err
	})
	return held, err
}

// Grant gives a role and returns the id of what is now held. The actor must be
// allowed to give that role at that unit, reach the account itself, and not be
// its holder.
func (s *Service) Grant(ctx context.Context, who authz.Actor, w Wish) (id string, err error) {
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		id, err = s.GrantIn(ctx, tx, w)
		return err
	})
	return id, err
}

// GrantIn is [Service.Grant] within a change that is already in progress.
func (s *Service) GrantIn(ctx context.Context, tx *db.Tx, w Wish) (string, error) {
	today := civil.In(tx.Now)
	rules, err := s.rules(today)
	if err != nil {
		return "", err
	}
	path, err := pathOf(ctx, tx, w.Unit)
	if err != nil {
		return "", err
	}
	h, err := loadHolder(ctx, tx, w.Account)
	if err != nil {
		return "", err
	}
	if err := tx.Who.May(Grant, h.path); err != nil {
		return "", err
	}
	if err := tx.Require(Grant, path); err != nil {
		return "", err
	}
	held, err := heldBy(ctx, tx, []string{w.Account}, today)
	if err != nil {
		return "", err
	}
	g, err := rules.grant(tx.Who, w, h, path, held, today)
	if err != nil {
		return "", err
	}
	g.ID = ids.New("ro", tx.Now)
	if err := addHeld(ctx, tx, g); err != nil {
		return "", err
	}
	return g.ID, note(tx, "grant", g)
}

// Revoke takes a role away at once. The actor must be allowed to give it.
func (s *Service) Revoke(ctx context.Context, who authz.Actor, id string) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		today := civil.In(tx.Now)
		rules, err := s.rules(today)
		if err != nil {
			return err
		}
		g, err := loadHeld(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Grant, g.Path); err != nil {
			return err
		}
		if !rules.roles.MayGrant(who, g.Role, g.Path) {
			return fault.New(fault.Forbidden, "access.too_wide", rules.roles[g.Role].Title)
		}
		g.To = today.AddDays(-1)
		if err := endHeld(ctx, tx, g.ID, g.To); err != nil {
			return err
		}
		return note(tx, "revoke", g)
	})
}

// note also ends the holder's open streams, which come back with the rights that he has now.
func note(tx *db.Tx, verb string, g Held) error {
	tx.Signal("account:"+g.Account, tx.Now.UnixMicro())
	return tx.Note("account:"+g.Account, verb, map[string]any{"role": g.Role, "unit": g.Unit, "from": g.From, "to": g.To})
}

func (s *Service) day() civil.Date { return civil.In(s.db.Now()) }
