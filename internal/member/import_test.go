package member_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"sotay/internal/member"
	"sotay/internal/platform/db"
	"sotay/internal/platform/dbtest"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
)

// outcomes is the file as "row outcome code cell", one row each.
func outcomes(r member.Report) []string {
	var out []string
	for _, v := range r.Verdicts {
		s := fmt.Sprint(v.Row, " ", v.Outcome)
		if len(v.Remarks) > 0 && v.Outcome != member.RowChanged {
			s += " " + strings.TrimPrefix(v.Remarks[0].Code, "member.") + " " + v.Remarks[0].Cell
		}
		out = append(out, strings.TrimSpace(s))
	}
	return out
}

// officeList is what offices send: titles above, a group over two headings, a row
// of numbers, parts, a repeated header and a note below.
const officeList = `ĐẢNG BỘ XÃ MỘT,,,,,,,,,
,,DANH SÁCH ĐẢNG VIÊN,,,,,,,
,,,,,,,,,
TT,Họ tên đảng viên,NTNS,Giới tính,Ngày vào Đảng,,Số thẻ ĐV,CCCD,SĐT,Chi bộ
,,,,Dự bị,Chính thức,,,,
(1),(2),(3),(4),(5),(6),(7),(8),(9),(10)
I,Chi bộ Thôn 1,,,,,,,,
1,NGUYỄN VĂN AN,19/5/1960,Nam,03/02/1985,3-2-1986,1234567,40060000001,912345678,Thôn 1
2,Lê Thị Bình,1972,nữ,02/1999,2000,40000002,'040172000002,0912.345.679,Chi bộ Thôn 2
3,Trần Văn Cường,22051,,2.9.90,2/9/1991,,1.23457E+11,,Thôn 1
4,Phạm Văn Dũng,31/02/1980,,,,40000004,,,Thôn 1
TT,Họ tên đảng viên,NTNS,Giới tính,Ngày vào Đảng,,Số thẻ ĐV,CCCD,SĐT,Chi bộ
5,Đỗ Văn Em,1980-01-02,,,,40000005,012345678,,Thôn 1
6,Hồ Văn Giang,1980-01-02,,,,40000006,,,Thôn 9
7,Lê Thị Bình,1972,nữ,02/1999,2000,40000002,'040172000002,0912.345.679,Chi bộ Thôn 2
8,Lê Thị Bình,1973,nữ,,,40000002,,,Chi bộ Thôn 2
9,Vũ Văn Hải,,,,,,,0912345670,Thôn 1
,,,Người lập biểu,,,,,,
`

func TestAnOfficesList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		r, err := p.members.ImportFile(t.Context(), root, csv(officeList), member.Options{Unit: "X1", DryRun: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"6 ignored", "7 ignored",
			"8 new row_padded H8",
			"9 new",
			"10 refused row_scientific H10",
			"11 refused row_no_day C11",
			"12 ignored",
			"13 refused citizen_old H13",
			"14 refused row_unit_unknown J14",
			"15 same row_repeated",
			"16 refused row_duplicate B16",
			"17 refused row_identity B17",
			"18 ignored",
		}
		if got := outcomes(r); !slices.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if n := len(p.ofUnit(t, "B1", today)); n != 0 {
			t.Errorf("a dry run brought %d people", n)
		}
		r, err = p.members.ImportFile(t.Context(), root, csv(officeList), member.Options{Unit: "X1"}, nil)
		if code(err) != "member.import_refused" || r.Refused != 6 || r.Done || len(p.ofUnit(t, "B1", today)) != 0 {
			t.Errorf("a list with refused rows: %v %+v", err, r.Summary)
		}
		r, err = p.members.ImportFile(t.Context(), root, csv(officeList), member.Options{Unit: "X1", SkipRefused: true}, nil)
		if err != nil || !r.Done || r.New != 2 || r.Rows != 13 {
			t.Errorf("%v %+v", err, r.Summary)
		}
		one := p.record(t, p.ofUnit(t, "B1", today)[0].ID)
		if x := one.Person; x != (member.Person{Name: "Nguyễn Văn An", Birth: "1960-05-19", Sex: member.Male, Admitted: "1985-02-03", Official: "1986-02-03",
			Card: "01234567", Citizen: "040060000001", Phone: "0912345678"}) {
			t.Errorf("first %+v", x)
		}
		two := p.record(t, p.ofUnit(t, "B2", today)[0].ID)
		if x := two.Person; x != (member.Person{Name: "Lê Thị Bình", Birth: "1972", Sex: member.Female, Admitted: "1999-02", Official: "2000",
			Card: "40000002", Citizen: "040172000002", Phone: "0912345679"}) {
			t.Errorf("second %+v", x)
		}
		r, err = p.members.ImportFile(t.Context(), root, csv(officeList), member.Options{Unit: "X1", SkipRefused: true}, nil)
		if err != nil || r.New+r.Changed != 0 || r.Same != 3 {
			t.Errorf("again: %v %+v", err, r.Summary)
		}
	}, at(today))
}

func TestWorkbookWithDaysNumbersAndResult(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		file := book(t, "DANH SÁCH ĐẢNG VIÊN CHI BỘ",
			texts("STT", "Họ đệm", "Tên", "Ngày sinh", "Ngày kết nạp", "Ngày chính thức", "Số CCCD", "Ghi chú"),
			append(append(texts("1", "Lê Văn", "Ba"), sheet.DateCell(1960, 12, 30), sheet.NumberCell(31081), sheet.NumberCell(1986), sheet.NumberCell(40060000009)), sheet.TextCell("=1+1")),
			append(texts("2", "Lê Văn", "Tư"), sheet.Cell{Kind: sheet.Date, Serial: 1961, Text: "1905-05-14"}),
			texts("3", "Lê Văn", "Năm", "1960", "", "", "001060000011", ""),
		)
		var last int
		r, err := p.members.ImportFile(t.Context(), root, file, member.Options{Unit: "B1"}, func(done, total int) { last = done * 100 / total })
		if err != nil || last != 100 {
			t.Fatalf("%v, progress %d", err, last)
		}
		want := []string{"3 new row_serial E3", "4 new row_year_as_day D4", "5 new row_state_assumed B5"}
		if got := outcomes(r); !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		for i, f := range []member.Field{"", "family", "given", "birth", "admitted", "official", "citizen", ""} {
			if r.Columns[i].Field != f {
				t.Errorf("column %+v is not %q", r.Columns[i], f)
			}
		}
		first := p.record(t, p.ofUnit(t, "B1", today)[0].ID)
		if first.Name != "Lê Văn Ba" || first.Admitted != "1985-02-03" || first.Citizen != "040060000009" || first.Official != "1986" {
			t.Errorf("first %+v", first.Person)
		}
		checkResult(t, r)
	}, at(today))
}

// checkResult reads the result file back.
func checkResult(t *testing.T, r member.Report) {
	t.Helper()
	var out bytes.Buffer
	if err := r.WriteResult(&out); err != nil {
		t.Fatal(err)
	}
	b, err := sheet.Open(bytes.NewReader(out.Bytes()), int64(out.Len()), "kq.xlsx", sheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var rows []sheet.Row
	for row, err := range b.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if len(rows) != 4 || rows[1].Cells[7].Text != "=1+1" || rows[1].Cells[8].Text != "Thêm mới" ||
		rows[1].Cells[9].Text != "Đã đổi số của bảng tính thành ngày 03/02/1985. Đã thêm số 0 bị mất ở đầu." || rows[1].Cells[10].Text != "E3, G3" {
		t.Errorf("result %+v", rows[min(1, len(rows)-1)])
	}
}

func TestOldEncodingsAreSeenAndConverted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		abc := "Hä vµ tªn,N¨m sinh,Sè thÎ\nNguyÔn V¨n Hïng,1960,40000001\nTrÇn ThÞ H\u00ad¬ng,1961,40000002\nPh¹m Quèc TuÊn,1962,40000003\n"
		r, err := p.members.ImportFile(t.Context(), root, csv(abc), member.Options{Unit: "B1"}, nil)
		if err != nil || !r.Converted || r.Columns[0].Encoding != "TCVN3 (ABC)" && r.Columns[0].Encoding != "TCVN3" {
			t.Fatalf("%v %+v", err, r.Summary)
		}
		vni := "Hoï vaø teân,Naêm sinh,Soá theû\nNguyeãn Vaên Nam,1960,40000011\nTraàn Thò Thuûy,1961,40000012\nPhaïm Quoác Vieät,1962,40000013\n"
		r, err = p.members.ImportFile(t.Context(), root, csv(vni), member.Options{Unit: "B1"}, nil)
		if err != nil || !r.Converted {
			t.Fatalf("%v %+v", err, r.Summary)
		}
		var names []string
		for _, c := range p.ofUnit(t, "B1", today) {
			names = append(names, c.Name)
		}
		want := []string{"Nguyễn Văn Hùng", "Trần Thị Hương", "Nguyễn Văn Nam", "Trần Thị Thủy", "Phạm Quốc Tuấn", "Phạm Quốc Việt"}
		slices.Sort(names)
		slices.Sort(want)
		if !slices.Equal(names, want) {
			t.Errorf("names %q", names)
		}
		r, err = p.members.ImportFile(t.Context(), root, csv(abc), member.Options{Unit: "B1", Encoding: "unicode", DryRun: true}, nil)
		if err != nil || r.Refused != 3 || r.Verdicts[0].Remarks[0].Code != "member.name_font" {
			t.Errorf("left as they are: %v %v", err, outcomes(r))
		}
		if _, err = p.members.ImportFile(t.Context(), root, csv(abc), member.Options{Unit: "B1", Encoding: "ebcdic"}, nil); field(err, "encoding") != "member.encoding_unknown" {
			t.Errorf("no such encoding: %v", err)
		}
	}, at(today))
}

func TestImportChangesFillsAndKeeps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		x := someone(1)
		x.Name, x.Citizen, x.Phone = "Nguyễn Văn Ái", "", ""
		id := p.add(t, "B1", x)
		list := "Họ và tên,Ngày sinh,Số thẻ,CCCD,SĐT,Ngày vào Đảng\nNguyen Van Ai,1980," + x.Card + ",040080000001,,\n"
		r, err := p.members.ImportFile(t.Context(), root, csv(list), member.Options{Unit: "B1"}, nil)
		if err != nil || r.Changed != 1 {
			t.Fatalf("%v %v", err, outcomes(r))
		}
		x.Citizen = "040080000001"
		if got := p.record(t, id); got.Person != x || got.Rev != 2 {
			t.Errorf("%+v, want %+v", got.Person, x)
		}
		list = "Họ và tên,Số thẻ,Ngày chính thức\nNguyễn Văn Ái," + x.Card + ",3/2/2007\n"
		if r, err = p.members.ImportFile(t.Context(), root, csv(list), member.Options{Unit: "B1"}, nil); err != nil || r.Changed != 1 {
			t.Fatalf("%v %v", err, outcomes(r))
		}
		got := p.record(t, id)
		if len(got.States) != 2 || got.States[1].From != "2007-02-03" || got.StateFrom != "2007-02-03" {
			t.Errorf("the history goes by the corrected day: %+v %v", got.States, got.StateFrom)
		}
	}, at(today))
}

func TestRowsAboutKnownPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		p.add(t, "B1", someone(1)) // Nguyễn Văn B
		p.add(t, "B3", someone(2)) // Nguyễn Văn C
		p.add(t, "B1", someone(3)) // Nguyễn Văn D
		dead := p.add(t, "B1", someone(4))
		if err := p.members.Leave(t.Context(), root, dead, 1, "died", "2026-09-01", ""); err != nil {
			t.Fatal(err)
		}
		young := someone(5)
		young.Official, young.Admitted = "", "2026-01-01"
		if _, err := p.members.Add(t.Context(), root, p.unit["B1"].ID, member.Entry{Person: young, State: member.Probationary}); err != nil {
			t.Fatal(err)
		}
		const head = "Họ và tên,Ngày sinh,Số thẻ,CCCD,Trạng thái,Ngày chính thức\n"
		for row, want := range map[string]string{
			"Nguyễn Văn B,19/5/1980,40000001,040080000001,,":  "2 same",
			"Nguyễn Văn B,1980,,,,":                           "2 same",
			"Nguyễn Văn B,,40000001,,Chính thức,":             "2 same",
			"Nguyễn Văn B,19/5/1980,40000077,040080000001,,":  "2 changed",
			"Nguyễn Văn B,19/5/1980,40000077,,,":              "2 refused row_unsure A2",
			"Nguyễn Văn B,,40000077,,,":                       "2 refused row_unsure A2",
			"Nguyễn Văn B,1981,40000077,,,":                   "2 new row_state_assumed A2",
			"Nguyễn Văn B,19/5/1980,,040080000099,,":          "2 new row_state_assumed A2",
			"Nguyễn Văn B,,40000001,040080000099,,":           "2 refused row_card_taken C2",
			"Nguyễn Văn B,,40000001,040080000003,,":           "2 refused row_two_people C2",
			"Trần Thị Z,1970,40000001,,,":                     "2 refused row_other_person C2",
			"Nguyễn Văn C,19/5/1980,40000002,,,":              "2 refused row_elsewhere A2",
			"Nguyễn Văn E,19/5/1980,40000004,,,":              "2 refused row_left A2",
			"Nguyễn Văn B,19/5/1980,40000001,,Dự bị,":         "2 refused row_state_back E2",
			"Nguyễn Văn F,19/5/1980,40000005,,,":              "2 same",
			"Nguyễn Văn F,19/5/1980,40000005,,,2/9/2026":      "2 changed",
			"Nguyễn Văn F,19/5/1980,40000005,,Dự bị,2/9/2026": "2 refused probationary_official F2",
			"Nguyễn Văn B,19/5/1980,40000001,,tốt,":           "2 refused state_unknown E2",
		} {
			r, err := p.members.ImportFile(t.Context(), root, csv(head+row), member.Options{Unit: "B1", DryRun: true}, nil)
			if got := outcomes(r); err != nil || len(got) != 1 || got[0] != want {
				t.Errorf("%s: %v %v, want %s", row, got, err, want)
			}
		}
		r, err := p.members.ImportFile(t.Context(), clerk(p.unit["X1"].Path), csv(head+"Nguyễn Văn C,19/5/1980,40000002,,,"), member.Options{Unit: "B1", DryRun: true}, nil)
		if err != nil || r.Verdicts[0].Remarks[0].Code != "member.row_elsewhere_hidden" || len(r.Verdicts[0].Remarks[0].Args) != 0 {
			t.Errorf("a clerk who may not see the other unit: %v %+v", err, r.Verdicts)
		}
	}, at(today))
}

func TestUnitsAreNeverGuessed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		const head = "Họ và tên,Ngày sinh,Chi bộ\nLê Văn A,1980,"
		for _, c := range []struct{ top, unit, want string }{
			{"X1", "B1", "2 new"}, {"X1", "Chi bộ Thôn 1", "2 new"}, {"X1", "thon 2", "2 new"},
			{"T", "Thôn 1", "2 refused row_unit_several C2"}, {"T", "Thôn 2", "2 new"}, {"X1", "B3", "2 refused row_unit_unknown C2"},
			{"X1", "", "2 refused row_unit_missing C2"}, {"B1", "", "2 new"}, {"T", "Đảng bộ xã Một", "2 refused row_unit_kind C2"},
		} {
			r, err := p.members.ImportFile(t.Context(), root, csv(head+c.unit+"\n"), member.Options{Unit: c.top, DryRun: true}, nil)
			if got := outcomes(r); err != nil || len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
				t.Errorf("%+v: %v %v", c, got, err)
			}
		}
		if _, err := p.members.ImportFile(t.Context(), clerk(p.unit["X2"].Path), csv(head), member.Options{Unit: "X1", DryRun: true}, nil); !fault.Is(err, fault.NotFound) {
			t.Errorf("a clerk of elsewhere: %v", err)
		}
	}, at(today))
}

func TestTwoImportsAtOnceBringNobodyTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		var list strings.Builder
		list.WriteString("Họ và tên,Ngày sinh,Số thẻ\n")
		const people = 1500
		for n := range people { // half of them without any number
			fmt.Fprintf(&list, "Lê Văn %s,%d,%s\n", letters(n), 1940+n%50, []string{"", fmt.Sprint(50_000_000 + n)}[n%2])
		}
		var both sync.WaitGroup
		for range 3 {
			both.Go(func() {
				r, err := p.members.ImportFile(t.Context(), root, csv(list.String()), member.Options{Unit: "B1"}, nil)
				if err != nil || r.New+r.Same != people {
					t.Errorf("%v %+v", err, r.Summary)
				}
			})
		}
		both.Wait()
		if n := len(p.ofUnit(t, "B1", today)); n != people {
			t.Errorf("%d people", n)
		}
	}, at(today))
}

func TestHostileFilesGetASentence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		whole := book(t, "", texts("Họ và tên", "Ngày sinh"), texts("Lê Văn A", "1980"))
		body := make([]byte, whole.Size)
		if _, err := whole.Reader.ReadAt(body, 0); err != nil {
			t.Fatal(err)
		}
		var empty bytes.Buffer
		if err := zip.NewWriter(&empty).Close(); err != nil {
			t.Fatal(err)
		}
		for want, text := range map[string]string{
			"member.file_empty":  "",
			"member.file_pdf":    "%PDF-1.7\n",
			"member.file_xls":    "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00", 99),
			"member.file_other":  empty.String(),
			"member.file_header": "Một,Hai\n1,2\n",
			"member.file_cut":    string(body[:len(body)/2]),
		} {
			_, err := p.members.ImportFile(t.Context(), root, csv(text), member.Options{Unit: "B1"}, nil)
			if got := code(err); got != want && !(want == "member.file_cut" && got == "member.file_damaged") {
				t.Errorf("%s: %v", want, err)
			}
			if member.Sentences()[code(err)] == "" {
				t.Errorf("%s has no sentence", code(err))
			}
		}
	}, at(today))
}

func TestStagedImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		p := setUp(t, d)
		who := clerk(p.unit["X1"].Path)
		list := csv("Họ và tên,Ngày sinh\nLê Văn A,1980\nLê Văn B,1990\nLê Văn C,32/1/1990\n")
		for _, skip := range []bool{false, true} {
			id, err := p.members.Start(ctx, who, "ds.csv", "blob-1", member.Options{Unit: "B1", SkipRefused: skip})
			if err != nil {
				t.Fatal(err)
			}
			kept := 0
			keep := func(r member.Report) (string, error) { kept = len(r.Verdicts); return "blob-2", nil }
			for range 2 { // a job may run again
				if err := p.members.RunStaged(ctx, who, id, list, keep); err != nil {
					t.Fatal(err)
				}
			}
			got, err := p.members.Staged(ctx, who, id)
			want := map[bool]string{false: "refused", true: "done"}[skip]
			if err != nil || got.State != want || got.Done != 3 || got.Total != 3 || got.Summary.Refused != 1 || got.Result != "blob-2" || kept != 3 {
				t.Errorf("%v %+v", err, got)
			}
			if _, err := p.members.Staged(ctx, clerk(p.unit["X2"].Path), id); !fault.Is(err, fault.NotFound) {
				t.Errorf("elsewhere: %v", err)
			}
		}
		if list, err := p.members.StagedList(ctx, who); err != nil || len(list) != 2 || list[0].State == list[1].State {
			t.Errorf("list %v %v", list, err)
		}
	}, at(today))
}

func TestExportIsReadAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := setUp(t, d)
		for n := range 5 {
			x := someone(n)
			if n == 0 {
				x.Birth, x.Admitted, x.Official = "1950-02", "1970", ""
			}
			p.add(t, []string{"B1", "B2", "B3"}[n%3], x)
		}
		var out bytes.Buffer
		n, err := p.members.ExportFile(t.Context(), clerk(p.unit["X1"].Path), member.Filter{Under: p.unit["X1"].Path}, &out)
		if err != nil || n != 4 {
			t.Fatalf("%d %v", n, err)
		}
		file := member.File{Name: "x.xlsx", Reader: bytes.NewReader(out.Bytes()), Size: int64(out.Len())}
		r, err := p.members.ImportFile(t.Context(), root, file, member.Options{Unit: "X1"}, nil)
		if err != nil || r.Same != 4 {
			t.Errorf("%v %v", err, outcomes(r))
		}
		if _, err := p.members.ExportFile(t.Context(), clerk(p.unit["X2"].Path), member.Filter{Under: p.unit["X1"].Path}, &out); !fault.Is(err, fault.NotFound) {
			t.Errorf("elsewhere: %v", err)
		}
	}, at(today))
}

// TestTheSameListTwice imports random lists: the dry run says what the import does,
// and the rows that were taken in are all the same when they come again.
func TestTheSameListTwice(t *testing.T) {
	t.Parallel()
	p := setUp(t, dbtest.Open(t, "sqlite", at(today)))
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++ // other people each time, so that one tree serves all
		list := randomList(rt, n)
		take := func(list []string, dry bool) member.Report {
			text := "Họ và tên,Ngày sinh,Số thẻ,CCCD,Chi bộ,Ngày chính thức\n" + strings.Join(list, "\n")
			r, err := p.members.ImportFile(t.Context(), root, csv(text), member.Options{Unit: "X1", DryRun: dry, SkipRefused: true}, nil)
			if err != nil {
				rt.Fatal(err)
			}
			return r
		}
		dry, first := take(list, true), take(list, false)
		if a, b := outcomes(dry), outcomes(first); !slices.Equal(a, b) {
			rt.Fatalf("the dry run says\n%s\nthe import\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
		}
		var good []string
		for _, v := range first.Verdicts {
			if v.Outcome != member.RowRefused {
				good = append(good, list[v.Row-2])
			}
		}
		if again := take(good, false); again.Same+again.Ignored != len(good) {
			rt.Fatalf("%s\nagain\n%s", strings.Join(good, "\n"), strings.Join(outcomes(again), "\n"))
		}
	})
}

// randomList draws from so few values that people meet in every way.
func randomList(rt *rapid.T, n int) (list []string) {
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(rt, label) }
	tag, number := letters(n), func(digit string) string { return fmt.Sprintf("%05d%s", n, digit) }
	for range rapid.IntRange(1, 30).Draw(rt, "rows") {
		card, citizen := pick("card", "1", "2", "3", ""), pick("citizen", "1", "2", "")
		if card != "" {
			card = "40" + number(card)
		}
		if citizen != "" {
			citizen = "040080" + number(citizen)
		}
		list = append(list, strings.Join([]string{
			pick("name", "Lê Văn A", "Lê Văn B", "LÊ VĂN A", "le van b", "") + tag, pick("birth", "1980", "19/5/1980", "1981", "", "30/2/1980"),
			card, citizen, pick("unit", "B1", "Thôn 2", "B3"), pick("official", "", "2006", "3/2/2006"),
		}, ","))
	}
	return list
}
