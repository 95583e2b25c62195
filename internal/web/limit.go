package web

import (
	"net/netip"
	"sync"
	"time"
)

// limiter bounds how often each network asks within a minute. A village shares one
// address, and a scanned code asks three times; a machine that tries addresses is
// stopped long before it matters.
type limiter struct {
	mu    sync.Mutex
	since time.Time
	asked map[netip.Prefix]int
}

const (
	mostAsked    = 900     // of one network in a minute
	mostNetworks = 100_000 // that are told apart; whoever comes later counts together
)

// take counts one request and reports whether it is still within the bound.
func (l *limiter) take(from netip.Addr, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.asked == nil || now.Sub(l.since) >= time.Minute || now.Before(l.since) {
		l.since, l.asked = now, map[netip.Prefix]int{}
	}
	network := networkOf(from)
	if _, known := l.asked[network]; !known && len(l.asked) >= mostNetworks {
		network = netip.Prefix{}
	}
	l.asked[network]++
	return l.asked[network] <= mostAsked
}

// networkOf is what one subscriber has: an address, or 2^64 of them.
func networkOf(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := 64
	if a.Is4() {
		bits = 32
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // an address that could not be read
	}
	return p
}
