package signing

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

// chain is stored as lines of base64.
type chain []*x509.Certificate

func (c chain) text() string {
	lines := make([]string, len(c))
	for i, x := range c {
		lines[i] = base64.StdEncoding.EncodeToString(x.Raw)
	}
	return strings.Join(lines, "\n")
}

// Scan implements sql.Scanner.
func (c *chain) Scan(src any) error {
	s, err := textOf(src)
	if err != nil || s == "" {
		return err
	}
	for line := range strings.Lines(s) {
		der, err := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
		if err != nil {
			return err
		}
		x, err := x509.ParseCertificate(der)
		if err != nil {
			return err
		}
		*c = append(*c, x)
	}
	return nil
}

// octets are stored as base64.
type octets []byte

// Scan implements sql.Scanner.
func (o *octets) Scan(src any) error {
	s, err := textOf(src)
	if err == nil {
		*o, err = base64.StdEncoding.DecodeString(s)
	}
	return err
}

func textOf(src any) (string, error) {
	switch v := src.(type) {
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", fmt.Errorf("signing: cannot read %T", src)
}

const keySelect = `SELECT k.id, k.source, k.account, COALESCE(k.unit, 0), COALESCE(u.name, a.name), COALESCE(u.path, a.path, ''), k.state, k.subject, k.issuer, k.serial,
	k.begins, k.ends, k.used_at, k.made_at, k.made_by, k.wait_until, k.fails, k.chain, k.sealed
	FROM signing_key k LEFT JOIN v_account a ON a.id = k.account LEFT JOIN v_org_unit u ON u.id = k.unit `

func keyDest(k *Key) []any {
	return []any{&k.ID, &k.Source, db.Text(&k.Owner.Account), &k.Owner.Unit, &k.Name, &k.Path, &k.State, &k.Subject, &k.Issuer, &k.Serial,
		db.Time(&k.Begins), db.Time(&k.Ends), db.Time(&k.Used), db.Time(&k.Made), &k.By, db.Time(&k.Wait), &k.fails, &k.chain, &k.sealed}
}

func load(ctx context.Context, q db.Q, id KeyID) (Key, error) {
	return db.One(ctx, q, "signing.key_not_found", keyDest, keySelect+`WHERE k.id = ?`, id)
}

// ofOwner returns an owner's keys that were not removed, the newest first.
func ofOwner(ctx context.Context, q db.Q, o Owner) ([]Key, error) {
	if o.Unit != 0 {
		return db.All(ctx, q, keyDest, keySelect+`WHERE k.unit = ? AND k.state <> 'removed' ORDER BY k.id DESC`, o.Unit)
	}
	return db.All(ctx, q, keyDest, keySelect+`WHERE k.account = ? AND k.state <> 'removed' ORDER BY k.id DESC`, o.Account)
}

// inScope returns the keys of whoever stands in scope, the newest first.
func inScope(ctx context.Context, q db.Q, scope authz.Scope, before KeyID, limit int) ([]Key, error) {
	where, args := scope.SQL("COALESCE(u.path, a.path, '/')")
	if before == "" {
		before = "~" // after every id
	}
	return db.All(ctx, q, keyDest, keySelect+`WHERE `+where+` AND k.id < ? ORDER BY k.id DESC LIMIT ?`, append(args, before, limit)...)
}

func insert(ctx context.Context, tx *db.Tx, k Key) error {
	var unit any
	if k.Owner.Unit != 0 {
		unit = k.Owner.Unit
	}
	_, err := tx.Exec(ctx, `INSERT INTO signing_key (id, source, account, unit, state, subject, issuer, serial, begins, ends, chain, sealed, made_at, made_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		k.ID, k.Source, db.Text(&k.Owner.Account), unit, k.State, k.Subject, k.Issuer, k.Serial, db.Time(&k.Begins), db.Time(&k.Ends), k.chain.text(), k.sealed, db.Time(&tx.Now), tx.Who.Name)
	return err
}

func save(ctx context.Context, tx *db.Tx, k Key) error {
	_, err := tx.Exec(ctx, `UPDATE signing_key SET state = ?, subject = ?, issuer = ?, serial = ?, begins = ?, ends = ?, chain = ?, sealed = ?, fails = ?, wait_until = ?, used_at = ?
		WHERE id = ?`, k.State, k.Subject, k.Issuer, k.Serial, db.Time(&k.Begins), db.Time(&k.Ends), k.chain.text(), k.sealed, k.fails, db.Time(&k.Wait), db.Time(&k.Used), k.ID)
	return err
}

// holder is the account behind a login, with its place.
func holder(ctx context.Context, q db.Q, login string) (id string, at authz.Path, err error) {
	type row struct {
		id   string
		path authz.Path
	}
	r, err := db.One(ctx, q, "signing.no_account", func(r *row) []any { return []any{&r.id, &r.path} }, `SELECT id, COALESCE(path, '/') FROM v_account WHERE login = ? AND NOT suspended`, login)
	return r.id, r.path, err
}

func unitOf(ctx context.Context, q db.Q, id org.ID) (authz.Path, error) {
	return db.One(ctx, q, "signing.no_unit", func(p *authz.Path) []any { return []any{p} }, `SELECT path FROM v_org_unit WHERE id = ? AND closed IS NULL`, id)
}

func trusted(ctx context.Context, q db.Q) ([]Trusted, error) {
	return db.All(ctx, q, func(t *Trusted) []any {
		return []any{&t.ID, &t.Kind, &t.Subject, db.Time(&t.Begins), db.Time(&t.Ends), db.Time(&t.Added), &t.By, (*octets)(&t.der)}
	}, `SELECT id, kind, subject, begins, ends, added_at, added_by, der FROM signing_trust ORDER BY kind DESC, subject, id`)
}

// trustMark changes with everything in the table.
func trustMark(ctx context.Context, q db.Q) (string, error) {
	type row struct {
		n    int
		last string
	}
	r, err := db.One(ctx, q, "", func(r *row) []any { return []any{&r.n, &r.last} }, `SELECT COUNT(*), COALESCE(MAX(added_at), '') FROM signing_trust`)
	return fmt.Sprint(r.n, r.last), err
}

// addTrusted keeps an entry once; how many rows are new is returned.
func addTrusted(ctx context.Context, tx *db.Tx, t Trusted) (int64, error) {
	return tx.Exec(ctx, `INSERT INTO signing_trust (id, kind, subject, begins, ends, der, added_at, added_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		t.ID, t.Kind, t.Subject, db.Time(&t.Begins), db.Time(&t.Ends), base64.StdEncoding.EncodeToString(t.der), db.Time(&tx.Now), tx.Who.Name)
}

// dropOlder removes the lists of an issuer that a newer one replaces.
func dropOlder(ctx context.Context, tx *db.Tx, t Trusted) error {
	_, err := tx.Exec(ctx, `DELETE FROM signing_trust WHERE kind = 'list' AND subject = ? AND begins < ?`, t.Subject, db.Time(&t.Begins))
	return err
}

func dropTrusted(ctx context.Context, tx *db.Tx, id string) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM signing_trust WHERE id = ?`, id)
}
