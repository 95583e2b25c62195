package meeting

import (
	"context"

	"sotay/internal/platform/db"
)

// restored are the rows of many meetings, to be written with few statements.
type restored struct {
	meetings, items, roll, opinions, motions, reviews, points, texts [][]any

	closed []Meeting
}

func (r *restored) add(f Full) {
	r.meetings = append(r.meetings, f.Meeting.row())
	if f.State == Closed {
		r.closed = append(r.closed, f.Meeting)
	}
	for i, x := range f.Items {
		r.items = append(r.items, []any{x.ID, f.ID, i + 1, x.Kind, x.Title, x.Presenter, x.Notes})
	}
	for _, s := range f.Roll {
		r.roll = append(r.roll, s.row(f.ID))
	}
	for _, o := range f.Opinions {
		r.opinions = append(r.opinions, []any{o.ID, f.ID, o.Item, o.Member, o.Name, o.Text, o.Spoken, db.Time(&o.At), o.By})
	}
	for i, m := range f.Motions {
		r.motions = append(r.motions, []any{m.ID, f.ID, i + 1, m.Kind, m.Title, m.Rule, m.Mode, m.State, db.Time(&m.OpenedAt), db.Time(&m.ClosedAt),
			m.Voters, m.Base, m.Yes, m.No, m.Abstain, m.Passed})
	}
	for i, x := range f.Reviews {
		r.reviews = append(r.reviews, []any{f.ID, x.Task, i + 1, x.Title, x.Owner, x.Due, x.Before, x.Result, x.Done})
	}
	for _, p := range f.Points {
		r.points = append(r.points, []any{f.ID, p.Criterion, p.Points, p.Computed, p.Why})
	}
	for _, t := range f.Texts {
		r.texts = append(r.texts, []any{f.ID, t.Kind, t.Version, t.Text, db.Time(&t.At), t.By, t.Reason, t.Final})
	}
}

// row is in the order of columns.
func (m Meeting) row() []any {
	f := m.Facts
	return []any{m.ID, m.Unit, m.Path, m.Kind, m.Month, m.Title, m.Topic, m.Purpose, m.Place, m.Link, m.Guests, m.FeeStatus,
		db.Time(&m.StartsAt), m.State, db.Text(&m.Chair), db.Text(&m.Secretary),
		db.Time(&m.PreparedAt), db.Time(&m.CalledAt), db.Time(&m.OpenedAt), db.Time(&m.EndedAt), db.Time(&m.ClosedAt), db.Time(&m.AdoptedAt),
		m.Item, m.Secret, m.Cancelled,
		f.Members, f.Entitled, f.Present, f.Online, f.Excused, f.Unexcused, f.Exempt, m.Speakers, m.Minutes, m.Score, m.Grade, m.Late, m.Version, m.Rev}
}

// row is the meeting, then the order of seatColumns.
func (s Seat) row(id ID) []any {
	return []any{id, s.Member, s.Name, s.Sort, s.Standing, s.Exempt, s.Answer, s.Reason, db.Time(&s.Answered), s.Answerer, s.Leave,
		s.State, s.How, db.Time(&s.Marked), s.Marker, s.Spoke, s.Rating.Preparation, s.Rating.Conduct, s.Rating.Tasks}
}

func (r *restored) insert(ctx context.Context, tx *db.Tx) error {
	for _, part := range []struct {
		into string
		rows [][]any
	}{
		{`INSERT INTO meeting (` + columns + `) VALUES`, r.meetings},
		{`INSERT INTO meeting_item (id, meeting, pos, kind, title, presenter, notes) VALUES`, r.items},
		{`INSERT INTO meeting_roll (meeting, ` + seatColumns + `) VALUES`, r.roll},
		{`INSERT INTO meeting_opinion (id, meeting, item, member, name, text, spoken, at, by) VALUES`, r.opinions},
		{`INSERT INTO meeting_motion (id, meeting, pos, kind, title, rule, mode, state, opened_at, closed_at, voters, base, yes, no, abstain, passed) VALUES`, r.motions},
		{`INSERT INTO meeting_review (meeting, task, pos, title, owner, due, before, result, done) VALUES`, r.reviews},
		{`INSERT INTO meeting_score (meeting, criterion, points, computed, why) VALUES`, r.points},
		{`INSERT INTO meeting_text (meeting, kind, version, text, at, by, reason, final) VALUES`, r.texts},
	} {
		if err := tx.Insert(ctx, part.into, part.rows); err != nil {
			return err
		}
	}
	return nil
}
