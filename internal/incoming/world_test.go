package incoming

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/document"
	"sotay/internal/filing"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/extract"
	"sotay/internal/platform/fault"
	"sotay/internal/publication"
	"sotay/internal/rule"
	"sotay/internal/signing"
	"sotay/internal/task"
)

var system = authz.System("test", org.Manage, org.See, member.Edit, member.See, publication.Send, Register, Remind, account.Manage, access.Grant)

// world is a commune with two branches: its secretary leads, its clerk registers, and
// a member of each branch works. It is Monday, 2 March 2026.
type world struct {
	*testing.T
	*Service
	documents        *document.Service
	clock            atomic.Int64
	commune          org.Unit
	branch           [2]org.Unit
	person           [2]member.ID
	leader, clerk    authz.Actor
	worker, stranger authz.Actor
}

func each(t *testing.T, fn func(*world)) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fn(newWorld(t, engine))
		})
	}
}

func newWorld(t *testing.T, engine string) *world {
	t.Helper()
	w := &world{T: t}
	w.at("2026-03-02")
	d := dbtest.Open(t, engine, db.WithClock(func() time.Time { return time.UnixMicro(w.clock.Add(1000)) }))
	rules, err := rule.Load(nil)
	w.must(err)
	units := org.New(d, rules)
	members := member.New(d, units, rules)
	notices := notify.New(d)
	sent := publication.New(d, rules, units, members, notices)
	tasks := task.New(d, units, members)
	kept, err := blob.Open(t.TempDir())
	w.must(err)
	files := filing.New(d, kept, func() extract.Tools { return extract.Tools{} })
	papers, err := blob.Open(t.TempDir())
	w.must(err)
	roles := access.New(d, rules)
	accounts, _ := account.New(d, rules, roles, []byte("key of the tests"))
	w.documents = document.New(d, rules, units, members, roles, sent, signing.New(d, rules, signing.Settings{Folder: t.TempDir(), Secret: []byte("key of the tests")}), papers, files, notices)
	w.Service = New(d, rules, units, members, tasks, sent, notices, files)
	tasks.Tell(notices, PageOf)
	w.documents.Answering(document.Asked{Check: w.Answerable, Issued: w.Answered})
	files.Readers("incoming", w.MayRead)
	for _, f := range []org.Follower{members.Follower(), tasks.Follower(), sent.Follower(), files.Follower(), w.Follower()} {
		units.Follow(f)
	}
	w.commune = w.unit("X1", org.Grassroots, "Đảng bộ xã Bảo Thắng", 0)
	for i, name := range []string{"Nguyễn Văn An", "Phạm Văn Dũng"} {
		w.branch[i] = w.unit(fmt.Sprint("X1.0", i+1), org.Branch, fmt.Sprint("Chi bộ thôn ", i+1), w.commune.ID)
		w.person[i] = w.member(name, w.branch[i])
	}
	w.leader = actor(w.member("Trần Thị Bình", w.branch[0]), "Trần Thị Bình", w.branch[0], authz.Role{At: w.commune.Path, Perms: here(See, Register, Assign)})
	w.clerk = actor(w.member("Lê Văn Chi", w.branch[0]), "Lê Văn Chi", w.branch[0], authz.Role{At: w.commune.Path, Perms: here(See, Register, publication.Receive)})
	w.worker = actor(w.person[0], "Nguyễn Văn An", w.branch[0])
	w.approver(accounts, roles, member.ID(w.leader.Member))
	w.stranger = actor(w.person[1], "Phạm Văn Dũng", w.branch[1])
	return w
}

// approver gives a person an account under which papers of the commune are agreed to.
func (w *world) approver(accounts *account.Service, roles *access.Service, id member.ID) {
	w.Helper()
	sheets, err := accounts.Issue(w.Context(), system, []string{string(id)})
	w.must(err)
	_, err = roles.Grant(w.Context(), system, access.Wish{Account: sheets[0].Slips[0].Account, Role: access.Secretary, Unit: w.commune.ID})
	w.must(err)
}

func (w *world) at(day civil.Date) { w.clock.Store(day.At(8, 0).UnixMicro()) }

func here(perms ...authz.Perm) map[authz.Perm]authz.Reach {
	out := map[authz.Perm]authz.Reach{}
	for _, p := range perms {
		out[p] = authz.Here
	}
	return out
}

func actor(id member.ID, name string, home org.Unit, roles ...authz.Role) authz.Actor {
	roles = append(roles, authz.Role{At: home.Path, Perms: here(task.Own, task.See)})
	return authz.Actor{ID: "a" + string(id), Member: string(id), Name: name, Home: home.Path, Roles: roles}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refused wants a fault with that code.
func (w *world) refused(err error, code string) {
	w.Helper()
	if !fault.Of(err).Says(code) {
		w.Errorf("%v, want %s", err, code)
	}
}

func (w *world) unit(code, kind, name string, parent org.ID) org.Unit {
	w.Helper()
	u, err := w.units.Create(w.Context(), system, org.NewUnit{Code: code, Kind: kind, Name: name, Parent: parent}, org.Decision{Number: "01-QĐ/TU", Day: "2026-01-05"})
	w.must(err)
	return u
}

func (w *world) member(name string, at org.Unit) member.ID {
	w.Helper()
	id, err := w.members.Add(w.Context(), system, at.ID, member.Entry{Person: member.Person{Name: name, Admitted: "2010-06-01", Official: "2011-06-01"}, State: member.Official, From: "2026-01-10"})
	w.must(err)
	return id
}

func entry(n int) Entry {
	return Entry{Issuer: "Tỉnh ủy Lào Cai", Symbol: fmt.Sprintf("%d-CV/TU", n), Day: "2026-02-27", Abstract: fmt.Sprint("Về việc báo cáo số ", n)}
}

func (w *world) put(n int) Paper {
	w.Helper()
	p, err := w.Enter(w.Context(), w.clerk, w.commune.ID, entry(n), false)
	w.must(err)
	return p
}

// received lets a paper arrive, as the exchange does.
func (w *world) received(a Arrival) (id ID, err error) {
	err = w.db.Write(w.Context(), system, func(tx *db.Tx) error {
		if err := tx.Require(Register, "/"); err != nil {
			return err
		}
		id, err = w.Receive(w.Context(), tx, a)
		return err
	})
	return id, err
}
