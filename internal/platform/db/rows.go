package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"iter"
	"time"

	"sotay/internal/platform/fault"
)

// Q is what a reader needs; a snapshot and a write in progress are both one.
type Q interface {
	query(ctx context.Context, query string, args []any) (*sql.Rows, error)
}

type snapshot struct {
	raw *sql.Tx
	pg  bool
}

func (s snapshot) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return s.raw.QueryContext(ctx, rebound(s.pg, query), plain(args)...)
}

func (t *Tx) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return t.raw.QueryContext(ctx, rebound(t.pg, query), plain(args)...)
}

// Each streams the rows of query, each read into the destinations that dest
// names. It stops after the first error, which it yields.
func Each[T any](ctx context.Context, q Q, dest func(*T) []any, query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := q.query(ctx, query, args)
		if err != nil {
			yield(zero, named(err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var v T
			if err := rows.Scan(dest(&v)...); err != nil {
				yield(zero, err)
				return
			}
			if !yield(v, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, named(err))
		}
	}
}

// All returns every row of query.
func All[T any](ctx context.Context, q Q, dest func(*T) []any, query string, args ...any) ([]T, error) {
	var out []T
	for v, err := range Each(ctx, q, dest, query, args...) {
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// One returns the first row of query, or a NotFound fault with that code.
func One[T any](ctx context.Context, q Q, code string, dest func(*T) []any, query string, args ...any) (T, error) {
	for v, err := range Each(ctx, q, dest, query, args...) {
		return v, err
	}
	var zero T
	return zero, fault.New(fault.NotFound, code)
}

// Column returns the single column of every row.
func Column[T any](ctx context.Context, q Q, query string, args ...any) ([]T, error) {
	return All(ctx, q, func(v *T) []any { return []any{v} }, query, args...)
}

// Value returns the single column of the first row; the zero value for no row.
func Value[T any](ctx context.Context, q Q, query string, args ...any) (T, error) {
	for v, err := range Each(ctx, q, func(v *T) []any { return []any{v} }, query, args...) {
		return v, err
	}
	var zero T
	return zero, nil
}

const layout = "2006-01-02T15:04:05.000000Z"

// Time stores an instant as UTC text of fixed width: it sorts, groups by prefix
// and reads the same on both engines. The zero time is NULL. It serves both as
// an argument and as a destination.
func Time(t *time.Time) *Instant { return (*Instant)(t) }

// Instant is how a time stands in the database; see [Time].
type Instant time.Time

// Value implements driver.Valuer.
func (v *Instant) Value() (driver.Value, error) {
	if t := (*time.Time)(v); !t.IsZero() {
		return t.UTC().Format(layout), nil
	}
	return nil, nil
}

// Scan implements sql.Scanner.
func (v *Instant) Scan(src any) (err error) {
	switch s := src.(type) {
	case nil:
		*(*time.Time)(v) = time.Time{}
	case string:
		*(*time.Time)(v), err = time.Parse(layout, s)
	default:
		err = fmt.Errorf("db.Time: cannot read %T", src)
	}
	return err
}

// Text reads a column that may be NULL as "".
func Text[S ~string](s *S) *Nullable[S] { return &Nullable[S]{s} }

// Nullable reads and stores "" as NULL; see [Text].
type Nullable[S ~string] struct{ s *S }

// Value implements driver.Valuer.
func (n *Nullable[S]) Value() (driver.Value, error) {
	if *n.s == "" {
		return nil, nil
	}
	return string(*n.s), nil
}

// Scan implements sql.Scanner.
func (n *Nullable[S]) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		*n.s = ""
	case string:
		*n.s = S(s)
	case []byte:
		*n.s = S(s)
	default:
		return fmt.Errorf("db.Text: cannot read %T", src)
	}
	return nil
}
