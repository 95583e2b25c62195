package task

import (
	"context"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/ids"
)

const columns = `id, unit, path, origin, title, owner, owner_name, due, state, progress, result, created_at, done_at, rev, giver, asked_due, asked_why, asked_by, asker`

func dest(t *Task) []any {
	return []any{&t.ID, &t.Unit, &t.Path, &t.Origin, &t.Title, db.Text(&t.Owner), &t.OwnerName, &t.Due, &t.State, &t.Progress,
		&t.Result, db.Time(&t.CreatedAt), db.Time(&t.DoneAt), &t.Rev, db.Text(&t.Giver), &t.Wish.Due, &t.Wish.Why, &t.Wish.By, db.Text(&t.Wish.Asker)}
}

func get(ctx context.Context, q db.Q, id ID) (Task, error) {
	return db.One(ctx, q, "task.not_found", dest, `SELECT `+columns+` FROM task WHERE id = ?`, id)
}

func insert(ctx context.Context, tx *db.Tx, t Task) error {
	_, err := tx.Exec(ctx, `INSERT INTO task (`+columns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, NULL, '', '', NULL)`,
		t.ID, t.Unit, t.Path, t.Origin, t.Title, db.Text(&t.Owner), t.OwnerName, t.Due, t.State, t.Progress, t.Result,
		db.Time(&t.CreatedAt), db.Time(&t.DoneAt), db.Text(&t.Giver))
	return err
}

func update(ctx context.Context, tx *db.Tx, t Task) error {
	_, err := tx.Exec(ctx, `UPDATE task SET title = ?, owner = ?, owner_name = ?, due = ?, state = ?, progress = ?, result = ?, done_at = ?, asked_due = ?, asked_why = ?, asked_by = ?, asker = ?,
		rev = rev + 1 WHERE id = ?`,
		t.Title, db.Text(&t.Owner), t.OwnerName, t.Due, t.State, t.Progress, t.Result, db.Time(&t.DoneAt), t.Wish.Due, t.Wish.Why, t.Wish.By, db.Text(&t.Wish.Asker), t.ID)
	return err
}

func insertStep(ctx context.Context, tx *db.Tx, id ID, s Step) error {
	_, err := tx.Exec(ctx, `INSERT INTO task_step (id, task, at, by, meeting, progress, state, result, kind, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		ids.New("ts", tx.Now), id, db.Time(&s.At), s.By, s.Meeting, s.Progress, s.State, s.Result, s.Kind, s.Due)
	return err
}

func steps(ctx context.Context, q db.Q, id ID) ([]Step, error) {
	return db.All(ctx, q, func(s *Step) []any {
		return []any{db.Time(&s.At), &s.By, &s.Meeting, &s.Progress, &s.State, &s.Result, &s.Kind, &s.Due}
	}, `SELECT at, by, meeting, progress, state, result, kind, due FROM task_step WHERE task = ? ORDER BY id`, id)
}

func openOf(ctx context.Context, q db.Q, unit org.ID) ([]Task, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM task WHERE unit = ? AND state = 'open' ORDER BY due NULLS LAST, id`, unit)
}

func ofOrigin(ctx context.Context, q db.Q, origin string) ([]Task, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM task WHERE origin = ? ORDER BY id`, origin)
}

func ofOwner(ctx context.Context, q db.Q, owner member.ID, limit int) ([]Task, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM task WHERE owner = ? ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, due NULLS LAST, id DESC LIMIT ?`, owner, limit)
}

func inScope(ctx context.Context, q db.Q, scope authz.Scope, state State, after ID, limit int) ([]Task, error) {
	where, args := scope.SQL("path")
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM task WHERE `+where+` AND state = ? AND id > ? ORDER BY id LIMIT ?`,
		append(args, state, after, limit)...)
}
