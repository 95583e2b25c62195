package ui

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func lookRequest(cookie string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(&http.Cookie{Name: lookCookie, Value: cookie})
	return r
}

func TestLookOf(t *testing.T) {
	t.Parallel()
	for cookie, want := range map[string]Look{
		"dark.large": {ThemeDark, true}, "light.": {ThemeLight, false}, ".large": {ThemeAuto, true},
		".": {}, "": {}, "purple.huge": {}, "dark.large.x": {ThemeDark, false},
	} {
		if got := LookOf(lookRequest(cookie)); got != want {
			t.Errorf("%q: %+v, want %+v", cookie, got, want)
		}
	}
}

func TestLookCookieComesBack(t *testing.T) {
	t.Parallel()
	for _, theme := range []Theme{ThemeAuto, ThemeLight, ThemeDark} {
		for _, large := range []bool{false, true} {
			want := Look{theme, large}
			if got := LookOf(lookRequest(want.cookie().Value)); got != want {
				t.Errorf("%+v came back as %+v", want, got)
			}
		}
	}
}

func TestSaveLook(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ cookie, form, wantCookie, wantBack string }{
		{"dark.", "large=1&back=/me?x=1", "dark.large", "/me?x=1"},
		{"dark.large", "large=0&back=/me", "dark.", "/me"},
		{".large", "theme=dark", "dark.large", "/"},
		{"dark.large", "theme=neon&back=https://evil.example/", ".large", "/"},
	} {
		r := httptest.NewRequest(http.MethodPost, LookPath, strings.NewReader(c.form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(&http.Cookie{Name: lookCookie, Value: c.cookie})
		w := httptest.NewRecorder()
		SaveLook(w, r)
		got := w.Result()
		if got.StatusCode != http.StatusSeeOther || got.Cookies()[0].Value != c.wantCookie || got.Header.Get("Location") != c.wantBack {
			t.Errorf("%q with %q: %d %q %q", c.form, c.cookie, got.StatusCode, got.Cookies()[0].Value, got.Header.Get("Location"))
		}
	}
}

// Whatever the form says, the browser stays on this site.
func TestLocalPathStaysHere(t *testing.T) {
	t.Parallel()
	here, _ := url.Parse("https://sotay.example/me")
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.OneOf(rapid.String(), rapid.StringMatching(`[/\\a-z.:@\t\n]{0,12}`)).Draw(t, "back")
		to, err := here.Parse(localPath(p))
		if err == nil && (to.Host != here.Host || to.Scheme != here.Scheme) {
			t.Fatalf("%q leads to %v", p, to)
		}
	})
}
