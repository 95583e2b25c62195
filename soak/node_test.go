package soak

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"sotay/internal/app"
)

// The environment that makes the test binary be the program.
const (
	nodeData = "SOTAY_SOAK_DATA"
	nodeDB   = "SOTAY_SOAK_DB"
)

// slowest is how long a start may take after a kill (N1).
const slowest = 5 * time.Second

func TestMain(m *testing.M) {
	if os.Getenv(nodeData) == "" {
		os.Exit(m.Run())
	}
	if err := serve(os.Getenv(nodeData), os.Getenv(nodeDB)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve is the program, until it is killed or the test is gone.
func serve(data, url string) error {
	ctx := context.Background()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	a, err := app.New(ctx, app.Settings{Data: data, DB: url, Log: log})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go a.Jobs.Run(ctx)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Println("http://" + l.Addr().String())
	return (&http.Server{Handler: a.Handler(), ReadHeaderTimeout: slowest}).Serve(l)
}

// node is the running program.
type node struct {
	cmd    *exec.Cmd
	out    *bufio.Reader
	said   bytes.Buffer
	began  time.Time
	url    string
	client *http.Client
}

// start begins a process; it is ready only after await.
func (w *world) start(t testing.TB) *node {
	t.Helper()
	exe, err := os.Executable()
	must(t, err)
	n := &node{cmd: exec.Command(exe), began: time.Now(), client: &http.Client{
		Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: len(w.people)}}}
	n.cmd.Env = append(os.Environ(), nodeData+"="+w.dir, nodeDB+"="+w.url)
	n.cmd.Stderr = &n.said
	_, err = n.cmd.StdinPipe() // closes with this process
	must(t, err)
	out, err := n.cmd.StdoutPipe()
	must(t, err)
	n.out = bufio.NewReader(out)
	must(t, n.cmd.Start())
	return n
}

// await returns how long the program took until it answered.
func (n *node) await(t testing.TB) time.Duration {
	t.Helper()
	line, err := n.out.ReadString('\n')
	if err != nil {
		n.kill()
		t.Fatalf("the program did not start: %v\n%s", err, n.said.String())
	}
	n.url = strings.TrimSpace(line)
	res, err := n.client.Get(n.url + "/readyz")
	must(t, err)
	res.Body.Close()
	took := time.Since(n.began)
	if res.StatusCode != http.StatusOK || took > slowest {
		t.Errorf("after %v the program answered %s", took, res.Status)
	}
	return took
}

// kill is kill -9. What the program complained of before is a failure of its own.
func (n *node) kill() (complaints string) {
	n.cmd.Process.Kill()
	n.cmd.Wait() // it was killed: nothing to say
	n.client.CloseIdleConnections()
	return n.said.String()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
