package edxml

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// minimal is the least that is taken, with a place for more of the header and for files.
func minimal(header, files string) string {
	return `<edXML><edXMLEnvelope><edXMLHeader><MessageHeader><From><OrganId>H1</OrganId></From><DocumentId>H1,2026/02/03,05/NQ</DocumentId><Subject>Về Đảng</Subject>` +
		header + `</MessageHeader></edXMLHeader></edXMLEnvelope>` + files + `</edXML>`
}

func file(name, content string) string {
	return `<AttachmentEncoded><Attachment><ContentId>a</ContentId><ContentTransferEncoded>` + content + `</ContentTransferEncoded><AttachmentName>` + name + `</AttachmentName></Attachment></AttachmentEncoded>`
}

func encode(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func zipped(t interface{ Fatal(...any) }, names ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, "hello")
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// never stands in for a test where building a sample cannot fail.
type never struct{}

func (never) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

type sampleIn struct {
	name, in string
	want     string // what Subject, or the one attachment, says
}

// accepted are messages as different senders make them.
func accepted() []sampleIn {
	sdk := `<?xml version="1.0" encoding="utf-8"?><edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader>
 <edXML:MessageHeader><edXML:From><edXML:OrganId>H1</edXML:OrganId></edXML:From><edXML:Code><edXML:CodeNumber>05</edXML:CodeNumber><edXML:CodeNotation>NQ</edXML:CodeNotation></edXML:Code>
 <edXML:PromulgationInfo><edXML:PromulgationDate>2026-02-03</edXML:PromulgationDate></edXML:PromulgationInfo><edXML:Subject> Về Đảng
 </edXML:Subject></edXML:MessageHeader><edXML:DigitalSignature /></edXML:edXMLHeader><edXML:edXMLBody><edXML:edXMLManifest version="1.0">
 <edXML:Reference xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="cid:a"><edXML:AttachmentName>a.txt</edXML:AttachmentName></edXML:Reference></edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>
 <AttachmentEncoded><Attachment><ContentId>a</ContentId><ContentTransferEncoded>%s</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>`
	hello := encode([]byte("hello"))
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(`<?xml version="1.0" encoding="utf-16"?>` + minimal("", ""))
	cp1258, _ := charmap.Windows1258.NewEncoder().String(`<?xml version="1.0" encoding="windows-1258"?>` + strings.ReplaceAll(minimal("", ""), "Về Đảng", "Vê\u0300 Đa\u0309ng"))
	return []sampleIn{
		{"minimal", minimal("", ""), "Về Đảng"},
		{"as the kit of the axis writes it", fmt.Sprintf(sdk, hello), "hello"},
		{"other prefixes", strings.ReplaceAll(strings.ReplaceAll(fmt.Sprintf(sdk, hello), "edXML:", "ns2:"), "xmlns:edXML", "xmlns:ns2"), "hello"},
		{"an old namespace", strings.ReplaceAll(fmt.Sprintf(sdk, hello), "http://www.mic.gov.vn/TBT/QCVN_102_2016", "http://www.e-doc.vn/Schema/"), "hello"},
		{"byte order mark", "\xef\xbb\xbf" + minimal("", ""), "Về Đảng"},
		{"UTF-16", utf16, "Về Đảng"},
		{"Windows-1258", cp1258, "Về Đảng"},
		{"declares UTF-16 and is not", `<?xml version="1.0" encoding="utf-16"?>` + minimal("", ""), "Về Đảng"},
		{"decomposed letters", strings.ReplaceAll(minimal("", ""), "Về", "Ve\u0302\u0300"), "Về Đảng"},
		{"CDATA", strings.ReplaceAll(minimal("", ""), "Về Đảng", "<![CDATA[Về Đảng]]>"), "Về Đảng"},
		{"base64 in lines", minimal("", file("a.txt", "\n aGVs\r\n\tbG8=\n")), "hello"},
		{"line ends as references", minimal("", file("a.txt", "aGVs&#13;&#xA;bG8&#61;")), "hello"},
		{"base64 in CDATA", minimal("", file("a.txt", "<![CDATA[aGVsbG8=]]>")), "hello"},
		{"zipped", minimal("", file("a.txt", encode(zipped(never{}, "x/noname")))), "hello"},
		{"an archive stays one", minimal("", file("a.zip", encode(zipped(never{}, "a.txt")))), string(zipped(never{}, "a.txt"))},
		{"an office file stays one", minimal("", file("a.docx", encode(zipped(never{}, "[Content_Types].xml", "word/document.xml")))), string(zipped(never{}, "[Content_Types].xml", "word/document.xml"))},
		{"an empty file", minimal("", file("a.txt", "")), ""},
		{"a closed empty file", minimal("", strings.ReplaceAll(file("a.txt", ""), "<ContentTransferEncoded></ContentTransferEncoded>", "<ContentTransferEncoded/>")), ""},
		{"comments and instructions", "<?a b?><!-- c -->" + minimal("<!-- <x> --><?d?>", "") + "<!-- e -->\n", "Về Đảng"},
		{"a file within the envelope", minimal(file("a.txt", hello), ""), "hello"},
	}
}

func TestReadWhatSendersMake(t *testing.T) {
	t.Parallel()
	for _, c := range accepted() {
		m, err := Read(iotest.OneByteReader(strings.NewReader(c.in)), Limits{})
		if err != nil || m.Document == nil {
			t.Errorf("%s: %v %v", c.name, m, err)
			continue
		}
		got := m.Document.Subject
		if len(m.Document.Attachments) == 1 {
			got = string(m.Document.Attachments[0].Content)
		}
		if got != c.want || m.Document.From.ID != "H1" || m.Document.ID != "H1,2026/02/03,05/NQ" || m.Document.Signed {
			t.Errorf("%s: %q, %+v", c.name, got, m.Document)
		}
	}
}

func TestReadFields(t *testing.T) {
	t.Parallel()
	m, err := Read(strings.NewReader(minimal(`<DueDate>05/03/2026</DueDate><OtherInfo><Appendixes>Một phụ lục</Appendixes><DoMat>Mật</DoMat></OtherInfo><ResponseFor/><To/>
<Signature><SignatureValue>x</SignatureValue></Signature><TraceHeaderList id="q"><TraceHeader><OrganId>H1</OrganId><Timestamp>2026/02/03 08:02:03</Timestamp></TraceHeader>
<TraceHeader><Timestamp>hôm qua</Timestamp></TraceHeader><Business><BusinessDocType>1</BusinessDocType></Business></TraceHeaderList>`, "")), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	d := m.Document
	if d.Due != "2026-03-05" || len(d.Other.Appendixes) != 1 || d.Secrecy != "Mật" || !d.Secret() || !d.Signed || d.TraceID != "q" || d.Business.Purpose != Recall ||
		d.ResponseFor != nil || d.To != nil || stamped(d.Traces[0].At) != "2026/02/03 08:02:03" || !d.Traces[1].At.IsZero() {
		t.Errorf("%+v", d)
	}
	if DocumentID("H1", "2026-02-03", Code{"05", "NQ"}) != "H1,2026/02/03,05/NQ" {
		t.Error("document id")
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]bool{"": false, "0": false, "Thường": false, "Không": false, "Mật": true, "1": true, "TUYỆT MẬT": true, "?": true} {
		if d := (Document{Secrecy: field}); d.Secret() != want {
			t.Errorf("%q: %v", field, !want)
		}
	}
}

func TestReadStatus(t *testing.T) {
	t.Parallel()
	inside := `<ResponseFor><OrganId>H1</OrganId><DocumentId>d</DocumentId></ResponseFor><From><OrganId>H2</OrganId></From><StatusCode>%s</StatusCode><Timestamp>2026/02/03 10:00:00</Timestamp>`
	for name, in := range map[string]string{
		"SOAP":              `<SOAP-ENV:Envelope xmlns:SOAP-ENV="x"><SOAP-ENV:Header><edXML:Status xmlns:edXML="y">` + fmt.Sprintf(inside, "3") + `</edXML:Status></SOAP-ENV:Header><SOAP-ENV:Body/></SOAP-ENV:Envelope>`,
		"in the header":     `<edXML><edXMLEnvelope><edXMLHeader><Status>` + fmt.Sprintf(inside, "03") + `</Status></edXMLHeader></edXMLEnvelope></edXML>`,
		"as MessageHeader":  `<edXML><edXMLEnvelope><edXMLHeader><MessageHeader>` + fmt.Sprintf(inside, "03") + `</MessageHeader></edXMLHeader></edXMLEnvelope></edXML>`,
		"To in the message": `<edXML><To><OrganId>H1</OrganId></To><Status>` + fmt.Sprintf(inside, "03") + `</Status></edXML>`,
	} {
		m, err := Read(strings.NewReader(in), Limits{})
		if err != nil || m.Status == nil || m.Status.Code != Registered || m.Status.ResponseFor.ID != "d" || m.Status.From.ID != "H2" || !m.Status.Code.Known() {
			t.Errorf("%s: %+v %v", name, m.Status, err)
		}
	}
	if StatusCode("99").Known() {
		t.Error("99")
	}
}

type refusedIn struct {
	name, in string
	want     error
}

func hostile() []refusedIn {
	long := strings.Repeat("x", 300<<10)
	bomb := func(n int) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, _ := z.Create("a")
		w.Write(make([]byte, n))
		z.Close()
		return encode(b.Bytes())
	}
	many := make([]string, 5000)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	damaged := zipped(never{}, "a")
	damaged[32] ^= 0xff
	return []refusedIn{
		{"nothing", "", ErrXML},
		{"no XML", "xin chào", ErrXML},
		{"zeros", strings.Repeat("\x00", 500), ErrXML},
		{"PDF", "%PDF-1.7", ErrXML},
		{"two roots", "<a/><b/>", ErrXML},
		{"cut off", minimal("", "")[:100], ErrXML},
		{"cut off in base64", strings.Split(minimal("", file("a", "aGVsbG8=")), "sbG8=")[0], ErrBase64},
		{"cut off after base64", strings.Split(minimal("", file("a", "aGVsbG8=")), "/ContentTransfer")[0], ErrXML},
		{"cut off in CDATA", strings.Split(minimal("", file("a", "<![CDATA[aGVsbG8=]]>")), "]>")[0], ErrXML},
		{"crossed tags", "<a><b></a></b>", ErrXML},
		{"letters that are none", "<a>\xff\xfe</a>", ErrXML},
		{"another vocabulary", "<html><body/></html>", ErrNotEdXML},
		{"document type", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + minimal("&x;", ""), ErrDTD},
		{"document type in UTF-16", func() string {
			s, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(`<!DOCTYPE a []>` + minimal("", ""))
			return s
		}(), ErrDTD},
		{"laughs", `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>`, ErrDTD},
		{"entity of nobody", minimal("<Content>&x;</Content>", ""), ErrDTD},
		{"entity in base64", minimal("", file("a", "&amp;")), ErrBase64},
		{"endless reference in base64", minimal("", file("a", "&#00000000000065;")), ErrBase64},
		{"encoding of nobody", `<?xml version="1.0" encoding="ebcdic"?>` + minimal("", ""), ErrCharset},
		{"deep", strings.Repeat("<a>", 100_000), ErrTooMany},
		{"wide", "<a>" + strings.Repeat("<b/>", 100_000) + "</a>", ErrTooMany},
		{"long text", minimal("<Content>"+long+"</Content>", ""), ErrTooLarge},
		{"text in many pieces", minimal("<Content>"+strings.Repeat(long[:200<<10]+"<!-- -->", 2)+"</Content>", ""), ErrTooLarge},
		{"long tag", "<a b='" + long + "'/>", ErrTooLarge},
		{"long comment", "<!--" + long + "--><a/>", ErrTooLarge},
		{"no sender", `<MessageHeader><DocumentId>a</DocumentId></MessageHeader>`, ErrMissing},
		{"no number", `<MessageHeader><From><OrganId>H1</OrganId></From></MessageHeader>`, ErrMissing},
		{"a status of nobody", `<Status><StatusCode>01</StatusCode></Status>`, ErrMissing},
		{"a status of nothing", `<Status><From><OrganId>H1</OrganId></From><StatusCode>01</StatusCode></Status>`, ErrMissing},
		{"an empty status", `<Status><ResponseFor><DocumentId>a</DocumentId></ResponseFor><From><OrganId>H1</OrganId></From><StatusCode/></Status>`, ErrMissing},
		{"a file that is not there", minimal("", `<Manifest><Reference><ContentId>cid:b</ContentId></Reference></Manifest>`), ErrMissing},
		{"not base64", minimal("", file("a", "không")), ErrBase64},
		{"base64 and more", minimal("", file("a", "aGVsbG8=aGVsbG8=")), ErrBase64},
		{"markup in base64", minimal("", file("a", "aGVs<b/>bG8=")), ErrBase64},
		{"too many files", minimal("", strings.Repeat(file("a", "aGVsbG8="), 51)), ErrTooMany},
		{"zip bomb", minimal("", file("a.pdf", bomb(20<<20))), ErrBomb},
		{"archive of many names", minimal("", file("a.pdf", encode(zipped(never{}, many...)))), ErrBomb},
		{"broken archive", minimal("", file("a.pdf", encode(zipped(never{}, "a")[:40]))), ErrZip},
		{"damaged archive", minimal("", file("a.pdf", encode(damaged))), ErrZip},
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range hostile() {
		m, err := Read(strings.NewReader(c.in), Limits{})
		var refusal *Error
		if !errors.Is(err, c.want) || !errors.As(err, &refusal) || len(err.Error()) > 400 {
			t.Errorf("%s: %.300v %+v", c.name, err, m)
		}
	}
}

func TestReadStopsAtItsLimits(t *testing.T) {
	t.Parallel()
	in := minimal("", file("a.bin", encode(make([]byte, 100_000))))
	for name, lim := range map[string]Limits{"size": {Size: 100_000}, "unpacked": {Unpacked: 99_999}} {
		if _, err := Read(strings.NewReader(in), lim); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(strings.NewReader(in), Limits{Size: int64(len(in)), Unpacked: 100_000}); err != nil {
		t.Error(err)
	}
	twice := minimal("", strings.Repeat(file("a.txt", encode(zipped(never{}, "a"))), 2))
	if _, err := Read(strings.NewReader(twice), Limits{Unpacked: int64(2 * len(zipped(never{}, "a")))}); err != nil {
		t.Error(err)
	}
	broken := io.MultiReader(strings.NewReader(in[:5000]), iotest.ErrReader(io.ErrClosedPipe))
	if _, err := Read(broken, Limits{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a failure to read: %v", err)
	}
}

// An endless message costs no more memory than what it may have.
func TestReadIsBoundedInMemory(t *testing.T) {
	in := io.MultiReader(strings.NewReader(strings.Split(minimal("", file("a", "@")), "@")[0]), endless('A'))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Read(in, Limits{Size: 8 << 20, Unpacked: 16 << 20})
	runtime.ReadMemStats(&after)
	if !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 48<<20 {
		t.Errorf("%d MiB were allocated for 8", used>>20)
	}
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func BenchmarkRead(b *testing.B) {
	d := sample()
	d.Attachments[0].Content = make([]byte, 10<<20)
	in := written(b, Message{Document: &d})
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(in), Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
