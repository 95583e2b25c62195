package exchange

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/audit"
	"sotay/internal/document"
	"sotay/internal/filing"
	"sotay/internal/incoming"
	"sotay/internal/member"
	"sotay/internal/notify"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/extract"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/paper"
	"sotay/internal/publication"
	"sotay/internal/rule"
	"sotay/internal/signing"
	"sotay/internal/task"
)

var system = authz.System("test", org.Manage, org.See, member.Edit, member.See, account.Manage, access.Grant)

// world is a commune with a clerk, and the province as its peer: by a folder, and
// by HTTP under another identifier. It is Monday, 2 March 2026.
type world struct {
	*testing.T
	*Service
	files           *blob.Store
	tasks           *task.Service
	audits          *audit.Service
	folders         string
	commune         org.Unit
	clerk, stranger authz.Actor
	chief           member.ID
	folder, http    PeerID
	fake            *fake
	key             string // by which the fake sends here
}

// fake is the other side: a program that takes messages by HTTP.
type fake struct {
	*httptest.Server
	mu     sync.Mutex
	got    []edxml.Message
	keys   []string
	answer int
}

func newFake(t *testing.T) *fake {
	f := &fake{answer: http.StatusOK}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if m, err := edxml.Read(r.Body, edxml.Limits{}); err != nil {
			t.Errorf("the other side was sent %v", err)
		} else if f.answer == http.StatusOK {
			f.got, f.keys = append(f.got, m), append(f.keys, r.Header.Get("Authorization"))
		}
		w.WriteHeader(f.answer)
	}))
	t.Cleanup(f.Close)
	return f
}

// statuses are the codes that the other side was told, in order.
func (f *fake) statuses() (out []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range f.got {
		if m.Status != nil {
			out = append(out, string(m.Status.Code))
		}
	}
	return out
}

func each(t *testing.T, fn func(*world)) {
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) { fn(newWorld(t, engine)) })
	}
}

func newWorld(t *testing.T, engine string) *world {
	w := &world{T: t, folders: t.TempDir(), fake: newFake(t)}
	var now atomic.Int64
	now.Store(civil.Date("2026-03-02").At(8, 0).UnixMicro())
	d := dbtest.Open(t, engine, db.WithClock(func() time.Time { return time.UnixMicro(now.Add(1000)) }))
	rules, err := rule.Load(nil)
	w.must(err)
	kept, err := blob.Open(t.TempDir())
	w.must(err)
	w.files, err = blob.Open(t.TempDir())
	w.must(err)
	units := org.New(d, rules)
	members := member.New(d, units, rules)
	notices := notify.New(d)
	sent := publication.New(d, rules, units, members, notices)
	files := filing.New(d, kept, func() extract.Tools { return extract.Tools{} })
	roles := access.New(d, rules)
	documents := document.New(d, rules, units, members, roles, sent, signing.New(d, rules, signing.Settings{Folder: t.TempDir(), Secret: []byte("key of the tests")}), w.files, files, notices)
	w.tasks = task.New(d, units, members)
	papers := incoming.New(d, rules, units, members, w.tasks, sent, notices, files)
	w.audits = audit.New(d, rules)
	w.Service, err = New(d, units, files, documents, papers, Place{Folders: w.folders, Files: w.files, Key: []byte("khóa của máy này, dài ba mươi hai")})
	w.must(err)
	units.Follow(members.Follower())
	units.Follow(w.Follower())
	w.commune, err = units.Create(t.Context(), system, org.NewUnit{Code: "X1", Kind: org.Grassroots, Name: "Đảng bộ xã Bảo Thắng"}, org.Decision{Number: "01-QĐ/TU", Day: "2026-01-05"})
	w.must(err)
	branch, err := units.Create(t.Context(), system, org.NewUnit{Code: "X1.01", Kind: org.Branch, Name: "Chi bộ thôn 1", Parent: w.commune.ID}, org.Decision{Number: "01-QĐ/TU", Day: "2026-01-05"})
	w.must(err)
	w.chief, err = members.Add(t.Context(), system, branch.ID, member.Entry{Person: member.Person{Name: "Nguyễn Văn An", Admitted: "2010-06-01", Official: "2011-06-01"}, State: member.Official, From: "2026-01-10"})
	w.must(err)
	accounts, _ := account.New(d, rules, roles, make([]byte, 32))
	sheets, err := accounts.Issue(t.Context(), system, []string{string(w.chief)})
	w.must(err)
	_, err = roles.Grant(t.Context(), system, access.Wish{Account: sheets[0].Slips[0].Account, Role: access.Secretary, Unit: w.commune.ID})
	w.must(err)
	all := map[authz.Perm]authz.Reach{}
	for _, p := range []authz.Perm{See, Send, Manage, document.See, document.Draft, document.Approve, document.Issue, incoming.See, incoming.Register, incoming.Assign} {
		all[p] = authz.Here
	}
	w.clerk = authz.Actor{ID: "clerk", Member: string(w.chief), Name: "Trần Thị Bình", Home: branch.Path, Roles: []authz.Role{{At: w.commune.Path, Perms: all}}}
	w.stranger = authz.Actor{ID: "stranger", Name: "Phạm Văn Dũng", Home: branch.Path, Roles: []authz.Role{{At: branch.Path, Perms: all}}}
	w.introduce()
	return w
}

// introduce sets up the desk and its two peers.
func (w *world) introduce() {
	w.Helper()
	w.must(w.Arrange(w.Context(), w.clerk, w.commune.ID, Desk{Organ: "H37.DN.001", Name: "Đảng ủy xã Bảo Thắng", Box: Box{}}))
	var err error
	w.folder, err = w.Meet(w.Context(), w.clerk, w.commune.ID, Peer{Organ: "H37.TU", Name: "Tỉnh ủy Lào Cai", Way: Folder, Folder: "tinh-uy"})
	w.must(err)
	w.http, err = w.Meet(w.Context(), w.clerk, w.commune.ID, Peer{Organ: "H37.UB", Name: "Ủy ban tỉnh", Way: HTTP, URL: w.fake.URL + "/nhan", Key: "khoa-cua-ho"})
	w.must(err)
	w.key, err = w.GiveKey(w.Context(), w.clerk, w.http)
	w.must(err)
}

func (w *world) must(errs ...error) {
	w.Helper()
	if err := errors.Join(errs...); err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(err error, code string) {
	w.Helper()
	if !fault.Of(err).Says(code) {
		w.Errorf("%v, want %s", err, code)
	}
}

// issued writes a paper and takes it all the way.
func (w *world) issued() document.ID {
	w.Helper()
	id, err := w.documents.Begin(w.Context(), w.clerk, w.commune.ID, document.Content{Type: "resolution", Abstract: "Về phát triển kinh tế năm 2026", Text: "Phấn đấu.", Place: "Bảo Thắng",
		Recipients: []string{"Tỉnh ủy,"}, Signer: w.chief, SignerPost: "BÍ THƯ"})
	w.must(err)
	w.must(w.documents.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}))
	w.must(w.documents.Agree(w.Context(), w.clerk, id, 0, ""))
	_, err = w.documents.Enumerate(w.Context(), w.clerk, id, 0, 0)
	w.must(err)
	w.must(w.documents.Issue(w.Context(), w.clerk, id, 0))
	return id
}

// deliver does the jobs that are due, once each.
func (w *world) deliver() (failed int) {
	w.Helper()
	var all []OutID
	w.must(w.db.Read(w.Context(), func(q db.Q) (err error) {
		all, err = db.Column[OutID](w.Context(), q, `SELECT id FROM exchange_out WHERE state = 'waiting' ORDER BY id`)
		return err
	}))
	for _, id := range all {
		if err := w.Deliver(w.Context(), Carrier(), id); err != nil {
			failed++
		}
	}
	return failed
}

func (w *world) of(id document.ID) []Out {
	w.Helper()
	all, err := w.Of(w.Context(), w.clerk, w.commune.Path, id)
	w.must(err)
	return all
}

// message is a paper as the other side sends it.
func (w *world) message(n int, change func(*edxml.Document)) []byte {
	w.Helper()
	d := &edxml.Document{From: edxml.Organ{ID: "H37.UB", Name: "Ủy ban tỉnh"}, To: []edxml.Organ{{ID: "H37.DN.001"}}, Code: edxml.Code{Number: fmt.Sprint(n), Notation: "CV/UB"}, Day: "2026-02-27",
		Type: edxml.Type{Name: "Công văn"}, Subject: fmt.Sprint("Về việc báo cáo số ", n), TraceID: fmt.Sprint("t", n), Attachments: []edxml.Attachment{{ID: "a", Name: "cv.docx", Content: word(w, "Kính gửi các xã")}}}
	d.ID = edxml.DocumentID(d.From.ID, d.Day, d.Code)
	if change != nil {
		change(d)
	}
	return written(w, edxml.Message{Document: d})
}

func written(t testing.TB, m edxml.Message) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := edxml.Write(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func word(t testing.TB, lines ...string) []byte {
	p := paper.Paper{Layout: paper.HD05(), Issuer: "ỦY BAN TỈNH", Kind: "CÔNG VĂN"}
	for _, l := range lines {
		p.Body = append(p.Body, paper.Text(l))
	}
	var b bytes.Buffer
	if err := paper.DOCX(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (w *world) accept(raw []byte) (In, error) {
	return w.Accept(w.Context(), Carrier(), w.key, bytes.NewReader(raw))
}

// drop leaves a file in the office's folder and has it emptied.
func (w *world) drop(name string, raw []byte) {
	w.Helper()
	dir := filepath.Join(w.folders, "nhan", "X1")
	w.must(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, name), raw, 0o600))
	w.must(w.Collect(w.Context(), Carrier()))
}

// lies lists the files of a folder under the place for folders.
func (w *world) lies(parts ...string) (out []string) {
	all, err := os.ReadDir(filepath.Join(append([]string{w.folders}, parts...)...))
	if err != nil && !os.IsNotExist(err) {
		w.Fatal(err)
	}
	for _, e := range all {
		if !e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}

func (w *world) arrived() []incoming.Paper {
	w.Helper()
	all, err := w.incoming.List(w.Context(), w.clerk, incoming.Filter{Limit: 100})
	w.must(err)
	return all
}

func (w *world) waiting() []In {
	w.Helper()
	all, err := w.In(w.Context(), w.clerk, true, "", 100)
	w.must(err)
	return all
}

// verbs are what the log says of refusals, and everything it says, as text.
func (w *world) log() string {
	w.Helper()
	var b strings.Builder
	w.must(w.db.Read(w.Context(), func(q db.Q) error {
		all, err := db.Column[string](w.Context(), q, `SELECT verb || ' ' || detail FROM audit ORDER BY id`)
		b.WriteString(strings.Join(all, "\n"))
		return err
	}))
	return b.String()
}

func all(ctx context.Context, s *blob.Store, ref blob.Ref) ([]byte, error) {
	r, err := s.Get(ctx, ref)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func encoding(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// faultField is the code that a fault holds against a field.
func faultField(err error, field string) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Fields[field]
}

// jobs counts the jobs of a kind that wait.
func (w *world) jobs(kind string) (n int) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(q db.Q) (err error) {
		n, err = db.Value[int](w.Context(), q, `SELECT COUNT(*) FROM jobs WHERE kind = ? AND state = 'waiting'`, kind)
		return err
	}))
	return n
}
