// Package incoming is the life of papers that come to an office: they arrive or
// are typed in, get the next number of the year's register, are read by who leads,
// given to people and offices with a deadline, and followed to their result.
//
// What it promises:
//
//   - An arrival number counts per unit and year, without gaps, and is never given
//     twice; a paper that was registered by mistake keeps its number, with the reason.
//   - What arrives from elsewhere (mail, exchange, another office of sotay) arrives
//     once, however often it is delivered, and is numbered when a clerk takes it in.
//   - What a paper asks of somebody is a task of package task, his own among all his
//     others: there is one place where it stands how far it is.
//   - The paper, what was said about it, its tasks and the papers that answer it hang
//     together, for its own office and for those to whom it was given.
//   - Nothing that is marked as a state secret is stored.
package incoming

import (
	"strings"
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/task"
)

// The rights of this feature.
const (
	See      authz.Perm = "incoming.see"      // look at an office's incoming papers and its register
	Register authz.Perm = "incoming.register" // take in, number, mend, refuse
	Assign   authz.Perm = "incoming.assign"   // instruct, give to people and offices, close
	Remind   authz.Perm = "incoming.remind"   // the scheduled work that reminds people
)

// ID names a paper; ids sort by time.
type ID string

// Subject is the paper's name in the audit log and for other features.
func (id ID) Subject() string { return "incoming:" + string(id) }

// Topic of live pages.
func (id ID) Topic() string { return id.Subject() }

// Source is how a paper came.
type Source string

// The sources.
const (
	Typed    Source = "typed"    // on paper or as a file, by a clerk
	Mail     Source = "mail"     // from the office's mailbox
	Exchange Source = "exchange" // from another system
	Sotay    Source = "sotay"    // from another office in sotay
)

// State is where a paper stands.
type State string

// The states, in their order.
const (
	Arrived    State = "arrived"    // waits for a clerk; has no number
	Registered State = "registered" // has its number; waits for who leads
	Working    State = "working"    // somebody was given it
	Done       State = "done"       // closed, with its result
	Refused    State = "refused"    // turned away before it was numbered, with a reason
	Cancelled  State = "cancelled"  // registered by mistake; keeps its number
)

// Entry is what a clerk writes in the register.
type Entry struct {
	Arrived  civil.Date // today where it is not given
	Issuer   string
	Symbol   string // number and symbol; some papers have none
	Day      civil.Date
	Type     string
	Abstract string
	Urgency  string // a key of the rule "incoming.urgencies"
}

// Paper is one incoming paper of one unit.
type Paper struct {
	ID       ID
	Unit     org.ID // that works on it
	Path     authz.Path
	Door     org.ID // where it came to
	Register org.ID // in whose register it has its number; 0 before
	Entry
	Source       Source
	External     string // its id where it came from
	Sender       string // who sent it, as that place says
	Origin       string // the page of the original in sotay, "" for others
	Year         string
	Number       int64 // 0 before it is registered
	State        State
	Reason       string // why it was refused or cancelled
	Due          civil.Date
	Instruction  string
	InstructedBy string
	InstructedAt time.Time
	Result       string
	Clerk        string
	MadeAt       time.Time
	DoneAt       time.Time
	Rev          int64
}

// Open reports whether there is still something to do.
func (p Paper) Open() bool { return p.State == Arrived || p.State == Registered || p.State == Working }

// Overdue reports whether the paper is open past its day.
func (p Paper) Overdue(today civil.Date) bool {
	return p.Open() && !p.Due.IsZero() && p.Due < today
}

// Part is what somebody has in the work on a paper.
type Part string

// The parts.
const (
	Main    Part = "main"    // answers for the result (chủ trì); one at a time
	Support Part = "support" // helps (phối hợp)
)

// Step is one piece of work that a paper asks for: how it stands is its task's.
type Step struct {
	ID     string
	Part   Part
	Office org.ID // the unit to which it was given; 0 where a person has it
	At     time.Time
	By     string
	task.Task
}

// Event is one line of a paper's history.
type Event struct {
	At   time.Time
	By   string
	Verb string
	Text string
}

// Full is a paper with all that hangs on it.
type Full struct {
	Paper
	UnitName string
	Steps    []Step
	Events   []Event
}

// Work is a wish to give a paper to somebody.
type Work struct {
	Part   Part
	Person member.ID  // a person, or
	Office org.ID     // a unit, which gives it on to its people
	Title  string     // what to do; the paper's number where it is empty
	Due    civil.Date // the paper's where it is none
}

// IDOf is the paper that a subject names, "" for other subjects.
func IDOf(subject string) ID {
	id, ok := strings.CutPrefix(subject, ID("").Subject())
	if !ok {
		return ""
	}
	return ID(id)
}

// PageOf is where somebody who is told of a task goes on: to the paper that it
// belongs to, or to the task itself.
func PageOf(t task.Task) string {
	if id := IDOf(t.Origin); id != "" {
		return "/incoming/" + string(id)
	}
	return "/tasks/" + string(t.ID)
}
