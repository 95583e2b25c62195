package web

import (
	"net/netip"
	"testing"
	"time"
)

func TestLimiter(t *testing.T) {
	t.Parallel()
	var l limiter
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	home, other := netip.MustParseAddr("2001:db8:1:2::1"), netip.MustParseAddr("203.0.113.7")
	for range mostAsked {
		if !l.take(home, now) {
			t.Fatal("refused within the bound")
		}
	}
	if l.take(netip.MustParseAddr("2001:db8:1:2:ffff::9"), now) {
		t.Error("the same network goes on under another address")
	}
	if !l.take(other, now) || !l.take(netip.Addr{}, now) {
		t.Error("others are refused, too")
	}
	if !l.take(home, now.Add(time.Minute)) || len(l.asked) != 1 {
		t.Error("a new minute does not begin anew")
	}
}

func TestLimiterIsBounded(t *testing.T) {
	t.Parallel()
	var l limiter
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	a := netip.MustParseAddr("10.0.0.0")
	for range mostNetworks + mostAsked {
		l.take(a, now)
		a = a.Next()
	}
	if len(l.asked) > mostNetworks+1 {
		t.Errorf("%d networks are kept", len(l.asked))
	}
	if l.take(a, now) {
		t.Error("those who are not told apart have no bound")
	}
}
