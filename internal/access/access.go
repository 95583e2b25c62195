// Package access says who may do what, and where.
//
// A role is a set of rights with a reach, held by an account at a unit from one
// day to another. What a role contains, and which roles its holder may give to
// others, is data (rule topics "access.roles" and "access.member"); the rights
// themselves are declared by the features that guard them, all of which stand
// above this package, so that it knows them only as words.
//
// The package promises:
//   - an actor is loaded for each request from what is in force at that moment,
//     so a right that was taken away is gone with the next request;
//   - a member who belongs (probationary or official) holds the role "member" at
//     his branch without anybody granting it; one who has left holds nothing;
//   - nobody gives or takes a role that his own role does not allow him to give,
//     or at a unit where he may not give it, and nobody gives himself one.
//
// It reads members and accounts through the views v_member and v_account, which
// their owners keep as contracts.
package access

import (
	"sync/atomic"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/rule"
)

// Grant is the right to see, give and take the roles of others.
const Grant authz.Perm = "access.grant"

// The roles that the program itself speaks of; the others are only data.
const (
	Member        = "member"
	Secretary     = "secretary"
	Committee     = "committee"
	Clerk         = "clerk"
	Officer       = "officer"
	Administrator = "administrator"
)

// Everywhere is the place of a role that is held over the whole tree, whatever
// units it has: the first administrator exists before any unit does.
const Everywhere authz.Path = "/"

// Held is a role that an account holds at a unit.
type Held struct {
	ID      string
	Account string
	Login   string
	Name    string // of the holder
	Role    string
	Unit    org.ID // 0 for [Everywhere]
	Path    authz.Path
	From    civil.Date // first day
	To      civil.Date // last day; none while it lasts
}

// On reports whether the role is in force on the day.
func (h Held) On(day civil.Date) bool { return h.From <= day && (h.To.IsZero() || day <= h.To) }

// Wish is a role to be granted.
type Wish struct {
	Account string
	Role    string
	Unit    org.ID     // 0 for [Everywhere]
	From    civil.Date // none for today
	To      civil.Date // last day; none for "until it is taken"
}

// Service keeps the roles.
type Service struct {
	db    *db.DB
	book  *rule.Book
	today atomic.Pointer[dayRoles]
}

// dayRoles spares decoding the same rules for every request of a day.
type dayRoles struct {
	day    civil.Date
	roles  Roles
	belong belonging
}

// New makes the service.
func New(d *db.DB, book *rule.Book) *Service { return &Service{db: d, book: book} }

func (s *Service) rules(day civil.Date) (*dayRoles, error) {
	if c := s.today.Load(); c != nil && c.day == day {
		return c, nil
	}
	roles, err := RolesOn(s.book, day)
	if err != nil {
		return nil, err
	}
	c := &dayRoles{day: day, roles: roles}
	if _, err := s.book.On("access.member", day, &c.belong); err != nil {
		return nil, err
	}
	s.today.Store(c)
	return c, nil
}
