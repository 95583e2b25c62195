package member

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
)

// Whichever way a list goes through people, it shows the same ones in the same order.
func TestWalkingAndSortingShowTheSame(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, engine)
			who := authz.System("test", See, Edit)
			assembly(t, d, who)
			for _, under := range []authz.Path{"/1/", "/1/2/", "/1/3/", "/1/20/"} {
				for _, states := range [][]State{nil, {Official}, {Left, Official}} {
					f := Filter{Under: under, States: states}
					sorted, walked := through(t, d, who, f), Filter{Under: under, States: states, walk: true}
					if got := through(t, d, who, walked); !slices.Equal(got, sorted) || len(got) == 0 {
						t.Errorf("%s %v: walked %v, sorted %v", under, states, got, sorted)
					}
				}
			}
		})
	}
}

// through reads a list to its end in small pages.
func through(t *testing.T, d *db.DB, who authz.Actor, f Filter) (ids []ID) {
	t.Helper()
	const size = 7
	for after := ""; ; {
		var ms []Member
		err := d.Read(t.Context(), func(q db.Q) (err error) {
			ms, err = f.lines(t.Context(), q, who, after, size+1, "2026-03-05")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		p := pageOf(ms, size, f.ByUnit, "2026-03-05")
		for _, l := range p.Lines {
			ids = append(ids, l.ID)
		}
		if after = p.Next; after == "" {
			return ids
		}
	}
}

// assembly is people of few names in the units 1, 2 and 3 below it, and 20 beside 2.
func assembly(t *testing.T, d *db.DB, who authz.Actor) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var units, people [][]any
	for id, path := range map[int]string{1: "/1/", 2: "/1/2/", 3: "/1/3/", 20: "/1/20/"} {
		units = append(units, []any{id, fmt.Sprint(id), "branch", "Chi bộ", "chi bo", path, "2020-01-01"})
		for i := range 40 {
			state := []State{Official, Official, Probationary, Left}[r.IntN(4)]
			people = append(people, []any{fmt.Sprintf("mb_%d_%d", id, i), id, path, "An", "an", fmt.Sprint("an", r.IntN(5)), state, "2020-01-01"})
		}
	}
	err := d.Write(t.Context(), who, func(tx *db.Tx) error {
		return errors.Join(tx.Require(Edit, "/"), tx.Note("unit:1", "load", nil),
			tx.Insert(t.Context(), `INSERT INTO org_unit (id, code, kind, name, fold, path, opened) VALUES`, units),
			tx.Insert(t.Context(), `INSERT INTO member (id, unit, path, name, fold, sort, state, state_from) VALUES`, people))
	})
	if err != nil {
		t.Fatal(err)
	}
}
