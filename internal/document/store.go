package document

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

const columns = `id, unit, path, type, body, abstract, text, place, addressees, recipients, signer, signer_name, signer_post, sending, replaces, answers, settles, electronic, initials,
	state, reason, series, COALESCE(number, 0), symbol, day, file, size, evidence, drafter, made_at, issued_at, version, rev, writer, move, moved_at, reminded`

func dest(d *Document) []any {
	return []any{&d.ID, &d.Unit, &d.Path, &d.Type, &d.Body, &d.Abstract, &d.Text, &d.Place, (*list)(&d.Addressees), (*list)(&d.Recipients),
		db.Text(&d.Signer), &d.SignerName, &d.SignerPost, (*sending)(&d.Sending), db.Text(&d.Replaces), &d.Answers, &d.Settles, &d.Electronic, (*people)(&d.Initials),
		&d.State, &d.Reason, db.Text(&d.Series), &d.Number, &d.Symbol, &d.Day, &d.File, &d.Size, &d.Evidence, &d.Drafter, db.Time(&d.MadeAt), db.Time(&d.IssuedAt), &d.Version, &d.Rev, db.Text(&d.Writer), &d.Move, db.Time(&d.MovedAt), &d.Reminded}
}

func get(ctx context.Context, q db.Q, id ID) (Document, error) {
	return db.One(ctx, q, "document.not_found", dest, `SELECT `+columns+` FROM document WHERE id = ?`, id)
}

func insert(ctx context.Context, tx *db.Tx, d Document) error {
	to, err := json.Marshal(d.Sending)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO document (id, unit, path, type, body, abstract, text, place, addressees, recipients, signer, signer_name, signer_post,
		sending, replaces, answers, settles, electronic, initials, state, drafter, made_at, writer, moved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.Unit, d.Path, d.Type, d.Body, d.Abstract, d.Text, d.Place, joined(d.Addressees), joined(d.Recipients), db.Text(&d.Signer), d.SignerName,
		d.SignerPost, string(to), db.Text(&d.Replaces), d.Answers, d.Settles, d.Electronic, joined(d.Initials), d.State, d.Drafter, db.Time(&d.MadeAt), db.Text(&d.Writer), db.Time(&d.MovedAt))
	return err
}

// save writes the paper's row, raises its revision and tells open pages.
func save(ctx context.Context, tx *db.Tx, d Document) error {
	to, err := json.Marshal(d.Sending)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE document SET type = ?, body = ?, abstract = ?, text = ?, place = ?, addressees = ?, recipients = ?, signer = ?,
		signer_name = ?, signer_post = ?, sending = ?, replaces = ?, answers = ?, settles = ?, electronic = ?, initials = ?, state = ?, reason = ?, series = ?, number = NULLIF(?, 0), symbol = ?, day = ?, file = ?, size = ?, evidence = ?,
		issued_at = ?, version = ?, writer = ?, move = ?, moved_at = ?, reminded = ?, rev = ? WHERE id = ?`,
		d.Type, d.Body, d.Abstract, d.Text, d.Place, joined(d.Addressees), joined(d.Recipients), db.Text(&d.Signer), d.SignerName, d.SignerPost, string(to),
		db.Text(&d.Replaces), d.Answers, d.Settles, d.Electronic, joined(d.Initials), d.State, d.Reason, db.Text(&d.Series), d.Number, d.Symbol, d.Day, d.File, d.Size, d.Evidence, db.Time(&d.IssuedAt), d.Version, db.Text(&d.Writer), d.Move, db.Time(&d.MovedAt), d.Reminded, d.Rev+1, d.ID)
	tx.Signal(d.ID.Topic(), d.Rev+1)
	return err
}

func insertVersion(ctx context.Context, tx *db.Tx, d Document) error {
	_, err := tx.Exec(ctx, `INSERT INTO document_version (document, version, abstract, text, at, by) VALUES (?, ?, ?, ?, ?, ?)`,
		d.ID, d.Version, d.Abstract, d.Text, db.Time(&tx.Now), tx.Who.Name)
	return err
}

func versions(ctx context.Context, q db.Q, id ID) ([]Version, error) {
	return db.All(ctx, q, func(v *Version) []any { return []any{&v.Version, &v.Abstract, &v.Text, db.Time(&v.At), &v.By} },
		`SELECT version, abstract, text, at, by FROM document_version WHERE document = ? ORDER BY version DESC`, id)
}

func replaceSteps(ctx context.Context, tx *db.Tx, id ID, all []Step) error {
	if _, err := tx.Exec(ctx, `DELETE FROM document_step WHERE document = ?`, id); err != nil {
		return err
	}
	rows := make([][]any, len(all))
	for i, s := range all {
		rows[i] = []any{id, i + 1, s.Member, s.Name, s.State}
	}
	return tx.Insert(ctx, `INSERT INTO document_step (document, pos, member, name, state) VALUES`, rows)
}

func answerStep(ctx context.Context, tx *db.Tx, id ID, s Step) error {
	_, err := tx.Exec(ctx, `UPDATE document_step SET state = ?, note = ?, at = ? WHERE document = ? AND pos = ?`, s.State, s.Note, db.Time(&tx.Now), id, s.Pos)
	return err
}

func steps(ctx context.Context, q db.Q, id ID) ([]Step, error) {
	return db.All(ctx, q, func(s *Step) []any { return []any{&s.Pos, &s.Member, &s.Name, &s.State, &s.Note, db.Time(&s.At)} },
		`SELECT pos, member, name, state, note, at FROM document_step WHERE document = ? ORDER BY pos`, id)
}

func insertComment(ctx context.Context, tx *db.Tx, id ID, c Comment) error {
	_, err := tx.Exec(ctx, `INSERT INTO document_comment (id, document, version, text, at, by) VALUES (?, ?, ?, ?, ?, ?)`, c.ID, id, c.Version, c.Text, db.Time(&c.At), c.By)
	return err
}

func comments(ctx context.Context, q db.Q, id ID) ([]Comment, error) {
	return db.All(ctx, q, func(c *Comment) []any { return []any{&c.ID, &c.Version, &c.Text, db.Time(&c.At), &c.By} },
		`SELECT id, version, text, at, by FROM document_comment WHERE document = ? ORDER BY id`, id)
}

// inScope returns papers of units in scope, the newest first, those before the given one.
func inScope(ctx context.Context, q db.Q, scope authz.Scope, state State, before ID, limit int) ([]Document, error) {
	where, args := scope.SQL("path")
	if state != "" {
		where, args = where+" AND state = ?", append(args, state)
	}
	if before == "" {
		before = "~" // after every id
	}
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM document WHERE `+where+` AND id < ? ORDER BY id DESC LIMIT ?`, append(args, before, limit)...)
}

// final returns papers that are or were in force, after the given one.
func final(ctx context.Context, q db.Q, after ID, limit int) ([]Document, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM document WHERE id > ? AND state IN ('issued', 'replaced', 'recalled') ORDER BY id LIMIT ?`, after, limit)
}

// awaiting returns the submitted papers on which a member has still to answer.
func awaiting(ctx context.Context, q db.Q, member string, limit int) ([]Document, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM document WHERE state = 'submitted'
		AND id IN (SELECT document FROM document_step WHERE member = ? AND state = 'waiting') ORDER BY id LIMIT ?`, member, limit)
}

// answering returns the papers that answer a subject, the newest first.
func answering(ctx context.Context, q db.Q, subject string, limit int) ([]Document, error) {
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM document WHERE answers = ? AND state <> 'dropped' ORDER BY id DESC LIMIT ?`, subject, limit)
}

func seriesID(unit org.ID, symbol, term string) string {
	return fmt.Sprintf("%d:%s:%s", unit, symbol, term)
}

// next gives a series its next number. On both engines the row orders those who
// ask at the same time.
func next(ctx context.Context, tx *db.Tx, u org.Unit, symbol, term string) (series string, n int64, err error) {
	series = seriesID(u.ID, symbol, term)
	if _, err = tx.Exec(ctx, `INSERT INTO document_series (id, unit, path, symbol, term, last) VALUES (?, ?, ?, ?, ?, 1)
		ON CONFLICT (id) DO UPDATE SET last = document_series.last + 1`, series, u.ID, u.Path, symbol, term); err != nil {
		return "", 0, err
	}
	n, err = db.Value[int64](ctx, tx, `SELECT last FROM document_series WHERE id = ?`, series)
	return series, n, err
}

func insertNumber(ctx context.Context, tx *db.Tx, e Entry) error {
	_, err := tx.Exec(ctx, `INSERT INTO document_number (series, number, state, document, day, by, reason) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		e.Series, e.Number, e.State, db.Text(&e.Document), e.Day, e.By, e.Reason)
	return err
}

// setNumber changes a number that stands in a state (0 rows where it does not); without a reason the former one stays.
func setNumber(ctx context.Context, tx *db.Tx, e Entry, from string) (int64, error) {
	return tx.Exec(ctx, `UPDATE document_number SET state = ?, document = ?, reason = COALESCE(NULLIF(?, ''), reason) WHERE series = ? AND number = ? AND state = ?`,
		e.State, db.Text(&e.Document), e.Reason, e.Series, e.Number, from)
}

const entries = `SELECT n.series, n.number, s.symbol, s.term, n.state, n.day, n.by, n.reason, n.document,
	COALESCE(d.abstract, ''), COALESCE(d.signer_name, ''), COALESCE(d.drafter, ''), COALESCE(d.recipients, '')
	FROM document_number n JOIN document_series s ON s.id = n.series LEFT JOIN document d ON d.id = n.document`

func entryDest(e *Entry) []any {
	return []any{&e.Series, &e.Number, &e.Symbol, &e.Term, &e.State, &e.Day, &e.By, &e.Reason, db.Text(&e.Document), &e.Abstract, &e.Signer, &e.Drafter, &e.Sent}
}

func entry(ctx context.Context, q db.Q, series string, n int64) (Entry, error) {
	return db.One(ctx, q, "document.number_not_found", entryDest, entries+` WHERE n.series = ? AND n.number = ?`, series, n)
}

// kept are the numbers of a series that are reserved for no paper.
func kept(ctx context.Context, q db.Q, series string) ([]Entry, error) {
	const most = 100
	return db.All(ctx, q, entryDest, entries+` WHERE n.series = ? AND n.state = ? AND n.document IS NULL ORDER BY n.number LIMIT ?`, series, Reserved, most)
}

// register returns the numbers of a unit's term, by symbol and number, after the given one.
func register(ctx context.Context, q db.Q, unit org.ID, term string, after Entry, limit int) ([]Entry, error) {
	return db.All(ctx, q, entryDest, entries+` WHERE s.unit = ? AND s.term = ? AND (s.symbol > ? OR s.symbol = ? AND n.number > ?) ORDER BY s.symbol, n.number LIMIT ?`,
		unit, term, after.Symbol, after.Symbol, after.Number, limit)
}

func seriesPath(ctx context.Context, q db.Q, id string) (authz.Path, error) {
	return db.One(ctx, q, "document.number_not_found", func(p *authz.Path) []any { return []any{p} }, `SELECT path FROM document_series WHERE id = ?`, id)
}

func joined[S ~string](all []S) string {
	lines := make([]string, len(all))
	for i, s := range all {
		lines[i] = string(s)
	}
	return strings.Join(lines, "\n")
}

// people reads members, one a line.
type people []member.ID

// Scan implements sql.Scanner.
func (p *people) Scan(src any) error {
	var lines list
	err := lines.Scan(src)
	for _, s := range lines {
		*p = append(*p, member.ID(s))
	}
	return err
}

// list reads lines of one text.
type list []string

// Scan implements sql.Scanner.
func (l *list) Scan(src any) error {
	s, err := text(src)
	if s != "" {
		*l = strings.Split(s, "\n")
	}
	return err
}

// sending reads a [Sending] from JSON.
type sending Sending

// Scan implements sql.Scanner.
func (v *sending) Scan(src any) error {
	s, err := text(src)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(s), (*Sending)(v))
}

func text(src any) (string, error) {
	switch v := src.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", fmt.Errorf("document: cannot read %T", src)
}

// today is the day of a change.
func today(tx *db.Tx) civil.Date { return civil.In(tx.Now) }
