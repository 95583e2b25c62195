package document

import (
	"context"
	"slices"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// Follower makes papers follow a reorganisation: their paths change with their units.
// What a unit issued stays its own. What it had not issued goes to the unit that takes
// over, as a draft: head, body and hands are others there, so it is agreed to and
// signed anew. From a unit that splits it goes with its writer. A number that it had
// stays in the register where it was given, cancelled, and so do numbers that were
// kept for papers to come. A unit that closes into none must end its papers first.
func (s *Service) Follower() org.Follower {
	return org.Follower{Subject: "document", Count: s.countUnfinished, Follow: s.follow}
}

func (s *Service) countUnfinished(ctx context.Context, q db.Q, c org.Change) (n int, err error) {
	for _, u := range c.Closed {
		all, err := unfinished(ctx, q, u.ID)
		if err != nil {
			return 0, err
		}
		if len(all) > 0 && !goesOn(c, u) {
			return 0, fault.New(fault.Conflict, "document.finish_first", u.Name, len(all))
		}
		n += len(all)
	}
	return n, nil
}

// goesOn says that another unit takes over from one that closes.
func goesOn(c org.Change, u org.Unit) bool {
	merged := slices.ContainsFunc(c.Merged, func(m org.Succession) bool { return m.From.ID == u.ID })
	return merged || c.Split != nil && c.Split.From.ID == u.ID
}

func (s *Service) follow(ctx context.Context, tx *db.Tx, c org.Change) error {
	if err := c.Repath(ctx, tx, "document"); err != nil {
		return err
	}
	if err := c.Repath(ctx, tx, "document_series"); err != nil {
		return err
	}
	for _, m := range c.Merged {
		if err := s.carryAll(ctx, tx, c, m.From, func(Document) org.Unit { return m.Into }); err != nil {
			return err
		}
	}
	if d := c.Split; d != nil && !d.Stays {
		if err := s.carryAll(ctx, tx, c, d.From, heir(*d)); err != nil {
			return err
		}
	}
	for _, u := range c.Closed {
		if err := cancelKept(ctx, tx, u.ID, ending(c, u)); err != nil {
			return err
		}
	}
	return nil
}

// heir tells to which part of a split unit a paper goes: its writer's, and where
// nobody knows him, the one that takes the open work.
func heir(d org.Division) func(Document) org.Unit {
	at := func(id org.ID) (u org.Unit, ok bool) {
		i := slices.IndexFunc(d.Into, func(u org.Unit) bool { return u.ID == id })
		if i < 0 {
			return u, false
		}
		return d.Into[i], true
	}
	return func(p Document) org.Unit {
		if u, ok := at(d.Assigned[string(p.Writer)]); ok {
			return u
		}
		u, _ := at(d.Rest)
		return u
	}
}

// ending is why the papers and numbers of a unit go elsewhere or end.
func ending(c org.Change, u org.Unit) string {
	return u.Name + " kết thúc hoạt động từ ngày " + c.Day.String() + " theo " + c.Decision
}

func (s *Service) carryAll(ctx context.Context, tx *db.Tx, c org.Change, from org.Unit, to func(Document) org.Unit) error {
	all, err := unfinished(ctx, tx, from.ID)
	if err != nil {
		return err
	}
	for _, d := range all {
		into, err := s.units.Get(ctx, tx, to(d).ID) // where it stands after the change
		if err != nil {
			return err
		}
		if err := s.carry(ctx, tx, d, from, into, ending(c, from)); err != nil {
			return err
		}
	}
	return nil
}

// carry gives a paper to the unit that takes over, as a draft.
func (s *Service) carry(ctx context.Context, tx *db.Tx, d Document, from, into org.Unit, why string) error {
	if d.State == Numbered {
		if _, err := setNumber(ctx, tx, Entry{Series: d.Series, Number: d.Number, State: Cancelled, Document: d.ID, Reason: why}, Reserved); err != nil {
			return err
		}
		if err := dropSignatures(ctx, tx, d.ID); err != nil {
			return err
		}
		d.Series, d.Number, d.Symbol, d.Day, d.File, d.Size = "", 0, "", "", "", 0
	}
	if err := tx.Note(d.ID.Subject(), "carry", map[string]any{"from": from.ID, "to": into.ID}); err != nil {
		return err
	}
	if err := s.annexed.Move(ctx, tx, d.ID.Subject(), into); err != nil {
		return err
	}
	d.Unit, d.Path, d.State, d.Reason = into.ID, into.Path, Drafting, why+"; văn bản chuyển sang "+into.Name
	for i, t := range d.Sending.Targets {
		if t.Unit == from.ID {
			d.Sending.Targets[i].Unit = into.ID
		}
	}
	d, err := s.rehand(ctx, tx, d)
	if err != nil {
		return err
	}
	if err := settleAt(ctx, tx, d); err != nil {
		return err
	}
	return s.move(ctx, tx, d, "document.back_carried", into.Name, why)
}

// rehand leaves out who was to sign or initial a paper and is not of its new unit.
func (s *Service) rehand(ctx context.Context, q db.Q, d Document) (Document, error) {
	cards, err := s.members.Cards(ctx, q, append(slices.Clone(d.Content.Initials), d.Signer))
	away := func(m member.ID) bool { return !cards[m].Path.Within(d.Path) }
	if d.Signer != "" && away(d.Signer) {
		d.Signer, d.SignerName, d.SignerPost = "", "", ""
	}
	d.Content.Initials = slices.DeleteFunc(d.Content.Initials, away)
	return d, err
}
