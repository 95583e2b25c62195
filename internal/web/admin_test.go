package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sotay/internal/access"
	"sotay/internal/audit"
	"sotay/internal/incoming"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/rule"
)

func shippedRules(t *testing.T) *rule.Book {
	t.Helper()
	b, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Every shipped rule is readable: no name of the program stands on the page.
func TestEveryRuleStandsUnderAPartOfTheProgram(t *testing.T) {
	t.Parallel()
	for _, x := range shippedRules(t).All() {
		area, _, _ := strings.Cut(x.Topic, ".")
		if !slices.ContainsFunc(areas[:], func(a [2]string) bool { return a[0] == area }) {
			t.Errorf("%s stands under no heading", x.Topic)
		}
	}
}

func TestRulesAreSaidInWords(t *testing.T) {
	t.Parallel()
	w := &Web{Deps: Deps{Rules: shippedRules(t)}}
	words, err := w.ruleWords("2026-11-01")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range w.Rules.All() {
		v := words.view(x)
		if len(v.Facts)+len(v.Tables)+len(v.Parts) == 0 {
			t.Errorf("%s shows nothing", x.Topic)
		}
		facts := v.Facts
		for _, part := range v.Parts {
			facts = append(facts, part.Facts...)
		}
		for _, f := range facts {
			if isKey(f.Name) {
				t.Errorf("%s shows the name %q", x.Topic, f.Name)
			}
		}
		for _, table := range v.Tables {
			for _, h := range table.Heads {
				if isKey(h.Text) {
					t.Errorf("%s shows the column %q", x.Topic, h.Text)
				}
			}
		}
	}
}

// isKey reports whether a word is the program's: words for people begin with a
// capital, or are not plain letters.
func isKey(s string) bool {
	return s != "" && s[0] >= 'a' && s[0] <= 'z' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.") == "" && s != "here"
}

func TestRoleOffers(t *testing.T) {
	t.Parallel()
	roles, err := access.RolesOn(shippedRules(t), "2026-11-01")
	if err != nil {
		t.Fatal(err)
	}
	clerk := authz.Actor{ID: "x", Roles: []authz.Role{{Name: access.Clerk, At: "/1/2/", Perms: map[authz.Perm]authz.Reach{access.Grant: authz.Below}}}}
	trail := []org.Unit{{ID: 1, Path: "/1/", Name: "Tỉnh"}, {ID: 2, Path: "/1/2/", Name: "Xã"}, {ID: 3, Path: "/1/2/3/", Name: "Chi bộ"}}
	titles, places := offers(clerk, roles, trail)
	if len(places) != 2 || places[0].Value != "3" || places[1].Value != "2" {
		t.Errorf("a clerk of the commune gives at %v", places)
	}
	for _, o := range titles {
		if o.Value == access.Clerk || o.Value == access.Administrator {
			t.Errorf("a clerk is offered %s", o.Value)
		}
	}
	if len(titles) == 0 || titles[0].Value != access.Secretary {
		t.Errorf("a clerk is offered %v", titles)
	}
	if titles, places = offers(clerk, roles, nil); len(titles)+len(places) != 0 {
		t.Errorf("for an account of no unit a clerk is offered %v at %v", titles, places)
	}
}

func TestDeviceNames(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Linux; Android 13; SM-A047F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0.0.0 Mobile Safari/537.36":           "Chrome trên điện thoại Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile Safari/604.1": "Safari trên iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0 Safari/537.36 Edg/118.0":            "Edge trên máy tính Windows",
		"": "Trình duyệt",
	} {
		if got := deviceName(agent); got != want {
			t.Errorf("%q is called %q, want %q", agent, got, want)
		}
	}
}

func TestTheLogOfADay(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Administrator)
	maps.Copy(o.Words, audit.Sentences())
	o.hires("B1", "Nguyễn Văn An", "001234567890")
	says(t, o.get("/admin/audit?day="+string(officeDay), http.StatusOK), "Thêm hồ sơ", "Nguyễn Văn An", "Đơn vị: Chi bộ thôn Nà Tền")
	says(t, o.get("/admin/audit?day="+string(officeDay.AddDays(-1)), http.StatusOK), "Không có dòng nhật ký nào")
	says(t, o.get("/admin/audit?subject=unit:3", http.StatusOK), "Lập đơn vị", "Bỏ lọc")
	o.get("/admin/rules/no.such", http.StatusNotFound)
	for _, x := range o.Rules.All() {
		says(t, o.get("/admin/rules/"+x.Topic, http.StatusOK), "Áp dụng từ")
	}
}

// Years over whose holidays deadlines are counted without a confirmed calendar are
// named to who keeps the rules.
func TestUnsureHolidaysAreNamed(t *testing.T) {
	t.Parallel()
	o := openOffice(t, access.Administrator)
	says(t, o.get("/admin", 200), "Lịch nghỉ năm 2026 chưa được xác nhận", "Xem lịch nghỉ")
	if page := o.get("/admin", 200); strings.Contains(page, "năm 2027 chưa") {
		t.Error("a year in which nothing is due is named")
	}
	who := authz.System("test", incoming.See, incoming.Register, incoming.Assign)
	p, err := o.Incoming.Enter(t.Context(), who, o.unit["X"].ID, incoming.Entry{Issuer: "Tỉnh ủy", Abstract: "Về việc họp", Day: officeDay}, false)
	if err == nil {
		err = o.Incoming.Direct(t.Context(), who, p.ID, 0, incoming.Order{Instruction: "x", Deadline: incoming.Deadline{Due: "2027-02-15"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	says(t, o.get("/admin", 200), "Lịch nghỉ năm 2027 chưa được xác nhận", "1 văn bản đến đang xử lý có hạn trong năm này")
}
