package incoming

import (
	"context"
	"slices"

	"sotay/internal/document"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/task"
)

// act is the course of every verb on a step: load, find, check the right, do.
func (s *Service) act(ctx context.Context, who authz.Actor, id ID, step string, may func(*db.Tx, Paper, Step) error, do func(*db.Tx, Paper, Step) (Paper, error)) error {
	return s.db.Intake(ctx, who, func(tx *db.Tx) error {
		p, all, err := s.held(ctx, tx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x Step) bool { return x.ID == step })
		if i < 0 {
			return fault.New(fault.NotFound, "incoming.step_unknown")
		}
		if err := may(tx, p, all[i]); err != nil {
			return err
		}
		if err := p.ready(0, Registered, Working); err != nil {
			return err
		}
		if p, err = do(tx, p, all[i]); err != nil {
			return err
		}
		return s.keep(ctx, tx, p)
	})
}

func leads(tx *db.Tx, p Paper, _ Step) error { return tx.Require(Assign, p.Path) }

// Report says how a step stands: the person who has it, for an office whoever
// registers there, or who leads.
func (s *Service) Report(ctx context.Context, who authz.Actor, id ID, step string, rev int64, r task.Step) error {
	return s.act(ctx, who, id, step, mayReport, func(tx *db.Tx, p Paper, x Step) (Paper, error) {
		if rev != 0 && rev != x.Rev {
			return p, fault.New(fault.Conflict, "task.overtaken")
		}
		if own(tx, x) {
			return p, s.tasks.ReportIn(ctx, tx, x.Task.ID, 0, r)
		}
		return p, s.tasks.Judge(ctx, tx, x.Task.ID, r)
	})
}

// Ask asks who leads for more time, with a reason: until a day, or by working days
// from today; for whoever may report on the step.
func (s *Service) Ask(ctx context.Context, who authz.Actor, id ID, step string, d Deadline, reason string) error {
	return s.act(ctx, who, id, step, mayReport, func(tx *db.Tx, p Paper, x Step) (Paper, error) {
		reason, due, err := s.moreTime(tx, p, d, reason)
		if err != nil {
			return p, err
		}
		return p, s.tasks.AskIn(ctx, tx, x.Task.ID, due, reason)
	})
}

// Grant gives the time that was asked for: until that day, or until another where one is given.
func (s *Service) Grant(ctx context.Context, who authz.Actor, id ID, step string, d Deadline, reason string) error {
	return s.act(ctx, who, id, step, leads, func(tx *db.Tx, p Paper, x Step) (Paper, error) {
		if d == (Deadline{}) {
			d.Due = x.Wish.Due
		}
		if d.Due.IsZero() && d.Days == 0 {
			return p, fault.New(fault.Conflict, "task.no_wish")
		}
		due, err := s.deadline(d, p, today(tx))
		if err != nil {
			return p, err
		}
		return p.until(x, due), s.tasks.AnswerIn(ctx, tx, x.Task.ID, due, reason)
	})
}

// Deny refuses the time that was asked for, with a reason.
func (s *Service) Deny(ctx context.Context, who authz.Actor, id ID, step, reason string) error {
	return s.act(ctx, who, id, step, leads, func(tx *db.Tx, p Paper, x Step) (Paper, error) {
		return p, s.tasks.AnswerIn(ctx, tx, x.Task.ID, "", reason)
	})
}

// moreTime is a reason and a day for more time.
func (s *Service) moreTime(tx *db.Tx, p Paper, d Deadline, reason string) (string, civil.Date, error) {
	reason, err := note(reason, "reason", "incoming.reason_missing")
	if err != nil {
		return "", "", err
	}
	if d == (Deadline{}) {
		return "", "", fault.New(fault.Invalid, "incoming.invalid").Field("due", "incoming.due_missing")
	}
	due, err := s.deadline(d, p, today(tx))
	return reason, due, err
}

// until is the paper with a step's new day: its own moves with that of the main part.
func (p Paper) until(x Step, due civil.Date) Paper {
	if x.Part == Main {
		p.Due = max(p.Due, due)
	}
	return p
}

func own(tx *db.Tx, x Step) bool { return x.Owner != "" && string(x.Owner) == tx.Who.Member }

func mayReport(tx *db.Tx, p Paper, x Step) error {
	switch {
	case own(tx, x):
		return tx.Require(task.Own, tx.Who.Home)
	case x.Office != 0 && tx.Who.Can(Register, x.Path):
		return tx.Require(Register, x.Path)
	}
	return tx.Require(Assign, p.Path)
}

// Extend gives a step more time, with a reason: until a day, or by working days from
// today. The paper's own deadline moves with that of the main part.
func (s *Service) Extend(ctx context.Context, who authz.Actor, id ID, step string, d Deadline, reason string) error {
	return s.act(ctx, who, id, step, leads, func(tx *db.Tx, p Paper, x Step) (Paper, error) {
		reason, due, err := s.moreTime(tx, p, d, reason)
		if err != nil {
			return p, err
		}
		return p.until(x, due), s.tasks.Extend(ctx, tx, x.Task.ID, due, reason)
	})
}

// Transfer gives a step to somebody else, with a reason: who leads to anyone, the
// office that has it to its own people.
func (s *Service) Transfer(ctx context.Context, who authz.Actor, id ID, step string, to Work, reason string) error {
	return s.act(ctx, who, id, step, mayPass, func(tx *db.Tx, p Paper, x Step) (Paper, error) {
		reason, err := note(reason, "reason", "incoming.reason_missing")
		if err != nil {
			return p, err
		}
		if x.State != task.Open {
			return p, fault.New(fault.Conflict, "incoming.step_finished")
		}
		w, err := passed(tx, p, x, to)
		if err != nil {
			return p, err
		}
		if err := s.tasks.Judge(ctx, tx, x.Task.ID, task.Step{Kind: task.TakenBack, State: task.Dropped, Progress: x.Progress, Result: reason}); err != nil {
			return p, err
		}
		if err := record(ctx, tx, id, "transfer", x.OwnerName+": "+reason, map[string]any{"task": x.Task.ID, "to": w, "reason": reason}); err != nil {
			return p, err
		}
		return p, s.give(ctx, tx, p, w)
	})
}

func mayPass(tx *db.Tx, p Paper, x Step) error {
	if x.Office != 0 && !tx.Who.Can(Assign, p.Path) {
		return tx.Require(Assign, x.Path)
	}
	return tx.Require(Assign, p.Path)
}

// passed is the work as it goes on: part, content and deadline stay.
func passed(tx *db.Tx, p Paper, x Step, to Work) (Work, error) {
	w := Work{Part: x.Part, Person: to.Person, Office: to.Office, Title: x.Title, Due: max(x.Due, today(tx))}
	if !tx.Who.Can(Assign, p.Path) {
		w.Office = x.Office
	}
	if w.Person == "" && (w.Office == 0 || w.Office == x.Office) || w.Person != "" && w.Person == x.Owner {
		return w, fault.New(fault.Invalid, "incoming.invalid").Field("to", "incoming.work_nobody")
	}
	return w, nil
}

// Withdraw takes a step back, with a reason.
func (s *Service) Withdraw(ctx context.Context, who authz.Actor, id ID, step, reason string) error {
	return s.act(ctx, who, id, step, leads, func(tx *db.Tx, p Paper, x Step) (Paper, error) {
		reason, err := note(reason, "reason", "incoming.reason_missing")
		if err != nil {
			return p, err
		}
		if x.State != task.Open {
			return p, fault.New(fault.Conflict, "incoming.step_finished")
		}
		if err := s.tasks.Judge(ctx, tx, x.Task.ID, task.Step{Kind: task.TakenBack, State: task.Dropped, Progress: x.Progress, Result: reason}); err != nil {
			return p, err
		}
		left, err := steps(ctx, tx, id)
		if !slices.ContainsFunc(left, func(x Step) bool { return x.State != task.Dropped }) {
			p.State = Registered
		}
		if err != nil {
			return p, err
		}
		return p, record(ctx, tx, id, "withdraw", x.OwnerName+": "+reason, map[string]any{"task": x.Task.ID, "reason": reason})
	})
}

// Answerable is nil where a unit works on the paper, or was given it: its papers may
// say that they answer it. It is for package document to ask.
func (s *Service) Answerable(ctx context.Context, q db.Q, unit org.ID, subject string) error {
	p, all, err := s.bySubject(ctx, q, subject)
	if err != nil {
		return err
	}
	if p.Unit == unit && p.Number > 0 || slices.ContainsFunc(all, func(x Step) bool { return x.Office == unit }) {
		return nil
	}
	return fault.New(fault.NotFound, "incoming.not_found")
}

func (s *Service) bySubject(ctx context.Context, q db.Q, subject string) (Paper, []Step, error) {
	p, err := get(ctx, q, IDOf(subject))
	if err != nil {
		return p, nil, err
	}
	all, err := steps(ctx, q, p.ID)
	return p, all, err
}

// Answered notes that a paper which answers was issued, within that change; where its
// writer wished so, the step of the unit that issued it is done with it.
func (s *Service) Answered(ctx context.Context, tx *db.Tx, d document.Document) error {
	p, all, err := s.bySubject(ctx, tx, d.Answers)
	if err != nil {
		return err
	}
	if err := record(ctx, tx, p.ID, "answer", d.Symbol, map[string]any{"document": d.ID, "settles": d.Settles}); err != nil {
		return err
	}
	for _, x := range all {
		if !d.Settles || x.State != task.Open || x.unit(p) != d.Unit || x.Part != Main && p.Unit == d.Unit {
			continue
		}
		if err := s.tasks.Judge(ctx, tx, x.Task.ID, task.Step{State: task.Done, Progress: 100, Result: d.Symbol + ": " + d.Abstract}); err != nil {
			return err
		}
	}
	return s.keep(ctx, tx, p)
}

// unit is whose work the step is.
func (s Step) unit(p Paper) org.ID {
	if s.Office != 0 {
		return s.Office
	}
	return p.Unit
}
