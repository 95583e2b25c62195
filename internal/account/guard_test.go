package account

import (
	"testing"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
)

func TestDoors(t *testing.T) {
	t.Parallel()
	const right, other authz.Perm = "x.see", "y.see"
	stranger := Visit{}
	member := Visit{Who: authz.Actor{ID: "a", Roles: []authz.Role{{At: "/1/", Perms: map[authz.Perm]authz.Reach{right: authz.Here}}}}, Session: Session{Kind: Web}}
	code := Visit{Who: authz.Actor{ID: "a"}, Session: Session{Kind: First}}
	for _, c := range []struct {
		g    Guard
		v    Visit
		ok   bool
		kind fault.Kind
	}{
		{Guard{To: Public}, stranger, true, 0}, {Guard{To: Signed}, stranger, false, fault.Unauthenticated}, {Guard{To: Signed}, member, true, 0},
		{Guard{To: Signed}, code, false, fault.Forbidden}, {Guard{To: CodeOnly}, code, true, 0}, {Guard{To: CodeOnly}, stranger, false, fault.Unauthenticated},
		{Guard{Holder, right}, member, true, 0}, {Guard{Holder, other}, member, false, fault.NotFound}, {Guard{At, right}, member, true, 0},
		{Guard{At, other}, member, false, fault.NotFound}, {Guard{At, right}, stranger, false, fault.Unauthenticated},
		{Guard{Holder, ""}, member, false, fault.NotFound},
	} {
		if err := c.g.Check(c.v); (err == nil) != c.ok || err != nil && !fault.Is(err, c.kind) {
			t.Errorf("%+v for %q: %v", c.g, c.v.Session.Kind, err)
		}
	}
}
