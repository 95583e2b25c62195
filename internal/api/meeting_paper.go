package api

import (
	"context"

	"sotay/internal/meeting"
)

func (a *API) paperOperations() []operation {
	return []operation{
		get(signed(), "/meetings/{meeting}/papers", "listPapers", "The meeting's papers, for the members of the unit.", a.listPapers),
		upload(at(meeting.Run), "/meetings/{meeting}/papers", "addPaper", "Check a file and put it among the meeting's papers. One that comes late is taken and marked late; a scan waits unseen until it is declared not secret.", a.addPaper),
		get(signed(), "/meetings/{meeting}/papers/{paper}", "openPaper", "The file, for the members of the unit. One that waits is not there.", a.openPaper),
		remove(at(meeting.Run), "/meetings/{meeting}/papers/{paper}", "removePaper", "Take a paper off the list.", a.removePaper),
	}
}

// Papers are a meeting's.
type Papers struct {
	Papers []Paper `json:"papers"`
}

func (a *API) listPapers(ctx context.Context, v visit, in *MeetingPath) (Papers, error) {
	f, _, err := a.Meetings.See(ctx, v.Who, in.id())
	return Papers{each(f.Papers, paperOf)}, err
}

type addPaper struct {
	MeetingPath
	Name string `query:"name" required:"true" maxLength:"300" doc:"Of the file"`
}

func (a *API) addPaper(ctx context.Context, v visit, in *addPaper) (Paper, error) {
	p, err := a.Meetings.AddPaper(ctx, v.Who, in.id(), meeting.Upload{Name: in.Name, Size: v.size, Body: v.file})
	return paperOf(p), err
}

type paperPath struct {
	MeetingPath
	Paper string `path:"paper" maxLength:"100"`
}

func (a *API) openPaper(ctx context.Context, v visit, in *paperPath) (file, error) {
	p, body, err := a.Meetings.OpenPaper(ctx, v.Who, in.id(), in.Paper)
	if err != nil {
		return file{}, err
	}
	return file{p.Name, p.Media, p.Size, body}, nil
}

func (a *API) removePaper(ctx context.Context, v visit, in *paperPath) (none, error) {
	return none{}, a.Meetings.RemovePaper(ctx, v.Who, in.id(), in.Paper)
}
