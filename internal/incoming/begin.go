package incoming

import (
	"context"
	"slices"

	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/task"
)

// begun is the verb of the line in a paper's history that says that work on it began.
const begun = "begin"

// heard takes into a paper's history what was said of the work on it, here, on the page
// of somebody's tasks or at a meeting. What a person says on his own is held to what
// the paper asks of a report.
func (s *Service) heard(ctx context.Context, tx *db.Tx, t task.Task, x task.Step) error {
	id := IDOf(t.Origin)
	if id == "" || x.Kind == task.TakenBack {
		return nil
	}
	p, err := get(ctx, tx, id)
	if err != nil {
		return err
	}
	if x.Kind != task.Reported {
		return s.line(ctx, tx, p, t, x)
	}
	if x.Meeting == "" {
		if err := p.ready(0, Registered, Working); err != nil {
			return err
		}
		if x.State == task.Done && x.Result == "" {
			return fault.New(fault.Invalid, "incoming.invalid").Field("result", "incoming.result_missing")
		}
	}
	if err := s.begin(ctx, tx, t); err != nil {
		return err
	}
	return s.line(ctx, tx, p, t, x)
}

// line is what was said of work, in the paper's history.
func (s *Service) line(ctx context.Context, tx *db.Tx, p Paper, t task.Task, x task.Step) error {
	if err := public(x.Result); err != nil {
		return err
	}
	verb, text := string(x.Kind), x.Result
	switch {
	case x.Kind == task.Reported:
		verb = "report_" + string(x.State)
	case x.Due.IsZero():
		text = t.OwnerName + ": " + text
	default:
		text = t.OwnerName + ", " + x.Due.String() + ": " + text
	}
	if err := record(ctx, tx, p.ID, verb, text, map[string]any{"task": t.ID, "due": x.Due}); err != nil {
		return err
	}
	if x.Kind == task.Extended {
		all, err := steps(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(k Step) bool { return k.Task.ID == t.ID }); i >= 0 {
			p = p.until(all[i], x.Due)
		}
	}
	return s.keep(ctx, tx, p)
}

// begin notes once that somebody who was given work on a paper has said how it
// stands, here or on the page of his tasks, and tells who watches.
func (s *Service) begin(ctx context.Context, tx *db.Tx, t task.Task) error {
	id := IDOf(t.Origin)
	if id == "" || t.State == task.Dropped {
		return nil
	}
	before, err := s.Begun(ctx, tx, id)
	if err != nil || before {
		return err
	}
	p, err := get(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := record(ctx, tx, id, begun, t.OwnerName, map[string]any{"task": t.ID}); err != nil {
		return err
	}
	return s.tell(ctx, tx, p)
}

// Begun reports whether work on a paper has begun: it is for who watches it.
func (s *Service) Begun(ctx context.Context, q db.Q, id ID) (bool, error) {
	n, err := db.Value[int](ctx, q, `SELECT COUNT(*) FROM incoming_event WHERE incoming = ? AND verb = ?`, id, begun)
	return n > 0, err
}

// Amended notes in a paper's history what its sender did to it later (an update, a
// replacement, the wish to have it back), as part of that change, and tells once for
// each cause those who have work on it and who holds a post at its office.
func (s *Service) Amended(ctx context.Context, tx *db.Tx, id ID, cause, text string) error {
	p, err := get(ctx, tx, id)
	if err != nil {
		return err
	}
	all, err := steps(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := record(ctx, tx, id, "amend", text, map[string]any{"cause": cause}); err != nil {
		return err
	}
	for _, x := range append(all, Step{Office: p.Unit, Task: task.Task{State: task.Open}}) {
		if x.State != task.Open {
			continue
		}
		if err := s.letter(ctx, tx, p, x, "incoming.amended", "incoming.amended:"+cause+":"+string(id)); err != nil {
			return err
		}
	}
	return nil
}
