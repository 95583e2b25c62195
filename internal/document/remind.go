package document

import (
	"context"
	"slices"
	"strconv"

	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// Remind is the right of the scheduled work that reminds of papers that wait.
const Remind authz.Perm = "document.remind"

// reminders is the rule "document.reminders".
type reminders struct {
	After int `json:"after"` // working days in which nothing happened
	Most  int `json:"most"`  // how often one wait is reminded of
}

// RemindAll reminds those on whom a paper waits when nothing has happened for the
// working days of the rule, and again after as many, no more often than the rule says.
func (s *Service) RemindAll(ctx context.Context, who authz.Actor) error {
	today := civil.In(s.db.Now())
	var r reminders
	if _, err := s.rules.On("document.reminders", today, &r); err != nil {
		return err
	}
	cal, err := s.rules.Calendar()
	if err != nil {
		return err
	}
	if !cal.Works(today) {
		return nil
	}
	after := ID("")
	for {
		var some []Document
		err := s.db.Write(ctx, who, func(tx *db.Tx) error {
			if some, err = waiting(ctx, tx, r.Most, after, batch); err != nil || len(some) == 0 {
				return err
			}
			if err := tx.Require(Remind, "/"); err != nil {
				return err
			}
			if err := tx.Note("documents", "remind", nil); err != nil {
				return err
			}
			return s.remindOf(ctx, tx, slices.DeleteFunc(slices.Clone(some), func(d Document) bool {
				return cal.Add(civil.In(d.MovedAt), r.After*int(d.Reminded+1)) > today
			}))
		})
		if err != nil || len(some) < batch {
			return err
		}
		after = some[len(some)-1].ID
	}
}

// batch is through how many papers one transaction goes.
const batch = 200

func (s *Service) remindOf(ctx context.Context, tx *db.Tx, due []Document) error {
	for _, d := range due {
		what, people, err := s.waitsFor(ctx, tx, d)
		if err != nil {
			return err
		}
		if people, err = s.fit(ctx, tx, d, what, people); err != nil {
			return err
		}
		if err := s.remindPeople(ctx, tx, d, what, people); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) remindPeople(ctx context.Context, tx *db.Tx, d Document, what act, people []member.ID) error {
	d.Reminded++
	if err := s.letter(ctx, tx, d, "document.remind_"+string(what), strconv.FormatInt(d.Reminded, 10), people, d.MovedAt.In(civil.Zone).Format("02/01/2006")); err != nil {
		return err
	}
	return saveReminded(ctx, tx, d)
}
