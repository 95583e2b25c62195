//go:build soak

package soak

import (
	"context"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
)

// Kill -9 during check-in and voting: nothing acknowledged is lost or doubled.
// SOAK_POINTS says how often, 500 times unless given.
func TestKill9(t *testing.T) {
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			n := points(t, "SOAK_POINTS", 500)
			newCampaign(t, engine, 24, n/5).kills(n)
		})
	}
}

// The whole PostgreSQL cluster dies without a word, SOAK_CRASHES times; the
// program stays, loses its connections and goes on by itself.
func TestPostgresCrash(t *testing.T) {
	if os.Getenv(dbtest.Postgres) == "" {
		t.Fatal("no cluster: run it under scripts/with-postgres --durable")
	}
	newCampaign(t, "postgres", 24, 40).crashes(points(t, "SOAK_CRASHES", 20))
}

func points(t *testing.T, name string, usual int) int {
	t.Helper()
	if os.Getenv(name) == "" {
		return usual
	}
	n, err := strconv.Atoi(os.Getenv(name))
	must(t, err)
	return n
}

// crashes kills the cluster under load so many times.
func (c *campaign) crashes(times int) {
	c.Helper()
	restart := c.cluster()
	began := time.Now()
	n := c.start(c.T)
	c.ready(n)
	var slowest time.Duration
	for range times {
		c.load(n, func() {
			time.Sleep(c.between(100, 400))
			crashed := time.Now()
			restart()
			c.alive(n)
			slowest = max(slowest, time.Since(crashed))
			time.Sleep(c.between(100, 400))
		})
		if c.Failed() {
			c.Fatalf("the program said:\n%s", n.kill())
		}
		c.quiet(n)
	}
	c.count(n)
	n.kill() // what it said of lost connections is true
	c.Logf("%d crashes of the cluster in %v; %s; slowest return %v", times, time.Since(began).Round(time.Second), c.summary(), slowest.Round(time.Millisecond))
}

// alive waits until the program has its database again.
func (c *campaign) alive(n *node) {
	c.Helper()
	for end := time.Now().Add(slowest); ; time.Sleep(20 * time.Millisecond) {
		res, err := n.client.Get(n.url + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == 200 {
				return
			}
		}
		if time.Now().After(end) {
			c.Fatal("the program did not find its database again")
		}
	}
}

// cluster returns how the test's cluster is killed and started again.
func (c *campaign) cluster() (restart func()) {
	c.Helper()
	d := c.ledger.open(c)
	defer d.Close()
	var data, bin string
	must(c, d.Read(c.Context(), func(q db.Q) (err error) {
		if data, err = db.Value[string](c.Context(), q, `SELECT setting FROM pg_settings WHERE name = 'data_directory'`); err != nil {
			return err
		}
		bin, err = db.Value[string](c.Context(), q, `SELECT setting FROM pg_config WHERE name = 'BINDIR'`)
		return err
	}))
	return func() {
		c.Helper()
		cmd := exec.CommandContext(context.WithoutCancel(c.Context()), filepath.Join(bin, "pg_ctl"), "-D", data, "-m", "immediate", "-s", "-w", "-l", filepath.Join(data, "log"), "restart")
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.owner()}
		if out, err := cmd.CombinedOutput(); err != nil {
			c.Errorf("pg_ctl: %v %s", err, out)
		}
	}
}

// owner is who runs PostgreSQL, which refuses root; nil where nobody needs to change.
func (c *campaign) owner() *syscall.Credential {
	c.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	must(c, err)
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	must(c, err)
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	must(c, err)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}
