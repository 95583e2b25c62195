package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// The letters of the old code TCVN3 (TCVN 5712:1993, table 3), which offices still
// have in their lists, against those of Unicode.
const (
	letters     = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĐ"
	lettersThen = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ§"
)

func asThen(s string) string {
	old, pairs := []rune(lettersThen), []string{}
	for i, r := range []rune(letters) {
		pairs = append(pairs, string(r), string(old[i]))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// What the list of the branch holds: eight people, one of them twice, and two rows
// that nobody can take in.
var listed = [][]any{
	{"ĐẢNG BỘ XÃ BẢO THẮNG"},
	{nil, "DANH SÁCH ĐẢNG VIÊN CHI BỘ THÔN ĐỒNG TÂM"},
	{},
	{"STT", "Họ và tên", "NTNS", "Giới tính", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ ĐV", "CCCD", "SĐT", "Trạng thái", "Chi bộ"},
	{1, "Nguyễn Thị Hạnh", "02/05/1971", "nữ", "03/02/1998", "03/02/1999", 1234501, 10171000001, 912345601, "Chính thức", village},
	{2, "Trần Văn Bình", "19/5/1968", "Nam", "2.9.90", "2/9/1991", 1234502, 10068000002, 912345602, "Chính thức", village},
	{},
	{3, "Lê Quang Dũng", 1975, "nam", "03/02/2005", "03-02-2006", 1234503, 10075000003, 912345603, "Chính thức", village},
	{4, "Phạm Thị Lan", "08/03/1980", "nữ", "19/05/2008", "19/05/2009", 1234504, 10180000004, 912345604, "Chính thức", village},
	{5, "Hoàng Văn Thắng", "11/11/1955", "nam", "1980", "1981", 1234505, 10055000005, nil, "Chính thức", village},
	{3, "Lê Quang Dũng", 1975, "nam", "03/02/2005", "03-02-2006", 1234503, 10075000003, 912345603, "Chính thức", village},
	{6, "Vũ Minh Đức", "20/10/1988", "nam", "07/11/2014", "07/11/2015", 1234506, 10088000006, 912345606, "Chính thức", village},
	{7, "Bùi Văn Sơn", "31/02/1980", "nam", "03/02/2010", "03/02/2011", 1234507, nil, 912345607, "Chính thức", village},
	{8, "Lý A Páo", "05/05/1983", "nam", "03/02/2012", "03/02/2013", 1234508, nil, 912345608, "Chính thức", "Chi bộ thôn Chưa Có"},
	{9, "Đỗ Thị Hoa", "30/04/1999", "nữ", "19/08/2025", nil, nil, 10199000009, 912345609, "Dự bị", village},
	{10, "Nông Văn Cường", "01/01/1990", "nam", "03/02/2018", "03/02/2019", 1234510, 10090000010, 912345610, "Chính thức", village},
	{},
	{nil, nil, nil, "Người lập biểu"},
}

// officeList writes the list as an office keeps it: names in the font of old, zeros
// lost at the head of numbers, titles above and a signature below.
func officeList(t testing.TB) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range listed {
		row = append([]any{}, row...)
		if i > 3 && len(row) > 1 {
			if name, ok := row[1].(string); ok {
				row[1] = asThen(name)
			}
		}
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Join(t.TempDir(), "DS dang vien thon Dong Tam.xlsx")
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
	return name
}
