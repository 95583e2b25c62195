package db_test

import (
	"context"
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

const change authz.Perm = "test.change"

var clerk = authz.Actor{ID: "clerk", Name: "Văn thư", Roles: []authz.Role{{At: "/1/", Perms: map[authz.Perm]authz.Reach{change: authz.Below}}}}

// addUnit writes a row that the schema has, so that the tests need none of their own.
func addUnit(ctx context.Context, tx *db.Tx, id int) error {
	_, err := tx.Exec(ctx, `INSERT INTO org_unit (id, code, kind, name, fold, path, opened) VALUES (?, ?, 'branch', 'x', 'x', ?, '2026-01-01')`,
		id, fmt.Sprint("c", id), fmt.Sprintf("/%d/", id))
	return err
}

func count(t *testing.T, d *db.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := d.Read(t.Context(), func(q db.Q) (err error) {
		n, err = db.Value[int](t.Context(), q, query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNoWriteWithoutRightOrNote(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for name, fn := range map[string]func(*db.Tx) error{
			"no right": func(tx *db.Tx) error { return addUnit(ctx, tx, 1) },
			"other place": func(tx *db.Tx) error {
				if err := tx.Require(change, "/2/"); err != nil {
					return err
				}
				return addUnit(ctx, tx, 1)
			},
			"no note": func(tx *db.Tx) error {
				if err := tx.Require(change, "/1/"); err != nil {
					return err
				}
				return addUnit(ctx, tx, 1)
			},
		} {
			for way, write := range map[string]func(context.Context, authz.Actor, func(*db.Tx) error) error{"write": d.Write, "intake": d.Intake} {
				if err := write(ctx, clerk, fn); err == nil {
					t.Errorf("%s by %s succeeded", name, way)
				}
			}
		}
		if n := count(t, d, `SELECT COUNT(*) FROM org_unit`); n != 0 {
			t.Errorf("%d rows were left behind", n)
		}
	})
}

// The queue's own rows may change unnoted, but not without a right, and nothing else with them.
func TestBookkeepingIsOnlyTheQueues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		const put = `INSERT INTO jobs (id, kind, body, run_at, state) VALUES ('j', 'k', '{}', '', 'waiting')`
		allowed := func(tx *db.Tx) error { return tx.Require(change, "/1/") }
		for query, require := range map[string]func(*db.Tx) error{
			put:                               func(*db.Tx) error { return nil },
			`DELETE FROM org_unit`:            allowed,
			`UPDATE jobs_x SET id = ''`:       allowed,
			put + `; DELETE FROM org_unit`:    allowed,
			"DELETE FROM jobs ;\nDROP x":      allowed,
			` UPDATE audit SET actor = 'me' `: allowed,
		} {
			err := d.Write(ctx, clerk, func(tx *db.Tx) error {
				if err := require(tx); err != nil {
					return err
				}
				_, err := tx.Bookkeep(ctx, query)
				return err
			})
			if err == nil {
				t.Errorf("%s was done", query)
			}
		}
		err := d.Write(ctx, clerk, func(tx *db.Tx) error {
			if err := allowed(tx); err != nil {
				return err
			}
			if n, err := tx.Bookkeep(ctx, put); err != nil || n != 1 {
				return fmt.Errorf("%d rows: %w", n, err)
			}
			_, err := tx.Bookkeep(ctx, `UPDATE jobs SET error = ? WHERE id = 'j'`, "a; b")
			return err
		})
		if n := count(t, d, `SELECT COUNT(*) FROM jobs WHERE error = 'a; b'`); err != nil || n != 1 {
			t.Error(n, err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM audit`); n != 0 {
			t.Errorf("%d audit lines", n)
		}
	})
}

func TestAuditCommitsWithTheChange(t *testing.T) {
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Write(ctx, clerk, func(tx *db.Tx) error {
			if err := tx.Require(change, "/1/"); err != nil {
				return err
			}
			if err := tx.Note("unit:1", "add", map[string]string{"name": "x"}); err != nil {
				return err
			}
			return addUnit(ctx, tx, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM audit WHERE actor = 'clerk' AND perm = ? AND path = '/1/' AND subject = 'unit:1' AND verb = 'add' AND detail = '{"name":"x"}' AND at = ?`, change, db.Time(&at)); n != 1 {
			t.Errorf("%d audit lines", n)
		}
	}, db.WithClock(func() time.Time { return at }))
}

// Five seats and fifty people: without serialisable writes more than five get in.
func TestCountThenInsertIsSafe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var wg sync.WaitGroup
		var in atomic.Int64
		for i := range 50 {
			wg.Go(func() {
				write := d.Write
				if i%2 == 0 {
					write = d.Intake
				}
				err := write(ctx, clerk, func(tx *db.Tx) error {
					n, err := db.Value[int](ctx, tx, `SELECT COUNT(*) FROM org_unit`)
					if err != nil {
						return err
					}
					if n >= 5 {
						return fault.New(fault.Conflict, "test.full")
					}
					if err := errors.Join(tx.Require(change, "/1/"), tx.Note("unit", "add", nil)); err != nil {
						return err
					}
					return addUnit(ctx, tx, i+1)
				})
				if err == nil {
					in.Add(1)
				} else if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Busy) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := count(t, d, `SELECT COUNT(*) FROM org_unit`); n > 5 || int64(n) != in.Load() {
			t.Errorf("%d rows, %d told so", n, in.Load())
		}
		if n, m := count(t, d, `SELECT COUNT(*) FROM audit`), count(t, d, `SELECT COUNT(*) FROM org_unit`); n != m {
			t.Errorf("%d audit lines for %d rows", n, m)
		}
	})
}

func TestOneRefusalInAGroupLeavesTheOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var wg sync.WaitGroup
		errs := make([]error, 40)
		for i := range errs {
			wg.Go(func() {
				errs[i] = d.Intake(ctx, clerk, func(tx *db.Tx) error {
					if err := errors.Join(tx.Require(change, "/1/"), tx.Note("unit", "add", nil)); err != nil {
						return err
					}
					return addUnit(ctx, tx, i/2+1) // each number twice: one of the two is refused
				})
			})
		}
		wg.Wait()
		refused := 0
		for _, err := range errs {
			if fault.Is(err, fault.Conflict) {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		if n := count(t, d, `SELECT COUNT(*) FROM org_unit`); n != 20 || refused != 20 {
			t.Errorf("%d rows, %d refused", n, refused)
		}
	})
}

func TestSameKeyIsOneEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		var done atomic.Int64
		for i := range 20 {
			wg.Go(func() {
				ctx := db.WithKey(t.Context(), &db.Key{Actor: "clerk", Key: "k1", Request: "r"})
				write := d.Write
				if i%2 == 0 {
					write = d.Intake
				}
				err := write(ctx, clerk, func(tx *db.Tx) error {
					if err := errors.Join(tx.Require(change, "/1/"), tx.Note("unit", "add", nil)); err != nil {
						return err
					}
					return addUnit(ctx, tx, i+1)
				})
				if err == nil {
					done.Add(1)
				}
			})
		}
		wg.Wait()
		if n := count(t, d, `SELECT COUNT(*) FROM org_unit`); n != 1 || done.Load() != 1 {
			t.Errorf("%d rows, %d told done", n, done.Load())
		}
		k := &db.Key{Actor: "clerk", Key: "k1"}
		if err := d.Keep(t.Context(), k, 201, "{}"); err != nil {
			t.Fatal(err)
		}
		got, ok, err := d.Lookup(t.Context(), k)
		if err != nil || !ok || got.At.IsZero() || got != (db.Done{At: got.At, Request: "r", Body: "{}", Status: 201}) {
			t.Errorf("%+v %v %v", got, ok, err)
		}
	})
}

func TestSignalsFollowTheCommit(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			heard := make(chan db.Signal, 10)
			d := dbtest.Open(t, engine, db.WithSignals(func(s db.Signal) {
				if s.Topic != "" {
					heard <- s
				}
			}))
			ctx := t.Context()
			send := func(v int64, fail error) {
				d.Write(ctx, clerk, func(tx *db.Tx) error {
					tx.Signal("meeting:1", v)
					return fail
				})
			}
			send(1, errors.New("rolled back"))
			for v := int64(2); ; v++ { // PostgreSQL's listener may still be connecting
				send(v, nil)
				select {
				case s := <-heard:
					if s.Topic != "meeting:1" || s.Version < 2 {
						t.Errorf("heard %+v", s)
					}
					return
				case <-time.After(100 * time.Millisecond):
				case <-ctx.Done():
					t.Fatal("nothing was heard")
				}
			}
		})
	}
}

func TestBulkInsertOfManyRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Write(ctx, clerk, func(tx *db.Tx) error {
			if err := errors.Join(tx.Require(change, "/1/"), tx.Note("unit", "add", nil)); err != nil {
				return err
			}
			rows := make([][]any, 5000)
			for i := range rows {
				rows[i] = []any{i + 1, fmt.Sprint("c", i), "branch", "Chi bộ ?", "x", fmt.Sprintf("/%d/", i+1), "2026-01-01"}
			}
			return tx.Insert(ctx, `INSERT INTO org_unit (id, code, kind, name, fold, path, opened) VALUES ON CONFLICT (id) DO NOTHING`, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM org_unit WHERE name = 'Chi bộ ?'`); n != 5000 {
			t.Errorf("%d rows", n)
		}
	})
}
