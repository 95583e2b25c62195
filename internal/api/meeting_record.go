package api

import (
	"slices"
	"time"

	"sotay/internal/filing"
	"sotay/internal/meeting"
	"sotay/internal/member"
)

// MeetingRecord is everything of a meeting that the caller sees.
type MeetingRecord struct {
	Meeting
	Sight     string       `json:"sight" enum:"outline,finished,inside,whole" doc:"From above the facts, or the finished papers too; as a member; as who runs it"`
	UnitName  string       `json:"unitName"`
	Purpose   string       `json:"purpose,omitempty"`
	Guests    string       `json:"guests,omitempty"`
	FeeStatus string       `json:"feeStatus,omitempty"`
	Item      string       `json:"item,omitempty" doc:"Of the agenda, what is on now"`
	Lacks     []Lack       `json:"lacks" doc:"What is missing before it may close, for who runs it"`
	Items     []AgendaItem `json:"items"`
	Papers    []Paper      `json:"papers"`
	Roll      []Seat       `json:"roll"`
	Opinions  []Opinion    `json:"opinions"`
	Motions   []Motion     `json:"motions"`
	Reviews   []Review     `json:"reviews"`
	Tasks     []Task       `json:"tasks"`
	Texts     []Text       `json:"texts" doc:"The newest of each kind"`
}

// Lack is one thing that is missing before a meeting may close.
type Lack struct {
	Code    string `json:"code"`
	Message string `json:"message" doc:"In Vietnamese"`
}

// AgendaItem is one point of the agenda.
type AgendaItem struct {
	ID        string `json:"id"`
	Kind      string `json:"kind" doc:"For example open, review, information, discussion, criticism, tasks, vote, score, minutes"`
	Title     string `json:"title"`
	Presenter string `json:"presenter,omitempty"`
	Notes     string `json:"notes,omitempty"`
	Rev       int64  `json:"rev"`
}

// Paper is a file that members read.
type Paper struct {
	ID    string    `json:"id"`
	Name  string    `json:"name,omitempty" doc:"Left out, as all below, of one that waits, but for who runs the meeting"`
	Media string    `json:"media,omitempty"`
	Size  int64     `json:"size,omitempty"`
	State string    `json:"state" enum:"waiting,clear" doc:"A scan waits until it is declared not secret"`
	At    time.Time `json:"at"`
	By    string    `json:"by,omitempty"`
	Late  bool      `json:"late" doc:"Members had it later than the rule allows"`
}

// Seat is one member's row of the roll.
type Seat struct {
	Member   string     `json:"member"`
	Name     string     `json:"name"`
	Standing string     `json:"standing" enum:"official,probationary"`
	Exempt   bool       `json:"exempt"`
	Votes    bool       `json:"votes" doc:"Official and not exempt"`
	Answer   string     `json:"answer,omitempty" enum:"coming,online,leave"`
	Reason   string     `json:"reason,omitempty" doc:"For asking leave; for the member and who runs the meeting"`
	Leave    string     `json:"leave,omitempty" enum:"granted,refused"`
	Presence string     `json:"presence,omitempty" enum:"present,online,excused,unexcused"`
	How      string     `json:"how,omitempty" enum:"secretary,tap,qr"`
	MarkedAt *time.Time `json:"markedAt,omitempty"`
	Spoke    int        `json:"spoke"`
}

// Opinion is what a member wrote or said.
type Opinion struct {
	ID     string    `json:"id"`
	Item   string    `json:"item,omitempty"`
	Member string    `json:"member"`
	Name   string    `json:"name"`
	Text   string    `json:"text,omitempty"`
	Spoken bool      `json:"spoken"`
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty" doc:"Who wrote it down for the member"`
}

// Motion is a question put to the vote.
type Motion struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind" doc:"For example resolution, agenda, admission, other: each has its rule"`
	Title    string     `json:"title"`
	Mode     string     `json:"mode" enum:"phone,hands"`
	State    string     `json:"state" enum:"draft,open,closed"`
	OpenedAt *time.Time `json:"openedAt,omitempty"`
	ClosedAt *time.Time `json:"closedAt,omitempty"`
	Voters   int        `json:"voters"`
	Base     int        `json:"base" doc:"From what the share is counted"`
	Yes      int        `json:"yes"`
	No       int        `json:"no"`
	Abstain  int        `json:"abstain"`
	Passed   *bool      `json:"passed,omitempty"`
	Sent     int        `json:"sent" doc:"Votes so far, by phone"`
	Rule     string     `json:"rule" doc:"In words"`
	Mine     string     `json:"mine,omitempty" enum:"yes,no,abstain" doc:"The caller's own vote"`
	Voted    []string   `json:"voted" doc:"Members whose vote is in, for who runs the meeting"`
}

// Review is how a task of an earlier meeting stood.
type Review struct {
	Task   string `json:"task"`
	Title  string `json:"title"`
	Owner  string `json:"owner,omitempty"`
	Due    Day    `json:"due,omitempty"`
	Before string `json:"before,omitempty" doc:"How it stood when the meeting opened, in Vietnamese"`
	Result string `json:"result,omitempty"`
	Done   *bool  `json:"done,omitempty" doc:"None until it was judged"`
}

// Text is one version of minutes or resolution.
type Text struct {
	Kind    string    `json:"kind" enum:"minutes,resolution"`
	Version int64     `json:"version"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Reason  string    `json:"reason,omitempty" doc:"Of a correction"`
	Final   bool      `json:"final" doc:"Adopted"`
}

func (a *API) meetingRecord(v visit, f meeting.Full, seen meeting.Sight) MeetingRecord {
	r := MeetingRecord{
		Meeting: meetingOf(f.Meeting), Sight: sightOf(seen), UnitName: f.UnitName, Purpose: f.Purpose, Guests: f.Guests, FeeStatus: f.FeeStatus, Item: f.Meeting.Item,
		Lacks: []Lack{}, Items: each(f.Items, itemOf), Papers: each(f.Papers, paperOf), Opinions: each(f.Opinions, opinionOf),
		Reviews: each(f.Reviews, reviewOf), Tasks: each(f.Tasks, taskOf), Texts: each(f.Texts, textOf),
		Roll: each(f.Roll, func(s meeting.Seat) Seat {
			return seatOf(s, seen == meeting.Whole || v.Who.Member != "" && string(s.Member) == v.Who.Member)
		}),
		Motions: each(f.Motions, func(m meeting.Motion) Motion { return votedOn(f, m, member.ID(v.Who.Member)) }),
	}
	if seen == meeting.Whole {
		r.Lacks = each(f.Lacks(), func(l meeting.Lack) Lack { return Lack{string(l), a.Words.Say(string(l))} })
	}
	return r
}

func itemOf(x meeting.Item) AgendaItem {
	return AgendaItem{x.ID, x.Kind, x.Title, x.Presenter, x.Notes, x.Rev}
}

func paperOf(p meeting.Paper) Paper {
	state := filing.Clear
	if p.Waiting {
		state = filing.Waiting
	}
	return Paper{p.ID, p.Name, p.Media, p.Size, string(state), p.At.UTC(), p.By, p.Late}
}

// seatOf publishes a seat; why leave was asked for is not everybody's.
func seatOf(s meeting.Seat, close bool) Seat {
	out := Seat{string(s.Member), s.Name, string(s.Standing), s.Exempt, s.Votes(), string(s.Answer), "", s.Leave, string(s.State), s.How, instant(s.Marked), s.Spoke}
	if close {
		out.Reason = s.Reason
	}
	return out
}

func opinionOf(o meeting.Opinion) Opinion {
	return Opinion{o.ID, o.Item, string(o.Member), o.Name, o.Text, o.Spoken, o.At.UTC(), o.By}
}

func motionOf(m meeting.Motion) Motion {
	return Motion{ID: m.ID, Kind: m.Kind, Title: m.Title, Mode: string(m.Mode), State: m.State, OpenedAt: instant(m.OpenedAt), ClosedAt: instant(m.ClosedAt),
		Voters: m.Voters, Base: m.Base, Yes: m.Yes, No: m.No, Abstain: m.Abstain, Passed: m.Passed, Sent: m.Sent, Rule: m.Rule, Voted: []string{}}
}

// votedOn adds whose votes are in, as far as the feature lets the caller know.
func votedOn(f meeting.Full, m meeting.Motion, self member.ID) Motion {
	out := motionOf(m)
	for _, v := range f.Votes {
		if v.Motion != m.ID {
			continue
		}
		out.Voted = append(out.Voted, string(v.Member))
		if v.Member == self && self != "" {
			out.Mine = string(v.Choice)
		}
	}
	slices.Sort(out.Voted)
	return out
}

func reviewOf(r meeting.Review) Review {
	return Review{string(r.Task), r.Title, r.Owner, Day(r.Due), r.Before, r.Result, r.Done}
}

func textOf(t meeting.Text) Text {
	return Text{string(t.Kind), t.Version, t.Text, t.At.UTC(), t.By, t.Reason, t.Final}
}
