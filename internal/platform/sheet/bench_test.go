package sheet

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

const benchRows, benchColumns = 100_000, 12

// memberRow is about what an office keeps of a member.
func memberRow(i int) []Cell {
	return []Cell{
		NumberCell(float64(i)), TextCell(fmt.Sprintf("Nguyễn Thị Phương %d", i)), DateCell(1950+i%50, 1+i%12, 1+i%28),
		TextCell([]string{"Nam", "Nữ"}[i%2]), TextCell(fmt.Sprintf("%012d", 1085000000+i)), TextCell("Kinh"), TextCell("Không"),
		TextCell(fmt.Sprintf("Thôn %d, xã Hòa Bình, tỉnh Thái Nguyên", i%500)), TextCell("Giáo viên"),
		DateCell(1980+i%40, 1+i%12, 1+i%28), TextCell(fmt.Sprintf("Chi bộ %d", i%900)), TextCell(""),
	}
}

func benchTable(b *testing.B, open newWriter) []byte {
	b.Helper()
	var buf bytes.Buffer
	w, err := open(&buf, make([]Column, benchColumns))
	if err != nil {
		b.Fatal(err)
	}
	defer w.Discard()
	for i := range benchRows {
		if err := w.Write(memberRow(i)...); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return buf.Bytes()
}

// benchShared is the same table as Excel itself would keep it: texts shared.
func benchShared() []byte {
	var rows, texts strings.Builder
	known := map[string]int{}
	for i := range benchRows {
		fmt.Fprintf(&rows, `<row r="%d" spans="1:12">`, i+1)
		for j, c := range memberRow(i) {
			switch c.Kind {
			case Text:
				n, ok := known[c.Text]
				if !ok {
					n = len(known)
					known[c.Text] = n
					fmt.Fprintf(&texts, `<si><t>%s</t></si>`, c.Text)
				}
				fmt.Fprintf(&rows, `<c r="%s" t="s"><v>%d</v></c>`, A1(j+1, i+1), n)
			case Date:
				fmt.Fprintf(&rows, `<c r="%s" s="1"><v>%v</v></c>`, A1(j+1, i+1), c.Serial)
			case Number:
				fmt.Fprintf(&rows, `<c r="%s"><v>%v</v></c>`, A1(j+1, i+1), c.Serial)
			}
		}
		rows.WriteString(`</row>`)
	}
	return zipped(append(frame(worksheet(rows.String())), someStyles(), part{"xl/sharedStrings.xml", `<sst>` + texts.String() + `</sst>`}))
}

func BenchmarkReadXLSXInline(b *testing.B) { benchRead(b, benchTable(b, newXLSX), benchRows+1) }
func BenchmarkReadXLSXShared(b *testing.B) { benchRead(b, benchShared(), benchRows) }
func BenchmarkReadCSV(b *testing.B)        { benchRead(b, benchTable(b, NewCSVWriter), benchRows+1) }

func BenchmarkWriteXLSX(b *testing.B) {
	for b.Loop() {
		benchTable(b, newXLSX)
	}
}

// maxLiveHeap is what reading may hold at once, the file itself not counted.
const maxLiveHeap = 40 << 20

func benchRead(b *testing.B, data []byte, want int) {
	before := liveHeap()
	var peak uint64
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		book, err := openBytes(data, DefaultLimits())
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for _, err := range book.Rows(0) {
			if err != nil {
				b.Fatal(err)
			}
			if n++; peak == 0 && n == benchRows/2 {
				b.StopTimer()
				peak = liveHeap()
				b.StartTimer()
			}
		}
		if n < want-1 {
			b.Fatalf("%d rows, want %d", n, want)
		}
	}
	live := int64(peak) - int64(before)
	b.ReportMetric(float64(live)/(1<<20), "live-MB")
	if live > maxLiveHeap {
		b.Fatalf("%d bytes live", live)
	}
	runtime.KeepAlive(data)
}

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
