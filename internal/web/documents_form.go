package web

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sotay/internal/document"
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

// officeOf is the unit asked for, or the first at which the person holds the right.
func officeOf(r *http.Request, who authz.Actor, right authz.Perm) org.ID {
	if id := unitNumber(r.FormValue("unit")); id != 0 {
		return id
	}
	return org.ID(who.Scope(right)[0].Top.Unit())
}

func (w *Web) newDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	unit := officeOf(r, v.who(), document.Draft)
	return w.documentForm(rw, r, v, unit, "/documents", views.DocumentFormData{Ask: string(publication.None), Over: r.FormValue("over"), Answers: r.FormValue("answers"), Settles: true}, nil)
}

func (w *Web) beginDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	unit := officeOf(r, v.who(), document.Draft)
	id, err := w.Documents.Begin(r.Context(), v.who(), unit, contentOf(r, unit))
	if err != nil {
		return w.documentForm(rw, r, v, unit, "/documents", typedDocument(r), err)
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã lưu bản soạn thảo.", DraftDone: "document-new"})
	return done(rw, r, documentPath(id), "")
}

func (w *Web) editDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.Documents.See(r.Context(), v.who(), documentID(r))
	if err != nil {
		return err
	}
	if err := v.Who.May(document.Draft, f.Path); err != nil {
		return err
	}
	if f.State != document.Drafting {
		return fault.New(fault.Conflict, "document.is_"+string(f.State), f.Abstract)
	}
	d := views.DocumentFormData{Type: f.Type, Abstract: f.Abstract, Text: f.Text, Place: f.Place, Addressees: strings.Join(f.Addressees, "\n"),
		Recipients: strings.Join(f.Recipients, "\n"), Signer: string(f.Signer), SignerPost: f.SignerPost, Ask: string(f.Sending.Ask), Due: string(f.Sending.Due),
		Question: f.Sending.Question.Text, Choices: choicesText(f.Sending.Question), Replaces: string(f.Replaces), Over: string(f.Sending.Over), Open: f.Sending.Open,
		Rev: strconv.FormatInt(f.Rev, 10), Answers: f.Answers, Settles: f.Settles, Electronic: f.Electronic, Initials: texts(f.Initials)}
	for _, t := range f.Sending.Targets {
		d.Targets = append(d.Targets, targetText(t))
	}
	return w.documentForm(rw, r, v, f.Unit, documentPath(f.ID), d, nil)
}

func (w *Web) writeDocument(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.Documents.See(r.Context(), v.who(), documentID(r))
	if err != nil {
		return err
	}
	if err := w.Documents.Write(r.Context(), v.who(), f.ID, revOf(r), contentOf(r, f.Unit)); err != nil {
		d := typedDocument(r)
		if fault.Of(err).Says("document.overtaken") {
			d.Rev = strconv.FormatInt(f.Rev, 10)
		}
		return w.documentForm(rw, r, v, f.Unit, documentPath(f.ID), d, err)
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã lưu bản soạn thảo.", DraftDone: "document-" + string(f.ID)})
	return done(rw, r, documentPath(f.ID), "")
}

// contentOf reads what was typed.
func contentOf(r *http.Request, unit org.ID) document.Content {
	c := document.Content{Type: form(r, "type"), Abstract: form(r, "abstract"), Text: form(r, "text"), Place: form(r, "place"),
		Addressees: strings.Split(form(r, "addressees"), "\n"), Recipients: strings.Split(form(r, "recipients"), "\n"),
		Signer: member.ID(form(r, "signer")), SignerPost: form(r, "signer_post"), Replaces: document.ID(form(r, "replaces")),
		Answers: form(r, "answers"), Settles: form(r, "settles") != "",
		Sending:    document.Sending{Ask: publication.Asking(form(r, "ask")), Over: publication.ID(form(r, "over")), Open: form(r, "open") != ""},
		Electronic: form(r, "signing") == electronically}
	if c.Sending.Ask == publication.Answer {
		c.Sending.Question = questionOf(form(r, "question"), form(r, "choices"))
	}
	if due, err := civil.ParseDate(form(r, "due")); err == nil {
		c.Sending.Due = due
	}
	for _, s := range r.PostForm["initials"] {
		c.Initials = append(c.Initials, member.ID(s))
	}
	for _, s := range r.PostForm["target"] {
		if t, ok := targetOf(s); ok {
			c.Sending.Targets = append(c.Sending.Targets, t)
		}
	}
	return c
}

// questionOf reads a question whose right choice stands behind an asterisk. Where
// not exactly one does, none is right, which is refused when the paper is submitted.
func questionOf(text, choices string) publication.Question {
	q, marked := publication.Question{Text: text, Right: -1}, 0
	for line := range strings.Lines(choices) {
		choice, right := strings.CutPrefix(strings.TrimSpace(line), "*")
		if choice = strings.TrimSpace(choice); choice == "" {
			continue
		}
		if right {
			q.Right, marked = len(q.Choices), marked+1
		}
		q.Choices = append(q.Choices, choice)
	}
	if marked != 1 {
		q.Right = -1
	}
	return q
}

// choicesText is the choices as the form shows them.
func choicesText(q publication.Question) string {
	lines := slices.Clone(q.Choices)
	if q.Right >= 0 && q.Right < len(lines) {
		lines[q.Right] = "* " + lines[q.Right]
	}
	return strings.Join(lines, "\n")
}

// electronically is how the form says that a paper is signed here.
const electronically = "electronic"

// texts are ids as forms have them.
func texts[S ~string](all []S) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = string(s)
	}
	return out
}

// targetText is a receiver as the form sends it: "subtree 12", "post 12 secretary".
func targetText(t publication.Target) string {
	return strings.TrimSpace(string(t.Kind) + " " + strconv.FormatInt(int64(t.Unit), 10) + " " + t.Post)
}

func targetOf(s string) (publication.Target, bool) {
	part := strings.Fields(s)
	if len(part) < 2 || len(part) > 3 {
		return publication.Target{}, false
	}
	t := publication.Target{Kind: publication.Kind(part[0]), Unit: unitNumber(part[1])}
	if len(part) == 3 {
		t.Post = part[2]
	}
	return t, t.Unit != 0 && t.Kind != publication.Single
}

// typedDocument is the form again with what was typed.
func typedDocument(r *http.Request) views.DocumentFormData {
	return views.DocumentFormData{Type: form(r, "type"), Abstract: form(r, "abstract"), Text: form(r, "text"), Place: form(r, "place"), Addressees: form(r, "addressees"),
		Recipients: form(r, "recipients"), Signer: form(r, "signer"), SignerPost: form(r, "signer_post"), Ask: form(r, "ask"), Due: form(r, "due"), Rev: form(r, "rev"), Targets: r.PostForm["target"],
		Question: form(r, "question"), Choices: form(r, "choices"), Replaces: form(r, "replaces"), Over: form(r, "over"), Open: form(r, "open") != "",
		Answers: form(r, "answers"), Settles: form(r, "settles") != "",
		Electronic: form(r, "signing") == electronically, Initials: r.PostForm["initials"]}
}

func (w *Web) documentForm(rw http.ResponseWriter, r *http.Request, v visit, unit org.ID, action string, d views.DocumentFormData, refusal error) error {
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	if err := w.documentChoices(r, v, unit, &d); err != nil {
		return err
	}
	if d.Answers != "" {
		asked, err := w.answered(r, v, d.Answers)
		if err != nil {
			return err
		}
		d.Asked = incomingName(asked.Paper) + ", " + asked.Issuer
	}
	d.Action, d.Unit, d.Today = action, strconv.FormatInt(int64(unit), 10), string(civil.In(w.DB.Now()))
	d.Draft = strings.ReplaceAll(strings.Trim(action, "/"), "documents/", "document-")
	if action == "/documents" {
		d.Draft = "document-new"
	}
	title := "Soạn văn bản"
	if action != "/documents" {
		title = "Sửa bản soạn thảo"
	}
	p := w.page(r, v, title)
	p.Crumbs, p.Here = []ui.Crumb{{Label: "Văn bản đi", Href: "/documents"}}, "/documents/new"
	if action != "/documents" {
		p.Here = action + "/edit"
	}
	return render(rw, r, code, views.DocumentForm(p, d))
}

// documentChoices are the types, signers and receivers that the unit has.
func (w *Web) documentChoices(r *http.Request, v visit, unit org.ID, d *views.DocumentFormData) error {
	var u org.Unit
	err := w.DB.Read(r.Context(), func(q db.Q) (err error) {
		if u, err = w.Units.Get(r.Context(), q, unit); err != nil {
			return err
		}
		if err := v.Who.May(document.Draft, u.Path); err != nil {
			return err
		}
		types, err := w.Documents.Types(r.Context(), q, unit)
		d.Types = []ui.Option{{Label: "Chọn thể loại"}}
		for _, t := range types {
			d.Types = append(d.Types, ui.Option{Value: t.ID, Label: t.Title})
		}
		return err
	})
	if err != nil {
		return err
	}
	people, err := w.signers(r, unit)
	if err != nil {
		return err
	}
	d.Initialling = people
	d.Signers = append([]ui.Option{{Label: "Chọn người ký"}}, people...)
	if err := w.documentLinks(r, v, unit, d); err != nil {
		return err
	}
	whole := strconv.FormatInt(int64(unit), 10)
	d.Receivers = []ui.Option{{Value: string(publication.Subtree) + " " + whole, Label: "Mọi đảng viên của " + u.Name}}
	const most = 60
	below, err := w.Units.Children(r.Context(), v.who(), unit)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		return nil
	}
	if len(below) > 0 {
		d.Receivers = append(d.Receivers, ui.Option{Value: string(publication.Post) + " " + whole + " secretary", Label: "Bí thư các đơn vị trực thuộc"})
	}
	for _, c := range below[:min(len(below), most)] {
		d.Receivers = append(d.Receivers, ui.Option{Value: string(publication.Subtree) + " " + strconv.FormatInt(int64(c.ID), 10), Label: c.Name})
	}
	return err
}

// documentLinks are the papers that this one may replace, and the one that it relays.
func (w *Web) documentLinks(r *http.Request, v visit, unit org.ID, d *views.DocumentFormData) error {
	const most = 200
	all, err := w.Documents.List(r.Context(), v.who(), document.Issued, "", most)
	if err != nil {
		return err
	}
	d.Replaceable = []ui.Option{{Label: "Không thay thế văn bản nào"}}
	for _, x := range all {
		if x.Unit == unit {
			d.Replaceable = append(d.Replaceable, ui.Option{Value: string(x.ID), Label: x.Symbol + " " + x.Abstract})
		}
	}
	if d.Over == "" {
		return nil
	}
	relayed, err := w.Sent.See(r.Context(), v.who(), publication.ID(d.Over))
	if fault.Is(err, fault.NotFound) {
		d.Over = ""
		return nil
	}
	d.Relayed = paperTitle(relayed.Publication)
	return err
}

// register is the outgoing register of an office.
func (w *Web) register(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.showRegister(rw, r, v, nil)
}

const registerPage = 100

func (w *Web) showRegister(rw http.ResponseWriter, r *http.Request, v visit, refusal error) error {
	unit := officeOf(r, v.who(), document.See)
	after := document.Entry{Symbol: r.URL.Query().Get("symbol")}
	after.Number, _ = strconv.ParseInt(r.URL.Query().Get("number"), 10, 64)
	all, err := w.Documents.Register(r.Context(), v.who(), unit, "", after, registerPage+1)
	if err != nil {
		return err
	}
	n := strconv.FormatInt(int64(unit), 10)
	d := views.RegisterData{Unit: n, XLSX: "/documents/register.xlsx?unit=" + n}
	if len(all) > registerPage {
		all = all[:registerPage]
		last := all[registerPage-1]
		d.More = "/documents/register?unit=" + n + "&symbol=" + queryEscape(last.Symbol) + "&number=" + strconv.FormatInt(last.Number, 10)
	}
	mayCancel := v.Who.Holds(document.Issue)
	for _, e := range all {
		d.Rows = append(d.Rows, registerRow(e))
		if mayCancel && e.State == document.Reserved && e.Document == "" {
			d.Kept = append(d.Kept, ui.Option{Value: e.Series + " " + strconv.FormatInt(e.Number, 10), Label: e.Printed()})
		}
	}
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	err = w.DB.Read(r.Context(), func(q db.Q) error {
		u, err := w.Units.Get(r.Context(), q, unit)
		if err != nil || !v.Who.Can(document.Issue, u.Path) {
			return err
		}
		types, err := w.Documents.Types(r.Context(), q, unit)
		for _, t := range types {
			d.Types = append(d.Types, ui.Option{Value: t.ID, Label: t.Title})
		}
		return err
	})
	if err != nil {
		return err
	}
	p := w.page(r, v, "Sổ đăng ký văn bản đi")
	p.Crumbs, p.Here = []ui.Crumb{{Label: "Văn bản đi", Href: "/documents"}}, "/documents/register?unit="+n
	return render(rw, r, code, views.Register(p, d))
}

func registerRow(e document.Entry) ui.Row {
	number := ui.Cell{Text: e.Printed(), Sub: e.Day.String()}
	if e.Document != "" {
		number.Href = documentPath(e.Document)
	}
	about := ui.Cell{Text: e.Abstract, Sub: strings.ReplaceAll(e.Sent, "\n", " ")}
	if e.Reason != "" {
		about.Sub = "Lý do: " + e.Reason
	}
	badge := map[string]ui.Badge{document.Reserved: {Text: "Giữ số", Tone: ui.Warn}, document.Used: {Text: "Đã dùng", Tone: ui.Good}, document.Cancelled: {Text: "Đã hủy"}}[e.State]
	return ui.Row{Cells: []ui.Cell{number, about, {Text: e.Signer, Sub: e.Drafter}, {Body: badge}}}
}

func (w *Web) reserveNumber(rw http.ResponseWriter, r *http.Request, v visit) error {
	unit := officeOf(r, v.who(), document.Issue)
	n, err := w.Documents.Reserve(r.Context(), v.who(), unit, form(r, "type"), form(r, "reason"))
	if err != nil {
		if _, _, ok := w.mistakes(err); !ok {
			return err
		}
		return w.showRegister(rw, r, v, err)
	}
	return done(rw, r, "/documents/register?unit="+strconv.FormatInt(int64(unit), 10), "Đã giữ số "+n+".")
}

func (w *Web) cancelNumber(rw http.ResponseWriter, r *http.Request, v visit) error {
	unit := officeOf(r, v.who(), document.Issue)
	i := strings.LastIndexByte(form(r, "number"), ' ')
	series, number := form(r, "number")[:max(i, 0)], form(r, "number")[i+1:]
	n, _ := strconv.ParseInt(number, 10, 64)
	if err := w.Documents.CancelNumber(r.Context(), v.who(), series, n, form(r, "reason")); err != nil {
		if _, _, ok := w.mistakes(err); !ok {
			return err
		}
		return w.showRegister(rw, r, v, err)
	}
	return done(rw, r, "/documents/register?unit="+strconv.FormatInt(int64(unit), 10), "Đã hủy số; số vẫn còn trong sổ.")
}

func (w *Web) registerFile(rw http.ResponseWriter, r *http.Request, v visit) error {
	var b bytes.Buffer
	if err := w.Documents.ExportRegister(r.Context(), v.who(), officeOf(r, v.who(), document.See), "", &b); err != nil {
		return err
	}
	attach(rw, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Sổ văn bản đi.xlsx")
	_, err := b.WriteTo(rw)
	return err
}
