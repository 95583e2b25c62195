package intake

import (
	"bytes"
	"strings"
	"testing"
)

// A marking that the body does not show is found all the same.
func TestMarksBesideTheText(t *testing.T) {
	t.Parallel()
	custom := `<Properties xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property name="Độ mật"><vt:lpwstr>Tối mật</vt:lpwstr></property></Properties>`
	sheet := func(head string) []byte {
		return xlsx(part{"xl/worksheets/sheet1.xml", `<worksheet><sheetData><row><c><v>MẬT</v></c></row></sheetData><headerFooter><oddHeader>` + head + `</oddHeader></headerFooter></worksheet>`})
	}
	for _, c := range []struct {
		name, mark string
		file       []byte
	}{
		{"title", Secret, docx(part{"docProps/core.xml", `<cp xmlns:dc="x"><dc:title>MẬT</dc:title></cp>`})},
		{"keywords", Secret, docx(part{"docProps/core.xml", `<cp><keywords>Độ mật: Mật</keywords></cp>`})},
		{"category", TopSecret, xlsx(part{"docProps/core.xml", `<cp><category>Tuyệt mật</category></cp>`})},
		{"own property", VerySec, docx(part{"docProps/custom.xml", custom})},
		{"head of a sheet", VerySec, sheet(`&amp;L&amp;"Times,Bold"&amp;12TỐI MẬT&amp;CTrang &amp;P`)},
		{"drawing", Secret, xlsx(part{"xl/drawings/drawing1.xml", `<d xmlns:a="x"><a:p><a:r><a:t>MẬT</a:t></a:r></a:p></d>`})},
		{"ordinary title", "", docx(part{"docProps/core.xml", `<cp><title>Quy chế bảo vệ bí mật</title></cp>`})},
		{"ordinary head", "", sheet(`&amp;CBáo cáo &amp;A`)},
		{"nothing", "", docx()},
	} {
		marks, err := OfficeMarks(bytes.NewReader(c.file), int64(len(c.file)), Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if mark, _ := Secrecy(strings.Join(marks, "\f")); mark != c.mark {
			t.Errorf("%s: %q in %q, want %q", c.name, mark, marks, c.mark)
		}
	}
}

func TestMarksAreBounded(t *testing.T) {
	t.Parallel()
	long := docx(part{"docProps/core.xml", `<cp>` + strings.Repeat("<title>"+strings.Repeat("mật ong ", 1000)+"</title>", 200) + `</cp>`})
	if _, err := OfficeMarks(bytes.NewReader(long), int64(len(long)), Limits{}); err == nil {
		t.Error("properties without end were taken")
	}
}
