package incoming

import (
	"context"

	"sotay/internal/org"
	"sotay/internal/platform/db"
	"sotay/internal/platform/ids"
	"sotay/internal/task"
)

const stepColumns = `s.id, s.part, COALESCE(s.office, 0), s.at, s.by, t.id, t.unit, t.path, t.origin, t.title, t.owner, t.owner_name, t.due, t.state, t.progress, t.result,
	t.created_at, t.done_at, t.rev`

func stepDest(s *Step) []any {
	t := &s.Task
	return []any{&s.ID, &s.Part, &s.Office, db.Time(&s.At), &s.By, &t.ID, &t.Unit, &t.Path, &t.Origin, &t.Title, db.Text(&t.Owner), &t.OwnerName, &t.Due, &t.State, &t.Progress,
		&t.Result, db.Time(&t.CreatedAt), db.Time(&t.DoneAt), &t.Rev}
}

// steps returns the work on a paper, the main part first.
func steps(ctx context.Context, q db.Q, id ID) ([]Step, error) {
	return db.All(ctx, q, stepDest, `SELECT `+stepColumns+` FROM incoming_step s JOIN v_task t ON t.id = s.task WHERE s.incoming = ? ORDER BY s.part, s.id`, id)
}

func insertStep(ctx context.Context, tx *db.Tx, id ID, part Part, office org.ID, t task.ID) error {
	_, err := tx.Exec(ctx, `INSERT INTO incoming_step (id, incoming, task, part, office, at, by) VALUES (?, ?, ?, ?, NULLIF(?, 0), ?, ?)`,
		ids.New("is", tx.Now), id, t, part, office, db.Time(&tx.Now), tx.Who.Name)
	return err
}

// paperStep is a step with the paper that it belongs to.
type paperStep struct {
	paper ID
	Step
}

// stepsOf returns the work on several papers that still counts: what was given up is not.
func stepsOf(ctx context.Context, q db.Q, papers []ID) ([]paperStep, error) {
	return db.All(ctx, q, func(s *paperStep) []any { return append([]any{&s.paper}, stepDest(&s.Step)...) },
		`SELECT s.incoming, `+stepColumns+` FROM incoming_step s JOIN v_task t ON t.id = s.task WHERE s.incoming IN (`+db.Marks(len(papers))+`) AND t.state <> 'dropped'
		ORDER BY s.part, s.id`, db.Args(papers)...)
}
