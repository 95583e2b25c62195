package audit

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
	"sotay/internal/rule"
)

const edit authz.Perm = "member.edit"

func role(at authz.Path, perms ...authz.Perm) authz.Role {
	r := authz.Role{At: at, Perms: map[authz.Perm]authz.Reach{}}
	for _, p := range perms {
		r.Perms[p] = authz.Below
	}
	return r
}

var (
	clerk  = authz.Actor{ID: "clerk", Name: "Văn thư", Member: "c", Roles: []authz.Role{role("/", edit, "member.see")}}
	member = authz.Actor{ID: "acc", Name: "An", Member: "an", Home: "/1/2/"}
)

// act writes one line of the log.
func act(t *testing.T, d *db.DB, who authz.Actor, perm authz.Perm, at authz.Path, subject, verb string) {
	t.Helper()
	err := d.Write(t.Context(), who, func(tx *db.Tx) error {
		if err := tx.Require(perm, at); err != nil {
			return err
		}
		return tx.Note(subject, verb, map[string]string{"phone": "0912345678"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func service(t *testing.T, d *db.DB) *Service {
	t.Helper()
	book, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return New(d, book)
}

func TestWhoSeesWhichLines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(t, d)
		act(t, d, clerk, edit, "/1/2/", "member:an", "edit")
		act(t, d, clerk, edit, "/1/5/", "member:giang", "edit")
		admin := authz.Actor{ID: "admin", Roles: []authz.Role{role("/1/2/", See)}}
		lines, err := s.List(t.Context(), admin, Query{})
		if err != nil || len(lines) != 1 {
			t.Fatalf("%+v %v", lines, err)
		}
		if l := lines[0]; l.Subject != "member:an" || l.Name != "Văn thư" || l.Words != "sửa hồ sơ đảng viên" || l.At.IsZero() || l.Detail != "" {
			t.Errorf("the line: %+v", l)
		}
		both := authz.Actor{ID: "both", Roles: []authz.Role{role("/1/", See, edit)}}
		lines, err = s.OfSubject(t.Context(), both, "member:giang", "")
		if err != nil || len(lines) != 1 || lines[0].Detail == "" {
			t.Errorf("who may edit sees what was edited: %+v %v", lines, err)
		}
		for name, c := range map[string]struct {
			who     authz.Actor
			subject string
		}{"out of reach": {admin, "member:giang"}, "nothing there": {admin, "member:nobody"}, "no right": {clerk, "member:an"}, "a stranger": {authz.Actor{}, "member:an"}} {
			if lines, err := s.OfSubject(t.Context(), c.who, c.subject, ""); err != nil || len(lines) != 0 {
				t.Errorf("%s: %+v %v", name, lines, err)
			}
		}
		if _, err := s.OfSubject(t.Context(), both, "", ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("no subject: %v", err)
		}
	})
}

func TestAMemberSeesWhoOpenedHisRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), service(t, d)
		own := member
		own.Roles = []authz.Role{{At: "/1/2/", Perms: map[authz.Perm]authz.Reach{"member.own": authz.Here}}}
		for range 2 {
			if err := s.Opened(ctx, clerk, "member:an", "/1/2/", "member.see"); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Opened(ctx, own, "member:an", "/1/2/", "member.own"); err != nil {
			t.Fatal(err)
		}
		if err := s.Opened(ctx, own, "member:binh", "/1/2/", "member.see"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the right: %v", err)
		}
		if err := s.Opened(ctx, member, "member:an", "/1/2/", "member.own"); err == nil {
			t.Error("one's own record is opened without the right to")
		}
		act(t, d, clerk, edit, "/1/2/", "member:binh", "edit")
		act(t, d, clerk, edit, "/1/2/", "account:acc", "give_code")
		act(t, d, authz.System("sign_in", edit), edit, "/1/2/", "account:acc", "attempt")
		own.Roles = append(own.Roles, role("/1/2/", edit))
		act(t, d, own, edit, "/1/2/", "account:acc", "sign_out")
		lines, err := s.OfMyRecord(ctx, member, "")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range lines {
			got = append(got, l.Name+" "+l.Verb+" "+l.Words+l.Detail)
		}
		slices.Sort(got)
		want := []string{"Văn thư give_code sửa hồ sơ đảng viên", "Văn thư open xem hồ sơ đảng viên", "Văn thư open xem hồ sơ đảng viên"}
		if !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
		if rest, err := s.OfMyRecord(ctx, member, lines[0].ID); err != nil || len(rest) != 2 {
			t.Errorf("the next page: %+v %v", rest, err)
		}
		for _, who := range []authz.Actor{{ID: "x"}, {ID: "y", Member: "nobody"}} {
			if lines, err := s.OfMyRecord(ctx, who, ""); err != nil || len(lines) != 0 {
				t.Errorf("somebody else's: %+v %v", lines, err)
			}
		}
		if _, err := s.OfMyRecord(ctx, authz.Actor{}, ""); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a stranger: %v", err)
		}
	})
}

func TestListStaysInScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(t, d)
		places := []authz.Path{"/", "/1/", "/1/2/", "/1/2/3/", "/1/5/", "/10/"}
		for _, at := range places {
			act(t, d, clerk, edit, at, "member:an", "edit")
		}
		rapid.Check(t, func(rt *rapid.T) {
			who := authz.Actor{ID: "x"}
			for range rapid.IntRange(0, 3).Draw(rt, "roles") {
				perm := rapid.SampledFrom([]authz.Perm{See, edit}).Draw(rt, "perm")
				reach := rapid.SampledFrom([]authz.Reach{authz.Here, authz.Below}).Draw(rt, "reach")
				who.Roles = append(who.Roles, authz.Role{At: rapid.SampledFrom(places).Draw(rt, "at"), Perms: map[authz.Perm]authz.Reach{perm: reach}})
			}
			top := rapid.SampledFrom(places).Draw(rt, "top")
			lines, err := s.List(t.Context(), who, Query{Top: top})
			if err != nil {
				rt.Fatal(err)
			}
			want := 0
			for _, at := range places {
				if who.Can(See, at) && at.Within(top) {
					want++
				}
			}
			for _, l := range lines {
				if !who.Can(See, l.Path) || (l.Detail != "") != who.Can(edit, l.Path) {
					rt.Fatalf("shown: %+v", l)
				}
			}
			if len(lines) != want {
				rt.Fatalf("%d of %d lines", len(lines), want)
			}
		})
	})
}
