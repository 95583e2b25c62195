package task

import (
	"context"
	"fmt"

	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Past is a task that was given in the past, with every report on it, the first
// one first. How it stands follows from the reports.
type Past struct {
	Task  // ID, Unit, Path, Title, Owner or OwnerName, and CreatedAt are given
	Steps []Step
}

// Restore brings in tasks of the past, as from another system. It checks what
// [Service.Give] and [Service.Report] check, but for the day, which is long gone;
// nobody is told. The caller has required the right; the ids are his, so that
// what names a task can be brought in with it.
func (s *Service) Restore(ctx context.Context, tx *db.Tx, all []Past) error {
	rows, steps := make([][]any, len(all)), [][]any(nil)
	for i := range all {
		t, err := all[i].replayed(tx)
		if err != nil {
			return err
		}
		rows[i] = []any{t.ID, t.Unit, t.Path, t.Origin, t.Title, db.Text(&t.Owner), t.OwnerName, t.Due, t.State, t.Progress, t.Result,
			db.Time(&t.CreatedAt), db.Time(&t.DoneAt), 1 + len(all[i].Steps), nil, nil, "", "", nil}
		for _, x := range all[i].Steps {
			steps = append(steps, []any{ids.New("ts", x.At), t.ID, db.Time(&x.At), x.By, x.Meeting, x.Progress, x.State, x.Result})
		}
	}
	if err := tx.Note("tasks", "restore", map[string]int{"tasks": len(all)}); err != nil {
		return err
	}
	if err := tx.Insert(ctx, `INSERT INTO task (`+columns+`) VALUES`, rows); err != nil {
		return err
	}
	return tx.Insert(ctx, `INSERT INTO task_step (id, task, at, by, meeting, progress, state, result) VALUES`, steps)
}

// replayed is the task after all its reports.
func (p Past) replayed(tx *db.Tx) (*Task, error) {
	t := p.Task
	if t.ID == "" || t.CreatedAt.IsZero() || t.CreatedAt.After(tx.Now) {
		return nil, fmt.Errorf("task: %q cannot be restored without an id, or as given at %v", t.Title, t.CreatedAt)
	}
	if err := check(t, ""); err != nil {
		return nil, err
	}
	t.State = Open
	for _, x := range p.Steps {
		if x.At.Before(t.CreatedAt) || x.At.After(tx.Now) || t.State != Open {
			return nil, fault.New(fault.Invalid, "task.invalid")
		}
		var err error
		if t, err = report(t, x); err != nil {
			return nil, err
		}
	}
	return &t, nil
}
