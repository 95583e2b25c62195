package account

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sotay/internal/access"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// person is a member who is to get a code, with the account that he may have.
type person struct {
	member, name, state string
	unit                org.ID
	path                authz.Path
	phone, card         string
	account, login      string
	chosen, suspended   bool // a password was chosen; nobody gets in
}

// Issue gives accounts with one-time codes to members, and new codes to those
// who have not yet chosen a password; it returns a page for each branch. Who has
// a password, is suspended, or holds a role that the actor may not give, gets no
// code and keeps what he has. All or nothing: one member out of reach is NotFound.
func (s *Service) Issue(ctx context.Context, who authz.Actor, members []string) (sheets []Sheet, err error) {
	return s.issue(ctx, who, func(tx *db.Tx, most int) ([]person, error) {
		wanted := slices.Compact(slices.Sorted(slices.Values(members)))
		if len(wanted) == 0 || len(wanted) > most {
			return nil, fault.New(fault.Invalid, "account.how_many", most)
		}
		people, err := peopleByID(ctx, tx, wanted)
		if err == nil && len(people) != len(wanted) {
			err = fault.New(fault.NotFound, "account.no_member")
		}
		return people, err
	})
}

// CodesOfUnit is [Service.Issue] for all who belong to one unit: the page that
// its secretary hands out.
func (s *Service) CodesOfUnit(ctx context.Context, who authz.Actor, unit org.ID) (Sheet, error) {
	sheets, err := s.issue(ctx, who, func(tx *db.Tx, most int) ([]person, error) {
		states, err := access.StatesOn(s.book, civil.In(tx.Now))
		if err != nil {
			return nil, err
		}
		people, err := peopleOfUnit(ctx, tx, unit, states, most+1)
		switch {
		case err != nil:
			return nil, err
		case len(people) == 0:
			return nil, fault.New(fault.NotFound, "account.nobody")
		case len(people) > most:
			return nil, fault.New(fault.Invalid, "account.how_many", most)
		}
		return people, nil
	})
	if err != nil {
		return Sheet{}, err
	}
	return sheets[0], nil
}

func (s *Service) issue(ctx context.Context, who authz.Actor, find func(*db.Tx, int) ([]person, error)) (sheets []Sheet, err error) {
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		rules, err := s.rules(civil.In(tx.Now))
		if err != nil {
			return err
		}
		people, err := find(tx, rules.Code.Most)
		if err != nil {
			return err
		}
		if err := s.mayIssue(tx, people); err != nil {
			return err
		}
		if err := s.giveLogins(ctx, tx, people, rules.Code); err != nil {
			return err
		}
		slips, err := s.giveCodes(ctx, tx, people, rules.Code)
		if err != nil {
			return err
		}
		sheets, err = sheetsOf(ctx, tx, slips)
		return err
	})
	return sheets, err
}

// mayIssue checks the right at every place where the people are, and that all of
// them belong.
func (s *Service) mayIssue(tx *db.Tx, people []person) error {
	for i, p := range people {
		if i == 0 || p.path != people[i-1].path {
			if err := tx.Require(Manage, p.path); err != nil {
				return err
			}
		}
	}
	states, err := access.StatesOn(s.book, civil.In(tx.Now))
	if err != nil {
		return err
	}
	for _, p := range people {
		if !slices.Contains(states, p.state) {
			return fault.New(fault.Invalid, "account.not_member", p.name)
		}
	}
	return nil
}

// giveLogins decides the logins of those who have no account yet.
func (s *Service) giveLogins(ctx context.Context, tx *db.Tx, people []person, r codeRules) error {
	var wanted []string
	for _, p := range people {
		if p.account == "" {
			wanted = append(wanted, Login(p.phone), Login(p.card))
		}
	}
	taken, err := takenLogins(ctx, tx, wanted)
	if err != nil {
		return err
	}
	highest, err := highestNumber(ctx, tx, r.Prefix)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(strings.TrimPrefix(highest, r.Prefix))
	logins(people, taken, n, r)
	return nil
}

// logins gives everybody without an account the first login of the rule's order
// that he has and nobody else has; numbers go on after the highest.
func logins(people []person, taken map[string]bool, highest int, r codeRules) {
	for i := range people {
		p := &people[i]
		if p.account != "" {
			continue
		}
		for _, kind := range r.Logins {
			switch kind {
			case "phone":
				p.login = Login(p.phone)
			case "card":
				p.login = Login(p.card)
			case "number":
				highest++
				p.login = fmt.Sprintf("%s%0*d", r.Prefix, r.Digits, highest)
			}
			if p.login != "" && !taken[p.login] {
				break
			}
		}
		taken[p.login] = true
	}
}

// giveCodes writes the accounts and codes, with one audit line for each.
func (s *Service) giveCodes(ctx context.Context, tx *db.Tx, people []person, r codeRules) ([]Slip, error) {
	protected, err := s.protected(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	day, until := r.last(tx.Now)
	slips := make([]Slip, len(people))
	var fresh [][]any
	for i, p := range people {
		slips[i] = Slip{Account: p.account, Member: p.member, Name: p.name, Unit: p.unit, Login: p.login, Skipped: p.skipped(protected)}
		if slips[i].Skipped != "" {
			continue
		}
		slips[i].Code, slips[i].Until = newCode(), day
		if p.account == "" {
			slips[i].Account = ids.New("ac", tx.Now)
			fresh = append(fresh, []any{slips[i].Account, p.member, p.login, "", "", s.codeDigest(slips[i].Account, slips[i].Code), db.Time(&until), db.Time(&tx.Now)})
		} else if err := renewCode(ctx, tx, p.account, s.codeDigest(p.account, slips[i].Code), until); err != nil {
			return nil, err
		}
		if err := noteCode(tx, slips[i], p.path); err != nil {
			return nil, err
		}
	}
	return slips, insertAccounts(ctx, tx, fresh)
}

func noteCode(tx *db.Tx, p Slip, at authz.Path) error {
	if err := tx.Require(Manage, at); err != nil {
		return err
	}
	return tx.Note("account:"+p.Account, "give_code", map[string]any{"login": p.Login, "member": p.Member, "until": p.Until})
}

// protected are the accounts that hold what the actor may not give.
func (s *Service) protected(ctx context.Context, tx *db.Tx, people []person) (map[string]bool, error) {
	var have []string
	for _, p := range people {
		if p.account != "" {
			have = append(have, p.account)
		}
	}
	return s.outranking(ctx, tx, have)
}

func (s *Service) outranking(ctx context.Context, tx *db.Tx, accounts []string) (map[string]bool, error) {
	day := civil.In(tx.Now)
	roles, err := access.RolesOn(s.book, day)
	if err != nil {
		return nil, err
	}
	held, err := s.access.Of(ctx, tx, accounts, day)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for account, h := range held {
		out[account] = !roles.Outranks(tx.Who, h)
	}
	return out, nil
}

func (p person) skipped(protected map[string]bool) string {
	switch {
	case p.chosen:
		return "account.skipped_active"
	case p.suspended:
		return "account.skipped_suspended"
	case protected[p.account]:
		return "account.skipped_protected"
	}
	return ""
}

// sheetsOf puts slips, which stand in order of unit, on one page for each.
func sheetsOf(ctx context.Context, q db.Q, slips []Slip) (sheets []Sheet, err error) {
	for _, p := range slips {
		if len(sheets) == 0 || sheets[len(sheets)-1].Unit != p.Unit {
			sheets = append(sheets, Sheet{Unit: p.Unit})
		}
		last := &sheets[len(sheets)-1]
		last.Slips = append(last.Slips, p)
	}
	names, err := unitNames(ctx, q, sheets)
	for i := range sheets {
		sheets[i].Name = names[sheets[i].Unit]
	}
	return sheets, err
}

// Reissue resets one account: its password and all its sessions are gone, every
// device is strange to it, and the code on the slip is the only way in.
func (s *Service) Reissue(ctx context.Context, who authz.Actor, id string) (p Slip, err error) {
	err = s.change(ctx, who, id, func(tx *db.Tx, a account) error {
		rules, err := s.rules(civil.In(tx.Now))
		if err != nil {
			return err
		}
		if a.suspended {
			return fault.New(fault.Conflict, "account.is_suspended")
		}
		day, until := rules.Code.last(tx.Now)
		p = Slip{Account: a.id, Member: a.member, Name: a.name, Unit: org.ID(a.path.Unit()), Login: a.login, Code: newCode(), Until: day}
		if err := renewCode(ctx, tx, a.id, s.codeDigest(a.id, p.Code), until); err != nil {
			return err
		}
		return noteCode(tx, p, a.path)
	})
	return p, err
}

// Staff is a person of an office who is on no member list here, such as the
// first clerk, who has yet to bring the lists in.
type Staff struct {
	Login string
	Name  string
	Role  string
	Unit  org.ID // where the role is held; 0 for [access.Everywhere]
}

// CreateStaff makes an account without a member, with one role, and returns its
// code. The actor needs [Manage] at the place and must be allowed to give the role there.
func (s *Service) CreateStaff(ctx context.Context, who authz.Actor, w Staff) (p Slip, err error) {
	w.Login, w.Name = Login(w.Login), strings.TrimSpace(w.Name)
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		rules, err := s.rules(civil.In(tx.Now))
		if err != nil {
			return err
		}
		place, err := placeOf(ctx, tx, w.Unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Manage, place); err != nil {
			return err
		}
		if err := chosen(w.Login, rules.Code); err != nil {
			return err
		}
		if w.Name == "" {
			return fault.New(fault.Invalid, "account.login").Field("name", "account.name_missing")
		}
		if p, err = s.create(ctx, tx, w, place, rules.Code); err != nil {
			return err
		}
		_, err = s.access.GrantIn(ctx, tx, access.Wish{Account: p.Account, Role: w.Role, Unit: w.Unit})
		return err
	})
	return p, err
}

// CreateAdmin is CreateStaff for an administrator of the whole tree: for whoever
// has the server.
func (s *Service) CreateAdmin(ctx context.Context, who authz.Actor, login, name string) (Slip, error) {
	return s.CreateStaff(ctx, who, Staff{Login: login, Name: name, Role: access.Administrator})
}

func (s *Service) create(ctx context.Context, tx *db.Tx, w Staff, place authz.Path, r codeRules) (Slip, error) {
	taken, err := takenLogins(ctx, tx, []string{w.Login})
	if err != nil {
		return Slip{}, err
	}
	if taken[w.Login] {
		return Slip{}, fault.New(fault.Conflict, "account.login_taken").Field("login", "account.login_taken")
	}
	day, until := r.last(tx.Now)
	p := Slip{Account: ids.New("ac", tx.Now), Name: w.Name, Unit: w.Unit, Login: w.Login, Code: newCode(), Until: day}
	err = insertAccounts(ctx, tx, [][]any{{p.Account, nil, w.Login, p.Name, place, s.codeDigest(p.Account, p.Code), db.Time(&until), db.Time(&tx.Now)}})
	if err != nil {
		return Slip{}, err
	}
	return p, noteCode(tx, p, place)
}

// change is the frame of every act on one account of somebody else: the actor
// must reach it and outrank its roles.
func (s *Service) change(ctx context.Context, who authz.Actor, id string, act func(*db.Tx, account) error) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		a, err := accountByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Manage, a.path); err != nil {
			return err
		}
		protected, err := s.outranking(ctx, tx, []string{id})
		if err != nil {
			return err
		}
		if protected[id] {
			return fault.New(fault.Forbidden, "account.protected", a.name)
		}
		return act(tx, a)
	})
}
