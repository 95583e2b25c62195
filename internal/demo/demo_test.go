package demo

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/document"
	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/extract"
	"sotay/internal/publication"
	"sotay/internal/report"
	"sotay/internal/rule"
	"sotay/internal/signing"
	"sotay/internal/task"
)

// house is what the demonstration is made in.
type house struct {
	Deps
	reports *report.Service
}

func newHouse(t testing.TB, engine string, now time.Time) house {
	t.Helper()
	var h house
	h.DB = dbtest.Open(t, engine, db.WithClock(func() time.Time { return now }))
	book, err := rule.Load(nil)
	must(t, err)
	files, err := blob.Open(t.TempDir())
	must(t, err)
	h.Units = org.New(h.DB, book)
	h.Access = access.New(h.DB, book)
	h.Accounts, h.Gate = account.New(h.DB, book, h.Access, []byte("0123456789abcdef0123456789abcdef"))
	h.Members = member.New(h.DB, h.Units, book)
	tasks := task.New(h.DB, h.Units, h.Members)
	notices := notify.New(h.DB)
	h.Filing = filing.New(h.DB, files, func() extract.Tools { return extract.Tools{} })
	h.Meetings = meeting.New(h.DB, book, h.Units, h.Members, tasks, notices, h.Filing)
	h.Sent = publication.New(h.DB, book, h.Units, h.Members, notices)
	keys := signing.New(h.DB, book, signing.Settings{Folder: t.TempDir(), Secret: []byte("key of the tests")})
	h.Documents = document.New(h.DB, book, h.Units, h.Members, h.Access, h.Sent, keys, files, h.Filing, notices)
	h.Incoming = incoming.New(h.DB, book, h.Units, h.Members, tasks, h.Sent, notices, h.Filing)
	for _, f := range []org.Follower{h.Members.Follower(), h.Access.Follower(), h.Accounts.Follower(), tasks.Follower(), h.Meetings.Follower()} {
		h.Units.Follow(f)
	}
	h.reports = report.New(h.DB, book)
	return h
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func reader() authz.Actor {
	return authz.System("test", org.See, member.See, meeting.Watch, meeting.Read, report.See, task.See)
}

func TestTheWorldIsAlive(t *testing.T) {
	t.Parallel()
	now := civil.Date("2026-11-23").At(9, 0)
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, engine, now)
			began := time.Now()
			doors, err := Create(t.Context(), h.Deps)
			must(t, err)
			t.Logf("made in %v", time.Since(began))
			h.sizes(t)
			h.months(t, civil.In(now).Month())
			h.signsIn(t, doors)
			h.desk(t)
			again, err := Create(t.Context(), h.Deps)
			if err != nil || fmt.Sprint(again) != fmt.Sprint(doors) {
				t.Errorf("a second start: %v, %v", again, err)
			}
		})
	}
}

func (h house) sizes(t *testing.T) {
	t.Helper()
	roots, err := h.Units.Children(t.Context(), reader(), 0)
	must(t, err)
	kinds, err := h.Units.KindCounts(t.Context(), reader(), roots[0].ID)
	must(t, err)
	people, err := h.Members.Count(t.Context(), reader(), "/")
	must(t, err)
	t.Log(kinds, people)
	n := people[member.Official] + people[member.Probationary]
	if kinds[org.Grassroots] != 12 || kinds[org.Branch] < 145 || kinds[org.Branch] > 165 || n < 2700 || n > 3400 {
		t.Errorf("units %v, people %v", kinds, people)
	}
	if share := 100 * people[member.Probationary] / n; share < 5 || share > 11 {
		t.Errorf("%d%% are on probation", share)
	}
}

func (h house) months(t *testing.T, this civil.Month) {
	t.Helper()
	seen := map[report.State]int{}
	for back := months; back >= 0; back-- {
		all, _, err := h.reports.Roll(t.Context(), reader(), 0, this.Add(-back))
		must(t, err)
		if back > 0 && (all.Met() < all.Branches*9/10 || all.MeanScore() < 70 || all.Share() < 85) {
			t.Errorf("%s: %d of %d met, score %.1f, attendance %.1f", this.Add(-back), all.Met(), all.Branches, all.MeanScore(), all.Share())
		}
		t.Logf("%s %v score %.1f share %.1f minutes %.0f grades %v", this.Add(-back), all.By, all.MeanScore(), all.Share(), all.MeanMinutes(), all.Grades)
		for s, n := range all.By {
			seen[s] += n
		}
	}
	for _, s := range []report.State{report.NotCalled, report.Called, report.Running, report.Finishing, report.Reported, report.Late, report.NotHeld} {
		if seen[s] == 0 {
			t.Errorf("no branch is %q", s.Words())
		}
	}
}

// desk wants something in every state that an office meets, and readers who have not read.
func (h house) desk(t *testing.T) {
	t.Helper()
	who := authz.System("test", document.See, incoming.See, publication.Watch)
	all, err := h.Documents.List(t.Context(), who, "", "", 10)
	must(t, err)
	var states []string
	for _, d := range all {
		states = append(states, string(d.State))
	}
	slices.Sort(states)
	if fmt.Sprint(states) != "[draft issued issued submitted]" {
		t.Errorf("papers: %v", states)
	}
	sent, err := h.Sent.Sent(t.Context(), who, "", 10)
	must(t, err)
	for _, p := range sent {
		r, err := h.Sent.Rollup(t.Context(), who, p.ID, p.Unit)
		must(t, err)
		t.Log(p.Title, r.Total)
		if p.Ask == publication.Confirm && (r.Total.Done == 0 || r.Total.Done == r.Total.People) {
			t.Errorf("%s: %+v", p.Title, r.Total)
		}
	}
	come, err := h.Incoming.List(t.Context(), who, incoming.Filter{Limit: 10})
	must(t, err)
	if len(come) != 2 || len(sent) != 2 {
		t.Errorf("%d papers came, %d were sent", len(come), len(sent))
	}
}

func (h house) signsIn(t *testing.T, doors []SignIn) {
	t.Helper()
	for _, d := range doors {
		p, err := h.Gate.SignIn(t.Context(), account.Attempt{Login: d.Login, Secret: d.Password, Address: netip.IPv6Loopback(), Kind: account.Web})
		must(t, err)
		v, err := h.Gate.Visit(t.Context(), p.Token)
		must(t, err)
		if len(v.Who.Roles) == 0 {
			t.Errorf("%s may do nothing", d.Role)
		}
	}
}

func TestEveryDayHasItsWorld(t *testing.T) {
	t.Parallel()
	days := map[civil.Date]int{"2027-01-01": 2, "2028-02-29": 20}
	if testing.Short() {
		delete(days, "2028-02-29")
	}
	for day, hour := range days {
		t.Run(string(day), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, "sqlite", day.At(hour, 10))
			_, err := Create(t.Context(), h.Deps)
			must(t, err)
		})
	}
}

func TestTheSameDayGivesTheSameWorld(t *testing.T) {
	t.Parallel()
	picture := func() string {
		w := &world{now: civil.Date("2026-11-23").At(9, 0), today: "2026-11-23"}
		w.lay()
		var out strings.Builder
		for n, b := range w.branches {
			for _, p := range b.people {
				fmt.Fprintln(&out, p.Person, p.State, p.From)
			}
			for _, m := range w.past(b, n) {
				fmt.Fprintln(&out, m.Plan, m.Reported, len(m.Roll), len(m.Tasks), m.Wording)
			}
		}
		return out.String()
	}
	one, other := picture(), picture()
	if one != other || one == "" {
		t.Error("two worlds of one day differ")
	}
}

func TestNoOthersDataIsTouched(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "sqlite", civil.Date("2026-11-23").At(9, 0))
	_, err := h.Units.Create(context.Background(), maker(), org.NewUnit{Code: "X", Kind: org.Province, Name: "Đảng bộ tỉnh khác"}, org.Decision{Number: "1", Day: "2026-01-01"})
	must(t, err)
	if _, err := Create(t.Context(), h.Deps); err != ErrOccupied {
		t.Errorf("got %v", err)
	}
}
