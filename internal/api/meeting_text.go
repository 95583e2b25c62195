package api

import (
	"context"
	"io"

	"sotay/internal/meeting"
)

func (a *API) textOperations() []operation {
	return []operation{
		get(signed(), "/meetings/{meeting}/texts/{kind}", "listTextVersions", "Every version of minutes or resolution, the newest first.", a.versions),
		get(at(meeting.Run), "/meetings/{meeting}/texts/{kind}/draft", "composeText", "Minutes or resolution written from the meeting's data. Nothing is stored.", a.compose),
		put(at(meeting.Run), "/meetings/{meeting}/texts/{kind}", "writeText", "Store a new version.", a.write),
		post(at(meeting.Run), "/meetings/{meeting}/texts/{kind}/adopt", "adoptText", "Make the newest version final, as read out and agreed on.", a.adopt),
		get(signed(), "/meetings/{meeting}/texts/{kind}/file", "getTextFile", "The newest version as an official paper.", a.textFile),
	}
}

// TextPath names a text of a meeting.
type TextPath struct {
	MeetingPath
	Kind string `path:"kind" enum:"minutes,resolution"`
}

func (p TextPath) kind() meeting.TextKind { return meeting.TextKind(p.Kind) }

// Texts are versions of one text.
type Texts struct {
	Texts []Text `json:"texts"`
}

func (a *API) versions(ctx context.Context, v visit, in *TextPath) (Texts, error) {
	all, err := a.Meetings.Versions(ctx, v.Who, in.id(), in.kind())
	return Texts{each(all, textOf)}, err
}

// Draft is a text that is not stored.
type Draft struct {
	Text string `json:"text"`
}

func (a *API) compose(ctx context.Context, v visit, in *TextPath) (Draft, error) {
	text, err := a.Meetings.Compose(ctx, v.Who, in.id(), in.kind())
	return Draft{text}, err
}

type writeText struct {
	TextPath
	Body struct {
		Base int64  `json:"base" minimum:"0" doc:"The version that the writer had before him; 0 for none"`
		Text string `json:"text" maxLength:"400000"`
	} `nameHint:"WriteText"`
}

func (a *API) write(ctx context.Context, v visit, in *writeText) (none, error) {
	return none{}, a.Meetings.Write(ctx, v.Who, in.id(), in.kind(), in.Body.Base, in.Body.Text)
}

type adoptText struct {
	TextPath
	Body struct {
		Version int64 `json:"version" minimum:"1"`
	} `nameHint:"AdoptText"`
}

func (a *API) adopt(ctx context.Context, v visit, in *adoptText) (none, error) {
	return none{}, a.Meetings.Adopt(ctx, v.Who, in.id(), in.kind(), in.Body.Version)
}

type textFile struct {
	TextPath
	Format string `query:"format" enum:"pdf,docx" default:"pdf"`
}

func (a *API) textFile(ctx context.Context, v visit, in *textFile) (file, error) {
	media := pdfMedia
	if in.Format == string(meeting.DOCX) {
		media = docxMedia
	}
	return produced(in.Kind+"."+in.Format, media, func(w io.Writer) error {
		return a.Meetings.Produce(ctx, v.Who, in.id(), in.kind(), meeting.Format(in.Format), w)
	})
}
