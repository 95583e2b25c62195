package meeting

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
)

// Prepare begins a meeting: its plan, the agenda of the rule, and the members'
// places on the roll. Nobody is told yet.
func (s *Service) Prepare(ctx context.Context, who authz.Actor, p Plan) (id ID, err error) {
	p = p.tidy()
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		unit, err := s.units.Get(ctx, tx, org.ID(p.Unit))
		if err != nil {
			return err
		}
		if err := tx.Require(Run, unit.Path); err != nil {
			return err
		}
		if !unit.Closed.IsZero() {
			return fault.New(fault.Conflict, "meeting.unit_closed", unit.Name, unit.Closed.String())
		}
		m := Meeting{ID: ID(ids.New("mt", tx.Now)), Unit: unit.ID, Path: unit.Path, State: Draft, Secret: ids.Secret()}
		if m, err = s.planned(ctx, tx, m, p); err != nil {
			return err
		}
		id = m.ID
		if err := tx.Note(id.Subject(), "prepare", p); err != nil {
			return err
		}
		if err := insert(ctx, tx, m); err != nil {
			return monthTaken(err, m)
		}
		return s.furnish(ctx, tx, m)
	})
	return id, err
}

// planned checks a plan and lays it over the meeting.
func (s *Service) planned(ctx context.Context, tx *db.Tx, m Meeting, p Plan) (Meeting, error) {
	if err := p.check(civil.In(tx.Now)); err != nil {
		return m, err
	}
	m.Kind, m.Month, m.Title, m.Topic, m.Purpose = p.Kind, p.Month, p.Title, p.Topic, p.Purpose
	m.Place, m.Link, m.Guests, m.FeeStatus, m.StartsAt = p.Place, p.Link, p.Guests, p.FeeStatus, p.StartsAt.UTC()
	m.Chair, m.Secretary = member.ID(p.Chair), member.ID(p.Secretary)
	people, err := s.members.OfUnit(ctx, tx, m.Unit, civil.In(m.StartsAt))
	if err != nil {
		return m, err
	}
	var c fault.Check
	c.That(len(people) > 0, "unit", "meeting.no_members")
	c.That(m.Chair == "" || belongs(people, m.Chair), "chair", "meeting.person_elsewhere")
	c.That(m.Secretary == "" || belongs(people, m.Secretary), "secretary", "meeting.person_elsewhere")
	return m, c.Err("meeting.plan_invalid")
}

func belongs(people []member.Card, id member.ID) bool {
	return slices.ContainsFunc(people, func(c member.Card) bool { return c.ID == id })
}

func monthTaken(err error, m Meeting) error {
	if fault.Is(err, fault.Conflict) {
		return fault.New(fault.Conflict, "meeting.month_taken", m.Month.String()).Because(err)
	}
	return err
}

// furnish gives a new meeting its agenda and its roll.
func (s *Service) furnish(ctx context.Context, tx *db.Tx, m Meeting) error {
	list, err := s.rules.agenda(m.Kind, civil.In(m.StartsAt))
	if err != nil {
		return err
	}
	for i := range list {
		list[i].ID = ids.New("it", tx.Now)
	}
	if err := insertItems(ctx, tx, m.ID, list); err != nil {
		return err
	}
	return s.refreshRoll(ctx, tx, m)
}

// refreshRoll makes the roll those who belong to the unit on the meeting's day.
func (s *Service) refreshRoll(ctx context.Context, tx *db.Tx, m Meeting) error {
	day := civil.In(m.StartsAt)
	people, err := s.members.OfUnit(ctx, tx, m.Unit, day)
	if err != nil {
		return err
	}
	had, err := seats(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	var gone []member.ID
	for _, x := range had {
		if !belongs(people, x.Member) {
			gone = append(gone, x.Member)
		}
	}
	if err := removeSeats(ctx, tx, m.ID, gone); err != nil {
		return err
	}
	all := make([]Seat, len(people))
	for i, c := range people {
		all[i] = Seat{Member: c.ID, Name: c.Name, Sort: c.Sort, Standing: standing(c.State), Exempt: c.Exempt}
	}
	return addSeats(ctx, tx, m.ID, all)
}

func standing(s member.State) Standing {
	if s == member.Official {
		return Official
	}
	return Probationary
}

// Replan changes the plan before the meeting opens. Members who were told
// already are told of the new time or place.
func (s *Service) Replan(ctx context.Context, who authz.Actor, id ID, p Plan) error {
	p = p.tidy()
	return s.change(ctx, who, Run, id, []State{Draft, Called}, func(tx *db.Tx, was Meeting) error {
		m, err := s.planned(ctx, tx, was, p)
		if err != nil {
			return err
		}
		if err := tx.Note(id.Subject(), "replan", map[string]any{"from": was.Plan(), "to": p}); err != nil {
			return err
		}
		if err := save(ctx, tx, m); err != nil {
			return monthTaken(err, m)
		}
		if err := errors.Join(s.refreshRoll(ctx, tx, m), s.tellCalled(ctx, tx, m)); err != nil {
			return err
		}
		moved := !m.StartsAt.Equal(was.StartsAt) || m.Place != was.Place || m.Link != was.Link
		if m.State == Called && moved {
			return s.tellAll(ctx, tx, m, "meeting.moved", tx.Now.Format(time.RFC3339Nano))
		}
		return nil
	})
}

// Plan returns the meeting as the form that would plan it again.
func (m Meeting) Plan() Plan {
	return Plan{int64(m.Unit), m.Kind, m.Month, m.Title, m.Topic, m.Purpose, m.Place, m.Link, m.Guests, m.FeeStatus, m.StartsAt, string(m.Chair), string(m.Secretary)}
}

const maxItems = 40

// SetAgenda replaces the agenda before the meeting opens. Points that keep
// their id keep their notes.
func (s *Service) SetAgenda(ctx context.Context, who authz.Actor, id ID, list []Item) error {
	return s.change(ctx, who, Run, id, []State{Draft, Called}, func(tx *db.Tx, m Meeting) error {
		was, err := items(ctx, tx, id)
		if err != nil {
			return err
		}
		list, err := newAgenda(was, list, func() string { return ids.New("it", tx.Now) })
		if err != nil {
			return err
		}
		if err := tx.Note(id.Subject(), "agenda", list); err != nil {
			return err
		}
		if err := deleteItems(ctx, tx, id); err != nil {
			return err
		}
		if err := insertItems(ctx, tx, id, list); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
}

// newAgenda checks a wished agenda against the old one.
func newAgenda(was, wish []Item, newID func() string) ([]Item, error) {
	var c fault.Check
	c.That(len(wish) > 0, "items", "meeting.agenda_empty")
	c.That(len(wish) <= maxItems, "items", "meeting.agenda_long")
	out := make([]Item, 0, len(wish))
	for _, x := range wish {
		x.Title, x.Presenter = strings.TrimSpace(x.Title), strings.TrimSpace(x.Presenter)
		c.That(x.Title != "", "items", "meeting.item_untitled")
		c.That(len([]rune(x.Title)) <= maxText, "items", "meeting.text_long")
		old := slices.IndexFunc(was, func(o Item) bool { return o.ID == x.ID && x.ID != "" })
		x.Notes = ""
		if old < 0 {
			x.ID = newID()
		} else {
			x.Notes = was[old].Notes
			if x.Kind == "" {
				x.Kind = was[old].Kind
			}
		}
		if x.Kind == "" {
			x.Kind = "other"
		}
		out = append(out, x)
	}
	return out, c.Err("meeting.agenda_invalid")
}

// Prepared notes that the committee has agreed on the content.
func (s *Service) Prepared(ctx context.Context, who authz.Actor, id ID) error {
	return s.change(ctx, who, Run, id, []State{Draft, Called}, func(tx *db.Tx, m Meeting) error {
		if !m.PreparedAt.IsZero() {
			return nil
		}
		m.PreparedAt = tx.Now
		if err := tx.Note(id.Subject(), "prepared", nil); err != nil {
			return err
		}
		return save(ctx, tx, m)
	})
}

// Call tells the members, and who follows the branch from above, of the meeting.
func (s *Service) Call(ctx context.Context, who authz.Actor, id ID) error {
	return s.step(ctx, who, id, Called, func(tx *db.Tx, m Meeting) error {
		m.State, m.CalledAt = Called, tx.Now
		if err := tx.Note(id.Subject(), "call", nil); err != nil {
			return err
		}
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		if err := errors.Join(s.refreshRoll(ctx, tx, m), s.tellCalled(ctx, tx, m)); err != nil {
			return err
		}
		return s.tellAll(ctx, tx, m, "meeting.called", "")
	})
}

// Cancel calls a meeting off, with a reason that members are told.
func (s *Service) Cancel(ctx context.Context, who authz.Actor, id ID, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.step(ctx, who, id, Cancelled, func(tx *db.Tx, m Meeting) error {
		if reason == "" {
			return fault.New(fault.Invalid, "meeting.plan_invalid").Field("reason", "meeting.reason_missing")
		}
		return s.cancel(ctx, tx, m, reason)
	})
}

func (s *Service) cancel(ctx context.Context, tx *db.Tx, m Meeting, reason string) error {
	told := m.State == Called
	m.State, m.Cancelled = Cancelled, reason
	if err := tx.Note(m.ID.Subject(), "cancel", reason); err != nil {
		return err
	}
	if err := errors.Join(save(ctx, tx, m), s.tellCalled(ctx, tx, m)); err != nil || !told {
		return err
	}
	return s.tellAll(ctx, tx, m, "meeting.cancelled", "")
}

// tellAll leaves a message for everyone on the roll and for the committee
// members who follow the unit.
func (s *Service) tellAll(ctx context.Context, tx *db.Tx, m Meeting, code, once string) error {
	all, err := seats(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	to := make([]member.ID, len(all))
	for i, x := range all {
		to[i] = x.Member
	}
	if _, err := s.notices.Send(ctx, tx, m.letters(code, once, to)); err != nil {
		return err
	}
	return s.tellAbove(ctx, tx, m, code, once)
}

// tellAbove leaves a message for the committee members who follow the unit. It
// leads to the messages: who follows a branch need not have a right to its pages.
func (s *Service) tellAbove(ctx context.Context, tx *db.Tx, m Meeting, code, once string) error {
	to, err := s.members.Followers(ctx, tx, m.Unit, civil.In(tx.Now))
	if err != nil {
		return err
	}
	letters := m.letters(code, once, to)
	for i := range letters {
		letters[i].Link = "/notices"
	}
	_, err = s.notices.Send(ctx, tx, letters)
	return err
}

// letters are one message each about the meeting; the same code and once reach
// a person once.
func (m Meeting) letters(code, once string, to []member.ID) []notify.Message {
	out := make([]notify.Message, len(to))
	local := m.StartsAt.In(civil.Zone)
	for i, id := range to {
		out[i] = notify.Message{Member: id, Key: code + ":" + string(m.ID) + ":" + once, Code: code,
			Args: []string{m.Title, local.Format("15:04"), local.Format("02/01/2006"), m.Place}, Link: "/meetings/" + string(m.ID)}
	}
	return out
}
