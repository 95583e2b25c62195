package db

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
)

func preparedDB(t *testing.T) *DB {
	t.Helper()
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	for _, q := range []string{`CREATE TABLE n (i INTEGER PRIMARY KEY)`, `INSERT INTO n VALUES (1), (2), (3), (4)`} {
		if _, err := d.write.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// A statement that is asked again while its rows are read does not disturb them.
func TestTheSameStatementInsideItself(t *testing.T) {
	t.Parallel()
	d := preparedDB(t)
	const query = `SELECT i FROM n WHERE i <= ? ORDER BY i`
	dest := func(i *int) []any { return []any{i} }
	for range 3 {
		err := d.Read(t.Context(), func(q Q) error {
			got := ""
			for i, err := range Each(t.Context(), q, dest, query, 4) {
				if err != nil {
					return err
				}
				inner, err := All(t.Context(), q, dest, query, i)
				if err != nil {
					return err
				}
				got += fmt.Sprint(i, inner)
			}
			if got != "1 [1]2 [1 2]3 [1 2 3]4 [1 2 3 4]" {
				t.Error(got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A statement that failed works the next time, also after the table has changed.
func TestAStatementAfterItsFailure(t *testing.T) {
	t.Parallel()
	d := preparedDB(t)
	add := func(i int) error {
		_, err := d.write.ExecContext(t.Context(), `INSERT INTO n (i) VALUES (?)`, i)
		return err
	}
	for i := 5; i < 9; i++ {
		if err := add(i); err != nil {
			t.Fatal(err)
		}
		if err := add(i); err == nil {
			t.Fatal("the same key twice")
		}
	}
	if _, err := d.write.ExecContext(t.Context(), `ALTER TABLE n ADD COLUMN j INTEGER DEFAULT 7`); err != nil {
		t.Fatal(err)
	}
	if err := add(9); err != nil {
		t.Fatal(err)
	}
}

// However many different statements there are, a connection keeps few.
func TestKeptStatementsAreBounded(t *testing.T) {
	t.Parallel()
	d := preparedDB(t)
	for i := range 3 * keptStatements {
		err := d.Read(t.Context(), func(q Q) error {
			n, err := Value[int](t.Context(), q, fmt.Sprintf(`SELECT COUNT(*) + %d FROM n`, i))
			if err == nil && n != 4+i {
				err = fmt.Errorf("%d", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	conn, err := d.read.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Raw(func(c any) error {
		if n := len(c.(*preparedConn).kept); n > keptStatements {
			t.Errorf("%d statements are kept", n)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// A reader who leaves in the middle leaves the statement usable.
func TestAStatementLeftInTheMiddle(t *testing.T) {
	t.Parallel()
	d := preparedDB(t)
	for range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Read(ctx, func(q Q) error {
			for i, err := range Each(ctx, q, func(i *int) []any { return []any{i} }, `SELECT i FROM n ORDER BY i`) {
				if err != nil || i != 1 {
					t.Error(i, err)
				}
				cancel()
				return nil
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
