package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// row is one line of the table. Texts are ready to print; "" where a column says
// nothing about the workload.
type row struct {
	workload, size string
	figure         string
	limit          string // what it is held against, measured in the same run
	ratio          string
	times          samples
	memory         string
}

type table struct{ rows []row }

// add also says the row at once: a long run that is cut off has shown what it has measured.
func (t *table) add(r row) {
	t.rows = append(t.rows, r)
	fmt.Fprintln(os.Stderr, strings.Join(r.cells(), " | "))
}

func (r row) cells() []string {
	out := []string{r.workload, r.size, r.figure, r.limit, r.ratio, "", "", "", r.memory}
	if len(r.times) > 0 {
		for i, p := range []int{50, 95, 99} {
			out[5+i] = short(r.times.at(p))
		}
	}
	return out
}

func (t *table) print(w io.Writer) error {
	lines := [][]string{{"workload", "size", "figure", "limit or peer", "ratio", "p50", "p95", "p99", "memory"}}
	for _, r := range t.rows {
		lines = append(lines, r.cells())
	}
	widths := make([]int, len(lines[0]))
	for _, l := range lines {
		for i, text := range l {
			widths[i] = max(widths[i], len([]rune(text)))
		}
	}
	rule := make([]string, len(widths))
	for i, n := range widths {
		rule[i] = strings.Repeat("-", n)
	}
	for _, l := range slices.Insert(lines, 1, rule) {
		for i, text := range l {
			l[i] = text + strings.Repeat(" ", widths[i]-len([]rune(text)))
		}
		if _, err := fmt.Fprintln(w, "| "+strings.Join(l, " | ")+" |"); err != nil {
			return err
		}
	}
	return nil
}

// samples are how long single acts took.
type samples []time.Duration

// at is a percentile. The samples must be sorted.
func (s samples) at(percent int) time.Duration { return s[min(len(s)-1, len(s)*percent/100)] }

func (s samples) sorted() samples {
	slices.Sort(s)
	return s
}

func short(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.2f ms", d.Seconds()*1000)
	case d < 10*time.Second:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1000)
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}

func rate(perSecond float64, of string) string { return fmt.Sprintf("%.0f %s", perSecond, of) }

func ratio(a, b float64) string { return fmt.Sprintf("%.2f", a/b) }

func megabytes(kilobytes int64) string { return fmt.Sprintf("%d MB", kilobytes>>10) }

// thousands writes a size readably.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return thousands(n/1000) + fmt.Sprintf(",%03d", n%1000)
}
