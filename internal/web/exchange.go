package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"sotay/internal/document"
	"sotay/internal/exchange"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// exchangeRoutes are what goes to and comes from other systems: the lists of an
// office, the address books, one paper's way, and the door for other programs.
func (w *Web) exchangeRoutes() []Route {
	return []Route{
		holder(exchange.See, "GET /exchange", w.exchangeList),
		at(exchange.See, "GET /exchange/in/{id}", w.showReceived),
		at(exchange.Send, "POST /exchange/in/{id}/retry", w.retryReceived),
		at(exchange.Send, "POST /exchange/in/{id}/discard", w.discardReceived),
		at(exchange.Send, "POST /exchange/in/{id}/seen", w.acknowledgeReceived),
		at(exchange.Send, "POST /exchange/in/{id}/recall", w.answerRecall),
		at(exchange.Send, "POST /exchange/out/{id}/retry", w.resend),
		holder(exchange.Manage, "GET /exchange/peers", w.exchangeBook),
		holder(exchange.Manage, "GET /exchange/peers/new", w.newPeer),
		holder(exchange.Manage, "POST /exchange/peers", w.meetPeer),
		at(exchange.Manage, "GET /exchange/peers/{id}", w.editPeer),
		at(exchange.Manage, "POST /exchange/peers/{id}", w.readdressPeer),
		at(exchange.Manage, "POST /exchange/peers/{id}/key", w.givePeerKey),
		holder(exchange.Manage, "GET /exchange/desk", w.editDesk),
		holder(exchange.Manage, "POST /exchange/desk", w.arrangeDesk),
		at(exchange.Send, "GET /documents/{id}/exchange", w.documentExchange),
		at(exchange.Send, "POST /documents/{id}/exchange", w.sendDocument),
		at(exchange.Send, "POST /documents/{id}/exchange/recall", w.recallDocument),
		public("POST /exchange/messages", w.acceptMessage).files(),
	}
}

const exchangePage = 30

// acceptMessage is the door for programs: edXML in, a line of JSON out.
func (w *Web) acceptMessage(rw http.ResponseWriter, r *http.Request, _ visit) error {
	key, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	i, err := w.Exchange.Accept(r.Context(), exchange.Carrier(), key, r.Body)
	var big *http.MaxBytesError
	if asError(err, &big) {
		err = fault.New(fault.Invalid, "exchange.too_large", big.Limit>>20)
	}
	answer := struct {
		ID      string `json:"id,omitempty"`
		State   string `json:"state,omitempty"`
		Code    string `json:"code,omitempty"`
		Message string `json:"message,omitempty"`
	}{ID: string(i.ID), State: string(i.State)}
	code := http.StatusAccepted
	if f := fault.Of(err); f != nil {
		code, answer.Code, answer.Message = f.Kind.Status(), f.Code, w.Words.Fault(f)
		if f.Kind == fault.Internal && r.Context().Err() == nil {
			w.Log.Error("a message failed", "error", err)
		}
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(code)
	return json.NewEncoder(rw).Encode(answer)
}

func (w *Web) exchangeList(rw http.ResponseWriter, r *http.Request, v visit) error {
	tab, before := r.URL.Query().Get("tab"), r.URL.Query().Get("before")
	d := views.ExchangeData{Tabs: []ui.Tab{{Label: "Đã nhận", Href: "/exchange", Active: tab == ""}, {Label: "Đã gửi", Href: "/exchange?tab=sent", Active: tab == "sent"},
		{Label: "Cần xử lý", Href: "/exchange?tab=open", Active: tab == "open"}}}
	fill := map[string]func(*http.Request, visit, string, *views.ExchangeData) error{"": w.receivedList, "sent": w.sentList, "open": w.openList}[tab]
	if fill == nil {
		fill = w.receivedList
	}
	if err := fill(r, v, before, &d); err != nil {
		return err
	}
	desks, err := w.Exchange.Desks(r.Context(), v.who(), exchange.See)
	for _, x := range desks {
		if x.Problem != "" {
			d.Notices = append(d.Notices, ui.Notice{Tone: ui.Bad, Title: "Hộp thư của " + x.Name + " đang lỗi", Text: w.Words.Say(x.Problem)})
		}
	}
	if err != nil {
		return err
	}
	p := w.page(r, v, "Liên thông văn bản")
	if v.Who.Holds(exchange.Manage) {
		p.Actions = ui.Button{Label: "Danh bạ, hộp thư", Href: "/exchange/peers", Icon: ui.IconSettings}
	}
	return show(rw, r, views.Exchange(p, d))
}

func (w *Web) receivedList(r *http.Request, v visit, before string, d *views.ExchangeData) error {
	all, err := w.Exchange.In(r.Context(), v.who(), false, exchange.InID(before), exchangePage+1)
	if len(all) > exchangePage {
		all = all[:exchangePage]
		d.More = "/exchange?before=" + queryEscape(string(all[exchangePage-1].ID))
	}
	d.Caption, d.Heads = "Đã nhận", []ui.Head{{Text: "Văn bản"}, {Text: "Nơi gửi"}, {Text: "Tình trạng"}}
	d.Empty = ui.Empty{Icon: ui.IconInbox, Title: "Chưa nhận văn bản nào", Text: "Văn bản gửi qua mạng, thư mục và hộp thư sẽ hiện ở đây, rồi vào danh sách văn bản đến."}
	for _, i := range all {
		c := ui.Cell{Text: titleOr(i.Subject), Sub: enumerated(i.Ref.Code.String(), i.Ref.Day.String())}
		c.Href = receivedPage(i.ID)
		d.Rows = append(d.Rows, ui.Row{Cells: []ui.Cell{c, {Text: i.Sender, Sub: enumerated(wayWords(i.Way), when(i.At))}, {Body: inBadge(i)}}})
	}
	return err
}

func (w *Web) sentList(r *http.Request, v visit, before string, d *views.ExchangeData) error {
	all, err := w.Exchange.Out(r.Context(), v.who(), false, exchange.OutID(before), exchangePage+1)
	if len(all) > exchangePage {
		all = all[:exchangePage]
		d.More = "/exchange?tab=sent&before=" + queryEscape(string(all[exchangePage-1].ID))
	}
	d.Caption, d.Heads = "Đã gửi", []ui.Head{{Text: "Văn bản"}, {Text: "Nơi nhận"}, {Text: "Gửi"}, {Text: "Nơi nhận báo"}}
	d.Empty = ui.Empty{Icon: ui.IconSend, Title: "Chưa gửi văn bản nào", Text: "Mở một văn bản đã ban hành rồi bấm “Gửi liên thông”."}
	for _, o := range all {
		d.Rows = append(d.Rows, ui.Row{Cells: []ui.Cell{{Text: o.Subject, Sub: enumerated(o.Ref.Code.String(), o.Ref.Day.String()), Href: documentPath(o.Document) + "/exchange"}, {Text: o.PeerName}, {Body: outBadge(o)},
			{Text: replyWords(o.Reply), Sub: enumerated(o.Said, when(o.ReplyAt))}}})
	}
	return err
}

// openList is what waits for somebody: bad messages, recalls, and what could not be sent.
func (w *Web) openList(r *http.Request, v visit, _ string, d *views.ExchangeData) error {
	const most = 100
	in, err := w.Exchange.In(r.Context(), v.who(), true, "", most)
	if err != nil {
		return err
	}
	out, err := w.Exchange.Out(r.Context(), v.who(), true, "", most)
	d.Empty = ui.Empty{Icon: ui.IconCheck, Title: "Không có gì phải xử lý", Text: "Gói tin lỗi, đề nghị thu hồi và văn bản gửi không được sẽ hiện ở đây."}
	for _, i := range in {
		d.Open = append(d.Open, w.openIn(i, v.Who.Can(exchange.Send, i.Path)))
	}
	for _, o := range out {
		x := views.ExchangeItem{ID: string(o.ID), Title: failedTitle(o), Why: w.whyUnsent(o),
			Facts: filled([]ui.Fact{{Name: "Nơi nhận", Value: o.PeerName}, {Name: "Số, ký hiệu", Value: o.Ref.Code.String()}, {Name: "Chi tiết", Value: o.Detail}, {Name: "Gửi lúc", Value: when(o.At)}})}
		if v.Who.Can(exchange.Send, o.Path) {
			x.Retry = "/exchange/out/" + x.ID + "/retry"
		}
		d.Open = append(d.Open, x)
	}
	return err
}

func (w *Web) openIn(i exchange.In, may bool) views.ExchangeItem {
	x := views.ExchangeItem{ID: string(i.ID), Title: titleOr(i.Subject), Facts: filled([]ui.Fact{{Name: "Nơi gửi", Value: i.Sender}, {Name: "Số, ký hiệu", Value: i.Ref.Code.String()},
		{Name: "Đến bằng", Value: wayWords(i.Way)}, {Name: "Lúc", Value: when(i.At)}})}
	address := "/exchange/in/" + x.ID
	if i.Recall == exchange.Open {
		x.Why = "Nơi gửi đề nghị thu hồi văn bản này. Hãy trả lời; nếu đồng ý, hãy gạch văn bản khỏi sổ văn bản đến."
		x.Facts = append(x.Facts, ui.Fact{Name: "Văn bản đến", Value: "Đã nhận", Href: incomingPath(i.Incoming), Change: "Xem"})
		if may {
			x.Agree = address + "/recall"
		}
		return x
	}
	if i.Unseen {
		x.Title, x.Why = "Nơi gửi cập nhật hoặc thay thế: "+x.Title, "Bản mới đã vào mục Văn bản đến; bản cũ vẫn giữ. Hãy mở để xem thay cho văn bản nào, vào sổ bản mới, rồi bấm “Đã xem”."
		x.See = receivedPage(i.ID)
		if may {
			x.Seen = address + "/seen"
		}
		return x
	}
	x.Why = w.whyBad(i)
	x.Title = "Chưa nhận được: " + x.Title
	file := strings.HasPrefix(i.Reason, "filing.")
	if file {
		x.Facts = append(x.Facts, ui.Fact{Name: "Tệp", Value: i.Detail})
	}
	if may {
		x.Drop, x.Skip = address+"/discard", file || i.Reason == "exchange.bad_left"
		if i.Reason != "exchange.bad_left_there" {
			x.Retry = address + "/retry"
		}
	}
	return x
}

func (w *Web) retryReceived(rw http.ResponseWriter, r *http.Request, v visit) error {
	i, err := w.Exchange.Retry(r.Context(), v.who(), exchange.InID(r.PathValue("id")), form(r, "skip") != "")
	if err != nil {
		return err
	}
	if i.State == exchange.Bad {
		flash(rw, ui.Notice{Tone: ui.Warn, Title: "Vẫn chưa nhận được: " + w.Words.Say(i.Reason, i.Detail)})
		return done(rw, r, "/exchange?tab=open", "")
	}
	return done(rw, r, "/exchange?tab=open", "Đã nhận. Văn bản chờ vào sổ ở mục Văn bản đến.")
}

func (w *Web) discardReceived(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Exchange.Discard(r.Context(), v.who(), exchange.InID(r.PathValue("id"))); err != nil {
		return err
	}
	return done(rw, r, "/exchange?tab=open", "Đã bỏ.")
}

func (w *Web) answerRecall(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Exchange.AnswerRecall(r.Context(), v.who(), exchange.InID(r.PathValue("id")), form(r, "agree") == "1"); err != nil {
		return err
	}
	return done(rw, r, "/exchange?tab=open", "Đã trả lời nơi gửi.")
}

func (w *Web) resend(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Exchange.Again(r.Context(), v.who(), exchange.OutID(r.PathValue("id"))); err != nil {
		return err
	}
	return done(rw, r, "/exchange?tab=open", "Đang gửi lại.")
}

// documentExchange is to whom a paper was sent, and to whom it can be.
func (w *Web) documentExchange(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.documentExchangeWith(rw, r, v, nil)
}

func (w *Web) documentExchangeWith(rw http.ResponseWriter, r *http.Request, v visit, refusal error) error {
	f, err := w.Documents.See(r.Context(), v.who(), documentID(r))
	if err != nil {
		return err
	}
	if err := v.Who.May(exchange.Send, f.Path); err != nil {
		return err
	}
	sent, err := w.Exchange.Of(r.Context(), v.who(), f.Path, f.ID)
	if err != nil {
		return err
	}
	peers, err := w.Exchange.Peers(r.Context(), v.who(), exchange.Send)
	if err != nil {
		return err
	}
	d := views.DocumentExchangeData{ID: string(f.ID)}
	has, told := map[exchange.PeerID]bool{}, map[exchange.PeerID]bool{}
	for _, o := range sent {
		has[o.Peer] = has[o.Peer] || o.Carries() && o.State != exchange.Failed
		told[o.Peer] = told[o.Peer] || o.Kind == exchange.Recall && o.State != exchange.Failed
		d.Rows = append(d.Rows, w.sentRow(o))
	}
	for _, p := range peers {
		if p.Unit == f.Unit && !p.Closed && !has[p.ID] && f.State == document.Issued {
			d.Peers = append(d.Peers, ui.Option{Value: string(p.ID), Label: p.Name, Hint: peerHint(p, f.Sending.Open), Disabled: !p.MayHave(f.Sending.Open)})
		}
		d.MayRecall = d.MayRecall || f.State == document.Recalled && has[p.ID] && !told[p.ID]
	}
	if err := w.replacements(r, v, f, &d); err != nil {
		return err
	}
	switch {
	case f.State == document.Replaced:
	case f.State != document.Issued && f.State != document.Recalled:
		d.Why = w.Words.Say("exchange.not_issued")
	case len(d.Peers) == 0 && len(d.Rows) == 0:
		d.Why = "Danh bạ liên thông của cơ quan chưa có nơi nào. Hãy nhờ quản trị thêm."
	}
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	p := w.page(r, v, "Gửi liên thông "+f.Symbol)
	p.Crumbs, p.Here = []ui.Crumb{{Label: "Văn bản đi", Href: "/documents"}, {Label: f.Abstract, Href: documentPath(f.ID)}}, documentPath(f.ID)+"/exchange"
	return render(rw, r, code, views.DocumentExchange(p, d))
}

// sentRow is one message about a paper of ours: to whom, how it went, what he says.
func (w *Web) sentRow(o exchange.Out) ui.Row {
	what := map[exchange.Kind]string{exchange.Recall: "Báo thu hồi", exchange.Replace: "Bản thay thế"}[o.Kind]
	state := ui.Cell{Body: outBadge(o), Sub: w.whyUnsent(o)}
	return ui.Row{Cells: []ui.Cell{{Text: o.PeerName, Sub: what}, state, {Text: replyWords(o.Reply), Sub: enumerated(o.Said, when(o.ReplyAt))}}}
}

// replacements shows which paper took the place of one, or of which one it took the place.
func (w *Web) replacements(r *http.Request, v visit, f document.Full, d *views.DocumentExchangeData) error {
	if f.Replaces != "" {
		d.Notices = append(d.Notices, ui.Notice{Title: "Văn bản này thay thế một văn bản trước", Text: "Nơi đã nhận văn bản trước được gửi bản này, kèm tin là bản thay thế.",
			Href: documentPath(f.Replaces) + "/exchange", Link: "Xem văn bản trước"})
	}
	after, err := w.Exchange.InPlaceOf(r.Context(), v.who(), f.Path, f.ID)
	for _, o := range after {
		d.After = append(d.After, w.sentRow(o))
	}
	if f.State == document.Replaced {
		n := ui.Notice{Tone: ui.Warn, Title: "Văn bản đã được thay thế", Text: "Không gửi văn bản này nữa. Nơi đã nhận được gửi bản thay thế."}
		if len(after) > 0 {
			n.Title, n.Href, n.Link = "Văn bản đã được thay thế bằng "+after[0].Ref.Code.String(), documentPath(after[0].Document)+"/exchange", "Xem bản thay thế"
		}
		d.Notices = append(d.Notices, n)
	}
	return err
}

// peerHint says how a paper would go to a peer, and where it may not.
func peerHint(p exchange.Peer, open bool) string {
	switch {
	case p.Way != exchange.Mail:
		return enumerated(p.Organ, wayWords(p.Way))
	case !open && !p.Confided:
		return "Thư điện tử đến " + p.Mail + ". Chỉ nhận văn bản công khai; văn bản này chưa đánh dấu công khai"
	}
	return "Thư điện tử đến " + p.Mail
}

func (w *Web) sendDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := documentID(r)
	if err := r.ParseForm(); err != nil {
		return err
	}
	var to []exchange.PeerID
	for _, p := range r.PostForm["peers"] {
		to = append(to, exchange.PeerID(p))
	}
	if err := w.Exchange.Send(r.Context(), v.who(), id, to); err != nil {
		return w.documentExchangeWith(rw, r, v, err)
	}
	return done(rw, r, documentPath(id)+"/exchange", "Đang gửi. Tình trạng hiện ở trang này.")
}

func (w *Web) recallDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := documentID(r)
	if err := w.Exchange.Recall(r.Context(), v.who(), id); err != nil {
		return w.documentExchangeWith(rw, r, v, err)
	}
	return done(rw, r, documentPath(id)+"/exchange", "Đã báo thu hồi cho các nơi đã nhận.")
}

// failedTitle says what did not go out.
func failedTitle(o exchange.Out) string {
	if o.Kind == exchange.Status {
		return "Không báo được “" + replyWords(o.Code) + "” cho nơi gửi: " + titleOr(o.Subject)
	}
	return "Không gửi được: " + titleOr(o.Subject)
}

// whyUnsent is why a message has not arrived, and whether the program goes on trying.
func (w *Web) whyUnsent(o exchange.Out) string {
	switch {
	case o.Error == "" || o.State == exchange.Sent:
		return ""
	case o.State == exchange.Waiting:
		return w.Words.Say(o.Error) + " Phần mềm tự thử lại."
	}
	return w.Words.Say(o.Error) + " Phần mềm không tự thử nữa."
}

// whyBad is why a message could not be taken; "" for one that was.
func (w *Web) whyBad(i exchange.In) string {
	if i.State != exchange.Bad {
		return ""
	}
	return w.Words.Say(i.Reason, i.Detail)
}

func titleOr(subject string) string {
	if subject == "" {
		return "Gói tin không đọc được"
	}
	return subject
}

func enumerated(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

func wayWords(way exchange.Way) string {
	return map[exchange.Way]string{exchange.Folder: "Thư mục", exchange.HTTP: "Qua mạng", exchange.Mail: "Thư điện tử"}[way]
}

func inBadge(i exchange.In) ui.Badge {
	switch {
	case i.Recall == exchange.Open:
		return ui.Badge{Text: "Đề nghị thu hồi", Tone: ui.Warn, Icon: ui.IconWarning}
	case i.State == exchange.Bad:
		return ui.Badge{Text: "Cần xử lý", Tone: ui.Bad, Icon: ui.IconWarning}
	case i.Unseen:
		return ui.Badge{Text: "Thay bản đã nhận", Tone: ui.Warn, Icon: ui.IconWarning}
	case i.State == exchange.Dropped:
		return ui.Badge{Text: "Đã bỏ"}
	}
	return ui.Badge{Text: "Đã nhận", Tone: ui.Good, Icon: ui.IconCheck}
}

func outBadge(o exchange.Out) ui.Badge {
	switch {
	case o.State == exchange.Sent:
		return ui.Badge{Text: "Đã gửi", Tone: ui.Good, Icon: ui.IconCheck}
	case o.State == exchange.Failed:
		return ui.Badge{Text: "Không gửi được", Tone: ui.Bad, Icon: ui.IconWarning}
	case o.Tries > 0:
		return ui.Badge{Text: "Đang thử lại, lần " + strconv.Itoa(o.Tries+1), Tone: ui.Warn, Icon: ui.IconClock}
	}
	return ui.Badge{Text: "Đang gửi", Tone: ui.Info, Icon: ui.IconClock}
}

// replyWords say what the other side did with a paper.
func replyWords(code edxml.StatusCode) string {
	if code == "" {
		return ""
	}
	words := map[edxml.StatusCode]string{edxml.Arrived: "Đã đến", edxml.Refused: "Từ chối nhận", edxml.Registered: "Đã tiếp nhận, vào sổ", edxml.Assigned: "Đã phân công", edxml.InProgress: "Đang xử lý",
		edxml.Done: "Hoàn thành", edxml.RecallAsked: "Đề nghị thu hồi", edxml.RecallAgreed: "Đồng ý thu hồi", edxml.RecallRefused: "Không đồng ý thu hồi"}[code]
	if words == "" {
		return "Mã " + string(code)
	}
	return words
}
