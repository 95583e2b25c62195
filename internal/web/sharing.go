package web

import (
	"net/http"

	"sotay/internal/platform/fault"
	"sotay/internal/publication"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// sharingRoutes are what the office that sent a paper does with it afterwards: a
// link for anybody, and taking it back.
func (w *Web) sharingRoutes() []Route {
	return []Route{
		holder(publication.Send, "GET /publications/{id}/share", w.sharing),
		holder(publication.Send, "POST /publications/{id}/share", w.share),
		holder(publication.Send, "POST /publications/{id}/unshare", w.unshare),
		holder(publication.Send, "GET /publications/{id}/poster", w.poster),
		holder(publication.Send, "GET /publications/{id}/withdraw", w.withdrawing),
		holder(publication.Send, "POST /publications/{id}/withdraw", w.withdraw),
	}
}

func publicationID(r *http.Request) publication.ID { return publication.ID(r.PathValue("id")) }

// sentHere is a publication of an office for which the actor sends.
func (w *Web) sentHere(r *http.Request, v visit) (publication.Item, error) {
	i, err := w.Sent.See(r.Context(), v.who(), publicationID(r))
	if err != nil {
		return i, err
	}
	return i, v.Who.May(publication.Send, i.Path)
}

func sharePath(id publication.ID) string { return "/publications/" + string(id) + "/share" }

func (w *Web) sharing(rw http.ResponseWriter, r *http.Request, v visit) error {
	i, err := w.sentHere(r, v)
	if err != nil {
		return err
	}
	d := views.SharingData{ID: string(i.ID), Open: i.Open, Withdrawn: !i.Withdrawn.IsZero()}
	if i.Token != "" {
		d.Link = origin(r) + "/p/" + i.Token
		if d.Code, err = codeOf(d.Link, "Mã mở văn bản "+i.Number); err != nil {
			return err
		}
	}
	return show(rw, r, views.Sharing(w.sentFrame(r, v, i, "Đường dẫn công khai", "share"), d))
}

// sentFrame stands below the page on which the reading of a paper is followed.
func (w *Web) sentFrame(r *http.Request, v visit, i publication.Item, title, page string) ui.Page {
	p := w.page(r, v, title)
	p.Lede = paperTitle(i.Publication)
	p.Crumbs = []ui.Crumb{{Label: "Theo dõi đọc văn bản", Href: "/publications"}, {Label: "Tình hình đọc", Href: rollupPath(i.ID, i.Unit, "")}}
	p.Here = "/publications/" + string(i.ID) + "/" + page
	return p
}

func (w *Web) share(rw http.ResponseWriter, r *http.Request, v visit) error {
	if _, err := w.Sent.Share(r.Context(), v.who(), publicationID(r)); err != nil {
		return err
	}
	return done(rw, r, sharePath(publicationID(r)), "Đã tạo đường dẫn. Ai có đường dẫn hoặc mã này đều đọc được văn bản.")
}

func (w *Web) unshare(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Sent.Unshare(r.Context(), v.who(), publicationID(r)); err != nil {
		return err
	}
	return done(rw, r, sharePath(publicationID(r)), "Đường dẫn không còn mở được nữa.")
}

// poster is the code on a sheet that is put up on the board of a village.
func (w *Web) poster(rw http.ResponseWriter, r *http.Request, v visit) error {
	i, err := w.sentHere(r, v)
	if err != nil {
		return err
	}
	if i.Token == "" || !i.Withdrawn.IsZero() {
		return done(rw, r, sharePath(i.ID), "")
	}
	d := views.PosterData{Issuer: i.Issuer, Number: i.Number, Title: i.Title, Day: i.Day.String(), Link: origin(r) + "/p/" + i.Token, Back: sharePath(i.ID)}
	if d.Code, err = codeOf(d.Link, "Mã mở văn bản "+i.Number); err != nil {
		return err
	}
	return show(rw, r, views.Poster(w.page(r, v, "Mời đọc văn bản"), d))
}

func (w *Web) withdrawing(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.withdrawPage(rw, r, v, nil)
}

// withdrawPage says what taking a paper back means before it is done.
func (w *Web) withdrawPage(rw http.ResponseWriter, r *http.Request, v visit, refusal error) error {
	i, err := w.sentHere(r, v)
	if err != nil {
		return err
	}
	if !i.Withdrawn.IsZero() {
		return done(rw, r, rollupPath(i.ID, i.Unit, ""), "")
	}
	roll, err := w.Sent.Rollup(r.Context(), v.who(), i.ID, i.Unit)
	if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
		return err
	}
	d := views.WithdrawData{ID: string(i.ID), Reason: form(r, "reason"), Back: rollupPath(i.ID, i.Unit, ""),
		Facts: filled([]ui.Fact{{Name: "Văn bản", Value: paperTitle(i.Publication)}, {Name: "Ngày gửi", Value: when(i.At)}})}
	if err == nil {
		d.Facts = append(d.Facts, ui.Fact{Name: "Đã mở", Value: ui.Number(roll.Total.Opened) + " người"}, ui.Fact{Name: "Không phải đọc nữa", Value: ui.Number(roll.Total.People-roll.Total.Done) + " người"})
	}
	code := http.StatusOK
	if refusal != nil {
		fields, all, ok := w.mistakes(refusal)
		if !ok {
			return refusal
		}
		d.Error, d.Mistakes, code = fields["reason"], all, fault.Of(refusal).Kind.Status()
	}
	return render(rw, r, code, views.Withdraw(w.sentFrame(r, v, i, "Thu hồi văn bản đã gửi", "withdraw"), d))
}

func (w *Web) withdraw(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := publicationID(r)
	if err := w.Sent.TakeBack(r.Context(), v.who(), id, form(r, "reason")); err != nil {
		return w.withdrawPage(rw, r, v, err)
	}
	i, err := w.Sent.See(r.Context(), v.who(), id)
	if err != nil {
		return err
	}
	return done(rw, r, rollupPath(id, i.Unit, ""), "Đã thu hồi. Người nhận thấy lý do thu hồi thay cho văn bản.")
}
