// Package library finds papers: every one that the asker may read, and no other.
//
// What it promises:
//
//   - Nobody finds, is counted or is suggested what he may not open. Who may read a
//     paper stands in the full-text index beside its words, as signs; one function
//     gets papers from the index, and it adds the signs of the actor to every question.
//   - The signs say what the features say: to whom a paper was sent (package
//     publication) and who holds which right at its office ([Source]).
//   - Words are found with and without diacritics and wherever the tone was put;
//     what was typed with diacritics comes first where it is written so.
//   - What looks like a paper's number ("12-NQ/ĐU", "12 nq đu") leads to that paper.
//   - A question is bounded whatever it holds: no text is ever read as an operator.
//
// Features put their papers in with [Service.Put] in the transaction that issues
// them; texts of files follow with [Service.PutText] when they are known.
package library

import (
	"context"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/publication"
)

// The rights of this feature.
const (
	Read   authz.Perm = "library.read"   // search, and keep bookmarks and notes of one's own
	Rework authz.Perm = "library.rework" // read all papers into the index anew
)

// State says whether a paper is in force.
type State string

// The states of a paper.
const (
	InForce  State = "inforce"
	Replaced State = "replaced"
	Recalled State = "recalled"
)

// Source is a feature whose papers stand in the library.
type Source struct {
	Kind   string       // "document"
	Title  string       // as people read it
	Rights []authz.Perm // who holds one at a paper's unit reads it
	// Again reads the feature's papers once more, in the order of their subjects,
	// from the one after the given ("" for the first).
	Again func(ctx context.Context, q db.Q, after string, limit int) ([]Entry, error)
}

// Entry is a paper as the library knows it.
type Entry struct {
	Subject  string // "document:ID"
	Kind     string // of its [Source]
	Link     string // the paper's page, from "/"
	Type     string // "Nghị quyết"
	Number   string // "12-NQ/ĐU"
	Issuer   string // as people read it
	Unit     org.ID // that issued or keeps it
	Path     authz.Path
	Title    string
	Body     string
	Day      civil.Date
	Topic    string
	State    State       // InForce where empty
	Replacer string      // number of the paper that took its place
	Members  []member.ID // people who may read it beside those to whom it was sent
	Offices  []org.ID    // units where the source's rights let one read it too
	id       int64
}

// Service is the feature's whole surface.
type Service struct {
	db      *db.DB
	units   *org.Service
	sent    *publication.Service
	sources []Source
	narrows int // how many papers there are at least where long questions are narrowed
}

// New returns the service. It hears from publications whose readers change.
func New(d *db.DB, units *org.Service, sent *publication.Service) *Service {
	s := &Service{db: d, units: units, sent: sent, narrows: many}
	sent.OnReach(s.Reach)
	return s
}

// Add makes a feature's papers known, before the first of them is put in.
func (s *Service) Add(f Source) { s.sources = append(s.sources, f) }

// Sources are the features whose papers stand here.
func (s *Service) Sources() []Source { return s.sources }
