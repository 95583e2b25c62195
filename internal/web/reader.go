package web

import (
	"net/http"
	"strconv"

	"sotay/internal/library"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
)

func (w *Web) readerRoutes() []Route {
	return []Route{
		holder(library.Read, "POST /library/place", w.keepPlace),
	}
}

// reader opens a PDF file on the page for reading. Whoever calls it has checked
// that the actor may see the paper; the file is fetched under its own route's guard.
func (w *Web) reader(rw http.ResponseWriter, r *http.Request, v visit, title string, d ui.Reading) error {
	return show(rw, r, ui.Reader(w.page(r, v, title), d))
}

// placeIn is the page at which the actor stopped reading a paper, on whichever
// device; 0 for the beginning, and for what is not in the library.
func (w *Web) placeIn(r *http.Request, v visit, subject string) (int, error) {
	if !v.Who.Holds(library.Read) {
		return 0, nil
	}
	h, err := w.Library.See(r.Context(), v.who(), subject)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return 0, nil
	}
	return h.Page, err
}

// keepPlace is what the reader's script says now and then; nobody waits for it.
func (w *Web) keepPlace(rw http.ResponseWriter, r *http.Request, v visit) error {
	page, err := strconv.Atoi(form(r, "page"))
	if err != nil {
		return fault.New(fault.Invalid, "web.form")
	}
	if err := w.Library.Stop(r.Context(), v.who(), form(r, "subject"), page); err != nil {
		return err
	}
	rw.WriteHeader(http.StatusNoContent)
	return nil
}
