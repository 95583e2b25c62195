package account

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
)

func (w *world) gone(what, token string) {
	w.Helper()
	if _, err := w.gate.Visit(w.Context(), token); !fault.Is(err, fault.Unauthenticated) {
		w.Errorf("%s: the session goes on: %v", what, err)
	}
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(w *world) {
		login, p := w.join("an")
		phone, err := w.signIn(login, password, home, "")
		w.fatal(err)
		_, other := w.join("binh")
		who := w.visit(p.Token).Who
		live, err := w.Sessions(w.Context(), who)
		if err != nil || len(live) != 2 || live[0].Agent != "Firefox" {
			w.Errorf("sessions: %+v %v", live, err)
		}
		w.refused("another person's session", w.End(w.Context(), who, other.ID), "account.no_session")
		w.fatal(w.End(w.Context(), who, phone.ID))
		w.gone("ended", phone.Token)
		w.visit(p.Token)
		w.fatal(w.EndAll(w.Context(), who))
		w.gone("ended everywhere", p.Token)
		w.visit(other.Token)
	})
}

func TestOldestSessionsMakeRoom(t *testing.T) {
	each(t, func(w *world) {
		login, p := w.join("an")
		var last Pass
		for range 45 {
			var err error
			w.later(time.Second)
			last, err = w.signIn(login, password, home, "")
			w.fatal(err)
		}
		w.gone("the oldest of many", p.Token)
		w.visit(last.Token)
		if n := w.count(`SELECT COUNT(*) FROM account_session`); n != 20 {
			w.Errorf("%d sessions", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM account_known`); n != 40 {
			w.Errorf("%d devices and networks", n)
		}
		_, err := w.signIn(login, "sai mat khau roi", abroad, last.Device)
		w.refused("from the newest device", err, "account.wrong")
	})
}

func TestSessionsGrowOld(t *testing.T) {
	each(t, func(w *world) {
		_, used := w.join("an")
		_, idle := w.join("binh")
		for range 89 {
			w.later(24 * time.Hour)
			w.visit(used.Token)
		}
		w.gone("not used for months", idle.Token)
		w.later(24 * time.Hour)
		w.gone("after 90 days of use", used.Token)
		s := w.slip("chi")
		first, err := w.signIn(s.Login, s.Code, home, "")
		w.fatal(err)
		w.later(30 * time.Minute)
		w.gone("half an hour after the code", first.Token)
	})
}

func TestVisitsAreReads(t *testing.T) {
	each(t, func(w *world) {
		_, p := w.join("an")
		before := w.count(`SELECT COUNT(*) FROM audit`)
		for range 50 {
			w.later(time.Minute)
			w.visit(p.Token)
		}
		if n := w.count(`SELECT COUNT(*) FROM audit`); n != before {
			w.Errorf("%d lines for 50 visits", n-before)
		}
		w.later(20 * time.Minute)
		w.visit(p.Token)
		if v := w.visit(p.Token); !v.Session.Seen.Equal(time.UnixMicro(w.now.Load())) {
			w.Errorf("last seen %s", v.Session.Seen)
		}
	})
}

func TestSuspendAndRestore(t *testing.T) {
	each(t, func(w *world) {
		login, p := w.join("an")
		w.fatal(w.Suspend(w.Context(), clerk("/1/2/"), p.Account))
		w.gone("suspended", p.Token)
		_, err := w.signIn(login, password, home, p.Device)
		w.refused("suspended", err, "account.suspended")
		_, err = w.Reissue(w.Context(), clerk("/1/2/"), p.Account)
		w.refused("a code for a suspended account", err, "account.is_suspended")
		w.fatal(w.Suspend(w.Context(), clerk("/1/2/"), w.slip("chi").Account))
		sheets, err := w.Issue(w.Context(), clerk("/1/2/"), []string{"chi"})
		w.fatal(err)
		if s := sheets[0].Slips[0]; s.Code != "" || s.Skipped != "account.skipped_suspended" {
			w.Errorf("a new code for a suspended account: %+v", s)
		}
		w.refused("from another commune", w.Restore(w.Context(), clerk("/1/5/"), p.Account), "access.not_found")
		w.fatal(w.Restore(w.Context(), clerk("/1/2/"), p.Account))
		w.gone("ended by the suspension, for good", p.Token)
		_, err = w.signIn(login, password, home, p.Device)
		w.fatal(err)
		me := clerk("/1/2/")
		me.ID = p.Account
		w.refused("oneself", w.Suspend(w.Context(), me, p.Account), "account.oneself")
	})
}

// A right that is lost is lost for the sessions that are open.
func TestRightsAreThoseOfTheMoment(t *testing.T) {
	each(t, func(w *world) {
		_, p := w.join("an")
		w.change(`UPDATE member SET unit = 4, path = '/1/2/4/' WHERE id = 'an'`)
		if v := w.visit(p.Token); v.Who.Can("meeting.attend", "/1/2/3/") || !v.Who.Can("meeting.attend", "/1/2/4/") {
			w.Errorf("after the move: %+v", v.Who)
		}
		rows, err := w.List(w.Context(), clerk("/1/2/3/"), Query{})
		if err != nil || slices.ContainsFunc(rows, func(r Row) bool { return r.Member == "an" }) {
			w.Errorf("the former branch still lists him: %+v %v", rows, err)
		}
		w.change(`UPDATE member SET state = 'left' WHERE id = 'an'`)
		if v := w.visit(p.Token); len(v.Who.Roles) != 0 {
			w.Errorf("after he left: %+v", v.Who)
		}
	})
}

func TestChangeOfPassword(t *testing.T) {
	each(t, func(w *world) {
		login, p := w.join("an")
		phone, err := w.signIn(login, password, home, "")
		w.fatal(err)
		who := w.visit(p.Token).Who
		_, err = w.SetPassword(w.Context(), who, NewPassword{Session: p.ID, Old: "sai mat khau roi", New: another})
		w.refused("without the present one", err, "account.old")
		changed, err := w.SetPassword(w.Context(), who, NewPassword{Session: p.ID, Old: password, New: another})
		w.fatal(err)
		w.visit(changed.Token)
		w.gone("the session of before", p.Token)
		w.gone("the other session", phone.Token)
		_, err = w.signIn(login, password, home, "")
		w.refused("the old password", err, "account.wrong")
		_, err = w.signIn(login, another, home, "")
		w.fatal(err)
		for range 5 {
			_, err = w.SetPassword(w.Context(), who, NewPassword{Session: changed.ID, Old: "sai mat khau roi", New: password})
			w.refused("guessing in an open session", err, "account.old")
		}
		_, err = w.SetPassword(w.Context(), who, NewPassword{Session: changed.ID, Old: another, New: password})
		w.refused("guessing in an open session", err, "account.slow")
	})
}

func TestWeakPasswords(t *testing.T) {
	t.Parallel()
	var r passwordRules
	if _, err := cheap(t).On("account.password", "2026-03-10", &r); err != nil {
		t.Fatal(err)
	}
	a := account{login: "0912345678", name: "Nguyễn Văn An", birth: civil.Approx("1960-04-30")}
	for p, want := range map[string]string{
		"ngắn quá":                "account.password_short",
		strings.Repeat("dài", 50): "account.password_long",
		"không\xffhợp lệ gì cả":   "account.password_long",
		"123456789012":            "account.password_common",
		"aaaaaaaaaaaaaaaa":        "account.password_common",
		"abcdabcdabcdabcd":        "account.password_common",
		"x7k!x7k!x7k!x7k!":        "account.password_common",
		"matkhau12345":            "account.password_common",
		"Mật Khẩu 123456":         "account.password_common",
		"M@tkh@u@12345":           "account.password_common",
		"P@ssw0rd2026!":           "account.password_common",
		"qwertyuiop[]":            "account.password_common",
		"1qaz2wsx3edc":            "account.password_common",
		"poiuytrewq123":           "account.password_common",
		"nguyenvanan1960":         "account.password_common",
		"NguyễnVănAn@3004":        "account.password_common",
		"0912345678an!":           "account.password_common",
		"30041960abcd":            "account.password_common",
		"anhyeuem2026":            "account.password_common",
		"dangcongsanvietnam":      "account.password_common",
		password:                  "",
		another:                   "",
		"tR9#vLq2!mZx":            "",
		"sáng nay trời mưa to":    "",
		"bảy con vịt đi chợ":      "",
		"correct horse battery":   "",
	} {
		got := ""
		if err := r.check(p, a); err != nil {
			got = fault.Of(err).Fields["password"]
		}
		if got != want {
			t.Errorf("%q: %q, want %q", p, got, want)
		}
	}
}

func FuzzPasswordCheck(f *testing.F) {
	var r passwordRules
	if _, err := cheap(f).On("account.password", "2026-03-10", &r); err != nil {
		f.Fatal(err)
	}
	f.Add("matkhau12345", "Nguyễn Văn An", "1960-04-30")
	f.Add("\xff\x00ẤẤẤẤẤẤẤẤẤẤẤẤẤẤ", "", "1960")
	f.Fuzz(func(t *testing.T, p, name, birth string) {
		b, _ := civil.ParseApprox(birth)
		_ = r.check(p, account{name: name, birth: b})
	})
}

func FuzzTyped(f *testing.F) {
	f.Add("abcd-efgh-jkmn", "0912 345 678")
	f.Fuzz(func(t *testing.T, code, login string) {
		if c := typedCode(code); c != "" && (len(c) != codeLength || typedCode(c) != c) {
			t.Errorf("%q is read as %q", code, c)
		}
		if l := Login(login); len(l) <= len(login) && Login(l) != l {
			t.Errorf("%q becomes %q and then %q", login, l, Login(l))
		}
	})
}

func TestStoredPasswordThatIsDamaged(t *testing.T) {
	t.Parallel()
	h := newHasher()
	for _, s := range []string{"", "x", "$argon2i$v=19$m=64,t=1,p=1$AA$AA", "$argon2id$v=19$m=64,t=0,p=1$AA$AA", "$argon2id$v=19$m=64,t=1,p=1$!$AA"} {
		if ok, err := h.fits(t.Context(), password, s); ok || err == nil {
			t.Errorf("%q: %v %v", s, ok, err)
		}
	}
	encoded, err := h.make(t.Context(), password, argon{MemoryKiB: 64, Passes: 1, Lanes: 1})
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := h.fits(t.Context(), password, encoded); !ok || err != nil {
		t.Errorf("the right password: %v %v", ok, err)
	}
	if ok, err := h.fits(t.Context(), another, encoded); ok || err != nil {
		t.Errorf("a wrong password: %v %v", ok, err)
	}
}

// The rules that come with the program meet what they were written for.
func TestShippedRules(t *testing.T) {
	each(t, func(w *world) {
		var p passwordRules
		_, err := w.book.On("account.password", "2024-01-01", &p)
		w.fatal(err)
		r, err := w.rules("2026-03-10")
		w.fatal(err)
		if r.Password.AtLeast < 12 || p.AtMost < 64 {
			w.Errorf("lengths: %+v", r.Password)
		}
		for _, kind := range []Kind{First, Web, API} {
			if l := r.Session[kind]; l.IdleMinutes <= 0 || l.TotalMinutes < l.IdleMinutes || l.TouchMinutes < 5 {
				w.Errorf("%s: %+v", kind, l)
			}
		}
	})
}

func TestDelaysGrow(t *testing.T) {
	t.Parallel()
	s := slowing{Free: 3, FirstSeconds: 10, MostSeconds: 60, ForgetHours: 1}
	for n, want := range []int{0, 0, 0, 10, 20, 40, 60, 60} {
		if got := s.after(n); got != time.Duration(want)*time.Second {
			t.Errorf("after %d failures %s", n, got)
		}
	}
	if got := s.after(1 << 40); got != time.Minute {
		t.Errorf("after very many %s", got)
	}
}

func TestEveryCodeHasASentence(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	notCodes := []string{string(Manage), string(Own), string(signIn), "account.code", "account.session", "account.guess"}
	said, used := Sentences(), map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || file == "sentences.go" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(account\.[a-z_]+)"`).FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
			if said[m[1]] == "" && !slices.Contains(notCodes, m[1]) {
				t.Errorf("%s: %s has no sentence", file, m[1])
			}
		}
	}
	for code := range said {
		if !used[code] {
			t.Errorf("%s is said by nobody", code)
		}
	}
}
