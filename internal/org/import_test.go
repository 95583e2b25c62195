package org_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
)

const (
	provinces = 34
	communes  = 3321
)

// country is a list of the shape of the real one: provinces without a parent,
// communes of 5 digits under them, names that repeat.
func country() (rows []org.ImportRow) {
	places := []string{"Tân Phú", "Hoà Bình", "Vĩnh Hưng", "Đông Anh", "Mường Lát"}
	for i := range provinces {
		name := fmt.Sprintf("Tỉnh Số %d", i+1)
		if i%6 == 0 {
			name = fmt.Sprintf("Thành phố Số %d", i+1)
		}
		rows = append(rows, org.ImportRow{Line: len(rows) + 2, Code: fmt.Sprintf("%02d", i+1), Name: name})
	}
	for i := range communes {
		prefix := []string{"Xã", "Phường", "xã", "Đặc khu"}[i%4]
		name := fmt.Sprintf("%s %s %d", prefix, places[i%len(places)], i/300)
		rows = append(rows, org.ImportRow{Line: len(rows) + 2, Code: fmt.Sprintf("%05d", 100+3*i), Name: name, Parent: fmt.Sprintf("%02d", i%provinces+1)})
	}
	return rows
}

func intake(day civil.Date, rows ...org.ImportRow) org.Intake {
	return org.Intake{Rows: rows, Decision: on(day)}
}

func TestImportOfACountry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s := service(t, d)
		rows := country()
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		dry, err := s.Import(ctx, everything, intake("2025-07-01", rows...), true)
		if err != nil || dry.New != provinces+communes {
			t.Fatal(dry.New, dry.Refused, err)
		}
		done, err := s.Import(ctx, everything, intake("2025-07-01", rows...), false)
		if err != nil || done.New != provinces+communes {
			t.Fatal(done.New, done.Refused, err)
		}
		again, err := s.Import(ctx, everything, intake("2025-08-01", rows...), false)
		if err != nil || again.Same != provinces+communes {
			t.Errorf("again: %d same, %d changed, %v", again.Same, again.Changed, err)
		}
		roots, err := s.Children(ctx, everything, 0)
		if err != nil || len(roots) != provinces || roots[0].Kind != org.Province {
			t.Errorf("%d roots %v", len(roots), err)
		}
		counts, err := s.KindCounts(ctx, everything, roots[0].ID)
		if err != nil || counts[org.Province] != 1 || counts[org.Grassroots] < communes/provinces {
			t.Errorf("%v %v", counts, err)
		}
		all, err := s.At(ctx, everything, 0, "2025-07-01")
		if err != nil || len(all) != provinces+communes {
			t.Errorf("%d units on the day %v", len(all), err)
		}
	}, at(today))
}

func TestImportReportsEachRow(t *testing.T) {
	type want struct {
		state  org.RowState
		remark string
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s := service(t, d)
		start := []org.ImportRow{
			{Code: "01", Name: "Tỉnh A"}, {Code: "02", Name: "Tỉnh B"},
			{Code: "00004", Name: "Xã Một", Parent: "01"}, {Code: "00008", Name: "Xã Hai", Parent: "01"},
			{Code: "00012", Name: "Xã Một", Parent: "02"}, {Code: "C1", Name: "Chi bộ thôn 1", Parent: "00004"},
			{Code: "00016", Name: "Xã Ba", Parent: "02"}, {Code: "CU", Name: "Xã Cũ", Parent: "02"},
		}
		if r, err := s.Import(ctx, everything, intake("2025-07-01", start...), false); err != nil || r.New != len(start) {
			t.Fatal(r, err)
		}
		if err := closeUnit(ctx, s, "CU", d); err != nil {
			t.Fatal(err)
		}
		rows := []struct {
			org.ImportRow
			want
		}{
			{org.ImportRow{Code: "01", Name: "Tỉnh A"}, want{org.RowSame, ""}},
			{org.ImportRow{Code: "02", Name: "Tỉnh Bê"}, want{org.RowChanged, ""}},
			{org.ImportRow{Code: "00008", Name: "Xã Hai", Parent: "02"}, want{org.RowChanged, ""}},
			{org.ImportRow{Code: "4", Name: "xã một", Parent: "1"}, want{org.RowChanged, "org.row_zeros"}},
			{org.ImportRow{Code: "T1", Name: "Tổ 1", Parent: "C2"}, want{org.RowNew, ""}},
			{org.ImportRow{Code: "C2", Name: "Chi bộ 2", Parent: "Xã Hai"}, want{org.RowNew, "org.row_by_name"}},
			{org.ImportRow{Code: "C3", Name: "Chi bộ 3", Parent: "Xã Một"}, want{org.RowRefused, "org.row_ambiguous"}},
			{org.ImportRow{Code: "C4", Name: "Chi bộ 4", Parent: "Xã Không Có"}, want{org.RowRefused, "org.row_parent_unknown"}},
			{org.ImportRow{Code: "C2", Name: "Chi bộ 2", Parent: "02"}, want{org.RowRefused, "org.row_twice"}},
			{org.ImportRow{Code: "CU", Name: "Xã Cũ", Parent: "02"}, want{org.RowRefused, "org.row_closed"}},
			{org.ImportRow{Code: "N1", Name: "Xã Vòng 1", Parent: "N2"}, want{org.RowRefused, "org.row_circle"}},
			{org.ImportRow{Code: "N2", Name: "Xã Vòng 2", Parent: "N1"}, want{org.RowRefused, "org.row_circle"}},
			{org.ImportRow{Code: "N3", Name: "Chi bộ Vòng 3", Parent: "N2"}, want{org.RowRefused, "org.row_parent_refused"}},
			{org.ImportRow{Code: "P1", Name: "Tỉnh C", Parent: "02", Kind: "province"}, want{org.RowRefused, "org.kind_unfit"}},
			{org.ImportRow{Code: "C5", Name: "Năm", Parent: "16", Kind: "chi bộ"}, want{org.RowNew, "org.row_zeros"}},
			{org.ImportRow{Code: "C6", Name: "Sáu", Parent: "02", Kind: "hội"}, want{org.RowRefused, "org.kind_unknown"}},
			{org.ImportRow{Code: "C 7", Name: "Bảy", Parent: "02"}, want{org.RowRefused, "org.code_form"}},
			{org.ImportRow{Code: "C8", Name: "", Parent: "02"}, want{org.RowRefused, "org.name_missing"}},
			{org.ImportRow{Code: "R1", Name: "Ban gì đó"}, want{org.RowRefused, "org.row_kind_missing"}},
		}
		var in []org.ImportRow
		for i, r := range rows {
			r.Line = i
			in = append(in, r.ImportRow)
		}
		for _, dry := range []bool{true, false} {
			report, err := s.Import(ctx, everything, intake("2026-01-01", in...), dry)
			if err != nil {
				t.Fatal(err)
			}
			for i, got := range report.Rows {
				w := rows[i].want
				ok := got.State == w.state && (len(got.Remarks) == 0) == (w.remark == "")
				ok = ok && (w.remark == "" || slices.ContainsFunc(got.Remarks, func(r org.Remark) bool { return r.Code == w.remark }))
				if !ok {
					t.Errorf("dry %v %+v: %s %v", dry, rows[i].ImportRow, got.State, got.Remarks)
				}
			}
		}
		again, err := s.Import(ctx, everything, intake("2026-01-01", in...), true)
		if err != nil || again.New+again.Changed != 0 {
			t.Errorf("again: %+v %v", again, err)
		}
	}, at(today))
}

// Whatever the tree was, a list that names every unit makes it what the list says,
// in whatever order the rows come and however the units trade places.
func TestImportTurnsAnyTreeIntoAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(t, d)
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			if run++; enough(d, run) {
				return
			}
			root, err := s.Create(t.Context(), everything, org.NewUnit{Code: fmt.Sprint("R", run), Kind: org.Province, Name: "Gốc"}, on("2026-01-01"))
			if err != nil {
				rt.Fatal(err)
			}
			first := shape(rt, root.Code, run, rapid.IntRange(1, 8).Draw(rt, "first"))
			second := shape(rt, root.Code, run, rapid.IntRange(8, 10).Draw(rt, "second"))
			for i, rows := range [][]org.ImportRow{first, second} {
				in := intake(civil.Date("2026-01-02").AddDays(i), rapid.Permutation(rows).Draw(rt, "rows")...)
				if r, err := s.Import(t.Context(), everything, in, false); err != nil || r.Refused > 0 {
					rt.Fatal(r, err)
				}
			}
			shown(rt, s, root, "2026-01-02", first)
			shown(rt, s, root, "2026-01-03", second)
			shown(rt, s, root, today, second)
		})
	}, at(today))
}

// shape is a list of the codes 1 to n, each under one of those drawn before it.
func shape(rt *rapid.T, root string, run, n int) (rows []org.ImportRow) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	above := []string{root}
	for _, i := range rapid.Permutation(order).Draw(rt, "order") {
		code := fmt.Sprintf("U%d.%d", run, i)
		rows = append(rows, org.ImportRow{Code: code, Name: "Xã " + code, Kind: org.Grassroots, Parent: rapid.SampledFrom(above).Draw(rt, "parent")})
		above = append(above, code)
	}
	return rows
}

// shown checks that the tree of a day is that of a list.
func shown(rt *rapid.T, s *org.Service, root org.Unit, day civil.Date, rows []org.ImportRow) {
	units, err := s.At(context.Background(), everything, root.ID, day)
	if err != nil || len(units) != len(rows)+1 {
		rt.Fatalf("%s: %d units for %d rows, %v", string(day), len(units), len(rows), err)
	}
	byID, byCode := map[org.ID]org.Unit{}, map[string]org.Unit{}
	for _, u := range units {
		byID[u.ID], byCode[u.Code] = u, u
	}
	for _, r := range rows {
		u := byCode[r.Code]
		parent := byID[u.Parent]
		if parent.Code != r.Parent || u.Path != parent.Path+authz.Path(fmt.Sprintf("%d/", u.ID)) {
			rt.Fatalf("%s: %s stands at %s under %q, not under %q", string(day), r.Code, u.Path, parent.Code, r.Parent)
		}
	}
}

// Any list at all, with circles and repeated rows, leaves a sound tree, and the
// second time changes nothing.
func TestAnyListLeavesASoundTree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(t, d)
		run := 0
		rapid.Check(t, func(rt *rapid.T) {
			if run++; enough(d, run) {
				return
			}
			root, err := s.Create(t.Context(), everything, org.NewUnit{Code: fmt.Sprint("R", run), Kind: org.Province, Name: "Gốc"}, on("2026-01-01"))
			if err != nil {
				rt.Fatal(err)
			}
			code := rapid.Map(rapid.IntRange(0, 7), func(i int) string { return fmt.Sprintf("U%d.%d", run, i) })
			row := rapid.Custom(func(rt *rapid.T) org.ImportRow {
				return org.ImportRow{Code: code.Draw(rt, "code"), Name: "Xã", Kind: org.Grassroots, Parent: rapid.OneOf(code, rapid.Just("")).Draw(rt, "parent")}
			})
			for range 2 {
				in := org.Intake{Rows: rapid.SliceOfN(row, 0, 10).Draw(rt, "rows"), Under: root.ID, Decision: on("2026-01-02")}
				if _, err := s.Import(t.Context(), everything, in, false); err != nil {
					rt.Fatal(err)
				}
				sound(rt, s, root)
				again, err := s.Import(t.Context(), everything, in, false)
				if err != nil || again.New+again.Changed > 0 {
					rt.Fatalf("again: %+v %v", again, err)
				}
			}
		})
	}, at(today))
}

// sound checks that every unit stands right under its parent.
func sound(rt *rapid.T, s *org.Service, root org.Unit) {
	units, err := s.At(context.Background(), everything, root.ID, today)
	if err != nil {
		rt.Fatal(err)
	}
	paths := map[org.ID]authz.Path{}
	for _, u := range units {
		if u.ID != root.ID && u.Path != paths[u.Parent]+authz.Path(fmt.Sprintf("%d/", u.ID)) {
			rt.Fatalf("%s stands at %s, its parent %d at %q", u.Code, u.Path, u.Parent, paths[u.Parent])
		}
		paths[u.ID] = u.Path
	}
}

func TestImportStaysWhereTheActorManages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(t, d)
		u := tree(t, s, "2026-01-05", small...)
		rows := []org.ImportRow{
			{Code: "N1", Name: "Xã Mới", Parent: "T1"},
			{Code: "N2", Name: "Xã Mới", Parent: "T2"},
			{Code: "X3", Name: "Xã Khác", Parent: "T1"},
			{Code: "X1", Name: "Xã Khác"},
			{Code: "N3", Name: "Tỉnh Mới"},
			{Code: "T1", Name: "Tỉnh Một", Parent: "TU"},
		}
		want := []org.RowState{org.RowNew, org.RowRefused, org.RowRefused, org.RowChanged, org.RowRefused, org.RowChanged}
		r, err := s.Import(t.Context(), officer(u["T1"].Path, org.See, org.Manage), intake(today, rows...), false)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range r.Rows {
			if got.State != want[i] {
				t.Errorf("%+v: %s %v", rows[i], got.State, got.Remarks)
			}
		}
		for _, who := range []authz.Actor{officer(u["T1"].Path, org.See), {}} {
			if _, err := s.Import(t.Context(), who, intake(today, rows...), true); err == nil {
				t.Errorf("%s imports", who.ID)
			}
		}
	}, at(today))
}
