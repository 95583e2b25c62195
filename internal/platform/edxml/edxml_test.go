package edxml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"sotay/internal/platform/civil"
)

func sample() Document {
	return Document{
		From: Organ{ID: "H37.DN.001", Name: "Đảng ủy xã Mường Hoa", Email: "vt@muonghoa.vn"}, To: []Organ{{ID: "000.00.00.H41", Name: "Tỉnh ủy"}},
		ID: "H37.DN.001,2026/02/03,05/NQ/ĐU", Code: Code{"05", "NQ/ĐU"}, Place: "Lào Cai", Day: "2026-02-03", Type: Type{"2", "", "Nghị quyết"},
		Subject: "Về nhiệm vụ năm 2026 <& tiếp theo>", Signer: Signer{"T/M Đảng ủy", "Bí thư", "Giàng A Sử"}, ToPlaces: []string{"Tỉnh ủy", "Lưu"},
		Other: Other{Priority: "0", Pages: "3"}, Steering: "0", TraceID: "ex1",
		Traces:   []Trace{{"H37.DN.001", time.Date(2026, 2, 3, 1, 2, 3, 0, time.UTC)}},
		Business: Business{Purpose: New, Reason: "Văn bản mới"}, Attachments: []Attachment{{"f1", "05-NQ-ĐU.pdf", "application/pdf", "Văn bản", []byte("%PDF-1.7\n…")}},
	}
}

func written(t testing.TB, m Message) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		want := Message{Document: drawDocument(rt)}
		if rapid.Bool().Draw(rt, "status") {
			want = Message{Status: drawStatus(rt)}
		}
		var b, again bytes.Buffer
		if err := errors.Join(Write(&b, want), Write(&again, want)); err != nil {
			rt.Fatal(err)
		}
		if !bytes.Equal(b.Bytes(), again.Bytes()) {
			rt.Fatal("not the same bytes")
		}
		got, err := Read(&b, Limits{})
		if err != nil {
			rt.Fatalf("%v\n%s", err, again.Bytes())
		}
		if !reflect.DeepEqual(got, want) {
			rt.Fatalf("\n%+v %+v\nwant\n%+v %+v", got.Document, got.Status, want.Document, want.Status)
		}
	})
}

func text(rt *rapid.T, name string) string {
	return tidy(norm.NFC.String(rapid.StringOfN(rapid.RuneFrom([]rune("aĐộ ủ<>&\"'\n\r\t0/,-\u0301🙂")), 0, 12, -1).Draw(rt, name)))
}

func word(rt *rapid.T, name string) string {
	return rapid.StringMatching(`[A-Z0-9ĐƯ.]{1,9}`).Draw(rt, name)
}

func drawOrgan(rt *rapid.T) Organ {
	return Organ{word(rt, "id"), text(rt, "charge"), text(rt, "name"), text(rt, "add"), text(rt, "mail"), text(rt, "tel"), text(rt, "fax"), text(rt, "web")}
}

func drawDay(rt *rapid.T) civil.Date {
	if rapid.Bool().Draw(rt, "no day") {
		return ""
	}
	return civil.Date("2026-01-01").AddDays(rapid.IntRange(-9000, 9000).Draw(rt, "day"))
}

func drawTime(rt *rapid.T) time.Time {
	if rapid.Bool().Draw(rt, "no time") {
		return time.Time{}
	}
	return time.Unix(rapid.Int64Range(0, 1<<32).Draw(rt, "time"), 0).UTC()
}

func drawTexts(rt *rapid.T) []string {
	var out []string
	for range rapid.IntRange(0, 3).Draw(rt, "texts") {
		out = append(out, word(rt, "text"))
	}
	return out
}

func drawRef(rt *rapid.T) Ref {
	return Ref{word(rt, "organ"), Code{text(rt, "number"), word(rt, "notation")}, drawDay(rt), text(rt, "document")}
}

func drawStaff(rt *rapid.T) Staff {
	return Staff{text(rt, "department"), text(rt, "staff"), text(rt, "mobile"), text(rt, "mail")}
}

func drawStatus(rt *rapid.T) *Status {
	s := &Status{ResponseFor: drawRef(rt), From: drawOrgan(rt), Code: StatusCode(rapid.SampledFrom([]string{"01", "06", "99"}).Draw(rt, "code")), Description: text(rt, "description"),
		At: drawTime(rt), Staff: drawStaff(rt)}
	for range rapid.IntRange(0, 2).Draw(rt, "to") {
		s.To = append(s.To, drawOrgan(rt))
	}
	return s
}

func drawDocument(rt *rapid.T) *Document {
	d := &Document{
		From: drawOrgan(rt), ID: word(rt, "id"), Code: Code{text(rt, "number"), text(rt, "notation")}, Place: text(rt, "place"), Day: drawDay(rt),
		Type: Type{text(rt, "kind"), text(rt, "detail"), text(rt, "name")}, Subject: text(rt, "subject"), Content: text(rt, "content"),
		Signer: Signer{text(rt, "competence"), text(rt, "position"), text(rt, "name")}, Due: drawDay(rt), ToPlaces: drawTexts(rt),
		Other:    Other{text(rt, "priority"), text(rt, "sphere"), text(rt, "notation"), text(rt, "amount"), text(rt, "pages"), drawTexts(rt)},
		Steering: text(rt, "steering"), Secrecy: text(rt, "secrecy"), TraceID: text(rt, "trace"),
		Business: Business{Purpose: rapid.SampledFrom([]Purpose{New, Recall, Update, Replace}).Draw(rt, "purpose"), Reason: text(rt, "reason"), ID: text(rt, "id"),
			Staff: drawStaff(rt), Paper: rapid.Bool().Draw(rt, "paper")},
	}
	for range rapid.IntRange(0, 2).Draw(rt, "many") {
		d.To = append(d.To, drawOrgan(rt))
		d.ResponseFor = append(d.ResponseFor, drawRef(rt))
		d.Traces = append(d.Traces, Trace{text(rt, "organ"), drawTime(rt)})
		d.Business.Replaced = append(d.Business.Replaced, Replacement{text(rt, "id"), drawTexts(rt)})
		d.Attachments = append(d.Attachments, Attachment{text(rt, "id"), text(rt, "name"), text(rt, "media"), text(rt, "description"),
			append([]byte{}, rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(rt, "content")...)})
	}
	for i := range d.Attachments { // ids are one each, names are there, as any sender has it
		d.Attachments[i].ID = word(rt, "id") + string(rune('a'+i))
	}
	return d
}

// structure is the order of elements that the standard gives, and which are needed.
func structure() map[string]string {
	organ := "OrganId OrganizationInCharge OrganName OrganAdd Email Telephone Fax Website"
	return map[string]string{
		"edXML": "edXMLEnvelope AttachmentEncoded?", "edXMLEnvelope": "edXMLHeader edXMLBody",
		"edXMLHeader":   "Status? MessageHeader? TraceHeaderList? Signature?",
		"MessageHeader": "From To* DocumentId Code PromulgationInfo DocumentType Subject Content SignerInfo DueDate ToPlaces OtherInfo ResponseFor* SteeringType",
		"From":          organ, "To": organ, "Code": "CodeNumber CodeNotation", "PromulgationInfo": "Place PromulgationDate", "DocumentType": "Type TypeDetail TypeName",
		"SignerInfo": "Competence Position FullName", "ToPlaces": "Place*", "ResponseFor": "OrganId Code PromulgationDate DocumentId",
		"OtherInfo":  "Priority SphereOfPromulgation TyperNotation PromulgationAmount PageAmount Appendixes Secrecy?",
		"Appendixes": "Appendix*", "TraceHeaderList": "TraceHeader* Bussiness", "TraceHeader": "OrganId Timestamp",
		"Bussiness":           "BussinessDocType BussinessDocReason DocumentId BussinessDocumentInfo ReplacementInfoList StaffInfo Paper",
		"ReplacementInfoList": "ReplacementInfo*", "ReplacementInfo": "DocumentId OrganIdList", "OrganIdList": "OrganId*", "StaffInfo": "Department Staff Mobile Email",
		"edXMLBody": "edXMLManifest?", "edXMLManifest": "Reference*", "Reference": "ContentId ContentType Description AttachmentName",
		"AttachmentEncoded": "Attachment*", "Attachment": "ContentType ContentId Description ContentTransferEncoded AttachmentName",
		"Status": "ResponseFor From To* StatusCode Description Timestamp StaffInfo",
	}
}

func TestWhatIsWrittenKeepsTheStandard(t *testing.T) {
	t.Parallel()
	d := sample()
	rapid.Check(t, func(rt *rapid.T) {
		for _, m := range []Message{{Document: &d}, {Document: drawDocument(rt)}, {Status: drawStatus(rt)}} {
			var b bytes.Buffer
			if err := Write(&b, m); err != nil {
				rt.Fatal(err)
			}
			dec := xml.NewDecoder(&b)
			for {
				tok, err := dec.Token()
				if err != nil {
					rt.Fatal(err)
				}
				if e, ok := tok.(xml.StartElement); ok {
					inOrder(rt, dec, e)
					break
				}
			}
		}
	})
}

// inOrder walks an element and compares its children with the structure.
func inOrder(rt *rapid.T, dec *xml.Decoder, e xml.StartElement) {
	if e.Name.Space != Namespace {
		rt.Fatalf("%s is in namespace %q", e.Name.Local, e.Name.Space)
	}
	var names []string
	for {
		tok, err := dec.Token()
		if err != nil {
			rt.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			names = append(names, tok.Name.Local)
			inOrder(rt, dec, tok)
			continue
		case xml.EndElement:
		default:
			continue
		}
		break
	}
	for want := range strings.FieldsSeq(structure()[e.Name.Local]) {
		name, n := strings.TrimRight(want, "*?"), 0
		for len(names) > 0 && names[0] == name {
			names, n = names[1:], n+1
		}
		if many, optional := strings.HasSuffix(want, "*"), strings.HasSuffix(want, "?"); n == 0 && !many && !optional || n > 1 && !many {
			rt.Fatalf("%s has %d of %s", e.Name.Local, n, name)
		}
	}
	if len(names) > 0 {
		rt.Fatalf("%s has %v out of place", e.Name.Local, names)
	}
}

func TestWriteNeedsOneOfTheTwo(t *testing.T) {
	t.Parallel()
	d := sample()
	for _, m := range []Message{{}, {Document: &d, Status: &Status{}}} {
		if Write(io.Discard, m) == nil {
			t.Errorf("%v was written", m)
		}
	}
	if err := Write(failing{}, Message{Document: &d}); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func FuzzRead(f *testing.F) {
	d := sample()
	f.Add(written(f, Message{Document: &d}))
	f.Add(written(f, Message{Status: &Status{ResponseFor: Ref{ID: "a"}, From: Organ{ID: "b"}, Code: Arrived}}))
	for _, c := range accepted() {
		f.Add([]byte(c.in))
	}
	for _, c := range hostile() {
		if len(c.in) < 10_000 {
			f.Add([]byte(c.in))
		}
	}
	lim := Limits{Size: 1 << 20, Unpacked: 1 << 20, Elements: 1000, Token: 10_000}
	f.Fuzz(func(t *testing.T, in []byte) {
		m, err := Read(bytes.NewReader(in), lim)
		if err != nil {
			if refusal := (*Error)(nil); !errors.As(err, &refusal) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		var b bytes.Buffer
		if err := Write(&b, m); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(&b, Limits{}); err != nil {
			t.Fatalf("what was read and written again is not read: %v\n%+v %+v", err, m.Document, m.Status)
		}
	})
}
