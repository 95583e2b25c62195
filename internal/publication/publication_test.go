package publication

import (
	"slices"
	"sync"
	"testing"

	"sotay/internal/member"
	"sotay/internal/platform/fault"
)

func TestWhoeverIsNamedHasItInHisInbox(t *testing.T) {
	each(t, func(w *world) {
		an, binh, chi := w.person(w.branch[0], "2026-02-01"), w.person(w.branch[1], "2026-02-01"), w.person(w.branch[2], "2026-02-01")
		all := w.paper(w.province, Target{Kind: Subtree, Unit: w.province.ID})
		one := w.paper(w.commune[0], Target{Kind: Unit, Unit: w.branch[0].ID}, Target{Kind: Single, Member: binh})
		first, second := w.sent(all), w.sent(one)
		for who, want := range map[string][]ID{string(an): {second, first}, string(binh): {second, first}, string(chi): {first}} {
			if got := w.inboxOf(member.ID(who)); !slices.Equal(got, want) {
				w.Errorf("inbox of %s: %v, want %v", who, got, want)
			}
		}
		if !w.covers(w.who(an), one.Subject) || w.covers(w.who(chi), one.Subject) || w.covers(clerk(w.commune[0]), one.Subject) {
			w.Error("a paper is open to others than those to whom it was sent")
		}
		w.must(w.Open(w.Context(), w.who(an), second))
		if got := w.inboxOf(an); !slices.Equal(got, []ID{first, second}) {
			w.Errorf("what is unread does not stand first: %v", got)
		}
		if n, err := w.Unread(w.Context(), w.who(an), 10); n != 1 || err != nil {
			w.Errorf("%d unread, %v", n, err)
		}
	})
}

func TestOneReaderIsOneMark(t *testing.T) {
	each(t, func(w *world) {
		an := w.person(w.branch[0], "2026-02-01")
		id, who := w.sent(w.paper(w.province, Target{Kind: Subtree, Unit: w.province.ID})), w.who(an)
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if err := w.Open(w.Context(), who, id); err != nil {
					w.Error(err)
				}
			})
		}
		all.Wait()
		r, err := w.Rollup(w.Context(), clerk(w.province), id, w.province.ID)
		w.must(err)
		if r.Total.People != 1 || r.Total.Opened != 1 || r.Total.Done != 1 {
			w.Errorf("%+v", r)
		}
	})
}

func TestAnswers(t *testing.T) {
	each(t, func(w *world) {
		p := w.paper(w.province, Target{Kind: Subtree, Unit: w.province.ID})
		p.Ask, p.Question = Answer, Question{"Mục tiêu năm 2030?", []string{"Một", "Hai", "Ba"}, 1}
		who, id := w.who(w.person(w.branch[0], "2026-02-01")), w.sent(p)
		if err := w.Reply(w.Context(), who, id, 0); !fault.Of(err).Says("publication.wrong") {
			w.Error(err)
		}
		if err := w.Reply(w.Context(), who, id, 3); !fault.Is(err, fault.Invalid) {
			w.Error(err)
		}
		if err := w.Confirm(w.Context(), who, id); !fault.Of(err).Says("publication.asked_otherwise") {
			w.Error(err)
		}
		w.must(w.Reply(w.Context(), who, id, 1))
		page, err := w.Inbox(w.Context(), who, "", 5)
		w.must(err)
		if m := page[0].Mark; !m.Done || m.Tries != 2 || m.Confirmed.IsZero() {
			w.Errorf("%+v", m)
		}
	})
}
