package api

import (
	"net/http"
	"net/netip"
	"strings"

	"sotay/internal/account"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
)

// Route is one address of an operation and who may come through.
type Route struct {
	Method  string
	Pattern string // of the path, as http.ServeMux reads it
	Guard   Guard
}

// Guard says who may come through a route: it is what the access matrix tries,
// and no operation can be declared without one.
type Guard struct {
	To   Door
	Perm authz.Perm // for Holder and At
}

// Door is how a route is guarded.
type Door string

// The doors.
const (
	Public Door = "public" // anybody, also strangers
	Signed Door = "signed" // anybody who is signed in; shows only what is his own or in his scope
	First  Door = "first"  // signed in, also with only a code
	Holder Door = "holder" // who holds the right somewhere; shows only what is in its scope
	At     Door = "at"     // who holds the right at the unit of what the address names
)

func public() Guard             { return Guard{To: Public} }
func signed() Guard             { return Guard{To: Signed} }
func first() Guard              { return Guard{To: First} }
func holder(p authz.Perm) Guard { return Guard{Holder, p} }
func at(p authz.Perm) Guard     { return Guard{At, p} }

// check refuses at the door what no operation could allow. What hangs on the
// resource (At) the feature itself refuses.
func (g Guard) check(v account.Visit) error {
	switch {
	case g.To == Public:
		return nil
	case v.Who.ID == "":
		return fault.New(fault.Unauthenticated, "access.sign_in")
	case g.To != First && v.Session.Kind == account.First:
		return fault.New(fault.Forbidden, "account.choose_password")
	case (g.To == Holder || g.To == At) && !v.Who.Holds(g.Perm):
		return fault.New(fault.NotFound, "access.not_found")
	}
	return nil
}

const bearer = "bearer"

// visitor finds out who asks; without a token it is a stranger, which is no fault
// yet. A token that is not or no longer good is one.
func (a *API) visitor(r *http.Request) (account.Visit, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, bearer) || token == "" {
		return account.Visit{}, nil
	}
	return a.Gate.Visit(r.Context(), strings.TrimSpace(token))
}

// addressOf is where a request comes from, as far as the connection tells.
func addressOf(r *http.Request) netip.Addr {
	p, _ := netip.ParseAddrPort(r.RemoteAddr)
	return p.Addr()
}
