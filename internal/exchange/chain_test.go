package exchange

import (
	"slices"
	"testing"

	"sotay/internal/document"
	"sotay/internal/member"
	"sotay/internal/platform/edxml"
)

func (w *world) shown(id InID) Received {
	w.Helper()
	m, err := w.Message(w.Context(), w.clerk, id)
	w.must(err)
	return m
}

// history is what the incoming paper of a message tells of one verb.
func (w *world) history(i In, verb string) (out []string) {
	w.Helper()
	f, err := w.incoming.See(w.Context(), w.clerk, i.Incoming)
	w.must(err)
	for _, e := range f.Events {
		if e.Verb == verb {
			out = append(out, e.Text)
		}
	}
	return out
}

func TestUpdatesAndReplacementsFindTheEarlierPaper(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		first, _ := w.taken(1)
		update := func(d *edxml.Document) {
			d.Subject, d.Business = "Bản đã sửa", edxml.Business{Purpose: edxml.Update, ID: first.Ref.ID}
		}
		second, err := w.accept(w.message(1, update))
		w.must(err)
		again, err := w.accept(w.message(1, update))
		w.must(err)
		third, err := w.accept(w.message(2, func(d *edxml.Document) {
			d.Business = edxml.Business{Purpose: edxml.Replace, Replaced: []edxml.Replacement{{ID: first.Ref.ID, Organs: []string{"H37.DN.001"}}, {ID: "không có"}, {ID: "của nơi khác", Organs: []string{"H99"}}}}
		}))
		w.must(err)
		if again.ID != second.ID || len(w.arrived()) != 3 {
			w.Fatalf("%+v, %d papers", again, len(w.arrived()))
		}
		for _, id := range []InID{first.ID, second.ID, third.ID} {
			m := w.shown(id)
			var got []edxml.Purpose
			for _, v := range m.Versions {
				got = append(got, v.Purpose)
			}
			if !slices.Equal(got, []edxml.Purpose{edxml.New, edxml.Update, edxml.Replace}) || m.Versions[0].Paper.Number != 1 {
				w.Errorf("%s: %+v", id, m.Versions)
			}
		}
		if got := w.history(first, "amend"); !slices.Equal(got, []string{"Nơi gửi đã gửi bản cập nhật: 1-CV/UB"}) {
			w.Errorf("%q", got)
		}
		if got := w.history(second, "amend"); !slices.Equal(got, []string{"Nơi gửi đã gửi bản thay thế: 2-CV/UB"}) {
			w.Errorf("%q", got)
		}
		open := w.waiting()
		if len(open) != 2 || !open[0].Unseen || open[0].ID != third.ID {
			w.Fatalf("%+v", open)
		}
		w.refused(w.Acknowledge(w.Context(), w.stranger, third.ID), "access.not_found")
		w.must(w.Acknowledge(w.Context(), w.clerk, third.ID), w.Acknowledge(w.Context(), w.clerk, second.ID))
		w.refused(w.Acknowledge(w.Context(), w.clerk, third.ID), "exchange.not_bad")
		if open := w.waiting(); len(open) != 0 {
			w.Errorf("%+v", open)
		}
	})
}

// TestAReplacementThatComesTooEarlyWaitsForItsPaper delivers the two the wrong way round, and a paper of the same name from somebody else.
func TestAReplacementThatComesTooEarlyWaitsForItsPaper(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ref := edxml.DocumentID("H37.UB", "2026-02-27", edxml.Code{Number: "1", Notation: "CV/UB"})
		later, err := w.accept(w.message(2, func(d *edxml.Document) { d.Business = edxml.Business{Purpose: edxml.Replace, ID: ref} }))
		w.must(err)
		w.drop("khac.edxml", w.message(1, func(d *edxml.Document) { d.From.ID, d.ID = "H37.TU", ref }))
		if m := w.shown(later.ID); len(m.Versions) != 0 || m.Unseen {
			w.Errorf("linked with somebody else's: %+v", m)
		}
		first, err := w.accept(w.message(1, nil))
		w.must(err)
		m := w.shown(first.ID)
		if len(m.Versions) != 2 || !w.shown(later.ID).Unseen || len(w.history(first, "amend")) != 1 {
			w.Errorf("%+v", m)
		}
		for _, v := range m.Versions {
			if want := map[InID]edxml.Purpose{first.ID: edxml.New, later.ID: edxml.Replace}[v.ID]; v.Purpose != want {
				w.Errorf("%s: %s, want %s", v.ID, v.Purpose, want)
			}
		}
	})
}

// follow does the jobs that tell peers what became of our papers.
func (w *world) followAll(ids ...document.ID) {
	w.Helper()
	for _, id := range ids {
		w.must(w.Follow(w.Context(), Carrier(), id), w.Follow(w.Context(), Carrier(), id))
	}
	w.deliver()
}

func TestPeersAreSentWhatReplacesAPaper(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		old := w.issued()
		w.must(w.Send(w.Context(), w.clerk, old, []PeerID{w.http}))
		w.deliver()
		id, err := w.documents.Begin(w.Context(), w.clerk, w.commune.ID, document.Content{Type: "resolution", Abstract: "Về phát triển kinh tế, sửa đổi", Text: "Phấn đấu hơn.", Place: "Bảo Thắng",
			Recipients: []string{"Tỉnh ủy,"}, Signer: w.chief, SignerPost: "BÍ THƯ", Replaces: old})
		w.must(err, w.documents.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}), w.documents.Agree(w.Context(), w.clerk, id, 0, ""))
		_, err = w.documents.Enumerate(w.Context(), w.clerk, id, 0, 0)
		w.must(err, w.documents.Issue(w.Context(), w.clerk, id, 0))
		if n := w.jobs(FollowKind); n != 1 {
			w.Errorf("%d jobs wait", n)
		}
		w.followAll(id)
		if len(w.fake.got) != 2 {
			w.Fatalf("the peer was sent %d messages", len(w.fake.got))
		}
		first, second := w.fake.got[0].Document, w.fake.got[1].Document
		if b := second.Business; b.Purpose != edxml.Replace || b.ID != first.ID || len(b.Replaced) != 1 || b.Replaced[0].ID != first.ID || !slices.Equal(b.Replaced[0].Organs, []string{"H37.UB"}) ||
			len(second.Attachments) != 1 || second.ID == first.ID {
			w.Errorf("%+v", second)
		}
		after, err := w.InPlaceOf(w.Context(), w.clerk, w.commune.Path, old)
		if err != nil || len(after) != 1 || after[0].Kind != Replace || after[0].Document != id || after[0].State != Sent {
			w.Errorf("%+v %v", after, err)
		}
		w.must(w.documents.Recall(w.Context(), w.clerk, id, 0, "Ban hành nhầm"))
		w.followAll(id)
		if d := w.fake.got[2].Document; len(w.fake.got) != 3 || d.Business.Purpose != edxml.Recall || d.Business.ID != second.ID {
			w.Errorf("%+v", d)
		}
	})
}
