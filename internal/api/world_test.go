package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/api"
	"sotay/internal/document"
	"sotay/internal/filing"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/extract"
	"sotay/internal/platform/say"
	"sotay/internal/platform/sheet"
	"sotay/internal/publication"
	"sotay/internal/report"
	"sotay/internal/rule"
	"sotay/internal/signing"
	"sotay/internal/task"
)

const password = "con mèo trèo cây cau"

// world is the features without pages, behind the face, with a clock that the test turns.
type world struct {
	*testing.T
	db       *db.DB
	api      *api.API
	face     http.Handler
	roles    *access.Service
	accounts *account.Service
	clock    atomic.Int64
	keys     atomic.Int64
}

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
	w := &world{T: t}
	w.turn("2026-09-08T08:00:00+07:00")
	w.db = dbtest.Open(t, engine, db.WithClock(func() time.Time { return time.UnixMicro(w.clock.Load()) }))
	files, err := blob.Open(t.TempDir())
	w.fatal(err)
	book := cheap(t)
	units := org.New(w.db, book)
	w.roles = access.New(w.db, book)
	var gate *account.Gate
	w.accounts, gate = account.New(w.db, book, w.roles, []byte("key of the tests"))
	members := member.New(w.db, units, book)
	notices := notify.New(w.db)
	tasks := task.New(w.db, units, members)
	sent := publication.New(w.db, book, units, members, notices)
	filed := filing.New(w.db, files, func() extract.Tools { return extract.Tools{} })
	keys := signing.New(w.db, book, signing.Settings{Folder: filepath.Join(t.TempDir(), "authority"), Secret: []byte("key of the tests")})
	documents := document.New(w.db, book, units, members, w.roles, sent, keys, files, filed, notices)
	filed.Readers("document", documents.Readable)
	meetings := meeting.New(w.db, book, units, members, tasks, notices, filed)
	filed.Readers("meeting", meetings.MayReadPapers)
	for _, f := range []org.Follower{members.Follower(), w.roles.Follower(), w.accounts.Follower(), tasks.Follower(), sent.Follower(), documents.Follower(), meetings.Follower()} {
		units.Follow(f)
	}
	words, err := say.All(say.Common(), api.Sentences(), org.Sentences(), access.Sentences(), account.Sentences(), member.Sentences(),
		notify.Sentences(), task.Sentences(), publication.Sentences(), document.Sentences(), filing.Sentences(), signing.Sentences(), meeting.Sentences(), report.Sentences())
	w.fatal(err)
	w.api = api.New(api.Deps{DB: w.db, Signing: keys, Words: words, Gate: gate, Accounts: w.accounts, Units: units, Members: members, Tasks: tasks, Sent: sent, Documents: documents, Files: filed, Notices: notices,
		Meetings: meetings, Reports: report.New(w.db, book), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	w.face = w.api.Handler()
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
	r, err := book.On("account.password", "2026-09-08", &p)
	if err != nil {
		t.Fatal(err)
	}
	p["argon2id"] = map[string]int{"memoryKiB": 64, "passes": 1, "lanes": 1}
	text, err := json.Marshal([]map[string]any{{"topic": r.Topic, "from": string(r.From), "citation": "tests", "value": p}})
	if err != nil {
		t.Fatal(err)
	}
	if book, err = rule.Load(fstest.MapFS{"own.json": {Data: text}}); err != nil {
		t.Fatal(err)
	}
	return book
}

func (w *world) fatal(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) turn(to string) {
	t, err := time.Parse(time.RFC3339, to)
	w.fatal(err)
	w.clock.Store(t.UnixMicro())
}

// answer is what the face said.
type answer struct {
	*world
	what   string
	status int
	header http.Header
	body   []byte
}

// as is a program that shows a token.
type as struct {
	*world
	token string
}

// send sends a request as it is; header pairs follow.
func (c as) send(method, path string, body []byte, header ...string) answer {
	c.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader(body))
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	c.face.ServeHTTP(rec, r)
	return answer{c.world, method + " " + path, rec.Code, rec.Header(), rec.Body.Bytes()}
}

func (c as) get(path string) answer { c.Helper(); return c.send("GET", path, nil) }

// do sends JSON, or nothing for nil, with a key of its own.
func (c as) do(method, path string, body any) answer {
	c.Helper()
	var b []byte
	if body != nil {
		var err error
		b, err = json.Marshal(body)
		c.fatal(err)
	}
	return c.send(method, path, b, "Content-Type", "application/json", "Idempotency-Key", fmt.Sprint("key-", c.keys.Add(1)))
}

func (c as) post(path string, body any) answer { c.Helper(); return c.do("POST", path, body) }

type fields = map[string]any

// ok fails the test unless the request was done.
func (a answer) ok() answer {
	a.Helper()
	if a.status >= 300 {
		a.Fatalf("%s: %d %s", a.what, a.status, a.body)
	}
	return a
}

// refused fails the test unless the request met that problem.
func (a answer) refused(status int, code string) answer {
	a.Helper()
	p := a.problem()
	if a.status != status || p.Code != code || p.Status != status || p.Type != "urn:sotay:"+code || p.Title == "" || p.Detail == "" {
		a.Errorf("%s: %d %s, want %d %s", a.what, a.status, a.body, status, code)
	}
	return a
}

func (a answer) problem() api.Problem {
	a.Helper()
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		a.Fatalf("%s: %d %q %s is no problem", a.what, a.status, got, a.body)
	}
	return into[api.Problem](a)
}

func into[T any](a answer) (out T) {
	a.Helper()
	if err := json.Unmarshal(a.body, &out); err != nil {
		a.Fatalf("%s: %v in %s", a.what, err, a.body)
	}
	return out
}

func (a answer) id() string { a.Helper(); return into[api.Created](a.ok()).ID }

// table is a workbook.
func (w *world) table(rows ...[]string) []byte {
	w.Helper()
	columns := make([]sheet.Column, len(rows[0]))
	for i, title := range rows[0] {
		columns[i].Title = title
	}
	var out bytes.Buffer
	s, err := sheet.NewWriter(&out, "Danh sách", columns)
	w.fatal(err)
	for _, r := range rows[1:] {
		cells := make([]sheet.Cell, len(r))
		for i, text := range r {
			cells[i] = sheet.TextCell(text)
		}
		w.fatal(s.Write(cells...))
	}
	w.fatal(s.Close())
	return out.Bytes()
}

// signIn comes in with a code and chooses the password of the tests.
func (w *world) signIn(login, code string) as {
	w.Helper()
	p := into[api.Pass](as{w, ""}.post("/sessions", fields{"login": login, "password": code}).ok())
	if !p.MustChoosePassword {
		w.Fatalf("%s may go on without choosing a password", login)
	}
	p = into[api.Pass](as{w, p.Token}.post("/password", fields{"password": password}).ok())
	return as{w, p.Token}
}

// system is the program itself.
func system() authz.Actor { return authz.System("test", access.Grant, account.Manage) }

// administrator is somebody who administers the whole tree.
func (w *world) administrator() (as, string) {
	w.Helper()
	slip, err := w.accounts.CreateAdmin(context.Background(), system(), "quantri", "Quản trị")
	w.fatal(err)
	return w.signIn(slip.Login, slip.Code), slip.Account
}

func (w *world) grant(account, role string, unit api.UnitID) {
	w.Helper()
	var id int64
	_, err := fmt.Sscan(string(unit), &id)
	w.fatal(err)
	_, err = w.roles.Grant(context.Background(), system(), access.Wish{Account: account, Role: role, Unit: org.ID(id)})
	w.fatal(err)
}

func (w *world) count(query string, args ...any) (n int) {
	w.Helper()
	w.fatal(w.db.Read(context.Background(), func(q db.Q) (err error) {
		n, err = db.Value[int](context.Background(), q, query, args...)
		return err
	}))
	return n
}

// commune is a province with a commune of two branches, with people, each with his own account.
type commune struct {
	*world
	admin, clerk as
	unit         map[string]api.UnitID
	people       map[string]as
	ids          map[string]string // of members, by name
	accounts     map[string]string // by name
}

func list() [][]string {
	return [][]string{
		{"STT", "Họ và tên", "Ngày sinh", "Giới tính", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ đảng viên", "Điện thoại"},
		{"1", "Nguyễn Văn An", "19/05/1970", "Nam", "03/02/1995", "03/02/1996", "40000001", "0912000001"},
		{"2", "Lê Thị Bình", "1971", "Nữ", "03/02/1996", "03/02/1997", "40000002", "0912000002"},
		{"3", "Trần Văn Chi", "02/09/1980", "Nam", "03/02/2005", "03/02/2006", "40000003", "0912000003"},
		{"4", "Phạm Thị Dung", "02/09/1985", "Nữ", "03/02/2010", "03/02/2011", "40000004", "0912000004"},
		{"5", "Vũ Văn Em", "02/09/2000", "Nam", "03/02/2026", "", "40000005", "0912000005"},
	}
}

func (w *world) commune() *commune {
	w.Helper()
	c := &commune{world: w, unit: map[string]api.UnitID{}, people: map[string]as{}, ids: map[string]string{}, accounts: map[string]string{}}
	var account string
	c.admin, account = w.administrator()
	c.importUnits()
	w.grant(account, access.Clerk, c.unit["X1"])
	c.clerk = c.admin
	path := "/members/import?name=ds.xlsx&unit=" + string(c.unit["B1"])
	if r := into[api.MemberImport](c.clerk.send("POST", path+"&dryRun=true", w.table(list()...)).ok()); r.Done || r.New != 5 {
		w.Fatalf("a dry run: %+v", r)
	}
	if r := into[api.MemberImport](c.clerk.send("POST", path, w.table(list()...)).ok()); !r.Done || r.New != 5 || r.Refused != 0 {
		w.Fatalf("an import: %+v", r)
	}
	for _, s := range into[api.Sheet](c.clerk.post("/units/"+string(c.unit["B1"])+"/accounts", nil).ok()).Slips {
		if s.Code == "" {
			w.Fatalf("%s has no code: %s", s.Name, s.Skipped)
		}
		name := s.Name[strings.LastIndexByte(s.Name, ' ')+1:]
		c.ids[name], c.accounts[name], c.people[name] = s.Member, s.Account, c.signIn(s.Login, s.Code)
		if name == "An" {
			w.grant(s.Account, access.Secretary, c.unit["B1"])
		}
	}
	return c
}

func (c *commune) importUnits() {
	c.Helper()
	path := "/units/import?name=dv.xlsx&day=2026-09-01&decision=" + "01-Q%C4%90/TU"
	rows := [][]string{{"Mã", "Tên đơn vị", "Cấp trên", "Loại"}, {"B1", "Chi bộ Thôn 1", "X1", "branch"}, {"B2", "Chi bộ Thôn 2", "X1", "branch"},
		{"X1", "Đảng bộ xã Một", "T", "grassroots"}, {"T", "Tỉnh ủy", "", "province"}}
	r := into[api.UnitImport](c.admin.send("POST", path, c.table(rows...)).ok())
	if !r.Done || r.New != 4 || r.Refused != 0 {
		c.Fatalf("the import of units: %+v", r)
	}
	for _, row := range r.Rows {
		c.unit[row.Code] = row.Unit
	}
}
