package incoming

import (
	"context"
	"slices"

	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// Follower makes papers follow a reorganisation: their paths change with their
// units, and what a unit that ends had still open goes with its work to the unit
// that takes over, under the number that it has in the register of the former. The
// registers stay where they were kept.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "incoming", Count: countOpen, Follow: s.follow}
}

func countOpen(ctx context.Context, q db.Q, c org.Change) (int, error) {
	where, args := c.Touched().SQL("path")
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM incoming WHERE state IN ('arrived', 'registered', 'working') AND `+where, args...)
}

func (s *Service) follow(ctx context.Context, tx *db.Tx, c org.Change) error {
	heirs := c.Merged
	if d := c.Split; d != nil && !d.Stays {
		for _, u := range d.Into {
			if u.ID == d.Rest {
				heirs = append(slices.Clone(heirs), org.Succession{From: d.From, Into: u})
			}
		}
	}
	var carried []ID
	for _, h := range heirs {
		some, err := carry(ctx, tx, h.From, h.Into)
		if err != nil {
			return err
		}
		carried = append(carried, some...)
	}
	for _, table := range []string{"incoming", "incoming_book"} {
		if err := c.Repath(ctx, tx, table); err != nil {
			return err
		}
	}
	return s.tellOf(ctx, tx, carried)
}

// carry gives the open papers of a unit to the one that takes over. The steps that
// were given to the unit as an office go with their tasks. It returns the papers that
// are read by another unit now.
func carry(ctx context.Context, tx *db.Tx, from, into org.Unit) ([]ID, error) {
	carried, err := db.Column[ID](ctx, tx, `SELECT id FROM incoming WHERE unit = ? AND state IN ('arrived', 'registered', 'working')
		UNION SELECT s.incoming FROM incoming_step s JOIN v_task t ON t.id = s.task WHERE s.office = ? AND t.state = 'open' ORDER BY 1`, from.ID, from.ID)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, `UPDATE incoming SET unit = ?, path = ?, rev = rev + 1 WHERE unit = ? AND state IN ('arrived', 'registered', 'working')`,
		into.ID, into.Path, from.ID); err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `UPDATE incoming_step SET office = ? WHERE office = ? AND task IN (SELECT id FROM v_task WHERE state = 'open')`, into.ID, from.ID)
	return carried, err
}

// tellOf tells the watchers of papers as they stand now.
func (s *Service) tellOf(ctx context.Context, tx *db.Tx, papers []ID) error {
	for _, id := range papers {
		p, err := get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.tell(ctx, tx, p); err != nil {
			return err
		}
	}
	return nil
}
