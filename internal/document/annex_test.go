package document

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"sotay/internal/filing"
	"sotay/internal/member"
	"sotay/internal/platform/db"
	"sotay/internal/platform/intake"
	"sotay/internal/platform/paper"
)

func word(t *testing.T, text string) []byte {
	var b bytes.Buffer
	if err := paper.DOCX(&b, paper.Paper{Layout: paper.HD05(), Kind: "BIỂU", Body: []paper.Block{paper.Text(text)}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (w *world) attach(id ID, name string, b []byte) error {
	return w.Attach(w.Context(), w.clerk, id, name, int64(len(b)), bytes.NewReader(b))
}

// Annexes go with their paper: frozen when it is submitted, named in it, and read by
// its readers once it is issued.
func TestAnnexesBelongToTheirPaper(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.begun(w.content())
		w.must(w.attach(id, "Bieu 1.docx", word(w.T, "Một.")))
		w.must(w.attach(id, "Bieu 2.docx", word(w.T, "Hai.")))
		all := w.full(id).Annexes
		w.must(w.Detach(ctx, w.clerk, id, all[1].ID))
		if err := w.attach(id, "Bieu 3.docx", word(w.T, "TUYỆT MẬT")); err == nil || !strings.Contains(err.Error(), filing.Secret) {
			w.Error("a secret annex:", err)
		}
		w.must(w.Submit(ctx, w.clerk, id, 0, []member.ID{w.chief}))
		w.refused(w.attach(id, "Bieu 4.docx", word(w.T, "Bốn.")), "document.is_submitted")
		w.refused(w.Detach(ctx, w.clerk, id, all[0].ID), "document.is_submitted")
		w.must(w.Agree(ctx, w.secretary, id, 0, ""))
		_, err := w.Enumerate(ctx, w.clerk, id, 0, 0)
		w.must(err)
		w.must(w.Issue(ctx, w.clerk, id, 0))
		f, err := w.See(ctx, w.reader, id)
		if err != nil || len(f.Annexes) != 1 || f.Annexes[0].Name != "Bieu 1.docx" {
			w.Errorf("a reader sees %+v, %v", f.Annexes, err)
		}
		w.must(w.db.Read(ctx, func(q db.Q) error {
			noted, err := db.Value[string](ctx, q, `SELECT detail FROM audit WHERE subject = ? AND verb = 'issue'`, id.Subject())
			if !strings.Contains(noted, f.Annexes[0].SHA256) {
				w.Errorf("the log says of the issue %s", noted)
			}
			return err
		}))
		p, err := w.paper(ctx, f)
		w.must(err)
		if end := p.Body[len(p.Body)-1]; !strings.Contains(strings.ToLower(plainOf(end)), "bieu 1") {
			w.Errorf("the paper ends with %+v", end)
		}
	})
}

func plainOf(b paper.Block) string {
	var out bytes.Buffer
	if err := paper.DOCX(&out, paper.Paper{Layout: paper.HD05(), Body: []paper.Block{b}}); err != nil {
		return err.Error()
	}
	return documentText(out.Bytes())
}

// A paper does not go on while a scan on it waits for somebody's word.
func TestAWaitingAnnexHoldsThePaper(t *testing.T) {
	each(t, func(w *world) {
		id := w.begun(w.content())
		w.must(w.attach(id, "Anh.png", onePixel()))
		w.refused(w.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}), "filing.waiting")
		w.must(w.Detach(w.Context(), w.clerk, id, w.full(id).Annexes[0].ID))
		w.must(w.Submit(w.Context(), w.clerk, id, 0, []member.ID{w.chief}))
	})
}

func onePixel() []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4)))
	return b.Bytes()
}

// documentText is what a DOCX says.
func documentText(b []byte) string {
	text, err := intake.DOCXText(bytes.NewReader(b), int64(len(b)), intake.DefaultLimits())
	if err != nil {
		return err.Error()
	}
	return text
}
