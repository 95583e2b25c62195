package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// command is one run of an outside program.
type command struct {
	tool   Tool
	args   []string
	dir    string    // where it runs and puts its own temporary files
	out    io.Writer // takes what it prints; an error from it ends the program
	errs   io.Writer // what it complains of; nil to keep the beginning for the error
	limit  time.Duration
	memory int64 // bytes of address space
}

// limited starts a program with bounds that it cannot lift: no core files, so
// much memory and processor time, files of at most 512 MiB, and last in the queue
// for the processor.
const limited = `ulimit -c 0; ulimit -v "$1" && ulimit -t "$2" && ulimit -f 1048576 || exit 125; shift 2; exec nice -n 15 "$@"`

// run runs a program in a process group of its own, which is killed whole when
// the time is over or ctx ends.
func run(ctx context.Context, c command) error {
	timed, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	words := append([]string{"-c", limited, "sh", strconv.FormatInt(c.memory>>10, 10),
		strconv.Itoa(int(c.limit.Seconds()) + 1), c.tool.Path}, c.args...)
	cmd := exec.CommandContext(timed, "/bin/sh", words...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 2 * time.Second
	cmd.Dir, cmd.Env = c.dir, environment(c.dir)
	complaints := &head{left: 500}
	cmd.Stdout, cmd.Stderr = c.out, complaints
	if c.errs != nil {
		cmd.Stderr = c.errs
	}
	return c.outcome(ctx, timed, cmd.Run(), complaints)
}

// outcome tells apart whose fault it was.
func (c command) outcome(ctx, timed context.Context, err error, complaints *head) error {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case timed.Err() != nil:
		return fmt.Errorf("%w: %s", ErrTimeout, c.tool.Path)
	case errors.As(err, &exit):
		return fmt.Errorf("%w: %s: %w: %s", ErrUnreadable, c.tool.Path, err, bytes.TrimSpace(complaints.kept))
	}
	return fmt.Errorf("extract: %s: %w", c.tool.Path, err)
}

// environment is all that a program learns of ours.
func environment(dir string) []string {
	env := []string{"LC_ALL=C.UTF-8", "OMP_THREAD_LIMIT=1", "HOME=" + dir, "TMPDIR=" + dir}
	for _, name := range []string{"PATH", "TESSDATA_PREFIX"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// inFolder gives work a folder that is gone afterwards.
func inFolder(lim Limits, work func(dir string) error) error {
	dir, err := os.MkdirTemp(lim.TempDir, "sotay-extract-")
	if err != nil {
		return fmt.Errorf("extract: %w", err)
	}
	return errors.Join(work(dir), os.RemoveAll(dir))
}

// head keeps the beginning of what is written to it and swallows the rest.
type head struct {
	kept []byte
	left int
}

func (h *head) Write(p []byte) (int, error) {
	n := min(h.left, len(p))
	h.kept = append(h.kept, p[:n]...)
	h.left -= n
	return len(p), nil
}

// full reports whether as much came as was asked for.
func (h *head) full() bool { return h.left == 0 }
