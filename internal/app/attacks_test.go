package app

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sotay/internal/access"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// attack is a request by somebody who wants what he may not have. Words in braces
// are things of B1; with "other." before them, of a branch elsewhere.
type attack struct {
	role, route, body string
	want              int
}

func attacks() []attack {
	s, m, c, o, a := access.Secretary, access.Member, access.Clerk, access.Officer, access.Administrator
	return []attack{
		{s, "POST /meetings/{draft}/plan", "unit={other.unit}&kind=regular", 422}, // shows the form again, with whose people?
		{m, "GET /api/v1/meetings/{meeting}/papers/{other.paper}", "", 404},
		{m, "GET /api/v1/meetings/{open}/papers/{waitingPaper}", "", 404},
		{m, "GET /files/{other.paper}/a.xlsx", "", 404},
		{m, "GET /files/{waitingPaper}/a.png", "", 404},
		{m, "GET /files/{draftPaper}/a.xlsx", "", 404},
		{s, "POST /files/{other.waitingPaper}/declare", "verdict=not_secret", 404},
		{s, "POST /meetings/{open}/papers/{other.openPaper}/remove", "", 404},
		{s, "POST /meetings/{open}/motions/{other.motion}/open", "mode=hands", 404},
		{s, "POST /meetings/{open}/motions/{other.motion}/close", "", 404},
		{m, "POST /meetings/{open}/motions/{other.motion}/vote", "choice=yes", 404},
		{s, "POST /meetings/{open}/items/{other.item}/now", "", 404},
		{s, "POST /meetings/{open}/items/{other.item}", "notes=Zzz&rev=1", 409},
		{s, "POST /meetings/{open}/reviews/{other.task}", "done=1", 404},
		{s, "POST /meetings/{open}/roll", "member={other.member}&state=present", 404},
		{s, "POST /meetings/{open}/opinions", "member={other.member}&text=x", 404},
		{s, "POST /meetings/{open}/tasks", "title=x&owner={other.member}&due=2041-03-30", 422},
		{s, "POST /tasks", "unit={unit}&title=x&owner={other.member}&due=2041-03-30", 422},
		{m, "POST /meetings/{called}/answer", "member={chair}&answer=coming", 403}, // in another's name
		{m, "POST /meetings/{open}/opinions", "member={chair}&text=x", 403},
		{m, "POST /meetings/{open}/motions/{motion}/vote", "member={chair}&choice=yes", 403},
		{s, "POST /api/v1/members/{other.member}/posts", `{"unit":"{unit}","post":"follower","from":"2041-03-01","decision":"x"}`, 404},
		{s, "POST /api/v1/members/{member}/move", `{"rev":1,"unit":"{other.unit}","day":"2041-03-02","decision":"x"}`, 404},
		{s, "POST /members/{member}/move", "rev=1&unit={other.code}&day=2041-03-02&decision=x", 422},
		{s, "POST /members", "unit={other.code}&name=Nguyễn+Văn+Lạ&state=official&from=2041-03-01", 303}, // to his own branch,
		{c, "POST /accounts/{self}/roles", "role=clerk&unit={unit}", 404},
		{c, "POST /accounts/{account}/roles", "role=administrator&unit={unit}", 403},
		{c, "POST /accounts/{account}/roles", "role=committee&unit={other.unit}", 404},
		{c, "POST /accounts/{account}/roles", "role=committee&unit=everywhere", 404},
		{c, "POST /accounts/{other.account}/roles", "role=committee&unit={unit}", 404},
		{c, "POST /accounts/{account}/roles/{other.role}/revoke", "", 404},
		{c, "POST /accounts/codes", "member={member}&member={other.member}", 404},
		{a, "POST /accounts/{self}/roles", "role=clerk&unit={unit}", 404},
		{c, "POST /accounts/staff", "unit={unit}&login=gia.danh1&name=x&role=member", 422}, // would read what members read
		{c, "POST /accounts/staff", "unit={unit}&login=gia.danh2&name=x&role=secretary", 422},
		{c, "POST /accounts/staff", "unit={unit}&login=gia.danh3&name=x&role=clerk", 403},
		{c, "POST /accounts/staff", "unit={other.unit}&login=gia.danh4&name=x&role=member", 404},
		{a, "POST /accounts/staff", "unit={unit}&login=gia.danh5&name=x&role=member", 422},
		{a, "POST /accounts/staff", "unit={other.unit}&login=gia.danh6&name=x&role=clerk", 404},
		{a, "GET /meetings/{meeting}", "", 404},
		{a, "GET /members/{member}", "", 404},
		{o, "POST /api/v1/units/{unit}/move", `{"parent":"{other.unit}","decision":"x","day":"2041-03-02"}`, 404},
		{o, "POST /api/v1/units/merge", `{"units":["{other.unit}"],"into":"{unit}","decision":"x","day":"2041-03-02"}`, 404},
		{c, "GET /tasks/unit?after=x", "", 404},
		{m, "GET /notices/{other.notice}", "", 404},
		{m, "GET /notices?before={other.notice}", "", 200},
		{s, "GET /meetings?unit={other.unit}&before=~", "", 200},
		{s, "GET /reports?unit={unit}&after=/", "", 200},
		{c, "GET /api/v1/accounts?cursor=" + base64.RawURLEncoding.EncodeToString([]byte(`{"p":"/","s":"","m":""}`)), "", 200},
		{s, "GET /api/v1/units/{other.unit}/meetings", "", 200},
		{s, "GET /api/v1/units?parent={other.unit}", "", 200},
		{s, "GET /tasks/new?unit={other.unit}", "", 200},
		{s, "GET /api/v1/meetings?month=2041-03&unit={other.unit}", "", 404},
	}
}

// TestAttacks tries what the matrix does not: one's own address with another's
// thing in it. Nothing of the other branch may be told or changed.
func TestAttacks(t *testing.T) {
	t.Parallel()
	w, who := besieged(t)
	words := map[string]string{}
	for name, id := range w.place["B1"] {
		words[name] = id
	}
	for name, id := range w.place["E1"] {
		words["other."+name] = id
	}
	before := w.otherBranch()
	for _, x := range attacks() {
		words["self"] = who[x.role].account
		fill := func(s string) string {
			for name, id := range words {
				s = strings.ReplaceAll(s, "{"+name+"}", id)
			}
			return s
		}
		method, path, _ := strings.Cut(fill(x.route), " ")
		rec := w.do(who[x.role], method, path, fill(x.body))
		if rec.Code != x.want {
			t.Errorf("%s: %s %s answers %d, want %d: %s", x.role, x.route, x.body, rec.Code, x.want, short(rec))
		}
		for _, m := range mark.FindAllStringSubmatch(w.textOf(rec), -1) {
			if tree[strings.ToLower(m[2])[0]-'a'][0] == "E1" {
				t.Errorf("%s: %s %s tells %s of the other branch", x.role, x.route, x.body, m[0])
			}
		}
		if after := w.otherBranch(); after != before {
			t.Fatalf("%s: %s %s changed the other branch:\n%s\n%s", x.role, x.route, x.body, before, after)
		}
	}
}

// besieged is a world with one of each role at B1 and C1, signed in.
func besieged(t *testing.T) (*world, map[string]*actor) {
	w, who := newWorld(t, "sqlite"), map[string]*actor{}
	for _, role := range branchRoles {
		who[role] = w.join(&actor{role: role, state: "active", at: "B1"})
	}
	for _, role := range officeRoles {
		who[role] = w.join(&actor{role: role, state: "active", at: "C1"})
	}
	w.furnish("B1")
	w.furnish("E1")
	for _, a := range who {
		w.renew(a)
	}
	return w, who
}

// otherBranch is how everything of E1 stands.
func (w *world) otherBranch() string {
	w.Helper()
	out := ""
	w.must(w.DB.Read(w.Context(), func(q db.Q) error {
		id := int64(w.unit["E1"].ID)
		for _, count := range []string{`SELECT COUNT(*) FROM member WHERE unit = ?`, `SELECT COALESCE(SUM(m.rev), 0) FROM member m WHERE m.unit = ?`,
			`SELECT COALESCE(SUM(rev), 0) FROM meeting WHERE unit = ?`, `SELECT COALESCE(SUM(i.rev), 0) FROM meeting_item i JOIN meeting m ON m.id = i.meeting WHERE m.unit = ?`,
			`SELECT COALESCE(SUM(rev), 0) FROM task WHERE unit = ?`, `SELECT COUNT(*) FROM access_role WHERE unit = ? AND to_day IS NULL`, `SELECT COUNT(*) FROM member_post WHERE unit = ?`,
			`SELECT rev FROM org_unit WHERE id = ?`} {
			n, err := db.Value[int](w.Context(), q, count, id)
			if err != nil {
				return err
			}
			out += fmt.Sprint(" ", n)
		}
		return nil
	}))
	return out
}

// TestListsTakeNobodyFromElsewhere sends lists that name units and people of others.
func TestListsTakeNobodyFromElsewhere(t *testing.T) {
	t.Parallel()
	w, who := besieged(t)
	before := w.otherBranch()
	list := "Họ và tên,Ngày sinh,Trạng thái,Mã chi bộ\nNguyễn Văn Lạ,03/02/1985,Chính thức,E1\n"
	rec := w.do(who[access.Clerk], "POST", "/api/v1/members/import?name=a.csv&unit="+w.place["C1"]["unit"], list)
	w.unchanged(t, "a list of people", rec, before)
	units := "Mã đơn vị,Tên đơn vị,Mã cấp trên\nE1,Chi bộ chiếm được,C1\nN1,Chi bộ mới,D1\n"
	rec = w.do(who[access.Officer], "POST", "/api/v1/units/import?name=a.csv&decision=1&day=2041-03-02", units)
	w.unchanged(t, "a list of units", rec, before)
	split := org.Split{Unit: w.unit["B2"].ID, Into: []org.NewUnit{{Code: "B2X", Kind: org.Branch, Name: "Chi bộ mới"}}, Assigned: map[string]int{w.place["E1"]["member"]: 0}, Stays: true}
	body := fmt.Sprintf(`{"into":[{"code":"B2X","kind":"branch","name":"Chi bộ mới"}],"assigned":{"%s":0},"stays":true,"decision":"x","day":"2041-03-02"}`, w.place["E1"]["member"])
	rec = w.do(who[access.Officer], "POST", fmt.Sprintf("/api/v1/units/%d/split", split.Unit), body)
	w.unchanged(t, "a split", rec, before)
	var there member.Record
	there, err := w.Members.Open(t.Context(), program(), member.ID(w.place["E1"]["member"]))
	w.must(err)
	if there.Unit != w.unit["E1"].ID {
		t.Error("a split took somebody from elsewhere")
	}
}

func (w *world) unchanged(t *testing.T, what string, rec *httptest.ResponseRecorder, before string) {
	t.Helper()
	if rec.Code >= http.StatusInternalServerError {
		t.Errorf("%s answers %d: %s", what, rec.Code, short(rec))
	}
	if mark.MatchString(rec.Body.String()) && strings.Contains(strings.ToLower(rec.Body.String()), strings.ToLower(canary("un", "E1"))) {
		t.Errorf("%s tells the name of a unit elsewhere: %s", what, rec.Body)
	}
	if after := w.otherBranch(); after != before {
		t.Fatalf("%s changed the other branch:%s, before%s: %s", what, after, before, rec.Body)
	}
}

// TestCodesOfOthersAreNoSign asks for units by code where one may type a code: one
// that exists elsewhere and one that nobody has are told alike (Z4).
func TestCodesOfOthersAreNoSign(t *testing.T) {
	t.Parallel()
	w, who := besieged(t)
	at := w.place["B1"]
	for _, x := range []struct{ role, path, body string }{
		{access.Clerk, "/accounts/" + at["account"] + "/roles", "role=committee&code=%s"},
		{access.Clerk, "/members", "name=Nguyễn+Văn+Lạ&unit=%s"},
		{access.Clerk, "/members/" + at["member"] + "/move", "rev=1&day=2041-03-02&decision=x&unit=%s"},
		{access.Officer, "/units/" + at["unit"] + "/move", "decision=x&day=2041-03-02&parent=%s"},
		{access.Officer, "/units/" + at["unit"] + "/merge", "decision=x&day=2041-03-02&way=here&others=%s"},
		{access.Officer, "/units/" + at["unit"] + "/close", "decision=x&day=2041-03-02&into=%s"},
	} {
		there, none := w.do(who[x.role], "POST", x.path, fmt.Sprintf(x.body, "E1")), w.do(who[x.role], "POST", x.path, fmt.Sprintf(x.body, "E9"))
		a, b := plainText(there, nil), strings.ReplaceAll(plainText(none, nil), "E9", "E1")
		if there.Code != none.Code || a != b {
			t.Errorf("%s %s: %d for what exists elsewhere, %d for what nobody has; %s", x.role, x.path, there.Code, none.Code, difference(a, b))
		}
	}
}

// difference is where two texts part.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("…%.120q, …%.120q", a[max(0, i-40):], b[max(0, i-40):])
}

// TestDoneIsSaid goes through changes that once broke off after they were done.
func TestDoneIsSaid(t *testing.T) {
	t.Parallel()
	w, who := besieged(t)
	at := w.place["B1"]
	for path, body := range map[string]string{
		"/meetings/" + at["draft"] + "/cancel":    "reason=Hoãn",
		"/meetings/" + at["meeting"] + "/correct": "version=1&reason=Ghi+nhầm&minutes=Biên+bản+đúng&resolution=Nghị+quyết+đúng",
	} {
		if rec := w.do(who[access.Secretary], "POST", path, body); rec.Code != http.StatusSeeOther {
			t.Errorf("%s answers %d", path, rec.Code)
		}
	}
}
