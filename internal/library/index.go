package library

import (
	"cmp"
	"context"
	"slices"
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
	since    int64    // a guess how far back the answer reaches; 0 where there is none
	limit    int
}

// find is the only question that ever gets papers from the index: it returns the
// newest that answer it and that the actor may read.
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

// What a question on SQLite is narrowed to: its index seeks in the list of every word
// for each paper that it considers, and the rarest few leave hardly any paper that has
// not the others too. PostgreSQL's skips by itself.
const (
	many    = 10_000 // papers, below which every word is asked for
	telling = 3      // words that are asked for
	sampled = 64     // newest papers with a word, which tell how common it is
	idle    = 8      // a third word that is so many times commoner than the second tells too little
)

// rarest are the words of a question that tell most; none says that some word stands
// in no paper at all. How common a word is among all papers is looked up without the
// signs of who asks; it decides only which words the question names, never which papers
// answer it.
func (s *Service) rarest(ctx context.Context, q db.Q, words []string) (few []string, none bool, err error) {
	if len(words) <= telling || s.db.Engine() != "sqlite" {
		return words, false, nil
	}
	if beyond, err := db.Value[int64](ctx, q, `SELECT id FROM library_entry ORDER BY id LIMIT 1 OFFSET ?`, s.narrows); err != nil || beyond == 0 {
		return words, false, err
	}
	newest, err := db.Value[int64](ctx, q, `SELECT COALESCE(MAX(id), 0) FROM library_entry`)
	if err != nil {
		return nil, false, err
	}
	span := make(map[string]int64, len(words)) // in which the sampled papers lie: the longer, the rarer
	for _, w := range words {
		ids, err := db.Column[int64](ctx, q, `SELECT rowid FROM library_index WHERE library_index MATCH ? ORDER BY rowid DESC LIMIT ?`, `{words} : "`+w+`"`, sampled)
		if err != nil || len(ids) == 0 {
			return nil, true, err
		}
		span[w] = newest
		if len(ids) == sampled {
			span[w] = newest - ids[sampled-1] + 1
		}
	}
	few = slices.Clone(words)
	slices.SortStableFunc(few, func(a, b string) int { return cmp.Compare(span[b], span[a]) })
	if span[few[2]] < span[few[1]]/idle {
		return few[:2], false, nil
	}
	return few[:telling], false, nil
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

// findPostgres asks for the newest months first: PostgreSQL's index gives its answers
// in no order, so that for a common word it would give all of a million papers before
// the newest are known. How many the first months hold says how many more to ask for.
func findPostgres(ctx context.Context, q db.Q, readers []string, a ask) ([]int64, error) {
	signs := `(` + quoted(readers, `'`, " | ") + `)`
	for _, sign := range a.signs {
		signs += ` & '` + sign + `'`
	}
	if a.ids != nil {
		return askPostgres(ctx, q, signs, a)
	}
	newest, err := db.Value[int64](ctx, q, `SELECT COALESCE(MAX(id), 0) FROM library_entry WHERE id < ?`, a.before)
	if err != nil || newest == 0 {
		return nil, err
	}
	last := dayOf(newest)
	months := firstMonths(last, a.since)
	for range 2 {
		found, err := askPostgres(ctx, q, signs+` & (`+monthSigns(last.Month(), months)+`)`, a)
		if err != nil || len(found) == a.limit {
			return found, err
		}
		if months = enoughMonths(months, len(found), a.limit); months == 0 {
			break
		}
	}
	return askPostgres(ctx, q, signs, a)
}

// maxMonths is how many are asked for beside all.
const maxMonths = 36

// firstMonths are those back to the guess; without one it is the newest month, and the
// one before while that has hardly begun.
func firstMonths(last civil.Date, since int64) int {
	months := 1
	if _, _, day := last.Parts(); day < 15 {
		months = 2
	}
	if since > 0 {
		y, m, _ := last.Parts()
		thenYear, thenMonth, _ := dayOf(since).Parts()
		months = max(months, min(maxMonths, 12*(y-thenYear)+int(m)-int(thenMonth)+1))
	}
	return months
}

// enoughMonths is how many months will hold the limit twice, as months held found; 0
// for all of them.
func enoughMonths(months, found, limit int) int {
	if found == 0 || 2*limit*months > maxMonths*found {
		return 0
	}
	return 2*limit*months/found + 1
}

func monthSigns(last civil.Month, months int) string {
	in := make([]string, months)
	for i := range in {
		in[i] = monthSign(last.Add(-i))
	}
	return quoted(in, `'`, " | ")
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
