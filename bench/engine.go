package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"sotay/internal/platform/dbtest"
)

// engine is one of the databases that the program runs on.
type engine struct {
	name    string
	cluster string // PostgreSQL's address
}

// engines are those that are here.
func engines() []engine {
	all := []engine{{name: "SQLite"}}
	if at := os.Getenv(dbtest.Postgres); at != "" {
		all = append(all, engine{"PostgreSQL", at})
	}
	return all
}

func (e engine) version(ctx context.Context) (text string, err error) {
	driver, name, query := "sqlite", ":memory:", `SELECT sqlite_version()`
	if e.cluster != "" {
		driver, name, query = "pgx", e.cluster, `SELECT current_setting('server_version') || ', fsync ' || current_setting('fsync')`
	}
	d, err := sql.Open(driver, name)
	if err != nil {
		return "", err
	}
	defer d.Close()
	err = d.QueryRowContext(ctx, query).Scan(&text)
	return e.name + " " + text, err
}

// place is an empty database, and a folder for the rest of the program's data.
type place struct {
	engine
	dir, url string // url is "" on SQLite
}

// place makes one. SQLite's goes with the folder of the run.
func (b *bench) place(ctx context.Context, e engine, name string) (p place, end func(), err error) {
	p = place{engine: e, dir: filepath.Join(b.dir, name+e.name)}
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return p, nil, err
	}
	if e.cluster == "" {
		return p, func() { os.RemoveAll(p.dir) }, nil
	}
	at, err := url.Parse(e.cluster)
	if err != nil {
		return p, nil, err
	}
	base := fmt.Sprintf("bench_%s_%d", name, os.Getpid())
	if err := e.admin(ctx, "CREATE DATABASE "+base+" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"); err != nil {
		return p, nil, err
	}
	at.Path = "/" + base
	p.url = at.String()
	return p, func() {
		if err := e.admin(context.WithoutCancel(ctx), "DROP DATABASE "+base+" WITH (FORCE)"); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.RemoveAll(p.dir)
	}, nil
}

func (e engine) admin(ctx context.Context, query string) error {
	d, err := sql.Open("pgx", e.cluster)
	if err != nil {
		return err
	}
	defer d.Close()
	_, err = d.ExecContext(ctx, query)
	return err
}

// durable is SQLite as the program opens it for writing.
const durable = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"

// raw opens the database without the program, with so many connections.
func (p place) raw(conns int) (*sql.DB, error) {
	driver, name := "sqlite", "file:"+filepath.Join(p.dir, "sotay.db")+durable
	if p.url != "" {
		driver, name = "pgx", p.url
	}
	d, err := sql.Open(driver, name)
	if err == nil {
		d.SetMaxOpenConns(conns)
		d.SetMaxIdleConns(conns)
	}
	return d, err
}

// each calls fn with an empty place of each engine.
func (b *bench) each(ctx context.Context, name string, fn func(place) error) error {
	for _, e := range engines() {
		p, end, err := b.place(ctx, e, name)
		if err != nil {
			return err
		}
		err = fn(p)
		end()
		if err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return nil
}
