package account

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"sotay/internal/platform/fault"
)

// argon are the parameters of argon2id, part of the topic "account.password".
type argon struct {
	MemoryKiB uint32 `json:"memoryKiB"`
	Passes    uint32 `json:"passes"`
	Lanes     uint8  `json:"lanes"`
}

// hasher bounds how many passwords are hashed at the same time, and how many may
// wait for it, so that a flood of attempts exhausts neither memory nor patience.
type hasher struct{ slots, queue chan struct{} }

const (
	hashesAtOnce  = 2
	hashesWaiting = 64
	saltBytes     = 16
	hashBytes     = 32
)

func newHasher() *hasher {
	return &hasher{make(chan struct{}, hashesAtOnce), make(chan struct{}, hashesWaiting)}
}

// do runs fn when there is a slot; with too many waiting it is Busy at once.
func (h *hasher) do(ctx context.Context, fn func()) error {
	select {
	case h.queue <- struct{}{}:
		defer func() { <-h.queue }()
	default:
		return fault.New(fault.Busy, "account.busy")
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	fn()
	return nil
}

var unpadded = base64.RawStdEncoding

// make hashes a password into the usual text, which names its parameters.
func (h *hasher) make(ctx context.Context, password string, p argon) (encoded string, err error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	err = h.do(ctx, func() {
		sum := argon2.IDKey([]byte(password), salt, p.Passes, p.MemoryKiB, p.Lanes, hashBytes)
		encoded = p.head() + unpadded.EncodeToString(salt) + "$" + unpadded.EncodeToString(sum)
	})
	return encoded, err
}

func (p argon) head() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, p.MemoryKiB, p.Passes, p.Lanes)
}

// nobody is the hash that a password is compared with where there is none: the
// work is the same, and no password fits.
func (p argon) nobody() string {
	return p.head() + unpadded.EncodeToString(make([]byte, saltBytes)) + "$" + unpadded.EncodeToString(make([]byte, hashBytes))
}

// fits reports whether the password is the one that was hashed.
func (h *hasher) fits(ctx context.Context, password, encoded string) (ok bool, err error) {
	p, salt, sum, err := parse(encoded)
	if err != nil {
		return false, err
	}
	err = h.do(ctx, func() {
		got := argon2.IDKey([]byte(password), salt, p.Passes, p.MemoryKiB, p.Lanes, uint32(len(sum)))
		ok = subtle.ConstantTimeCompare(got, sum) == 1
	})
	return ok, err
}

func parse(encoded string) (p argon, salt, sum []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return p, nil, nil, fmt.Errorf("account: a password is stored in a form that is not known")
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.MemoryKiB, &p.Passes, &p.Lanes); err == nil {
		if salt, err = unpadded.DecodeString(parts[4]); err == nil {
			sum, err = unpadded.DecodeString(parts[5])
		}
	}
	if err != nil || len(sum) != hashBytes || p.Passes == 0 || p.Lanes == 0 {
		return p, nil, nil, fmt.Errorf("account: a password's stored form is damaged: %w", err)
	}
	return p, salt, sum, nil
}

// digest is how tokens are kept: they are random and long, so a plain digest
// gives nothing away.
func digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return unpadded.EncodeToString(sum[:])
}

// keyed is how codes and the marks of places are kept: they are short, so the
// installation's key is mixed in.
func (s *Service) keyed(parts ...string) string {
	m := hmac.New(sha256.New, s.key)
	for _, p := range parts {
		fmt.Fprintf(m, "%d:%s", len(p), p)
	}
	return unpadded.EncodeToString(m.Sum(nil))
}
