package account

import (
	"net/netip"
	"time"
)

// slowing is how one counter of failed attempts delays the next.
type slowing struct {
	Free         int `json:"free"`         // failures without a delay
	FirstSeconds int `json:"firstSeconds"` // delay after the first that is too many; doubled by each further one
	MostSeconds  int `json:"mostSeconds"`  // longest delay
	ForgetHours  int `json:"forgetHours"`  // quiet time after which the failures are forgotten
}

// guessRules is the topic "account.guess".
type guessRules struct {
	IPv4Bits  int     `json:"ipv4Bits"` // how much of an address is its network
	IPv6Bits  int     `json:"ipv6Bits"`
	KnownMost int     `json:"knownMost"` // how many devices and networks an account knows at most
	KnownDays int     `json:"knownDays"` // how long a device or network stays known after its last sign-in
	Device    slowing `json:"device"`    // a device that the account knows
	Pair      slowing `json:"pair"`      // one login from one network
	Login     slowing `json:"login"`     // one login from all strange networks
	Network   slowing `json:"network"`   // all logins from one network
}

// guess is a counter of failed attempts.
type guess struct {
	key    string
	fails  int
	until  time.Time // no attempt before
	forget time.Time // as if it were not there, from then on
}

// counter is a guess with the rule that moves it.
type counter struct {
	guess
	rule slowing
}

// after is the delay that n failures bring.
func (s slowing) after(n int) time.Duration {
	if n < s.Free {
		return 0
	}
	most := time.Duration(s.MostSeconds) * time.Second
	d := time.Duration(s.FirstSeconds) * time.Second
	for range n - s.Free {
		if d >= most {
			return most
		}
		d *= 2
	}
	return min(d, most)
}

// wait is how long the attempt must wait for the slowest of its counters.
func wait(counters []counter, now time.Time) (longest time.Duration) {
	for _, c := range counters {
		longest = max(longest, c.until.Sub(now))
	}
	return longest
}

// failed is the counter after one more failure.
func (c counter) failed(now time.Time) counter {
	if !now.Before(c.forget) {
		c.fails = 0
	}
	c.fails++
	c.until = now.Add(c.rule.after(c.fails))
	c.forget = c.until.Add(time.Duration(c.rule.ForgetHours) * time.Hour)
	return c
}

// network is the part of an address that one subscriber shares; an address that
// could not be read is a network of its own.
func (r guessRules) network(a netip.Addr) string {
	a = a.Unmap()
	bits := r.IPv6Bits
	if a.Is4() {
		bits = r.IPv4Bits
	}
	p, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return p.String()
}
