// Package account lets people in.
//
// Accounts are given out from the member list, to a whole branch at once, with
// one-time codes that can be printed, since many members have no e-mail. With the
// code a person signs in once and chooses a password; from then on the password
// signs in.
//
// The package promises:
//   - Nothing in the database lets anybody in: passwords are kept as argon2id,
//     codes, session tokens and device marks as digests.
//   - A code is 12 characters of 32, 60 bits. It can set one password: once that
//     is done, or its time is over, or a newer code was given, it is worth nothing.
//     Until then it may be typed again, because the first attempt may have died
//     with the network; each use ends the sessions that it began before.
//   - Guessing is slowed, and nobody can lock another out. See [Gate].
//   - Unknown and known logins take the same steps and get the same answer.
//   - What a person may do is loaded anew for every request; a suspended account
//     and an ended session are refused at once.
//   - Nobody may reset or suspend an account that holds a role which he may not give.
//
// Two types: [Service] is for actors; [Gate] makes actors out of strangers.
package account

import (
	"sync/atomic"
	"time"

	"sotay/internal/access"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/rule"
)

// The rights of this feature.
const (
	Manage authz.Perm = "account.manage"  // give out, reset, suspend and list accounts
	Own    authz.Perm = "account.own"     // one's own password and sessions; nobody needs to be given it
	signIn authz.Perm = "account.sign_in" // under which the gate itself writes
)

// Kind is what a session is for.
type Kind string

// The kinds of session.
const (
	First Kind = "first" // begun with a code: may do nothing but choose a password
	Web   Kind = "web"   // a browser, by cookie
	API   Kind = "api"   // a program, by bearer token
)

// Session is one place where a person is signed in.
type Session struct {
	ID      string
	Account string
	Kind    Kind
	Agent   string    // what the browser or program called itself
	Began   time.Time // also of the absolute lifetime
	Seen    time.Time // last use, to within the touch interval of the rules
	Ends    time.Time // latest end
}

// Status is how far an account has come.
type Status string

// The statuses of an account.
const (
	None      Status = "none"      // the member has no account yet
	Waiting   Status = "waiting"   // a code was given and not yet used
	Expired   Status = "expired"   // the code's time is over
	Active    Status = "active"    // a password was chosen
	Suspended Status = "suspended" // nobody gets in
)

// Row is a person in the list of accounts: a member, with his account if he has
// one, or an account without a member.
type Row struct {
	Member  string
	Account string
	Name    string
	Sort    string // Vietnamese sorting key of the name
	Path    authz.Path
	Birth   civil.Approx
	Login   string
	Status  Status
	Until   time.Time // of the code, while Waiting or Expired
}

// Slip is what a person gets on paper: the login, and the code, which is known
// only at the moment of issuing.
type Slip struct {
	Account string
	Member  string
	Name    string
	Unit    org.ID
	Login   string
	Code    string     // in three groups of four
	Until   civil.Date // last day of the code
	Skipped string     // why there is no code: the code of a sentence; "" where there is one
}

// Sheet is the printable page of one branch.
type Sheet struct {
	Unit  org.ID
	Name  string // of the unit
	Slips []Slip // by Vietnamese order of names
}

// Service gives out and keeps accounts.
type Service struct {
	db     *db.DB
	book   *rule.Book
	access *access.Service
	key    []byte
	hash   *hasher
	today  atomic.Pointer[dayRules]
}

// dayRules spares decoding the same rules for every request of a day.
type dayRules struct {
	day civil.Date
	rulebook
}

// New makes the service and its gate. The key is a secret of the installation,
// kept outside the database: codes and network marks are digested with it, so
// that a copy of the database alone cannot be used to guess them.
func New(d *db.DB, book *rule.Book, roles *access.Service, key []byte) (*Service, *Gate) {
	s := &Service{db: d, book: book, access: roles, key: key, hash: newHasher()}
	return s, &Gate{s}
}
