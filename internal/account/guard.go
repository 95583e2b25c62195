package account

import (
	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
)

// Guard says who may come through an address of the program. Both faces declare
// one with every address, and the access matrix tries them all.
type Guard struct {
	To   Door
	Perm authz.Perm // for Holder and At
}

// Door is how an address is guarded.
type Door string

// The doors.
const (
	Public   Door = "public" // anybody, also strangers
	Signed   Door = "signed" // anybody who is signed in; shows only what is his own or in his scope
	CodeOnly Door = "code"   // signed in, also with only a code
	Holder   Door = "holder" // who holds the right somewhere; shows only what is in its scope
	At       Door = "at"     // who holds the right at the unit of what the address names
)

// Check refuses at the door what nothing behind it could allow. What hangs on the
// resource (At) the feature itself refuses.
func (g Guard) Check(v Visit) error {
	switch {
	case g.To == Public:
		return nil
	case v.Who.ID == "":
		return fault.New(fault.Unauthenticated, "access.sign_in")
	case g.To != CodeOnly && v.Session.Kind == First:
		return fault.New(fault.Forbidden, "account.choose_password")
	case (g.To == Holder || g.To == At) && !v.Who.Holds(g.Perm):
		return fault.New(fault.NotFound, "access.not_found")
	}
	return nil
}
