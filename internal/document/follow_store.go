package document

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// unfinished returns the papers of a unit that it has not issued.
func unfinished(ctx context.Context, q db.Q, unit org.ID) ([]Document, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM document WHERE unit = ? AND state IN ('draft', 'submitted', 'approved', 'numbered') ORDER BY id`, unit)
}

// settleAt puts a paper under the unit that it has now.
func settleAt(ctx context.Context, tx *db.Tx, d Document) error {
	_, err := tx.Exec(ctx, `UPDATE document SET unit = ?, path = ? WHERE id = ?`, d.Unit, d.Path, d.ID)
	return err
}

// cancelKept gives up the numbers that a unit's registers keep for no paper.
func cancelKept(ctx context.Context, tx *db.Tx, unit org.ID, why string) error {
	_, err := tx.Exec(ctx, `UPDATE document_number SET state = ?, reason = ? WHERE state = ? AND document IS NULL
		AND series IN (SELECT id FROM document_series WHERE unit = ?)`, Cancelled, why, Reserved, unit)
	return err
}
