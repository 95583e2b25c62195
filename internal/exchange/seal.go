package exchange

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
)

// vault seals what the database must not give away by itself.
type vault struct{ aead cipher.AEAD }

func newVault(key []byte) (vault, error) {
	k, err := hkdf.Key(sha256.New, key, nil, "sotay exchange", 32)
	if err != nil {
		return vault{}, err
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return vault{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return vault{aead}, err
}

// seal closes a text for one place, so that it cannot be moved to another.
func (v vault) seal(text, place string) string {
	if text == "" {
		return ""
	}
	return base64.RawStdEncoding.EncodeToString(v.aead.Seal(nil, nil, []byte(text), []byte(place)))
}

var errSealed = errors.New("exchange: a sealed text does not open with this installation's key")

func (v vault) open(sealed, place string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		return "", errSealed
	}
	text, err := v.aead.Open(nil, nil, b, []byte(place))
	if err != nil {
		return "", errSealed
	}
	return string(text), nil
}

// newKey makes the key by which a peer sends here: it is shown once, and only its
// hash is kept.
func newKey(id PeerID) (key, hash string) {
	key = string(id) + "." + rand.Text()
	return key, hashed(key)
}

func hashed(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// keyHolder is the peer that a key names; whether it is the peer's key, opens says.
func keyHolder(key string) PeerID {
	id, _, _ := strings.Cut(key, ".")
	return PeerID(id)
}

// opens compares in constant time.
func (p Peer) opens(key string) bool {
	return p.inward != "" && subtle.ConstantTimeCompare([]byte(hashed(key)), []byte(p.inward)) == 1
}
