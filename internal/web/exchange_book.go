package web

import (
	"cmp"
	"net/http"
	"strconv"

	"sotay/internal/exchange"
	"sotay/internal/org"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/mailbox"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// exchangeBook shows the offices that exchange papers, and whom they know.
func (w *Web) exchangeBook(rw http.ResponseWriter, r *http.Request, v visit) error {
	desks, err := w.Exchange.Desks(r.Context(), v.who(), exchange.Manage)
	if err != nil {
		return err
	}
	peers, err := w.Exchange.Peers(r.Context(), v.who(), exchange.Manage)
	if err != nil {
		return err
	}
	var cards map[org.ID]org.Unit
	err = w.DB.Read(r.Context(), func(q db.Q) (err error) {
		var ids []org.ID
		for _, x := range desks {
			ids = append(ids, x.Unit)
		}
		cards, err = w.Units.Cards(r.Context(), q, ids)
		return err
	})
	if err != nil {
		return err
	}
	var d views.ExchangeBookData
	for _, x := range desks {
		unit := strconv.FormatInt(int64(x.Unit), 10)
		desk := views.ExchangeDesk{Name: x.Name, Edit: "/exchange/desk?unit=" + unit, Add: "/exchange/peers/new?unit=" + unit,
			Facts: filled([]ui.Fact{{Name: "Mã định danh", Value: x.Organ}, {Name: "Thư mục nhận gói tin", Value: "exchange/nhan/" + cards[x.Unit].Code + " trong thư mục dữ liệu"}, {Name: "Hộp thư", Value: enumerated(x.Box.Login, x.Box.Server)}, {Name: "Xem hộp thư lúc", Value: when(x.CheckedAt)},
				{Name: "Gửi thư từ", Value: enumerated(x.Post.Sender, x.Post.Server)}})}
		if x.Problem != "" {
			desk.Problem = w.Words.Say(x.Problem)
		}
		for _, p := range peers {
			if p.Unit == x.Unit {
				desk.Rows = append(desk.Rows, peerRow(p))
			}
		}
		d.Desks = append(d.Desks, desk)
	}
	p := w.page(r, v, "Danh bạ liên thông")
	p.Actions = ui.Button{Label: "Khai báo cơ quan", Href: "/exchange/desk", Icon: ui.IconPlus}
	return show(rw, r, views.ExchangeBook(p, d))
}

func peerRow(p exchange.Peer) ui.Row {
	way := ui.Cell{Text: wayWords(p.Way), Sub: peerPlace(p)}
	if p.Closed {
		way = ui.Cell{Body: ui.Badge{Text: "Ngừng liên thông"}}
	}
	inward := "Qua thư mục"
	if p.Keyed() {
		inward = "Qua thư mục hoặc qua mạng"
	}
	return ui.Row{Cells: []ui.Cell{{Text: p.Name, Sub: p.Organ, Href: "/exchange/peers/" + string(p.ID)}, way, {Text: inward}}}
}

// peerPlace is where messages for a peer go.
func peerPlace(p exchange.Peer) string {
	switch p.Way {
	case exchange.Folder:
		return "exchange/gui/" + p.Folder
	case exchange.Mail:
		if p.Confided {
			return p.Mail + ", cả văn bản nội bộ"
		}
		return p.Mail + ", chỉ văn bản công khai"
	}
	return p.URL
}

func peerWays() []ui.Option {
	return []ui.Option{{Value: string(exchange.Folder), Label: "Thư mục chung"}, {Value: string(exchange.HTTP), Label: "Qua mạng (HTTPS)"},
		{Value: string(exchange.Mail), Label: "Thư điện tử"}}
}

func letterForms() []ui.Option {
	return []ui.Option{{Value: string(exchange.Files), Label: "Tệp văn bản và thư ngỏ, cho nơi mở thư bằng tay"}, {Value: string(exchange.Message), Label: "Gói tin edXML, cho nơi có phần mềm liên thông"}}
}

func peerTyped(r *http.Request) exchange.Peer {
	return exchange.Peer{Organ: form(r, "organ"), Name: form(r, "name"), Way: exchange.Way(form(r, "way")), Folder: form(r, "folder"), URL: form(r, "url"), Key: form(r, "key"), Closed: form(r, "closed") != "",
		Mail: form(r, "mail"), Form: exchange.Form(form(r, "form")), Confided: form(r, "confided") != ""}
}

func (w *Web) newPeer(rw http.ResponseWriter, r *http.Request, v visit) error {
	unit := officeOf(r, v.who(), exchange.Manage)
	return w.peerForm(rw, r, v, unit, exchange.Peer{Way: exchange.Folder, Form: exchange.Files}, "", nil)
}

func (w *Web) meetPeer(rw http.ResponseWriter, r *http.Request, v visit) error {
	unit := officeOf(r, v.who(), exchange.Manage)
	id, err := w.Exchange.Meet(r.Context(), v.who(), unit, peerTyped(r))
	if err != nil {
		return w.peerForm(rw, r, v, unit, peerTyped(r), "", err)
	}
	return done(rw, r, "/exchange/peers/"+string(id), "Đã thêm vào danh bạ. Nếu nơi này gửi đến qua mạng, hãy cấp khóa cho họ.")
}

func (w *Web) editPeer(rw http.ResponseWriter, r *http.Request, v visit) error {
	p, err := w.peerOf(r, v)
	if err != nil {
		return err
	}
	return w.peerForm(rw, r, v, p.Unit, p, "", nil)
}

// peerOf is the peer that the address names, if it is the actor's to manage.
func (w *Web) peerOf(r *http.Request, v visit) (exchange.Peer, error) {
	return w.Exchange.Peer(r.Context(), v.who(), exchange.PeerID(r.PathValue("id")))
}

func (w *Web) readdressPeer(rw http.ResponseWriter, r *http.Request, v visit) error {
	p, err := w.peerOf(r, v)
	if err != nil {
		return err
	}
	to := peerTyped(r)
	if err := w.Exchange.Readdress(r.Context(), v.who(), p.ID, to); err != nil {
		to.ID, to.Unit = p.ID, p.Unit
		return w.peerForm(rw, r, v, p.Unit, to, "", err)
	}
	return done(rw, r, "/exchange/peers", "Đã lưu.")
}

func (w *Web) givePeerKey(rw http.ResponseWriter, r *http.Request, v visit) error {
	key, err := w.Exchange.GiveKey(r.Context(), v.who(), exchange.PeerID(r.PathValue("id")))
	if err != nil {
		return err
	}
	p, err := w.peerOf(r, v)
	if err != nil {
		return err
	}
	return w.peerForm(rw, r, v, p.Unit, p, key, nil)
}

func (w *Web) peerForm(rw http.ResponseWriter, r *http.Request, v visit, unit org.ID, x exchange.Peer, key string, refusal error) error {
	u, err := w.exchangeUnit(r, v, unit)
	if err != nil {
		return err
	}
	d := views.ExchangePeerData{Action: "/exchange/peers", Unit: strconv.FormatInt(int64(unit), 10), Submit: "Thêm", Organ: x.Organ, Name: x.Name, Way: string(x.Way), Folder: x.Folder, URL: x.URL,
		Ways: peerWays(), Closed: x.Closed, Key: key, Mail: x.Mail, Form: cmp.Or(string(x.Form), string(exchange.Files)), Forms: letterForms(), Confided: x.Confided}
	p := w.page(r, v, "Thêm nơi liên thông cho "+u.Name)
	p.Crumbs, p.Here = []ui.Crumb{{Label: "Danh bạ liên thông", Href: "/exchange/peers"}}, "/exchange/peers/new"
	if x.ID != "" {
		d.Action, d.Submit, d.Known, d.HasKey = "/exchange/peers/"+string(x.ID), "Lưu", true, x.HasKey
		d.Give, d.Address = d.Action+"/key", "/exchange/messages"
		p.Title, p.Here = x.Name, d.Action
	}
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	return render(rw, r, code, views.ExchangePeer(p, d))
}

// exchangeUnit is a unit whose exchange the actor manages.
func (w *Web) exchangeUnit(r *http.Request, v visit, unit org.ID) (u org.Unit, err error) {
	err = w.DB.Read(r.Context(), func(q db.Q) error {
		if u, err = w.Units.Get(r.Context(), q, unit); err != nil {
			return err
		}
		return v.Who.May(exchange.Manage, u.Path)
	})
	return u, err
}

func boxSecurities() []ui.Option {
	return []ui.Option{{Value: string(mailbox.TLS), Label: "TLS (thường là cổng 993)"}, {Value: string(mailbox.StartTLS), Label: "STARTTLS (thường là cổng 143)"}, {Value: string(mailbox.Plain), Label: "Không, máy chủ thư ở ngay máy này"}}
}

func postSecurities() []ui.Option {
	return []ui.Option{{Value: string(mailbox.TLS), Label: "TLS (thường là cổng 465)"}, {Value: string(mailbox.StartTLS), Label: "STARTTLS (thường là cổng 587)"}, {Value: string(mailbox.Plain), Label: "Không, máy chủ thư ở ngay máy này"}}
}

// editDesk is the form of an office: of the one in the address, or of a new one.
func (w *Web) editDesk(rw http.ResponseWriter, r *http.Request, v visit) error {
	d := views.ExchangeDeskData{Security: string(mailbox.TLS), PostSecurity: string(mailbox.TLS)}
	if r.URL.Query().Get("unit") == "" {
		return w.deskForm(rw, r, v, d, nil)
	}
	u, err := w.exchangeUnit(r, v, officeOf(r, v.who(), exchange.Manage))
	if err != nil {
		return err
	}
	d.Code, d.Name, d.Kept = u.Code, u.Name, true
	desks, err := w.Exchange.Desks(r.Context(), v.who(), exchange.Manage)
	for _, x := range desks {
		if x.Unit == u.ID {
			d.Name, d.Organ, d.Server, d.Login, d.HasPassword = x.Name, x.Organ, x.Box.Server, x.Box.Login, x.Box.Server != ""
			d.PostServer, d.PostLogin, d.PostSender, d.HasPostPassword = x.Post.Server, x.Post.Login, x.Post.Sender, x.Post.Server != ""
			if x.Box.Security != "" {
				d.Security = string(x.Box.Security)
			}
			if x.Post.Security != "" {
				d.PostSecurity = string(x.Post.Security)
			}
		}
	}
	if err != nil {
		return err
	}
	return w.deskForm(rw, r, v, d, nil)
}

func (w *Web) arrangeDesk(rw http.ResponseWriter, r *http.Request, v visit) error {
	d := views.ExchangeDeskData{Code: form(r, "code"), Organ: form(r, "organ"), Name: form(r, "name"), Server: form(r, "server"), Security: form(r, "security"), Login: form(r, "login"),
		PostServer: form(r, "postServer"), PostSecurity: form(r, "postSecurity"), PostLogin: form(r, "postLogin"), PostSender: form(r, "postSender")}
	var u org.Unit
	err := w.DB.Read(r.Context(), func(q db.Q) (err error) {
		u, err = w.Units.ByCode(r.Context(), q, d.Code)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && !v.Who.Can(exchange.Manage, u.Path) {
		return w.deskForm(rw, r, v, d, fault.New(fault.Invalid, "exchange.invalid").Field("code", "exchange.code_bad"))
	}
	if err != nil {
		return err
	}
	box := exchange.Box{Server: d.Server, Security: mailbox.Security(d.Security), Login: d.Login, Password: r.PostFormValue("password")}
	post := exchange.Post{Server: d.PostServer, Security: mailbox.Security(d.PostSecurity), Login: d.PostLogin, Password: r.PostFormValue("postPassword"), Sender: d.PostSender}
	if err := w.Exchange.Arrange(r.Context(), v.who(), u.ID, exchange.Desk{Organ: d.Organ, Name: d.Name, Box: box, Post: post}); err != nil {
		return w.deskForm(rw, r, v, d, err)
	}
	return done(rw, r, "/exchange/peers", "Đã lưu.")
}

func (w *Web) deskForm(rw http.ResponseWriter, r *http.Request, v visit, d views.ExchangeDeskData, refusal error) error {
	d.Securities, d.PostSecurities = boxSecurities(), postSecurities()
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	p := w.page(r, v, "Cơ quan liên thông")
	p.Crumbs, p.Here = []ui.Crumb{{Label: "Danh bạ liên thông", Href: "/exchange/peers"}}, "/exchange/desk"
	return render(rw, r, code, views.ExchangeDeskForm(p, d))
}
