package soak

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"sotay/internal/meeting"
)

// act is something that a person does, with the mark that its effect leaves in
// the audit log. Without a key it is one that the program itself takes only once.
type act struct {
	path, body, key string
	mark            string
	turn            int
	choice          meeting.Choice // of a vote
}

// outcome is what a person knows after sending an act.
type outcome uint8

const (
	unknown  outcome = iota // no answer, or "try again": it is sent again
	promised                // acknowledged
	refused                 // never expected here
)

// client is one person with a telephone, doing one thing after the other.
type client struct {
	*world
	who      int
	random   *rand.Rand
	checkIns []hall // still to come
	votes    []hall // checked in, not voted
	turn     int
	waiting  *act  // sent last, not acknowledged
	late     []act // given up for a quieter hour: what was done before is known for sure only after a while
	acked    []act
	sent     []act
	trouble  []string
	listed   int // of what was sent, entered into the ledger
	proved   int // of what was acknowledged, found in the ledger
}

func newClient(w *world, who int) *client {
	c := &client{world: w, who: who, random: rand.New(rand.NewPCG(9, uint64(who))), checkIns: slices.Clone(w.halls)}
	c.random.Shuffle(len(c.checkIns), func(i, j int) { c.checkIns[i], c.checkIns[j] = c.checkIns[j], c.checkIns[i] })
	return c
}

// work does things until ctx ends: first what was not acknowledged.
func (c *client) work(ctx context.Context, n *node) {
	for ctx.Err() == nil {
		if c.waiting == nil {
			a := c.next()
			c.waiting = &a
			c.sent = append(c.sent, a)
		}
		if c.try(ctx, n, *c.waiting) {
			c.waiting = nil
		}
	}
}

// settle puts off what stayed without an answer in two lives of the program.
func (c *client) settle(before *act) {
	if c.waiting != nil && c.waiting == before {
		c.late, c.waiting = append(c.late, *c.waiting), nil
	}
}

// try reports whether the act is settled.
func (c *client) try(ctx context.Context, n *node, a act) bool {
	o, said := c.send(ctx, n, a)
	return c.learn(a, o, said)
}

// learn takes in what came of an act; false where it must be sent again.
func (c *client) learn(a act, o outcome, said string) bool {
	switch {
	case o == unknown:
		return false
	case o == refused:
		c.trouble = append(c.trouble, fmt.Sprintf("%s was refused: %s", a.mark, said))
		return true
	case strings.HasPrefix(a.mark, "mark "):
		c.votes = append(c.votes, c.hallOf(a))
	}
	c.acked = append(c.acked, a)
	return true
}

func (c *client) hallOf(a act) hall {
	i := slices.IndexFunc(c.halls, func(h hall) bool { return strings.Contains(a.mark, h.id.Subject()) })
	return c.halls[i]
}

// pause lets a program breathe that said "try again".
const pause = 5 * time.Millisecond

func (c *client) send(ctx context.Context, n *node, a act) (outcome, string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, n.url+"/api/v1"+a.path, strings.NewReader(a.body))
	if err != nil {
		return refused, err.Error()
	}
	r.Header.Set("Authorization", "Bearer "+c.people[c.who].token)
	r.Header.Set("Content-Type", "application/json")
	if a.key != "" {
		r.Header.Set("Idempotency-Key", a.key)
	}
	res, err := n.client.Do(r)
	if err != nil {
		return unknown, ""
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return unknown, ""
	}
	return judge(res.StatusCode, body)
}

func judge(status int, body []byte) (outcome, string) {
	var problem struct{ Code string }
	if status >= http.StatusBadRequest && json.Unmarshal(body, &problem) != nil {
		return unknown, ""
	}
	switch {
	case status < http.StatusBadRequest, problem.Code == "db.done_before", problem.Code == "meeting.voted":
		return promised, ""
	case status == http.StatusServiceUnavailable:
		time.Sleep(pause)
		return unknown, ""
	}
	return refused, fmt.Sprint(status, " ", string(body))
}

// next draws what the person does.
func (c *client) next() act {
	c.turn++
	key := fmt.Sprintf("k-%d-%d", c.who, c.turn)
	loose := key // what the program takes only once anyway is sent half the time without a key
	if c.random.IntN(2) == 0 {
		loose = ""
	}
	p := c.people[c.who]
	switch what := c.random.IntN(4); {
	case what == 0 && len(c.checkIns) > 0:
		h := c.checkIns[0]
		c.checkIns = c.checkIns[1:]
		return act{"/meetings/" + string(h.id) + "/check-in", `{"presence":"present"}`, loose, "mark " + h.id.Subject() + " " + p.member, c.turn, ""}
	case what == 1 && len(c.votes) > 0:
		h := c.votes[0]
		c.votes = c.votes[1:]
		choice := []meeting.Choice{meeting.Yes, meeting.No, meeting.Abstain}[c.random.IntN(3)]
		return act{"/meetings/" + string(h.id) + "/motions/" + h.motion + "/vote", fmt.Sprintf(`{"choice":%q}`, choice), loose,
			"vote " + h.id.Subject() + " " + p.member, c.turn, choice}
	case what == 2:
		reason := fmt.Sprint("bận việc nhà ", c.turn)
		return act{"/meetings/" + string(c.called) + "/answer", fmt.Sprintf(`{"answer":"leave","reason":%q}`, reason), key,
			"answer " + c.called.Subject() + " " + p.member + reason, c.turn, ""}
	}
	result := fmt.Sprint("đã làm phần ", c.turn)
	return act{"/tasks/" + string(p.task) + "/report", fmt.Sprintf(`{"progress":%d,"state":"open","result":%q}`, c.turn%100, result), key,
		"report task:" + string(p.task) + " " + result, c.turn, ""}
}
