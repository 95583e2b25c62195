package mailbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"

	"sotay/internal/platform/mailbox"
	"sotay/internal/platform/mailtest"
)

func account(s *mailtest.Server) mailbox.Account {
	return mailbox.Account{Server: s.TLS, User: mailtest.User, Password: mailtest.Password, Roots: s.Roots}
}

func open(t *testing.T, a mailbox.Account) *mailbox.Box {
	t.Helper()
	b, err := mailbox.Open(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func waiting(t *testing.T, b *mailbox.Box, want int) []mailbox.Waiting {
	t.Helper()
	ws, err := b.Waiting(100)
	if err != nil || len(ws) != want {
		t.Fatalf("%d letters, want %d: %v", len(ws), want, err)
	}
	return ws
}

func TestPickUp(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t)
	for _, c := range letters() {
		s.Deliver(t, []byte(c.raw))
	}
	for _, a := range []mailbox.Account{account(s), {Server: s.Plain, Security: mailbox.StartTLS, User: mailtest.User, Password: mailtest.Password, Roots: s.Roots},
		{Server: s.Plain, Security: mailbox.Plain, User: mailtest.User, Password: mailtest.Password, Folder: "INBOX"}} {
		b := open(t, a)
		for _, w := range waiting(t, b, len(letters())) {
			var raw []byte
			err := b.Fetch(w.ID, 1<<20, func(r io.Reader) (err error) {
				raw, err = io.ReadAll(r)
				return err
			})
			if err != nil || int64(len(raw)) != w.Size || len(raw) == 0 {
				t.Errorf("%d bytes of %d, %v", len(raw), w.Size, err)
			}
		}
	}
}

func TestEachIsTakenOnce(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t)
	for i := range 3 {
		s.Deliver(t, fmt.Appendf(nil, "Subject: %d\r\n\r\nx\r\n", i))
	}
	b := open(t, account(s))
	first := waiting(t, b, 3)[0]
	for range 2 { // the second time it is gone, which is no error
		if err := b.Settle(first.ID, "Da nhan"); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Fetch(first.ID, 100, func(io.Reader) error { return nil }); !errors.Is(err, mailbox.ErrGone) {
		t.Error(err)
	}
	b = open(t, account(s)) // another day
	for _, w := range waiting(t, b, 2) {
		if w.ID == first.ID {
			t.Error("an id was given twice")
		}
	}
	elsewhere := mailbox.ID{Validity: first.Validity + 1, UID: first.UID + 1}
	if err := b.Settle(elsewhere, "Da nhan"); err != nil {
		t.Error(err)
	}
	if err := b.Fetch(elsewhere, 100, nil); !errors.Is(err, mailbox.ErrGone) {
		t.Error(err)
	}
	if in, out := len(s.Letters(t, "")), len(s.Letters(t, "Da nhan")); in != 2 || out != 1 {
		t.Errorf("%d wait, %d were moved", in, out)
	}
	if some, err := b.Waiting(1); err != nil || len(some) != 1 {
		t.Errorf("%v %v", some, err)
	}
}

func TestLargeLettersAreLeft(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t)
	s.Deliver(t, []byte("Subject: a\r\n\r\n"+strings.Repeat("x", 3<<20)))
	b := open(t, account(s))
	w := waiting(t, b, 1)[0]
	err := b.Fetch(w.ID, 1<<20, func(r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
	if !errors.Is(err, mailbox.ErrTooLarge) || w.Size < 3<<20 {
		t.Errorf("%d bytes, %v", w.Size, err)
	}
	waiting(t, open(t, account(s)), 1)
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t)
	with := func(change func(*mailbox.Account)) mailbox.Account {
		a := account(s)
		change(&a)
		return a
	}
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for name, c := range map[string]struct {
		a    mailbox.Account
		want error
	}{
		"a wrong password":   {with(func(a *mailbox.Account) { a.Password = "sai" }), mailbox.ErrLogin},
		"no such folder":     {with(func(a *mailbox.Account) { a.Folder = "Không có" }), mailbox.ErrFolder},
		"no address":         {with(func(a *mailbox.Account) { a.Server = "127.0.0.1" }), mailbox.ErrConnect},
		"nobody there":       {with(func(a *mailbox.Account) { a.Server = "127.0.0.1:1" }), mailbox.ErrConnect},
		"a stranger":         {with(func(a *mailbox.Account) { a.Roots = nil }), mailbox.ErrConnect},
		"TLS to plain":       {with(func(a *mailbox.Account) { a.Server = s.Plain }), mailbox.ErrConnect},
		"plain to the world": {with(func(a *mailbox.Account) { a.Server, a.Security = "192.0.2.1:143", mailbox.Plain }), mailbox.ErrInsecure},
		"unknown security":   {with(func(a *mailbox.Account) { a.Security = "ssl2" }), mailbox.ErrInsecure},
	} {
		if _, err := mailbox.Open(t.Context(), c.a); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, security := range []mailbox.Security{mailbox.TLS, mailbox.StartTLS, mailbox.Plain} { // a server that says nothing
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			if c, err := silent.Accept(); err == nil {
				cancel()
				io.Copy(io.Discard, c)
			}
		}()
		a := with(func(a *mailbox.Account) { a.Server, a.Security = silent.Addr().String(), security })
		if _, err := mailbox.Open(ctx, a); err == nil {
			t.Error("a silent server was opened")
		}
	}
}

type sample struct {
	name, raw string
	want      mailbox.Letter
}

const head = "From: =?UTF-8?B?VsSDbiB0aMawIEjDoCBO4buZaQ==?= <vt@hn.vn>\r\nMessage-ID: <1@hn.vn>\r\nDate: Tue, 03 Feb 2026 08:00:00 +0700\r\nMIME-Version: 1.0\r\n"

// letters are as different senders make them.
func letters() []sample {
	mixed := head + "Subject: =?utf-8?Q?V=E1=BB=81_vi=E1=BB=87c_h=E1=BB=8Dp?=\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\nx\r\n" +
		"--A\r\nContent-Type: multipart/related; boundary=B\r\n\r\n" +
		"--B\r\nContent-Type: multipart/alternative; boundary=C\r\n\r\n" +
		"--C\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nS8OtbmggZ+G7rWk=\r\n" +
		"--C\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>K\r\n--C--\r\n" +
		"--B\r\nContent-Type: image/png\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--B--\r\n" +
		"--A\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename*=UTF-8''Qu%E1%BB%B9.pdf\r\n\r\nJVBERi0xLjc=\r\n" +
		"--A\r\nContent-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document; name=\"=?UTF-8?B?xJDhuqNuZy5kb2N4?=\"\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n" +
		"--A\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgAA\r\n--A--\r\n"
	return []sample{
		{"nested, with files", mixed, mailbox.Letter{Subject: "Về việc họp", Text: "Kính gửi", Left: []string{"winmail.dat"},
			Files: []mailbox.File{{"Quỹ.pdf", "application/pdf", []byte("%PDF-1.7")},
				{"Đảng.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", []byte("PK\x03\x04")}}}},
		{"one file and no more", head + "Content-Type: application/pdf; name=../../a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjc=\r\n",
			mailbox.Letter{Files: []mailbox.File{{"a.pdf", "application/pdf", []byte("%PDF-1.7")}}}},
		{"a page only", head + "Content-Type: text/html; charset=windows-1252\r\n\r\n<style>p{}</style><p>A&amp;B<br>C\xe9</p><!-- x -->", mailbox.Letter{Text: "A&B\nCé"}},
		{"a charset of nobody", head + "Content-Type: text/plain; charset=tcvn-0\r\n\r\nabc", mailbox.Letter{Text: "abc"}},
		{"letters as they are", head + "Subject: Về \u200bviệc\r\n\r\nabc", mailbox.Letter{Subject: "Về việc", Text: "abc"}},
		{"broken words in the subject", head + "Subject: =?utf-8?B?!!!?= x\r\n\r\n", mailbox.Letter{Subject: "=?utf-8?B?!!!?= x"}},
		{"a file without a name", head + "Content-Type: application/octet-stream\r\n\r\nabc", mailbox.Letter{Files: []mailbox.File{{"tep-1", "application/octet-stream", []byte("abc")}}}},
		{"a letter in the letter", head + "Content-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\nb", mailbox.Letter{Files: []mailbox.File{{"tep-1.eml", "message/rfc822", []byte("Subject: a\r\n\r\nb")}}}},
	}
}

func TestReadLetter(t *testing.T) {
	t.Parallel()
	for _, c := range letters() {
		got, err := mailbox.ReadLetter(strings.NewReader(c.raw), mailbox.Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got.From != "vt@hn.vn" || got.Name != "Văn thư Hà Nội" || got.MessageID != "1@hn.vn" || got.Sent.IsZero() {
			t.Errorf("%s: head %+v", c.name, got)
		}
		got.From, got.Name, got.MessageID, got.Sent = "", "", "", c.want.Sent
		if fmt.Sprintf("%+q", got) != fmt.Sprintf("%+q", c.want) {
			t.Errorf("%s:\n%+q\nwant\n%+q", c.name, got, c.want)
		}
	}
}

func hostile() map[string]struct {
	raw  string
	want error
} {
	multi := head + "Content-Type: multipart/mixed; boundary=A\r\n\r\n"
	deep := head
	for i := range 40 {
		deep += fmt.Sprintf("Content-Type: multipart/mixed; boundary=A%d\r\n\r\n--A%d\r\n", i, i)
	}
	return map[string]struct {
		raw  string
		want error
	}{
		"nothing":              {"", mailbox.ErrBroken},
		"no letter":            {"xin chào", mailbox.ErrBroken},
		"a page":               {"<html>\r\n<body>\r\n", mailbox.ErrBroken},
		"cut off in the parts": {multi + "--A\r\nContent-Type: text/plain\r\n\r\nabc", mailbox.ErrBroken},
		"base64 that is none":  {head + "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nkhông!", mailbox.ErrBroken},
		"deep":                 {deep, mailbox.ErrTooLarge},
		"many parts":           {multi + strings.Repeat("--A\r\n\r\nx\r\n", 200) + "--A--", mailbox.ErrTooLarge},
		"large":                {head + "\r\n" + strings.Repeat("x", 41<<20), mailbox.ErrTooLarge},
		"a large head":         {head + "X: " + strings.Repeat("x", 2<<20) + "\r\n\r\n", mailbox.ErrBroken},
	}
}

func TestReadLetterRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range hostile() {
		if got, err := mailbox.ReadLetter(strings.NewReader(c.raw), mailbox.Limits{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v %.100q", name, err, got.Text)
		}
	}
	if _, err := mailbox.ReadLetter(io.MultiReader(strings.NewReader(head), failing{}), mailbox.Limits{}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("a failure to read: %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, os.ErrClosed }

func FuzzReadLetter(f *testing.F) {
	for _, c := range letters() {
		f.Add([]byte(c.raw))
	}
	for _, c := range hostile() {
		if len(c.raw) < 10_000 {
			f.Add([]byte(c.raw))
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := mailbox.ReadLetter(bytes.NewReader(raw), mailbox.Limits{Size: 1 << 20, Text: 1000})
		if err != nil && !errors.Is(err, mailbox.ErrBroken) && !errors.Is(err, mailbox.ErrTooLarge) {
			t.Fatalf("an error of no kind: %v", err)
		}
		for _, file := range l.Files {
			if file.Name == "" || strings.ContainsAny(file.Name, "/\\\n") {
				t.Fatalf("name %q", file.Name)
			}
		}
	})
}
