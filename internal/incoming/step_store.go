package incoming

import (
	"context"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/ids"
	"sotay/internal/task"
)

const stepColumns = `s.id, s.part, COALESCE(s.office, 0), s.at, s.by, t.id, t.unit, t.path, t.origin, t.title, t.owner, t.owner_name, t.due, t.state, t.progress, t.result,
	t.created_at, t.done_at, t.rev, t.asked_due, t.asked_why, t.asked_by`

func stepDest(s *Step) []any {
	t := &s.Task
	return []any{&s.ID, &s.Part, &s.Office, db.Time(&s.At), &s.By, &t.ID, &t.Unit, &t.Path, &t.Origin, &t.Title, db.Text(&t.Owner), &t.OwnerName, &t.Due, &t.State, &t.Progress,
		&t.Result, db.Time(&t.CreatedAt), db.Time(&t.DoneAt), &t.Rev, &t.Wish.Due, &t.Wish.Why, &t.Wish.By}
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

// dueStep is a step whose people are to be reminded, and the word that says of what.
type dueStep struct {
	paperStep
	word string
}

// toRemind returns open steps that are due from a day to another, and of which nobody
// was reminded yet: of being near, or late.
func toRemind(ctx context.Context, q db.Q, from, today, to civil.Date) ([]dueStep, error) {
	const word = `CASE WHEN t.due < ? THEN 'late ' || t.due ELSE 'near ' || t.due END`
	return db.All(ctx, q, func(s *dueStep) []any { return append([]any{&s.paper, &s.word}, stepDest(&s.Step)...) },
		`SELECT s.incoming, `+word+`, `+stepColumns+` FROM v_task t JOIN incoming_step s ON s.task = t.id
		WHERE t.state = 'open' AND t.due BETWEEN ? AND ? AND s.reminded <> `+word+` ORDER BY s.id LIMIT ?`, today, from, to, today, batch)
}

func reminded(ctx context.Context, tx *db.Tx, step, word string) error {
	_, err := tx.Exec(ctx, `UPDATE incoming_step SET reminded = ? WHERE id = ?`, word, step)
	return err
}

// Item is work on a paper, as the one who has it sees it in a list.
type Item struct {
	Paper
	Step Step
}

// given returns the work of a condition on steps "s" and tasks "t", what is open and
// most urgent first.
func (f filter) given(ctx context.Context, q db.Q, limit int) ([]Item, error) {
	return db.All(ctx, q, func(i *Item) []any { return append(dest(&i.Paper), stepDest(&i.Step)...) },
		`SELECT `+columns+`, `+stepColumns+` FROM incoming_step s JOIN v_task t ON t.id = s.task JOIN incoming p ON p.id = s.incoming WHERE `+strings.Join(f.where, ` AND `)+`
		ORDER BY CASE t.state WHEN 'open' THEN 0 ELSE 1 END, t.due NULLS LAST, s.id DESC LIMIT ?`, append(f.args, limit)...)
}

// givenCount counts them.
func (f filter) givenCount(ctx context.Context, q db.Q) (int, error) {
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM incoming_step s JOIN v_task t ON t.id = s.task WHERE `+strings.Join(f.where, ` AND `), f.args...)
}
