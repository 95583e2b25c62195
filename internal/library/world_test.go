package library

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
	"sotay/internal/publication"
	"sotay/internal/rule"
)

const see, watch authz.Perm = "paper.see", "paper.watch"

var system = authz.System("test", org.Manage, org.See, member.Edit, member.See, publication.Send, see, Read)

// world is a province with two communes of two branches each.
type world struct {
	*testing.T
	*Service
	now      *atomic.Int64
	members  *member.Service
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
	w.members = member.New(d, units, book)
	sent := publication.New(d, book, units, w.members, notify.New(d))
	w.Service = New(d, units, sent)
	w.narrows = 0 // as among very many papers
	w.Add(Source{Kind: "document", Title: "Văn bản đi", Rights: []authz.Perm{see, watch}})
	units.Follow(w.members.Follower())
	units.Follow(sent.Follower())
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

func (w *world) person(at org.ID) member.ID {
	w.Helper()
	w.n++
	id, err := w.members.Add(w.Context(), system, at, member.Entry{Person: member.Person{Name: "Nguyễn Văn An", Admitted: "2010-01-01", Official: "2011-01-01"}, State: member.Official, From: civil.In(w.db.Now())})
	w.must(err)
	return id
}

// who is a member at home, who has the library.
func (w *world) who(id member.ID) authz.Actor {
	w.Helper()
	var at authz.Path
	w.must(w.db.Read(w.Context(), func(q db.Q) error {
		cards, err := w.members.Cards(w.Context(), q, []member.ID{id})
		at = cards[id].Path
		return err
	}))
	return authz.Actor{ID: "a-" + string(id), Member: string(id), Home: at, Roles: []authz.Role{{At: at, Perms: map[authz.Perm]authz.Reach{Read: authz.Here}}}}
}

// holder holds rights at a unit and is no member.
func holder(at authz.Path, rights map[authz.Perm]authz.Reach) authz.Actor {
	rights[Read] = authz.Here
	return authz.Actor{ID: "h-" + string(at), Home: at, Roles: []authz.Role{{At: at, Perms: rights}}}
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.Helper()
	w.must(w.db.Write(w.Context(), system, func(tx *db.Tx) error {
		if err := tx.Require(publication.Send, w.province.Path); err != nil {
			return err
		}
		if err := tx.Note("test:1", "put", nil); err != nil {
			return err
		}
		return fn(tx)
	}))
}

// paper puts a paper of a unit in and returns its subject.
func (w *world) paper(at org.Unit, e Entry) string {
	w.Helper()
	w.n++
	e.Subject, e.Kind, e.Link, e.Unit, e.Path, e.Issuer = fmt.Sprint("document:", w.n), "document", fmt.Sprint("/documents/", w.n), at.ID, at.Path, at.Name
	if e.Type == "" {
		e.Type = "Nghị quyết"
	}
	w.write(func(tx *db.Tx) error { return w.Put(w.Context(), tx, e) })
	return e.Subject
}

// send sends a paper down.
func (w *world) send(from org.Unit, subject string, to ...publication.Target) (id publication.ID) {
	w.Helper()
	w.write(func(tx *db.Tx) (err error) {
		id, err = w.sent.Publish(w.Context(), tx, publication.Paper{Subject: subject, Link: "/x", Number: "1", Title: "x", Issuer: from.Name, Unit: from.ID, Path: from.Path, Targets: to})
		return err
	})
	return id
}

func (w *world) found(who authz.Actor, text string) (out []string) {
	w.Helper()
	p, err := w.Search(w.Context(), who, Query{Text: text, Limit: maxPage})
	w.must(err)
	for _, h := range p.Hits {
		out = append(out, h.Subject)
	}
	return out
}
