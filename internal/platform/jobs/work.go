package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"sotay/internal/platform/db"
)

// Why a handler's context may end other than by shutdown.
var errLost = errors.New("jobs: the lease was lost")

// Progress is how far a handler is. It may be set as often as one likes, from any
// goroutine; it is written at most once a second.
type Progress struct{ done, total atomic.Int64 }

// Set says that done of total are done.
func (p *Progress) Set(done, total int) {
	p.done.Store(int64(done))
	p.total.Store(int64(total))
}

// work does one job and writes down how it ended.
func (r *Runner) work(ctx context.Context, h held) {
	p := &Progress{}
	inner, cancel := context.WithCancelCause(ctx)
	quiet := make(chan struct{})
	go func() {
		defer close(quiet)
		r.hold(inner, cancel, h, p)
	}()
	err := r.attempt(inner, h, p)
	cancel(nil)
	<-quiet
	r.end(ctx, h, p, err)
}

// attempt calls the handler. A job that has killed its runners too often is not
// given another one.
func (r *Runner) attempt(ctx context.Context, h held, p *Progress) (err error) {
	if h.tries > Tries {
		return errors.New("jobs: every runner that took it died")
	}
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return r.handlers[h.kind](ctx, json.RawMessage(h.body), p)
}

// hold renews the lease and writes the progress until ctx ends, and ends it when
// the job is no longer ours.
func (r *Runner) hold(ctx context.Context, lose context.CancelCauseFunc, h held, p *Progress) {
	tick := time.NewTicker(r.pace.beat)
	defer tick.Stop()
	until, done, total := h.until, int64(0), int64(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now, d, t := r.db.Now(), p.done.Load(), p.total.Load()
		if d == done && t == total && until.Sub(now) > r.pace.lease*2/3 {
			continue
		}
		h.until = now.Add(r.pace.lease)
		ours, err := r.renew(ctx, h, d, t)
		switch {
		case err == nil && ours:
			until, done, total = h.until, d, t
		case err == nil || !now.Before(until):
			lose(errLost)
			return
		}
	}
}

func (r *Runner) renew(ctx context.Context, h held, done, total int64) (ours bool, err error) {
	err = r.write(ctx, func(tx *db.Tx) error {
		n, err := renew(ctx, tx, h, done, total)
		ours = n == 1
		return err
	})
	return ours, err
}

// end writes how an attempt ended, after the end of ctx too. Where even that
// fails the lease runs out, and the job is taken again.
func (r *Runner) end(ctx context.Context, h held, p *Progress, cause error) {
	stopping := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.pace.farewell)
	defer cancel()
	if cause != nil && !stopping {
		slog.WarnContext(ctx, "jobs: an attempt failed", "kind", h.kind, "id", h.id, "try", h.tries, "err", cause)
	}
	err := r.write(ctx, func(tx *db.Tx) error {
		return settle(ctx, tx, h, r.pace.ending(h, cause, stopping, tx.Now), p.done.Load(), p.total.Load())
	})
	if err != nil {
		slog.WarnContext(ctx, "jobs: the end of an attempt is not written", "kind", h.kind, "id", h.id, "err", err)
	}
}

// ending is how an attempt ends in the queue.
type ending struct {
	state State
	runAt time.Time
	tries int
	err   string
}

// ending decides. An attempt that shutdown broke off does not count.
func (p pace) ending(h held, cause error, stopping bool, now time.Time) ending {
	switch {
	case cause == nil:
		return ending{Done, now, h.tries, ""}
	case stopping:
		return ending{Waiting, now, h.tries - 1, ""}
	case h.tries >= Tries:
		return ending{Parked, now, h.tries, clip(cause)}
	}
	return ending{Waiting, now.Add(p.delay(h.tries)), h.tries, clip(cause)}
}

// delay is how long to wait after so many attempts.
func (p pace) delay(tries int) time.Duration {
	return min(p.firstDelay<<(tries-1), p.mostDelay)
}

const longestError = 4000 // bytes

func clip(err error) string {
	s := err.Error()
	return strings.ToValidUTF8(strings.ReplaceAll(s[:min(len(s), longestError)], "\x00", ""), "")
}
