package exchange

import (
	"net/http"
	"slices"
	"testing"

	"sotay/internal/incoming"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/jobs"
	"sotay/internal/task"
)

// owner is the chief as he reports on his own work.
func (w *world) owner() authz.Actor {
	who := w.clerk
	who.Roles = append(slices.Clone(who.Roles), authz.Role{At: who.Home, Perms: map[authz.Perm]authz.Reach{task.Own: authz.Here}})
	return who
}

// taken is a paper of the other side that is in the register.
func (w *world) taken(n int) (In, incoming.ID) {
	w.Helper()
	i, err := w.accept(w.message(n, nil))
	w.must(err)
	e := w.arrived()[0].Entry
	e.Arrived = ""
	_, err = w.incoming.Correct(w.Context(), w.clerk, i.Incoming, 0, e, false)
	w.must(err)
	return i, i.Incoming
}

func (w *world) steps(id incoming.ID) []incoming.Step {
	w.Helper()
	f, err := w.incoming.See(w.Context(), w.clerk, id)
	w.must(err)
	return f.Steps
}

// TestASenderIsToldEachStatusOnceInOrder walks a paper through its whole life while
// the sender's system is away, and away again.
func TestASenderIsToldEachStatusOnceInOrder(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.fake.answer = http.StatusServiceUnavailable
		i, id := w.taken(1)
		w.must(w.incoming.Direct(w.Context(), w.clerk, id, 0, incoming.Order{Works: []incoming.Work{{Part: incoming.Main, Person: w.chief}}}))
		if n := w.deliver(); n != 1 {
			w.Errorf("%d attempts failed, want the first status only: the others wait for it", n)
		}
		w.fake.answer = http.StatusOK
		w.deliver()
		step := w.steps(id)[0]
		w.must(w.tasks.Report(w.Context(), w.owner(), step.Task.ID, 0, task.Step{State: task.Open, Progress: 10, Result: "Đang thu thập"}))
		w.must(w.incoming.Report(w.Context(), w.owner(), id, step.ID, 0, task.Step{State: task.Open, Progress: 50, Result: "Được một nửa"}))
		w.must(w.incoming.Report(w.Context(), w.owner(), id, step.ID, 0, task.Step{State: task.Done, Result: "Xong"}))
		w.must(w.incoming.Close(w.Context(), w.clerk, id, 0, "Đã báo cáo"))
		w.must(w.incoming.Reopen(w.Context(), w.clerk, id, 0, "Còn thiếu"), w.incoming.Close(w.Context(), w.clerk, id, 0, "Đã đủ"))
		w.deliver()
		if got := w.fake.statuses(); !slices.Equal(got, []string{"01", "03", "04", "05", "06"}) {
			w.Errorf("the sender was told %v", got)
		}
		m, err := w.Message(w.Context(), w.clerk, i.ID)
		w.must(err)
		if len(m.Said) != 5 || m.Said[3].Code != edxml.InProgress || m.Said[3].State != Sent || m.Said[0].Tries != 2 {
			w.Errorf("%+v", m.Said)
		}
		f, err := w.incoming.See(w.Context(), w.clerk, id)
		w.must(err)
		n := 0
		for _, e := range f.Events {
			if e.Verb == "begin" {
				n++
			}
		}
		if n != 1 {
			w.Errorf("the paper's history says %d times that work began", n)
		}
		_, err = w.Message(w.Context(), w.stranger, i.ID)
		w.refused(err, "access.not_found")
	})
}

// TestAStatusThatWasOvertakenIsNotSentAgain gives one up, lets the next arrive, and asks for the first.
func TestAStatusThatWasOvertakenIsNotSentAgain(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.fake.answer = http.StatusForbidden
		i, id := w.taken(1)
		w.must(w.Deliver(w.Context(), Carrier(), w.said(i.ID)[0].ID))
		w.fake.answer = http.StatusOK
		w.deliver()
		said := w.said(i.ID)
		if said[0].State != Failed || said[1].State != Sent {
			w.Fatalf("%+v", said)
		}
		w.refused(w.Again(w.Context(), w.clerk, said[0].ID), "exchange.overtaken")
		w.must(w.incoming.Cancel(w.Context(), w.clerk, id, 0, "Gửi nhầm nơi"))
		w.fake.answer = http.StatusBadGateway
		for range jobs.Tries {
			w.deliver()
		}
		w.fake.answer = http.StatusOK
		last := w.said(i.ID)[2]
		w.must(w.Again(w.Context(), w.clerk, last.ID))
		w.deliver()
		if got := w.fake.statuses(); !slices.Equal(got, []string{"03", "02"}) {
			w.Errorf("the sender was told %v", got)
		}
	})
}

func (w *world) said(id InID) []Out {
	w.Helper()
	m, err := w.Message(w.Context(), w.clerk, id)
	w.must(err)
	return m.Said
}
