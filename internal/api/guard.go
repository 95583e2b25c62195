package api

import (
	"net/http"
	"net/netip"
	"strings"

	"sotay/internal/account"
	"sotay/internal/platform/authz"
)

// Route is one address of an operation and who may come through.
type Route struct {
	Method  string
	Pattern string // of the path, as http.ServeMux reads it
	Guard   account.Guard
}

func public() account.Guard             { return account.Guard{To: account.Public} }
func signed() account.Guard             { return account.Guard{To: account.Signed} }
func first() account.Guard              { return account.Guard{To: account.CodeOnly} }
func holder(p authz.Perm) account.Guard { return account.Guard{To: account.Holder, Perm: p} }
func at(p authz.Perm) account.Guard     { return account.Guard{To: account.At, Perm: p} }

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
