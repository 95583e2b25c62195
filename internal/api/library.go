package api

import (
	"context"
	"strconv"

	"sotay/internal/library"
	"sotay/internal/platform/fault"
)

func (a *API) libraryOperations() []operation {
	return []operation{
		get(holder(library.Read), "/library/search", "searchLibrary", "Papers that the caller may read, by words or by number, the best first; at most 200.", a.searchLibrary),
		get(holder(library.Read), "/library/papers", "listLibrary", "Papers that the caller may read, the newest first.", a.listLibrary),
		get(holder(library.Read), "/library/kept", "listKept", "Papers that the caller keeps for himself and may still read.", a.listKept),
		put(holder(library.Read), "/library/kept", "keepPaper", "Bookmark a paper, keep it for reading without a network, write a note to it; what is left out stays.", a.keepPaper),
		put(holder(library.Read), "/library/place", "keepPlace", "Keep the page at which the caller stopped reading.", a.keepPlace),
	}
}

// LibraryFilter narrows what is found.
type LibraryFilter struct {
	Kind   string `query:"kind" maxLength:"32" doc:"Source: document, incoming, meeting"`
	Type   string `query:"type" maxLength:"200" doc:"As people read it, with or without diacritics"`
	Issuer string `query:"issuer" pattern:"^[0-9]*$" maxLength:"19" doc:"Id of the unit that issued or keeps it"`
	Year   int    `query:"year" minimum:"0" maximum:"9999"`
	Topic  string `query:"topic" maxLength:"200"`
	State  string `query:"state" enum:"inforce,replaced,recalled"`
}

func (f LibraryFilter) filter() library.Filter {
	return library.Filter{Kind: f.Kind, Type: f.Type, Issuer: UnitID(f.Issuer).org(), Year: f.Year, Topic: f.Topic, State: library.State(f.State)}
}

// TextRun is a stretch of text.
type TextRun struct {
	Text string `json:"text"`
	Hit  bool   `json:"hit,omitempty" doc:"It was sought"`
}

// LibraryPassage is a place where something was found.
type LibraryPassage struct {
	Part string    `json:"part,omitempty" doc:"Name of the attached file"`
	Runs []TextRun `json:"runs"`
}

// LibraryPaper is a paper of the library with what the caller keeps of it.
type LibraryPaper struct {
	Subject  string           `json:"subject"`
	Link     string           `json:"link" doc:"The page for people, from /"`
	Kind     string           `json:"kind"`
	Type     string           `json:"type,omitempty"`
	Number   string           `json:"number,omitempty"`
	Issuer   string           `json:"issuer,omitempty"`
	Unit     UnitID           `json:"unit"`
	Title    string           `json:"title"`
	Day      Day              `json:"day,omitempty"`
	Topic    string           `json:"topic,omitempty"`
	State    string           `json:"state" enum:"inforce,replaced,recalled"`
	Replacer string           `json:"replacer,omitempty" doc:"Number of the paper that took its place"`
	Passages []LibraryPassage `json:"passages"`
	Marked   bool             `json:"marked,omitempty"`
	Saved    bool             `json:"saved,omitempty" doc:"Kept for reading without a network"`
	Note     string           `json:"note,omitempty"`
	Page     int              `json:"page,omitempty" doc:"Where the caller stopped reading"`
}

func libraryPaper(h library.Hit) LibraryPaper {
	passages := each(h.Passages, func(p library.Passage) LibraryPassage {
		return LibraryPassage{p.Part, each(p.Runs, func(r library.Run) TextRun { return TextRun(r) })}
	})
	return LibraryPaper{h.Subject, h.Link, h.Kind, h.Type, h.Number, h.Issuer, unitID(h.Unit), h.Title, Day(h.Day), h.Topic, string(h.State), h.Replacer, passages,
		!h.Marked.IsZero(), !h.Saved.IsZero(), h.Mark.Note, h.Page}
}

type searchLibrary struct {
	LibraryFilter
	Text  string `query:"q" required:"true" maxLength:"2000"`
	Skip  int    `query:"skip" minimum:"0" maximum:"200"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

// Found is a page of what was found.
type Found struct {
	Papers []LibraryPaper `json:"papers"`
	Total  int            `json:"total" doc:"Found in all, up to 200"`
	Direct bool           `json:"direct,omitempty" doc:"The question was the number of the first paper, and of no other"`
	Loose  bool           `json:"loose,omitempty" doc:"No paper has all the words; these have some"`
}

func (a *API) searchLibrary(ctx context.Context, v visit, in *searchLibrary) (Found, error) {
	p, err := a.Library.Search(ctx, v.Who, library.Query{Text: in.Text, Filter: in.filter(), Skip: in.Skip, Limit: in.Limit})
	return Found{each(p.Hits, libraryPaper), p.Total, p.Direct, p.Loose}, err
}

// LibraryPapers is a page of them.
type LibraryPapers struct {
	Papers     []LibraryPaper `json:"papers"`
	NextCursor string         `json:"nextCursor,omitempty"`
}

type listLibrary struct {
	LibraryFilter
	Cursor string `query:"cursor" maxLength:"32" pattern:"^[0-9]*$"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (a *API) listLibrary(ctx context.Context, v visit, in *listLibrary) (LibraryPapers, error) {
	after, _ := strconv.ParseInt(in.Cursor, 10, 64)
	shelf, err := a.Library.Browse(ctx, v.Who, in.filter(), after, in.Limit)
	out := LibraryPapers{Papers: each(shelf.Hits, libraryPaper)}
	if shelf.After != 0 {
		out.NextCursor = strconv.FormatInt(shelf.After, 10)
	}
	return out, err
}

type listKept struct {
	What string `query:"what" enum:"marked,noted,saved" default:"marked"`
}

func (a *API) listKept(ctx context.Context, v visit, in *listKept) (LibraryPapers, error) {
	all, err := a.Library.Mine(ctx, v.Who, library.Kept(in.What))
	return LibraryPapers{Papers: each(all, libraryPaper)}, err
}

type keepPaper struct {
	Body struct {
		Subject string  `json:"subject" maxLength:"200"`
		Marked  *bool   `json:"marked,omitempty"`
		Saved   *bool   `json:"saved,omitempty"`
		Note    *string `json:"note,omitempty" maxLength:"4000"`
	} `nameHint:"KeepPaper"`
}

func (a *API) keepPaper(ctx context.Context, v visit, in *keepPaper) (none, error) {
	b := in.Body
	if b.Marked == nil && b.Saved == nil && b.Note == nil {
		return none{}, fault.New(fault.Invalid, "library.invalid")
	}
	return none{}, a.Library.Keep(ctx, v.Who, b.Subject, library.Wish{Marked: b.Marked, Saved: b.Saved, Note: b.Note})
}

type keepPlace struct {
	Body struct {
		Subject string `json:"subject" minLength:"1" maxLength:"200"`
		Page    int    `json:"page" minimum:"0" maximum:"100000"`
	} `nameHint:"KeepPlace"`
}

func (a *API) keepPlace(ctx context.Context, v visit, in *keepPlace) (none, error) {
	return none{}, a.Library.Stop(ctx, v.Who, in.Body.Subject, in.Body.Page)
}
