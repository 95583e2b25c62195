package live

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// server is a hub behind a real HTTP server. Every stream subscribes to the
// topics in the query for the session in the query, at the versions in at.
type server struct {
	*httptest.Server
	hub   *Hub
	at    map[string]int64
	ended chan error
}

func serve(t testing.TB, at map[string]int64) *server {
	s := &server{hub: New(time.Now), at: at, ended: make(chan error, 2000)}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(s.handle))
	s.Config.ReadTimeout, s.Config.WriteTimeout = time.Second, time.Second // a stream must outlive both
	s.Start()
	t.Cleanup(func() { s.hub.Close(); s.Server.Close() })
	return s
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	sub := s.hub.Subscribe(r.FormValue("session"), r.Form["topic"]...)
	defer sub.Close()
	for topic, version := range s.at {
		sub.Current(topic, version)
	}
	s.ended <- Serve(w, r, sub)
}

// browser reads events from a stream.
type browser struct {
	res  *http.Response
	line *bufio.Scanner
	id   string
}

func (s *server) open(t testing.TB, query, lastID string) *browser {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", s.URL+"/?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); res.Body.Close() })
	return &browser{res: res, line: bufio.NewScanner(res.Body)}
}

// next reads one event as "name data", or "" at the end of the stream.
func (b *browser) next() string {
	name, data := "", ""
	for b.line.Scan() {
		field, value, _ := strings.Cut(b.line.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "event":
			name = value
		case "data":
			data = value
		case "id":
			b.id = value
		case "":
			if name != "" {
				return strings.TrimSpace(name + " " + data)
			}
		}
	}
	return ""
}

func (b *browser) expect(t testing.TB, want string) {
	t.Helper()
	if got := b.next(); got != want {
		t.Fatalf("event %q, want %q", got, want)
	}
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal(what)
}

func TestStream(t *testing.T) {
	t.Parallel()
	s := serve(t, map[string]int64{"meeting/17": 5, "news": 2})
	b := s.open(t, "session=a&topic=meeting/17&topic=news&topic=news", "")
	for header, want := range map[string]string{"Content-Type": "text/event-stream", "X-Accel-Buffering": "no", "Cache-Control": "no-store"} {
		if got := b.res.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	b.expect(t, "current meeting%2F17=5&news=2")
	s.hub.Publish("meeting/17", 6)
	b.expect(t, "change meeting%2F17=6")
	s.hub.Publish("meeting/17", 4)
	s.hub.Publish("meeting/18", 9)
	s.hub.Publish("news", 3)
	b.expect(t, "change news=3")
	if b.id != "meeting%2F17=6&news=3" {
		t.Errorf("id %q", b.id)
	}
}

func TestReconnect(t *testing.T) {
	t.Parallel()
	s := serve(t, map[string]int64{"a": 5, "b b\n": 7})
	for _, c := range []struct{ last, query, want string }{
		{"a=5&b+b%0A=7", "", ""},
		{"a=4&b+b%0A=7", "", "change a=5"},
		{"a=9&b+b%0A=9", "", ""},
		{"a=5", "", "change b+b%0A=7"},
		{"nonsense", "", "change a=5&b+b%0A=7"},
		{"a=x&%zz=1", "", "change a=5&b+b%0A=7"},
		{strings.Repeat("a", maxSeen+1), "", "change a=5&b+b%0A=7"},
		{"", "&since=a%3D4%26b%2Bb%250A%3D7", "change a=5"},
		{"a=5&b+b%0A=7", "&since=a%3D1", ""},
		{"", "", ""},
	} {
		b := s.open(t, "session=a&topic=a&topic=b+b%0A"+c.query, c.last)
		b.expect(t, "current a=5&b+b%0A=7")
		if c.want != "" {
			b.expect(t, c.want)
		}
		eventually(t, "no subscription", func() bool { return s.hub.Subscribers() > 0 })
		s.hub.Kick("a")
		b.expect(t, "end")
	}
	if got := Since(map[string]int64{"b b\n": 7, "a": 4}); got != "a=4&b+b%0A=7" {
		t.Errorf("since %q", got)
	}
}

func TestStreamOutlivesServerTimeoutsAndBeats(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	s.hub.beat = 300 * time.Millisecond
	b := s.open(t, "session=a&topic=a", "")
	b.expect(t, "current a=0")
	start := time.Now()
	for beats := 0; beats < 5; {
		if !b.line.Scan() {
			t.Fatalf("ended after %v: %v", time.Since(start), b.line.Err())
		}
		if b.line.Text() == ":" {
			beats++
		}
	}
	s.hub.Publish("a", 1)
	b.expect(t, "change a=1")
	if d := time.Since(start); d < 1200*time.Millisecond {
		t.Errorf("five beats in %v", d)
	}
}

func TestEnds(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	kicked, other := s.open(t, "session=a&topic=x", ""), s.open(t, "session=b&topic=x", "")
	kicked.expect(t, "current x=0")
	other.expect(t, "current x=0")
	s.hub.Kick("a")
	kicked.expect(t, "end")
	kicked.expect(t, "")
	if err := <-s.ended; !errors.Is(err, ErrKicked) {
		t.Errorf("kicked: %v", err)
	}
	s.hub.Publish("x", 1)
	other.expect(t, "change x=1")
	other.res.Body.Close()
	if err := <-s.ended; err != nil && !errors.Is(err, net.ErrClosed) {
		t.Logf("left: %v", err)
	}
	eventually(t, "a browser that left is still subscribed", func() bool { return s.hub.Subscribers() == 0 })
	third := s.open(t, "session=c&topic=x", "")
	third.expect(t, "current x=0")
	s.hub.Close()
	third.expect(t, "")
	if err := <-s.ended; !errors.Is(err, ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	s.open(t, "session=c&topic=x", "").expect(t, "")
	if err := <-s.ended; !errors.Is(err, ErrClosed) {
		t.Errorf("after close: %v", err)
	}
	if n := len(s.hub.topics) + len(s.hub.sessions); n != 0 {
		t.Errorf("%d entries left", n)
	}
}

// A right that is lost between Subscribe and Serve ends the stream too.
func TestKickBeforeServe(t *testing.T) {
	t.Parallel()
	h := New(time.Now)
	sub := h.Subscribe("a", "x")
	h.Kick("a")
	done := make(chan error, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { done <- Serve(w, r, sub) }))
	defer srv.Close()
	res, err := srv.Client().Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if err := <-done; !errors.Is(err, ErrKicked) || string(body) != "event: end\ndata:\n\n" {
		t.Errorf("got %v, %q", err, body)
	}
}

// A browser that reads nothing keeps nobody waiting, costs no memory, gets the
// newest version when it reads again, and is dropped when it does not.
func TestSlowBrowser(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	s.hub.patience = 300 * time.Millisecond
	s.hub.beat = time.Millisecond // the only traffic that is not coalesced fills the socket
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.(*net.TCPConn).SetReadBuffer(1)
	long := strings.Repeat("t", 60_000)
	fmt.Fprintf(conn, "GET /?session=a&topic=x&topic=%s HTTP/1.1\r\nHost: x\r\n\r\n", long)
	eventually(t, "no subscription", func() bool { return s.hub.Subscribers() == 1 })
	start := time.Now()
	for v := int64(1); s.hub.Subscribers() == 1 && time.Since(start) < 20*time.Second; v++ {
		before := time.Now()
		s.hub.Publish("x", v)
		if d := time.Since(before); d > 5*time.Second {
			t.Fatalf("a publisher waited %v", d)
		}
		time.Sleep(time.Millisecond)
	}
	select {
	case err := <-s.ended:
		if !errors.Is(err, context.DeadlineExceeded) && !strings.Contains(fmt.Sprint(err), "timeout") {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("a stuck browser was kept")
	}
}

func TestCoalescing(t *testing.T) {
	t.Parallel()
	h := New(time.Now)
	sub := h.Subscribe("a", "x", "y")
	defer sub.Close()
	for v := int64(1); v <= 10_000; v++ {
		h.Publish("x", v)
	}
	h.Publish("y", 3)
	if n := len(sub.wake); n != 1 {
		t.Errorf("%d tokens", n)
	}
	if got, want := string(sub.news()), "event: change\ndata: x=10000&y=3\nid: x=10000&y=3\n\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := sub.news(); got != nil {
		t.Errorf("then %q", got)
	}
}

func TestRecorderWithoutDeadlinesIsRefused(t *testing.T) {
	t.Parallel()
	sub := New(time.Now).Subscribe("a", "x")
	defer sub.Close()
	w := httptest.NewRecorder()
	if err := Serve(w, httptest.NewRequest("GET", "/", nil), sub); !errors.Is(err, http.ErrNotSupported) || w.Body.Len() > 0 {
		t.Errorf("%v, %q", err, w.Body)
	}
}

// pipe connects clients to a server in memory: no ports, no sockets to run out of.
type pipe struct {
	conns chan net.Conn
	close sync.Once
}

func (p *pipe) Accept() (net.Conn, error) {
	c, ok := <-p.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (p *pipe) Close() error {
	p.close.Do(func() { close(p.conns) })
	return nil
}

func (p *pipe) Addr() net.Addr { return &net.IPAddr{} }

func TestThousandSubscribers(t *testing.T) {
	const n = 1000
	h := New(time.Now)
	l := &pipe{conns: make(chan net.Conn, n)}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sub := h.Subscribe(r.FormValue("session"), "x", "y")
		defer sub.Close()
		Serve(w, r, sub)
	})}
	srv.RegisterOnShutdown(h.Close)
	go srv.Serve(l)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var at [n]atomic.Int64
	var readers sync.WaitGroup
	for i := range n {
		client, conn := net.Pipe()
		l.conns <- conn
		readers.Go(func() { follow(client, i, &at[i]) })
	}
	eventually(t, "not all subscribed", func() bool { return h.Subscribers() == n })
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("%d KiB a connection, client and pipe included", (after.HeapInuse+after.StackInuse-before.HeapInuse-before.StackInuse)/n>>10)
	var publishers sync.WaitGroup
	for range 4 {
		publishers.Go(func() {
			for v := int64(1); v <= 200; v++ {
				h.Publish("x", v)
			}
		})
	}
	publishers.Wait()
	start := time.Now()
	h.Publish("x", 1000)
	t.Logf("publish took %v", time.Since(start))
	eventually(t, "not all have the newest", func() bool { return at[0].Load() == 1000 && all(&at, 1000) })
	t.Logf("last of %d after %v", n, time.Since(start))
	for i := range 100 {
		h.Kick(fmt.Sprint("s", i))
	}
	eventually(t, "kicked sessions are still subscribed", func() bool { return h.Subscribers() == n-100 })
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := srv.Shutdown(ctx); err != nil {
		t.Errorf("shutdown: %v", err)
	}
	readers.Wait()
}

// follow reads a stream and keeps the version of x that it shows.
func follow(conn net.Conn, i int, at *atomic.Int64) {
	defer conn.Close()
	fmt.Fprintf(conn, "GET /?session=s%d HTTP/1.1\r\nHost: x\r\n\r\n", i)
	r := bufio.NewReader(conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil || strings.HasPrefix(line, "event: end") {
			io.Copy(io.Discard, r)
			return
		}
		var v int64
		if _, err := fmt.Sscanf(line, "data: x=%d", &v); err == nil {
			at.Store(v)
		}
	}
}

func all(at *[1000]atomic.Int64, v int64) bool {
	for i := range at {
		if at[i].Load() != v {
			return false
		}
	}
	return true
}

func FuzzLastSeen(f *testing.F) {
	f.Add("a=5&b+b%0A=7", "since=a%3D4")
	f.Add("", "since=%zz&a=1")
	f.Add("a=-1&&=&a=99999999999999999999", "")
	f.Fuzz(func(t *testing.T, id, query string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Last-Event-ID", id)
		r.URL.RawQuery = query
		seen := lastSeen(r)
		if id != "" && (seen == nil || len(seen) > maxSeen) {
			t.Errorf("%q: %d topics", id, len(seen))
		}
		if back := Since(seen); len(back) <= maxSeen && len(seen) > 0 {
			r.Header.Set("Last-Event-ID", back)
			if again := lastSeen(r); !maps.Equal(seen, again) {
				t.Errorf("%q became %v", back, again)
			}
		}
	})
}

func BenchmarkPublish(b *testing.B) {
	h := New(time.Now)
	for i := range 54_000 {
		h.Subscribe(fmt.Sprint(i), "x")
	}
	v := int64(0)
	for b.Loop() {
		v++
		h.Publish("x", v)
	}
}
