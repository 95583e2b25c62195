// Command bench prints the table of speeds: what the program does, beside what
// the machine or a peer does in the same run. Machines differ and are noisy, so
// the ratio is the figure and the rest explains it.
//
//	go run ./bench [-only NAME] [-short] [-size PERCENT]
//
// It measures the real program in a process of its own, over loopback only, on
// SQLite and, where SOTAY_TEST_PG holds the address of a durable cluster
// (scripts/with-postgres --durable), on PostgreSQL. It ends by itself.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// bench is one run.
type bench struct {
	dir      string // everything is here and goes with it
	exe      string // the program
	self     string // this program, as peers are processes too
	size     int    // percent of the real sizes
	duration time.Duration
	table    table
}

// workload is one part of the table.
type workload struct {
	name string
	run  func(*bench, context.Context) error
}

func workloads() []workload {
	return []workload{
		{"start", (*bench).starts},
		{"pages", (*bench).pages},
		{"intake", (*bench).intakes},
		{"import", (*bench).imports},
		{"lists", (*bench).lists},
		{"publication", (*bench).publications},
		{"search", (*bench).searches},
		{"signing", (*bench).signings},
	}
}

func main() {
	if len(os.Args) > 1 && peer(os.Args[1], os.Args[2:]) {
		return
	}
	only := flag.String("only", "", "one of start, pages, intake, import, lists, publication, search, signing")
	short := flag.Bool("short", false, "about a minute, with small sizes")
	size := flag.Int("size", 100, "percent of the real sizes")
	flag.Parse()
	b := &bench{size: *size, duration: 4 * time.Second}
	if *short {
		b.size, b.duration = min(b.size, 3), time.Second
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := b.run(ctx, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(ctx context.Context, only string) (err error) {
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp("", "sotay-bench"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	b.exe = filepath.Join(b.dir, "sotay")
	if out, err := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", b.exe, "./cmd/sotay").CombinedOutput(); err != nil {
		return fmt.Errorf("build the program: %w\n%s", err, out)
	}
	fmt.Println(environment(ctx))
	for _, w := range workloads() {
		if only != "" && only != w.name {
			continue
		}
		began := time.Now()
		if err := w.run(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		fmt.Fprintf(os.Stderr, "%s: %v\n", w.name, time.Since(began).Round(time.Second))
	}
	return b.table.print(os.Stdout)
}

// scaled is a real size under -size.
func (b *bench) scaled(n int) int { return max(1, n*b.size/100) }

func environment(ctx context.Context) string {
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		load = []byte("unknown")
	}
	var found []string
	for _, e := range engines() {
		v, err := e.version(ctx)
		if err != nil {
			v = err.Error()
		}
		found = append(found, v)
	}
	first, _, _ := strings.Cut(string(load), " ")
	return fmt.Sprintf("%d cores, %s %s/%s, %s; load before: %s\n", runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH, strings.Join(found, ", "), first)
}
