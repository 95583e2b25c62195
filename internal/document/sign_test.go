package document

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/pki"
	"sotay/internal/rule"
	"sotay/internal/signing"
)

const pin = "trâu đen 7"

var keyMaster = authz.System("admin", signing.Manage)

// office is a world whose secretary, clerk and reader have accounts and keys, and so
// has the commune; the clerk keeps its seal.
type office struct {
	*world
	key   map[member.ID]signing.KeyID
	seal  signing.KeyID
	login string // of the secretary
}

func newOffice(w *world) *office {
	w.Helper()
	ctx, o := w.Context(), &office{world: w, key: map[member.ID]signing.KeyID{}}
	rules, err := rule.Load(nil)
	w.must(err)
	accounts, _ := account.New(w.db, rules, access.New(w.db, rules), make([]byte, 32))
	w.must(w.keys.CreateAuthority(ctx, keyMaster, "Đảng bộ xã Bảo Thắng"))
	by := authz.System("test", account.Manage, access.Grant)
	for id, who := range map[member.ID]*authz.Actor{w.chief: &w.secretary, w.aide: &w.clerk, w.plain: &w.reader} {
		sheets, err := accounts.Issue(ctx, by, []string{string(id)})
		w.must(err)
		slip := sheets[0].Slips[0]
		who.ID = slip.Account
		if id == w.chief {
			o.login = slip.Login
		}
		o.key[id], err = w.keys.OfferTo(ctx, keyMaster, slip.Login)
		w.must(err)
		w.must(w.keys.Accept(ctx, *who, o.key[id], pin, pin))
	}
	w.clerk.Roles[0].Perms[signing.Seal] = authz.Here
	o.seal, err = w.keys.OfferUnit(ctx, keyMaster, w.commune.ID)
	w.must(err)
	w.must(w.keys.Accept(ctx, w.clerk, o.seal, pin, pin))
	return o
}

// toSign is a numbered paper that is signed here.
func (o *office) toSign(initials ...member.ID) ID {
	o.Helper()
	c := o.content()
	c.Electronic, c.Initials = true, initials
	id := o.approved(c)
	_, err := o.Enumerate(o.Context(), o.clerk, id, 0, 0)
	o.must(err)
	return id
}

// pdfsig is what poppler says of a paper's file; "" where it is not here.
func (o *office) pdfsig(id ID) string {
	o.Helper()
	if _, err := exec.LookPath("pdfsig"); err != nil {
		return ""
	}
	var b bytes.Buffer
	o.must(o.Produce(o.Context(), o.secretary, id, PDF, &b))
	file := filepath.Join(o.TempDir(), "a.pdf")
	o.must(os.WriteFile(file, b.Bytes(), 0o600))
	out, _ := exec.CommandContext(o.Context(), "pdfsig", "-nocert", file).CombinedOutput() // says "not trusted" by its code
	return string(out)
}

func TestAPaperIsSignedInOrder(t *testing.T) {
	each(t, func(w *world) {
		o, ctx := newOffice(w), w.Context()
		w.reader.Roles = append(w.reader.Roles, authz.Role{At: w.commune.Path, Perms: here(See, Approve)})
		w.approver(w.plain)
		id := o.toSign(w.plain)
		f := w.full(id)
		if f.File == "" || len(f.Signing) != 3 || f.Signing[0].Role != Initials || f.Signing[1].Name != "Nguyễn Văn An" || f.Signing[2].Role != Seals {
			t.Fatalf("the paper asks for %+v", f.Signing)
		}
		w.refused(w.Issue(ctx, w.clerk, id, 0), "document.unsigned_left")
		w.refused(w.Sign(ctx, w.secretary, id, 0, o.key[w.chief], pin), "document.not_your_signature")
		w.refused(w.Sign(ctx, w.stranger, id, 0, o.key[w.chief], pin), "document.not_found")
		if all, err := w.AwaitingSignature(ctx, w.secretary, 10); err != nil || len(all) != 0 {
			t.Errorf("the secretary is asked before his turn: %v, %v", all, err)
		}
		w.must(w.Sign(ctx, w.reader, id, f.Rev, o.key[w.plain], pin))
		w.refused(w.Sign(ctx, w.secretary, id, f.Rev, o.key[w.chief], pin), "document.overtaken")
		w.refused(w.Sign(ctx, w.secretary, id, 0, o.key[w.plain], pin), "signing.key_not_found")
		w.refused(w.Sign(ctx, w.secretary, id, 0, o.key[w.chief], "không phải"), "signing.pin_wrong")
		if all, err := w.AwaitingSignature(ctx, w.secretary, 10); err != nil || len(all) != 1 {
			t.Errorf("the secretary is asked for %v, %v", all, err)
		}
		w.must(w.Sign(ctx, w.secretary, id, 0, o.key[w.chief], pin))
		w.refused(w.Sign(ctx, w.secretary, id, 0, o.key[w.chief], pin), "document.not_your_signature")
		w.refused(w.Sign(ctx, w.clerk, id, 0, o.key[w.aide], pin), "signing.key_other") // his own, not the office's
		if all, err := w.AwaitingSignature(ctx, w.clerk, 10); err != nil || len(all) != 1 {
			t.Errorf("the clerk is asked for %v, %v", all, err)
		}
		w.must(w.Sign(ctx, w.clerk, id, 0, o.seal, pin))
		w.refused(w.Sign(ctx, w.clerk, id, 0, o.seal, pin), "document.nothing_to_sign")
		w.must(w.Issue(ctx, w.clerk, id, 0))
		after := w.full(id)
		if after.Signing[2].Subject != w.commune.Name || after.Signing[1].Level != "B-T" || after.Size <= f.Size {
			t.Errorf("issued with %+v", after.Signing)
		}
		seen, err := w.See(ctx, w.reader, id)
		if err != nil || len(seen.Signing) != 3 {
			t.Errorf("a reader sees %+v, %v", seen.Signing, err)
		}
		if said := o.pdfsig(id); said != "" && (strings.Count(said, "Signature is Valid.") != 3 || strings.Count(said, "Total document signed") != 1) {
			t.Errorf("pdfsig says %s", said)
		}
	})
}

func TestWhatIsTakenBackLosesItsSignatures(t *testing.T) {
	each(t, func(w *world) {
		o, ctx := newOffice(w), w.Context()
		id := o.toSign()
		w.must(w.Sign(ctx, w.secretary, id, 0, o.key[w.chief], pin))
		w.must(w.Reopen(ctx, w.clerk, id, 0, "Sửa ngày"))
		if f := w.full(id); f.File != "" || len(f.Signing) != 0 {
			t.Errorf("still signed: %+v", f.Signing)
		}
		w.must(w.Submit(ctx, w.clerk, id, 0, []member.ID{w.chief}))
		w.must(w.Agree(ctx, w.secretary, id, 0, ""))
		_, err := w.Enumerate(ctx, w.clerk, id, 0, 1)
		w.must(err)
		if f := w.full(id); f.File == "" || awaited(f.Signing) != 0 {
			t.Errorf("%+v", f.Signing)
		}
	})
}

func TestWhoseCertificateIsNotGoodSignsNothing(t *testing.T) {
	each(t, func(w *world) {
		o, ctx := newOffice(w), w.Context()
		id := o.toSign()
		before := w.full(id)
		w.must(w.keys.Revoke(ctx, keyMaster, o.key[w.chief], "Nghỉ"))
		w.refused(w.Sign(ctx, w.secretary, id, 0, o.key[w.chief], pin), "signing.key_revoked")
		w.clock.Add((400 * 24 * time.Hour).Microseconds())
		w.must(w.Sign(ctx, w.secretary, id, 0, o.again(), pin))
		w.refused(w.Sign(ctx, w.clerk, id, 0, o.seal, pin), "signing.cert_expired")
		if f := w.full(id); f.File == before.File || awaited(f.Signing) != 1 {
			t.Errorf("%+v", f.Signing)
		}
	})
}

// now is the time of the tests' clock.
func (w *world) now() time.Time { return time.UnixMicro(w.clock.Load()) }

// again gives the secretary another trial key.
func (o *office) again() signing.KeyID {
	o.Helper()
	id, err := o.keys.OfferTo(o.Context(), keyMaster, o.login)
	o.must(err)
	o.must(o.keys.Accept(o.Context(), o.secretary, id, pin, pin))
	return id
}

// card is a key of the secretary that is not here.
type card struct {
	*pki.Identity
	id signing.KeyID
}

func (o *office) card() card {
	o.Helper()
	elsewhere, err := pki.Create(filepath.Join(o.TempDir(), "ca"), "Nơi cấp khác", o.now().AddDate(0, -1, 0))
	o.must(err)
	k, err := elsewhere.Issue(pki.Person{Name: "Nguyễn Văn An"}, pki.ECDSAP256, pki.Period{From: o.now().Add(-time.Hour), Until: o.now().AddDate(1, 0, 0)})
	o.must(err)
	id, err := o.keys.AddRemote(o.Context(), o.secretary, signing.Owner{}, pemOf(k.Chain()))
	o.must(err)
	return card{k, id}
}

// believe trusts those who vouch for a card.
func (o *office) believe(c card) {
	o.Helper()
	_, err := o.keys.AddTrust(o.Context(), keyMaster, pemOf(c.Chain()[1:]))
	o.must(err)
}

func pemOf(all []*x509.Certificate) (out []byte) {
	for _, c := range all {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out
}

func TestASignatureFromElsewhere(t *testing.T) {
	each(t, func(w *world) {
		o, ctx := newOffice(w), w.Context()
		card := o.card()
		key := card.id
		id := o.toSign()
		_, err := w.PrepareSignature(ctx, w.secretary, id, 0, key)
		w.refused(err, "signing.cert_untrusted")
		o.believe(card)
		w.refused(w.Sign(ctx, w.secretary, id, 0, key, pin), "signing.key_elsewhere")
		w.refused(w.EmbedSignature(ctx, w.secretary, id, 0, []byte("x")), "document.not_prepared")
		ask, err := w.PrepareSignature(ctx, w.secretary, id, 0, key)
		w.must(err)
		again, err := w.ToSign(ctx, w.secretary, id)
		if err != nil || !bytes.Equal(ask.Digest, again.Digest) || !bytes.Equal(ask.Attributes, again.Attributes) {
			t.Errorf("asked again it is something else: %v", err)
		}
		blamed := func(signature []byte, code string) {
			if f := fault.Of(w.EmbedSignature(ctx, w.secretary, id, 0, signature)); f == nil || f.Fields["signature"] != code {
				t.Errorf("%v, want %s", f, code)
			}
		}
		_, err = w.ToSign(ctx, w.clerk, id)
		w.refused(err, "document.not_your_signature")
		blamed(nil, "document.signature_missing")
		mine, err := w.keys.Unlock(ctx, w.secretary, o.key[w.chief], signing.Owner{}, pin, "x")
		w.must(err)
		other, err := mine.Sign(ctx, ask.Digest)
		w.must(err)
		blamed(other, "document.signature_other")
		sig, err := card.Sign(ctx, ask.Digest)
		w.must(err)
		w.must(w.EmbedSignature(ctx, w.secretary, id, 0, []byte(base64.StdEncoding.EncodeToString(asCard(t, sig)))))
		if f := w.full(id); f.Signing[0].At.IsZero() || f.Signing[0].Serial == "" {
			t.Errorf("%+v", f.Signing)
		}
		if said := o.pdfsig(id); said != "" && strings.Count(said, "Signature is Valid.") != 1 {
			t.Errorf("pdfsig says %s", said)
		}
	})
}

// asCard is a signature as cards give it: the two numbers alone.
func asCard(t *testing.T, der []byte) []byte {
	t.Helper()
	var s struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &s); err != nil {
		t.Fatal(err)
	}
	out := make([]byte, 64)
	s.R.FillBytes(out[:32])
	s.S.FillBytes(out[32:])
	return out
}

func TestWhoInitialsMustBeOfTheBody(t *testing.T) {
	each(t, func(w *world) {
		c := w.content()
		c.Electronic = true
		for code, all := range map[string][]member.ID{"document.initials_unfit": {w.chief}, "document.initials_many": {"a", "b", "c", "d", "e"}} {
			c.Initials = all
			_, err := w.Begin(w.Context(), w.clerk, w.commune.ID, c)
			if f := fault.Of(err); f == nil || f.Fields["initials"] != code {
				t.Errorf("%v: %v", all, err)
			}
		}
	})
}
