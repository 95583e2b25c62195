package pki

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/asn1"
	"io"
	"math/big"
	"net/http"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cb "golang.org/x/crypto/cryptobyte/asn1"
)

// StampAuthority gives time stamps with an identity of its own and the clock of
// this machine: for trials and for work without a network. It is used directly or,
// being an http.Handler, over HTTP.
type StampAuthority struct {
	by    *Identity
	clock func() time.Time
}

// Stamper is the time-stamp authority of a trial authority.
func (a *Authority) Stamper(clock func() time.Time) *StampAuthority {
	return &StampAuthority{by: a.stamp, clock: clock}
}

// stampPolicy is in the arc for what is private to an enterprise: no promises.
var stampPolicy = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1, 1}

// Stamp gives the time stamp of a SHA-256 digest, DER.
func (s *StampAuthority) Stamp(ctx context.Context, digest []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(digest) != sha256.Size {
		return nil, problem(ErrDigest, "%d bytes", len(digest))
	}
	return s.token(stampAsked{hash: oidSHA256, digest: digest, certificates: true})
}

// stampAsked is a TimeStampReq.
type stampAsked struct {
	hash         asn1.ObjectIdentifier
	digest       []byte
	nonce        *big.Int
	certificates bool
}

// What a refusal says is the reason: bits of PKIFailureInfo (RFC 3161 2.4.2).
const (
	badAlgorithm = 0
	badData      = 5
	badPolicy    = 15
	badExtension = 16
	failure      = 25
)

func readStampRequest(raw []byte) (q stampAsked, refused int) {
	s := cryptobyte.String(raw)
	var in, imprint, alg, octets cryptobyte.String
	var version int
	if !s.ReadASN1(&in, cb.SEQUENCE) || !s.Empty() || !in.ReadASN1Integer(&version) || version != 1 ||
		!in.ReadASN1(&imprint, cb.SEQUENCE) || !imprint.ReadASN1(&alg, cb.SEQUENCE) ||
		!alg.ReadASN1ObjectIdentifier(&q.hash) || !imprint.ReadASN1(&octets, cb.OCTET_STRING) {
		return q, badData
	}
	q.digest = octets
	if in.PeekASN1Tag(cb.OBJECT_IDENTIFIER) {
		var policy asn1.ObjectIdentifier
		if !in.ReadASN1ObjectIdentifier(&policy) || !policy.Equal(stampPolicy) {
			return q, badPolicy
		}
	}
	if in.PeekASN1Tag(cb.INTEGER) {
		q.nonce = new(big.Int)
		if !in.ReadASN1Integer(q.nonce) {
			return q, badData
		}
	}
	if in.PeekASN1Tag(cb.BOOLEAN) && !in.ReadASN1Boolean(&q.certificates) {
		return q, badData
	}
	switch h := HashOf(q.hash); {
	case !in.Empty():
		return q, badExtension
	case h == 0 || h == crypto.SHA1:
		return q, badAlgorithm
	case len(q.digest) != h.Size():
		return q, badData
	}
	return q, -1
}

// ServeHTTP answers a time-stamp query.
func (s *StampAuthority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.Header.Get("Content-Type") != stampQuery {
		http.Error(w, "POST "+stampQuery, http.StatusUnsupportedMediaType)
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 16<<10))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	w.Header().Set("Content-Type", stampReply)
	_, _ = w.Write(s.Reply(raw)) // whoever asked and left does not need it
}

// Reply answers a TimeStampReq with a TimeStampResp, both DER. What cannot be
// granted is an answer too, and says why.
func (s *StampAuthority) Reply(request []byte) []byte {
	q, refused := readStampRequest(request)
	if refused >= 0 {
		return refuse(refused)
	}
	token, err := s.token(q)
	if err != nil {
		return refuse(failure)
	}
	var b cryptobyte.Builder
	b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1Int64(0) })
		b.AddBytes(token)
	})
	return b.BytesOrPanic() // what is built of our own parts
}

func refuse(bit int) []byte {
	bits := make([]byte, bit/8+1)
	bits[bit/8] = 0x80 >> (bit % 8)
	var b cryptobyte.Builder
	b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(2)
			b.AddASN1(cb.BIT_STRING, func(b *cryptobyte.Builder) {
				b.AddUint8(uint8(7 - bit%8))
				b.AddBytes(bits)
			})
		})
	})
	return b.BytesOrPanic()
}

// token signs a TSTInfo and wraps it as CMS signed data.
func (s *StampAuthority) token(q stampAsked) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	info, err := stampInfo(q, serial, s.clock())
	if err != nil {
		return nil, err
	}
	attrs := s.attributes(info)
	signed := sha256.Sum256(wrap(nil, byte(cb.SET), attrs))
	sig, err := s.by.Sign(context.Background(), signed[:])
	if err != nil {
		return nil, err
	}
	var b cryptobyte.Builder
	b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oidSigned)
		b.AddASN1(explicit(0), func(b *cryptobyte.Builder) {
			b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) { s.addSignedData(b, q, info, attrs, sig) })
		})
	})
	return b.Bytes()
}

func stampInfo(q stampAsked, serial *big.Int, now time.Time) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		b.AddASN1ObjectIdentifier(stampPolicy)
		addImprint(b, q.hash, q.digest)
		b.AddASN1BigInt(serial)
		b.AddASN1GeneralizedTime(now.UTC())
		b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1Int64(1) }) // accurate to a second
		if q.nonce != nil {
			b.AddASN1BigInt(q.nonce)
		}
	})
	return b.Bytes()
}

// attributes are what is signed beside the content, in the order of DER.
func (s *StampAuthority) attributes(info []byte) []byte {
	message, leaf := sha256.Sum256(info), sha256.Sum256(s.by.chain[0].Raw)
	parts := [][]byte{
		attribute(oidContentType, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oidStampInfo) }),
		attribute(oidMessage, func(b *cryptobyte.Builder) { b.AddASN1OctetString(message[:]) }),
		attribute(oidCertNameV2, func(b *cryptobyte.Builder) {
			b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1OctetString(leaf[:]) })
				})
			})
		}),
	}
	slices.SortFunc(parts, bytes.Compare)
	return bytes.Join(parts, nil)
}

func attribute(oid asn1.ObjectIdentifier, value func(*cryptobyte.Builder)) []byte {
	var b cryptobyte.Builder
	b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		b.AddASN1(cb.SET, value)
	})
	return b.BytesOrPanic() // constants and digests
}

func (s *StampAuthority) addSignedData(b *cryptobyte.Builder, q stampAsked, info, attrs, sig []byte) {
	leaf := s.by.chain[0]
	b.AddASN1Int64(3)
	b.AddASN1(cb.SET, func(b *cryptobyte.Builder) { addAlgorithm(b, oidSHA256) })
	b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oidStampInfo)
		b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddASN1OctetString(info) })
	})
	if q.certificates {
		b.AddASN1(explicit(0), func(b *cryptobyte.Builder) {
			for _, c := range s.by.chain {
				b.AddBytes(c.Raw)
			}
		})
	}
	b.AddASN1(cb.SET, func(b *cryptobyte.Builder) {
		b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(1)
			b.AddASN1(cb.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddBytes(leaf.RawIssuer)
				b.AddASN1BigInt(leaf.SerialNumber)
			})
			addAlgorithm(b, oidSHA256)
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddBytes(attrs) })
			addAlgorithm(b, signatureOf(leaf.PublicKey))
			b.AddASN1OctetString(sig)
		})
	})
}

func signatureOf(key crypto.PublicKey) asn1.ObjectIdentifier {
	if _, ok := key.(*ecdsa.PublicKey); ok {
		return oidECDSA256
	}
	return oidRSA
}
