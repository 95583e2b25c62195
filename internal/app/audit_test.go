package app

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"sotay/internal/access"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
)

// acts are routes of every class that changes something, with what makes sense
// there, and who does them. {…} are a branch's things.
var acts = []struct{ role, route, body string }{
	{access.Secretary, "POST /meetings", "unit={unit}&kind=thematic&topic=x&place=x&day=2041-03-25&time=19:30"},
	{access.Secretary, "POST /meetings/{draft}/call", ""},
	{access.Secretary, "POST /meetings/{draft}/cancel", "reason=x"},
	{access.Secretary, "POST /meetings/{open}/roll", "member={member}&state=present"},
	{access.Secretary, "POST /meetings/{open}/opinions", "text=x"},
	{access.Secretary, "POST /meetings/{open}/motions", "kind=other&title=x"},
	{access.Secretary, "POST /meetings/{open}/texts/minutes", "base=1&text=x"},
	{access.Secretary, "POST /meetings/{open}/end", ""},
	{access.Member, "POST /meetings/{called}/answer", "answer=coming"},
	{access.Member, "POST /meetings/{open}/check-in", "state=present"},
	{access.Secretary, "POST /tasks", "unit={unit}&title=x&owner={member}&due=2041-03-30"},
	{access.Secretary, "POST /tasks/{task}/report", "progress=50&state=open&result=x"},
	{access.Clerk, "GET /members/{member}", ""}, // looking at somebody's record leaves a line, too
	{access.Clerk, "POST /members/{member}/exempt", "rev=1&from=2041-03-01&decision=x"},
	{access.Clerk, "GET /members/export.xlsx?unit={unit}", ""},
	{access.Clerk, "POST /accounts/{account}/suspend", ""},
	{access.Clerk, "POST /accounts/{account}/code", ""},
	{access.Clerk, "POST /accounts/{account}/roles/{role}/revoke", ""},
	{access.Officer, "POST /api/v1/units/{unit}/rename", `{"name":"Tên khác","decision":"x","day":"2041-03-01"}`},
	{access.Member, "POST /me/sign-out-everywhere", ""},
	{access.Member, "POST /sign-out", ""},
	{access.Secretary, "POST /api/v1/meetings/{draft}/call", ""},
	{access.Clerk, "POST /api/v1/accounts/{account}/reset", ""},
}

// TestWithoutALogNothingIsDone breaks the audit log under the program: every act is
// then refused and nothing has changed (trust.md T1).
func TestWithoutALogNothingIsDone(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, engine)
			who := map[string]*actor{}
			for _, role := range branchRoles {
				who[role] = w.join(&actor{role: role, state: "active", at: "B1"})
			}
			for _, role := range officeRoles {
				who[role] = w.join(&actor{role: role, state: "active", at: "C1"})
			}
			w.furnish("B1") // with those who joined on its rolls
			for _, a := range who {
				w.renew(a)
			}
			at := w.place["B1"]
			w.raw(`ALTER TABLE audit RENAME TO audit_away`)
			before := w.everyRow()
			for _, act := range acts {
				method, path, body := line{route: act.route, body: act.body}.request(at)
				rec := w.do(who[act.role], method, path, body)
				if rec.Code != http.StatusServiceUnavailable && rec.Code != http.StatusInternalServerError {
					t.Errorf("%s by the %s answers %d without a log: %s", act.route, act.role, rec.Code, short(rec))
				}
				if after := w.everyRow(); after != before {
					t.Fatalf("%s has changed something without a log:\n%s\n%s", act.route, before, after)
				}
			}
			w.raw(`ALTER TABLE audit_away RENAME TO audit`)
			for _, act := range acts[:len(acts)-4] { // the same acts are done when the log is back: they made sense
				method, path, body := line{route: act.route, body: act.body}.request(at)
				if rec := w.do(who[act.role], method, path, body); rec.Code >= 400 && rec.Code != http.StatusConflict && rec.Code != http.StatusUnprocessableEntity {
					t.Errorf("%s by the %s answers %d with a log: %s", act.route, act.role, rec.Code, short(rec))
				}
			}
		})
	}
}

// raw runs a statement beside the program.
func (w *world) raw(statement string) {
	w.Helper()
	driver, name := "sqlite", "file:"+w.dbname+"?_pragma=busy_timeout(10000)"
	if db.IsPostgres(w.dbname) {
		driver, name = "pgx", w.dbname
	}
	d, err := sql.Open(driver, name)
	w.must(err)
	defer d.Close()
	_, err = d.ExecContext(context.Background(), statement)
	w.must(err)
}

// everyRow counts the rows of every table, and adds up the revisions where there are some.
func (w *world) everyRow() string {
	w.Helper()
	tables := map[string]string{"org_unit": "rev", "member": "rev", "account": "rev", "account_session": "1", "access_role": "CASE WHEN to_day IS NULL THEN 1 ELSE 0 END",
		"notify_message": "1", "task": "rev", "task_step": "1", "meeting": "rev", "meeting_roll": "CASE state WHEN '' THEN 0 ELSE 1 END", "meeting_opinion": "1",
		"meeting_motion": "rev", "meeting_text": "version", "member_import": "1", "jobs": "1", "member_post": "1", "org_decision": "1"}
	var out []string
	w.must(w.DB.Read(w.Context(), func(q db.Q) error {
		for _, table := range slices.Sorted(maps.Keys(tables)) {
			n, err := db.Value[int](w.Context(), q, fmt.Sprintf(`SELECT COUNT(*) * 100000 + COALESCE(SUM(%s), 0) FROM %s`, tables[table], table))
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprint(table, "=", n))
		}
		return nil
	}))
	return strings.Join(out, " ")
}
