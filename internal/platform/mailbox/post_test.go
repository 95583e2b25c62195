package mailbox_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sotay/internal/platform/mailbox"
	"sotay/internal/platform/mailtest"
)

func draft() mailbox.Draft {
	return mailbox.Draft{ID: "xo_1@lc.vn", From: "vanthu@lc.vn", FromName: "Đảng ủy xã Bảo Thắng", To: "tinhuy@lc.vn", ToName: "Tỉnh ủy\r\nBcc: x@y.vn", Subject: "Gửi văn bản 01-NQ/ĐU\r\nX-Le: 1",
		Text: "Kính gửi Tỉnh ủy\n.\nHết", Sent: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC), Files: []mailbox.File{{Name: "Nghị quyết số 01.pdf", Media: "application/pdf", Content: bytes.Repeat([]byte("%PDF\r\n.\r\n"), 1000)}}}
}

func TestPost(t *testing.T) {
	t.Parallel()
	s := mailtest.StartPost(t)
	for _, a := range []mailbox.Account{{Server: s.TLS, Security: mailbox.TLS}, {Server: s.StartTLS, Security: mailbox.StartTLS}, {Server: s.Open, Security: mailbox.Plain}} {
		a.User, a.Password, a.Roots = mailtest.User, mailtest.Password, s.Roots
		if err := mailbox.Post(t.Context(), a, draft()); err != nil {
			t.Fatalf("%s: %v", a.Security, err)
		}
	}
	took := s.Letters(t)
	if len(took) != 3 {
		t.Fatalf("%d letters", len(took))
	}
	for n, x := range took {
		l, err := mailbox.ReadLetter(bytes.NewReader(x.Letter), mailbox.Limits{})
		if err != nil || x.SignIn != mailtest.User || x.Upgraded != (n == 1) || len(x.To) != 1 || x.To[0] != "tinhuy@lc.vn" {
			t.Errorf("%d: from %s to %v, signed in as %q, %v, %v", n, x.From, x.To, x.SignIn, x.Upgraded, err)
		}
		d := draft()
		if l.MessageID != d.ID || l.From != d.From || l.Name != d.FromName || l.Subject != "Gửi văn bản 01-NQ/ĐU X-Le: 1" || l.Text != d.Text || !l.Sent.Equal(d.Sent) ||
			len(l.Files) != 1 || l.Files[0].Name != d.Files[0].Name || !bytes.Equal(l.Files[0].Content, d.Files[0].Content) {
			t.Errorf("%q %q %q %q %q %v, %d files", l.MessageID, l.From, l.Name, l.Subject, l.Text, l.Sent, len(l.Files))
		}
		if strings.Contains(string(x.Letter), "\nBcc:") || strings.Contains(string(x.Letter), "\nX-Le:") {
			t.Errorf("a name wrote a header:\n%.600s", x.Letter)
		}
	}
}

func TestPostSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := mailtest.StartPost(t)
	good := mailbox.Account{Server: s.TLS, Security: mailbox.TLS, User: mailtest.User, Password: mailtest.Password, Roots: s.Roots}
	with := func(change func(*mailbox.Account, *mailbox.Draft)) (mailbox.Account, mailbox.Draft) {
		a, d := good, draft()
		change(&a, &d)
		return a, d
	}
	for name, c := range map[string]struct {
		change func(*mailbox.Account, *mailbox.Draft)
		want   error
	}{
		"wrong password":      {func(a *mailbox.Account, _ *mailbox.Draft) { a.Password = "sai" }, mailbox.ErrLogin},
		"nobody listens":      {func(a *mailbox.Account, _ *mailbox.Draft) { a.Server = mailtest.Nobody(t) }, mailbox.ErrConnect},
		"not trusted":         {func(a *mailbox.Account, _ *mailbox.Draft) { a.Roots = nil }, mailbox.ErrConnect},
		"no TLS there":        {func(a *mailbox.Account, _ *mailbox.Draft) { a.Server, a.Security = s.Open, mailbox.StartTLS }, mailbox.ErrInsecure},
		"open line elsewhere": {func(a *mailbox.Account, _ *mailbox.Draft) { a.Server, a.Security = "192.0.2.1:25", mailbox.Plain }, mailbox.ErrInsecure},
		"no address":          {func(a *mailbox.Account, _ *mailbox.Draft) { a.Server = "máy" }, mailbox.ErrConnect},
		"no such mailbox":     {func(_ *mailbox.Account, d *mailbox.Draft) { d.To = "khongco@lc.vn" }, mailbox.ErrRecipient},
		"a list of addresses": {func(_ *mailbox.Account, d *mailbox.Draft) { d.To = "a@lc.vn, b@lc.vn" }, mailbox.ErrRecipient},
		"a command in it":     {func(_ *mailbox.Account, d *mailbox.Draft) { d.To = "a@lc.vn\r\nDATA" }, mailbox.ErrRecipient},
		"nobody sends":        {func(_ *mailbox.Account, d *mailbox.Draft) { d.From = "" }, mailbox.ErrSender},
		"busy":                {func(_ *mailbox.Account, d *mailbox.Draft) { d.To = "saunhe@lc.vn" }, mailbox.ErrLost},
		"too large":           {func(_ *mailbox.Account, d *mailbox.Draft) { d.Files[0].Content = make([]byte, 9<<20) }, mailbox.ErrTooLarge},
	} {
		a, d := with(c.change)
		if err := mailbox.Post(t.Context(), a, d); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := mailbox.Post(ctx, good, draft()); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if got := s.Letters(t); len(got) != 0 {
		t.Errorf("%d letters went out", len(got))
	}
}
