package document

import (
	"context"
	"slices"
	"strings"

	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Submit sends a complete draft to those who must agree, in their order.
func (s *Service) Submit(ctx context.Context, who authz.Actor, id ID, rev int64, approvers []member.ID) error {
	return s.change(ctx, who, Draft, id, rev, []State{Drafting}, func(tx *db.Tx, d Document) error {
		if err := d.complete(); err != nil {
			return err
		}
		if err := s.settled(ctx, tx, id); err != nil {
			return err
		}
		all, err := s.approvers(ctx, tx, d, approvers)
		if err != nil {
			return err
		}
		if err := s.signers(ctx, tx, d); err != nil {
			return err
		}
		if err := tx.Note(id.Subject(), "submit", map[string]any{"version": d.Version, "to": approvers}); err != nil {
			return err
		}
		if err := replaceSteps(ctx, tx, id, all); err != nil {
			return err
		}
		d.State, d.Reason = Submitted, ""
		if tx.Who.Member != "" {
			d.Writer = member.ID(tx.Who.Member)
		}
		return s.move(ctx, tx, d, "")
	})
}

const maxApprovers = 10

func (s *Service) approvers(ctx context.Context, q db.Q, d Document, list []member.ID) ([]Step, error) {
	unfit := fault.New(fault.Invalid, "document.invalid").Field("approvers", "document.approvers_missing")
	if len(list) == 0 || len(list) > maxApprovers {
		return nil, unfit
	}
	cards, err := s.members.Cards(ctx, q, list)
	if err != nil {
		return nil, err
	}
	may, err := s.able(ctx, q, d, list)
	if err != nil {
		return nil, err
	}
	var out []Step
	for i, m := range list {
		card, ok := cards[m]
		if !ok || !card.Path.Within(d.Path) || slices.Contains(list[:i], m) {
			return nil, unfit
		}
		if !may(m) {
			return nil, fault.New(fault.Invalid, "document.invalid").Field("approvers", "document.approver_unfit")
		}
		out = append(out, Step{Pos: i + 1, Member: m, Name: card.Name, State: Waiting})
	}
	return out, nil
}

// able tells who of some people may approve, and so sign, a paper.
func (s *Service) able(ctx context.Context, q db.Q, d Document, list []member.ID) (func(member.ID) bool, error) {
	names := make([]string, len(list))
	for i, m := range list {
		names[i] = string(m)
	}
	actors, err := s.roles.Actors(ctx, q, names, civil.In(s.db.Now()))
	return func(m member.ID) bool { return actors[string(m)].Can(Approve, d.Path) }, err
}

// signers refuses a paper that is to be signed here by somebody who could not.
func (s *Service) signers(ctx context.Context, q db.Q, d Document) error {
	if !d.Electronic {
		return nil
	}
	may, err := s.able(ctx, q, d, append([]member.ID{d.Signer}, d.Initials...))
	if err != nil {
		return err
	}
	var f fault.Check
	f.That(may(d.Signer), "signer", "document.signer_unfit")
	f.That(!slices.ContainsFunc(d.Initials, func(m member.ID) bool { return !may(m) }), "initials", "document.signer_unfit")
	return f.Err("document.incomplete")
}

// Agree is the word of the one whose turn it is. After the last one the paper is approved.
func (s *Service) Agree(ctx context.Context, who authz.Actor, id ID, rev int64, note string) error {
	return s.answer(ctx, who, id, rev, note, Agreed)
}

// Return gives a submitted paper back to its drafter, with a reason.
func (s *Service) Return(ctx context.Context, who authz.Actor, id ID, rev int64, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.New(fault.Invalid, "document.invalid").Field("reason", "document.reason_missing")
	}
	return s.answer(ctx, who, id, rev, reason, Returned)
}

func (s *Service) answer(ctx context.Context, who authz.Actor, id ID, rev int64, note, verdict string) error {
	return s.change(ctx, who, Approve, id, rev, []State{Submitted}, func(tx *db.Tx, d Document) error {
		all, err := steps(ctx, tx, id)
		if err != nil {
			return err
		}
		i := turn(all)
		if i < 0 || string(all[i].Member) != who.Member {
			return fault.New(fault.Conflict, "document.not_your_turn")
		}
		all[i].State, all[i].Note = verdict, strings.TrimSpace(note)
		if err := tx.Note(id.Subject(), verdict, map[string]any{"version": d.Version, "note": all[i].Note}); err != nil {
			return err
		}
		if err := answerStep(ctx, tx, id, all[i]); err != nil {
			return err
		}
		switch {
		case verdict == Returned:
			d.State, d.Reason = Drafting, all[i].Note
			return s.move(ctx, tx, d, "document.back_returned", all[i].Name, all[i].Note)
		case turn(all) < 0:
			d.State = Approved
			return s.move(ctx, tx, d, "document.back_agreed")
		}
		return s.move(ctx, tx, d, "")
	})
}
