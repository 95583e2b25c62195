package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/platform/ids"
)

// Of check-ins: halls and the people in each, and how many arrive at once.
const (
	halls   = 400
	seats   = 50
	workers = 64
)

// intakes is check-ins and votes, each durable and with its audit line before the
// answer, against what the same database commits by itself: a row and an audit
// row in a transaction of their own.
func (b *bench) intakes(ctx context.Context) error {
	return b.each(ctx, "intake", func(p place) error {
		one, err := p.commits(ctx, 1, b.duration)
		if err != nil {
			return err
		}
		many, err := p.commits(ctx, workers, b.duration)
		if err != nil {
			return err
		}
		b.table.add(row{workload: "bare durable commits, one by one, " + p.name, size: "2 rows each", figure: rate(one.perSec, "/s"), times: one.times})
		b.table.add(row{workload: fmt.Sprintf("bare durable commits, %d at once, %s", workers, p.name), size: "2 rows each", figure: rate(many.perSec, "/s"), times: many.times})
		c, err := settle(ctx, p, numbers{1, 10, b.scaled(halls), seats}, true)
		if err != nil {
			return err
		}
		defer c.Close()
		for _, x := range []struct {
			what string
			do   func(context.Context, unit, int) error
		}{
			{"check-in", func(ctx context.Context, u unit, i int) error {
				return c.Meetings.CheckIn(ctx, attendee(u, i), meetingID(u), meeting.Present, "")
			}},
			{"vote", func(ctx context.Context, u unit, i int) error {
				return c.Meetings.Cast(ctx, attendee(u, i), meetingID(u), motionID(u), member.ID(memberID(u, i)), meeting.Yes)
			}},
		} {
			l, err := c.everybody(ctx, x.do)
			if err != nil {
				return err
			}
			b.table.add(row{workload: x.what + ", " + p.name, size: fmt.Sprintf("%s, %d at once", thousands(len(l.times)), workers), figure: rate(l.perSec, "/s"),
				limit: fmt.Sprintf("%.0f /s alike, %.0f /s one by one", many.perSec, one.perSec), ratio: ratio(l.perSec, many.perSec) + ", " + ratio(l.perSec, one.perSec), times: l.times})
		}
		return nil
	})
}

// everybody does something once for every member of every hall, all halls mixed.
func (c *country) everybody(ctx context.Context, do func(context.Context, unit, int) error) (load, error) {
	total := len(c.branches) * c.perBranch
	var next atomic.Int64
	return together(workers, func() (bool, error) {
		n := int(next.Add(1)) - 1
		if n >= total {
			return false, nil
		}
		return true, do(ctx, c.branches[n%len(c.branches)], n/len(c.branches))
	})
}

// together runs act on so many goroutines until each is told to stop, and times it.
func together(n int, act func() (more bool, err error)) (l load, err error) {
	var all sync.WaitGroup
	var mu sync.Mutex
	start := time.Now()
	for range n {
		all.Go(func() {
			var own samples
			for {
				began := time.Now()
				more, e := act()
				if !more || e != nil {
					mu.Lock()
					defer mu.Unlock()
					l.times = append(l.times, own...)
					if e != nil {
						err = e
					}
					return
				}
				own = append(own, time.Since(began))
			}
		})
	}
	all.Wait()
	l.perSec = float64(len(l.times)) / time.Since(start).Seconds()
	l.times.sorted()
	return l, err
}

// postgresConns is how many connections the program itself holds.
const postgresConns = 24

// commits is how many transactions of two rows the database makes durable.
func (p place) commits(ctx context.Context, writers int, for_ time.Duration) (load, error) {
	conns := 1 // SQLite has one writer
	if p.url != "" {
		conns = min(writers, postgresConns)
	}
	d, err := p.raw(conns)
	if err != nil {
		return load{}, err
	}
	defer d.Close()
	for _, q := range []string{`CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, body TEXT NOT NULL)`,
		`CREATE TABLE IF NOT EXISTS bare_audit (id TEXT PRIMARY KEY, subject TEXT NOT NULL, body TEXT NOT NULL)`,
		`CREATE INDEX IF NOT EXISTS bare_audit_subject ON bare_audit (subject, id)`} {
		if _, err := d.ExecContext(ctx, q); err != nil {
			return load{}, err
		}
	}
	end := time.Now().Add(for_)
	return together(writers, func() (bool, error) { return time.Now().Before(end), p.commit(ctx, d) })
}

func (p place) commit(ctx context.Context, d *sql.DB) error {
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	id, body := ids.New("be", time.Now()), strings.Repeat("x", 100)
	if _, err := tx.ExecContext(ctx, `INSERT INTO bare (id, body) VALUES ($1, $2)`, id, body); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO bare_audit (id, subject, body) VALUES ($1, $2, $3)`, id, id, body); err != nil {
		return err
	}
	return tx.Commit()
}
