package api

import (
	"context"
	"time"

	"sotay/internal/meeting"
	"sotay/internal/platform/civil"
)

func (a *API) planOperations() []operation {
	return []operation{
		post(holder(meeting.Run), "/meetings", "prepareMeeting", "Begin a meeting: its plan, the agenda of the rule, the members' places on the roll. Nobody is told yet.", a.prepare),
		put(at(meeting.Run), "/meetings/{meeting}/plan", "replanMeeting", "Change the plan before the meeting opens. Members who were told already are told.", a.replan),
		put(at(meeting.Run), "/meetings/{meeting}/agenda", "setAgenda", "Replace the agenda before the meeting opens. Points that keep their id keep their notes.", a.setAgenda),
		a.act("prepared", "notePrepared", "Note that the committee has agreed on the content.", a.Meetings.Prepared),
		a.act("call", "callMeeting", "Tell the members, and who follows the branch from above.", a.Meetings.Call),
		post(at(meeting.Run), "/meetings/{meeting}/cancel", "cancelMeeting", "Call a meeting off, with a reason that members are told.", a.cancel),
	}
}

// MeetingPlan is the form with which a meeting is prepared.
type MeetingPlan struct {
	Unit      UnitID    `json:"unit"`
	Kind      string    `json:"kind" enum:"regular,thematic,combined"`
	Month     Month     `json:"month,omitempty" doc:"That of the day, unless given"`
	Title     string    `json:"title,omitempty" doc:"Made from kind and month, unless given"`
	Topic     string    `json:"topic,omitempty" doc:"Of the thematic part"`
	Purpose   string    `json:"purpose,omitempty"`
	Place     string    `json:"place,omitempty"`
	Link      string    `json:"link,omitempty" doc:"Where to join online"`
	Guests    string    `json:"guests,omitempty"`
	FeeStatus string    `json:"feeStatus,omitempty"`
	StartsAt  time.Time `json:"startsAt"`
	Chair     string    `json:"chair,omitempty" maxLength:"100"`
	Secretary string    `json:"secretary,omitempty" maxLength:"100"`
}

func (p MeetingPlan) plan() meeting.Plan {
	return meeting.Plan{Unit: int64(p.Unit.org()), Kind: meeting.Kind(p.Kind), Month: civil.Month(p.Month), Title: p.Title, Topic: p.Topic, Purpose: p.Purpose,
		Place: p.Place, Link: p.Link, Guests: p.Guests, FeeStatus: p.FeeStatus, StartsAt: p.StartsAt, Chair: p.Chair, Secretary: p.Secretary}
}

type prepare struct{ Body MeetingPlan }

func (a *API) prepare(ctx context.Context, v visit, in *prepare) (Created, error) {
	id, err := a.Meetings.Prepare(ctx, v.Who, in.Body.plan())
	return Created{string(id)}, err
}

type replan struct {
	MeetingPath
	Body MeetingPlan
}

func (a *API) replan(ctx context.Context, v visit, in *replan) (none, error) {
	return none{}, a.Meetings.Replan(ctx, v.Who, in.id(), in.Body.plan())
}

// agendaPoint is a point of the agenda as it is to be.
type agendaPoint struct {
	ID        string `json:"id,omitempty" maxLength:"100" doc:"None for a new point"`
	Kind      string `json:"kind" maxLength:"50"`
	Title     string `json:"title" maxLength:"5000"`
	Presenter string `json:"presenter,omitempty" maxLength:"500"`
}

type setAgenda struct {
	MeetingPath
	Body struct {
		Items []agendaPoint `json:"items" maxItems:"200"`
	} `nameHint:"SetAgenda"`
}

func (a *API) setAgenda(ctx context.Context, v visit, in *setAgenda) (none, error) {
	var list []meeting.Item
	for _, x := range in.Body.Items {
		list = append(list, meeting.Item{ID: x.ID, Kind: x.Kind, Title: x.Title, Presenter: x.Presenter})
	}
	return none{}, a.Meetings.SetAgenda(ctx, v.Who, in.id(), list)
}

type cancel struct {
	MeetingPath
	Body struct {
		Reason string `json:"reason" maxLength:"5000"`
	} `nameHint:"CancelMeeting"`
}

func (a *API) cancel(ctx context.Context, v visit, in *cancel) (none, error) {
	return none{}, a.Meetings.Cancel(ctx, v.Who, in.id(), in.Body.Reason)
}
