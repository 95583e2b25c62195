package web

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sotay/internal/account"
)

func TestOnwardStaysHere(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]string{
		"/meetings/mt_1?tab=vote": "/meetings/mt_1?tab=vote",
		"/":                       "/",
		"":                        "/",
		"meetings":                "/",
		"https://evil.example":    "/",
		"//evil.example":          "/",
		`/\evil.example`:          "/",
		"/\t/evil.example":        "/",
		"/a\r\nSet-Cookie: x=y":   "/",
		"javascript:alert(1)":     "/",
		"/sign-in":                "/",
		"/sign-in?next=/me":       "/",
		"/password":               "/",
		"/sign-out":               "/",
		"/sign-in-help":           "/sign-in-help",
	} {
		if got := onward(next); got != want {
			t.Errorf("onward(%q) is %q, want %q", next, got, want)
		}
	}
}

func TestWhereASessionBegins(t *testing.T) {
	t.Parallel()
	w := &Web{}
	if got := w.within(account.Session{Kind: account.First}, "/tasks?x=1"); got != "/password?next=%2Ftasks%3Fx%3D1" {
		t.Errorf("a session by code begins at %q", got)
	}
	if got := w.within(account.Session{Kind: account.Web}, "//evil.example"); got != "/" {
		t.Errorf("a session begins at %q", got)
	}
}

func TestSecretsAreCookiesThatNoScriptReads(t *testing.T) {
	t.Parallel()
	plain, secure := httptest.NewRequest("GET", "/", nil), httptest.NewRequest("GET", "/", nil)
	secure.TLS = &tls.ConnectionState{}
	for name, c := range map[string]struct {
		cookie *http.Cookie
		secure bool
		age    int
	}{
		"over plain HTTP":    {(&Web{}).secret(plain, sessionCookie, "/", "t", time.Hour), false, 3600},
		"over TLS":           {(&Web{}).secret(secure, sessionCookie, "/", "t", time.Hour), true, 3600},
		"behind a TLS proxy": {(&Web{Deps: Deps{Secure: true}}).secret(plain, sessionCookie, "/", "t", time.Hour), true, 3600},
		"deleted":            {(&Web{}).secret(plain, sessionCookie, "/", "", 0), false, -1},
		"over already":       {(&Web{}).secret(plain, sessionCookie, "/", "t", -time.Hour), false, -1},
	} {
		k := c.cookie
		if !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Secure != c.secure || k.MaxAge != c.age {
			t.Errorf("%s: %s", name, k)
		}
		if k.MaxAge < 0 && k.Value != "" {
			t.Errorf("%s: the deleted cookie still says %q", name, k.Value)
		}
	}
}

func TestDoorIsOpenAndTheRestIsNot(t *testing.T) {
	t.Parallel()
	for _, r := range (&Web{}).doorRoutes() {
		if strings.Contains(r.Pattern, "/ui") {
			t.Errorf("%s is served outside development", r.Pattern)
		}
		if r.Guard.To != account.Public && r.Guard.To != account.CodeOnly {
			t.Errorf("%s is shut to those who come with a code: %s", r.Pattern, r.Guard.To)
		}
	}
	w := &Web{}
	for _, r := range append(append(w.accountRoutes(), w.adminRoutes()...), append(w.meRoutes(), append(w.noticeRoutes(), w.taskRoutes()...)...)...) {
		if r.Guard.To == account.Public || r.Guard.To == account.CodeOnly {
			t.Errorf("%s is open to strangers", r.Pattern)
		}
	}
}
