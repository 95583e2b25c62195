package signing

import (
	"bytes"
	"testing"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/pades"
	"sotay/internal/platform/paper"
)

// page is a paper of one page.
func page(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := paper.PDF(&b, paper.Paper{Layout: paper.HD05(), Kind: "NGHỊ QUYẾT", Body: []paper.Block{paper.Text("Nội dung.")}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFilesAreJudgedByWhatIsBelievedHere(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.accepted(w.an)
		open, err := w.Unlock(ctx, w.an, id, Owner{}, pin, "x")
		w.must(err)
		file, err := pades.Sign(ctx, page(w.T), open, pades.Options{At: w.db.Now(), Name: "Nguyễn Văn An"})
		w.must(err)
		r, err := w.Verify(ctx, w.binh, file)
		if err != nil || !r.Valid() || !r.Signatures[0].Trusted {
			w.Errorf("%+v, %v", r, err)
		}
		changed := bytes.Replace(file, []byte("/Lang"), []byte("/Lbng"), 1)
		if r, err := w.Verify(ctx, w.binh, changed); err == nil && r.Valid() {
			w.Error("a changed file is called valid")
		}
		if r, err := w.Verify(ctx, w.binh, page(w.T)); err != nil || len(r.Signatures) != 0 || r.Valid() {
			w.Errorf("a file without signatures: %+v, %v", r, err)
		}
		w.must(w.Revoke(ctx, w.manager, id, "Mất máy"))
		if r, err := w.Verify(ctx, w.binh, file); err != nil || !r.Signatures[0].Has(pades.RevokedSince) && !r.Signatures[0].Has(pades.Revoked) {
			w.Errorf("revoked: %+v, %v", r, err)
		}
		for _, bad := range []struct {
			file []byte
			code string
		}{{nil, "signing.file_missing"}, {make([]byte, MaxChecked+1), "signing.pdf_large"}, {[]byte("không phải PDF"), "signing.pdf_broken"}} {
			_, err := w.Verify(ctx, w.binh, bad.file)
			w.refused(err, bad.code)
		}
		if _, err := w.Verify(ctx, authz.Actor{}, file); !fault.Is(err, fault.Unauthenticated) {
			w.Error(err)
		}
	})
}

func TestEveryFindingHasWords(t *testing.T) {
	t.Parallel()
	words := Sentences()
	for _, c := range []pades.Code{pades.WrongDigest, pades.WrongValue, pades.BadRange, pades.BadContents, pades.BadMessage, pades.BadType, pades.Unsupported, pades.Doubled,
		pades.Unlisted, pades.BadRevision, pades.AddedAfter, pades.Covered, pades.WeakAlgorithm, pades.WeakEncoding, pades.UnknownAttribute, pades.StrayCertificate, pades.OddVersion,
		pades.NoStamp, pades.BadStamp, pades.StrangeStamp, pades.Untrusted, pades.Misused, pades.NotYetValid, pades.ExpiredAtSigning, pades.ExpiredSince, pades.ExpiredUnproven,
		pades.Revoked, pades.RevokedSince, pades.RevocationOpen, pades.InFuture, pades.AddedSignature, pades.AddedStamp, pades.AddedEvidence, pades.FilledForm, pades.SavedAgain,
		pades.ChangedForm, pades.ChangedNotes, pades.ChangedPages, pades.ChangedContent, pades.ChangedMetadata, pades.ChangedDocument, pades.HiddenObjects, pades.LooseBytes,
		pades.HidingSeal, pades.HasScript, pades.HasLaunch, pades.HasOpenAction, pades.HasSubmit, pades.HasAttachment, pades.HasMedia, pades.HasXFA, pades.HasLayers,
		pades.HasDoubleKeys, pades.HasBroken} {
		if words["signing.says."+string(c)] == "" {
			t.Errorf("%s is said in no words", c)
		}
	}
}
