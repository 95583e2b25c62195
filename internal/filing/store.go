package filing

import (
	"context"
	"errors"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

const columns = `id, subject, unit, path, name, kind, media, size, sha, ref, ref_size, pages, scanned, state, suspect, reading, job, text_ref, text_size, by, at, declared_by, declared_at`

func dest(f *File) []any {
	return []any{&f.ID, &f.Subject, &f.Unit, &f.Path, &f.Name, &f.Kind, &f.Media, &f.Size, &f.SHA256, &f.ref.SHA256, &f.ref.Size, &f.Pages, &f.Scanned, &f.State, &f.Suspect,
		&f.Reading, &f.Job, &f.text.SHA256, &f.text.Size, &f.By, db.Time(&f.At), &f.DeclaredBy, db.Time(&f.DeclaredAt)}
}

func get(ctx context.Context, q db.Q, id ID) (File, error) {
	return db.One(ctx, q, "filing.not_found", dest, `SELECT `+columns+` FROM filing_file WHERE id = ?`, id)
}

func ofSubject(ctx context.Context, q db.Q, subject string) ([]File, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM filing_file WHERE subject = ? ORDER BY id`, subject)
}

func waiting(ctx context.Context, q db.Q, scope authz.Scope, after ID, limit int) ([]File, error) {
	where, args := scope.SQL("path")
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM filing_file WHERE state = 'waiting' AND `+where+` AND id > ? ORDER BY id LIMIT ?`, append(args, after, limit)...)
}

func lacking(ctx context.Context, q db.Q, after ID, limit int) ([]File, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM filing_file WHERE reading = 'lacking' AND id > ? ORDER BY id LIMIT ?`, after, limit)
}

func insert(ctx context.Context, tx *db.Tx, f File) error {
	return tx.Insert(ctx, `INSERT INTO filing_file (`+columns+`) VALUES`, [][]any{{f.ID, f.Subject, f.Unit, f.Path, f.Name, f.Kind, f.Media, f.Size, f.SHA256, f.ref.SHA256, f.ref.Size,
		f.Pages, f.Scanned, f.State, f.Suspect, f.Reading, f.Job, f.text.SHA256, f.text.Size, f.By, db.Time(&f.At), f.DeclaredBy, db.Time(&f.DeclaredAt)}})
}

// save writes what changes in a file's life.
func save(ctx context.Context, tx *db.Tx, f File) error {
	_, err := tx.Exec(ctx, `UPDATE filing_file SET subject = ?, state = ?, suspect = ?, reading = ?, job = ?, pages = ?, text_ref = ?, text_size = ?, declared_by = ?, declared_at = ? WHERE id = ?`,
		f.Subject, f.State, f.Suspect, f.Reading, f.Job, f.Pages, f.text.SHA256, f.text.Size, f.DeclaredBy, db.Time(&f.DeclaredAt), f.ID)
	return err
}

func remove(ctx context.Context, tx *db.Tx, id ID) error {
	n, err := tx.Exec(ctx, `DELETE FROM filing_file WHERE id = ?`, id)
	if err == nil && n != 1 {
		err = errors.New("filing: a file vanished while it was removed")
	}
	return err
}
