package member

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Staged is an import that was asked for on a page and runs as a job.
type Staged struct {
	ID      string
	Path    authz.Path // of the unit whose list it is
	Actor   string     // account that asked for it
	At      time.Time
	Name    string // of the file
	File    string // where the file is kept, as the caller named it
	Options Options
	State   string // "waiting", "running", "done", "refused" (nothing was taken in), "failed"
	Done    int    // rows
	Total   int
	Summary Summary
	Result  string // where the result file is kept
}

// running holds how far the imports of this process are: while one runs it holds
// the database, so that its progress cannot be told through it.
type running struct {
	mu   sync.Mutex
	rows map[string][2]int
}

func (r *running) set(id string, done, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rows == nil {
		r.rows = map[string][2]int{}
	}
	r.rows[id] = [2]int{done, total}
}

func (r *running) get(id string) (at [2]int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, ok = r.rows[id]
	return at, ok
}

func (r *running) end(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.rows, id)
}

// Start stages an import of a file that the caller keeps under a name of his own.
// The caller leaves the job that calls [Service.RunStaged].
func (s *Service) Start(ctx context.Context, who authz.Actor, name, file string, opts Options) (id string, err error) {
	options, err := json.Marshal(opts)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		u, err := s.units.ByCode(ctx, tx, opts.Unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Import, u.Path); err != nil {
			return err
		}
		id = ids.New("im", tx.Now)
		row := []any{id, u.Path, who.ID, db.Time(&tx.Now), name, file, string(options), "waiting"}
		if err := tx.Insert(ctx, `INSERT INTO member_import (id, path, actor, at, name, file, options, state) VALUES`, [][]any{row}); err != nil {
			return err
		}
		return tx.Note("import:"+id, "start", map[string]string{"name": name})
	})
	return id, err
}

// RunStaged runs a staged import for the actor who asked for it. keep stores the
// result file and returns where. A refused or unreadable list ends the import with
// what is to be said in its summary; other errors leave it to be tried again.
func (s *Service) RunStaged(ctx context.Context, who authz.Actor, id string, file File, keep func(Report) (string, error)) error {
	staged, err := s.Staged(ctx, who, id)
	if err != nil {
		return err
	}
	if staged.State != "waiting" && staged.State != "running" {
		return nil // a job runs at least once, an import at most once
	}
	if err := s.mark(ctx, who, staged, "running", Report{}, ""); err != nil {
		return err
	}
	defer s.running.end(id)
	report, err := s.ImportFile(ctx, who, file, staged.Options, func(done, total int) { s.running.set(id, done, total) })
	state := "done"
	switch {
	case err != nil && !fault.Is(err, fault.Invalid):
		return err
	case err != nil:
		state = "refused"
		report.Problem, report.ProblemArgs = fault.Of(err).Code, fault.Of(err).Args
	}
	result := ""
	if len(report.Verdicts) > 0 {
		if result, err = keep(report); err != nil {
			return err
		}
	}
	return s.mark(ctx, who, staged, state, report, result)
}

func (s *Service) mark(ctx context.Context, who authz.Actor, staged Staged, state string, r Report, result string) error {
	summary, err := json.Marshal(r.Summary)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(Import, staged.Path); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE member_import SET state = ?, done = ?, total = ?, summary = ?, result = ? WHERE id = ?`,
			state, len(r.Verdicts), r.Rows, string(summary), result, staged.ID)
		if err != nil {
			return err
		}
		return tx.Note("import:"+staged.ID, state, nil)
	})
}

const selectStaged = `SELECT id, path, actor, at, name, file, options, state, done, total, summary, result FROM member_import`

type stagedRow struct {
	Staged
	options, summary string
}

func (r *stagedRow) dest() []any {
	return []any{&r.ID, &r.Path, &r.Actor, db.Time(&r.At), &r.Name, &r.File, &r.options, &r.State, &r.Done, &r.Total, &r.summary, &r.Result}
}

func (s *Service) stagedOf(r stagedRow) (Staged, error) {
	if at, ok := s.running.get(r.ID); ok {
		r.Done, r.Total = at[0], at[1]
	}
	if err := json.Unmarshal([]byte(r.options), &r.Options); err != nil {
		return Staged{}, err
	}
	if r.summary == "" {
		return r.Staged, nil
	}
	return r.Staged, json.Unmarshal([]byte(r.summary), &r.Summary)
}

// Staged returns an import with how far it is.
func (s *Service) Staged(ctx context.Context, who authz.Actor, id string) (out Staged, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		row, err := db.One(ctx, q, absent, (*stagedRow).dest, selectStaged+` WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if err := who.May(Import, row.Path); err != nil {
			return err
		}
		out, err = s.stagedOf(row)
		return err
	})
	if err != nil {
		return Staged{}, err
	}
	return out, nil
}

// shownImports bounds the list of imports.
const shownImports = 50

// StagedList returns the latest imports that the actor may see, the latest first.
func (s *Service) StagedList(ctx context.Context, who authz.Actor) (list []Staged, err error) {
	cond, args := who.Scope(Import).SQL("path")
	err = s.db.Read(ctx, func(q db.Q) error {
		rows, err := db.All(ctx, q, (*stagedRow).dest, selectStaged+` WHERE `+cond+` ORDER BY at DESC, id DESC LIMIT ?`, append(args, shownImports)...)
		for _, r := range rows {
			one, err := s.stagedOf(r)
			if err != nil {
				return err
			}
			list = append(list, one)
		}
		return err
	})
	return list, err
}
