package report_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/report"
	"sotay/internal/rule"
)

// communes is how many each of 34 provinces has; 100 make a country of 241,000
// branches, which takes some minutes to fill.
const communes = 5

// BenchmarkReports measures a tree in which each of 71 branches in a commune has a
// year of meetings and four members.
func BenchmarkReports(b *testing.B) {
	book, err := rule.Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, engine := range dbtest.Engines() {
		h := &house{}
		h.on("2026-03-20")
		h.db = dbtest.Open(b, engine, db.WithClock(func() time.Time { return h.day().At(9, 0) }))
		h.units, h.reports = org.New(h.db, book), report.New(h.db, book)
		country(b, h, 34, communes, 71)
		ctx := context.Background()
		for name, fn := range map[string]func() error{
			"page/country": func() error {
				_, err := h.reports.Branches(ctx, root(), 0, "2026-03", report.All, "/1/500/", 50)
				return err
			},
			"unmet/country": func() error {
				_, err := h.reports.Branches(ctx, root(), 0, "2026-03", report.OnlyNotMet, "", 50)
				return err
			},
			"late/country": func() error {
				_, err := h.reports.Branches(ctx, root(), 0, "2026-03", report.OnlyLate, "", 50)
				return err
			},
			"roll/country":    func() error { _, _, err := h.reports.Roll(ctx, root(), 0, "2026-03"); return err },
			"roll/province":   func() error { _, _, err := h.reports.Roll(ctx, root(), 2, "2026-03"); return err },
			"roll/commune":    func() error { _, _, err := h.reports.Roll(ctx, root(), 36, "2026-03"); return err },
			"year/province":   func() error { _, err := h.reports.Year(ctx, root(), 2, "2026-03"); return err },
			"year/commune":    func() error { _, err := h.reports.Year(ctx, root(), 36, "2026-03"); return err },
			"home/province":   func() error { _, err := h.reports.Home(ctx, actor("/1/2/", authz.Below, report.See)); return err },
			"xlsx/province":   func() error { return h.reports.XLSX(ctx, root(), 2, "2026-03", &bytes.Buffer{}) },
			"people/country":  func() error { _, err := h.reports.People(ctx, root(), 0); return err },
			"people/province": func() error { _, err := h.reports.People(ctx, root(), 2); return err },
		} {
			b.Run(engine+"/"+name, func(b *testing.B) {
				for b.Loop() {
					if err := fn(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func country(b *testing.B, h *house, provinces, communes, branches int) {
	ctx := context.Background()
	type unit struct {
		id, parent int
		kind, path string
	}
	var units []unit
	add := func(parent int, path, kind string) unit {
		u := unit{len(units) + 1, parent, kind, fmt.Sprintf("%s%d/", path, len(units)+1)}
		units = append(units, u)
		return u
	}
	top := add(0, "/", org.Centre)
	var ps, cs []unit
	for range provinces {
		ps = append(ps, add(top.id, top.path, org.Province))
	}
	for range communes {
		for _, p := range ps {
			cs = append(cs, add(p.id, p.path, org.Grassroots))
		}
	}
	for range branches {
		for _, c := range cs {
			add(c.id, c.path, org.Branch)
		}
	}
	put := func(query string, rows func(u unit) [][]any) {
		for start := 0; start < len(units); start += 20000 {
			var all [][]any
			for _, u := range units[start:min(start+20000, len(units))] {
				all = append(all, rows(u)...)
			}
			if err := h.db.Write(ctx, root(), func(tx *db.Tx) error {
				return errors.Join(tx.Require(write, "/"), tx.Note("x", "x", nil), tx.Insert(ctx, query, all))
			}); err != nil {
				b.Fatal(err)
			}
		}
	}
	put(`INSERT INTO org_unit (id, code, kind, name, fold, parent, path, opened) VALUES`, func(u unit) [][]any {
		var parent any
		if u.parent > 0 {
			parent = u.parent
		}
		return [][]any{{u.id, fmt.Sprint(u.id), u.kind, "Chi bộ thôn", "chi bo thon", parent, u.path, "2020-01-01"}}
	})
	put(`INSERT INTO org_version (unit, from_day, to_day, code, kind, name, parent, path) VALUES`, func(u unit) [][]any {
		var parent any
		if u.parent > 0 {
			parent = u.parent
		}
		return [][]any{{u.id, "2020-01-01", "9999-12-31", fmt.Sprint(u.id), u.kind, "Chi bộ thôn", parent, u.path}}
	})
	for m := range 12 { // in the order of time, as meetings come
		month := civil.Month("2026-03").Add(m - 11)
		at := month.First().AddDays(4).At(8, 0)
		put(`INSERT INTO meeting (id, unit, path, kind, month, title, starts_at, state, ended_at, closed_at, members, present, score, grade) VALUES`, func(u unit) [][]any {
			if u.kind != org.Branch || m == 11 && u.id%3 == 0 {
				return nil
			}
			return [][]any{{fmt.Sprintf("mt_%02d_%d", m, u.id), u.id, u.path, "regular", month, "Sinh hoạt chi bộ thường lệ", db.Time(&at), "closed", db.Time(&at), db.Time(&at), 23, 21, 90, "Tốt"}}
		})
	}
	put(`INSERT INTO member (id, unit, path, name, fold, sort, birth, sex, state) VALUES`, func(u unit) (out [][]any) {
		if u.kind != org.Branch {
			return nil
		}
		for i := range 4 {
			out = append(out, []any{fmt.Sprintf("mb_%d_%d", u.id, i), u.id, u.path, "Nguyễn Văn An", "nguyen van an", fmt.Sprint(u.id, i), fmt.Sprint(1950 + (u.id+i)%55), "male", "official"})
		}
		return out
	})
	b.Log(len(units), "units")
}
