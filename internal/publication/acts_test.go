package publication

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

func TestBadPapers(t *testing.T) {
	t.Parallel()
	good := Paper{Subject: "document:1", Link: "/x", Title: "Nghị quyết", Targets: []Target{{}}, Ask: None}
	if err := check(good, "2026-03-05"); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct {
		change      func(*Paper)
		field, want string
	}{
		"no subject":     {func(p *Paper) { p.Subject = "" }, "subject", "publication.subject_missing"},
		"link elsewhere": {func(p *Paper) { p.Link = "http://x" }, "subject", "publication.subject_missing"},
		"no title":       {func(p *Paper) { p.Title = "" }, "title", "publication.title_missing"},
		"long title":     {func(p *Paper) { p.Title = strings.Repeat("ă", maxTitle+1) }, "title", "publication.title_long"},
		"nobody":         {func(p *Paper) { p.Targets = nil }, "targets", "publication.targets_missing"},
		"too many":       {func(p *Paper) { p.Targets = make([]Target, maxTargets+1) }, "targets", "publication.targets_many"},
		"asks oddly":     {func(p *Paper) { p.Ask = "sing" }, "ask", "publication.ask_unknown"},
		"late":           {func(p *Paper) { p.Due = "2026-03-04" }, "due", "publication.due_past"},
		"no question":    {func(p *Paper) { p.Ask = Answer }, "question", "publication.question_text"},
		"one choice":     {func(p *Paper) { p.Ask, p.Question = Answer, Question{"?", []string{"a"}, 0} }, "choices", "publication.choices_number"},
		"empty choice":   {func(p *Paper) { p.Ask, p.Question = Answer, Question{"?", []string{"a", " "}, 0} }, "choices", "publication.choices_text"},
		"none is right":  {func(p *Paper) { p.Ask, p.Question = Answer, Question{"?", []string{"a", "b"}, 2} }, "choices", "publication.right_missing"},
	} {
		p := good
		c.change(&p)
		if err := check(p, "2026-03-05"); fault.Of(err) == nil || fault.Of(err).Fields[c.field] != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReceiversLieBelowTheSender(t *testing.T) {
	each(t, func(w *world) {
		far := w.person(w.branch[2], "2026-02-01")
		for name, c := range map[string]struct {
			target Target
			want   string
		}{
			"another commune":  {Target{Kind: Subtree, Unit: w.commune[1].ID}, "publication.target_outside"},
			"the one above":    {Target{Kind: Unit, Unit: w.province.ID}, "publication.target_outside"},
			"far posts":        {Target{Kind: Post, Unit: w.commune[1].ID, Post: "secretary"}, "publication.target_outside"},
			"unknown post":     {Target{Kind: Post, Unit: w.branch[0].ID, Post: "king"}, "publication.post_unknown"},
			"somebody far":     {Target{Kind: Single, Member: far}, "publication.target_outside"},
			"nobody":           {Target{Kind: Single, Member: "mb_none"}, "publication.target_outside"},
			"no unit":          {Target{Kind: Subtree, Unit: 999}, "publication.target_closed"},
			"no kind":          {Target{Kind: "all", Unit: w.branch[0].ID}, "publication.target_unknown"},
			"the office above": {Target{Kind: Office, Unit: w.province.ID}, ""},
			"an office beside": {Target{Kind: Office, Unit: w.commune[1].ID}, ""},
		} {
			_, err := w.publish(w.paper(w.commune[0], c.target))
			if f := fault.Of(err); c.want == "" && err != nil || c.want != "" && (f == nil || f.Fields["targets"] != c.want) {
				w.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAnOfficeReceivesAndRelays(t *testing.T) {
	each(t, func(w *world) {
		an := w.person(w.branch[0], "2026-02-01")
		office, beside := clerk(w.commune[0]), clerk(w.commune[1])
		high := w.paper(w.province, Target{Kind: Office, Unit: w.commune[0].ID})
		first := w.sent(high)
		if !w.covers(office, high.Subject) || w.covers(beside, high.Subject) || w.covers(w.who(an), high.Subject) {
			w.Error("a paper for one office is open to others")
		}
		in, err := w.OfficeInbox(w.Context(), office, w.commune[0].Path, "", 5)
		w.must(err)
		if len(in) != 1 || !in[0].Pending() {
			w.Errorf("%+v", in)
		}
		if _, err := w.OfficeInbox(w.Context(), beside, w.commune[0].Path, "", 5); !fault.Is(err, fault.NotFound) {
			w.Error(err)
		}
		w.must(w.Open(w.Context(), office, first))
		low := w.paper(w.commune[0], Target{Kind: Subtree, Unit: w.commune[0].ID})
		low.Over = first
		second := w.sent(low)
		if !w.covers(w.who(an), high.Subject) {
			w.Error("who has the relay cannot open what it relays")
		}
		for _, who := range []authz.Actor{office, w.who(an), clerk(w.province)} {
			chain, err := w.Chain(w.Context(), who, second)
			w.must(err)
			if len(chain) != 2 || chain[0].ID != first || chain[1].ID != second {
				w.Errorf("%s sees the chain %v", who.ID, chain)
			}
		}
		down, err := w.Chain(w.Context(), clerk(w.province), first)
		w.must(err)
		if len(down) != 2 {
			w.Errorf("down: %v", down)
		}
		wrong := w.paper(w.commune[1], Target{Kind: Subtree, Unit: w.commune[1].ID})
		wrong.Over = first
		if _, err := w.publish(wrong); !fault.Of(err).Says("publication.over_elsewhere") {
			w.Error(err)
		}
		r, err := w.Rollup(w.Context(), clerk(w.province), first, w.province.ID)
		w.must(err)
		if len(r.Offices) != 1 || r.Offices[0].Opened.IsZero() || r.Offices[0].Mark.By != "Văn thư" {
			w.Errorf("%+v", r.Offices)
		}
	})
}

func (w *world) withdraw(id ID, reason string) error {
	return w.TakeBack(w.Context(), clerk(w.province), id, reason)
}

func TestWithdrawnStaysVisibleAndOpensNothing(t *testing.T) {
	each(t, func(w *world) {
		an := w.who(w.person(w.branch[0], "2026-02-01"))
		p := w.paper(w.province, Target{Kind: Subtree, Unit: w.province.ID})
		p.Ask, p.Open = Confirm, true
		id := w.sent(p)
		token, err := w.Share(w.Context(), clerk(w.province), id)
		w.must(err)
		if err := w.withdraw(id, " "); !fault.Is(err, fault.Invalid) {
			w.Error(err)
		}
		w.must(w.withdraw(id, "Gửi nhầm"))
		in, err := w.Inbox(w.Context(), an, "", 5)
		w.must(err)
		if len(in) != 1 || in[0].Pending() || in[0].Reason != "Gửi nhầm" {
			w.Errorf("%+v", in)
		}
		if w.covers(an, p.Subject) || !fault.Of(w.Confirm(w.Context(), an, id)).Says("publication.withdrawn") {
			w.Error("what was withdrawn can still be read")
		}
		if shown, err := w.tokened(token); err != nil || shown.Reason != "Gửi nhầm" {
			w.Errorf("the public link does not tell that the paper was withdrawn: %v", err)
		}
		w.must(w.Open(w.Context(), an, id))
		w.must(w.Unshare(w.Context(), clerk(w.province), id))
		if w.byToken(token) == nil {
			w.Error("the link of a withdrawn paper cannot be ended")
		}
		if err := w.TakeBack(w.Context(), clerk(w.commune[0]), id, "Không phải của mình"); fault.Of(err).Says("publication.withdrawn") || err == nil {
			w.Errorf("another office takes it back: %v", err)
		}
		if err := w.withdraw(id, "Lần nữa"); !fault.Of(err).Says("publication.withdrawn") {
			w.Error(err)
		}
	})
}

func (w *world) tokened(token string) (p Publication, err error) {
	err = w.db.Read(w.Context(), func(q db.Q) error {
		p, err = w.ByToken(w.Context(), q, token)
		return err
	})
	return p, err
}

func (w *world) byToken(token string) error {
	_, err := w.tokened(token)
	return err
}

func TestPublicLinks(t *testing.T) {
	each(t, func(w *world) {
		closed := w.sent(w.paper(w.province, Target{Kind: Subtree, Unit: w.province.ID}))
		if _, err := w.Share(w.Context(), clerk(w.province), closed); !fault.Of(err).Says("publication.not_open") {
			w.Error(err)
		}
		p := w.paper(w.province, Target{Kind: Subtree, Unit: w.province.ID})
		p.Open = true
		id := w.sent(p)
		if _, err := w.Share(w.Context(), clerk(w.commune[0]), id); err == nil {
			w.Error("another office shared it")
		}
		old, err := w.Share(w.Context(), clerk(w.province), id)
		w.must(err)
		now, err := w.Share(w.Context(), clerk(w.province), id)
		w.must(err)
		if w.byToken(now) != nil || w.byToken(old) == nil || w.byToken("") == nil || w.byToken(strings.Repeat("a", 10_000)) == nil {
			w.Error("the newest link alone opens the paper")
		}
		w.must(w.Unshare(w.Context(), clerk(w.province), id))
		if w.byToken(now) == nil {
			w.Error("a revoked link opens the paper")
		}
	})
}

func (w *world) letters(id member.ID) int {
	w.Helper()
	all, err := w.notices.Mine(w.Context(), authz.Actor{ID: "x", Member: string(id)}, "", 50)
	w.must(err)
	return len(all)
}

func TestReminders(t *testing.T) {
	each(t, func(w *world) {
		an, binh := w.person(w.branch[0], "2026-02-01"), w.person(w.branch[1], "2026-02-01")
		p := w.paper(w.province, Target{Kind: Subtree, Unit: w.province.ID})
		p.Due = "2026-03-12"
		id := w.sent(p)
		w.must(w.Open(w.Context(), w.who(an), id))
		for _, x := range []struct {
			day  civil.Date
			want int
		}{{"2026-03-08", 0}, {"2026-03-09", 1}, {"2026-03-10", 1}, {"2026-03-13", 1}} {
			w.day(x.day)
			w.must(w.RemindDue(w.Context(), system))
			if w.letters(an) != 0 || w.letters(binh) != x.want {
				w.Errorf("%s: %d and %d letters", x.day, w.letters(an), w.letters(binh))
			}
		}
		if err := w.Press(w.Context(), clerk(w.commune[0]), id); err == nil {
			w.Error("another office reminded")
		}
		w.must(w.Press(w.Context(), clerk(w.province), id))
		if err := w.Press(w.Context(), clerk(w.province), id); !fault.Of(err).Says("publication.pressed_today") {
			w.Error(err)
		}
		for range 2 {
			w.must(w.FulfilPress(w.Context(), system, Pressed{id, "2026-03-13"}))
		}
		if w.letters(an) != 0 || w.letters(binh) != 2 {
			w.Errorf("%d and %d letters after the sender's wish", w.letters(an), w.letters(binh))
		}
		w.day("2026-03-14")
		w.must(w.Press(w.Context(), clerk(w.province), id))
	})
}

func TestMarkingForOneWithoutATelephone(t *testing.T) {
	each(t, func(w *world) {
		an, binh := w.person(w.branch[0], "2026-02-01"), w.person(w.branch[2], "2026-02-01")
		p := w.paper(w.province, Target{Kind: Subtree, Unit: w.province.ID})
		p.Ask, p.Question = Answer, Question{"?", []string{"a", "b"}, 0}
		id := w.sent(p)
		who := clerk(w.commune[0])
		if err := w.MarkFor(w.Context(), who, id, binh); !fault.Is(err, fault.NotFound) {
			w.Error(err)
		}
		w.must(w.MarkFor(w.Context(), who, id, an))
		in, err := w.Inbox(w.Context(), w.who(an), "", 1)
		w.must(err)
		if !in[0].Done || in[0].Mark.By != "Văn thư" {
			w.Errorf("%+v", in[0].Mark)
		}
	})
}

func TestWhoSeesTheRollUp(t *testing.T) {
	each(t, func(w *world) {
		an := w.person(w.branch[0], "2026-02-01")
		id := w.sent(w.paper(w.commune[0], Target{Kind: Subtree, Unit: w.commune[0].ID}))
		for name, c := range map[string]struct {
			who  authz.Actor
			unit org.Unit
			ok   bool
		}{
			"sender":              {clerk(w.commune[0]), w.commune[0], true},
			"sender, a branch":    {clerk(w.commune[0]), w.branch[0], true},
			"above":               {clerk(w.province), w.commune[0], true},
			"the branch's own":    {clerk(w.branch[0]), w.branch[0], true},
			"a branch of another": {clerk(w.branch[0]), w.branch[1], false},
			"beside":              {clerk(w.commune[1]), w.commune[1], false},
			"a reader":            {w.who(an), w.branch[0], false},
		} {
			_, err := w.Rollup(w.Context(), c.who, id, c.unit.ID)
			_, _, names := w.NotRead(w.Context(), c.who, id, c.unit.ID, "", 5)
			if (err == nil) != c.ok || (names == nil) != c.ok {
				w.Errorf("%s: %v, %v", name, err, names)
			}
		}
		var b bytes.Buffer
		w.must(w.Export(w.Context(), clerk(w.commune[0]), id, w.commune[0].ID, &b))
		if b.Len() == 0 {
			w.Error("an empty workbook")
		}
		if _, _, err := w.NotRead(w.Context(), clerk(w.commune[0]), id, w.commune[0].ID, "hostile", 5); !fault.Is(err, fault.Invalid) {
			w.Error(err)
		}
		if _, err := w.Inbox(w.Context(), w.who(an), "hostile", 5); !fault.Is(err, fault.Invalid) {
			w.Error(err)
		}
	})
}

func TestSpansOfAnAudienceDoNotOverlap(t *testing.T) {
	t.Parallel()
	a := newAudience(Publication{}, []Target{{Kind: Unit, Path: "/1/"}, {Kind: Subtree, Path: "/1/2/"}, {Kind: Subtree, Path: "/1/2/3/"}, {Kind: Unit, Path: "/1/2/"}, {Kind: Unit, Path: "/1/4/"}, {Kind: Subtree, Path: "/1/4/"}})
	want := authz.Scope{{Top: "/1/", Only: true}, {Top: "/1/2/"}, {Top: "/1/4/"}}
	if !slices.Equal(a.spans, want) {
		t.Errorf("%v", a.spans)
	}
}
