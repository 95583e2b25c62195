package ui

import (
	"net/http"
	"strings"
)

// Theme is the colour scheme; ThemeAuto follows the device.
type Theme string

const (
	ThemeAuto  Theme = ""
	ThemeLight Theme = "light"
	ThemeDark  Theme = "dark"
)

// Look is how one device shows pages. It is kept in a cookie that holds
// nothing about the person.
type Look struct {
	Theme Theme
	Large bool // 22 px type instead of 17
}

// LookPath is where the switches of the menu post to; mount SaveLook there.
const LookPath = "/look"

const (
	lookCookie = "look"
	lookYear   = 365 * 24 * 60 * 60 // seconds
	lookLimit  = 8 << 10            // bytes of the form
)

// LookOf reads the look from the request's cookie; anything unknown is the
// default.
func LookOf(r *http.Request) Look {
	c, err := r.Cookie(lookCookie)
	if err != nil {
		return Look{}
	}
	theme, size, _ := strings.Cut(c.Value, ".")
	return Look{Theme: parseTheme(theme), Large: size == "large"}
}

// SaveLook answers the forms of the menu: it changes the one setting that the
// form names, keeps the other, and goes back to the page the person was on.
func SaveLook(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, lookLimit)
	look := LookOf(r)
	if v, ok := formValue(r, "theme"); ok {
		look.Theme = parseTheme(v)
	}
	if v, ok := formValue(r, "large"); ok {
		look.Large = v == "1"
	}
	http.SetCookie(w, look.cookie())
	http.Redirect(w, r, localPath(r.PostFormValue("back")), http.StatusSeeOther)
}

func formValue(r *http.Request, name string) (string, bool) {
	v := r.PostFormValue(name)
	return v, r.PostForm.Has(name)
}

func (l Look) cookie() *http.Cookie {
	value := string(l.Theme) + "."
	if l.Large {
		value += "large"
	}
	// The switches in the browser write the same cookie, so it is not HttpOnly.
	return &http.Cookie{Name: lookCookie, Value: value, Path: "/", MaxAge: lookYear, SameSite: http.SameSiteLaxMode}
}

func (l Look) class() string {
	if l.Large {
		return "large"
	}
	return ""
}

func parseTheme(s string) Theme {
	switch t := Theme(s); t {
	case ThemeLight, ThemeDark:
		return t
	}
	return ThemeAuto
}

// localPath keeps redirects on this site: browsers read "//x" and "/\x" as
// another host.
func localPath(p string) string {
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n\t") {
		return "/"
	}
	return p
}
