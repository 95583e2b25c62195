package publication

import (
	"context"

	"sotay/internal/notify"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/jobs"
)

// PressKind is the job that reminds because the sender wished it.
const PressKind = "publication.press"

// Pressed is the body of that job.
type Pressed struct {
	ID  ID
	Day civil.Date
}

// batch is how many people one transaction reminds.
const batch = 500

// RemindDue reminds, some days before the due day, everybody who is not done; each
// publication does it once, and nobody hears of it twice however often this runs.
func (s *Service) RemindDue(ctx context.Context, who authz.Actor) error {
	var due []ID
	err := s.db.Read(ctx, func(q db.Q) error {
		var r reminderRule
		if _, err := s.book.On("publication.reminders", s.today(), &r); err != nil {
			return err
		}
		var err error
		due, err = db.Column[ID](ctx, q, `SELECT id FROM publication WHERE due >= ? AND due <= ? AND nudged IS NULL AND withdrawn IS NULL ORDER BY due, id`,
			s.today().AddDays(-r.DaysAfter), s.today().AddDays(r.DaysBefore))
		return err
	})
	for _, id := range due {
		if err == nil {
			err = s.remindAll(ctx, who, id, "due")
		}
		if err == nil {
			err = s.nudged(ctx, who, id)
		}
	}
	return err
}

func (s *Service) nudged(ctx context.Context, who authz.Actor, id ID) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(Remind, "/"); err != nil {
			return err
		}
		if err := tx.Note("publication:"+string(id), "remind", nil); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE publication SET nudged = ? WHERE id = ?`, db.Time(&tx.Now), id)
		return err
	})
}

// remindAll goes through those who are not done, a batch at a time.
func (s *Service) remindAll(ctx context.Context, who authz.Actor, id ID, reason string) error {
	next := ""
	for {
		err := s.db.Write(ctx, who, func(tx *db.Tx) (err error) {
			if err := tx.Require(Remind, "/"); err != nil {
				return err
			}
			next, err = s.remindSome(ctx, tx, id, reason, next)
			return err
		})
		if err != nil || next == "" {
			return err
		}
	}
}

func (s *Service) remindSome(ctx context.Context, tx *db.Tx, id ID, reason, after string) (string, error) {
	p, err := get(ctx, tx, id)
	if err != nil || !p.Withdrawn.IsZero() {
		return "", err
	}
	targets, err := targetsOf(ctx, tx, id)
	if err != nil {
		return "", err
	}
	some, next, err := s.notRead(ctx, tx, newAudience(p, targets), "/", after, batch)
	if err != nil || len(some) == 0 {
		return next, err
	}
	if err := tx.Note("publication:"+string(id), "remind", map[string]int{"people": len(some)}); err != nil {
		return "", err
	}
	until := ""
	if !p.Due.IsZero() {
		until = ", hạn " + p.Due.String()
	}
	letters := make([]notify.Message, len(some))
	for i, w := range some {
		letters[i] = notify.Message{Member: w.Member, Key: "publication.remind:" + string(id) + ":" + reason, Code: "publication.remind", Args: []string{p.Title, until}, Link: p.Link}
	}
	_, err = s.notices.Send(ctx, tx, letters)
	return next, err
}

// Press lets the sender remind all who are not done, once a day; the letters are
// left to a job.
func (s *Service) Press(ctx context.Context, who authz.Actor, id ID) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		p, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Send, p.Path); err != nil {
			return err
		}
		if err := p.mayMark(); err != nil {
			return err
		}
		today := civil.In(tx.Now)
		if p.Pressed == today {
			return fault.New(fault.Conflict, "publication.pressed_today")
		}
		if err := tx.Note("publication:"+string(id), "press", nil); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE publication SET pressed = ? WHERE id = ?`, today, id); err != nil {
			return err
		}
		_, err = jobs.Put(ctx, tx, jobs.Job{Kind: PressKind, Body: Pressed{id, today}})
		return err
	})
}

// FulfilPress sends the letters of one [Service.Press].
func (s *Service) FulfilPress(ctx context.Context, who authz.Actor, p Pressed) error {
	return s.remindAll(ctx, who, p.ID, string(p.Day))
}
