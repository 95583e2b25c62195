// Package member knows the people of the organisation: the summary card of each,
// in which unit he stands and stood, his state with its history, his exemption
// and his posts; and it takes them in from the spreadsheets that offices have.
//
// What it promises:
//
//   - A person is one record in one unit. A citizen ID or a card number that is
//     already somebody's is refused, with the name of the other unit only where
//     the asker may see it.
//   - Nothing of the past is overwritten: stays, states and posts have days, and
//     [Service.OfUnit] answers for any day.
//   - Every change is checked, and noted for the audit log before and after; so
//     is every opening of a record by somebody else.
//   - Lists show citizen IDs and telephone numbers masked.
//   - An import is one transaction, guesses nothing, erases nothing, and the same
//     file twice is the same as once; see [Service.ImportFile].
//
// The numbers that it judges by are rules (topics "member.…"), with their days
// and citations.
package member

import (
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/rule"
)

// The rights of this feature.
const (
	See    authz.Perm = "member.see"    // look at records of a unit
	Own    authz.Perm = "member.own"    // look at one's own record
	Edit   authz.Perm = "member.edit"   // add people, correct records, record decisions
	Import authz.Perm = "member.import" // take in spreadsheets
	Export authz.Perm = "member.export" // take out spreadsheets
)

// ID identifies a person's record for ever.
type ID string

// State is where a person stands in membership.
type State string

// The states. What may follow what is a rule ("member.states").
const (
	Candidate    State = "candidate"    // quần chúng ưu tú
	Probationary State = "probationary" // đảng viên dự bị
	Official     State = "official"     // đảng viên chính thức
	Left         State = "left"         // đã ra khỏi danh sách, with a reason
)

// Sex is "male", "female" or "" where it is not known.
type Sex string

// The sexes as citizen IDs know them.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// Follower is the post of a member of an upper committee who follows a unit. The
// other posts are names in the rule "member.posts".
const Follower = "follower"

// Person is what the summary card says of a person; what is not known is empty.
type Person struct {
	Name     string
	Birth    civil.Approx
	Sex      Sex
	Admitted civil.Approx // decision of admission: tuổi đảng counts from it
	Official civil.Approx // from which he is an official member
	Card     string       // number of the member's card, digits only
	Citizen  string       // citizen ID, 12 digits
	Phone    string       // national form, "0912345678"
}

// Member is a whole record.
type Member struct {
	ID ID
	Person
	Unit       org.ID
	Path       authz.Path // of the unit
	Sort       string     // key in the order of Vietnamese names
	State      State
	StateFrom  civil.Date
	LeftReason string     // key of the rule "member.leaving", for those who left
	ExemptFrom civil.Date // first day without duty of activity; none if not exempt
	ExemptTo   civil.Date // last such day; none while it lasts
	Rev        int64      // grows with every change
}

// ExemptOn reports whether the person is exempt from activity on the day.
func (m Member) ExemptOn(day civil.Date) bool {
	return !m.ExemptFrom.IsZero() && m.ExemptFrom <= day && (m.ExemptTo.IsZero() || day <= m.ExemptTo)
}

// Card is the little that other features need to know of a person.
type Card struct {
	ID     ID
	Unit   org.ID     // where he stands today
	Path   authz.Path // of that unit
	Name   string
	Sort   string // key in the order of Vietnamese names
	State  State
	Exempt bool // on the day that was asked for
	Phone  string
}

// Stay is a time in a unit.
type Stay struct {
	Unit     org.ID
	From, To civil.Date // first day there, first day elsewhere; no To while it lasts
	Reason   string     // "add", "import", "merge", "split", "move"
	Decision string
}

// StateChange is one line of the history of states.
type StateChange struct {
	State    State
	From     civil.Date
	Reason   string
	Decision string
}

// Post is an office that a person holds in a unit.
type Post struct {
	ID       string
	Member   ID
	Unit     org.ID
	Post     string // key of the rule "member.posts"
	From, To civil.Date
	Decision string
}

// Service keeps the people.
type Service struct {
	db      *db.DB
	units   *org.Service
	book    *rule.Book
	running running
}

// New returns the service. Give [Service.Follower] to units.Follow.
func New(d *db.DB, units *org.Service, book *rule.Book) *Service {
	return &Service{db: d, units: units, book: book}
}

// Title is what people call the sex.
func (s Sex) Title() string {
	return map[Sex]string{Male: "Nam", Female: "Nữ"}[s]
}
