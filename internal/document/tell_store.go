package document

import (
	"context"

	"sotay/internal/platform/db"
)

// waiting returns the papers on which somebody has to act, reminded of less often
// than most, after the given one.
func waiting(ctx context.Context, q db.Q, most int, after ID, limit int) ([]Document, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM document WHERE state IN ('submitted', 'approved', 'numbered') AND reminded < ? AND id > ? ORDER BY id LIMIT ?`,
		most, after, limit)
}

// saveReminded leaves the paper's revision as it is: to whoever has it open nothing changed.
func saveReminded(ctx context.Context, tx *db.Tx, d Document) error {
	_, err := tx.Exec(ctx, `UPDATE document SET reminded = ? WHERE id = ? AND move = ?`, d.Reminded, d.ID, d.Move)
	return err
}

// these are some papers, by their ids.
func these(ctx context.Context, q db.Q, some []ID) (map[ID]Document, error) {
	all, err := db.All(ctx, q, dest, `SELECT `+columns+` FROM document WHERE id IN (`+db.Marks(len(some))+`)`, db.Args(some)...)
	out := map[ID]Document{}
	for _, d := range all {
		out[d.ID] = d
	}
	return out, err
}
