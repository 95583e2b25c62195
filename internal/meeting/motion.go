package meeting

import (
	"context"
	"slices"
	"strings"

	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Move puts a question on the list of votes; voting begins with OpenVote. A
// motion may be prepared before the meeting, not after it.
func (s *Service) Move(ctx context.Context, who authz.Actor, id ID, m Motion) (string, error) {
	m.Title = strings.TrimSpace(m.Title)
	err := s.change(ctx, who, Run, id, []State{Draft, Called, Opened}, func(tx *db.Tx, mt Meeting) error {
		r, src, err := s.rules.motion(m.Kind, civil.In(mt.StartsAt))
		if err != nil {
			return err
		}
		if m.Title == "" {
			m.Title = r.Title
		}
		var c fault.Check
		c.That(len([]rune(m.Title)) <= maxText, "title", "meeting.text_long")
		c.That(m.Mode == ByPhone || m.Mode == ByHands, "mode", "meeting.mode_unknown")
		if err := c.Err("meeting.motion_invalid"); err != nil {
			return err
		}
		m.ID, m.Meeting, m.State, m.Rule = ids.New("mo", tx.Now), id, MotionDraft, r.words(src)
		if err := tx.Note(id.Subject(), "move", map[string]any{"motion": m.ID, "title": m.Title, "rule": m.Rule}); err != nil {
			return err
		}
		if err := insertMotion(ctx, tx, m); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
	return m.ID, err
}

// OpenVote opens the voting on a motion; one at a time.
func (s *Service) OpenVote(ctx context.Context, who authz.Actor, id ID, motionID string, mode Mode) error {
	return s.change(ctx, who, Run, id, []State{Opened}, func(tx *db.Tx, mt Meeting) error {
		all, err := motions(ctx, tx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x Motion) bool { return x.ID == motionID })
		if i < 0 {
			return fault.New(fault.NotFound, "meeting.motion_not_found")
		}
		m := all[i]
		if m.State != MotionDraft {
			return fault.New(fault.Conflict, "meeting.motion_"+m.State, m.Title)
		}
		if j := slices.IndexFunc(all, func(x Motion) bool { return x.State == MotionOpen }); j >= 0 {
			return fault.New(fault.Conflict, "meeting.other_motion_open", all[j].Title)
		}
		if mode == ByPhone || mode == ByHands {
			m.Mode = mode
		}
		m.State, m.OpenedAt = MotionOpen, tx.Now
		if err := tx.Note(id.Subject(), "vote open", map[string]any{"motion": m.ID, "mode": m.Mode}); err != nil {
			return err
		}
		if err := saveMotion(ctx, tx, m); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
}

// Cast is one vote: the member's own tap, or entered for a member without a
// phone by who runs the meeting. One each, no change after sending.
func (s *Service) Cast(ctx context.Context, who authz.Actor, id ID, motionID string, m member.ID, c Choice) error {
	right, by := as(who, m)
	return s.intake(ctx, who, right, id, []State{Opened}, func(tx *db.Tx, mt Meeting) error {
		mo, err := motion(ctx, tx, id, motionID)
		if err != nil {
			return err
		}
		x, err := seat(ctx, tx, id, m)
		if err != nil {
			return err
		}
		before, err := voteOf(ctx, tx, motionID, m)
		if err != nil {
			return err
		}
		if err := mayCast(mo, x, before, c); err != nil {
			return err
		}
		detail := map[string]any{"motion": motionID, "member": m}
		if by != "" {
			detail["choice"] = c // entered for another: the trail shows what
		}
		if err := tx.Note(id.Subject(), "vote", detail); err != nil {
			return err
		}
		if err := insertVote(ctx, tx, Vote{Motion: motionID, Member: m, Choice: c, At: tx.Now, By: by}); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
}

// mayCast decides whether a vote is taken.
func mayCast(m Motion, x Seat, before []Vote, c Choice) error {
	switch {
	case !slices.Contains([]Choice{Yes, No, Abstain}, c):
		return fault.New(fault.Invalid, "meeting.choice_unknown")
	case m.State != MotionOpen:
		return fault.New(fault.Conflict, "meeting.motion_"+m.State, m.Title)
	case m.Mode != ByPhone:
		return fault.New(fault.Conflict, "meeting.vote_by_hands")
	case x.Standing == Probationary:
		return fault.New(fault.Forbidden, "meeting.vote_probationary", x.Name)
	case x.Exempt:
		return fault.New(fault.Forbidden, "meeting.vote_exempt", x.Name)
	case !x.Here():
		return fault.New(fault.Conflict, "meeting.vote_absent", x.Name)
	case len(before) > 0:
		return fault.New(fault.Conflict, "meeting.voted", x.Name)
	}
	return nil
}

// CloseVote ends the voting and applies the motion's rule. For a vote by hands
// the counts are given; for one by phone they are ignored.
func (s *Service) CloseVote(ctx context.Context, who authz.Actor, id ID, motionID string, yes, no, abstain int) (out Motion, err error) {
	err = s.change(ctx, who, Run, id, []State{Opened}, func(tx *db.Tx, mt Meeting) error {
		m, err := motion(ctx, tx, id, motionID)
		if err != nil {
			return err
		}
		if m.State != MotionOpen {
			return fault.New(fault.Conflict, "meeting.motion_"+m.State, m.Title)
		}
		roll, err := seats(ctx, tx, id)
		if err != nil {
			return err
		}
		cast, err := votes(ctx, tx, id)
		if err != nil {
			return err
		}
		if m.Mode == ByHands {
			if err := hands(yes, no, abstain, roll); err != nil {
				return err
			}
			m.Yes, m.No, m.Abstain = yes, no, abstain
		}
		r, _, err := s.rules.motion(m.Kind, civil.In(mt.StartsAt))
		if err != nil {
			return err
		}
		m = r.result(m, roll, cast)
		m.State, m.ClosedAt = MotionClosed, tx.Now
		out = m
		if err := tx.Note(id.Subject(), "vote close", map[string]any{"motion": m.ID, "yes": m.Yes, "no": m.No, "abstain": m.Abstain, "base": m.Base, "passed": m.Passed}); err != nil {
			return err
		}
		if err := saveMotion(ctx, tx, m); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
	return out, err
}
