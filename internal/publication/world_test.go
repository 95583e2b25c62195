package publication

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/rule"
)

var system = authz.System("test", org.Manage, org.See, member.Edit, member.See, Send, Watch, Remind)

// world is a province with two communes of two branches each, on a clock that the
// test turns; it begins on 5 March 2026.
type world struct {
	*testing.T
	*Service
	now      *atomic.Int64
	province org.Unit
	commune  [2]org.Unit
	branch   [4]org.Unit
	n        int
}

func each(t *testing.T, fn func(*world)) {
	t.Helper()
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fn(newWorld(t, engine))
		})
	}
}

func newWorld(t *testing.T, engine string) *world {
	w := &world{T: t, now: &atomic.Int64{}}
	w.day("2026-03-05")
	d := dbtest.Open(t, engine, db.WithClock(func() time.Time { return time.UnixMicro(w.now.Add(1000)) }))
	book, err := rule.Load(nil)
	w.must(err)
	units := org.New(d, book)
	members := member.New(d, units, book)
	w.Service = New(d, book, units, members, notify.New(d))
	units.Follow(members.Follower())
	units.Follow(w.Follower())
	w.province = w.unit("province", "Đảng bộ tỉnh", 0)
	for i := range w.commune {
		w.commune[i] = w.unit("grassroots", fmt.Sprint("Đảng bộ xã ", i+1), w.province.ID)
	}
	for i := range w.branch {
		w.branch[i] = w.unit("branch", fmt.Sprint("Chi bộ ", i+1), w.commune[i/2].ID)
	}
	return w
}

func (w *world) day(d civil.Date) { w.now.Store(d.At(8, 0).UnixMicro()) }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) unit(kind, name string, parent org.ID) org.Unit {
	w.Helper()
	w.n++
	u, err := w.units.Create(w.Context(), system, org.NewUnit{Code: fmt.Sprint("U", w.n), Kind: kind, Name: name, Parent: parent}, org.Decision{Number: "01", Day: "2026-01-05"})
	w.must(err)
	return u
}

func (w *world) person(at org.Unit, from civil.Date) member.ID {
	w.Helper()
	w.n++
	id, err := w.members.Add(w.Context(), system, at.ID, member.Entry{Person: member.Person{Name: fmt.Sprint("Nguyễn Văn ", names[w.n%len(names)]), Admitted: "2010-01-01", Official: "2011-01-01"}, State: member.Official, From: from})
	w.must(err)
	return id
}

var names = []string{"An", "Bình", "Chi", "Dũng", "Em", "Giang", "Hà", "Khoa", "Lan", "Minh"}

// who is a member with a member's rights, at home.
func (w *world) who(id member.ID) authz.Actor {
	w.Helper()
	var home authz.Path
	w.must(w.db.Read(w.Context(), func(q db.Q) error {
		cards, err := w.members.Cards(w.Context(), q, []member.ID{id})
		home = cards[id].Path
		return err
	}))
	return authz.Actor{ID: "a-" + string(id), Member: string(id), Name: "Đảng viên", Home: home,
		Roles: []authz.Role{{At: home, Perms: map[authz.Perm]authz.Reach{Read: authz.Here}}}}
}

func clerk(at org.Unit) authz.Actor {
	return authz.Actor{ID: fmt.Sprint("clerk-", at.ID), Name: "Văn thư", Home: at.Path,
		Roles: []authz.Role{{At: at.Path, Perms: map[authz.Perm]authz.Reach{Send: authz.Here, Receive: authz.Here, Watch: authz.Below, member.See: authz.Below}}}}
}

func (w *world) paper(from org.Unit, targets ...Target) Paper {
	w.n++
	return Paper{Subject: fmt.Sprint("document:", w.n), Link: "/documents/1", Number: "01-NQ/TU", Title: "Nghị quyết", Issuer: from.Name, Unit: from.ID, Path: from.Path, Targets: targets}
}

func (w *world) publish(p Paper) (id ID, err error) {
	err = w.db.Write(w.Context(), system, func(tx *db.Tx) error {
		if err := tx.Require(Send, p.Path); err != nil {
			return err
		}
		id, err = w.Publish(w.Context(), tx, p)
		return err
	})
	return id, err
}

func (w *world) sent(p Paper) ID {
	w.Helper()
	id, err := w.publish(p)
	w.must(err)
	return id
}

func (w *world) inboxOf(id member.ID) (out []ID) {
	w.Helper()
	after := ""
	for {
		page, err := w.Inbox(w.Context(), w.who(id), after, 3)
		w.must(err)
		for _, i := range page {
			out = append(out, i.ID)
		}
		if len(page) < 3 {
			return out
		}
		after = page[len(page)-1].Cursor()
	}
}

func (w *world) covers(who authz.Actor, subject string) (ok bool) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(q db.Q) (err error) {
		ok, err = w.Covers(w.Context(), q, who, subject)
		return err
	}))
	return ok
}

func (w *world) moveUnit(u, under org.ID, d org.Decision) {
	w.Helper()
	_, err := w.units.Apply(w.Context(), system, org.Move{Unit: u, Under: under}, d, "")
	w.must(err)
}

func (w *world) mergeUnit(from, into org.ID, d org.Decision) {
	w.Helper()
	_, err := w.units.Apply(w.Context(), system, org.Merge{Units: []org.ID{from}, Into: into}, d, "")
	w.must(err)
}
