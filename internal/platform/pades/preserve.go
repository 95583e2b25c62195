package pades

import (
	"bytes"
	"context"
	"crypto/x509"
	"slices"

	"sotay/internal/platform/pdf"
	"sotay/internal/platform/pki"
)

// Preserve adds to a signed file what its signatures will be judged by when the authorities' services are gone (B-LT): the
// certificates of signers and time stamps up to their roots and the revocation lists at hand that speak of them; then, with a
// stamper, a time stamp over it all (B-LTA). It refuses a file whose signatures are not valid with ErrInvalid.
func Preserve(ctx context.Context, file []byte, t Trust, stamper Stamper) ([]byte, error) {
	r, err := Verify(file, t)
	if err != nil {
		return nil, err
	}
	if !r.Valid() {
		return nil, ErrInvalid
	}
	certs := chains(r, t)
	file, err = AddEvidence(file, certs, listsOf(certs, t.CRLs))
	if err != nil || stamper == nil {
		return file, err
	}
	return StampDocument(ctx, file, stamper)
}

// chains are the certificates of all signers and stampers, each once.
func chains(r Report, t Trust) (out []*x509.Certificate) {
	add := func(chain []*x509.Certificate) {
		for _, c := range chain {
			if !slices.ContainsFunc(out, c.Equal) {
				out = append(out, c)
			}
		}
	}
	roots := t.Stampers
	if len(roots) == 0 {
		roots = t.Roots
	}
	for _, s := range r.Signatures {
		add(s.Chain)
		if s.StampedBy != nil {
			add(pki.Trust{Roots: roots, Others: t.Others}.Check(s.StampedBy, s.came, s.Stamped, pki.ForStamping).Chain)
		}
	}
	return out
}

// listsOf chooses the lists that issuers among the certificates have signed.
func listsOf(certs []*x509.Certificate, lists [][]byte) (out [][]byte) {
	for _, raw := range lists {
		l, err := pki.ParseList(raw)
		if err != nil {
			continue
		}
		if slices.ContainsFunc(certs, func(c *x509.Certificate) bool {
			_, err := pki.ListBy(l, c)
			return err == nil
		}) {
			out = append(out, l.Raw)
		}
	}
	return out
}

// AddEvidence adds certificates and revocation lists to the file's store of evidence, each once.
func AddEvidence(file []byte, certs []*x509.Certificate, lists [][]byte) ([]byte, error) {
	f, err := pdf.Open(file)
	if err != nil {
		return nil, err
	}
	root, ok := f.Trailer["Root"].(pdf.Ref)
	if !ok {
		return nil, ErrForm
	}
	u := pdf.NewUpdate(f)
	catalog := u.Dict(root)
	old := f.Dict(catalog["DSS"])
	store := pdf.Dict{"Type": pdf.Name("DSS")}
	for _, k := range []pdf.Name{"VRI", "OCSPs"} {
		if old[k] != nil {
			store[k] = old[k]
		}
	}
	var raw [][]byte
	for _, c := range certs {
		raw = append(raw, c.Raw)
	}
	v := &verifier{f: f}
	for _, add := range []struct {
		key  pdf.Name
		what [][]byte
	}{{"Certs", raw}, {"CRLs", lists}} {
		there := v.streams(old[add.key])
		list := slices.Clone(f.Array(old[add.key]))
		for _, b := range add.what {
			if !slices.ContainsFunc(there, func(x []byte) bool { return bytes.Equal(x, b) }) {
				list = append(list, u.Add(deflated(pdf.Dict{}, b)))
			}
		}
		if len(list) > 0 {
			store[add.key] = list
		}
	}
	catalog["DSS"] = u.Add(store)
	u.Set(root, catalog)
	return u.Bytes(), nil
}

// StampDocument adds a time stamp over the whole file.
func StampDocument(ctx context.Context, file []byte, stamper Stamper) ([]byte, error) {
	value := pdf.Dict{"Type": pdf.Name("DocTimeStamp"), "SubFilter": pdf.Name("ETSI.RFC3161")}
	p, err := prepare(file, Options{stamps: true}, roomForStamp, value)
	if err != nil {
		return nil, err
	}
	token, err := stampDigest(ctx, stamper, p.digest)
	if err != nil {
		return nil, err
	}
	p.once = true
	return p.embed(token)
}

// roomForStamp is what time stamps take with the certificates that come with them, in bytes.
const roomForStamp = 8192
