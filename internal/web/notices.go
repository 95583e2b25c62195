package web

import (
	"net/http"

	"sotay/internal/notify"
	"sotay/internal/web/views"
)

// noticeRoutes are the words that the program has for a person.
func (w *Web) noticeRoutes() []Route {
	return []Route{
		signed("GET /notices", w.notices),
		signed("GET /notices/{id}", w.openNotice),
		signed("POST /notices/{id}", w.openNotice),
	}
}

// noticesPage is how many messages one page shows.
const noticesPage = 30

// notices shows the newest messages; on each page those not yet read stand first.
func (w *Web) notices(rw http.ResponseWriter, r *http.Request, v visit) error {
	all, err := w.Notices.Mine(r.Context(), v.who(), r.URL.Query().Get("before"), noticesPage+1)
	if err != nil {
		return err
	}
	if err := w.settle(r, v, all); err != nil {
		return err
	}
	var d views.NoticesData
	if len(all) > noticesPage {
		all = all[:noticesPage]
		d.More = "/notices?before=" + queryEscape(all[noticesPage-1].ID)
	}
	for _, m := range all {
		if m.Read.IsZero() {
			d.Unread = append(d.Unread, w.noticeView(m))
		} else {
			d.Read = append(d.Read, w.noticeView(m))
		}
	}
	return show(rw, r, views.Notices(w.page(r, v, "Thông báo"), d))
}

// settleMine settles the newest of a person's messages.
func (w *Web) settleMine(r *http.Request, v visit) error {
	all, err := w.Notices.Mine(r.Context(), v.who(), "", noticesPage)
	if err != nil {
		return err
	}
	return w.settle(r, v, all)
}

// settle reads for a person those of his messages that ask for what is done: a paper
// that has gone on to other hands waits for him no more.
func (w *Web) settle(r *http.Request, v visit, all []notify.Message) error {
	var keys []string
	for _, m := range all {
		if m.Read.IsZero() {
			keys = append(keys, m.Key)
		}
	}
	past, err := w.Documents.Past(r.Context(), v.who(), keys)
	if err != nil {
		return err
	}
	for i, m := range all {
		if m.Read.IsZero() && past[m.Key] {
			if read, err := w.Notices.Read(r.Context(), v.who(), m.ID); err == nil { // pages are shown where nothing can be written
				all[i] = read
			}
		}
	}
	return nil
}

func (w *Web) noticeView(m notify.Message) views.NoticeView {
	args := make([]any, len(m.Args))
	for i, a := range m.Args {
		args[i] = a
	}
	return views.NoticeView{ID: m.ID, Text: w.Words.Say(m.Code, args...), When: when(m.At)}
}

// openNotice marks a message as read and goes to what it speaks of. Opening it
// twice is the same as once, so a plain link may do it.
func (w *Web) openNotice(rw http.ResponseWriter, r *http.Request, v visit) error {
	m, err := w.Notices.Read(r.Context(), v.who(), r.PathValue("id"))
	if err != nil {
		return err
	}
	to := local(m.Link)
	if m.Link == "" {
		to = "/notices"
	}
	http.Redirect(rw, r, to, http.StatusSeeOther)
	return nil
}
