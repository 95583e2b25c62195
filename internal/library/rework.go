package library

import (
	"context"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/jobs"
)

// ReworkKind names the job that reads all papers anew.
const ReworkKind = "library.rework"

const reworkBatch = 50

// Rework puts every paper of every source in anew, in small changes, so that
// others may write in between. It can be stopped and begun again at any time.
func (s *Service) Rework(ctx context.Context, who authz.Actor, tell func(done, total int)) error {
	total, done := 0, 0
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		total, err = db.Value[int](ctx, q, `SELECT COUNT(*) FROM library_entry`)
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range s.sources {
		if f.Again == nil {
			continue
		}
		for after := ""; ; {
			n, last, err := s.reworkSome(ctx, who, f, after)
			if err != nil {
				return err
			}
			done += n
			tell(done, max(done, total))
			if n < reworkBatch {
				break
			}
			after = last
		}
	}
	return nil
}

func (s *Service) reworkSome(ctx context.Context, who authz.Actor, f Source, after string) (n int, last string, err error) {
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		all, err := f.Again(ctx, tx, strings.TrimPrefix(after, f.Kind+":"), reworkBatch)
		if err != nil || len(all) == 0 {
			n = 0
			return err
		}
		if err := tx.Require(Rework, "/"); err != nil {
			return err
		}
		n, last = len(all), all[len(all)-1].Subject
		if err := tx.Note("library:"+f.Kind, "rework", map[string]any{"from": all[0].Subject, "to": last}); err != nil {
			return err
		}
		for _, e := range all {
			if err := s.Put(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	return n, last, err
}

// Order has [Service.Rework] done in the background; whoever administers any part
// of the tree may order it, since it changes nothing that people see.
func (s *Service) Order(ctx context.Context, who authz.Actor) error {
	at := authz.Path("/")
	if scope := who.Scope(Rework); len(scope) > 0 {
		at = scope[0].Top
	}
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(Rework, at); err != nil {
			return err
		}
		if err := tx.Note("library:all", "order", nil); err != nil {
			return err
		}
		_, err := jobs.Put(ctx, tx, jobs.Job{Kind: ReworkKind, Key: ReworkKind})
		return err
	})
}
