// Package api is the face that programs see: JSON for the same verbs that people
// have as pages. It decides nothing; it decodes, asks one feature and encodes.
//
// It promises:
//   - Published shapes are its own types and change by addition only. Days are
//     "2026-03-05", months "2026-03", instants RFC 3339, ids strings; what is not
//     known or not there is left out, lists are never null.
//   - Every operation declares its guard where it is declared itself; the OpenAPI
//     document is written from the same declarations.
//   - Every refusal is a problem (RFC 9457) with a Vietnamese sentence for people
//     and a code for programs. What does not exist and what the caller may not
//     see answer alike.
//   - A change sent with an Idempotency-Key happens once, however often it is sent.
//   - There are no cookies: a bearer token is the only way to be somebody, so no
//     other site can act in a person's name.
package api

import (
	"log/slog"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"sotay/internal/account"
	"sotay/internal/document"
	"sotay/internal/exchange"
	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/library"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/say"
	"sotay/internal/publication"
	"sotay/internal/report"
	"sotay/internal/signing"
	"sotay/internal/task"
)

// prefix is where the operations of this version stand.
const prefix = "/api/v1"

// Deps are the features behind the operations, and what carries them.
type Deps struct {
	DB        *db.DB
	Words     say.Words
	Gate      *account.Gate
	Accounts  *account.Service
	Units     *org.Service
	Members   *member.Service
	Tasks     *task.Service
	Sent      *publication.Service
	Documents *document.Service
	Incoming  *incoming.Service
	Exchange  *exchange.Service
	Library   *library.Service
	Files     *filing.Service
	Notices   *notify.Service
	Meetings  *meeting.Service
	Reports   *report.Service
	Signing   *signing.Service
	Log       *slog.Logger
}

// API is the operations.
type API struct {
	Deps
	operations []operation
	mux        *http.ServeMux
	document   *huma.OpenAPI
}

// New gathers the operations of every area and mounts each behind its door.
func New(d Deps) *API {
	a := &API{Deps: d, mux: http.NewServeMux()}
	for _, area := range [][]operation{a.doorOperations(), a.accountOperations(), a.unitOperations(), a.unitActOperations(),
		a.memberOperations(), a.memberActOperations(), a.meetingOperations(), a.planOperations(), a.paperOperations(), a.rollOperations(),
		a.courseOperations(), a.motionOperations(), a.textOperations(), a.finishOperations(), a.taskOperations(), a.publicationOperations(), a.documentOperations(), a.documentNumberOperations(), a.signatureOperations(), a.incomingOperations(), a.exchangeOperations(), a.fileOperations(), a.libraryOperations(), a.noticeOperations(), a.reportOperations()} {
		a.operations = append(a.operations, area...)
	}
	h := humago.New(doors{a.mux, a}, config(a.localised))
	for _, o := range a.operations {
		o.mount(a, h, o.describe(h.OpenAPI().Components.Schemas))
	}
	tidy(h.OpenAPI())
	a.document = h.OpenAPI()
	a.mux.Handle("GET "+documentPath, http.HandlerFunc(a.serveDocument))
	a.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a.refuse(w, r, fault.New(fault.NotFound, "access.not_found"))
	})
	return a
}

// Routes are all addresses with their guards, for the access matrix.
func (a *API) Routes() []Route {
	out := []Route{{Method: http.MethodGet, Pattern: documentPath, Guard: public()}}
	for _, o := range a.operations {
		out = append(out, o.Route)
	}
	return out
}

// Handler serves the operations, with what every answer has.
func (a *API) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		a.mux.ServeHTTP(w, r)
	})
}

// doors is the mux as huma sees it: what is mounted on it stands behind the door
// of its operation. What is no declared operation is not mounted.
type doors struct {
	*http.ServeMux
	api *API
}

// HandleFunc mounts an operation.
func (d doors) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	i := slices.IndexFunc(d.api.operations, func(o operation) bool { return o.Method+" "+o.Pattern == pattern })
	if i >= 0 {
		d.ServeMux.Handle(pattern, d.api.door(d.api.operations[i], http.HandlerFunc(h)))
	}
}
