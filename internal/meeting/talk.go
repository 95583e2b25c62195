package meeting

import (
	"context"
	"slices"
	"strings"

	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Say adds an opinion: written by the member before or during the meeting, or
// noted for him as he spoke. Speaking aloud counts for the score.
func (s *Service) Say(ctx context.Context, who authz.Actor, id ID, o Opinion) error {
	right, by := as(who, o.Member)
	o.Text = strings.TrimSpace(o.Text)
	return s.change(ctx, who, right, id, []State{Called, Opened, Ended}, func(tx *db.Tx, m Meeting) error {
		x, err := seat(ctx, tx, id, o.Member)
		if err != nil {
			return err
		}
		if err := s.sayable(ctx, tx, m, o, by); err != nil {
			return err
		}
		o.ID, o.Name, o.At, o.By = ids.New("op", tx.Now), x.Name, tx.Now, by
		if err := tx.Note(id.Subject(), "say", map[string]any{"member": o.Member, "spoken": o.Spoken}); err != nil {
			return err
		}
		if o.Spoken {
			x.Spoke++
			if err := saveSeat(ctx, tx, id, x); err != nil {
				return err
			}
		}
		if err := insertOpinion(ctx, tx, id, o); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
}

func (s *Service) sayable(ctx context.Context, q db.Q, m Meeting, o Opinion, by string) error {
	list, err := items(ctx, q, m.ID)
	if err != nil {
		return err
	}
	var c fault.Check
	c.That(o.Text != "" || o.Spoken, "text", "meeting.opinion_empty")
	c.That(len([]rune(o.Text)) <= 2*maxText, "text", "meeting.text_long")
	c.That(!o.Spoken || by != "", "spoken", "meeting.spoken_by_secretary")
	c.That(!o.Spoken || m.State != Called, "spoken", "meeting.not_open_yet")
	c.That(m.State != Ended || by != "", "text", "meeting.is_ended")
	c.That(o.Item == "" || slices.ContainsFunc(list, func(x Item) bool { return x.ID == o.Item }), "item", "meeting.item_unknown")
	return c.Err("meeting.opinion_invalid")
}

// At moves the meeting to a point of its agenda, on all open pages.
func (s *Service) At(ctx context.Context, who authz.Actor, id ID, item string) error {
	return s.change(ctx, who, Run, id, []State{Opened}, func(tx *db.Tx, m Meeting) error {
		list, err := items(ctx, tx, id)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(list, func(x Item) bool { return x.ID == item }) {
			return fault.New(fault.NotFound, "meeting.item_not_found")
		}
		m.Item = item
		if err := tx.Note(id.Subject(), "at", item); err != nil {
			return err
		}
		return save(ctx, tx, m)
	})
}

// NoteItem writes what was said and concluded on a point. Whoever was
// overtaken is told so, and keeps the text in his form.
func (s *Service) NoteItem(ctx context.Context, who authz.Actor, id ID, item, notes string, rev int64) error {
	return s.change(ctx, who, Run, id, []State{Opened, Ended}, func(tx *db.Tx, m Meeting) error {
		if len([]rune(notes)) > 5*maxText {
			return fault.New(fault.Invalid, "meeting.opinion_invalid").Field("notes", "meeting.text_long")
		}
		if err := tx.Note(id.Subject(), "note", map[string]any{"item": item}); err != nil {
			return err
		}
		n, err := setNotes(ctx, tx, id, item, strings.TrimSpace(notes), rev)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "meeting.overtaken")
		}
		return touch(ctx, tx, id)
	})
}

// Rate is a member's own judgement of the meeting, 0 to 5 each.
func (s *Service) Rate(ctx context.Context, who authz.Actor, id ID, r Rating) error {
	return s.change(ctx, who, Attend, id, []State{Opened, Ended}, func(tx *db.Tx, m Meeting) error {
		var c fault.Check
		for name, v := range map[string]*int{"preparation": r.Preparation, "conduct": r.Conduct, "tasks": r.Tasks} {
			c.That(v != nil && *v >= 0 && *v <= 5, name, "meeting.rate_range")
		}
		if err := c.Err("meeting.rate_invalid"); err != nil {
			return err
		}
		x, err := seat(ctx, tx, id, member.ID(who.Member))
		if err != nil {
			return err
		}
		if !x.Here() {
			return fault.New(fault.Conflict, "meeting.rate_absent")
		}
		x.Rating = r
		if err := tx.Note(id.Subject(), "rate", nil); err != nil {
			return err
		}
		if err := saveSeat(ctx, tx, id, x); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
}
