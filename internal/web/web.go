// Package web is the face that people see: pages over the features. A handler
// asks one feature (or composes several), fills a view and renders it; it decides
// nothing, and only asks what the actor may do in order to hide a button. Each
// area is one file here and one under views. Every page works as plain HTML.
package web

import (
	"log/slog"
	"net/http"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/audit"
	"sotay/internal/document"
	"sotay/internal/exchange"
	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/library"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/jobs"
	"sotay/internal/platform/live"
	"sotay/internal/platform/say"
	"sotay/internal/publication"
	"sotay/internal/report"
	"sotay/internal/rule"
	"sotay/internal/signing"
	"sotay/internal/task"
	"sotay/internal/web/static"
)

// Deps are the features that the pages show, and what carries them.
type Deps struct {
	DB        *db.DB
	Rules     *rule.Book
	Words     say.Words
	Hub       *live.Hub
	Files     *blob.Store
	Jobs      *jobs.Runner
	Gate      *account.Gate
	Accounts  *account.Service
	Access    *access.Service
	Audit     *audit.Service
	Units     *org.Service
	Members   *member.Service
	Tasks     *task.Service
	Signing   *signing.Service
	Sent      *publication.Service
	Notices   *notify.Service
	Meetings  *meeting.Service
	Documents *document.Service
	Filing    *filing.Service
	Library   *library.Service
	Incoming  *incoming.Service
	Exchange  *exchange.Service
	Reports   *report.Service
	Assets    *static.Assets
	Log       *slog.Logger
	Secure    bool // cookies only over TLS, whatever the connection looks like from here
	Dev       bool // show /ui
}

// Route is one address of the pages.
type Route struct {
	Pattern string // as http.ServeMux reads it
	Guard   account.Guard
	serve   handler
	big     bool // takes files
}

// handler answers one request, or returns the fault to show.
type handler func(w http.ResponseWriter, r *http.Request, v visit) error

func public(pattern string, h handler) Route {
	return Route{Pattern: pattern, Guard: account.Guard{To: account.Public}, serve: h}
}

func signed(pattern string, h handler) Route {
	return Route{Pattern: pattern, Guard: account.Guard{To: account.Signed}, serve: h}
}

func holder(p authz.Perm, pattern string, h handler) Route {
	return Route{Pattern: pattern, Guard: account.Guard{To: account.Holder, Perm: p}, serve: h}
}

func at(p authz.Perm, pattern string, h handler) Route {
	return Route{Pattern: pattern, Guard: account.Guard{To: account.At, Perm: p}, serve: h}
}

// files lets a route take uploads.
func (r Route) files() Route {
	r.big = true
	return r
}

// Web is the pages.
type Web struct {
	Deps
	routes []Route
	public limiter // of strangers who read papers
}

// New gathers the routes of every area.
func New(d Deps) *Web {
	w := &Web{Deps: d}
	for _, area := range [][]Route{w.doorRoutes(), w.homeRoutes(), w.meRoutes(), w.meetingRoutes(), w.runRoutes(), w.hallRoutes(), w.textRoutes(),
		w.taskRoutes(), w.publicationRoutes(), w.sharingRoutes(), w.publicRoutes(), w.savedRoutes(), w.readerRoutes(), w.documentRoutes(), w.libraryRoutes(), w.fileRoutes(), w.keyRoutes(), w.authorityRoutes(), w.verifyRoutes(), w.incomingRoutes(), w.incomingWorkRoutes(), w.noticeRoutes(), w.unitRoutes(), w.memberRoutes(), w.importRoutes(), w.accountRoutes(), w.reportRoutes(), w.adminRoutes(), w.liveRoutes()} {
		w.routes = append(w.routes, area...)
	}
	w.routes = append(w.routes, w.exchangeRoutes()...)
	return w
}

// Routes are all addresses with their guards.
func (w *Web) Routes() []Route { return w.routes }

// Handler serves the pages, with what every answer has.
func (w *Web) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range w.routes {
		mux.Handle(r.Pattern, w.answer(r))
	}
	mux.Handle("GET "+static.Prefix, w.Assets)
	mux.Handle("/", w.answer(public("/", w.nothing)))
	return http.NewCrossOriginProtection().Handler(headers(w.logged(mux)))
}

// logged writes one line for each request: no address, no name, no form.
func (w *Web) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		seen := &status{ResponseWriter: rw, code: http.StatusOK}
		next.ServeHTTP(seen, r)
		w.Log.Debug("page", "method", r.Method, "route", r.Pattern, "status", seen.code)
	})
}
