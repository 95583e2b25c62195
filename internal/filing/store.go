package filing

import (
	"context"
	"errors"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
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

const insertFile = `INSERT INTO filing_file (` + columns + `) VALUES`

// row is in the order of columns.
func (f File) row() []any {
	return []any{f.ID, f.Subject, f.Unit, f.Path, f.Name, f.Kind, f.Media, f.Size, f.SHA256, f.ref.SHA256, f.ref.Size,
		f.Pages, f.Scanned, f.State, f.Suspect, f.Reading, f.Job, f.text.SHA256, f.text.Size, f.By, db.Time(&f.At), f.DeclaredBy, db.Time(&f.DeclaredAt)}
}

func insert(ctx context.Context, tx *db.Tx, f File) error {
	return tx.Insert(ctx, insertFile, [][]any{f.row()})
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

// carried returns one file for each content that is still to be carried over, in
// the order of their hashes.
func carried(ctx context.Context, q db.Q, after string, limit int) ([]File, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM filing_file WHERE id IN (
		SELECT MIN(id) FROM filing_file WHERE reading = 'carried' AND ref > ? GROUP BY ref) ORDER BY ref LIMIT ?`, after, limit)
}

// carriedAs returns the files of one such content.
func carriedAs(ctx context.Context, q db.Q, ref string) ([]File, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM filing_file WHERE reading = 'carried' AND ref = ? ORDER BY id`, ref)
}

func saveContent(ctx context.Context, tx *db.Tx, f File) error {
	_, err := tx.Exec(ctx, `UPDATE filing_file SET ref = ?, ref_size = ?, reading = ?, job = ? WHERE id = ?`, f.ref.SHA256, f.ref.Size, f.Reading, f.Job, f.ID)
	return err
}

// namedOf says which of the contents a file names.
func namedOf(ctx context.Context, q db.Q, refs []blob.Ref) (map[string]bool, error) {
	named := map[string]bool{}
	if len(refs) == 0 {
		return named, nil
	}
	sums := make([]string, len(refs))
	for i, ref := range refs {
		sums[i] = ref.SHA256
	}
	marks, args := db.Marks(len(sums)), db.Args(sums)
	all, err := db.Column[string](ctx, q, `SELECT ref FROM filing_file WHERE ref IN (`+marks+`) UNION SELECT text_ref FROM filing_file WHERE text_ref IN (`+marks+`)`, append(args, args...)...)
	for _, sum := range all {
		named[sum] = true
	}
	return named, err
}

// subjects returns the subjects of a kind that have files which may be seen, in
// their order, after the given one.
func subjects(ctx context.Context, q db.Q, kind, after string, limit int) ([]string, error) {
	return db.Column[string](ctx, q, `SELECT DISTINCT subject FROM filing_file WHERE subject > ? AND subject < ? AND state = 'clear' ORDER BY subject LIMIT ?`, max(after, kind+":"), kind+";", limit)
}
