package jobs

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
)

// victim names the database for a process of this test that is to be killed.
const victim = "SOTAY_JOBS_VICTIM"

// TestMain lets the test binary be a node that takes jobs and ends none.
func TestMain(m *testing.M) {
	name := os.Getenv(victim)
	if name == "" {
		os.Exit(m.Run())
	}
	d, err := db.Open(context.Background(), name)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	r := New(d)
	r.Handle("x", func(context.Context, json.RawMessage, *Progress) error {
		fmt.Println("working")
		select {}
	})
	r.Run(context.Background())
}

// A process that is killed in the middle of its jobs loses none of them.
func TestKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			name := dbtest.Name(t, engine)
			var ahead atomic.Int64
			d, err := db.Open(t.Context(), name, db.WithClock(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			for i := range 10 {
				put(t, d, Job{Kind: "x", Body: i})
			}
			killInTheMiddle(t, name)
			if n := count(t, d, `SELECT COUNT(*) FROM jobs WHERE state = 'running'`); n != 2 {
				t.Errorf("%d jobs were running", n)
			}
			r := quick(d)
			var calls atomic.Int64
			r.Handle("x", func(context.Context, json.RawMessage, *Progress) error { calls.Add(1); return nil })
			run(t, r)
			soon(t, "the others done", func() bool { return count(t, d, `SELECT COUNT(*) FROM jobs WHERE state = 'done'`) == 8 })
			ahead.Store(int64(2 * r.pace.lease))
			soon(t, "all done", func() bool { return count(t, d, `SELECT COUNT(*) FROM jobs WHERE state = 'done'`) == 10 })
			if calls.Load() != 10 {
				t.Errorf("%d calls", calls.Load())
			}
		})
	}
}

func killInTheMiddle(t *testing.T, name string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	node := exec.Command(exe)
	node.Env = append(os.Environ(), victim+"="+name)
	out, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range 2 {
		if !lines.Scan() || lines.Text() != "working" {
			t.Errorf("the node said %q", lines.Text())
		}
	}
	if err := node.Process.Kill(); err != nil {
		t.Error(err)
	}
	node.Wait() // it was killed: nothing to say
}
