package incoming

import (
	"strings"
	"sync"
	"testing"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/publication"
	"sotay/internal/rule"
)

func TestEntriesAreChecked(t *testing.T) {
	t.Parallel()
	rules, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	urgencies, err := book{rules}.urgencies("2026-03-02")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*Entry)
		field  string
		want   string
	}{
		"good":             {func(*Entry) {}, "", ""},
		"no number":        {func(e *Entry) { e.Symbol = "" }, "", ""},
		"no issuer":        {func(e *Entry) { e.Issuer = "" }, "issuer", "incoming.issuer_missing"},
		"long issuer":      {func(e *Entry) { e.Issuer = strings.Repeat("ă", 301) }, "issuer", "incoming.issuer_long"},
		"long symbol":      {func(e *Entry) { e.Symbol = strings.Repeat("ă", 101) }, "symbol", "incoming.symbol_long"},
		"no abstract":      {func(e *Entry) { e.Abstract = "" }, "abstract", "incoming.abstract_missing"},
		"long abstract":    {func(e *Entry) { e.Abstract = strings.Repeat("ă", 1001) }, "abstract", "incoming.abstract_long"},
		"no day":           {func(e *Entry) { e.Day = "" }, "day", "incoming.day_missing"},
		"a day to come":    {func(e *Entry) { e.Day = "2026-03-03" }, "day", "incoming.day_after"},
		"arrived tomorrow": {func(e *Entry) { e.Arrived = "2026-03-03" }, "arrived", "incoming.arrived_future"},
		"arrived long ago": {func(e *Entry) { e.Arrived = "2025-12-31" }, "arrived", "incoming.arrived_old"},
		"urgency":          {func(e *Entry) { e.Urgency = "x" }, "urgency", "incoming.urgency_unknown"},
		"secret":           {func(e *Entry) { e.Abstract = "Độ mật: Tối mật" }, "", "incoming.secret"},
		"no secret":        {func(e *Entry) { e.Abstract = "Về nuôi ong lấy mật và bí mật đời tư" }, "", ""},
	} {
		e := entry(1)
		e.Urgency = "normal"
		c.change(&e)
		err := e.tidy(nil, "2026-03-02").check(urgencies, "2026-03-02")
		switch f := fault.Of(err); {
		case c.want == "" && err != nil, c.field == "" && c.want != "" && !f.Says(c.want), c.field != "" && (f == nil || f.Fields[c.field] != c.want):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTypeIsReadFromTheSymbol(t *testing.T) {
	t.Parallel()
	types := []Type{{"NQ", "Nghị quyết"}, {"CV", "Công văn"}, {"CTr", "Chương trình"}}
	for symbol, want := range map[string]string{"05-NQ/ĐU": "Nghị quyết", "12-CV/TU": "Công văn", "3-CTr/ĐU": "Chương trình", "102/UBND-VX": "", "": "", "NQ": "Nghị quyết"} {
		if got := typeOf(symbol, types); got != want {
			t.Errorf("%q is %q", symbol, got)
		}
	}
}

func TestClerksRegister(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		first, second := w.put(1), w.put(2)
		if first.Numbered() != "1/2026" || second.Number != 2 || first.Type != "Công văn" || first.Arrived != "2026-03-02" || first.Clerk != "Lê Văn Chi" {
			w.Errorf("%+v %+v", first, second)
		}
		again := entry(1)
		again.Issuer, again.Symbol = " TỈNH ỦY  LAO CAI ", "1-cv/tu"
		_, err := w.Enter(ctx, w.clerk, w.commune.ID, again, false)
		w.refused(err, "incoming.twin")
		third, err := w.Enter(ctx, w.clerk, w.commune.ID, again, true)
		w.must(err)
		if third.Number != 3 {
			w.Errorf("number %d", third.Number)
		}
		_, err = w.Enter(ctx, w.worker, w.commune.ID, entry(9), false)
		w.refused(err, "access.not_found")
		e := entry(2)
		e.Abstract = "Trích yếu đã sửa"
		_, err = w.Correct(ctx, w.clerk, second.ID, 9, e, false)
		w.refused(err, "incoming.overtaken")
		second, err = w.Correct(ctx, w.clerk, second.ID, 1, e, false)
		w.must(err)
		if second.Abstract != e.Abstract || second.Number != 2 {
			w.Errorf("%+v", second)
		}
		w.must(w.Cancel(ctx, w.clerk, third.ID, 0, "Vào nhầm"))
		all, err := w.Book(ctx, w.leader, w.commune.ID, "", 0, 10)
		w.must(err)
		if len(all) != 3 || all[2].State != Cancelled || all[2].Number != 3 || all[2].Reason != "Vào nhầm" {
			w.Errorf("%+v", all)
		}
		if _, err := w.See(ctx, w.stranger, first.ID); !fault.Is(err, fault.NotFound) {
			w.Errorf("a stranger sees it: %v", err)
		}
		found, err := w.List(ctx, w.leader, Filter{Text: "trich yeu sua", Limit: 5})
		w.must(err)
		if len(found) != 1 || found[0].ID != second.ID {
			w.Errorf("%+v", found)
		}
	})
}

// The last days of a year may be entered in its register in the first of the next.
func TestRegistersCountByYear(t *testing.T) {
	each(t, func(w *world) {
		w.at("2026-12-31")
		e := entry(1)
		old, err := w.Enter(w.Context(), w.clerk, w.commune.ID, e, false)
		w.must(err)
		w.at("2027-01-04")
		late, fresh := entry(2), entry(3)
		late.Arrived = "2026-12-31"
		b, err := w.Enter(w.Context(), w.clerk, w.commune.ID, late, false)
		w.must(err)
		c, err := w.Enter(w.Context(), w.clerk, w.commune.ID, fresh, false)
		w.must(err)
		if old.Numbered() != "1/2026" || b.Numbered() != "2/2026" || c.Numbered() != "1/2027" {
			w.Error(old.Numbered(), b.Numbered(), c.Numbered())
		}
		years, err := w.Years(w.Context(), w.leader, w.commune.ID)
		w.must(err)
		if strings.Join(years, " ") != "2027 2026" {
			w.Error(years)
		}
	})
}

// Fifty clerks at once get the numbers 1 to 50, each once.
func TestNumbersHaveNoGaps(t *testing.T) {
	each(t, func(w *world) {
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				if _, err := w.Enter(w.Context(), w.clerk, w.commune.ID, entry(i), false); err != nil {
					w.Error(err)
				}
			})
		}
		wg.Wait()
		all, err := w.Book(w.Context(), w.clerk, w.commune.ID, "2026", 0, 100)
		w.must(err)
		if len(all) != 50 {
			w.Fatalf("%d papers", len(all))
		}
		for i, p := range all {
			if p.Number != int64(i+1) {
				w.Errorf("number %d stands at %d", p.Number, i+1)
			}
		}
	})
}

func TestWhatArrivesTwiceIsOnePaper(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		a := Arrival{Unit: w.commune.ID, Source: Mail, ExternalID: "<1@tinhuy>", From: "vanthu@tinhuy.vn", Abstract: strings.Repeat("Rất dài ", 400)}
		id, err := w.received(a)
		w.must(err)
		again, err := w.received(a)
		w.must(err)
		if id != again {
			w.Error(id, again)
		}
		_, err = w.received(Arrival{Unit: w.commune.ID, Source: Mail, ExternalID: "<2@x>", Abstract: "MẬT"})
		w.refused(err, "incoming.secret")
		_, err = w.received(Arrival{Unit: w.commune.ID, Source: Mail})
		w.refused(err, "incoming.invalid")
		f, err := w.See(ctx, w.clerk, id)
		w.must(err)
		if f.State != Arrived || f.Number != 0 || f.Issuer != a.From || len([]rune(f.Abstract)) != maxAbstract {
			w.Errorf("%+v", f.Paper)
		}
		p, err := w.Correct(ctx, w.clerk, id, f.Rev, entry(7), false)
		w.must(err)
		if p.Numbered() != "1/2026" || p.State != Registered {
			w.Errorf("%+v", p)
		}
		other, err := w.received(Arrival{Unit: w.commune.ID, Source: Exchange, ExternalID: "<1@tinhuy>"})
		w.must(err)
		w.refused(w.Refuse(ctx, w.clerk, other, 0, " "), "incoming.invalid")
		w.must(w.Refuse(ctx, w.clerk, other, 0, "Gửi nhầm"))
		w.refused(w.Cancel(ctx, w.clerk, other, 0, "x"), "incoming.is_refused")
	})
}

func TestPapersOfOtherOfficesAreTakenInWithOneTouch(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		var id publication.ID
		w.must(w.db.Write(ctx, system, func(tx *db.Tx) (err error) {
			if err := tx.Require(publication.Send, "/"); err != nil {
				return err
			}
			id, err = w.sent.Publish(ctx, tx, publication.Paper{Subject: "document:dc_1", Link: "/documents/dc_1", Number: "05-NQ/TU", Title: "Về phát triển kinh tế", Issuer: "Tỉnh ủy Lào Cai",
				Unit: w.commune.ID, Path: w.commune.Path, Targets: []publication.Target{{Kind: publication.Office, Unit: w.commune.ID}}})
			return err
		}))
		p, err := w.TakeIn(ctx, w.clerk, w.commune.ID, id)
		w.must(err)
		again, err := w.TakeIn(ctx, w.clerk, w.commune.ID, id)
		w.must(err)
		if again.ID != p.ID || p.Number != 1 || p.Symbol != "05-NQ/TU" || p.Issuer != "Tỉnh ủy Lào Cai" || p.Origin != "/documents/dc_1" || p.Type != "Nghị quyết" {
			w.Errorf("%+v %+v", p, again)
		}
		in, err := w.TakenIn(ctx, w.clerk, w.commune.Path, []publication.ID{id, "x"})
		w.must(err)
		if len(in) != 1 || in[id].ID != p.ID {
			w.Errorf("%+v", in)
		}
		_, err = w.TakeIn(ctx, w.clerk, w.commune.ID, "pb_other")
		w.refused(err, "publication.not_found")
		chief := authz.Actor{ID: "b", Roles: []authz.Role{{At: w.branch[0].Path, Perms: here(See, Register)}}}
		_, err = w.TakeIn(ctx, chief, w.branch[0].ID, id)
		w.refused(err, "publication.not_found")
	})
}

func TestPapersFollowAMerger(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		other := w.unit("X2", org.Grassroots, "Đảng bộ xã Gia Phú", 0)
		chief := authz.Actor{ID: "b", Name: "x", Roles: []authz.Role{{At: other.Path, Perms: here(See, Register, Assign)}}}
		_, err := w.Enter(ctx, chief, other.ID, entry(1), false)
		w.must(err)
		open, struck := w.put(1), w.put(2)
		w.must(w.Cancel(ctx, w.clerk, struck.ID, 0, "x"))
		merge := org.Merge{Units: []org.ID{w.commune.ID}, Into: other.ID}
		decision := org.Decision{Number: "02", Day: civil.Date("2026-03-02")}
		plan, err := w.units.Preview(ctx, system, merge, decision)
		w.must(err)
		for _, c := range plan.Counts {
			if c.Subject == "incoming" && c.N != 1 {
				w.Errorf("the preview counts %d papers", c.N)
			}
		}
		_, err = w.units.Apply(ctx, system, merge, decision, plan.Seen)
		w.must(err)
		f, err := w.See(ctx, chief, open.ID)
		w.must(err)
		if f.Unit != other.ID || f.Numbered() != "1/2026" || f.Register != w.commune.ID {
			w.Errorf("%+v", f.Paper)
		}
		former, err := w.Book(ctx, chief, w.commune.ID, "2026", 0, 10)
		w.must(err)
		if len(former) != 2 {
			w.Errorf("the former register has %d papers", len(former))
		}
	})
}
