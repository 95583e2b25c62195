package app

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"sotay/internal/access"
	"sotay/internal/platform/dbtest"
)

// relations are where, seen from who stands at one unit, the things are that he
// asks for: units, and what stands in branches.
var relations = map[string]map[where]map[string]string{
	"B1": {unit: {"own": "B1", "sibling": "B2", "parent": "C1", "former": "B4", "other province": "E1"},
		here: {"own": "B1", "sibling": "B2", "former": "B4", "other province": "E1"}},
	"C1": {unit: {"own": "C1", "child": "B1", "sibling": "C2", "parent": "P", "former": "C3", "other province": "D1"},
		here: {"child": "B1", "sibling": "B3", "former": "B5", "other province": "E1"}},
}

// places are those at which the actor tries a line: whoever holds nothing at all
// any more tries only his own.
func (a *actor) places(l line) map[string]string {
	at, kind := "B1", l.at
	if a.at == "C1" {
		at = "C1"
	}
	switch {
	case l.at == nowhere:
		return map[string]string{"nowhere": ""}
	case a.state == "suspended", a.state == "code", a.role == "":
		return map[string]string{"own": "B1"}
	case l.at != here:
		kind = unit
	}
	return relations[at][kind]
}

// letters are the roles that the actor holds over a unit, as the policy writes them;
// of "" those that he holds anywhere.
func (a *actor) letters(unit string) string {
	if a.state == "suspended" || a.state == "left" || a.state == "code" {
		return ""
	}
	letter := map[string]string{access.Member: "M", access.Secretary: "S", access.Committee: "K", access.Clerk: "C", access.Officer: "O", access.Administrator: "A"}[a.role]
	switch {
	case a.at == "everywhere":
		return letter + "R"
	case a.member == "":
		if unit == "" || within(unit, a.at) {
			return letter
		}
		return ""
	case unit != "" && unit != a.at:
		return ""
	case a.state == "transferred": // what he held at the other branch stayed there
		return "M"
	}
	return "M" + letter
}

// may is what the policy says.
func (l line) may(a *actor, unit string) bool {
	switch l.who {
	case "!":
		return true
	case "1":
		return a.role != "" && a.state != "suspended"
	case "*":
		return a.role != "" && a.state != "suspended" && a.state != "code"
	case "":
		return false
	}
	if l.at == over && slices.ContainsFunc(tree, func(x [3]string) bool { return within(x[0], unit) && strings.ContainsAny(l.who, a.letters(x[0])+" ") }) {
		return true
	}
	if l.at == above && !strings.ContainsAny(l.who, a.letters(parent(unit))+" ") {
		return false
	}
	return strings.ContainsAny(l.who, a.letters(unit)+" ")
}

// letIn reports whether the feature answered. To be sent to the door is not to be
// let in; nor is to be sent to choose a password first.
func letIn(rec *httptest.ResponseRecorder, l line) bool {
	to, _, _ := strings.Cut(rec.Header().Get("Location"), "?")
	switch {
	case rec.Code == http.StatusUnauthorized && l.who == "!":
		return true // the form of the door itself
	case l.again:
		return rec.Code == http.StatusNoContent || rec.Code == http.StatusSeeOther && len(rec.Result().Cookies()) > 0
	case rec.Code == http.StatusSeeOther && l.who == "!":
		return true
	case rec.Code == http.StatusSeeOther:
		return to != "/sign-in" && to != "/password"
	}
	return rec.Code < 300 || rec.Code == http.StatusConflict || rec.Code == http.StatusUnprocessableEntity
}

func refused(rec *httptest.ResponseRecorder) bool {
	return rec.Code == http.StatusUnauthorized || rec.Code == http.StatusForbidden || rec.Code == http.StatusNotFound || rec.Code == http.StatusSeeOther
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

var brace = regexp.MustCompile(`\{([a-zA-Z]+)\$?\}`)

// request fills a line's words in; what "id" means follows from the address.
func (l line) request(at map[string]string) (method, path, body string) {
	method, path, _ = strings.Cut(l.route, " ")
	path = strings.TrimSuffix(path, "{$}")
	word := func(name string) string {
		if name == "id" {
			name = map[string]string{"meetings": "meeting", "q": "meeting", "members": "member", "accounts": "account", "units": "unit", "tasks": "task",
				"notices": "notice", "papers": "publication", "publications": "publication", "documents": "document", "incoming": "incoming", "imports": "import"}[strings.Split(path, "/")[1]]
			if l.as["id"] != "" {
				name = "id"
			}
		}
		if as := l.as[name]; as != "" {
			return brace.ReplaceAllStringFunc(as, func(s string) string { return at[strings.Trim(s, "{}")] })
		}
		switch s := at[name]; {
		case s != "":
			return s
		case name == "kind":
			return "minutes"
		case name == "topic":
			return "member.states"
		}
		return "x" + name
	}
	fill := func(s string) string {
		return brace.ReplaceAllStringFunc(s, func(m string) string { return word(strings.Trim(m, "{}$")) })
	}
	filled := fill(path)
	return method, filled + fill(l.query), fill(l.body)
}

// complete fails for routes without a line, and for lines without a route.
func (w *world) complete(lines []line) {
	w.Helper()
	has := map[string]bool{}
	for _, l := range lines {
		has[l.route] = false
	}
	for _, r := range w.Web.Routes() {
		if _, ok := has[r.Pattern]; !ok {
			w.Errorf("%s has no line in the policy", r.Pattern)
		}
		has[r.Pattern] = true
	}
	for _, r := range w.API.Routes() {
		pattern := r.Method + " " + r.Pattern
		if _, ok := has[pattern]; !ok {
			w.Errorf("%s has no line in the policy", pattern)
		}
		has[pattern] = true
	}
	for route, there := range has {
		if !there {
			w.Errorf("the policy has a line for %s, which is no route", route)
		}
	}
}

// TestAccessMatrix tries every route as everybody at every place (trust.md Z1, Z4).
func TestAccessMatrix(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := fullWorld(t, engine)
			lines := policy()
			w.complete(lines)
			n := 0
			for _, turn := range inTurn(lines) {
				n += w.everybody(turn)
			}
			t.Logf("%d lines, %d requests", len(lines), n)
		})
	}
}

// inTurn parts the lines: what only reads comes first, what ends sessions last.
func inTurn(lines []line) (turns [3][]line) {
	for _, l := range lines {
		i := 1
		switch {
		case l.again:
			i = 2
		case strings.HasPrefix(l.route, "GET"):
			i = 0
		}
		turns[i] = append(turns[i], l)
	}
	return turns
}

func fullWorld(t testing.TB, engine string) *world {
	w := newWorld(t, engine)
	for _, u := range furnished {
		w.furnish(u)
	}
	for _, u := range furnished {
		w.place[u]["session"] = "se_none"
	}
	w.people()
	return w
}

// everybody tries all lines as all actors, one goroutine for each.
func (w *world) everybody(lines []line) int {
	var n, wait = 0, sync.WaitGroup{}
	var mu sync.Mutex
	turn := make(chan struct{}, 4)
	for _, a := range w.actors {
		wait.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			k := w.everything(a, lines)
			mu.Lock()
			n += k
			mu.Unlock()
		})
	}
	wait.Wait()
	return n
}

func (w *world) everything(a *actor, lines []line) (n int) {
	for i, l := range lines {
		places := a.places(l)
		names := slices.Sorted(maps.Keys(places))
		if raced { // one place each: the race detector makes everything ten times as slow
			k := (i + len(a.login)) % len(names)
			names = names[k : k+1]
		}
		for _, relation := range names {
			w.try(a, l, relation, places[relation])
			n++
		}
	}
	return n
}

func (w *world) try(a *actor, l line, relation, u string) {
	at := w.place[u]
	if u == "" {
		at = map[string]string{"login": strings.Map(digit, a.from)}
	}
	method, path, body := l.request(at)
	rec := w.do(a, method, path, body)
	want := l.may(a, u)
	if got := letIn(rec, l); got != want || !got && !refused(rec) {
		w.Errorf("%s, %s (%s): %s %s %s answers %d %s, let in: %v; the policy: %v", a, relation, u, l.route, l.query, l.as["meeting"], rec.Code, short(rec), got, want)
	}
	if l.again && want {
		w.renew(a)
	}
	if !want && relation == "other province" && a.state == "active" && a.letters(u) == "" && a.role != "" {
		w.alike(a, l, u, rec)
	}
}

// renew lets an actor in again who was signed out.
func (w *world) renew(a *actor) {
	if a.state == "code" {
		a.cookie = w.signIn(a, w.issue(a.member).Code)
		return
	}
	a.cookie = w.signIn(a, passphrase)
	w.token(a)
}

func short(rec *httptest.ResponseRecorder) string {
	s := rec.Header().Get("Location")
	if strings.HasPrefix(rec.Header().Get("Content-Type"), "application/problem") {
		s += strings.TrimSpace(rec.Body.String())
	}
	return fmt.Sprintf("%.200s", s)
}

// alike compares the answer to who has no standing at a place with the one about
// what does not exist: they must be the same but for the address (Z4).
func (w *world) alike(a *actor, l line, u string, rec *httptest.ResponseRecorder) {
	none := map[string]string{}
	for name, id := range w.place[u] {
		none[name] = nobody(id)
	}
	none["code"] = w.place[u]["code"] // of the hall, which nothing is found by
	method, path, body := l.request(none)
	other := w.do(a, method, path, body)
	if rec.Code != other.Code || plainText(rec, w.place[u]) != plainText(other, none) {
		w.Errorf("%s at %s: %s answers %d about what is there, %d about what is not\n%s\n%s", a, u, l.route, rec.Code, other.Code,
			plainText(rec, w.place[u]), plainText(other, none))
	}
}

// nobody is an id of the same form that nothing has.
func nobody(id string) string {
	if !strings.Contains(id, "_") {
		return "9" + id
	}
	return id[:3] + strings.Repeat("0", len(id)-3)
}

var nonces = regexp.MustCompile(`nonce="[^"]*"|name="once" value="[^"]*"`)

// plainText is an answer without what differs from request to request.
func plainText(rec *httptest.ResponseRecorder, at map[string]string) string {
	s := nonces.ReplaceAllString(rec.Header().Get("Location")+rec.Body.String(), "")
	for _, id := range at {
		if len(id) > 3 {
			s = strings.ReplaceAll(s, id, "ID")
		}
	}
	for _, around := range []string{"/units/%s", "unit=%s", "top=%s"} {
		s = strings.ReplaceAll(s, fmt.Sprintf(around, at["unit"]), "ID")
	}
	return s
}
