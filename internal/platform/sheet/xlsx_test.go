package sheet

import (
	"errors"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestKindsOfCells(t *testing.T) {
	t.Parallel()
	shared := part{"xl/sharedStrings.xml", `<sst ` + mainNS + `><si><t>Nguyễn &amp; Hoa</t></si>` +
		`<si><r><rPr><b/></rPr><t xml:space="preserve">Chi </t></r><r><t>bộ</t></r><rPh sb="0" eb="1"><t>kana</t></rPh></si>` +
		`<si><t>a_x000D_b_x005F_x0041_c_x0000_</t></si><si/></sst>`}
	for _, c := range []struct {
		name string
		cell string
		want Cell
	}{
		{"shared", `<c r="A1" t="s"><v>0</v></c>`, TextCell("Nguyễn & Hoa")},
		{"rich text without phonetics", `<c r="A1" t="s"><v>1</v></c>`, TextCell("Chi bộ")},
		{"escaped control characters", `<c r="A1" t="s"><v>2</v></c>`, TextCell("a\rb_x0041_c")},
		{"inline", `<c r="A1" t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r></is></c>`, TextCell("xy")},
		{"CDATA", `<c r="A1" t="inlineStr"><is><t>1<![CDATA[<&>]]>2</t></is></c>`, TextCell("1<&>2")},
		{"character number", `<c t="inlineStr"><is><t>&#x1ED9;&#10;&quot;</t></is></c>`, TextCell("ộ\n\"")},
		{"calculated text", `<c r="A1" t="str"><f>A2&amp;B2</f><v>Hà Nội</v></c>`, TextCell("Hà Nội")},
		{"calculated number", `<c r="A1"><f>1+1</f><v>2</v></c>`, NumberCell(2)},
		{"never calculated", `<c r="A1"><f>1+1</f></c>`, Cell{Text: "#CALC!", Kind: Error}},
		{"never calculated, empty value", `<c r="A1"><f>1+1</f><v/></c>`, Cell{Text: "#CALC!", Kind: Error}},
		{"fraction", `<c r="A1"><v>0.30000000000000004</v></c>`, Cell{Text: "0.3", Kind: Number, Serial: 0.30000000000000004}},
		{"identity number", `<c r="A1"><v>79123456789012</v></c>`, Cell{Text: "79123456789012", Kind: Number, Serial: 79123456789012}},
		{"exponent", `<c r="A1" t="n"><v>1.5E+3</v></c>`, NumberCell(1500)},
		{"zeros in front", `<c r="A1" s="3"><v>1085012345</v></c>`, Cell{Text: "001085012345", Kind: Number, Serial: 1085012345}},
		{"true", `<c r="A1" t="b"><v>1</v></c>`, BoolCell(true)},
		{"error", `<c r="A1" t="e"><v>#N/A</v></c>`, Cell{Text: "#N/A", Kind: Error}},
		{"date by number", `<c r="A1" s="1"><v>45000</v></c>`, DateCell(2023, 3, 15)},
		{"date by code", `<c r="A1" s="2"><v>45000.75</v></c>`, Cell{Text: "2023-03-15 18:00:00", Kind: Date, Serial: 45000.75}},
		{"ISO date", `<c r="A1" t="d"><v>2023-03-15T18:00:00Z</v></c>`, Cell{Text: "2023-03-15 18:00:00", Kind: Date, Serial: 45000.75}},
		{"currency is no date", `<c r="A1" s="4"><v>5</v></c>`, NumberCell(5)},
		{"prefixed names", `<x:c r="A1" xmlns:x="u"><x:v>7</x:v></x:c>`, NumberCell(7)},
		{"a > in an attribute", `<c r='A1' note="a>b"><v>7</v></c>`, NumberCell(7)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rows := mustRead(t, `<row r="1">`+c.cell+`</row>`, shared, someStyles())
			if want := []Row{{1, []Cell{c.want}}}; len(rows) != 1 || !slices.Equal(rows[0].Cells, want[0].Cells) {
				t.Errorf("got %+v, want %+v", rows, want)
			}
		})
	}
}

// someStyles has one look per style: general, 14, a date code, zeros, a currency.
func someStyles() part {
	return part{"xl/styles.xml", `<styleSheet ` + mainNS + `><numFmts>` +
		`<numFmt numFmtId="164" formatCode="[$-42A]dd/mm/yyyy\ hh:mm"/>` +
		`<numFmt numFmtId="165" formatCode="000000000000"/>` +
		`<numFmt numFmtId="166" formatCode="#,##0&quot; đồng/năm my day&quot;"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>` +
		`<cellStyles><cellStyle xfId="0"/></cellStyles></styleSheet>`}
}

func TestPlacesOfCells(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, rows, want string }{
		{"gaps", `<row r="2"><c r="C2"><v>1</v></c></row><row r="9"><c r="A9"><v>2</v></c></row>`, "2:||1\n9:2\n"},
		{"no references", `<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>`, "1:1|2\n3:3\n"},
		{"blank tail", `<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="0"/><c r="XFD1"/></row>`, "1:1\n"},
		{"blank row", `<row r="1"><c r="A1"/></row><row r="5"></row>`, ""},
		{"comments", `<!-- a --><row r="1"><!-- > --><c r="A1"><v>1<!-- --></v></c></row><?pi ?>`, "1:1\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wantShow(t, mustRead(t, c.rows), c.want)
		})
	}
}

func TestRowsMayBeLeftEarlyAndReadAgain(t *testing.T) {
	t.Parallel()
	data := zipped(frame(worksheet(`<row><c><v>1</v></c></row><row><c><v>2</v></c></row>`)))
	book, err := openBytes(data, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for row, err := range book.Rows(0) {
			if err != nil || row.Cells[0].Text != "1" {
				t.Errorf("%v, %v", row, err)
			}
			break
		}
	}
}

func TestWorkbookOfExcelize(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	format := "yyyy-mm-dd"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	err = errors.Join(err,
		f.SetSheetRow("Sheet1", "A1", &[]any{"Họ tên", "Ngày sinh", "Số"}),
		f.SetSheetRow("Sheet1", "A2", &[]any{"Trần Thị Bưởi", 30000, "001"}),
		f.SetCellStyle("Sheet1", "B2", "B2", style),
		f.SetCellBool("Sheet1", "D2", true),
		f.MergeCell("Sheet1", "A4", "C5"),
	)
	if err != nil {
		t.Fatal(err)
	}
	book, err := openBytes(saved(t, f), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := collect(book, 0)
	if err != nil {
		t.Fatal(err)
	}
	wantShow(t, rows, "1:Họ tên|Ngày sinh|Số\n2:Trần Thị Bưởi|1982-02-18|001|TRUE\n")
	merged, err := book.Merged(0)
	if err != nil || !slices.Equal(merged, []Range{{1, 4, 3, 5}}) || merged[0].String() != "A4:C5" {
		t.Errorf("merged %v, %v", merged, err)
	}
}

func Test1904(t *testing.T) {
	t.Parallel()
	parts := frame(worksheet(`<row><c s="1"><v>0</v></c><c s="1"><v>43538</v></c><c s="1"><v>0.5</v></c></row>`))
	parts[1].body = `<workbook ` + mainNS + `><workbookPr date1904="1"/><sheets><sheet name="DS" r:id="rId1"/></sheets></workbook>`
	rows, err := readAll(zipped(append(parts, someStyles())), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	wantShow(t, rows, "1:1904-01-01|2023-03-15|12:00:00\n")
}
