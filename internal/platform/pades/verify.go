package pades

import (
	"bytes"
	"cmp"
	"crypto"
	"encoding/asn1"
	"errors"
	"slices"
	"time"

	"sotay/internal/platform/pdf"
)

// Bounds on what is checked in one file.
const (
	maxSignatures = 100
	maxContents   = 4 << 20 // bytes of one signature
	maxRevisions  = 200     // after the first signature
)

// Verify judges every signature of a file. The error is one of package pdf: the file cannot be read. A file
// without signatures gives a report without any.
func Verify(file []byte, t Trust) (Report, error) {
	f, err := pdf.Open(file)
	if err != nil {
		return Report{}, err
	}
	v := &verifier{f: f, trust: t}
	if v.pages, err = f.Pages(); err != nil {
		return Report{}, err
	}
	found, err := v.find()
	if err != nil {
		return Report{}, err
	}
	r := Report{}
	for _, s := range found {
		r.Signatures = append(r.Signatures, v.read(s))
	}
	slices.SortStableFunc(r.Signatures, func(a, b Signature) int { return cmp.Compare(a.end, b.end) })
	judgeDoubles(r.Signatures)
	v.judgeLater(r.Signatures)
	v.judgePeople(r.Signatures)
	r.Warnings = v.warnings()
	return r, nil
}

// verifier checks one file.
type verifier struct {
	f     *pdf.File
	pages []pdf.Ref
	trust Trust
	known *evidence
}

// read judges one signature by itself.
func (v *verifier) read(f found) Signature {
	d := f.value
	s := Signature{
		Field: f.name, Format: string(v.f.Name(d["SubFilter"])), Level: "B-B", value: f.ref.Num,
		Name: v.text(d["Name"]), Reason: v.text(d["Reason"]), Place: v.text(d["Location"]),
		Claimed: v.date(d["M"]), Page: f.page, Box: f.box, Certifies: docMDP(v.f, d), locks: f.locks || v.locks(d),
	}
	s.Document = s.Format == "ETSI.RFC3161"
	if f.unlisted {
		s.add(Unlisted)
	}
	if f.ref.Num == 0 || v.f.Doubtful(f.ref.Num) {
		s.add(Doubled)
	}
	if kind := v.f.Name(d["Type"]); kind != "" && kind != "Sig" && kind != "DocTimeStamp" || s.Document != (kind == "DocTimeStamp") {
		s.add(BadType)
		return s
	}
	if parts, ok := v.ranges(d, &s); ok {
		v.readMessage(&s, parts)
	}
	return s
}

// locks tells whether a signature locks fields of the form.
func (v *verifier) locks(d pdf.Dict) bool {
	return slices.ContainsFunc(v.f.Array(d["Reference"]), func(o any) bool {
		return v.f.Name(v.f.Dict(o)["TransformMethod"]) != "DocMDP"
	})
}

// ranges finds the signed bytes and the message, and checks that all but the message is signed.
func (v *verifier) ranges(d pdf.Dict, s *Signature) (parts [2][]byte, ok bool) {
	data := v.f.Data
	br, _ := d["ByteRange"].(pdf.Array)
	c, isString := d["Contents"].(pdf.String)
	var n [4]int
	for i := range n {
		x, isInt := int64(-1), false
		if len(br) == 4 {
			x, isInt = br[i].(int64)
		}
		if !isInt || x < 0 || x > int64(len(data)) {
			s.add(BadRange)
			return parts, false
		}
		n[i] = int(x)
	}
	from, to, end := n[1], n[2], n[2]+n[3]
	if n[0] != 0 || to < from+2 || end > len(data) || to >= end {
		s.add(BadRange)
		return parts, false
	}
	s.from, s.end, s.Covers = from, end, end == len(data)
	if !isString || c.At != from || !isRoom(data[from:to], c.Bytes) || len(c.Bytes) > maxContents {
		s.add(BadContents)
		return parts, false
	}
	s.contents = c.Bytes
	return [2][]byte{data[:from], data[to:end]}, true
}

// isRoom tells whether raw is one hexadecimal string of these bytes, written evenly: no spaces and one case of
// letters, so that nobody can have touched it unseen.
func isRoom(raw, value []byte) bool {
	if raw[0] != '<' || raw[len(raw)-1] != '>' || len(raw) != 2*len(value)+2 {
		return false
	}
	lower, upper := false, false
	for _, c := range raw[1 : len(raw)-1] {
		isLower, isUpper := c >= 'a' && c <= 'f', c >= 'A' && c <= 'F'
		if lower, upper = lower || isLower, upper || isUpper; !isLower && !isUpper && (c < '0' || c > '9') {
			return false
		}
	}
	return !lower || !upper
}

// readMessage reads the CMS message and compares it with the signed bytes.
func (v *verifier) readMessage(s *Signature, parts [2][]byte) {
	message, err := unpadded(s.contents)
	if err != nil {
		s.add(codeOf(err))
		return
	}
	if s.Document {
		v.readDocumentStamp(s, message, parts)
		return
	}
	m, err := readMessage(message)
	if err != nil {
		s.add(BadMessage)
		return
	}
	s.take(m)
	digest, ok := signedDigest(s, m, parts)
	if !ok {
		return
	}
	if err := m.verify(digest); err != nil {
		s.add(codeOf(err))
		return
	}
	v.readOwnStamp(s)
}

// take notes what the message says.
func (s *Signature) take(m *message) {
	s.message, s.Certificate = m, m.leaf
	if t := m.claimed(); !t.IsZero() {
		s.Claimed = t
	}
	s.add(m.odd...)
	if weakHash(m.hash) || weakKey(m.leaf) {
		s.add(WeakAlgorithm)
	}
}

// signedDigest is the digest that the message must be over, by the kind of signature.
func signedDigest(s *Signature, m *message, parts [2][]byte) ([]byte, bool) {
	switch s.Format {
	case "ETSI.CAdES.detached", "adbe.pkcs7.detached":
		if m.content != nil || !m.kind.Equal(oidData) || s.Format[0] == 'E' && !m.namesCertificate() {
			s.add(BadMessage)
			return nil, false
		}
		return m.detached(parts[0], parts[1]), true
	case "adbe.pkcs7.sha1":
		s.add(WeakAlgorithm)
		if !bytes.Equal(m.content, sum(crypto.SHA1, parts[0], parts[1])) {
			s.add(WrongDigest)
			return nil, false
		}
		return m.detached(m.content), true
	}
	s.add(Unsupported)
	return nil, false
}

// namesCertificate tells whether the certificate is among what was signed, as PAdES wants it.
func (m *message) namesCertificate() bool {
	return slices.ContainsFunc([]asn1.ObjectIdentifier{oidSigningCert, oidSigningCertV2}, func(o asn1.ObjectIdentifier) bool {
		return m.signed[o.String()] != nil
	})
}

// codeOf says what a failed check means.
func codeOf(err error) Code {
	switch {
	case errors.Is(err, errDigest):
		return WrongDigest
	case errors.Is(err, errValue):
		return WrongValue
	case errors.Is(err, errPadding):
		return BadContents
	}
	return BadMessage
}

// readOwnStamp checks the time stamp of a signature. Without one the time is only what the signer says.
func (v *verifier) readOwnStamp(s *Signature) {
	if s.message.token == nil {
		return
	}
	t, m, err := readStamp(s.message.token, s.message.sig)
	if err != nil {
		s.add(BadStamp)
		return
	}
	s.add(m.odd...)
	v.noteStrays(s, m)
	s.Level, s.Stamped, s.StampedBy, s.came = "B-T", t.Time, t.Signer, t.Certs
	s.prove(v, t)
}

// readDocumentStamp checks a time stamp over the whole document.
func (v *verifier) readDocumentStamp(s *Signature, token []byte, parts [2][]byte) {
	t, m, err := readStamp(token, parts[0], parts[1])
	if err != nil {
		s.add(codeOf(err))
		return
	}
	s.take(m)
	s.Claimed, s.Stamped, s.StampedBy = time.Time{}, t.Time, t.Signer
	s.came = t.Certs
	s.prove(v, t)
}

// judgeDoubles finds signatures that share their bytes.
func judgeDoubles(all []Signature) {
	for i := range all {
		for j := range all {
			if i != j && all[i].end > 0 && (all[i].end == all[j].end || all[i].from == all[j].from) {
				all[i].add(Doubled)
			}
		}
	}
}

// text reads a string of the file.
func (v *verifier) text(o any) string {
	s, _ := v.f.Get(o).(pdf.String)
	return readText(s)
}

// date reads a date of the file.
func (v *verifier) date(o any) time.Time {
	s, _ := v.f.Get(o).(pdf.String)
	return readDate(s)
}
