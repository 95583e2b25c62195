package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/org"
	"sotay/internal/platform/db"
)

// chief is the secretary of a commune's committee among the visitors.
const chief = "chief"

// visitor is one of the people whom a visitor may become.
type visitor struct {
	SignIn
	name string // of the role, for access
}

// The telephone numbers by which they sign in are of the range of [phone].
func visitors() []visitor {
	return []visitor{
		{SignIn{"Đảng viên", "0900900001", "ruong-lua-chin-vang"}, access.Member},
		{SignIn{"Bí thư chi bộ", "0900900002", "suoi-trong-chay-mai"}, access.Secretary},
		{SignIn{"Bí thư đảng ủy xã", "0900900005", "chim-hot-vuon-cam"}, chief},
		{SignIn{"Văn phòng đảng ủy xã", "0900900003", "nui-xanh-may-trang"}, access.Clerk},
		{SignIn{"Cán bộ ban tổ chức tỉnh ủy", "0900900004", "song-rong-thuyen-xuoi"}, access.Officer},
		{SignIn{"Quản trị", adminLogin, "cau-tre-bac-qua-ngoi"}, access.Administrator},
	}
}

func signIns() []SignIn {
	var out []SignIn
	for _, v := range visitors() {
		out = append(out, v.SignIn)
	}
	return out
}

// faces are the persons behind the visitors, by role.
func (w *world) faces() map[string]*person {
	return map[string]*person{
		access.Member:    w.shown.ordinary(),
		access.Secretary: w.shown.secretary(),
		access.Clerk:     w.communes[2].branches[0].people[8],
		chief:            w.communes[2].branches[0].people[0],
		access.Officer:   w.branches[len(w.branches)-3].people[2],
	}
}

// ordinary is a member who holds no post, votes and owes attendance.
func (b *branch) ordinary() *person {
	for _, p := range slices.Backward(b.people) {
		if p.official != "" && p.ExemptFrom == "" && len(p.Posts) == 0 {
			return p
		}
	}
	return b.scribe()
}

// known gives the visitors' people the telephone numbers by which they sign in.
func (w *world) known() {
	faces := w.faces()
	for _, v := range visitors() {
		if p := faces[v.name]; p != nil {
			p.Phone = v.Login
		}
	}
}

// accounts gives accounts and roles to those who lead.
func (w *world) accounts(ctx context.Context) error {
	var members []string
	for _, b := range w.branches {
		members = append(members, string(b.secretary().id), string(b.scribe().id))
	}
	for _, p := range w.faces() {
		members = append(members, string(p.id))
	}
	sheets, err := w.Accounts.Issue(ctx, w.who, members)
	if err != nil {
		return err
	}
	w.slips = map[string]account.Slip{}
	for _, s := range sheets {
		for _, slip := range s.Slips {
			w.slips[slip.Member] = slip
		}
	}
	return w.grant(ctx, w.slips)
}

// doors gives passwords to the visitors; the administrator comes last.
func (w *world) doors(ctx context.Context) error {
	faces := w.faces()
	for _, v := range visitors() {
		slip, err := account.Slip{}, error(nil)
		if p := faces[v.name]; p != nil {
			slip = w.slips[string(p.id)]
		} else if slip, err = w.Accounts.CreateAdmin(ctx, w.who, adminLogin, adminName); err != nil {
			return err
		}
		if err := w.enter(ctx, v, slip); err != nil {
			return fmt.Errorf("demo: %s: %w", v.Role, err)
		}
	}
	return nil
}

// grant gives the roles, all in one change.
func (w *world) grant(ctx context.Context, slips map[string]account.Slip) error {
	faces := w.faces()
	wishes := []access.Wish{
		{Account: slips[string(faces[access.Clerk].id)].Account, Role: access.Clerk, Unit: w.communes[2].unit.ID},
		{Account: slips[string(faces[chief].id)].Account, Role: access.Secretary, Unit: w.communes[2].unit.ID},
		{Account: slips[string(faces[access.Officer].id)].Account, Role: access.Officer, Unit: w.root.ID},
	}
	for _, b := range w.branches {
		if b != w.ending {
			wishes = append(wishes, b.wishes(slips)...)
		}
	}
	return w.DB.Write(ctx, w.who, func(tx *db.Tx) error {
		for _, wish := range wishes {
			if _, err := w.Access.GrantIn(ctx, tx, wish); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *branch) wishes(slips map[string]account.Slip) (out []access.Wish) {
	for _, p := range []*person{b.secretary(), b.scribe()} {
		for _, x := range p.Posts {
			if x.Unit == b.unit.ID && (x.Post == "secretary" || x.Post == "deputy") {
				out = append(out, access.Wish{Account: slips[string(p.id)].Account, Role: access.Secretary, Unit: org.ID(b.unit.ID)})
			}
		}
	}
	return out
}

// enter is the first sign-in of a visitor, with the code, and the choice of the
// password; the session that begins with it is ended.
func (w *world) enter(ctx context.Context, v visitor, slip account.Slip) error {
	pass, err := w.Gate.SignIn(ctx, account.Attempt{Login: slip.Login, Secret: slip.Code, Address: netip.IPv6Loopback(), Agent: "demo", Kind: account.Web})
	if err != nil {
		return err
	}
	visit, err := w.Gate.Visit(ctx, pass.Token)
	if err != nil {
		return err
	}
	if _, err = w.Accounts.SetPassword(ctx, visit.Who, account.NewPassword{Session: pass.Session.ID, New: v.Password}); err != nil {
		return err
	}
	return w.Accounts.EndAll(ctx, visit.Who)
}

// quiet is a source of chance for plans that need none of their own.
func quiet() *rand.Rand { return rand.New(rand.NewPCG(seed, seed)) }
