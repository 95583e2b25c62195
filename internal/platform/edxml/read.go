package edxml

import (
	"io"
	"strings"
	"time"

	"sotay/internal/platform/civil"
)

// Read reads one message. It returns an *Error for what is no readable edXML
// message, and the reader's own error where reading failed. It holds the
// attachments in memory, and little else.
func Read(r io.Reader, lim Limits) (Message, error) {
	lim = lim.orDefault()
	root, err := parse(r, lim)
	if err != nil {
		return Message{}, err
	}
	// A status may come in an envelope of SOAP, and some senders put it where a document's header stands.
	if s := root.find("Status"); s != nil && s.child("StatusCode") != nil {
		return status(s, root)
	}
	header := root.find("MessageHeader")
	switch {
	case header == nil:
		return Message{}, refuse(ErrNotEdXML, root.name)
	case header.child("StatusCode") != nil:
		return status(header, root)
	}
	return document(header, root, lim)
}

func status(n, root *node) (Message, error) {
	s := &Status{
		ResponseFor: ref(n.child("ResponseFor")), From: organ(n.child("From")), To: organs(n.each("To")), Code: StatusCode(twoDigits(n.say("StatusCode"))),
		Description: n.say("Description"), At: instant(n.say("Timestamp")), Staff: staff(n.child("StaffInfo")),
	}
	if len(s.To) == 0 {
		s.To = organs(root.each("To"))
	}
	switch {
	case s.From.ID == "":
		return Message{}, refuse(ErrMissing, "From/OrganId")
	case s.ResponseFor.ID == "" && s.ResponseFor.Code == (Code{}):
		return Message{}, refuse(ErrMissing, "ResponseFor")
	case s.Code == "":
		return Message{}, refuse(ErrMissing, "StatusCode")
	}
	return Message{Status: s}, nil
}

func document(n, root *node, lim Limits) (Message, error) {
	other := n.child("OtherInfo")
	d := &Document{
		From: organ(n.child("From")), To: organs(n.each("To")), ID: n.say("DocumentId"), Code: code(n.child("Code")),
		Place: n.say("PromulgationInfo", "Place"), Day: day(n.say("PromulgationInfo", "PromulgationDate")),
		Type:    Type{n.say("DocumentType", "Type"), n.say("DocumentType", "TypeDetail"), n.say("DocumentType", "TypeName")},
		Subject: n.say("Subject"), Content: n.say("Content"),
		Signer: Signer{n.say("SignerInfo", "Competence"), n.say("SignerInfo", "Position"), n.say("SignerInfo", "FullName")},
		Due:    day(n.say("DueDate")), ToPlaces: texts(n.child("ToPlaces"), "Place"),
		Other: Other{other.say("Priority"), other.say("SphereOfPromulgation"), other.say("TyperNotation"), other.say("PromulgationAmount"), other.say("PageAmount"),
			appendixes(other.child("Appendixes"))},
		Steering: n.say("SteeringType"), Secrecy: secrecy(root), Signed: signed(root),
	}
	for _, r := range n.each("ResponseFor") {
		if ref := ref(r); ref != (Ref{}) {
			d.ResponseFor = append(d.ResponseFor, ref)
		}
	}
	d.trace(root)
	switch {
	case d.From.ID == "":
		return Message{}, refuse(ErrMissing, "From/OrganId")
	case d.ID == "" && d.Code == (Code{}):
		return Message{}, refuse(ErrMissing, "DocumentId")
	case d.ID == "":
		d.ID = DocumentID(d.From.ID, d.Day, d.Code)
	}
	var err error
	d.Attachments, err = attachments(root, lim)
	return Message{Document: d}, err
}

// trace reads the way of the message and what it is about.
func (d *Document) trace(root *node) {
	list := root.find("TraceHeaderList")
	if list == nil {
		list = &node{}
	}
	d.TraceID = list.attr("id")
	for _, t := range list.each("TraceHeader") {
		d.Traces = append(d.Traces, Trace{t.say("OrganId"), instant(t.say("Timestamp"))})
	}
	b := list.child("Bussiness")
	if b == nil {
		b = list.child("Business")
	}
	d.Business = Business{Purpose: Purpose(first(b, "BussinessDocType", "BusinessDocType")), Reason: first(b, "BussinessDocReason", "BusinessDocReason"),
		ID: b.say("DocumentId"), Staff: staff(b.child("StaffInfo")), Paper: b.say("Paper") == "1"}
	if d.Business.Purpose == "" {
		d.Business.Purpose = New
	}
	for _, r := range b.child("ReplacementInfoList").each("ReplacementInfo") {
		d.Business.Replaced = append(d.Business.Replaced, Replacement{r.say("DocumentId"), texts(r.child("OrganIdList"), "OrganId")})
	}
}

// attachments joins the files with what the manifest says of them. A file that
// the manifest names must be there.
func attachments(root *node, lim Limits) ([]Attachment, error) {
	refs := manifest(root)
	var out []Attachment
	left := lim.Unpacked
	for _, n := range carriers(root, nil) {
		a := Attachment{cid(n.say("ContentId")), n.say("AttachmentName"), n.say("ContentType"), n.say("Description"), n.child(encoded).content}
		if said, ok := refs[a.ID]; ok {
			a.Name, a.Media, a.Description = either(a.Name, said.Name), either(a.Media, said.Media), either(a.Description, said.Description)
			delete(refs, a.ID)
		}
		var err error
		if a.Content, err = unzipped(a, lim.Ratio, left); err != nil {
			return nil, err
		}
		if left -= int64(len(a.Content)); left < 0 {
			return nil, refuse(ErrTooLarge, "attachments")
		}
		out = append(out, a)
	}
	for _, missing := range refs {
		return nil, refuse(ErrMissing, either(missing.Name, missing.ID))
	}
	return out, nil
}

// manifest is what the body says of each file, by the file's id.
func manifest(root *node) map[string]Attachment {
	out := map[string]Attachment{}
	m := root.find("edXMLManifest")
	if m == nil {
		m = root.find("Manifest")
	}
	for _, r := range m.each("Reference") {
		id := cid(either(r.say("ContentId"), r.attr("href")))
		out[id] = Attachment{ID: id, Name: r.say("AttachmentName"), Media: r.say("ContentType"), Description: r.say("Description")}
	}
	return out
}

// carriers are the elements that hold a file, wherever they stand.
func carriers(n *node, out []*node) []*node {
	if n.child(encoded) != nil {
		return append(out, n)
	}
	for _, c := range n.children {
		out = carriers(c, out)
	}
	return out
}

// secrecy looks for a field in which senders say the degree, which has no name
// in the standard.
func secrecy(n *node) string {
	switch strings.ToLower(n.name) {
	case "secrecy", "secret", "secretlevel", "securitylevel", "security", "confidential", "confidentiality", "confidentialitylevel", "domat", "dobaomat":
		if n.text != "" {
			return n.text
		}
	}
	for _, c := range n.children {
		if s := secrecy(c); s != "" {
			return s
		}
	}
	return ""
}

func signed(root *node) bool {
	for _, name := range []string{"Signature", "DigitalSignature"} {
		if n := root.find(name); n != nil && n.find("SignatureValue") != nil {
			return true
		}
	}
	return false
}

func organ(n *node) Organ {
	return Organ{n.say("OrganId"), n.say("OrganizationInCharge"), n.say("OrganName"), n.say("OrganAdd"), n.say("Email"), n.say("Telephone"), n.say("Fax"), n.say("Website")}
}

func organs(ns []*node) (out []Organ) {
	for _, n := range ns {
		if o := organ(n); o != (Organ{}) {
			out = append(out, o)
		}
	}
	return out
}

func code(n *node) Code { return Code{n.say("CodeNumber"), n.say("CodeNotation")} }

func ref(n *node) Ref {
	return Ref{n.say("OrganId"), code(n.child("Code")), day(n.say("PromulgationDate")), n.say("DocumentId")}
}

func staff(n *node) Staff {
	return Staff{n.say("Department"), n.say("Staff"), n.say("Mobile"), n.say("Email")}
}

func appendixes(n *node) []string {
	if n != nil && len(n.children) == 0 && n.text != "" {
		return []string{n.text}
	}
	return texts(n, "Appendix")
}

// texts is what the children of a name say, without the empty ones.
func texts(n *node, name string) (out []string) {
	for _, c := range n.each(name) {
		if c.text != "" {
			out = append(out, c.text)
		}
	}
	return out
}

func first(n *node, names ...string) string {
	for _, name := range names {
		if s := n.say(name); s != "" {
			return s
		}
	}
	return ""
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func cid(id string) string {
	if len(id) >= 4 && strings.EqualFold(id[:4], "cid:") {
		id = id[4:]
	}
	return strings.Trim(id, "<>")
}

func twoDigits(code string) string {
	if len(code) == 1 {
		return "0" + code
	}
	return code
}

// The forms in which senders write a time; the first is the standard's.
func layouts() []string {
	return []string{"2006/01/02 15:04:05", "2006-01-02 15:04:05", "02/01/2006 15:04:05", time.RFC3339, "2006-01-02T15:04:05", "2006/01/02", "2006-01-02", "02/01/2006", "2/1/2006", "02-01-2006"}
}

// instant reads a time of Vietnam; the zero time where it is not one.
func instant(s string) time.Time {
	for _, layout := range layouts() {
		if t, err := time.ParseInLocation(layout, s, civil.Zone); err == nil && t.Year() > 0 {
			return t.UTC().Truncate(time.Second)
		}
	}
	return time.Time{}
}

// day reads a day in any of the forms; "" where it is none.
func day(s string) civil.Date {
	if t := instant(s); !t.IsZero() {
		return civil.In(t)
	}
	return ""
}

// slashed is a day as the standard writes it.
func slashed(d civil.Date) string { return strings.ReplaceAll(string(d), "-", "/") }

// stamped is a time as the standard writes it.
func stamped(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Zone).Format(layouts()[0])
}
