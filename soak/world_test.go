package soak

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/app"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/rule"
	"sotay/internal/task"
)

// world is a branch whose members all have a telephone: meetings that go on, each
// with an open vote, one to which they are called, and a task for each.
type world struct {
	url, dir string // of the database ("" for SQLite), of the data
	people   []person
	halls    []hall
	called   meeting.ID
	revs     map[string]int64 // of each meeting, before anybody came
}

type person struct {
	member, token string
	task          task.ID
}

// hall is a meeting that goes on, with the motion that is voted on.
type hall struct {
	id     meeting.ID
	motion string
}

// builder makes a world through the features, on a clock that it turns.
type builder struct {
	*app.App
	world
	t      testing.TB
	now    atomic.Int64
	branch org.ID
}

func build(t testing.TB, engine string, people, halls int) *world {
	t.Helper()
	b := &builder{t: t, world: world{dir: t.TempDir(), revs: map[string]int64{}}}
	if engine == "postgres" {
		b.url = dbtest.Name(t, engine)
	}
	cheapPasswords(t, b.dir)
	start := time.Now()
	b.now.Store(start.AddDate(0, 0, -3).UnixMicro())
	var err error
	b.App, err = app.New(t.Context(), app.Settings{Data: b.dir, DB: b.url, Clock: func() time.Time { return time.UnixMicro(b.now.Load()) }})
	must(t, err)
	b.units()
	b.admit(people)
	for range halls {
		b.halls = append(b.halls, hall{id: b.call(start)})
	}
	b.called = b.call(start.AddDate(0, 0, 2))
	b.now.Store(start.UnixMicro())
	for i := range b.halls {
		b.open(&b.halls[i])
	}
	b.issue()
	b.note()
	must(t, b.Close())
	return &b.world
}

// cheapPasswords makes hashing take microseconds: passwords are not on trial here.
func cheapPasswords(t testing.TB, dir string) {
	t.Helper()
	book, err := rule.Load(nil)
	must(t, err)
	var p map[string]any
	r, err := book.On("account.password", "2026-01-01", &p)
	must(t, err)
	p["argon2id"] = map[string]int{"memoryKiB": 64, "passes": 1, "lanes": 1}
	text, err := json.Marshal([]map[string]any{{"topic": r.Topic, "from": r.From, "citation": "tests", "value": p}})
	must(t, err)
	must(t, os.MkdirAll(filepath.Join(dir, "rules"), 0o700))
	must(t, os.WriteFile(filepath.Join(dir, "rules", "own.json"), text, 0o600))
}

func system() authz.Actor {
	return authz.System("soak", org.Manage, org.See, member.Edit, member.See, meeting.Run, task.Give, account.Manage, access.Grant)
}

func (b *builder) units() {
	b.t.Helper()
	by := org.Decision{Number: "01-QĐ/TU", Day: "2020-02-03"}
	commune, err := b.Units.Create(b.t.Context(), system(), org.NewUnit{Code: "X1", Kind: org.Grassroots, Name: "Đảng bộ xã Bảo Thắng"}, by)
	must(b.t, err)
	branch, err := b.Units.Create(b.t.Context(), system(), org.NewUnit{Code: "X1.01", Kind: org.Branch, Name: "Chi bộ thôn Đồng Tâm", Parent: commune.ID}, by)
	must(b.t, err)
	b.branch = branch.ID
}

func (b *builder) admit(n int) {
	b.t.Helper()
	for i := range n {
		id, err := b.Members.Add(b.t.Context(), system(), b.branch, member.Entry{State: member.Official, From: "2020-02-03",
			Person: member.Person{Name: "Nguyễn Văn An", Admitted: "2010-06-01", Official: "2011-06-01", Phone: fmt.Sprintf("09%08d", i)}})
		must(b.t, err)
		given, err := b.Tasks.Assign(b.t.Context(), system(), task.Task{Unit: b.branch, Title: "Rà soát hộ nghèo trong thôn", Owner: id})
		must(b.t, err)
		b.people = append(b.people, person{member: string(id), task: given})
	}
}

func (b *builder) call(starts time.Time) meeting.ID {
	b.t.Helper()
	id, err := b.Meetings.Prepare(b.t.Context(), system(), meeting.Plan{Unit: int64(b.branch), Kind: meeting.Thematic, Topic: "Xây dựng nông thôn mới",
		Place: "Nhà văn hóa thôn", StartsAt: starts, Chair: b.people[0].member, Secretary: b.people[1].member})
	must(b.t, err)
	must(b.t, b.Meetings.Call(b.t.Context(), system(), id))
	return id
}

func (b *builder) open(h *hall) {
	b.t.Helper()
	ctx, m := b.t.Context(), b.Meetings
	must(b.t, m.Open(ctx, system(), h.id))
	var err error
	h.motion, err = m.Move(ctx, system(), h.id, meeting.Motion{Kind: "resolution", Mode: meeting.ByPhone})
	must(b.t, err)
	must(b.t, m.OpenVote(ctx, system(), h.id, h.motion, meeting.ByPhone))
}

// issue gives everybody a session, and the first the secretary's role.
func (b *builder) issue() {
	b.t.Helper()
	var members []string
	by := map[string]*person{}
	for i := range b.people {
		p := &b.people[i]
		members, by[p.member] = append(members, p.member), p
	}
	sheets, err := b.Accounts.Issue(b.t.Context(), system(), members)
	must(b.t, err)
	for _, s := range sheets {
		for _, slip := range s.Slips {
			p := by[slip.Member]
			p.token = b.signIn(slip)
			if p == &b.people[0] {
				_, err := b.Access.Grant(b.t.Context(), system(), access.Wish{Account: slip.Account, Role: access.Secretary, Unit: b.branch})
				must(b.t, err)
			}
		}
	}
}

func (b *builder) signIn(slip account.Slip) string {
	b.t.Helper()
	pass, err := b.Gate.SignIn(b.t.Context(), account.Attempt{Login: slip.Login, Secret: slip.Code, Address: netip.IPv6Loopback(), Kind: account.API})
	must(b.t, err)
	v, err := b.Gate.Visit(b.t.Context(), pass.Token)
	must(b.t, err)
	pass, err = b.Accounts.SetPassword(b.t.Context(), v.Who, account.NewPassword{Session: pass.Session.ID, New: "hạt gạo làng ta"})
	must(b.t, err)
	return pass.Token
}

// note remembers how often each meeting has changed so far.
func (b *builder) note() {
	b.t.Helper()
	must(b.t, b.DB.Read(b.t.Context(), func(q db.Q) (err error) {
		b.revs, err = revs(b.t.Context(), q)
		return err
	}))
}

func revs(ctx context.Context, q db.Q) (map[string]int64, error) {
	out := map[string]int64{}
	type row struct {
		id  string
		rev int64
	}
	for r, err := range db.Each(ctx, q, func(r *row) []any { return []any{&r.id, &r.rev} }, `SELECT id, rev FROM meeting`) {
		if err != nil {
			return nil, err
		}
		out[r.id] = r.rev
	}
	return out, nil
}
