package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/member"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

// actor is somebody with a browser and a program of his own.
type actor struct {
	role    string // "" for a stranger, "plain" for an account without role or member
	state   string // active, transferred, suspended, left, or code: signed in with a code only
	at      string // unit where he stands
	former  string // unit where he stood before, for one who was transferred
	login   string
	account string
	member  member.ID
	from    string // network address
	cookie  string
	token   string
}

func (a *actor) String() string {
	if a.role == "" {
		return "a stranger"
	}
	return fmt.Sprintf("%s %s@%s", a.state, a.role, a.at)
}

const passphrase = "con mèo trèo cây cau"

// branchRoles are held by members at their own branch, officeRoles by accounts of no
// member over a subtree.
var (
	branchRoles = []string{access.Member, access.Secretary, access.Committee}
	officeRoles = []string{access.Clerk, access.Officer, access.Administrator}
)

// people are all who try the routes: each role in each state. Those of branches
// stand in B1, the transferred came from B4; those of offices stand at C1, the
// transferred came from C3.
func (w *world) people() {
	w.Helper()
	for _, role := range branchRoles {
		for _, state := range []string{"active", "transferred", "suspended", "left"} {
			w.join(&actor{role: role, state: state, at: "B1", former: "B4"})
		}
	}
	for _, role := range officeRoles {
		for _, state := range []string{"active", "transferred", "suspended"} {
			w.join(&actor{role: role, state: state, at: "C1", former: "C3"})
		}
	}
	w.join(&actor{role: access.Administrator, state: "active", at: "everywhere"})
	w.join(&actor{role: "plain", state: "active"})
	w.join(&actor{role: access.Member, state: "code", at: "B6"}) // where nobody gives new codes
	w.actors = append(w.actors, &actor{state: "active", from: "198.51.100.1:1000"})
}

// join lets an actor in through the front door, and then brings him to his state.
func (w *world) join(a *actor) *actor {
	w.Helper()
	w.strange++
	a.from = fmt.Sprintf("10.%d.%d.1:1000", w.strange/250, w.strange%250)
	w.actors = append(w.actors, a)
	home := a.at
	if a.state == "transferred" {
		home = a.former
	}
	var slip account.Slip
	if strings.HasPrefix(home, "B") || strings.HasPrefix(home, "E") {
		a.member = w.person(home)
		slip = w.issue(a.member)
	} else {
		slip = w.office(fmt.Sprintf("vanphong%d", w.strange))
	}
	a.login, a.account = slip.Login, slip.Account
	w.roles(a, home)
	a.cookie = w.signIn(a, slip.Code)
	if a.state == "code" {
		return a
	}
	w.choose(a)
	w.token(a)
	w.changeState(a, home)
	return a
}

// roles gives the actor what he holds, besides what every member holds.
func (w *world) roles(a *actor, home string) {
	w.Helper()
	if a.role != access.Member && a.role != "plain" && a.at != "everywhere" {
		w.grant(a.account, a.role, home)
	}
}

// changeState moves, suspends or strikes off somebody who is signed in.
func (w *world) changeState(a *actor, home string) {
	w.Helper()
	ctx := w.Context()
	switch {
	case a.state == "transferred" && a.member != "":
		w.must(w.Members.Move(ctx, program(), a.member, 1, w.unit[a.at].ID, civil.In(w.clock()), "02-QĐ/ĐU"))
	case a.state == "transferred":
		w.revoke(a.account, a.role)
		w.grant(a.account, a.role, a.at)
	case a.state == "suspended":
		w.must(w.Accounts.Suspend(ctx, program(), a.account))
	case a.state == "left":
		w.must(w.Members.Leave(ctx, program(), a.member, 1, "resigned", civil.In(w.clock()), "03-QĐ/ĐU"))
	}
}

func (w *world) issue(id member.ID) account.Slip {
	w.Helper()
	sheets, err := w.Accounts.Issue(w.Context(), program(), []string{string(id)})
	w.must(err)
	return sheets[0].Slips[0]
}

// office makes an account of no member that administers everything; of the others
// the caller takes that away.
func (w *world) office(login string) account.Slip {
	w.Helper()
	slip, err := w.Accounts.CreateAdmin(w.Context(), program(), login, "Văn phòng")
	w.must(err)
	if a := w.actors[len(w.actors)-1]; a.at != "everywhere" {
		w.revoke(slip.Account, access.Administrator)
	}
	return slip
}

func (w *world) grant(account, role, unit string) string {
	w.Helper()
	id, err := w.Access.Grant(w.Context(), program(), access.Wish{Account: account, Role: role, Unit: w.unit[unit].ID, From: "2041-01-01"})
	w.must(err)
	return id
}

func (w *world) revoke(account, role string) {
	w.Helper()
	var held []access.Held
	w.must(w.DB.Read(w.Context(), func(q db.Q) error {
		by, err := w.Access.Of(w.Context(), q, []string{account}, civil.In(w.clock()))
		held = by[account]
		return err
	}))
	for _, h := range held {
		if h.Role == role {
			w.must(w.Access.Revoke(w.Context(), program(), h.ID))
		}
	}
}

// signIn returns the cookie of a new session.
func (w *world) signIn(a *actor, secret string) string {
	w.Helper()
	rec := w.do(&actor{from: a.from}, "POST", "/sign-in", url.Values{"login": {a.login}, "secret": {secret}}.Encode())
	return w.cookieOf(a, rec)
}

func (w *world) cookieOf(a *actor, rec *httptest.ResponseRecorder) string {
	w.Helper()
	for _, c := range rec.Result().Cookies() {
		if c.Name == "sotay_session" && c.Value != "" {
			return c.Value
		}
	}
	w.Fatalf("%s was not let in: %d %s", a, rec.Code, rec.Body)
	return ""
}

func (w *world) choose(a *actor) {
	w.Helper()
	a.cookie = w.cookieOf(a, w.do(a, "POST", "/password", url.Values{"password": {passphrase}, "again": {passphrase}}.Encode()))
}

// token signs the actor's program in.
func (w *world) token(a *actor) {
	w.Helper()
	b, err := json.Marshal(map[string]string{"login": a.login, "password": passphrase})
	w.must(err)
	rec := w.do(&actor{from: a.from}, "POST", "/api/v1/sessions", string(b))
	var pass struct{ Token string }
	w.must(json.Unmarshal(rec.Body.Bytes(), &pass))
	if a.token = pass.Token; a.token == "" {
		w.Fatalf("%s got no token: %d %s", a, rec.Code, rec.Body)
	}
}

// do sends one request as the actor: a form or the parts of one to the pages, JSON
// or a file to the API.
func (w *world) do(a *actor, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.RemoteAddr = a.from
	switch {
	case strings.HasPrefix(path, "/api/"):
		if method != http.MethodGet && body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		if a.token != "" {
			r.Header.Set("Authorization", "Bearer "+a.token)
		} else if a.cookie != "" { // a session of either kind is good at both faces
			r.Header.Set("Authorization", "Bearer "+a.cookie)
		}
	case strings.HasPrefix(body, "--"+boundary):
		r.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
	case method != http.MethodGet:
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if a.cookie != "" && !strings.HasPrefix(path, "/api/") {
		r.AddCookie(&http.Cookie{Name: "sotay_session", Value: a.cookie})
	}
	rec := httptest.NewRecorder()
	w.web.ServeHTTP(rec, r)
	return rec
}

// boundary parts the fields of a form with a file.
const boundary = "zqboundary"

// withFile is a form with one file.
func withFile(name, content string) string {
	return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n" + content + "\r\n--" + boundary + "--\r\n"
}
