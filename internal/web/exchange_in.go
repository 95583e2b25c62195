package web

import (
	"net/http"

	"sotay/internal/exchange"
	"sotay/internal/incoming"
	"sotay/internal/platform/edxml"
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
		Versions: versionRows(m), Said: w.saidRows(m.Said), Unknown: m.Peer == "" && m.State == exchange.Taken}
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

// versionRows are the versions of a paper in the order in which they came.
func versionRows(m exchange.Received) (rows []ui.Row) {
	for _, x := range m.Versions {
		entry := "Chờ vào sổ"
		switch {
		case x.Paper.Number > 0:
			entry = "Số đến " + x.Paper.Numbered()
		case x.Paper.State == incoming.Refused:
			entry = "Đã trả lại"
		}
		rows = append(rows, ui.Row{Current: x.ID == m.ID, Cells: []ui.Cell{{Text: titleOr(x.Subject), Sub: enumerated(x.Ref.Code.String(), x.Ref.Day.String()), Href: incomingPath(x.Incoming)},
			{Text: purposeWords(x.Purpose)}, {Text: when(x.At)}, {Text: entry}}})
	}
	return rows
}

func purposeWords(p edxml.Purpose) string {
	return map[edxml.Purpose]string{edxml.New: "Bản đầu", edxml.Update: "Cập nhật", edxml.Replace: "Thay thế"}[p]
}

// acknowledgeReceived notes that the clerk knows what came in the place of what.
func (w *Web) acknowledgeReceived(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Exchange.Acknowledge(r.Context(), v.who(), exchange.InID(r.PathValue("id"))); err != nil {
		return err
	}
	return done(rw, r, "/exchange?tab=open", "Đã ghi là đã xem.")
}

// versionNotices tell the reader of an incoming paper that it is not the only version.
func versionNotices(m exchange.Received) (all []ui.Notice) {
	at := -1
	for n, x := range m.Versions {
		if x.ID == m.ID {
			at = n
		}
	}
	if m.Recall == exchange.Open {
		all = append(all, ui.Notice{Tone: ui.Warn, Title: "Nơi gửi đề nghị thu hồi văn bản này", Text: "Hãy trả lời ở trang liên thông.", Href: "/exchange?tab=open", Link: "Trả lời"})
	}
	if at >= 0 && at < len(m.Versions)-1 {
		all = append(all, ui.Notice{Tone: ui.Warn, Title: "Nơi gửi đã gửi bản mới hơn", Text: "Hãy dùng bản mới; bản này giữ lại để đối chiếu.", Href: incomingPath(m.Versions[len(m.Versions)-1].Incoming), Link: "Xem bản mới nhất"})
	}
	if at > 0 {
		all = append(all, ui.Notice{Title: purposeWords(m.Versions[at].Purpose) + " văn bản đã nhận trước", Text: "Bản trước vẫn giữ nguyên.", Href: receivedPage(m.ID), Link: "Xem các bản"})
	}
	return all
}

// saidRows is what a sender was told of his paper, in order.
func (w *Web) saidRows(said []exchange.Out) (rows []ui.Row) {
	for _, o := range said {
		at := when(o.SentAt)
		if o.State != exchange.Sent {
			at = w.whyUnsent(o)
		}
		word := ui.Cell{Text: replyWords(o.Code), Sub: o.Text}
		if word.Sub == word.Text {
			word.Sub = ""
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{word, {Body: outBadge(o)}, {Text: at}}})
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
		d.Notices = append(d.Notices, versionNotices(m)...)
		d.Facts = append(d.Facts, ui.Fact{Name: "Đã báo nơi gửi", Value: told, Href: receivedPage(m.ID), Change: "Xem liên thông"})
	}
	return err
}
