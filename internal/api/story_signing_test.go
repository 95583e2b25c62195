package api_test

import (
	"bytes"
	"net/http"
	"testing"

	"sotay/internal/api"
	"sotay/internal/platform/paper"
)

// TestSignatures asks, as a program, what files are worth and which keys there are.
func TestSignatures(t *testing.T) {
	each(t, func(w *world) {
		c := w.commune()
		if all := into[api.Keys](c.clerk.get("/keys").ok()); len(all.Keys) != 0 {
			t.Errorf("keys: %+v", all)
		}
		if all := into[api.Documents](c.clerk.get("/documents/awaiting-signature").ok()); len(all.Documents) != 0 {
			t.Errorf("to be signed: %+v", all)
		}
		var b bytes.Buffer
		w.fatal(paper.PDF(&b, paper.Paper{Layout: paper.HD05(), Kind: "NGHỊ QUYẾT"}))
		if r := into[api.Judgement](c.clerk.send("POST", "/signatures/verify", b.Bytes()).ok()); r.Valid || len(r.Signatures) != 0 {
			t.Errorf("a paper without signatures: %+v", r)
		}
		c.clerk.send("POST", "/signatures/verify", []byte("không phải PDF")).refused(http.StatusUnprocessableEntity, "signing.check")
	})
}
