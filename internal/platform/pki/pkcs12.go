package pki

import (
	"crypto"
	"errors"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
	"software.sslmate.com/src/go-pkcs12"
)

const (
	maxRounds   = 5_000_000 // of key derivation in one PKCS#12 file; OpenSSL writes 2,048 a part
	maxKeyBytes = 64        // of a derived key
	maxNesting  = 32        // of ASN.1
)

// OpenPKCS12 opens a .p12 or .pfx file with its password. The errors are
// ErrPassword, ErrBroken, ErrTooLarge, ErrNoKey and ErrKey.
func OpenPKCS12(file []byte, password string) (*Identity, error) {
	if len(file) > maxFile {
		return nil, problem(ErrTooLarge, "%d bytes", len(file))
	}
	// The file itself says how much work its password costs.
	work := 0
	if err := derivation(file, &work, 0); err != nil {
		return nil, err
	}
	key, leaf, others, err := pkcs12.DecodeChain(file, password)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return nil, ErrPassword
	case err != nil:
		return nil, problem(ErrBroken, "%v", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, problem(ErrKey, "%T", key)
	}
	return newIdentity(signer, leaf, others)
}

// derivation adds up the rounds that the parts of a file ask for and refuses too
// many. Every form of them is an integer that follows the salt, an octet string; a
// second one is the length of the key.
func derivation(der cryptobyte.String, work *int, depth int) error {
	if depth > maxNesting {
		return problem(ErrTooLarge, "nesting")
	}
	salted, integers := false, 0
	for !der.Empty() {
		var part cryptobyte.String
		var tag asn1.Tag
		if !der.ReadAnyASN1(&part, &tag) {
			return nil // not ASN.1 after all; the real parser judges that
		}
		if tag == asn1.INTEGER && salted {
			if integers++; integers > 1 && tooMuch(part, maxKeyBytes) {
				return problem(ErrTooLarge, "length of a key")
			}
			if integers == 1 && !spend(part, work) {
				return problem(ErrTooLarge, "rounds of key derivation")
			}
			continue
		}
		salted = salted || tag == asn1.OCTET_STRING
		if tag&0x20 != 0 || tag == asn1.OCTET_STRING && wraps(part) {
			if err := derivation(part, work, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// wraps says that an octet string holds exactly one sequence, which what is
// encrypted or random practically never looks like.
func wraps(octets cryptobyte.String) bool {
	return octets.SkipASN1(asn1.SEQUENCE) && octets.Empty()
}

func spend(integer []byte, work *int) bool {
	*work += small(integer)
	return *work <= maxRounds
}

func tooMuch(integer []byte, limit int) bool { return small(integer) > limit }

// small is the value of a short ASN.1 integer; a longer one is more than any limit
// here, and a negative one is never a number of rounds.
func small(integer []byte) (n int) {
	if len(integer) > 4 || len(integer) > 0 && integer[0]&0x80 != 0 {
		return maxRounds + 1
	}
	for _, b := range integer {
		n = n<<8 | int(b)
	}
	return n
}
