package live

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxSeen is as much as is read of what a browser says it has seen, in bytes.
const maxSeen = 4096

// Serve writes a subscription to a browser as server-sent events (WHATWG HTML,
// 9.2) until the browser leaves (nil), the session is kicked (ErrKicked), the hub
// is closed (ErrClosed) or a write fails, also because the browser takes nothing
// for ten seconds.
//
// Data is written as in a query, "topic=version&topic=version", which a browser
// reads with URLSearchParams. The first event, "current", has all topics. After
// that, each "change" has those that are newer than what the browser knows. What
// it knows it says itself: by Last-Event-ID when it reconnects, or by the query
// parameter "since", made with Since, for a page that was rendered before the
// stream opened. If it is behind, a "change" follows the first event at once.
func Serve(w http.ResponseWriter, r *http.Request, sub *Subscription) error {
	out := stream{w: w, rc: http.NewResponseController(w), hub: sub.hub}
	if err := out.open(); err != nil {
		return err
	}
	if sub.ended() { // kicked before it began: not even versions are told
		return out.goodbye(sub.why)
	}
	if err := out.send(sub.first(lastSeen(r))); err != nil {
		return err
	}
	beat := time.NewTicker(sub.hub.beat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-r.Context().Done():
			return nil
		case <-sub.done:
			return out.goodbye(sub.why)
		case <-sub.wake:
			err = out.send(sub.news())
		case <-beat.C:
			err = out.send([]byte(":\n\n"))
		}
		if err != nil {
			return err
		}
	}
}

// stream is the response, with a deadline on every write.
type stream struct {
	w   http.ResponseWriter
	rc  *http.ResponseController
	hub *Hub
}

// open lifts the server's limits for short requests and sends the header. A
// writer that knows no deadlines is refused: a stuck browser would stay for ever.
func (s *stream) open() error {
	if err := s.rc.SetReadDeadline(time.Time{}); err != nil {
		return fmt.Errorf("live: %w", err)
	}
	if err := s.rc.SetWriteDeadline(s.hub.now().Add(s.hub.patience)); err != nil {
		return fmt.Errorf("live: %w", err)
	}
	h := s.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx: pass every event on at once
	s.w.WriteHeader(http.StatusOK)
	return nil
}

func (s *stream) send(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	if err := s.rc.SetWriteDeadline(s.hub.now().Add(s.hub.patience)); err != nil {
		return fmt.Errorf("live: %w", err)
	}
	if _, err := s.w.Write(b); err != nil {
		return fmt.Errorf("live: %w", err)
	}
	if err := s.rc.Flush(); err != nil {
		return fmt.Errorf("live: %w", err)
	}
	return nil
}

// goodbye tells a kicked browser not to reconnect by itself; the end of the
// stream is all that others need.
func (s *stream) goodbye(why error) error {
	if why == ErrKicked {
		if err := s.send([]byte("event: end\ndata:\n\n")); err != nil {
			return err
		}
	}
	return why
}

// first is the greeting: how long to wait before reconnecting, where the topics
// stand, and a change if the browser, which has seen some versions, is behind.
func (s *Subscription) first(seen map[string]int64) []byte {
	all, behind := make([]*slot, 0, len(s.slots)), []*slot(nil)
	for i := range s.slots {
		c := &s.slots[i]
		c.sent = c.version.Load()
		all = append(all, c)
		if v, ok := seen[c.topic]; seen != nil && (!ok || v < c.sent) {
			behind = append(behind, c)
		}
	}
	b := append(make([]byte, 0, 256), "retry: 2000\n"...)
	b = s.event(b, "current", all)
	if len(behind) > 0 {
		b = s.event(b, "change", behind)
	}
	return b
}

// news is the newest version of each topic that has changed since the last
// event, or nothing.
func (s *Subscription) news() []byte {
	var changed []*slot
	for i := range s.slots {
		c := &s.slots[i]
		if v := c.version.Load(); v > c.sent {
			c.sent = v
			changed = append(changed, c)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return s.event(make([]byte, 0, 128), "change", changed)
}

// event appends an event. Its id holds the versions of all topics, as only the
// last id comes back. Topics are escaped, so that none can break out of its line.
func (s *Subscription) event(b []byte, name string, slots []*slot) []byte {
	b = append(append(b, "event: "...), name...)
	b = append(b, "\ndata: "...)
	for i, c := range slots {
		b = c.append(b, i)
	}
	b = append(b, "\nid: "...)
	for i := range s.slots {
		b = s.slots[i].append(b, i)
	}
	return append(b, "\n\n"...)
}

func (c *slot) append(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, '&')
	}
	b = append(append(b, url.QueryEscape(c.topic)...), '=')
	return strconv.AppendInt(b, c.sent, 10)
}

// Since is the value of the query parameter "since" for a page that shows the
// topics at these versions.
func Since(versions map[string]int64) string {
	v := url.Values{}
	for topic, version := range versions {
		v.Set(topic, strconv.FormatInt(version, 10))
	}
	return v.Encode()
}

// lastSeen reads what the browser says it has seen, nil if it says nothing. It
// is only a hint: what makes no sense counts as not seen.
func lastSeen(r *http.Request) map[string]int64 {
	id := r.Header.Get("Last-Event-ID")
	if id == "" {
		id = r.URL.Query().Get("since")
	}
	if id == "" {
		return nil
	}
	seen := map[string]int64{}
	if len(id) > maxSeen {
		return seen
	}
	for pair := range strings.SplitSeq(id, "&") {
		name, version, _ := strings.Cut(pair, "=")
		topic, err := url.QueryUnescape(name)
		v, bad := strconv.ParseInt(version, 10, 64)
		if err == nil && bad == nil {
			seen[topic] = v
		}
	}
	return seen
}
