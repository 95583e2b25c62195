package api

import (
	"context"
	"io"
	"strings"
	"time"

	"sotay/internal/document"
	"sotay/internal/member"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/publication"
)

func (a *API) documentOperations() []operation {
	const one = "/documents/{document}"
	return []operation{
		get(holder(document.See), "/documents", "listDocuments", "Papers of the caller's offices, the newest first.", a.listDocuments),
		get(holder(document.Approve), "/documents/awaiting", "listAwaiting", "Submitted papers on which the caller has still to answer.", a.listAwaiting),
		get(holder(document.Draft), "/documents/types", "listDocumentTypes", "Types of paper that a unit may issue today.", a.listDocumentTypes),
		post(holder(document.Draft), "/documents", "beginDocument", "Make a draft. Without a text it begins with what is usual for its type.", a.beginDocument),
		get(signed(), one, "getDocument", "A paper: all of it for its own office, what was issued for its readers.", a.getDocument),
		get(signed(), one+"/file", "getDocumentFile", "The paper as a file; the PDF of an issued paper is the one that was issued.", a.getDocumentFile),
		put(at(document.Draft), one, "writeDocument", "Change a draft. The former text is kept as a version.", a.writeDocument),
		post(at(document.See), one+"/comments", "commentDocument", "Add a remark for those who work on the paper.", a.commentDocument),
		post(at(document.Draft), one+"/submit", "submitDocument", "Send a complete draft to those who must agree, in their order.", a.submitDocument),
		post(at(document.Approve), one+"/agree", "agreeDocument", "Agree, when it is the caller's turn.", a.agreeDocument),
		post(at(document.Approve), one+"/return", "returnDocument", "Give a submitted paper back to its drafter.", a.returnDocument),
		post(at(document.Issue), one+"/number", "numberDocument", "Give an approved paper its number and day.", a.numberDocument),
		post(at(document.Issue), one+"/issue", "issueDocument", "Issue a numbered paper to everybody it is for.", a.issueDocument),
		post(at(document.Draft), one+"/reopen", "reopenDocument", "Take a paper that is not yet issued back into the draft.", a.reopenDocument),
		post(at(document.Draft), one+"/drop", "dropDocument", "End a paper that will not be issued.", a.dropDocument),
		post(at(document.Issue), one+"/recall", "recallDocument", "Take an issued paper back; its readers see that it was.", a.recallDocument),
	}
}

// DocumentPath names a paper.
type DocumentPath struct {
	ID string `path:"document" maxLength:"100"`
}

func (p DocumentPath) id() document.ID { return document.ID(p.ID) }

// Receiver is to whom a paper goes when it is issued.
type Receiver struct {
	Kind   string `json:"kind" enum:"subtree,unit,post,office,member"`
	Unit   UnitID `json:"unit,omitempty" doc:"For all kinds but member"`
	Post   string `json:"post,omitempty" maxLength:"50" doc:"For the kind post"`
	Member string `json:"member,omitempty" maxLength:"100" doc:"For the kind member"`
}

// ReadingQuestion is what readers are asked.
type ReadingQuestion struct {
	Text    string   `json:"text" maxLength:"500"`
	Choices []string `json:"choices" maxItems:"6"`
	Right   int      `json:"right" minimum:"0" maximum:"5" doc:"Counted from 0"`
}

// DocumentContent is what a drafter writes.
type DocumentContent struct {
	Type       string           `json:"type" maxLength:"50"`
	Abstract   string           `json:"abstract" maxLength:"2000"`
	Text       string           `json:"text,omitempty" maxLength:"400000" doc:"Lines: # heading, - item, | cell | cell |, **bold**"`
	Place      string           `json:"place,omitempty" maxLength:"500"`
	Addressees []string         `json:"addressees,omitempty" maxItems:"100"`
	Recipients []string         `json:"recipients,omitempty" maxItems:"100" doc:"Without the last line: Lưu …"`
	Signer     string           `json:"signer,omitempty" maxLength:"100"`
	SignerPost string           `json:"signerPost,omitempty" maxLength:"500"`
	Replaces   string           `json:"replaces,omitempty" maxLength:"100" doc:"The paper whose place it takes"`
	Receivers  []Receiver       `json:"receivers,omitempty" maxItems:"200"`
	Ask        string           `json:"ask,omitempty" enum:"none,confirm,answer"`
	Question   *ReadingQuestion `json:"question,omitempty"`
	Due        Day              `json:"due,omitempty"`
	Open       bool             `json:"open,omitempty" doc:"Anybody with the link may read it"`
	Relays     string           `json:"relays,omitempty" maxLength:"100" doc:"The publication that it relays"`
	Answers    string           `json:"answers,omitempty" maxLength:"100" doc:"The incoming paper that it answers: incoming: and its id"`
	Settles    bool             `json:"settles,omitempty" doc:"Its issue ends the work on that paper"`
	Electronic bool             `json:"electronic,omitempty" doc:"Is signed here before it is issued"`
	Initials   []string         `json:"initials,omitempty" maxItems:"10" doc:"Members who initial it before it is signed, in order"`
}

func (c DocumentContent) content() document.Content {
	out := document.Content{Type: c.Type, Abstract: c.Abstract, Text: c.Text, Place: c.Place, Addressees: c.Addressees, Recipients: c.Recipients,
		Signer: member.ID(c.Signer), SignerPost: c.SignerPost, Replaces: document.ID(c.Replaces), Answers: c.Answers, Settles: c.Settles,
		Electronic: c.Electronic, Initials: each(c.Initials, func(m string) member.ID { return member.ID(m) }),
		Sending: document.Sending{Ask: publication.Asking(c.Ask), Due: civil.Date(c.Due), Open: c.Open, Over: publication.ID(c.Relays)}}
	for _, r := range c.Receivers {
		out.Sending.Targets = append(out.Sending.Targets, publication.Target{Kind: publication.Kind(r.Kind), Unit: r.Unit.org(), Post: r.Post, Member: member.ID(r.Member)})
	}
	if c.Question != nil {
		out.Sending.Question = publication.Question(*c.Question)
	}
	return out
}

func contentOf(c document.Content) DocumentContent {
	out := DocumentContent{Type: c.Type, Abstract: c.Abstract, Text: c.Text, Place: c.Place, Addressees: c.Addressees, Recipients: c.Recipients,
		Signer: string(c.Signer), SignerPost: c.SignerPost, Replaces: string(c.Replaces), Ask: string(c.Sending.Ask), Due: Day(c.Sending.Due), Open: c.Sending.Open, Relays: string(c.Sending.Over),
		Answers: c.Answers, Settles: c.Settles, Electronic: c.Electronic, Initials: each(c.Initials, func(m member.ID) string { return string(m) })}
	for _, t := range c.Sending.Targets {
		out.Receivers = append(out.Receivers, Receiver{string(t.Kind), unitID(t.Unit), t.Post, string(t.Member)})
	}
	if c.Sending.Question.Text != "" {
		q := ReadingQuestion(c.Sending.Question)
		out.Question = &q
	}
	return out
}

// DocumentCard is a paper in a list.
type DocumentCard struct {
	ID       string     `json:"id"`
	Unit     UnitID     `json:"unit"`
	Type     string     `json:"type"`
	Abstract string     `json:"abstract"`
	State    string     `json:"state" enum:"draft,submitted,approved,numbered,issued,replaced,recalled,dropped"`
	Number   string     `json:"number,omitempty" doc:"05-NQ/ĐU"`
	Day      Day        `json:"day,omitempty"`
	Drafter  string     `json:"drafter,omitempty"`
	MadeAt   time.Time  `json:"madeAt"`
	IssuedAt *time.Time `json:"issuedAt,omitempty"`
}

func cardOf(d document.Document) DocumentCard {
	return DocumentCard{string(d.ID), unitID(d.Unit), d.Type, d.Abstract, string(d.State), d.Symbol, Day(d.Day), d.Drafter, d.MadeAt.UTC(), instant(d.IssuedAt)}
}

// DocumentStep is one person who must agree.
type DocumentStep struct {
	Member string     `json:"member"`
	Name   string     `json:"name"`
	State  string     `json:"state" enum:"waiting,agreed,returned"`
	Note   string     `json:"note,omitempty"`
	At     *time.Time `json:"at,omitempty"`
}

// DocumentComment is a remark on a version.
type DocumentComment struct {
	Version int64     `json:"version"`
	Text    string    `json:"text"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// DocumentVersion is a former text.
type DocumentVersion struct {
	Version  int64     `json:"version"`
	Abstract string    `json:"abstract"`
	Text     string    `json:"text"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
}

// Document is a paper with all that the caller may see of it.
type Document struct {
	DocumentCard
	Content    DocumentContent     `json:"content"`
	UnitName   string              `json:"unitName"`
	SignerName string              `json:"signerName,omitempty"`
	Reason     string              `json:"reason,omitempty" doc:"Why it was returned, recalled or dropped"`
	Rev        int64               `json:"rev" doc:"To be sent back with a change: whoever was overtaken is told so"`
	Steps      []DocumentStep      `json:"steps"`
	Comments   []DocumentComment   `json:"comments"`
	Versions   []DocumentVersion   `json:"versions"`
	Annexes    []KeptFile          `json:"annexes" doc:"For its readers only those that may be seen"`
	Signing    []DocumentSignature `json:"signing" doc:"Signatures in their order, made and awaited"`
}

func documentOf(f document.Full) Document {
	return Document{cardOf(f.Document), contentOf(f.Content), f.UnitName, f.SignerName, f.Reason, f.Rev,
		each(f.Steps, func(s document.Step) DocumentStep {
			return DocumentStep{string(s.Member), s.Name, s.State, s.Note, instant(s.At)}
		}),
		each(f.Comments, func(c document.Comment) DocumentComment { return DocumentComment{c.Version, c.Text, c.By, c.At.UTC()} }),
		each(f.Versions, func(v document.Version) DocumentVersion {
			return DocumentVersion{v.Version, v.Abstract, v.Text, v.By, v.At.UTC()}
		}), each(f.Annexes, fileOf), each(f.Signing, documentSignatureOf)}
}

// Documents is a page of them.
type Documents struct {
	Documents  []DocumentCard `json:"documents"`
	NextCursor string         `json:"nextCursor,omitempty"`
}

type listDocuments struct {
	Page
	State string `query:"state" enum:"draft,submitted,approved,numbered,issued,replaced,recalled,dropped"`
}

func (a *API) listDocuments(ctx context.Context, v visit, in *listDocuments) (Documents, error) {
	all, err := a.Documents.List(ctx, v.Who, document.State(in.State), document.ID(in.Cursor), in.Limit)
	return Documents{each(all, cardOf), next(all, in.Limit, func(d document.Document) string { return string(d.ID) })}, err
}

func (a *API) listAwaiting(ctx context.Context, v visit, _ *nothing) (Documents, error) {
	all, err := a.Documents.Awaiting(ctx, v.Who, 200)
	return Documents{Documents: each(all, cardOf)}, err
}

// DocumentType is a type of paper.
type DocumentType struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Symbol string `json:"symbol"`
}

// DocumentTypes are those that a unit may issue.
type DocumentTypes struct {
	Types []DocumentType `json:"types"`
}

type listDocumentTypes struct {
	Unit UnitID `query:"unit" required:"true"`
}

func (a *API) listDocumentTypes(ctx context.Context, v visit, in *listDocumentTypes) (out DocumentTypes, err error) {
	u, err := a.Units.Look(ctx, v.Who, in.Unit.org())
	if err != nil {
		return out, err
	}
	if err := v.Who.May(document.Draft, u.Path); err != nil {
		return out, err
	}
	err = a.DB.Read(ctx, func(q db.Q) error {
		all, err := a.Documents.Types(ctx, q, in.Unit.org())
		out.Types = each(all, func(t document.Type) DocumentType { return DocumentType{t.ID, t.Title, t.Symbol} })
		return err
	})
	return out, err
}

type beginDocument struct {
	Body struct {
		Unit UnitID `json:"unit"`
		DocumentContent
	} `nameHint:"BeginDocument"`
}

func (a *API) beginDocument(ctx context.Context, v visit, in *beginDocument) (Created, error) {
	id, err := a.Documents.Begin(ctx, v.Who, in.Body.Unit.org(), in.Body.content())
	return Created{string(id)}, err
}

func (a *API) getDocument(ctx context.Context, v visit, in *DocumentPath) (Document, error) {
	f, err := a.Documents.See(ctx, v.Who, in.id())
	return documentOf(f), err
}

type getDocumentFile struct {
	DocumentPath
	Format string `query:"format" enum:"pdf,docx" default:"pdf"`
}

func (a *API) getDocumentFile(ctx context.Context, v visit, in *getDocumentFile) (file, error) {
	f, err := a.Documents.See(ctx, v.Who, in.id())
	if err != nil {
		return file{}, err
	}
	name := strings.ReplaceAll(f.Symbol, "/", "-")
	if name == "" {
		name = string(f.ID)
	}
	media := map[string]string{"pdf": pdfMedia, "docx": docxMedia}[in.Format]
	return produced(name+"."+in.Format, media, func(w io.Writer) error {
		return a.Documents.Produce(ctx, v.Who, f.ID, document.Format(in.Format), w)
	})
}

type writeDocument struct {
	DocumentPath
	Body struct {
		Rev int64 `json:"rev" minimum:"0"`
		DocumentContent
	} `nameHint:"WriteDocument"`
}

func (a *API) writeDocument(ctx context.Context, v visit, in *writeDocument) (none, error) {
	return none{}, a.Documents.Write(ctx, v.Who, in.id(), in.Body.Rev, in.Body.content())
}

type commentDocument struct {
	DocumentPath
	Body struct {
		Text string `json:"text" maxLength:"10000"`
	} `nameHint:"CommentDocument"`
}

func (a *API) commentDocument(ctx context.Context, v visit, in *commentDocument) (none, error) {
	return none{}, a.Documents.Comment(ctx, v.Who, in.id(), in.Body.Text)
}

type submitDocument struct {
	DocumentPath
	Body struct {
		Rev       int64    `json:"rev,omitempty" minimum:"0"`
		Approvers []string `json:"approvers" maxItems:"20" doc:"In their order"`
	} `nameHint:"SubmitDocument"`
}

func (a *API) submitDocument(ctx context.Context, v visit, in *submitDocument) (none, error) {
	to := each(in.Body.Approvers, func(m string) member.ID { return member.ID(m) })
	return none{}, a.Documents.Submit(ctx, v.Who, in.id(), in.Body.Rev, to)
}

// reasoned is a step on a paper with a reason or a note.
type reasoned struct {
	DocumentPath
	Body struct {
		Rev    int64  `json:"rev,omitempty" minimum:"0"`
		Reason string `json:"reason,omitempty" maxLength:"2000"`
	} `nameHint:"DocumentReason"`
}

func (a *API) agreeDocument(ctx context.Context, v visit, in *reasoned) (none, error) {
	return none{}, a.Documents.Agree(ctx, v.Who, in.id(), in.Body.Rev, in.Body.Reason)
}

func (a *API) returnDocument(ctx context.Context, v visit, in *reasoned) (none, error) {
	return none{}, a.Documents.Return(ctx, v.Who, in.id(), in.Body.Rev, in.Body.Reason)
}

func (a *API) reopenDocument(ctx context.Context, v visit, in *reasoned) (none, error) {
	return none{}, a.Documents.Reopen(ctx, v.Who, in.id(), in.Body.Rev, in.Body.Reason)
}

func (a *API) dropDocument(ctx context.Context, v visit, in *reasoned) (none, error) {
	return none{}, a.Documents.Drop(ctx, v.Who, in.id(), in.Body.Rev, in.Body.Reason)
}

func (a *API) recallDocument(ctx context.Context, v visit, in *reasoned) (none, error) {
	return none{}, a.Documents.Recall(ctx, v.Who, in.id(), in.Body.Rev, in.Body.Reason)
}

type numberDocument struct {
	DocumentPath
	Body struct {
		Rev      int64 `json:"rev,omitempty" minimum:"0"`
		Reserved int64 `json:"reserved,omitempty" minimum:"0" doc:"A number kept for it before; the next one without"`
	} `nameHint:"NumberDocument"`
}

// GivenNumber is the number of a paper.
type GivenNumber struct {
	Number string `json:"number" doc:"05-NQ/ĐU"`
}

func (a *API) numberDocument(ctx context.Context, v visit, in *numberDocument) (GivenNumber, error) {
	n, err := a.Documents.Enumerate(ctx, v.Who, in.id(), in.Body.Rev, in.Body.Reserved)
	return GivenNumber{n}, err
}

type issueDocument struct {
	DocumentPath
	Body struct {
		Rev int64 `json:"rev,omitempty" minimum:"0"`
	} `nameHint:"IssueDocument"`
}

func (a *API) issueDocument(ctx context.Context, v visit, in *issueDocument) (none, error) {
	return none{}, a.Documents.Issue(ctx, v.Who, in.id(), in.Body.Rev)
}
