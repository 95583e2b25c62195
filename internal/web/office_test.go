package web

import (
	"bytes"
	"context"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sotay/internal/filing"
	"sotay/internal/platform/extract"
	"strings"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/audit"
	"sotay/internal/incoming"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/jobs"
	"sotay/internal/platform/live"
	"sotay/internal/platform/say"
	"sotay/internal/publication"
	"sotay/internal/report"
	"sotay/internal/rule"
	"sotay/internal/task"
)

// office is the program's pages over an empty database, as one person sees them.
type office struct {
	*Web
	t    testing.TB
	who  authz.Actor
	mux  *http.ServeMux
	unit map[string]org.Unit // by code
}

// officeDay is the day on which the tests of pages act.
const officeDay civil.Date = "2026-09-10"

// openOffice opens an office in a province T with the commune X, its branches B1
// and B2, and a person who holds the roles everywhere.
func openOffice(t testing.TB, roles ...string) *office {
	t.Helper()
	d := dbtest.Open(t, "sqlite", db.WithClock(func() time.Time { return officeDay.At(9, 0) }))
	book, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	words, err := say.All(say.Common(), Sentences(), org.Sentences(), access.Sentences(), member.Sentences(), meeting.Sentences(), task.Sentences())
	if err != nil {
		t.Fatal(err)
	}
	deps := Deps{DB: d, Rules: book, Words: words, Hub: live.New(d.Now), Files: files, Jobs: jobs.New(d), Log: slog.New(slog.DiscardHandler)}
	deps.Units, deps.Access, deps.Audit, deps.Notices, deps.Reports = org.New(d, book), access.New(d, book), audit.New(d, book), notify.New(d), report.New(d, book)
	deps.Accounts, deps.Gate = account.New(d, book, deps.Access, make([]byte, 32))
	deps.Members = member.New(d, deps.Units, book)
	deps.Tasks = task.New(d, deps.Units, deps.Members)
	deps.Meetings = meeting.New(d, book, deps.Units, deps.Members, deps.Tasks, deps.Notices, filing.New(d, files, func() extract.Tools { return extract.Tools{} }))
	deps.Incoming = incoming.New(d, book, deps.Units, deps.Members, deps.Tasks, publication.New(d, book, deps.Units, deps.Members, deps.Notices), deps.Notices, filing.New(d, files, func() extract.Tools { return extract.Tools{} }))
	for _, f := range []org.Follower{deps.Members.Follower(), deps.Access.Follower(), deps.Accounts.Follower(), deps.Tasks.Follower(), deps.Meetings.Follower()} {
		deps.Units.Follow(f)
	}
	o := &office{Web: New(deps), t: t, unit: map[string]org.Unit{}}
	o.who = officer(t, book, roles...)
	o.mount()
	root := authz.System("test", org.Manage)
	for _, x := range [][4]string{{"T", org.Province, "Tỉnh ủy Thử Nghiệm", ""}, {"X", org.Grassroots, "Đảng bộ xã Bản Hồ", "T"},
		{"B1", org.Branch, "Chi bộ thôn Nà Tền", "X"}, {"B2", org.Branch, "Chi bộ thôn Đoài", "X"}} {
		u, err := o.Units.Create(context.Background(), root, org.NewUnit{Code: x[0], Kind: x[1], Name: x[2], Parent: o.unit[x[3]].ID}, org.Decision{Number: "01-QĐ/TU", Day: "2020-01-06"})
		if err != nil {
			t.Fatal(err)
		}
		o.unit[x[0]] = u
	}
	return o
}

// officer holds the rights of roles over the whole tree.
func officer(t testing.TB, book *rule.Book, names ...string) authz.Actor {
	roles, err := access.RolesOn(book, officeDay)
	if err != nil {
		t.Fatal(err)
	}
	who := authz.Actor{ID: "ac_test", Name: "Lý Văn Thử"}
	for _, name := range names {
		perms := map[authz.Perm]authz.Reach{}
		for p := range maps.Keys(roles[name].Perms) {
			perms[p] = authz.Below
		}
		who.Roles = append(who.Roles, authz.Role{Name: name, At: access.Everywhere, Perms: perms})
	}
	return who
}

// mount serves every route to the person, past the door but not past its guard.
func (o *office) mount() {
	o.mux = http.NewServeMux()
	for _, route := range o.Routes() {
		o.mux.HandleFunc(route.Pattern, func(rw http.ResponseWriter, r *http.Request) {
			v := visit{Visit: account.Visit{Who: o.who}}
			err := route.Guard.Check(v.Visit)
			if err == nil {
				err = route.serve(rw, once(r, route, v), v)
			}
			if err != nil {
				o.fail(rw, r, v, err)
			}
		})
	}
}

func (o *office) do(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	o.mux.ServeHTTP(rec, r)
	return rec
}

// get returns a page that must answer with the status.
func (o *office) get(path string, status int) string {
	o.t.Helper()
	rec := o.do(httptest.NewRequest("GET", path, nil))
	if rec.Code != status {
		o.t.Fatalf("GET %s answers %d, not %d", path, rec.Code, status)
	}
	return rec.Body.String()
}

// post sends a form, which must answer with the status, and returns the page or
// where it leads.
func (o *office) post(path string, status int, values url.Values) string {
	o.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return o.answered(r, status)
}

// send is post with a file.
func (o *office) send(path string, status int, values url.Values, name string, file []byte) string {
	o.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(file)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	for key, all := range values {
		for _, v := range all {
			form.WriteField(key, v)
		}
	}
	if err := form.Close(); err != nil {
		o.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return o.answered(r, status)
}

func (o *office) answered(r *http.Request, status int) string {
	o.t.Helper()
	rec := o.do(r)
	if rec.Code != status {
		o.t.Fatalf("POST %s answers %d, not %d:\n%s", r.URL.Path, rec.Code, status, body(rec.Body.String()))
	}
	if to := rec.Header().Get("Location"); to != "" {
		return to
	}
	return rec.Body.String()
}

// body is what a page says besides its frame.
func body(page string) string {
	if i := strings.Index(page, "<main"); i >= 0 {
		return page[i:]
	}
	return page
}

// hidden reads the value of a hidden field of a page.
func hidden(t testing.TB, page, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `name="`+name+`" value="`)
	if !ok {
		t.Fatalf("no field %s in\n%s", name, body(page))
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// says checks that a page has all the words.
func says(t testing.TB, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not say %q:\n%s", w, body(page))
		}
	}
}

// hires adds an official member to a branch.
func (o *office) hires(code, name, card string) member.ID {
	o.t.Helper()
	id, err := o.Members.Add(context.Background(), authz.System("test", member.Edit), o.unit[code].ID,
		member.Entry{Person: member.Person{Name: name, Birth: "1985", Admitted: "2010-05-19", Official: "2011-05-19", Card: card}, State: member.Official, From: "2020-02-03"})
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}
