package web

import (
	"net/http"
	"strings"
	"time"

	"sotay/internal/account"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// deviceYear is how long a browser keeps the mark by which the gate knows it again.
const deviceYear = 365 * 24 * time.Hour

func first(pattern string, h handler) Route {
	return Route{Pattern: pattern, Guard: account.Guard{To: account.CodeOnly}, serve: h}
}

// doorRoutes lead in and out: sign-in, the first and every later password, and
// the look of the pages, which strangers may choose, too.
func (w *Web) doorRoutes() []Route {
	routes := []Route{
		public("GET /sign-in", w.signInPage),
		public("POST /sign-in", w.signIn),
		first("POST "+ui.SignOutPath, w.signOut),
		first("GET /password", w.passwordPage),
		first("POST /password", w.setPassword),
		public("POST "+ui.LookPath, saveLook),
	}
	if w.Dev {
		routes = append(routes, public("GET /ui", w.gallery), public("GET /ui/plain", w.gallery), public("GET /ui/hall", w.gallery))
	}
	return routes
}

// nothing answers for addresses that nobody serves.
func (w *Web) nothing(http.ResponseWriter, *http.Request, visit) error {
	return fault.New(fault.NotFound, "access.not_found")
}

// onward is where to go after the door: a page of this site, never the door again.
func onward(next string) string {
	next = local(next)
	for _, door := range []string{"/sign-in", "/password", ui.SignOutPath} {
		if path, _, _ := strings.Cut(next, "?"); path == door {
			return "/"
		}
	}
	return next
}

func (w *Web) signInPage(rw http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	if v.Who.ID != "" {
		http.Redirect(rw, r, w.within(v.Session, q.Get("next")), http.StatusSeeOther)
		return nil
	}
	return show(rw, r, views.SignIn(w.doorPage(r, v, "Đăng nhập"), views.SignInData{Next: onward(q.Get("next")), Login: q.Get("login")}))
}

// doorPage has a frame without places; its switches of look come back without
// what a refused form was sent with.
func (w *Web) doorPage(r *http.Request, v visit, title string) ui.Page {
	p := w.page(r, v, title)
	if r.Method == http.MethodPost {
		p.Here = r.URL.Path
	}
	return p
}

// within is the first page of a session: a code opens nothing but the choice of a password.
func (w *Web) within(s account.Session, next string) string {
	if s.Kind == account.First {
		return "/password?next=" + queryEscape(onward(next))
	}
	return onward(next)
}

func (w *Web) signIn(rw http.ResponseWriter, r *http.Request, v visit) error {
	a := account.Attempt{Login: form(r, "login"), Secret: form(r, "secret"), Address: addressOf(r), Agent: r.UserAgent(), Kind: account.Web}
	if c, err := r.Cookie(deviceCookie); err == nil {
		a.Device = c.Value
	}
	pass, err := w.Gate.SignIn(r.Context(), a)
	if err != nil {
		return w.signInAgain(rw, r, v, err)
	}
	w.enter(rw, r, pass)
	http.Redirect(rw, r, w.within(pass.Session, form(r, "next")), http.StatusSeeOther)
	return nil
}

// signInAgain shows the form with why it was refused; what was typed as a secret
// is never sent back.
func (w *Web) signInAgain(rw http.ResponseWriter, r *http.Request, v visit, err error) error {
	f := fault.Of(err)
	switch f.Kind {
	case fault.Unauthenticated, fault.Busy, fault.Conflict, fault.Invalid:
	default:
		return err
	}
	v.Visit = account.Visit{} // the frame of a stranger, also for one who is signed in elsewhere
	d := views.SignInData{Next: onward(form(r, "next")), Login: form(r, "login"), Refused: w.Words.Fault(f)}
	return render(rw, r, f.Kind.Status(), views.SignIn(w.doorPage(r, v, "Đăng nhập"), d))
}

// enter gives the browser the secrets of a sign-in.
func (w *Web) enter(rw http.ResponseWriter, r *http.Request, p account.Pass) {
	now := w.DB.Now()
	http.SetCookie(rw, w.secret(r, sessionCookie, "/", p.Token, p.Ends.Sub(now)))
	if p.Device != "" {
		http.SetCookie(rw, w.secret(r, deviceCookie, "/sign-in", p.Device, deviceYear))
	}
}

// secret is a cookie that no script reads and no other site sends; without a
// value it is deleted.
func (w *Web) secret(r *http.Request, name, path, value string, lasts time.Duration) *http.Cookie {
	c := &http.Cookie{Name: name, Value: value, Path: path, MaxAge: int(lasts / time.Second), HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: w.Secure || r.TLS != nil}
	if value == "" || c.MaxAge <= 0 {
		c.Value, c.MaxAge = "", -1
	}
	return c
}

func (w *Web) leave(rw http.ResponseWriter, r *http.Request) {
	http.SetCookie(rw, w.secret(r, sessionCookie, "/", "", 0))
}

func (w *Web) signOut(rw http.ResponseWriter, r *http.Request, v visit) error {
	err := w.Accounts.End(r.Context(), v.who(), v.Session.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	w.leave(rw, r)
	return done(rw, r, "/sign-in", "Đã đăng xuất.")
}

func (w *Web) passwordPage(rw http.ResponseWriter, r *http.Request, v visit) error {
	d, err := w.passwordData(v, r.URL.Query().Get("next"))
	if err != nil {
		return err
	}
	return show(rw, r, views.Password(w.passwordFrame(r, v), d))
}

func (w *Web) passwordFrame(r *http.Request, v visit) ui.Page {
	p := w.doorPage(r, v, "Đổi mật khẩu")
	if v.Session.Kind == account.First {
		p.Title, p.Lede = "Chọn mật khẩu của đồng chí", "Mã đăng nhập chỉ dùng lần đầu. Từ nay đồng chí vào bằng mật khẩu này."
		return p
	}
	p.Crumbs = []ui.Crumb{{Label: "Tôi", Href: "/me"}}
	return p
}

func (w *Web) passwordData(v visit, next string) (views.PasswordData, error) {
	n, err := w.Accounts.ShortestPassword()
	return views.PasswordData{First: v.Session.Kind == account.First, AtLeast: n, Next: onward(next)}, err
}

func (w *Web) setPassword(rw http.ResponseWriter, r *http.Request, v visit) error {
	chosen := form(r, "password")
	if chosen != form(r, "again") {
		return w.passwordAgain(rw, r, v, map[string]string{"again": "Hai lần nhập chưa giống nhau. Hãy nhập lại cả hai."}, http.StatusUnprocessableEntity)
	}
	pass, err := w.Accounts.SetPassword(r.Context(), v.who(), account.NewPassword{Session: v.Session.ID, Old: form(r, "old"), New: chosen})
	if f := fault.Of(err); err != nil {
		switch f.Kind {
		case fault.Invalid, fault.Conflict, fault.Busy:
			fields := w.Words.Fields(f)
			if len(fields) == 0 {
				fields[""] = w.Words.Fault(f)
			}
			return w.passwordAgain(rw, r, v, fields, f.Kind.Status())
		}
		return err
	}
	w.enter(rw, r, pass)
	to := onward(form(r, "next"))
	if v.Session.Kind != account.First {
		to = "/me"
	}
	return done(rw, r, to, "Đã lưu mật khẩu. Từ nay đồng chí đăng nhập bằng mật khẩu này.")
}

func (w *Web) passwordAgain(rw http.ResponseWriter, r *http.Request, v visit, fields map[string]string, code int) error {
	d, err := w.passwordData(v, form(r, "next"))
	if err != nil {
		return err
	}
	d.Errors, d.Mistakes = fields, lines(fields)
	return render(rw, r, code, views.Password(w.passwordFrame(r, v), d))
}

func saveLook(rw http.ResponseWriter, r *http.Request, _ visit) error {
	ui.SaveLook(rw, r)
	return nil
}

// gallery shows every part of the design system to those who build pages.
func (w *Web) gallery(rw http.ResponseWriter, r *http.Request, v visit) error {
	p := ui.Page{Here: r.URL.RequestURI(), Look: ui.LookOf(r), Nonce: v.nonce, Assets: w.Assets}
	switch r.URL.Path {
	case "/ui/plain":
		return show(rw, r, ui.GalleryPlain(p))
	case "/ui/hall":
		return show(rw, r, ui.GalleryHall(p))
	}
	return show(rw, r, ui.Gallery(p))
}
