package library

import (
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
)

// judged are papers and questions with the papers that answer them, by how well.
type judged struct {
	papers    []Entry
	questions []judgedQuestion
}

type judgedQuestion struct {
	text  string
	grade map[string]int
}

func readJudged(t *testing.T) (j judged) {
	t.Helper()
	for _, l := range judgedLines(t, "papers.txt") {
		j.papers = append(j.papers, Entry{Subject: "document:" + l[0], Kind: "document", Link: "/", Number: l[1], Type: l[2], Title: l[3], Body: l[4], Day: "2026-01-01"})
	}
	for _, l := range judgedLines(t, "questions.txt") {
		q := judgedQuestion{l[0], map[string]int{}}
		for answer := range strings.FieldsSeq(l[1]) {
			id, grade, _ := strings.Cut(answer, "=")
			n, err := strconv.Atoi(grade)
			if err != nil {
				t.Fatal(err)
			}
			q.grade["document:"+id] = n
		}
		j.questions = append(j.questions, q)
	}
	return j
}

func judgedLines(t *testing.T, name string) (out [][]string) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if parts := strings.Split(strings.TrimSpace(line), " | "); len(parts) > 1 && !strings.HasPrefix(line, "#") {
			out = append(out, parts)
		}
	}
	return out
}

// ndcg is the discounted gain of the first ten answers, by the best that there is.
func (q judgedQuestion) ndcg(got []string) float64 {
	gain := func(grade, place int) float64 {
		return (math.Pow(2, float64(grade)) - 1) / math.Log2(float64(place)+2)
	}
	sum, best := 0.0, 0.0
	for i, id := range got[:min(len(got), 10)] {
		sum += gain(q.grade[id], i)
	}
	var grades []int
	for _, g := range q.grade {
		grades = append(grades, g)
	}
	slices.Sort(grades)
	slices.Reverse(grades)
	for i, g := range grades {
		best += gain(g, i)
	}
	return sum / best
}

// recall is the share of the answers among the first ten.
func (q judgedQuestion) recall(got []string) float64 {
	n := 0
	for _, id := range got[:min(len(got), 10)] {
		if q.grade[id] > 0 {
			n++
		}
	}
	return float64(n) / float64(len(q.grade))
}

// bm25 is the textbook's ranking over folded syllables and pairs of neighbours.
type bm25 struct {
	papers []map[string]int
	length []int
	has    map[string]int
	ids    []string
	mean   float64
}

func bagOf(text string) (out []string) {
	before := ""
	syllables(kept(text), func(s syllable) bool {
		w := string(s.folded)
		out = append(out, w)
		if s.next {
			out = append(out, before+"_"+w)
		}
		before = w
		return true
	})
	return out
}

func newBM25(papers []Entry) *bm25 {
	b := &bm25{has: map[string]int{}}
	for _, e := range papers {
		count, words := map[string]int{}, bagOf(e.head()+". "+e.Body)
		for _, w := range words {
			if count[w]++; count[w] == 1 {
				b.has[w]++
			}
		}
		b.papers, b.length, b.ids = append(b.papers, count), append(b.length, len(words)), append(b.ids, e.Subject)
		b.mean += float64(len(words)) / float64(len(papers))
	}
	return b
}

func (b *bm25) ask(text string) []string {
	score := map[string]float64{}
	for _, w := range bagOf(text) {
		n := float64(b.has[w])
		idf := math.Log(1 + (float64(len(b.ids))-n+0.5)/(n+0.5))
		for i, count := range b.papers {
			if f := float64(count[w]); f > 0 {
				score[b.ids[i]] += idf * f * 2.2 / (f + 1.2*(0.25+0.75*float64(b.length[i])/b.mean))
			}
		}
	}
	var out []string
	for id := range score {
		out = append(out, id)
	}
	slices.SortFunc(out, func(x, y string) int {
		if score[x] != score[y] {
			if score[x] > score[y] {
				return -1
			}
			return 1
		}
		return strings.Compare(x, y)
	})
	return out
}

// What is found is at least as good as the textbook's ranking finds it.
func TestQualityOnJudgedQuestions(t *testing.T) {
	each(t, func(w *world) {
		j := readJudged(w.T)
		w.write(func(tx *db.Tx) error {
			for _, e := range j.papers {
				e.Unit, e.Path, e.Issuer = w.commune[0].ID, w.commune[0].Path, w.commune[0].Name
				if err := w.Put(w.Context(), tx, e); err != nil {
					return err
				}
			}
			return nil
		})
		who, plain := holder(w.commune[0].Path, map[authz.Perm]authz.Reach{see: authz.Here}), newBM25(j.papers)
		var ours, theirs, found, theirFound float64
		for _, q := range j.questions {
			got := w.found(who, q.text)
			if n := q.ndcg(got); n < 0.75 {
				w.Logf("%q: nDCG %.2f with %v", q.text, n, got[:min(4, len(got))])
			}
			ours, found = ours+q.ndcg(got), found+q.recall(got)
			theirs, theirFound = theirs+q.ndcg(plain.ask(q.text)), theirFound+q.recall(plain.ask(q.text))
		}
		n := float64(len(j.questions))
		w.Logf("%d questions: nDCG@10 %.3f, BM25 with pairs %.3f; recall@10 %.3f, BM25 %.3f", len(j.questions), ours/n, theirs/n, found/n, theirFound/n)
		if ours < theirs || ours/n < 0.95 || found/n < 0.95 {
			w.Error("worse than the textbook, or than it was")
		}
	})
}
