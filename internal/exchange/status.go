package exchange

import (
	"context"
	"slices"

	"sotay/internal/incoming"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/fault"
)

// answer tells a sender what became of his paper: it watches the incoming papers.
func (s *Service) answer(ctx context.Context, tx *db.Tx, p incoming.Paper) error {
	if p.Source != incoming.Exchange {
		return nil
	}
	found, err := behind(ctx, tx, p.ID)
	if err != nil || len(found) == 0 || found[0].Recall == Agreed {
		return err
	}
	begun, err := s.incoming.Begun(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if code, text := outcome(p, begun); code != "" {
		return s.say(ctx, tx, found[0], code, text)
	}
	return nil
}

// outcome is what a sender is told of a paper in its state; "" for nothing.
func outcome(p incoming.Paper, begun bool) (code edxml.StatusCode, text string) {
	switch p.State {
	case incoming.Registered:
		return edxml.Registered, "Đã vào sổ, số đến " + p.Numbered()
	case incoming.Working:
		if begun {
			return edxml.InProgress, "Đang xử lý"
		}
		return edxml.Assigned, "Đã giao xử lý"
	case incoming.Done:
		return edxml.Done, "Đã xử lý xong"
	case incoming.Refused:
		return edxml.Refused, p.Reason
	case incoming.Cancelled:
		return edxml.Refused, "Đã gạch khỏi sổ: " + p.Reason
	}
	return "", ""
}

// say tells the sender of a paper how it stands, unless he was told so or that it is
// further already: each status goes once, and none after that it was refused.
func (s *Service) say(ctx context.Context, tx *db.Tx, i In, code edxml.StatusCode, text string) error {
	said, err := saidOf(ctx, tx, i.ID)
	if err != nil {
		return err
	}
	for _, o := range said {
		if standing(o.Code) >= standing(code) {
			return nil
		}
	}
	return s.tellBack(ctx, tx, i, code, text, false)
}

// standing orders the statuses as a paper goes through them; 0 for those that are no part of its way.
func standing(code edxml.StatusCode) int {
	return slices.Index([]edxml.StatusCode{"", edxml.Arrived, edxml.Registered, edxml.Assigned, edxml.InProgress, edxml.Done, edxml.Refused}, code)
}

// tellBack queues a status for the sender of a message, if he is in the address book.
func (s *Service) tellBack(ctx context.Context, tx *db.Tx, i In, code edxml.StatusCode, text string, passing bool) error {
	if i.Peer == "" {
		return nil
	}
	p, err := peer(ctx, tx, i.Peer)
	if err != nil || p.Way == Mail && p.Form == Files { // people read those letters, and want no such ones
		return err
	}
	return s.queue(ctx, tx, Out{Unit: i.Unit, Path: i.Path, Peer: i.Peer, Kind: Status, Cause: i.ID, Ref: i.Ref, Subject: i.Subject, Code: code, Text: text, passing: passing})
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
		if err := s.incoming.Amended(ctx, tx, was.Incoming, string(i.ID), "Nơi gửi đề nghị thu hồi"); err != nil {
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
