package db

import (
	"context"
	"sync/atomic"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
)

// Key makes a request happen once: the first write under it stores it in the
// same transaction as its effect, so that the same key can have no second one.
type Key struct {
	Actor, Key string
	Request    string // a digest of the request; another one under the same key is a mistake
	used       atomic.Bool
}

type keyOf struct{}

// WithKey returns a context whose first write carries the key.
func WithKey(ctx context.Context, k *Key) context.Context { return context.WithValue(ctx, keyOf{}, k) }

// KeyIn is the key that a context carries, nil where it carries none.
func KeyIn(ctx context.Context) *Key {
	k, _ := ctx.Value(keyOf{}).(*Key)
	return k
}

// Used reports whether a write has been committed under the key.
func (k *Key) Used() bool { return k.used.Load() }

// Done is what is known of a key's request: whether it was carried out, and its
// answer if that was kept (Status 0 if not).
type Done struct {
	At            time.Time
	Request, Body string
	Status        int
}

// Lookup finds an earlier request under the key; ok is false where there was none.
func (d *DB) Lookup(ctx context.Context, k *Key) (done Done, ok bool, err error) {
	err = d.Read(ctx, func(q Q) error {
		done, err = One(ctx, q, "db.no_key", func(r *Done) []any { return []any{Time(&r.At), &r.Request, &r.Status, &r.Body} },
			`SELECT at, request, COALESCE(status, 0), COALESCE(body, '') FROM db_once WHERE actor = ? AND key = ?`, k.Actor, k.Key)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return Done{}, false, nil
	}
	return done, err == nil, err
}

// Keep stores the answer, for those who ask again under the same key. Answers that
// are kept at the same time share a commit, as the acts did.
func (d *DB) Keep(ctx context.Context, k *Key, status int, body string) error {
	return d.Intake(ctx, authz.Actor{}, func(tx *Tx) error {
		_, err := tx.raw.ExecContext(ctx, rebound(tx.pg, `UPDATE db_once SET status = ?, body = ? WHERE actor = ? AND key = ?`),
			status, body, k.Actor, k.Key)
		return err
	})
}

// Forget drops keys older than an instant: whoever has not asked again by then
// will not. It returns how many.
func (d *DB) Forget(ctx context.Context, before time.Time) (int64, error) {
	res, err := d.write.ExecContext(ctx, rebound(d.url != "", `DELETE FROM db_once WHERE at < ?`), Time(&before))
	if err != nil {
		return 0, named(err)
	}
	return res.RowsAffected()
}

// claim stores the context's key in its first write.
func claim(ctx context.Context, tx *Tx) (*Key, error) {
	k := KeyIn(ctx)
	if k == nil || k.Used() {
		return nil, nil
	}
	_, err := tx.raw.ExecContext(ctx, rebound(tx.pg, `INSERT INTO db_once (actor, key, request, at) VALUES (?, ?, ?, ?)`), k.Actor, k.Key, k.Request, Time(&tx.Now))
	if fault.Is(named(err), fault.Conflict) {
		return nil, fault.New(fault.Conflict, "db.done_before").Because(err)
	}
	return k, err
}
