package library

import (
	"slices"
	"strings"
	"testing"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/publication"
)

func TestFindsWhatWasSentAndNothingElse(t *testing.T) {
	each(t, func(w *world) {
		an, binh := w.who(w.person(w.branch[0].ID)), w.who(w.person(w.branch[2].ID))
		office := holder(w.commune[0].Path, map[authz.Perm]authz.Reach{see: authz.Here})
		above := holder(w.province.Path, map[authz.Perm]authz.Reach{watch: authz.Below})
		subject := w.paper(w.commune[0], Entry{Number: "12-NQ/ĐU", Title: "Về chuyển đổi số ở cơ sở", Body: "Đẩy mạnh chuyển đổi số, hoà giải ở cơ sở. Xây dựng nông thôn mới.", Day: "2026-03-01"})
		if got := w.found(an, "chuyển đổi số"); got != nil {
			w.Errorf("before it was sent: %v", got)
		}
		id := w.send(w.commune[0], subject, publication.Target{Kind: publication.Subtree, Unit: w.commune[0].ID})
		for _, text := range []string{"chuyển đổi số", "chuyen doi so", "CHUYỂN ĐỔI", "hòa giải", "hoà giải", "12-NQ/ĐU", "12 nq đu", "12nq/du", "số 12-nq/đu", "12-NQ", "nghị quyết nông thôn mới"} {
			for name, who := range map[string]authz.Actor{"reader": an, "office": office, "above": above} {
				if got := w.found(who, text); !slices.Equal(got, []string{subject}) {
					w.Errorf("%s, %q: %v", name, text, got)
				}
			}
			if got := w.found(binh, text); got != nil {
				w.Errorf("another branch finds %v for %q", got, text)
			}
		}
		w.write(func(tx *db.Tx) error { return w.sent.Withdraw(w.Context(), tx, id, "nhầm") })
		if w.found(an, "chuyển đổi số") != nil || w.found(office, "chuyển đổi số") == nil {
			w.Error("what was withdrawn is found, or its own office has lost it")
		}
	})
}

func TestSearchShowsWhereItWasFound(t *testing.T) {
	each(t, func(w *world) {
		who := holder(w.commune[0].Path, map[authz.Perm]authz.Reach{see: authz.Here})
		subject := w.paper(w.commune[0], Entry{Number: "07-KH/ĐU", Type: "Kế hoạch", Title: "Phòng, chống <b>lụt</b> bão", Body: strings.Repeat("Một đoạn dài không có gì. ", 40) + "Diễn tập phòng, chống lụt bão tại thôn Bình An.", Day: "2025-09-01"})
		w.write(func(tx *db.Tx) error {
			return w.PutText(w.Context(), tx, subject, "file:1", "Phụ lục.pdf", "Danh sách thuyền máy, áo phao\x00 và xuồng cứu hộ")
		})
		p, err := w.Search(w.Context(), who, Query{Text: "lụt bão Bình An"})
		w.must(err)
		if len(p.Hits) != 1 || len(p.Hits[0].Passages) != 1 {
			w.Fatalf("%+v", p)
		}
		text, hits := "", 0
		for _, r := range p.Hits[0].Passages[0].Runs {
			text += r.Text
			if r.Hit {
				hits++
			}
		}
		if !strings.Contains(text, "lụt bão tại thôn Bình An") || hits != 2 || !p.Hits[0].Passages[0].More {
			w.Errorf("%q with %d", text, hits)
		}
		p, err = w.Search(w.Context(), who, Query{Text: "ao phao"})
		w.must(err)
		if len(p.Hits) != 1 || len(p.Hits[0].Passages) != 1 || p.Hits[0].Passages[0].Part != "Phụ lục.pdf" {
			w.Errorf("an annex: %+v", p.Hits)
		}
		w.write(func(tx *db.Tx) error { return w.PutText(w.Context(), tx, subject, "file:1", "", "") })
		if w.found(who, "áo phao") != nil {
			w.Error("what was taken away is found")
		}
	})
}

func TestNumbersLeadToThePaper(t *testing.T) {
	each(t, func(w *world) {
		who := holder(w.commune[0].Path, map[authz.Perm]authz.Reach{see: authz.Here})
		w.paper(w.commune[0], Entry{Number: "112-NQ/ĐU", Title: "Về 12 nhiệm vụ", Body: "theo 12-NQ/ĐU", Day: "2026-03-02"})
		want := w.paper(w.commune[0], Entry{Number: "12-NQ/ĐU", Title: "Khác", Day: "2020-01-01"})
		w.paper(w.commune[0], Entry{Number: "12-NQ/ĐUK", Title: "Khác nữa", Day: "2026-03-02"})
		for _, text := range []string{"12-NQ/ĐU", "12 nq đu", "12-nq/du"} {
			p, err := w.Search(w.Context(), who, Query{Text: text})
			w.must(err)
			if !p.Direct || p.Hits[0].Subject != want {
				w.Errorf("%q: %+v", text, p)
			}
		}
	})
}

func TestFiltersAndFolders(t *testing.T) {
	each(t, func(w *world) {
		who := holder(w.province.Path, map[authz.Perm]authz.Reach{see: authz.Below})
		old := w.paper(w.commune[0], Entry{Number: "1-NQ/ĐU", Title: "Về nông nghiệp", Day: "2024-01-01", Topic: "Nông nghiệp"})
		now := w.paper(w.commune[1], Entry{Number: "2-QĐ/ĐU", Type: "Quyết định", Title: "Về nông nghiệp", Day: "2026-01-01"})
		w.write(func(tx *db.Tx) error { return w.Stand(w.Context(), tx, old, Replaced, "2-QĐ/ĐU") })
		for name, c := range map[string]struct {
			f    Filter
			want string
		}{"type": {Filter{Type: "Quyết định"}, now}, "year": {Filter{Year: 2024}, old}, "issuer": {Filter{Issuer: w.commune[1].ID}, now}, "topic": {Filter{Topic: "nong nghiep"}, old},
			"in force": {Filter{State: InForce}, now}, "replaced": {Filter{State: Replaced}, old}} {
			p, err := w.Search(w.Context(), who, Query{Text: "nông nghiệp", Filter: c.f})
			w.must(err)
			shelf, err := w.Browse(w.Context(), who, c.f, 0, 0)
			w.must(err)
			if len(p.Hits) != 1 || p.Hits[0].Subject != c.want || len(shelf.Hits) != 1 || shelf.Hits[0].Subject != c.want {
				w.Errorf("%s: %+v, %+v", name, p.Hits, shelf.Hits)
			}
		}
		all, err := w.Browse(w.Context(), who, Filter{}, 0, 1)
		w.must(err)
		rest, err := w.Browse(w.Context(), who, Filter{}, all.After, 1)
		w.must(err)
		if len(all.Hits) != 1 || all.Hits[0].Subject != now || len(rest.Hits) != 1 || rest.Hits[0].Subject != old || rest.After != 0 || len(all.Facets.Types) != 2 || len(all.Facets.Years) != 2 {
			w.Errorf("%+v then %+v", all, rest)
		}
		hostile, err := w.Search(w.Context(), who, Query{Text: "nông nghiệp", Filter: Filter{Kind: `") OR ("`, State: "x' | 'y"}})
		if err != nil || len(hostile.Hits) > 0 {
			w.Errorf("%v, %+v", err, hostile)
		}
	})
}

func TestWhatOneKeepsIsOnesOwn(t *testing.T) {
	each(t, func(w *world) {
		an, binh := w.who(w.person(w.branch[0].ID)), w.who(w.person(w.branch[0].ID))
		subject := w.paper(w.commune[0], Entry{Number: "1-NQ/ĐU", Title: "Về nông nghiệp"})
		id := w.send(w.commune[0], subject, publication.Target{Kind: publication.Subtree, Unit: w.commune[0].ID})
		yes, no, note, long := true, false, " nhớ đọc ", strings.Repeat("a", maxNote+1)
		w.must(w.Keep(w.Context(), an, subject, Wish{Marked: &yes, Saved: &yes}))
		w.must(w.Keep(w.Context(), an, subject, Wish{Note: &note}))
		w.must(w.Stop(w.Context(), an, subject, 7))
		h, err := w.See(w.Context(), an, subject)
		w.must(err)
		if h.Marked.IsZero() || h.Saved.IsZero() || h.Mark.Note != "nhớ đọc" || h.Page != 7 {
			w.Errorf("%+v", h.Mark)
		}
		for _, k := range []Kept{Bookmarked, Noted, Offline} {
			mine, err := w.Mine(w.Context(), an, k)
			w.must(err)
			his, err := w.Mine(w.Context(), binh, k)
			w.must(err)
			if len(mine) != 1 || len(his) != 0 {
				w.Errorf("%s: %v and %v", k, mine, his)
			}
		}
		if err := w.Keep(w.Context(), an, subject, Wish{Note: &long}); !fault.Is(err, fault.Invalid) {
			w.Error(err)
		}
		w.must(w.Keep(w.Context(), an, subject, Wish{Marked: &no}))
		if mine, err := w.Mine(w.Context(), an, Bookmarked); err != nil || len(mine) != 0 {
			w.Errorf("%v, %v", mine, err)
		}
		w.write(func(tx *db.Tx) error { return w.sent.Withdraw(w.Context(), tx, id, "nhầm") })
		mine, err := w.Mine(w.Context(), an, Noted)
		w.must(err)
		if len(mine) != 0 || !fault.Is(w.Stop(w.Context(), an, subject, 8), fault.NotFound) || !fault.Is(w.Keep(w.Context(), an, subject, Wish{Marked: &yes}), fault.NotFound) {
			w.Error("what can no longer be read is still kept open")
		}
	})
}

func TestStrangersHaveNoLibrary(t *testing.T) {
	each(t, func(w *world) {
		_, err := w.Search(w.Context(), authz.Actor{}, Query{Text: "a"})
		_, err2 := w.Browse(w.Context(), authz.Actor{ID: "x"}, Filter{}, 0, 0)
		if !fault.Is(err, fault.Unauthenticated) || !fault.Is(err2, fault.Forbidden) {
			w.Error(err, err2)
		}
	})
}

func TestHostileQuestionsAreWords(t *testing.T) {
	each(t, func(w *world) {
		who := holder(w.commune[0].Path, map[authz.Perm]authz.Reach{see: authz.Here})
		w.paper(w.commune[0], Entry{Number: "1-NQ/ĐU", Title: "Về nông nghiệp và các việc khác"})
		w.paper(w.commune[1], Entry{Number: "2-NQ/ĐU", Title: "Về nông nghiệp của xã bên"})
		for _, text := range []string{`"`, `") OR ("`, `{signs} : ("k_document")`, `nong" OR words:"*`, `' | 'k_document`, "a & b | !c <-> d:*", "NEAR(a b, 3)", "k_document", "b_document_1", "-nong", "nong*", "^nong",
			strings.Repeat("nông nghiệp ", 1000), strings.Repeat("x", 10_000), strings.Repeat("a b c d e f g h ", 700), "\x00\x01\x02 nông\x00nghiệp", "\xff\xfe", "và của các", "? ?1 $1 ;--", "%s%n", strings.Repeat("(", 5000), "\u202e\u200b", "12-" + strings.Repeat("NQ/", 3000)} {
			p, err := w.Search(w.Context(), who, Query{Text: text, Skip: -5, Limit: 1 << 30})
			if err != nil || len(p.Hits) > 1 {
				w.Errorf("%.40q: %d, %v", text, len(p.Hits), err)
			}
		}
	})
}

// Among few papers every word of a long question counts: what only has some of them is
// found loosely, and said to be.
func TestALongQuestionAmongFewPapers(t *testing.T) {
	each(t, func(w *world) {
		w.narrows = many
		reader := holder(w.commune[0].Path, map[authz.Perm]authz.Reach{see: authz.Here})
		w.paper(w.commune[0], Entry{Title: "Kế hoạch trồng rừng", Body: "Mỗi hộ trồng mười lăm cây sa mộc."})
		w.paper(w.commune[0], Entry{Title: "Báo cáo về bão", Body: "Bão làm đổ nhiều cây."})
		for text, loose := range map[string]bool{"mỗi hộ trồng mười lăm cây": false, "mười lăm cây sa mộc bão nhiều": true} {
			p, err := w.Search(w.Context(), reader, Query{Text: text})
			w.must(err)
			if p.Total == 0 || p.Loose != loose {
				w.Errorf("%q: %d found, loose %v", text, p.Total, p.Loose)
			}
		}
	})
}
