package meeting

import (
	"context"
	"time"

	"sotay/internal/platform/db"
)

const motionColumns = `id, meeting, kind, title, rule, mode, state, opened_at, closed_at, voters, base, yes, no, abstain, passed, rev`

func motionDest(m *Motion) []any {
	return []any{&m.ID, &m.Meeting, &m.Kind, &m.Title, &m.Rule, &m.Mode, &m.State, db.Time(&m.OpenedAt), db.Time(&m.ClosedAt), &m.Voters, &m.Base,
		&m.Yes, &m.No, &m.Abstain, &m.Passed, &m.Rev}
}

func motions(ctx context.Context, q db.Q, id ID) ([]Motion, error) {
	return db.All(ctx, q, motionDest, `SELECT `+motionColumns+` FROM meeting_motion WHERE meeting = ? ORDER BY pos, id`, id)
}

func motion(ctx context.Context, q db.Q, id ID, motion string) (Motion, error) {
	return db.One(ctx, q, "meeting.motion_not_found", motionDest, `SELECT `+motionColumns+` FROM meeting_motion WHERE meeting = ? AND id = ?`, id, motion)
}

func insertMotion(ctx context.Context, tx *db.Tx, m Motion) error {
	_, err := tx.Exec(ctx, `INSERT INTO meeting_motion (id, meeting, pos, kind, title, rule, mode, state) VALUES (?, ?, (SELECT COUNT(*) + 1 FROM meeting_motion WHERE meeting = ?), ?, ?, ?, ?, ?)`,
		m.ID, m.Meeting, m.Meeting, m.Kind, m.Title, m.Rule, m.Mode, m.State)
	return err
}

func saveMotion(ctx context.Context, tx *db.Tx, m Motion) error {
	_, err := tx.Exec(ctx, `UPDATE meeting_motion SET title = ?, rule = ?, mode = ?, state = ?, opened_at = ?, closed_at = ?, voters = ?, base = ?, yes = ?, no = ?, abstain = ?, passed = ?, rev = rev + 1 WHERE id = ?`,
		m.Title, m.Rule, m.Mode, m.State, db.Time(&m.OpenedAt), db.Time(&m.ClosedAt), m.Voters, m.Base, m.Yes, m.No, m.Abstain, m.Passed, m.ID)
	return err
}

const voteColumns = `v.motion, v.member, v.choice, v.at, v.by`

func voteDest(v *Vote) []any { return []any{&v.Motion, &v.Member, &v.Choice, db.Time(&v.At), &v.By} }

func votes(ctx context.Context, q db.Q, id ID) ([]Vote, error) {
	return db.All(ctx, q, voteDest, `SELECT `+voteColumns+` FROM meeting_vote v JOIN meeting_motion m ON m.id = v.motion WHERE m.meeting = ? ORDER BY v.motion, v.member`, id)
}

func voteOf(ctx context.Context, q db.Q, motion string, member any) ([]Vote, error) {
	return db.All(ctx, q, voteDest, `SELECT `+voteColumns+` FROM meeting_vote v WHERE v.motion = ? AND v.member = ?`, motion, member)
}

func insertVote(ctx context.Context, tx *db.Tx, v Vote) error {
	_, err := tx.Exec(ctx, `INSERT INTO meeting_vote (motion, member, choice, at, by) VALUES (?, ?, ?, ?, ?)`, v.Motion, v.Member, v.Choice, db.Time(&v.At), v.By)
	return err
}

func reviews(ctx context.Context, q db.Q, id ID) ([]Review, error) {
	return db.All(ctx, q, func(r *Review) []any {
		return []any{&r.Task, &r.Title, &r.Owner, &r.Due, &r.Before, &r.Result, &r.Done}
	}, `SELECT task, title, owner, due, before, result, done FROM meeting_review WHERE meeting = ? ORDER BY pos, task`, id)
}

func insertReviews(ctx context.Context, tx *db.Tx, id ID, all []Review) error {
	rows := make([][]any, len(all))
	for i, r := range all {
		rows[i] = []any{id, r.Task, i + 1, r.Title, r.Owner, r.Due, r.Before}
	}
	return tx.Insert(ctx, `INSERT INTO meeting_review (meeting, task, pos, title, owner, due, before) VALUES ON CONFLICT (meeting, task) DO NOTHING`, rows)
}

func saveReview(ctx context.Context, tx *db.Tx, id ID, r Review) error {
	_, err := tx.Exec(ctx, `UPDATE meeting_review SET result = ?, done = ? WHERE meeting = ? AND task = ?`, r.Result, r.Done, id, r.Task)
	return err
}

func points(ctx context.Context, q db.Q, id ID) ([]Points, error) {
	return db.All(ctx, q, func(p *Points) []any { return []any{&p.Criterion, &p.Points, &p.Computed, &p.Why} },
		`SELECT criterion, points, computed, why FROM meeting_score WHERE meeting = ?`, id)
}

func savePoints(ctx context.Context, tx *db.Tx, id ID, all []Points) error {
	rows := make([][]any, len(all))
	for i, p := range all {
		rows[i] = []any{id, p.Criterion, p.Points, p.Computed, p.Why}
	}
	return tx.Insert(ctx, `INSERT INTO meeting_score (meeting, criterion, points, computed, why) VALUES
		ON CONFLICT (meeting, criterion) DO UPDATE SET points = excluded.points, computed = excluded.computed, why = excluded.why`, rows)
}

const textColumns = `kind, version, text, at, by, reason, final`

func textDest(t *Text) []any {
	return []any{&t.Kind, &t.Version, &t.Text, db.Time(&t.At), &t.By, &t.Reason, &t.Final}
}

// texts returns the newest version of each kind.
func texts(ctx context.Context, q db.Q, id ID) ([]Text, error) {
	return db.All(ctx, q, textDest, `SELECT `+textColumns+` FROM meeting_text t WHERE meeting = ? AND version =
		(SELECT MAX(version) FROM meeting_text o WHERE o.meeting = t.meeting AND o.kind = t.kind) ORDER BY kind`, id)
}

// versions returns every version of one kind, the newest first.
func versions(ctx context.Context, q db.Q, id ID, kind TextKind) ([]Text, error) {
	return db.All(ctx, q, textDest, `SELECT `+textColumns+` FROM meeting_text WHERE meeting = ? AND kind = ? ORDER BY version DESC`, id, kind)
}

func insertText(ctx context.Context, tx *db.Tx, id ID, t Text) error {
	_, err := tx.Exec(ctx, `INSERT INTO meeting_text (meeting, kind, version, text, at, by, reason, final) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		id, t.Kind, t.Version, t.Text, db.Time(&t.At), t.By, t.Reason, t.Final)
	return err
}

func finalTexts(ctx context.Context, tx *db.Tx, id ID, t Text) error {
	_, err := tx.Exec(ctx, `UPDATE meeting_text SET final = TRUE WHERE meeting = ? AND kind = ? AND version = ?`, id, t.Kind, t.Version)
	return err
}

// Correction is a change after closing: a new version with its reason.
type Correction struct {
	Version int64
	Reason  string
	Detail  string // what changed, as JSON
	At      time.Time
	By      string
}

func insertCorrection(ctx context.Context, tx *db.Tx, id ID, version int64, reason, detail string) error {
	_, err := tx.Exec(ctx, `INSERT INTO meeting_correction (meeting, version, reason, detail, at, by) VALUES (?, ?, ?, ?, ?, ?)`,
		id, version, reason, detail, db.Time(&tx.Now), tx.Who.Name)
	return err
}

func corrections(ctx context.Context, q db.Q, id ID) ([]Correction, error) {
	return db.All(ctx, q, func(c *Correction) []any { return []any{&c.Version, &c.Reason, &c.Detail, db.Time(&c.At), &c.By} },
		`SELECT version, reason, detail, at, by FROM meeting_correction WHERE meeting = ? ORDER BY version`, id)
}
