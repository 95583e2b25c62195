package meeting

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sotay/internal/filing"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/task"
)

// Past is a meeting that was held, as another system kept it: what people entered
// there. The ids of the meeting and of its tasks are the caller's.
type Past struct {
	ID ID
	Plan
	Prepared, Called, Began, Ended time.Time
	Reported                       time.Time         // zero while its papers are not finished
	Roll                           []Seat            // as it stood; whoever is not marked was absent without a reason
	Papers                         []filing.File     // as [filing.Service.Lay] returned them, with At and By
	Notes                          map[string]string // what was said, by the kind of agenda point
	Opinions                       []Opinion         // Item is the kind of agenda point
	Reviews                        []Review
	Tasks                          []task.Past // given there
	Yes, No, Abstain               int         // hands on the resolution
	Given                          map[string]int
	Wording                        map[string]string // what the composed resolution leaves open, by how its line begins: "Ưu điểm"
}

// Restore brings in meetings of the past, as from another system. What follows
// from what people entered is computed as it would have been then, by the rules of
// that day: the facts, the result of the vote, the score, minutes and resolution.
// Long absences are known only from the meetings given. Nobody is told. It is for
// moving in, before anybody works here; the caller has required the right.
func (s *Service) Restore(ctx context.Context, tx *db.Tx, all []Past) error {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Past) int { return a.StartsAt.Compare(b.StartsAt) })
	units, err := s.units.Cards(ctx, tx, unitsOf(all))
	if err != nil {
		return err
	}
	in := restoring{book: s.rules, now: tx.Now, days: map[civil.Date]dayRules{}, runs: map[org.ID]map[member.ID]int{}}
	var rows restored
	var given []task.Past
	var files []filing.Restored
	var read []Meeting // with papers
	for _, p := range all {
		u := units[org.ID(p.Unit)]
		if err := tx.Require(Run, u.Path); err != nil {
			return err
		}
		f, err := in.full(p, u)
		if err != nil {
			return fmt.Errorf("restore meeting %s of unit %d: %w", p.ID, p.Unit, err)
		}
		if err := tx.Note(f.ID.Subject(), "restore", map[string]any{"facts": f.Facts, "minutes": f.Minutes, "score": f.Score}); err != nil {
			return err
		}
		rows.add(f)
		given = append(given, in.tasks(p, f)...)
		if len(p.Papers) > 0 {
			files, read = append(files, restoredFiles(p, f)...), append(read, f.Meeting)
		}
	}
	if err := s.tasks.Restore(ctx, tx, given); err != nil {
		return err
	}
	if err := rows.insert(ctx, tx); err != nil {
		return err
	}
	if err := s.files.Restore(ctx, tx, files); err != nil {
		return err
	}
	for _, m := range read {
		if err := s.tellCalled(ctx, tx, m); err != nil {
			return err
		}
	}
	for _, m := range rows.closed {
		if err := s.tell(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

func unitsOf(all []Past) []org.ID {
	out := make([]org.ID, len(all))
	for i, p := range all {
		out[i] = org.ID(p.Unit)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// restoring keeps what one meeting leaves for the next.
type restoring struct {
	book
	now  time.Time
	days map[civil.Date]dayRules
	runs map[org.ID]map[member.ID]int // excused absences in a row
}

// dayRules are the rules of one day, decoded once.
type dayRules struct {
	calendar calendar
	scoring  scoring
	motion   motionRule
	words    string
}

func (in *restoring) on(day civil.Date) (r dayRules, err error) {
	if r, ok := in.days[day]; ok {
		return r, nil
	}
	if r.calendar, err = in.calendar(day); err != nil {
		return r, err
	}
	if r.scoring, err = in.scoring(day); err != nil {
		return r, err
	}
	rule, src, err := in.motion("resolution", day)
	r.motion, r.words = rule, rule.words(src)
	in.days[day] = r
	return r, err
}

// full is the meeting with all that follows from what was entered.
func (in *restoring) full(p Past, u org.Unit) (f Full, err error) {
	p.Plan = p.Plan.tidy()
	r, err := in.on(civil.In(p.StartsAt))
	if err != nil {
		return f, err
	}
	if f.Meeting, err = in.head(p, u, r); err != nil {
		return f, err
	}
	if f.Roll, err = endRoll(p.Roll); err != nil {
		return f, err
	}
	f.UnitName, f.Papers, f.Reviews = u.Name, restoredPapers(p, r), p.Reviews
	f.Facts, f.Speakers = tally(f.Roll), speakers(f.Roll)
	for _, t := range p.Tasks {
		f.Tasks = append(f.Tasks, t.Task)
	}
	if err := in.agenda(p, &f); err != nil {
		return f, err
	}
	if err := vote(p, &f, r); err != nil {
		return f, err
	}
	return f, in.finish(p, &f, r)
}

// head is the meeting's own row, before anything is counted.
func (in *restoring) head(p Past, u org.Unit, r dayRules) (Meeting, error) {
	day := civil.In(p.StartsAt)
	if err := p.check(day); err != nil {
		return Meeting{}, err
	}
	if p.ID == "" || u.ID == 0 || u.Opened > day || !u.Closed.IsZero() && u.Closed < day {
		return Meeting{}, fault.New(fault.Conflict, "meeting.unit_closed", u.Name, u.Closed.String())
	}
	m := Meeting{
		ID: p.ID, Unit: u.ID, Path: u.Path, Kind: p.Kind, Month: p.Month, Title: p.Title, Topic: p.Topic, Purpose: p.Purpose, Place: p.Place,
		Link: p.Link, Guests: p.Guests, FeeStatus: p.FeeStatus, StartsAt: p.StartsAt.UTC(), State: Ended,
		Chair: member.ID(p.Chair), Secretary: member.ID(p.Secretary), PreparedAt: p.Prepared, CalledAt: p.Called, Version: 1, Rev: 1,
	}
	m, err := m.lasted(p.Began, p.Ended, in.now)
	if err != nil || p.Reported.IsZero() {
		return m, err
	}
	if p.Reported.Before(m.EndedAt) || p.Reported.After(in.now) {
		return m, fault.New(fault.Invalid, "meeting.times_invalid")
	}
	m.State, m.AdoptedAt, m.ClosedAt = Closed, m.EndedAt, p.Reported.UTC()
	m.Late = civil.In(m.ClosedAt) > r.calendar.reportBy(m.EndedAt)
	return m, nil
}

// agenda puts notes and opinions where they belong in the agenda of the day's rule.
func (in *restoring) agenda(p Past, f *Full) (err error) {
	if f.Items, err = in.book.agenda(f.Kind, civil.In(f.StartsAt)); err != nil {
		return err
	}
	at := map[string]string{}
	for i := range f.Items {
		x := &f.Items[i]
		x.ID = ids.New("it", f.StartsAt)
		if at[x.Kind] == "" {
			at[x.Kind], x.Notes = x.ID, p.Notes[x.Kind]
		}
	}
	for _, o := range p.Opinions {
		x, ok := f.Seat(o.Member)
		if !ok || o.At.After(f.EndedAt) {
			return fault.New(fault.Invalid, "meeting.opinion_invalid")
		}
		o.ID, o.Item, o.Name = ids.New("op", o.At), at[o.Item], x.Name
		f.Opinions = append(f.Opinions, o)
	}
	return nil
}

// vote is the one on the resolution, by hands.
func vote(p Past, f *Full, r dayRules) error {
	if err := hands(p.Yes, p.No, p.Abstain, f.Roll); err != nil {
		return err
	}
	m := r.motion.result(Motion{
		ID: ids.New("mo", f.EndedAt), Meeting: f.ID, Kind: "resolution", Title: r.motion.Title, Rule: r.words, Mode: ByHands,
		State: MotionClosed, OpenedAt: f.EndedAt, ClosedAt: f.EndedAt, Yes: p.Yes, No: p.No, Abstain: p.Abstain,
	}, f.Roll, nil)
	f.Motions = []Motion{m}
	return nil
}

// finish scores the meeting and writes its papers, if it was reported.
func (in *restoring) finish(p Past, f *Full, r dayRules) (err error) {
	x := f.course(r.calendar)
	x.longAbsent = in.longAbsent(*f, r.scoring)
	if f.State != Closed {
		return nil
	}
	if f.Points, err = r.scoring.sheet(x, p.Given); err != nil {
		return err
	}
	total, grade := r.scoring.total(f.Points)
	f.Score, f.Grade = &total, grade
	by := f.nameOf(f.Secretary)
	f.Texts = []Text{
		{Kind: MinutesText, Version: 1, Text: minutes(*f, r.scoring), At: f.EndedAt, By: by, Final: true},
		{Kind: ResolutionText, Version: 1, Text: worded(resolution(*f), p.Wording), At: f.ClosedAt, By: by, Final: true},
	}
	if lacks := f.Lacks(); len(lacks) > 0 {
		return fault.New(fault.Conflict, "meeting.close_incomplete").Field("close", string(lacks[0]))
	}
	return nil
}

// worded fills lines that the composed text leaves open.
func worded(text string, wording map[string]string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		for begins, rest := range wording {
			if strings.HasPrefix(line, "- "+begins) {
				lines[i] = strings.TrimSpace(line) + " " + rest
			}
		}
	}
	return strings.Join(lines, "\n")
}

// longAbsent counts the members who were excused more often in a row than the
// score allows, this meeting being the last.
func (in *restoring) longAbsent(f Full, sc scoring) (n int) {
	if f.Kind == Thematic {
		return 0
	}
	was := in.runs[f.Unit]
	runs := map[member.ID]int{}
	limit := 0
	for _, c := range sc.Criteria {
		limit = cmp.Or(limit, c.Limit)
	}
	for _, x := range f.Roll {
		if x.State == Excused {
			runs[x.Member] = was[x.Member] + 1
			n += count(runs[x.Member] > limit)
		}
	}
	in.runs[f.Unit] = runs
	return n
}

// tasks are those that the meeting gave, made its own.
func (in *restoring) tasks(p Past, f Full) []task.Past {
	out := slices.Clone(p.Tasks)
	for i := range out {
		out[i].Unit, out[i].Path, out[i].Origin = f.Unit, f.Path, f.ID.Subject()
	}
	return out
}

// restoredPapers are the papers as the score counts them.
func restoredPapers(p Past, r dayRules) []Paper {
	out := make([]Paper, len(p.Papers))
	for i, f := range p.Papers {
		out[i] = paperOf(f, r.calendar.papersBy(p.StartsAt))
	}
	return out
}

// restoredFiles are the papers as files of the meeting.
func restoredFiles(p Past, f Full) []filing.Restored {
	out := make([]filing.Restored, len(p.Papers))
	for i, x := range p.Papers {
		out[i] = filing.Restored{File: x, ID: filing.ID(ids.New("fl", x.At)), Subject: f.ID.Subject(), Unit: f.Unit, Path: f.Path}
	}
	return out
}
