package api

import (
	"context"
	"io"
	"strconv"
	"strings"

	"sotay/internal/document"
	"sotay/internal/platform/fault"
)

func (a *API) documentNumberOperations() []operation {
	return []operation{
		get(holder(document.See), "/documents/register", "listDocumentNumbers", "The register of a unit's outgoing papers.", a.listDocumentNumbers),
		get(holder(document.See), "/documents/register.xlsx", "exportDocumentNumbers", "The register as a workbook.", a.exportDocumentNumbers),
		post(holder(document.Issue), "/documents/numbers", "reserveNumber", "Keep the next number of a type for a paper to come.", a.reserveNumber),
		post(holder(document.Issue), "/documents/numbers/cancel", "cancelNumber", "Give up a number that is reserved for no paper; it stays in the register.", a.cancelNumber),
	}
}

// DocumentNumber is a line of the register.
type DocumentNumber struct {
	Series   string `json:"series"`
	Number   int64  `json:"number"`
	Printed  string `json:"printed" doc:"05-NQ/ĐU"`
	Term     string `json:"term"`
	State    string `json:"state" enum:"reserved,used,cancelled"`
	Day      Day    `json:"day"`
	By       string `json:"by"`
	Reason   string `json:"reason,omitempty"`
	Document string `json:"document,omitempty"`
	Abstract string `json:"abstract,omitempty"`
	Signer   string `json:"signer,omitempty"`
}

// DocumentNumbers is a page of them.
type DocumentNumbers struct {
	Numbers    []DocumentNumber `json:"numbers"`
	NextCursor string           `json:"nextCursor,omitempty"`
}

// UnitTerm is a term of a unit's numbers.
type UnitTerm struct {
	Unit UnitID `query:"unit" required:"true"`
	Term string `query:"term" maxLength:"50" doc:"Today's without"`
}

type listDocumentNumbers struct {
	Page
	UnitTerm
}

func (a *API) listDocumentNumbers(ctx context.Context, v visit, in *listDocumentNumbers) (DocumentNumbers, error) {
	after, err := numberCursor(in.Cursor)
	if err != nil {
		return DocumentNumbers{}, err
	}
	all, err := a.Documents.Register(ctx, v.Who, in.Unit.org(), in.Term, after, in.Limit)
	return DocumentNumbers{each(all, func(e document.Entry) DocumentNumber {
		return DocumentNumber{e.Series, e.Number, e.Printed(), e.Term, e.State, Day(e.Day), e.By, e.Reason, string(e.Document), e.Abstract, e.Signer}
	}), next(all, in.Limit, document.Entry.Printed)}, err
}

// numberCursor reads a number as it is printed, "05-NQ/ĐU".
func numberCursor(s string) (e document.Entry, err error) {
	if s == "" {
		return e, nil
	}
	n, symbol, _ := strings.Cut(s, "-")
	e.Symbol = symbol
	if e.Number, err = strconv.ParseInt(n, 10, 64); err != nil {
		err = fault.New(fault.Invalid, "api.invalid").Field("cursor", "api.value").Because(err)
	}
	return e, err
}

func (a *API) exportDocumentNumbers(ctx context.Context, v visit, in *UnitTerm) (file, error) {
	return produced("so-van-ban-di.xlsx", xlsxMedia, func(w io.Writer) error {
		return a.Documents.ExportRegister(ctx, v.Who, in.Unit.org(), in.Term, w)
	})
}

type reserveNumber struct {
	Body struct {
		Unit   UnitID `json:"unit"`
		Type   string `json:"type" maxLength:"50"`
		Reason string `json:"reason" maxLength:"2000"`
	} `nameHint:"ReserveNumber"`
}

func (a *API) reserveNumber(ctx context.Context, v visit, in *reserveNumber) (GivenNumber, error) {
	n, err := a.Documents.Reserve(ctx, v.Who, in.Body.Unit.org(), in.Body.Type, in.Body.Reason)
	return GivenNumber{n}, err
}

type cancelNumber struct {
	Body struct {
		Series string `json:"series" maxLength:"200"`
		Number int64  `json:"number" minimum:"1"`
		Reason string `json:"reason" maxLength:"2000"`
	} `nameHint:"CancelNumber"`
}

func (a *API) cancelNumber(ctx context.Context, v visit, in *cancelNumber) (none, error) {
	return none{}, a.Documents.CancelNumber(ctx, v.Who, in.Body.Series, in.Body.Number, in.Body.Reason)
}
