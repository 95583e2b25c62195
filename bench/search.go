package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"sotay/internal/library"
	"sotay/internal/library/judged"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/ids"
)

// How many papers are searched, and over how many days they were issued.
const (
	papersFew  = 100_000
	papersMany = 1_000_000
	shelfDays  = 3650
)

// searches is finding papers among very many by one to five words, with and without
// diacritics, under the rights of a member and of one who reads all, against the
// engine's own ranking over the same index without any rights.
func (b *bench) searches(ctx context.Context) error {
	return b.each(ctx, "search", func(p place) error {
		c, err := settle(ctx, p, numbers{34, 340, 340, 1}, false)
		if err != nil {
			return err
		}
		defer c.Close()
		s := &shelves{country: c, words: newTongue(), raw: p}
		if err := s.judge(ctx, b); err != nil {
			return err
		}
		for _, size := range []int{papersFew, papersMany} {
			if err := s.fill(ctx, b, b.scaled(size)); err != nil {
				return err
			}
			if err := p.vacuum(ctx); err != nil {
				return err
			}
			if err := s.measure(ctx, b, p.name); err != nil {
				return err
			}
		}
		return nil
	})
}

// judge asks the questions of the small judged collection, before it is drowned
// among generated papers.
func (s *shelves) judge(ctx context.Context, b *bench) error {
	papers := judged.Papers()
	all := make([]library.Entry, len(papers))
	for i, p := range papers {
		all[i] = library.Entry{Subject: judgedKind + p.ID, Kind: "document", Link: "/", Number: p.Number, Type: p.Type, Title: p.Title, Body: p.Body,
			Issuer: "Đơn vị", Unit: org.ID(s.provinces[0].id), Path: s.provinces[0].path, Day: civil.In(s.DB.Now())}
	}
	err := s.DB.Write(ctx, sender(), func(tx *db.Tx) error {
		if err := tx.Require(loading, "/"); err != nil {
			return err
		}
		if err := tx.Note("unit:1", "load", nil); err != nil {
			return err
		}
		return s.Library.PutNew(ctx, tx, all)
	})
	if err != nil {
		return err
	}
	ours, err := judged.Judge(func(text string) ([]string, error) {
		p, err := s.Library.Search(ctx, everything(), library.Query{Text: text})
		var got []string
		for _, h := range p.Hits {
			got = append(got, strings.TrimPrefix(h.Subject, judgedKind))
		}
		return got, err
	})
	if err != nil {
		return err
	}
	theirs, err := judged.Judge(judged.NewTextbook(papers).Ask)
	b.table.add(row{workload: "search, quality on judged questions (nDCG@10, recall@10), " + s.raw.name, size: thousands(len(papers)) + " papers", figure: fmt.Sprintf("%.3f, %.3f", ours.NDCG, ours.Recall),
		limit: fmt.Sprintf("%.3f, %.3f BM25 with pairs", theirs.NDCG, theirs.Recall), ratio: ratio(ours.NDCG, theirs.NDCG)})
	return err
}

const judgedKind = "document:judged-"

// shelves are a country's papers.
type shelves struct {
	*country
	words *tongue
	raw   place
	has   int
	turn  int
}

const shelfPortion = 1000

// fill adds papers until there are so many. PostgreSQL builds its index at the end,
// as one would who takes an office's past in.
func (s *shelves) fill(ctx context.Context, b *bench, until int) error {
	began, from := time.Now(), s.has
	if err := s.reindex(ctx, `DROP INDEX IF EXISTS library_index_gin`); err != nil {
		return err
	}
	for s.has < until {
		err := s.DB.Write(ctx, sender(), func(tx *db.Tx) error { return s.some(ctx, tx, min(shelfPortion, until-s.has)) })
		if err != nil {
			return err
		}
		s.has += min(shelfPortion, until-s.has)
	}
	if err := s.reindex(ctx, `CREATE INDEX library_index_gin ON library_index USING GIN (words, signs)`); err != nil {
		return err
	}
	took := time.Since(began)
	b.table.add(row{workload: "papers put in, " + s.raw.name, size: thousands(until), figure: rate(float64(until-from)/took.Seconds(), "/s"), memory: short(took)})
	return nil
}

func (s *shelves) reindex(ctx context.Context, sql string) error {
	if s.raw.url == "" {
		return nil
	}
	d, err := s.raw.raw(1)
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := d.ExecContext(ctx, `SET maintenance_work_mem = '512MB'`); err != nil {
		return err
	}
	_, err = d.ExecContext(ctx, sql)
	return err
}

// some writes papers: the centre's go to everybody, a province's and a commune's to
// their own.
func (s *shelves) some(ctx context.Context, tx *db.Tx, n int) error {
	if err := tx.Require(loading, "/"); err != nil {
		return err
	}
	if err := tx.Note("unit:1", "load", nil); err != nil {
		return err
	}
	if s.has == 0 {
		if _, err := tx.Exec(ctx, `INSERT INTO publication (id, subject, link, number, title, issuer, unit, path, chain, ask, day, at, by)
			VALUES ('pb_bench', 'document:x', '/', '', 'x', 'x', 1, '/1/', '/pb_bench/', 'none', '2020-01-01', ?, 'bench')`, db.Time(&tx.Now)); err != nil {
			return err
		}
	}
	r := rand.New(rand.NewPCG(uint64(s.has), 5))
	all, sight := make([]library.Entry, n), make([][]any, n)
	today := civil.In(s.DB.Now())
	for i := range all {
		u := s.from(s.has + i)
		day := today.AddDays(-r.IntN(shelfDays))
		kind := kinds()[r.IntN(len(kinds()))]
		id := "document:" + ids.New("dc", tx.Now)
		all[i] = library.Entry{Subject: id, Kind: "document", Link: "/", Type: kind[0], Number: fmt.Sprintf("%d-%s/%s", 1+r.IntN(400), kind[1], kind[2]), Issuer: "Đơn vị", Unit: org.ID(u.id), Path: u.path,
			Title: "Về " + s.words.text(r, 8), Body: s.words.text(r, 80), Day: day}
		sight[i] = []any{id, fmt.Sprint("s:", u.id), "pb_bench", "pb_bench"}
	}
	if err := tx.Insert(ctx, `INSERT INTO publication_sight (subject, key, publication, source) VALUES`, sight); err != nil {
		return err
	}
	return s.Library.PutNew(ctx, tx, all)
}

func kinds() [][3]string {
	return [][3]string{{"Nghị quyết", "NQ", "TU"}, {"Quyết định", "QĐ", "ĐU"}, {"Kế hoạch", "KH", "TU"}, {"Báo cáo", "BC", "ĐU"}}
}

func (s *shelves) from(i int) unit {
	switch {
	case i%50 == 0:
		return s.provinces[0]
	case i%2 == 0:
		return s.provinces[1+i%(len(s.provinces)-1)]
	}
	return s.communes[i%len(s.communes)]
}

// everything reads all papers; one is a member of a branch.
func everything() authz.Actor {
	return authz.Actor{ID: "bench", Roles: []authz.Role{{At: "/1/", Perms: map[authz.Perm]authz.Reach{library.Read: authz.Here, "document.see": authz.Below}}}}
}

func (s *shelves) one() authz.Actor {
	a := attendee(s.branches[s.turn%len(s.branches)], 0)
	a.Roles[0].Perms[library.Read] = authz.Here
	return a
}

func (s *shelves) measure(ctx context.Context, b *bench, engine string) error {
	size := thousands(s.has) + " papers"
	raw, err := s.raw.raw(1)
	if err != nil {
		return err
	}
	defer raw.Close()
	for _, who := range []struct {
		name string
		is   func() authz.Actor
	}{{"one who reads all", everything}, {"a member", s.one}} {
		for _, q := range questions() {
			ask := func(ctx context.Context) error {
				s.turn++
				_, err := s.Library.Search(ctx, who.is(), library.Query{Text: q.texts[s.turn%len(q.texts)]})
				return err
			}
			t, err := b.repeat(ctx, ask)
			if err != nil {
				return err
			}
			r := row{workload: "search, " + q.name + ", " + who.name + ", " + engine, size: size, figure: short(t.at(50)), times: t}
			if who.name != "a member" && q.bare != "" {
				bare, err := b.repeat(ctx, func(ctx context.Context) error { return s.bare(ctx, raw, q.bare) })
				if err != nil {
					return err
				}
				r.limit, r.ratio = short(bare.at(50))+" the engine's own ranking", ratio(float64(bare.at(50)), float64(t.at(50)))
			}
			b.table.add(r)
		}
	}
	t, err := b.repeat(ctx, func(ctx context.Context) error {
		_, err := s.Library.Browse(ctx, s.one(), library.Filter{}, 0, 20)
		return err
	})
	b.table.add(row{workload: "newest papers and folders, a member, " + engine, size: size, figure: short(t.at(50)), times: t})
	return err
}

// bare asks the same index for the same words, ranked by the engine, without rights.
func (s *shelves) bare(ctx context.Context, raw *sql.DB, words string) error {
	query, arg := `SELECT rowid FROM library_index WHERE library_index MATCH ? ORDER BY rank LIMIT 20`, `{words} : ("`+strings.ReplaceAll(words, " ", `" AND "`)+`")`
	if s.raw.url != "" {
		query, arg = `SELECT id FROM library_index WHERE words @@ CAST(CAST($1 AS text) AS tsquery) ORDER BY ts_rank(words, CAST(CAST($1 AS text) AS tsquery)) DESC LIMIT 20`, strings.ReplaceAll(words, " ", " & ")
	}
	rows, err := raw.QueryContext(ctx, query, arg)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
	}
	return rows.Err()
}

type question struct {
	name  string
	texts []string
	bare  string
}

func questions() []question {
	return []question{
		{"a number", []string{"12-NQ/TU", "250 qđ đu", "7-KH/TU"}, ""},
		{"1 word", []string{"nghị", "đảng", "kiểm", "nông"}, "nghi"},
		{"2 words", []string{"chuyển đổi", "nông nghiệp", "kiểm tra"}, "chuyen doi"},
		{"2 words without diacritics", []string{"chuyen doi", "nong nghiep", "kiem tra"}, "chuyen doi"},
		{"3 words", []string{"chuyển đổi số", "xây dựng đảng", "hoà giải cơ"}, "chuyen doi so"},
		{"5 words without diacritics", []string{"ke hoach xay dung nong", "kiem tra giam sat dang vien", "phong chong thien tai bao"}, "ke hoach xay dung nong"},
		{"words far apart", []string{"nông nghiệp kiểm tra chuyển đổi", "thanh niên giám sát bão"}, ""},
	}
}
