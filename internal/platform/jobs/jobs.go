// Package jobs does what must happen after a commit: letters, imports, roll-ups,
// and what comes round every hour or day.
//
// What it promises:
//
//   - A job is put in the transaction that makes it necessary: it happens if and
//     only if that commits.
//   - It is done at least once, by one runner at a time, on whichever node is free.
//     A handler may therefore run again after a crash, and must make the same
//     effect twice be one.
//   - A runner holds a job by a lease that it renews; a job whose runner died is
//     taken again when the lease has run out.
//   - What fails is tried again, ever later, and after [Tries] attempts is parked
//     with its error for somebody to look at. Nothing is dropped silently.
//   - A periodic job is done once in its period, however many nodes there are.
//
// Leases compare the clocks of nodes: keep them within a few seconds.
package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Work is the right by which the runner keeps the queue.
const Work authz.Perm = "jobs.work"

// Topic is signalled when a job was put; hand it to [Runner.Wake].
const Topic = "jobs"

// ID names a job.
type ID string

// State is where a job stands.
type State string

// The states.
const (
	Waiting State = "waiting" // for its time, or for a free runner
	Running State = "running"
	Done    State = "done"
	Parked  State = "parked" // given up, with its error; see [Again]
)

// Job is work to be put.
type Job struct {
	Kind  string    // names the handler
	Key   string    // while a job with this key waits or runs, no second one is put; "" for no key
	Body  any       // what the handler gets, as JSON
	RunAt time.Time // not before; the zero time is at once
}

// Info is a job as people look at it.
type Info struct {
	ID    ID
	Kind  string
	State State
	RunAt time.Time // when it is due; of a finished one, when it ended
	Tries int       // attempts begun
	Error string    // of the last failed attempt
	Done  int       // how far it is …
	Total int       // … of how much; 0 for not known
}

// Put leaves a job that is done after tx commits, and returns its id. The caller
// has required a right and notes what he does it for. Where a job with the same
// key waits or runs, nothing is put and the id of that one returned: a handler
// that must see everything until now should be put without a key.
func Put(ctx context.Context, tx *db.Tx, j Job) (ID, error) {
	body, err := json.Marshal(j.Body)
	if err != nil {
		return "", fmt.Errorf("job %s: %w", j.Kind, err)
	}
	if j.RunAt.IsZero() {
		j.RunAt = tx.Now
	}
	id := ID(ids.New("jb", tx.Now))
	n, err := insert(ctx, tx.Exec, id, j, string(body))
	if err != nil {
		return "", err
	}
	if n == 0 {
		return db.Value[ID](ctx, tx, `SELECT id FROM jobs WHERE key = ?`, j.Key)
	}
	tx.Signal(Topic, tx.Now.UnixMicro())
	return id, nil
}

// Status returns a job, or a NotFound fault: finished ones are kept for a month.
func Status(ctx context.Context, q db.Q, id ID) (Info, error) {
	return db.One(ctx, q, "jobs.not_found", (*Info).dest, selectInfo+` WHERE id = ?`, id)
}

// List returns the jobs in a state after the given one ("" for the first), by id.
func List(ctx context.Context, q db.Q, state State, after ID, limit int) ([]Info, error) {
	return db.All(ctx, q, (*Info).dest, selectInfo+` WHERE state = ? AND id > ? ORDER BY id LIMIT ?`, state, after, limit)
}

// Again puts a parked job back into the queue, with all its attempts before it.
// The caller has required a right.
func Again(ctx context.Context, tx *db.Tx, id ID) error {
	n, err := tx.Exec(ctx, `UPDATE jobs SET state = ?, run_at = ?, tries = 0 WHERE id = ? AND state = ?`, Waiting, db.Time(&tx.Now), id, Parked)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "jobs.not_parked")
	}
	tx.Signal(Topic, tx.Now.UnixMicro())
	return tx.Note("job:"+string(id), "again", nil)
}
