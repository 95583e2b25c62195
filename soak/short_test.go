package soak

import (
	"testing"

	"sotay/internal/platform/dbtest"
)

// A few kills, with all tests; the long row is under the tag soak.
func TestKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			newCampaign(t, engine, 8, 6).kills(15)
		})
	}
}

// Fifty copies of one request at the same moment are one act (N5).
func TestFiftyCopies(t *testing.T) {
	t.Parallel()
	const copies = 50
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			c := newCampaign(t, engine, 2, 1)
			n := c.start(t)
			c.ready(n)
			x := c.clients[0]
			h := c.halls[0]
			x.sent = append(x.sent,
				act{path: "/meetings/" + string(h.id) + "/check-in", body: `{"presence":"present"}`, mark: "mark " + h.id.Subject() + " " + c.people[0].member},
				act{path: "/tasks/" + string(c.people[0].task) + "/report", body: `{"progress":50,"state":"open","result":"xong nửa"}`, key: "one",
					mark: "report task:" + string(c.people[0].task) + " xong nửa"})
			for _, a := range x.sent {
				for range copies {
					x.late = append(x.late, a)
				}
			}
			c.quiet(n)
			c.end(n)
			if len(x.acked) != 2*copies {
				t.Errorf("%d answers", len(x.acked))
			}
		})
	}
}
