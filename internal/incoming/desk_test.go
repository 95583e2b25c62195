package incoming

import (
	"testing"

	"sotay/internal/platform/db"
)

// What is late lies above what will be, what waits for a clerk above what waits for
// who leads; each paper lies on one pile, and strangers have an empty desk.
func TestTheDeskShowsWhatIsToBeDone(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		order := func(n int, days int) ID {
			p := w.put(n)
			w.must(w.Direct(ctx, w.leader, p.ID, 0, Order{Instruction: "Đ/c An chủ trì", Deadline: Deadline{Days: days}, Works: w.to()}))
			return p.ID
		}
		late, later := order(1, 2), order(2, 1)
		order(3, 100) // has time
		near := order(4, 6)
		waits, also := w.put(5).ID, w.put(6).ID
		door, err := w.received(Arrival{Unit: w.commune.ID, Source: Mail, ExternalID: "<1>", From: "vanthu@tinhuy.vn", Abstract: "Về việc họp"})
		w.must(err)
		w.at("2026-03-09")
		piles, err := w.Desk(ctx, w.leader, 10)
		w.must(err)
		want := []struct {
			view View
			ids  []ID
		}{{Late, []ID{later, late}}, {Near, []ID{near}}, {AtDoor, []ID{door}}, {Waiting, []ID{waits, also}}}
		if len(piles) != len(want) {
			w.Fatalf("%d piles: %+v", len(piles), piles)
		}
		for i, p := range piles {
			if p.View != want[i].view || p.N != len(want[i].ids) || len(p.Lines) != p.N {
				w.Errorf("pile %d is %s with %d of %d", i, p.View, len(p.Lines), p.N)
				continue
			}
			for k, l := range p.Lines {
				if l.ID != want[i].ids[k] {
					w.Errorf("%s has %s at %d", p.View, l.Symbol, k)
				}
			}
		}
		if l := piles[0].Lines[0]; l.Next != "2026-03-03" || l.Left("2026-03-09") != -6 || l.Holder != "Nguyễn Văn An" || l.Others != 1 {
			w.Errorf("%+v", l)
		}
		n, err := w.Counts(ctx, w.leader)
		w.must(err)
		if n[Late] != 2 || n[Near] != 1 || n[AtDoor] != 1 || n[Waiting] != 2 || n[Going] != 4 {
			w.Errorf("%v", n)
		}
		some, err := w.Desk(ctx, w.leader, 1)
		w.must(err)
		if some[0].N != 2 || len(some[0].Lines) != 1 || some[0].Lines[0].ID != later {
			w.Errorf("the short desk has %+v", some[0])
		}
		if none, err := w.Desk(ctx, w.stranger, 10); err != nil || len(none) != 0 {
			w.Errorf("a stranger has %+v, %v", none, err)
		}
		w.must(w.db.Read(ctx, func(q db.Q) error {
			c, err := w.Choices(ctx, q, w.commune.ID)
			if c.Next != "7/2026" {
				w.Errorf("the next number is %s", c.Next)
			}
			return err
		}))
	})
}
