package api

import (
	"context"
	"time"

	"sotay/internal/document"
	"sotay/internal/filing"
)

func (a *API) fileOperations() []operation {
	const annexes, one = "/documents/{document}/annexes", "/files/{file}"
	return []operation{
		upload(at(document.Draft), annexes, "attachAnnex", "Check a file and put it with a draft as its annex. A scan waits unseen until it is declared not secret.", a.attachAnnex),
		remove(at(document.Draft), annexes+"/{file}", "detachAnnex", "Take an annex away from a draft.", a.detachAnnex),
		get(holder(filing.Declare), "/files/waiting", "listWaitingFiles", "Scans that wait for the caller's word, the oldest first.", a.listWaitingFiles),
		get(signed(), one, "openFile", "A file that came from outside, for those who may read what it belongs to.", a.openFile),
		post(at(filing.Declare), one+"/declare", "declareFile", "The word on a scan: one that is not secret may be seen from now on, one that is secret is destroyed.", a.declareFile),
	}
}

// FilePath names a file.
type FilePath struct {
	ID string `path:"file" maxLength:"100"`
}

func (p FilePath) id() filing.ID { return filing.ID(p.ID) }

// KeptFile is a file that came from outside.
type KeptFile struct {
	ID      string    `json:"id"`
	Of      string    `json:"of" doc:"What it belongs to: document:…"`
	Name    string    `json:"name"`
	Kind    string    `json:"kind" enum:"pdf,docx,xlsx,jpg,png,webp"`
	Size    int64     `json:"size" doc:"In bytes"`
	Pages   int       `json:"pages,omitempty"`
	State   string    `json:"state" enum:"waiting,clear" doc:"A scan waits until it is declared not secret"`
	Suspect string    `json:"suspect,omitempty" doc:"The mark of secrecy that was read on it"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
}

func fileOf(f filing.File) KeptFile {
	return KeptFile{string(f.ID), f.Subject, f.Name, f.Kind, f.Size, f.Pages, string(f.State), f.Suspect, f.At.UTC(), f.By}
}

type attachAnnex struct {
	DocumentPath
	Name string `query:"name" required:"true" maxLength:"300" doc:"Of the file"`
}

func (a *API) attachAnnex(ctx context.Context, v visit, in *attachAnnex) (none, error) {
	return none{}, a.Documents.Attach(ctx, v.Who, in.id(), in.Name, v.size, v.file)
}

// AnnexPath names a file of a paper.
type AnnexPath struct {
	DocumentPath
	File string `path:"file" maxLength:"100"`
}

func (a *API) detachAnnex(ctx context.Context, v visit, in *AnnexPath) (none, error) {
	return none{}, a.Documents.Detach(ctx, v.Who, in.id(), filing.ID(in.File))
}

// WaitingFiles is a page of them.
type WaitingFiles struct {
	Files      []KeptFile `json:"files"`
	NextCursor string     `json:"nextCursor,omitempty"`
}

func (a *API) listWaitingFiles(ctx context.Context, v visit, in *Page) (WaitingFiles, error) {
	all, err := a.Files.Waiting(ctx, v.Who, filing.ID(in.Cursor), in.Limit)
	return WaitingFiles{each(all, fileOf), next(all, in.Limit, func(f filing.File) string { return string(f.ID) })}, err
}

func (a *API) openFile(ctx context.Context, v visit, in *FilePath) (file, error) {
	f, body, err := a.Files.Open(ctx, v.Who, in.id())
	if err != nil {
		return file{}, err
	}
	return file{f.Name, f.Media, f.Size, body}, nil
}

type declareFile struct {
	FilePath
	Body struct {
		Verdict string `json:"verdict" enum:"not_secret,secret"`
		Sure    bool   `json:"sure,omitempty" doc:"Asked for where a mark of secrecy was read on it"`
	} `nameHint:"DeclareFile"`
}

func (a *API) declareFile(ctx context.Context, v visit, in *declareFile) (none, error) {
	return none{}, a.Files.Declare(ctx, v.Who, in.id(), filing.Verdict(in.Body.Verdict), in.Body.Sure)
}
