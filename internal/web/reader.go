package web

import (
	"net/http"

	"sotay/internal/web/ui"
)

// reader opens a PDF file on the page for reading. Whoever calls it has checked
// that the actor may see the paper; the file is fetched under its own route's guard.
func (w *Web) reader(rw http.ResponseWriter, r *http.Request, v visit, title string, d ui.Reading) error {
	return show(rw, r, ui.Reader(w.page(r, v, title), d))
}
