package task

import (
	"context"
	"fmt"
	"strings"

	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Wish is more time that whoever has a task asks for; none where Due is none.
type Wish struct {
	Due   civil.Date
	Why   string
	By    string
	Asker member.ID // who is told the answer
}

// Ask asks for more time: for its owner, or who gives tasks there. An earlier wish
// that was not answered yet is replaced.
func (s *Service) Ask(ctx context.Context, who authz.Actor, id ID, rev int64, due civil.Date, why string) error {
	return s.db.Intake(ctx, who, func(tx *db.Tx) error {
		t, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.mayReport(ctx, tx, t); err != nil {
			return err
		}
		if rev != 0 && rev != t.Rev {
			return fault.New(fault.Conflict, "task.overtaken")
		}
		return s.AskIn(ctx, tx, id, due, why)
	})
}

// AskIn is [Service.Ask] as part of a larger change, which has been authorised. Who gave
// the task is told.
func (s *Service) AskIn(ctx context.Context, tx *db.Tx, id ID, due civil.Date, why string) error {
	t, err := get(ctx, tx, id)
	if err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	if t.Due.IsZero() && t.State == Open {
		return fault.New(fault.Conflict, "task.no_due")
	}
	if err := extend(t, due, why, civil.In(tx.Now)); err != nil {
		return err
	}
	t.Wish = Wish{Due: due, Why: why, By: tx.Who.Name, Asker: member.ID(tx.Who.Member)}
	if err := s.follow(ctx, tx, t, Step{Kind: Asked, Due: due, Result: why}); err != nil {
		return err
	}
	return s.tell(ctx, tx, t, t.Giver, "task.asked", t.Wish.By, t.Title, due.String(), why)
}

// Answer grants or refuses the time that was asked for: for who gives tasks at the
// task's unit. Without a day the wish is refused, and then a reason is needed.
func (s *Service) Answer(ctx context.Context, who authz.Actor, id ID, rev int64, due civil.Date, why string) error {
	return s.db.Intake(ctx, who, func(tx *db.Tx) error {
		t, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Give, t.Path); err != nil {
			return err
		}
		if rev != 0 && rev != t.Rev {
			return fault.New(fault.Conflict, "task.overtaken")
		}
		return s.AnswerIn(ctx, tx, id, due, why)
	})
}

// AnswerIn is [Service.Answer] as part of a larger change, which has been authorised.
// Who asked is told.
func (s *Service) AnswerIn(ctx context.Context, tx *db.Tx, id ID, due civil.Date, why string) error {
	t, err := get(ctx, tx, id)
	if err != nil {
		return err
	}
	if t.Wish.Due.IsZero() {
		return fault.New(fault.Conflict, "task.no_wish")
	}
	why = strings.TrimSpace(why)
	if !due.IsZero() {
		if why == "" {
			why = t.Wish.Why
		}
		return s.Extend(ctx, tx, id, due, why)
	}
	var c fault.Check
	c.That(why != "", "reason", "task.deny_reason")
	c.That(len([]rune(why)) <= maxResult, "reason", "task.result_long")
	if err := c.Err("task.invalid"); err != nil {
		return err
	}
	asker := t.Wish.Asker
	t.Wish = Wish{}
	if err := s.follow(ctx, tx, t, Step{Kind: Denied, Result: why}); err != nil {
		return err
	}
	return s.tell(ctx, tx, t, asker, "task.denied", t.Title, t.Due.String(), why)
}

// follow writes what was said about a task, other than how it stands, and tells who watches.
func (s *Service) follow(ctx context.Context, tx *db.Tx, t Task, x Step) error {
	x.At, x.By, x.Progress, x.State = tx.Now, tx.Who.Name, t.Progress, t.State
	if err := tx.Note("task:"+string(t.ID), string(x.Kind), map[string]any{"due": x.Due, "why": x.Result}); err != nil {
		return err
	}
	return s.put(ctx, tx, t, x)
}

// put saves a task with a new step, and tells who watches.
func (s *Service) put(ctx context.Context, tx *db.Tx, t Task, x Step) error {
	if err := insertStep(ctx, tx, t.ID, x); err != nil {
		return err
	}
	if err := update(ctx, tx, t); err != nil {
		return err
	}
	for _, w := range s.told {
		if err := w(ctx, tx, t, x); err != nil {
			return err
		}
	}
	return nil
}

// Tell makes the service send messages, before the program runs; page is where
// somebody who is told of a task goes on.
func (s *Service) Tell(n *notify.Service, page func(Task) string) { s.notices, s.page = n, page }

// tell leaves a message for somebody else than who acts.
func (s *Service) tell(ctx context.Context, tx *db.Tx, t Task, to member.ID, code string, args ...string) error {
	if s.notices == nil || to == "" || string(to) == tx.Who.Member {
		return nil
	}
	_, err := s.notices.Send(ctx, tx, []notify.Message{{Member: to, Key: fmt.Sprint(code, ":", t.ID, ":", t.Rev), Code: code, Args: args, Link: s.page(t)}})
	return err
}
