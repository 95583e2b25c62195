package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a process that answers on loopback.
type server struct {
	cmd  *exec.Cmd
	url  string
	said bytes.Buffer
}

// serve starts a process whose first line on stdout that holds an address says
// where it listens.
func serve(ctx context.Context, exe string, args ...string) (*server, error) {
	s := &server{cmd: exec.CommandContext(ctx, exe, args...)}
	s.cmd.Stderr = &s.said
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for s.url == "" && lines.Scan() {
		if _, at, ok := strings.Cut(lines.Text(), "http://"); ok {
			s.url = "http://" + at
		}
	}
	go io.Copy(io.Discard, out) // until it ends
	if s.url == "" {
		s.stop()
		return nil, fmt.Errorf("%s %v did not start: %s", exe, args, s.said.String())
	}
	return s, nil
}

// program starts the real one.
func (b *bench) program(ctx context.Context, p place, more ...string) (*server, error) {
	return serve(ctx, b.exe, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", p.dir, "--db", p.url, "--log-level", "error"}, more...)...)
}

func (s *server) stop() {
	s.cmd.Process.Kill()
	s.cmd.Wait() // it was killed: nothing to say
}

// ticks is how Linux counts a process's time (USER_HZ, the same everywhere).
const ticks = 100

// cpu is the processor time that the process has used.
func (s *server) cpu() (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	const user, system = 11, 12 // fields after the name
	f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	u, err1 := strconv.Atoi(f[user])
	v, err2 := strconv.Atoi(f[system])
	return time.Duration(u+v) * time.Second / ticks, errors.Join(err1, err2)
}

// memory is a line of the process's status, in kilobytes: VmRSS now, VmHWM at most.
func (s *server) memory(name string) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, ok := strings.Cut(string(b), name+":")
	if !ok {
		return 0, errors.New("no " + name)
	}
	return strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
}

// spent is what a process that has ended took.
type spent struct {
	wall, cpu time.Duration
	peak      int64 // kilobytes
	out       string
}

// do runs a process to its end.
func do(ctx context.Context, exe string, args ...string) (spent, error) {
	cmd := exec.CommandContext(ctx, exe, args...)
	began := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return spent{}, fmt.Errorf("%s %v: %w\n%s", exe, args, err, out)
	}
	s := spent{wall: time.Since(began), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), out: string(out)}
	if use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.peak = use.Maxrss
	}
	return s, nil
}

// peer makes this program one of those that it measures against.
func peer(name string, args []string) bool {
	var err error
	switch name {
	case "hello":
		err = hello()
	case "read":
		err = readAlone(args)
	default:
		return false
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

// hello is the least that net/http can do.
func hello() error {
	l, err := listen()
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") }))
}
