package meeting

import (
	"context"
	"slices"
	"strings"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/task"
)

// Judge notes what the meeting found of an earlier task: done or not, and the
// result in words. A task that is not done stays open for the next meeting.
func (s *Service) Judge(ctx context.Context, who authz.Actor, id ID, t task.ID, done bool, result string) error {
	result = strings.TrimSpace(result)
	return s.change(ctx, who, Run, id, []State{Opened, Ended}, func(tx *db.Tx, m Meeting) error {
		all, err := reviews(ctx, tx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(r Review) bool { return r.Task == t })
		if i < 0 {
			return fault.New(fault.NotFound, "meeting.review_not_found")
		}
		r := all[i]
		r.Result, r.Done = result, &done
		step := task.Step{Meeting: string(id), State: task.Open, Result: result}
		if done {
			step.State, step.Progress = task.Done, 100
		}
		if err := tx.Note(id.Subject(), "judge", r); err != nil {
			return err
		}
		if err := s.tasks.Judge(ctx, tx, t, step); err != nil {
			return err
		}
		if err := saveReview(ctx, tx, id, r); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
}

// Give gives a task at the meeting, with an owner and a day.
func (s *Service) Give(ctx context.Context, who authz.Actor, id ID, t task.Task) (out task.ID, err error) {
	err = s.change(ctx, who, Run, id, []State{Draft, Called, Opened, Ended}, func(tx *db.Tx, m Meeting) error {
		t.Unit, t.Path, t.Origin = m.Unit, m.Path, id.Subject()
		if out, err = s.tasks.Give(ctx, tx, t); err != nil {
			return err
		}
		return touch(ctx, tx, id)
	})
	return out, err
}

// course gathers what the score is computed from.
func (s *Service) course(ctx context.Context, q db.Q, f Full, c calendar, sc scoring) (x course, err error) {
	x = f.course(c)
	for _, k := range sc.Criteria {
		if k.By != "absences" {
			continue
		}
		if x.longAbsent, err = excusedRuns(ctx, q, f.Unit, f.Month, k.Limit); err != nil {
			return x, err
		}
	}
	return x, nil
}

// course is what the meeting itself tells; who was absent for long, only the
// meetings before it do.
func (f Full) course(c calendar) course {
	facts := tally(f.Roll)
	x := course{
		facts: facts, minutes: f.Minutes, least: c.least(f.Kind, facts.Members), prepared: !f.PreparedAt.IsZero(),
		papers: f.Readable(), speakers: speakers(f.Roll), tasks: len(f.Tasks), adopted: c.adoptedInTime(f.Meeting), reviewed: len(f.Reviews),
	}
	for _, p := range f.Papers {
		x.papersLate += count(p.Late && !p.Waiting)
	}
	for _, t := range f.Tasks {
		x.assigned += count(t.OwnerName != "" && !t.Due.IsZero())
	}
	for _, r := range f.Reviews {
		x.done += count(r.Done != nil && *r.Done)
	}
	for _, m := range f.Motions {
		x.voted = x.voted || m.Kind == "resolution" && m.State == MotionClosed
	}
	return x
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
