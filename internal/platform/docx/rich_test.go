package docx

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

// rich is a value in every form that it may have.
func rich(text string) []Block {
	cell := func(s Span) Cell { return Cell{Spans: []Span{s}} }
	return []Block{{Spans: []Span{{Text: text}, {Text: "đậm", Bold: true}, {Text: "nghiêng", Italic: true}, {Text: "gạch", Underline: true}}},
		{Width: []float64{1, 3}, Rows: []Row{{Head: true, Cells: []Cell{cell(Span{Text: "TT", Bold: true}), {}}}, {Cells: []Cell{{Spans: []Span{{Text: "1 < 2"}}, Side: "right"}}}}}}
}

func TestRichValues(t *testing.T) {
	t.Parallel()
	fillRich := func(t *testing.T, inner string) string {
		b := template(t, body(inner))
		var out bytes.Buffer
		if err := Fill(bytes.NewReader(b), int64(len(b)), &out, func(string) (Value, bool) { return Value{Text: "thường", Rich: rich("a & b")}, true }); err != nil {
			t.Fatal(err)
		}
		text := part(t, out.Bytes(), "word/document.xml")
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			if _, err := d.Token(); err == io.EOF {
				return text
			} else if err != nil {
				t.Fatalf("%v in %s", err, text)
			}
		}
	}
	got := fillRich(t, `<w:p w:rsidR="1"><w:pPr><w:jc w:val="both"/><w:rPr><w:i/></w:rPr></w:pPr><w:r><w:rPr><w:b w:val="0"/><w:sz w:val="28"/></w:rPr><w:t>{{noi</w:t></w:r><w:r><w:t>_dung}}</w:t></w:r></w:p>`)
	for _, want := range []string{
		`<w:p w:rsidR="1"><w:pPr><w:jc w:val="both"/><w:rPr><w:i/></w:rPr></w:pPr><w:r><w:rPr><w:b w:val="0"/><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">a &amp; b</w:t></w:r>`,
		`<w:r><w:rPr><w:sz w:val="28"/><w:b/><w:bCs/></w:rPr><w:t xml:space="preserve">đậm</w:t></w:r>`,
		`<w:sz w:val="28"/><w:i/><w:iCs/></w:rPr>`, `<w:u w:val="single"/></w:rPr><w:t xml:space="preserve">gạch</w:t>`,
		`<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`, `<w:tcW w:w="1250" w:type="pct"/>`, `<w:tcW w:w="3750" w:type="pct"/>`, `<w:jc w:val="right"/></w:pPr>`, "1 &lt; 2",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	for _, inner := range []string{ // where the field is not alone, or hangs in something, it is plain
		`<w:p><w:r><w:t>Xem {{a}}</w:t></w:r></w:p>`, `<w:p><w:hyperlink><w:r><w:t>{{a}}</w:t></w:r></w:hyperlink></w:p>`,
	} {
		if got := fillRich(t, inner); !strings.Contains(got, "thường") || strings.Contains(got, "w:tbl>") {
			t.Errorf("%s became %s", inner, got)
		}
	}
}
