package signing

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
)

func TestATrialKeyIsAcceptedUsedAndRevoked(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		_, err := w.OfferTo(ctx, w.manager, w.login(w.an))
		w.refused(err, "signing.no_authority")
		w.refused(w.CreateAuthority(ctx, w.manager, " "), "signing.organisation_missing")
		w.refused(w.CreateAuthority(ctx, w.an, "Tôi"), "access.not_found")
		w.must(w.CreateAuthority(ctx, w.manager, "Đảng bộ xã Bảo Thắng"))
		w.must(w.CreateAuthority(ctx, w.manager, "Đảng bộ xã Bảo Thắng")) // again changes nothing
		_, err = w.OfferTo(ctx, w.manager, "nobody")
		w.refused(err, "signing.no_account")
		_, err = w.OfferTo(ctx, w.an, w.login(w.an))
		w.refused(err, "access.not_found")
		id, err := w.OfferTo(ctx, w.manager, w.login(w.an))
		w.must(err)
		_, err = w.Unlock(ctx, w.an, id, Owner{}, pin, "x")
		w.refused(err, "signing.key_offered")
		w.refused(w.Accept(ctx, w.binh, id, pin, pin), "signing.key_not_found")
		for bad, code := range map[string]string{"12345": "signing.pin_length", "123456": "signing.pin_easy", "000000": "signing.pin_easy", strings.Repeat("9x", 40): "signing.pin_length"} {
			w.refused(w.Accept(ctx, w.an, id, bad, bad), code)
		}
		w.refused(w.Accept(ctx, w.an, id, pin, pin+"x"), "signing.pin_differs")
		w.must(w.Accept(ctx, w.an, id, pin, pin))
		w.refused(w.Accept(ctx, w.an, id, pin, pin), "signing.not_offered")
		open, err := w.Unlock(ctx, w.an, id, Owner{}, pin, "document:x")
		w.must(err)
		digest := sha256.Sum256([]byte("văn bản"))
		sig, err := open.Sign(ctx, digest[:])
		w.must(err)
		if !ecdsa.VerifyASN1(open.Chain()[0].PublicKey.(*ecdsa.PublicKey), digest[:], sig) {
			w.Error("the key signs something else")
		}
		if c := open.Chain()[0]; c.Subject.CommonName != "Nguyễn Văn An" || !strings.Contains(c.Issuer.CommonName, "thử nghiệm") {
			w.Errorf("the certificate is %s by %s", c.Subject, c.Issuer)
		}
		_, err = w.Unlock(ctx, w.binh, id, Owner{}, pin, "x")
		w.refused(err, "signing.key_not_found")
		w.refused(w.Revoke(ctx, w.manager, id, ""), "signing.reason_missing")
		w.refused(w.Revoke(ctx, w.an, id, "x"), "access.not_found")
		w.must(w.Revoke(ctx, w.manager, id, "Mất điện thoại"))
		w.refused(w.Revoke(ctx, w.manager, id, "x"), "signing.key_revoked")
		_, err = w.Unlock(ctx, w.an, id, Owner{}, pin, "x")
		w.refused(err, "signing.key_revoked")
	})
}

func TestWrongPINsAreSlowedAndThenBlock(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.accepted(w.an)
		wrong := func() error {
			_, err := w.Unlock(ctx, w.an, id, Owner{}, "không phải", "x")
			return err
		}
		w.refused(wrong(), "signing.pin_not_this")
		w.refused(wrong(), "signing.pin_wrong")
		_, err := w.Unlock(ctx, w.an, id, Owner{}, pin, "x") // the right one makes them forgotten
		w.must(err)
		for i := range 10 {
			if err := wrong(); i < 9 {
				w.refused(err, "signing.pin_wrong")
			} else {
				w.refused(err, "signing.blocked")
			}
			if i > 2 && i < 9 {
				w.refused(wrong(), "signing.wait") // at once, and is not counted
			}
			w.now.Add(time.Hour.Microseconds())
		}
		_, err = w.Unlock(ctx, w.an, id, Owner{}, pin, "x")
		w.refused(err, "signing.blocked")
		w.refused(w.ChangePIN(ctx, w.an, id, pin, "mã khác 5", "mã khác 5"), "signing.blocked")
		w.must(w.Remove(ctx, w.an, id))
		w.refused(w.Remove(ctx, w.an, id), "signing.key_not_found")
	})
}

func TestThePINIsChanged(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.accepted(w.an)
		const other = "mã khác 5"
		w.refused(w.ChangePIN(ctx, w.an, id, "không phải", other, other), "signing.pin_wrong")
		w.refused(w.ChangePIN(ctx, w.an, id, pin, "111111", "111111"), "signing.pin_easy")
		w.refused(w.ChangePIN(ctx, w.binh, id, pin, other, other), "signing.key_not_found")
		w.must(w.ChangePIN(ctx, w.an, id, pin, other, other))
		_, err := w.Unlock(ctx, w.an, id, Owner{}, pin, "x")
		w.refused(err, "signing.pin_wrong")
		_, err = w.Unlock(ctx, w.an, id, Owner{}, other, "x")
		w.must(err)
	})
}

func TestKeysOfFiles(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		now := time.UnixMicro(w.now.Load())
		elsewhere, k := w.stranger("NGUYỄN VĂN AN", now.AddDate(0, -1, 0), now.AddDate(0, 1, 0))
		file := w.p12(k, "mật khẩu")
		add := func(file []byte, password string) error {
			_, err := w.Import(ctx, w.an, Owner{}, file, password, pin, pin)
			return err
		}
		w.refused(add(nil, ""), "signing.file_missing")
		w.refused(add(file, "sai"), "signing.file_password")
		w.refused(add(file[:100], "mật khẩu"), "signing.file_broken")
		_, early := w.stranger("Nguyễn Văn An", now.AddDate(0, 1, 0), now.AddDate(0, 2, 0))
		w.refused(add(w.p12(early, "x"), "x"), "signing.cert_not_yet")
		_, late := w.stranger("Nguyễn Văn An", now.AddDate(0, -2, 0), now.AddDate(0, -1, 0))
		w.refused(add(w.p12(late, "x"), "x"), "signing.cert_expired")
		_, other := w.stranger("Trần Thị Bình", now.AddDate(0, -2, 0), now.AddDate(0, 1, 0))
		w.refused(add(w.p12(other, "x"), "x"), "signing.cert_other")
		w.must(add(file, "mật khẩu"))
		w.refused(add(file, "mật khẩu"), "signing.key_twice")
		all, err := w.Keys(ctx, w.an, Owner{})
		if err != nil || len(all) != 1 || all[0].Subject != "NGUYỄN VĂN AN" || all[0].Source != File {
			w.Fatalf("%+v, %v", all, err)
		}
		id := all[0].ID
		_, err = w.Unlock(ctx, w.an, id, Owner{}, pin, "x")
		w.refused(err, "signing.cert_untrusted")
		_, err = w.AddTrust(ctx, w.an, pemOf(elsewhere.Root()))
		w.refused(err, "access.not_found")
		_, err = w.AddTrust(ctx, w.manager, []byte("gì đó"))
		w.refused(err, "signing.cert_broken")
		_, err = w.AddTrust(ctx, w.manager, pemOf(k.Chain()[0]))
		w.refused(err, "signing.cert_no_authority")
		n, err := w.AddTrust(ctx, w.manager, pemOf(elsewhere.Root(), elsewhere.Issuing()))
		if err != nil || n != 2 {
			w.Fatal(n, err)
		}
		_, err = w.Unlock(ctx, w.an, id, Owner{}, pin, "x")
		w.must(err)
		w.must(elsewhere.Revoke(k.Chain()[0], now, 1))
		lists, err := elsewhere.Lists(now)
		w.must(err)
		w.refused(w.AddList(ctx, w.manager, []byte("gì đó")), "signing.list_broken")
		w.must(w.AddList(ctx, w.manager, lists[0]))
		_, err = w.Unlock(ctx, w.an, id, Owner{}, pin, "x")
		w.refused(err, "signing.cert_revoked")
		o, err := w.Overview(ctx, w.manager)
		if err != nil || len(o.Trusted) != 3 || o.Authority != "" {
			w.Errorf("%+v, %v", o, err)
		}
		for _, x := range o.Trusted {
			w.must(w.RemoveTrust(ctx, w.manager, x.ID))
		}
		w.refused(w.RemoveTrust(ctx, w.manager, "x"), "signing.trust_not_found")
	})
}

func TestAListOfAStrangerIsRefused(t *testing.T) {
	each(t, func(w *world) {
		now := time.UnixMicro(w.now.Load())
		elsewhere, _ := w.stranger("X", now, now.AddDate(0, 1, 0))
		lists, err := elsewhere.Lists(now)
		w.must(err)
		w.refused(w.AddList(w.Context(), w.manager, lists[0]), "signing.list_stranger")
	})
}

func TestAnOfficesKeyIsForWhoKeepsItsSeal(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		w.must(w.CreateAuthority(ctx, w.manager, "Đảng bộ xã Bảo Thắng"))
		office := Owner{Unit: w.branch.ID}
		id, err := w.OfferUnit(ctx, w.manager, w.branch.ID)
		w.must(err)
		w.refused(w.Accept(ctx, w.binh, id, pin, pin), "signing.key_not_found")
		w.must(w.Accept(ctx, w.an, id, pin, pin))
		_, err = w.Keys(ctx, w.binh, office)
		w.refused(err, "access.not_found")
		all, err := w.Keys(ctx, w.an, office)
		if err != nil || len(all) != 1 || all[0].Name != w.branch.Name {
			w.Errorf("%+v, %v", all, err)
		}
		_, err = w.Unlock(ctx, w.an, id, Owner{}, pin, "x") // not his own
		w.refused(err, "signing.key_other")
		_, err = w.Unlock(ctx, w.an, id, office, pin, "x")
		w.must(err)
		now := time.UnixMicro(w.now.Load())
		_, k := w.stranger("ĐẢNG ỦY XÃ BẢO THẮNG", now, now.AddDate(0, 1, 0))
		_, err = w.AddRemote(ctx, w.an, office, pemOf(k.Chain()...))
		w.must(err) // the office's own name, said otherwise
		_, k = w.stranger("Đảng ủy xã Gia Phú", now, now.AddDate(0, 1, 0))
		_, err = w.AddRemote(ctx, w.an, office, pemOf(k.Chain()...))
		w.refused(err, "signing.cert_other")
	})
}

func TestNothingInTheDatabaseOpensAKey(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.accepted(w.an)
		k, err := w.Key(ctx, w.an, id)
		w.must(err)
		if strings.Contains(k.sealed, "PRIVATE") || k.sealed == "" {
			w.Error("the key lies open")
		}
		for name, v := range map[string]*vault{"another installation": newVault([]byte("another"))} {
			if _, err := v.open(ctx, pin, k.sealed, id.Subject()); err != errPIN {
				w.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.vault.open(ctx, pin, k.sealed, "signing_key:another"); err != errPIN {
			w.Errorf("moved to another row: %v", err)
		}
		if _, err := w.vault.open(ctx, pin, k.sealed, id.Subject()); err != nil {
			w.Error(err)
		}
	})
}

func TestATrialCertificateEnds(t *testing.T) {
	each(t, func(w *world) {
		id := w.accepted(w.an)
		w.days(400)
		_, err := w.Unlock(w.Context(), w.an, id, Owner{}, pin, "x")
		w.refused(err, "signing.cert_expired")
		w.must(w.db.Read(w.Context(), func(q db.Q) error {
			st, err := w.Stamping(w.Context(), q)
			if st == nil {
				w.Error("the trial authority stamps nothing")
			}
			return err
		}))
	})
}

func TestStrangersAreSentToTheDoor(t *testing.T) {
	each(t, func(w *world) {
		_, err := w.Keys(w.Context(), authz.Actor{}, Owner{})
		if !fault.Is(err, fault.Unauthenticated) {
			w.Error(err)
		}
		_, err = w.Key(w.Context(), authz.Actor{}, "x")
		if !fault.Is(err, fault.Unauthenticated) {
			w.Error(err)
		}
	})
}
