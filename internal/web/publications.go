package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"sotay/internal/library"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/publication"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// publicationRoutes are the papers that were sent to a person or an office, and
// how far the readers of a paper are.
func (w *Web) publicationRoutes() []Route {
	return []Route{
		signed("GET /papers", w.papers),
		signed("GET /papers/{id}", w.receipt),
		signed("POST /publications/{id}/confirm", w.confirmPaper),
		signed("POST /publications/{id}/answer", w.answerPaper),
		holder(publication.Watch, "GET /publications", w.sentPapers),
		holder(publication.Watch, "GET /publications/{id}", w.rollup),
		holder(publication.Watch, "GET /publications/{id}/waiting.xlsx", w.waitingFile),
		holder(publication.Watch, "POST /publications/{id}/mark", w.markPaper),
		holder(publication.Send, "POST /publications/{id}/remind", w.remindPaper),
	}
}

const papersPage = 20

// savedTab stands for what is kept on the device, among the offices.
const savedTab = "saved"

// papers shows what was sent to the person, or to one of his offices.
func (w *Web) papers(rw http.ResponseWriter, r *http.Request, v visit) error {
	q, office := r.URL.Query(), r.URL.Query().Get("office")
	d := views.PapersData{Continue: q.Get("after") != ""}
	var err error
	if d.Tabs, err = w.paperTabs(r, v.who(), office); err != nil {
		return err
	}
	if office == "" && v.Who.Member == "" && len(d.Tabs) > 0 {
		return done(rw, r, d.Tabs[0].Href, "")
	}
	all, err := w.inboxPage(r, v, office)
	if err != nil {
		return err
	}
	if len(all) > papersPage {
		all = all[:papersPage]
		d.More = "/papers?office=" + queryEscape(office) + "&after=" + queryEscape(all[papersPage-1].Cursor())
	}
	for _, i := range all {
		if i.Pending() {
			d.Pending = append(d.Pending, sentPaper(i, civil.In(w.DB.Now())))
		} else {
			d.Rest = append(d.Rest, sentPaper(i, civil.In(w.DB.Now())))
		}
	}
	if err := w.takenIn(r, v, office, &d); err != nil {
		return err
	}
	p := w.page(r, v, "Văn bản gửi đến đồng chí")
	if v.Who.Holds(library.Read) {
		p.Actions = ui.Button{Label: "Tìm trong thư viện", Href: "/library", Icon: ui.IconSearch}
	}
	return show(rw, r, views.Papers(p, d))
}

func (w *Web) inboxPage(r *http.Request, v visit, office string) ([]publication.Item, error) {
	after := r.URL.Query().Get("after")
	if office == "" {
		return w.Sent.Inbox(r.Context(), v.who(), after, papersPage+1)
	}
	var unit org.Unit
	err := w.DB.Read(r.Context(), func(q db.Q) (err error) {
		unit, err = w.Units.Get(r.Context(), q, unitNumber(office))
		return err
	})
	if err != nil {
		return nil, err
	}
	return w.Sent.OfficeInbox(r.Context(), v.who(), unit.Path, after, papersPage+1)
}

// paperTabs are the person's own papers, those of the offices for which he receives,
// and what he keeps on his device.
func (w *Web) paperTabs(r *http.Request, who authz.Actor, office string) (tabs []ui.Tab, err error) {
	if who.Member != "" {
		tabs = append(tabs, ui.Tab{Label: "Gửi đến tôi", Href: "/papers", Active: office == ""})
	}
	var ids []org.ID
	for _, span := range who.Scope(publication.Receive) {
		ids = append(ids, org.ID(span.Top.Unit()))
	}
	var cards map[org.ID]org.Unit
	err = w.DB.Read(r.Context(), func(q db.Q) error {
		cards, err = w.Units.Cards(r.Context(), q, ids)
		return err
	})
	for _, id := range ids {
		if u, ok := cards[id]; ok {
			n := strconv.FormatInt(int64(id), 10)
			label := "Văn phòng"
			if len(ids) > 1 {
				label = u.Name
			}
			tabs = append(tabs, ui.Tab{Label: label, Href: "/papers?office=" + n, Active: office == n})
		}
	}
	tabs = append(tabs, ui.Tab{Label: "Đã lưu trên máy", Href: "/saved", Active: office == savedTab})
	return tabs, err
}

// sentPaper is a publication as its reader sees it in a list.
func sentPaper(i publication.Item, today civil.Date) views.SentPaper {
	x := views.SentPaper{ID: string(i.ID), Title: paperTitle(i.Publication), Href: "/papers/" + string(i.ID), From: i.Issuer + ", ngày " + i.Day.String(), Due: i.Due.String(), Pending: i.Pending()}
	switch {
	case !i.Withdrawn.IsZero():
		x.Withdrawn, x.Badge = i.Reason, ui.Badge{Text: "Đã thu hồi", Tone: ui.Bad, Icon: ui.IconX}
	case i.Pending() && !i.Due.IsZero() && i.Due < today:
		x.Badge = ui.Badge{Text: "Quá hạn đọc", Tone: ui.Bad, Icon: ui.IconWarning}
	case i.Opened.IsZero():
		x.Badge = ui.Badge{Text: "Chưa đọc", Tone: ui.Warn, Icon: ui.IconMail}
	case i.Pending():
		x.Badge = ui.Badge{Text: "Đã mở, chưa xác nhận", Tone: ui.Info, Icon: ui.IconClock}
	default:
		x.Badge = ui.Badge{Text: "Đã đọc", Tone: ui.Good, Icon: ui.IconCheck}
	}
	x.Asked = map[publication.Asking]string{publication.Confirm: "Đọc xong, mời đồng chí bấm xác nhận.", publication.Answer: "Đọc xong, mời đồng chí trả lời một câu hỏi ngắn."}[i.Ask]
	return x
}

func paperTitle(p publication.Publication) string {
	if p.Number == "" {
		return p.Title
	}
	return p.Number + ": " + p.Title
}

// homePapers shows what the person has still to read.
func (w *Web) homePapers(r *http.Request, v visit, d *views.HomeData) error {
	const most, first = 100, 3
	n, err := w.Sent.Unread(r.Context(), v.who(), most)
	if err != nil || n == 0 {
		return err
	}
	all, err := w.Sent.Inbox(r.Context(), v.who(), "", first)
	d.Papers = &views.HomePapers{Href: "/papers", Title: "Văn bản cần đọc: " + strconv.Itoa(n)}
	for _, i := range all {
		if i.Pending() {
			x := sentPaper(i, civil.In(w.DB.Now()))
			d.Papers.Links = append(d.Papers.Links, views.Link{Text: x.Title, Href: x.Href, Sub: x.From})
		}
	}
	return err
}

// receipt is where the reader goes on to the paper, confirms or answers.
func (w *Web) receipt(rw http.ResponseWriter, r *http.Request, v visit) error {
	i, err := w.Sent.See(r.Context(), v.who(), publication.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return show(rw, r, views.ReceiptPage(w.receiptFrame(r, v, i), w.receiptPage(i, "")))
}

func (w *Web) receiptFrame(r *http.Request, v visit, i publication.Item) ui.Page {
	p := w.page(r, v, "Văn bản gửi đến")
	p.Crumbs = []ui.Crumb{{Label: "Văn bản", Href: "/papers"}}
	p.Here = "/papers/" + string(i.ID)
	return p
}

func (w *Web) receiptPage(i publication.Item, chosen string) views.ReceiptPageData {
	x := sentPaper(i, civil.In(w.DB.Now()))
	x.Href = i.Link
	if !i.Withdrawn.IsZero() {
		x.Href = "" // nothing is there to be read any more
	}
	return views.ReceiptPageData{Paper: x, Receipt: receiptOf(i, chosen)}
}

// receiptOf is what a paper's page asks of its reader; also for the page of the paper.
func receiptOf(i publication.Item, chosen string) views.ReceiptData {
	d := views.ReceiptData{ID: string(i.ID)}
	switch {
	case !i.Withdrawn.IsZero():
	case i.Done && !i.Confirmed.IsZero():
		d.Done = when(i.Confirmed)
	case i.Done:
	case i.Ask == publication.Confirm:
		d.Confirm = true
	case i.Ask == publication.Answer:
		d.Text, d.Choices = i.Question.Text, views.ReceiptChoices(i.Question.Choices, chosen)
	}
	return d
}

func (w *Web) confirmPaper(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := publication.ID(r.PathValue("id"))
	if err := w.Sent.Confirm(r.Context(), v.who(), id); err != nil {
		return err
	}
	return done(rw, r, "/papers/"+string(id), "Đã ghi nhận đồng chí đọc xong văn bản.")
}

func (w *Web) answerPaper(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, text := publication.ID(r.PathValue("id")), form(r, "choice")
	choice, err := strconv.Atoi(text)
	if err != nil {
		choice = -1 // refused with the sentence for no choice
	}
	if err := w.Sent.Reply(r.Context(), v.who(), id, choice); err != nil {
		return w.answerPaperAgain(rw, r, v, text, err)
	}
	return done(rw, r, "/papers/"+string(id), "Đúng rồi. Đã ghi nhận đồng chí đọc xong văn bản.")
}

// answerPaperAgain tells gently which answer was wrong, above the question.
func (w *Web) answerPaperAgain(rw http.ResponseWriter, r *http.Request, v visit, chosen string, refusal error) error {
	fields, all, ok := w.mistakes(refusal)
	if !ok {
		return refusal
	}
	i, err := w.Sent.See(r.Context(), v.who(), publication.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	d := w.receiptPage(i, chosen)
	d.Mistakes, d.Receipt.Error = all, fields["choice"]
	return render(rw, r, fault.Of(refusal).Kind.Status(), views.ReceiptPage(w.receiptFrame(r, v, i), d))
}

func (w *Web) sentPapers(rw http.ResponseWriter, r *http.Request, v visit) error {
	all, err := w.Sent.Sent(r.Context(), v.who(), publication.ID(r.URL.Query().Get("before")), papersPage+1)
	if err != nil {
		return err
	}
	var d views.SentData
	if len(all) > papersPage {
		all = all[:papersPage]
		d.More = "/publications?before=" + queryEscape(string(all[papersPage-1].ID))
	}
	for _, p := range all {
		b := ui.Badge{Text: "Đang theo dõi", Tone: ui.Info, Icon: ui.IconClock}
		if !p.Withdrawn.IsZero() {
			b = ui.Badge{Text: "Đã thu hồi", Tone: ui.Bad, Icon: ui.IconX}
		}
		due := p.Due.String()
		if due == "" {
			due = "Không đặt hạn"
		}
		d.Rows = append(d.Rows, ui.Row{Cells: []ui.Cell{{Text: paperTitle(p), Sub: p.Issuer, Href: rollupPath(p.ID, p.Unit, "")}, {Text: p.Day.String()}, {Text: due}, {Body: b}}})
	}
	return show(rw, r, views.SentPapers(w.page(r, v, "Theo dõi đọc văn bản"), d))
}

func rollupPath(id publication.ID, unit org.ID, rest string) string {
	return fmt.Sprintf("/publications/%s?unit=%d%s", id, unit, rest)
}

func (w *Web) rollup(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, unit := publication.ID(r.PathValue("id")), officeOf(r, v.who(), publication.Watch)
	roll, err := w.Sent.Rollup(r.Context(), v.who(), id, unit)
	if err != nil {
		return err
	}
	d := views.RollupData{ID: string(id), Facts: w.sendingFacts(r, v, roll.Publication), Stats: readingStats(roll.Total), Bars: readingBars(roll, unit),
		MaySend: v.Who.Can(publication.Send, roll.Path)}
	d.MayRemind = d.MaySend && roll.Withdrawn.IsZero()
	if !roll.Withdrawn.IsZero() {
		d.Withdrawn = roll.Reason
	}
	for _, o := range roll.Offices {
		opened := "Chưa mở"
		if !o.Opened.IsZero() {
			opened = when(o.Opened)
		}
		d.Offices = append(d.Offices, ui.Row{Cells: []ui.Cell{{Text: o.Label}, {Text: opened, Sub: o.Mark.By}}})
	}
	if err := w.fillWaiting(r, v, roll, unit, &d); err != nil {
		return err
	}
	if d.Chain, err = w.chainRows(r, v, id); err != nil {
		return err
	}
	p := w.page(r, v, paperTitle(roll.Publication))
	p.Crumbs, p.Lede, err = w.rollupTrail(r, v, id, unit)
	if err != nil {
		return err
	}
	return show(rw, r, views.Rollup(p, d))
}

// chainRows are the relays up and down; who watches only a part of the readers is
// not told of them.
func (w *Web) chainRows(r *http.Request, v visit, id publication.ID) (rows []ui.Row, err error) {
	chain, err := w.Sent.Chain(r.Context(), v.who(), id)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	for _, p := range chain {
		cell := ui.Cell{Text: paperTitle(p), Sub: p.Issuer}
		if p.ID != id && v.Who.Can(publication.Watch, p.Path) {
			cell.Href = rollupPath(p.ID, p.Unit, "")
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{cell, {Text: p.Day.String()}}, Current: p.ID == id})
	}
	return rows, err
}

// fillWaiting lists who is not done, to whom the names may be shown.
func (w *Web) fillWaiting(r *http.Request, v visit, roll publication.Rolled, unit org.ID, d *views.RollupData) error {
	if roll.Total.Done == roll.Total.People || !v.Who.Holds(member.See) {
		return nil
	}
	all, next, err := w.Sent.NotRead(r.Context(), v.who(), roll.ID, unit, r.FormValue("after"), listSize)
	if err != nil {
		return err
	}
	ids := make([]org.ID, len(all))
	for i, x := range all {
		ids[i] = x.Unit
	}
	var units map[org.ID]org.Unit
	err = w.DB.Read(r.Context(), func(q db.Q) (err error) {
		units, err = w.Units.Cards(r.Context(), q, ids)
		return err
	})
	for _, x := range all {
		state := ui.Badge{Text: "Chưa mở", Tone: ui.Warn}
		if x.Opened {
			state = ui.Badge{Text: "Đã mở, chưa xác nhận", Tone: ui.Info}
		}
		d.Waiting = append(d.Waiting, ui.Row{Cells: []ui.Cell{{Text: x.Name, Sub: units[x.Unit].Name}, {Body: state},
			{Body: views.MarkFor(string(roll.ID), strconv.FormatInt(int64(unit), 10), string(x.Member), x.Name)}}})
	}
	d.XLSX = fmt.Sprintf("/publications/%s/waiting.xlsx?unit=%d", roll.ID, unit)
	if next != "" {
		d.More = rollupPath(roll.ID, unit, "&after="+queryEscape(next))
	}
	return err
}

func (w *Web) sendingFacts(r *http.Request, v visit, p publication.Publication) []ui.Fact {
	to := ""
	targets, err := w.Sent.Targets(r.Context(), v.who(), p.ID)
	for i, t := range targets {
		if i > 0 {
			to += "; "
		}
		to += t.Label
	}
	if err != nil {
		to = "" // who watches a part of the readers is not told of the others
	}
	asked := map[publication.Asking]string{publication.None: "Đọc", publication.Confirm: "Đọc và xác nhận", publication.Answer: "Đọc và trả lời: " + p.Question.Text}[p.Ask]
	return filled([]ui.Fact{{Name: "Nơi gửi", Value: p.Issuer}, {Name: "Ngày gửi", Value: when(p.At)}, {Name: "Nơi nhận", Value: to}, {Name: "Yêu cầu", Value: asked}, {Name: "Hạn đọc", Value: p.Due.String()}})
}

func readingStats(t publication.Tally) []ui.Stat {
	return []ui.Stat{
		{Value: strconv.Itoa(t.Share()) + "%", Label: "đã đọc xong", Note: ui.Number(t.Done) + "/" + ui.Number(t.People), Tone: ui.Good},
		{Value: ui.Number(t.Opened), Label: "đã mở"},
		{Value: ui.Number(t.People - t.Done), Label: "chưa đọc xong", Tone: warnIf(t.Done < t.People)},
	}
}

func readingBars(roll publication.Rolled, unit org.ID) []ui.Bar {
	var out []ui.Bar
	for _, x := range roll.Units {
		b := ui.Bar{Label: x.Name, Value: x.Share(), Note: fmt.Sprintf("%s trên %s", ui.Number(x.Done), ui.Number(x.People))}
		if x.Unit != unit {
			b.Href = rollupPath(roll.ID, x.Unit, "")
		}
		if x.Done == x.People {
			b.Tone = ui.Good
		}
		out = append(out, b)
	}
	return out
}

// rollupTrail leads from the top of what the person watches down to the unit.
func (w *Web) rollupTrail(r *http.Request, v visit, id publication.ID, unit org.ID) (crumbs []ui.Crumb, name string, err error) {
	crumbs = []ui.Crumb{{Label: "Theo dõi đọc văn bản", Href: "/publications"}}
	err = w.DB.Read(r.Context(), func(q db.Q) error {
		u, err := w.Units.Get(r.Context(), q, unit)
		if err != nil {
			return err
		}
		name = u.Name
		up, err := w.Units.Trail(r.Context(), q, u.Path)
		for _, x := range up {
			if x.ID != unit && v.Who.Can(publication.Watch, x.Path) {
				crumbs = append(crumbs, ui.Crumb{Label: x.Name, Href: rollupPath(id, x.ID, "")})
			}
		}
		return err
	})
	return crumbs, name, err
}

func (w *Web) waitingFile(rw http.ResponseWriter, r *http.Request, v visit) error {
	var b bytes.Buffer
	if err := w.Sent.Export(r.Context(), v.who(), publication.ID(r.PathValue("id")), officeOf(r, v.who(), publication.Watch), &b); err != nil {
		return err
	}
	attach(rw, workbook, "Chưa đọc "+string(w.today())+".xlsx")
	_, err := b.WriteTo(rw)
	return err
}

func (w *Web) markPaper(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := publication.ID(r.PathValue("id"))
	if err := w.Sent.MarkFor(r.Context(), v.who(), id, member.ID(form(r, "member"))); err != nil {
		return err
	}
	return done(rw, r, rollupPath(id, officeOf(r, v.who(), publication.Watch), ""), "Đã ghi nhận; tên đồng chí được lưu cùng việc này.")
}

func (w *Web) remindPaper(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := publication.ID(r.PathValue("id"))
	if err := w.Sent.Press(r.Context(), v.who(), id); err != nil {
		return err
	}
	return done(rw, r, rollupPath(id, officeOf(r, v.who(), publication.Watch), ""), "Đang gửi lời nhắc đến những người chưa đọc xong.")
}
