package document

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
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
)

var system = authz.System("test", org.Manage, org.See, member.Edit, member.See, account.Manage, access.Grant)

// world is a commune with two branches, its secretary, its clerk and a member of
// the first branch. It is 2 March 2026.
type world struct {
	*testing.T
	*Service
	commune            org.Unit
	branch             [2]org.Unit
	chief, aide, plain member.ID
	secretary, clerk   authz.Actor
	accounts           *account.Service
	granted            *access.Service
	reader, stranger   authz.Actor
	clock              *atomic.Int64 // in microseconds
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
	var now atomic.Int64
	w := &world{T: t, clock: &now}
	now.Store(civil.Date("2026-03-02").At(8, 0).UnixMicro())
	d := dbtest.Open(t, engine, db.WithClock(func() time.Time { return time.UnixMicro(now.Add(1000)) }))
	rules, err := rule.Load(nil)
	w.must(err)
	files, err := blob.Open(t.TempDir())
	w.must(err)
	units := org.New(d, rules)
	members := member.New(d, units, rules)
	notices := notify.New(d)
	sent := publication.New(d, rules, units, members, notices)
	attached := filing.New(d, files, func() extract.Tools { return extract.Tools{} })
	roles := access.New(d, rules)
	accounts, _ := account.New(d, rules, roles, []byte("key of the tests"))
	w.Service = New(d, rules, units, members, roles, sent, signing.New(d, rules, signing.Settings{Folder: filepath.Join(t.TempDir(), "authority"), Secret: []byte("x")}), files, attached, notices)
	for _, f := range []org.Follower{members.Follower(), sent.Follower(), w.Follower()} {
		units.Follow(f)
	}
	w.commune = w.unit("X1", org.Grassroots, "Đảng bộ xã Bảo Thắng", 0)
	for i := range w.branch {
		w.branch[i] = w.unit(fmt.Sprint("X1.0", i+1), org.Branch, fmt.Sprint("Chi bộ thôn ", i+1), w.commune.ID)
	}
	w.chief, w.aide, w.plain = w.person("Nguyễn Văn An", 0), w.person("Trần Thị Bình", 0), w.person("Lê Văn Chi", 0)
	w.accounts, w.granted = accounts, roles
	w.approver(w.chief)
	w.secretary = actor(w.chief, w.branch[0], authz.Role{At: w.commune.Path, Perms: here(See, Draft, Approve, Issue)})
	w.clerk = actor(w.aide, w.branch[0], authz.Role{At: w.commune.Path, Perms: here(See, Draft, Issue)})
	w.reader = actor(w.plain, w.branch[0])
	w.stranger = actor(w.person("Phạm Văn Dũng", 1), w.branch[1])
	return w
}

// approver gives a person an account with the right to agree to the commune's papers and to sign them.
func (w *world) approver(id member.ID) {
	w.Helper()
	sheets, err := w.accounts.Issue(w.Context(), system, []string{string(id)})
	w.must(err)
	_, err = w.granted.Grant(w.Context(), system, access.Wish{Account: sheets[0].Slips[0].Account, Role: access.Secretary, Unit: w.commune.ID})
	w.must(err)
}

func here(perms ...authz.Perm) map[authz.Perm]authz.Reach {
	out := map[authz.Perm]authz.Reach{}
	for _, p := range perms {
		out[p] = authz.Here
	}
	return out
}

func actor(id member.ID, home org.Unit, roles ...authz.Role) authz.Actor {
	roles = append(roles, authz.Role{At: home.Path, Perms: here(publication.Read)})
	return authz.Actor{ID: "a" + string(id), Member: string(id), Name: "Đảng viên", Home: home.Path, Roles: roles}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refused wants a fault with that code, on the field where one is named.
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

func (w *world) person(name string, branch int) member.ID {
	w.Helper()
	id, err := w.members.Add(w.Context(), system, w.branch[branch].ID, member.Entry{Person: member.Person{Name: name, Admitted: "2010-06-01", Official: "2011-06-01"}, State: member.Official, From: "2026-01-10"})
	w.must(err)
	return id
}

func (w *world) content() Content {
	return Content{Type: "resolution", Abstract: "Về phát triển kinh tế năm 2026", Text: "# I. MỤC TIÊU\n\nPhấn đấu **100%** thôn có đường.", Place: "Bảo Thắng",
		Recipients: []string{"Các chi bộ trực thuộc,"}, Signer: w.chief, SignerPost: "BÍ THƯ",
		Sending: Sending{Targets: []publication.Target{{Kind: publication.Unit, Unit: w.branch[0].ID}}, Ask: publication.Confirm}}
}

func (w *world) begun(c Content) ID {
	w.Helper()
	id, err := w.Begin(w.Context(), w.clerk, w.commune.ID, c)
	w.must(err)
	return id
}

func (w *world) approved(c Content) ID {
	w.Helper()
	id := w.begun(c)
	w.must(w.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}))
	w.must(w.Agree(w.Context(), w.secretary, id, 0, ""))
	return id
}

func (w *world) issued(c Content) ID {
	w.Helper()
	id := w.approved(c)
	_, err := w.Enumerate(w.Context(), w.clerk, id, 0, 0)
	w.must(err)
	w.must(w.Issue(w.Context(), w.clerk, id, 0))
	return id
}

func (w *world) full(id ID) Full {
	w.Helper()
	f, err := w.See(w.Context(), w.secretary, id)
	w.must(err)
	return f
}

func TestFromDraftToReader(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.begun(w.content())
		c := w.content()
		c.Text += "\n\nThêm một câu."
		w.must(w.Write(ctx, w.clerk, id, 1, c))
		w.refused(w.Write(ctx, w.clerk, id, 1, c), "document.overtaken")
		w.must(w.Comment(ctx, w.secretary, id, "Nên ngắn hơn."))
		w.must(w.Submit(ctx, w.clerk, id, 0, []member.ID{w.chief}))
		w.refused(w.Write(ctx, w.clerk, id, 0, c), "document.is_submitted")
		w.refused(w.Agree(ctx, w.clerk, id, 0, ""), "access.forbidden")
		w.must(w.Return(ctx, w.secretary, id, 0, "Sửa mục I"))
		w.must(w.Submit(ctx, w.clerk, id, 0, []member.ID{w.chief}))
		if all, err := w.Awaiting(ctx, w.secretary, 10); err != nil || len(all) != 1 {
			w.Errorf("awaiting the secretary: %d, %v", len(all), err)
		}
		w.must(w.Agree(ctx, w.secretary, id, 0, "Đồng ý"))
		w.refused(w.Issue(ctx, w.clerk, id, 0), "document.is_approved")
		n, err := w.Enumerate(ctx, w.clerk, id, 0, 0)
		if err != nil || n != "01-NQ/ĐU" {
			w.Fatalf("number %q, %v", n, err)
		}
		_, err = w.See(ctx, w.reader, id)
		w.refused(err, "document.not_found") // not yet issued
		w.must(w.Issue(ctx, w.clerk, id, 0))
		f := w.full(id)
		if f.State != Issued || f.File == "" || len(f.Versions) != 2 || len(f.Comments) != 1 || f.Steps[0].Note != "Đồng ý" {
			w.Errorf("issued: %+v", f)
		}
		seen, err := w.See(ctx, w.reader, id)
		if err != nil || len(seen.Versions)+len(seen.Comments)+len(seen.Steps) > 0 {
			w.Errorf("a reader sees %+v, %v", seen, err)
		}
		_, err = w.See(ctx, w.stranger, id)
		w.refused(err, "document.not_found")
		_, err = w.See(ctx, authz.Actor{}, id)
		w.refused(err, "access.sign_in")
	})
}

func TestIssuedFileIsTheOneThatWasIssued(t *testing.T) {
	each(t, func(w *world) {
		id := w.issued(w.content())
		var first, second, word bytes.Buffer
		w.must(w.Produce(w.Context(), w.reader, id, PDF, &first))
		w.must(w.render(w.Context(), w.full(id), PDF, &second))
		w.must(w.Produce(w.Context(), w.clerk, id, DOCX, &word))
		if !bytes.Equal(first.Bytes(), second.Bytes()) || !bytes.HasPrefix(first.Bytes(), []byte("%PDF-")) || !bytes.HasPrefix(word.Bytes(), []byte("PK")) {
			w.Error("the issued file is not what the paper gives")
		}
	})
}

// Fifty papers that ask at the same time get fifty numbers in a row.
func TestNumbersAreGivenOnceAndWithoutGaps(t *testing.T) {
	each(t, func(w *world) {
		const many = 50
		papers := make([]ID, many)
		for i := range papers {
			papers[i] = w.approved(w.content())
		}
		var wg sync.WaitGroup
		errs := make([]error, many)
		for i, id := range papers {
			wg.Go(func() {
				for { // a crowd may be told to come again
					if _, errs[i] = w.Enumerate(w.Context(), w.clerk, id, 0, 0); !fault.Is(errs[i], fault.Busy) && !fault.Is(errs[i], fault.Conflict) {
						return
					}
				}
			})
		}
		wg.Wait()
		w.must(errors.Join(errs...))
		all, err := w.Register(w.Context(), w.clerk, w.commune.ID, "", Entry{}, 100)
		w.must(err)
		if len(all) != many {
			w.Fatalf("%d numbers", len(all))
		}
		var of []ID
		for i, e := range all {
			if e.Number != int64(i+1) || slices.Contains(of, e.Document) {
				w.Fatalf("number %d is %d of %s", i+1, e.Number, e.Document)
			}
			of = append(of, e.Document)
		}
	})
}

func TestReservedAndCancelledNumbersStayVisible(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		n, err := w.Reserve(ctx, w.clerk, w.commune.ID, "resolution", "Nghị quyết quý I")
		if err != nil || n != "01-NQ/ĐU" {
			w.Fatalf("%q, %v", n, err)
		}
		_, err = w.Reserve(ctx, w.clerk, w.commune.ID, "resolution", "")
		w.refused(err, "document.invalid")
		_, err = w.Reserve(ctx, w.clerk, w.commune.ID, "resolution", "Dự phòng")
		w.must(err)
		kept := w.approved(w.content())
		if free, err := w.Kept(ctx, w.clerk, kept); err != nil || len(free) != 2 || free[0].Printed() != "01-NQ/ĐU" || free[0].Reason != "Nghị quyết quý I" {
			w.Errorf("numbers that a paper may have: %+v, %v", free, err)
		}
		_, err = w.Kept(ctx, w.reader, kept)
		w.refused(err, "access.not_found")
		_, err = w.Enumerate(ctx, w.clerk, kept, 0, 9)
		w.refused(err, "document.invalid")
		_, err = w.Enumerate(ctx, w.clerk, kept, 0, 1)
		w.must(err)
		w.must(w.Issue(ctx, w.clerk, kept, 0))
		series := w.full(kept).Series
		w.refused(w.CancelNumber(ctx, w.clerk, series, 1, "x"), "document.number_used")
		w.must(w.CancelNumber(ctx, w.clerk, series, 2, "Không dùng"))
		w.refused(w.CancelNumber(ctx, w.stranger, series, 2, "x"), "access.not_found")
		dropped := w.approved(w.content())
		_, err = w.Enumerate(ctx, w.clerk, dropped, 0, 0)
		w.must(err)
		w.must(w.Drop(ctx, w.clerk, dropped, 0, "Không ban hành"))
		all, err := w.Register(ctx, w.clerk, w.commune.ID, "2025-2030", Entry{}, 10)
		w.must(err)
		var got []string
		for _, e := range all {
			got = append(got, fmt.Sprint(e.Number, e.State, e.Reason))
		}
		if want := []string{"1usedNghị quyết quý I", "2cancelledKhông dùng", "3cancelledKhông ban hành"}; !slices.Equal(got, want) {
			w.Errorf("register %q, want %q", got, want)
		}
	})
}

func TestPapersAreReplacedAndRecalled(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		old := w.issued(w.content())
		c := w.content()
		c.Replaces = old
		after := w.issued(c)
		if w.full(old).State != Replaced {
			w.Errorf("the old paper is %s", w.full(old).State)
		}
		_, err := w.Begin(ctx, w.clerk, w.commune.ID, c)
		w.refused(err, "document.invalid") // it is no longer in force
		w.refused(w.Recall(ctx, w.clerk, after, 0, " "), "document.invalid")
		w.must(w.Recall(ctx, w.clerk, after, 0, "Sai căn cứ"))
		all, err := w.sent.OfSubject(ctx, w.reader, after.Subject())
		if err != nil || len(all) != 1 || all[0].Reason != "Sai căn cứ" {
			w.Errorf("its reader sees %+v, %v", all, err)
		}
	})
}

// A paper whose reading is due before it is issued cannot go out; it is taken back,
// mended, and gets the number that was kept for it.
func TestReopenedPapersKeepTheirNumber(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		c := w.content()
		c.Sending.Due = "2026-03-01"
		id := w.approved(c)
		_, err := w.Enumerate(ctx, w.clerk, id, 0, 0)
		w.must(err)
		if err := w.Issue(ctx, w.clerk, id, 0); !fault.Is(err, fault.Invalid) {
			w.Errorf("due yesterday: %v", err)
		}
		w.refused(w.Reopen(ctx, w.clerk, id, 0, " "), "document.invalid")
		w.refused(w.Reopen(ctx, w.stranger, id, 0, "x"), "access.not_found")
		w.must(w.Reopen(ctx, w.clerk, id, 0, "Hạn đọc đã qua"))
		if f := w.full(id); f.State != Drafting || f.Number != 0 || f.Symbol != "" {
			w.Errorf("reopened: %+v", f.Document)
		}
		w.must(w.Write(ctx, w.clerk, id, 0, w.content()))
		w.must(w.Submit(ctx, w.clerk, id, 0, []member.ID{w.chief}))
		w.must(w.Agree(ctx, w.secretary, id, 0, ""))
		if n, err := w.Enumerate(ctx, w.clerk, id, 0, 1); err != nil || n != "01-NQ/ĐU" {
			w.Errorf("number %q, %v", n, err)
		}
		w.must(w.Issue(ctx, w.clerk, id, 0))
		w.refused(w.Reopen(ctx, w.clerk, id, 0, "x"), "document.is_issued")
	})
}

// counted is how often a secret was refused, by the audit log, which says nothing else of it.
func (w *world) counted() (n int) {
	w.must(w.db.Read(w.Context(), func(q db.Q) (err error) {
		n, err = db.Value[int](w.Context(), q, `SELECT COUNT(*) FROM audit WHERE verb = 'refuse_secret' AND detail = '' AND subject = ?`, fmt.Sprintf("unit:%d", w.commune.ID))
		return err
	}))
	return n
}

func TestRefusedDrafts(t *testing.T) {
	each(t, func(w *world) {
		for name, c := range map[string]struct {
			change func(*Content)
			code   string
		}{
			"a secret":              {func(c *Content) { c.Text = "TỐI MẬT\nMột." }, "document.secret"},
			"no authority":          {func(c *Content) { c.Type = "directive" }, "document.invalid"},
			"an unknown type":       {func(c *Content) { c.Type = "poem" }, "document.invalid"},
			"a signer from nowhere": {func(c *Content) { c.Signer = "m-none" }, "document.invalid"},
			"replaces nothing":      {func(c *Content) { c.Replaces = "dc-none" }, "document.invalid"},
		} {
			x := w.content()
			c.change(&x)
			_, err := w.Begin(w.Context(), w.clerk, w.commune.ID, x)
			if !fault.Of(err).Says(c.code) {
				w.Errorf("%s: %v, want %s", name, err, c.code)
			}
		}
		if n := w.counted(); n != 1 {
			w.Errorf("%d refusals of secrets are counted", n)
		}
		_, err := w.Begin(w.Context(), w.reader, w.commune.ID, w.content())
		w.refused(err, "access.not_found")
		if all, err := w.List(w.Context(), w.clerk, "", "", 10); err != nil || len(all) != 0 {
			w.Errorf("%d papers were kept, %v", len(all), err)
		}
		id := w.begun(Content{Type: "plan", Abstract: "Chưa xong"})
		if w.full(id).Text == "" {
			w.Error("a plan begins empty")
		}
		w.refused(w.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}), "document.incomplete")
	})
}

// Whoever is asked to agree must be able to: a paper must not wait for a word that
// cannot be given.
func TestOnlyThoseWhoMayApproveAreAsked(t *testing.T) {
	each(t, func(w *world) {
		id := w.begun(w.content())
		w.refused(w.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.plain}), "document.invalid")
		w.refused(w.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief, w.aide}), "document.invalid")
		w.must(w.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}))
	})
}

// So must whoever signs it, or looks it through, in the program.
func TestOnlyThoseWhoMaySignAreNamed(t *testing.T) {
	each(t, func(w *world) {
		c := w.content()
		c.Electronic, c.Initials = true, []member.ID{w.plain}
		id := w.begun(c)
		w.refused(w.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}), "document.incomplete")
		w.approver(w.plain)
		w.must(w.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}))
	})
}

// A draft may wait for its question; a paper that is submitted may not.
func TestAQuestionIsWholeBeforeItIsAgreedTo(t *testing.T) {
	each(t, func(w *world) {
		c := w.content()
		c.Sending.Ask = publication.Answer
		id := w.begun(c)
		w.refused(w.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}), "document.incomplete")
		c.Sending.Question = publication.Question{Text: "Chỉ tiêu là gì?", Choices: []string{"Đường", "Trường"}, Right: 1}
		w.must(w.Write(w.Context(), w.clerk, id, 0, c))
		w.must(w.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}))
	})
}
