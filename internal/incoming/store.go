package incoming

import (
	"context"
	"fmt"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/ids"
)

const columns = `p.id, p.unit, p.path, p.door, COALESCE(p.register, 0), p.source, p.external, p.sender, p.origin, COALESCE(p.year, ''), COALESCE(p.number, 0), p.arrived, p.issuer, p.symbol, p.day, p.type,
	p.abstract, p.urgency, p.state, p.reason, p.due, p.instruction, p.instructed_by, p.instructed_at, p.result, p.clerk, p.made_at, p.done_at, p.rev`

func dest(p *Paper) []any {
	return []any{&p.ID, &p.Unit, &p.Path, &p.Door, &p.Register, &p.Source, db.Text(&p.External), &p.Sender, &p.Origin, &p.Year, &p.Number, &p.Arrived, &p.Issuer, &p.Symbol, &p.Day, &p.Type,
		&p.Abstract, &p.Urgency, &p.State, &p.Reason, &p.Due, &p.Instruction, &p.InstructedBy, db.Time(&p.InstructedAt), &p.Result, &p.Clerk, db.Time(&p.MadeAt), db.Time(&p.DoneAt), &p.Rev}
}

func get(ctx context.Context, q db.Q, id ID) (Paper, error) {
	return db.One(ctx, q, "incoming.not_found", dest, `SELECT `+columns+` FROM incoming p WHERE p.id = ?`, id)
}

func insert(ctx context.Context, tx *db.Tx, p Paper) error {
	_, err := tx.Exec(ctx, `INSERT INTO incoming (id, unit, path, door, register, source, external, sender, origin, year, number, arrived, issuer, symbol, day, type, abstract, urgency, twin, fold,
		state, clerk, made_at) VALUES (?, ?, ?, ?, NULLIF(?, 0), ?, ?, ?, ?, NULLIF(?, ''), NULLIF(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.ID, p.Unit, p.Path, p.Door, p.Register, p.Source, db.Text(&p.External), p.Sender, p.Origin, p.Year, p.Number, p.Arrived, p.Issuer, p.Symbol, p.Day, p.Type, p.Abstract, p.Urgency,
		p.twin(), p.fold(), p.State, p.Clerk, db.Time(&p.MadeAt))
	return err
}

// save writes the paper's row, raises its revision and tells open pages.
func save(ctx context.Context, tx *db.Tx, p Paper) error {
	_, err := tx.Exec(ctx, `UPDATE incoming SET register = NULLIF(?, 0), year = NULLIF(?, ''), number = NULLIF(?, 0), arrived = ?, issuer = ?, symbol = ?, day = ?, type = ?, abstract = ?, urgency = ?, twin = ?,
		fold = ?, state = ?, reason = ?, due = ?, instruction = ?, instructed_by = ?, instructed_at = ?, result = ?, clerk = ?, done_at = ?, rev = ? WHERE id = ?`,
		p.Register, p.Year, p.Number, p.Arrived, p.Issuer, p.Symbol, p.Day, p.Type, p.Abstract, p.Urgency, p.twin(), p.fold(), p.State, p.Reason, p.Due, p.Instruction, p.InstructedBy,
		db.Time(&p.InstructedAt), p.Result, p.Clerk, db.Time(&p.DoneAt), p.Rev+1, p.ID)
	tx.Signal(p.ID.Topic(), p.Rev+1)
	return err
}

// next gives a book its next number. On both engines the row orders those who ask
// at the same time.
func next(ctx context.Context, tx *db.Tx, unit org.ID, path authz.Path, year string) (int64, error) {
	id := bookID(unit, year)
	if _, err := tx.Exec(ctx, `INSERT INTO incoming_book (id, unit, path, year, last) VALUES (?, ?, ?, ?, 1)
		ON CONFLICT (id) DO UPDATE SET last = incoming_book.last + 1`, id, unit, path, year); err != nil {
		return 0, err
	}
	return db.Value[int64](ctx, tx, `SELECT last FROM incoming_book WHERE id = ?`, id)
}

// upcoming is the number that the next paper of a book gets.
func upcoming(ctx context.Context, q db.Q, unit org.ID, year string) (int64, error) {
	return db.Value[int64](ctx, q, `SELECT COALESCE(MAX(last), 0) + 1 FROM incoming_book WHERE id = ?`, bookID(unit, year))
}

func bookID(unit org.ID, year string) string { return fmt.Sprintf("%d:%s", unit, year) }

// twins returns the registered papers of a unit that look like this one, another than except.
func twins(ctx context.Context, q db.Q, unit org.ID, e Entry, except ID) ([]Paper, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM incoming p WHERE p.unit = ? AND p.twin = ? AND p.id <> ? AND p.number IS NOT NULL AND p.state <> 'cancelled'
		ORDER BY p.id LIMIT 3`, unit, e.twin(), except)
}

// delivered finds a paper by its id in the place where it came from.
func delivered(ctx context.Context, q db.Q, unit org.ID, from Source, external string) ([]ID, error) {
	return db.Column[ID](ctx, q, `SELECT id FROM incoming WHERE door = ? AND source = ? AND external = ?`, unit, from, external)
}

// issuers returns who sent papers to a unit, the latest first.
func issuers(ctx context.Context, q db.Q, unit org.ID, limit int) ([]string, error) {
	return db.Column[string](ctx, q, `SELECT issuer FROM incoming WHERE unit = ? AND issuer <> '' GROUP BY issuer ORDER BY MAX(id) DESC LIMIT ?`, unit, limit)
}

// registered returns a unit's register of a year from a number on.
func registered(ctx context.Context, q db.Q, unit org.ID, year string, after int64, limit int) ([]Paper, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM incoming p WHERE p.register = ? AND p.year = ? AND p.number > ? ORDER BY p.number LIMIT ?`, unit, year, after, limit)
}

func addEvent(ctx context.Context, tx *db.Tx, id ID, verb, text string) error {
	_, err := tx.Exec(ctx, `INSERT INTO incoming_event (id, incoming, at, by, verb, text) VALUES (?, ?, ?, ?, ?, ?)`, ids.New("ie", tx.Now), id, db.Time(&tx.Now), tx.Who.Name, verb, text)
	return err
}

func events(ctx context.Context, q db.Q, id ID) ([]Event, error) {
	return db.All(ctx, q, func(e *Event) []any { return []any{db.Time(&e.At), &e.By, &e.Verb, &e.Text} },
		`SELECT at, by, verb, text FROM incoming_event WHERE incoming = ? ORDER BY id`, id)
}

// filter is a condition on papers "p".
type filter struct {
	where []string
	args  []any
}

func (f *filter) and(cond string, args ...any) {
	f.where, f.args = append(f.where, cond), append(f.args, args...)
}

// found returns the papers of a filter, the newest first.
func (f filter) found(ctx context.Context, q db.Q, limit int) ([]Paper, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM incoming p WHERE `+strings.Join(f.where, ` AND `)+` ORDER BY p.id DESC LIMIT ?`, append(f.args, limit)...)
}

// urgent returns the papers of a filter, those with the earliest day first, then those
// that wait longest.
func (f filter) urgent(ctx context.Context, q db.Q, limit int) ([]Paper, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM incoming p WHERE `+strings.Join(f.where, ` AND `)+` ORDER BY p.due NULLS LAST, p.id LIMIT ?`, append(f.args, limit)...)
}

// count counts the papers of a filter.
func (f filter) count(ctx context.Context, q db.Q) (int, error) {
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM incoming p WHERE `+strings.Join(f.where, ` AND `), f.args...)
}

// today is the day of a change.
func today(tx *db.Tx) civil.Date { return civil.In(tx.Now) }
