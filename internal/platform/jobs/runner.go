package jobs

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

// Handler does a job. It ends soon after ctx does; the job is then taken again
// later. A nil error means done.
type Handler func(ctx context.Context, body json.RawMessage, p *Progress) error

// Runner takes jobs from the queue of a database and does them. Any number of
// runners may share one. Handlers and schedules are given before Run.
type Runner struct {
	db        *db.DB
	handlers  map[string]Handler
	schedules []*periodic
	wake      chan struct{}
	pace      pace
	swept     time.Time
}

// Tries is how often a job is attempted before it is parked: over about an hour.
const Tries = 10

// pace is how fast a runner goes.
type pace struct {
	parallel   int           // jobs at once
	poll       time.Duration // between looks at the queue when nothing wakes the runner
	lease      time.Duration // how long a job is safe after its runner died
	beat       time.Duration // between looks at a running job's progress
	firstDelay time.Duration // before the second attempt; each further one waits twice as long,
	mostDelay  time.Duration // at most so long
	farewell   time.Duration // for writing down how a job ended, at shutdown too
	keep       time.Duration // before a job that is done is forgotten
	sweep      time.Duration // between forgettings
}

// New returns a runner over d, without handlers.
func New(d *db.DB) *Runner {
	return &Runner{
		db: d, handlers: map[string]Handler{}, wake: make(chan struct{}, 1),
		pace: pace{
			parallel: 2, poll: 2 * time.Second, lease: time.Minute, beat: time.Second,
			firstDelay: 10 * time.Second, mostDelay: 15 * time.Minute, farewell: 10 * time.Second,
			keep: 31 * 24 * time.Hour, sweep: time.Hour,
		},
	}
}

// Handle sets who does the jobs of a kind. Kinds without a handler here are left
// to other nodes.
func (r *Runner) Handle(kind string, fn Handler) { r.handlers[kind] = fn }

// Wake makes the runner look at the queue now. Call it for every signal of
// [Topic], and for the one with no topic.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run does jobs until ctx ends; then it waits for the handlers, and what they did
// not finish goes back to the queue.
func (r *Runner) Run(ctx context.Context) {
	slots := make(chan struct{}, r.pace.parallel)
	var busy sync.WaitGroup
	defer busy.Wait()
	for ctx.Err() == nil {
		if err := r.plan(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "jobs: schedules", "err", err)
		}
		taken, err := r.take(ctx, cap(slots)-len(slots))
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "jobs: the queue", "err", err)
		}
		for _, h := range taken {
			slots <- struct{}{}
			busy.Go(func() {
				r.work(ctx, h)
				<-slots
				r.Wake()
			})
		}
		if len(taken) == 0 {
			r.rest(ctx)
		}
	}
}

// rest waits until something may have become due.
func (r *Runner) rest(ctx context.Context) {
	timer := time.NewTimer(r.pace.poll)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-r.wake:
	case <-timer.C:
	}
}

// take leases up to n jobs that are due. It writes only where there are any.
func (r *Runner) take(ctx context.Context, n int) (taken []held, err error) {
	if n == 0 || len(r.handlers) == 0 {
		return nil, nil
	}
	kinds := slices.Sorted(maps.Keys(r.handlers))
	err = r.db.Read(ctx, func(q db.Q) (err error) {
		taken, err = due(ctx, q, kinds, r.db.Now(), n)
		return err
	})
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	err = r.write(ctx, func(tx *db.Tx) error {
		if taken, err = due(ctx, tx, kinds, tx.Now, n); err != nil {
			return err
		}
		for i := range taken {
			taken[i].tries++
			taken[i].until = tx.Now.Add(r.pace.lease)
			if err := take(ctx, tx, taken[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return taken, nil
}

// write is a transaction for the queue's own rows.
func (r *Runner) write(ctx context.Context, fn func(*db.Tx) error) error {
	return r.db.Write(ctx, authz.System("jobs", Work), func(tx *db.Tx) error {
		if err := tx.Require(Work, "/"); err != nil {
			return err
		}
		return fn(tx)
	})
}
