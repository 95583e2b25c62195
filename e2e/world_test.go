package e2e

import (
	"context"
	"encoding/base64"
	"log/slog"
	"net"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/app"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/dbtest"
)

// world is an installation that runs, with a clock that the test sets.
type world struct {
	t     testing.TB
	app   *app.App
	base  string
	clock *clock
	line  *line
}

// install starts the program on an empty database.
func install(t testing.TB, engine string, now time.Time) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{}}
	w.clock.set(now)
	var err error
	w.app, err = app.New(t.Context(), app.Settings{Data: t.TempDir(), DB: dbtest.Name(t, engine), Clock: w.clock.now, Dev: true, Log: slog.New(&watcher{t: t})})
	if err != nil {
		t.Fatal(err)
	}
	w.serve()
	return w
}

// serve listens on this machine and works off jobs, until the test ends.
func (w *world) serve() {
	srv := httptest.NewUnstartedServer(w.app.Handler())
	w.line = &line{Listener: srv.Listener, open: map[net.Conn]bool{}}
	srv.Listener = w.line
	srv.Config.ReadHeaderTimeout = patience
	srv.Start()
	w.base = srv.URL
	ctx, stop := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { w.app.Jobs.Run(ctx) })
	work.Go(func() { w.app.Scans.Run(ctx) })
	w.t.Cleanup(func() {
		stop()
		work.Wait()
		w.app.Hub.Close()
		srv.CloseClientConnections()
		srv.Close()
		if err := w.app.Close(); err != nil {
			w.t.Error(err)
		}
	})
}

// at sets the clock to a time of a day in Vietnam.
func (w *world) at(day civil.Date, hour, minute int) { w.clock.set(day.At(hour, minute)) }

// root is who installs: it may do what the command line may.
func root(perms ...authz.Perm) authz.Actor { return authz.System("e2e", perms...) }

// clock runs like any other, from where it was set.
type clock struct{ ahead atomic.Int64 } // of this machine, in nanoseconds

func (c *clock) set(t time.Time) { c.ahead.Store(int64(time.Until(t))) }
func (c *clock) now() time.Time  { return time.Now().Add(time.Duration(c.ahead.Load())) }

// line is the network between people and the program, which can be cut.
type line struct {
	net.Listener
	mu   sync.Mutex
	down bool
	open map[net.Conn]bool
}

func (l *line) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		c.Close()
	} else {
		l.open[c] = true
	}
	return c, nil
}

// cut breaks every connection and lets none come about.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = true
	for c := range l.open {
		c.Close()
	}
	clear(l.open)
}

func (l *line) mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = false
}

// watcher fails a test in which the program itself failed: a page that broke, a
// job that gave up. It is asked for nothing else.
type watcher struct{ t testing.TB }

func (x *watcher) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }
func (x *watcher) WithAttrs([]slog.Attr) slog.Handler           { return x }
func (x *watcher) WithGroup(string) slog.Handler                { return x }

func (x *watcher) Handle(_ context.Context, r slog.Record) error {
	said := r.Message
	r.Attrs(func(a slog.Attr) bool { said += " " + a.String(); return true })
	x.t.Errorf("the program says: %s", said)
	return nil
}

func decoded(b *tab, s string) []byte {
	b.t.Helper()
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		b.fail("%v", err)
	}
	return raw
}

// engines runs a test on every database that is here.
func engines(t *testing.T, test func(t *testing.T, engine string)) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			test(t, engine)
		})
	}
}
