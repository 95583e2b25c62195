package meeting

import (
	"context"
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// Remind is the right of the scheduled work that reminds people.
const Remind authz.Perm = "meeting.remind"

// reminders is the rule "meeting.reminders".
type reminders struct {
	AnswerHoursBefore int // members who have not answered
	PapersHoursBefore int // secretaries of a meeting without papers
	CallByDay         int // day of the month by which the regular meeting should be called
}

// The posts whose holders run a branch's meetings.
const (
	secretary = "secretary"
	deputy    = "deputy"
)

// RemindAll tells people what is due and what is late, each thing once: members
// who have not answered, secretaries whose meeting has no papers or is not
// called, whose papers are due today or overdue, and then those above.
func (s *Service) RemindAll(ctx context.Context, who authz.Actor) error {
	for _, step := range []func(context.Context, *db.Tx, reminders) error{s.remindCalled, s.remindEnded, s.remindUncalled} {
		err := s.db.Write(ctx, who, func(tx *db.Tx) error {
			if err := tx.Require(Remind, "/"); err != nil {
				return err
			}
			var r reminders
			if _, err := s.rules.On("meeting.reminders", civil.In(tx.Now), &r); err != nil {
				return err
			}
			if err := tx.Note("meetings", "remind", nil); err != nil {
				return err
			}
			return step(ctx, tx, r)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// remindCalled goes through the meetings that are about to begin.
func (s *Service) remindCalled(ctx context.Context, tx *db.Tx, r reminders) error {
	horizon := max(r.AnswerHoursBefore, r.PapersHoursBefore)
	soon, err := startsBetween(ctx, tx, Called, tx.Now, tx.Now.Add(time.Duration(horizon)*time.Hour))
	if err != nil {
		return err
	}
	for _, m := range soon {
		left := m.StartsAt.Sub(tx.Now)
		if left <= time.Duration(r.AnswerHoursBefore)*time.Hour {
			if err := s.remindSilent(ctx, tx, m); err != nil {
				return err
			}
		}
		has, err := s.files.OfSubject(ctx, tx, m.ID.Subject())
		if err != nil {
			return err
		}
		if len(has) == 0 && left <= time.Duration(r.PapersHoursBefore)*time.Hour {
			if err := s.remindRunners(ctx, tx, m, "meeting.remind_papers"); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) remindSilent(ctx context.Context, tx *db.Tx, m Meeting) error {
	roll, err := seats(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	var silent []member.ID
	for _, x := range roll {
		if x.Answer == NoAnswer && !x.Exempt {
			silent = append(silent, x.Member)
		}
	}
	_, err = s.notices.Send(ctx, tx, m.letters("meeting.remind_answer", "", silent))
	return err
}

// lookBack is how far back unfinished papers are looked for; older ones were
// reminded of long ago.
const lookBack = 62 * 24 * time.Hour

// remindEnded goes through the meetings whose papers are due or overdue.
func (s *Service) remindEnded(ctx context.Context, tx *db.Tx, _ reminders) error {
	open, err := startsBetween(ctx, tx, Ended, tx.Now.Add(-lookBack), tx.Now)
	if err != nil {
		return err
	}
	today := civil.In(tx.Now)
	for _, m := range open {
		cal, err := s.rules.calendar(civil.In(m.StartsAt))
		if err != nil {
			return err
		}
		due := cal.reportBy(m.EndedAt)
		if today == due {
			err = s.remindRunners(ctx, tx, m, "meeting.remind_report")
		}
		if today > due {
			err = s.remindLate(ctx, tx, m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) remindLate(ctx context.Context, tx *db.Tx, m Meeting) error {
	if err := s.remindRunners(ctx, tx, m, "meeting.report_late"); err != nil {
		return err
	}
	return s.tellAbove(ctx, tx, m, "meeting.branch_late", "")
}

// remindUncalled tells the secretaries of branches that have not called the
// month's regular meeting by the day of the rule.
func (s *Service) remindUncalled(ctx context.Context, tx *db.Tx, r reminders) error {
	today := civil.In(tx.Now)
	if _, _, d := today.Parts(); d < r.CallByDay {
		return nil
	}
	units, err := db.Column[org.ID](ctx, tx, `SELECT DISTINCT p.unit FROM v_member_post p JOIN v_org_unit u ON u.id = p.unit AND u.closed IS NULL
		WHERE p.post IN (?, ?) AND p.from_day <= ? AND (p.to_day IS NULL OR p.to_day >= ?)
		AND u.kind = 'branch' AND NOT EXISTS (SELECT 1 FROM meeting m WHERE m.unit = p.unit AND m.month = ? AND m.kind <> 'thematic' AND m.state NOT IN ('draft', 'cancelled')) ORDER BY p.unit`,
		secretary, deputy, today, today, today.Month())
	if err != nil {
		return err
	}
	for _, unit := range units {
		m := Meeting{ID: ID("month:" + string(today.Month())), Unit: unit, Title: title(Regular, today.Month(), ""), StartsAt: tx.Now}
		if err := s.remindRunners(ctx, tx, m, "meeting.remind_call"); err != nil {
			return err
		}
	}
	return nil
}

// remindRunners reminds the branch's secretary and deputy.
func (s *Service) remindRunners(ctx context.Context, tx *db.Tx, m Meeting, code string) error {
	posts, err := s.members.Posts(ctx, tx, m.Unit, civil.In(tx.Now))
	if err != nil {
		return err
	}
	var to []member.ID
	for _, p := range posts {
		if p.Post == secretary || p.Post == deputy {
			to = append(to, p.Member)
		}
	}
	letters := m.letters(code, "", to)
	if code == "meeting.remind_call" {
		for i := range letters {
			letters[i].Link = "/meetings"
		}
	}
	_, err = s.notices.Send(ctx, tx, letters)
	return err
}
