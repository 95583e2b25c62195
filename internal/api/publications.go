package api

import (
	"context"
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/db"
	"sotay/internal/publication"
)

func (a *API) publicationOperations() []operation {
	const one = "/publications/{publication}"
	return []operation{
		get(signed(), "/publications/inbox", "listInbox", "Papers that were sent to the caller: first those not done with, then the others, each from the newest.", a.listInbox),
		get(holder(publication.Watch), "/publications", "listPublications", "Papers that the units in reach sent down, the newest first.", a.listPublications),
		get(signed(), one, "getPublication", "A paper that was sent down, with the caller's own mark.", a.getPublication),
		get(holder(publication.Watch), one+"/rollup", "rollupPublication", "Who has read, by unit.", a.rollupPublication),
		get(holder(publication.Watch), one+"/waiting", "listWaiting", "Those who are not done with a paper.", a.listWaiting),
		post(signed(), one+"/open", "openPublication", "Mark that the caller opened the paper. The first time counts.", a.openPublication),
		post(signed(), one+"/confirm", "confirmPublication", "Mark that the caller has read, where that was asked.", a.confirmPublication),
		post(signed(), one+"/answer", "answerPublication", "Answer the question on the paper. A wrong answer is told; one may try again.", a.answerPublication),
		post(holder(publication.Send), one+"/remind", "remindPublication", "Remind those who are not done, once a day.", a.remindPublication),
	}
}

// PublicationPath names a publication.
type PublicationPath struct {
	ID string `path:"publication" maxLength:"100"`
}

func (p PublicationPath) id() publication.ID { return publication.ID(p.ID) }

// Publication is a paper that was sent down.
type Publication struct {
	ID        string     `json:"id"`
	Link      string     `json:"link" doc:"The paper's page"`
	Number    string     `json:"number,omitempty"`
	Title     string     `json:"title"`
	Issuer    string     `json:"issuer"`
	Unit      UnitID     `json:"unit"`
	At        time.Time  `json:"at"`
	Due       Day        `json:"due,omitempty"`
	Ask       string     `json:"ask" enum:"none,confirm,answer"`
	Question  string     `json:"question,omitempty"`
	Choices   []string   `json:"choices,omitempty"`
	Withdrawn *time.Time `json:"withdrawn,omitempty"`
	Reason    string     `json:"reason,omitempty" doc:"Why it was withdrawn"`
}

func publicationOf(p publication.Publication) Publication {
	return Publication{string(p.ID), p.Link, p.Number, p.Title, p.Issuer, unitID(p.Unit), p.At.UTC(), Day(p.Due), string(p.Ask), p.Question.Text, p.Question.Choices,
		instant(p.Withdrawn), p.Reason}
}

// ReceivedPaper is a publication with the caller's own mark.
type ReceivedPaper struct {
	Publication
	Opened    *time.Time `json:"opened,omitempty"`
	Confirmed *time.Time `json:"confirmed,omitempty"`
	Done      bool       `json:"done" doc:"Nothing more is asked of the caller"`
	Tries     int        `json:"tries" doc:"Answers given"`
}

func receivedOf(i publication.Item) ReceivedPaper {
	return ReceivedPaper{publicationOf(i.Publication), instant(i.Opened), instant(i.Confirmed), i.Done, i.Tries}
}

// Inbox is a page of it.
type Inbox struct {
	Papers     []ReceivedPaper `json:"papers"`
	NextCursor string          `json:"nextCursor,omitempty"`
}

func (a *API) listInbox(ctx context.Context, v visit, in *Page) (Inbox, error) {
	all, err := a.Sent.Inbox(ctx, v.Who, in.Cursor, in.Limit)
	return Inbox{each(all, receivedOf), next(all, in.Limit, publication.Item.Cursor)}, err
}

// Publications is a page of them.
type Publications struct {
	Publications []Publication `json:"publications"`
	NextCursor   string        `json:"nextCursor,omitempty"`
}

func (a *API) listPublications(ctx context.Context, v visit, in *Page) (Publications, error) {
	all, err := a.Sent.Sent(ctx, v.Who, publication.ID(in.Cursor), in.Limit)
	return Publications{each(all, publicationOf), next(all, in.Limit, func(p publication.Publication) string { return string(p.ID) })}, err
}

func (a *API) getPublication(ctx context.Context, v visit, in *PublicationPath) (ReceivedPaper, error) {
	i, err := a.Sent.See(ctx, v.Who, in.id())
	return receivedOf(i), err
}

type ofUnit struct {
	PublicationPath
	Unit UnitID `query:"unit" required:"true"`
}

// ReadingTally is how far people are.
type ReadingTally struct {
	People int `json:"people"`
	Opened int `json:"opened"`
	Done   int `json:"done"`
}

// ReadingUnit is the tally of a unit.
type ReadingUnit struct {
	Unit UnitID `json:"unit"`
	Name string `json:"name"`
	Only bool   `json:"only,omitempty" doc:"Without what is below it"`
	ReadingTally
}

// ReadingRollup is who has read, by unit.
type ReadingRollup struct {
	Total ReadingTally  `json:"total"`
	Units []ReadingUnit `json:"units"`
}

func (a *API) rollupPublication(ctx context.Context, v visit, in *ofUnit) (ReadingRollup, error) {
	r, err := a.Sent.Rollup(ctx, v.Who, in.id(), in.Unit.org())
	return ReadingRollup{ReadingTally(r.Total), each(r.Units, func(x publication.UnitTally) ReadingUnit {
		return ReadingUnit{unitID(x.Unit), x.Name, x.Only, ReadingTally(x.Tally)}
	})}, err
}

type listWaiting struct {
	PublicationPath
	Page
	Unit UnitID `query:"unit" required:"true"`
}

// WaitingReader is a person who is not done with a paper.
type WaitingReader struct {
	Member   string `json:"member"`
	Name     string `json:"name"`
	Unit     UnitID `json:"unit"`
	UnitName string `json:"unitName"`
	Opened   bool   `json:"opened"`
}

// WaitingReaders is a page of them; it may be short although another follows.
type WaitingReaders struct {
	Readers    []WaitingReader `json:"readers"`
	NextCursor string          `json:"nextCursor,omitempty"`
}

func (a *API) listWaiting(ctx context.Context, v visit, in *listWaiting) (out WaitingReaders, err error) {
	all, cursor, err := a.Sent.NotRead(ctx, v.Who, in.id(), in.Unit.org(), in.Cursor, in.Limit)
	if err != nil {
		return out, err
	}
	ids := each(all, func(x publication.Waiting) org.ID { return x.Unit })
	var units map[org.ID]org.Unit
	err = a.DB.Read(ctx, func(q db.Q) (err error) {
		units, err = a.Units.Cards(ctx, q, ids)
		return err
	})
	return WaitingReaders{each(all, func(x publication.Waiting) WaitingReader {
		return WaitingReader{string(x.Member), x.Name, unitID(x.Unit), units[x.Unit].Name, x.Opened}
	}), cursor}, err
}

func (a *API) openPublication(ctx context.Context, v visit, in *PublicationPath) (none, error) {
	if _, err := a.Sent.See(ctx, v.Who, in.id()); err != nil {
		return none{}, err
	}
	return none{}, a.Sent.Open(ctx, v.Who, in.id())
}

func (a *API) confirmPublication(ctx context.Context, v visit, in *PublicationPath) (none, error) {
	return none{}, a.Sent.Confirm(ctx, v.Who, in.id())
}

type answerPublication struct {
	PublicationPath
	Body struct {
		Choice int `json:"choice" minimum:"0" maximum:"5" doc:"Counted from 0"`
	} `nameHint:"AnswerPublication"`
}

func (a *API) answerPublication(ctx context.Context, v visit, in *answerPublication) (none, error) {
	return none{}, a.Sent.Reply(ctx, v.Who, in.id(), in.Body.Choice)
}

func (a *API) remindPublication(ctx context.Context, v visit, in *PublicationPath) (none, error) {
	return none{}, a.Sent.Press(ctx, v.Who, in.id())
}
