// Package exchange passes papers between an office and others that have systems
// of their own: as edXML messages through folders and by HTTP, and as letters from
// a mailbox.
//
// What it promises:
//
//   - A message that came whole becomes one incoming paper with its files, however
//     often it is delivered and by whatever way.
//   - One that cannot be read, or whose files cannot be taken, is kept as it came and
//     shown to the clerk with the reason; he tries again, takes what can be taken, or
//     discards it. No message stops another.
//   - A message that is marked as a state secret is not stored; a line counts it, and
//     its sender is told.
//   - What is sent is sent by jobs until it arrives or is given up, and its state, and
//     what the other side says of it, is seen beside the paper.
//   - A sender is told what becomes of his paper: each status once, in order.
//   - A paper that updates or replaces an earlier one is linked with it, and both stay;
//     who was sent a paper of ours is sent what replaces it, and told when it is taken back.
//   - A paper that is not open to everybody goes by letter only to whom an administrator
//     has confided such papers.
//   - Keys and passwords are stored so that the database alone does not give them away.
package exchange

import (
	"time"

	"sotay/internal/document"
	"sotay/internal/incoming"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/mailbox"
)

// The rights of this feature.
const (
	See    authz.Perm = "exchange.see"    // look at what an office sent and received
	Send   authz.Perm = "exchange.send"   // send papers, try again, discard
	Manage authz.Perm = "exchange.manage" // the address book, keys and the mailbox
	Carry  authz.Perm = "exchange.carry"  // the background work: deliver, pick up, receive
)

// Way is how messages reach an office.
type Way string

// The ways.
const (
	Folder Way = "folder" // a folder that its program empties
	HTTP   Way = "http"   // an address that takes messages
	Mail   Way = "mail"   // letters
)

// Form is what a letter brings a peer.
type Form string

// The forms.
const (
	Message Form = "edxml" // the edXML message, which a program reads
	Files   Form = "files" // the paper itself with a covering text, which people read
)

// Desk is an office of ours in the exchange.
type Desk struct {
	Unit      org.ID
	Path      authz.Path
	Organ     string // its identifier among all offices
	Name      string // as others are to see it
	Box       Box
	Post      Post
	CheckedAt time.Time // when the mailbox was last looked into
	Problem   string    // the code of what was wrong then
	Rev       int64
}

// Box is the mailbox of a desk; without a server there is none.
type Box struct {
	Server   string // host:port
	Security mailbox.Security
	Login    string
	Password string // sealed in the database, and empty in what is shown
}

// Post is how a desk sends letters; without a server it sends none.
type Post struct {
	Server   string // host:port of the submission server
	Security mailbox.Security
	Login    string // "" where the server asks for none
	Password string // sealed in the database, and empty in what is shown
	Sender   string // address from which letters go
}

// PeerID names an office of others.
type PeerID string

// Peer is an office of others in the address book of one of ours.
type Peer struct {
	ID     PeerID
	Unit   org.ID // whose address book it is
	Path   authz.Path
	Organ  string
	Name   string
	Way    Way
	Folder string // name of the folder for what goes to it
	URL    string
	Key    string // that its address asks for: sealed, and empty in what is shown
	HasKey bool   // there is one
	Mail   string // address to which letters go
	Form   Form
	// Confided says that papers may go there by letter that are not open to everybody.
	Confided bool
	inward   string // hash of the key by which it sends here
	Closed   bool
	Rev      int64
}

// Keyed reports whether the peer may send here by HTTP.
func (p Peer) Keyed() bool { return p.inward != "" }

// OutID names something that goes out.
type OutID string

// Kind is what a message carries.
type Kind string

// The kinds.
const (
	Paper   Kind = "paper"
	Replace Kind = "replace" // a paper in the place of one that was sent
	Recall  Kind = "recall"  // of a paper that was sent
	Status  Kind = "status"  // what becomes of a paper that came
	Letter  Kind = "letter"  // by mail
	Unknown Kind = "unknown"
)

// State is where a message stands.
type State string

// The states of what goes out, and of what came in.
const (
	Waiting State = "waiting" // is being sent, perhaps not for the first time
	Sent    State = "sent"    // the other side has it
	Failed  State = "failed"  // given up; somebody must look

	Taken   State = "taken"   // it has become an incoming paper, or has changed one that was sent
	Bad     State = "bad"     // kept as it came, with a reason
	Dropped State = "dropped" // discarded by a clerk
)

// Ref names the paper that a message is about.
type Ref struct {
	ID   string // the identity among all offices
	Code edxml.Code
	Day  civil.Date
}

// Out is one message to one peer.
type Out struct {
	ID       OutID
	Unit     org.ID
	Path     authz.Path
	Peer     PeerID
	PeerName string
	Kind     Kind
	Document document.ID
	Replaces document.ID // of a Replace, the paper that was sent before
	Ref
	Subject string
	file    blob.Ref
	Code    edxml.StatusCode // of a status
	Cause   InID             // of a status, the message that it answers
	Text    string
	passing bool // is forgotten when it was sent
	State   State
	Tries   int
	Error   string // the code of why the last attempt failed
	Detail  string // what the other side said then
	open    bool   // the paper is open to everybody
	By      string
	At      time.Time
	SentAt  time.Time
	Reply   edxml.StatusCode // what the other side says became of it
	Said    string
	ReplyAt time.Time
}

// Carries reports whether the message brings the paper itself.
func (o Out) Carries() bool { return o.Kind == Paper || o.Kind == Replace }

// InID names something that came in.
type InID string

// Subject is its name in the audit log.
func (id InID) Subject() string { return "exchange:" + string(id) }

// Subject is its name in the audit log.
func (id OutID) Subject() string { return "exchange:" + string(id) }

// Subject is its name in the audit log.
func (id PeerID) Subject() string { return "exchange.peer:" + string(id) }

// Asked is how a recall stands that a sender asked for.
type Asked string

// The answers.
const (
	Open    Asked = "asked"
	Agreed  Asked = "agreed"
	Refused Asked = "refused"
)

// In is one message that came.
type In struct {
	ID   InID
	Unit org.ID
	Path authz.Path
	Way  Way
	Peer PeerID // "" for somebody who is not in the address book
	Kind Kind
	Organ,
	Sender string
	Ref
	Subject  string
	State    State
	Reason   string // the code of why it is bad
	Detail   string // where
	key      string // by which it is known again
	sha      string
	file     blob.Ref
	Incoming incoming.ID
	Recall   Asked
	Unseen   bool // it updates or replaces a paper that came before, and no clerk has said that he knows
	At       time.Time
}
