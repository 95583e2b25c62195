package exchange

import (
	"bytes"
	"fmt"
	"strings"

	"sotay/internal/platform/edxml"
	"sotay/internal/platform/mailbox"
)

// composed is the letter that brings a message to a peer.
func composed(o Out, p Peer, d Desk, raw []byte) (mailbox.Draft, error) {
	_, domain, _ := strings.Cut(d.Post.Sender, "@")
	l := mailbox.Draft{ID: string(o.ID) + "@" + domain, From: d.Post.Sender, FromName: d.Name, To: p.Mail, ToName: p.Name, Subject: o.headline(), Sent: o.At}
	m, err := edxml.Read(bytes.NewReader(raw), edxml.Limits{Size: maxReceived})
	if err != nil {
		return l, err
	}
	if p.Form == Message {
		l.Files = []mailbox.File{{Name: strings.ReplaceAll(o.Ref.Code.String(), "/", "-") + ".edxml", Media: "application/xml", Content: raw}}
	} else if m.Document != nil {
		for _, a := range m.Document.Attachments {
			l.Files = append(l.Files, mailbox.File{Name: a.Name, Media: a.Media, Content: a.Content})
		}
	}
	l.Text = o.covering(p, d, m, l.Files)
	return l, nil
}

// headline is the subject of a letter.
func (o Out) headline() string {
	name := o.Ref.Code.String()
	switch o.Kind {
	case Recall:
		return "Thu hồi văn bản " + name
	case Status:
		return "Tình trạng văn bản " + name
	case Replace:
		return name + " (thay thế văn bản đã gửi): " + o.Subject
	}
	return name + ": " + o.Subject
}

// covering is what a letter says to the people who open it.
func (o Out) covering(p Peer, d Desk, m edxml.Message, files []mailbox.File) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Kính gửi: %s\n\n", p.Name)
	name := fmt.Sprintf("số %s, ngày %s", o.Ref.Code.String(), o.Day.String())
	switch o.Kind {
	case Recall:
		fmt.Fprintf(&b, "%s thu hồi văn bản %s đã gửi. Lý do: %s\nĐề nghị không sử dụng văn bản này nữa và xóa các bản đã nhận.\n", d.Name, name, o.Text)
	case Status:
		fmt.Fprintf(&b, "%s báo tình trạng của văn bản %s. %s\n", d.Name, name, o.Text)
	default:
		fmt.Fprintf(&b, "%s gửi văn bản %s: %s\n", d.Name, name, o.Subject)
	}
	if o.Kind == Replace && m.Document != nil {
		fmt.Fprintf(&b, "Văn bản này thay thế văn bản đã gửi trước. %s.\nĐề nghị không sử dụng văn bản cũ nữa.\n", m.Document.Business.Reason)
	}
	if len(files) > 0 {
		b.WriteString("\nTệp kèm theo:\n")
	}
	for _, f := range files {
		fmt.Fprintf(&b, "- %s\n", f.Name)
	}
	if p.Form == Message {
		b.WriteString("\nTệp .edxml là gói tin liên thông, mở bằng phần mềm quản lý văn bản.\n")
	}
	fmt.Fprintf(&b, "\nNếu nhận nhầm thư này, xin báo lại %s và xóa thư.\n\n%s\n", d.Post.Sender, d.Name)
	return b.String()
}
