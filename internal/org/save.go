package org

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/vi"
)

// save writes a change of the tree with its decision, its history and its audit
// notes. A change that reaches a unit for the second time on a day replaces what
// the first one wrote for that day.
func save(ctx context.Context, tx *db.Tx, c Change, d Decision) error {
	w := writer{tx: tx, day: c.Day, decision: ids.New("dc", tx.Now)}
	steps := []func(context.Context, Change) error{w.close, w.open, w.rename, w.repath, w.succeed, w.note}
	if err := w.decide(ctx, c, d); err != nil {
		return err
	}
	for _, step := range steps {
		if err := step(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

type writer struct {
	tx       *db.Tx
	day      civil.Date
	decision string
}

func (w writer) decide(ctx context.Context, c Change, d Decision) error {
	return w.tx.Insert(ctx, `INSERT INTO org_decision (id, number, day, verb, about, at, actor) VALUES`,
		[][]any{{w.decision, d.Number, d.Day, c.Verb, d.About, db.Time(&w.tx.Now), w.tx.Who.ID}})
}

func (w writer) close(ctx context.Context, c Change) error {
	for _, u := range c.Closed {
		for _, q := range []struct {
			sql  string
			args []any
		}{
			{`UPDATE org_unit SET closed = ?, rev = rev + 1 WHERE id = ?`, []any{w.day, u.ID}},
			{`DELETE FROM org_version WHERE unit = ? AND to_day = ? AND from_day = ?`, []any{u.ID, forever, w.day}},
			{`UPDATE org_version SET to_day = ? WHERE unit = ? AND to_day = ?`, []any{w.day, u.ID, forever}},
		} {
			if _, err := w.tx.Exec(ctx, q.sql, q.args...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w writer) open(ctx context.Context, c Change) error {
	units, versions := make([][]any, len(c.Opened)), make([][]any, len(c.Opened))
	for i, u := range c.Opened {
		units[i] = []any{u.ID, u.Code, u.Kind, u.Name, vi.Fold(u.Name), null(u.Parent), u.Path, u.Opened, u.Rev}
		versions[i] = []any{u.ID, u.Opened, forever, u.Code, u.Kind, u.Name, null(u.Parent), u.Path, w.decision}
	}
	if err := w.tx.Insert(ctx, `INSERT INTO org_unit (id, code, kind, name, fold, parent, path, opened, rev) VALUES`, units); err != nil {
		return err
	}
	return w.tx.Insert(ctx, `INSERT INTO org_version (unit, from_day, to_day, code, kind, name, parent, path, decision) VALUES`, versions)
}

// rename gives up the old codes of all units before any takes a new one, so that
// two may exchange theirs.
func (w writer) rename(ctx context.Context, c Change) error {
	for _, r := range c.Renamed {
		if r.Before.Code == r.After.Code {
			continue
		}
		if _, err := w.tx.Exec(ctx, `UPDATE org_unit SET code = ? WHERE id = ?`, fmt.Sprintf("\x01%d", r.After.ID), r.After.ID); err != nil {
			return err
		}
	}
	for _, r := range c.Renamed {
		u := r.After
		if _, err := w.tx.Exec(ctx, `UPDATE org_unit SET code = ?, kind = ?, name = ?, fold = ?, rev = rev + 1 WHERE id = ?`,
			u.Code, u.Kind, u.Name, vi.Fold(u.Name), u.ID); err != nil {
			return err
		}
		if err := w.revise(ctx, `code = ?, kind = ?, name = ?`, []any{u.Code, u.Kind, u.Name}, `unit = ?`, u.ID); err != nil {
			return err
		}
	}
	return nil
}

func (w writer) repath(ctx context.Context, c Change) error {
	for _, r := range c.Repathed {
		old, end := r.Old, r.Old.End()
		if _, err := w.tx.Exec(ctx, `UPDATE org_unit SET path = ? || SUBSTR(path, ?), rev = rev + 1 WHERE path >= ? AND path < ?`,
			r.New, len(old)+1, old, end); err != nil {
			return err
		}
		if err := w.revise(ctx, `path = ? || SUBSTR(path, ?)`, []any{r.New, len(old) + 1}, `path >= ? AND path < ?`, old, end); err != nil {
			return err
		}
		for _, sql := range []string{`UPDATE org_unit SET parent = ? WHERE id = ?`,
			`UPDATE org_version SET parent = ? WHERE unit = ? AND to_day = '9999-12-31'`} {
			if _, err := w.tx.Exec(ctx, sql, null(r.Parent.ID), r.Unit.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// revise makes the versions that last begin on the day of the change, and sets
// what is new in them.
func (w writer) revise(ctx context.Context, set string, values []any, where string, args ...any) error {
	const lasts = ` AND to_day = '9999-12-31'`
	if _, err := w.tx.Exec(ctx, `INSERT INTO org_version (unit, from_day, to_day, code, kind, name, parent, path, decision)
		SELECT unit, ?, to_day, code, kind, name, parent, path, decision FROM org_version WHERE `+where+lasts+` AND from_day < ?`,
		slices.Concat([]any{w.day}, args, []any{w.day})...); err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, `UPDATE org_version SET to_day = ? WHERE `+where+lasts+` AND from_day < ?`,
		slices.Concat([]any{w.day}, args, []any{w.day})...); err != nil {
		return err
	}
	_, err := w.tx.Exec(ctx, `UPDATE org_version SET decision = ?, `+set+` WHERE `+where+lasts,
		slices.Concat([]any{w.decision}, values, args)...)
	return err
}

func (w writer) succeed(ctx context.Context, c Change) error {
	var rows [][]any
	for _, m := range c.Merged {
		rows = append(rows, []any{m.From.ID, m.Into.ID, w.day, w.decision})
	}
	if c.Split != nil {
		for _, u := range c.Split.Into {
			rows = append(rows, []any{c.Split.From.ID, u.ID, w.day, w.decision})
		}
	}
	return w.tx.Insert(ctx, `INSERT INTO org_successor (unit, successor, day, decision) VALUES ON CONFLICT (unit, successor, day) DO NOTHING`, rows)
}

// state is a unit in the audit log.
type state struct {
	Code   string `json:"code"`
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Parent ID     `json:"parent,omitempty"`
}

func stateOf(u Unit) *state { return &state{u.Code, u.Kind, u.Name, u.Parent} }

type note struct {
	Decision string     `json:"decision"`
	Day      civil.Date `json:"day"`
	Before   *state     `json:"before,omitempty"`
	After    *state     `json:"after,omitempty"`
	Into     []ID       `json:"into,omitempty"`
}

func (w writer) note(_ context.Context, c Change) error {
	say := func(u Unit, verb string, before, after *state, into []ID) error {
		return w.tx.Note(fmt.Sprintf("unit:%d", u.ID), verb, note{c.Decision, c.Day, before, after, into})
	}
	var errs error
	for _, u := range c.Opened {
		errs = cmp.Or(errs, say(u, "open", nil, stateOf(u), nil))
	}
	for _, r := range c.Renamed {
		errs = cmp.Or(errs, say(r.After, "rename", stateOf(r.Before), stateOf(r.After), nil))
	}
	for _, r := range c.Repathed {
		after := stateOf(r.Unit)
		after.Parent = r.Parent.ID
		errs = cmp.Or(errs, say(r.Unit, "move", stateOf(r.Unit), after, nil))
	}
	for _, u := range c.Closed {
		errs = cmp.Or(errs, say(u, "close", stateOf(u), nil, c.heirs(u.ID)))
	}
	return errs
}

// null is how no unit stands in the database.
func null(id ID) any {
	if id == 0 {
		return nil
	}
	return id
}
