package jobs

import (
	"context"
	"slices"
	"time"

	"sotay/internal/platform/db"
)

const selectInfo = `SELECT id, kind, state, run_at, tries, error, done, total FROM jobs`

func (i *Info) dest() []any {
	return []any{&i.ID, &i.Kind, &i.State, db.Time(&i.RunAt), &i.Tries, &i.Error, &i.Done, &i.Total}
}

// insert adds a job and returns 0 where one with its key, or its id, is there.
func insert(ctx context.Context, exec func(context.Context, string, ...any) (int64, error), id ID, j Job, body string) (int64, error) {
	return exec(ctx, `INSERT INTO jobs (id, kind, key, body, run_at, state) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		id, j.Kind, db.Text(&j.Key), body, db.Time(&j.RunAt), Waiting)
}

// held is a job that this runner has taken. Its number of tries tells it from
// every other taking of the same job.
type held struct {
	id    ID
	kind  string
	body  string
	tries int
	until time.Time // end of the lease
}

func (h *held) dest() []any { return []any{&h.id, &h.kind, &h.body, &h.tries} }

// due returns jobs of the kinds that may be taken: first those whose runner died.
func due(ctx context.Context, q db.Q, kinds []string, now time.Time, limit int) ([]held, error) {
	const columns = `SELECT id, kind, body, tries FROM jobs WHERE kind IN (`
	marks, args := db.Marks(len(kinds)), db.Args(kinds)
	dead, err := db.All(ctx, q, (*held).dest, columns+marks+`) AND state = 'running' AND lease < ? ORDER BY run_at, id LIMIT ?`,
		append(slices.Clone(args), db.Time(&now), limit)...)
	if err != nil || len(dead) == limit {
		return dead, err
	}
	fresh, err := db.All(ctx, q, (*held).dest, columns+marks+`) AND state = 'waiting' AND run_at <= ? ORDER BY run_at, id LIMIT ?`,
		append(slices.Clone(args), db.Time(&now), limit-len(dead))...)
	return append(dead, fresh...), err
}

func take(ctx context.Context, tx *db.Tx, h held) error {
	_, err := tx.Bookkeep(ctx, `UPDATE jobs SET state = 'running', lease = ?, tries = ? WHERE id = ?`, db.Time(&h.until), h.tries, h.id)
	return err
}

// renew prolongs a lease and tells how far the job is; 0 rows mean that it is lost.
func renew(ctx context.Context, tx *db.Tx, h held, done, total int64) (int64, error) {
	return tx.Bookkeep(ctx, `UPDATE jobs SET lease = ?, done = ?, total = ? WHERE id = ? AND state = 'running' AND tries = ?`,
		db.Time(&h.until), done, total, h.id, h.tries)
}

// settle writes how an attempt ended. A job that has ended gives up its key.
func settle(ctx context.Context, tx *db.Tx, h held, e ending, done, total int64) error {
	_, err := tx.Bookkeep(ctx, `UPDATE jobs SET state = ?, key = CASE WHEN ? THEN key END, run_at = ?, lease = NULL, tries = ?, error = ?, done = ?, total = ?
		WHERE id = ? AND state = 'running' AND tries = ?`,
		e.state, e.state == Waiting, db.Time(&e.runAt), e.tries, e.err, done, total, h.id, h.tries)
	return err
}

// sweep forgets what ended well before a day.
func sweep(ctx context.Context, tx *db.Tx, before time.Time) error {
	_, err := tx.Bookkeep(ctx, `DELETE FROM jobs WHERE state = 'done' AND run_at < ?`, db.Time(&before))
	return err
}
