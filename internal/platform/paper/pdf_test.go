package paper

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestHeadStandsWhereTheGuidancePutsIt(t *testing.T) {
	t.Parallel()
	spans := rows(read(t, render(t, resolution())))
	left, right, middle := 30+68/2.0, 30+68+97/2.0, 30+165/2.0
	for _, c := range []struct {
		text   string
		centre float64
		face   Face
	}{
		{"ĐẢNG ỦY XÃ BẢO THẮNG", left, Face{Size: 13}},
		{"CHI BỘ THÔN ĐỒNG TÂM", left, Face{Size: 13, Bold: true}},
		{"*", left, Face{Size: 13}},
		{"Số 05-NQ/CB", left, Face{Size: 14}},
		{"ĐẢNG CỘNG SẢN VIỆT NAM", right, Face{Size: 14, Bold: true}},
		{"Lào Cai, ngày 03 tháng 02 năm 2026", right, Face{Size: 14, Italic: true}},
		{"NGHỊ QUYẾT", middle, Face{Size: 16, Bold: true}},
		{"sinh hoạt chi bộ thường lệ tháng 02 năm 2026", middle, Face{Size: 14, Bold: true}},
	} {
		s := find(t, spans, c.text)
		if s.page != 1 || !near((s.x+s.end)/2, c.centre) || s.face != c.face {
			t.Errorf("%s: page %d, centre %.2f, %+v; want centre %.2f, %+v", c.text, s.page, (s.x+s.end)/2, s.face, c.centre, c.face)
		}
	}
	if a, b := find(t, spans, "ĐẢNG ỦY XÃ BẢO THẮNG"), find(t, spans, "CHI BỘ THÔN ĐỒNG TÂM"); a.y >= b.y {
		t.Errorf("the superior body at %.1f is not above the issuer at %.1f", a.y, b.y)
	}
	if a, b := find(t, spans, "Số 05-NQ/CB"), find(t, spans, "Lào Cai, ngày 03 tháng 02 năm 2026"); !near(a.y, b.y) {
		t.Errorf("number at %.2f and day at %.2f share no line", a.y, b.y)
	}
}

func TestLongPlaceStaysOnTheLineOfTheDay(t *testing.T) {
	t.Parallel()
	p := resolution()
	p.Place = "Thành phố Hồ Chí Minh"
	s := find(t, rows(read(t, render(t, p))), "Thành phố Hồ Chí Minh, ngày 03 tháng 02 năm 2026")
	if s.end > 195.05 {
		t.Errorf("it ends at %.2f mm", s.end)
	}
}

func TestTextStaysInsideTheMargins(t *testing.T) {
	t.Parallel()
	long := resolution()
	long.Body = append([]Block{Text(longWord()), Heading{Text: longWord()}, Dashes(longWord()),
		Table{Columns: []Column{{Title: longWord(), Width: 1}, {Title: "B", Width: 9}}, Rows: [][]string{{longWord(), longWord()}}}}, long.Body...)
	long.Abstract, long.Superior = longWord(), strings.Repeat("ĐẢNGỦY", 20)
	long.Annexes = []Annex{{Title: longWord(), Body: []Block{Text(longWord())}}}
	for name, p := range map[string]Paper{"resolution": resolution(), "minutes": minutes(), "letter": letter(), "long words": long, "roll": roll(60).Paper()} {
		for _, s := range read(t, render(t, p)) {
			if s.x < 30-0.05 || s.end > 195+0.05 {
				t.Errorf("%s: page %d: %q from %.2f to %.2f leaves 30 to 195 mm", name, s.page, s.text, s.x, s.end)
			}
			if numbered := s.page > 1 && s.y < 20 && s.text == itoa(s.page); !numbered && (s.y < 20-0.05 || s.y > 277) {
				t.Errorf("%s: page %d: %q at %.2f leaves 20 to 277 mm", name, s.page, s.text, s.y)
			}
		}
	}
}

func TestParagraphsAreJustifiedIndentedAndEvenlySpaced(t *testing.T) {
	t.Parallel()
	p := Paper{Layout: HD05(), Body: []Block{
		Text(strings.Repeat("Chi bộ đã lãnh đạo thực hiện tốt các nhiệm vụ ", 9) + "được giao."), Text("Đoạn sau."),
	}}
	got := rows(read(t, render(t, p)))[1:] // without the title of the head
	if len(got) < 5 {
		t.Fatalf("%d lines", len(got))
	}
	para, next := got[:len(got)-1], got[len(got)-1]
	for i, s := range para {
		if want := map[bool]float64{true: 40, false: 30}[i == 0]; !near(s.x, want) {
			t.Errorf("line %d begins at %.2f, want %.2f", i, s.x, want)
		}
		if i < len(para)-1 && !near(s.end, 195) {
			t.Errorf("line %d ends at %.2f, want 195", i, s.end)
		}
		if i > 0 && !near(s.y-para[i-1].y, 20*pt) {
			t.Errorf("line %d is %.2f mm below the one before, want %.2f", i, s.y-para[i-1].y, 20*pt)
		}
	}
	if gap := next.y - para[len(para)-1].y; !near(gap, 26*pt) {
		t.Errorf("paragraphs are %.2f mm apart, want %.2f", gap, 26*pt)
	}
}

func TestPageNumberStandsAtTheTopFromPageTwo(t *testing.T) {
	t.Parallel()
	spans := read(t, render(t, minutes()))
	seen := map[int]bool{}
	for _, s := range texts(spans) {
		if s.y < 20 {
			seen[s.page] = true
			if s.text != itoa(s.page) || !near((s.x+s.end)/2, 30+165/2.0) || s.face != (Face{Size: 14}) {
				t.Errorf("page %d: %+v", s.page, s)
			}
		}
	}
	for n := range pages(spans) {
		if page := n + 1; seen[page] != (page > 1) {
			t.Errorf("page %d: number %v", page, seen[page])
		}
	}
}

func TestTableOf60RowsRepeatsItsHeader(t *testing.T) {
	t.Parallel()
	spans := read(t, render(t, Paper{Layout: HD05(), Body: []Block{tasks(60)}}))
	headers, numbers := map[int]int{}, map[string]int{}
	for _, s := range texts(spans) {
		text := strings.TrimSpace(s.text)
		if text == "Nhiệm vụ" {
			headers[s.page]++
		} else if s.x < 45 && s.y > 20 && text != "TT" {
			numbers[text]++
		}
	}
	if pages(spans) < 4 {
		t.Fatalf("only %d pages", pages(spans))
	}
	for n := range pages(spans) {
		if headers[n+1] != 1 {
			t.Errorf("page %d has %d headers", n+1, headers[n+1])
		}
	}
	for i := range 60 {
		if numbers[itoa(i+1)] != 1 {
			t.Errorf("row %d appears %d times", i+1, numbers[itoa(i+1)])
		}
	}
}

func TestRowHigherThanAPageGoesOnWithoutLoss(t *testing.T) {
	t.Parallel()
	cell := strings.TrimSpace(strings.Repeat("từng chữ ", 3000))
	spans := read(t, render(t, Paper{Layout: HD05(), Body: []Block{Table{Columns: []Column{{Title: "Ý kiến"}, {Title: "Khác"}}, Rows: [][]string{{cell, "ngắn"}}}}}))
	if got := strings.Count(allText(spans), "từng"); got != 3000 || pages(spans) < 2 {
		t.Errorf("%d of 3000 words on %d pages", got, pages(spans))
	}
}

func TestEndings(t *testing.T) {
	t.Parallel()
	left, right := 30+165/4.0, 30+165*3/4.0
	spans := rows(read(t, render(t, minutes())))
	for text, centre := range map[string]float64{"THƯ KÝ": left, "Lò Văn Sơn": left, "CHỦ TRÌ": right, "(Đã ký)": right} {
		if s := find(t, spans, text); !near((s.x+s.end)/2, centre) {
			t.Errorf("minutes: %s is centred on %.2f, want %.2f", text, (s.x+s.end)/2, centre)
		}
	}
	spans = texts(read(t, render(t, resolution())))
	title, last, name := find(t, spans, "Nơi nhận:"), find(t, spans, "- Lưu Chi bộ."), find(t, spans, "Nguyễn Thị Ngọc Ưởng")
	if !near(title.x, 30) || !near(last.x, 30) || title.page != name.page || last.page != name.page {
		t.Errorf("recipients %+v to %+v, name %+v", title, last, name)
	}
	if s := find(t, spans, "BÍ THƯ"); name.y-s.y < 25 {
		t.Errorf("only %.1f mm to sign in", name.y-s.y)
	}
}

// Whatever the length of the body, the signatures never stand on a page without words of the body.
func TestSignaturesAreNeverAlone(t *testing.T) {
	t.Parallel()
	table := tasks(1)
	for n := 11; n < 21; n++ {
		p := resolution()
		p.Body = nil
		for range n {
			p.Body = append(p.Body, Text("Một dòng."))
		}
		for name, last := range map[string]Block{"paragraph": Text(strings.Repeat("cuối cùng ", 40)), "table": table} {
			q := p
			q.Body = append(p.Body[:n:n], last)
			spans := texts(read(t, render(t, q)))
			sign := find(t, spans, "T/M CHI BỘ")
			body := false
			for _, s := range spans {
				body = body || s.page == sign.page && s.y > 20 && s.y < sign.y
			}
			if !body {
				t.Errorf("%d lines before a %s: signatures alone on page %d", n, name, sign.page)
			}
		}
	}
}

func TestTake(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ n, room, tail, want int }{
		{5, 10, 0, 5}, {10, 5, 0, 5}, {10, 9, 0, 8}, {3, 2, 0, 0}, {4, 3, 0, 2}, {10, 1, 0, 0}, {1, 0, 0, 0}, {1, 1, 0, 1},
		{5, 6, 4, 3}, {3, 4, 4, 0}, {5, 9, 4, 5},
	} {
		if got := take(c.n, c.room, c.tail); got != c.want {
			t.Errorf("take(%d, %d, %d) = %d, want %d", c.n, c.room, c.tail, got, c.want)
		}
	}
}

func TestTakeLeavesNoSingleLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, room := rapid.IntRange(2, 100).Draw(t, "n"), rapid.IntRange(0, 60).Draw(t, "room")
		k := take(n, room, rapid.IntRange(0, 40).Draw(t, "tail"))
		if k < 0 || k > min(n, room) || k == 1 || n-k == 1 {
			t.Fatalf("%d of %d lines where %d fit", k, n, room)
		}
	})
}

func TestHeadingStaysWithItsText(t *testing.T) {
	t.Parallel()
	for n := 22; n < 30; n++ {
		p := Paper{Layout: HD05()}
		for range n {
			p.Body = append(p.Body, Text("Một dòng."))
		}
		p.Body = append(p.Body, Heading{Text: "ĐỀ MỤC"}, Text(strings.Repeat("nội dung ", 40)))
		spans := rows(read(t, render(t, p)))
		heading := find(t, spans, "ĐỀ MỤC")
		after := 0
		for _, s := range spans {
			if s.page == heading.page && s.y > heading.y {
				after++
			}
		}
		if after < 2 {
			t.Errorf("after %d lines the heading has %d lines below it on its page", n, after)
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	t.Parallel()
	if a, b := render(t, minutes()), render(t, minutes()); !bytes.Equal(a, b) {
		t.Error("two PDFs of one paper differ")
	}
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := CodeSheet(w, codes(9)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two code sheets differ")
	}
}

func TestProperties(t *testing.T) {
	t.Parallel()
	pdf := render(t, resolution())
	for _, want := range []string{"/Lang (vi)", "/CreationDate (D:20260203093000)", "/ModDate (D:20260203093000)", "/MediaBox [0 0 595.28 841.89]"} {
		if !bytes.Contains(pdf, []byte(want)) {
			t.Errorf("no %s", want)
		}
	}
	if len(pdf) > 150_000 {
		t.Errorf("%d bytes for a short paper", len(pdf))
	}
}

func TestEmptyPartsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	p := Paper{Layout: HD05(), Body: []Block{Text("Có chữ.")}}
	want := render(t, p)
	p.Body = []Block{Text(""), Text(" \t\n"), Heading{}, List{}, Dashes(""), Table{}, nil, Text("Có chữ.")}
	p.Recipients, p.Right, p.To = []string{"", " "}, &Signature{}, []string{"\x00"}
	p.Superior, p.Number, p.Place, p.Kind, p.Abstract = " ", "\u200B", "\n", "\t", ""
	if got := render(t, p); !bytes.Equal(got, want) {
		t.Errorf("empty parts change the paper to %q", allText(read(t, got)))
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	narrow, loose := HD05(), HD05()
	narrow.Left = 170
	loose.Line = 30
	for name, l := range map[string]Layout{"none": {}, "narrow": narrow, "loose": loose} {
		if err := PDF(&bytes.Buffer{}, Paper{Layout: l}); !errors.Is(err, ErrLayout) {
			t.Errorf("%s: %v", name, err)
		}
		if err := DOCX(&bytes.Buffer{}, Paper{Layout: l}); !errors.Is(err, ErrLayout) {
			t.Errorf("%s: %v", name, err)
		}
	}
	much := strings.Repeat("nhiều chữ ", 2000)
	for part, p := range map[string]Paper{
		"head":      {Layout: HD05(), Issuer: much},
		"signature": {Layout: HD05(), Right: &Signature{Name: much}},
	} {
		var o *OverflowError
		if err := PDF(&bytes.Buffer{}, p); !errors.As(err, &o) || o.Part != part {
			t.Errorf("%s: %v", part, err)
		}
	}
}

func TestManyParagraphsAndRecipients(t *testing.T) {
	t.Parallel()
	p := resolution()
	p.Body, p.Recipients = nil, nil
	for i := range 1000 {
		p.Body = append(p.Body, Text(fmt.Sprintf("Đoạn thứ %d: %s", i, strings.Repeat("nội dung ", 30))))
	}
	for i := range 200 {
		p.Recipients = append(p.Recipients, fmt.Sprintf("Nơi nhận thứ %d,", i))
	}
	spans := read(t, render(t, p))
	text := allText(spans)
	for _, want := range []string{"thứ 999:", "- Nơi nhận thứ 199,"} {
		if !strings.Contains(strings.ReplaceAll(text, "\n", " "), want) {
			t.Errorf("%q is lost", want)
		}
	}
}

func TestPopplerReadsVietnamese(t *testing.T) {
	t.Parallel()
	pdf := render(t, resolution())
	text := allText(read(t, pdf))
	if tool, err := exec.LookPath("pdftotext"); err == nil {
		file := filepath.Join(t.TempDir(), "p.pdf")
		if err := os.WriteFile(file, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(tool, file, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		text = string(out)
	}
	text = strings.Join(strings.Fields(text), " ")
	for _, want := range []string{
		"Lào Cai, ngày 03 tháng 02 năm 2026",
		"Chi bộ đã thảo luận và thống nhất ban hành Nghị quyết với các nội dung sau:",
		"chính sách, pháp luật của Nhà nước đến toàn thể đảng viên và nhân dân; nâng cao chất lượng",
		"Nguyễn Thị Ngọc Ưởng",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q cannot be copied out of the file", want)
		}
	}
}

// The whole of an ending stands on one page, also after a body that ends with a blank line or a heading.
func TestEndingsAreWhole(t *testing.T) {
	t.Parallel()
	for n := 11; n < 21; n++ {
		p := minutes()
		p.Body, p.Annexes = nil, nil
		for range n {
			p.Body = append(p.Body, Text("Một dòng."))
		}
		p.Body = append(p.Body, Blank{})
		spans := texts(read(t, render(t, p)))
		first, last := find(t, spans, "THƯ KÝ"), find(t, spans, "Nguyễn Thị Ngọc Ưởng")
		if first.page != last.page || last.y > 277 {
			t.Errorf("%d lines: from page %d to page %d at %.1f mm", n, first.page, last.page, last.y)
		}
	}
}

// FuzzPaper puts text of any kind, broken UTF-8, controls, marks without letters, letters of every plane, into every field.
func FuzzPaper(f *testing.F) {
	for _, s := range []string{
		"", "Chi bộ", "\u0301\u0323", "\U00010000\U0010FFFF", "\uFFFE\uFFFF", "\u202Eabc", "()\\\r", "d\u0323\u0300", "\n\n", "日本語", "\u010D(\u0A0D", "a\xff\xc3", longWord(), "\x00\x0b",
	} {
		f.Add(s, 2026, 1.5)
	}
	f.Fuzz(func(t *testing.T, s string, n int, size float64) {
		run := []Run{{Text: s, Bold: n%2 == 0}, {Text: s, Italic: true}}
		p := Paper{
			Layout: HD05(), Superior: s, Issuer: s, Number: s, Place: s, Day: Day{n, n, n}, Kind: s, Abstract: s, To: []string{s},
			Body: []Block{Paragraph{Runs: run, Align: Align(n)}, Heading{Text: s, Level: n}, List{Mark: s, Items: []Paragraph{{Runs: run}}},
				Table{Columns: []Column{{Title: s, Width: size}, {Width: 1}}, Rows: [][]string{{s}, {}, {"a", s, "c"}}, RowHeight: size}},
			Recipients: []string{s}, Right: &Signature{Name: s},
		}
		var pdf, docx bytes.Buffer
		if err := PDF(&pdf, p); err != nil && !errors.As(err, new(*OverflowError)) {
			t.Fatalf("PDF: %v", err)
		}
		if err := DOCX(&docx, p); err != nil {
			t.Fatalf("DOCX: %v", err)
		}
		checkDOCX(t, docx.Bytes())
	})
}
