package publication

import (
	"context"

	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

func markDest(m *Mark) []any {
	return []any{db.Time(&m.Opened), db.Time(&m.Confirmed), &m.Done, &m.Tries, &m.By}
}

func markOf(ctx context.Context, q db.Q, id ID, reader string) (Mark, bool, error) {
	m, err := db.One(ctx, q, "publication.no_mark", markDest, `SELECT opened, confirmed, done, tries, by FROM publication_mark WHERE publication = ? AND reader = ?`, id, reader)
	if fault.Of(err).Says("publication.no_mark") {
		return Mark{}, false, nil
	}
	return m, err == nil, err
}

// add writes a first mark, and counts it for the unit where the reader stands.
func (p Publication) add(ctx context.Context, tx *db.Tx, x stand, m Mark) error {
	n, err := tx.Exec(ctx, `INSERT INTO publication_mark (publication, reader, unit, counted, opened, confirmed, done, tries, by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (publication, reader) DO NOTHING`, p.ID, x.id, x.unit, x.counted, db.Time(&m.Opened), db.Time(&m.Confirmed), m.Done, m.Tries, m.By)
	if err != nil || n == 0 || !x.counted {
		return err
	}
	done := 0
	if m.Done {
		done = 1
	}
	_, err = tx.Exec(ctx, `INSERT INTO publication_count (publication, unit, path, opened, done) VALUES (?, ?, ?, 1, ?)
		ON CONFLICT (publication, unit) DO UPDATE SET opened = publication_count.opened + 1, done = publication_count.done + excluded.done`, p.ID, x.unit, x.path, done)
	return err
}

// change writes how a mark goes on; what it counts, it counts where it began.
func (p Publication) change(ctx context.Context, tx *db.Tx, x stand, was, m Mark) error {
	_, err := tx.Exec(ctx, `UPDATE publication_mark SET confirmed = ?, done = ?, tries = ?, by = ? WHERE publication = ? AND reader = ?`,
		db.Time(&m.Confirmed), m.Done, m.Tries, m.By, p.ID, x.id)
	if err != nil || was.Done || !m.Done {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE publication_count SET done = done + 1 WHERE publication = ?
		AND unit = (SELECT unit FROM publication_mark WHERE publication = ? AND reader = ? AND counted)`, p.ID, p.ID, x.id)
	return err
}
