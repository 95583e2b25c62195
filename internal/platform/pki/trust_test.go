package pki

import (
	"crypto/x509"
	"errors"
	"testing"
	"time"
)

func trusting(t *testing.T, a *Authority, now time.Time) Trust {
	t.Helper()
	raw, err := a.Lists(now)
	if err != nil {
		t.Fatal(err)
	}
	trust := Trust{Roots: []*x509.Certificate{a.Root()}}
	for _, r := range raw {
		l, err := ParseList(r)
		if err != nil {
			t.Fatal(err)
		}
		trust.Lists = append(trust.Lists, l)
	}
	return trust
}

func TestStanding(t *testing.T) {
	t.Parallel()
	a, other := newAuthority(t), newAuthority(t)
	good, gone := newSigner(t, a, ECDSAP256), newSigner(t, a, RSA2048)
	stranger := newSigner(t, other, ECDSAP256)
	for range 2 {
		if err := a.Revoke(gone.chain[0], day(10), 1); err != nil {
			t.Fatal(err)
		}
	}
	trust := trusting(t, a, day(10))
	for _, c := range []struct {
		name string
		who  *Identity
		at   time.Time
		use  Use
		want error
	}{
		{"good", good, day(5), ForSigning, nil},
		{"not yet", good, day(1), ForSigning, ErrNotYet},
		{"expired", good, day(21), ForSigning, ErrExpired},
		{"before it was revoked", gone, day(9), ForSigning, nil},
		{"after it was revoked", gone, day(11), ForSigning, ErrRevoked},
		{"of others", stranger, day(5), ForSigning, ErrUntrusted},
		{"no time stamps", good, day(5), ForStamping, ErrUsage},
		{"time stamps", a.stamp, day(5), ForStamping, nil},
		{"time stamps only", a.stamp, day(5), ForSigning, ErrUsage},
		{"an authority is no signer", a.issuing, day(5), ForSigning, ErrUsage},
	} {
		s := trust.Check(c.who.chain[0], c.who.chain[1:], c.at, c.use)
		if err := s.Err(); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	s := trust.Check(gone.chain[0], gone.chain[1:], day(11), ForSigning)
	if s.Revoked == nil || !s.Revoked.Since.Equal(day(10)) || s.Revoked.Reason != 1 || !s.Checked || len(s.Chain) != 3 {
		t.Errorf("standing %+v", s)
	}
}

func TestRevocationIsKnownOnlyFromTheIssuersList(t *testing.T) {
	t.Parallel()
	a, other := newAuthority(t), newAuthority(t)
	who := newSigner(t, a, ECDSAP256)
	full := trusting(t, a, day(3))
	for name, c := range map[string]struct {
		lists []*x509.RevocationList
		at    time.Time
		want  bool
	}{
		"both":           {full.Lists, day(4), true},
		"none":           {nil, day(4), false},
		"the root's not": {full.Lists[:1], day(4), false},
		"out of date":    {full.Lists, day(15), false},
		"another's":      {trusting(t, other, day(3)).Lists, day(4), false},
	} {
		s := Trust{Roots: full.Roots, Lists: c.lists}.Check(who.chain[0], who.chain[1:], c.at, ForSigning)
		if s.Err() != nil || s.Checked != c.want {
			t.Errorf("%s: checked %v, %v", name, s.Checked, s.Err())
		}
	}
}

func TestListsAreRenewedAndRemember(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	who := newSigner(t, a, ECDSAP256)
	if err := a.Revoke(who.chain[0], day(3), 4); err != nil {
		t.Fatal(err)
	}
	again, err := Open(a.dir)
	if err != nil {
		t.Fatal(err)
	}
	trust := trusting(t, again, day(15))
	if n := trust.Lists[0].Number.Int64(); n != 3 {
		t.Errorf("list %d, want the third", n)
	}
	s := trust.Check(who.chain[0], who.chain[1:], day(15), ForSigning)
	if !errors.Is(s.Err(), ErrRevoked) || !s.Checked {
		t.Errorf("%v, checked %v", s.Err(), s.Checked)
	}
}

func TestListsThatAreNone(t *testing.T) {
	t.Parallel()
	if _, err := ParseList([]byte("nothing")); !errors.Is(err, ErrBroken) {
		t.Error(err)
	}
	if _, err := ParseList(make([]byte, maxList+1)); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
}
