package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/ids"
)

// Tx is a write in progress. It is also a reader ([Q]).
type Tx struct {
	Now     time.Time   // the same instant for every row of the change
	Who     authz.Actor // on whose wish
	raw     *sql.Tx     // hidden, so that nothing goes round Exec
	pg      bool
	perm    authz.Perm
	at      authz.Path
	changed bool
	lines   []line
	signals []Signal
	key     *Key // claimed by this write
}

type line struct {
	perm                  authz.Perm
	at                    authz.Path
	subject, verb, detail string
}

func (d *DB) begin(raw *sql.Tx, who authz.Actor) *Tx {
	return &Tx{Now: d.Now().Truncate(time.Microsecond), Who: who, raw: raw, pg: d.url != ""}
}

var (
	errNoRight = errors.New("db: a row is changed before Require")
	errNoNote  = errors.New("db: rows were changed and nothing was noted for the audit log")
	errNoAct   = errors.New("db: only rows that record no person's act may change unnoted")
)

// run claims the request's key, calls fn and writes its audit lines.
func (t *Tx) run(ctx context.Context, fn func(*Tx) error) (err error) {
	if t.key, err = claim(ctx, t); err != nil {
		return err
	}
	if err := fn(t); err != nil {
		return err
	}
	if t.changed && len(t.lines) == 0 {
		return errNoNote
	}
	rows := make([][]any, len(t.lines))
	for i, l := range t.lines {
		rows[i] = []any{ids.New("au", t.Now), Time(&t.Now), t.Who.ID, t.Who.Name, string(l.perm), string(l.at), l.subject, l.verb, l.detail}
	}
	if err := t.insert(ctx, `INSERT INTO audit (id, at, actor, actor_name, perm, path, subject, verb, detail) VALUES`, rows); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// Require is the check that opens the transaction for writing; it also says
// under which right, and where, the following notes stand in the audit log.
func (t *Tx) Require(p authz.Perm, at authz.Path) error {
	if err := t.Who.May(p, at); err != nil {
		return err
	}
	t.perm, t.at = p, at
	return nil
}

// Note adds a line to the audit log: what was done to which subject ("member:…"),
// with details as JSON. A write that changes rows must leave at least one note.
func (t *Tx) Note(subject, verb string, detail any) error {
	if t.perm == "" {
		return errNoRight
	}
	text := ""
	if detail != nil {
		b, err := json.Marshal(detail)
		if err != nil {
			return fmt.Errorf("audit of %s: %w", subject, err)
		}
		text = string(b)
	}
	t.lines = append(t.lines, line{t.perm, t.at, subject, verb, text})
	return nil
}

// Exec changes rows and returns how many.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	t.changed = true
	return t.exec(ctx, query, args)
}

func (t *Tx) exec(ctx context.Context, query string, args []any) (int64, error) {
	if t.perm == "" {
		return 0, errNoRight
	}
	res, err := t.raw.ExecContext(ctx, rebound(t.pg, query), plain(args)...)
	if err != nil {
		return 0, named(err)
	}
	return res.RowsAffected()
}

// bookkeeping is how the statements begin that may change rows unnoted: those of
// the queue, which is the program's own and holds no fact about anybody, and the
// pages at which readers stopped, which only they themselves are shown.
const bookkeeping = `^(INSERT INTO|UPDATE|DELETE FROM) (jobs|library_place) [^;]*$`

// Bookkeep is [Tx.Exec] without a note, for rows of the job queue and of reading
// places only: that a job was taken, goes on or ended is nobody's act, and a line for each would bury
// the lines that people look for. Whoever puts a job for a person's sake uses Exec.
func (t *Tx) Bookkeep(ctx context.Context, query string, args ...any) (int64, error) {
	if ok, err := regexp.MatchString(bookkeeping, query); err != nil || !ok {
		return 0, errNoAct
	}
	return t.exec(ctx, query, args)
}

// Insert adds many rows with few statements. The query ends in VALUES; each
// row has the same number of values.
func (t *Tx) Insert(ctx context.Context, query string, rows [][]any) error {
	if t.perm == "" {
		return errNoRight
	}
	t.changed = t.changed || len(rows) > 0
	return named(t.insert(ctx, query, rows))
}

// maxValues keeps a statement under both engines' limits (SQLite 32,766).
const maxValues = 8000

func (t *Tx) insert(ctx context.Context, query string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	width := len(rows[0])
	size := min(len(rows), max(1, maxValues/width))
	for start := 0; start < len(rows); start += size {
		part := rows[start:min(start+size, len(rows))]
		args := make([]any, 0, len(part)*width)
		for _, r := range part {
			if len(r) != width {
				return fmt.Errorf("db: a row of %d values among rows of %d", len(r), width)
			}
			args = append(args, plain(r)...)
		}
		if _, err := t.raw.ExecContext(ctx, rebound(t.pg, values(query, len(part), width)), args...); err != nil {
			return err
		}
	}
	return nil
}

// Signal tells the browsers, after the commit, that the topic has this version.
func (t *Tx) Signal(topic string, version int64) {
	t.signals = append(t.signals, Signal{topic, version})
}
