package web

import (
	"io"
	"net/http"
	"strings"

	"sotay/internal/document"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/publication"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// publicRoutes are what the link and the code of an open paper lead to: for
// anybody, without signing in.
func (w *Web) publicRoutes() []Route {
	return []Route{
		public("GET /p/{token}", w.publicly(w.publicPaper)),
		public("GET /p/{token}/read", w.publicly(w.publicReader)),
		public("GET /p/{token}/file", w.publicly(w.publicFile)),
	}
}

// openedPaper is an open paper as anybody may see it.
type openedPaper struct {
	publication.Publication
	document document.Document
	path     string // of its page
}

// readable is nil while there is a file to be read.
func (p openedPaper) readable() error {
	if !p.Withdrawn.IsZero() || p.document.File == "" {
		return fault.New(fault.Conflict, "publication.withdrawn")
	}
	return nil
}

// publicly finds the paper of a link. A link that never was and one that was ended
// answer alike, and search engines are asked to forget both.
func (w *Web) publicly(show func(http.ResponseWriter, *http.Request, visit, openedPaper) error) handler {
	return func(rw http.ResponseWriter, r *http.Request, v visit) error {
		rw.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
		if !w.public.take(addressOf(r), w.DB.Now()) {
			rw.Header().Set("Retry-After", "60")
			return fault.New(fault.Busy, "web.too_many")
		}
		p := openedPaper{path: "/p/" + r.PathValue("token")}
		err := w.DB.Read(r.Context(), func(q db.Q) error { return w.fill(r, q, &p) })
		if err != nil {
			return err
		}
		return show(rw, r, v, p)
	}
}

// fill reads what the token leads to; the paper of another kind has no file here.
func (w *Web) fill(r *http.Request, q db.Q, p *openedPaper) (err error) {
	if p.Publication, err = w.Sent.ByToken(r.Context(), q, r.PathValue("token")); err != nil {
		return err
	}
	id, ok := strings.CutPrefix(p.Subject, document.ID("").Subject())
	if !ok {
		return nil
	}
	p.document, err = w.Documents.Public(r.Context(), q, document.ID(id))
	return err
}

func (w *Web) publicPaper(rw http.ResponseWriter, r *http.Request, v visit, p openedPaper) error {
	d := views.PublicPaperData{Badge: ui.Badge{Text: "Đang có hiệu lực", Tone: ui.Good, Icon: ui.IconCheck},
		Facts: filled([]ui.Fact{{Name: "Số, ký hiệu", Value: p.Number}, {Name: "Cơ quan ban hành", Value: p.Issuer}, {Name: "Ngày", Value: p.Day.String()}})}
	if !p.document.Day.IsZero() {
		d.Facts[len(d.Facts)-1].Value = p.document.Day.String()
	}
	switch {
	case !p.Withdrawn.IsZero():
		d.Badge = ui.Badge{Text: "Đã thu hồi", Tone: ui.Bad, Icon: ui.IconX}
		d.Withdrawn = p.Reason
	case p.document.State == document.Replaced:
		d.Badge = ui.Badge{Text: "Đã có văn bản khác thay thế", Tone: ui.Warn, Icon: ui.IconInfo}
	}
	if p.readable() == nil {
		d.Read, d.File = p.path+"/read", p.path+"/file"
	}
	return show(rw, r, views.PublicPaper(w.plainPage(r, v, p), d))
}

// plainPage has a frame without places, for people who are not here to stay.
func (w *Web) plainPage(r *http.Request, v visit, p openedPaper) ui.Page {
	return ui.Page{Title: p.Title, Here: r.URL.Path, Look: ui.LookOf(r), Nonce: v.nonce, Assets: w.Assets}
}

func (w *Web) publicReader(rw http.ResponseWriter, r *http.Request, v visit, p openedPaper) error {
	if err := p.readable(); err != nil {
		return err
	}
	page := w.plainPage(r, v, p)
	page.Title = paperTitle(p.Publication)
	return show(rw, r, ui.Reader(page, ui.Reading{File: p.path + "/file", Back: p.path}))
}

func (w *Web) publicFile(rw http.ResponseWriter, r *http.Request, _ visit, p openedPaper) error {
	if err := p.readable(); err != nil {
		return err
	}
	body, err := w.Files.Get(r.Context(), blob.Ref{SHA256: p.document.File, Size: p.document.Size})
	if err != nil {
		return err
	}
	defer body.Close()
	attach(rw, "application/pdf", strings.ReplaceAll(p.Number, "/", "-")+".pdf")
	_, err = io.Copy(rw, body)
	return err
}
