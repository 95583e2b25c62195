// Package edxml reads and writes the messages by which offices exchange papers:
// edXML of QCVN 102:2016/BTTTT, as amended by Circular 01/2022/TT-BTTTT. It is
// tolerant in what it reads, since senders differ (prefixes, namespaces, order,
// zipped attachments, ids with and without "cid:", other charsets and forms of a
// date), and strict in how: no document type, no entities, and bounds on size,
// depth, count and unpacking. What it writes is the same bytes for the same
// message and in the order of the standard. It neither makes nor checks the
// XML signature of a message; it says whether there was one.
package edxml

import (
	"strings"
	"time"

	"sotay/internal/platform/civil"
)

// Namespace is that of every element of the standard.
const Namespace = "http://www.mic.gov.vn/TBT/QCVN_102_2016"

// Message is one edXML file: either a document or what became of one.
type Message struct {
	Document *Document
	Status   *Status
}

// Organ is an office that sends or receives.
type Organ struct {
	ID        string // "000.00.00.H41", of late "H37.DN.001"
	InCharge  string // the office above it
	Name      string
	Address   string
	Email     string
	Telephone string
	Fax       string
	Website   string
}

// Code is the number and the notation of a paper, "05" and "NQ/ĐU".
type Code struct{ Number, Notation string }

// String is both as they stand on paper.
func (c Code) String() string {
	if c.Number == "" || c.Notation == "" {
		return c.Number + c.Notation
	}
	return c.Number + "-" + c.Notation
}

// Signer is who signed the paper, and by what authority.
type Signer struct{ Competence, Position, Name string }

// Type says what sort of paper it is, by number and in words.
type Type struct{ Kind, Detail, Name string }

// Other is what else is said of a paper.
type Other struct {
	Priority   string // "0" usual to "3" at once
	Sphere     string // where it may go
	Notation   string // of the typist
	Amount     string // how many copies were made
	Pages      string
	Appendixes []string
}

// Ref points to a paper sent before.
type Ref struct {
	Organ string
	Code  Code
	Day   civil.Date
	ID    string // its Document.ID
}

// Purpose says what a document message does.
type Purpose string

// The purposes of the standard.
const (
	New     Purpose = "0"
	Recall  Purpose = "1"
	Update  Purpose = "2"
	Replace Purpose = "3"
)

// Staff is who to ask.
type Staff struct{ Department, Name, Mobile, Email string }

// Replacement is a paper that this one replaces, and for whom.
type Replacement struct {
	ID     string
	Organs []string
}

// Business is what the message is about: BussinessDocType and what belongs to it.
type Business struct {
	Purpose  Purpose
	Reason   string
	ID       string // of the paper that is recalled or updated
	Replaced []Replacement
	Staff    Staff
	Paper    bool // it is also sent on paper
}

// Trace is a station on the way of the message.
type Trace struct {
	Organ string
	At    time.Time // to the second; zero where it was not said or not to be read
}

// Attachment is a file of the message.
type Attachment struct {
	ID          string // without "cid:"
	Name        string
	Media       string
	Description string
	Content     []byte
}

// Document is a message that carries a paper.
type Document struct {
	From        Organ
	To          []Organ
	ID          string // "OrganId,yyyy/MM/dd,number/notation"
	Code        Code
	Place       string
	Day         civil.Date // on which it was issued
	Type        Type
	Subject     string
	Content     string
	Signer      Signer
	Due         civil.Date
	ToPlaces    []string
	Other       Other
	ResponseFor []Ref
	Steering    string // "0" to know, "1" to act on …
	Secrecy     string // what a sender wrote into a field of secrecy, which the standard does not have
	TraceID     string // id of the list of traces
	Traces      []Trace
	Business    Business
	Signed      bool // a signature of the message was there; it was not checked
	Attachments []Attachment
}

// Secret reports whether a field says that the paper is one of the degrees of
// secrecy, or anything else than that it is not.
func (d *Document) Secret() bool {
	switch strings.ToLower(d.Secrecy) {
	case "", "0", "n/a", "none", "no", "false", "normal", "thường", "bình thường", "không", "không mật":
		return false
	}
	return true
}

// DocumentID is the identity of a paper among all offices.
func DocumentID(organ string, day civil.Date, c Code) string {
	return organ + "," + slashed(day) + "," + c.Number + "/" + c.Notation
}

// Status is a message about a paper that was sent before.
type Status struct {
	ResponseFor Ref
	From        Organ
	To          []Organ // few senders say it
	Code        StatusCode
	Description string
	At          time.Time
	Staff       Staff
}

// StatusCode says what became of the paper.
type StatusCode string

// The codes of the standard.
const (
	Arrived       StatusCode = "01"
	Refused       StatusCode = "02"
	Registered    StatusCode = "03"
	Assigned      StatusCode = "04"
	InProgress    StatusCode = "05"
	Done          StatusCode = "06"
	RecallAsked   StatusCode = "13"
	RecallAgreed  StatusCode = "15"
	RecallRefused StatusCode = "16"
)

// Known reports whether the code is one of the standard.
func (c StatusCode) Known() bool {
	switch c {
	case Arrived, Refused, Registered, Assigned, InProgress, Done, RecallAsked, RecallAgreed, RecallRefused:
		return true
	}
	return false
}
