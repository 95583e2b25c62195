package member

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// Follower is what the tree of units calls when it is reorganised: the people of
// units that end go where the decision says, with a new stay, and their former
// stays remain readable; those who had left before stay where they were.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "member", Homed: true, Count: countTouched, Follow: follow}
}

const belongs = ` AND state <> 'left'`

func countTouched(ctx context.Context, q db.Q, c org.Change) (int, error) {
	if c.Split != nil && !c.Split.Stays {
		people, err := db.Column[string](ctx, q, `SELECT id FROM member WHERE unit = ?`+belongs, c.Split.From.ID)
		if err != nil {
			return 0, err
		}
		if err := c.Split.Covers(people); err != nil {
			return 0, err
		}
	}
	cond, args := c.Touched().SQL("path")
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM member WHERE `+cond+belongs, args...)
}

func follow(ctx context.Context, tx *db.Tx, c org.Change) error {
	for _, table := range []string{"member", "member_post", "member_import"} {
		if err := c.Repath(ctx, tx, table); err != nil {
			return err
		}
	}
	for _, m := range c.Merged {
		if err := rehome(ctx, tx, c, m.From, m.Into, "merge", nil); err != nil {
			return err
		}
	}
	if c.Split != nil {
		if err := divide(ctx, tx, c); err != nil {
			return err
		}
	}
	for _, u := range c.Closed {
		if err := endPosts(ctx, tx, u.ID, c.Day); err != nil {
			return err
		}
	}
	return nil
}

func divide(ctx context.Context, tx *db.Tx, c org.Change) error {
	people := map[org.ID][]ID{}
	for _, id := range slices.Sorted(maps.Keys(c.Split.Assigned)) {
		to := c.Split.Assigned[id]
		people[to] = append(people[to], ID(id))
	}
	for _, into := range c.Split.Into {
		for some := range slices.Chunk(people[into.ID], inList) {
			if err := rehome(ctx, tx, c, c.Split.From, into, "split", some); err != nil {
				return err
			}
		}
	}
	return nil
}

// rehome moves the people of one unit, all or only some, to another.
func rehome(ctx context.Context, tx *db.Tx, c org.Change, from, into org.Unit, reason string, only []ID) error {
	some, args := "", []any(nil)
	if only != nil {
		some, args = ` AND member IN (`+db.Marks(len(only))+`)`, db.Args(only)
	}
	lasting := ` WHERE unit = ? AND to_day = ?` + some
	where := append([]any{from.ID, forever}, args...)
	// Who came on the day or after it never was elsewhere as far as the decision knows.
	if _, err := tx.Exec(ctx, `UPDATE member_stay SET unit = ?, reason = ?, decision = ?`+lasting+` AND from_day >= ?`,
		slices.Concat([]any{into.ID, reason, c.Decision}, where, []any{c.Day})...); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO member_stay (member, unit, from_day, to_day, reason, decision)
		SELECT member, CAST(? AS BIGINT), CAST(? AS TEXT), to_day, CAST(? AS TEXT), CAST(? AS TEXT) FROM member_stay`+lasting,
		slices.Concat([]any{into.ID, c.Day, reason, c.Decision}, where)...); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE member_stay SET to_day = ?`+lasting, append([]any{c.Day}, where...)...); err != nil {
		return err
	}
	return carry(ctx, tx, from, into, only)
}

// carry changes the records themselves and says in the log how many.
func carry(ctx context.Context, tx *db.Tx, from, into org.Unit, only []ID) error {
	query, args := `UPDATE member SET unit = ?, path = ?, rev = rev + 1 WHERE unit = ?`+belongs, []any{into.ID, into.Path, from.ID}
	if only != nil {
		query += ` AND id IN (` + db.Marks(len(only)) + `)`
		args = append(args, db.Args(only)...)
	}
	n, err := tx.Exec(ctx, query, args...)
	if err != nil || n == 0 {
		return err
	}
	return tx.Note(fmt.Sprint("unit:", from.ID), "members_follow", map[string]int64{"into": int64(into.ID), "members": n})
}

// endPosts ends the posts of a unit that closes on the day.
func endPosts(ctx context.Context, tx *db.Tx, unit org.ID, day civil.Date) error {
	_, err := tx.Exec(ctx, `UPDATE member_post SET to_day = ? WHERE unit = ? AND (to_day IS NULL OR to_day >= ?)`, day.AddDays(-1), unit, day)
	return err
}
