package exchange

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"

	"sotay/internal/incoming"
	"sotay/internal/platform/edxml"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/mailbox"
)

// spool holds the bytes of a message while they are looked at. It has no name, so
// that nothing stays of it.
type spool struct {
	*os.File
	size int64
	sha  string
}

const maxReceived = 64 << 20 // bytes of a message

func spooled(r io.Reader) (*spool, error) {
	f, err := os.CreateTemp("", "sotay-exchange-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, maxReceived+1))
	if err == nil && n > maxReceived {
		err = fault.New(fault.Invalid, "exchange.too_large", maxReceived>>20)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &spool{f, n, hex.EncodeToString(sum.Sum(nil))}, nil
}

func (s *spool) reader() io.Reader { return io.NewSectionReader(s, 0, s.size) }

// content is a message as it was understood.
type content struct {
	In
	status *edxml.Status
	paper  incoming.Arrival
	files  []mailbox.File
	texts  string // in which a mark of secrecy is looked for
	secret bool   // a field says so
	amends []link // what it updates or replaces
	mailed string // the address from which it came as a letter
}

// bad is why a message cannot be taken, and where.
func bad(why, where string) *fault.Error {
	return fault.New(fault.Invalid, "exchange.bad_"+why, where)
}

// message reads an edXML message.
func message(i In, from source, r io.Reader) (content, error) {
	m, err := edxml.Read(r, edxml.Limits{Size: maxReceived})
	if err != nil {
		return content{In: i}, badMessage(err)
	}
	if m.Status != nil {
		return statusContent(i, from, m.Status)
	}
	return documentContent(i, from, m.Document)
}

func statusContent(i In, from source, st *edxml.Status) (content, error) {
	i.Kind, i.Subject = Status, string(st.Code)
	i.Ref = Ref{st.ResponseFor.ID, st.ResponseFor.Code, st.ResponseFor.Day}
	if i.Ref.ID == "" {
		i.Ref.ID = edxml.DocumentID(from.desk.Organ, i.Day, i.Ref.Code)
	}
	i, err := i.from(from, st.From)
	return content{In: i, status: st}, err
}

func documentContent(i In, from source, d *edxml.Document) (content, error) {
	i.Kind, i.Subject, i.Ref = Paper, d.Subject, Ref{d.ID, d.Code, d.Day}
	i.key = "paper:" + d.From.ID + "|" + d.ID
	switch d.Business.Purpose {
	case edxml.Recall:
		if i.Kind, i.key = Recall, i.key+"|recall"; d.Business.ID != "" {
			i.Ref.ID = d.Business.ID
		}
	case edxml.Update, edxml.Replace:
		i.key += "|" + string(d.Business.Purpose) + "|" + i.sha
	}
	c := content{secret: d.Secret(), amends: amends(from.desk, d), texts: strings.Join([]string{d.Subject, d.Content, d.Code.String(), d.Type.Name, strings.Join(d.Other.Appendixes, "\n")}, "\n\f")}
	var err error
	if c.In, err = i.from(from, d.From); err != nil {
		return c, err
	}
	issuer := d.From.Name
	if issuer == "" {
		issuer = d.From.ID
	}
	c.paper = incoming.Arrival{Unit: i.Unit, Source: incoming.Exchange, ExternalID: i.key, From: issuer, Issuer: issuer, Number: d.Code.String(), Date: d.Day, Type: d.Type.Name, Abstract: d.Subject}
	for _, a := range d.Attachments {
		c.files = append(c.files, mailbox.File{Name: a.Name, Media: a.Media, Content: a.Content})
	}
	return c, nil
}

// from names the sender; one who proved who he is may not say that he is another.
func (i In) from(from source, o edxml.Organ) (In, error) {
	if from.peer != nil && o.ID != from.peer.Organ {
		return i, bad("sender", o.ID)
	}
	if i.Organ = o.ID; o.Name != "" {
		i.Sender = o.Name
	}
	return i, nil
}

// letter reads a letter: an edXML message in it, or else the letter itself.
func letter(i In, from source, r io.Reader) (content, error) {
	l, err := mailbox.ReadLetter(r, mailbox.Limits{Size: maxReceived})
	if errors.Is(err, mailbox.ErrBroken) || errors.Is(err, mailbox.ErrTooLarge) {
		return content{In: i}, bad("letter", "").Because(err)
	}
	if err != nil {
		return content{In: i}, err
	}
	for _, f := range l.Files {
		if strings.HasSuffix(strings.ToLower(f.Name), ".edxml") {
			c, err := message(i, from, bytes.NewReader(f.Content))
			c.mailed = l.From
			return c, err
		}
	}
	i.Kind, i.Sender, i.Subject = Letter, l.From, l.Subject
	if i.Subject == "" {
		i.Subject, _, _ = strings.Cut(l.Text, "\n")
	}
	if l.MessageID != "" {
		i.key = "letter:" + l.MessageID + "|" + l.From
	}
	sender := l.From
	if l.Name != "" {
		sender = l.Name + " <" + l.From + ">"
	}
	if len(l.Left) > 0 && !from.skip {
		return content{In: i}, bad("left", strings.Join(l.Left, ", "))
	}
	return content{In: i, files: l.Files, texts: l.Subject + "\n\f" + l.Text,
		paper: incoming.Arrival{Unit: i.Unit, Source: incoming.Mail, ExternalID: i.key, From: sender, Issuer: l.Name, Abstract: i.Subject}}, nil
}

func badMessage(err error) error {
	var refusal *edxml.Error
	if !errors.As(err, &refusal) {
		return err
	}
	for is, why := range map[error]string{edxml.ErrCharset: "charset", edxml.ErrDTD: "dtd", edxml.ErrTooLarge: "large", edxml.ErrTooMany: "large", edxml.ErrNotEdXML: "kind",
		edxml.ErrMissing: "missing", edxml.ErrBase64: "base64", edxml.ErrZip: "zip", edxml.ErrBomb: "large"} {
		if errors.Is(err, is) {
			return bad(why, refusal.Where)
		}
	}
	return bad("xml", refusal.Where)
}
