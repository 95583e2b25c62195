package member_test

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/sheet"
)

// benchRows is the size that speed.md asks for.
const benchRows = 100_000

// BenchmarkImport measures a workbook of 100,000 people in 2,000 branches: taken in
// once, then found to be the same. It reports the peak of the heap beside the time.
func BenchmarkImport(b *testing.B) {
	for _, engine := range dbtest.Engines() {
		b.Run(engine, func(b *testing.B) {
			for b.Loop() {
				benchImport(b, engine)
			}
		})
	}
}

const benchBranches = 2000

func benchImport(b *testing.B, engine string) {
	b.StopTimer()
	p := setUp(b, dbtest.Open(b, engine, at(today)))
	openBranches(b, p)
	file := benchFile(b)
	runtime.GC()
	peak := watchHeap()
	b.StartTimer()
	start, used := time.Now(), cpu(b)
	first, err := p.members.ImportFile(b.Context(), root, file, member.Options{Unit: "X1"}, nil)
	if err != nil || first.New != benchRows {
		b.Fatalf("%+v %v", first.Summary, err)
	}
	b.ReportMetric(time.Since(start).Seconds(), "s/new")
	b.ReportMetric(cpu(b)-used, "cpu-s/new")
	start, used = time.Now(), cpu(b)
	again, err := p.members.ImportFile(b.Context(), root, file, member.Options{Unit: "X1"}, nil)
	if err != nil || again.Same != benchRows {
		b.Fatalf("%+v %v", again.Summary, err)
	}
	b.ReportMetric(time.Since(start).Seconds(), "s/same")
	b.ReportMetric(cpu(b)-used, "cpu-s/same")
	start = time.Now()
	if err := again.WriteResult(io.Discard); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(time.Since(start).Seconds(), "s/result")
	b.ReportMetric(float64(peak())/(1<<20), "MB-heap")
}

func openBranches(b *testing.B, p place) {
	rows := make([]org.ImportRow, benchBranches)
	for i := range rows {
		rows[i] = org.ImportRow{Line: i + 1, Code: fmt.Sprint("CB", i), Name: fmt.Sprint("Chi bộ số ", i), Kind: org.Branch, Parent: "X1"}
	}
	in := org.Intake{Rows: rows, Decision: org.Decision{Number: "1", Day: "2020-02-03"}}
	if _, err := p.units.Import(b.Context(), root, in, false); err != nil {
		b.Fatal(err)
	}
}

// benchFile keeps the workbook on disk, as uploads are.
func benchFile(b *testing.B) member.File {
	f, err := os.Create(b.TempDir() + "/ds.xlsx")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { f.Close() })
	var columns []sheet.Column
	for _, t := range []string{"STT", "Họ và tên", "Ngày sinh", "Giới tính", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ ĐV", "CCCD", "Điện thoại", "Mã chi bộ"} {
		columns = append(columns, sheet.Column{Title: t})
	}
	w, err := sheet.NewWriter(f, "Danh sách", columns)
	for i := range benchRows {
		x := someone(i)
		err = w.Write(sheet.NumberCell(float64(i+1)), sheet.TextCell(x.Name), sheet.DateCell(1980, 5, 19), sheet.TextCell("Nam"), sheet.TextCell("03/02/2005"),
			sheet.TextCell("3-2-2006"), sheet.TextCell(x.Card), sheet.TextCell(x.Citizen), sheet.TextCell(x.Phone), sheet.TextCell(fmt.Sprint("CB", i%benchBranches)))
	}
	if err == nil {
		err = w.Close()
	}
	size, _ := f.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		b.Fatal(err)
	}
	return member.File{Name: "ds.xlsx", Reader: f, Size: size}
}

// watchHeap samples the heap in use until the returned function is called.
func watchHeap() (peak func() uint64) {
	var top atomic.Uint64
	stop := make(chan struct{})
	base := heap()
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				top.Store(max(top.Load(), heap()))
			}
		}
	}()
	return func() uint64 { close(stop); return top.Load() - min(base, top.Load()) }
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// cpu is the processor time of this process so far: on a shared machine it tells
// more than the clock does.
func cpu(b *testing.B) float64 {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano()).Seconds()
}
