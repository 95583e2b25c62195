package paper

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// span is text as it stands in a PDF.
type span struct {
	page       int // from 1
	x, y, end  float64
	face       Face
	text       string
	isRectSpan bool // a border instead of text: x, y and end are its left, top and right
}

func render(t *testing.T, p Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := PDF(&b, p); err != nil {
		t.Fatalf("PDF: %v", err)
	}
	return b.Bytes()
}

var (
	contentsRef = regexp.MustCompile(`/Contents (\d+) 0 R`)
	streamHead  = regexp.MustCompile(`<</Filter /FlateDecode /Length (\d+)>>\nstream\n`)
	fontRef     = regexp.MustCompile(`/(F[0-9a-f]{40}) (\d+) 0 R`)
	baseFont    = regexp.MustCompile(`/BaseFont /utf8tinos([BI]*)`)
	setFont     = regexp.MustCompile(`^/(F[0-9a-f]{40}) ([\d.]+) Tf ET\n`)
	placeText   = regexp.MustCompile(`^([-\d.]+) ([-\d.]+) Td \(`)
	rect        = regexp.MustCompile(`(?m)^([-\d.]+) ([-\d.]+) ([-\d.]+) [-\d.]+ re S$`)
)

// object returns the bytes from the beginning of a numbered object on.
func object(t *testing.T, pdf []byte, n string) []byte {
	t.Helper()
	at := bytes.Index(pdf, []byte("\n"+n+" 0 obj\n"))
	if at < 0 {
		t.Fatalf("no object %s", n)
	}
	return pdf[at:]
}

// read finds every span of a PDF of ours, with positions in mm from the top left corner.
func read(t *testing.T, pdf []byte) []span {
	t.Helper()
	styles := map[string]string{}
	for _, m := range fontRef.FindAllSubmatch(pdf, -1) {
		styles[string(m[1])] = string(baseFont.FindSubmatch(object(t, pdf, string(m[2])))[1])
	}
	r := reader{t: t, styles: styles, ruler: newCanvas(HD05(), "", time.Time{}.AddDate(2000, 0, 0))}
	for i, m := range contentsRef.FindAllSubmatch(pdf, -1) {
		obj := object(t, pdf, string(m[1]))
		head := streamHead.FindSubmatchIndex(obj)
		n, _ := strconv.Atoi(string(obj[head[2]:head[3]]))
		z, err := zlib.NewReader(bytes.NewReader(obj[head[1] : head[1]+n]))
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		r.page(i+1, string(content))
	}
	return r.spans
}

type reader struct {
	t      *testing.T
	styles map[string]string
	ruler  *canvas
	face   Face
	spans  []span
}

func (r *reader) page(n int, content string) {
	for _, m := range rect.FindAllStringSubmatch(content, -1) {
		x, y, w := number(m[1])*pt, 297-number(m[2])*pt, number(m[3])*pt
		r.spans = append(r.spans, span{page: n, x: x, y: y, end: x + w, isRectSpan: true})
	}
	for {
		at := strings.Index(content, "BT ")
		if at < 0 {
			return
		}
		content = content[at+3:]
		if m := setFont.FindStringSubmatch(content); m != nil {
			style := r.styles[m[1]]
			r.face = Face{Size: number(m[2]), Bold: strings.Contains(style, "B"), Italic: strings.Contains(style, "I")}
			content = content[len(m[0]):]
		} else if m := placeText.FindStringSubmatch(content); m != nil {
			text, n1 := literal(content[len(m[0]):])
			x := number(m[1]) * pt
			end := x + r.ruler.width(r.face, strings.TrimRight(text, " "))
			r.spans = append(r.spans, span{page: n, x: x, y: 297 - number(m[2])*pt, end: end, face: r.face, text: text})
			content = content[len(m[0])+n1:]
		} else {
			r.t.Fatalf("unknown text operator at %.40q", content)
		}
	}
}

func number(s string) float64 {
	f, _ := strconv.ParseFloat(s, 64)
	return f
}

// literal reads a PDF string in UTF-16 and says how many bytes it took, the closing bracket included.
func literal(s string) (string, int) {
	var raw []byte
	i := 0
	for ; s[i] != ')'; i++ {
		if s[i] == '\\' {
			i++
			if s[i] == 'r' {
				raw = append(raw, '\r')
				continue
			}
		}
		raw = append(raw, s[i])
	}
	units := make([]uint16, len(raw)/2)
	for j := range units {
		units[j] = uint16(raw[2*j])<<8 | uint16(raw[2*j+1])
	}
	return string(utf16.Decode(units)), i + 1
}

// texts leaves the borders out.
func texts(spans []span) []span {
	var out []span
	for _, s := range spans {
		if !s.isRectSpan {
			out = append(out, s)
		}
	}
	return out
}

// rows joins the spans that share a baseline, top to bottom, as they were drawn.
func rows(spans []span) []span {
	var out []span
	for _, s := range texts(spans) {
		if n := len(out); n > 0 && out[n-1].page == s.page && abs(out[n-1].y-s.y) < 0.01 && s.x >= out[n-1].x {
			out[n-1].text += s.text
			out[n-1].end = s.end
			continue
		}
		out = append(out, s)
	}
	return out
}

// find returns the first span with exactly this text.
func find(t *testing.T, spans []span, text string) span {
	t.Helper()
	for _, s := range spans {
		if strings.TrimSpace(s.text) == text {
			return s
		}
	}
	t.Fatalf("no %q on any page", text)
	return span{}
}

// allText is everything a person would copy out, in drawing order.
func allText(spans []span) string {
	var b strings.Builder
	for _, s := range texts(spans) {
		b.WriteString(s.text)
		if !strings.HasSuffix(s.text, " ") {
			b.WriteString("\n")
		}
	}
	return b.String()
}

func pages(spans []span) int { return spans[len(spans)-1].page }

func abs(f float64) float64 { return max(f, -f) }

func near(a, b float64) bool { return abs(a-b) < 0.05 }
