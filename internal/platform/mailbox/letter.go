package mailbox

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // the charsets of letters
	"github.com/emersion/go-message/mail"
	"golang.org/x/text/unicode/norm"
)

// Letter is what a person would see of it.
type Letter struct {
	MessageID string // "" where the sender gave none
	From      string // address
	Name      string // of the sender, as he writes it
	Subject   string
	Sent      time.Time // as the sender says
	Text      string    // the first text, without markup
	Files     []File
	Left      []string // names of parts that are not taken: winmail.dat and the like
}

// File is an attachment.
type File struct {
	Name    string
	Media   string
	Content []byte
}

// Limits bound what a letter may cost. A zero field takes the value of DefaultLimits.
type Limits struct {
	Size  int64 // bytes as sent
	Parts int
	Depth int // multiparts inside one another
	Text  int // bytes of text that are kept
}

// DefaultLimits are those of an office's post: 40 MiB, 100 parts.
func DefaultLimits() Limits { return Limits{Size: 40 << 20, Parts: 100, Depth: 12, Text: 64 << 10} }

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	return Limits{or(l.Size, d.Size), or(l.Parts, d.Parts), or(l.Depth, d.Depth), or(l.Text, d.Text)}
}

func or[T int | int64](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

// ReadLetter takes a letter apart. It is ErrBroken for what is none or ends too
// early, ErrTooLarge past the limits, and the reader's own error where reading failed.
func ReadLetter(r io.Reader, lim Limits) (Letter, error) {
	lim = lim.orDefault()
	src := &watched{r: &bounded{r, lim.Size}}
	o := opener{lim: lim}
	err := o.letter(src)
	switch {
	case src.fail != nil:
		return Letter{}, src.fail
	case err != nil && !errors.Is(err, ErrTooLarge):
		return Letter{}, fmt.Errorf("%w: %.200s", ErrBroken, strings.ToValidUTF8(err.Error(), "?"))
	case err != nil:
		return Letter{}, err
	}
	return o.out, nil
}

// watched keeps why reading failed, since parsers wrap it in words of their own.
type watched struct {
	r    io.Reader
	fail error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.fail = err
	}
	return n, err
}

// opener collects what is in a letter.
type opener struct {
	lim   Limits
	parts int
	html  string // kept for letters without a plain text
	out   Letter
}

var errNoLetter = errors.New("no header of a letter")

func (o *opener) letter(r io.Reader) error {
	e, err := message.Read(r)
	if e == nil {
		return err
	}
	h := mail.Header{Header: e.Header}
	if !h.Has("From") && !h.Has("Date") && !h.Has("Received") && !h.Has("Subject") {
		return errNoLetter
	}
	o.head(h)
	if err := o.part(e, 0); err != nil {
		return err
	}
	if o.out.Text == "" && o.html != "" {
		o.out.Text = stripped(o.html)
	}
	return nil
}

// head reads what stands on the envelope; what is not to be read is left empty.
func (o *opener) head(h mail.Header) {
	o.out.MessageID, _ = h.MessageID()
	o.out.Subject = words(h.Header, "Subject")
	o.out.Sent, _ = h.Date()
	if from, err := h.AddressList("From"); err == nil && len(from) > 0 {
		o.out.From, o.out.Name = line(from[0].Address), line(from[0].Name)
	} else {
		o.out.Name = words(h.Header, "From")
	}
}

// words is a field as people read it; where its encoding is broken, as it stands.
func words(h message.Header, field string) string {
	s, err := h.Text(field)
	if err != nil && s == "" {
		s = h.Get(field)
	}
	return line(s)
}

// part takes one part of the letter, and what is inside it.
func (o *opener) part(e *message.Entity, depth int) error {
	if o.parts++; o.parts > o.lim.Parts || depth > o.lim.Depth {
		return ErrTooLarge
	}
	media, params, err := e.Header.ContentType()
	if err != nil {
		media, params = loose(media)
	}
	if multi := e.MultipartReader(); multi != nil {
		return o.each(multi, depth)
	}
	disposition, _, _ := e.Header.ContentDisposition()
	attachment := mail.AttachmentHeader{Header: e.Header}
	name, err := attachment.Filename()
	if err != nil || name == "" {
		name = params["name"]
	}
	name = line(name)
	switch {
	case strings.EqualFold(media, "application/ms-tnef") || strings.EqualFold(name, "winmail.dat"):
		o.out.Left = append(o.out.Left, "winmail.dat")
		return drain(e.Body)
	case disposition != "attachment" && name == "" && strings.HasPrefix(media, "text/"):
		return o.text(e.Body, media)
	case disposition != "attachment" && strings.HasPrefix(media, "image/") && e.Header.Has("Content-Id"): // a picture of the text
		return drain(e.Body)
	}
	return o.file(e.Body, name, media)
}

func (o *opener) each(multi message.MultipartReader, depth int) error {
	for {
		e, err := multi.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if e == nil {
			return err
		}
		if err := o.part(e, depth+1); err != nil {
			return err
		}
	}
}

// loose reads a type and a name that are not written as they should be.
func loose(field string) (media string, params map[string]string) {
	media, rest, _ := strings.Cut(field, ";")
	_, name, _ := strings.Cut(rest, "name=")
	name, _, _ = strings.Cut(name, ";")
	return strings.ToLower(strings.TrimSpace(media)), map[string]string{"name": strings.Trim(strings.TrimSpace(name), `"`)}
}

// text keeps the beginning of the first text of each kind.
func (o *opener) text(r io.Reader, media string) error {
	b, err := io.ReadAll(io.LimitReader(r, int64(o.lim.Text)))
	if err == nil {
		err = drain(r)
	}
	s := strings.TrimSpace(lines(string(b)))
	switch {
	case media == "text/plain" && o.out.Text == "":
		o.out.Text = s
	case media == "text/html" && o.html == "":
		o.html = s
	}
	return err
}

func (o *opener) file(r io.Reader, name, media string) error {
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		return err
	}
	if name == "" {
		name = fmt.Sprintf("tep-%d", len(o.out.Files)+1)
		if media == "message/rfc822" {
			name += ".eml"
		}
	}
	o.out.Files = append(o.out.Files, File{path.Base(strings.ReplaceAll(name, `\`, "/")), media, b.Bytes()})
	return nil
}

func drain(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

// stripped is what a page says without its markup.
func stripped(page string) string {
	page = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)\s*>|<!--.*?-->`).ReplaceAllString(page, "")
	page = regexp.MustCompile(`(?i)<(br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>`).ReplaceAllString(page, "\n")
	page = html.UnescapeString(regexp.MustCompile(`(?s)<[^>]*>`).ReplaceAllString(page, ""))
	return strings.TrimSpace(regexp.MustCompile(`\n\s*\n\s*`).ReplaceAllString(lines(page), "\n\n"))
}

// line is a text on one line, composed, without what cannot be seen.
func line(s string) string { return strings.Join(strings.Fields(lines(s)), " ") }

// lines composes letters, and drops what is neither seen nor white space.
func lines(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n")
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, s))
}
