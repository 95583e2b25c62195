package exchange

import (
	"context"

	"sotay/internal/document"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/jobs"
)

// FollowKind is the job that sends on what became of a paper of ours; its body is the
// [document.ID].
const FollowKind = "exchange.follow"

// follow watches our own papers: where one that was sent is taken back, or another
// comes in its place, a job tells those who have it.
func (s *Service) follow(ctx context.Context, tx *db.Tx, d document.Document, _ string) error {
	about := d.Replaces
	if d.State == document.Recalled {
		about = d.ID
	} else if d.State != document.Issued || about == "" {
		return nil
	}
	sent, err := outsOf(ctx, tx, about)
	if err != nil || len(sent) == 0 {
		return err
	}
	_, err = jobs.Put(ctx, tx, jobs.Job{Kind: FollowKind, Body: d.ID})
	return err
}

// Follow tells the peers that have a paper that it was taken back, or sends them what
// replaces it. Doing it again tells nobody twice.
func (s *Service) Follow(ctx context.Context, who authz.Actor, id document.ID) error {
	f, err := s.documents.See(ctx, who, id)
	if err != nil {
		return err
	}
	if f.State == document.Recalled {
		err = s.recall(ctx, who, Carry, id)
	} else {
		err = s.post(ctx, who, Carry, id, Replace, document.Issued, func(has sentTo, p Peer) bool { return !p.Closed && has.replaced(p) && !has.paper(p) })
	}
	if f := fault.Of(err); f.Says("exchange.nobody") || f.Says("exchange.not_issued") {
		return nil // told before, or taken back meanwhile: that has a job of its own
	}
	return err
}

// replacing is what a message says of the paper in whose place it comes.
func (s *Service) replacing(ctx context.Context, who authz.Actor, f document.Full, d Desk, to []Peer) (edxml.Business, error) {
	old, err := s.documents.See(ctx, who, f.Replaces)
	if err != nil {
		return edxml.Business{}, err
	}
	ref := refOf(d, old.Document).ID
	return edxml.Business{Purpose: edxml.Replace, Reason: "Thay thế " + old.Symbol, ID: ref, Replaced: []edxml.Replacement{{ID: ref, Organs: organs(to)}}}, nil
}
