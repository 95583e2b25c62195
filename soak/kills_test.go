package soak

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"sotay/internal/meeting"
	"sotay/internal/platform/db"
)

// campaign is a row of kills on one world.
type campaign struct {
	*testing.T
	*world
	ledger  *ledger
	clients []*client
	random  *rand.Rand
	slowest time.Duration // start
	resent  int
}

func newCampaign(t *testing.T, engine string, people, halls int) *campaign {
	t.Helper()
	w := build(t, engine, people, halls)
	c := &campaign{T: t, world: w, ledger: newLedger(w), random: rand.New(rand.NewPCG(20260203, 9))}
	for i := range w.people {
		c.clients = append(c.clients, newClient(w, i))
	}
	return c
}

// Between them lie quiet hours, in which everything that stayed open is settled
// and every row is compared.
const quietEvery = 100

// kills runs the program so many times until a random moment. One in ten dies
// while it starts.
func (c *campaign) kills(points int) {
	c.Helper()
	began := time.Now()
	for point := range points {
		n := c.start(c.T)
		if c.random.IntN(10) == 0 {
			time.Sleep(c.between(0, 80))
			c.end(n)
			continue
		}
		c.life(n, point%quietEvery == quietEvery-1)
		if c.Failed() {
			c.FailNow()
		}
	}
	n := c.start(c.T)
	c.ready(n)
	c.quiet(n)
	c.count(n)
	c.end(n)
	c.Logf("%d kills in %v; %s", points, time.Since(began).Round(time.Second), c.summary())
}

func (c *campaign) summary() string {
	acked, sent := 0, 0
	for _, x := range c.clients {
		acked, sent = acked+len(x.acked), sent+len(x.sent)
	}
	return fmt.Sprintf("%d sent, %d acknowledged, %d lost, %d doubled; %d left open by a kill and settled later; slowest start %v",
		sent, acked, c.ledger.lost, c.ledger.doubled, c.resent, c.slowest.Round(time.Millisecond))
}

func (c *campaign) between(from, to int) time.Duration {
	return time.Duration(from*1000+c.random.IntN((to-from)*1000)) * time.Microsecond
}

// life is one run of the program: what the last one acknowledged is there; then
// people work until it dies.
func (c *campaign) life(n *node, quiet bool) {
	c.Helper()
	c.ready(n)
	c.ledger.look(c, func(q db.Q) { c.ledger.examine(c, q, c.clients) })
	if quiet {
		c.quiet(n)
	}
	c.load(n, func() {
		time.Sleep(c.between(5, 160))
		c.end(n)
	})
}

func (c *campaign) ready(n *node) {
	c.Helper()
	c.slowest = max(c.slowest, n.await(c))
}

func (c *campaign) end(n *node) {
	c.Helper()
	if said := n.kill(); said != "" {
		c.Errorf("the program complained:\n%s", said)
	}
}

// load lets everybody work while something happens to the program.
func (c *campaign) load(n *node, happens func()) {
	c.Helper()
	ctx, stop := context.WithCancel(c.Context())
	defer stop()
	var people sync.WaitGroup
	for _, x := range c.clients {
		before := x.waiting
		people.Go(func() {
			x.work(ctx, n)
			x.settle(before)
		})
	}
	happens()
	stop()
	people.Wait()
	for _, x := range c.clients {
		for _, said := range x.trouble {
			c.Error(said)
		}
		x.trouble = nil
	}
}

// patience bounds how long it may take until all that stayed open is settled.
const patience = time.Minute

// quiet settles what stayed open and compares every row.
func (c *campaign) quiet(n *node) {
	c.Helper()
	ctx, stop := context.WithTimeout(c.Context(), patience)
	defer stop()
	for _, x := range c.clients {
		if x.waiting != nil {
			x.late, x.waiting = append(x.late, *x.waiting), nil
		}
		c.resent += len(x.late)
	}
	for c.settled(ctx, n) > 0 {
		if ctx.Err() != nil {
			c.Fatal("what stayed open could not be settled")
		}
	}
	c.ledger.look(c, func(q db.Q) {
		c.ledger.examine(c, q, c.clients)
		c.ledger.rows(c, q, c.clients)
		c.ledger.sound(c, q)
	})
}

// atOnce is how many late acts are sent at the same moment.
const atOnce = 256

// settled sends all late acts once more and returns how many stay open.
func (c *campaign) settled(ctx context.Context, n *node) (open int) {
	var all sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for _, x := range c.clients {
		late := x.late
		x.late = nil
		var mu sync.Mutex
		for _, a := range late {
			slots <- struct{}{}
			all.Go(func() {
				o, said := x.send(ctx, n, a)
				mu.Lock()
				defer mu.Unlock()
				if !x.learn(a, o, said) {
					x.late = append(x.late, a)
				}
				<-slots
			})
		}
	}
	all.Wait()
	for _, x := range c.clients {
		open += len(x.late)
	}
	return open
}

// count lets the secretary close every vote: what the program counts is what
// people did.
func (c *campaign) count(n *node) {
	c.Helper()
	present, votes := c.done()
	for _, h := range c.halls {
		var record struct{ Facts struct{ Present int } }
		c.ask(n, http.MethodGet, "/meetings/"+string(h.id)+"/hall-code", "", &record)
		var m struct{ Yes, No, Abstain int }
		c.ask(n, http.MethodPost, "/meetings/"+string(h.id)+"/motions/"+h.motion+"/close", "{}", &m)
		want := votes[h.id.Subject()]
		if record.Facts.Present != present[h.id.Subject()] || m.Yes != want[meeting.Yes] || m.No != want[meeting.No] || m.Abstain != want[meeting.Abstain] {
			c.Errorf("%s: %+v present, votes %+v; people: %d and %v", h.id, record.Facts, m, present[h.id.Subject()], want)
		}
	}
}

// done is who came and how people voted, by meeting, as far as it took effect.
func (c *campaign) done() (present map[string]int, votes map[string]map[meeting.Choice]int) {
	present, votes = map[string]int{}, map[string]map[meeting.Choice]int{}
	for _, h := range c.halls {
		votes[h.id.Subject()] = map[meeting.Choice]int{}
	}
	for _, x := range c.clients {
		for _, a := range x.acked {
			switch part := strings.Fields(a.mark); part[0] {
			case "mark":
				present[part[1]]++
			case "vote":
				votes[part[1]][a.choice]++
			}
		}
	}
	return present, votes
}

// ask is a request of the secretary.
func (c *campaign) ask(n *node, method, path, body string, into any) {
	c.Helper()
	r, err := http.NewRequestWithContext(c.Context(), method, n.url+"/api/v1"+path, strings.NewReader(body))
	must(c, err)
	r.Header.Set("Authorization", "Bearer "+c.people[0].token)
	r.Header.Set("Content-Type", "application/json")
	res, err := n.client.Do(r)
	must(c, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	must(c, err)
	if res.StatusCode != http.StatusOK {
		c.Fatalf("%s %s: %s %s", method, path, res.Status, text)
	}
	must(c, json.Unmarshal(text, into))
}
