package member_test

import (
	"strings"
	"testing"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
)

func TestAddRefusesWhoIsElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		x := someone(1)
		p.add(t, "B3", x)
		x.Card = ""
		_, err := p.members.Add(t.Context(), root, p.unit["B1"].ID, member.Entry{Person: x, State: member.Official})
		if code(err) != "member.elsewhere" || field(err, "citizen") != "member.elsewhere" || fault.Of(err).Args[1] != "Chi bộ Thôn 1" {
			t.Errorf("a clerk of all: %v", err)
		}
		_, err = p.members.Add(t.Context(), clerk(p.unit["X1"].Path), p.unit["B1"].ID, member.Entry{Person: x, State: member.Official})
		if code(err) != "member.elsewhere_hidden" || len(fault.Of(err).Args) != 0 {
			t.Errorf("a clerk of another commune learns %v", err)
		}
		_, err = p.members.Add(t.Context(), clerk(p.unit["X1"].Path), p.unit["B3"].ID, member.Entry{Person: someone(2), State: member.Official})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("outside his subtree: %v", err)
		}
		_, err = p.members.Add(t.Context(), root, p.unit["X1"].ID, member.Entry{Person: someone(2), State: member.Official})
		if code(err) != "member.unit_kind" {
			t.Errorf("into a committee: %v", err)
		}
	}, at(today))
}

func TestFormsNameEveryBadField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		_, err := p.members.Add(t.Context(), root, p.unit["B1"].ID, member.Entry{State: member.Official, Person: member.Person{
			Birth: "2027", Official: "2001", Admitted: "2002-01-01", Citizen: "123", Phone: "99", Card: "x"}})
		want := map[string]string{
			"name": "member.name_empty", "birth": "member.day_future", "official": "member.official_early",
			"citizen": "member.citizen_digits", "phone": "member.phone_form", "card": "member.card_form",
		}
		for f, c := range want {
			if field(err, f) != c {
				t.Errorf("%s: %q, want %q", f, field(err, f), c)
			}
		}
	}, at(today))
}

func TestEditKeepsTheFasterOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		id := p.add(t, "B1", someone(1))
		x := someone(1)
		x.Phone = "+84 987 654 321"
		if err := p.members.Edit(t.Context(), root, id, 1, x); err != nil {
			t.Fatal(err)
		}
		if err := p.members.Edit(t.Context(), root, id, 1, someone(1)); code(err) != "member.changed_meanwhile" || !fault.Is(err, fault.Conflict) {
			t.Errorf("second edit: %v", err)
		}
		if r := p.record(t, id); r.Phone != "0987654321" || r.Rev != 2 {
			t.Errorf("record %+v", r.Member)
		}
		other := p.add(t, "B2", someone(2))
		x = someone(2)
		x.Card = someone(1).Card
		if err := p.members.Edit(t.Context(), root, other, 1, x); field(err, "card") != "member.elsewhere" {
			t.Errorf("another's card: %v", err)
		}
	}, at(today))
}

func TestStatesGoForward(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		p := setUp(t, d)
		x := someone(1)
		x.Admitted, x.Official = "2025-09-02", ""
		id, err := p.members.Add(ctx, root, p.unit["B1"].ID, member.Entry{Person: x, State: member.Probationary, From: "2025-09-02"})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.members.SetState(ctx, root, id, 1, member.Step{To: member.Candidate, Day: "2026-01-01", Decision: "1"}); field(err, "state") != "member.state_order" {
			t.Errorf("backwards: %v", err)
		}
		if err := p.members.SetState(ctx, root, id, 1, member.Step{To: member.Official, Day: "2026-09-02", Decision: "12-QĐ/ĐU"}); err != nil {
			t.Fatal(err)
		}
		if err := p.members.Leave(ctx, root, id, 2, "transferred", "2026-09-05", ""); field(err, "decision") != "member.decision_empty" {
			t.Errorf("leaving without a decision: %v", err)
		}
		if err := p.members.Leave(ctx, root, id, 2, "transferred", "2026-09-05", "3"); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[string]member.State{"2026-09-01": member.Probationary, "2026-09-04": member.Official, "2026-09-05": "", "2025-09-01": ""} {
			got := member.State("")
			if list := p.ofUnit(t, "B1", dateOf(day)); len(list) > 0 {
				got = list[0].State
			}
			if got != want {
				t.Errorf("on %s he is %q, want %q", day, got, want)
			}
		}
		if err := p.members.SetState(ctx, root, id, 3, member.Step{To: member.Official, Day: "2026-09-09", Decision: "4", Unit: p.unit["B2"].ID}); err != nil {
			t.Fatal(err)
		}
		r := p.record(t, id)
		if r.Unit != p.unit["B2"].ID || r.LeftReason != "" || len(r.Stays) != 2 || len(r.States) != 4 || r.Official != "2026-09-02" {
			t.Errorf("came back as %+v", r)
		}
	}, at(today))
}

func TestMoveEndsOneStayAndBeginsAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		id, err := p.members.Add(t.Context(), root, p.unit["B1"].ID, member.Entry{Person: someone(1), State: member.Official, From: "2026-01-01"})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.members.Move(t.Context(), root, id, 1, p.unit["B2"].ID, "2025-01-01", "7"); field(err, "day") != "member.day_early" {
			t.Errorf("before he came: %v", err)
		}
		if err := p.members.Move(t.Context(), clerk(p.unit["B1"].Path), id, 1, p.unit["B2"].ID, "2026-05-01", "7"); !fault.Is(err, fault.NotFound) {
			t.Errorf("into a foreign unit: %v", err)
		}
		if err := p.members.Move(t.Context(), root, id, 1, p.unit["B2"].ID, "2026-05-01", "7"); err != nil {
			t.Fatal(err)
		}
		if n, m := len(p.ofUnit(t, "B1", "2026-04-30")), len(p.ofUnit(t, "B1", "2026-05-01")); n != 1 || m != 0 {
			t.Errorf("the old unit has %d, then %d", n, m)
		}
		if n := len(p.ofUnit(t, "B2", "2026-05-01")); n != 1 {
			t.Errorf("the new unit has %d", n)
		}
	}, at(today))
}

func TestPosts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		p := setUp(t, d)
		a, b, c := p.add(t, "B1", someone(1)), p.add(t, "B1", someone(2)), p.add(t, "B3", someone(3))
		post := func(m member.ID, unit, name string) member.Post {
			return member.Post{Member: m, Unit: p.unit[unit].ID, Post: name, From: "2025-06-01", Decision: "5"}
		}
		first, err := p.members.Appoint(ctx, root, post(a, "B1", "secretary"))
		if err != nil {
			t.Fatal(err)
		}
		for name, bad := range map[string]struct {
			post       member.Post
			field, why string
		}{
			"second secretary": {post(b, "B1", "secretary"), "post", "member.post_taken"},
			"outsider":         {post(c, "B1", "deputy"), "member", "member.post_outside"},
			"no such post":     {post(a, "B1", "king"), "post", "member.post_unknown"},
		} {
			if _, err := p.members.Appoint(ctx, root, bad.post); field(err, bad.field) != bad.why {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := p.members.Appoint(ctx, root, post(c, "B1", member.Follower)); err != nil {
			t.Errorf("a follower from above: %v", err)
		}
		if err := p.members.EndPost(ctx, root, first, "2026-03-31", "6"); err != nil {
			t.Fatal(err)
		}
		next := post(b, "B1", "secretary")
		next.From = "2026-04-01"
		if _, err := p.members.Appoint(ctx, root, next); err != nil {
			t.Errorf("the next secretary: %v", err)
		}
		err = d.Read(ctx, func(q db.Q) error {
			posts, err := p.members.Posts(ctx, q, p.unit["B1"].ID, "2026-05-01")
			if err != nil || len(posts) != 2 || posts[1].Member != b {
				t.Errorf("posts %+v %v", posts, err)
			}
			who, err := p.members.Followers(ctx, q, p.unit["B1"].ID, "2026-05-01")
			if err != nil || len(who) != 1 || who[0] != c {
				t.Errorf("followers %v %v", who, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}, at(today))
}

func TestPeopleFollowTheTree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		p := setUp(t, d)
		var ids []member.ID
		for n := range 4 {
			id, err := p.members.Add(ctx, root, p.unit["B1"].ID, member.Entry{Person: someone(n), State: member.Official, From: "2024-01-01"})
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		if err := p.members.Leave(ctx, root, ids[3], 1, "died", "2026-01-01", ""); err != nil {
			t.Fatal(err)
		}
		decided := org.Decision{Number: "9-QĐ/TU", Day: "2026-06-01"}
		p.apply(t, org.Merge{Units: []org.ID{p.unit["B1"].ID}, Into: p.unit["B2"].ID}, decided)
		if n, m := len(p.ofUnit(t, "B1", "2026-05-31")), len(p.ofUnit(t, "B2", "2026-06-01")); n != 3 || m != 3 {
			t.Errorf("before %d, after %d", n, m)
		}
		decided.Day = "2026-07-01"
		p.apply(t, org.Split{Unit: p.unit["B2"].ID, Stays: true, Into: []org.NewUnit{{Code: "B4", Kind: org.Branch, Name: "Chi bộ Mới"}},
			Assigned: map[string]int{string(ids[0]): 0}}, decided)
		decided.Day = "2026-08-01"
		p.apply(t, org.Move{Unit: p.unit["X1"].ID, Under: p.unit["X2"].ID}, decided)
		r := p.record(t, ids[0])
		if len(r.Stays) != 3 || r.UnitName != "Chi bộ Mới" || !r.Path.Within(p.unit["X2"].Path) || r.Stays[1].Decision != "9-QĐ/TU" {
			t.Errorf("record %+v", r)
		}
		if left := p.record(t, ids[3]); left.Unit != p.unit["B1"].ID {
			t.Errorf("who had left went to %d", left.Unit)
		}
		count, err := p.members.Count(ctx, root, p.unit["X2"].Path)
		if err != nil || count[member.Official] != 3 || count[member.Left] != 1 {
			t.Errorf("count %v %v", count, err)
		}
	}, at(today))
}

func (p place) apply(t *testing.T, act org.Act, on org.Decision) {
	t.Helper()
	plan, err := p.units.Preview(t.Context(), root, act, on)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.units.Apply(t.Context(), root, act, on, plan.Seen); err != nil {
		t.Fatal(err)
	}
}

func TestOpeningIsNotedUnlessItIsMine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		p := setUp(t, d)
		id := p.add(t, "B1", someone(1))
		opened := func() (n int) {
			err := d.Read(ctx, func(q db.Q) (err error) {
				n, err = db.Value[int](ctx, q, `SELECT COUNT(*) FROM audit WHERE subject = ? AND verb = 'open'`, "member:"+string(id))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		self := authz.Actor{ID: "a", Member: string(id), Roles: []authz.Role{{At: p.unit["B1"].Path, Perms: map[authz.Perm]authz.Reach{member.Own: authz.Here}}}}
		if r, err := p.members.Open(ctx, self, id); err != nil || r.Citizen == "" || opened() != 0 {
			t.Errorf("own record: %v %v, %d lines", r.Name, err, opened())
		}
		if p.record(t, id); opened() != 1 {
			t.Errorf("%d lines", opened())
		}
		if _, err := p.members.Open(ctx, self, p.add(t, "B3", someone(2))); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's record: %v", err)
		}
	}, at(today))
}

func TestListSearchesMasksAndPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		p := setUp(t, d)
		for i, name := range []string{"Đỗ Thị Hồng", "Trần Văn Ân", "Lê Ân", "Nguyễn Văn Ánh", "Hồ Đức Dũng"} {
			x := someone(i)
			x.Name = name
			p.add(t, []string{"B1", "B2", "B3"}[i%3], x)
		}
		names := func(who authz.Actor, f member.Filter, size int) (out []string) {
			after := ""
			for {
				page, err := p.members.List(ctx, who, f, after, size)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range page.Lines {
					out = append(out, l.Name)
					if !strings.HasPrefix(l.Phone, "•••••••") || !strings.HasPrefix(l.Citizen, "•••••••••") {
						t.Errorf("not masked: %q %q", l.Phone, l.Citizen)
					}
				}
				if after = page.Next; after == "" {
					return out
				}
			}
		}
		for _, c := range []struct {
			who  authz.Actor
			f    member.Filter
			want []string
		}{
			{root, member.Filter{}, []string{"Nguyễn Văn Ánh", "Lê Ân", "Trần Văn Ân", "Hồ Đức Dũng", "Đỗ Thị Hồng"}},
			{root, member.Filter{Text: "van a"}, []string{"Nguyễn Văn Ánh", "Trần Văn Ân"}},
			{root, member.Filter{Text: "đỗ"}, []string{"Đỗ Thị Hồng"}},
			{root, member.Filter{Text: "%"}, nil},
			{root, member.Filter{Text: "4000000"}, []string{"Nguyễn Văn Ánh", "Lê Ân", "Trần Văn Ân", "Hồ Đức Dũng", "Đỗ Thị Hồng"}},
			{root, member.Filter{Text: "40000002"}, []string{"Lê Ân"}},
			{root, member.Filter{Text: "040080000003"}, []string{"Nguyễn Văn Ánh"}},
			{clerk(p.unit["X2"].Path), member.Filter{}, []string{"Lê Ân"}},
			{clerk(p.unit["X2"].Path), member.Filter{Under: p.unit["X1"].Path}, nil},
			{root, member.Filter{States: []member.State{member.Left}}, nil},
			{authz.Actor{ID: "stranger"}, member.Filter{}, nil},
		} {
			for size := 1; size < 4; size += 2 {
				if got := names(c.who, c.f, size); !equal(got, c.want) {
					t.Errorf("%+v: %v, want %v", c.f, got, c.want)
				}
			}
		}
		if got := names(root, member.Filter{ByUnit: true}, 2); len(got) != 5 || got[0] != "Nguyễn Văn Ánh" || got[4] != "Lê Ân" {
			t.Errorf("by unit: %v", got)
		}
		if _, err := p.members.List(ctx, root, member.Filter{}, "!", 3); code(err) != "member.page_unknown" {
			t.Errorf("a forged place: %v", err)
		}
	}, at(today))
}
