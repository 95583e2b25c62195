package publication

import (
	"context"
	"fmt"

	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// Follower makes the publications follow a reorganisation: paths change with their
// units, and what was sent to a unit that ends was sent to those that take over.
// Marks stay with their readers; the roll-up finds where those stand now.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "publication", Count: countFollowing, Follow: s.follow}
}

func countFollowing(ctx context.Context, q db.Q, c org.Change) (int, error) {
	where, args := c.Touched().SQL("path")
	return db.Value[int](ctx, q, `SELECT COUNT(DISTINCT publication) FROM publication_target WHERE live AND `+where, args...)
}

func (s *Service) follow(ctx context.Context, tx *db.Tx, c org.Change) error {
	for _, table := range []string{"publication", "publication_target", "publication_count"} {
		if err := c.Repath(ctx, tx, table); err != nil {
			return err
		}
	}
	for _, m := range c.Merged {
		if err := s.inherit(ctx, tx, m.From, m.Into); err != nil {
			return err
		}
	}
	if c.Split == nil {
		return nil
	}
	for _, u := range c.Split.Into {
		if err := s.inherit(ctx, tx, c.Split.From, u); err != nil {
			return err
		}
	}
	return nil
}

// inherit gives the targets at a unit to another one too. Those at the former unit
// stay: where it ended nobody is there any more.
func (s *Service) inherit(ctx context.Context, tx *db.Tx, from, into org.Unit) error {
	old, now := fmt.Sprint(from.ID), fmt.Sprint(into.ID)
	for _, prefix := range []string{"s:", "u:", "o:"} {
		if _, err := tx.Exec(ctx, `INSERT INTO publication_sight (subject, key, publication, source) SELECT k.subject, ?, k.publication, k.source
			FROM publication_sight k JOIN publication_target t ON t.publication = k.publication AND t.key = k.key WHERE t.unit = ? AND t.key = ?
			ON CONFLICT (subject, key, publication, source) DO NOTHING`, prefix+now, from.ID, prefix+old); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO publication_target (publication, key, day, live, kind, unit, path, post, member, label)
			SELECT publication, ?, day, live, kind, ?, ?, post, member, ? FROM publication_target WHERE unit = ? AND key = ?
			ON CONFLICT (publication, key) DO NOTHING`, prefix+now, into.ID, into.Path, into.Name, from.ID, prefix+old); err != nil {
			return err
		}
	}
	subjects, err := db.Column[string](ctx, tx, `SELECT DISTINCT k.subject FROM publication_sight k JOIN publication_target t ON t.publication = k.publication AND t.key = k.key
		WHERE t.unit = ? AND t.kind IN ('subtree', 'unit', 'office')`, from.ID)
	if err != nil {
		return err
	}
	return s.reached(ctx, tx, subjects)
}
