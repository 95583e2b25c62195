package signing

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/pki"
	"sotay/internal/rule"
)

const pin = "trâu đen 7"

var system = authz.System("test", org.Manage, org.See, member.Edit, member.See, account.Manage, access.Grant)

// world is a branch with a secretary, who keeps its seal, and a member; an
// administrator stands over everything. It is the morning of 2 March 2026.
type world struct {
	*testing.T
	*Service
	now               atomic.Int64
	branch            org.Unit
	an, binh, manager authz.Actor
	accounts          *account.Service
	logins            map[string]string // account by login
}

func each(t *testing.T, fn func(*world)) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			fn(newWorld(t, engine))
		})
	}
}

func newWorld(t *testing.T, engine string) *world {
	t.Helper()
	w := &world{T: t, logins: map[string]string{}}
	w.now.Store(civil.Date("2026-03-02").At(8, 0).UnixMicro())
	d := dbtest.Open(t, engine, db.WithClock(func() time.Time { return time.UnixMicro(w.now.Add(1000)) }))
	rules, err := rule.Load(nil)
	w.must(err)
	units := org.New(d, rules)
	members := member.New(d, units, rules)
	w.accounts, _ = account.New(d, rules, access.New(d, rules), make([]byte, 32))
	w.Service = New(d, rules, Settings{Folder: filepath.Join(t.TempDir(), "authority"), Secret: []byte("of the installation")})
	w.branch, err = units.Create(w.Context(), system, org.NewUnit{Code: "X1", Kind: org.Grassroots, Name: "Đảng bộ xã Bảo Thắng"}, org.Decision{Number: "01-QĐ/TU", Day: "2026-01-05"})
	w.must(err)
	branch, err := units.Create(w.Context(), system, org.NewUnit{Code: "X1.01", Kind: org.Branch, Name: "Chi bộ thôn 1", Parent: w.branch.ID}, org.Decision{Number: "01-QĐ/TU", Day: "2026-01-05"})
	w.must(err)
	w.an = w.person(members, branch, "Nguyễn Văn An")
	w.an.Roles = []authz.Role{{At: w.branch.Path, Perms: map[authz.Perm]authz.Reach{Seal: authz.Here}}}
	w.binh = w.person(members, branch, "Trần Thị Bình")
	w.manager = authz.System("admin", Manage)
	return w
}

func (w *world) person(members *member.Service, branch org.Unit, name string) authz.Actor {
	w.Helper()
	id, err := members.Add(w.Context(), system, branch.ID, member.Entry{Person: member.Person{Name: name, Phone: fmt.Sprintf("09%08d", len(w.logins)+1), Admitted: "2010-06-01", Official: "2011-06-01"}, State: member.Official, From: "2026-01-10"})
	w.must(err)
	sheets, err := w.accounts.Issue(w.Context(), system, []string{string(id)})
	w.must(err)
	s := sheets[0].Slips[0]
	w.logins[s.Login] = s.Account
	return authz.Actor{ID: s.Account, Member: string(id), Name: name, Home: branch.Path}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refused wants a fault with that code, or with a field that has it.
func (w *world) refused(err error, code string) {
	w.Helper()
	f := fault.Of(err)
	if f.Says(code) {
		return
	}
	if f != nil {
		for _, c := range f.Fields {
			if c == code {
				return
			}
		}
	}
	w.Errorf("%v, want %s", err, code)
}

func (w *world) days(n int) { w.now.Add(int64(n) * 24 * time.Hour.Microseconds()) }

func (w *world) login(a authz.Actor) string {
	for login, id := range w.logins {
		if id == a.ID {
			return login
		}
	}
	w.Fatal("no login")
	return ""
}

// accepted is a trial key of a person.
func (w *world) accepted(a authz.Actor) KeyID {
	w.Helper()
	w.must(w.CreateAuthority(w.Context(), w.manager, "Đảng bộ xã Bảo Thắng"))
	id, err := w.OfferTo(w.Context(), w.manager, w.login(a))
	w.must(err)
	w.must(w.Accept(w.Context(), a, id, pin, pin))
	return id
}

// stranger is an authority that this installation does not know, and a key of its making.
func (w *world) stranger(name string, from, until time.Time) (*pki.Authority, *pki.Identity) {
	w.Helper()
	a, err := pki.Create(filepath.Join(w.TempDir(), "elsewhere"), "Nơi cấp khác", time.UnixMicro(w.now.Load()).AddDate(-3, 0, 0))
	w.must(err)
	k, err := a.Issue(pki.Person{Name: name}, pki.RSA2048, pki.Period{From: from, Until: until})
	w.must(err)
	return a, k
}

// p12 is an identity as a file with a password.
func (w *world) p12(k *pki.Identity, password string) []byte {
	w.Helper()
	raw, err := k.Export()
	w.must(err)
	block, _ := pem.Decode(raw)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	w.must(err)
	out, err := pkcs12.Modern.Encode(key, k.Chain()[0], k.Chain()[1:], password)
	w.must(err)
	return out
}

func pemOf(all ...*x509.Certificate) (out []byte) {
	for _, c := range all {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out
}
