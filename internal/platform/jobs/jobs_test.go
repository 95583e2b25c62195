package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
)

const act authz.Perm = "test.act"

var clerk = authz.Actor{ID: "clerk", Name: "Văn thư", Roles: []authz.Role{{At: "/", Perms: map[authz.Perm]authz.Reach{act: authz.Below}}}}

// quick is a runner that waits for nothing.
func quick(d *db.DB) *Runner {
	r := New(d)
	r.pace.poll, r.pace.beat = 10*time.Millisecond, 5*time.Millisecond
	r.pace.firstDelay, r.pace.mostDelay = time.Millisecond, 2*time.Millisecond
	return r
}

// run starts runners that stop before the test's database does.
func run(t *testing.T, runners ...*Runner) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, r := range runners {
		wg.Go(func() { r.Run(ctx) })
	}
	t.Cleanup(func() { cancel(); wg.Wait() })
}

func put(t *testing.T, d *db.DB, j Job) (id ID) {
	t.Helper()
	err := d.Write(context.Background(), clerk, func(tx *db.Tx) (err error) {
		if err := errors.Join(tx.Require(act, "/"), tx.Note("test", "put", nil)); err != nil {
			return err
		}
		id, err = Put(context.Background(), tx, j)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return id
}

func status(t *testing.T, d *db.DB, id ID) (i Info) {
	t.Helper()
	if err := d.Read(context.Background(), func(q db.Q) (err error) {
		i, err = Status(context.Background(), q, id)
		return err
	}); err != nil {
		t.Error(err)
	}
	return i
}

func count(t *testing.T, d *db.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := d.Read(context.Background(), func(q db.Q) (err error) {
		n, err = db.Value[int](context.Background(), q, query, args...)
		return err
	}); err != nil {
		t.Error(err)
	}
	return n
}

// soon waits until ok.
func soon(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 3000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("never: " + what)
}

func TestEachJobOnceOverTwoRunners(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var mu sync.Mutex
		seen := map[int]int{}
		var now, most atomic.Int64
		one, two := quick(d), quick(d)
		for _, r := range []*Runner{one, two} {
			r.Handle("count", func(_ context.Context, body json.RawMessage, _ *Progress) error {
				if n := now.Add(1); n > most.Load() {
					most.Store(n)
				}
				defer now.Add(-1)
				var n int
				err := json.Unmarshal(body, &n)
				time.Sleep(time.Millisecond)
				mu.Lock()
				defer mu.Unlock()
				seen[n]++
				return err
			})
		}
		run(t, one, two)
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() { put(t, d, Job{Kind: "count", Body: i}) })
		}
		wg.Wait()
		soon(t, "all done", func() bool { return count(t, d, `SELECT COUNT(*) FROM jobs WHERE state = 'done'`) == 50 })
		for i := range 50 {
			if seen[i] != 1 {
				t.Errorf("job %d was done %d times", i, seen[i])
			}
		}
		if n := most.Load(); n > 4 {
			t.Errorf("%d at once on two runners of two", n)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM audit`); n != 50 {
			t.Errorf("%d audit lines for 50 acts", n)
		}
	})
}

func TestNothingOfWhatWasRolledBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), clerk, func(tx *db.Tx) error {
			if err := errors.Join(tx.Require(act, "/"), tx.Note("test", "put", nil)); err != nil {
				return err
			}
			if _, err := Put(t.Context(), tx, Job{Kind: "x"}); err != nil {
				return err
			}
			return errors.New("no")
		})
		if n := count(t, d, `SELECT COUNT(*) FROM jobs`); err == nil || n != 0 {
			t.Error(n, err)
		}
	})
}

func TestOneJobOfAKeyUntilItEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first := put(t, d, Job{Kind: "x", Key: "k"})
		if again := put(t, d, Job{Kind: "x", Key: "k"}); again != first {
			t.Errorf("%s beside %s", again, first)
		}
		r := quick(d)
		r.Handle("x", func(context.Context, json.RawMessage, *Progress) error { return nil })
		run(t, r)
		soon(t, "done", func() bool { return status(t, d, first).State == Done })
		if again := put(t, d, Job{Kind: "x", Key: "k"}); again == first {
			t.Error("the key is still held by a job that is done")
		}
	})
}

// A runner that dies leaves its job leased; another takes it when the lease is over.
func TestAJobOfADeadRunnerIsDoneAgain(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var ahead atomic.Int64
			d := dbtest.Open(t, engine, db.WithClock(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }))
			id := put(t, d, Job{Kind: "x"})
			dead, alive := quick(d), quick(d)
			for _, r := range []*Runner{dead, alive} {
				r.Handle("x", func(context.Context, json.RawMessage, *Progress) error { return nil })
			}
			if taken, err := dead.take(t.Context(), 2); err != nil || len(taken) != 1 {
				t.Fatal(taken, err)
			}
			if taken, err := alive.take(t.Context(), 2); err != nil || len(taken) != 0 {
				t.Fatalf("a leased job was taken: %v %v", taken, err)
			}
			ahead.Store(int64(2 * dead.pace.lease))
			run(t, alive)
			soon(t, "done", func() bool { return status(t, d, id).State == Done })
			if s := status(t, d, id); s.Tries != 2 {
				t.Errorf("%+v", s)
			}
		})
	}
}

// Who lost his lease is told to stop, and cannot end the job for the one who has it.
func TestALostLeaseEndsTheAttempt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		id := put(t, d, Job{Kind: "x"})
		r := quick(d)
		cause := make(chan error, 1)
		r.Handle("x", func(ctx context.Context, _ json.RawMessage, p *Progress) error {
			err := r.write(ctx, func(tx *db.Tx) error {
				_, err := tx.Bookkeep(ctx, `UPDATE jobs SET tries = 7 WHERE id = ?`, id) // another took it
				return err
			})
			p.Set(1, 2)
			<-ctx.Done()
			cause <- context.Cause(ctx)
			return err
		})
		taken, err := r.take(ctx, 1)
		if err != nil || len(taken) != 1 {
			t.Fatal(taken, err)
		}
		r.work(ctx, taken[0])
		if err := <-cause; !errors.Is(err, errLost) {
			t.Error(err)
		}
		if s := status(t, d, id); s.State != Running || s.Tries != 7 || s.Done != 0 {
			t.Errorf("%+v", s)
		}
	})
}

func TestWhatFailsIsParkedWithItsError(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var calls atomic.Int64
		var well atomic.Bool
		r := quick(d)
		r.Handle("x", func(context.Context, json.RawMessage, *Progress) error {
			if well.Load() {
				return nil
			}
			if calls.Add(1) == 3 {
				panic("out of paper")
			}
			return fmt.Errorf("attempt %d failed", calls.Load())
		})
		run(t, r)
		id := put(t, d, Job{Kind: "x", Key: "k"})
		soon(t, "parked", func() bool { return status(t, d, id).State == Parked })
		if s := status(t, d, id); s.Tries != Tries || calls.Load() != Tries || s.Error != "attempt 10 failed" {
			t.Errorf("%+v after %d calls", s, calls.Load())
		}
		again := func() error {
			return d.Write(ctx, clerk, func(tx *db.Tx) error {
				if err := tx.Require(act, "/"); err != nil {
					return err
				}
				return Again(ctx, tx, id)
			})
		}
		well.Store(true)
		if err := again(); err != nil {
			t.Error(err)
		}
		soon(t, "done", func() bool { return status(t, d, id).State == Done })
		if err := again(); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	})
}

func TestShutdownGivesTheJobBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := quick(d)
		started := make(chan struct{})
		r.Handle("x", func(ctx context.Context, _ json.RawMessage, p *Progress) error {
			p.Set(3, 9)
			close(started)
			<-ctx.Done()
			return ctx.Err()
		})
		id := put(t, d, Job{Kind: "x", Key: "k"})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); r.Run(ctx) }()
		<-started
		soon(t, "progress", func() bool { s := status(t, d, id); return s.Done == 3 && s.Total == 9 })
		cancel()
		<-ended
		if s := status(t, d, id); s.State != Waiting || s.Tries != 0 || s.Error != "" {
			t.Errorf("%+v", s)
		}
		other := quick(d)
		other.Handle("x", func(context.Context, json.RawMessage, *Progress) error { return nil })
		run(t, other)
		soon(t, "done", func() bool { return status(t, d, id).State == Done })
	})
}

func TestWakingIsAtOnce(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var r atomic.Pointer[Runner]
			d := dbtest.Open(t, engine, db.WithSignals(func(s db.Signal) {
				if r := r.Load(); r != nil && (s.Topic == Topic || s.Topic == "") {
					r.Wake()
				}
			}))
			slow := New(d)
			slow.pace.poll = time.Hour
			slow.Handle("x", func(context.Context, json.RawMessage, *Progress) error { return nil })
			r.Store(slow)
			run(t, slow)
			for range 3 {
				id := put(t, d, Job{Kind: "x"})
				soon(t, "done", func() bool { return status(t, d, id).State == Done })
			}
		})
	}
}

func TestWhatIsDoneIsForgottenLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		id := put(t, d, Job{Kind: "x"})
		r := quick(d)
		r.pace.keep, r.pace.sweep = 0, 0
		r.Handle("x", func(context.Context, json.RawMessage, *Progress) error { return nil })
		run(t, r)
		soon(t, "forgotten", func() bool { return count(t, d, `SELECT COUNT(*) FROM jobs WHERE id = ?`, id) == 0 })
	})
}

func TestEndings(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	p, failed := New(nil).pace, errors.New("x")
	for name, c := range map[string]struct {
		tries    int
		cause    error
		stopping bool
		want     ending
	}{
		"done":              {1, nil, false, ending{Done, now, 1, ""}},
		"done at shutdown":  {1, nil, true, ending{Done, now, 1, ""}},
		"broken off":        {Tries, failed, true, ending{Waiting, now, Tries - 1, ""}},
		"first failure":     {1, failed, false, ending{Waiting, now.Add(10 * time.Second), 1, "x"}},
		"third failure":     {3, failed, false, ending{Waiting, now.Add(40 * time.Second), 3, "x"}},
		"late failure":      {9, failed, false, ending{Waiting, now.Add(15 * time.Minute), 9, "x"}},
		"last failure":      {Tries, failed, false, ending{Parked, now, Tries, "x"}},
		"killed its runner": {Tries + 1, failed, false, ending{Parked, now, Tries + 1, "x"}},
	} {
		if got := p.ending(held{tries: c.tries}, c.cause, c.stopping, now); got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
