package incoming

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
	"sotay/internal/task"
)

// plainPaper is what the oracle knows of a paper: nothing but what was done to it.
type plainPaper struct {
	id    ID
	state State
	open  []member.ID // who has open work
	led   bool        // somebody was given the main part, and it was not taken back
	told  bool        // an instruction was written, or work given
}

// Whatever people do in whatever order, the papers stand where a plain list of what
// was done says, numbers have no gaps, and what is refused changes nothing.
func TestAnyCourseAgreesWithAPlainList(t *testing.T) {
	each(t, func(w *world) {
		r := rand.New(rand.NewPCG(3, 2026))
		var all []*plainPaper
		for range 120 {
			if len(all) == 0 || r.IntN(6) == 0 {
				all = append(all, &plainPaper{id: w.put(len(all)).ID, state: Registered})
				continue
			}
			w.step(r, all[r.IntN(len(all))])
		}
		found, err := w.Book(w.Context(), w.leader, w.commune.ID, "", 0, 500)
		w.must(err)
		if len(found) != len(all) {
			w.Fatalf("%d papers, want %d", len(found), len(all))
		}
		late := 0
		for i, p := range found {
			f, err := w.See(w.Context(), w.leader, p.ID)
			w.must(err)
			if p.Number != int64(i+1) || p.State != all[i].state || !slices.Equal(working(f), sorted(all[i].open)) {
				w.Errorf("%d: %s with %v, want %s with %v", p.Number, p.State, working(f), all[i].state, all[i].open)
			}
			late += len(all[i].open)
		}
		mine := 0
		for _, who := range []authz.Actor{w.worker, w.stranger} {
			n, err := w.GivenCount(w.Context(), who, Mine, Going)
			w.must(err)
			mine += n
		}
		if mine != late {
			w.Errorf("people have %d pieces of work, the papers %d", mine, late)
		}
	})
}

func working(f Full) (out []member.ID) {
	for _, x := range f.Steps {
		if x.State == task.Open {
			out = append(out, x.Owner)
		}
	}
	return sorted(out)
}

func sorted(all []member.ID) []member.ID { return slices.Sorted(slices.Values(all)) }

// step does one thing at random, to the paper and to the plain list.
func (w *world) step(r *rand.Rand, p *plainPaper) {
	w.Helper()
	ctx, i := w.Context(), r.IntN(2)
	person, actor := w.person[i], []authz.Actor{w.worker, w.stranger}[i]
	active := p.state == Registered || p.state == Working
	has := slices.Contains(p.open, person)
	var err error
	var may bool
	switch r.IntN(5) {
	case 0:
		part := Main
		if p.led {
			part = Support
		}
		may = active && !has
		err = w.Direct(ctx, w.leader, p.id, 0, Order{Works: []Work{{Part: part, Person: person}}})
		if may {
			p.state, p.led, p.told, p.open = Working, true, true, append(p.open, person)
		}
	case 1:
		may = active && has
		err = w.stepOf(p.id, person, func(s string) error {
			return w.Report(ctx, actor, p.id, s, 0, task.Step{State: task.Done, Result: "Xong"})
		})
		if may {
			p.open = slices.DeleteFunc(p.open, func(m member.ID) bool { return m == person })
		}
	case 2:
		may = active && len(p.open) == 0
		err = w.Close(ctx, w.leader, p.id, 0, "Xong")
		if may {
			p.state = Done
		}
	case 3:
		may = p.state == Done
		err = w.Reopen(ctx, w.leader, p.id, 0, "Làm lại")
		if may {
			if p.state = Registered; p.told {
				p.state = Working
			}
		}
	case 4:
		may = p.state == Registered
		err = w.Cancel(ctx, w.clerk, p.id, 0, fmt.Sprint("Nhầm ", p.id))
		if may {
			p.state = Cancelled
		}
	}
	if (err == nil) != may || err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.NotFound) {
		w.Fatalf("a paper that is %s, with %v at work: %v, want allowed %v", p.state, p.open, err, may)
	}
}

// stepOf does something with the open step of a person.
func (w *world) stepOf(id ID, who member.ID, do func(step string) error) error {
	f, err := w.See(w.Context(), w.leader, id)
	w.must(err)
	for _, x := range f.Steps {
		if x.Owner == who && x.State == task.Open {
			return do(x.ID)
		}
	}
	return do("none")
}
