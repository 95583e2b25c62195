package db

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"sotay/internal/platform/authz"
)

// group collects small writes that arrive together, so that they share one
// commit: a hall that checks in, a branch that votes.
type group struct {
	db      *DB
	mu      sync.Mutex
	waiting []*wish
	running bool
}

type wish struct {
	ctx  context.Context
	who  authz.Actor
	fn   func(*Tx) error
	err  error
	done chan struct{}
}

// groupSize bounds how much one commit carries, and so how long it takes.
const groupSize = 256

// Intake is [DB.Write] for hot and small changes: those that wait at the same
// time are committed together, each within its own savepoint, so that one's
// refusal does not touch the others. It returns only after the commit.
func (d *DB) Intake(ctx context.Context, who authz.Actor, fn func(*Tx) error) error {
	w := &wish{ctx: ctx, who: who, fn: fn, done: make(chan struct{})}
	g := &d.group
	g.mu.Lock()
	g.waiting = append(g.waiting, w)
	if !g.running {
		g.running = true
		go g.drain()
	}
	g.mu.Unlock()
	<-w.done // not ctx.Done: whoever leaves early would not know whether it happened
	return named(w.err)
}

func (g *group) drain() {
	for {
		g.mu.Lock()
		batch := g.waiting[:min(len(g.waiting), groupSize)]
		g.waiting = g.waiting[len(batch):]
		if len(batch) == 0 {
			g.running = false
			g.mu.Unlock()
			return
		}
		g.mu.Unlock()
		g.serve(batch)
	}
}

func (g *group) serve(batch []*wish) {
	ctx := context.Background()
	err := g.db.again(ctx, func() error {
		return g.db.commit(ctx, func(raw *sql.Tx) ([]*Tx, error) { return g.fill(ctx, raw, batch) })
	})
	for _, w := range batch {
		if err != nil {
			w.err = err
		}
		close(w.done)
	}
}

// fill runs every wish in its savepoint and keeps those that succeeded.
func (g *group) fill(ctx context.Context, raw *sql.Tx, batch []*wish) ([]*Tx, error) {
	var kept []*Tx
	for i, w := range batch {
		point := fmt.Sprint("w", i)
		if _, err := raw.ExecContext(ctx, "SAVEPOINT "+point); err != nil {
			return nil, err
		}
		tx := g.db.begin(raw, w.who)
		if w.err = w.ctx.Err(); w.err == nil {
			w.err = tx.run(context.WithoutCancel(w.ctx), w.fn)
		}
		if lostRace(w.err) {
			return nil, w.err
		}
		end := "RELEASE SAVEPOINT "
		if w.err != nil {
			end = "ROLLBACK TO SAVEPOINT "
		} else {
			kept = append(kept, tx)
		}
		if _, err := raw.ExecContext(ctx, end+point); err != nil {
			return nil, err
		}
	}
	return kept, nil
}
