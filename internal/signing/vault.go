package signing

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"sotay/internal/platform/fault"
)

// argon are the parameters of argon2id.
type argon struct {
	MemoryKiB uint32 `json:"memoryKiB"`
	Passes    uint32 `json:"passes"`
	Lanes     uint8  `json:"lanes"`
}

// vault seals keys: AES-256-GCM under a key derived by argon2id from the PIN and by
// HMAC from a secret of the installation, so that a copy of the database alone gives
// nobody a PIN to guess at.
type vault struct {
	secret []byte
	slots  chan struct{} // bounds the memory of derivations at the same time
}

const (
	derivations = 2
	saltBytes   = 16
	keyBytes    = 32
	sealForm    = "argon2id-hmac-aesgcm"
)

var errPIN = errors.New("signing: the PIN is wrong")

func newVault(secret []byte) *vault { return &vault{secret, make(chan struct{}, derivations)} }

// seal locks a key up. about ties it to its row: moved to another, it does not open.
func (v *vault) seal(ctx context.Context, pin string, p argon, key []byte, about string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	box, err := v.box(ctx, pin, p, salt)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce)
	sealed := box.Seal(nonce, nonce, key, []byte(about))
	head := fmt.Sprintf("%s$m=%d,t=%d,p=%d$", sealForm, p.MemoryKiB, p.Passes, p.Lanes)
	return head + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(sealed), nil
}

// open gives the key back, or errPIN.
func (v *vault) open(ctx context.Context, pin, sealed, about string) ([]byte, error) {
	parts := strings.Split(sealed, "$")
	if len(parts) != 4 || parts[0] != sealForm {
		return nil, errors.New("signing: a key is sealed in a form that is not known")
	}
	var p argon
	_, err := fmt.Sscanf(parts[1], "m=%d,t=%d,p=%d", &p.MemoryKiB, &p.Passes, &p.Lanes)
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[2])
	text, textErr := base64.RawStdEncoding.DecodeString(parts[3])
	if err = errors.Join(err, saltErr, textErr); err != nil || p.Passes == 0 || p.Lanes == 0 {
		return nil, fmt.Errorf("signing: a sealed key is damaged: %w", err)
	}
	box, err := v.box(ctx, pin, p, salt)
	if err != nil {
		return nil, err
	}
	if len(text) < box.NonceSize() {
		return nil, errors.New("signing: a sealed key is damaged")
	}
	key, err := box.Open(nil, text[:box.NonceSize()], text[box.NonceSize():], []byte(about))
	if err != nil {
		return nil, errPIN
	}
	return key, nil
}

func (v *vault) box(ctx context.Context, pin string, p argon, salt []byte) (cipher.AEAD, error) {
	select {
	case v.slots <- struct{}{}:
		defer func() { <-v.slots }()
	case <-ctx.Done():
		return nil, fault.New(fault.Busy, "signing.busy").Because(ctx.Err())
	}
	m := hmac.New(sha256.New, v.secret)
	m.Write([]byte("signing PIN\x00"))
	m.Write(argon2.IDKey([]byte(pin), salt, p.Passes, p.MemoryKiB, p.Lanes, keyBytes))
	block, err := aes.NewCipher(m.Sum(nil))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
