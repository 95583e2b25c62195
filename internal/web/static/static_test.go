package static

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func bundle(t *testing.T) *Assets {
	t.Helper()
	a, err := open(fstest.MapFS{
		"manifest.json":    {Data: []byte(`{"app.css": "app-1A2B3C4D.css", "icon.svg": "icon-5E6F7A8B.svg"}`)},
		"app-1A2B3C4D.css": {Data: []byte("body{}")}, "app-1A2B3C4D.css.br": {Data: []byte("BR")}, "app-1A2B3C4D.css.gz": {Data: []byte("GZ")},
		"icon-5E6F7A8B.svg": {Data: []byte("<svg/>")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func get(a *Assets, method, path, accept string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result()
}

func TestServe(t *testing.T) {
	t.Parallel()
	a := bundle(t)
	for _, c := range []struct {
		path, accept string
		status       int
		encoding     string
		length       int64
	}{
		{"/static/app-1A2B3C4D.css", "gzip, deflate, br", 200, "br", 2},
		{"/static/app-1A2B3C4D.css", "gzip;q=1.0, br;q=0", 200, "gzip", 2},
		{"/static/app-1A2B3C4D.css", "br; q=0.000", 200, "", 6},
		{"/static/app-1A2B3C4D.css", "brotli", 200, "", 6},
		{"/static/app-1A2B3C4D.css", "", 200, "", 6},
		{"/static/icon-5E6F7A8B.svg", "br", 200, "", 6},
		{"/static/app.css", "", 404, "", -1},
		{"/static/manifest.json", "", 404, "", -1},
		{"/static/app-1A2B3C4D.css.br", "", 404, "", -1},
		{"/static/../app-1A2B3C4D.css", "", 404, "", -1},
		{"/app-1A2B3C4D.css", "", 404, "", -1},
	} {
		got := get(a, http.MethodGet, c.path, c.accept)
		if got.StatusCode != c.status || got.Header.Get("Content-Encoding") != c.encoding {
			t.Errorf("%s with %q: %d %q, want %d %q", c.path, c.accept, got.StatusCode, got.Header.Get("Content-Encoding"), c.status, c.encoding)
		}
		if c.status == 200 && got.ContentLength != c.length {
			t.Errorf("%s with %q: %d bytes, want %d", c.path, c.accept, got.ContentLength, c.length)
		}
	}
}

func TestServeKeepsForEver(t *testing.T) {
	t.Parallel()
	got := get(bundle(t), http.MethodHead, "/static/app-1A2B3C4D.css", "br")
	want := map[string]string{
		"Cache-Control": "public, max-age=31536000, immutable", "Content-Type": "text/css; charset=utf-8",
		"Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff",
	}
	for name, value := range want {
		if got.Header.Get(name) != value {
			t.Errorf("%s: %q, want %q", name, got.Header.Get(name), value)
		}
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	if got := bundle(t).Path("app.css"); got != "/static/app-1A2B3C4D.css" {
		t.Errorf("got %q", got)
	}
	var none *Assets
	if got := none.Path("app.css"); got != "/static/app.css" {
		t.Errorf("without a bundle: %q", got)
	}
}

func TestOpenRefusesDamage(t *testing.T) {
	t.Parallel()
	for _, manifest := range []string{`{`, `{"app.css": "gone.css"}`, `["app.css"]`} {
		_, err := open(fstest.MapFS{"manifest.json": {Data: []byte(manifest)}})
		if err == nil || !strings.Contains(err.Error(), "manifest.json") {
			t.Errorf("%s: %v", manifest, err)
		}
	}
}

func TestOpenWithoutBundle(t *testing.T) {
	t.Parallel()
	a, err := open(fstest.MapFS{".keep": {}})
	if err != nil || a.Built() {
		t.Errorf("built %v, err %v", a.Built(), err)
	}
}

func TestEmbedded(t *testing.T) {
	t.Parallel()
	if _, err := Open(); err != nil {
		t.Error(err)
	}
}
