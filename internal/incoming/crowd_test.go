package incoming

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/publication"
	"sotay/internal/task"
)

// crowd is how many clerks press at the same moment.
const crowd = 50

// together runs fn for many at the same moment and wants none of them refused.
func (w *world) together(fn func(i int) error) {
	w.Helper()
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range crowd {
		wg.Go(func() {
			<-start
			if err := fn(i); err != nil {
				w.Errorf("clerk %d: %v", i, err)
			}
		})
	}
	close(start)
	wg.Wait()
}

// gapless wants so many papers in the register, one after the other.
func (w *world) gapless(n int) {
	w.Helper()
	all, err := w.Book(w.Context(), w.clerk, w.commune.ID, "2026", 0, n+10)
	w.must(err)
	if len(all) != n {
		w.Fatalf("%d papers, want %d", len(all), n)
	}
	for i, p := range all {
		if p.Number != int64(i+1) {
			w.Errorf("number %d stands at %d", p.Number, i+1)
		}
	}
}

// sentDown is what another office sent to the commune, so many papers.
func (w *world) sentDown(n int) (all []publication.ID) {
	w.Helper()
	w.must(w.db.Write(w.Context(), system, func(tx *db.Tx) error {
		if err := tx.Require(publication.Send, "/"); err != nil {
			return err
		}
		for i := range n {
			id, err := w.sent.Publish(w.Context(), tx, publication.Paper{Subject: fmt.Sprint("document:dc_", i), Link: fmt.Sprint("/documents/dc_", i), Number: fmt.Sprintf("%d-NQ/TU", i), Title: "Về phát triển kinh tế",
				Issuer: "Tỉnh ủy Lào Cai", Unit: w.commune.ID, Path: w.commune.Path, Targets: []publication.Target{{Kind: publication.Office, Unit: w.commune.ID}}})
			if err != nil {
				return err
			}
			all = append(all, id)
		}
		return nil
	}))
	return all
}

// Many clerks take in, enter and mend at the same moment, while others give the work
// and report on it: nobody is told to try again, and the register has no gap.
func TestACrowdOfClerksIsServed(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		sent := w.sentDown(crowd)
		w.together(func(i int) error {
			_, err := w.TakeIn(ctx, w.clerk, w.commune.ID, sent[i])
			return err
		})
		w.gapless(crowd)

		var arrived []ID
		for i := range crowd {
			id, err := w.received(Arrival{Unit: w.commune.ID, Source: Mail, ExternalID: fmt.Sprint("<", i, ">"), From: "vanthu@tinhuy.vn", Abstract: "Về việc báo cáo"})
			w.must(err)
			arrived = append(arrived, id)
		}
		w.together(func(i int) error {
			_, err := w.Correct(ctx, w.clerk, arrived[i], 0, entry(100+i), false)
			return err
		})
		w.gapless(2 * crowd)

		w.together(func(i int) error { return w.busyDay(ctx, i, arrived[i]) })
		w.gapless(2*crowd + crowd/5)
	})
}

// busyDay is what one of the crowd does with the others' papers around it.
func (w *world) busyDay(ctx context.Context, i int, id ID) error {
	switch i % 5 {
	case 0:
		_, err := w.Enter(ctx, w.clerk, w.commune.ID, entry(200+i), false)
		return err
	case 1:
		_, err := w.Correct(ctx, w.clerk, id, 0, entry(300+i), false)
		return err
	case 2:
		return w.Close(ctx, w.clerk, id, 0, "Lưu")
	case 3:
		return w.Cancel(ctx, w.clerk, id, 0, "Vào nhầm")
	}
	if err := w.Direct(ctx, w.leader, id, 0, Order{Instruction: "Đ/c An chủ trì", Works: w.to()}); err != nil {
		return err
	}
	f, err := w.See(ctx, w.leader, id)
	if err != nil {
		return err
	}
	return w.Report(ctx, w.worker, id, f.Steps[0].ID, 0, task.Step{State: task.Done, Result: "Đã gửi"})
}

// A form that is sent twice, or by fifty impatient presses at once, registers one
// paper, and gives work once.
func TestTheSamePressTwiceIsOnePaper(t *testing.T) {
	each(t, func(w *world) {
		var refused []error
		var mu sync.Mutex
		presses := func(key string, act func(context.Context) error) {
			var wg sync.WaitGroup
			refused = nil
			for range crowd {
				wg.Go(func() {
					err := act(db.WithKey(w.Context(), &db.Key{Actor: w.clerk.ID, Key: key}))
					mu.Lock()
					defer mu.Unlock()
					if err != nil {
						refused = append(refused, err)
					}
				})
			}
			wg.Wait()
			if len(refused) != crowd-1 || slices.ContainsFunc(refused, func(err error) bool { return !fault.Of(err).Says("db.done_before") }) {
				w.Errorf("%s: %d refused, the first %v", key, len(refused), refused[0])
			}
		}
		presses("enter", func(ctx context.Context) error {
			_, err := w.Enter(ctx, w.clerk, w.commune.ID, entry(1), true)
			return err
		})
		w.gapless(1)
		all, err := w.Book(w.Context(), w.clerk, w.commune.ID, "2026", 0, 2)
		w.must(err)
		presses("direct", func(ctx context.Context) error {
			return w.Direct(ctx, w.leader, all[0].ID, 0, Order{Instruction: "Đ/c An chủ trì", Works: w.to()})
		})
		f, err := w.See(w.Context(), w.leader, all[0].ID)
		w.must(err)
		if len(f.Steps) != 2 {
			w.Errorf("%d pieces of work", len(f.Steps))
		}
	})
}
