// Package notify tells people things, each thing once. A message is written in
// the transaction that gives the reason for it, and waits until it is read;
// letters and pushes are sent from it by jobs.
package notify

import (
	"context"
	"encoding/json"
	"time"

	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Message is one word to one person. Key names its reason ("meeting.called:ID"):
// the same reason reaches the same person once.
type Message struct {
	ID     string
	Member member.ID
	Key    string
	Code   string // the sentence in the language file
	Args   []string
	Link   string // the page to open, from "/"
	At     time.Time
	Read   time.Time
}

// Service keeps the messages.
type Service struct{ db *db.DB }

// New returns the service.
func New(d *db.DB) *Service { return &Service{d} }

// Send leaves messages as part of a larger change, which has been authorised.
// Those sent before under the same key are left as they are. It returns how
// many were new.
func (s *Service) Send(ctx context.Context, tx *db.Tx, all []Message) (int, error) {
	sent := 0
	for _, m := range all {
		args, err := json.Marshal(m.Args)
		if err != nil {
			return sent, err
		}
		n, err := tx.Exec(ctx, `INSERT INTO notify_message (id, member, key, code, args, link, at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (member, key) DO NOTHING`,
			ids.New("ms", tx.Now), m.Member, m.Key, m.Code, string(args), m.Link, db.Time(&tx.Now))
		if err != nil {
			return sent, err
		}
		if n > 0 {
			sent++
			tx.Signal("inbox:"+string(m.Member), tx.Now.UnixMicro())
		}
	}
	return sent, nil
}

const columns = `id, member, key, code, args, link, at, read_at`

func dest(m *Message) []any {
	return []any{&m.ID, &m.Member, &m.Key, &m.Code, (*list)(&m.Args), &m.Link, db.Time(&m.At), db.Time(&m.Read)}
}

// Mine returns the actor's newest messages, before the given id ("" for the first page).
func (s *Service) Mine(ctx context.Context, who authz.Actor, before string, limit int) (out []Message, err error) {
	if who.Member == "" {
		return nil, nil
	}
	if before == "" {
		before = "~" // after every id
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = db.All(ctx, q, dest, `SELECT `+columns+` FROM notify_message WHERE member = ? AND id < ? ORDER BY id DESC LIMIT ?`, who.Member, before, limit)
		return err
	})
	return out, err
}

// Unread counts what the actor has not read.
func (s *Service) Unread(ctx context.Context, who authz.Actor) (n int, err error) {
	if who.Member == "" {
		return 0, nil
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		n, err = db.Value[int](ctx, q, `SELECT COUNT(*) FROM notify_message WHERE member = ? AND read_at IS NULL`, who.Member)
		return err
	})
	return n, err
}

// Own is the right to one's own messages; every member holds it.
const Own authz.Perm = "notify.own"

// Read marks one of the actor's messages as read and returns it. Reading twice
// keeps the first time.
func (s *Service) Read(ctx context.Context, who authz.Actor, id string) (m Message, err error) {
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		if m, err = db.One(ctx, tx, "notify.not_found", dest, `SELECT `+columns+` FROM notify_message WHERE id = ?`, id); err != nil {
			return err
		}
		if string(m.Member) != who.Member {
			return fault.New(fault.NotFound, "notify.not_found")
		}
		if !m.Read.IsZero() {
			return nil
		}
		if err := tx.Require(Own, who.Home); err != nil {
			return err
		}
		if err := tx.Note("message:"+id, "read", nil); err != nil {
			return err
		}
		m.Read = tx.Now
		_, err := tx.Exec(ctx, `UPDATE notify_message SET read_at = ? WHERE id = ? AND read_at IS NULL`, db.Time(&tx.Now), id)
		return err
	})
	return m, err
}

// list reads a JSON list of texts.
type list []string

// Scan implements sql.Scanner.
func (l *list) Scan(src any) error {
	var text string
	switch v := src.(type) {
	case string:
		text = v
	case []byte:
		text = string(v)
	}
	return json.Unmarshal([]byte(text), (*[]string)(l))
}
