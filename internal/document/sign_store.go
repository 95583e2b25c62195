package document

import (
	"context"
	"encoding/json"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/paper"
)

// place reads a [paper.Place] from JSON.
type place paper.Place

// Scan implements sql.Scanner.
func (p *place) Scan(src any) error {
	s, err := text(src)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(s), (*paper.Place)(p))
}

func signatures(ctx context.Context, q db.Q, id ID) ([]Signature, error) {
	all, err := db.All(ctx, q, func(s *Signature) []any {
		return []any{&s.Pos, &s.Role, db.Text(&s.Member), &s.Name, (*place)(&s.place), db.Text(&s.key), db.Time(&s.prepared), db.Time(&s.At), &s.Subject, &s.Serial, &s.Level, &s.picture}
	}, `SELECT pos, role, member, name, place, key_id, prepared_at, signed_at, subject, serial, level, picture FROM document_signature WHERE document = ? ORDER BY pos`, id)
	for i := range all {
		all[i].Begun = !all[i].prepared.IsZero()
	}
	return all, err
}

func insertSignatures(ctx context.Context, tx *db.Tx, id ID, all []Signature) error {
	rows := make([][]any, len(all))
	for i, s := range all {
		at, err := json.Marshal(s.place)
		if err != nil {
			return err
		}
		rows[i] = []any{id, s.Pos, s.Role, db.Text(&s.Member), s.Name, string(at)}
	}
	return tx.Insert(ctx, `INSERT INTO document_signature (document, pos, role, member, name, place) VALUES`, rows)
}

func saveSignature(ctx context.Context, tx *db.Tx, id ID, s Signature) error {
	_, err := tx.Exec(ctx, `UPDATE document_signature SET key_id = ?, prepared_at = ?, signed_at = ?, subject = ?, serial = ?, level = ?, picture = ? WHERE document = ? AND pos = ?`,
		db.Text(&s.key), db.Time(&s.prepared), db.Time(&s.At), s.Subject, s.Serial, s.Level, s.picture, id, s.Pos)
	return err
}

func dropSignatures(ctx context.Context, tx *db.Tx, id ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM document_signature WHERE document = ?`, id)
	return err
}

// toSign returns the numbered papers whose next signature is a member's, or the seal
// of an office in scope.
func toSign(ctx context.Context, q db.Q, member string, offices authz.Scope, limit int) ([]Document, error) {
	where, args := offices.SQL("path")
	return db.All(ctx, q, dest, `SELECT `+columns+` FROM document WHERE state = 'numbered' AND electronic AND (
		id IN (SELECT document FROM document_signature s WHERE s.member = ? AND s.signed_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM document_signature b WHERE b.document = s.document AND b.pos < s.pos AND b.signed_at IS NULL))
		OR `+where+` AND id IN (SELECT document FROM document_signature s WHERE s.role = 'seal' AND s.signed_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM document_signature b WHERE b.document = s.document AND b.pos < s.pos AND b.signed_at IS NULL)))
		ORDER BY id LIMIT ?`, append(append([]any{member}, args...), limit)...)
}
