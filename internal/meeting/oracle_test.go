package meeting

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"sotay/internal/member"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
)

// Forty people check in, answer and vote at the same moment, each several times
// and in random order; an oracle that hears only what was acknowledged knows the
// roll and the count.
func TestAttendanceAndVotesUnderConcurrency(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, engine, 40, 5)
			id := w.opened()
			o := &oracle{present: map[member.ID]bool{}, votes: map[member.ID]Choice{}}
			w.storm(func(i int) { o.checkIn(w, id, i) })
			mo, err := w.meetings.Move(t.Context(), w.runner, id, Motion{Kind: "resolution", Mode: ByPhone})
			w.must(err)
			w.must(w.meetings.OpenVote(t.Context(), w.runner, id, mo, ByPhone))
			w.storm(func(i int) { o.vote(w, id, mo, i) })
			out, err := w.meetings.CloseVote(t.Context(), w.runner, id, mo, 0, 0, 0)
			w.must(err)
			w.must(w.meetings.End(t.Context(), w.runner, id, time.Time{}, time.Time{}))
			f := w.see(id)
			if f.Facts.Present != len(o.present) || f.Facts.Present+f.Facts.Unexcused != 45 {
				t.Errorf("facts %+v, %d were acknowledged", f.Facts, len(o.present))
			}
			yes := 0
			for _, c := range o.votes {
				yes += count(c == Yes)
			}
			if out.Yes != yes || out.Yes+out.No+out.Abstain != len(o.votes) || len(o.votes) != voters(f.Roll) {
				t.Errorf("%+v; %d yes of %d votes were acknowledged", out, yes, len(o.votes))
			}
			for _, s := range f.Roll {
				if s.Here() != o.present[s.Member] {
					t.Errorf("%s is %q, acknowledged: %v", s.Name, s.State, o.present[s.Member])
				}
			}
		})
	}
}

// oracle is what people were told.
type oracle struct {
	mu      sync.Mutex
	present map[member.ID]bool
	votes   map[member.ID]Choice
}

// storm runs fn for everybody at once, three times each.
func (w *world) storm(fn func(i int)) {
	var wg sync.WaitGroup
	for i := range w.people {
		for range 3 {
			wg.Go(func() { fn(i) })
		}
	}
	wg.Wait()
}

func (o *oracle) checkIn(w *world, id ID, i int) {
	if i%7 == 6 { // some never come
		return
	}
	if err := w.meetings.CheckIn(w.t.Context(), w.actor(i), id, Present, ""); err != nil {
		w.t.Error(err)
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.present[w.people[i]] = true
}

func (o *oracle) vote(w *world, id ID, motion string, i int) {
	c := []Choice{Yes, No, Abstain}[rand.IntN(3)]
	err := w.meetings.Cast(w.t.Context(), w.actor(i), id, motion, w.people[i], c)
	o.mu.Lock()
	defer o.mu.Unlock()
	if err == nil {
		if _, twice := o.votes[w.people[i]]; twice {
			w.t.Errorf("member %d voted twice", i)
		}
		o.votes[w.people[i]] = c
		return
	}
	if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Forbidden) || errors.Is(err, w.t.Context().Err()) {
		w.t.Error(err)
	}
}
