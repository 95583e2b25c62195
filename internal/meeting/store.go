package meeting

import (
	"context"
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

const columns = `id, unit, path, kind, month, title, topic, purpose, place, link, guests, fee_status, starts_at, state, chair, secretary,
	prepared_at, called_at, opened_at, ended_at, closed_at, adopted_at, item, secret, cancelled,
	members, entitled, present, online, excused, unexcused, exempt, speakers, minutes_long, score, grade, late, version, rev`

func dest(m *Meeting) []any {
	f := &m.Facts
	return []any{&m.ID, &m.Unit, &m.Path, &m.Kind, &m.Month, &m.Title, &m.Topic, &m.Purpose, &m.Place, &m.Link, &m.Guests, &m.FeeStatus,
		db.Time(&m.StartsAt), &m.State, db.Text(&m.Chair), db.Text(&m.Secretary),
		db.Time(&m.PreparedAt), db.Time(&m.CalledAt), db.Time(&m.OpenedAt), db.Time(&m.EndedAt), db.Time(&m.ClosedAt), db.Time(&m.AdoptedAt),
		&m.Item, &m.Secret, &m.Cancelled,
		&f.Members, &f.Entitled, &f.Present, &f.Online, &f.Excused, &f.Unexcused, &f.Exempt, &m.Speakers, &m.Minutes, &m.Score, &m.Grade, &m.Late, &m.Version, &m.Rev}
}

func get(ctx context.Context, q db.Q, id ID) (Meeting, error) {
	return db.One(ctx, q, "meeting.not_found", dest, `SELECT `+columns+` FROM meeting WHERE id = ?`, id)
}

// closedAfter returns closed meetings after the given one.
func closedAfter(ctx context.Context, q db.Q, after ID, limit int) ([]Meeting, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM meeting WHERE id > ? AND state = 'closed' ORDER BY id LIMIT ?`, after, limit)
}

func insert(ctx context.Context, tx *db.Tx, m Meeting) error {
	_, err := tx.Exec(ctx, `INSERT INTO meeting (id, unit, path, kind, month, title, topic, purpose, place, link, guests, fee_status, starts_at, state, chair, secretary, secret)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		m.ID, m.Unit, m.Path, m.Kind, m.Month, m.Title, m.Topic, m.Purpose, m.Place, m.Link, m.Guests, m.FeeStatus,
		db.Time(&m.StartsAt), m.State, db.Text(&m.Chair), db.Text(&m.Secretary), m.Secret)
	return err
}

// save writes the meeting's own row, raises its revision and tells open pages.
func save(ctx context.Context, tx *db.Tx, m Meeting) error {
	f := m.Facts
	_, err := tx.Exec(ctx, `UPDATE meeting SET kind = ?, month = ?, title = ?, topic = ?, purpose = ?, place = ?, link = ?, guests = ?, fee_status = ?,
		starts_at = ?, state = ?, chair = ?, secretary = ?, prepared_at = ?, called_at = ?, opened_at = ?, ended_at = ?, closed_at = ?, adopted_at = ?,
		item = ?, cancelled = ?, members = ?, entitled = ?, present = ?, online = ?, excused = ?, unexcused = ?, exempt = ?, speakers = ?,
		minutes_long = ?, score = ?, grade = ?, late = ?, version = ? WHERE id = ?`,
		m.Kind, m.Month, m.Title, m.Topic, m.Purpose, m.Place, m.Link, m.Guests, m.FeeStatus,
		db.Time(&m.StartsAt), m.State, db.Text(&m.Chair), db.Text(&m.Secretary), db.Time(&m.PreparedAt), db.Time(&m.CalledAt), db.Time(&m.OpenedAt),
		db.Time(&m.EndedAt), db.Time(&m.ClosedAt), db.Time(&m.AdoptedAt), m.Item, m.Cancelled,
		f.Members, f.Entitled, f.Present, f.Online, f.Excused, f.Unexcused, f.Exempt, m.Speakers, m.Minutes, m.Score, m.Grade, m.Late, m.Version, m.ID)
	if err != nil {
		return err
	}
	return touch(ctx, tx, m.ID)
}

// touch raises the revision, which open pages hear after the commit.
func touch(ctx context.Context, tx *db.Tx, id ID) error {
	if _, err := tx.Exec(ctx, `UPDATE meeting SET rev = rev + 1 WHERE id = ?`, id); err != nil {
		return err
	}
	rev, err := db.Value[int64](ctx, tx, `SELECT rev FROM meeting WHERE id = ?`, id)
	tx.Signal(id.Topic(), rev)
	return err
}

// ofUnit returns a unit's meetings, the newest first, those before the given one.
func ofUnit(ctx context.Context, q db.Q, unit org.ID, before string, limit int) ([]Meeting, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM meeting WHERE unit = ? AND starts_at < ? ORDER BY starts_at DESC, id DESC LIMIT ?`, unit, before, limit)
}

// inMonth returns the meetings of a month in scope, by place in the tree.
func inMonth(ctx context.Context, q db.Q, scope authz.Scope, month civil.Month, after ID, limit int) ([]Meeting, error) {
	where, args := scope.SQL("path")
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM meeting WHERE month = ? AND state <> 'draft' AND id > ? AND `+where+` ORDER BY id LIMIT ?`,
		append(append([]any{month, after}, args...), limit)...)
}

// near returns the meetings of a place that are not over, the next one first.
func near(ctx context.Context, q db.Q, unit org.ID) ([]Meeting, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM meeting WHERE unit = ? AND state IN ('draft', 'called', 'open', 'ended') ORDER BY starts_at, id`, unit)
}

// startsBetween returns the meetings in one of the states that start in a span.
func startsBetween(ctx context.Context, q db.Q, state State, from, to time.Time) ([]Meeting, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM meeting WHERE state = ? AND starts_at >= ? AND starts_at < ? ORDER BY id`, state, db.Time(&from), db.Time(&to))
}

func deleteItems(ctx context.Context, tx *db.Tx, id ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM meeting_item WHERE meeting = ?`, id)
	return err
}

func insertItems(ctx context.Context, tx *db.Tx, id ID, items []Item) error {
	rows := make([][]any, len(items))
	for i, x := range items {
		rows[i] = []any{x.ID, id, i + 1, x.Kind, x.Title, x.Presenter, x.Notes}
	}
	return tx.Insert(ctx, `INSERT INTO meeting_item (id, meeting, pos, kind, title, presenter, notes) VALUES`, rows)
}

func items(ctx context.Context, q db.Q, id ID) ([]Item, error) {
	return db.All(ctx, q, func(x *Item) []any { return []any{&x.ID, &x.Kind, &x.Title, &x.Presenter, &x.Notes, &x.Rev} },
		`SELECT id, kind, title, presenter, notes, rev FROM meeting_item WHERE meeting = ? ORDER BY pos, id`, id)
}

// setNotes writes an item's notes unless somebody did meanwhile (0 rows).
func setNotes(ctx context.Context, tx *db.Tx, id ID, item, notes string, rev int64) (int64, error) {
	return tx.Exec(ctx, `UPDATE meeting_item SET notes = ?, rev = rev + 1 WHERE meeting = ? AND id = ? AND rev = ?`, notes, id, item, rev)
}
