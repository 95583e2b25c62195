package meeting

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"strings"
	"testing"

	"sotay/internal/filing"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
)

// workbook is a file whose text is read at once.
func workbook(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	out, err := sheet.NewWriter(&b, "Tài liệu", []sheet.Column{{Title: "Nội dung", Width: 20}})
	if err = errors.Join(err, out.Write(sheet.TextCell(text)), out.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func picture(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPapersFromOutside(t *testing.T) {
	each(t, func(w *world) {
		ctx, m := w.t.Context(), w.meetings
		id := w.called()
		p, err := m.AddPaper(ctx, w.runner, id, upload("kế hoạch.xlsx", workbook(w.t, "Kế hoạch tháng 3")))
		w.must(err)
		if p.Late || p.Waiting || p.Name != "kế hoạch.xlsx" {
			w.t.Errorf("%+v", p)
		}
		for name, c := range map[string]struct {
			body []byte
			want string
		}{
			"giả.pdf":     {picture(w.t), "filing.file_ending"},
			"rỗng.pdf":    {nil, "filing.file_empty"},
			"x.exe":       {[]byte("MZ\x90\x00" + strings.Repeat("x", 200)), "filing.file_kind"},
			"cụt.pdf":     {[]byte("%PDF-1.7\n1 0 obj"), "filing.file_broken"},
			"MẬT.png":     {picture(w.t), "filing.secret"},
			"thường.xlsx": {workbook(w.t, "TỐI MẬT"), "filing.secret"},
		} {
			if _, err := m.AddPaper(ctx, w.runner, id, upload(name, c.body)); field(err, "file") != c.want {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := m.AddPaper(ctx, w.actor(4), id, upload("a.png", picture(w.t))); !fault.Is(err, fault.Forbidden) {
			w.t.Errorf("a member adds papers: %v", err)
		}
		if got := w.see(id).Papers; len(got) != 1 || got[0] != p {
			w.t.Errorf("%+v, want the one paper", got)
		}
		_, body, err := m.OpenPaper(ctx, w.actor(4), id, p.ID)
		w.must(err)
		w.must(body.Close())
		w.must(m.RemovePaper(ctx, w.runner, id, p.ID))
		if _, _, err := m.OpenPaper(ctx, w.runner, id, p.ID); code(err) != "meeting.paper_not_found" {
			w.t.Errorf("a paper that was removed: %v", err)
		}
	})
}

// A scan is seen by nobody but who may declare it. Members have it, in time or late,
// from when it was declared not secret; one that is secret is gone.
func TestScansAmongPapersWait(t *testing.T) {
	each(t, func(w *world) {
		ctx, m := w.t.Context(), w.meetings
		id, secretary, committee, one := w.called(), w.actor(0, Run, filing.Declare), w.actor(1, Run), w.actor(4)
		p, err := m.AddPaper(ctx, committee, id, upload("sơ đồ.png", picture(w.t)))
		w.must(err)
		w.at("2026-03-01", 8, 1)
		secret, err := m.AddPaper(ctx, committee, id, upload("công văn.png", picture(w.t)))
		w.must(err)
		if !p.Waiting || p.Late {
			w.t.Errorf("%+v", p)
		}
		f, _, err := m.See(ctx, one, id)
		w.must(err)
		if len(f.Papers) != 2 || f.Papers[0] != (Paper{ID: p.ID, Waiting: true, At: p.At}) || f.Readable() != 0 {
			w.t.Errorf("a member sees %+v", f.Papers)
		}
		if f := w.see(id); f.Papers[0].Name != p.Name {
			w.t.Errorf("who runs it sees %+v", f.Papers)
		}
		for _, who := range []authz.Actor{one, committee} {
			if _, _, err := m.OpenPaper(ctx, who, id, p.ID); !fault.Is(err, fault.NotFound) {
				w.t.Errorf("%s opens a scan that waits: %v", who.Name, err)
			}
		}
		if err := w.files.Declare(ctx, committee, filing.ID(p.ID), filing.NotSecret, false); !fault.Is(err, fault.NotFound) {
			w.t.Errorf("who only runs the meeting declares: %v", err)
		}
		w.at("2026-03-05", 12, 0) // the meeting's own day
		w.must(w.files.Declare(ctx, secretary, filing.ID(p.ID), filing.NotSecret, false))
		w.must(w.files.Declare(ctx, secretary, filing.ID(secret.ID), filing.IsSecret, false))
		f, _, err = m.See(ctx, one, id)
		w.must(err)
		if len(f.Papers) != 1 || f.Papers[0].Name != p.Name || !f.Papers[0].Late || f.course(calendar{}).papersLate != 1 {
			w.t.Errorf("after the word a member sees %+v", f.Papers)
		}
		_, body, err := m.OpenPaper(ctx, one, id, p.ID)
		w.must(err)
		w.must(body.Close())
	})
}
