package demo

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"sotay/internal/meeting"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/ids"
	"sotay/internal/task"
)

const (
	done       = 86 // tasks in a hundred that are done by the next meeting
	tasksLeast = 2  // given at a meeting
	tasksMore  = 2
)

// review is what a meeting finds of the tasks that are open: most are done. The
// last meeting of a branch leaves none.
func (c *course) review(r *rand.Rand, p *meeting.Past, last bool) {
	var still []*given
	for _, g := range c.open {
		ok := chance(r, done) || last
		result, excuse := pick(r, c.words.results), pick(r, c.words.excuses)
		x := meeting.Review{Task: g.past.ID, Title: g.past.Title, Owner: g.past.OwnerName, Due: g.past.Due, Before: "Đang thực hiện", Result: result, Done: &ok}
		step := task.Step{At: p.Began.Add(15 * time.Minute), By: c.b.secretary().Name, Meeting: string(p.ID), Progress: 100, State: task.Done, Result: result}
		if g.past.Due < civil.In(p.StartsAt) {
			x.Before = "Quá hạn"
		}
		if !ok {
			x.Result, step.Result, step.State, step.Progress = excuse, excuse, task.Open, 60
			still = append(still, g)
		}
		g.past.Steps = append(g.past.Steps, step)
		p.Reviews = append(p.Reviews, x)
	}
	c.open = still
}

// give gives some tasks, each to somebody who was there.
func (c *course) give(r *rand.Rand, h *held) {
	p := &h.past
	here := slices.DeleteFunc(slices.Clone(p.Roll), func(s meeting.Seat) bool { return !s.Here() })
	works := slices.Clone(c.words.works)
	r.Shuffle(len(works), func(i, j int) { works[i], works[j] = works[j], works[i] })
	for i := range tasksLeast + r.IntN(tasksMore) {
		owner := pick(r, here)
		if i == 0 {
			owner = c.preferred(here, owner)
		}
		at := p.Ended.Add(time.Duration(i-20) * time.Minute)
		g := &given{past: task.Past{Task: task.Task{
			ID: task.ID(ids.New("tk", at)), Title: strings.ReplaceAll(works[i], "{nơi}", c.b.place), Owner: owner.Member, OwnerName: owner.Name,
			Due: civil.In(p.StartsAt).AddDays(18 + r.IntN(14)), CreatedAt: at,
		}}}
		report := at.AddDate(0, 0, 10+r.IntN(6))
		if chance(r, 45) && report.Before(c.w.now) {
			g.past.Steps = []task.Step{{At: report, By: owner.Name, Progress: 30 + 10*r.IntN(5), State: task.Open, Result: "Đang triển khai theo kế hoạch."}}
		}
		h.tasks, c.open = append(h.tasks, g), append(c.open, g)
	}
}

// preferred is the member whom visitors become, so that they have work of their own.
func (c *course) preferred(here []meeting.Seat, other meeting.Seat) meeting.Seat {
	if c.b != c.w.shown {
		return other
	}
	me := c.b.ordinary()
	for _, s := range here {
		if s.Member == me.id {
			return s
		}
	}
	return other
}
