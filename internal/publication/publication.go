// Package publication sends papers down and follows who has read them (quán triệt).
//
// What it promises:
//
//   - Publishing costs the same for ten readers and for five million: a row, and one
//     for each target. Who reads finds it by the keys of his own place ("s:4" for
//     the subtree of unit 4), and only then leaves a mark.
//   - One rule says whom a publication concerns: those who belong today and on its
//     day already stood where it was sent. So whoever comes later owes nothing of
//     before (the papers stay open to him), and whoever goes is no longer waited for.
//     When a unit ends, what was sent to it counts as sent to the unit that takes over.
//   - A reader has one mark for one publication, at its first opening. What was asked,
//     to confirm or to answer, is done once and stays.
//   - The roll-up of any unit agrees with the list of those who have not read, and
//     with what each of them sees as unread.
//
// The feature knows nothing of the paper itself but its subject and its address.
package publication

import (
	"context"
	"time"

	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/rule"
)

// The rights of this feature.
const (
	Read    authz.Perm = "publication.read"    // read what was sent to oneself
	Send    authz.Perm = "publication.send"    // send down, relay, withdraw, remind
	Receive authz.Perm = "publication.receive" // receive for an office
	Watch   authz.Perm = "publication.watch"   // see who has read; mark for those without a telephone
	Remind  authz.Perm = "publication.remind"  // the scheduled work that reminds people
)

// ID names a publication; ids sort by time.
type ID string

// Kind is what a target is.
type Kind string

// The kinds of targets.
const (
	Subtree Kind = "subtree" // all members of a unit and below it
	Unit    Kind = "unit"    // the members of the unit itself
	Post    Kind = "post"    // those who hold a post at a unit or below it
	Office  Kind = "office"  // the office of a unit, which may relay
	Single  Kind = "member"  // one person
)

// Target is one receiver of a publication.
type Target struct {
	Kind   Kind
	Unit   org.ID     // for all but [Single]
	Post   string     // for [Post]: a key of the rule "member.posts"
	Member member.ID  // for [Single]
	Path   authz.Path // of the unit, or of the person's; filled when published
	Label  string     // for people; filled when published
	key    string
}

// Asking is what readers are asked to do.
type Asking string

// What may be asked.
const (
	None    Asking = "none"
	Confirm Asking = "confirm"
	Answer  Asking = "answer"
)

// Question is a short question on a paper.
type Question struct {
	Text    string   `json:"text"`
	Choices []string `json:"choices"`
	Right   int      `json:"right"` // index of the right choice
}

// Paper is what is to be sent down.
type Paper struct {
	Subject  string // "document:ID"
	Link     string // the paper's page, from "/"
	Number   string
	Title    string
	Issuer   string // as people read it
	Unit     org.ID // that sends
	Path     authz.Path
	Targets  []Target
	Ask      Asking
	Question Question // for [Answer]
	Due      civil.Date
	Over     ID   // the publication that this one relays
	Open     bool // anybody may read the paper
}

// Publication is a paper that was sent down.
type Publication struct {
	ID        ID
	Subject   string
	Link      string
	Number    string
	Title     string
	Issuer    string
	Unit      org.ID
	Path      authz.Path
	Chain     string // ids from the first that is relayed to this one
	Ask       Asking
	Question  Question
	Due       civil.Date
	Open      bool
	Token     string // of the public link; kept as it is because it is shown again as a code, and it opens only what is open
	Day       civil.Date
	At        time.Time
	By        string
	Withdrawn time.Time
	Reason    string // why it was withdrawn
	Nudged    time.Time
	Pressed   civil.Date
	Rev       int64
}

// Mark is how far a reader is with a publication.
type Mark struct {
	Opened    time.Time
	Confirmed time.Time
	Done      bool // nothing more is asked of him
	Tries     int  // answers given
	By        string
}

// Item is a publication as its reader sees it.
type Item struct {
	Publication
	Mark
	part string // of the inbox
}

// Pending reports whether the reader still has something to do.
func (i Item) Pending() bool { return i.Withdrawn.IsZero() && !i.Done }

// Service is the feature's whole surface.
type Service struct {
	db      *db.DB
	book    *rule.Book
	units   *org.Service
	members *member.Service
	notices *notify.Service
	reached func(ctx context.Context, tx *db.Tx, subjects []string) error
}

// New returns the service.
func New(d *db.DB, book *rule.Book, units *org.Service, members *member.Service, notices *notify.Service) *Service {
	return &Service{d, book, units, members, notices, func(context.Context, *db.Tx, []string) error { return nil }}
}

// OnReach has fn told of every paper that others may open from now on, or no
// longer, in the transaction that changes it.
func (s *Service) OnReach(fn func(ctx context.Context, tx *db.Tx, subjects []string) error) {
	s.reached = fn
}

// inboxRule is the rule "publication.inbox".
type inboxRule struct {
	PendingDays int // how far back unread papers stand first
}

// reminderRule is the rule "publication.reminders".
type reminderRule struct {
	DaysBefore int // before the due day
	DaysAfter  int // after it, for those that could not be reminded before
}
