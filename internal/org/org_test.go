package org_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
	"sotay/internal/rule"
)

// today is the day on which tests act.
const today civil.Date = "2026-03-02"

var everything = authz.Actor{ID: "root", Name: "Quản trị", Roles: []authz.Role{{At: "/",
	Perms: map[authz.Perm]authz.Reach{org.See: authz.Below, org.Manage: authz.Below}}}}

func at(day civil.Date) db.Option {
	return db.WithClock(func() time.Time { return day.At(9, 0) })
}

func service(t testing.TB, d *db.DB) *org.Service {
	t.Helper()
	book, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return org.New(d, book)
}

func on(day civil.Date) org.Decision {
	return org.Decision{Number: "01-QĐ/TU", Day: day, About: "về tổ chức"}
}

// tree opens units from "code kind parent" and returns them by code.
func tree(t testing.TB, s *org.Service, day civil.Date, rows ...[3]string) map[string]org.Unit {
	t.Helper()
	out := map[string]org.Unit{}
	for _, r := range rows {
		u, err := s.Create(context.Background(), everything, org.NewUnit{Code: r[0], Kind: r[1], Name: "Đơn vị " + r[0], Parent: out[r[2]].ID}, on(day))
		if err != nil {
			t.Fatal(r, err)
		}
		out[r[0]] = u
	}
	return out
}

var small = [][3]string{
	{"TU", org.Centre, ""}, {"T1", org.Province, "TU"}, {"T2", org.Province, "TU"},
	{"X1", org.Grassroots, "T1"}, {"X2", org.Grassroots, "T1"}, {"X3", org.Grassroots, "T2"},
	{"C1", org.Branch, "X1"}, {"C2", org.Branch, "X1"}, {"C3", org.Branch, "X2"}, {"G1", org.Group, "C1"},
}

func code(err error) string { return fault.Of(err).Code }

func TestMergeFollowsAndThePastStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s := service(t, d)
		u := tree(t, s, "2026-01-05", small...)
		act := org.Merge{Units: []org.ID{u["X1"].ID, u["X2"].ID}, New: org.NewUnit{Code: "X1", Kind: org.Grassroots, Name: "Xã Mới", Parent: u["T1"].ID}}
		p, err := s.Preview(ctx, everything, act, on("2026-02-01"))
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Closed) != 2 || len(p.Repathed) != 3 || len(p.Opened) != 1 {
			t.Errorf("plan %+v", p)
		}
		if p, err = s.Apply(ctx, everything, act, on("2026-02-01"), p.Seen); err != nil {
			t.Fatal(err)
		}
		before, err := s.At(ctx, everything, u["T1"].ID, "2026-01-31")
		if err != nil || len(before) != 7 {
			t.Errorf("before: %v %v", before, err)
		}
		after, err := s.At(ctx, everything, u["T1"].ID, "2026-02-01")
		if err != nil || len(after) != 6 {
			t.Errorf("after: %v %v", after, err)
		}
		trail, err := s.TrailAt(ctx, everything, u["G1"].ID, today)
		if err != nil || len(trail) != 5 || trail[2].Name != "Xã Mới" {
			t.Errorf("trail: %v %v", trail, err)
		}
	}, at(today))
}

func find(ctx context.Context, s *org.Service, d *db.DB, code string) (u org.Unit, err error) {
	err = d.Read(ctx, func(q db.Q) error {
		u, err = s.ByCode(ctx, q, code)
		return err
	})
	return u, err
}

func closeUnit(ctx context.Context, s *org.Service, code string, d *db.DB) error {
	u, err := find(ctx, s, d, code)
	if err != nil {
		return err
	}
	_, err = s.Apply(ctx, everything, org.Close{Unit: u.ID}, on("2025-12-01"), "")
	return err
}

// Units that many people open at once have different ids, and a code goes to one.
func TestManyOpenUnitsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(t, d)
		top := tree(t, s, "2026-01-05", small[:2]...)["T1"]
		var wg sync.WaitGroup
		var opened atomic.Int64
		for i := range 12 {
			wg.Go(func() {
				n := org.NewUnit{Code: fmt.Sprint("n", i/2), Kind: org.Grassroots, Name: "Xã", Parent: top.ID}
				_, err := s.Create(t.Context(), everything, n, on(today))
				switch {
				case err == nil:
					opened.Add(1)
				case code(err) != "org.code_taken" && !fault.Is(err, fault.Busy):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		children, err := s.Children(t.Context(), everything, top.ID)
		if err != nil || int64(len(children)) != opened.Load() || len(children) > 6 {
			t.Errorf("%d children, %d told so, %v", len(children), opened.Load(), err)
		}
	}, at(today))
}
