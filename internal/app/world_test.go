package app

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/dbtest"
	"sotay/internal/rule"
	"sotay/internal/signing"
	"sotay/internal/task"
)

// world is the whole program over two provinces: under the first the communes C1,
// C2 and C3, under the second D1 and D2, each with branches. Every word that
// somebody wrote in a unit carries the unit's own mark (canary).
//
//	P ─ C1 ─ B1, B2     Q ─ D1 ─ E1, E2
//	  ─ C2 ─ B3, B4       ─ D2 ─ E3, E4
//	  ─ C3 ─ B5, B6
type world struct {
	testing.TB
	*App
	engine  string
	dbname  string
	data    string
	now     atomic.Int64
	web     http.Handler
	unit    map[string]org.Unit
	place   map[string]map[string]string // by unit: what stands there, as the policy's templates name it
	actors  []*actor
	strange int // addresses given out so far
}

// The whole tree, parents first. What stands in a furnished branch is made by furnish.
var (
	tree = [][3]string{{"P", org.Province, ""}, {"Q", org.Province, ""}, {"C1", org.Grassroots, "P"}, {"C2", org.Grassroots, "P"}, {"C3", org.Grassroots, "P"},
		{"D1", org.Grassroots, "Q"}, {"D2", org.Grassroots, "Q"}, {"B1", org.Branch, "C1"}, {"B2", org.Branch, "C1"}, {"B3", org.Branch, "C2"}, {"B4", org.Branch, "C2"},
		{"B5", org.Branch, "C3"}, {"B6", org.Branch, "C3"}, {"E1", org.Branch, "D1"}, {"E2", org.Branch, "D1"}, {"E3", org.Branch, "D2"}, {"E4", org.Branch, "D2"}}
	furnished = []string{"B1", "B2", "B3", "B4", "B5", "E1"}
)

// program may do whatever a test prepares.
func program() authz.Actor {
	return authz.System("test", org.Manage, org.See, member.Edit, member.See, member.Import, meeting.Run, meeting.Attend, meeting.Watch, meeting.Read,
		task.Give, task.See, notify.Own, account.Manage, access.Grant, signing.Manage)
}

// decided is the decision by which everything in the world was done.
var decided = org.Decision{Number: "01-QĐ/TU", Day: "2041-01-07"}

// newWorld builds the world. Its days lie far ahead of the machine's, because the
// deadlines of streams are kept by the network's own clock.
func newWorld(t testing.TB, engine string) *world {
	t.Helper()
	w := &world{TB: t, engine: engine, dbname: dbtest.Name(t, engine), unit: map[string]org.Unit{}, place: map[string]map[string]string{}}
	w.at("2041-02-20", 8, 0)
	w.data = t.TempDir()
	w.cheapPasswords(filepath.Join(w.data, "rules"))
	var err error
	w.App, err = New(t.Context(), w.settings())
	w.must(err)
	t.Cleanup(func() { w.Close() })
	w.web = w.Handler()
	for _, x := range tree {
		u, err := w.Units.Create(t.Context(), program(), org.NewUnit{Code: x[0], Kind: x[1], Name: "Đơn vị " + canary("un", x[0]), Parent: w.unit[x[2]].ID}, decided)
		w.must(err)
		w.unit[x[0]] = u
		w.place[x[0]] = map[string]string{"unit": fmt.Sprint(u.ID), "code": x[0], "member": "mb_none", "account": "ac_none"}
	}
	return w
}

func (w *world) settings() Settings {
	return Settings{Data: w.data, DB: w.dbname, Clock: w.clock, Log: slog.New(slog.DiscardHandler)}
}

func (w *world) clock() time.Time { return time.UnixMicro(w.now.Load()) }

func (w *world) at(day civil.Date, hour, minute int) { w.now.Store(day.At(hour, minute).UnixMicro()) }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// parent is the unit over another; "" over a province.
func parent(unit string) string {
	for _, x := range tree {
		if x[0] == unit {
			return x[2]
		}
	}
	return ""
}

// within reports whether a unit is another or stands below it.
func within(unit, top string) bool {
	for ; unit != ""; unit = parent(unit) {
		if unit == top {
			return true
		}
	}
	return false
}

// cheapPasswords lays a rule over the shipped one under which hashing takes
// microseconds.
func (w *world) cheapPasswords(dir string) {
	book, err := rule.Load(nil)
	w.must(err)
	var p map[string]any
	source, err := book.On("account.password", "2041-01-01", &p)
	w.must(err)
	p["argon2id"] = map[string]int{"memoryKiB": 64, "passes": 1, "lanes": 1}
	text, err := json.Marshal([]map[string]any{{"topic": "account.password", "from": source.From, "citation": "test", "value": p}})
	w.must(err)
	w.must(os.MkdirAll(dir, 0o700))
	w.must(os.WriteFile(filepath.Join(dir, "own.json"), text, 0o600))
}

// canary is a word that only one unit has: its class in two letters, then a letter
// for the unit.
func canary(class, unit string) string {
	i := slices.IndexFunc(tree, func(x [3]string) bool { return x[0] == unit })
	return "Zq" + class + string(rune('a'+i)) + "xz"
}
