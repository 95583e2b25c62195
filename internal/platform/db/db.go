// Package db gives the features one database, whichever engine is underneath.
//
// There is one way to read and one way to write. A read is a snapshot. A write
// is serialisable on both engines (one writer on SQLite, SERIALIZABLE with
// retries on PostgreSQL), refuses to change a row before the actor's right was
// checked, and commits only together with its audit lines. A write's function
// may run more than once, so it must have no effect but on the transaction; what
// must happen afterwards is left as a job in the same transaction, and what
// browsers should hear is given to [Tx.Signal].
//
// Statements are written once, with "?" marks, and run unchanged on both.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"sotay/internal/platform/authz"
)

// DB is the program's database.
type DB struct {
	read, write *sql.DB
	url         string // PostgreSQL's address, "" on SQLite
	clock       func() time.Time
	group       group
	hear        func(Signal)
	stop        context.CancelFunc
	listening   sync.WaitGroup
}

// Signal is a word to the browsers that something has a newer version.
type Signal struct {
	Topic   string
	Version int64
}

// Option changes how a database is opened.
type Option func(*DB)

// WithClock makes every transaction take its time from the clock, so that each
// rule can be tried on any day.
func WithClock(now func() time.Time) Option { return func(d *DB) { d.clock = now } }

// WithSignals makes every committed signal, of this node or another, reach fn.
// A signal with an empty topic means that some may have been missed.
func WithSignals(fn func(Signal)) Option { return func(d *DB) { d.hear = fn } }

// Open opens a SQLite file, or PostgreSQL where the name is a postgres:// URL.
func Open(ctx context.Context, name string, opts ...Option) (*DB, error) {
	d := &DB{clock: time.Now, hear: func(Signal) {}}
	for _, o := range opts {
		o(d)
	}
	d.group.db = d
	open := d.openSQLite
	if IsPostgres(name) {
		open = d.openPostgres
	}
	if err := open(ctx, name); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// IsPostgres reports whether a database's name is the address of PostgreSQL.
func IsPostgres(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}

// Pragmas: WAL lets readers go on beside the one writer; FULL makes an
// acknowledged commit survive a power cut.
const pragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)"

const sqliteReaders = 8

func (d *DB) openSQLite(ctx context.Context, name string) (err error) {
	dsn := "file:" + strings.ReplaceAll(name, "?", "%3f") + "?" + pragmas
	if d.write, err = openPrepared(dsn + "&_txlock=immediate"); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	if err := d.write.PingContext(ctx); err != nil { // creates the file before a reader looks for it
		return fmt.Errorf("open %s: %w", name, err)
	}
	d.read, err = openPrepared(dsn + "&_pragma=query_only(1)")
	if err == nil {
		d.read.SetMaxOpenConns(sqliteReaders)
		d.read.SetMaxIdleConns(sqliteReaders)
	}
	return err
}

const (
	postgresConns = 24
	postgresIdle  = 12
)

func (d *DB) openPostgres(ctx context.Context, url string) error {
	pool, err := sql.Open("pgx", url)
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresIdle)
	d.read, d.write, d.url = pool, pool, url
	if err := collated(ctx, pool); err != nil {
		return err
	}
	d.listen()
	return nil
}

// collated refuses a database that does not sort by bytes: under a language's
// collation a unit's subtree is no longer one range, and people vanish from lists.
func collated(ctx context.Context, pg *sql.DB) error {
	var provider, name string
	err := pg.QueryRowContext(ctx, `SELECT datlocprovider, datcollate FROM pg_database WHERE datname = current_database()`).Scan(&provider, &name)
	if err == nil && (provider != "c" || name != "C" && name != "C.UTF-8" && name != "C.utf8" && name != "POSIX") {
		err = fmt.Errorf("the database sorts by %q; create it with: CREATE DATABASE sotay TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'", name)
	}
	return err
}

// Close closes it.
func (d *DB) Close() error {
	if d.stop != nil {
		d.stop()
		d.listening.Wait()
	}
	var errs []error
	for _, pool := range []*sql.DB{d.read, d.write} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}

// Engine is "sqlite" or "postgres".
func (d *DB) Engine() string {
	if d.url != "" {
		return "postgres"
	}
	return "sqlite"
}

// Now is the clock that transactions use.
func (d *DB) Now() time.Time { return d.clock().UTC() }

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return named(d.read.PingContext(ctx)) }

// Read calls fn with one consistent snapshot.
func (d *DB) Read(ctx context.Context, fn func(Q) error) error {
	opt := &sql.TxOptions{ReadOnly: true}
	if d.url != "" {
		opt.Isolation = sql.LevelRepeatableRead
	}
	raw, err := d.read.BeginTx(ctx, opt)
	if err != nil {
		return named(err)
	}
	defer raw.Rollback()
	return fn(snapshot{raw, d.url != ""})
}

// tries is how often a write that lost a race on PostgreSQL starts again.
const tries = 12

// Write calls fn in a serialisable transaction for who, and commits if it
// returns nil.
func (d *DB) Write(ctx context.Context, who authz.Actor, fn func(*Tx) error) error {
	return d.again(ctx, func() error {
		return d.commit(ctx, func(raw *sql.Tx) ([]*Tx, error) {
			tx := d.begin(raw, who)
			return []*Tx{tx}, tx.run(ctx, fn)
		})
	})
}

// again repeats a transaction that lost a race, a little later each time.
func (d *DB) again(ctx context.Context, once func() error) error {
	for try := 1; ; try++ {
		err := once()
		if !lostRace(err) || try == tries {
			return named(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try*try) * time.Millisecond):
		}
	}
}

// commit runs fill in one transaction, and after the commit tells its signals.
func (d *DB) commit(ctx context.Context, fill func(*sql.Tx) ([]*Tx, error)) error {
	opt := &sql.TxOptions{}
	if d.url != "" {
		opt.Isolation = sql.LevelSerializable
	}
	raw, err := d.write.BeginTx(ctx, opt)
	if err != nil {
		return err
	}
	defer raw.Rollback()
	txs, err := fill(raw)
	if err != nil {
		return err
	}
	var signals []Signal
	for _, tx := range txs {
		signals = append(signals, tx.signals...)
	}
	if err := d.announce(ctx, raw, signals); err != nil {
		return err
	}
	if err := raw.Commit(); err != nil {
		return err
	}
	for _, tx := range txs {
		if tx.key != nil {
			tx.key.used.Store(true)
		}
	}
	if d.url == "" {
		for _, s := range signals {
			d.hear(s)
		}
	}
	return nil
}
