package e2e

import (
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// What a visit may weigh on the network, in bytes, as people's data plans count it.
const (
	firstVisit = 100 << 10
	nextPage   = 15 << 10
)

// scale weighs what a browser receives.
type scale struct {
	mu    sync.Mutex
	bytes float64
}

func (s *scale) hear(event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := event.(*network.EventLoadingFinished); ok {
		s.bytes += e.EncodedDataLength
	}
}

// weigh tells what arrived since the last time, once the page is quiet.
func (s *scale) weigh() int {
	for last := -1.0; ; time.Sleep(5 * glance) {
		s.mu.Lock()
		now := s.bytes
		if now == last {
			s.bytes = 0
			s.mu.Unlock()
			return int(now)
		}
		last = now
		s.mu.Unlock()
	}
}

func TestWeight(t *testing.T) {
	t.Parallel()
	w := settle(t, "sqlite")
	for _, name := range []string{theMember, theSecretary, theClerk} {
		b := w.comes(name)
		s := &scale{}
		if err := chromedp.Listen(b.ctx, s.hear); err != nil {
			t.Fatal(err)
		}
		b.open("/")
		first := s.weigh()
		t.Logf("%s: first visit %d bytes", name, first)
		if first < nextPage/4 || first > firstVisit {
			t.Errorf("%s: the first visit weighs %d bytes", name, first)
		}
		next := map[string][]string{
			theMember: {at(w.running), "/tasks", "/me", "/"}, theSecretary: {at(w.running) + "?tab=roll", at(w.running) + "?tab=course", "/members", "/reports", "/"}, theClerk: {"/reports", "/members", "/accounts"},
		}[name]
		for _, path := range next {
			b.open(path)
			n := s.weigh()
			t.Logf("%s: %s %d bytes", name, path, n)
			if n == 0 || n > nextPage {
				t.Errorf("%s: %s weighs %d bytes", name, path, n)
			}
		}
	}
}
