package report

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
)

// The words for the regular meeting of March 2026, with reports due in two days.
func TestWordsByDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state, starts, ended string
		late                 bool
		today                civil.Date
		want                 State
		overdue              bool
	}{
		{"", "", "", false, "2026-02-20", NotCalled, false},
		{"", "", "", false, "2026-03-31", NotCalled, false},
		{"", "", "", false, "2026-04-01", NotHeld, false},
		{"called", "2026-03-05", "", false, "2026-03-02", Called, false},
		{"called", "2026-03-05", "", false, "2026-03-31", Called, false}, // not held on its day, and may yet be
		{"called", "2026-03-05", "", false, "2026-04-01", NotHeld, false},
		{"called", "2026-04-02", "", false, "2026-04-02", Called, false}, // counts for March, held in April
		{"called", "2026-04-02", "", false, "2026-04-03", NotHeld, false},
		{"open", "2026-03-05", "", false, "2026-03-05", Running, false},
		{"open", "2026-03-05", "", false, "2026-04-09", Running, false},
		{"ended", "2026-03-05", "2026-03-05", false, "2026-03-05", Finishing, false},
		{"ended", "2026-03-05", "2026-03-05", false, "2026-03-07", Finishing, false},
		{"ended", "2026-03-05", "2026-03-05", false, "2026-03-08", Finishing, true},
		{"closed", "2026-03-05", "2026-03-05", false, "2026-04-30", Reported, false},
		{"closed", "2026-03-05", "2026-03-05", true, "2026-04-30", Late, false},
	} {
		m := at("2026-03", c.today, 2)
		f := found{state: c.state, late: c.late}
		if c.starts != "" {
			f.StartsAt = civil.Date(c.starts).At(8, 0)
		}
		if c.ended != "" {
			f.EndedAt = civil.Date(c.ended).At(23, 59)
		}
		f.seen(m, f.group(m))
		if f.State != c.want || f.Overdue != c.overdue || f.State.Words() == "" {
			t.Errorf("%+v: %s, overdue %v", c, f.State, f.Overdue)
		}
	}
}

func TestMomentOfAMonth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		today, day civil.Date
		over       bool
	}{{"2026-01-15", "2026-01-15", false}, {"2026-02-28", "2026-02-28", false}, {"2026-03-01", "2026-02-28", true}} {
		if m := at("2026-02", c.today, 2); m.day != c.day || m.over != c.over {
			t.Errorf("%s: %+v", c.today, m)
		}
	}
}

func TestWhatIsNotFixedIsNotSeen(t *testing.T) {
	t.Parallel()
	score := 95
	for state, want := range map[string][2]bool{"open": {false, false}, "ended": {true, false}, "closed": {true, true}} {
		r := Row{Minutes: 90, Facts: Facts{Members: 9}, Score: &score, Grade: "Tốt", ReportedAt: time.Now()}
		r.seen(at("2026-03", "2026-03-10", 2), group{state: state})
		if (r.Minutes == 90 && r.Members == 9) != want[0] || (r.Score != nil && r.Grade != "" && !r.ReportedAt.IsZero()) != want[1] {
			t.Errorf("%s: %+v", state, r)
		}
	}
}

func TestChildOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		top, path authz.Path
		want      int
	}{{"/", "/1/4/", 1}, {"/1/", "/1/4/9/", 4}, {"/1/", "/1/14/", 14}, {"/1/4/", "/1/4/", 0}} {
		if got := childOf(c.top, c.path); int(got) != c.want {
			t.Errorf("%s under %s: %d", c.path, c.top, got)
		}
	}
}

func TestSmallGroupsAreHidden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want []int }{
		{[]int{10, 20, 30}, []int{10, 20, 30}},
		{[]int{4, 20, 30}, []int{-1, -1, 30}},        // 20 goes too, or 4 is total less the rest
		{[]int{1, 2, 20, 30}, []int{-1, -1, -1, 30}}, // 1 and 2 are 3 together: still few
		{[]int{3, 4, 20}, []int{-1, -1, 20}},
		{[]int{0, 20, 30}, []int{0, 20, 30}}, // nobody is nobody's secret
		{[]int{0, 3}, []int{0, -1}},
		{[]int{2, 50}, []int{-1, -1}},
	} {
		counts := make([]Count, len(c.in))
		for i, n := range c.in {
			counts[i].N = n
		}
		hideSmall(counts, 5)
		for i, x := range counts {
			if x.Hidden != (c.want[i] < 0) || !x.Hidden && x.N != c.want[i] {
				t.Errorf("%v: %v", c.in, counts)
				break
			}
		}
	}
}

// From the shown counts and the total nothing small can be computed.
func TestHiddenGroupsCannotBeComputed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(rapid.IntRange(0, 12), 1, 9).Draw(t, "counts")
		counts := make([]Count, len(in))
		for i, n := range in {
			counts[i] = Count{Key: fmt.Sprint(i), N: n}
		}
		hideSmall(counts, 5)
		hidden, people, shown := 0, 0, 0
		for i, c := range counts {
			switch {
			case c.Hidden && c.N != 0, !c.Hidden && (c.N != in[i] || c.N > 0 && c.N < 5):
				t.Fatalf("%v: %v", in, counts)
			case c.Hidden:
				hidden, people = hidden+1, people+in[i]
			case c.N > 0:
				shown++
			}
		}
		if hidden > 0 && shown > 0 && (hidden < 2 || people < 5) {
			t.Fatalf("%v: %v", in, counts)
		}
	})
}

func TestPeopleOf(t *testing.T) {
	t.Parallel()
	bands := []age{{30, "Đến 30"}, {60, "31 đến 60"}, {0, "Trên 60"}}
	p := peopleOf([]heads{
		{"official", "male", "1996", 3}, {"official", "female", "1995", 2}, {"probationary", "", "1965", 1}, {"official", "male", "", 4},
	}, bands, "2026-03-02")
	if p.Total.N != 10 ||
		!slices.Equal(p.States, []Count{{Key: "official", N: 9}, {Key: "probationary", N: 1}}) ||
		!slices.Equal(p.Sexes, []Count{{Key: "male", N: 7}, {Key: "female", N: 2}, {Key: "", N: 1}}) ||
		!slices.Equal(p.Ages, []Count{{Key: "Đến 30", N: 3}, {Key: "31 đến 60", N: 2}, {Key: "Trên 60", N: 1}, {Key: "", N: 4}}) {
		t.Errorf("%+v", p)
	}
}

func TestCoversIsInclusion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wide, narrow authz.Scope
		want         bool
	}{
		{authz.Scope{{Top: "/1/"}}, authz.Scope{{Top: "/1/4/"}, {Top: "/1/5/", Only: true}}, true},
		{authz.Scope{{Top: "/1/", Only: true}}, authz.Scope{{Top: "/1/"}}, false},
		{authz.Scope{{Top: "/1/", Only: true}}, authz.Scope{{Top: "/1/", Only: true}}, true},
		{authz.Scope{{Top: "/1/4/"}}, authz.Scope{{Top: "/1/"}}, false},
		{nil, authz.Scope{{Top: "/1/"}}, false},
	} {
		if got := covers(c.wide, c.narrow); got != c.want {
			t.Errorf("%v covers %v: %v", c.wide, c.narrow, got)
		}
	}
}
