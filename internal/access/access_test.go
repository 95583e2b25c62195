package access

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
	"sotay/internal/rule"
)

const today civil.Date = "2026-03-10"

func book(t testing.TB) *rule.Book {
	t.Helper()
	b, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func shipped(t testing.TB) Roles {
	t.Helper()
	roles, err := RolesOn(book(t), today)
	if err != nil {
		t.Fatal(err)
	}
	return roles
}

// The tree of the tests: a province, two communes, three branches.
var tree = []struct {
	id   int64
	path authz.Path
}{{1, "/1/"}, {2, "/1/2/"}, {3, "/1/2/3/"}, {4, "/1/2/4/"}, {5, "/1/5/"}, {6, "/1/5/6/"}}

const test authz.Perm = "test.prepare"

// plant fills an empty database with the tree and with accounts: "boss" without a
// member, and for each branch an account "m3", "m4", "m6" with an official member.
func plant(t testing.TB, d *db.DB) {
	t.Helper()
	err := d.Write(context.Background(), authz.System("test", test), func(tx *db.Tx) error {
		if err := tx.Require(test, "/"); err != nil {
			return err
		}
		for _, u := range tree {
			if _, err := tx.Exec(t.Context(), `INSERT INTO org_unit (id, code, kind, name, fold, path, opened) VALUES (?, ?, 'branch', 'x', 'x', ?, '2020-01-01')`, u.id, fmt.Sprint(u.id), u.path); err != nil {
				return err
			}
		}
		for _, n := range []int{3, 4, 6} {
			if _, err := tx.Exec(t.Context(), `INSERT INTO member (id, unit, path, name, fold, sort, state) SELECT ?, id, path, 'Người', 'nguoi', 'nguoi', 'official' FROM org_unit WHERE id = ?`, fmt.Sprint("p", n), n); err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), `INSERT INTO account (id, member, login, created_at) VALUES (?, ?, ?, 'x')`, fmt.Sprint("m", n), fmt.Sprint("p", n), fmt.Sprint("m", n)); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(t.Context(), `INSERT INTO account (id, login, name, path, created_at) VALUES ('boss', 'boss', 'Quản trị', '/', 'x')`); err != nil {
			return err
		}
		return tx.Note("test", "plant", nil)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// change runs statements that belong to other features.
func change(t testing.TB, d *db.DB, statements ...string) {
	t.Helper()
	err := d.Write(context.Background(), authz.System("test", test), func(tx *db.Tx) error {
		if err := tx.Require(test, "/"); err != nil {
			return err
		}
		for _, st := range statements {
			if _, err := tx.Exec(context.Background(), st); err != nil {
				return err
			}
		}
		return tx.Note("test", "change", nil)
	})
	if err != nil {
		t.Fatal(err)
	}
}

var system = authz.System("test", Grant)

func actor(t testing.TB, s *Service, account string) authz.Actor {
	t.Helper()
	var a authz.Actor
	err := s.db.Read(t.Context(), func(q db.Q) (err error) {
		a, err = s.Actor(t.Context(), q, account, s.day())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func holds(a authz.Actor) string {
	var out []string
	for _, r := range a.Roles {
		out = append(out, r.Name+"@"+string(r.At))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestWhoMayGrantWhat(t *testing.T) {
	t.Parallel()
	roles := shipped(t)
	for _, c := range []struct {
		role string
		at   authz.Path
		give string
		to   authz.Path
		want bool
	}{
		{Administrator, "/", Administrator, "/", true},
		{Administrator, "/1/2/", Administrator, "/1/2/", true},
		{Administrator, "/1/2/", Administrator, "/1/", false},
		{Administrator, "/1/2/", Clerk, "/1/2/3/", true},
		{Administrator, "/1/2/", Clerk, "/1/5/", false},
		{Administrator, "/1/", "emperor", "/1/", false},
		{Clerk, "/1/2/", Secretary, "/1/2/3/", true},
		{Clerk, "/1/2/", Committee, "/1/2/", true},
		{Clerk, "/1/2/", Member, "/1/2/4/", true},
		{Clerk, "/1/2/", Clerk, "/1/2/", false},
		{Clerk, "/1/2/", Officer, "/1/2/3/", false},
		{Clerk, "/1/2/", Administrator, "/1/2/3/", false},
		{Clerk, "/1/2/", Secretary, "/1/5/6/", false},
		{Clerk, "/1/2/", Secretary, "/1/", false},
		{Officer, "/1/", Secretary, "/1/2/3/", false},
		{Secretary, "/1/2/3/", Committee, "/1/2/3/", false},
		{Committee, "/1/2/3/", Member, "/1/2/3/", false},
		{Member, "/1/2/3/", Member, "/1/2/3/", false},
	} {
		who := authz.Actor{ID: "x", Roles: []authz.Role{roles.at(c.role, c.at)}}
		if got := roles.MayGrant(who, c.give, c.to); got != c.want {
			t.Errorf("a %s of %s gives %s at %s: %v", c.role, c.at, c.give, c.to, got)
		}
	}
	if !roles.MayGrant(system, Administrator, Everywhere) {
		t.Error("the program cannot make the first administrator")
	}
}

// A clerk's right to grant at one place must not lend his other roles' lists to it.
func TestRolesDoNotLendEachOther(t *testing.T) {
	t.Parallel()
	roles := shipped(t)
	who := authz.Actor{ID: "x", Roles: []authz.Role{roles.at(Administrator, "/1/5/"), roles.at(Clerk, "/1/2/")}}
	if roles.MayGrant(who, Officer, "/1/2/") {
		t.Error("an administrator of one commune made an officer in another where he is clerk")
	}
}

func TestRolesAreWellFormed(t *testing.T) {
	t.Parallel()
	words, err := WordsOn(book(t), today)
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range shipped(t) {
		if r.Title == "" || len(r.Perms) == 0 {
			t.Errorf("%s is empty", name)
		}
		for p := range r.Perms {
			if words[p] == "" {
				t.Errorf("%s holds %s, which has no name", name, p)
			}
		}
	}
	for _, p := range []authz.Perm{"member.see", "member.edit", "member.export", "meeting.read", "meeting.run"} {
		if shipped(t)[Administrator].Perms[p] != 0 {
			t.Errorf("the administrator may read content: %s", p)
		}
	}
}

func TestActorIsLoadedFromWhatIsInForce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		plant(t, d)
		s := New(d, book(t))
		day := s.day()
		change(t, d,
			`INSERT INTO access_role (id, account, role, unit, path, from_day, to_day) VALUES
				('r1', 'm3', 'secretary', 3, '/1/2/3/', '2020-01-01', NULL),
				('r2', 'm3', 'clerk', 2, '/1/2/', '2020-01-01', '`+string(day)+`'),
				('r3', 'm3', 'officer', 5, '/1/5/', '2020-01-01', '`+string(day.AddDays(-1))+`'),
				('r4', 'm3', 'committee', 2, '/1/2/', '`+string(day.AddDays(1))+`', NULL),
				('r5', 'm4', 'forgotten', 4, '/1/2/4/', '2020-01-01', NULL),
				('r6', 'boss', 'administrator', NULL, '/', '2020-01-01', NULL)`)
		for account, want := range map[string]string{
			"m3": "clerk@/1/2/ member@/1/2/3/ secretary@/1/2/3/", "m6": "member@/1/5/6/", "boss": "administrator@/", "m4": "forgotten@/1/2/4/ member@/1/2/4/",
		} {
			if got := holds(actor(t, s, account)); got != want {
				t.Errorf("%s holds %s, want %s", account, got, want)
			}
		}
		change(t, d, `UPDATE member SET unit = 4, path = '/1/2/4/' WHERE id = 'p3'`)
		if got := holds(actor(t, s, "m3")); got != "clerk@/1/2/ member@/1/2/4/" {
			t.Errorf("who moved to another branch holds %s", got)
		}
		for _, state := range []string{"left", "candidate"} {
			change(t, d, `UPDATE member SET state = '`+state+`' WHERE id = 'p3'`)
			if got := holds(actor(t, s, "m3")); got != "" {
				t.Errorf("who is %s holds %s", state, got)
			}
		}
		change(t, d, `UPDATE account SET suspended = TRUE WHERE id = 'm6'`)
		err := d.Read(t.Context(), func(q db.Q) error { _, err := s.Actor(t.Context(), q, "m6", day); return err })
		if !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a suspended account: %v", err)
		}
	})
}

func TestGrantAndRevoke(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		plant(t, d)
		s := New(d, book(t))
		if _, err := s.Grant(ctx, system, Wish{Account: "boss", Role: Administrator}); err != nil {
			t.Fatal(err)
		}
		boss := actor(t, s, "boss")
		if _, err := s.Grant(ctx, boss, Wish{Account: "m4", Role: Clerk, Unit: 2}); err != nil {
			t.Fatal(err)
		}
		clerk := actor(t, s, "m4")
		for name, c := range map[string]struct {
			who  authz.Actor
			w    Wish
			code string
		}{
			"a clerk makes a clerk":       {clerk, Wish{Account: "m3", Role: Clerk, Unit: 3}, "access.too_wide"},
			"to oneself":                  {clerk, Wish{Account: "m4", Role: Secretary, Unit: 4}, "access.to_oneself"},
			"another commune's unit":      {clerk, Wish{Account: "m3", Role: Member, Unit: 6}, "access.not_found"},
			"another commune's person":    {clerk, Wish{Account: "m6", Role: Member, Unit: 3}, "access.not_found"},
			"someone from another branch": {boss, Wish{Account: "m6", Role: Secretary, Unit: 3}, "access.wish"},
			"no such role":                {boss, Wish{Account: "m6", Role: "emperor", Unit: 3}, "access.wish"},
			"no such unit":                {boss, Wish{Account: "m6", Role: Clerk, Unit: 99}, "access.no_unit"},
			"no such account":             {boss, Wish{Account: "m99", Role: Clerk, Unit: 3}, "access.no_account"},
			"over before it begins":       {boss, Wish{Account: "m6", Role: Clerk, Unit: 3, To: "2020-01-01"}, "access.wish"},
			"held already":                {boss, Wish{Account: "m4", Role: Clerk, Unit: 2}, "access.held"},
			"a stranger":                  {authz.Actor{}, Wish{Account: "m4", Role: Clerk, Unit: 2}, "access.sign_in"},
		} {
			if _, err := s.Grant(ctx, c.who, c.w); fault.Of(err) == nil || fault.Of(err).Code != c.code {
				t.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		id, err := s.Grant(ctx, clerk, Wish{Account: "m3", Role: Secretary, Unit: 3})
		if err != nil {
			t.Fatal(err)
		}
		if got := holds(actor(t, s, "m3")); got != "member@/1/2/3/ secretary@/1/2/3/" {
			t.Errorf("after the grant: %s", got)
		}
		held, err := s.OfUnit(ctx, clerk, 3)
		if err != nil || len(held) != 1 || held[0].Account != "m3" || held[0].Name != "Người" {
			t.Errorf("who holds what: %v %v", held, err)
		}
		if _, err := s.OfUnit(ctx, clerk, 6); !fault.Is(err, fault.NotFound) {
			t.Errorf("a foreign unit's roles: %v", err)
		}
		if err := s.Revoke(ctx, clerk, id); err != nil {
			t.Fatal(err)
		}
		if got := holds(actor(t, s, "m3")); got != "member@/1/2/3/" {
			t.Errorf("after the revocation: %s", got)
		}
		if _, err := s.Grant(ctx, clerk, Wish{Account: "m3", Role: Secretary, Unit: 3}); err != nil {
			t.Errorf("a role that was taken cannot be given again: %v", err)
		}
		clerks, err := s.OfUnit(ctx, boss, 2)
		if err != nil || len(clerks) != 1 {
			t.Fatal(clerks, err)
		}
		if err := s.Revoke(ctx, clerk, clerks[0].ID); fault.Of(err) == nil || fault.Of(err).Code != "access.too_wide" {
			t.Errorf("a clerk takes a clerk's role: %v", err)
		}
	})
}

func TestRolesFollowTheTree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		plant(t, d)
		s := New(d, book(t))
		day := s.day()
		for _, w := range []Wish{{Account: "m3", Role: Secretary, Unit: 3}, {Account: "m4", Role: Clerk, Unit: 2, From: "2026-01-01"}, {Account: "m6", Role: Clerk, Unit: 5, From: "2026-01-01"}} {
			if _, err := s.Grant(ctx, system, w); err != nil {
				t.Fatal(err)
			}
		}
		c := org.Change{
			Day:      day,
			Closed:   []org.Unit{{ID: 5, Path: "/1/5/"}},
			Merged:   []org.Succession{{From: org.Unit{ID: 5, Path: "/1/5/"}, Into: org.Unit{ID: 2, Path: "/1/2/"}}},
			Repathed: []org.Repath{{Old: "/1/2/3/", New: "/1/9/3/"}},
		}
		f := s.Follower()
		err := d.Write(ctx, authz.System("org", "org.manage"), func(tx *db.Tx) error {
			if err := tx.Require("org.manage", "/"); err != nil {
				return err
			}
			n, err := f.Count(ctx, tx, c)
			if err != nil || n != 2 {
				t.Errorf("%d roles are reached: %v", n, err)
			}
			if err := f.Follow(ctx, tx, c); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `UPDATE member SET path = '/1/9/3/' WHERE id = 'p3'`)
			if err != nil {
				return err
			}
			return tx.Note("unit:5", "merge", nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		for account, want := range map[string]string{"m3": "member@/1/9/3/ secretary@/1/9/3/", "m4": "clerk@/1/2/ member@/1/2/4/", "m6": "member@/1/5/6/"} {
			if got := holds(actor(t, s, account)); got != want {
				t.Errorf("%s holds %s, want %s", account, got, want)
			}
		}
	})
}

func TestListStaysInScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		plant(t, d)
		s := New(d, book(t))
		for _, u := range tree {
			for _, account := range []string{"m3", "m4", "m6"} {
				if _, err := s.Grant(t.Context(), system, Wish{Account: account, Role: Officer, Unit: org.ID(u.id)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		roles := shipped(t)
		paths := []authz.Path{"/", "/1/", "/1/2/", "/1/2/3/", "/1/2/4/", "/1/5/", "/1/5/6/"}
		rapid.Check(t, func(rt *rapid.T) {
			who := authz.Actor{ID: "x"}
			for range rapid.IntRange(0, 3).Draw(rt, "roles") {
				name := rapid.SampledFrom([]string{Member, Secretary, Clerk, Officer, Administrator}).Draw(rt, "role")
				who.Roles = append(who.Roles, roles.at(name, rapid.SampledFrom(paths).Draw(rt, "at")))
			}
			top := rapid.SampledFrom(paths).Draw(rt, "top")
			held, err := s.List(t.Context(), who, top, Held{})
			if err != nil {
				rt.Fatal(err)
			}
			want := 0
			for _, u := range tree {
				if who.Can(Grant, u.path) && u.path.Within(top) {
					want += 3
				}
			}
			for _, h := range held {
				if !who.Can(Grant, h.Path) || !h.Path.Within(top) {
					rt.Fatalf("%s is shown", h.Path)
				}
			}
			if len(held) != want {
				rt.Fatalf("%d of %d shown", len(held), want)
			}
		})
	})
}

func TestEveryCodeHasASentence(t *testing.T) {
	t.Parallel()
	said := Sentences()
	for _, file := range []string{"service.go", "store.go", "rules.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(access\.[a-z_]+)"`).FindAllStringSubmatch(string(text), -1) {
			if said[m[1]] == "" {
				t.Errorf("%s: %s has no sentence", file, m[1])
			}
		}
	}
}
