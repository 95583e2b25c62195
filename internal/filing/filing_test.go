package filing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/extract"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/paper"
	"sotay/internal/rule"
)

const put authz.Perm = "test.put"

var (
	system = authz.System("test", org.Manage, org.See, Reading)
	reader = authz.Actor{ID: "reader", Name: "Người đọc"}
)

// world is a commune with its clerk and somebody who may read what belongs to it.
type world struct {
	*testing.T
	*Service
	now   *atomic.Int64 // 0 for the machine's clock
	unit  org.Unit
	clerk authz.Actor
	told  map[ID]string // what the hooks were told
}

func each(t *testing.T, tools func() extract.Tools, fn func(*world)) {
	t.Helper()
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fn(newWorld(t, engine, tools))
		})
	}
}

func newWorld(t *testing.T, engine string, tools func() extract.Tools) *world {
	w := &world{T: t, now: &atomic.Int64{}, told: map[ID]string{}}
	w.now.Store(civil.Date("2026-03-02").At(8, 0).UnixMicro())
	d := dbtest.Open(t, engine, db.WithClock(func() time.Time {
		if w.now.Load() == 0 {
			return time.Now()
		}
		return time.UnixMicro(w.now.Add(1000))
	}))
	rules, err := rule.Load(nil)
	w.must(err)
	files, err := blob.Open(t.TempDir())
	w.must(err)
	units := org.New(d, rules)
	w.Service = New(d, files, tools)
	units.Follow(w.Follower())
	w.unit, err = units.Create(t.Context(), system, org.NewUnit{Code: "X1", Kind: org.Grassroots, Name: "Đảng bộ xã Bảo Thắng"}, org.Decision{Number: "01-QĐ/TU", Day: "2026-01-05"})
	w.must(err)
	w.clerk = authz.Actor{ID: "clerk", Name: "Văn thư", Roles: []authz.Role{{At: w.unit.Path, Perms: map[authz.Perm]authz.Reach{put: authz.Here, Declare: authz.Here}}}}
	w.OnText(func(_ context.Context, _ *db.Tx, f File, text string) error { w.told[f.ID] = text; return nil })
	w.OnGone(func(_ context.Context, _ *db.Tx, f File) error { delete(w.told, f.ID); return nil })
	w.Readers("paper", func(_ context.Context, _ db.Q, who authz.Actor, _ string) error {
		if who.ID == "clerk" || who.ID == "reader" {
			return nil
		}
		return fault.New(fault.NotFound, "paper.not_found")
	})
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refused wants a fault with that code, or with it on the field of the file.
func (w *world) refused(err error, code string) {
	w.Helper()
	if f := fault.Of(err); !f.Says(code) && (f == nil || f.Fields["file"] != code) {
		w.Errorf("%v, want %s", err, code)
	}
}

func (w *world) upload(name string, b []byte) Upload {
	return Upload{Unit: w.unit.ID, Path: w.unit.Path, Right: put, Name: name, Size: int64(len(b)), Body: bytes.NewReader(b)}
}

func (w *world) take(name string, b []byte) (f File, err error) {
	p, err := w.Look(w.Context(), w.clerk, w.upload(name, b))
	if err != nil {
		return f, err
	}
	defer p.Drop(w.Context())
	return w.takeParcel(p)
}

func (w *world) takeParcel(p *Parcel) (f File, err error) {
	err = w.db.Write(w.Context(), w.clerk, func(tx *db.Tx) error {
		if err := tx.Require(put, w.unit.Path); err != nil {
			return err
		}
		f, err = w.Take(w.Context(), tx, p, "paper:1")
		return err
	})
	return f, err
}

func (w *world) taken(name string, b []byte) File {
	w.Helper()
	f, err := w.take(name, b)
	w.must(err)
	return f
}

// seen are the names of the files that a reader of the subject sees.
func (w *world) seen() (names []string) {
	w.must(w.db.Read(w.Context(), func(q db.Q) error {
		all, err := w.OfSubject(w.Context(), q, "paper:1")
		for _, f := range all {
			names = append(names, f.Name)
		}
		return err
	}))
	return names
}

// lines are the verbs of the audit log, and all that it says.
func (w *world) lines() (verbs []string, all string) {
	w.must(w.db.Read(w.Context(), func(q db.Q) error {
		rows, err := db.All(w.Context(), q, func(l *[3]string) []any { return []any{&l[0], &l[1], &l[2]} }, `SELECT verb, subject, detail FROM audit WHERE actor <> 'system:test' ORDER BY id`)
		for _, l := range rows {
			verbs, all = append(verbs, l[0]), all+strings.Join(l[:], " ")+"\n"
		}
		return err
	}))
	return verbs, all
}

// destroyed does the jobs that remove bytes.
func (w *world) destroyed() {
	w.must(w.db.Read(w.Context(), func(q db.Q) error {
		all, err := db.Column[string](w.Context(), q, `SELECT body FROM jobs WHERE kind = ?`, DestroyKind)
		for _, body := range all {
			var refs []blob.Ref
			err = errors.Join(err, json.Unmarshal([]byte(body), &refs), w.Destroy(w.Context(), system, refs))
		}
		return err
	}))
}

func none() extract.Tools { return extract.Tools{} }

func pdf(t testing.TB, lines ...string) []byte {
	p := paper.Paper{Layout: paper.HD05(), Issuer: "ĐẢNG ỦY XÃ BẢO THẮNG", Kind: "THÔNG BÁO", Abstract: "về lịch tiếp đảng viên"}
	for _, l := range lines {
		p.Body = append(p.Body, paper.Text(l))
	}
	var b bytes.Buffer
	if err := paper.PDF(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func docx(t testing.TB, lines ...string) []byte {
	p := paper.Paper{Layout: paper.HD05(), Issuer: "ĐẢNG ỦY XÃ BẢO THẮNG", Kind: "THÔNG BÁO"}
	for _, l := range lines {
		p.Body = append(p.Body, paper.Text(l))
	}
	var b bytes.Buffer
	if err := paper.DOCX(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func picture(t testing.TB) []byte {
	img := image.NewGray(image.Rect(0, 0, 200, 300))
	for i := range img.Pix {
		img.Pix[i] = 250
	}
	img.SetGray(10, 10, color.Gray{Y: 5})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFileIsTakenSeenAndRemoved(t *testing.T) {
	each(t, none, func(w *world) {
		b := docx(w, "Đồng chí Trần Thị Hòa phụ trách chi bộ thôn Đồng Tâm, giữ bí mật nuôi ong mật.")
		f := w.taken("Phu luc 1.docx", b)
		if f.State != Clear || f.Reading != Read || !strings.Contains(w.told[f.ID], "Trần Thị Hòa") {
			w.Errorf("%+v, told %q", f, w.told)
		}
		got, c, err := w.Open(w.Context(), reader, f.ID)
		w.must(err)
		body, err := io.ReadAll(c)
		if err != nil || !bytes.Equal(body, b) || c.Close() != nil || got.Name != "Phu luc 1.docx" {
			w.Errorf("%d bytes of %d, %v, %q", len(body), len(b), err, got.Name)
		}
		_, _, err = w.Open(w.Context(), authz.Actor{ID: "stranger"}, f.ID)
		w.refused(err, "filing.not_found")
		_, _, err = w.Open(w.Context(), authz.Actor{}, f.ID)
		w.refused(err, "access.sign_in")
		same := w.taken("Phu luc 2.docx", b)
		w.must(w.db.Write(w.Context(), w.clerk, func(tx *db.Tx) error {
			return errors.Join(tx.Require(put, w.unit.Path), w.Remove(w.Context(), tx, f))
		}))
		w.destroyed()
		if _, err := w.content(w.Context(), f.ID, f.ref); !errors.Is(err, blob.ErrNotFound) || w.told[f.ID] != "" {
			w.Error("a removed file is there", err)
		}
		if _, c, err = w.Open(w.Context(), reader, same.ID); err != nil || c.Close() != nil {
			w.Error("the same bytes under another name went too", err)
		}
		if names := w.seen(); !slices.Equal(names, []string{"Phu luc 2.docx"}) {
			w.Error(names)
		}
	})
}

func TestSecretsAreRefusedAndOnlyCounted(t *testing.T) {
	each(t, func() extract.Tools { return extract.Find(context.Background()) }, func(w *world) {
		for name, b := range map[string][]byte{
			"Ke hoach.docx":              docx(w, "TUYỆT MẬT", "Kế hoạch diễn tập"),
			"Ke hoach.pdf":               pdf(w, "Độ mật: Tối mật"),
			"[MẬT] Ke hoach.docx":        docx(w, "Kế hoạch"),
			"05-KH_Tối mật.docx":         docx(w, "Kế hoạch"),
			"05-KH (TUYET MAT) moi.docx": docx(w, "Kế hoạch"),
		} {
			_, err := w.take(name, b)
			w.refused(err, Secret)
		}
		verbs, all := w.lines()
		if len(verbs) != 5 || slices.ContainsFunc(verbs, func(v string) bool { return v != "refuse_secret" }) || strings.Contains(all, "oach") || strings.Contains(all, "file:") {
			w.Errorf("the log says %s", all)
		}
		if len(w.seen()) > 0 || w.stored() > 0 {
			w.Error("something was stored")
		}
		for _, name := range []string{"Nuôi ong mật.docx", "Bảo vệ bí mật nhà nước.docx", "Quy định mật khẩu.docx", "Thực hiện Luật Bảo vệ bí mật, an toàn - 2026.docx"} {
			w.taken(name, docx(w, "Quy định về bí mật nhà nước, mật khẩu và mật ong."))
		}
	})
}

// stored counts the files in the file store.
func (w *world) stored() (n int64) {
	w.must(w.db.Read(w.Context(), func(q db.Q) (err error) {
		n, err = db.Value[int64](w.Context(), q, `SELECT COUNT(*) FROM filing_file`)
		return err
	}))
	return n
}

func TestBadFilesAreRefusedWithAWord(t *testing.T) {
	each(t, none, func(w *world) {
		whole := pdf(w, "Trang một.")
		const names, acts = "/Names <<\n/EmbeddedFiles << /Names [\n  \n] >>\n>>", "/OpenAction<</S/JavaScript/JS(app.f(1))>>"
		script := bytes.Replace(whole, []byte(names), []byte(acts+strings.Repeat(" ", len(names)-len(acts))), 1)
		for _, c := range []struct {
			name, code string
			body       []byte
		}{
			{"a.pdf", "filing.file_empty", nil},
			{"a.docx", "filing.file_ending", whole},
			{"a.pdf", "filing.file_ending", []byte("MZ\x90\x00\x03\x00\x00\x00 program")},
			{"a.pdf", "filing.file_broken", whole[:len(whole)/2]},
			{"a.pdf", "filing.file_script", script},
			{"a.pdf", "filing.file_large", make([]byte, 21<<20)},
		} {
			_, err := w.take(c.name, c.body)
			w.refused(err, c.code)
		}
		if n := w.stored(); n != 0 {
			w.Error(n, "stored")
		}
		_, err := w.Look(w.Context(), reader, w.upload("a.pdf", whole))
		if !fault.Is(err, fault.NotFound) {
			w.Error(err)
		}
	})
}

func TestAScanWaitsUntilItIsDeclared(t *testing.T) {
	each(t, none, func(w *world) {
		f, g := w.taken("Anh 1.png", picture(w)), w.taken("Anh 2.png", picture(w))
		if f.State != Waiting || len(w.seen()) > 0 || len(w.told) > 0 {
			w.Errorf("%+v, seen %v", f, w.seen())
		}
		_, err := w.See(w.Context(), reader, f.ID)
		w.refused(err, "filing.not_found")
		if _, err := w.See(w.Context(), w.clerk, f.ID); err != nil {
			w.Error(err)
		}
		w.refused(w.Declare(w.Context(), reader, f.ID, NotSecret, true), "filing.not_found")
		w.must(w.Fulfil(w.Context(), system, f.ID, nil)) // without a program
		w.must(w.Declare(w.Context(), w.clerk, f.ID, NotSecret, false))
		w.refused(w.Declare(w.Context(), w.clerk, f.ID, IsSecret, false), "filing.declared")
		w.must(w.Declare(w.Context(), w.clerk, g.ID, IsSecret, false))
		w.destroyed()
		if _, err := w.content(w.Context(), g.ID, g.ref); !errors.Is(err, blob.ErrNotFound) {
			w.Error("the secret is there", err)
		}
		if names := w.seen(); !slices.Equal(names, []string{"Anh 1.png"}) {
			w.Error(names)
		}
		if _, all := w.lines(); strings.Contains(all, "Anh") {
			w.Errorf("the log names a scan: %s", all)
		}
		left, err := w.Service.Waiting(w.Context(), w.clerk, "", 10)
		if err != nil || len(left) > 0 {
			w.Error(left, err)
		}
	})
}
