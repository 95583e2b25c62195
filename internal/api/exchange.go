package api

import (
	"context"
	"time"

	"sotay/internal/exchange"
	"sotay/internal/platform/fault"
)

func (a *API) exchangeOperations() []operation {
	const peer, came, sent, paper = "/exchange/peers/{peer}", "/exchange/received/{received}", "/exchange/sent/{sent}", "/documents/{document}/exchange"
	return []operation{
		get(holder(exchange.See), "/exchange/peers", "listExchangePeers", "The offices in the address books of the caller's offices.", a.listPeers),
		post(holder(exchange.Manage), "/exchange/peers", "addExchangePeer", "Write an office into an address book.", a.addPeer),
		get(at(exchange.Manage), peer, "getExchangePeer", "An office of the address book, without its key.", a.getPeer),
		put(at(exchange.Manage), peer, "changeExchangePeer", "Change an office; without a key the one that is there stays.", a.changePeer),
		post(at(exchange.Manage), peer+"/key", "giveExchangeKey", "Make the key by which the office sends here; the one before is no longer good.", a.givePeerKey).kept(),
		get(holder(exchange.See), "/exchange/received", "listExchangeReceived", "Messages that came, the newest first; those that cannot be read are kept with the reason.", a.listReceived),
		get(at(exchange.See), came, "getExchangeReceived", "A message that came, what its sender was told, and the other versions of its paper.", a.getReceived),
		post(at(exchange.Send), came+"/retry", "retryExchangeReceived", "Take a message again that could not be taken.", a.retryReceived),
		post(at(exchange.Send), came+"/discard", "discardExchangeReceived", "Give up a message that could not be taken.", a.discardReceived),
		post(at(exchange.Send), came+"/acknowledge", "acknowledgeExchangeReceived", "Note that somebody knows that a paper was updated or replaced.", a.acknowledgeReceived),
		post(at(exchange.Send), came+"/recall", "answerExchangeRecall", "Agree or refuse to give back a paper that its sender recalls.", a.answerRecall),
		get(holder(exchange.See), "/exchange/sent", "listExchangeSent", "Messages that the caller's offices sent, the newest first.", a.listSent),
		post(at(exchange.Send), sent+"/resend", "resendExchange", "Send again what was given up.", a.resendExchange),
		get(at(exchange.Send), paper, "listDocumentExchange", "To whom a paper was sent, and what they say became of it.", a.documentExchange),
		post(at(exchange.Send), paper, "sendDocumentExchange", "Send an issued paper to offices of the address book; who has it is not sent it again.", a.sendExchange),
	}
}

// PeerEntry is what is written of an office.
type PeerEntry struct {
	Organ    string `json:"organ" maxLength:"100" doc:"Its identifier among all offices: H37.DN.001"`
	Name     string `json:"name" maxLength:"400"`
	Way      string `json:"way" enum:"folder,http,mail"`
	Folder   string `json:"folder,omitempty" maxLength:"100" doc:"The folder for what goes to it, under exchange/gui"`
	URL      string `json:"url,omitempty" maxLength:"1000" doc:"The address that takes messages by POST"`
	Mail     string `json:"mail,omitempty" maxLength:"320" doc:"The address to which letters go"`
	Form     string `json:"form,omitempty" enum:"edxml,files" doc:"What a letter brings"`
	Confided bool   `json:"confided,omitempty" doc:"Papers that are not open to everybody may go there by letter"`
	Closed   bool   `json:"closed,omitempty"`
}

// PeerBody is an entry with the key that its address asks for, which is never shown again.
type PeerBody struct {
	PeerEntry
	Key string `json:"key,omitempty" maxLength:"1000"`
}

func (b PeerBody) peer() exchange.Peer {
	return exchange.Peer{Organ: b.Organ, Name: b.Name, Way: exchange.Way(b.Way), Folder: b.Folder, URL: b.URL, Key: b.Key, Mail: b.Mail, Form: exchange.Form(b.Form), Confided: b.Confided, Closed: b.Closed}
}

// Peer is an office of an address book.
type Peer struct {
	ID   string `json:"id"`
	Unit UnitID `json:"unit" doc:"Whose address book it is"`
	PeerEntry
	HasKey bool `json:"hasKey,omitempty" doc:"A key for its address is kept"`
	Keyed  bool `json:"keyed,omitempty" doc:"It may send here by HTTP"`
}

func peerOf(p exchange.Peer) Peer {
	return Peer{ID: string(p.ID), Unit: unitID(p.Unit), HasKey: p.HasKey, Keyed: p.Keyed(),
		PeerEntry: PeerEntry{p.Organ, p.Name, string(p.Way), p.Folder, p.URL, p.Mail, string(p.Form), p.Confided, p.Closed}}
}

// PeerCard is an office in a list: to whom can be sent.
type PeerCard struct {
	ID     string `json:"id"`
	Unit   UnitID `json:"unit" doc:"Whose address book it is"`
	Organ  string `json:"organ"`
	Name   string `json:"name"`
	Way    string `json:"way" enum:"folder,http,mail"`
	Closed bool   `json:"closed,omitempty"`
}

// PeerCards are the address books.
type PeerCards struct {
	Peers []PeerCard `json:"peers"`
}

func (a *API) listPeers(ctx context.Context, v visit, _ *nothing) (PeerCards, error) {
	all, err := a.Exchange.Peers(ctx, v.Who, exchange.See)
	return PeerCards{each(all, func(p exchange.Peer) PeerCard {
		return PeerCard{string(p.ID), unitID(p.Unit), p.Organ, p.Name, string(p.Way), p.Closed}
	})}, err
}

type addPeer struct {
	Body struct {
		Unit UnitID `json:"unit"`
		PeerBody
	}
}

func (a *API) addPeer(ctx context.Context, v visit, in *addPeer) (Created, error) {
	id, err := a.Exchange.Meet(ctx, v.Who, in.Body.Unit.org(), in.Body.peer())
	return Created{string(id)}, err
}

// PeerPath names an office of an address book.
type PeerPath struct {
	ID string `path:"peer" maxLength:"100"`
}

func (a *API) getPeer(ctx context.Context, v visit, in *PeerPath) (Peer, error) {
	p, err := a.Exchange.Peer(ctx, v.Who, exchange.PeerID(in.ID))
	return peerOf(p), err
}

type changePeer struct {
	PeerPath
	Body PeerBody
}

func (a *API) changePeer(ctx context.Context, v visit, in *changePeer) (none, error) {
	return none{}, a.Exchange.Readdress(ctx, v.Who, exchange.PeerID(in.ID), in.Body.peer())
}

// PeerKey is a key that is shown once.
type PeerKey struct {
	Key string `json:"key" doc:"For the header Authorization: Bearer, at POST /exchange/messages"`
}

func (a *API) givePeerKey(ctx context.Context, v visit, in *PeerPath) (PeerKey, error) {
	key, err := a.Exchange.GiveKey(ctx, v.Who, exchange.PeerID(in.ID))
	return PeerKey{key}, err
}

// ReceivedCard is a message that came.
type ReceivedCard struct {
	ID       string     `json:"id"`
	Unit     UnitID     `json:"unit"`
	Kind     string     `json:"kind" enum:"paper,recall,status,letter,unknown"`
	Way      string     `json:"way" enum:"folder,http,mail"`
	Organ    string     `json:"organ,omitempty"`
	Sender   string     `json:"sender,omitempty"`
	Ref      string     `json:"ref,omitempty" doc:"The paper's identity among all offices"`
	Symbol   string     `json:"symbol,omitempty"`
	Day      Day        `json:"day,omitempty"`
	Subject  string     `json:"subject,omitempty"`
	State    string     `json:"state" enum:"taken,bad,dropped"`
	Reason   string     `json:"reason,omitempty" doc:"The code of why it could not be taken"`
	Why      string     `json:"why,omitempty" doc:"The same in words"`
	Incoming string     `json:"incoming,omitempty" doc:"The incoming paper that it became"`
	Recall   string     `json:"recall,omitempty" enum:"asked,agreed,refused"`
	Unseen   bool       `json:"unseen,omitempty" doc:"It updates or replaces an earlier paper, and nobody has acknowledged it"`
	At       *time.Time `json:"at,omitempty"`
}

func (a *API) receivedCard(i exchange.In) ReceivedCard {
	c := ReceivedCard{ID: string(i.ID), Unit: unitID(i.Unit), Kind: string(i.Kind), Way: string(i.Way), Organ: i.Organ, Sender: i.Sender, Ref: i.Ref.ID, Symbol: i.Ref.Code.String(), Day: Day(i.Day),
		Subject: i.Subject, State: string(i.State), Reason: i.Reason, Incoming: string(i.Incoming), Recall: string(i.Recall), Unseen: i.Unseen, At: instant(i.At)}
	if i.State == exchange.Bad {
		c.Why = a.Words.Say(i.Reason, i.Detail)
	}
	return c
}

// ReceivedCards is a page of them.
type ReceivedCards struct {
	Messages   []ReceivedCard `json:"messages"`
	NextCursor string         `json:"nextCursor,omitempty"`
}

type listReceived struct {
	Page
	Open bool `query:"open" doc:"Only what waits for somebody's decision"`
}

func (a *API) listReceived(ctx context.Context, v visit, in *listReceived) (ReceivedCards, error) {
	all, err := a.Exchange.In(ctx, v.Who, in.Open, exchange.InID(in.Cursor), in.Limit)
	return ReceivedCards{each(all, a.receivedCard), next(all, in.Limit, func(i exchange.In) string { return string(i.ID) })}, err
}

// ReceivedPath names a message that came.
type ReceivedPath struct {
	ID string `path:"received" maxLength:"100"`
}

func (p ReceivedPath) id() exchange.InID { return exchange.InID(p.ID) }

// SaidStatus is one status that a sender was told of his paper.
type SaidStatus struct {
	Code  string     `json:"code" doc:"Of edXML: 01 arrived, 02 refused, 03 registered, 04 assigned, 05 in progress, 06 done, 15 recall agreed, 16 recall refused"`
	Text  string     `json:"text,omitempty"`
	State string     `json:"state" enum:"waiting,sent,failed"`
	Sent  *time.Time `json:"sent,omitempty"`
}

// PaperVersion is one message of a paper that was updated or replaced.
type PaperVersion struct {
	Purpose string       `json:"purpose" enum:"new,update,replace"`
	Message ReceivedCard `json:"message"`
}

// ReceivedMessage is a message that came, with all that hangs on it.
type ReceivedMessage struct {
	ReceivedCard
	Said     []SaidStatus   `json:"said"`
	Versions []PaperVersion `json:"versions" doc:"In the order in which they came; empty where there is one only"`
}

func (a *API) getReceived(ctx context.Context, v visit, in *ReceivedPath) (ReceivedMessage, error) {
	m, err := a.Exchange.Message(ctx, v.Who, in.id())
	said := each(m.Said, func(o exchange.Out) SaidStatus {
		return SaidStatus{string(o.Code), o.Text, string(o.State), instant(o.SentAt)}
	})
	versions := each(m.Versions, func(x exchange.Version) PaperVersion {
		return PaperVersion{map[string]string{"0": "new", "2": "update", "3": "replace"}[string(x.Purpose)], a.receivedCard(x.In)}
	})
	return ReceivedMessage{a.receivedCard(m.In), said, versions}, err
}

type retryReceived struct {
	ReceivedPath
	Body struct {
		Skip bool `json:"skip,omitempty" doc:"Without the files that cannot be taken"`
	}
}

func (a *API) retryReceived(ctx context.Context, v visit, in *retryReceived) (ReceivedCard, error) {
	i, err := a.Exchange.Retry(ctx, v.Who, in.id(), in.Body.Skip)
	if err == nil && i.State == exchange.Bad {
		err = fault.New(fault.Invalid, i.Reason, i.Detail)
	}
	return a.receivedCard(i), err
}

func (a *API) discardReceived(ctx context.Context, v visit, in *ReceivedPath) (none, error) {
	return none{}, a.Exchange.Discard(ctx, v.Who, in.id())
}

func (a *API) acknowledgeReceived(ctx context.Context, v visit, in *ReceivedPath) (none, error) {
	return none{}, a.Exchange.Acknowledge(ctx, v.Who, in.id())
}

type answerRecall struct {
	ReceivedPath
	Body struct {
		Agree bool `json:"agree"`
	}
}

func (a *API) answerRecall(ctx context.Context, v visit, in *answerRecall) (none, error) {
	return none{}, a.Exchange.AnswerRecall(ctx, v.Who, in.id(), in.Body.Agree)
}
