package exchange

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"sotay/internal/platform/courier"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/jobs"
	"sotay/internal/platform/mailbox"
)

// carryTime is how long one attempt may take.
const carryTime = 6 * time.Minute

// carry brings a message to the other side.
func (s *Service) carry(ctx context.Context, o Out, p Peer, d Desk) error {
	if p.Closed {
		return errClosed
	}
	if o.Kind != Status && !p.MayHave(o.open) {
		return errConfided
	}
	ctx, cancel := context.WithTimeout(ctx, carryTime)
	defer cancel()
	body, size, err := s.body(ctx, o, p, d)
	if err != nil {
		return err
	}
	defer body.Close()
	switch p.Way {
	case Folder:
		f, err := courier.OpenFolder(s.place.Folders, "gui", p.Folder)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Put(string(o.ID)+".edxml", body)
	case HTTP:
		key, err := s.vault.open(p.Key, keyPlace(p.ID))
		if err != nil {
			return err
		}
		return courier.Post(ctx, courier.Endpoint{URL: p.URL, Key: key}, body, size)
	case Mail:
		return s.mail(ctx, o, p, d, body)
	}
	return courier.ErrAddress
}

// MayHave reports whether papers may go to the peer that are open to everybody, or not.
func (p Peer) MayHave(open bool) bool { return p.Way != Mail || p.Confided || open }

// mayGo refuses to send a paper by letter to whom it must not go, or without a server.
func mayGo(d Desk, to []Peer, open bool) error {
	var not []string
	for _, p := range to {
		if !p.MayHave(open) {
			not = append(not, p.Name)
		}
		if p.Way == Mail && d.Post.Server == "" {
			return fault.New(fault.Conflict, "exchange.send_no_server").Field("peers", "exchange.send_no_server")
		}
	}
	if len(not) == 0 {
		return nil
	}
	return fault.New(fault.Conflict, "exchange.not_confided", strings.Join(not, ", ")).Field("peers", "exchange.send_confided")
}

var (
	errClosed   = errors.New("exchange: the peer is closed")
	errConfided = errors.New("exchange: the paper is not open, and the peer is not trusted with such papers by letter")
	errNoServer = errors.New("exchange: the desk has no submission server")
)

// maxLetter bounds the files of a letter: few servers take more.
const maxLetter = 20 << 20

// mail sends a message as a letter.
func (s *Service) mail(ctx context.Context, o Out, p Peer, d Desk, body io.Reader) error {
	if d.Post.Server == "" {
		return errNoServer
	}
	password, err := s.vault.open(d.Post.Password, postPlace(d.Unit))
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(io.LimitReader(body, maxReceived))
	if err != nil {
		return err
	}
	letter, err := composed(o, p, d, raw)
	if err != nil {
		return err
	}
	total := 0
	for _, f := range letter.Files {
		total += len(f.Content)
	}
	if total > maxLetter {
		return mailbox.ErrTooLarge
	}
	return mailbox.Post(ctx, mailbox.Account{Server: d.Post.Server, Security: d.Post.Security, User: d.Post.Login, Password: password, Roots: s.place.Roots}, letter)
}

// failure is what a person is told of an attempt that failed.
type failure struct {
	is    error
	code  string
	final bool // trying again cannot help
}

// failures are tried in this order.
func failures() []failure {
	return []failure{
		{errClosed, "closed", true}, {errConfided, "confided", true}, {errNoServer, "no_server", true}, {errSealed, "sealed", true},
		{courier.ErrAddress, "address", true}, {courier.ErrRefused, "refused", true},
		{mailbox.ErrTooLarge, "large", true}, {mailbox.ErrRecipient, "recipient", true}, {mailbox.ErrSender, "sender", true}, {mailbox.ErrRefused, "refused", true},
		{mailbox.ErrInsecure, "insecure", true}, {mailbox.ErrLogin, "login", true},
		{mailbox.ErrConnect, "connect", false}, {mailbox.ErrLost, "later", false}, {courier.ErrLater, "later", false},
	}
}

// settled is the message after an attempt.
func (o Out) settled(err error) Out {
	o.Tries++
	if err == nil {
		o.State, o.Error, o.Detail = Sent, "", ""
		return o
	}
	f := failure{code: "later"}
	for _, x := range failures() {
		if errors.Is(err, x.is) {
			f = x
			break
		}
	}
	o.Error, o.Detail = "exchange.send_"+f.code, clip(said(err))
	if f.final || o.Tries >= jobs.Tries {
		o.State = Failed
	}
	return o
}

// said is what the other side answered, or else the error's own words after those that
// only name its kind.
func said(err error) string {
	if s := mailbox.Said(err); s != "" {
		return s
	}
	_, s, ok := strings.Cut(err.Error(), ": ")
	if _, rest, more := strings.Cut(s, ": "); ok && more {
		return rest
	}
	return ""
}

func clip(s string) string {
	const most = 500
	if r := []rune(strings.ToValidUTF8(s, "?")); len(r) > most {
		return string(r[:most]) + "…"
	}
	return strings.ToValidUTF8(s, "?")
}
