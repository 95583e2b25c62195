package document

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/blob"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/pades"
	"sotay/internal/platform/paper"
	"sotay/internal/platform/pdf"
	"sotay/internal/signing"
)

// hands are the paper with its signer's name; whoever signs or initials it must be
// of the body.
func (s *Service) hands(ctx context.Context, q db.Q, d Document, u org.Unit) (Document, error) {
	d.SignerName = ""
	if !d.Electronic {
		d.Initials = nil
	}
	wanted := slices.Clone(d.Initials)
	if d.Signer != "" {
		wanted = append(wanted, d.Signer)
	}
	cards, err := s.members.Cards(ctx, q, wanted)
	if err != nil {
		return d, err
	}
	for i, m := range wanted {
		card, ok := cards[m]
		here := ok && card.Path.Within(u.Path)
		switch {
		case m == d.Signer && i == len(d.Initials):
			d.SignerName = card.Name
			if !here {
				return d, fault.New(fault.Invalid, "document.invalid").Field("signer", "document.signer_elsewhere")
			}
		case !here || m == d.Signer || slices.Contains(wanted[:i], m):
			return d, fault.New(fault.Invalid, "document.invalid").Field("initials", "document.initials_unfit")
		}
	}
	return d, nil
}

// awaited is the first signature that was not made yet, and -1 where all were.
func awaited(all []Signature) int {
	return slices.IndexFunc(all, func(s Signature) bool { return s.At.IsZero() })
}

// askedFor are the signatures of a paper: those that its file has room for, or, of a
// numbered one whose file is yet to be made, those that it will ask for.
func (s *Service) askedFor(ctx context.Context, q db.Q, f Full, u org.Unit) ([]Signature, error) {
	all, err := signatures(ctx, q, f.ID)
	if err != nil || len(all) > 0 || !f.Electronic || f.State != Numbered {
		return all, err
	}
	b, err := s.rules.body(u, f.Day)
	if err != nil {
		return nil, err
	}
	cards, err := s.members.Cards(ctx, q, f.Content.Initials)
	if err != nil {
		return nil, err
	}
	for _, m := range f.Content.Initials {
		all = append(all, Signature{Role: Initials, Member: m, Name: cards[m].Name})
	}
	all = append(all, Signature{Role: Signs, Member: f.Signer, Name: f.SignerName})
	if b.Seal {
		all = append(all, Signature{Role: Seals, Name: b.issuer(u.Name)})
	}
	for i := range all {
		all[i].Pos = i + 1
	}
	return all, nil
}

// placed gives every signature its place on the file.
func placed(all []Signature, on paper.Places) []Signature {
	all = slices.Clone(all)
	initials := 0
	for i := range all {
		switch all[i].Role {
		case Signs:
			all[i].place = on.Sign
		case Seals:
			all[i].place = on.Seal
		case Initials:
			all[i].place = on.Initials[initials]
			initials++
		}
	}
	return all
}

// laid makes the file of a numbered paper that is signed here, once, with room for
// its signatures, and returns the paper with it. It is done when the number is given;
// where that was interrupted, by the first who signs.
func (s *Service) laid(ctx context.Context, who authz.Actor, id ID, right authz.Perm) (Full, error) {
	f, err := s.See(ctx, who, id)
	if err != nil || !f.Electronic || f.File != "" {
		return f, err
	}
	p, err := s.paper(ctx, f)
	if err != nil {
		return f, err
	}
	var b bytes.Buffer
	places, err := paper.PDFWithPlaces(&b, p)
	if err != nil {
		return f, paperFault(err)
	}
	ref, err := s.files.Put(ctx, &b)
	if err != nil {
		return f, err
	}
	err = s.change(ctx, who, right, id, f.Rev, []State{Numbered}, func(tx *db.Tx, d Document) error {
		if err := tx.Note(id.Subject(), "lay", map[string]any{"hash": ref.SHA256}); err != nil {
			return err
		}
		if err := insertSignatures(ctx, tx, id, placed(f.Signing, places)); err != nil {
			return err
		}
		d.File, d.Size = ref.SHA256, ref.Size
		return s.move(ctx, tx, d, "")
	})
	if err != nil {
		return f, err
	}
	return s.See(ctx, who, id)
}

// right is what one must hold to make a signature of this kind.
func (r Role) right() authz.Perm {
	if r == Seals {
		return Issue
	}
	return Approve
}

// turn is the signature that the actor may make now.
func (s *Service) turn(ctx context.Context, who authz.Actor, id ID, rev int64) (f Full, next Signature, err error) {
	if f, err = s.See(ctx, who, id); err != nil {
		return f, next, err
	}
	if err := who.May(See, f.Path); err != nil {
		return f, next, err
	}
	if rev != 0 && rev != f.Rev {
		return f, next, fault.New(fault.Conflict, "document.overtaken")
	}
	if err := f.must(Numbered); err != nil {
		return f, next, err
	}
	i := awaited(f.Signing)
	if i < 0 {
		return f, next, fault.New(fault.Conflict, "document.nothing_to_sign")
	}
	next = f.Signing[i]
	if !f.his(who, next) {
		return f, next, fault.New(fault.Conflict, "document.not_your_signature", next.Name)
	}
	if err := who.May(next.Role.right(), f.Path); err != nil {
		return f, next, err
	}
	if f.File == "" {
		if f, err = s.laid(ctx, who, id, next.Role.right()); err != nil {
			return f, next, err
		}
		next = f.Signing[i]
	}
	return f, next, nil
}

// his says that a signature is the actor's to make: his own, or that of the office
// whose seal he keeps and in whose name he issues.
func (f Full) his(who authz.Actor, s Signature) bool {
	if s.Role == Seals {
		return who.Can(Issue, f.Path) && who.Can(signing.Seal, f.Path)
	}
	return who.Member != "" && string(s.Member) == who.Member
}

// owner is whose key makes a signature.
func (f Full) owner(who authz.Actor, s Signature) signing.Owner {
	if s.Role == Seals {
		return signing.Owner{Unit: f.Unit}
	}
	return signing.Owner{Account: who.ID}
}

// Next is the signature that the paper waits for; none where it waits for none.
func (f Full) Next() (next Signature, ok bool) {
	i := awaited(f.Signing)
	if f.State != Numbered || i < 0 {
		return next, false
	}
	return f.Signing[i], true
}

// KeysFor are the keys with which the actor could make the signature that the paper
// waits for; his says whether it is his to make.
func (s *Service) KeysFor(ctx context.Context, who authz.Actor, f Full) (keys []signing.Key, his bool, err error) {
	next, ok := f.Next()
	if !ok || !f.his(who, next) {
		return nil, false, nil
	}
	all, err := s.keys.Keys(ctx, who, f.owner(who, next))
	return slices.DeleteFunc(all, func(k signing.Key) bool { return k.State != signing.Ready }), true, err
}

// Sign makes the signature whose turn it is, with a key of the actor, or of the
// office, that a PIN opens.
func (s *Service) Sign(ctx context.Context, who authz.Actor, id ID, rev int64, key signing.KeyID, pin string) error {
	f, next, err := s.turn(ctx, who, id, rev)
	if err != nil {
		return err
	}
	open, err := s.keys.Unlock(ctx, who, key, f.owner(who, next), pin, id.Subject())
	if err != nil {
		return err
	}
	file, err := s.read(ctx, f)
	if err != nil {
		return err
	}
	picture, err := s.pictured(ctx, who, f, next)
	if err != nil {
		return err
	}
	next.picture = picture.ID
	opts, err := s.options(ctx, f, next, open.Key, picture, s.db.Now())
	if err != nil {
		return err
	}
	out, err := pades.Sign(ctx, file, open, opts)
	if err != nil {
		return signFault(err)
	}
	return s.keepSigned(ctx, who, f, next, open.Key, opts, out)
}

// read is the file as it stands, checked against its reference.
func (s *Service) read(ctx context.Context, f Full) ([]byte, error) {
	ref := blob.Ref{SHA256: f.File, Size: f.Size}
	if err := s.files.Verify(ctx, ref); err != nil {
		return nil, err
	}
	body, err := s.files.Get(ctx, ref)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// options are what a signature says, and where it is seen.
func (s *Service) options(ctx context.Context, f Full, next Signature, k signing.Key, p signing.Picture, at time.Time) (o pades.Options, err error) {
	o = pades.Options{At: at.Truncate(time.Second), Name: k.Subject, Reason: next.Role.reason(), Place: f.Place, Seal: f.look(next, k.Subject, p, at)}
	err = s.db.Read(ctx, func(q db.Q) error {
		by, err := s.keys.Stamping(ctx, q)
		if by != nil {
			o.Stamper = by
		}
		return err
	})
	return o, err
}

// pictured is the picture that a signature shows: initials show none.
func (s *Service) pictured(ctx context.Context, who authz.Actor, f Full, next Signature) (signing.Picture, error) {
	if next.Role == Initials {
		return signing.Picture{}, nil
	}
	return s.keys.Picture(ctx, who, f.owner(who, next))
}

func (r Role) reason() string {
	return map[Role]string{Initials: "Ký nháy", Signs: "Ký ban hành", Seals: "Đóng dấu cơ quan"}[r]
}

// signFault puts what went wrong with a signature into words.
func signFault(err error) error {
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return err
	case errors.Is(err, pades.ErrKey):
		return fault.New(fault.Conflict, "document.key_kind").Because(err)
	case errors.Is(err, pades.ErrSignature):
		return fault.New(fault.Invalid, "document.invalid").Field("signature", "document.signature_other").Because(err)
	case errors.Is(err, pades.ErrForm), errors.Is(err, pades.ErrPlace), errors.Is(err, pades.ErrImage), errors.Is(err, pades.ErrNoChain), errors.Is(err, pades.ErrRoom),
		errors.Is(err, pdf.ErrBroken), errors.Is(err, pdf.ErrEncrypted), errors.Is(err, pdf.ErrLimit), errors.Is(err, pades.ErrCertified):
		return err // the file is ours: none of these should be
	}
	return fault.New(fault.Conflict, "document.stamp_failed").Because(err)
}

// keepSigned stores the signed file in the place of the one before, unless somebody
// was quicker.
func (s *Service) keepSigned(ctx context.Context, who authz.Actor, f Full, next Signature, k signing.Key, o pades.Options, file []byte) error {
	ref, err := s.files.Put(ctx, bytes.NewReader(file))
	if err != nil {
		return err
	}
	next.At, next.Subject, next.Serial, next.Level = o.At, k.Subject, k.Serial, "B-B"
	next.key, next.prepared = k.ID, time.Time{}
	if o.Stamper != nil {
		next.Level = "B-T"
	}
	return s.change(ctx, who, next.Role.right(), f.ID, f.Rev, []State{Numbered}, func(tx *db.Tx, d Document) error {
		if err := tx.Note(f.ID.Subject(), "sign", map[string]any{"as": next.Role, "key": k.ID, "hash": ref.SHA256}); err != nil {
			return err
		}
		if err := saveSignature(ctx, tx, f.ID, next); err != nil {
			return err
		}
		d.File, d.Size = ref.SHA256, ref.Size
		if next.Pos == len(f.Signing) {
			return s.move(ctx, tx, d, "document.back_signed")
		}
		return s.move(ctx, tx, d, "")
	})
}

// AwaitingSignature returns the papers whose next signature is the actor's, or of an
// office whose seal he keeps, the oldest first.
func (s *Service) AwaitingSignature(ctx context.Context, who authz.Actor, limit int) (out []Document, err error) {
	if !who.Holds(See) {
		return nil, nil
	}
	var seals authz.Scope
	for _, span := range who.Scope(signing.Seal) {
		if who.Can(Issue, span.Top) {
			seals = append(seals, span)
		}
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		out, err = toSign(ctx, q, who.Member, seals, limit)
		return err
	})
	see := who.Scope(See)
	return slices.DeleteFunc(out, func(d Document) bool { return !see.Has(d.Path) }), err
}
