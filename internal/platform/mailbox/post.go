package mailbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// What can go wrong with a letter that is sent, besides what can go wrong with a
// mailbox, for errors.Is.
var (
	ErrRecipient = errors.New("mailbox: the server does not take letters to that address")
	ErrSender    = errors.New("mailbox: the server does not take letters from that address")
	ErrRefused   = errors.New("mailbox: the server does not take the letter")
)

// Draft is a letter that is to be sent.
type Draft struct {
	ID       string // the same one for every attempt, without <>
	From, To string // addresses
	FromName string
	ToName   string
	Subject  string
	Text     string
	Sent     time.Time
	Files    []File
}

// Addressed refuses what is no plain address of a mailbox.
func Addressed(address string) error {
	a, err := mail.ParseAddress(address)
	if err != nil || a.Name != "" || a.Address != address || strings.ContainsAny(address, "<>\r\n ") {
		return ErrRecipient
	}
	return nil
}

// patience is how long a server may take for one command, or for taking the letter.
const (
	commandTime = time.Minute
	letterTime  = 4 * time.Minute
)

// Post hands a letter to a submission server, which sends it on. The name and the
// password never go over an open line; without a name nobody signs in.
func Post(ctx context.Context, a Account, d Draft) error {
	if Addressed(d.From) != nil {
		return ErrSender
	}
	if err := Addressed(d.To); err != nil {
		return err
	}
	c, stop, err := dialPost(ctx, a)
	if err != nil {
		return errors.Join(err, ctx.Err())
	}
	defer stop()
	defer c.Close()
	c.CommandTimeout, c.SubmissionTimeout = commandTime, letterTime
	if a.User != "" {
		if err := c.Auth(sasl.NewPlainClient("", a.User, a.Password)); err != nil {
			return fmt.Errorf("%w: %w", answered(err, ErrLogin), err)
		}
	}
	if err := hand(c, d); err != nil {
		return errors.Join(err, ctx.Err())
	}
	c.Quit() // a courtesy: the server has the letter
	return nil
}

// dialPost connects as the account says; stop ends the watch over ctx.
func dialPost(ctx context.Context, a Account) (c *smtp.Client, stop func() bool, err error) {
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
	stop = context.AfterFunc(ctx, func() { conn.Close() })
	config := &tls.Config{ServerName: host, RootCAs: a.Roots, MinVersion: tls.VersionTLS12}
	switch a.Security {
	case TLS, "":
		over := tls.Client(conn, config)
		if err = over.HandshakeContext(ctx); err == nil {
			c = smtp.NewClient(over)
		}
	case StartTLS:
		c, err = startPost(conn, config)
	case Plain:
		c = smtp.NewClient(conn)
	default:
		err = ErrInsecure
	}
	if err == nil {
		if err = c.Hello(helloName(a)); err == nil {
			return c, stop, nil
		}
	}
	stop()
	conn.Close()
	if errors.Is(err, ErrInsecure) {
		return nil, nil, err
	}
	return nil, nil, fmt.Errorf("%w: %w", ErrConnect, err)
}

// startPost encrypts the line before anything is said on it.
func startPost(conn net.Conn, config *tls.Config) (*smtp.Client, error) {
	if err := conn.SetDeadline(time.Time{}); err != nil {
		return nil, err
	}
	c, err := smtp.NewClientStartTLS(conn, config)
	if err != nil && strings.Contains(err.Error(), "STARTTLS") {
		return nil, ErrInsecure
	}
	return c, err
}

// helloName is how we call ourselves: by the domain of the account, which any server takes.
func helloName(a Account) string {
	if _, domain, ok := strings.Cut(a.User, "@"); ok && !strings.ContainsAny(domain, " \r\n") && domain != "" {
		return domain
	}
	return "localhost"
}

// hand gives the letter over: who from, who to, and the letter itself.
func hand(c *smtp.Client, d Draft) error {
	if err := c.Mail(d.From, nil); err != nil {
		return fmt.Errorf("%w: %w", answered(err, ErrSender), err)
	}
	if err := c.Rcpt(d.To, nil); err != nil {
		return fmt.Errorf("%w: %w", answered(err, ErrRecipient), err)
	}
	w, err := c.Data()
	if err != nil {
		return fmt.Errorf("%w: %w", answered(err, ErrRefused), err)
	}
	if err := d.write(w); err != nil {
		return fmt.Errorf("%w: %w", ErrLost, err) // the letter is not ended, so the server drops it
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("%w: %w", answered(err, ErrRefused), err)
	}
	return nil
}

// answered is what an error of the server means: with an answer for good (5xx) it is
// final, for the present (4xx) or without an answer the connection's.
func answered(err, final error) error {
	var said *smtp.SMTPError
	if !errors.As(err, &said) || said.Temporary() {
		return ErrLost
	}
	if said.Code == 552 || said.EnhancedCode == (smtp.EnhancedCode{5, 3, 4}) {
		return ErrTooLarge
	}
	return final
}

// Said is what a server answered, for people; "" where it was not the server.
func Said(err error) string {
	var said *smtp.SMTPError
	if !errors.As(err, &said) {
		return ""
	}
	return fmt.Sprintf("%d %s", said.Code, line(said.Message))
}

// write writes the letter: its text, then its files.
func (d Draft) write(to io.Writer) error {
	var h mail.Header
	h.SetDate(d.Sent)
	h.SetAddressList("From", []*mail.Address{{Name: line(d.FromName), Address: d.From}})
	h.SetAddressList("To", []*mail.Address{{Name: line(d.ToName), Address: d.To}})
	h.SetSubject(line(d.Subject))
	h.SetMessageID(d.ID)
	w, err := mail.CreateWriter(to, h)
	if err != nil {
		return err
	}
	if err := d.text(w); err != nil {
		return err
	}
	for _, f := range d.Files {
		if err := attach(w, f); err != nil {
			return err
		}
	}
	return w.Close()
}

func (d Draft) text(w *mail.Writer) error {
	var h mail.InlineHeader
	h.SetContentType("text/plain", map[string]string{"charset": "utf-8"})
	part, err := w.CreateSingleInline(h)
	if err != nil {
		return err
	}
	_, err = io.WriteString(part, strings.ReplaceAll(lines(d.Text), "\n", "\r\n")+"\r\n")
	return errors.Join(err, part.Close())
}

func attach(w *mail.Writer, f File) error {
	var h mail.AttachmentHeader
	h.SetContentType(f.Media, nil)
	h.SetFilename(line(f.Name))
	part, err := w.CreateAttachment(h)
	if err != nil {
		return err
	}
	_, err = part.Write(f.Content)
	return errors.Join(err, part.Close())
}
