// Package mailbox picks letters up from a mailbox by IMAP, and hands letters to a
// submission server by SMTP. It promises that the
// connection is encrypted unless the server is this machine; that a letter stays
// in the mailbox until its taker says that he has it, and is then moved out of
// the way; that a letter is named by what the server promises never to reuse
// (UIDVALIDITY and UID), so that the taker can take it once; and that neither a
// server nor a sender can make it hold more than the limits.
package mailbox

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// What can go wrong with a mailbox or a letter, for errors.Is.
var (
	ErrConnect  = errors.New("mailbox: the server does not answer as a mail server")
	ErrInsecure = errors.New("mailbox: the connection would not be encrypted")
	ErrLogin    = errors.New("mailbox: the server does not accept the name and password")
	ErrFolder   = errors.New("mailbox: the folder cannot be opened")
	ErrLost     = errors.New("mailbox: the connection broke off")
	ErrGone     = errors.New("mailbox: the letter is not there any more")
	ErrTooLarge = errors.New("mailbox: the letter is too large")
	ErrBroken   = errors.New("mailbox: the letter is not put together as letters are")
)

// Security is how the connection is encrypted.
type Security string

// The kinds.
const (
	TLS      Security = "tls"      // from the first byte, usually port 993
	StartTLS Security = "starttls" // before the name is said, usually port 143
	Plain    Security = "plain"    // not at all: only to this machine
)

// Account is a mailbox and how to get at it.
type Account struct {
	Server   string // host:port
	Security Security
	User     string
	Password string
	Folder   string         // from which letters are taken
	Roots    *x509.CertPool // whom to trust; nil for whom the machine trusts
}

// ID names a letter among all that the folder ever has.
type ID struct{ Validity, UID uint32 }

// Waiting is a letter that has not been taken.
type Waiting struct {
	ID
	Size int64 // bytes, as the server says
}

// Box is an open mailbox. It is used by one goroutine.
type Box struct {
	client   *imapclient.Client
	conn     net.Conn
	validity uint32
	stop     func() bool
	made     map[string]bool // folders known to be there
}

const dialTimeout = 20 * time.Second

// Open connects, signs in and opens the folder. The box is closed by Close or by
// the end of ctx, which also ends whatever waits for the server.
func Open(ctx context.Context, a Account) (*Box, error) {
	c, conn, err := connect(ctx, a)
	if err != nil {
		return nil, err
	}
	b := &Box{client: c, conn: conn, made: map[string]bool{}, stop: context.AfterFunc(ctx, func() { conn.Close() })}
	if err := b.enter(a); err != nil {
		b.Close()
		return nil, errors.Join(err, ctx.Err())
	}
	return b, nil
}

func connect(ctx context.Context, a Account) (*imapclient.Client, net.Conn, error) {
	host, _, err := net.SplitHostPort(a.Server)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %.100q is no address", ErrConnect, a.Server)
	}
	if a.Security == Plain && !local(host) {
		return nil, nil, ErrInsecure
	}
	conn, err := (&net.Dialer{Timeout: dialTimeout}).DialContext(ctx, "tcp", a.Server)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrConnect, err)
	}
	config := &tls.Config{ServerName: host, RootCAs: a.Roots, MinVersion: tls.VersionTLS12}
	c, err := encrypt(ctx, conn, a.Security, config)
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	return c, conn, nil
}

func encrypt(ctx context.Context, conn net.Conn, s Security, config *tls.Config) (*imapclient.Client, error) {
	switch s {
	case TLS, "":
		over := tls.Client(conn, config)
		if err := over.HandshakeContext(ctx); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrConnect, err)
		}
		return imapclient.New(over, nil), nil
	case StartTLS:
		defer context.AfterFunc(ctx, func() { conn.Close() })()
		c, err := imapclient.NewStartTLS(conn, &imapclient.Options{TLSConfig: config})
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrInsecure, err)
		}
		return c, nil
	case Plain:
		return imapclient.New(conn, nil), nil
	}
	return nil, fmt.Errorf("%w: %.20q", ErrInsecure, s)
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// enter signs in and opens the folder.
func (b *Box) enter(a Account) error {
	if err := b.client.WaitGreeting(); err != nil {
		return fmt.Errorf("%w: %w", ErrConnect, err)
	}
	if err := b.client.Login(a.User, a.Password).Wait(); err != nil {
		return fmt.Errorf("%w: %w", ErrLogin, err)
	}
	folder, err := b.client.Select(cmp.Or(a.Folder, "INBOX"), nil).Wait()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFolder, err)
	}
	b.validity = folder.UIDValidity
	return nil
}

// Close signs out.
func (b *Box) Close() error {
	if b.stop() {
		b.client.Logout().Wait() // a courtesy: the connection is closed in any case
	}
	return b.client.Close()
}

// Waiting lists the letters of the folder, the oldest first and at most limit.
func (b *Box) Waiting(limit int) ([]Waiting, error) {
	found, err := b.client.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}}, nil).Wait()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLost, err)
	}
	uids := found.AllUIDs()
	slices.Sort(uids)
	if len(uids) == 0 {
		return nil, nil
	}
	sizes, err := b.client.Fetch(imap.UIDSetNum(uids[:min(len(uids), limit)]...), &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLost, err)
	}
	var out []Waiting
	for _, m := range sizes {
		out = append(out, Waiting{ID{b.validity, uint32(m.UID)}, m.RFC822Size})
	}
	slices.SortFunc(out, func(x, y Waiting) int { return cmp.Compare(x.UID, y.UID) })
	return out, nil
}

// Fetch gives the bytes of a letter to take, at most limit of them, and leaves
// it in the folder as it was. Where the letter is larger, take sees ErrTooLarge
// when it reads past the limit; the box is of no use then.
func (b *Box) Fetch(id ID, limit int64, take func(io.Reader) error) error {
	if id.Validity != b.validity {
		return ErrGone
	}
	cmd := b.client.Fetch(imap.UIDSetNum(imap.UID(id.UID)), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{{Peek: true}}})
	taken := false
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		for item := m.Next(); item != nil; item = m.Next() {
			body, ok := item.(imapclient.FetchItemDataBodySection)
			if !ok || body.Literal == nil || taken {
				continue
			}
			taken = true
			if err := take(&bounded{body.Literal, limit}); err != nil {
				b.conn.Close() // the rest is not waited for
				cmd.Close()
				return err
			}
		}
	}
	if err := cmd.Close(); err != nil {
		return fmt.Errorf("%w: %w", ErrLost, err)
	}
	if !taken {
		return ErrGone
	}
	return nil
}

// Settle moves a letter that was taken to another folder, which is made where it
// is not there. A letter that is gone is no error: it was settled before.
func (b *Box) Settle(id ID, folder string) error {
	if id.Validity != b.validity {
		return nil
	}
	if !b.made[folder] {
		err := b.client.Create(folder, nil).Wait()
		var no *imap.Error
		if err != nil && !errors.As(err, &no) { // the server's "no" is that it is there
			return fmt.Errorf("%w: %w", ErrLost, err)
		}
		b.made[folder] = true
	}
	if _, err := b.client.Move(imap.UIDSetNum(imap.UID(id.UID)), folder).Wait(); err != nil {
		return fmt.Errorf("%w: %w", ErrFolder, err)
	}
	return nil
}

// bounded reads at most left bytes and then refuses.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < int64(len(p)) {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}
