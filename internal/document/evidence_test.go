package document

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"sotay/internal/platform/pki"
	"sotay/internal/rule"
	"sotay/internal/signing"
)

// clockwork gives time stamps by the trial authority of a folder until it is stopped.
type clockwork struct {
	w       *world
	folder  string
	stopped atomic.Bool
}

func (c *clockwork) Stamp(ctx context.Context, digest []byte) ([]byte, error) {
	if c.stopped.Load() {
		return nil, errors.New("no connection")
	}
	a, err := pki.Open(c.folder)
	if err != nil {
		return nil, err
	}
	return a.Stamper(c.w.now).Stamp(ctx, digest)
}

// stamped gives the world a time-stamp service of its own.
func stamped(w *world) *clockwork {
	w.Helper()
	c := &clockwork{w: w, folder: filepath.Join(w.TempDir(), "authority")}
	rules, err := rule.Load(nil)
	w.must(err)
	w.keys = signing.New(w.db, rules, signing.Settings{Folder: c.folder, Secret: []byte("x"), Stamps: c})
	return c
}

// issued signs, seals and issues a paper, and gives its file.
func (o *office) issued() (ID, []byte) {
	o.Helper()
	ctx, id := o.Context(), o.toSign()
	o.must(o.Sign(ctx, o.secretary, id, 0, o.key[o.chief], pin))
	o.must(o.Sign(ctx, o.clerk, id, 0, o.seal, pin))
	return id, o.issue(id)
}

func (o *office) issue(id ID) []byte {
	o.Helper()
	o.must(o.Issue(o.Context(), o.clerk, id, 0))
	var b bytes.Buffer
	o.must(o.Produce(o.Context(), o.secretary, id, PDF, &b))
	return b.Bytes()
}

func TestAnIssuedPaperCarriesItsEvidence(t *testing.T) {
	each(t, func(w *world) {
		o, ctx := newOffice(w), w.Context()
		if id, _ := o.issued(); w.full(id).Evidence != "" {
			t.Error("evidence was added that nobody asked for")
		}
		w.refused(w.keys.KeepEvidence(ctx, w.clerk, true), "access.not_found")
		w.must(w.keys.KeepEvidence(ctx, keyMaster, true))
		id, file := o.issued()
		if f := w.full(id); f.Evidence != signing.Kept || f.Size != int64(len(file)) {
			t.Errorf("the paper says %q, %d of %d bytes", f.Evidence, f.Size, len(file))
		}
		r, err := w.keys.Verify(ctx, w.secretary, file)
		w.must(err)
		if !r.Valid() || len(r.Signatures) != 3 || r.Signatures[0].Level != "B-LTA" || r.Signatures[1].Level != "B-LTA" || !r.Signatures[2].Document || !r.Signatures[2].Covers {
			t.Errorf("it is judged %+v", r.Signatures)
		}
		// Poppler reads no time stamps over documents; it says that this one covers the whole.
		if said := o.pdfsig(id); said != "" && (strings.Count(said, "Signature is Valid.") != 2 || strings.Count(said, "Total document signed") != 1 ||
			!strings.Contains(said[strings.LastIndex(said, "Signature #"):], "Total document signed")) {
			t.Errorf("pdfsig says %s", said)
		}
		w.must(w.keys.KeepEvidence(ctx, keyMaster, false))
		if id, _ := o.issued(); w.full(id).Evidence != "" {
			t.Error("evidence is added though nobody wants it any more")
		}
	})
}

func TestWithoutAllItsEvidenceAPaperIsIssuedAsItWasSigned(t *testing.T) {
	each(t, func(w *world) {
		c := stamped(w)
		o, ctx := newOffice(w), w.Context()
		w.must(w.keys.KeepEvidence(ctx, keyMaster, true))
		id := o.toSign()
		w.must(w.Sign(ctx, w.secretary, id, 0, o.key[w.chief], pin))
		w.must(w.Sign(ctx, w.clerk, id, 0, o.seal, pin))
		signed := w.full(id).File
		c.stopped.Store(true)
		file := o.issue(id)
		if f := w.full(id); f.State != Issued || f.Evidence != "signing.evidence_stamp" || f.File != signed {
			t.Errorf("without a time stamp: %s, %q", f.State, f.Evidence)
		}
		if r, err := w.keys.Verify(ctx, w.secretary, file); err != nil || !r.Valid() || len(r.Signatures) != 2 || r.Signatures[1].Level != "B-T" {
			t.Errorf("without a time stamp it is judged %+v, %v", r.Signatures, err)
		}
		c.stopped.Store(false)
		if id, _ := o.issued(); w.full(id).Evidence != signing.Kept {
			t.Errorf("with time stamps again: %q", w.full(id).Evidence)
		}
	})
}

// A card's authority has brought no revocation list: what cannot be shown later is not half shown.
func TestWithoutARevocationListThereIsNoEvidence(t *testing.T) {
	each(t, func(w *world) {
		o, ctx := newOffice(w), w.Context()
		k := o.card()
		o.believe(k)
		w.must(w.keys.KeepEvidence(ctx, keyMaster, true))
		id := o.toSign()
		ask, err := w.PrepareSignature(ctx, w.secretary, id, 0, k.id)
		w.must(err)
		sig, err := k.Sign(ctx, ask.Digest)
		w.must(err)
		w.must(w.EmbedSignature(ctx, w.secretary, id, 0, sig))
		w.must(w.Sign(ctx, w.clerk, id, 0, o.seal, pin))
		signed := w.full(id).File
		o.issue(id)
		if f := w.full(id); f.State != Issued || f.Evidence != "signing.evidence_lists" || f.File != signed {
			t.Errorf("without a list: %s, %q", f.State, f.Evidence)
		}
	})
}
