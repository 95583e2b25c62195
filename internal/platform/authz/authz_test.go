package authz

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sotay/internal/platform/fault"
)

const see, run Perm = "x.see", "x.run"

func TestMayTellsForbiddenFromAbsent(t *testing.T) {
	t.Parallel()
	a := Actor{ID: "a", Roles: []Role{{At: "/1/4/", Perms: map[Perm]Reach{see: Below, run: Here}}}}
	for _, c := range []struct {
		who  Actor
		p    Perm
		at   Path
		kind fault.Kind
		ok   bool
	}{
		{a, see, "/1/4/", 0, true}, {a, see, "/1/4/9/", 0, true}, {a, run, "/1/4/", 0, true},
		{a, run, "/1/4/9/", fault.Forbidden, false},
		{a, see, "/1/", fault.NotFound, false}, {a, see, "/1/5/", fault.NotFound, false}, {a, see, "/1/40/", fault.NotFound, false},
		{Actor{}, see, "/1/4/", fault.Unauthenticated, false},
	} {
		err := c.who.May(c.p, c.at)
		if (err == nil) != c.ok || err != nil && !fault.Is(err, c.kind) {
			t.Errorf("%s at %s: %v", c.p, c.at, err)
		}
	}
}

// The condition that lists use, the check of one place and plain prefixes agree.
func TestScopeEqualsPlainPrefixes(t *testing.T) {
	t.Parallel()
	path := rapid.Custom(func(t *rapid.T) Path {
		p := "/"
		for _, n := range rapid.SliceOfN(rapid.SampledFrom([]int{1, 2, 10, 12}), 0, 4).Draw(t, "parts") {
			p += fmt.Sprint(n, "/")
		}
		return Path(p)
	})
	rapid.Check(t, func(t *rapid.T) {
		var a Actor
		a.ID = "a"
		for range rapid.IntRange(0, 4).Draw(t, "roles") {
			a.Roles = append(a.Roles, Role{At: path.Draw(t, "at"), Perms: map[Perm]Reach{see: rapid.SampledFrom([]Reach{Here, Below}).Draw(t, "reach")}})
		}
		at, top := path.Draw(t, "where"), path.Draw(t, "top")
		want := false
		for _, r := range a.Roles {
			want = want || at == r.At || r.Perms[see] == Below && strings.HasPrefix(string(at), string(r.At))
		}
		scope := a.Scope(see)
		if got := scope.Has(at); got != want || a.Can(see, at) != want {
			t.Fatalf("%v has %s: %v, want %v", scope, at, got, want)
		}
		if got := scope.Under(top).Has(at); got != (want && at.Within(top)) {
			t.Fatalf("%v under %s has %s: %v", scope, top, at, got)
		}
		if _, args := scope.SQL("path"); len(args) > 0 && inSQL(scope, at) != want {
			t.Fatalf("the SQL range of %v disagrees on %s", scope, at)
		}
	})
}

// inSQL evaluates the condition of Scope.SQL as the engines would, by bytes.
func inSQL(s Scope, at Path) bool {
	for _, x := range s {
		if x.Only && at == x.Top || !x.Only && string(at) >= string(x.Top) && string(at) < x.Top.End() {
			return true
		}
	}
	return false
}

func TestEmptyScopeShowsNothing(t *testing.T) {
	t.Parallel()
	if cond, args := (Actor{ID: "a"}).Scope(see).SQL("path"); cond != "1=0" || args != nil {
		t.Error(cond, args)
	}
}

func TestPathUnit(t *testing.T) {
	t.Parallel()
	for p, want := range map[Path]int64{"/": 0, "/7/": 7, "/7/12/": 12, "": 0} {
		if p.Unit() != want {
			t.Errorf("%q leads to %d", p, p.Unit())
		}
	}
}
