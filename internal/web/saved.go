package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"sotay/internal/document"
	"sotay/internal/library"
	"sotay/internal/platform/fault"
	"sotay/internal/web/views"
)

// savedRoutes are the papers that a person keeps on his devices. What he marks in the
// library to be read without a network comes to his telephones; what else a device
// keeps the server does not know.
func (w *Web) savedRoutes() []Route {
	return []Route{
		signed("GET /saved", w.saved),
		signed("GET /saved/wanted", w.wanted),
		public("GET /sw.js", w.serviceWorker),
	}
}

func (w *Web) saved(rw http.ResponseWriter, r *http.Request, v visit) error {
	tabs, err := w.paperTabs(r, v.who(), savedTab)
	if err != nil {
		return err
	}
	return show(rw, r, views.Saved(w.page(r, v, "Văn bản đã lưu trên máy"), tabs))
}

// fetched says that a device asks for a page to keep it, and nobody looks at it.
func fetched(r *http.Request) bool { return r.Header.Get("X-Saving") != "" }

// wantedPaper is a paper that a device is to keep: its page, and what else, the reader first.
type wantedPaper struct {
	Subject string   `json:"subject"`
	Page    string   `json:"page"`
	Title   string   `json:"title"`
	Files   []string `json:"files"`
}

// wanted are the papers that the person marked in the library to be read without a
// network, as his devices ask for them.
func (w *Web) wanted(rw http.ResponseWriter, r *http.Request, v visit) error {
	all := []wantedPaper{}
	if v.Who.Holds(library.Read) {
		hits, err := w.Library.Mine(r.Context(), v.who(), library.Offline)
		if err != nil {
			return err
		}
		for _, h := range hits {
			id, ours := strings.CutPrefix(h.Subject, "document:")
			if !ours || h.State == library.Recalled {
				continue
			}
			page := documentPath(document.ID(id))
			title := strings.TrimPrefix(h.Number+": "+h.Title, ": ")
			all = append(all, wantedPaper{Subject: h.Subject, Page: page, Title: title, Files: []string{page + "/read", page + pdfOfDocument}})
		}
	}
	rw.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(rw).Encode(all)
}

// serviceWorker stands at the root, because that is what it works for, and is asked
// for anew each time.
func (w *Web) serviceWorker(rw http.ResponseWriter, _ *http.Request, _ visit) error {
	script := w.Assets.Content("sw.js")
	if script == nil {
		return fault.New(fault.NotFound, "access.not_found")
	}
	rw.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, err := rw.Write(script)
	return err
}
