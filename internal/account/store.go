package account

import (
	"context"
	"errors"
	"time"

	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

const accountSelect = `SELECT a.id, a.member, a.login, COALESCE(m.name, a.name), COALESCE(m.fold, ''), m.birth, COALESCE(m.path, a.path), COALESCE(m.state, ''),
	a.password, a.code, a.code_until, a.suspended, a.rev FROM account a LEFT JOIN v_member m ON m.id = a.member `

func (a *account) dest() []any {
	return []any{&a.id, db.Text(&a.member), &a.login, &a.name, &a.fold, db.Text(&a.birth), &a.path, &a.state,
		&a.password, &a.code, db.Time(&a.until), &a.suspended, &a.rev}
}

func accountByID(ctx context.Context, q db.Q, id string) (account, error) {
	return db.One(ctx, q, "account.none", (*account).dest, accountSelect+`WHERE a.id = ?`, id)
}

// accountByLogin is the zero account for a login that is nobody's.
func accountByLogin(ctx context.Context, q db.Q, login string) (account, error) {
	a, err := db.One(ctx, q, "account.none", (*account).dest, accountSelect+`WHERE a.login = ?`, login)
	if fault.Is(err, fault.NotFound) {
		return account{}, nil
	}
	return a, err
}

func insertAccounts(ctx context.Context, tx *db.Tx, rows [][]any) error {
	return tx.Insert(ctx, `INSERT INTO account (id, member, login, name, path, code, code_until, created_at) VALUES`, rows)
}

// renewCode gives a code for a new start: without a password, in no place known.
func renewCode(ctx context.Context, tx *db.Tx, id, code string, until time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE account SET password = '', code = ?, code_until = ?, rev = rev + 1 WHERE id = ?`, code, db.Time(&until), id)
	return errors.Join(err, forgetAll(ctx, tx, id))
}

// forgetAll ends every session of an account and makes every place strange to it.
func forgetAll(ctx context.Context, tx *db.Tx, id string) error {
	if err := endSessions(ctx, tx, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM account_known WHERE account = ?`, id)
	return err
}

func savePassword(ctx context.Context, tx *db.Tx, id, encoded string) error {
	_, err := tx.Exec(ctx, `UPDATE account SET password = ?, code = '', code_until = NULL, rev = rev + 1 WHERE id = ?`, encoded, id)
	return err
}

func rehash(ctx context.Context, tx *db.Tx, id, encoded string) error {
	_, err := tx.Exec(ctx, `UPDATE account SET password = ? WHERE id = ?`, encoded, id)
	return err
}

func saveSuspended(ctx context.Context, tx *db.Tx, id string, suspended bool) error {
	_, err := tx.Exec(ctx, `UPDATE account SET suspended = ?, rev = rev + 1 WHERE id = ?`, suspended, id)
	return err
}

// Sessions.

const sessionSelect = `SELECT id, account, kind, agent, began, seen, ends FROM account_session `

func (s *Session) dest() []any {
	return []any{&s.ID, &s.Account, &s.Kind, &s.Agent, db.Time(&s.Began), db.Time(&s.Seen), db.Time(&s.Ends)}
}

func sessionByToken(ctx context.Context, q db.Q, digest string) (Session, error) {
	return db.One(ctx, q, "account.no_session", (*Session).dest, sessionSelect+`WHERE token = ?`, digest)
}

func sessionByID(ctx context.Context, q db.Q, account, id string) (Session, error) {
	return db.One(ctx, q, "account.no_session", (*Session).dest, sessionSelect+`WHERE account = ? AND id = ?`, account, id)
}

func sessionsOf(ctx context.Context, q db.Q, account string) ([]Session, error) {
	return db.All(ctx, q, (*Session).dest, sessionSelect+`WHERE account = ? ORDER BY id DESC`, account)
}

// addSession adds a session and drops those of the account that are over, and the
// oldest of its kind where there would be more than most.
func addSession(ctx context.Context, tx *db.Tx, p Pass, most int) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_session WHERE account = ? AND (ends <= ? OR kind = ? AND id NOT IN
		(SELECT id FROM account_session WHERE account = ? AND kind = ? ORDER BY id DESC LIMIT ?))`,
		p.Account, db.Time(&tx.Now), p.Kind, p.Account, p.Kind, most-1); err != nil {
		return err
	}
	return tx.Insert(ctx, `INSERT INTO account_session (id, token, account, kind, agent, began, seen, ends) VALUES`,
		[][]any{{p.ID, digest(p.Token), p.Account, p.Kind, p.Agent, db.Time(&p.Began), db.Time(&p.Seen), db.Time(&p.Ends)}})
}

// leftTopic is of whoever is signed in as the account: a signal of it ends open
// streams, so that the browsers come back and are asked who they are.
func leftTopic(account string) string { return "account:" + account }

func endSession(ctx context.Context, tx *db.Tx, account, id string) (bool, error) {
	tx.Signal(leftTopic(account), tx.Now.UnixMicro())
	n, err := tx.Exec(ctx, `DELETE FROM account_session WHERE account = ? AND id = ?`, account, id)
	return n > 0, err
}

func endSessions(ctx context.Context, tx *db.Tx, account string) error {
	tx.Signal(leftTopic(account), tx.Now.UnixMicro())
	_, err := tx.Exec(ctx, `DELETE FROM account_session WHERE account = ?`, account)
	return err
}

func touchSession(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE account_session SET seen = ? WHERE id = ? AND seen < ?`, db.Time(&tx.Now), id, db.Time(&tx.Now))
	return err
}

// Marks of devices and networks.

func knownMarks(ctx context.Context, q db.Q, account string, marks []string, since time.Time) ([]string, error) {
	return db.Column[string](ctx, q, `SELECT device FROM account_known WHERE account = ? AND device IN (`+db.Marks(len(marks))+`) AND seen >= ?`,
		append(append([]any{account}, db.Args(marks)...), db.Time(&since))...)
}

// keepMarks adds marks or renews them, and keeps the newest of the account.
func keepMarks(ctx context.Context, tx *db.Tx, account string, marks []string, most int) error {
	rows := make([][]any, len(marks))
	for i, m := range marks {
		rows[i] = []any{account, m, db.Time(&tx.Now)}
	}
	if err := tx.Insert(ctx, `INSERT INTO account_known (account, device, seen) VALUES
		ON CONFLICT (account, device) DO UPDATE SET seen = excluded.seen`, rows); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM account_known WHERE account = ? AND device NOT IN
		(SELECT device FROM account_known WHERE account = ? ORDER BY seen DESC, device LIMIT ?)`, account, account, most)
	return err
}

// Counters of failed attempts.

// loadGuesses fills in what is stored of the counters.
func loadGuesses(ctx context.Context, q db.Q, counters []counter) error {
	keys := make([]string, len(counters))
	for i, c := range counters {
		keys[i] = c.key
	}
	stored, err := db.All(ctx, q, func(g *guess) []any { return []any{&g.key, &g.fails, db.Time(&g.until), db.Time(&g.forget)} },
		`SELECT key, fails, until, forget FROM account_guess WHERE key IN (`+db.Marks(len(keys))+`)`, db.Args(keys)...)
	for _, g := range stored {
		for i := range counters {
			if counters[i].key == g.key {
				counters[i].guess = g
			}
		}
	}
	return err
}

func saveGuesses(ctx context.Context, tx *db.Tx, counters []counter) error {
	rows := make([][]any, len(counters))
	for i := range counters {
		c := &counters[i]
		rows[i] = []any{c.key, c.fails, db.Time(&c.until), db.Time(&c.forget)}
	}
	return tx.Insert(ctx, `INSERT INTO account_guess (key, fails, until, forget) VALUES
		ON CONFLICT (key) DO UPDATE SET fails = excluded.fails, until = excluded.until, forget = excluded.forget`, rows)
}

func forgetGuesses(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_guess WHERE forget <= ?`, db.Time(&tx.Now))
	return err
}

func dropGuesses(ctx context.Context, tx *db.Tx, keys ...string) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_guess WHERE key IN (`+db.Marks(len(keys))+`)`, db.Args(keys)...)
	return err
}

func lowerGuesses(ctx context.Context, tx *db.Tx, keys []string) error {
	_, err := tx.Exec(ctx, `UPDATE account_guess SET fails = fails - 1 WHERE fails > 0 AND key IN (`+db.Marks(len(keys))+`)`, db.Args(keys)...)
	return err
}
