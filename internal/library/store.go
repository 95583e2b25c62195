package library

import (
	"context"
	"strconv"
	"strings"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

// part is a text beside a paper's own.
type part struct{ Part, Name, Text string }

const columns = `e.subject, e.id, e.kind, e.link, e.type, e.number, e.issuer, e.unit, e.path, e.title, e.body, e.day, e.topic, e.state, e.replacer, e.members, e.offices`

func dest(e *Entry) []any {
	return []any{&e.Subject, &e.id, &e.Kind, &e.Link, &e.Type, &e.Number, &e.Issuer, &e.Unit, &e.Path, &e.Title, &e.Body, &e.Day, &e.Topic, &e.State, &e.Replacer, (*people)(&e.Members), (*units)(&e.Offices)}
}

// short are the columns with no more of the body than is ranked.
func short() string { return strings.Replace(columns, "e.body", "SUBSTR(e.body, 1, 6000)", 1) }

func get(ctx context.Context, q db.Q, subject string) (Entry, error) {
	return db.One(ctx, q, "library.not_found", dest, `SELECT `+columns+` FROM library_entry e WHERE e.subject = ?`, subject)
}

// some returns papers by id, the newest first.
func some(ctx context.Context, q db.Q, ids []int64) ([]Entry, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return db.All(ctx, q, dest, `SELECT `+short()+` FROM library_entry e WHERE e.id IN (`+db.Marks(len(ids))+`) ORDER BY e.id DESC`, db.Args(ids)...)
}

const insertEntry = `INSERT INTO library_entry (subject, id, kind, link, type, number, issuer, unit, path, title, body, day, topic, state, replacer, members, offices) VALUES`

// row is in the order of insertEntry.
func (e Entry) row() []any {
	var members, offices []string
	for _, m := range e.Members {
		members = append(members, string(m))
	}
	for _, u := range e.Offices {
		offices = append(offices, strconv.FormatInt(int64(u), 10))
	}
	return []any{e.Subject, e.id, e.Kind, e.Link, e.Type, e.Number, e.Issuer, e.Unit, e.Path, e.Title, e.Body, e.Day, e.Topic, e.State, e.Replacer,
		strings.Join(members, " "), strings.Join(offices, " ")}
}

func save(ctx context.Context, tx *db.Tx, e Entry) error {
	return tx.Insert(ctx, insertEntry+`
		ON CONFLICT (subject) DO UPDATE SET id = EXCLUDED.id, kind = EXCLUDED.kind, link = EXCLUDED.link, type = EXCLUDED.type, number = EXCLUDED.number,
		issuer = EXCLUDED.issuer, unit = EXCLUDED.unit, path = EXCLUDED.path, title = EXCLUDED.title, body = EXCLUDED.body, day = EXCLUDED.day,
		topic = EXCLUDED.topic, state = EXCLUDED.state, replacer = EXCLUDED.replacer, members = EXCLUDED.members, offices = EXCLUDED.offices`, [][]any{e.row()})
}

func saveText(ctx context.Context, tx *db.Tx, subject, part, name, text string) error {
	if text == "" {
		_, err := tx.Exec(ctx, `DELETE FROM library_text WHERE subject = ? AND part = ?`, subject, part)
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO library_text (subject, part, name, text) VALUES (?, ?, ?, ?)
		ON CONFLICT (subject, part) DO UPDATE SET name = EXCLUDED.name, text = EXCLUDED.text`, subject, part, name, text)
	return err
}

func textsOf(ctx context.Context, q db.Q, subject string) ([]part, error) {
	return db.All(ctx, q, func(p *part) []any { return []any{&p.Part, &p.Name, &p.Text} },
		`SELECT part, name, text FROM library_text WHERE subject = ? ORDER BY part`, subject)
}

func remove(ctx context.Context, tx *db.Tx, subject string) error {
	_, err := tx.Exec(ctx, `DELETE FROM library_entry WHERE subject = ?`, subject)
	return err
}

// sight are the keys of those to whom a paper was sent.
func sight(ctx context.Context, q db.Q, subject string) ([]string, error) {
	return db.Column[string](ctx, q, `SELECT DISTINCT key FROM v_publication_sight WHERE subject = ?`, subject)
}

// below returns papers of a subtree after the given id, in their order.
func below(ctx context.Context, q db.Q, top authz.Path, after int64, limit int) ([]Entry, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM library_entry e WHERE e.path >= ? AND e.path < ? AND e.id > ? ORDER BY e.id LIMIT ?`, top, top.End(), after, limit)
}

// shared returns papers that offices elsewhere read too, after the given id.
func shared(ctx context.Context, q db.Q, after int64, limit int) ([]Entry, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM library_entry e WHERE e.offices <> '' AND e.id > ? ORDER BY e.id LIMIT ?`, after, limit)
}

// people reads member ids from one text.
type people []member.ID

// Scan implements sql.Scanner.
func (p *people) Scan(src any) error {
	for _, id := range words(src) {
		*p = append(*p, member.ID(id))
	}
	return nil
}

// units reads unit ids from one text.
type units []org.ID

// Scan implements sql.Scanner.
func (u *units) Scan(src any) error {
	for _, text := range words(src) {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return err
		}
		*u = append(*u, org.ID(id))
	}
	return nil
}

func words(src any) []string {
	switch v := src.(type) {
	case string:
		return strings.Fields(v)
	case []byte:
		return strings.Fields(string(v))
	}
	return nil
}
