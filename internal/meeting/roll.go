package meeting

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/task"
)

// as returns the right that an act for a member needs: his own needs attendance
// only, another's the running of the meeting. by is the trail.
func as(who authz.Actor, m member.ID) (right authz.Perm, by string) {
	if m != "" && string(m) == who.Member {
		return Attend, ""
	}
	return Run, who.Name
}

// Answer is a member's answer to the notice, given by himself or, for a member
// without a phone, by who runs the meeting. It may be changed until the meeting opens.
func (s *Service) Answer(ctx context.Context, who authz.Actor, id ID, m member.ID, a Answer, reason string) error {
	right, by := as(who, m)
	reason = strings.TrimSpace(reason)
	return s.intake(ctx, who, right, id, []State{Called}, func(tx *db.Tx, mt Meeting) error {
		x, err := seat(ctx, tx, id, m)
		if err != nil {
			return err
		}
		if x, err = answered(x, a, reason, mt.Link != ""); err != nil {
			return err
		}
		x.Answered, x.Answerer = tx.Now, by
		if err := tx.Note(id.Subject(), "answer", map[string]any{"member": m, "answer": a, "reason": reason}); err != nil {
			return err
		}
		if err := saveSeat(ctx, tx, id, x); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
}

func answered(x Seat, a Answer, reason string, hasLink bool) (Seat, error) {
	var c fault.Check
	c.That(slices.Contains([]Answer{Coming, Online, Leave}, a), "answer", "meeting.answer_unknown")
	c.That(a != Leave || reason != "", "reason", "meeting.leave_reason")
	c.That(a != Online || hasLink, "answer", "meeting.no_link")
	c.That(len([]rune(reason)) <= maxText, "reason", "meeting.text_long")
	if a != Leave {
		reason = ""
	}
	if x.Answer != a || x.Reason != reason {
		x.Leave = "" // a new request is decided anew
	}
	x.Answer, x.Reason = a, reason
	return x, c.Err("meeting.answer_invalid")
}

// Decide grants or refuses a request for leave.
func (s *Service) Decide(ctx context.Context, who authz.Actor, id ID, m member.ID, grant bool) error {
	return s.change(ctx, who, Run, id, []State{Called, Opened}, func(tx *db.Tx, mt Meeting) error {
		x, err := seat(ctx, tx, id, m)
		if err != nil {
			return err
		}
		if x.Answer != Leave {
			return fault.New(fault.Conflict, "meeting.no_request", x.Name)
		}
		x.Leave = Refused
		if grant {
			x.Leave = Granted
		}
		if mt.Running() && x.State == Unmarked && grant {
			x.State, x.How, x.Marked, x.Marker = Excused, "secretary", tx.Now, who.Name
		}
		if err := tx.Note(id.Subject(), "leave", map[string]any{"member": m, "decision": x.Leave}); err != nil {
			return err
		}
		if err := saveSeat(ctx, tx, id, x); err != nil {
			return err
		}
		code := "meeting.leave_" + x.Leave
		if _, err := s.notices.Send(ctx, tx, mt.letters(code, tx.Now.Format(time.RFC3339Nano), []member.ID{m})); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
}

// Open begins the meeting: the roll becomes that of the day, granted leave is
// entered, last month's tasks come first.
func (s *Service) Open(ctx context.Context, who authz.Actor, id ID) error {
	return s.step(ctx, who, id, Opened, func(tx *db.Tx, m Meeting) error {
		rules, err := s.rules.calendar(civil.In(m.StartsAt))
		if err != nil {
			return err
		}
		if tx.Now.Before(m.StartsAt.Add(-time.Duration(rules.OpenEarlyMinutes) * time.Minute)) {
			return fault.New(fault.Conflict, "meeting.too_early", m.StartsAt.In(civil.Zone).Format("15:04 02/01/2006"))
		}
		if err := s.refreshRoll(ctx, tx, m); err != nil {
			return err
		}
		return s.opened(ctx, tx, m)
	})
}

func (s *Service) opened(ctx context.Context, tx *db.Tx, m Meeting) error {
	roll, err := seats(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, x := range roll {
		if x.Leave == Granted && x.State == Unmarked {
			x.State, x.How, x.Marked = Excused, "secretary", tx.Now
			if err := saveSeat(ctx, tx, m.ID, x); err != nil {
				return err
			}
		}
	}
	if err := s.openReviews(ctx, tx, m); err != nil {
		return err
	}
	list, err := items(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		m.Item = list[0].ID
	}
	m.State, m.OpenedAt = Opened, tx.Now
	if err := tx.Note(m.ID.Subject(), "open", nil); err != nil {
		return err
	}
	return save(ctx, tx, m)
}

// openReviews lists the unit's open tasks as they stand now.
func (s *Service) openReviews(ctx context.Context, tx *db.Tx, m Meeting) error {
	if m.Kind == Thematic {
		return nil
	}
	open, err := s.tasks.OpenOf(ctx, tx, m.Unit)
	if err != nil {
		return err
	}
	var list []Review
	for _, t := range open {
		list = append(list, Review{Task: t.ID, Title: t.Title, Owner: t.OwnerName, Due: t.Due, Before: standingOf(t, civil.In(m.StartsAt))})
	}
	return insertReviews(ctx, tx, m.ID, list)
}

func standingOf(t task.Task, today civil.Date) string {
	switch {
	case t.Overdue(today):
		return "Quá hạn"
	case t.Progress > 0:
		return "Đang thực hiện"
	}
	return "Chưa báo cáo"
}

// Mark takes one member's place on the roll, by who runs the meeting.
func (s *Service) Mark(ctx context.Context, who authz.Actor, id ID, m member.ID, p Presence) error {
	return s.intake(ctx, who, Run, id, []State{Opened}, func(tx *db.Tx, mt Meeting) error {
		if !slices.Contains([]Presence{Unmarked, Present, PresentOnline, Excused, Unexcused}, p) {
			return fault.New(fault.Invalid, "meeting.presence_unknown")
		}
		return mark(ctx, tx, mt, m, p, "secretary", who.Name)
	})
}

// MarkAll marks everyone present who is not marked and did not ask for leave.
func (s *Service) MarkAll(ctx context.Context, who authz.Actor, id ID) error {
	return s.change(ctx, who, Run, id, []State{Opened}, func(tx *db.Tx, mt Meeting) error {
		roll, err := seats(ctx, tx, id)
		if err != nil {
			return err
		}
		n := 0
		for _, x := range roll {
			if x.State != Unmarked || x.Answer == Leave || x.Exempt {
				continue
			}
			x.State, x.How, x.Marked, x.Marker = Present, "secretary", tx.Now, who.Name
			if x.Answer == Online {
				x.State = PresentOnline
			}
			if err := saveSeat(ctx, tx, id, x); err != nil {
				return err
			}
			n++
		}
		if err := tx.Note(id.Subject(), "mark", map[string]any{"all": n}); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
}

// CheckIn is a member's own tap, or his scan of the hall's code. Coming twice
// changes nothing.
func (s *Service) CheckIn(ctx context.Context, who authz.Actor, id ID, p Presence, code string) error {
	return s.intake(ctx, who, Attend, id, []State{Opened}, func(tx *db.Tx, m Meeting) error {
		how := "tap"
		if code != "" {
			how = "qr"
			if !m.codeFits(code, tx.Now) {
				return fault.New(fault.Invalid, "meeting.code_old")
			}
			p = Present
		}
		if p != Present && p != PresentOnline {
			return fault.New(fault.Invalid, "meeting.presence_unknown")
		}
		if p == PresentOnline && m.Link == "" {
			return fault.New(fault.Invalid, "meeting.no_link")
		}
		return mark(ctx, tx, m, member.ID(who.Member), p, how, "")
	})
}

func mark(ctx context.Context, tx *db.Tx, m Meeting, who member.ID, p Presence, how, by string) error {
	x, err := seat(ctx, tx, m.ID, who)
	if err != nil {
		return err
	}
	if how != "secretary" && x.Here() {
		return nil
	}
	x.State, x.How, x.Marked, x.Marker = p, how, tx.Now, by
	if err := tx.Note(m.ID.Subject(), "mark", map[string]any{"member": who, "state": p, "how": how}); err != nil {
		return err
	}
	if err := saveSeat(ctx, tx, m.ID, x); err != nil {
		return err
	}
	return touch(ctx, tx, m.ID)
}

// CodeEvery is how long the hall's code stays on the screen; it is taken for
// one turn more, for slow hands.
const CodeEvery = 30 * time.Second

// HallCode is the code that the hall's screen shows now, for who runs the meeting.
func (s *Service) HallCode(ctx context.Context, who authz.Actor, id ID) (m Meeting, code string, facts Facts, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if m, err = get(ctx, q, id); err != nil {
			return err
		}
		if err := who.May(Run, m.Path); err != nil {
			return err
		}
		roll, err := seats(ctx, q, id)
		facts, code = tally(roll), m.code(turn(s.db.Now()))
		return err
	})
	m.Secret = ""
	return m, code, facts, err
}

func turn(t time.Time) int64 { return t.Unix() / int64(CodeEvery/time.Second) }

func (m Meeting) code(turn int64) string {
	mac := hmac.New(sha256.New, []byte(m.Secret))
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(turn)))
	return base32.StdEncoding.EncodeToString(mac.Sum(nil))[:12]
}

func (m Meeting) codeFits(code string, now time.Time) bool {
	t := turn(now)
	return hmac.Equal([]byte(code), []byte(m.code(t))) || hmac.Equal([]byte(code), []byte(m.code(t-1)))
}
