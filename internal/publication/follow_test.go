package publication

import (
	"slices"
	"testing"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
)

// What was sent to a commune and to a branch stays with their people when both end.
func TestPapersFollowThoseWhoseUnitsEnd(t *testing.T) {
	each(t, func(w *world) {
		an, binh, chi := w.person(w.branch[0], "2026-02-01"), w.person(w.branch[0], "2026-02-01"), w.person(w.branch[2], "2026-02-01")
		commune := w.sent(w.paper(w.commune[0], Target{Kind: Subtree, Unit: w.commune[0].ID}))
		branch := w.sent(w.paper(w.commune[0], Target{Kind: Unit, Unit: w.branch[0].ID}))
		office := w.sent(w.paper(w.province, Target{Kind: Office, Unit: w.commune[0].ID}))
		w.must(w.Open(w.Context(), w.who(an), branch))
		w.day("2026-03-10")
		w.mergeUnit(w.commune[0].ID, w.commune[1].ID, org.Decision{Number: "02", Day: "2026-03-10"})
		w.day("2026-03-12")
		w.splitUnit(w.branch[0].ID, map[member.ID]int{an: 0, binh: 1}, org.Decision{Number: "03", Day: "2026-03-12"})
		w.day("2026-03-13")
		for id, want := range map[member.ID][]ID{an: {commune, branch}, binh: {branch, commune}} {
			if got := w.inboxOf(id); !slices.Equal(got, want) {
				w.Errorf("inbox of %s: %v, want %v", id, got, want)
			}
		}
		heir := clerk(w.commune[1])
		r, err := w.Rollup(w.Context(), heir, branch, w.commune[1].ID)
		w.must(err)
		if want := (Tally{People: 2, Opened: 1, Done: 1}); r.Total != want || len(r.Units) != 2 {
			w.Errorf("%+v in %v", r.Total, r.Units)
		}
		in, err := w.OfficeInbox(w.Context(), heir, w.commune[1].Path, "", 5)
		w.must(err)
		if len(in) != 1 || in[0].ID != office {
			w.Errorf("the office that took over has %v", in)
		}
		old := clerk(w.commune[1])
		if r, err = w.Rollup(w.Context(), old, commune, w.commune[1].ID); err != nil || r.Total.People != 3 {
			w.Errorf("%+v, %v: %s stood where it now counts as sent", r.Total, err, chi)
		}
	})
}

func (w *world) splitUnit(from org.ID, to map[member.ID]int, d org.Decision) {
	w.Helper()
	act := org.Split{Unit: from, Into: []org.NewUnit{{Code: "S1", Kind: "branch", Name: "Chi bộ A"}, {Code: "S2", Kind: "branch", Name: "Chi bộ B"}}, Assigned: map[string]int{}}
	for id, i := range to {
		act.Assigned[string(id)] = i
	}
	_, err := w.units.Apply(w.Context(), system, act, d, "")
	w.must(err)
}

func TestAPersonWhoLeavesIsNoLongerWaitedFor(t *testing.T) {
	each(t, func(w *world) {
		an := w.person(w.branch[0], "2026-02-01")
		w.person(w.branch[0], "2026-02-01")
		id := w.sent(w.paper(w.province, Target{Kind: Subtree, Unit: w.province.ID}))
		w.must(w.Open(w.Context(), w.who(an), id))
		w.day("2026-03-08")
		r, err := w.members.Mine(w.Context(), authz.Actor{ID: "x", Member: string(an), Home: w.branch[0].Path, Roles: system.Roles})
		w.must(err)
		w.must(w.members.Leave(w.Context(), system, an, r.Rev, "transferred", "2026-03-08", "05-QĐ"))
		roll, err := w.Rollup(w.Context(), clerk(w.province), id, w.province.ID)
		w.must(err)
		if want := (Tally{People: 1}); roll.Total != want {
			w.Errorf("%+v, want %+v", roll.Total, want)
		}
	})
}
