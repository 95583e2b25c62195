package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPagesAreCompressed(t *testing.T) {
	t.Parallel()
	page := strings.Repeat("Sinh hoạt chi bộ. ", 500)
	h := gzipped(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", r.FormValue("type"))
		w.WriteHeader(http.StatusUnprocessableEntity)
		io.WriteString(w, page)
	}))
	for name, c := range map[string]struct {
		kind, takes string
		want        bool
	}{
		"page":       {"text/html; charset=utf-8", "gzip, br", true},
		"old":        {"text/html; charset=utf-8", "", false},
		"paper":      {"application/pdf", "gzip", false},
		"page again": {"text/html; charset=utf-8", "gzip", true}, // the writer comes from the pool
	} {
		r := httptest.NewRequest("GET", "/?type="+queryEscape(c.kind), nil)
		r.Header.Set("Accept-Encoding", c.takes)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		body := io.Reader(rec.Body)
		if got := rec.Header().Get("Content-Encoding") == "gzip"; got != c.want || rec.Code != http.StatusUnprocessableEntity || got && rec.Body.Len() > len(page)/10 {
			t.Errorf("%s: %d %v, %d bytes", name, rec.Code, rec.Header(), rec.Body.Len())
		}
		if c.want {
			z, err := gzip.NewReader(rec.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if b, err := io.ReadAll(body); err != nil || string(b) != page {
			t.Errorf("%s: %v, %d bytes", name, err, len(b))
		}
	}
}
