package report_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/report"
	"sotay/internal/rule"
)

const write authz.Perm = "test.write"

func actor(top authz.Path, reach authz.Reach, perms ...authz.Perm) authz.Actor {
	r := authz.Role{At: top, Perms: map[authz.Perm]authz.Reach{}}
	for _, p := range perms {
		r.Perms[p] = reach
	}
	return authz.Actor{ID: "a", Name: "A", Roles: []authz.Role{r}}
}

func root() authz.Actor {
	return actor("/", authz.Below, org.See, org.Manage, report.See, member.See, write)
}

// house is a database whose day the test sets.
type house struct {
	db      *db.DB
	units   *org.Service
	reports *report.Service
	today   atomic.Value
	codes   int
}

func (h *house) on(day civil.Date) { h.today.Store(day) }

func (h *house) day() civil.Date { return h.today.Load().(civil.Date) }

// each runs fn on every engine, with a house of its own.
func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	book, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			h := &house{}
			h.on("2026-01-05")
			h.db = dbtest.Open(t, engine, db.WithClock(func() time.Time { return h.day().At(9, 0) }))
			h.units, h.reports = org.New(h.db, book), report.New(h.db, book)
			fn(t, h)
		})
	}
}

type fataler interface {
	Helper()
	Fatal(...any)
}

func (h *house) create(t fataler, kind string, parent org.ID) org.Unit {
	t.Helper()
	h.codes++
	code := fmt.Sprintf("U%d", h.codes)
	u, err := h.units.Create(context.Background(), root(), org.NewUnit{Code: code, Kind: kind, Name: "Đơn vị " + code, Parent: parent}, h.decision())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (h *house) apply(t fataler, a org.Act) org.Plan {
	t.Helper()
	p, err := h.units.Apply(context.Background(), root(), a, h.decision(), "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *house) decision() org.Decision { return org.Decision{Number: "01-QĐ/ĐU", Day: h.day()} }

// sitting is a meeting as the meeting feature would leave it.
type sitting struct {
	id      string
	unit    org.ID
	kind    string
	month   civil.Month
	state   string
	starts  civil.Date
	ended   civil.Date
	facts   report.Facts
	minutes int
	score   int
	grade   string
	late    bool
	version int
	topic   string
}

// save writes a meeting, or its correction.
func (h *house) save(t fataler, m sitting) {
	t.Helper()
	ctx := context.Background()
	err := h.db.Write(ctx, root(), func(tx *db.Tx) error {
		if err := errors.Join(tx.Require(write, "/"), tx.Note("meeting:"+m.id, "test", nil)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM meeting WHERE id = ?`, m.id); err != nil {
			return err
		}
		starts, ended, closed := m.starts.At(8, 0), time.Time{}, time.Time{}
		if m.ended != "" {
			ended = m.ended.At(10, 0)
		}
		if m.state == "closed" {
			closed = m.ended.At(11, 0)
		}
		f := m.facts
		_, err := tx.Exec(ctx, `INSERT INTO meeting (id, unit, path, kind, month, title, topic, starts_at, state, ended_at, closed_at,
			members, present, online, excused, unexcused, exempt, minutes_long, score, grade, late, version)
			VALUES (?, ?, '', ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			m.id, m.unit, m.kind, m.month, m.topic, db.Time(&starts), m.state, db.Time(&ended), db.Time(&closed),
			f.Members, f.Present, f.Online, f.Excused, f.Unexcused, f.Exempt, m.minutes, m.score, m.grade, m.late, m.version)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
