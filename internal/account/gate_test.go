package account

import (
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/fault"
)

func TestFirstSignIn(t *testing.T) {
	each(t, func(w *world) {
		s := w.slip("an")
		if s.Login != "0912345678" || len(s.Code) != 14 || s.Until != "2026-04-09" {
			w.Errorf("the slip: %+v", s)
		}
		p, err := w.signIn("+84 912.345.678", " "+s.Code[:6]+" "+s.Code[6:], home, "")
		w.fatal(err)
		v := w.visit(p.Token)
		if v.Session.Kind != First || len(v.Who.Roles) != 0 || v.Who.Member != "" {
			w.Errorf("a first session: %+v", v)
		}
		again, err := w.signIn(s.Login, s.Code, home, "")
		w.fatal(err)
		if _, err := w.gate.Visit(w.Context(), p.Token); !fault.Is(err, fault.Unauthenticated) {
			w.Errorf("the earlier session of the code lives on: %v", err)
		}
		_, err = w.SetPassword(w.Context(), v.Who, NewPassword{Session: p.ID, New: password})
		w.refused("a password from an ended session", err, "access.sign_in")
		_, err = w.SetPassword(w.Context(), v.Who, NewPassword{Session: again.ID, New: "matkhau123456"})
		w.refused("a common password", err, "account.password")
		web, err := w.SetPassword(w.Context(), v.Who, NewPassword{Session: again.ID, New: password})
		w.fatal(err)
		if v := w.visit(web.Token); v.Session.Kind != Web || !v.Who.Can("meeting.attend", "/1/2/3/") {
			w.Errorf("after the password: %+v", v)
		}
		_, err = w.signIn(s.Login, s.Code, home, "")
		w.refused("the code once more", err, "account.wrong")
		_, err = w.signIn(s.Login, password, abroad, "")
		w.fatal(err)
	})
}

func TestTwoHoldersOfOneCode(t *testing.T) {
	each(t, func(w *world) {
		s := w.slip("an")
		var sessions []Pass
		for range 2 {
			p, err := w.signIn(s.Login, s.Code, home, "")
			w.fatal(err)
			sessions = append(sessions, p)
		}
		who := w.visit(sessions[1].Token).Who
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = w.SetPassword(w.Context(), who, NewPassword{Session: sessions[1].ID, New: fmt.Sprint(password, i)})
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			w.Errorf("one code set this many passwords: %v", errs)
		}
	})
}

func TestCodesEnd(t *testing.T) {
	each(t, func(w *world) {
		s := w.slip("an")
		w.later(29 * 24 * time.Hour)
		newer := w.slip("an")
		_, err := w.signIn(s.Login, s.Code, home, "")
		w.refused("a replaced code", err, "account.wrong")
		w.later(31 * 24 * time.Hour)
		_, err = w.signIn(s.Login, newer.Code, home, "")
		w.refused("an old code", err, "account.code_expired")
		_, err = w.signIn(s.Login, "2222-2222-2222", home, "")
		w.refused("a wrong code", err, "account.wrong")
		other := w.slip("binh")
		_, err = w.signIn(s.Login, other.Code, home, "")
		w.refused("another person's code", err, "account.wrong")
	})
}

// What a stranger can see of an attempt is the same whether the login exists.
func TestUnknownAnswersLikeKnown(t *testing.T) {
	each(t, func(w *world) {
		login, _ := w.join("an")
		waiting := w.slip("dung").Login
		gone, _ := w.join("binh")
		w.change(`UPDATE account SET suspended = TRUE WHERE login = '` + gone + `'`)
		answers := map[string]string{}
		for i, l := range []string{login, waiting, gone, "0900000000"} {
			from := netip.AddrFrom4([4]byte{192, 0, byte(i), 1})
			for range 8 {
				_, err := w.signIn(l, "khong phai mat khau", from, "")
				answers[l] += fmt.Sprintln(err)
			}
		}
		for l, got := range answers {
			if got != answers[login] {
				w.Errorf("%s answers\n%s, a known one\n%s", l, got, answers[login])
			}
		}
		_, err := w.signIn(gone, password, home, "")
		w.refused("a suspended person who knows the password", err, "account.suspended")
	})
}

// Without an account the same hashing is done: with the only two slots taken, an
// unknown login waits like a known one.
func TestUnknownCostsLikeKnown(t *testing.T) {
	each(t, func(w *world) {
		for range hashesAtOnce {
			w.hash.slots <- struct{}{}
		}
		done := make(chan error, 1)
		go func() { _, err := w.signIn("0900000000", password, home, ""); done <- err }()
		select {
		case err := <-done:
			w.Fatalf("an unknown login was answered without hashing: %v", err)
		case <-time.After(100 * time.Millisecond):
		}
		<-w.hash.slots
		w.refused("an unknown login", <-done, "account.wrong")
	})
}

func TestFloodOfHashing(t *testing.T) {
	t.Parallel()
	h := newHasher()
	for range hashesWaiting {
		h.queue <- struct{}{}
	}
	if err := h.do(t.Context(), func() { t.Error("it ran") }); !fault.Is(err, fault.Busy) {
		t.Errorf("with all places taken: %v", err)
	}
}

// tryWrong guesses n times and returns how many guesses were checked.
func (w *world) tryWrong(login string, from netip.Addr, n int) (checked int) {
	w.Helper()
	for range n {
		_, err := w.signIn(login, "sai mat khau roi", from, "")
		switch f := fault.Of(err); {
		case f == nil:
			w.Fatal("a wrong password signed in")
		case f.Code == "account.wrong":
			checked++
		case f.Code != "account.slow":
			w.Fatal(err)
		}
	}
	return checked
}

func TestGuessingIsSlowed(t *testing.T) {
	each(t, func(w *world) {
		login, _ := w.join("an")
		if n := w.tryWrong(login, abroad, 30); n != 5 {
			w.Errorf("%d guesses without a delay", n)
		}
		_, err := w.signIn(login, password, abroad, "")
		w.refused("even the right one has to wait", err, "account.slow")
		w.later(29 * time.Second)
		if n := w.tryWrong(login, abroad, 5); n != 0 {
			w.Errorf("%d guesses during the delay", n)
		}
		w.later(time.Second)
		if n := w.tryWrong(login, abroad, 5); n != 1 {
			w.Errorf("%d guesses after the delay", n)
		}
		checked := 0
		for range 24 * 4 {
			w.later(15 * time.Minute)
			checked += w.tryWrong(login, abroad, 2)
		}
		if checked > 110 {
			w.Errorf("%d guesses in a day from one network", checked)
		}
		w.later(25 * time.Hour)
		if n := w.tryWrong(login, abroad, 30); n != 5 {
			w.Errorf("after a quiet day %d guesses without a delay", n)
		}
	})
}

func TestManyNetworksAreSlowedTogether(t *testing.T) {
	each(t, func(w *world) {
		login, _ := w.join("an")
		checked := 0
		for i := range 60 {
			checked += w.tryWrong(login, netip.AddrFrom4([4]byte{10, byte(i), 0, 1}), 2)
		}
		if checked != 20 {
			w.Errorf("%d guesses from 60 networks", checked)
		}
		if n := w.tryWrong("0900000000", netip.MustParseAddr("10.200.0.1"), 1); n != 1 {
			w.Error("another login is slowed as well")
		}
	})
}

func TestRightPasswordsAreNotHeldAgainstAnybody(t *testing.T) {
	each(t, func(w *world) {
		login, _ := w.join("an")
		for i := range 40 {
			_, err := w.signIn(login, password, netip.AddrFrom4([4]byte{10, byte(i), 0, 1}), "")
			w.fatal(err)
		}
	})
}

func TestOneNetworkIsSlowedOverAllLogins(t *testing.T) {
	each(t, func(w *world) {
		checked := 0
		for i := range 100 {
			checked += w.tryWrong(fmt.Sprint("09000000", i), abroad, 1)
		}
		if checked != 60 {
			w.Errorf("%d logins tried from one network", checked)
		}
	})
}

func TestNobodyIsLockedOut(t *testing.T) {
	each(t, func(w *world) {
		login, p := w.join("an")
		for i := range 40 {
			w.tryWrong(login, netip.AddrFrom4([4]byte{10, byte(i), 0, 1}), 8)
		}
		_, err := w.signIn(login, password, abroad, "")
		w.refused("from a strange place", err, "account.slow")
		_, err = w.signIn(login, password, home, "")
		w.fatal(err) // the network is known
		w.tryWrong(login, home, 20)
		_, err = w.signIn(login, password, home, "")
		w.refused("beside a guesser on the own network", err, "account.slow")
		_, err = w.signIn(login, password, home, p.Device)
		w.fatal(err) // the device is known
		_, err = w.signIn(login, password, abroad, p.Device)
		w.fatal(err)
		w.visit(p.Token)
		s, err := w.Reissue(w.Context(), program, p.Account)
		w.fatal(err)
		_, err = w.signIn(login, s.Code, abroad, "")
		w.fatal(err) // a new code always helps
	})
}

func TestGuessesAtTheSameTimeAllCount(t *testing.T) {
	each(t, func(w *world) {
		login, _ := w.join("an")
		var mu sync.Mutex
		var wg sync.WaitGroup
		checked := 0
		for range 40 {
			wg.Go(func() {
				_, err := w.signIn(login, "sai mat khau roi", abroad, "")
				mu.Lock()
				defer mu.Unlock()
				if f := fault.Of(err); f != nil && f.Code == "account.wrong" {
					checked++
				}
			})
		}
		wg.Wait()
		if checked != 5 {
			w.Errorf("%d of 40 guesses at the same time were checked", checked)
		}
	})
}

// during runs act while the gate waits for its turn to hash a password.
func (w *world) during(attempt func() error, act func()) error {
	w.Helper()
	for range hashesAtOnce {
		w.hash.slots <- struct{}{}
	}
	done := make(chan error, 1)
	go func() { done <- attempt() }()
	for len(w.hash.queue) == 0 {
		time.Sleep(time.Millisecond)
	}
	act()
	for range hashesAtOnce {
		<-w.hash.slots
	}
	return <-done
}

func TestWhatHappensDuringTheCheck(t *testing.T) {
	each(t, func(w *world) {
		login, p := w.join("an")
		err := w.during(func() error { return second(w.signIn(login, password, home, "")) }, func() {
			_, err := w.Reissue(w.Context(), program, p.Account)
			w.fatal(err)
		})
		w.refused("reset meanwhile", err, "account.changed")
		s := w.slip("binh")
		first, err := w.signIn(s.Login, s.Code, home, "")
		w.fatal(err)
		who := w.visit(first.Token).Who
		err = w.during(func() error {
			return second(w.SetPassword(w.Context(), who, NewPassword{Session: first.ID, New: password}))
		}, func() { w.fatal(w.EndAll(w.Context(), who)) })
		w.refused("signed out meanwhile", err, "access.sign_in")
	})
}

func TestHostileAttempts(t *testing.T) {
	each(t, func(w *world) {
		long := make([]byte, 1<<20)
		for _, a := range []Attempt{
			{}, {Login: string(long), Secret: string(long), Agent: string(long), Device: "x"}, {Login: "\xff\xfe", Secret: "\xff", Agent: "\xff\x00"},
			{Login: "'; DROP TABLE account; --", Secret: "' OR 1=1", Address: netip.MustParseAddr("fe80::1%eth0")},
		} {
			_, err := w.gate.SignIn(w.Context(), a)
			w.refused(fmt.Sprintf("%.40q", a.Login), err, "account.wrong")
		}
	})
}

func TestRehashUnderNewParameters(t *testing.T) {
	each(t, func(w *world) {
		login, p := w.join("an")
		old, err := w.hash.make(w.Context(), password, argon{MemoryKiB: 32, Passes: 1, Lanes: 1})
		w.fatal(err)
		w.change(`UPDATE account SET password = '` + old + `' WHERE id = '` + p.Account + `'`)
		for range 2 {
			_, err = w.signIn(login, password, home, "")
			w.fatal(err)
		}
		if n := w.count(`SELECT COUNT(*) FROM account WHERE password LIKE '%m=64,%'`); n != 1 {
			w.Error("the password was not hashed anew")
		}
	})
}

func TestNothingStoredLetsIn(t *testing.T) {
	each(t, func(w *world) {
		_, p := w.join("an")
		s := w.slip("dung")
		for _, secret := range []string{p.Token, p.Device, s.Code, typedCode(s.Code), password} {
			for _, query := range []string{
				`SELECT COUNT(*) FROM account WHERE ? IN (password, code, login)`, `SELECT COUNT(*) FROM account_session WHERE ? IN (token, id)`,
				`SELECT COUNT(*) FROM account_known WHERE device = ?`, `SELECT COUNT(*) FROM audit WHERE detail LIKE '%' || ? || '%'`,
			} {
				if n := w.count(query, secret); n != 0 {
					w.Errorf("%s finds a secret", query)
				}
			}
		}
	})
}

func TestStrangersHaveNothing(t *testing.T) {
	each(t, func(w *world) {
		for name, err := range map[string]error{
			"end":      w.End(w.Context(), authz.Actor{}, "x"),
			"end all":  w.EndAll(w.Context(), authz.Actor{}),
			"suspend":  w.Suspend(w.Context(), authz.Actor{}, "x"),
			"password": second(w.SetPassword(w.Context(), authz.Actor{}, NewPassword{New: password})),
			"visit":    second(w.gate.Visit(w.Context(), "")),
			"issue":    second(w.Issue(w.Context(), authz.Actor{}, []string{"an"})),
		} {
			if !fault.Is(err, fault.Unauthenticated) && !fault.Is(err, fault.NotFound) {
				w.Errorf("%s: %v", name, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
