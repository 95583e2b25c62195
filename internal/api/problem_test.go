package api_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sotay/internal/account"
	"sotay/internal/api"
)

// TestProblems: whatever refuses, the decoder or a feature, the shape is one.
func TestProblems(t *testing.T) {
	each(t, func(w *world) {
		c := w.commune()
		an, unit := c.people["An"], c.unit["B1"]
		for _, x := range []struct {
			name, method, path, body string
			status                   int
			code, location, mistake  string
		}{
			{"a feature's field", "POST", "/meetings", `{"unit":"` + string(unit) + `","kind":"regular","startsAt":"2036-09-10T19:30:00+07:00","place":"x"}`, 422, "meeting.plan_invalid", "body.startsAt", "meeting.starts_far"},
			{"a missing field", "POST", "/meetings", `{"unit":"` + string(unit) + `","kind":"regular"}`, 422, "api.invalid", "body", "api.missing"},
			{"an unknown field", "POST", "/tasks", `{"title":"x","unit":"1","deadline":"2026-09-30"}`, 422, "api.invalid", "body.deadline", "api.unknown"},
			{"a wrong day", "POST", "/tasks", `{"title":"x","unit":"1","due":"30/09/2026"}`, 422, "api.invalid", "body.due", "api.day"},
			{"the year 0", "POST", "/tasks", `{"title":"x","unit":"1","due":"0000-09-30"}`, 422, "api.invalid", "body.due", "api.form"},
			{"a wrong choice", "GET", "/tasks?state=lost", ``, 422, "api.invalid", "query.state", "api.one_of"},
			{"a wrong month", "GET", "/meetings?month=2026-13", ``, 422, "api.invalid", "query.month", "api.form"},
			{"too much at once", "GET", "/tasks?limit=201", ``, 422, "api.invalid", "query.limit", "api.at_most"},
			{"a misspelt parameter", "GET", "/tasks?stat=open", ``, 422, "api.invalid", "query.stat", "api.unknown"},
			{"no number", "GET", "/units/one", ``, 422, "api.invalid", "path.unit", "api.form"},
			{"no JSON", "POST", "/tasks", `{"title":`, 400, "api.invalid", "body", "api.value"},
			{"nothing", "POST", "/tasks", ``, 400, "api.invalid", "body", "api.missing"},
			{"null", "POST", "/tasks", `{"title":null,"unit":"1"}`, 422, "api.invalid", "body.title", "api.value"},
			{"no such address", "GET", "/nowhere", ``, 404, "not_found", "", ""},
			{"no such method", "PATCH", "/tasks", ``, 404, "not_found", "", ""},
			{"what is not there", "GET", "/meetings/mt_none", ``, 404, "not_found", "", ""},
			{"what is not his", "GET", "/units/" + string(c.unit["B2"]), ``, 404, "not_found", "", ""},
			{"a cursor made up", "GET", "/members?cursor=x", ``, 422, "member.page_unknown", "", ""},
		} {
			a := an.send(x.method, x.path, []byte(x.body), "Content-Type", "application/json").refused(x.status, x.code)
			if x.location == "" {
				continue
			}
			if i := slices.IndexFunc(a.problem().Errors, func(m api.Mistake) bool {
				return m.Location == x.location && m.Code == x.mistake && m.Message != "" && !strings.Contains(m.Message, "api.")
			}); i < 0 {
				w.Errorf("%s: %s does not say %s at %s", x.name, a.body, x.mistake, x.location)
			}
		}
		an.send("POST", "/tasks", []byte("title=x"), "Content-Type", "application/x-www-form-urlencoded").refused(http.StatusUnsupportedMediaType, "api.invalid")
		same := an.get("/units/" + string(c.unit["B2"])).body
		if other := an.get("/units/999999").body; !bytes.Equal(same, other) {
			w.Errorf("what is not his answers %s, what is not there %s", same, other)
		}
	})
}

// TestLimits: what is too large is refused before it is kept.
func TestLimits(t *testing.T) {
	each(t, func(w *world) {
		admin, _ := w.administrator()
		admin.send("POST", "/units", bytes.Repeat([]byte(" "), 1<<20+1), "Content-Type", "application/json").refused(http.StatusRequestEntityTooLarge, "api.too_large")
		admin.send("POST", "/units/import?name=x.xlsx&day=2026-09-01&decision=1", make([]byte, 64<<20+1)).refused(http.StatusRequestEntityTooLarge, "api.too_large")
		admin.send("POST", "/units/import?name=x.xlsx&day=2026-09-01&decision=1", []byte("%PDF-1.7\n\x00\x01")).refused(http.StatusUnprocessableEntity, "member.file_pdf")
		admin.send("POST", "/units/import?name=x.xlsx&day=2026-09-01&decision=1", w.table([]string{"Họ", "Tên"}, []string{"a", "b"})).refused(http.StatusUnprocessableEntity, "api.no_list")
	})
}

// TestSessions: a code opens nothing but the choice of a password; what is ended is
// ended at once; guessing is slowed.
func TestSessions(t *testing.T) {
	each(t, func(w *world) {
		admin, _ := w.administrator()
		out := as{w, ""}
		right := fields{"login": "quantri", "password": password}
		phone := as{w, into[api.Pass](out.post("/sessions", right).ok()).Token}
		me := into[api.Me](phone.get("/me").ok())
		if me.Name != "Quản trị" || len(me.Roles) != 1 || !slices.Contains(me.Roles[0].Below, "org.manage") || me.Roles[0].Unit != "" {
			w.Errorf("me: %+v", me)
		}
		if all := into[api.Sessions](phone.get("/sessions").ok()).Sessions; len(all) != 2 {
			w.Errorf("sessions: %+v", all)
		}
		phone.do("DELETE", "/sessions/current", nil).ok()
		phone.get("/me").refused(http.StatusUnauthorized, "access.sign_in")
		admin.do("DELETE", "/sessions", nil).ok()
		admin.get("/me").refused(http.StatusUnauthorized, "access.sign_in")
		as{w, "made up"}.get("/me").refused(http.StatusUnauthorized, "access.sign_in")

		wrong := fields{"login": "quantri", "password": "sai rồi"}
		for range 5 {
			out.post("/sessions", wrong).refused(http.StatusUnauthorized, "account.wrong")
		}
		if a := out.post("/sessions", wrong).refused(http.StatusTooManyRequests, "account.slow"); a.header.Get("Retry-After") == "" {
			w.Error("a slowed attempt is not told when to come again")
		}
	})
}

// TestFirstSession: with a code only, nothing opens but the choice of a password.
func TestFirstSession(t *testing.T) {
	each(t, func(w *world) {
		slip, err := w.accounts.CreateAdmin(t.Context(), system(), "quantri", "Quản trị")
		w.fatal(err)
		p := into[api.Pass](as{w, ""}.post("/sessions", fields{"login": slip.Login, "password": slip.Code}).ok())
		first := as{w, p.Token}
		for _, r := range w.api.Routes() {
			if r.Guard.To == account.Public || r.Guard.To == account.CodeOnly {
				continue
			}
			path := strings.NewReplacer("{", "", "}", "").Replace(strings.TrimPrefix(r.Pattern, "/api/v1"))
			first.send(r.Method, path, nil).refused(http.StatusForbidden, "account.choose_password")
		}
		first.post("/password", fields{"password": "ngắn"}).refused(http.StatusUnprocessableEntity, "account.password")
	})
}
