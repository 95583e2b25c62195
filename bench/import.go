package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sotay/internal/platform/sheet"
)

const (
	listed       = 100_000
	listBranches = 2000
	aimImport    = 20 // seconds
)

// imports is a workbook of 100,000 people in 2,000 branches, taken in by the
// program's own command, against reading the same workbook and nothing else.
func (b *bench) imports(ctx context.Context) error {
	units, people := filepath.Join(b.dir, "units.xlsx"), filepath.Join(b.dir, "people.xlsx")
	n := b.scaled(listed)
	if err := unitList(units); err != nil {
		return err
	}
	if err := peopleList(people, n); err != nil {
		return err
	}
	alone, err := do(ctx, b.self, "read", people)
	if err != nil {
		return err
	}
	b.table.add(row{workload: "read a workbook, nothing else", size: thousands(n) + " rows", figure: short(alone.wall), memory: megabytes(alone.peak)})
	return b.each(ctx, "import", func(p place) error {
		base := []string{"--data", p.dir, "--db", p.url, "--log-level", "error", "import"}
		if _, err := do(ctx, b.exe, append(base, "units", "--day", "2020-02-03", units)...); err != nil {
			return err
		}
		for _, what := range []string{"new", "the same again"} {
			s, err := do(ctx, b.exe, append(base, "members", "--unit", "X1", people)...)
			if err != nil {
				return err
			}
			b.table.add(row{workload: "import, " + what + ", " + p.name, size: thousands(n) + " rows",
				figure: fmt.Sprintf("%s (%s CPU; aim %d s)", short(s.wall), short(s.cpu), aimImport), limit: short(alone.wall) + " to read",
				ratio: ratio(s.wall.Seconds(), alone.wall.Seconds()), memory: megabytes(s.peak)})
		}
		return nil
	})
}

// readAlone reads a workbook.
func readAlone(args []string) error {
	f, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	book, err := sheet.Open(f, info.Size(), args[0], sheet.DefaultLimits())
	if err != nil {
		return err
	}
	for _, err := range book.Rows(0) {
		if err != nil {
			return err
		}
	}
	return nil
}

func unitList(file string) error {
	rows := make([][]string, listBranches)
	for i := range rows {
		rows[i] = []string{fmt.Sprint("CB", i), "Chi bộ thôn " + letters(i), "branch", "X1"}
	}
	return write(file, []string{"Mã", "Tên đơn vị", "Loại", "Cấp trên"}, append([][]string{{"X1", "Đảng bộ xã Bảo Thắng", "grassroots", ""}}, rows...))
}

func peopleList(file string, n int) error {
	rows := make([][]string, n)
	for i := range rows {
		rows[i] = []string{fmt.Sprint(i + 1), "Nguyễn Văn " + letters(i), "19/05/1980", "Nam", "03/02/2005", "3-2-2006", fmt.Sprintf("%08d", 40_000_000+i),
			fmt.Sprintf("040080%06d", i), fmt.Sprintf("0912%06d", i), fmt.Sprint("CB", i%listBranches)}
	}
	return write(file, []string{"STT", "Họ và tên", "Ngày sinh", "Giới tính", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ ĐV", "CCCD", "Điện thoại", "Mã chi bộ"}, rows)
}

func write(file string, titles []string, rows [][]string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	columns := make([]sheet.Column, len(titles))
	for i, t := range titles {
		columns[i].Title = t
	}
	w, err := sheet.NewWriter(f, "Danh sách", columns)
	if err != nil {
		return err
	}
	defer w.Discard()
	for _, r := range rows {
		cells := make([]sheet.Cell, len(r))
		for i, text := range r {
			cells[i] = sheet.TextCell(text)
		}
		if err := w.Write(cells...); err != nil {
			return err
		}
	}
	return w.Close()
}

// letters spells n, so that different people have different names.
func letters(n int) string {
	word := ""
	for ; ; n = n/26 - 1 {
		word = string(rune('a'+n%26)) + word
		if n < 26 {
			return strings.ToUpper(word[:1]) + word[1:]
		}
	}
}
