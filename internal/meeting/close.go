package meeting

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

// End lets people go home: the roll is fixed, votes and check-in are over. The
// times are those of the clock unless the secretary gives the true ones, as when
// the machine was opened late.
func (s *Service) End(ctx context.Context, who authz.Actor, id ID, began, ended time.Time) error {
	return s.step(ctx, who, id, Ended, func(tx *db.Tx, m Meeting) error {
		m, err := m.lasted(began, ended, tx.Now)
		if err != nil {
			return err
		}
		all, err := motions(ctx, tx, id)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(x Motion) bool { return x.State == MotionOpen }); i >= 0 {
			return fault.New(fault.Conflict, "meeting.other_motion_open", all[i].Title)
		}
		had, err := seats(ctx, tx, id)
		if err != nil {
			return err
		}
		roll, err := endRoll(had)
		if err != nil {
			return err
		}
		for i, x := range roll {
			if x == had[i] {
				continue
			}
			if err := saveSeat(ctx, tx, id, x); err != nil {
				return err
			}
		}
		m.State, m.Item, m.Facts, m.Speakers = Ended, "", tally(roll), speakers(roll)
		if err := tx.Note(id.Subject(), "end", map[string]any{"facts": m.Facts, "minutes": m.Minutes}); err != nil {
			return err
		}
		return save(ctx, tx, m)
	})
}

const longest = 24 * 60 // minutes

// lasted sets when the meeting began and ended.
func (m Meeting) lasted(began, ended, now time.Time) (Meeting, error) {
	if began.IsZero() {
		began = m.OpenedAt
	}
	if ended.IsZero() {
		ended = now
	}
	length := int(ended.Sub(began).Minutes())
	var c fault.Check
	c.That(!ended.After(now), "ended", "meeting.time_future")
	c.That(ended.After(began) || ended.Equal(began), "ended", "meeting.time_order")
	c.That(length <= longest, "began", "meeting.time_long")
	m.OpenedAt, m.EndedAt, m.Minutes = began.UTC(), ended.UTC(), length
	return m, c.Err("meeting.times_invalid")
}

// Score enters the few points that are given by hand and computes the others.
func (s *Service) Score(ctx context.Context, who authz.Actor, id ID, given map[string]int) error {
	return s.change(ctx, who, Run, id, []State{Opened, Ended}, func(tx *db.Tx, m Meeting) error {
		m, all, err := s.scored(ctx, tx, m, given)
		if err != nil {
			return err
		}
		if err := tx.Note(id.Subject(), "score", map[string]any{"total": m.Score, "given": given}); err != nil {
			return err
		}
		if err := savePoints(ctx, tx, id, all); err != nil {
			return err
		}
		return save(ctx, tx, m)
	})
}

// scored computes the sheet from the data as it stands.
func (s *Service) scored(ctx context.Context, q db.Q, m Meeting, given map[string]int) (Meeting, []Points, error) {
	f, err := s.full(ctx, q, m)
	if err != nil {
		return m, nil, err
	}
	day := civil.In(m.StartsAt)
	cal, err := s.rules.calendar(day)
	if err != nil {
		return m, nil, err
	}
	sc, err := s.rules.scoring(day)
	if err != nil {
		return m, nil, err
	}
	x, err := s.course(ctx, q, f, cal, sc)
	if err != nil {
		return m, nil, err
	}
	if given == nil {
		given = byHand(f.Points)
	}
	all, err := sc.sheet(x, given)
	if err != nil {
		return m, nil, err
	}
	total, name := sc.total(all)
	m.Score, m.Grade = &total, name
	return m, all, nil
}

func byHand(all []Points) map[string]int {
	given := map[string]int{}
	for _, p := range all {
		if !p.Computed {
			given[p.Criterion] = p.Points
		}
	}
	return given
}

// ScoreLine is one criterion and what it has earned; Points is nil for what is
// given by hand and was not yet.
type ScoreLine struct {
	Criterion
	Points *Points
}

// ScoreSheet is the score as it stands: computed lines from the data of this
// moment (of the closing, once it is closed), those by hand as given.
func (s *Service) ScoreSheet(ctx context.Context, who authz.Actor, id ID) (out []ScoreLine, err error) {
	err = s.drafting(ctx, who, id, func(q db.Q, f Full) error {
		out, err = s.lines(ctx, q, f)
		return err
	})
	return out, err
}

func (s *Service) lines(ctx context.Context, q db.Q, f Full) ([]ScoreLine, error) {
	day := civil.In(f.StartsAt)
	cal, err := s.rules.calendar(day)
	if err != nil {
		return nil, err
	}
	sc, err := s.rules.scoring(day)
	if err != nil {
		return nil, err
	}
	x, err := s.course(ctx, q, f, cal, sc)
	if err != nil {
		return nil, err
	}
	out := make([]ScoreLine, len(sc.Criteria))
	for i, c := range sc.Criteria {
		out[i] = ScoreLine{c, c.points(x)}
		for j, p := range f.Points {
			if p.Criterion == c.ID && (f.State == Closed || !p.Computed) {
				out[i].Points = &f.Points[j]
			}
		}
	}
	return out, nil
}

// Lack is one thing that is missing before a meeting may close.
type Lack string

// The lacks, each with its sentence in the language file.
const (
	LackEnd        Lack = "meeting.lack_end"
	LackReview     Lack = "meeting.lack_review"
	LackVote       Lack = "meeting.lack_vote"
	LackScore      Lack = "meeting.lack_score"
	LackMinutes    Lack = "meeting.lack_minutes"
	LackResolution Lack = "meeting.lack_resolution"
)

// Lacks says what a meeting still needs before it may close.
func (f Full) Lacks() (out []Lack) {
	add := func(missing bool, l Lack) {
		if missing {
			out = append(out, l)
		}
	}
	voted, passed := f.resolution()
	add(!f.Over(), LackEnd)
	add(slices.ContainsFunc(f.Reviews, func(r Review) bool { return r.Done == nil }), LackReview)
	add(!voted, LackVote)
	add(f.Score == nil, LackScore)
	minutes, _ := f.Text(MinutesText)
	add(!minutes.Final, LackMinutes)
	resolution, _ := f.Text(ResolutionText)
	add(passed && !resolution.Final, LackResolution)
	return out
}

// resolution tells whether the resolution was voted on, and whether it passed.
func (f Full) resolution() (voted, passed bool) {
	for _, m := range f.Motions {
		if m.Kind == "resolution" && m.State == MotionClosed {
			voted = true
			passed = passed || m.Passed != nil && *m.Passed
		}
	}
	return voted, passed
}

// Close finishes the papers and reports upward: the facts stand for the
// committee above from then on.
func (s *Service) Close(ctx context.Context, who authz.Actor, id ID) error {
	return s.step(ctx, who, id, Closed, func(tx *db.Tx, m Meeting) error {
		f, err := s.full(ctx, tx, m)
		if err != nil {
			return err
		}
		if lacks := f.Lacks(); len(lacks) > 0 {
			e := fault.New(fault.Conflict, "meeting.close_incomplete")
			for _, l := range lacks {
				e = e.Field(strings.TrimPrefix(string(l), "meeting.lack_"), string(l))
			}
			return e
		}
		told := *m.Score // what the texts say
		m, all, err := s.scored(ctx, tx, m, nil)
		if err != nil {
			return err
		}
		if *m.Score != told {
			return fault.New(fault.Conflict, "meeting.score_changed", *m.Score, told)
		}
		cal, err := s.rules.calendar(civil.In(m.StartsAt))
		if err != nil {
			return err
		}
		m.State, m.ClosedAt = Closed, tx.Now
		m.Late = civil.In(tx.Now) > cal.reportBy(m.EndedAt)
		if err := tx.Note(id.Subject(), "close", map[string]any{"score": m.Score, "late": m.Late}); err != nil {
			return err
		}
		if err := savePoints(ctx, tx, id, all); err != nil {
			return err
		}
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, m); err != nil {
			return err
		}
		return s.tellAll(ctx, tx, m, "meeting.reported", "")
	})
}

// Change is what a correction changes after closing; empty parts stay.
type Change struct {
	Reason     string
	Minutes    string
	Resolution string
	Roll       map[member.ID]Presence
}

// Correct makes a new version of a closed meeting with its reason. The facts
// and the score that the committee above sees follow; older versions stay.
func (s *Service) Correct(ctx context.Context, who authz.Actor, id ID, version int64, ch Change) error {
	ch.Reason = strings.TrimSpace(ch.Reason)
	return s.change(ctx, who, Run, id, []State{Closed}, func(tx *db.Tx, m Meeting) error {
		var c fault.Check
		c.That(ch.Reason != "", "reason", "meeting.reason_missing")
		c.That(ch.Minutes != "" || ch.Resolution != "" || len(ch.Roll) > 0, "reason", "meeting.nothing_corrected")
		if err := c.Err("meeting.correction_invalid"); err != nil {
			return err
		}
		if version != m.Version {
			return fault.New(fault.Conflict, "meeting.overtaken")
		}
		m.Version++
		detail, err := s.correct(ctx, tx, m, ch)
		if err != nil {
			return err
		}
		if err := insertCorrection(ctx, tx, id, m.Version, ch.Reason, detail); err != nil {
			return err
		}
		roll, err := seats(ctx, tx, id)
		if err != nil {
			return err
		}
		m.Facts, m.Speakers = tally(roll), speakers(roll)
		m, all, err := s.scored(ctx, tx, m, nil)
		if err != nil {
			return err
		}
		if err := savePoints(ctx, tx, id, all); err != nil {
			return err
		}
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		return s.tell(ctx, tx, m)
	})
}

// correct writes the parts and returns what changed, as JSON.
func (s *Service) correct(ctx context.Context, tx *db.Tx, m Meeting, ch Change) (string, error) {
	changed := map[string]any{}
	for kind, text := range map[TextKind]string{MinutesText: ch.Minutes, ResolutionText: ch.Resolution} {
		if text == "" {
			continue
		}
		t, err := nextText(ctx, tx, m.ID, kind, text)
		if err != nil {
			return "", err
		}
		t.Reason, t.Final = ch.Reason, true
		if err := insertText(ctx, tx, m.ID, t); err != nil {
			return "", err
		}
		changed[string(kind)] = t.Version
	}
	for who, p := range ch.Roll {
		if !slices.Contains([]Presence{Present, PresentOnline, Excused, Unexcused}, p) {
			return "", fault.New(fault.Invalid, "meeting.presence_unknown")
		}
		x, err := seat(ctx, tx, m.ID, who)
		if err != nil {
			return "", err
		}
		changed["roll "+string(who)] = []Presence{x.State, p}
		x.State, x.How, x.Marked, x.Marker = p, "secretary", tx.Now, tx.Who.Name
		if err := saveSeat(ctx, tx, m.ID, x); err != nil {
			return "", err
		}
	}
	b, err := json.Marshal(changed)
	if err != nil {
		return "", err
	}
	return string(b), tx.Note(m.ID.Subject(), "correct", map[string]any{"version": m.Version, "reason": ch.Reason, "changed": changed})
}

// Corrections returns what was corrected after closing, the first one first.
func (s *Service) Corrections(ctx context.Context, who authz.Actor, id ID) (out []Correction, err error) {
	m, seen, err := s.Head(ctx, who, id)
	if err != nil || seen < Finished {
		return nil, err
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = corrections(ctx, q, m.ID)
		return err
	})
	return out, err
}
