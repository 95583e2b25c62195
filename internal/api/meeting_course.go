package api

import (
	"context"

	"sotay/internal/meeting"
	"sotay/internal/task"
)

func (a *API) courseOperations() []operation {
	return []operation{
		post(signed(), "/meetings/{meeting}/opinions", "addOpinion", "Write an opinion, or note what a member said.", a.say),
		post(at(meeting.Run), "/meetings/{meeting}/now", "setItem", "Move the meeting to a point of its agenda.", a.now),
		put(at(meeting.Run), "/meetings/{meeting}/items/{item}", "noteItem", "Write what was said and concluded on a point.", a.noteItem),
		post(at(meeting.Run), "/meetings/{meeting}/reviews/{task}", "judgeTask", "Note what the meeting found of an earlier task.", a.judge),
		post(at(meeting.Run), "/meetings/{meeting}/tasks", "giveTask", "Give a task at the meeting.", a.give),
	}
}

type sayBody struct {
	MeetingPath
	Body struct {
		Member string `json:"member,omitempty" maxLength:"100" doc:"None for the caller"`
		Item   string `json:"item,omitempty" maxLength:"100"`
		Text   string `json:"text,omitempty" maxLength:"100000"`
		Spoken bool   `json:"spoken,omitempty" doc:"Said aloud, noted by who runs the meeting"`
	} `nameHint:"AddOpinion"`
}

func (a *API) say(ctx context.Context, v visit, in *sayBody) (none, error) {
	b := in.Body
	return none{}, a.Meetings.Say(ctx, v.Who, in.id(), meeting.Opinion{Item: b.Item, Member: self(v, b.Member), Text: b.Text, Spoken: b.Spoken})
}

type now struct {
	MeetingPath
	Body struct {
		Item string `json:"item" maxLength:"100"`
	} `nameHint:"SetItem"`
}

func (a *API) now(ctx context.Context, v visit, in *now) (none, error) {
	return none{}, a.Meetings.At(ctx, v.Who, in.id(), in.Body.Item)
}

type noteItem struct {
	MeetingPath
	Item string `path:"item" maxLength:"100"`
	Body struct {
		Notes string `json:"notes" maxLength:"200000"`
		Rev   int64  `json:"rev" doc:"Of the point, as it was read"`
	} `nameHint:"NoteItem"`
}

func (a *API) noteItem(ctx context.Context, v visit, in *noteItem) (none, error) {
	return none{}, a.Meetings.NoteItem(ctx, v.Who, in.id(), in.Item, in.Body.Notes, in.Body.Rev)
}

type judge struct {
	MeetingPath
	Task string `path:"task" maxLength:"100"`
	Body struct {
		Done   bool   `json:"done"`
		Result string `json:"result,omitempty" maxLength:"20000"`
	} `nameHint:"JudgeTask"`
}

func (a *API) judge(ctx context.Context, v visit, in *judge) (none, error) {
	return none{}, a.Meetings.Judge(ctx, v.Who, in.id(), task.ID(in.Task), in.Body.Done, in.Body.Result)
}

type give struct {
	MeetingPath
	Body NewTask
}

func (a *API) give(ctx context.Context, v visit, in *give) (Created, error) {
	id, err := a.Meetings.Give(ctx, v.Who, in.id(), in.Body.task())
	return Created{string(id)}, err
}
