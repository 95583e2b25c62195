// Package document is the life of an office's own papers: drafted with every
// version kept, agreed to by those whose turn it is, numbered, and issued to
// those who are to read them.
//
// What it promises:
//
//   - A body issues only the types that are in its authority (QĐ 399-QĐ/TW); types,
//     symbols, bodies and terms are rules with dates, not code.
//   - A number counts per unit, symbol and committee term, without gaps; it is given
//     when the approved paper takes its final form, never twice, and one that is
//     reserved or cancelled stays in the register.
//   - What was approved is what is numbered and issued: a change goes back to the draft.
//   - A paper that is signed here is made into a file once, with its number; everybody
//     signs that file, in order, each with his own key, and it is what is issued.
//   - A draft is for its own office. What was issued is read by that office and by
//     those to whom it was sent (package publication).
//   - Whose turn it is is told, and so is the writer when the paper comes back: each once,
//     and only who may see it.
//   - Nothing that is marked as a state secret is stored.
package document

import (
	"time"

	"sotay/internal/filing"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/paper"
	"sotay/internal/publication"
	"sotay/internal/signing"
)

// The rights of this feature.
const (
	See     authz.Perm = "document.see"     // look at an office's papers and registers
	Draft   authz.Perm = "document.draft"   // write, submit, withdraw
	Approve authz.Perm = "document.approve" // agree to what is submitted
	Issue   authz.Perm = "document.issue"   // number, issue, reserve and cancel numbers
)

// ID names a paper; ids sort by time.
type ID string

// Subject is the paper's name in the audit log and for other features.
func (id ID) Subject() string { return "document:" + string(id) }

// Topic of live pages.
func (id ID) Topic() string { return "document:" + string(id) }

// State is where a paper stands.
type State string

// The states, in their order.
const (
	Drafting  State = "draft"     // is being written
	Submitted State = "submitted" // waits for those who must agree
	Approved  State = "approved"  // all agreed; may be numbered
	Numbered  State = "numbered"  // has its number, day and final form; may be issued
	Issued    State = "issued"    // in force
	Replaced  State = "replaced"  // a later paper took its place
	Recalled  State = "recalled"  // taken back, with a reason
	Dropped   State = "dropped"   // never issued, with a reason
)

// Sending is to whom a paper goes when it is issued, and what its readers are asked.
type Sending struct {
	Targets  []publication.Target `json:"targets,omitempty"`
	Ask      publication.Asking   `json:"ask,omitempty"`
	Question publication.Question `json:"question,omitzero"`
	Due      civil.Date           `json:"due,omitempty"`
	Open     bool                 `json:"open,omitempty"` // anybody with the link may read it
	Over     publication.ID       `json:"over,omitempty"` // what this paper relays
}

// Content is what a drafter writes.
type Content struct {
	Type       string // a key of the rule "document.types"
	Abstract   string // trích yếu
	Text       string // lines: "# heading", "- item", "| cell | cell |", "**bold**"
	Place      string
	Addressees []string
	Recipients []string // without the last line "Lưu …"
	Signer     member.ID
	SignerPost string // "BÍ THƯ"
	Sending    Sending
	Replaces   ID
	Answers    string      // the incoming paper that this one answers, as "incoming:ID"
	Settles    bool        // its issue ends the work on that paper
	Electronic bool        // is signed here, before it is issued
	Initials   []member.ID // who initial it before it is signed, in order; only where Electronic
}

// Document is one paper of one unit.
type Document struct {
	ID   ID
	Unit org.ID
	Path authz.Path
	Content
	Body       string // of the rule "document.bodies"
	SignerName string
	State      State
	Reason     string // why it was returned, recalled or dropped
	Series     string
	Number     int64  // 0 while it has none
	Symbol     string // "05-NQ/ĐU"
	Day        civil.Date
	File       string // of the final form in the file store
	Size       int64
	Evidence   signing.Evidence // whether File carries what its signatures will be judged by later
	Drafter    string
	MadeAt     time.Time
	IssuedAt   time.Time
	Version    int64
	Rev        int64
	Writer     member.ID // who is told when it comes back; none for programs
	Move       int64     // how often it has gone to other hands
	MovedAt    time.Time // the last time
	Reminded   int64     // how often somebody was reminded since
}

// Step is one person who must agree.
type Step struct {
	Pos    int
	Member member.ID
	Name   string
	State  string // "waiting", "agreed" or "returned"
	Note   string
	At     time.Time
}

// The states of a step.
const (
	Waiting  = "waiting"
	Agreed   = "agreed"
	Returned = "returned"
)

// Comment is a remark on a version.
type Comment struct {
	ID      string
	Version int64
	Text    string
	At      time.Time
	By      string
}

// Version is a former text.
type Version struct {
	Version  int64
	Abstract string
	Text     string
	At       time.Time
	By       string
}

// Full is a paper with all that was done to it.
type Full struct {
	Document
	UnitName string
	Steps    []Step
	Comments []Comment
	Versions []Version
	Annexes  []filing.File // for its readers only those that may be seen
	Signing  []Signature   // of a numbered paper, all that are asked for; of others, those that were made
}

// Role is for what somebody signs.
type Role string

// The roles, in the order in which they sign.
const (
	Initials Role = "initials" // ký nháy: has looked it through
	Signs    Role = "sign"     // issues it in the body's name
	Seals    Role = "seal"     // the office's own signature, by its clerk
)

// Signature is one that a paper asks for, or has.
type Signature struct {
	Pos     int
	Role    Role
	Member  member.ID // none for Seals
	Name    string    // of the member, or of the office
	At      time.Time // when it was made; zero while it is awaited
	Subject string    // of the certificate
	Serial  string
	Level   string // "B-T" with a time stamp, else "B-B"

	Begun bool // is being made elsewhere

	place    paper.Place
	key      signing.KeyID // of a signature that is being made elsewhere
	prepared time.Time
	picture  string // what is seen of it; "" for words alone
}

// Entry is a line of the register of outgoing papers.
type Entry struct {
	Series   string
	Number   int64
	Symbol   string // of the series: "NQ/ĐU"
	Term     string
	State    string // of the number: "reserved", "used" or "cancelled"
	Day      civil.Date
	By       string
	Reason   string
	Document ID
	Abstract string
	Signer   string
	Drafter  string
	Sent     string // recipients as printed
}

// The states of a number.
const (
	Reserved  = "reserved"
	Used      = "used"
	Cancelled = "cancelled"
)
