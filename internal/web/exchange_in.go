package web

import (
	"net/http"

	"sotay/internal/exchange"
	"sotay/internal/incoming"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// receivedPage is where a message that came is shown.
func receivedPage(id exchange.InID) string { return "/exchange/in/" + string(id) }

// showReceived is one message that came: what it is, and what its sender was told.
func (w *Web) showReceived(rw http.ResponseWriter, r *http.Request, v visit) error {
	m, err := w.Exchange.Message(r.Context(), v.who(), exchange.InID(r.PathValue("id")))
	if err != nil {
		return err
	}
	d := views.ExchangeMessageData{Badge: inBadge(m.In), Why: w.whyBad(m.In), Facts: filled([]ui.Fact{{Name: "Nơi gửi", Value: m.Sender}, {Name: "Mã định danh nơi gửi", Value: m.Organ},
		{Name: "Số, ký hiệu", Value: m.Ref.Code.String()}, {Name: "Ngày văn bản", Value: m.Ref.Day.String()}, {Name: "Đến bằng", Value: wayWords(m.Way)}, {Name: "Lúc", Value: when(m.At)}}),
		Said: saidRows(m.Said), Unknown: m.Peer == "" && m.State == exchange.Taken}
	if m.Incoming != "" {
		d.Paper = incomingPath(m.Incoming)
	}
	if m.State == exchange.Bad || m.Recall == exchange.Open {
		d.Open = "/exchange?tab=open"
	}
	p := w.page(r, v, titleOr(m.Subject))
	p.Crumbs, p.Here = []ui.Crumb{{Label: "Liên thông", Href: "/exchange"}}, receivedPage(m.ID)
	return show(rw, r, views.ExchangeMessage(p, d))
}

// saidRows is what a sender was told of his paper, in order.
func saidRows(said []exchange.Out) (rows []ui.Row) {
	for _, o := range said {
		at := when(o.SentAt)
		if o.State == exchange.Failed {
			at = o.Error
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: replyWords(o.Code), Sub: o.Text}, {Body: outBadge(o)}, {Text: at}}})
	}
	return rows
}

// incomingExchange adds to an incoming paper's page how it came by exchange: the last
// that its sender was told, for who sees the exchange.
func (w *Web) incomingExchange(r *http.Request, v visit, f incoming.Full, d *views.IncomingPaperData) error {
	found, err := w.Exchange.Behind(r.Context(), v.who(), f.ID)
	for _, m := range found {
		told := "Chưa báo gì: nơi gửi không có trong danh bạ"
		if n := len(m.Said); n > 0 {
			told = replyWords(m.Said[n-1].Code) + ", " + when(m.Said[n-1].At)
		}
		d.Facts = append(d.Facts, ui.Fact{Name: "Đã báo nơi gửi", Value: told, Href: receivedPage(m.ID), Change: "Xem liên thông"})
	}
	return err
}
