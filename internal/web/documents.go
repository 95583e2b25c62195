package web

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sotay/internal/document"
	"sotay/internal/exchange"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/paper"
	"sotay/internal/publication"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// documentRoutes are an office's own papers: the drafts, the register, and the
// page of one paper for its office and its readers.
func (w *Web) documentRoutes() []Route {
	return []Route{
		holder(document.See, "GET /documents", w.documents),
		holder(document.See, "GET /documents/register", w.register),
		holder(document.See, "GET /documents/register.xlsx", w.registerFile),
		holder(document.Issue, "POST /documents/numbers", w.reserveNumber),
		holder(document.Issue, "POST /documents/numbers/cancel", w.cancelNumber),
		holder(document.Draft, "GET /documents/new", w.newDocument),
		holder(document.Draft, "POST /documents", w.beginDocument),
		signed("GET /documents/{id}", w.showDocument),
		signed("GET /documents/{id}/read", w.readDocument),
		signed("GET /documents/{id}/file/{name}", w.documentFile),
		at(document.Draft, "GET /documents/{id}/edit", w.editDocument),
		at(document.Draft, "POST /documents/{id}", w.writeDocument),
		at(document.See, "POST /documents/{id}/comments", w.commentDocument),
		at(document.Draft, "POST /documents/{id}/submit", w.submitDocument),
		at(document.Approve, "POST /documents/{id}/answer", w.answerDocument),
		at(document.Issue, "POST /documents/{id}/number", w.numberDocument),
		at(document.Issue, "POST /documents/{id}/issue", w.issueDocument),
		at(document.See, "POST /documents/{id}/sign", w.signDocument),
		at(document.See, "POST /documents/{id}/sign/prepare", w.prepareSignature),
		at(document.See, "GET /documents/{id}/sign/{name}", w.toSign),
		at(document.See, "POST /documents/{id}/sign/signature", w.embedSignature).files(),
		at(document.Draft, "POST /documents/{id}/reopen", w.reopenDocument),
		at(document.Draft, "POST /documents/{id}/end", w.endDocument),
	}
}

const documentsPage = 30

func documentID(r *http.Request) document.ID { return document.ID(r.PathValue("id")) }

func documentPath(id document.ID) string { return "/documents/" + string(id) }

// documentState is a state in words.
type documentState struct {
	state document.State
	label string
	tone  ui.Tone
}

// documentStates are all of them, in the order of the tabs.
func documentStates() []documentState {
	return []documentState{
		{document.Drafting, "Đang soạn", ui.Info}, {document.Submitted, "Chờ duyệt", ui.Warn}, {document.Approved, "Chờ lấy số", ui.Warn},
		{document.Numbered, "Chờ ban hành", ui.Warn}, {document.Issued, "Đã ban hành", ui.Good}, {document.Replaced, "Đã thay thế", ""},
		{document.Recalled, "Đã thu hồi", ui.Bad}, {document.Dropped, "Đã hủy", ""},
	}
}

func documentBadge(s document.State) ui.Badge {
	for _, x := range documentStates() {
		if x.state == s {
			return ui.Badge{Text: x.label, Tone: x.tone}
		}
	}
	return ui.Badge{}
}

func (w *Web) documents(rw http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	state := document.State(q.Get("state"))
	all, err := w.Documents.List(r.Context(), v.who(), state, document.ID(q.Get("before")), documentsPage+1)
	if err != nil {
		return err
	}
	d := views.DocumentsData{Tabs: documentTabs(state)}
	if len(all) > documentsPage {
		all = all[:documentsPage]
		d.More = "/documents?state=" + string(state) + "&before=" + queryEscape(string(all[documentsPage-1].ID))
	}
	d.Rows = documentRows(all)
	if state == "" && q.Get("before") == "" {
		mine, err := w.Documents.Awaiting(r.Context(), v.who(), documentsPage)
		if err != nil {
			return err
		}
		d.Mine = documentRows(mine)
		sign, err := w.Documents.AwaitingSignature(r.Context(), v.who(), documentsPage)
		if err != nil {
			return err
		}
		d.Sign = documentRows(sign)
	}
	p := w.page(r, v, "Văn bản đi")
	if v.Who.Holds(document.Draft) {
		p.Actions = ui.Button{Label: "Soạn văn bản", Href: "/documents/new", Kind: ui.Main, Icon: ui.IconPlus}
	}
	return show(rw, r, views.Documents(p, d))
}

// homeDesk shows the papers on which the person has to say a word, or which he has to sign.
func (w *Web) homeDesk(r *http.Request, v visit, d *views.HomeData) error {
	const most, first = 100, 3
	agree, err := w.Documents.Awaiting(r.Context(), v.who(), most)
	if err != nil {
		return err
	}
	sign, err := w.Documents.AwaitingSignature(r.Context(), v.who(), most)
	if n := len(agree) + len(sign); n > 0 {
		d.Desk = &views.HomePapers{Title: "Văn bản chờ đồng chí duyệt, ký: " + strconv.Itoa(n), Href: "/documents"}
	}
	for _, x := range append(sign, agree...) {
		if len(d.Desk.Links) < first {
			d.Desk.Links = append(d.Desk.Links, views.Link{Text: x.Abstract, Href: documentPath(x.ID), Sub: strings.TrimPrefix(x.Symbol+" "+documentBadge(x.State).Text, " ")})
		}
	}
	return err
}

func documentTabs(at document.State) []ui.Tab {
	tabs := []ui.Tab{{Label: "Tất cả", Href: "/documents", Active: at == ""}}
	for _, x := range documentStates()[:5] {
		tabs = append(tabs, ui.Tab{Label: x.label, Href: "/documents?state=" + string(x.state), Active: at == x.state})
	}
	return append(tabs, ui.Tab{Label: "Sổ văn bản đi", Href: "/documents/register"}, ui.Tab{Label: "Mẫu của cơ quan", Href: "/documents/templates"})
}

func documentRows(all []document.Document) []ui.Row {
	rows := make([]ui.Row, len(all))
	for i, d := range all {
		rows[i] = ui.Row{Cells: []ui.Cell{{Text: d.Abstract, Sub: d.Symbol, Href: documentPath(d.ID)}, {Text: d.Drafter}, {Text: civil.In(d.MadeAt).String()}, {Body: documentBadge(d.State)}}}
	}
	return rows
}

// readDocument opens the paper's file; for a reader that is to open the paper.
func (w *Web) readDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.openDocument(r, v)
	if err != nil {
		return err
	}
	d := ui.Reading{File: documentPath(f.ID) + pdfOfDocument, Back: documentPath(f.ID), Subject: f.ID.Subject()}
	if d.Page, err = w.placeIn(r, v, d.Subject); err != nil {
		return err
	}
	return w.reader(rw, r, v, documentTitle(f), d)
}

func documentTitle(f document.Full) string {
	if f.Symbol == "" {
		return f.Abstract
	}
	return f.Symbol + ": " + f.Abstract
}

// pdfOfDocument follows the address of a paper to that of its file.
const pdfOfDocument = "/file/van-ban.pdf"

// openDocument is a paper as the actor may see it; opening it is what marks it as read,
// but not that his telephone fetches it.
func (w *Web) openDocument(r *http.Request, v visit) (document.Full, error) {
	f, err := w.Documents.See(r.Context(), v.who(), documentID(r))
	if err != nil || f.IssuedAt.IsZero() || fetched(r) {
		return f, err
	}
	if err := w.Sent.OpenOf(r.Context(), v.who(), f.ID.Subject()); !fault.Is(err, fault.NotFound) {
		return f, err
	}
	return f, nil
}

// showDocument is a paper as its office works on it, or as its reader reads it.
func (w *Web) showDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.openDocument(r, v)
	if err != nil {
		return err
	}
	return w.documentPage(rw, r, v, f, nil)
}

func (w *Web) documentPage(rw http.ResponseWriter, r *http.Request, v visit, f document.Full, refusal error) error {
	d := views.DocumentData{ID: string(f.ID), Rev: strconv.FormatInt(f.Rev, 10), Badge: documentBadge(f.State), Reason: f.Reason, Facts: w.documentFacts(f),
		Blocks: paper.Blocks(f.Text), Read: documentPath(f.ID) + "/read", PDF: documentPath(f.ID) + pdfOfDocument, Word: documentPath(f.ID) + "/file/van-ban.docx", Inside: v.Who.Can(document.See, f.Path),
		Unsigned: !f.IssuedAt.IsZero() && !f.Electronic} // a signed electronic paper has the value of paper, any other is for reference
	if f.State == document.Issued || f.State == document.Replaced {
		d.Keep = ui.Keep{Subject: f.ID.Subject(), Page: documentPath(f.ID), Title: documentTitle(f), Files: []string{d.Read, d.PDF}}
	}
	if err := w.documentActs(r, v, f, &d); err != nil {
		return err
	}
	if d.MayNumber {
		if err := w.keptNumbers(r, v, f.ID, &d); err != nil {
			return err
		}
	}
	if f.Answers != "" {
		asked, err := w.answered(r, v, f.Answers)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil {
			d.Asked, d.AskedHref = incomingName(asked.Paper)+", "+asked.Issuer, incomingPath(asked.ID)
		}
	}
	sent, err := w.Sent.OfSubject(r.Context(), v.who(), f.ID.Subject())
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	for _, i := range sent {
		d.Receipts = append(d.Receipts, receiptOf(i, ""))
		if v.Who.Can(publication.Watch, i.Path) {
			d.Rollup = rollupPath(i.ID, i.Unit, "")
		}
		if !d.Inside && i.Withdrawn.IsZero() && v.Who.Holds(publication.Send) && v.Who.Holds(document.Draft) {
			d.Relay = "/documents/new?over=" + queryEscape(string(i.ID))
		}
	}
	if v.Who.Can(exchange.Send, f.Path) && (f.State == document.Issued || f.State == document.Recalled || f.State == document.Replaced) {
		d.Exchange = documentPath(f.ID) + "/exchange"
	}
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	if d.Inside {
		t, err := w.Documents.TemplateOf(r.Context(), v.who(), f)
		if err != nil {
			return err
		}
		if t.ID != "" {
			d.ByTemplate = documentPath(f.ID) + "/template.docx"
		}
	}
	d.Annexes = w.documentAnnexes(f, d.MayEdit, d.Errors["file"])
	p := w.page(r, v, f.Abstract)
	p.Crumbs = []ui.Crumb{{Label: "Văn bản gửi đến", Href: "/papers"}}
	if d.Inside {
		p.Crumbs = []ui.Crumb{{Label: "Văn bản đi", Href: "/documents"}}
	}
	p.Here = documentPath(f.ID)
	return render(rw, r, code, views.Document(p, d))
}

func (w *Web) documentFacts(f document.Full) []ui.Fact {
	return filled([]ui.Fact{
		{Name: "Số, ký hiệu", Value: f.Symbol}, {Name: "Ngày", Value: f.Day.String()}, {Name: "Cơ quan ban hành", Value: f.UnitName},
		{Name: "Người ký", Value: strings.Trim(f.SignerPost+" "+f.SignerName, " ")}, {Name: "Kính gửi", Value: strings.Join(f.Addressees, "; ")},
		{Name: "Nơi nhận", Value: strings.Join(f.Recipients, " ")}, {Name: "Người soạn", Value: f.Drafter}, {Name: "Ban hành lúc", Value: when(f.IssuedAt)},
	})
}

// documentActs fills what the person may do next, and what was done before.
func (w *Web) documentActs(r *http.Request, v visit, f document.Full, d *views.DocumentData) error {
	turn := slices.IndexFunc(f.Steps, func(s document.Step) bool { return s.State == document.Waiting })
	draft, issue := v.Who.Can(document.Draft, f.Path), v.Who.Can(document.Issue, f.Path)
	open := f.State == document.Drafting || f.State == document.Submitted || f.State == document.Approved || f.State == document.Numbered
	d.MayEdit = draft && f.State == document.Drafting
	d.MayAnswer = f.State == document.Submitted && turn >= 0 && string(f.Steps[turn].Member) == v.Who.Member && v.Who.Can(document.Approve, f.Path)
	d.MayNumber, d.MayIssue = issue && f.State == document.Approved, issue && f.State == document.Numbered
	if err := w.documentSigning(r, v, f, d); err != nil {
		return err
	}
	d.MayEnd = draft && open && (issue || f.State != document.Numbered) || issue && f.State == document.Issued
	d.MayReopen = d.MayEnd && f.State != document.Drafting && f.State != document.Issued
	d.EndLabel = "Hủy văn bản này"
	if f.State == document.Issued {
		d.EndLabel = "Thu hồi văn bản này"
	}
	d.MayComment = d.Inside && open
	for _, s := range f.Steps {
		word := map[string]string{document.Waiting: "Chờ duyệt", document.Agreed: "Đã duyệt", document.Returned: "Trả lại"}[s.State]
		d.Steps = append(d.Steps, ui.Row{Cells: []ui.Cell{{Text: s.Name}, {Text: word, Sub: when(s.At)}, {Text: s.Note}}})
	}
	for _, c := range f.Comments {
		d.Comments = append(d.Comments, ui.Row{Cells: []ui.Cell{{Text: c.By, Sub: when(c.At)}, {Text: c.Text}, {Text: "Bản " + strconv.FormatInt(c.Version, 10)}}})
	}
	for _, x := range f.Versions {
		d.Versions = append(d.Versions, ui.Row{Cells: []ui.Cell{{Text: "Bản " + strconv.FormatInt(x.Version, 10)}, {Text: x.By, Sub: when(x.At)}}})
	}
	if !d.MayEdit {
		return nil
	}
	people, err := w.signers(r, f.Unit)
	d.Approvers = people
	return err
}

// keptNumbers are the numbers that a paper may have: the next one, and those
// that were reserved.
func (w *Web) keptNumbers(r *http.Request, v visit, id document.ID, d *views.DocumentData) error {
	all, err := w.Documents.Kept(r.Context(), v.who(), id)
	d.Kept = []ui.Option{{Value: "0", Label: "Số tiếp theo"}}
	for _, e := range all {
		d.Kept = append(d.Kept, ui.Option{Value: strconv.FormatInt(e.Number, 10), Label: e.Printed() + ", đã giữ: " + e.Reason})
	}
	return err
}

// signers are those who hold a post at a unit, as choices: each person once.
func (w *Web) signers(r *http.Request, unit org.ID) (out []ui.Option, err error) {
	day := civil.In(w.DB.Now())
	rules, err := w.Members.PostRules(day)
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, x := range rules {
		titles[x.Key] = x.Title
	}
	err = w.DB.Read(r.Context(), func(q db.Q) error {
		posts, err := w.Members.Posts(r.Context(), q, unit, day)
		if err != nil {
			return err
		}
		ids := make([]member.ID, len(posts))
		for i, x := range posts {
			ids[i] = x.Member
		}
		cards, err := w.Members.Cards(r.Context(), q, ids)
		for _, x := range posts {
			if !slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == string(x.Member) }) {
				out = append(out, ui.Option{Value: string(x.Member), Label: cards[x.Member].Name + ", " + titles[x.Post]})
			}
		}
		return err
	})
	return out, err
}

// documentFile sends the paper itself.
func (w *Web) documentFile(rw http.ResponseWriter, r *http.Request, v visit) error {
	_, ending, _ := strings.Cut(r.PathValue("name"), ".")
	media := map[document.Format]string{document.PDF: "application/pdf", document.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}[document.Format(ending)]
	if media == "" {
		return fault.New(fault.NotFound, "document.not_found")
	}
	f, err := w.Documents.See(r.Context(), v.who(), documentID(r))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := w.Documents.Produce(r.Context(), v.who(), f.ID, document.Format(ending), &b); err != nil {
		return err
	}
	name := strings.ReplaceAll(f.Symbol, "/", "-")
	if name == "" {
		name = "Dự thảo"
	}
	attach(rw, media, name+"."+ending)
	_, err = b.WriteTo(rw)
	return err
}

func (w *Web) commentDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.acted(rw, r, v, w.Documents.Comment(r.Context(), v.who(), documentID(r), form(r, "comment")), "Đã ghi ý kiến.")
}

func (w *Web) submitDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	_ = r.ParseForm()
	var to []member.ID
	for _, m := range r.PostForm["approver"] {
		to = append(to, member.ID(m))
	}
	return w.acted(rw, r, v, w.Documents.Submit(r.Context(), v.who(), documentID(r), revOf(r), to), "Đã trình duyệt.")
}

func (w *Web) answerDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	if form(r, "verdict") == document.Returned {
		return w.acted(rw, r, v, w.Documents.Return(r.Context(), v.who(), documentID(r), revOf(r), form(r, "reason")), "Đã trả lại người soạn.")
	}
	return w.acted(rw, r, v, w.Documents.Agree(r.Context(), v.who(), documentID(r), revOf(r), form(r, "reason")), "Đã duyệt.")
}

func (w *Web) numberDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	reserved, _ := strconv.ParseInt(form(r, "number"), 10, 64)
	n, err := w.Documents.Enumerate(r.Context(), v.who(), documentID(r), revOf(r), reserved)
	return w.acted(rw, r, v, err, "Văn bản có số "+n+".")
}

func (w *Web) issueDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.acted(rw, r, v, w.Documents.Issue(r.Context(), v.who(), documentID(r), revOf(r)), "Đã ban hành. Người nhận thấy văn bản ngay bây giờ.")
}

// endDocument drops a paper on its way, or recalls an issued one.
func (w *Web) endDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.Documents.See(r.Context(), v.who(), documentID(r))
	if err != nil {
		return err
	}
	if f.State == document.Issued {
		return w.acted(rw, r, v, w.Documents.Recall(r.Context(), v.who(), f.ID, revOf(r), form(r, "reason")), "Đã thu hồi văn bản.")
	}
	return w.acted(rw, r, v, w.Documents.Drop(r.Context(), v.who(), f.ID, revOf(r), form(r, "reason")), "Đã hủy văn bản.")
}

// reopenDocument takes a paper that is not yet issued back into the draft.
func (w *Web) reopenDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.acted(rw, r, v, w.Documents.Reopen(r.Context(), v.who(), documentID(r), revOf(r), form(r, "reason")), "Đã lấy về bản soạn thảo.")
}

// acted goes back to the paper, or shows it again with what was refused.
func (w *Web) acted(rw http.ResponseWriter, r *http.Request, v visit, err error, text string) error {
	if err == nil {
		if err := w.settleMine(r, v); err != nil {
			return err
		}
		return done(rw, r, documentPath(documentID(r)), text)
	}
	if _, _, ok := w.mistakes(err); !ok {
		return err
	}
	f, seeing := w.Documents.See(r.Context(), v.who(), documentID(r))
	if seeing != nil {
		return seeing
	}
	return w.documentPage(rw, r, v, f, err)
}
