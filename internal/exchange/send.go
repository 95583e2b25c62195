package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sotay/internal/document"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/jobs"
)

// DeliverKind is the job that sends one message; its body is the [OutID].
const DeliverKind = "exchange.deliver"

// Send sends an issued paper with its annexes to peers of its office. One that
// has it already is not sent it again.
func (s *Service) Send(ctx context.Context, who authz.Actor, id document.ID, to []PeerID) error {
	if len(to) == 0 {
		return fault.New(fault.Invalid, "exchange.invalid").Field("peers", "exchange.peers_missing")
	}
	return s.post(ctx, who, Send, id, Paper, document.Issued, func(has sentTo, p Peer) bool {
		return slices.Contains(to, p.ID) && !p.Closed && !has.paper(p)
	})
}

// Recall tells those who were sent a paper that it was taken back, and were not told so.
func (s *Service) Recall(ctx context.Context, who authz.Actor, id document.ID) error {
	return s.recall(ctx, who, Send, id)
}

func (s *Service) recall(ctx context.Context, who authz.Actor, right authz.Perm, id document.ID) error {
	return s.post(ctx, who, right, id, Recall, document.Recalled, func(has sentTo, p Peer) bool { return has.paper(p) && !has.recall(p) })
}

// sentTo is what was sent of a paper, and of the one that it replaces.
type sentTo struct{ now, before []Out }

func (s sentTo) paper(p Peer) bool    { return to(s.now, p, Out.Carries) }
func (s sentTo) replaced(p Peer) bool { return to(s.before, p, Out.Carries) }
func (s sentTo) recall(p Peer) bool {
	return to(s.now, p, func(o Out) bool { return o.Kind == Recall })
}

// to reports whether the peer was sent such a message, or is being sent it.
func to(all []Out, p Peer, is func(Out) bool) bool {
	return slices.ContainsFunc(all, func(o Out) bool { return o.Peer == p.ID && is(o) && o.State != Failed })
}

// post makes one message of a paper and leaves a job for each peer that wants one.
func (s *Service) post(ctx context.Context, who authz.Actor, right authz.Perm, id document.ID, kind Kind, must document.State, wants func(sentTo, Peer) bool) error {
	f, err := s.documents.See(ctx, who, id)
	if err != nil {
		return err
	}
	if err := who.May(right, f.Path); err != nil {
		return err
	}
	if f.State != must {
		return fault.New(fault.Conflict, "exchange.not_"+string(must))
	}
	d, to, err := s.addressed(ctx, f, wants)
	if err != nil {
		return err
	}
	if kind == Paper {
		if err := mayGo(d, to, f.Sending.Open); err != nil {
			return err
		}
	}
	file, err := s.written(ctx, who, f, d, to, kind)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(right, f.Path); err != nil {
			return err
		}
		if err := tx.Note(id.Subject(), "exchange_"+string(kind), map[string]any{"peers": organs(to)}); err != nil {
			return err
		}
		for _, p := range to {
			o := Out{Unit: f.Unit, Path: f.Path, Peer: p.ID, Kind: kind, Document: id, Ref: refOf(d, f.Document), Subject: f.Abstract, Text: f.Reason, file: file, open: f.Sending.Open}
			if kind == Replace {
				o.Replaces = f.Replaces
			}
			if err := s.queue(ctx, tx, o); err != nil {
				return err
			}
		}
		return nil
	})
}

func organs(ps []Peer) (out []string) {
	for _, p := range ps {
		out = append(out, p.Organ)
	}
	return out
}

// addressed is the paper's office, and those of its peers that want the message.
func (s *Service) addressed(ctx context.Context, f document.Full, wants func(sentTo, Peer) bool) (d Desk, to []Peer, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if d, err = desk(ctx, q, f.Unit); err != nil {
			return err
		}
		var has sentTo
		if has.now, err = outsOf(ctx, q, f.ID); err != nil {
			return err
		}
		if f.Replaces != "" {
			if has.before, err = outsOf(ctx, q, f.Replaces); err != nil {
				return err
			}
		}
		all, err := peers(ctx, q, authz.Scope{{Top: f.Path, Only: true}})
		for _, p := range all {
			if p.Unit == f.Unit && wants(has, p) {
				to = append(to, p)
			}
		}
		return err
	})
	if err == nil && len(to) == 0 {
		err = fault.New(fault.Conflict, "exchange.nobody")
	}
	return d, to, err
}

// queue stores a message and leaves the job that sends it.
func (s *Service) queue(ctx context.Context, tx *db.Tx, o Out) error {
	o.ID, o.State, o.By, o.At = OutID(ids.New("xo", tx.Now)), Waiting, tx.Who.Name, tx.Now
	if err := insertOut(ctx, tx, o); err != nil {
		return err
	}
	_, err := jobs.Put(ctx, tx, jobs.Job{Kind: DeliverKind, Body: o.ID})
	return err
}

// refOf is the identity of one of our papers among all offices.
func refOf(d Desk, f document.Document) Ref {
	number, notation, _ := strings.Cut(f.Symbol, "-")
	c := edxml.Code{Number: number, Notation: notation}
	return Ref{edxml.DocumentID(d.Organ, f.Day, c), c, f.Day}
}

// written stores the message of a paper: its final form and its annexes, or for a
// recall none of them.
func (s *Service) written(ctx context.Context, who authz.Actor, f document.Full, d Desk, to []Peer, kind Kind) (blob.Ref, error) {
	m, err := s.message(ctx, f, d, to)
	if err != nil {
		return blob.Ref{}, err
	}
	switch kind {
	case Recall:
		m.Business = edxml.Business{Purpose: edxml.Recall, Reason: f.Reason, ID: m.ID}
	case Replace:
		if m.Business, err = s.replacing(ctx, who, f, d, to); err != nil {
			return blob.Ref{}, err
		}
	}
	if kind != Recall {
		if m.Attachments, err = s.attachments(ctx, who, f); err != nil {
			return blob.Ref{}, err
		}
	}
	r, w := io.Pipe()
	go func() { w.CloseWithError(edxml.Write(w, edxml.Message{Document: m})) }()
	defer r.Close()
	return s.place.Files.Put(ctx, r)
}

func (s *Service) message(ctx context.Context, f document.Full, d Desk, to []Peer) (*edxml.Document, error) {
	name := ""
	err := s.db.Read(ctx, func(q db.Q) error {
		types, err := s.documents.Types(ctx, q, f.Unit)
		for _, t := range types {
			if t.ID == f.Type {
				name = t.Title
			}
		}
		return err
	})
	now := s.db.Now()
	ref := refOf(d, f.Document)
	m := &edxml.Document{From: edxml.Organ{ID: d.Organ, Name: d.Name}, ID: ref.ID, Code: ref.Code, Place: f.Place, Day: f.Day, Type: edxml.Type{Kind: "2", Name: name},
		Subject: f.Abstract, Content: f.Abstract, Signer: edxml.Signer{Position: f.SignerPost, Name: f.SignerName}, ToPlaces: f.Recipients, Other: edxml.Other{Priority: "0"}, Steering: "0",
		TraceID: ids.New("xm", now), Traces: []edxml.Trace{{Organ: d.Organ, At: now}}, Business: edxml.Business{Purpose: edxml.New}}
	for _, p := range to {
		m.To = append(m.To, edxml.Organ{ID: p.Organ, Name: p.Name})
	}
	return m, err
}

const maxMessage = 40 << 20 // bytes of all files of a message that is sent

func (s *Service) attachments(ctx context.Context, who authz.Actor, f document.Full) ([]edxml.Attachment, error) {
	var b bytes.Buffer
	if err := s.documents.Produce(ctx, who, f.ID, document.PDF, &b); err != nil {
		return nil, err
	}
	all := []edxml.Attachment{{ID: "f0", Name: strings.ReplaceAll(f.Symbol, "/", "-") + ".pdf", Media: "application/pdf", Description: "Văn bản", Content: b.Bytes()}}
	err := s.db.Read(ctx, func(q db.Q) error {
		annexes, err := s.filing.OfSubject(ctx, q, f.ID.Subject())
		total := int64(b.Len())
		for i, a := range annexes {
			if total += a.Size; total > maxMessage {
				return fault.New(fault.Invalid, "exchange.too_large", maxMessage>>20)
			}
			body, err := s.filing.Body(ctx, q, a)
			if err != nil {
				return err
			}
			content, err := io.ReadAll(body)
			if err = errors.Join(err, body.Close()); err != nil {
				return err
			}
			all = append(all, edxml.Attachment{ID: fmt.Sprint("f", i+1), Name: a.Name, Media: a.Media, Description: "Phụ lục", Content: content})
		}
		return err
	})
	return all, err
}

// Deliver sends one message now, after those that were to go before it to the same
// peer about the same paper. An error is worth another attempt; what is not,
// is written down and shown.
func (s *Service) Deliver(ctx context.Context, who authz.Actor, id OutID) error {
	var o Out
	var p Peer
	var d Desk
	var turn []OutID
	err := s.db.Read(ctx, func(q db.Q) (err error) {
		if o, err = out(ctx, q, id); err != nil {
			return err
		}
		if p, err = peer(ctx, q, o.Peer); err != nil {
			return err
		}
		if d, err = desk(ctx, q, o.Unit); err != nil {
			return err
		}
		turn, err = queueOf(ctx, q, o)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && o.State != Waiting {
		return nil // forgotten, or sent before
	}
	if err == nil && turn[0] != id {
		var held bool
		if held, err = s.hold(ctx, who, o); held {
			return err
		}
	}
	if err != nil {
		return err
	}
	failure := s.carry(ctx, o, p, d)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := s.db.Write(ctx, who, func(tx *db.Tx) error { return s.delivered(ctx, tx, o, failure) }); err != nil {
		return err
	}
	if o.settled(failure).State == Waiting {
		return failure
	}
	return nil
}

func (s *Service) delivered(ctx context.Context, tx *db.Tx, o Out, failure error) error {
	if err := tx.Require(Carry, o.Path); err != nil {
		return err
	}
	o = o.settled(failure)
	if o.State == Sent {
		o.SentAt = tx.Now
	}
	if err := tx.Note(o.ID.Subject(), "deliver", map[string]any{"state": o.State, "try": o.Tries}); err != nil {
		return err
	}
	if err := keepOut(ctx, tx, o); err != nil || o.State == Waiting {
		return err
	}
	next, err := heldOf(ctx, tx, o)
	if err != nil || len(next) == 0 {
		return err
	}
	_, err = jobs.Put(ctx, tx, jobs.Job{Kind: DeliverKind, Body: next[0]})
	return err
}

// hold notes that a message's job came before its turn: the message before it leaves
// another job. It reports false where the turn has come meanwhile.
func (s *Service) hold(ctx context.Context, who authz.Actor, o Out) (held bool, err error) {
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(Carry, o.Path); err != nil {
			return err
		}
		if err := tx.Note(o.ID.Subject(), "hold", nil); err != nil {
			return err
		}
		turn, err := queueOf(ctx, tx, o)
		if held = len(turn) > 0 && turn[0] != o.ID; err != nil || !held {
			return err
		}
		return setHeld(ctx, tx, o.ID)
	})
	return held, err
}

func keepOut(ctx context.Context, tx *db.Tx, o Out) error {
	if o.passing && o.State != Waiting {
		return removeOut(ctx, tx, o.ID)
	}
	return saveOut(ctx, tx, o)
}

// body is what goes over the line. A status is small and written when it is sent.
func (s *Service) body(ctx context.Context, o Out, p Peer, d Desk) (io.ReadCloser, int64, error) {
	if o.Kind != Status {
		r, err := s.place.Files.Get(ctx, o.file)
		return r, o.file.Size, err
	}
	var b bytes.Buffer
	err := edxml.Write(&b, edxml.Message{Status: &edxml.Status{ResponseFor: edxml.Ref{Organ: p.Organ, Code: o.Ref.Code, Day: o.Day, ID: o.Ref.ID}, From: edxml.Organ{ID: d.Organ, Name: d.Name},
		To: []edxml.Organ{{ID: p.Organ, Name: p.Name}}, Code: o.Code, Description: o.Text, At: o.At, Staff: edxml.Staff{Name: o.By}}})
	return io.NopCloser(&b), int64(b.Len()), err
}

// Again sends what was given up once more.
func (s *Service) Again(ctx context.Context, who authz.Actor, id OutID) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		o, err := out(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Send, o.Path); err != nil {
			return err
		}
		if o.State != Failed {
			return fault.New(fault.Conflict, "exchange.not_failed")
		}
		if err := overtaken(ctx, tx, o); err != nil {
			return err
		}
		o.State, o.Tries, o.Error = Waiting, 0, ""
		if err := tx.Note(id.Subject(), "again", nil); err != nil {
			return err
		}
		if err := saveOut(ctx, tx, o); err != nil {
			return err
		}
		_, err = jobs.Put(ctx, tx, jobs.Job{Kind: DeliverKind, Body: id})
		return err
	})
}

// overtaken refuses to send a status after a later one has arrived.
func overtaken(ctx context.Context, q db.Q, o Out) error {
	if o.Kind != Status || o.Cause == "" {
		return nil
	}
	said, err := saidOf(ctx, q, o.Cause)
	if slices.ContainsFunc(said, func(x Out) bool { return x.ID > o.ID && x.State == Sent }) {
		return fault.New(fault.Conflict, "exchange.overtaken")
	}
	return err
}
