package api

import (
	"context"

	"sotay/internal/meeting"
	"sotay/internal/member"
)

func (a *API) rollOperations() []operation {
	return []operation{
		post(signed(), "/meetings/{meeting}/answer", "answerMeeting", "Answer the notice, or enter a member's answer for him.", a.answer),
		post(at(meeting.Run), "/meetings/{meeting}/leave", "decideLeave", "Grant or refuse a request for leave.", a.decideLeave),
		a.act("open", "openMeeting", "Begin the meeting: the roll becomes that of the day, earlier tasks come first.", a.Meetings.Open),
		post(at(meeting.Run), "/meetings/{meeting}/roll", "markRoll", "Mark one member's presence.", a.markRoll),
		a.act("roll/all", "markAllPresent", "Mark everyone present who is not marked and did not ask for leave.", a.Meetings.MarkAll),
		post(at(meeting.Attend), "/meetings/{meeting}/check-in", "checkIn", "The member's own check-in, by tap or by the hall's code.", a.checkIn),
		get(at(meeting.Run), "/meetings/{meeting}/hall-code", "getHallCode", "The code that the hall's screen shows now.", a.hallCode),
		post(at(meeting.Attend), "/meetings/{meeting}/rating", "rateMeeting", "The member's own judgement of the meeting.", a.rate),
	}
}

// self is the member that a request speaks of: the one it names, or the caller.
func self(v visit, named string) member.ID {
	if named != "" {
		return member.ID(named)
	}
	return member.ID(v.Who.Member)
}

type answer struct {
	MeetingPath
	Body struct {
		Member string `json:"member,omitempty" maxLength:"100" doc:"None for the caller"`
		Answer string `json:"answer" enum:"coming,online,leave"`
		Reason string `json:"reason,omitempty" maxLength:"20000" doc:"For leave"`
	} `nameHint:"AnswerMeeting"`
}

func (a *API) answer(ctx context.Context, v visit, in *answer) (none, error) {
	return none{}, a.Meetings.Answer(ctx, v.Who, in.id(), self(v, in.Body.Member), meeting.Answer(in.Body.Answer), in.Body.Reason)
}

type decideLeave struct {
	MeetingPath
	Body struct {
		Member string `json:"member" maxLength:"100"`
		Grant  bool   `json:"grant"`
	} `nameHint:"DecideLeave"`
}

func (a *API) decideLeave(ctx context.Context, v visit, in *decideLeave) (none, error) {
	return none{}, a.Meetings.Decide(ctx, v.Who, in.id(), member.ID(in.Body.Member), in.Body.Grant)
}

type markRoll struct {
	MeetingPath
	Body struct {
		Member   string `json:"member" maxLength:"100"`
		Presence string `json:"presence" enum:"unmarked,present,online,excused,unexcused"`
	} `nameHint:"MarkRoll"`
}

func (a *API) markRoll(ctx context.Context, v visit, in *markRoll) (none, error) {
	p := meeting.Presence(in.Body.Presence)
	if p == "unmarked" {
		p = meeting.Unmarked
	}
	return none{}, a.Meetings.Mark(ctx, v.Who, in.id(), member.ID(in.Body.Member), p)
}

type checkIn struct {
	MeetingPath
	Body struct {
		Presence string `json:"presence" enum:"present,online"`
		Code     string `json:"code,omitempty" maxLength:"100" doc:"Of the hall's screen"`
	} `nameHint:"CheckIn"`
}

func (a *API) checkIn(ctx context.Context, v visit, in *checkIn) (none, error) {
	return none{}, a.Meetings.CheckIn(ctx, v.Who, in.id(), meeting.Presence(in.Body.Presence), in.Body.Code)
}

// HallCode is what the hall's screen shows.
type HallCode struct {
	Code    string `json:"code"`
	Seconds int    `json:"seconds" doc:"How long a code stays on the screen"`
	Facts   Facts  `json:"facts"`
}

func (a *API) hallCode(ctx context.Context, v visit, in *MeetingPath) (HallCode, error) {
	_, code, facts, err := a.Meetings.HallCode(ctx, v.Who, in.id())
	return HallCode{code, int(meeting.CodeEvery.Seconds()), factsOf(facts)}, err
}

type rate struct {
	MeetingPath
	Body struct {
		Preparation *int `json:"preparation" minimum:"0" maximum:"5"`
		Conduct     *int `json:"conduct" minimum:"0" maximum:"5"`
		Tasks       *int `json:"tasks" minimum:"0" maximum:"5"`
	} `nameHint:"RateMeeting"`
}

func (a *API) rate(ctx context.Context, v visit, in *rate) (none, error) {
	return none{}, a.Meetings.Rate(ctx, v.Who, in.id(), meeting.Rating(in.Body))
}
