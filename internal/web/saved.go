package web

import (
	"net/http"

	"sotay/internal/platform/fault"
	"sotay/internal/web/views"
)

// savedRoutes are the papers that a person keeps on his device. The server knows
// nothing of them: the list is the device's.
func (w *Web) savedRoutes() []Route {
	return []Route{
		signed("GET /saved", w.saved),
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
