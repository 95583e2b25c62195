package app

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/meeting"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/dbtest"
)

// soon is how fast a lost right must act (trust.md Z5).
const soon = 5 * time.Second

// TestLostRightsActAtOnce takes rights away from people who are reading, and looks
// at their next request and at the stream that they have open.
func TestLostRightsActAtOnce(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, engine)
			w.furnish("B1")
			w.furnish("B2")
			srv := httptest.NewServer(w.web)
			t.Cleanup(srv.Close)
			t.Cleanup(w.Hub.Close)
			for name, take := range losses() {
				t.Run(name, func(t *testing.T) { w.loses(t, srv.URL, take) })
			}
		})
	}
}

// loss is one way to lose a right.
type loss struct {
	role string
	take func(*world, *actor)
}

func losses() map[string]loss {
	today := func(w *world) civil.Date { return civil.In(w.clock()) }
	return map[string]loss{
		"role taken": {access.Clerk, func(w *world, a *actor) { w.revoke(a.account, a.role) }},
		"suspended": {access.Member, func(w *world, a *actor) {
			w.must(w.Accounts.Suspend(w.Context(), program(), a.account))
		}},
		"moved to another branch": {access.Secretary, func(w *world, a *actor) {
			w.must(w.Members.Move(w.Context(), program(), a.member, 1, w.unit["B2"].ID, today(w), "02-QĐ/ĐU"))
		}},
		"struck off": {access.Member, func(w *world, a *actor) {
			w.must(w.Members.Leave(w.Context(), program(), a.member, 1, "expelled", today(w), "03-QĐ/ĐU"))
		}},
		"signed out elsewhere": {access.Member, func(w *world, a *actor) {
			other := *a
			other.cookie = w.signIn(a, passphrase)
			w.do(&other, "POST", "/me/sign-out-everywhere", "")
		}},
		"given a new code": {access.Member, func(w *world, a *actor) {
			_, err := w.Accounts.Reissue(w.Context(), program(), a.account)
			w.must(err)
		}},
	}
}

func (w *world) loses(t *testing.T, site string, l loss) {
	at := "B1"
	if l.role == access.Clerk {
		at = "C1"
	}
	a := w.join(&actor{role: l.role, state: "active", at: at})
	page := "/meetings/" + w.place["B1"]["open"]
	if rec := w.do(a, "GET", page, ""); rec.Code != http.StatusOK {
		t.Fatalf("before: %d", rec.Code)
	}
	stream := listen(t, site, "/live?topic=meeting:"+w.place["B1"]["open"], a.cookie)
	if first := stream.next(t, soon); !strings.Contains(first, "current") {
		t.Fatalf("the stream begins with %q", first)
	}
	l.take(w, a)
	if rec := w.do(a, "GET", page, ""); rec.Code == http.StatusOK {
		t.Error("the next request was let in")
	}
	if rec := w.do(a, "GET", "/api/v1"+page, ""); rec.Code == http.StatusOK {
		t.Error("the next request of the program was let in")
	}
	if rest := stream.next(t, soon); rest != "" {
		t.Errorf("the stream went on with %q", rest)
	}
	again := listen(t, site, "/live?topic=meeting:"+w.place["B1"]["open"], a.cookie)
	if again.status == http.StatusOK {
		t.Error("the stream came back")
	}
}

// TestStreamsTellOnlyWhatMayBeSeen asks for topics of others (Z1 for /live).
func TestStreamsTellOnlyWhatMayBeSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sqlite")
	w.furnish("B1")
	w.furnish("B2")
	srv := httptest.NewServer(w.web)
	t.Cleanup(srv.Close)
	t.Cleanup(w.Hub.Close)
	a := w.join(&actor{role: access.Member, state: "active", at: "B1"})
	other := w.place["B2"]
	for topic, status := range map[string]int{
		meeting.ID(w.place["B1"]["open"]).Topic(): http.StatusOK, "inbox:" + string(a.member): http.StatusOK,
		meeting.ID(other["open"]).Topic(): http.StatusNotFound, meeting.ID(w.place["B1"]["draft"]).Topic(): http.StatusNotFound, "inbox:" + other["member"]: http.StatusNotFound,
		"account:" + other["account"]: http.StatusNotFound, "member:" + other["member"]: http.StatusNotFound, "jobs": http.StatusNotFound, "": http.StatusNotFound,
	} {
		if got := listen(t, srv.URL, "/live?topic="+topic, a.cookie).status; got != status {
			t.Errorf("%s: %d, want %d", topic, got, status)
		}
	}
}

// stream is what a browser hears.
type stream struct {
	status int
	events chan string // closed at the end
}

func listen(t *testing.T, site, path, cookie string) *stream {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", site+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	r.AddCookie(&http.Cookie{Name: "sotay_session", Value: cookie})
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	s := &stream{res.StatusCode, make(chan string, 100)}
	go func() {
		defer res.Body.Close()
		defer close(s.events)
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				s.events <- name
			}
		}
	}()
	return s
}

// next is the name of the next event, "" at the end of the stream.
func (s *stream) next(t *testing.T, within time.Duration) string {
	t.Helper()
	select {
	case name := <-s.events:
		return name
	case <-time.After(within):
		t.Fatal("nothing is heard")
		return ""
	}
}
