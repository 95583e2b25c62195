package demo

import (
	"context"
	"fmt"
	"time"

	"sotay/internal/meeting"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
)

const (
	calledAhead = 9 // days: who meets within them has called
	firstHour   = 6 // in which a meeting may be going on
	lastHour    = 21
	underWay    = 25 * time.Minute
	soon        = 40 * time.Minute
)

// as is the maker in a person's name: the program acts, and the log says so.
func (w *world) as(p *person) authz.Actor {
	who := w.who
	who.Member, who.Name = string(p.id), p.Name
	return who
}

// live is what is under way: meetings called, one about to begin, one going on.
func (w *world) live(ctx context.Context) error {
	for n, b := range w.branches {
		starts, call := w.coming(b, n)
		if !call {
			continue
		}
		if _, err := w.call(ctx, b, starts); err != nil {
			return fmt.Errorf("demo: call %s: %w", b.code, err)
		}
	}
	awake := w.hour() >= firstHour && w.hour() <= lastHour
	starts := w.today.AddDays(1).At(w.shown.habits.hour, w.shown.habits.minute)
	if awake {
		starts = w.now.Add(soon).Truncate(10 * time.Minute)
	}
	id, err := w.call(ctx, w.shown, starts)
	if err == nil {
		err = w.answers(ctx, w.shown, id)
	}
	if err != nil || !awake {
		return err
	}
	return w.meet(ctx, w.going)
}

func (w *world) hour() int { return w.now.In(civil.Zone).Hour() }

// coming is when a branch meets next in this month, if it has said so.
func (w *world) coming(b *branch, n int) (time.Time, bool) {
	if b == w.shown || b == w.going || b == w.ending {
		return time.Time{}, false
	}
	day := w.day(b, n, w.today.Month())
	if n%oneIn == callPlace {
		day = w.today.AddDays(2 + n%4)
	}
	if day == "" || day < w.today || w.today.DaysTo(day) > calledAhead {
		return time.Time{}, false
	}
	return day.At(b.habits.hour, b.habits.minute), true
}

func (w *world) call(ctx context.Context, b *branch, starts time.Time) (meeting.ID, error) {
	who := w.as(b.secretary())
	c := course{w: w, b: b, words: w.words[b.sort]}
	plan := c.plan(quiet(), w.today.Month(), starts)
	plan.Secretary = string(b.scribe().id)
	id, err := w.Meetings.Prepare(ctx, who, plan)
	if err != nil {
		return "", err
	}
	if err := w.Meetings.Prepared(ctx, who, id); err != nil {
		return "", err
	}
	return id, w.Meetings.Call(ctx, who, id)
}

// answers of some of the members: most come, one asks for leave.
func (w *world) answers(ctx context.Context, b *branch, id meeting.ID) error {
	for i, p := range b.people {
		if there, _ := p.on(w.today); !there || i%3 == 2 {
			continue
		}
		answer, reason := meeting.Coming, ""
		if i == 4 {
			answer, reason = meeting.Leave, "Đi khám bệnh ở tuyến trên"
		}
		if err := w.Meetings.Answer(ctx, w.as(p), id, p.id, answer, reason); err != nil {
			return err
		}
	}
	return nil
}

// meet opens a meeting that was called for a while ago and takes part of its roll.
func (w *world) meet(ctx context.Context, b *branch) error {
	who := w.as(b.secretary())
	id, err := w.call(ctx, b, w.now.Add(-underWay).Truncate(5*time.Minute))
	if err != nil {
		return err
	}
	if err := w.answers(ctx, b, id); err != nil {
		return err
	}
	if err := w.Meetings.Open(ctx, who, id); err != nil {
		return err
	}
	for i, p := range b.people {
		if there, _ := p.on(w.today); !there || i%4 == 3 || i == 4 {
			continue
		}
		if err := w.Meetings.CheckIn(ctx, w.as(p), id, meeting.Present, ""); err != nil {
			return err
		}
	}
	words := w.words[b.sort].opinions
	for i, p := range b.people[:2] {
		if err := w.Meetings.Say(ctx, w.as(p), id, meeting.Opinion{Member: p.id, Text: words[i]}); err != nil {
			return err
		}
	}
	motion, err := w.Meetings.Move(ctx, who, id, meeting.Motion{Kind: "agenda", Mode: meeting.ByPhone})
	if err != nil {
		return err
	}
	return w.Meetings.OpenVote(ctx, who, id, motion, meeting.ByPhone)
}
