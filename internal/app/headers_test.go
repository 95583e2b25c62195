package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sotay/internal/access"
)

// TestEveryAnswerIsGuarded looks at the headers of every route, let in and refused,
// and of what is no route (trust.md W1).
func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sqlite")
	w.furnish("B1")
	w.place["B1"]["session"] = "se_none"
	stranger := &actor{from: "198.51.100.1:1000"}
	for _, a := range []*actor{w.join(&actor{role: access.Secretary, state: "active", at: "B1"}), w.join(&actor{role: access.Administrator, state: "active", at: "C1"}), stranger} {
		for _, l := range policy() {
			if l.again {
				continue
			}
			at := w.place["B1"]
			if l.at == nowhere {
				at = map[string]string{"login": "ai"}
			}
			method, path, body := l.request(at)
			w.guarded(l.route, path, w.do(a, method, path, body))
		}
		for _, path := range []string{"/nothing", "/api/nothing", "/api/v1/nothing", "/static/nothing", "/meetings/", "/%2e%2e/secret.key", "/healthz", "/readyz"} {
			w.guarded(path, path, w.do(a, "GET", path, ""))
			w.guarded(path, path, w.do(a, "DELETE", path, ""))
		}
	}
}

func (w *world) guarded(route, path string, rec *httptest.ResponseRecorder) {
	h := rec.Header()
	csp := h.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") {
		w.Errorf("%s answers %d with the policy %q", route, rec.Code, csp)
	}
	if h.Get("X-Content-Type-Options") != "nosniff" {
		w.Errorf("%s answers %d and lets browsers guess its type", route, rec.Code)
	}
	if h.Get("Referrer-Policy") == "" {
		w.Errorf("%s answers %d and tells others where one was", route, rec.Code)
	}
	if strings.HasPrefix(path, "/static/") {
		return
	}
	if h.Get("Cache-Control") != "no-store" {
		w.Errorf("%s answers %d and may be kept: %q", route, rec.Code, h.Get("Cache-Control"))
	}
	for _, c := range rec.Result().Cookies() {
		if !c.HttpOnly && c.Name != "look" || c.SameSite != http.SameSiteLaxMode {
			w.Errorf("%s sets %s", route, c)
		}
	}
}
