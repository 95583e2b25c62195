// Package signing keeps the keys with which people and offices sign papers, and
// knows whose certificates are believed.
//
// What it promises:
//
//   - A private key is kept only under the PIN that its owner chose, mixed with a
//     secret that is not in the database: neither a copy of the database nor the
//     server by itself can sign. A key is open only while one paper is signed.
//   - Every attempt is counted before the PIN is tried. Wrong ones are slowed, and
//     after some the key is blocked for good, as on a smart card.
//   - A key is its owner's: the certificate of a person bears his name, that of an
//     office its name, and nobody else finds it or can use it.
//   - A certificate that is not yet valid, has expired, was revoked or leads to no
//     authority that is believed here signs nothing.
//   - The authority that an installation makes for trials says that it is one.
//   - Each act with a key or an authority is in the audit log.
package signing

import (
	"crypto/x509"
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/pki"
)

// The rights of this feature.
const (
	Own    authz.Perm = "signing.own"    // one's own keys; nobody needs to be given it
	Seal   authz.Perm = "signing.seal"   // keep and use an office's key
	Manage authz.Perm = "signing.manage" // give out and revoke certificates; over the whole tree also the authorities
)

// KeyID names a key; ids sort by time.
type KeyID string

// Subject is the key's name in the audit log.
func (id KeyID) Subject() string { return "signing_key:" + string(id) }

// Source is where a key comes from.
type Source string

// The sources.
const (
	Trial  Source = "trial"  // from the installation's own authority
	File   Source = "file"   // from a PKCS#12 file
	Remote Source = "remote" // elsewhere, on a card or in a service; only the certificate is here
)

// KeyState is how far a key has come.
type KeyState string

// The states of a key.
const (
	Offered KeyState = "offered" // a certificate was granted; its owner has still to choose a PIN
	Ready   KeyState = "ready"
	Blocked KeyState = "blocked" // too many wrong PINs
	Revoked KeyState = "revoked"
	Removed KeyState = "removed" // by its owner
)

// Owner is whose key it is: an account, or an office.
type Owner struct {
	Account string
	Unit    org.ID
}

// Key is one key, without the key itself.
type Key struct {
	ID      KeyID
	Source  Source
	Owner   Owner
	Name    string     // of the owner
	Path    authz.Path // where he stands
	State   KeyState
	Subject string // of the certificate
	Issuer  string
	Serial  string
	Begins  time.Time
	Ends    time.Time
	Used    time.Time
	Made    time.Time
	By      string
	Wait    time.Time // no attempt before

	fails  int
	chain  chain
	sealed string
}

// Chain is the certificate, then those above it.
func (k Key) Chain() []*x509.Certificate { return k.chain }

// TrustKind is what one entry of the trusted things is.
type TrustKind string

// The kinds.
const (
	Root    TrustKind = "root"    // believed
	Between TrustKind = "between" // known, to find the way to a root
	List    TrustKind = "list"    // what an authority has revoked
)

// Trusted is one of the things against which certificates are held.
type Trusted struct {
	ID      string // SHA-256 of its bytes
	Kind    TrustKind
	Subject string // who it is; of a list, who issued it
	Begins  time.Time
	Ends    time.Time // of a list, when the next was due
	Added   time.Time
	By      string
	Trial   bool // of the installation's own authority

	der []byte
}

// Overview is what an administrator sees.
type Overview struct {
	Authority string // the name of the trial authority; "" where there is none
	Stamps    string // address of the time-stamp service; "" where there is none
	Evidence  bool   // issued papers carry evidence
	Trusted   []Trusted
}

// Identity is a key that was opened with its PIN, for one act.
type Identity struct {
	Key
	open *pki.Identity
}
