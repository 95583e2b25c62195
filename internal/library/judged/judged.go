// Package judged is a small collection of fictional papers with questions that people
// would type and the papers that answer them, judged by hand: the yardstick of the
// library's ranking, for its tests and for the table of speeds. It promises to read
// nothing but what is embedded in it.
//
// The questions were written together with the ranking, so the figures guard against
// its getting worse; they do not prove how it does elsewhere.
package judged

import (
	_ "embed" // the two lists
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

//go:embed papers.txt
var papers string

//go:embed questions.txt
var questions string

// Paper is one paper of the collection.
type Paper struct{ ID, Number, Type, Title, Body string }

// Question is what somebody types, with the papers that answer it, 3 best.
type Question struct {
	Text   string
	Grades map[string]int // by paper
}

// Papers are all of them.
func Papers() (out []Paper) {
	for _, l := range lines(papers) {
		out = append(out, Paper{l[0], l[1], l[2], l[3], l[4]})
	}
	return out
}

// Questions are all of them; the error is a mistake in the list.
func Questions() (out []Question, err error) {
	for _, l := range lines(questions) {
		q := Question{l[0], map[string]int{}}
		for answer := range strings.FieldsSeq(l[1]) {
			id, grade, _ := strings.Cut(answer, "=")
			if q.Grades[id], err = strconv.Atoi(grade); err != nil {
				return nil, fmt.Errorf("judged: %q: %w", l[0], err)
			}
		}
		out = append(out, q)
	}
	return out, nil
}

func lines(text string) (out [][]string) {
	for line := range strings.Lines(text) {
		if parts := strings.Split(strings.TrimSpace(line), " | "); len(parts) > 1 && !strings.HasPrefix(line, "#") {
			out = append(out, parts)
		}
	}
	return out
}

// counted is how many answers are looked at.
const counted = 10

// NDCG is the discounted gain of the first ten answers, by the best that there is.
func (q Question) NDCG(got []string) float64 {
	gain := func(grade, place int) float64 {
		return (math.Pow(2, float64(grade)) - 1) / math.Log2(float64(place)+2)
	}
	sum, best := 0.0, 0.0
	for i, id := range got[:min(len(got), counted)] {
		sum += gain(q.Grades[id], i)
	}
	var grades []int
	for _, g := range q.Grades {
		grades = append(grades, g)
	}
	slices.Sort(grades)
	slices.Reverse(grades)
	for i, g := range grades {
		best += gain(g, i)
	}
	return sum / best
}

// Recall is the share of the answers among the first ten.
func (q Question) Recall(got []string) float64 {
	n := 0
	for _, id := range got[:min(len(got), counted)] {
		if q.Grades[id] > 0 {
			n++
		}
	}
	return float64(n) / float64(len(q.Grades))
}

// Score is the mean of all questions.
type Score struct{ NDCG, Recall float64 }

// Judge asks all questions.
func Judge(ask func(text string) ([]string, error)) (s Score, err error) {
	all, err := Questions()
	if err != nil {
		return s, err
	}
	n := float64(len(all))
	for _, q := range all {
		got, err := ask(q.Text)
		if err != nil {
			return s, err
		}
		s.NDCG, s.Recall = s.NDCG+q.NDCG(got)/n, s.Recall+q.Recall(got)/n
	}
	return s, nil
}
