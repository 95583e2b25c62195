package document

import (
	"context"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"math/big"
	"strings"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/pades"
	"sotay/internal/signing"
)

// ToSign is what a key that is elsewhere has to sign.
type ToSign struct {
	Digest     []byte // SHA-256 of Attributes: for signers that only apply a key
	Attributes []byte // DER: for signers that hash themselves
	Name       string // of the certificate
}

// PrepareSignature makes ready what a key elsewhere has to sign, in the name of the
// actor whose turn it is. Asked again it begins anew, and what was given out before
// is worth nothing.
func (s *Service) PrepareSignature(ctx context.Context, who authz.Actor, id ID, rev int64, key signing.KeyID) (ToSign, error) {
	f, next, err := s.turn(ctx, who, id, rev)
	if err != nil {
		return ToSign{}, err
	}
	k, err := s.keys.Usable(ctx, who, key, f.owner(who, next))
	if err != nil {
		return ToSign{}, err
	}
	picture, err := s.pictured(ctx, who, f, next)
	if err != nil {
		return ToSign{}, err
	}
	next.key, next.prepared, next.picture = k.ID, s.db.Now().Truncate(time.Second), picture.ID
	p, _, err := s.prepared(ctx, who, f, next, k)
	if err != nil {
		return ToSign{}, err
	}
	err = s.change(ctx, who, next.Role.right(), id, f.Rev, []State{Numbered}, func(tx *db.Tx, d Document) error {
		if err := tx.Note(id.Subject(), "prepare", map[string]any{"as": next.Role, "key": k.ID}); err != nil {
			return err
		}
		return saveSignature(ctx, tx, id, next)
	})
	return ToSign{p.Digest(), p.SignedAttributes(), k.Subject}, err
}

// ToSign is what was made ready, again.
func (s *Service) ToSign(ctx context.Context, who authz.Actor, id ID) (ToSign, error) {
	f, next, k, err := s.begun(ctx, who, id, 0)
	if err != nil {
		return ToSign{}, err
	}
	p, _, err := s.prepared(ctx, who, f, next, k)
	if err != nil {
		return ToSign{}, err
	}
	return ToSign{p.Digest(), p.SignedAttributes(), k.Subject}, nil
}

// begun is the signature that the actor is making elsewhere.
func (s *Service) begun(ctx context.Context, who authz.Actor, id ID, rev int64) (Full, Signature, signing.Key, error) {
	f, next, err := s.turn(ctx, who, id, rev)
	if err != nil {
		return f, next, signing.Key{}, err
	}
	if next.prepared.IsZero() {
		return f, next, signing.Key{}, fault.New(fault.Conflict, "document.not_prepared")
	}
	k, err := s.keys.Usable(ctx, who, next.key, f.owner(who, next))
	return f, next, k, err
}

// prepared is the file with room for a signature: the same for the same moment, as
// long as what is to be seen of it stays the same.
func (s *Service) prepared(ctx context.Context, who authz.Actor, f Full, next Signature, k signing.Key) (*pades.Prepared, pades.Options, error) {
	picture, err := s.pictured(ctx, who, f, next)
	if err == nil && picture.ID != next.picture {
		err = fault.New(fault.Conflict, "document.picture_changed")
	}
	if err != nil {
		return nil, pades.Options{}, err
	}
	opts, err := s.options(ctx, f, next, k, picture, next.prepared)
	if err != nil {
		return nil, opts, err
	}
	file, err := s.read(ctx, f)
	if err != nil {
		return nil, opts, err
	}
	p, err := pades.Prepare(file, k.Chain(), opts)
	if err != nil {
		return nil, opts, signFault(err)
	}
	return p, opts, nil
}

// EmbedSignature takes in the signature that was made elsewhere: as bytes or in
// base64, of ECDSA also the two numbers alone, as cards give them.
func (s *Service) EmbedSignature(ctx context.Context, who authz.Actor, id ID, rev int64, signature []byte) error {
	f, next, k, err := s.begun(ctx, who, id, rev)
	if err != nil {
		return err
	}
	if len(signature) == 0 {
		return fault.New(fault.Invalid, "document.invalid").Field("signature", "document.signature_missing")
	}
	p, opts, err := s.prepared(ctx, who, f, next, k)
	if err != nil {
		return err
	}
	var file []byte
	for _, form := range spellings(signature) {
		if file, err = p.Embed(ctx, form); err == nil {
			return s.keepSigned(ctx, who, f, next, k, opts, file)
		}
		if !errors.Is(err, pades.ErrSignature) {
			break
		}
	}
	return signFault(err)
}

// spellings are the ways in which a signature may be meant.
func spellings(raw []byte) [][]byte {
	all := [][]byte{raw}
	if plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(raw)), "")); err == nil && len(plain) > 0 {
		all = append(all, plain)
	}
	for _, x := range all {
		if len(x) != 64 { // two numbers of P-256
			continue
		}
		der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(x[:32]), new(big.Int).SetBytes(x[32:])})
		if err == nil {
			all = append(all, der)
		}
	}
	return all
}
