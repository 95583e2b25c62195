// Package meeting is the branch's monthly meeting from its preparation to the
// report upward: called, papers sent, members answer, the roll is taken, last
// month's tasks are opened first, opinions are heard, motions voted, tasks given,
// the meeting scored, minutes and resolution adopted, closed and reported.
//
// It follows HD 42-HD/BTCTW; its numbers and deadlines are data (package rule).
// Every change of a meeting raises its revision, which open pages hear.
package meeting

import (
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/task"
)

// ID names a meeting.
type ID string

// Kind is regular, thematic, or both in sequence.
type Kind string

// The kinds. A thematic meeting never replaces the regular one of its month.
const (
	Regular  Kind = "regular"
	Thematic Kind = "thematic"
	Combined Kind = "combined"
)

// State is where a meeting stands.
type State string

// The states, in their order.
const (
	Draft     State = "draft"     // the committee prepares
	Called    State = "called"    // members were told
	Opened    State = "open"      // it is going on
	Ended     State = "ended"     // people went home; papers are being finished
	Closed    State = "closed"    // papers adopted, reported upward
	Cancelled State = "cancelled" // with a reason
)

// Meeting is one meeting of one unit, with the facts that its closing fixed.
type Meeting struct {
	ID         ID
	Unit       org.ID
	Path       authz.Path
	Kind       Kind
	Month      civil.Month // the month that it counts for
	Title      string
	Topic      string // of the thematic part
	Purpose    string
	Place      string
	Link       string // where to join online
	Guests     string
	FeeStatus  string // how the month's fees stand, as told at the opening
	StartsAt   time.Time
	State      State
	Chair      member.ID
	Secretary  member.ID
	PreparedAt time.Time // the committee agreed on the content
	CalledAt   time.Time
	OpenedAt   time.Time
	EndedAt    time.Time
	ClosedAt   time.Time
	AdoptedAt  time.Time // minutes and resolution
	Item       string    // what is on now
	Secret     string    // seed of the hall's rotating code
	Cancelled  string    // why
	Facts      Facts
	Speakers   int
	Minutes    int // how long it lasted
	Score      *int
	Grade      string
	Late       bool  // reported after the deadline
	Version    int64 // 1, and one more for each correction after closing
	Rev        int64 // one more for each change
}

// Facts are the roll in numbers. Members counts those who owe attendance;
// exempt ones stand beside it.
type Facts struct {
	Members   int // not exempt
	Entitled  int // to vote: official and not exempt
	Present   int // on site and online
	Online    int // of those present
	Excused   int
	Unexcused int
	Exempt    int
}

// Share is the attendance in percent of the members who owe it.
func (f Facts) Share() float64 {
	if f.Members == 0 {
		return 0
	}
	return 100 * float64(f.Present) / float64(f.Members)
}

// Running reports whether the roll, opinions and votes are being taken.
func (m Meeting) Running() bool { return m.State == Opened }

// Over reports whether the meeting has ended.
func (m Meeting) Over() bool { return m.State == Ended || m.State == Closed }

// Open reports whether its course may still be changed without a correction.
func (m Meeting) Open() bool { return m.State != Closed && m.State != Cancelled }

// Topic of live pages.
func (id ID) Topic() string { return "meeting:" + string(id) }

// Subject is the meeting's name in the audit log and as origin of tasks.
func (id ID) Subject() string { return subjectKind + ":" + string(id) }

const subjectKind = "meeting"

// Rights that this feature guards.
const (
	Attend authz.Perm = "meeting.attend" // see one's own unit's meetings, answer, speak, vote
	Run    authz.Perm = "meeting.run"    // call, take the roll, write, close
	Watch  authz.Perm = "meeting.watch"  // from above: met or not, when, how long, how many
	Read   authz.Perm = "meeting.read"   // from above: the finished papers
)

// Item is one point of the agenda.
type Item struct {
	ID        string
	Kind      string // as in the rule "meeting.agenda"
	Title     string
	Presenter string
	Notes     string // what was said and concluded, for the minutes
	Rev       int64
}

// Paper is a file that members read before or during the meeting.
type Paper struct {
	ID      string
	Name    string
	Media   string
	Size    int64
	Waiting bool // a scan that nobody may see before it is declared not secret
	At      time.Time
	By      string
	Late    bool // members had it later than the rule allows, or will have
}

// Standing is a member's standing on the day of the meeting.
type Standing string

// The standings on a roll.
const (
	Official     Standing = "official"
	Probationary Standing = "probationary"
)

// Answer is what a member says to the notice.
type Answer string

// The answers.
const (
	NoAnswer Answer = ""
	Coming   Answer = "coming"
	Online   Answer = "online"
	Leave    Answer = "leave" // asks to be excused, with a reason
)

// Presence is how the roll stands for one member.
type Presence string

// The presences. Unmarked becomes Unexcused when the meeting ends.
const (
	Unmarked      Presence = ""
	Present       Presence = "present"
	PresentOnline Presence = "online"
	Excused       Presence = "excused"
	Unexcused     Presence = "unexcused"
)

// Seat is one member's row of the roll.
type Seat struct {
	Member   member.ID
	Name     string
	Sort     string
	Standing Standing
	Exempt   bool
	Answer   Answer
	Reason   string
	Answered time.Time
	Answerer string // who gave the answer for the member, "" for himself
	Leave    string // "", "granted" or "refused"
	State    Presence
	How      string // "secretary", "tap" or "qr"
	Marked   time.Time
	Marker   string
	Spoke    int
	Rating   Rating
}

// What was decided on a request for leave.
const (
	Granted = "granted"
	Refused = "refused"
)

// Here reports whether the member is present, on site or online.
func (s Seat) Here() bool { return s.State == Present || s.State == PresentOnline }

// Votes reports whether the member may vote: official and not exempt
// (probationary members speak but do not vote).
func (s Seat) Votes() bool { return s.Standing == Official && !s.Exempt }

// Rating is a member's own judgement of the meeting, 0 to 5 each; nil for none.
type Rating struct{ Preparation, Conduct, Tasks *int }

// Opinion is what a member wrote or said.
type Opinion struct {
	ID     string
	Item   string
	Member member.ID
	Name   string
	Text   string
	Spoken bool // said aloud and noted, not only written
	At     time.Time
	By     string // who wrote it down, "" for the member
}

// Mode is how a motion is voted on.
type Mode string

// The modes of open votes.
const (
	ByPhone Mode = "phone" // one tap each; the secretary may enter a member's choice for him
	ByHands Mode = "hands" // the secretary counts raised hands
)

// Motion is a question put to the vote.
type Motion struct {
	ID       string
	Meeting  ID
	Kind     string // which rule of "meeting.motions" it follows
	Title    string
	Mode     Mode
	State    string // "draft", "open" or "closed"
	OpenedAt time.Time
	ClosedAt time.Time
	Voters   int // who may vote and was there when it closed
	Base     int // what the share is counted from, by its rule
	Yes      int
	No       int
	Abstain  int
	Passed   *bool
	Sent     int    // votes cast so far, by phone
	Rule     string // the rule that was applied, in words
	Rev      int64
}

// The states of a motion.
const (
	MotionDraft  = "draft"
	MotionOpen   = "open"
	MotionClosed = "closed"
)

// Choice is a vote.
type Choice string

// The choices.
const (
	Yes     Choice = "yes"
	No      Choice = "no"
	Abstain Choice = "abstain"
)

// Vote is one member's choice on one motion.
type Vote struct {
	Motion string
	Member member.ID
	Choice Choice
	At     time.Time
	By     string // who entered it for the member, "" for himself
}

// Review is how a task of an earlier meeting stood when this one opened, and
// what this one found.
type Review struct {
	Task   task.ID
	Title  string
	Owner  string
	Due    civil.Date
	Before string // its state when the meeting was called
	Result string
	Done   *bool // nil until it was judged
}

// Points are the points of one criterion.
type Points struct {
	Criterion string
	Points    int
	Computed  bool
	Why       string
}

// TextKind is minutes or resolution.
type TextKind string

// The texts that a meeting produces.
const (
	MinutesText    TextKind = "minutes"
	ResolutionText TextKind = "resolution"
)

// Text is one version of minutes or resolution.
type Text struct {
	Kind    TextKind
	Version int64
	Text    string
	At      time.Time
	By      string
	Reason  string // of a correction after closing
	Final   bool   // adopted
}

// Full is everything of one meeting.
type Full struct {
	Meeting
	UnitName string
	Items    []Item
	Papers   []Paper
	Roll     []Seat
	Opinions []Opinion
	Motions  []Motion
	Votes    []Vote
	Reviews  []Review
	Tasks    []task.Task // given here
	Points   []Points
	Texts    []Text // the newest of each kind
}

// Seat finds a member's row.
func (f Full) Seat(id member.ID) (Seat, bool) {
	for _, s := range f.Roll {
		if s.Member == id {
			return s, true
		}
	}
	return Seat{}, false
}

// Text returns the newest version of a kind.
func (f Full) Text(kind TextKind) (Text, bool) {
	for _, t := range f.Texts {
		if t.Kind == kind {
			return t, true
		}
	}
	return Text{}, false
}

// Vote finds a member's choice on a motion.
func (f Full) Vote(motion string, id member.ID) (Vote, bool) {
	for _, v := range f.Votes {
		if v.Motion == motion && v.Member == id {
			return v, true
		}
	}
	return Vote{}, false
}
