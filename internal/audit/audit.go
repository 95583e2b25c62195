// Package audit reads the log that the door to the database writes with every
// change: who, under which right, where, when, and what changed.
//
// The package promises:
//   - A line is seen by whoever holds [See] at the place where it happened, as the
//     tree stood then; of no other line is even the existence known.
//   - What exactly changed is told only to those who hold, at that place, the right
//     under which it was changed: an administrator sees that a record was edited
//     and by whom, not what it says.
//   - A member sees who opened or changed his own record and his account.
//   - Opening somebody else's record leaves a line, or shows nothing.
//
// Nothing here changes or removes a line.
package audit

import (
	"context"
	"slices"
	"strings"
	"time"

	"sotay/internal/access"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/rule"
)

// See is the right to read the log of a subtree.
const See authz.Perm = "audit.see"

// Line is one entry of the log.
type Line struct {
	ID      string // grows with time
	At      time.Time
	Actor   string // account, or "system:…"
	Name    string // of the actor, as it was
	Right   authz.Perm
	Words   string // the right in Vietnamese, as the rules of today call it
	Path    authz.Path
	Subject string // "member:…", "account:…", "unit:…"
	Verb    string
	Detail  string // JSON; "" where the reader may not know it
}

// Query asks for a page of the log, the latest first.
type Query struct {
	Top     authz.Path // only this subtree; none for all in reach
	Subject string     // only what happened to this; none for all
	Actor   string     // only what this account did; none for all
	Day     civil.Date // only what happened on this day; none for all
	After   string     // the last line of the page before; none for the first page
}

// Service reads the log.
type Service struct {
	db   *db.DB
	book *rule.Book
}

// New makes the service.
func New(d *db.DB, book *rule.Book) *Service { return &Service{db: d, book: book} }

// List returns a page of the lines in the actor's reach.
func (s *Service) List(ctx context.Context, who authz.Actor, query Query) (lines []Line, err error) {
	scope := who.Scope(See)
	if query.Top != "" {
		scope = scope.Under(query.Top)
	}
	where, args := within(scope)
	for _, c := range []struct{ cond, value string }{
		{" AND subject = ?", query.Subject}, {" AND actor = ?", query.Actor}, {" AND id < ?", query.After},
	} {
		if c.value != "" {
			where, args = where+c.cond, append(args, c.value)
		}
	}
	if !query.Day.IsZero() {
		from, to := query.Day.At(0, 0), query.Day.AddDays(1).At(0, 0)
		where, args = where+" AND at >= ? AND at < ?", append(args, db.Time(&from), db.Time(&to))
	}
	lines, err = s.read(ctx, where, args)
	for i, l := range lines {
		if !who.Can(l.Right, l.Path) {
			lines[i].Detail = ""
		}
	}
	return lines, err
}

// within is the condition on a line's place; for the whole tree there is none, so
// that the log is read in its own order.
func within(scope authz.Scope) (string, []any) {
	if len(scope) == 1 && scope[0] == (authz.Span{Top: access.Everywhere}) {
		return "1=1", nil
	}
	return scope.SQL("path")
}

// OfSubject returns what happened to one subject, as far as it is in reach.
func (s *Service) OfSubject(ctx context.Context, who authz.Actor, subject, after string) ([]Line, error) {
	if subject == "" {
		return nil, fault.New(fault.NotFound, "access.not_found")
	}
	return s.List(ctx, who, Query{Subject: subject, After: after})
}

// OfMyRecord returns who opened or changed the actor's own record, and what
// others did to his account. It tells who, under which right and when, no details.
func (s *Service) OfMyRecord(ctx context.Context, who authz.Actor, after string) (lines []Line, err error) {
	if who.ID == "" {
		return nil, fault.New(fault.Unauthenticated, "access.sign_in")
	}
	before, page := "", []any{}
	if after != "" {
		before, page = ` AND id < ?`, []any{after}
	}
	if who.Member != "" {
		if lines, err = s.read(ctx, `subject = ?`+before, append([]any{"member:" + who.Member}, page...)); err != nil {
			return nil, err
		}
	}
	others, err := s.read(ctx, `subject = ? AND actor <> ? AND NOT (actor >= 'system:' AND actor < 'system;')`+before,
		append([]any{"account:" + who.ID, who.ID}, page...))
	lines = append(lines, others...)
	slices.SortFunc(lines, func(a, b Line) int { return strings.Compare(b.ID, a.ID) })
	lines = lines[:min(len(lines), PageSize)]
	for i := range lines {
		lines[i].Detail = ""
	}
	return lines, err
}

// Opened notes that the actor opens a record, under the right that lets him; his
// own record leaves no line. Where it fails, the record must not be shown.
func (s *Service) Opened(ctx context.Context, who authz.Actor, subject string, at authz.Path, right authz.Perm) error {
	if err := who.May(right, at); err != nil {
		return err
	}
	if who.Member != "" && subject == "member:"+who.Member || subject == "account:"+who.ID {
		return nil
	}
	return s.db.Intake(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(right, at); err != nil {
			return err
		}
		return tx.Note(subject, "open", nil)
	})
}

// PageSize is how many lines a page of the log has at most.
const PageSize = 50

func (s *Service) read(ctx context.Context, where string, args []any) (lines []Line, err error) {
	words, err := access.WordsOn(s.book, civil.In(s.db.Now()))
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		lines, err = db.All(ctx, q, func(l *Line) []any {
			return []any{&l.ID, db.Time(&l.At), &l.Actor, &l.Name, &l.Right, &l.Path, &l.Subject, &l.Verb, &l.Detail}
		}, `SELECT id, at, actor, actor_name, perm, path, subject, verb, detail FROM audit WHERE `+where+` ORDER BY id DESC LIMIT ?`, append(args, PageSize)...)
		return err
	})
	for i, l := range lines {
		lines[i].Words = words[l.Right]
	}
	return lines, err
}
