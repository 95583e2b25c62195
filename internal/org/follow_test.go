package org_test

import (
	"context"
	"errors"
	"testing"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
)

// walkers are rows of a feature that stand on units and follow them; those that
// are finished stay with the unit.
func walkers(t *testing.T, s *org.Service, d *db.DB, on ...org.Unit) {
	t.Helper()
	ctx := t.Context()
	err := d.Write(ctx, everything, func(tx *db.Tx) error {
		if err := errors.Join(tx.Require(org.Manage, "/"), tx.Note("walker", "add", nil)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `CREATE TABLE org_walker (id BIGINT, unit BIGINT, path TEXT, finished BOOLEAN)`); err != nil {
			return err
		}
		var rows [][]any
		for _, u := range on {
			rows = append(rows, []any{len(rows), u.ID, u.Path, false}, []any{len(rows) + 1, u.ID, u.Path, true})
		}
		return tx.Insert(ctx, `INSERT INTO org_walker (id, unit, path, finished) VALUES`, rows)
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Follow(org.Follower{Subject: "walker", Homed: true, Count: countWalkers, Follow: moveWalkers})
}

func countWalkers(ctx context.Context, q db.Q, c org.Change) (int, error) {
	cond, args := c.Touched().SQL("path")
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM org_walker WHERE NOT finished AND `+cond, args...)
}

func moveWalkers(ctx context.Context, tx *db.Tx, c org.Change) error {
	if err := c.Repath(ctx, tx, "org_walker"); err != nil {
		return err
	}
	for _, m := range c.Merged {
		if _, err := tx.Exec(ctx, `UPDATE org_walker SET unit = ?, path = ? WHERE unit = ? AND NOT finished`, m.Into.ID, m.Into.Path, m.From.ID); err != nil {
			return err
		}
	}
	return nil
}

// astray counts rows that stand elsewhere than their unit, and open rows on closed units.
func astray(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	err := d.Read(t.Context(), func(q db.Q) (err error) {
		n, err = db.Value[int](t.Context(), q, `SELECT COUNT(*) FROM org_walker w JOIN org_unit u ON u.id = w.unit
			WHERE w.path <> u.path OR u.closed IS NOT NULL AND NOT w.finished`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRowsFollowTheirUnits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s := service(t, d)
		u := tree(t, s, "2026-01-05", small...)
		walkers(t, s, d, u["X1"], u["C1"], u["C2"], u["G1"], u["X2"], u["C3"], u["X3"])
		for _, c := range []struct {
			act org.Act
			n   int
		}{
			{org.Move{Unit: u["C1"].ID, Under: u["X3"].ID}, 2},
			{org.Merge{Units: []org.ID{u["X1"].ID, u["X2"].ID}, Into: u["X3"].ID}, 4},
			{org.Move{Unit: u["T2"].ID, Under: 0}, 7},
			{org.Close{Unit: u["C2"].ID, Into: u["C1"].ID}, 1},
		} {
			p, err := s.Apply(ctx, everything, c.act, on(today), "")
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Counts) != 1 || p.Counts[0].N != c.n {
				t.Errorf("%+v: %v, want %d", c.act, p.Counts, c.n)
			}
			if n := astray(t, d); n > 0 {
				t.Errorf("%+v: %d rows astray", c.act, n)
			}
		}
		_, err := s.Apply(ctx, everything, org.Close{Unit: u["G1"].ID}, on(today), "")
		if code(err) != "org.people_left" {
			t.Error(err)
		}
	}, at(today))
}

func TestSplitAssignsEverybody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s := service(t, d)
		u := tree(t, s, "2026-01-05", small...)
		var got org.Change
		s.Follow(org.Follower{Subject: "member",
			Count: func(_ context.Context, _ db.Q, c org.Change) (int, error) {
				return 2, c.Split.Covers([]string{"m1", "m2"})
			},
			Follow: func(_ context.Context, _ *db.Tx, c org.Change) error {
				got = c
				return nil
			},
		})
		act := org.Split{Unit: u["C3"].ID, Assigned: map[string]int{"m1": 0}, Into: []org.NewUnit{
			{Code: "C3", Kind: org.Branch, Name: "Chi bộ 3A"}, {Code: "C3B", Kind: org.Branch, Name: "Chi bộ 3B"}}}
		if _, err := s.Preview(ctx, everything, act, on(today)); code(err) != "org.people_unassigned" {
			t.Error(err)
		}
		act.Assigned["m2"] = 1
		p, err := s.Apply(ctx, everything, act, on(today), "")
		if err != nil {
			t.Fatal(err)
		}
		if got.Split.Assigned["m2"] != p.Opened[1].ID || got.Split.Rest != p.Opened[0].ID || got.Decision != "01-QĐ/TU" {
			t.Errorf("%+v", got)
		}
		err = d.Read(ctx, func(q db.Q) error {
			next, err := s.Successors(ctx, q, u["C3"].ID)
			if len(next) != 2 {
				t.Error("successors", next)
			}
			from, err2 := s.Predecessors(ctx, q, p.Opened[1].ID)
			if len(from) != 1 || from[0].Closed != today {
				t.Error("predecessors", from)
			}
			heir, err3 := s.ByCode(ctx, q, "C3")
			if heir.ID != p.Opened[0].ID {
				t.Error("the code leads to", heir)
			}
			return errors.Join(err, err2, err3)
		})
		if err != nil {
			t.Error(err)
		}
	}, at(today))
}

func TestWhatCannotFollowStopsTheChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(t, d)
		u := tree(t, s, "2026-01-05", small...)
		s.Follow(org.Follower{Subject: "task", Follow: func(context.Context, *db.Tx, org.Change) error {
			return fault.New(fault.Conflict, "task.busy")
		}})
		if _, err := s.Apply(t.Context(), everything, org.Move{Unit: u["X1"].ID, Under: u["T2"].ID}, on(today), ""); code(err) != "task.busy" {
			t.Error(err)
		}
		if got, err := find(t.Context(), s, d, "X1"); err != nil || got != u["X1"] {
			t.Errorf("%+v %v", got, err)
		}
	}, at(today))
}

func TestAnOvertakenPreviewIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s := service(t, d)
		u := tree(t, s, "2026-01-05", small...)
		act := org.Merge{Units: []org.ID{u["X1"].ID}, Into: u["X2"].ID}
		p, err := s.Preview(ctx, everything, act, on(today))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Apply(ctx, everything, org.Rename{Unit: u["C1"].ID, Name: "Chi bộ khác"}, on(today), ""); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Apply(ctx, everything, act, on(today), p.Seen); !fault.Is(err, fault.Conflict) || code(err) != "org.overtaken" {
			t.Error(err)
		}
		if p, err = s.Preview(ctx, everything, act, on(today)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Apply(ctx, everything, act, on(today), p.Seen); err != nil {
			t.Error(err)
		}
	}, at(today))
}

func officer(at authz.Path, perms ...authz.Perm) authz.Actor {
	r := authz.Role{At: at, Perms: map[authz.Perm]authz.Reach{}}
	for _, p := range perms {
		r.Perms[p] = authz.Below
	}
	return authz.Actor{ID: "officer", Name: "Cán bộ", Roles: []authz.Role{r}}
}

func TestWhoMayReorganise(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(t, d)
		u := tree(t, s, "2026-01-05", small...)
		province := officer(u["T1"].Path, org.See, org.Manage)
		reader := officer(u["T1"].Path, org.See)
		for name, c := range map[string]struct {
			who  authz.Actor
			act  org.Act
			kind fault.Kind
			ok   bool
		}{
			"own":             {province, org.Move{Unit: u["C1"].ID, Under: u["X2"].ID}, 0, true},
			"rename own top":  {province, org.Rename{Unit: u["T1"].ID, Name: "x"}, 0, true},
			"close own top":   {province, org.Close{Unit: u["T1"].ID}, fault.NotFound, false},
			"out of own":      {province, org.Move{Unit: u["X1"].ID, Under: u["T2"].ID}, fault.NotFound, false},
			"into own":        {province, org.Move{Unit: u["X3"].ID, Under: u["T1"].ID}, fault.NotFound, false},
			"merge another's": {province, org.Merge{Units: []org.ID{u["X1"].ID, u["X3"].ID}, Into: u["X2"].ID}, fault.NotFound, false},
			"a new root":      {province, org.Create{Unit: org.NewUnit{Code: "n", Kind: org.Province, Name: "x"}}, fault.NotFound, false},
			"not there":       {province, org.Move{Unit: 999, Under: u["X2"].ID}, fault.NotFound, false},
			"only looking":    {reader, org.Move{Unit: u["C1"].ID, Under: u["X2"].ID}, fault.Forbidden, false},
			"a stranger":      {authz.Actor{}, org.Rename{Unit: u["C1"].ID, Name: "x"}, fault.Unauthenticated, false},
		} {
			_, err := s.Preview(t.Context(), c.who, c.act, on(today))
			if c.ok != (err == nil) || !c.ok && !fault.Is(err, c.kind) {
				t.Errorf("%s: preview %v", name, err)
			}
			if !c.ok {
				if _, err := s.Apply(t.Context(), c.who, c.act, on(today), ""); !fault.Is(err, c.kind) {
					t.Errorf("%s: apply %v", name, err)
				}
			}
		}
	}, at(today))
}

func TestSearchFindsAllThatFit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s := service(t, d)
		u := tree(t, s, "2026-01-05", small...)
		for _, n := range []org.NewUnit{
			{Code: "00017", Kind: org.Grassroots, Name: "Phường Đống Đa", Parent: u["T1"].ID},
			{Code: "00018", Kind: org.Grassroots, Name: "Xã Đống Đa", Parent: u["T2"].ID},
			{Code: "50%", Kind: org.Grassroots, Name: "Xã 100_%", Parent: u["T2"].ID},
		} {
			if _, err := s.Create(ctx, everything, n, on("2026-01-05")); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			who  authz.Actor
			f    org.Search
			want int
		}{
			{everything, org.Search{Text: "dong da"}, 2},
			{everything, org.Search{Text: "ĐỐNG  Đa"}, 2},
			{officer(u["T2"].Path, org.See), org.Search{Text: "dong da"}, 1},
			{officer(u["T2"].Path), org.Search{Text: "dong da"}, 0},
			{everything, org.Search{Text: "0001"}, 2},
			{everything, org.Search{Text: "017"}, 0},
			{everything, org.Search{Text: "%"}, 1},
			{everything, org.Search{Text: "0_"}, 1},
			{everything, org.Search{Kind: org.Branch}, 3},
			{everything, org.Search{Under: u["X1"].Path}, 4},
		} {
			p, err := s.Search(ctx, c.who, c.f)
			if err != nil || len(p.Units) != c.want {
				t.Errorf("%+v: %v %v, want %d", c.f, p.Units, err, c.want)
			}
		}
		branches, err := s.Children(ctx, officer(u["C1"].Path, org.See), 0)
		if err != nil || len(branches) != 1 || branches[0].ID != u["C1"].ID {
			t.Errorf("%v %v", branches, err)
		}
		if _, err := s.Look(ctx, officer(u["T2"].Path, org.See), u["C1"].ID); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	}, at(today))
}

func TestHistoryNamesItsDecisions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s := service(t, d)
		u := tree(t, s, "2026-01-05", small...)
		for _, c := range []struct {
			act org.Act
			d   org.Decision
		}{
			{org.Rename{Unit: u["X1"].ID, Name: "Xã Mới"}, org.Decision{Number: "7-QĐ/TU", Day: "2026-02-01"}},
			{org.Move{Unit: u["T1"].ID}, org.Decision{Number: "8-QĐ/TU", Day: "2026-03-01"}},
		} {
			if _, err := s.Apply(ctx, everything, c.act, c.d, ""); err != nil {
				t.Fatal(err)
			}
		}
		h, err := s.History(ctx, everything, u["X1"].ID)
		if err != nil || len(h) != 3 {
			t.Fatal(h, err)
		}
		if h[0].Decision.Number != "8-QĐ/TU" || h[0].Verb != "move" || !h[0].To.IsZero() || h[1].To != "2026-03-01" || h[1].Unit.Name != "Xã Mới" || h[2].Unit.Name != "Đơn vị X1" {
			t.Errorf("%+v", h)
		}
		err = d.Read(ctx, func(q db.Q) error {
			n, err := db.Value[int](ctx, q, `SELECT COUNT(*) FROM v_org_version WHERE from_day <= '2026-02-10' AND to_day > '2026-02-10' AND name = 'Xã Mới'`)
			if n != 1 {
				t.Error("versions on the day:", n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}, at(today))
}

func TestEverySentenceIsThere(t *testing.T) {
	t.Parallel()
	for code, text := range org.Sentences() {
		if len(text) < 10 || text[len(text)-1] != '.' {
			t.Errorf("%s: %q", code, text)
		}
	}
}
