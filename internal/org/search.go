package org

import (
	"context"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/vi"
)

// Search says which units to find.
type Search struct {
	Text   string     // part of a name, with or without diacritics, or the beginning of a code; "" for all
	Kind   string     // only this kind; "" for all
	Under  authz.Path // only in this subtree; "" for everywhere
	Closed bool       // closed units, too
	After  ID         // the last unit of the page before; 0 for the first page
	Limit  int        // units on a page; 0 for 50, at most 500
}

// Page is a page of units by name. Next is the After of the page to come, 0 for none.
type Page struct {
	Units []Unit
	Next  ID
}

const (
	usualPage   = 50
	largestPage = 500
)

// Search finds units that the actor may see. A name that fits several units
// finds them all.
func (s *Service) Search(ctx context.Context, who authz.Actor, f Search) (p Page, err error) {
	where, args := f.condition(who.Scope(See))
	size := min(or(max(f.Limit, 0), usualPage), largestPage)
	err = s.db.Read(ctx, func(q db.Q) (err error) {
		// The inner query runs in the index org_unit_below alone, even over the whole country.
		p.Units, err = many(ctx, q, `u.id IN (SELECT u.id FROM org_unit u WHERE `+where+` ORDER BY u.fold, u.id LIMIT ?) ORDER BY u.fold, u.id`,
			append(args, size+1)...)
		return err
	})
	if len(p.Units) > size {
		p.Units = p.Units[:size]
		p.Next = p.Units[size-1].ID
	}
	return p, err
}

func (f Search) condition(scope authz.Scope) (string, []any) {
	if f.Under != "" {
		scope = scope.Under(f.Under)
	}
	where, args := scope.SQL("u.path")
	add := func(cond string, values ...any) { where, args = where+` AND `+cond, append(args, values...) }
	if !f.Closed {
		add(`u.closed IS NULL`)
	}
	if f.Kind != "" {
		add(`u.kind = ?`, vi.Clean(f.Kind))
	}
	if text := vi.Clean(f.Text); text != "" {
		add(`(u.fold LIKE ? ESCAPE '\' OR SUBSTR(u.code, 1, LENGTH(?)) = ?)`, `%`+literal(vi.Fold(text))+`%`, text, text)
	}
	if f.After != 0 {
		add(`(u.fold, u.id) > (SELECT fold, id FROM org_unit WHERE id = ?)`, f.After)
	}
	return where, args
}

// literal keeps the signs of LIKE patterns from meaning anything.
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
