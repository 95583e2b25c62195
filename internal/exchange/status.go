package exchange

import (
	"context"

	"sotay/internal/incoming"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/fault"
)

// answer tells a sender what became of his paper: it watches the incoming papers.
func (s *Service) answer(ctx context.Context, tx *db.Tx, p incoming.Paper) error {
	code, text := outcome(p)
	if p.Source != incoming.Exchange || code == "" {
		return nil
	}
	found, err := behind(ctx, tx, p.ID)
	if err != nil || len(found) == 0 || found[0].told == code {
		return err
	}
	if err := s.tellBack(ctx, tx, found[0], code, text, false); err != nil {
		return err
	}
	return tell(ctx, tx, found[0].ID, code)
}

// outcome is what a sender is told of a paper in its state; "" for nothing.
func outcome(p incoming.Paper) (code edxml.StatusCode, text string) {
	switch p.State {
	case incoming.Registered:
		return edxml.Registered, "Đã vào sổ, số đến " + p.Numbered()
	case incoming.Working:
		return edxml.Assigned, "Đã giao xử lý"
	case incoming.Done:
		return edxml.Done, "Đã xử lý xong"
	case incoming.Refused:
		return edxml.Refused, p.Reason
	}
	return "", ""
}

// tellBack queues a status for the sender of a message, if he is in the address book.
func (s *Service) tellBack(ctx context.Context, tx *db.Tx, i In, code edxml.StatusCode, text string, passing bool) error {
	if i.Peer == "" {
		return nil
	}
	return s.queue(ctx, tx, Out{Unit: i.Unit, Path: i.Path, Peer: i.Peer, Kind: Status, Ref: i.Ref, Code: code, Text: text, passing: passing})
}

// heard takes what another office says of a paper: of ours, what became of it; of
// its own, that it wants it back.
func (s *Service) heard(ctx context.Context, tx *db.Tx, i In, st *edxml.Status) error {
	if st.Code == edxml.RecallAsked {
		return s.recalled(ctx, tx, i)
	}
	all, err := outsTo(ctx, tx, i.Unit, i.Ref.ID, i.Organ)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return bad("stray", i.Ref.ID)
	}
	for _, o := range all {
		if !st.At.IsZero() && st.At.Before(o.ReplyAt) {
			continue // it was overtaken on its way
		}
		if o.Reply, o.Said, o.ReplyAt = st.Code, clip(st.Description), st.At; o.ReplyAt.IsZero() {
			o.ReplyAt = tx.Now
		}
		if err := saveOut(ctx, tx, o); err != nil {
			return err
		}
	}
	return nil
}

// recalled puts the wish of a sender before the clerk, beside the paper.
func (s *Service) recalled(ctx context.Context, tx *db.Tx, i In) error {
	all, err := received(ctx, tx, i.Unit, i.Ref.ID, i.Organ)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return bad("stray", i.Ref.ID)
	}
	for _, was := range all {
		was.Recall = Open
		if err := saveIn(ctx, tx, was); err != nil {
			return err
		}
	}
	return nil
}

// AnswerRecall agrees or refuses to give back a paper that its sender recalls. The
// incoming paper itself is the clerk's to cancel.
func (s *Service) AnswerRecall(ctx context.Context, who authz.Actor, id InID, agree bool) error {
	return s.db.Write(ctx, who, func(tx *db.Tx) error {
		i, err := in(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.Require(Send, i.Path); err != nil {
			return err
		}
		if i.Recall != Open {
			return fault.New(fault.Conflict, "exchange.no_recall")
		}
		code := edxml.RecallRefused
		if i.Recall = Refused; agree {
			i.Recall, code = Agreed, edxml.RecallAgreed
		}
		if err := tx.Note(id.Subject(), "answer_recall", i.Recall); err != nil {
			return err
		}
		if err := s.tellBack(ctx, tx, i, code, "", false); err != nil {
			return err
		}
		return saveIn(ctx, tx, i)
	})
}
