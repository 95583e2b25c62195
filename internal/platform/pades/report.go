package pades

import (
	"crypto/x509"
	"slices"
	"time"
)

// Trust is what the one who checks relies on.
type Trust struct {
	Roots    []*x509.Certificate // authorities for signers
	Stampers []*x509.Certificate // authorities for time stamps; Roots when empty
	Others   []*x509.Certificate // certificates known without being relied on
	CRLs     [][]byte            // revocation lists at hand, DER or PEM
	At       time.Time           // the present
}

// Report is what can be said of a file's signatures, in the order they were made.
type Report struct {
	Signatures []Signature
	Warnings   []Code // of what the file does or carries that a paper has no need of
}

// Valid tells whether the file has signatures and every one of them is valid.
func (r Report) Valid() bool {
	return len(r.Signatures) > 0 && !slices.ContainsFunc(r.Signatures, func(s Signature) bool { return !s.Valid() })
}

// State says whether what was signed is what is there. A higher one is worse.
type State int

// States of a signature.
const (
	Intact  State = iota // the document is as it was signed, apart from what may follow a signature
	Weak                 // as far as can be seen it is, but the signature was made in a way that can be forged or is out of use
	Changed              // the document is not, or may not be, what was signed
	Broken               // the signature cannot be read
)

// Signature is what is known of one signature.
type Signature struct {
	Field    string // name of its field
	Document bool   // a time stamp over the document instead of somebody's signature
	Format   string // as the file calls it: ETSI.CAdES.detached
	Level    string // B-B, B-T, B-LT or B-LTA

	State  State
	Codes  []Code   // all that is to be said of it
	Later  []Change // what was added to the file after it
	Covers bool     // it covers the whole file: nothing came after

	Certificate         *x509.Certificate // the signer's; nil when broken. It has subject, issuer and number
	Chain               []*x509.Certificate
	Name, Reason, Place string    // what the signature says of itself
	Claimed             time.Time // when it was made, as it says
	Stamped             time.Time // when its time stamp was made; zero without one
	StampedBy           *x509.Certificate
	Trusted             bool // a chain of certificates leads to a root that is relied on
	RevokedAt           time.Time
	Certifies           Permission // what it allows to follow, when it certifies the document
	Page                int        // where it is seen, from 1; 0 for nowhere
	Box                 [4]float64 // its rectangle: left, top, width and height in mm

	proven   time.Time // when it was there for sure, by a time stamp that is relied on; zero for never
	from     int       // where its room begins
	end      int       // the end of what it covers
	value    int       // its object
	locks    bool      // it locks fields
	contents []byte
	came     []*x509.Certificate // with its time stamp
	message  *message
}

// Has tells whether a code is among what is to be said.
func (s Signature) Has(c Code) bool { return slices.Contains(s.Codes, c) }

// Valid tells whether the document is what a trusted person, whose certificate was good then, has signed.
func (s Signature) Valid() bool {
	return s.State == Intact && s.Trusted && !slices.ContainsFunc(s.Codes, func(c Code) bool { return finding(c).forbids })
}

// add notes a code and what it makes of the signature.
func (s *Signature) add(codes ...Code) {
	for _, c := range codes {
		s.State = max(s.State, finding(c).state)
		if !s.Has(c) {
			s.Codes = append(s.Codes, c)
		}
	}
}

// Change is one thing that was done to a file after a signature.
type Change struct {
	Kind    Code
	Allowed bool   // it may follow a signature
	Page    int    // from 1; 0 when it has none
	Field   string // name of the field, if it is one
}
