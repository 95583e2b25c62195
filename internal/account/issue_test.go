package account

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"sotay/internal/access"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

func TestLogins(t *testing.T) {
	t.Parallel()
	r := codeRules{Logins: []string{"phone", "card", "number"}, Prefix: "dv", Digits: 7}
	people := []person{
		{phone: "0912 345 678", card: "1"}, {phone: "0988777666", card: "2"}, {phone: "0988777666"}, {}, {card: "3"}, {account: "x", login: "kept"},
	}
	logins(people, map[string]bool{"0988777666": true, "3": true}, 41, r)
	var got []string
	for _, p := range people {
		got = append(got, p.login)
	}
	if want := "0912345678 2 dv0000042 dv0000043 dv0000044 kept"; strings.Join(got, " ") != want {
		t.Errorf("logins: %s", got)
	}
}

func TestTypedLogin(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"+84 912 345 678": "0912345678", "0084912345678": "0912345678", "+840912345678": "0912345678", "0912.345.678": "0912345678", " DV0000042 ": "dv0000042", "an.nguyen": "annguyen", "": "",
	} {
		if got := Login(typed); got != want {
			t.Errorf("%q is looked up as %q, want %q", typed, got, want)
		}
	}
}

func TestSheetOfABranch(t *testing.T) {
	each(t, func(w *world) {
		sheet, err := w.CodesOfUnit(w.Context(), clerk("/1/2/"), 3)
		w.fatal(err)
		var got []string
		for _, s := range sheet.Slips {
			got = append(got, s.Name+" "+s.Login)
			if s.Code == "" || s.Skipped != "" {
				w.Errorf("no code: %+v", s)
			}
		}
		want := []string{"Nguyễn Văn An 0912345678", "Lê Thị Bình 001234567891", "Trần Chi dv0000001"}
		if sheet.Name != "Chi bộ 1" || !slices.Equal(got, want) {
			w.Errorf("%s: %q", sheet.Name, got)
		}
		if n := w.count(`SELECT COUNT(*) FROM audit WHERE verb = 'give_code' AND path = '/1/2/3/' AND actor = 'clerk'`); n != 3 {
			w.Errorf("%d audit lines", n)
		}
		_, err = w.CodesOfUnit(w.Context(), clerk("/1/5/"), 3)
		w.refused("another commune's branch", err, "access.not_found")
		_, err = w.CodesOfUnit(w.Context(), clerk("/1/"), 99)
		w.refused("no such branch", err, "account.nobody")
	})
}

func TestIssueToMany(t *testing.T) {
	each(t, func(w *world) {
		login, p := w.join("an")
		sheets, err := w.Issue(w.Context(), clerk("/1/"), []string{"giang", "an", "dung", "an"})
		w.fatal(err)
		if len(sheets) != 3 || sheets[0].Slips[0].Skipped != "account.skipped_active" || sheets[0].Slips[0].Code != "" || sheets[2].Slips[0].Member != "giang" {
			w.Errorf("sheets: %+v", sheets)
		}
		_, err = w.Issue(w.Context(), clerk("/1/2/4/"), []string{"dung", "an"})
		w.refused("one out of reach who would get nothing", err, "access.not_found")
		_, err = w.Issue(w.Context(), clerk("/1/2/3/"), []string{"dung", "an"})
		w.refused("the other out of reach", err, "access.not_found")
		sheets, err = w.Issue(w.Context(), clerk("/1/2/"), []string{"dung", "an"})
		if err != nil || len(sheets) != 2 {
			w.Errorf("both in reach: %+v %v", sheets, err)
		}
		w.change(`UPDATE member SET unit = 6, path = '/1/5/6/' WHERE id = 'an'`)
		_, err = w.Issue(w.Context(), clerk("/1/2/"), []string{"dung", "an"})
		w.refused("who has a password, and moved out of reach", err, "access.not_found")
		w.visit(p.Token)
		_, err = w.signIn(login, password, home, "")
		w.fatal(err)
		for name, c := range map[string]struct {
			members []string
			code    string
		}{
			"nobody": {nil, "account.how_many"}, "too many": {numbered(2001), "account.how_many"}, "one who is not there": {[]string{"an", "zz"}, "account.no_member"},
			"a candidate": {[]string{"em"}, "account.not_member"}, "one out of reach": {[]string{"dung", "giang"}, "access.not_found"},
		} {
			_, err := w.Issue(w.Context(), clerk("/1/2/"), c.members)
			w.refused(name, err, c.code)
		}
	})
}

func numbered(n int) (out []string) {
	for i := range n {
		out = append(out, strconv.Itoa(i))
	}
	return out
}

func TestIssueAtTheSameTime(t *testing.T) {
	each(t, func(w *world) {
		members := []string{"an", "binh", "chi", "dung", "giang"}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				mine := slices.Clone(members)
				slices.Reverse(mine[i%3:])
				if _, err := w.Issue(w.Context(), clerk("/1/"), mine); err != nil {
					w.Error(err)
				}
			})
		}
		wg.Wait()
		if n := w.count(`SELECT COUNT(*) FROM account`); n != len(members) {
			w.Errorf("%d accounts for %d members", n, len(members))
		}
		if n := w.count(`SELECT COUNT(DISTINCT login) FROM account`); n != len(members) {
			w.Errorf("%d logins", n)
		}
	})
}

func TestReissueResets(t *testing.T) {
	each(t, func(w *world) {
		login, p := w.join("an")
		s, err := w.Reissue(w.Context(), clerk("/1/2/"), p.Account)
		w.fatal(err)
		if _, err := w.gate.Visit(w.Context(), p.Token); !fault.Is(err, fault.Unauthenticated) {
			w.Errorf("a session outlives the reset: %v", err)
		}
		_, err = w.signIn(login, password, home, p.Device)
		w.refused("the old password", err, "account.wrong")
		_, err = w.signIn(login, s.Code, home, "")
		w.fatal(err)
		_, err = w.Reissue(w.Context(), clerk("/1/5/"), p.Account)
		w.refused("another commune's clerk", err, "access.not_found")
	})
}

// A clerk must not become administrator by giving the administrator a new code.
func TestStrongerAccountsAreProtected(t *testing.T) {
	each(t, func(w *world) {
		waiting := w.slip("dung")
		_, p := w.join("an")
		w.give(p.Account, access.Administrator, 2)
		w.give(waiting.Account, access.Clerk, 2)
		who := clerk("/1/2/")
		_, err := w.Reissue(w.Context(), who, p.Account)
		w.refused("reset", err, "account.protected")
		w.refused("suspend", w.Suspend(w.Context(), who, p.Account), "account.protected")
		sheets, err := w.Issue(w.Context(), who, []string{"dung"})
		w.fatal(err)
		if s := sheets[0].Slips[0]; s.Code != "" || s.Skipped != "account.skipped_protected" {
			w.Errorf("a new code for a clerk: %+v", s)
		}
		_, err = w.signIn(waiting.Login, waiting.Code, home, "")
		w.fatal(err)
		admin := authz.Actor{ID: "admin", Roles: []authz.Role{{Name: access.Administrator, At: "/1/", Perms: map[authz.Perm]authz.Reach{Manage: authz.Below, access.Grant: authz.Below}}}}
		w.fatal(w.Suspend(w.Context(), admin, p.Account))
	})
}

func TestCreateAdmin(t *testing.T) {
	each(t, func(w *world) {
		s, err := w.CreateAdmin(w.Context(), program, "Quantri", "Quản trị viên")
		w.fatal(err)
		p, err := w.signIn("quantri", s.Code, home, "")
		w.fatal(err)
		p, err = w.SetPassword(w.Context(), w.visit(p.Token).Who, NewPassword{Session: p.ID, New: password})
		w.fatal(err)
		who := w.visit(p.Token).Who
		if !who.Can(Manage, "/1/5/6/") || who.Can("member.see", "/1/5/6/") || who.Name != "Quản trị viên" {
			w.Errorf("the administrator: %+v", who)
		}
		_, err = w.Issue(w.Context(), who, []string{"giang"})
		w.fatal(err)
		for login, code := range map[string]string{"quantri": "account.login_taken", "dv0000009": "account.login", "0912345678": "account.login", "": "account.login", "tên": "account.login"} {
			_, err := w.CreateAdmin(w.Context(), program, login, "x")
			w.refused(login, err, code)
		}
		_, err = w.CreateAdmin(w.Context(), clerk("/1/"), "other", "x")
		if !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			w.Errorf("a clerk made an administrator: %v", err)
		}
		rows, err := w.Others(w.Context(), who, Query{})
		if err != nil || len(rows) != 1 || rows[0].Login != "quantri" || rows[0].Status != Active {
			w.Errorf("others: %+v %v", rows, err)
		}
		rows, err = w.Others(w.Context(), clerk("/1/"), Query{})
		if err != nil || len(rows) != 0 {
			w.Errorf("a clerk sees %+v %v", rows, err)
		}
	})
}

func TestListStaysInScope(t *testing.T) {
	each(t, func(w *world) {
		paths := map[string]authz.Path{"an": "/1/2/3/", "binh": "/1/2/3/", "chi": "/1/2/3/", "dung": "/1/2/4/", "giang": "/1/5/6/"}
		_, p := w.join("an")
		w.slip("binh")
		w.slip("giang")
		w.fatal(w.Suspend(w.Context(), program, p.Account))
		status := map[string]Status{"an": Suspended, "binh": Waiting, "chi": None, "dung": None, "giang": Waiting}
		places := []authz.Path{"/", "/1/", "/1/2/", "/1/2/3/", "/1/2/4/", "/1/5/", "/1/5/6/", "/1/50/"}
		rapid.Check(w, func(rt *rapid.T) {
			who := authz.Actor{ID: "x"}
			for range rapid.IntRange(0, 3).Draw(rt, "roles") {
				reach := rapid.SampledFrom([]authz.Reach{authz.Here, authz.Below}).Draw(rt, "reach")
				perm := rapid.SampledFrom([]authz.Perm{Manage, Manage, "member.see"}).Draw(rt, "perm")
				who.Roles = append(who.Roles, authz.Role{At: rapid.SampledFrom(places).Draw(rt, "at"), Perms: map[authz.Perm]authz.Reach{perm: reach}})
			}
			query := Query{Limit: rapid.IntRange(1, 6).Draw(rt, "limit"), Only: rapid.SampledFrom([]Status{"", None, Waiting, Suspended, Active, Expired}).Draw(rt, "only")}
			if rapid.Bool().Draw(rt, "narrow") {
				query.Top = rapid.SampledFrom(places).Draw(rt, "top")
			}
			var want, got []string
			for m, at := range paths {
				if who.Can(Manage, at) && (query.Top == "" || at.Within(query.Top)) && (query.Only == "" || query.Only == status[m]) {
					want = append(want, m)
				}
			}
			for {
				rows, err := w.List(w.Context(), who, query)
				if err != nil {
					rt.Fatal(err)
				}
				for _, r := range rows {
					got = append(got, r.Member)
					if r.Status != status[r.Member] {
						rt.Fatalf("%s is %s", r.Member, r.Status)
					}
				}
				if len(rows) < query.Limit {
					break
				}
				query.After = rows[len(rows)-1]
			}
			slices.Sort(want)
			if !slices.IsSorted(got) || !slices.Equal(got, want) {
				rt.Fatalf("shown %v, want %v", got, want)
			}
		})
	})
}

func TestAccountsFollowTheTree(t *testing.T) {
	each(t, func(w *world) {
		w.change(`INSERT INTO account (id, login, name, path, created_at) VALUES ('office', 'office', 'Văn phòng', '/1/5/', 'x'), ('post', 'post', 'Trạm', '/1/2/', 'x')`)
		c := org.Change{
			Day:      "2026-03-10",
			Merged:   []org.Succession{{From: org.Unit{ID: 5, Path: "/1/5/"}, Into: org.Unit{ID: 2, Path: "/1/2/"}}},
			Repathed: []org.Repath{{Old: "/1/2/", New: "/7/2/"}},
		}
		f := w.Follower()
		w.fatal(w.db.Write(w.Context(), program, func(tx *db.Tx) error {
			if err := tx.Require(prepare, "/"); err != nil {
				return err
			}
			if n, err := f.Count(w.Context(), tx, c); n != 2 || err != nil {
				w.Errorf("%d accounts are reached: %v", n, err)
			}
			if err := f.Follow(w.Context(), tx, c); err != nil {
				return err
			}
			return tx.Note("unit:5", "merge", nil)
		}))
		if n := w.count(`SELECT COUNT(*) FROM account WHERE path = '/7/2/'`); n != 2 {
			w.Errorf("%d accounts went along", n)
		}
	})
}

// The first clerk of an office is on no list; the administrator lets him in, and
// nobody lets in more than he may give.
func TestCreateStaff(t *testing.T) {
	each(t, func(w *world) {
		admin := authz.Actor{ID: "admin", Roles: []authz.Role{{Name: access.Administrator, At: "/1/", Perms: map[authz.Perm]authz.Reach{Manage: authz.Below, access.Grant: authz.Below}}}}
		s, err := w.CreateStaff(w.Context(), admin, Staff{Login: "vanthu", Name: " Văn Thư ", Role: access.Clerk, Unit: 2})
		w.fatal(err)
		p, err := w.signIn("vanthu", s.Code, home, "")
		w.fatal(err)
		p, err = w.SetPassword(w.Context(), w.visit(p.Token).Who, NewPassword{Session: p.ID, New: password})
		w.fatal(err)
		if who := w.visit(p.Token).Who; who.Name != "Văn Thư" || !who.Can("member.import", "/1/2/3/") || who.Can("member.import", "/1/5/") {
			w.Errorf("the clerk: %+v", who)
		}
		for name, c := range map[string]struct {
			who  authz.Actor
			wish Staff
			code string
		}{
			"a clerk makes an officer": {clerk("/1/2/"), Staff{Login: "canbo", Name: "x", Role: access.Officer, Unit: 2}, "access.too_wide"},
			"elsewhere":                {clerk("/1/5/"), Staff{Login: "khac", Name: "x", Role: access.Secretary, Unit: 2}, "access.not_found"},
			"twice":                    {admin, Staff{Login: "vanthu", Name: "x", Role: access.Clerk, Unit: 2}, "account.login_taken"},
			"no name":                  {admin, Staff{Login: "khong", Name: " ", Role: access.Clerk, Unit: 2}, "account.login"},
			"no unit":                  {admin, Staff{Login: "dau", Name: "x", Role: access.Clerk, Unit: 999}, "access.no_unit"},
		} {
			_, err := w.CreateStaff(w.Context(), c.who, c.wish)
			w.refused(name, err, c.code)
		}
	})
}
