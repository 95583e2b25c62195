package member

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
	"sotay/internal/platform/vi"
	"sotay/internal/rule"
)

func rulesFor(t testing.TB) rules {
	t.Helper()
	book, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rulesOn(book, "2026-09-10")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wordsFor(t testing.TB) wordings {
	t.Helper()
	book, err := rule.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	var r importRule
	if _, err := book.On("member.import", "2026-09-10", &r); err != nil {
		t.Fatal(err)
	}
	return newWordings(r)
}

func TestCheck(t *testing.T) {
	t.Parallel()
	r := rulesFor(t)
	good := Person{Name: "Lê Văn A", Birth: "1980-05-19", Admitted: "2005-02-03", Official: "2006-02-03"}
	for name, c := range map[string]struct {
		change func(*Person)
		state  State
		want   string
	}{
		"good":                   {func(*Person) {}, Official, ""},
		"year only":              {func(p *Person) { p.Birth, p.Admitted, p.Official = "1980", "2005", "2006" }, Official, ""},
		"born later this year":   {func(p *Person) { p.Birth, p.Admitted, p.Official = "2026-10", "", "" }, Official, "birth day_future"},
		"born this year":         {func(p *Person) { p.Birth, p.Admitted, p.Official = "2026", "", "" }, Official, ""},
		"no such form":           {func(p *Person) { p.Birth = "80" }, Official, "birth day_form"},
		"no such day":            {func(p *Person) { p.Official = "2006-02-30" }, Official, "official day_form"},
		"too old":                {func(p *Person) { p.Birth, p.Admitted = "1904", "" }, Official, "birth birth_old"},
		"official first":         {func(p *Person) { p.Official = "2004" }, Official, "official official_early"},
		"official the same year": {func(p *Person) { p.Official = "2005" }, Official, ""},
		"a child":                {func(p *Person) { p.Admitted = "1994" }, Official, "admitted age_refused"},
		"17":                     {func(p *Person) { p.Admitted = "1998-05-18" }, Official, "admitted age_young?"},
		"18 today":               {func(p *Person) { p.Admitted = "1998-05-19" }, Official, ""},
		"perhaps 18":             {func(p *Person) { p.Admitted = "1998" }, Official, ""},
		"61":                     {func(p *Person) { p.Birth = "1940-01-01" }, Official, "admitted age_late?"},
		"60":                     {func(p *Person) { p.Birth = "1944-02-04" }, Official, ""},
		"short probation":        {func(p *Person) { p.Official = "2006-02-02" }, Official, "official probation_short?"},
		"probationary":           {func(*Person) {}, Probationary, "official probationary_official"},
		"candidate":              {func(p *Person) { p.Official = "" }, Candidate, "admitted candidate_admitted"},
		"digits in a name":       {func(p *Person) { p.Name = "Lê Văn 4" }, Official, "name name_letters"},
		"highland name":          {func(p *Person) { p.Name = "H'Hen Niê Y-Blê" }, Official, ""},
		"long name":              {func(p *Person) { p.Name = strings.Repeat("ă", 81) }, Official, "name name_long"},
		"citizen of no province": {func(p *Person) { p.Citizen = "999080000001" }, Official, "citizen citizen_doubt?"},
		"citizen of other year":  {func(p *Person) { p.Citizen = "040081000001" }, Official, "citizen citizen_doubt?"},
	} {
		p := good
		c.change(&p)
		got := ""
		for _, f := range r.check(p, c.state) {
			got += string(f.field) + " " + strings.TrimPrefix(f.code, "member.")
			if !f.grave {
				got += "?"
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestNumbersAreMended(t *testing.T) {
	t.Parallel()
	n := rulesFor(t).numbers
	for in, want := range map[string]string{
		"040080000001": "040080000001", "040 080 000 001": "040080000001", "'40080000001": "+040080000001", "1080000001": "+001080000001",
		"123456789": "123456789", "40081000001": "40081000001", "40180000001": "40180000001", "abc": "abc", "99080000001": "99080000001", "": "",
	} {
		got, padded := n.citizen(in, "1980-05-19", Male)
		if padded {
			got = "+" + got
		}
		if got != want {
			t.Errorf("citizen %q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"0912345678": "0912345678", "912345678": "+0912345678", "+84 912.345.678": "0912345678", "84912345678": "0912345678", "0084-912-345-678": "0912345678",
		"(024) 3825 1234": "02438251234", "+84 (0)912345678": "0912345678", "0168123456789": "0168123456789", "843825123": "+0843825123", "112345678": "112345678",
	} {
		got, padded := n.phone(in)
		if padded {
			got = "+" + got
		}
		if got != want {
			t.Errorf("phone %q: %q, want %q", in, got, want)
		}
	}
}

func TestDaysAsListsHaveThem(t *testing.T) {
	t.Parallel()
	rd := newReader(layout{}, wordsFor(t), rulesFor(t))
	for _, c := range []struct {
		cell            sheet.Cell
		day, note, code string
	}{
		{sheet.TextCell("03/02/1985"), "1985-02-03", "", ""},
		{sheet.TextCell("3-2-1985"), "1985-02-03", "", ""},
		{sheet.TextCell("1985-02-03"), "1985-02-03", "", ""},
		{sheet.TextCell("3.2.85"), "1985-02-03", "row_short_year", ""},
		{sheet.TextCell("02/1985"), "1985-02", "", ""},
		{sheet.TextCell("1985"), "1985", "", ""},
		{sheet.NumberCell(1985), "1985", "", ""},
		{sheet.NumberCell(31081), "1985-02-03", "row_serial", ""},
		{sheet.TextCell("31081"), "1985-02-03", "row_serial", ""},
		{sheet.DateCell(1985, 2, 3), "1985-02-03", "", ""},
		{sheet.Cell{Kind: sheet.Date, Serial: 31081.5, Text: "1985-02-03 12:00:00"}, "1985-02-03", "", ""},
		{sheet.Cell{Kind: sheet.Date, Serial: 1985, Text: "1905-06-07"}, "1985", "row_year_as_day", ""},
		{sheet.Cell{Kind: sheet.Date, Serial: -1, Text: "-1"}, "", "", "row_no_day"},
		{sheet.TextCell("31/02/1985"), "", "", "row_no_day"},
		{sheet.TextCell("2/13/1985"), "", "", "row_no_day"},
		{sheet.TextCell("mùa xuân"), "", "", "row_day_form"},
		{sheet.NumberCell(7), "", "", "row_day_form"},
		{sheet.NumberCell(1e300), "", "", "row_day_form"},
	} {
		day, note, code := rd.day(c.cell, c.cell.Text)
		if string(day) != c.day || strings.TrimPrefix(note, "member.") != c.note || strings.TrimPrefix(code, "member.") != c.code {
			t.Errorf("%q: %q %q %q", c.cell.Text, day, note, code)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	w := wordsFor(t)
	for name, c := range map[string]struct {
		rows []string
		want string // fields by column, then the last row of the header
	}{
		"plain":         {[]string{"Họ và tên|Ngày sinh|Số thẻ ĐV|CCCD"}, "name birth card citizen 1"},
		"in capitals":   {[]string{"HỌ VÀ TÊN (*)|NTNS|SỐ CCCD/CMND"}, "name birth citizen 1"},
		"titles above":  {[]string{"ĐẢNG ỦY XÃ", "||DANH SÁCH", "STT|Họ tên đảng viên|Ngày sinh|Chi bộ"}, "- name birth unit 3"},
		"two rows":      {[]string{"Họ và tên|Ngày vào Đảng||Số thẻ", "|Dự bị|Chính thức|"}, "name admitted official card 2"},
		"men and women": {[]string{"TT|Họ và tên|Năm sinh|", "||Nam|Nữ"}, "- name birth_male birth_female 2"},
		"two names":     {[]string{"Họ và tên||Ngày sinh", "Họ đệm|Tên|"}, "family given birth 2"},
		"first person":  {[]string{"Họ và tên|Ngày sinh|Tình trạng|Ghi chú", "Lê Văn A|1980|Chính thức|Dự bị"}, "name birth state - 1"},
		"TCVN3":         {[]string{"Hä vµ tªn|Ngµy sinh"}, "name birth 1"},
		"VNI":           {[]string{"Hoï vaø teân|Ngaøy sinh"}, "name birth 1"},
		"NFD":           {[]string{"Họ và tên|Ngày sinh"}, "name birth 1"},
		"line breaks":   {[]string{"Họ và\ntên|Ngày,\ntháng, năm sinh"}, "name birth 1"},
		"twice":         {[]string{"Họ và tên|Ngày sinh|Năm sinh"}, "name birth - 1"},
		"no name":       {[]string{"Ngày sinh|Số thẻ"}, "none"},
		"no list":       {[]string{"Kế hoạch|Ngày", "1|2"}, "none"},
	} {
		var rows []sheet.Row
		for i, text := range c.rows {
			row := sheet.Row{Number: i + 1}
			for _, s := range strings.Split(text, "|") {
				row.Cells = append(row.Cells, sheet.TextCell(s))
			}
			rows = append(rows, row)
		}
		got := "none"
		if l, ok := w.findHeader(rows); ok {
			got = ""
			for _, col := range l.columns {
				got += orElse(string(col.Field), "-") + " "
			}
			got += string(rune('0' + l.last))
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestEveryWordingIsItsOwn makes sure that no wording names two fields.
func TestEveryWordingIsItsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]Field{}
	for f, words := range wordsFor(t).rule.Headings {
		for _, word := range words {
			if other, ok := seen[key(word)]; ok && other != f {
				t.Errorf("%q names %s and %s", word, f, other)
			}
			seen[key(word)] = f
		}
	}
}

// TestEveryCodeHasASentence reads the codes out of the sources.
func TestEveryCodeHasASentence(t *testing.T) {
	t.Parallel()
	topics := "states leaving admission numbers posts homes import"
	rights := "see own edit export"
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	said := Sentences()
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range regexp.MustCompile(`"member\.([a-z_]+)"`).FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(" "+topics+" "+rights+" ", " "+m[1]+" ") {
				continue
			}
			found++
			if said["member."+m[1]] == "" {
				t.Errorf("%s: member.%s has no sentence", file, m[1])
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d codes found", found)
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	r := rulesFor(t)
	m := Member{State: Probationary, StateFrom: "2025-09-02", Person: Person{Admitted: "2025-09-02"}}
	for _, c := range []struct {
		step Step
		want string
	}{
		{Step{To: Official, Day: "2026-09-02", Decision: "1"}, ""},
		{Step{To: Left, Day: "2026-09-02", Reason: Died}, ""},
		{Step{To: Left, Day: "2026-09-02", Reason: "tired", Decision: "1"}, "member.reason_unknown"},
		{Step{To: Official, Day: "2026-09-11", Decision: "1"}, "member.day_future"},
		{Step{To: Official, Day: "2025-09-02", Decision: "1"}, "member.day_early"},
		{Step{To: Official, Day: "hôm qua", Decision: "1"}, "member.day_form"},
		{Step{To: Candidate, Day: "2026-09-02", Decision: "1"}, "member.state_order"},
		{Step{To: "pope", Day: "2026-09-02", Decision: "1"}, "member.state_order"},
	} {
		_, err := r.step(m, c.step)
		if got := codesOf(err); got != c.want {
			t.Errorf("%+v: %q", c.step, got)
		}
	}
	after, err := r.step(m, Step{To: Official, Day: "2026-09-02", Decision: "1"})
	if err != nil || after.Official != "2026-09-02" || after.State != Official {
		t.Errorf("%+v %v", after, err)
	}
}

// FuzzList reads any text as a list: nothing panics, and everybody in it who is not
// refused has a name and days that exist.
func FuzzList(f *testing.F) {
	f.Add("Họ và tên,Ngày sinh,CCCD\nLê Văn A,31081,40080000001\n")
	f.Add("Họ và tên,Ngày vào Đảng,,SĐT\n,Dự bị,Chính thức,\nNguyÔn V¨n A,1e5,2.9.90,+84\n")
	w, r := wordsFor(f), rulesFor(f)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := w.look(File{"x.csv", strings.NewReader(text), int64(len(text))}, Options{})
		if err != nil {
			return
		}
		rd := newReader(s.layout, w, r)
		err = s.rowsOf(func(row sheet.Row) error {
			p := rd.read(row)
			if p.blank || p.refusal != nil {
				return nil
			}
			r.check(p.Person, Official)
			for _, day := range []civil.Approx{p.Birth, p.Admitted, p.Official} {
				if _, err := civil.ParseApprox(string(day)); err != nil && day != "" {
					t.Errorf("day %q", day)
				}
			}
			if p.Name == "" || p.Name != vi.NFC(p.Name) {
				t.Errorf("name %q", p.Name)
			}
			return nil
		})
		if err != nil {
			return
		}
	})
}

// codesOf joins the codes of the bad fields.
func codesOf(err error) string {
	var codes []string
	if err != nil {
		for _, c := range fault.Of(err).Fields {
			codes = append(codes, c)
		}
	}
	slices.Sort(codes)
	return strings.Join(codes, " ")
}
