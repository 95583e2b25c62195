package api

import (
	"context"
	"time"

	"sotay/internal/document"
	"sotay/internal/exchange"
)

// SentMessage is a message to one office.
type SentMessage struct {
	ID       string     `json:"id"`
	Unit     UnitID     `json:"unit"`
	Peer     string     `json:"peer"`
	PeerName string     `json:"peerName"`
	Kind     string     `json:"kind" enum:"paper,replace,recall,status"`
	Document string     `json:"document,omitempty"`
	Replaces string     `json:"replaces,omitempty" doc:"The paper in whose place this one was sent"`
	Ref      string     `json:"ref" doc:"The paper's identity among all offices"`
	Symbol   string     `json:"symbol,omitempty"`
	Subject  string     `json:"subject,omitempty"`
	State    string     `json:"state" enum:"waiting,sent,failed"`
	Tries    int        `json:"tries,omitempty"`
	Error    string     `json:"error,omitempty" doc:"The code of why the last attempt failed"`
	Why      string     `json:"why,omitempty" doc:"The same in words"`
	Detail   string     `json:"detail,omitempty" doc:"What the other side said then"`
	At       *time.Time `json:"at,omitempty"`
	Sent     *time.Time `json:"sent,omitempty"`
	Reply    string     `json:"reply,omitempty" doc:"The last status of edXML that the office said of the paper"`
	Said     string     `json:"said,omitempty"`
	Replied  *time.Time `json:"replied,omitempty"`
}

func (a *API) sentMessage(o exchange.Out) SentMessage {
	m := SentMessage{ID: string(o.ID), Unit: unitID(o.Unit), Peer: string(o.Peer), PeerName: o.PeerName, Kind: string(o.Kind), Document: string(o.Document), Replaces: string(o.Replaces), Ref: o.Ref.ID,
		Symbol: o.Ref.Code.String(), Subject: o.Subject, State: string(o.State), Tries: o.Tries, Error: o.Error, Detail: o.Detail, At: instant(o.At), Sent: instant(o.SentAt),
		Reply: string(o.Reply), Said: o.Said, Replied: instant(o.ReplyAt)}
	if o.Error != "" {
		m.Why = a.Words.Say(o.Error)
	}
	return m
}

// SentMessages is a page of them.
type SentMessages struct {
	Messages   []SentMessage `json:"messages"`
	NextCursor string        `json:"nextCursor,omitempty"`
}

type listSent struct {
	Page
	Failed bool `query:"failed" doc:"Only what was given up, statuses too"`
}

func (a *API) listSent(ctx context.Context, v visit, in *listSent) (SentMessages, error) {
	all, err := a.Exchange.Out(ctx, v.Who, in.Failed, exchange.OutID(in.Cursor), in.Limit)
	return SentMessages{each(all, a.sentMessage), next(all, in.Limit, func(o exchange.Out) string { return string(o.ID) })}, err
}

// SentPath names a message that was sent.
type SentPath struct {
	ID string `path:"sent" maxLength:"100"`
}

func (a *API) resendExchange(ctx context.Context, v visit, in *SentPath) (none, error) {
	return none{}, a.Exchange.Again(ctx, v.Who, exchange.OutID(in.ID))
}

func (a *API) documentExchange(ctx context.Context, v visit, in *DocumentPath) (SentMessages, error) {
	f, err := a.exchanged(ctx, v, in.id())
	if err != nil {
		return SentMessages{}, err
	}
	all, err := a.Exchange.Of(ctx, v.Who, f.Path, f.ID)
	return SentMessages{Messages: each(all, a.sentMessage)}, err
}

// exchanged is a paper that the caller may send to other systems.
func (a *API) exchanged(ctx context.Context, v visit, id document.ID) (document.Full, error) {
	f, err := a.Documents.See(ctx, v.Who, id)
	if err == nil {
		err = v.Who.May(exchange.Send, f.Path)
	}
	return f, err
}

type sendExchange struct {
	DocumentPath
	Body struct {
		Peers []string `json:"peers" maxItems:"500"`
	}
}

func (a *API) sendExchange(ctx context.Context, v visit, in *sendExchange) (none, error) {
	if _, err := a.exchanged(ctx, v, in.id()); err != nil {
		return none{}, err
	}
	return none{}, a.Exchange.Send(ctx, v.Who, in.id(), each(in.Body.Peers, func(id string) exchange.PeerID { return exchange.PeerID(id) }))
}
