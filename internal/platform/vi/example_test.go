package vi_test

import (
	"fmt"

	"sotay/internal/platform/vi"
)

// A column of names as a spreadsheet from 2003 holds it.
func Example() {
	column := []string{"NguyÔn V¨n An", "TRÇN THÞ B×NH", "Lª Quèc Hïng"}
	enc, _ := vi.Detect(column)
	for _, cell := range column {
		name := vi.Title(vi.Convert(cell, enc))
		fmt.Printf("%s | %s | %s\n", name, vi.Fold(name), vi.SortKey(name))
	}
	// Output:
	// Nguyễn Văn An | nguyen van an | AN0 VAaN0 NGUYEaN3
	// Trần Thị Bình | tran thi binh | BINH1 THI5 TRAbN1
	// Lê Quốc Hùng | le quoc hung | HUNG1 QUOaC4 LEa0
}
