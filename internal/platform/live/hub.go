// Package live tells browsers that something they show has changed. It carries
// no content: an event says that a topic has reached a version, and the page asks
// for what it may see. It promises that a browser that is connected learns the
// newest version of each of its topics, however slow it is; that what waits for a
// slow browser never grows; that a browser that comes back is told at once whether
// it is stale; and that a session whose rights are lost is cut off at once.
//
// It is the one platform package that speaks HTTP, as a stream of events is no
// request and answer.
package live

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// Why Serve ended, other than because the browser left.
var (
	ErrKicked = errors.New("live: the session was cut off")
	ErrClosed = errors.New("live: the hub is closed")
)

// Hub passes versions of topics to the subscriptions of this node. All methods
// may be called from any goroutine.
type Hub struct {
	now      func() time.Time
	beat     time.Duration // between signs of life on a quiet stream
	patience time.Duration // for one write to a browser

	mu       sync.RWMutex
	topics   map[string]map[*Subscription]*slot
	sessions map[string]map[*Subscription]struct{}
	closed   bool
}

// New makes a hub. The clock is only for the deadlines of writes.
func New(now func() time.Time) *Hub {
	return &Hub{
		now: now, beat: 15 * time.Second, patience: 10 * time.Second,
		topics:   map[string]map[*Subscription]*slot{},
		sessions: map[string]map[*Subscription]struct{}{},
	}
}

// Subscription is one stream to one browser.
type Subscription struct {
	hub     *Hub
	session string
	slots   []slot
	wake    chan struct{} // holds one token while there may be something to say
	done    chan struct{} // closed when the stream must end …
	why     error         // … for this reason, set before
}

// slot is the newest version of a topic and the last that was written out.
type slot struct {
	topic   string
	version atomic.Int64
	sent    int64
}

// Subscribe opens a subscription for a session to topics. In this order nothing
// is missed: Subscribe; then check the session's rights and read the topics'
// versions, telling them with Current; then Serve. The caller must Close it.
// On a closed hub the subscription has already ended.
func (h *Hub) Subscribe(session string, topics ...string) *Subscription {
	s := &Subscription{
		hub: h, session: session, slots: make([]slot, 0, len(topics)),
		wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		s.end(ErrClosed)
		return s
	}
	for _, topic := range topics {
		h.join(s, topic)
	}
	put(h.sessions, session, s, struct{}{})
	return s
}

// join adds a topic to a subscription, once.
func (h *Hub) join(s *Subscription, topic string) {
	if h.topics[topic][s] != nil {
		return
	}
	s.slots = append(s.slots, slot{topic: topic}) // within capacity: slots must not move
	put(h.topics, topic, s, &s.slots[len(s.slots)-1])
}

// Publish says that a topic has reached a version; versions only grow, and older
// ones are passed over. It never waits for a browser, so it may be called where a
// transaction commits or where a note from another node arrives.
func (h *Hub) Publish(topic string, version int64) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for s, slot := range h.topics[topic] {
		if slot.raise(version) {
			s.nudge()
		}
	}
}

// Kick ends all open streams of a session: it signed out or lost a right. The
// browser is told not to come back by itself.
func (h *Hub) Kick(session string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.sessions[session] {
		h.leave(s, ErrKicked)
	}
}

// Close ends all streams, so that a server can shut down; browsers come back by
// themselves. Later calls of Subscribe get streams that have ended.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for _, subs := range h.sessions {
		for s := range subs {
			h.leave(s, ErrClosed)
		}
	}
}

// Subscribers is how many subscriptions are open, for the metrics.
func (h *Hub) Subscribers() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	n := 0
	for _, subs := range h.sessions {
		n += len(subs)
	}
	return n
}

// leave forgets a subscription and ends it; h.mu is held.
func (h *Hub) leave(s *Subscription, why error) {
	for i := range s.slots {
		drop(h.topics, s.slots[i].topic, s)
	}
	drop(h.sessions, s.session, s)
	s.end(why)
}

// Current tells the version that a topic has now; one that has been published in
// the meantime is kept.
func (s *Subscription) Current(topic string, version int64) {
	for i := range s.slots {
		if s.slots[i].topic == topic {
			s.slots[i].raise(version)
		}
	}
}

// Close ends the subscription. It may be called more than once.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.leave(s, ErrClosed)
}

// end closes done once; the hub's lock is held.
func (s *Subscription) end(why error) {
	if s.why == nil {
		s.why = why
		close(s.done)
	}
}

func (s *Subscription) ended() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

func (s *Subscription) nudge() {
	select {
	case s.wake <- struct{}{}:
	default: // a token waits already
	}
}

// raise sets the version if it is newer, and says whether it was.
func (s *slot) raise(version int64) bool {
	for {
		old := s.version.Load()
		if version <= old {
			return false
		}
		if s.version.CompareAndSwap(old, version) {
			return true
		}
	}
}

func put[V any](m map[string]map[*Subscription]V, key string, s *Subscription, v V) {
	if m[key] == nil {
		m[key] = map[*Subscription]V{}
	}
	m[key][s] = v
}

func drop[V any](m map[string]map[*Subscription]V, key string, s *Subscription) {
	delete(m[key], s)
	if len(m[key]) == 0 {
		delete(m, key)
	}
}
