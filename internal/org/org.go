// Package org is the tree of units: as it is today, as it was on any past day,
// and every decision that changed it.
//
// What it promises:
//
//   - A unit's identity (its [ID]) never changes and is never used again, so what
//     other features hang on a unit stays readable after it was renamed, moved,
//     merged or closed. Its [authz.Path] changes only through this package.
//   - The tree changes only through an [Act] with a [Decision]: the same pure plan
//     is shown by [Service.Preview] and executed by [Service.Apply], in one
//     transaction with everything that follows it ([Follower]).
//   - Every shape that a unit had on a day is kept: [Service.At] gives the names and
//     places of that day. What changes twice on one day shows as it was in the evening.
//   - Units are found by code. A name that fits several units is reported, never guessed.
//
// A decision takes effect on its day, which is today or earlier: one with a day to
// come is refused (org.day_future) until that day, because what it plans may not be
// true by then; one with a day before the last change of a unit that it touches is
// refused (org.day_early), because the days since then are already written.
package org

import (
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/rule"
)

// The rights of this feature.
const (
	See    authz.Perm = "org.see"    // look at units, and find them
	Manage authz.Perm = "org.manage" // reorganise
)

// ID identifies a unit for ever; 0 is no unit.
type ID int64

// Unit is a unit of the organisation, as it is or as it was on a day.
type Unit struct {
	ID     ID
	Code   string // given by the organisation; no two open units share one
	Kind   string // see [Branch] and its siblings
	Name   string // as the organisation writes it, in Unicode NFC
	Parent ID     // 0 for a root
	Path   authz.Path
	Opened civil.Date // first day
	Closed civil.Date // first day without it; zero while it is open
	Rev    int64      // grows with every change
}

// Open reports whether the unit exists today.
func (u Unit) Open() bool { return u.Closed.IsZero() }

// The kinds that the shipped rules know (topic "org.kinds"); an organisation's
// own rules may add others. From which kind to which the tree goes is data.
const (
	Centre       = "centre"       // trung ương
	Province     = "province"     // đảng bộ tỉnh, thành phố, trực thuộc Trung ương
	Grassroots   = "grassroots"   // đảng bộ xã, phường, đặc khu, cơ quan
	Intermediate = "intermediate" // đảng bộ bộ phận
	Branch       = "branch"       // chi bộ
	Group        = "group"        // tổ đảng
)

// Service keeps the tree.
type Service struct {
	db        *db.DB
	book      *rule.Book
	followers []Follower
}

// New returns the service.
func New(d *db.DB, book *rule.Book) *Service { return &Service{db: d, book: book} }

// Follow adds a feature that follows reorganisations. It is for wiring: call it
// before the first request. Followers are called in the order of their adding.
func (s *Service) Follow(f Follower) { s.followers = append(s.followers, f) }
