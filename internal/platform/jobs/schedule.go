package jobs

import (
	"context"
	"time"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// Schedule says when a periodic job comes round.
type Schedule struct {
	every        time.Duration // 0 for daily
	hour, minute int
}

// Each is a schedule of equal periods, at most a day long.
func Each(d time.Duration) Schedule { return Schedule{every: max(d, time.Second)} }

// Daily is a schedule of once a day from a clock time in Vietnam on.
func Daily(hour, minute int) Schedule { return Schedule{hour: hour, minute: minute} }

// period is the start of the one in which now lies.
func (s Schedule) period(now time.Time) time.Time {
	if s.every > 0 {
		return now.UTC().Truncate(s.every)
	}
	today := civil.In(now)
	if start := today.At(s.hour, s.minute); !start.After(now) {
		return start
	}
	return today.AddDays(-1).At(s.hour, s.minute)
}

// periodic is a kind of job that comes round.
type periodic struct {
	kind string
	when Schedule
	put  time.Time // the last period that is known to be in the queue
}

// Every lets a job of the kind come round, with no body. What no node was there
// to do in time is done later in its period; a period that is over is not made
// up for. While one such job waits or runs, the next is not put.
func (r *Runner) Every(kind string, when Schedule) {
	r.schedules = append(r.schedules, &periodic{kind: kind, when: when})
}

// plan puts the periodic jobs whose period has begun, and sweeps.
func (r *Runner) plan(ctx context.Context) error {
	now := r.db.Now()
	for _, p := range r.schedules {
		start := p.when.period(now)
		if start.Equal(p.put) {
			continue
		}
		there, err := r.putPeriodic(ctx, p.kind, start)
		if err != nil {
			return err
		}
		if there {
			p.put = start
		}
	}
	if now.Sub(r.swept) < r.pace.sweep {
		return nil
	}
	r.swept = now
	return r.write(ctx, func(tx *db.Tx) error { return sweep(ctx, tx, tx.Now.Add(-r.pace.keep)) })
}

// putPeriodic puts the job of a period, whose id says which it is and so can be
// put only once. It reports false where an earlier one is in the way.
func (r *Runner) putPeriodic(ctx context.Context, kind string, start time.Time) (there bool, err error) {
	id := ID(kind + "@" + start.UTC().Format(time.RFC3339))
	err = r.write(ctx, func(tx *db.Tx) error {
		if _, err := insert(ctx, tx.Bookkeep, id, Job{Kind: kind, Key: "every:" + kind, RunAt: start}, "null"); err != nil {
			return err
		}
		n, err := db.Value[int](ctx, tx, `SELECT COUNT(*) FROM jobs WHERE id = ?`, id)
		there = n == 1
		return err
	})
	return there, err
}
