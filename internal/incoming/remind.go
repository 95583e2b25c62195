package incoming

import (
	"context"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// RemindAll reminds, once when a deadline is near and once when it has passed, those
// who have work on an incoming paper.
func (s *Service) RemindAll(ctx context.Context, who authz.Actor) error {
	day := civil.In(s.db.Now())
	near, err := s.nearUntil(day)
	if err != nil {
		return err
	}
	var r reminders
	if _, err := s.rules.On("incoming.reminders", day, &r); err != nil {
		return err
	}
	for {
		var some []dueStep
		err := s.db.Write(ctx, who, func(tx *db.Tx) error {
			if some, err = toRemind(ctx, tx, day.AddDays(-r.DaysAfter), day, near); err != nil || len(some) == 0 {
				return err
			}
			if err := tx.Require(Remind, "/"); err != nil {
				return err
			}
			if err := tx.Note("incoming", "remind", map[string]int{"steps": len(some)}); err != nil {
				return err
			}
			for _, x := range some {
				if err := s.remind(ctx, tx, x, day); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(some) < batch {
			return err
		}
	}
}

// batch is how many steps one transaction reminds of.
const batch = 200

func (s *Service) remind(ctx context.Context, tx *db.Tx, x dueStep, day civil.Date) error {
	code := "incoming.near"
	if x.Due < day {
		code = "incoming.late"
	}
	p, err := get(ctx, tx, x.paper)
	if err != nil {
		return err
	}
	if err := s.letter(ctx, tx, p, x.Step, code, code+":"+x.Step.ID+":"+string(x.Due)); err != nil {
		return err
	}
	return reminded(ctx, tx, x.Step.ID, x.word)
}
