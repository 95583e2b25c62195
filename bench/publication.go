package main

import (
	"context"
	"fmt"
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/ids"
	"sotay/internal/publication"
)

// Of papers that were sent down: how many there are, the days over which they came,
// and readers who read all of them but the newest.
const (
	papersSent = 100_000
	papersDays = 700
	diligent   = 40
	unreadLeft = 5
)

// publications is sending a paper down to a million members, what each finds in his
// inbox, and the roll-up of who has read, against the same by hand; and openings,
// each durable and audited, against what the database commits by itself.
func (b *bench) publications(ctx context.Context) error {
	return b.each(ctx, "publication", func(p place) error {
		many, err := p.commits(ctx, workers, b.duration)
		if err != nil {
			return err
		}
		c, err := settle(ctx, p, b.nation(), false)
		if err != nil {
			return err
		}
		defer c.Close()
		n := &sending{country: c, sent: b.scaled(papersSent)}
		if err := n.load(ctx); err != nil {
			return err
		}
		if err := p.vacuum(ctx); err != nil {
			return err
		}
		size := fmt.Sprintf("%s members, %s papers", thousands(len(c.branches)*c.perBranch), thousands(n.sent))
		if err := n.measure(ctx, b, p.name, size); err != nil {
			return err
		}
		l, err := n.openings(ctx)
		if err != nil {
			return err
		}
		b.table.add(row{workload: "openings, " + p.name, size: fmt.Sprintf("%s, %d at once", thousands(len(l.times)), workers), figure: rate(l.perSec, "/s"),
			limit: fmt.Sprintf("%.0f /s bare commits alike", many.perSec), ratio: ratio(l.perSec, many.perSec), times: l.times})
		return nil
	})
}

// vacuum tidies what was loaded, as PostgreSQL does by itself some minutes later.
func (p place) vacuum(ctx context.Context) error {
	if p.url == "" {
		return nil
	}
	d, err := p.raw(1)
	if err != nil {
		return err
	}
	defer d.Close()
	_, err = d.ExecContext(ctx, `VACUUM ANALYZE`)
	return err
}

// sending is a country with papers that were sent down.
type sending struct {
	*country
	sent  int
	last  publication.ID
	turns int
}

// sender may send from everywhere and watch everything.
func sender() authz.Actor {
	return authz.System("bench", loading, publication.Send, publication.Watch, member.See, org.See)
}

func (n *sending) load(ctx context.Context) error {
	err := n.put(ctx, n.branches, `INSERT INTO member_stay (member, unit, from_day, to_day, reason) VALUES`, func(u unit) (rows [][]any) {
		for i := range n.perBranch {
			rows = append(rows, []any{memberID(u, i), u.id, "2020-01-01", "9999-12-31", "add"})
		}
		return rows
	})
	if err != nil {
		return err
	}
	if err := n.loadPapers(ctx); err != nil {
		return err
	}
	if n.last, err = n.publish(ctx); err != nil {
		return err
	}
	return n.analyze(ctx)
}

// from is who sends the i-th paper: the centre a fiftieth, provinces and communes
// half of the others each.
func (n *sending) from(i int) unit {
	switch {
	case i%50 == 0:
		return n.provinces[0]
	case i%2 == 0:
		return n.provinces[1+i%(len(n.provinces)-1)]
	}
	return n.communes[i%len(n.communes)]
}

// loadPapers writes the papers, evenly over their days, and the marks of those who
// read all that concerns them.
func (n *sending) loadPapers(ctx context.Context) error {
	for start := 0; start < n.sent; start += portion {
		var papers, targets, marks [][]any
		for i := start; i < min(start+portion, n.sent); i++ {
			u, at := n.from(i), n.DB.Now().Add(-time.Duration(n.sent-i)*papersDays*24*time.Hour/time.Duration(n.sent))
			id, day := ids.New("pb", at), civil.In(at)
			papers = append(papers, []any{id, "document:" + id, "/", "", "Nghị quyết", "Đơn vị", u.id, u.path, "/" + id + "/", "none", day, db.Time(&at), "bench"})
			targets = append(targets, []any{id, fmt.Sprint("s:", u.id), day, "subtree", u.id, u.path, "Đơn vị"})
			for r := 0; r < diligent && i < n.sent-unreadLeft*50; r++ {
				if b := n.branches[r]; b.path.Within(u.path) {
					marks = append(marks, []any{id, memberID(b, 0), b.id, true, db.Time(&at), true, "bench"})
				}
			}
		}
		err := n.DB.Write(ctx, sender(), func(tx *db.Tx) error {
			if err := tx.Require(loading, "/"); err != nil {
				return err
			}
			if err := tx.Note("unit:1", "load", nil); err != nil {
				return err
			}
			if err := tx.Insert(ctx, `INSERT INTO publication (id, subject, link, number, title, issuer, unit, path, chain, ask, day, at, by) VALUES`, papers); err != nil {
				return err
			}
			if err := tx.Insert(ctx, `INSERT INTO publication_target (publication, key, day, kind, unit, path, label) VALUES`, targets); err != nil {
				return err
			}
			return tx.Insert(ctx, `INSERT INTO publication_mark (publication, reader, unit, counted, opened, done, by) VALUES`, marks)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *sending) publish(ctx context.Context) (id publication.ID, err error) {
	top := n.provinces[0]
	err = n.DB.Write(ctx, sender(), func(tx *db.Tx) error {
		if err := tx.Require(publication.Send, top.path); err != nil {
			return err
		}
		id, err = n.Sent.Publish(ctx, tx, publication.Paper{Subject: "document:" + ids.New("dc", tx.Now), Link: "/", Title: "Nghị quyết", Issuer: "Trung ương", Unit: org.ID(top.id), Path: top.path,
			Targets: []publication.Target{{Kind: publication.Subtree, Unit: org.ID(top.id)}}})
		return err
	})
	return id, err
}

// reader is a member with the right that every member has.
func reader(u unit, i int) authz.Actor {
	a := attendee(u, i)
	a.Roles[0].Perms[publication.Read] = authz.Here
	return a
}

func (n *sending) measure(ctx context.Context, b *bench, engine, size string) error {
	add := func(what string, fn func(context.Context) error) error {
		t, err := b.repeat(ctx, fn)
		if err == nil {
			b.table.add(row{workload: what + ", " + engine, size: size, figure: short(t.at(50)), times: t})
		}
		return err
	}
	anybody := func() authz.Actor {
		return reader(n.branches[n.random.IntN(len(n.branches))], n.random.IntN(n.perBranch))
	}
	busy := func() authz.Actor { n.turns++; return reader(n.branches[n.turns%diligent], 0) }
	inbox := func(who func() authz.Actor) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := n.Sent.Inbox(ctx, who(), "", 20)
			return err
		}
	}
	top := org.ID(n.provinces[0].id)
	for _, m := range []struct {
		what string
		fn   func(context.Context) error
	}{
		{"publish to all", func(ctx context.Context) error { _, err := n.publish(ctx); return err }},
		{"inbox of one who reads little", inbox(anybody)},
		{"inbox of one who reads all", inbox(busy)},
		{"count of unread papers", func(ctx context.Context) error { _, err := n.Sent.Unread(ctx, busy(), 100); return err }},
		{"may he open the paper", func(ctx context.Context) error {
			return n.DB.Read(ctx, func(q db.Q) error {
				_, err := n.Sent.Covers(ctx, q, anybody(), "document:x")
				return err
			})
		}},
		{"roll-up of the country", func(ctx context.Context) error { _, err := n.Sent.Rollup(ctx, sender(), n.last, top); return err }},
		{"roll-up of a province", func(ctx context.Context) error {
			_, err := n.Sent.Rollup(ctx, sender(), n.last, org.ID(n.provinces[5].id))
			return err
		}},
		{"those who have not read, first page", func(ctx context.Context) error {
			_, _, err := n.Sent.NotRead(ctx, sender(), n.last, top, "", shown)
			return err
		}},
	} {
		if err := add(m.what, m.fn); err != nil {
			return fmt.Errorf("%s: %w", m.what, err)
		}
	}
	return nil
}

// openings is the paper opened by some thousands of members at once.
func (n *sending) openings(ctx context.Context) (load, error) {
	few := *n.country
	few.branches = n.branches[:min(len(n.branches), halls)]
	return few.everybody(ctx, func(ctx context.Context, u unit, i int) error {
		return n.Sent.Open(ctx, reader(u, i), n.last)
	})
}
