package account

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"sotay/internal/access"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
	"sotay/internal/rule"
)

// world is a province of two communes with branches, a clock that the test turns,
// and hashing that costs next to nothing.
type world struct {
	*testing.T
	*Service
	gate *Gate
	now  *atomic.Int64
}

const (
	prepare  = authz.Perm("test.prepare")
	password = "con mèo trèo cây cau"
	another  = "ba đồng một mớ trầu cay"
)

var (
	home    = netip.MustParseAddr("203.0.113.7")
	abroad  = netip.MustParseAddr("198.51.100.9")
	program = authz.System("test", Manage, access.Grant, prepare)
)

// each runs fn in a world of its own on every engine.
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
	t.Helper()
	w := &world{T: t, now: new(atomic.Int64)}
	w.now.Store(time.Date(2026, 3, 10, 8, 0, 0, 0, civil.Zone).UnixMicro())
	d := dbtest.Open(t, engine, db.WithClock(func() time.Time { return time.UnixMicro(w.now.Load()) }))
	book := cheap(t)
	w.Service, w.gate = New(d, book, access.New(d, book), []byte("key of the tests"))
	w.change(
		`INSERT INTO org_unit (id, code, kind, name, fold, path, opened) VALUES
			(1, 'a', 'province', 'Tỉnh', 'tinh', '/1/', '2020-01-01'), (2, 'b', 'grassroots', 'Xã A', 'xa a', '/1/2/', '2020-01-01'),
			(3, 'c', 'branch', 'Chi bộ 1', 'chi bo 1', '/1/2/3/', '2020-01-01'), (4, 'd', 'branch', 'Chi bộ 2', 'chi bo 2', '/1/2/4/', '2020-01-01'),
			(5, 'e', 'grassroots', 'Xã B', 'xa b', '/1/5/', '2020-01-01'), (6, 'f', 'branch', 'Chi bộ 3', 'chi bo 3', '/1/5/6/', '2020-01-01')`,
		`INSERT INTO member (id, unit, path, name, fold, sort, birth, state, phone, card) VALUES
			('an', 3, '/1/2/3/', 'Nguyễn Văn An', 'nguyen van an', 'an', '1960-04-30', 'official', '0912345678', '001234567890'),
			('binh', 3, '/1/2/3/', 'Lê Thị Bình', 'le thi binh', 'binh', '1971', 'official', '0988777666', '001234567891'),
			('chi', 3, '/1/2/3/', 'Trần Chi', 'tran chi', 'chi', NULL, 'probationary', '0988777666', NULL),
			('dung', 4, '/1/2/4/', 'Phạm Dũng', 'pham dung', 'dung', NULL, 'official', NULL, NULL),
			('em', 4, '/1/2/4/', 'Vũ Em', 'vu em', 'em', NULL, 'candidate', NULL, NULL),
			('giang', 6, '/1/5/6/', 'Hồ Giang', 'ho giang', 'giang', NULL, 'official', NULL, NULL)`)
	return w
}

// cheap are the shipped rules with hashing that takes microseconds.
func cheap(t testing.TB) *rule.Book {
	t.Helper()
	book, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	var p map[string]any
	r, err := book.On("account.password", "2026-03-10", &p)
	if err != nil {
		t.Fatal(err)
	}
	p["argon2id"] = argon{MemoryKiB: 64, Passes: 1, Lanes: 1}
	if r.Value, err = json.Marshal(p); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal([]map[string]any{{"topic": r.Topic, "from": string(r.From), "citation": "tests", "value": r.Value}})
	if err != nil {
		t.Fatal(err)
	}
	if book, err = rule.Load(fstest.MapFS{"own.json": {Data: text}}); err != nil {
		t.Fatal(err)
	}
	return book
}

func (w *world) later(d time.Duration) { w.now.Add(d.Microseconds()) }

func (w *world) fatal(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refused fails the test unless err is the fault with that code.
func (w *world) refused(what string, err error, code string) {
	w.Helper()
	if f := fault.Of(err); f == nil || f.Code != code {
		w.Errorf("%s: %v, want %s", what, err, code)
	}
}

// change runs statements that belong to other features.
func (w *world) change(statements ...string) {
	w.Helper()
	w.fatal(w.db.Write(context.Background(), program, func(tx *db.Tx) error {
		if err := tx.Require(prepare, "/"); err != nil {
			return err
		}
		for _, st := range statements {
			if _, err := tx.Exec(context.Background(), st); err != nil {
				return err
			}
		}
		return tx.Note("test", "change", nil)
	}))
}

func (w *world) count(query string, args ...any) (n int) {
	w.Helper()
	w.fatal(w.db.Read(w.Context(), func(q db.Q) (err error) {
		n, err = db.Value[int](w.Context(), q, query, args...)
		return err
	}))
	return n
}

// clerk is an actor who gives out accounts in a subtree.
func clerk(at authz.Path) authz.Actor {
	return authz.Actor{ID: "clerk", Roles: []authz.Role{{Name: access.Clerk, At: at, Perms: map[authz.Perm]authz.Reach{Manage: authz.Below, access.Grant: authz.Below}}}}
}

// slip issues one code.
func (w *world) slip(member string) Slip {
	w.Helper()
	sheets, err := w.Issue(w.Context(), program, []string{member})
	w.fatal(err)
	return sheets[0].Slips[0]
}

func (w *world) signIn(login, secret string, from netip.Addr, device string) (Pass, error) {
	return w.gate.SignIn(w.Context(), Attempt{Login: login, Secret: secret, Address: from, Agent: "Firefox", Device: device, Kind: Web})
}

// join makes a member's account with the password of the tests, signed in at home.
func (w *world) join(member string) (login string, p Pass) {
	w.Helper()
	s := w.slip(member)
	p, err := w.signIn(s.Login, s.Code, home, "")
	w.fatal(err)
	device := p.Device
	p, err = w.SetPassword(w.Context(), w.visit(p.Token).Who, NewPassword{Session: p.ID, New: password})
	w.fatal(err)
	p.Device = device
	return s.Login, p
}

func (w *world) visit(token string) Visit {
	w.Helper()
	v, err := w.gate.Visit(w.Context(), token)
	w.fatal(err)
	return v
}

// give grants a role in the name of the program.
func (w *world) give(account, role string, unit int) {
	w.Helper()
	w.change(fmt.Sprintf(`INSERT INTO access_role (id, account, role, unit, path, from_day) SELECT '%s', '%s', '%s', id, path, '2020-01-01' FROM org_unit WHERE id = %d`,
		account+role, account, role, unit))
}
