package api

import (
	"context"

	"sotay/internal/meeting"
)

func (a *API) motionOperations() []operation {
	return []operation{
		post(at(meeting.Run), "/meetings/{meeting}/motions", "createMotion", "Put a question on the list of votes.", a.createMotion),
		post(at(meeting.Run), "/meetings/{meeting}/motions/{motion}/open", "openVote", "Open the voting on a motion; one at a time.", a.openVote),
		post(signed(), "/meetings/{meeting}/motions/{motion}/vote", "castVote", "One vote: the caller's own, or entered for a member. One each, no change after sending.", a.castVote),
		post(at(meeting.Run), "/meetings/{meeting}/motions/{motion}/close", "closeVote", "End the voting and apply the motion's rule.", a.closeVote),
	}
}

type createMotion struct {
	MeetingPath
	Body struct {
		Kind  string `json:"kind" maxLength:"50" doc:"For example resolution, agenda, admission, other"`
		Title string `json:"title,omitempty" maxLength:"20000" doc:"That of the kind, unless given"`
		Mode  string `json:"mode" enum:"phone,hands"`
	} `nameHint:"CreateMotion"`
}

func (a *API) createMotion(ctx context.Context, v visit, in *createMotion) (Created, error) {
	id, err := a.Meetings.Move(ctx, v.Who, in.id(), meeting.Motion{Kind: in.Body.Kind, Title: in.Body.Title, Mode: meeting.Mode(in.Body.Mode)})
	return Created{id}, err
}

// MotionPath names a motion of a meeting.
type MotionPath struct {
	MeetingPath
	Motion string `path:"motion" maxLength:"100"`
}

type openVote struct {
	MotionPath
	Body struct {
		Mode string `json:"mode" enum:"phone,hands"`
	} `nameHint:"OpenVote"`
}

func (a *API) openVote(ctx context.Context, v visit, in *openVote) (none, error) {
	return none{}, a.Meetings.OpenVote(ctx, v.Who, in.id(), in.Motion, meeting.Mode(in.Body.Mode))
}

type castVote struct {
	MotionPath
	Body struct {
		Member string `json:"member,omitempty" maxLength:"100" doc:"None for the caller"`
		Choice string `json:"choice" enum:"yes,no,abstain"`
	} `nameHint:"CastVote"`
}

func (a *API) castVote(ctx context.Context, v visit, in *castVote) (none, error) {
	return none{}, a.Meetings.Cast(ctx, v.Who, in.id(), in.Motion, self(v, in.Body.Member), meeting.Choice(in.Body.Choice))
}

type closeVote struct {
	MotionPath
	Body struct {
		Yes     int `json:"yes,omitempty" minimum:"0" maximum:"100000" doc:"Raised hands; by phone the votes are counted"`
		No      int `json:"no,omitempty" minimum:"0" maximum:"100000"`
		Abstain int `json:"abstain,omitempty" minimum:"0" maximum:"100000"`
	} `nameHint:"CloseVote"`
}

func (a *API) closeVote(ctx context.Context, v visit, in *closeVote) (Motion, error) {
	m, err := a.Meetings.CloseVote(ctx, v.Who, in.id(), in.Motion, in.Body.Yes, in.Body.No, in.Body.Abstain)
	return motionOf(m), err
}
