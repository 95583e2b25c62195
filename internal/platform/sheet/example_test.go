package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"log"

	"sotay/internal/platform/sheet"
)

func Example() {
	var file bytes.Buffer
	w, err := sheet.NewWriter(&file, "Đảng viên", []sheet.Column{{Title: "Họ tên", Width: 30}, {Title: "Ngày vào Đảng"}})
	if err != nil {
		log.Fatal(err)
	}
	defer w.Discard()
	if err := errors.Join(w.Write(sheet.TextCell("Trần Thị Bưởi"), sheet.DateCell(2001, 2, 3)), w.Close()); err != nil {
		log.Fatal(err)
	}

	book, err := sheet.Open(bytes.NewReader(file.Bytes()), int64(file.Len()), "danh sách.xlsx", sheet.DefaultLimits())
	if err != nil {
		log.Fatal(err) // errors.Is(err, sheet.ErrEncrypted) and so on
	}
	for row, err := range book.Rows(0) {
		if err != nil {
			log.Fatal(err) // errors.As finds a *sheet.PlaceError
		}
		for i, cell := range row.Cells {
			fmt.Println(sheet.A1(i+1, row.Number), cell.Text)
		}
	}
	// Output:
	// A1 Họ tên
	// B1 Ngày vào Đảng
	// A2 Trần Thị Bưởi
	// B2 2001-02-03
}
