package signing

import (
	"crypto/x509"
	"slices"
	"strings"
	"time"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/pki"
	"sotay/internal/platform/vi"
	"sotay/internal/rule"
)

// pinRules is the topic "signing.pin".
type pinRules struct {
	AtLeast      int   `json:"atLeast"`
	AtMost       int   `json:"atMost"`
	Free         int   `json:"free"`         // wrong PINs without a delay
	FirstSeconds int   `json:"firstSeconds"` // delay after the first that is too many, doubled by each further one
	MostSeconds  int   `json:"mostSeconds"`
	Block        int   `json:"block"` // wrong PINs after which the key is blocked
	Argon        argon `json:"argon2id"`
}

// certificateRules is the topic "signing.certificate".
type certificateRules struct {
	TrialDays int      `json:"trialDays"` // how long a certificate of the trial authority is valid
	MostKeys  int      `json:"mostKeys"`  // of one owner
	Leave     []string `json:"leave"`     // words before an office's own name that its certificate may have otherwise
}

type book struct{ *rule.Book }

func (b book) pin(day civil.Date) (r pinRules, err error) {
	_, err = b.On("signing.pin", day, &r)
	return r, err
}

func (b book) certificate(day civil.Date) (r certificateRules, err error) {
	_, err = b.On("signing.certificate", day, &r)
	return r, err
}

// fit refuses PINs that are too short or that anybody tries first.
func (r pinRules) fit(pin, again string) error {
	n := len([]rune(pin))
	var f fault.Check
	f.That(n >= r.AtLeast && n <= r.AtMost, "pin", "signing.pin_length")
	f.That(!plainRow(pin), "pin", "signing.pin_easy")
	f.That(pin == again, "again", "signing.pin_differs")
	return f.Err("signing.invalid")
}

// plainRow says that each character is the one before it, the next or the last: 111111, 123456, 987654.
func plainRow(s string) bool {
	rs := []rune(s)
	if len(rs) < 2 {
		return false
	}
	step := rs[1] - rs[0]
	if step < -1 || step > 1 {
		return false
	}
	for i := 1; i < len(rs); i++ {
		if rs[i]-rs[i-1] != step {
			return false
		}
	}
	return true
}

// after is the delay that n wrong PINs bring.
func (r pinRules) after(n int) time.Duration {
	if n < r.Free {
		return 0
	}
	d, most := time.Duration(r.FirstSeconds)*time.Second, time.Duration(r.MostSeconds)*time.Second
	for range n - r.Free {
		if d *= 2; d >= most {
			return most
		}
	}
	return min(d, most)
}

// tried is the key after one more attempt of which nobody knows yet whether it is right.
func (r pinRules) tried(k Key, now time.Time) (Key, error) {
	if k.State == Blocked {
		return k, fault.New(fault.Conflict, "signing.blocked")
	}
	if now.Before(k.Wait) {
		return k, fault.New(fault.Conflict, "signing.wait", int(k.Wait.Sub(now).Seconds())+1)
	}
	k.fails++
	k.Wait = now.Add(r.after(k.fails))
	if k.fails >= r.Block {
		k.State = Blocked
	}
	return k, nil
}

// wrong is what is said of a wrong PIN, with how many are left.
func (r pinRules) wrong(k Key) error {
	if k.State == Blocked {
		return fault.New(fault.Conflict, "signing.blocked")
	}
	return fault.New(fault.Invalid, "signing.pin_wrong", r.Block-k.fails).Field("pin", "signing.pin_not_this")
}

// named says that a certificate is the owner's: of a person it bears the name, of
// an office its name but for the words that say what kind of office it is.
func (r certificateRules) named(c *x509.Certificate, k Key) bool {
	if k.Owner.Unit == 0 {
		return vi.Fold(c.Subject.CommonName) == vi.Fold(k.Name)
	}
	name := r.bare(k.Name)
	return slices.ContainsFunc(append([]string{c.Subject.CommonName}, c.Subject.Organization...), func(s string) bool { return r.bare(s) == name })
}

func (r certificateRules) bare(name string) string {
	name = vi.Fold(strings.Join(strings.Fields(name), " "))
	longest := ""
	for _, p := range r.Leave {
		if p = vi.Fold(p) + " "; strings.HasPrefix(name, p) && len(p) > len(longest) {
			longest = p
		}
	}
	return strings.TrimPrefix(name, longest)
}

// standing puts what is wrong with a certificate into a sentence's code.
func standing(s pki.Standing, c *x509.Certificate) error {
	switch {
	case s.Revoked != nil:
		return fault.New(fault.Conflict, "signing.cert_revoked", civil.In(s.Revoked.Since).String())
	case s.NotYet:
		return fault.New(fault.Conflict, "signing.cert_not_yet", civil.In(c.NotBefore).String())
	case s.Expired:
		return fault.New(fault.Conflict, "signing.cert_expired", civil.In(c.NotAfter).String())
	case s.Weak:
		return fault.New(fault.Conflict, "signing.cert_weak")
	case s.Misused:
		return fault.New(fault.Conflict, "signing.cert_usage")
	case s.Chain == nil:
		return fault.New(fault.Conflict, "signing.cert_untrusted", nameOf(c.Issuer.CommonName, c.Issuer.String())).Because(s.Why)
	}
	return nil
}

func nameOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return "?"
}
