package meeting

import (
	"context"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

const seatColumns = `member, name, sort, standing, exempt, answer, reason, answered, answerer, leave, state, how, marked, marker, spoke, rate_prep, rate_run, rate_tasks`

func seatDest(s *Seat) []any {
	return []any{&s.Member, &s.Name, &s.Sort, &s.Standing, &s.Exempt, &s.Answer, &s.Reason, db.Time(&s.Answered), &s.Answerer, &s.Leave,
		&s.State, &s.How, db.Time(&s.Marked), &s.Marker, &s.Spoke, &s.Rating.Preparation, &s.Rating.Conduct, &s.Rating.Tasks}
}

func seats(ctx context.Context, q db.Q, id ID) ([]Seat, error) {
	return db.All(ctx, q, seatDest, `SELECT `+seatColumns+` FROM meeting_roll WHERE meeting = ? ORDER BY sort, member`, id)
}

func seat(ctx context.Context, q db.Q, id ID, who member.ID) (Seat, error) {
	return db.One(ctx, q, "meeting.not_on_roll", seatDest, `SELECT `+seatColumns+` FROM meeting_roll WHERE meeting = ? AND member = ?`, id, who)
}

// addSeats puts members on the roll; those who are on it keep what they said.
func addSeats(ctx context.Context, tx *db.Tx, id ID, all []Seat) error {
	rows := make([][]any, len(all))
	for i, s := range all {
		rows[i] = []any{id, s.Member, s.Name, s.Sort, s.Standing, s.Exempt}
	}
	return tx.Insert(ctx, `INSERT INTO meeting_roll (meeting, member, name, sort, standing, exempt) VALUES
		ON CONFLICT (meeting, member) DO UPDATE SET name = excluded.name, sort = excluded.sort, standing = excluded.standing, exempt = excluded.exempt`, rows)
}

func removeSeats(ctx context.Context, tx *db.Tx, id ID, gone []member.ID) error {
	if len(gone) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `DELETE FROM meeting_roll WHERE meeting = ? AND member IN (`+db.Marks(len(gone))+`)`, append([]any{id}, db.Args(gone)...)...)
	return err
}

func saveSeat(ctx context.Context, tx *db.Tx, id ID, s Seat) error {
	_, err := tx.Exec(ctx, `UPDATE meeting_roll SET answer = ?, reason = ?, answered = ?, answerer = ?, leave = ?, state = ?, how = ?, marked = ?, marker = ?, spoke = ?,
		rate_prep = ?, rate_run = ?, rate_tasks = ? WHERE meeting = ? AND member = ?`,
		s.Answer, s.Reason, db.Time(&s.Answered), s.Answerer, s.Leave, s.State, s.How, db.Time(&s.Marked), s.Marker, s.Spoke,
		s.Rating.Preparation, s.Rating.Conduct, s.Rating.Tasks, id, s.Member)
	return err
}

// excusedRuns counts the members who were excused at more than limit regular
// meetings in a row, this one being the last.
func excusedRuns(ctx context.Context, q db.Q, unit org.ID, upTo civil.Month, limit int) (int, error) {
	last, err := db.Column[ID](ctx, q, `SELECT id FROM meeting WHERE unit = ? AND month <= ? AND kind <> 'thematic' AND state IN ('ended', 'closed') ORDER BY month DESC LIMIT ?`,
		unit, upTo, limit+1)
	if err != nil || len(last) <= limit {
		return 0, err
	}
	all, err := db.Column[string](ctx, q, `SELECT member FROM meeting_roll WHERE state = 'excused' AND meeting IN (`+db.Marks(len(last))+`)
		GROUP BY member HAVING COUNT(*) > ?`, append(db.Args(last), limit)...)
	return len(all), err
}

func opinions(ctx context.Context, q db.Q, id ID) ([]Opinion, error) {
	return db.All(ctx, q, func(o *Opinion) []any {
		return []any{&o.ID, &o.Item, &o.Member, &o.Name, &o.Text, &o.Spoken, db.Time(&o.At), &o.By}
	}, `SELECT id, item, member, name, text, spoken, at, by FROM meeting_opinion WHERE meeting = ? ORDER BY id`, id)
}

func insertOpinion(ctx context.Context, tx *db.Tx, id ID, o Opinion) error {
	_, err := tx.Exec(ctx, `INSERT INTO meeting_opinion (id, meeting, item, member, name, text, spoken, at, by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		o.ID, id, o.Item, o.Member, o.Name, o.Text, o.Spoken, db.Time(&o.At), o.By)
	return err
}
