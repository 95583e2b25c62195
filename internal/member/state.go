package member

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// SetState records a decision on a person's state: made official, admitted,
// left, admitted again.
func (s *Service) SetState(ctx context.Context, who authz.Actor, id ID, rev int64, step Step) error {
	return s.change(ctx, who, id, rev, act{"state", step.Decision}, func(tx *db.Tx, r rules, m Member) (Member, error) {
		after, err := r.step(m, step)
		if err != nil {
			return m, err
		}
		if err := r.judge(after.Person, after.State); err != nil {
			return m, err
		}
		if err := insertState(ctx, tx, after, step); err != nil {
			return m, err
		}
		switch {
		case after.State == Left:
			return after, leave(ctx, tx, id, step.Day)
		case m.State == Left:
			return s.comeBack(ctx, tx, after, step)
		}
		return after, nil
	})
}

// Leave records that a person left: reason is a key of the rule "member.leaving".
// His posts end with it.
func (s *Service) Leave(ctx context.Context, who authz.Actor, id ID, rev int64, reason string, day civil.Date, decision string) error {
	return s.SetState(ctx, who, id, rev, Step{To: Left, Day: day, Decision: decision, Reason: reason})
}

// comeBack puts a person who had left on the list of a unit again.
func (s *Service) comeBack(ctx context.Context, tx *db.Tx, m Member, step Step) (Member, error) {
	if step.Unit == 0 {
		step.Unit = m.Unit
	}
	return s.settle(ctx, tx, m, step.Unit, Stay{Reason: "return", From: step.Day, Decision: step.Decision})
}

// Move puts a person on the list of another unit from a day on, by a decision. The
// right to edit is asked for at both units.
func (s *Service) Move(ctx context.Context, who authz.Actor, id ID, rev int64, to org.ID, day civil.Date, decision string) error {
	return s.change(ctx, who, id, rev, act{"move", decision}, func(tx *db.Tx, r rules, m Member) (Member, error) {
		var c fault.Check
		c.That(m.State != Left, string(FieldUnit), "member.has_left")
		c.That(to != m.Unit, string(FieldUnit), "member.same_unit")
		c.That(!day.IsZero(), "day", "member.day_empty")
		c.That(isDay(day), "day", "member.day_form")
		c.That(day <= r.day, "day", "member.day_future")
		c.That(decision != "", "decision", "member.decision_empty")
		if err := c.Err("member.invalid"); err != nil {
			return m, err
		}
		late, err := db.Value[civil.Date](ctx, tx, `SELECT from_day FROM member_stay WHERE member = ? AND to_day = ? AND from_day > ?`, id, forever, day)
		if err != nil {
			return m, err
		}
		if !late.IsZero() {
			return m, fault.New(fault.Invalid, "member.invalid").Field("day", "member.day_early")
		}
		return s.settle(ctx, tx, m, to, Stay{Reason: "move", From: day, Decision: decision})
	})
}

// settle ends the stay that lasts and begins another.
func (s *Service) settle(ctx context.Context, tx *db.Tx, m Member, unit org.ID, stay Stay) (Member, error) {
	u, err := s.home(ctx, tx, unit)
	if err != nil {
		return m, err
	}
	if err := tx.Require(Edit, u.Path); err != nil {
		return m, err
	}
	if err := endStay(ctx, tx, m.ID, stay.From); err != nil {
		return m, err
	}
	m.Unit, m.Path = u.ID, u.Path
	return m, insertStays(ctx, tx, []Member{m}, stay.Reason, stay.Decision, stay.From)
}

// leave ends the stay and the posts of a person who left.
func leave(ctx context.Context, tx *db.Tx, id ID, day civil.Date) error {
	if err := endStay(ctx, tx, id, day); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE member_post SET to_day = ? WHERE member = ? AND (to_day IS NULL OR to_day >= ?)`, day.AddDays(-1), id, day)
	return err
}

// Exempt excuses a person from activity (miễn công tác và sinh hoạt) from a day to
// a last day, or for good where to is empty; an empty from ends the exemption.
func (s *Service) Exempt(ctx context.Context, who authz.Actor, id ID, rev int64, from, to civil.Date, decision string) error {
	return s.change(ctx, who, id, rev, act{"exempt", decision}, func(_ *db.Tx, _ rules, m Member) (Member, error) {
		var c fault.Check
		c.That(isDay(from), "from", "member.day_form")
		c.That(isDay(to), "to", "member.day_form")
		c.That(from.IsZero() || m.State == Official || m.State == Probationary, "from", "member.exempt_state")
		c.That(to.IsZero() || !from.IsZero() && from <= to, "to", "member.exempt_order")
		c.That(decision != "", "decision", "member.decision_empty")
		m.ExemptFrom, m.ExemptTo = from, to
		return m, c.Err("member.invalid")
	})
}
