package publication

import (
	"context"
	"encoding/json"
	"fmt"

	"sotay/internal/platform/db"
)

const columns = `p.id, p.subject, p.link, p.number, p.title, p.issuer, p.unit, p.path, p.chain, p.ask, p.question, p.due, p.open, p.token, p.day, p.at, p.by,
	p.withdrawn, p.reason, p.nudged, p.pressed, p.rev`

func dest(p *Publication) []any {
	return []any{&p.ID, &p.Subject, &p.Link, &p.Number, &p.Title, &p.Issuer, &p.Unit, &p.Path, &p.Chain, &p.Ask, &p.Question, &p.Due, &p.Open, db.Text(&p.Token),
		&p.Day, db.Time(&p.At), &p.By, db.Time(&p.Withdrawn), &p.Reason, db.Time(&p.Nudged), &p.Pressed, &p.Rev}
}

// Scan implements sql.Scanner.
func (q *Question) Scan(src any) error {
	var text []byte
	switch v := src.(type) {
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("publication: a question cannot be read from %T", src)
	}
	if len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, q)
}

func (q Question) text() (string, error) {
	if q.Text == "" {
		return "", nil
	}
	b, err := json.Marshal(q)
	return string(b), err
}

func get(ctx context.Context, q db.Q, id ID) (Publication, error) {
	return db.One(ctx, q, "publication.not_found", dest, `SELECT `+columns+` FROM publication p WHERE p.id = ?`, id)
}

func insert(ctx context.Context, tx *db.Tx, p Publication) error {
	question, err := p.Question.text()
	if err != nil {
		return err
	}
	return tx.Insert(ctx, `INSERT INTO publication (id, subject, link, number, title, issuer, unit, path, chain, ask, question, due, open, day, at, by) VALUES`,
		[][]any{{p.ID, p.Subject, p.Link, p.Number, p.Title, p.Issuer, p.Unit, p.Path, p.Chain, p.Ask, question, p.Due, p.Open, p.Day, db.Time(&p.At), p.By}})
}

func targetDest(t *Target) []any {
	return []any{&t.key, &t.Kind, &t.Unit, &t.Path, &t.Post, &t.Member, &t.Label}
}

func targetsOf(ctx context.Context, q db.Q, id ID) ([]Target, error) {
	return db.All(ctx, q, targetDest, `SELECT key, kind, unit, path, post, member, label FROM publication_target WHERE publication = ? ORDER BY key`, id)
}

func insertTargets(ctx context.Context, tx *db.Tx, p Publication, targets []Target) error {
	rows := make([][]any, len(targets))
	for i, t := range targets {
		rows[i] = []any{p.ID, t.key, p.Day, t.Kind, t.Unit, t.Path, t.Post, t.Member, t.Label}
	}
	return tx.Insert(ctx, `INSERT INTO publication_target (publication, key, day, kind, unit, path, post, member, label) VALUES`, rows)
}

// insertSight lets the readers of a publication open its paper and those that it relays.
func insertSight(ctx context.Context, tx *db.Tx, p Publication, chain []Publication, targets []Target) error {
	var rows [][]any
	for _, source := range append(chain, p) {
		for _, t := range targets {
			rows = append(rows, []any{source.Subject, t.key, p.ID, source.ID})
		}
	}
	return tx.Insert(ctx, `INSERT INTO publication_sight (subject, key, publication, source) VALUES`, rows)
}

func sighted(ctx context.Context, q db.Q, subject string, keys []string) (bool, error) {
	if len(keys) == 0 {
		return false, nil
	}
	n, err := db.Value[int](ctx, q, `SELECT 1 FROM publication_sight WHERE subject = ? AND key IN (`+db.Marks(len(keys))+`) LIMIT 1`,
		append([]any{subject}, db.Args(keys)...)...)
	return n > 0, err
}
