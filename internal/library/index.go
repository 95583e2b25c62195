package library

import (
	"context"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// ask is a question to the index.
type ask struct {
	all, any []string // words
	signs    []string // that a paper must have beside those of the reader
	ids      []int64  // only among these, where given
	before   int64    // 0 for the newest
	limit    int
}

// find is the only question that is ever put to the index: it returns the newest
// papers that answer it and that the actor may read.
func (s *Service) find(ctx context.Context, q db.Q, who authz.Actor, a ask) ([]int64, error) {
	readers, err := s.signsFor(ctx, q, who)
	if err != nil || len(readers) == 0 {
		return nil, err
	}
	return s.findFor(ctx, q, readers, a)
}

func (s *Service) findFor(ctx context.Context, q db.Q, readers []string, a ask) ([]int64, error) {
	if a.before == 0 {
		a.before = 1<<63 - 1
	}
	if s.db.Engine() == "sqlite" {
		return findSQLite(ctx, q, readers, a)
	}
	return findPostgres(ctx, q, readers, a)
}

func findSQLite(ctx context.Context, q db.Q, readers []string, a ask) ([]int64, error) {
	parts := []string{`{signs} : (` + quoted(readers, `"`, " OR ") + `)`}
	for _, sign := range a.signs {
		parts = append(parts, `{signs} : ("`+sign+`")`)
	}
	if len(a.all) > 0 {
		parts = append(parts, `{words} : (`+quoted(a.all, `"`, " AND ")+`)`)
	}
	if len(a.any) > 0 {
		parts = append(parts, `{words} : (`+quoted(a.any, `"`, " OR ")+`)`)
	}
	where, args := `library_index MATCH ? AND rowid < ?`, []any{strings.Join(parts, " AND "), a.before}
	if a.ids != nil {
		where, args = where+` AND rowid IN (`+db.Marks(len(a.ids))+`)`, append(args, db.Args(a.ids)...)
	}
	return db.Column[int64](ctx, q, `SELECT rowid FROM library_index WHERE `+where+` ORDER BY rowid DESC LIMIT ?`, append(args, a.limit)...)
}

// findPostgres asks for one month, a few, many and then all, from the newest:
// PostgreSQL's index gives its answers in no order, so that for a common word it
// would give all of a million papers before the newest are known.
func findPostgres(ctx context.Context, q db.Q, readers []string, a ask) ([]int64, error) {
	signs := `(` + quoted(readers, `'`, " | ") + `)`
	for _, sign := range a.signs {
		signs += ` & '` + sign + `'`
	}
	if a.ids == nil {
		newest, err := db.Value[int64](ctx, q, `SELECT COALESCE(MAX(id), 0) FROM library_entry WHERE id < ?`, a.before)
		if err != nil || newest == 0 {
			return nil, err
		}
		last := dayOf(newest).Month()
		for _, months := range [...]int{1, 4, 18} {
			var in []string
			for i := range months {
				in = append(in, monthSign(last.Add(-i)))
			}
			found, err := askPostgres(ctx, q, signs+` & (`+quoted(in, `'`, " | ")+`)`, a)
			if err != nil || len(found) == a.limit {
				return found, err
			}
		}
	}
	return askPostgres(ctx, q, signs, a)
}

// askPostgres fences the condition off (OFFSET 0): the planner would otherwise
// walk the papers by id wherever it takes a word for common.
func askPostgres(ctx context.Context, q db.Q, signs string, a ask) ([]int64, error) {
	where, args := `signs @@ CAST(CAST(? AS text) AS tsquery)`, []any{signs}
	words := quoted(a.all, `'`, " & ")
	if len(a.any) > 0 {
		words = `(` + quoted(a.any, `'`, " | ") + `)`
	}
	if words != "" {
		where, args = where+` AND words @@ CAST(CAST(? AS text) AS tsquery)`, append(args, words)
	}
	if a.ids != nil {
		where, args = where+` AND id IN (`+db.Marks(len(a.ids))+`)`, append(args, db.Args(a.ids)...)
	}
	return db.Column[int64](ctx, q, `SELECT id FROM (SELECT id FROM library_index WHERE `+where+` OFFSET 0) found WHERE id < ? ORDER BY id DESC LIMIT ?`,
		append(args, a.before, a.limit)...)
}

// quoted joins tokens, which hold letters, digits and "_" only.
func quoted(tokens []string, mark, by string) string {
	if len(tokens) == 0 {
		return ""
	}
	return mark + strings.Join(tokens, mark+by+mark) + mark
}

const daySeats = 20 // bits of an id that tell a day's papers apart

func firstID(d civil.Date) int64 { return int64(epoch.DaysTo(d)) << daySeats }

func dayOf(id int64) civil.Date { return epoch.AddDays(int(id >> daySeats)) }

// epoch is before every paper.
const epoch civil.Date = "1900-01-01"

func (s *Service) writeIndex(ctx context.Context, tx *db.Tx, id int64, words, signs string) error {
	if s.db.Engine() == "sqlite" {
		if err := s.dropIndex(ctx, tx, id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO library_index (rowid, words, signs) VALUES (?, ?, ?)`, id, words, signs)
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO library_index (id, words, signs) VALUES (?, CAST(CAST(? AS text) AS tsvector), CAST(CAST(? AS text) AS tsvector))
		ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words, signs = EXCLUDED.signs`, id, words, signs)
	return err
}

func (s *Service) dropIndex(ctx context.Context, tx *db.Tx, id int64) error {
	sql := `DELETE FROM library_index WHERE id = ?`
	if s.db.Engine() == "sqlite" {
		sql = `DELETE FROM library_index WHERE rowid = ?`
	}
	_, err := tx.Exec(ctx, sql, id)
	return err
}
