package api

import (
	"context"
	"time"

	"sotay/internal/meeting"
	"sotay/internal/member"
)

func (a *API) finishOperations() []operation {
	return []operation{
		post(at(meeting.Run), "/meetings/{meeting}/end", "endMeeting", "Let people go home: the roll is fixed, votes and check-in are over.", a.end),
		get(at(meeting.Run), "/meetings/{meeting}/score", "getScore", "The score sheet as it stands.", a.score),
		put(at(meeting.Run), "/meetings/{meeting}/score", "putScore", "Enter the points that are given by hand; the others are computed.", a.putScore),
		a.act("close", "closeMeeting", "Finish the papers and report upward.", a.Meetings.Close),
		get(signed(), "/meetings/{meeting}/corrections", "listCorrections", "What was corrected after closing, the first one first.", a.corrections),
		post(at(meeting.Run), "/meetings/{meeting}/corrections", "correctMeeting", "Make a new version of a closed meeting, with its reason.", a.correct),
	}
}

type end struct {
	MeetingPath
	Body struct {
		BeganAt *time.Time `json:"beganAt,omitempty" doc:"When the clock was not that of the meeting"`
		EndedAt *time.Time `json:"endedAt,omitempty"`
	} `nameHint:"EndMeeting"`
}

func (a *API) end(ctx context.Context, v visit, in *end) (none, error) {
	return none{}, a.Meetings.End(ctx, v.Who, in.id(), given(in.Body.BeganAt), given(in.Body.EndedAt))
}

// Score is the score sheet.
type Score struct {
	Lines []ScoreLine `json:"lines"`
}

// ScoreLine is one criterion and what it has earned.
type ScoreLine struct {
	Criterion string `json:"criterion"`
	Group     string `json:"group"`
	Title     string `json:"title"`
	Max       int    `json:"max"`
	ByHand    bool   `json:"byHand"`
	Points    *int   `json:"points,omitempty" doc:"None for what is given by hand and was not yet"`
	Why       string `json:"why,omitempty" doc:"In Vietnamese"`
}

func (a *API) score(ctx context.Context, v visit, in *MeetingPath) (Score, error) {
	all, err := a.Meetings.ScoreSheet(ctx, v.Who, in.id())
	return Score{each(all, func(l meeting.ScoreLine) ScoreLine {
		out := ScoreLine{Criterion: l.ID, Group: l.Group, Title: l.Title, Max: l.Max, ByHand: l.By == "hand"}
		if l.Points != nil {
			out.Points, out.Why = &l.Points.Points, l.Points.Why
		}
		return out
	})}, err
}

type putScore struct {
	MeetingPath
	Body struct {
		Points map[string]int `json:"points" doc:"By criterion, those that are given by hand"`
	} `nameHint:"PutScore"`
}

func (a *API) putScore(ctx context.Context, v visit, in *putScore) (none, error) {
	return none{}, a.Meetings.Score(ctx, v.Who, in.id(), in.Body.Points)
}

// Corrections are a meeting's.
type Corrections struct {
	Corrections []Correction `json:"corrections"`
}

// Correction is a change after closing.
type Correction struct {
	Version int64     `json:"version"`
	Reason  string    `json:"reason"`
	Detail  string    `json:"detail" doc:"What changed, as JSON"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
}

func (a *API) corrections(ctx context.Context, v visit, in *MeetingPath) (Corrections, error) {
	all, err := a.Meetings.Corrections(ctx, v.Who, in.id())
	return Corrections{each(all, func(c meeting.Correction) Correction {
		return Correction{c.Version, c.Reason, c.Detail, c.At.UTC(), c.By}
	})}, err
}

type correct struct {
	MeetingPath
	Body struct {
		Version    int64             `json:"version" doc:"Of the meeting, as it was read"`
		Reason     string            `json:"reason" maxLength:"20000"`
		Minutes    string            `json:"minutes,omitempty" maxLength:"400000"`
		Resolution string            `json:"resolution,omitempty" maxLength:"400000"`
		Roll       map[string]string `json:"roll,omitempty" doc:"Member to presence: present, online, excused or unexcused"`
	} `nameHint:"CorrectMeeting"`
}

func (a *API) correct(ctx context.Context, v visit, in *correct) (none, error) {
	b := in.Body
	ch := meeting.Change{Reason: b.Reason, Minutes: b.Minutes, Resolution: b.Resolution, Roll: map[member.ID]meeting.Presence{}}
	for id, p := range b.Roll {
		ch.Roll[member.ID(id)] = meeting.Presence(p)
	}
	return none{}, a.Meetings.Correct(ctx, v.Who, in.id(), b.Version, ch)
}
