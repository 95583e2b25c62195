package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"
	"strings"

	"github.com/a-h/templ"

	"sotay/internal/account"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// visit is one request by somebody, or by a stranger.
type visit struct {
	account.Visit
	nonce string
}

func (v visit) who() authz.Actor { return v.Who }

const (
	sessionCookie = "sotay_session"
	deviceCookie  = "sotay_device"
	flashCookie   = "sotay_flash"
	formBytes     = 2 << 20  // of an ordinary form
	uploadBytes   = 64 << 20 // of a form with files
)

// answer lets a request through its guard to its handler, and shows faults.
func (w *Web) answer(route Route) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		limit := int64(formBytes)
		if route.big {
			limit = uploadBytes
		}
		r.Body = http.MaxBytesReader(rw, r.Body, limit)
		v := visit{nonce: nonceOf(r)}
		var err error
		if v.Visit, err = w.visitor(r); err == nil {
			err = route.Guard.Check(v.Visit)
		}
		if err == nil {
			r = once(r, route, v)
			defer sweep(r)
			err = route.serve(rw, r, v)
		}
		if fault.Of(err).Says("db.done_before") {
			err = w.doneBefore(rw, r)
		}
		if err != nil {
			w.fail(rw, r, v, err)
		}
	})
}

// once gives a sent form its key, so that sending it again changes nothing. What of
// an upload is too large for memory is laid on the disk until [sweep].
func once(r *http.Request, route Route, v visit) *http.Request {
	if r.Method != http.MethodPost || v.Who.ID == "" {
		return r
	}
	if route.big {
		if err := r.ParseMultipartForm(formBytes); err != nil && !errors.Is(err, http.ErrNotMultipart) {
			return r // a broken upload, which its handler refuses in its own words
		}
	}
	key := form(r, ui.OnceField)
	if key == "" || len(key) > maxKey {
		return r
	}
	return r.WithContext(db.WithKey(r.Context(), &db.Key{Actor: v.Who.ID, Key: "form:" + key, Request: r.URL.Path}))
}

const maxKey = 64

// sweep takes an upload's files from the disk.
func sweep(r *http.Request) {
	if r.MultipartForm != nil {
		r.MultipartForm.RemoveAll()
	}
}

// doneOnce is [done] for a form whose second press is to be answered as its first
// was: where to go on, and with which word.
func (w *Web) doneOnce(rw http.ResponseWriter, r *http.Request, to, text string) error {
	if k := db.KeyIn(r.Context()); k != nil && k.Used() {
		if err := w.DB.Keep(r.Context(), k, http.StatusSeeOther, to+"\n"+text); err != nil {
			w.Log.Error("an answer was not kept", "route", r.Pattern, "error", err)
		}
	}
	return done(rw, r, to, text)
}

// doneBefore answers a form that was sent again.
func (w *Web) doneBefore(rw http.ResponseWriter, r *http.Request) error {
	to, text := backOf(r), "Việc này đã được ghi nhận."
	if k := db.KeyIn(r.Context()); k != nil {
		before, ok, err := w.DB.Lookup(r.Context(), k)
		if err != nil {
			return err
		}
		if first, word, kept := strings.Cut(before.Body, "\n"); ok && kept {
			to, text = first, word
		}
	}
	return done(rw, r, to, text)
}

// visitor finds out who asks; a stranger is no fault yet.
func (w *Web) visitor(r *http.Request) (account.Visit, error) {
	c, err := r.Cookie(sessionCookie)
	if err != nil || c.Value == "" {
		return account.Visit{}, nil
	}
	v, err := w.Gate.Visit(r.Context(), c.Value)
	if fault.Is(err, fault.Unauthenticated) {
		return account.Visit{}, nil
	}
	return v, err
}

func statusOfError(err error) int { return fault.Of(err).Kind.Status() }

// fail is the only place where a fault becomes a page.
func (w *Web) fail(rw http.ResponseWriter, r *http.Request, v visit, err error) {
	var big *http.MaxBytesError
	if asError(err, &big) {
		err = fault.New(fault.Invalid, "web.too_large")
	}
	f := fault.Of(err)
	if f.Kind == fault.Internal && r.Context().Err() == nil {
		w.Log.Error("page failed", "route", r.Pattern, "error", err)
	}
	if f.Kind == fault.Unauthenticated || f.Says(mustChoose) {
		w.toDoor(rw, r, f)
		return
	}
	page := w.page(r, v, "Chưa làm được")
	back := "/"
	if r.Method == http.MethodPost {
		back = backOf(r)
	}
	err = render(rw, r, f.Kind.Status(), views.Failed(page, w.Words.Fault(f), lines(w.Words.Fields(f)), back))
	if err != nil && r.Context().Err() == nil { // who has left needs no page
		w.Log.Error("the page of a fault failed", "error", err)
	}
}

// mustChoose is said to who has come in with a code and has no password yet.
const mustChoose = "account.choose_password"

// toDoor sends a stranger to the sign-in page, and back afterwards.
func (w *Web) toDoor(rw http.ResponseWriter, r *http.Request, f *fault.Error) {
	if r.Header.Get("HX-Request") == "true" || r.Header.Get("Accept") == "text/event-stream" {
		http.Error(rw, w.Words.Fault(f), http.StatusUnauthorized)
		return
	}
	target := "/sign-in"
	if f.Says(mustChoose) {
		target = "/password"
	} else if r.Method == http.MethodGet && r.URL.Path != "/" {
		target += "?next=" + queryEscape(r.URL.RequestURI())
	}
	http.Redirect(rw, r, target, http.StatusSeeOther)
}

// render writes into memory first, so that a failure is a clean page and never half of one.
func render(rw http.ResponseWriter, r *http.Request, code int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return err
	}
	h := rw.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	rw.WriteHeader(code)
	_, err := b.WriteTo(rw)
	return err
}

// show renders a page that is in order.
func show(rw http.ResponseWriter, r *http.Request, c templ.Component) error {
	return render(rw, r, http.StatusOK, c)
}

// done goes on to a page after a change, which says what happened.
func done(rw http.ResponseWriter, r *http.Request, to, text string) error {
	if text != "" {
		flash(rw, ui.Notice{Tone: ui.Good, Title: text})
	}
	http.Redirect(rw, r, to, http.StatusSeeOther)
	return nil
}

// flash keeps a notice for the next page only.
func flash(rw http.ResponseWriter, n ui.Notice) {
	b, err := json.Marshal(map[string]string{"tone": string(n.Tone), "title": n.Title, "draft": n.DraftDone})
	if err != nil {
		return
	}
	http.SetCookie(rw, &http.Cookie{Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString(b), Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

func flashed(r *http.Request) []ui.Notice {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	var n map[string]string
	if err != nil || json.Unmarshal(b, &n) != nil || n["title"] == "" {
		return nil
	}
	return []ui.Notice{{Tone: ui.Tone(n["tone"]), Title: n["title"], DraftDone: n["draft"]}}
}

type nonceKey struct{}

// headers are what every answer carries (trust.md W1).
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b [16]byte
		rand.Read(b[:])
		nonce := base64.RawStdEncoding.EncodeToString(b[:])
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'nonce-"+nonce+"'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types default")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store") // also of redirects; what may be kept says so itself
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if _, err := r.Cookie(flashCookie); err == nil && goesTo(r) {
			http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), nonceKey{}, nonce)))
	})
}

// goesTo tells a page that a person goes to from what scripts fetch beside the one
// that is open: those must not use up the notice that waits for the next page.
func goesTo(r *http.Request) bool {
	beside := r.Header.Get("X-Live") != "" || r.Header.Get("HX-Request") != "" || r.URL.Path == "/live" || strings.HasPrefix(r.URL.Path, "/static/")
	return r.Method == http.MethodGet && !beside
}

func nonceOf(r *http.Request) string {
	s, _ := r.Context().Value(nonceKey{}).(string)
	return s
}

// status remembers what was answered.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// addressOf is where a request comes from, as far as the connection tells.
func addressOf(r *http.Request) netip.Addr {
	a, _ := netip.ParseAddrPort(r.RemoteAddr)
	return a.Addr()
}
