package document

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sotay/internal/platform/pades"
	"sotay/internal/signing"
)

// round is a red ring on a clear ground, and hand a blue stroke.
func round(t *testing.T) []byte {
	return drawing(t, 400, 400, color.NRGBA{210, 20, 30, 235}, func(x, y int) bool {
		d := (x-200)*(x-200) + (y-200)*(y-200)
		return d < 195*195 && d > 170*170 || d < 150*150 && d > 140*140 || d < 60*60
	})
}

func hand(t *testing.T) []byte {
	return drawing(t, 400, 160, color.NRGBA{20, 40, 170, 255}, func(x, y int) bool {
		at := 80 + (x*x/97+x*3)%70 - 35
		return y > at-6 && y < at+6
	})
}

func drawing(t *testing.T, w, h int, ink color.NRGBA, in func(x, y int) bool) []byte {
	t.Helper()
	p := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if in(x, y) {
				p.SetNRGBA(x, y, ink)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The seal of the office stands over the left third of the signature, as large as it is in truth, and hides no words.
func TestTheRedSealIsSeen(t *testing.T) {
	each(t, func(w *world) {
		o, ctx := newOffice(w), w.Context()
		w.must(w.keys.SetPicture(ctx, w.clerk, signing.Owner{Unit: w.commune.ID}, round(t), 36))
		w.must(w.keys.SetPicture(ctx, w.secretary, signing.Owner{Account: w.secretary.ID}, hand(t), 0))
		id := o.toSign()
		w.must(w.Sign(ctx, w.secretary, id, 0, o.key[w.chief], pin))
		w.must(w.Sign(ctx, w.clerk, id, 0, o.seal, pin))
		w.must(w.Issue(ctx, w.clerk, id, 0))
		var file bytes.Buffer
		w.must(w.Produce(ctx, w.secretary, id, PDF, &file))
		r, err := w.keys.Verify(ctx, w.secretary, file.Bytes())
		w.must(err)
		if !r.Valid() || len(r.Signatures) != 2 {
			t.Fatalf("it is judged %+v", r)
		}
		sign, seal := r.Signatures[0].Box, r.Signatures[1].Box
		over := seal[0] + seal[2] - sign[0]
		if seal[2] < 35.9 || seal[2] > 36.1 || over < sign[2]/2/3-0.2 || over > sign[2]/2/3+0.2 || r.Signatures[1].Has(pades.Covered) {
			t.Errorf("the seal stands at %v over %v", seal, sign)
		}
		if said := o.pdfsig(id); said != "" && (strings.Count(said, "Signature is Valid.") != 2 || strings.Count(said, "Total document signed") != 1) {
			t.Errorf("pdfsig says %s", said)
		}
		if words := printed(t, file.Bytes()); words != "" && (!strings.Contains(words, "Ký bởi: Nguyễn Văn An") || !strings.Contains(words, "Cơ quan: "+w.commune.Name) || strings.Count(words, "Ngày ký: ") != 2) {
			t.Errorf("the page says %s", words)
		}
	})
}

// printed is what poppler reads on a file; "" where it is not here.
func printed(t *testing.T, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, _ := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").CombinedOutput()
	return strings.Join(strings.Fields(string(out)), " ")
}

// A picture that is replaced while a key elsewhere signs would be another file: the signature is to be begun anew.
func TestAPictureIsReplacedMeanwhile(t *testing.T) {
	each(t, func(w *world) {
		o, ctx := newOffice(w), w.Context()
		mine := signing.Owner{Account: w.secretary.ID}
		key := o.card()
		o.believe(key)
		id := o.toSign()
		ask, err := w.PrepareSignature(ctx, w.secretary, id, 0, key.id)
		w.must(err)
		w.must(w.keys.SetPicture(ctx, w.secretary, mine, hand(t), 0))
		sig, err := key.Sign(ctx, ask.Digest)
		w.must(err)
		w.refused(w.EmbedSignature(ctx, w.secretary, id, 0, sig), "document.picture_changed")
		_, err = w.ToSign(ctx, w.secretary, id)
		w.refused(err, "document.picture_changed")
		ask, err = w.PrepareSignature(ctx, w.secretary, id, 0, key.id)
		w.must(err)
		sig, err = key.Sign(ctx, ask.Digest)
		w.must(err)
		w.must(w.EmbedSignature(ctx, w.secretary, id, 0, sig))
	})
}
