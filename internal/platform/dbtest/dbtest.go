// Package dbtest gives every test a migrated database of its own, on each
// engine. PostgreSQL takes part when SOTAY_TEST_PG holds the address of a
// cluster (scripts/with-postgres starts a throw-away one); `make test` always
// sets it.
package dbtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/migrations"
	"sotay/internal/platform/db"
)

// Postgres is the name of the environment variable with the cluster's address.
const Postgres = "SOTAY_TEST_PG"

// Each runs fn as a parallel subtest on every engine, with an empty database.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB), opts ...db.Option) {
	t.Helper()
	t.Parallel()
	for _, engine := range Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fn(t, Open(t, engine, opts...))
		})
	}
}

// Engines are those that tests run on here.
func Engines() []string {
	if os.Getenv(Postgres) == "" {
		return []string{"sqlite"}
	}
	return []string{"sqlite", "postgres"}
}

// Open returns an empty migrated database that ends with the test.
func Open(t testing.TB, engine string, opts ...db.Option) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), Name(t, engine), opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// Name returns the name of an empty migrated database, as db.Open takes it.
func Name(t testing.TB, engine string) string {
	t.Helper()
	if engine == "postgres" {
		return postgresName(t)
	}
	file := filepath.Join(t.TempDir(), "sotay.db")
	if err := os.WriteFile(file, sqliteTemplate(t), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// templates are made once in a test process; a test copies them.
var (
	sqliteOnce   sync.Once
	sqliteBytes  []byte
	postgresOnce sync.Once
	templateName string
	counter      atomic.Int64
)

func sqliteTemplate(t testing.TB) []byte {
	sqliteOnce.Do(func() {
		dir, err := os.MkdirTemp("", "sotay-template")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		file := filepath.Join(dir, "sotay.db")
		migrate(t, file)
		if sqliteBytes, err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	})
	if len(sqliteBytes) == 0 {
		t.Fatal("the template database was not made")
	}
	return sqliteBytes
}

func migrate(t testing.TB, name string) {
	ctx := context.Background()
	d, err := db.Open(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx, migrations.Files); err != nil {
		t.Fatal(err)
	}
}

func postgresName(t testing.TB) string {
	t.Helper()
	postgresOnce.Do(func() { templateName = postgresTemplate(t) })
	name := fmt.Sprintf("t%d_%d_%d", os.Getpid(), time.Now().UnixNano()%1e9, counter.Add(1))
	admin(t, func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+templateName)
		return err
	})
	t.Cleanup(func() {
		admin(t, func(ctx context.Context, c *pgx.Conn) error {
			_, err := c.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
			return err
		})
	})
	return address(t, name)
}

// postgresTemplate makes the migrated template that all test processes share;
// its name is the digest of the migrations.
func postgresTemplate(t testing.TB) string {
	name := "template_" + digest(t)
	admin(t, func(ctx context.Context, c *pgx.Conn) error {
		const lock = 7_306_001
		if _, err := c.Exec(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
			return err
		}
		defer c.Exec(ctx, "SELECT pg_advisory_unlock($1)", lock)
		var there bool
		if err := c.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
			return err
		}
		if _, err := c.Exec(ctx, "CREATE DATABASE "+name+"_new TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"); err != nil {
			return err
		}
		migrate(t, address(t, name+"_new"))
		_, err := c.Exec(ctx, "ALTER DATABASE "+name+"_new RENAME TO "+name)
		return err
	})
	return name
}

func admin(t testing.TB, fn func(context.Context, *pgx.Conn) error) {
	t.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, address(t, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	if err := fn(ctx, c); err != nil {
		t.Fatal(err)
	}
}

func address(t testing.TB, name string) string {
	u, err := url.Parse(os.Getenv(Postgres))
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func digest(t testing.TB) string {
	h := sha256.New()
	err := fs.WalkDir(migrations.Files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(migrations.Files, path)
		h.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:6])
}
