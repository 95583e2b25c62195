package app

import (
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"sotay/internal/access"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/dbtest"
)

// part is one field of a form that also takes files.
func part(name, value string) string {
	return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
}

// The form of the register takes files, and is pressed by impatient thumbs: one paper
// with one number comes of it, and every press is answered with that number.
func TestADoublePressRegistersOnePaper(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, engine)
			s := w.join(&actor{role: access.Secretary, state: "active", at: "B1"})
			day := string(civil.In(w.clock()))
			body := part("once", "k1") + part("unit", w.place["B1"]["unit"]) + part("issuer", "Tỉnh ủy") + part("symbol", "7-CV/TU") + part("day", day) + part("abstract", "Về việc họp") + part("again", "1") + "--" + boundary + "--\r\n"
			press := func() *httptest.ResponseRecorder { return w.do(s, "POST", "/incoming", body) }
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					if rec := press(); rec.Code != 303 {
						t.Errorf("a press is answered %d", rec.Code)
					}
				})
			}
			wg.Wait()
			rec := press()
			if to := rec.Header().Get("Location"); !strings.HasPrefix(to, "/incoming/new?unit=") {
				t.Errorf("a late press goes to %s", to)
			}
			next := w.do(s, "GET", "/incoming/register?unit="+w.place["B1"]["unit"], "").Body.String()
			if !strings.Contains(next, ">1/2041<") || strings.Contains(next, ">2/2041<") {
				t.Errorf("the register does not have one paper: %s", next)
			}
			other := strings.Replace(body, "k1", "k2", 1)
			if rec := w.do(s, "POST", "/incoming", other); rec.Code != 303 {
				t.Errorf("the next paper is answered %d", rec.Code)
			}
		})
	}
}
