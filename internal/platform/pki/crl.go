package pki

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"slices"
	"time"
)

const maxList = 32 << 20 // bytes of a revocation list

// ParseList reads a revocation list, DER or PEM. It is not yet known to be genuine:
// Trust uses only lists that the issuer in question has signed.
func ParseList(raw []byte) (*x509.RevocationList, error) {
	if len(raw) > maxList {
		return nil, ErrTooLarge
	}
	if block, _ := pem.Decode(raw); block != nil {
		raw = block.Bytes
	}
	l, err := x509.ParseRevocationList(raw)
	if err != nil {
		return nil, problem(ErrBroken, "revocation list: %v", err)
	}
	return l, nil
}

// Revoke puts a certificate of the issuing authority on the list, from the given
// time on. Reason is that of RFC 5280 5.3.1, 0 for none. Twice is no error and
// leaves the first time.
func (a *Authority) Revoke(cert *x509.Certificate, at time.Time, reason int) error {
	if !bytes.Equal(cert.RawIssuer, a.Issuing().RawSubject) {
		return problem(ErrUntrusted, "%s is another issuer's", cert.Subject)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	old, err := a.list(issuingList)
	if err != nil {
		return err
	}
	same := func(e x509.RevocationListEntry) bool { return e.SerialNumber.Cmp(cert.SerialNumber) == 0 }
	if slices.ContainsFunc(old.RevokedCertificateEntries, same) {
		return nil
	}
	entry := x509.RevocationListEntry{SerialNumber: cert.SerialNumber, RevocationTime: at, ReasonCode: reason}
	old.RevokedCertificateEntries = append(old.RevokedCertificateEntries, entry)
	return a.publish(a.issuing, issuingList, old, at)
}

// Lists gives the lists of the issuing authority and of the root, in this order,
// DER, renewed when they are no longer current.
func (a *Authority) Lists(now time.Time) (out [][]byte, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, l := range []struct {
		by   *Identity
		name string
	}{{a.issuing, issuingList}, {a.root, rootList}} {
		list, err := a.list(l.name)
		if err == nil && !list.NextUpdate.After(now) {
			if err = a.publish(l.by, l.name, list, now); err == nil {
				list, err = a.list(l.name)
			}
		}
		if err != nil {
			return nil, err
		}
		out = append(out, list.Raw)
	}
	return out, nil
}

func (a *Authority) list(name string) (*x509.RevocationList, error) {
	raw, err := readUpTo(a.path(name), maxList)
	if err != nil {
		return nil, err
	}
	return ParseList(raw)
}

// publish signs the next list with what old holds, nil for the first. The list on
// disk is all that is remembered of revocations.
func (a *Authority) publish(by *Identity, name string, old *x509.RevocationList, now time.Time) error {
	next := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: now, NextUpdate: now.AddDate(0, 0, listDays)}
	if old != nil {
		next.Number.Add(old.Number, big.NewInt(1))
		next.RevokedCertificateEntries = old.RevokedCertificateEntries
	}
	raw, err := x509.CreateRevocationList(rand.Reader, next, by.chain[0], by.key)
	if err != nil {
		return err
	}
	return replace(a.path(name), raw)
}
