package pades

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"

	"sotay/internal/platform/pdf"
	"sotay/internal/platform/pki"
)

// rangeRoom is as long as the longest ByteRange written here.
const rangeRoom = "[0 0000000000 0000000000 0000000000]"

// Prepared is a file with room for a signature that is not yet there.
type Prepared struct {
	data      []byte
	from, to  int // the room, brackets included
	digest    []byte
	chain     []*x509.Certificate
	algorithm []byte
	attrs     []byte
	stamper   Stamper
	once      bool // nobody embeds again: data is given away
}

// Prepare adds an empty signature by the holder of chain[0]. The same arguments give the same result, so
// who waits for a signature from elsewhere may prepare again instead of keeping it.
func Prepare(file []byte, chain []*x509.Certificate, o Options) (*Prepared, error) {
	if len(chain) == 0 {
		return nil, ErrNoChain
	}
	algorithm, err := signatureAlgorithm(chain[0])
	if err != nil {
		return nil, err
	}
	p, err := prepare(file, o, room(chain, o), signatureValue(o))
	if err != nil {
		return nil, err
	}
	p.chain, p.algorithm, p.stamper = chain, algorithm, o.Stamper
	p.attrs = signedAttributes(p.digest, chain[0], algorithm)
	return p, nil
}

// room is what a signature may take, in bytes.
func room(chain []*x509.Certificate, o Options) int {
	if o.Room > 0 {
		return o.Room
	}
	n := 2048
	for _, c := range chain {
		n += len(c.Raw)
	}
	if o.Stamper != nil {
		n += roomForStamp
	}
	return n
}

// signatureValue is what the signature says of itself.
func signatureValue(o Options) pdf.Dict {
	d := pdf.Dict{"Type": pdf.Name("Sig"), "SubFilter": pdf.Name("ETSI.CAdES.detached"), "M": pdf.String{Bytes: []byte(o.At.UTC().Format("D:20060102150405Z"))}}
	for k, v := range map[pdf.Name]string{"Name": o.Name, "Reason": o.Reason, "Location": o.Place} {
		if v != "" {
			d[k] = text(v)
		}
	}
	if o.Certify != Approve {
		d["Reference"] = pdf.Array{pdf.Dict{
			"Type": pdf.Name("SigRef"), "TransformMethod": pdf.Name("DocMDP"),
			"TransformParams": pdf.Dict{"Type": pdf.Name("TransformParams"), "V": pdf.Name("1.2"), "P": int(o.Certify)},
		}}
	}
	return d
}

// prepare writes the update with the value and finds the room in it.
func prepare(file []byte, o Options, room int, value pdf.Dict) (*Prepared, error) {
	f, err := pdf.Open(file)
	if err != nil {
		return nil, err
	}
	value["Filter"], value["ByteRange"], value["Contents"] = pdf.Name("Adobe.PPKLite"), pdf.Raw(rangeRoom), pdf.Room(room)
	e := edit{f: f, u: pdf.NewUpdate(f)}
	ref := e.u.Add(value)
	if err := e.addField(ref, o); err != nil {
		return nil, err
	}
	data, at := e.u.BytesWith(ref)
	return locate(data, at, pdf.Room(room).Len())
}

// locate finds the room in the value that begins at a place, fills in the ByteRange and takes the digest of all else.
func locate(data []byte, at, room int) (*Prepared, error) {
	body := data[at:]
	br, from := bytes.Index(body, []byte(rangeRoom)), bytes.Index(body, []byte("/Contents <"))
	if br < 0 || from < 0 {
		return nil, fmt.Errorf("%w: no room for the signature", pdf.ErrBroken)
	}
	p := &Prepared{data: data, from: at + from + len("/Contents ")}
	p.to = p.from + room
	copy(body[br:], fmt.Sprintf("[0 %010d %010d %010d]", p.from, p.to, len(data)-p.to))
	h := sha256.New()
	h.Write(data[:p.from])
	h.Write(data[p.to:])
	p.digest = h.Sum(nil)
	return p, nil
}

// FileDigest is the SHA-256 of the file without the room for the signature: for signers that make the whole CMS message
// themselves.
func (p *Prepared) FileDigest() []byte { return p.digest }

// SignedAttributes is the DER set that the key signs: for signers that hash themselves.
func (p *Prepared) SignedAttributes() []byte { return set(p.attrs) }

// Digest is the SHA-256 of the signed attributes: for signers that only apply a key.
func (p *Prepared) Digest() []byte {
	sum := sha256.Sum256(p.SignedAttributes())
	return sum[:]
}

// Embed puts in the signature of Digest, with a time stamp if the options name a stamper. It refuses a signature by
// another key.
func (p *Prepared) Embed(ctx context.Context, sig []byte) ([]byte, error) {
	if checkDigest(p.chain[0], crypto.SHA256, p.Digest(), sig) != nil {
		return nil, ErrSignature
	}
	var token []byte
	if p.stamper != nil {
		var err error
		sum := sha256.Sum256(sig)
		if token, err = stampDigest(ctx, p.stamper, sum[:]); err != nil {
			return nil, err
		}
	}
	return p.embed(assemble(p.chain, p.algorithm, p.attrs, sig, token))
}

// stampDigest gets a time stamp of a digest and checks that it is for it, unless who gives it has done so.
func stampDigest(ctx context.Context, s Stamper, digest []byte) ([]byte, error) {
	token, err := s.Stamp(ctx, digest)
	if err != nil {
		return nil, err
	}
	switch s.(type) {
	case *pki.StampAuthority, *pki.StampService: // made there, or checked there
		return token, nil
	}
	t, err := pki.ParseToken(token)
	if err == nil {
		err = t.Verify(crypto.SHA256, digest)
	}
	if err != nil {
		return nil, errors.Join(ErrStamp, err)
	}
	return token, nil
}

// EmbedMessage puts in a whole CMS message that was made elsewhere over FileDigest. It refuses one for other bytes.
func (p *Prepared) EmbedMessage(message []byte) ([]byte, error) {
	m, err := readMessage(message)
	if err == nil && (m.content != nil || m.hash == 0) {
		err = malformed("not detached")
	}
	if err == nil {
		err = m.verify(m.detached(p.data[:p.from], p.data[p.to:]))
	}
	if err != nil {
		return nil, errors.Join(ErrSignature, err)
	}
	return p.embed(message)
}

func (p *Prepared) embed(message []byte) ([]byte, error) {
	if 2*len(message)+2 > p.to-p.from {
		return nil, fmt.Errorf("%w: %d bytes", ErrRoom, len(message))
	}
	out := p.data
	if !p.once {
		out = bytes.Clone(out)
	}
	hex.Encode(out[p.from+1:], message)
	return out, nil
}
