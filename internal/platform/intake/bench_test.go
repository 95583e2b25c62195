package intake

import (
	"bytes"
	"strings"
	"testing"
)

// BenchmarkCheckPDF is a scan of 20 MB: a few large streams and ordinary objects.
func BenchmarkCheckPDF(b *testing.B) {
	noise := strings.Repeat("q 0.1 /F1 12 Tf\x9c\x07\xee~", 1<<18)
	body := pdf(append(page(""), "<< /Length 9 >>\nstream\n"+noise+"\nendstream", "<< /Length 9 >>\nstream\n"+noise+"\nendstream", strings.Repeat("<< /A (b) /C [1 2 3] >>\n", 1<<18))...)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Check(bytes.NewReader(body), int64(len(body)), "a.pdf", Limits{Size: 64 << 20}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheckXLSX(b *testing.B) {
	body := excelizeOf(b)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := Check(bytes.NewReader(body), int64(len(body)), "a.xlsx", Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
