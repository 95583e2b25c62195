package signing

import (
	"context"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"sotay/internal/access"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/ids"
	"sotay/internal/platform/pki"
	"sotay/internal/rule"
)

// Service is the feature's whole surface.
type Service struct {
	db      *db.DB
	rules   book
	vault   *vault
	checks  chan struct{}
	folder  string     // of the trial authority
	stamps  Stamper    // nil where no service was configured
	address string     // of that service, to be shown
	making  sync.Mutex // one authority is made or opened at a time
	opened  *pki.Authority
	trust   atomic.Pointer[trustOf]
}

// checksAtOnce bounds the work of judging files of strangers.
const checksAtOnce = 2

// Stamper is an authority of time stamps: it gives the RFC 3161 token of a SHA-256 digest.
type Stamper interface {
	Stamp(ctx context.Context, digest []byte) ([]byte, error)
}

// Settings are what an installation chooses.
type Settings struct {
	Folder  string  // where the trial authority is kept, if one is made
	Stamps  Stamper // the time-stamp service; nil for none
	Address string  // its address
	Secret  []byte  // of the installation, kept outside the database
}

// New returns the service.
func New(d *db.DB, rules *rule.Book, s Settings) *Service {
	return &Service{db: d, rules: book{rules}, vault: newVault(s.Secret), checks: make(chan struct{}, checksAtOnce), folder: s.Folder, stamps: s.Stamps, address: s.Address}
}

// own is the actor with the right to his own keys, which nobody grants: it is used
// only for statements that name his account.
func own(who authz.Actor) (authz.Actor, error) {
	if who.ID == "" {
		return who, fault.New(fault.Unauthenticated, "access.sign_in")
	}
	if who.Home == "" {
		who.Home = access.Everywhere
	}
	who.Roles = []authz.Role{{Name: "own", At: who.Home, Perms: map[authz.Perm]authz.Reach{Own: authz.Here}}}
	return who, nil
}

// writeOwner writes for the actor's own keys, or for those of an office that he keeps.
func (s *Service) writeOwner(ctx context.Context, who authz.Actor, o Owner, fn func(*db.Tx) error) error {
	if o.Unit != 0 {
		return s.db.Write(ctx, who, func(tx *db.Tx) error {
			at, err := unitOf(ctx, tx, o.Unit)
			if err != nil {
				return err
			}
			if err := tx.Require(Seal, at); err != nil {
				return err
			}
			return fn(tx)
		})
	}
	if o.Account != who.ID {
		return fault.New(fault.NotFound, "signing.key_not_found")
	}
	me, err := own(who)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, me, func(tx *db.Tx) error {
		if err := tx.Require(Own, me.Home); err != nil {
			return err
		}
		return fn(tx)
	})
}

// mine loads a key of the actor, or of an office whose key he keeps; any other is not there.
func mine(ctx context.Context, q db.Q, who authz.Actor, id KeyID) (Key, error) {
	if who.ID == "" {
		return Key{}, fault.New(fault.Unauthenticated, "access.sign_in")
	}
	k, err := load(ctx, q, id)
	if err != nil {
		return Key{}, err
	}
	if k.State == Removed || k.Owner.Unit == 0 && k.Owner.Account != who.ID || k.Owner.Unit != 0 && !who.Can(Seal, k.Path) {
		return Key{}, fault.New(fault.NotFound, "signing.key_not_found")
	}
	return k, nil
}

// change loads one of the actor's keys, and does something to it.
func (s *Service) change(ctx context.Context, who authz.Actor, id KeyID, fn func(*db.Tx, Key) error) error {
	k, err := s.Key(ctx, who, id)
	if err != nil {
		return err
	}
	return s.writeOwner(ctx, who, k.Owner, func(tx *db.Tx) error {
		k, err := mine(ctx, tx, who, id)
		if err != nil {
			return err
		}
		return fn(tx, k)
	})
}

// Key returns one key of the actor or of an office whose key he keeps.
func (s *Service) Key(ctx context.Context, who authz.Actor, id KeyID) (k Key, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		k, err = mine(ctx, q, who, id)
		return err
	})
	return k, err
}

// Keys returns the keys of an owner, the newest first: of the actor himself, or of an
// office whose key he keeps.
func (s *Service) Keys(ctx context.Context, who authz.Actor, o Owner) (out []Key, err error) {
	err = s.db.Read(ctx, func(q db.Q) error {
		if err := readOwner(ctx, q, who, &o); err != nil {
			return err
		}
		out, err = ofOwner(ctx, q, o)
		return err
	})
	return out, err
}

// readOwner lets the actor read what is his own, which is what no owner means, or an
// office's whose key he keeps.
func readOwner(ctx context.Context, q db.Q, who authz.Actor, o *Owner) error {
	switch {
	case who.ID == "":
		return fault.New(fault.Unauthenticated, "access.sign_in")
	case o.Unit == 0:
		o.Account = who.ID
		return nil
	}
	at, err := unitOf(ctx, q, o.Unit)
	if err != nil {
		return err
	}
	return who.May(Seal, at)
}

// Import takes in the key of a PKCS#12 file, opened with its password, and seals it
// under a PIN. The file and its password are not kept.
func (s *Service) Import(ctx context.Context, who authz.Actor, o Owner, file []byte, password, pin, again string) (KeyID, error) {
	if len(file) == 0 {
		return "", fault.New(fault.Invalid, "signing.invalid").Field("file", "signing.file_missing")
	}
	found, err := pki.OpenPKCS12(file, password)
	if err != nil {
		return "", fileFault(err)
	}
	return s.add(ctx, who, o, Key{Source: File, chain: found.Chain()}, found, pin, again)
}

// AddRemote takes in the certificate of a key that stays elsewhere, PEM or DER, with
// those above it.
func (s *Service) AddRemote(ctx context.Context, who authz.Actor, o Owner, file []byte) (KeyID, error) {
	if len(file) == 0 {
		return "", fault.New(fault.Invalid, "signing.invalid").Field("file", "signing.file_missing")
	}
	all, err := pki.ParseCertificates(file)
	if err != nil {
		return "", fault.New(fault.Invalid, "signing.invalid").Field("file", "signing.cert_broken").Because(err)
	}
	up, err := pki.Chain(all[0], all[1:])
	if err != nil {
		return "", fileFault(err)
	}
	return s.add(ctx, who, o, Key{Source: Remote, chain: up}, nil, "", "")
}

// fileFault puts what is wrong with a key's file into words.
func fileFault(err error) error {
	field, code := "file", "signing.file_broken"
	switch {
	case errors.Is(err, pki.ErrPassword):
		field, code = "password", "signing.file_password"
	case errors.Is(err, pki.ErrNoKey):
		code = "signing.file_no_key"
	case errors.Is(err, pki.ErrKey):
		code = "signing.file_weak"
	case errors.Is(err, pki.ErrTooLarge):
		code = "signing.file_large"
	case !errors.Is(err, pki.ErrBroken):
		return err
	}
	return fault.New(fault.Invalid, "signing.invalid").Field(field, code).Because(err)
}

// add keeps a new key of an owner; one that came with its private part is sealed.
func (s *Service) add(ctx context.Context, who authz.Actor, o Owner, k Key, open *pki.Identity, pin, again string) (KeyID, error) {
	if o.Unit == 0 {
		o.Account = who.ID
	}
	now := s.db.Now()
	k.ID, k.Owner, k.State = KeyID(ids.New("sk", now)), o, Ready
	if err := inTime(k.chain[0], now); err != nil {
		return "", err
	}
	if open != nil {
		var err error
		if k.sealed, err = s.sealed(ctx, k, open, pin, again); err != nil {
			return "", err
		}
	}
	err := s.writeOwner(ctx, who, o, func(tx *db.Tx) error {
		if err := s.roomFor(ctx, tx, k); err != nil {
			return err
		}
		if err := tx.Note(k.ID.Subject(), "add", map[string]any{"source": k.Source, "serial": serialOf(k.chain[0])}); err != nil {
			return err
		}
		if err := insert(ctx, tx, k.described()); err != nil {
			return err
		}
		kept, err := load(ctx, tx, k.ID)
		if err != nil {
			return err
		}
		return s.belongs(tx, kept)
	})
	return k.ID, err
}

// inTime refuses a certificate that signs nothing yet, or no more.
func inTime(c *x509.Certificate, now time.Time) error {
	return standing(pki.Standing{NotYet: now.Before(c.NotBefore), Expired: now.After(c.NotAfter), Chain: []*x509.Certificate{c}}, c)
}

// belongs refuses a certificate that is somebody else's.
func (s *Service) belongs(tx *db.Tx, k Key) error {
	r, err := s.rules.certificate(civil.In(tx.Now))
	if err == nil && !r.named(k.chain[0], k) {
		err = fault.New(fault.Conflict, "signing.cert_other", nameOf(k.chain[0].Subject.CommonName, k.chain[0].Subject.String()), k.Name)
	}
	return err
}

// roomFor refuses more keys than an owner may have, and the same certificate twice.
func (s *Service) roomFor(ctx context.Context, tx *db.Tx, k Key) error {
	r, err := s.rules.certificate(civil.In(tx.Now))
	if err != nil {
		return err
	}
	all, err := ofOwner(ctx, tx, k.Owner)
	if err != nil {
		return err
	}
	live := 0
	for _, x := range all {
		if x.State == Revoked {
			continue
		}
		live++
		if len(k.chain) > 0 && len(x.chain) > 0 && x.chain[0].Equal(k.chain[0]) {
			return fault.New(fault.Conflict, "signing.key_twice")
		}
	}
	if live >= r.MostKeys {
		return fault.New(fault.Conflict, "signing.keys_many", r.MostKeys)
	}
	return nil
}

// sealed is the private key under a PIN that is fit to be one.
func (s *Service) sealed(ctx context.Context, k Key, open *pki.Identity, pin, again string) (string, error) {
	r, err := s.rules.pin(civil.In(s.db.Now()))
	if err != nil {
		return "", err
	}
	if err := r.fit(pin, again); err != nil {
		return "", err
	}
	raw, err := open.Export()
	if err != nil {
		return "", err
	}
	defer clear(raw)
	return s.vault.seal(ctx, pin, r.Argon, raw, k.ID.Subject())
}

// described fills in what the certificate says.
func (k Key) described() Key {
	if len(k.chain) == 0 {
		return k
	}
	c := k.chain[0]
	k.Subject, k.Issuer = nameOf(c.Subject.CommonName, c.Subject.String()), nameOf(c.Issuer.CommonName, c.Issuer.String())
	k.Serial, k.Begins, k.Ends = serialOf(c), c.NotBefore, c.NotAfter
	return k
}

func serialOf(c *x509.Certificate) string { return hex.EncodeToString(c.SerialNumber.Bytes()) }

// Remove forgets a key. What was signed with it stays signed.
func (s *Service) Remove(ctx context.Context, who authz.Actor, id KeyID) error {
	return s.change(ctx, who, id, func(tx *db.Tx, k Key) error {
		if err := tx.Note(id.Subject(), "remove", nil); err != nil {
			return err
		}
		k.State, k.sealed = Removed, ""
		return save(ctx, tx, k)
	})
}
