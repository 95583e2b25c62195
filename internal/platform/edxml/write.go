package edxml

import (
	"bufio"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
)

const xlink = "http://www.w3.org/1999/xlink"

// Write writes a message in the order of the standard. The same message gives
// the same bytes; letters that XML cannot hold become U+FFFD.
func Write(w io.Writer, m Message) error {
	if (m.Document == nil) == (m.Status == nil) {
		return errors.New("edxml: a message is either a document or a status")
	}
	out := &writer{w: bufio.NewWriter(w)}
	out.raw(xml.Header + `<edXML xmlns="` + Namespace + `"><edXML:edXMLEnvelope xmlns:edXML="` + Namespace + `">`)
	if m.Status != nil {
		out.status(m.Status)
		out.raw(`</edXML:edXMLEnvelope>`)
	} else {
		out.document(m.Document)
	}
	out.raw("</edXML>\n")
	return errors.Join(out.err, out.w.Flush())
}

// writer keeps the first error, so that the structure reads as what is written.
type writer struct {
	w   *bufio.Writer
	err error
}

func (w *writer) raw(s string) {
	if w.err == nil {
		_, w.err = w.w.WriteString(s)
	}
}

func (w *writer) escaped(s string) {
	if w.err == nil {
		w.err = xml.EscapeText(w.w, []byte(s))
	}
}

// leaf writes an element that holds a text.
func (w *writer) leaf(name, text string) {
	w.raw("<" + name + ">")
	w.escaped(text)
	w.raw("</" + name + ">")
}

// say writes a leaf within the envelope.
func (w *writer) say(name, text string) { w.leaf("edXML:"+name, text) }

// in writes an element within the envelope.
func (w *writer) in(name string, inside func()) {
	w.raw("<edXML:" + name + ">")
	inside()
	w.raw("</edXML:" + name + ">")
}

func (w *writer) status(s *Status) {
	w.in("edXMLHeader", func() {
		w.in("Status", func() {
			w.ref(s.ResponseFor)
			w.organ("From", s.From)
			for _, to := range s.To {
				w.organ("To", to)
			}
			w.say("StatusCode", string(s.Code))
			w.say("Description", s.Description)
			w.say("Timestamp", stamped(s.At))
			w.staff(s.Staff)
		})
	})
	w.in("edXMLBody", func() {})
}

func (w *writer) document(d *Document) {
	w.in("edXMLHeader", func() {
		w.in("MessageHeader", func() { w.header(d) })
		w.traces(d)
		w.in("Signature", func() {})
	})
	w.in("edXMLBody", func() { w.manifest(d.Attachments) })
	w.raw("</edXML:edXMLEnvelope><AttachmentEncoded>")
	for _, a := range d.Attachments {
		w.attachment(a)
	}
	w.raw("</AttachmentEncoded>")
}

func (w *writer) header(d *Document) {
	w.organ("From", d.From)
	for _, to := range d.To {
		w.organ("To", to)
	}
	w.say("DocumentId", d.ID)
	w.code(d.Code)
	w.in("PromulgationInfo", func() {
		w.say("Place", d.Place)
		w.say("PromulgationDate", slashed(d.Day))
	})
	w.in("DocumentType", func() {
		w.say("Type", d.Type.Kind)
		w.say("TypeDetail", d.Type.Detail)
		w.say("TypeName", d.Type.Name)
	})
	w.say("Subject", d.Subject)
	w.say("Content", d.Content)
	w.in("SignerInfo", func() {
		w.say("Competence", d.Signer.Competence)
		w.say("Position", d.Signer.Position)
		w.say("FullName", d.Signer.Name)
	})
	w.say("DueDate", slashed(d.Due))
	w.list("ToPlaces", "Place", d.ToPlaces)
	w.other(d)
	for _, r := range d.ResponseFor {
		w.ref(r)
	}
	w.say("SteeringType", d.Steering)
}

func (w *writer) other(d *Document) {
	w.in("OtherInfo", func() {
		w.say("Priority", d.Other.Priority)
		w.say("SphereOfPromulgation", d.Other.Sphere)
		w.say("TyperNotation", d.Other.Notation)
		w.say("PromulgationAmount", d.Other.Amount)
		w.say("PageAmount", d.Other.Pages)
		w.list("Appendixes", "Appendix", d.Other.Appendixes)
		if d.Secrecy != "" {
			w.say("Secrecy", d.Secrecy)
		}
	})
}

func (w *writer) traces(d *Document) {
	w.raw(`<edXML:TraceHeaderList id="`)
	w.escaped(d.TraceID)
	w.raw(`" version="1.0">`)
	for _, t := range d.Traces {
		w.in("TraceHeader", func() {
			w.say("OrganId", t.Organ)
			w.say("Timestamp", stamped(t.At))
		})
	}
	w.in("Bussiness", func() { w.business(d.Business) })
	w.raw(`</edXML:TraceHeaderList>`)
}

func (w *writer) business(b Business) {
	w.say("BussinessDocType", string(b.Purpose))
	w.say("BussinessDocReason", b.Reason)
	w.say("DocumentId", b.ID)
	w.in("BussinessDocumentInfo", func() {})
	w.in("ReplacementInfoList", func() {
		for _, r := range b.Replaced {
			w.in("ReplacementInfo", func() {
				w.say("DocumentId", r.ID)
				w.list("OrganIdList", "OrganId", r.Organs)
			})
		}
	})
	w.staff(b.Staff)
	paper := "0"
	if b.Paper {
		paper = "1"
	}
	w.say("Paper", paper)
}

func (w *writer) manifest(as []Attachment) {
	w.in("edXMLManifest", func() {
		for _, a := range as {
			w.raw(`<edXML:Reference xmlns:xlink="` + xlink + `" xlink:href="cid:`)
			w.escaped(a.ID)
			w.raw(`">`)
			w.say("ContentId", "cid:"+a.ID)
			w.say("ContentType", a.Media)
			w.say("Description", a.Description)
			w.say("AttachmentName", a.Name)
			w.raw(`</edXML:Reference>`)
		}
	})
}

func (w *writer) attachment(a Attachment) {
	w.raw("<Attachment>")
	w.leaf("ContentType", a.Media)
	w.leaf("ContentId", a.ID)
	w.leaf("Description", a.Description)
	w.raw("<" + encoded + ">")
	if w.err == nil {
		e := base64.NewEncoder(base64.StdEncoding, w.w)
		_, err := e.Write(a.Content)
		w.err = errors.Join(err, e.Close())
	}
	w.raw("</" + encoded + ">")
	w.leaf("AttachmentName", a.Name)
	w.raw("</Attachment>")
}

func (w *writer) organ(name string, o Organ) {
	w.in(name, func() {
		w.say("OrganId", o.ID)
		w.say("OrganizationInCharge", o.InCharge)
		w.say("OrganName", o.Name)
		w.say("OrganAdd", o.Address)
		w.say("Email", o.Email)
		w.say("Telephone", o.Telephone)
		w.say("Fax", o.Fax)
		w.say("Website", o.Website)
	})
}

func (w *writer) code(c Code) {
	w.in("Code", func() {
		w.say("CodeNumber", c.Number)
		w.say("CodeNotation", c.Notation)
	})
}

func (w *writer) ref(r Ref) {
	w.in("ResponseFor", func() {
		w.say("OrganId", r.Organ)
		w.code(r.Code)
		w.say("PromulgationDate", slashed(r.Day))
		w.say("DocumentId", r.ID)
	})
}

func (w *writer) staff(s Staff) {
	w.in("StaffInfo", func() {
		w.say("Department", s.Department)
		w.say("Staff", s.Name)
		w.say("Mobile", s.Mobile)
		w.say("Email", s.Email)
	})
}

func (w *writer) list(name, item string, texts []string) {
	w.in(name, func() {
		for _, t := range texts {
			w.say(item, t)
		}
	})
}
