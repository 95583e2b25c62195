package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
)

// nation is the real number of provinces and communes, with a million members.
func (b *bench) nation() numbers { return numbers{34, max(34, b.scaled(3321)), b.scaled(40_000), 25} }

const shown = 50 // on a page

// lists is pages of people and statistics of a subtree, against the rows
// themselves: the same SELECT by hand, or a count of every row.
func (b *bench) lists(ctx context.Context) error {
	return b.each(ctx, "lists", func(p place) error {
		began := time.Now()
		c, err := settle(ctx, p, b.nation(), false)
		if err != nil {
			return err
		}
		defer c.Close()
		size := thousands(len(c.branches)*c.perBranch) + " members"
		b.table.add(row{workload: "load, " + p.name, size: size, figure: short(time.Since(began))})
		raw, err := p.raw(1)
		if err != nil {
			return err
		}
		defer raw.Close()
		all, err := c.measures(ctx, raw)
		if err != nil {
			return err
		}
		for _, m := range all {
			if err := b.compare(ctx, m, p.name, size); err != nil {
				return fmt.Errorf("%s: %w", m.what, err)
			}
		}
		return nil
	})
}

// measure is something that we do, and what it is held against.
type measure struct {
	what, against string
	ours, bare    func(context.Context) error
}

// often bounds how many samples are taken, and enough how long that may take.
const often = 300

func (b *bench) compare(ctx context.Context, m measure, engine, size string) error {
	ours, err := b.repeat(ctx, m.ours)
	if err != nil {
		return err
	}
	bare, err := b.repeat(ctx, m.bare)
	if err != nil {
		return err
	}
	b.table.add(row{workload: m.what + ", " + engine, size: size, figure: short(ours.at(50)), limit: short(bare.at(50)) + " " + m.against,
		ratio: ratio(ours.at(50).Seconds(), bare.at(50).Seconds()), times: ours})
	return nil
}

func (b *bench) repeat(ctx context.Context, fn func(context.Context) error) (samples, error) {
	var all samples
	for end := time.Now().Add(b.duration / 2); len(all) < often && (len(all) < 3 || time.Now().Before(end)); {
		began := time.Now()
		if err := fn(ctx); err != nil {
			return nil, err
		}
		all = append(all, time.Since(began))
	}
	return all.sorted(), nil
}

func (c *country) measures(ctx context.Context, raw *sql.DB) (all []measure, err error) {
	everyRow := func(ctx context.Context) error {
		_, err := read(ctx, raw, `SELECT COUNT(*), MIN(name) FROM member`)
		return err
	}
	for _, top := range []struct {
		what string
		unit unit
	}{{"country", c.provinces[0]}, {"province", c.provinces[5]}, {"commune", c.communes[7]}} {
		path, id := top.unit.path, org.ID(top.unit.id)
		byUnit, err := c.pages(ctx, member.Filter{Under: path, ByUnit: true})
		if err != nil {
			return nil, err
		}
		byName, err := c.pages(ctx, member.Filter{Under: path})
		if err != nil {
			return nil, err
		}
		byHand := func(ctx context.Context) error {
			n, err := read(ctx, raw, byHand, string(c.below(path).path), path.End())
			if err == nil && n == 0 {
				err = errors.New("no rows by hand")
			}
			return err
		}
		all = append(all, measure{"page by unit, anywhere in a " + top.what, "by hand", byUnit, byHand},
			measure{"page by name, anywhere in a " + top.what, "by hand", byName, byHand},
			measure{"people by state, " + top.what, "every row counted", func(ctx context.Context) error {
				_, err := c.Members.Count(ctx, system(), path)
				return err
			}, everyRow},
			measure{"people by state, sex, age, " + top.what, "every row counted", func(ctx context.Context) error {
				_, err := c.Reports.People(ctx, system(), id)
				return err
			}, everyRow},
			measure{"month's meetings, " + top.what, "every row counted", func(ctx context.Context) error {
				_, _, err := c.Reports.Roll(ctx, system(), id, c.day.Month())
				return err
			}, everyRow})
	}
	return all, nil
}

// below is any branch of a subtree.
func (c *country) below(top authz.Path) unit {
	for {
		if u := c.branches[c.random.IntN(len(c.branches))]; u.path.Within(top) {
			return u
		}
	}
}

const places = 50

// pages asks for pages that begin anywhere in a list.
func (c *country) pages(ctx context.Context, f member.Filter) (func(context.Context) error, error) {
	var starts []string
	for range places {
		p, err := c.Members.List(ctx, system(), member.Filter{Under: c.below(f.Under).path, ByUnit: f.ByUnit}, "", 1+c.random.IntN(c.perBranch-1))
		if err != nil {
			return nil, err
		}
		starts = append(starts, p.Next)
	}
	next := 0
	return func(ctx context.Context) error {
		next++
		_, err := c.Members.List(ctx, system(), f, starts[next%places], shown)
		return err
	}, nil
}

// byHand are the rows of a page as a program of ten lines would ask for them.
var byHand = fmt.Sprintf(`SELECT id, unit, path, name, sort, birth, sex, admitted, official, card, citizen, phone, state, state_from, left_reason,
	exempt_from, exempt_to, rev FROM member WHERE path >= $1 AND path < $2 AND state <> 'left' ORDER BY path, sort, id LIMIT %d`, shown+1)

// read reads rows as texts and returns how many there were.
func read(ctx context.Context, d *sql.DB, query string, args ...any) (n int, err error) {
	rows, err := d.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	texts, dest := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range texts {
		dest[i] = &texts[i]
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}
