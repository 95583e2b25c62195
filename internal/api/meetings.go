package api

import (
	"context"
	"time"

	"sotay/internal/meeting"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
)

func (a *API) meetingOperations() []operation {
	return []operation{
		get(signed(), "/meetings", "listMeetings", "A month's meetings in reach, by id.", a.listMeetings),
		get(signed(), "/meetings/mine", "listMyMeetings", "Meetings of the caller's own unit that are not over, the next one first.", a.myMeetings),
		get(signed(), "/units/{unit}/meetings", "listUnitMeetings", "A unit's meetings, the newest first. Read on until a page has no nextCursor.", a.unitMeetings),
		get(signed(), "/meetings/{meeting}", "getMeeting", "A meeting as far as the caller sees it; sight says how far.", a.getMeeting),
	}
}

// MeetingPath names a meeting.
type MeetingPath struct {
	Meeting string `path:"meeting" maxLength:"100"`
}

func (p MeetingPath) id() meeting.ID { return meeting.ID(p.Meeting) }

// act is an operation of a verb that needs nothing but the meeting.
func (a *API) act(path, id, about string, do func(context.Context, authz.Actor, meeting.ID) error) operation {
	return post(at(meeting.Run), "/meetings/{meeting}/"+path, id, about, func(ctx context.Context, v visit, in *MeetingPath) (none, error) {
		return none{}, do(ctx, v.Who, in.id())
	})
}

// Meeting is one meeting of one unit, with the facts that its end fixed.
type Meeting struct {
	ID         string     `json:"id"`
	Unit       UnitID     `json:"unit"`
	Kind       string     `json:"kind" enum:"regular,thematic,combined"`
	Month      Month      `json:"month" doc:"For which it counts"`
	Title      string     `json:"title"`
	Topic      string     `json:"topic,omitempty" doc:"Of the thematic part"`
	Place      string     `json:"place,omitempty"`
	Link       string     `json:"link,omitempty" doc:"Where to join online"`
	StartsAt   time.Time  `json:"startsAt"`
	State      string     `json:"state" enum:"draft,called,open,ended,closed,cancelled"`
	Chair      string     `json:"chair,omitempty"`
	Secretary  string     `json:"secretary,omitempty"`
	PreparedAt *time.Time `json:"preparedAt,omitempty" doc:"The committee agreed on the content"`
	CalledAt   *time.Time `json:"calledAt,omitempty"`
	OpenedAt   *time.Time `json:"openedAt,omitempty"`
	EndedAt    *time.Time `json:"endedAt,omitempty"`
	ClosedAt   *time.Time `json:"closedAt,omitempty" doc:"Reported upward"`
	AdoptedAt  *time.Time `json:"adoptedAt,omitempty" doc:"The minutes were"`
	Cancelled  string     `json:"cancelled,omitempty" doc:"Why"`
	Facts      Facts      `json:"facts"`
	Speakers   int        `json:"speakers"`
	Minutes    int        `json:"minutes" doc:"How long it lasted"`
	Score      *int       `json:"score,omitempty"`
	Grade      string     `json:"grade,omitempty"`
	Late       bool       `json:"late" doc:"Reported after the deadline"`
	Version    int64      `json:"version" doc:"More than 1 after a correction"`
	Rev        int64      `json:"rev"`
}

// Facts are the roll in numbers. Members owe attendance; exempt ones stand beside them.
type Facts struct {
	Members   int `json:"members"`
	Entitled  int `json:"entitled" doc:"To vote"`
	Present   int `json:"present" doc:"On site and online"`
	Online    int `json:"online"`
	Excused   int `json:"excused"`
	Unexcused int `json:"unexcused"`
	Exempt    int `json:"exempt"`
}

func factsOf(f meeting.Facts) Facts {
	return Facts{f.Members, f.Entitled, f.Present, f.Online, f.Excused, f.Unexcused, f.Exempt}
}

func meetingOf(m meeting.Meeting) Meeting {
	return Meeting{
		ID: string(m.ID), Unit: unitID(m.Unit), Kind: string(m.Kind), Month: Month(m.Month), Title: m.Title, Topic: m.Topic, Place: m.Place, Link: m.Link,
		StartsAt: m.StartsAt.UTC(), State: string(m.State), Chair: string(m.Chair), Secretary: string(m.Secretary),
		PreparedAt: instant(m.PreparedAt), CalledAt: instant(m.CalledAt), OpenedAt: instant(m.OpenedAt), EndedAt: instant(m.EndedAt),
		ClosedAt: instant(m.ClosedAt), AdoptedAt: instant(m.AdoptedAt), Cancelled: m.Cancelled, Facts: factsOf(m.Facts), Speakers: m.Speakers,
		Minutes: m.Minutes, Score: m.Score, Grade: m.Grade, Late: m.Late, Version: m.Version, Rev: m.Rev,
	}
}

// Meetings is a page of them.
type Meetings struct {
	Meetings   []Meeting `json:"meetings"`
	NextCursor string    `json:"nextCursor,omitempty"`
}

type listMeetings struct {
	Page
	Month Month  `query:"month" required:"true"`
	Unit  UnitID `query:"unit" doc:"A subtree"`
}

func (a *API) listMeetings(ctx context.Context, v visit, in *listMeetings) (Meetings, error) {
	top, err := a.under(ctx, v, in.Unit)
	if err != nil {
		return Meetings{}, err
	}
	all, err := a.Meetings.List(ctx, v.Who, top, civil.Month(in.Month), meeting.ID(in.Cursor), in.Limit)
	return Meetings{each(all, meetingOf), next(all, in.Limit, func(m meeting.Meeting) string { return string(m.ID) })}, err
}

func (a *API) myMeetings(ctx context.Context, v visit, _ *nothing) (Meetings, error) {
	all, err := a.Meetings.Mine(ctx, v.Who)
	return Meetings{Meetings: each(all, meetingOf)}, err
}

type unitMeetings struct {
	UnitPath
	Cursor string `query:"cursor" maxLength:"100" doc:"nextCursor of the page before; none for the first"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// unitMeetings gives a cursor after every page that holds something: those whom the
// caller may not see are missing from it, so a short page need not be the last.
func (a *API) unitMeetings(ctx context.Context, v visit, in *unitMeetings) (Meetings, error) {
	before := in.Cursor
	if before == "" {
		before = "~"
	}
	all, err := a.Meetings.History(ctx, v.Who, in.ID.org(), before, in.Limit)
	return Meetings{each(all, meetingOf), next(all, 1, func(m meeting.Meeting) string {
		text, _ := db.Time(&m.StartsAt).Value() // of a time it is a text
		s, _ := text.(string)
		return s
	})}, err
}

func sightOf(s meeting.Sight) string {
	switch s {
	case meeting.Whole:
		return "whole"
	case meeting.Inside:
		return "inside"
	case meeting.Finished:
		return "finished"
	}
	return "outline"
}

func (a *API) getMeeting(ctx context.Context, v visit, in *MeetingPath) (MeetingRecord, error) {
	f, seen, err := a.Meetings.See(ctx, v.Who, in.id())
	return a.meetingRecord(v, f, seen), err
}
