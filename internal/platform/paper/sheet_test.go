package paper

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"
)

func TestQRSVGShowsTheModulesOfTheCode(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"https://sotay.example.vn/vao?ma=K7M2-9QXA", "Đảng bộ xã Bảo Thắng", "0123456789", strings.Repeat("x", qrBytes)} {
		svg, err := QRSVG(text)
		if err != nil {
			t.Fatal(err)
		}
		want, err := qr.Encode(text, qr.M)
		if err != nil {
			t.Fatal(err)
		}
		dark := map[[2]int]bool{}
		for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-\d+z`).FindAllStringSubmatch(svg, -1) {
			x, _ := strconv.Atoi(m[1])
			y, _ := strconv.Atoi(m[2])
			n, _ := strconv.Atoi(m[3])
			for i := range n {
				dark[[2]int{x + i - quiet, y - quiet}] = true
			}
		}
		for y := range want.Size {
			for x := range want.Size {
				if dark[[2]int{x, y}] != want.Black(x, y) {
					t.Fatalf("%.20s: module %d,%d differs", text, x, y)
				}
			}
		}
		if strings.Contains(svg, "script") || strings.Contains(svg, "style") || strings.Contains(svg, text) {
			t.Errorf("%.20s: svg holds more than shapes", text)
		}
	}
}

func TestQRRefusals(t *testing.T) {
	t.Parallel()
	if _, err := QRSVG(""); !errors.Is(err, ErrQREmpty) {
		t.Errorf("empty: %v", err)
	}
	if _, err := QRSVG(strings.Repeat("x", qrBytes+1)); !errors.Is(err, ErrQRTooLong) {
		t.Errorf("too long: %v", err)
	}
	if err := QRSheet(&bytes.Buffer{}, QRs{Layout: HD05(), Cards: []QRCard{{}}}); !errors.Is(err, ErrQREmpty) {
		t.Errorf("sheet: %v", err)
	}
}

func TestCodeSheetHoldsEveryMembersCodeOnce(t *testing.T) {
	t.Parallel()
	s := codes(30)
	var b bytes.Buffer
	if err := CodeSheet(&b, s); err != nil {
		t.Fatal(err)
	}
	spans := read(t, b.Bytes())
	if pages(spans) != 4 {
		t.Errorf("%d pages for 30 cards", pages(spans))
	}
	text := allText(spans)
	for _, p := range s.People {
		if got := strings.Count(text, p.Login+"\n"); got != 1 {
			t.Errorf("%s appears %d times", p.Login, got)
		}
	}
	for _, s := range spans {
		if s.x < 12-0.05 || s.end > 198+0.05 || s.y < 12 || s.y > 285+0.05 {
			t.Errorf("page %d: %q from %.1f to %.1f at %.1f leaves the sheet", s.page, s.text, s.x, s.end, s.y)
		}
	}
}

func TestCodeSheetRefusesWordsThatDoNotFit(t *testing.T) {
	t.Parallel()
	s := codes(1)
	s.Steps = strings.Repeat("dài ", 500)
	var o *OverflowError
	if err := CodeSheet(&bytes.Buffer{}, s); !errors.As(err, &o) || o.Part != "card" {
		t.Errorf("got %v", err)
	}
	for _, empty := range []Codes{{Layout: HD05()}, {Layout: HD05(), People: []SignIn{{}}}} {
		if err := CodeSheet(&bytes.Buffer{}, empty); err != nil {
			t.Errorf("an empty sheet: %v", err)
		}
	}
}

func TestQRSheetGrids(t *testing.T) {
	t.Parallel()
	for across, want := range map[int]int{0: 2, 1: 7, 2: 2, 3: 1, 4: 1, -5: 7, 99: 1} {
		s := QRs{Layout: HD05(), Title: "Tài liệu", Across: across}
		for i := range 7 {
			s.Cards = append(s.Cards, QRCard{Text: "https://sotay.example.vn/" + itoa(i), Title: "Tài liệu số " + itoa(i)})
		}
		var b bytes.Buffer
		if err := QRSheet(&b, s); err != nil {
			t.Fatalf("%d across: %v", across, err)
		}
		if got := pages(read(t, b.Bytes())); got != want {
			t.Errorf("%d across: %d pages, want %d", across, got, want)
		}
	}
}

func TestRollSheet(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := RollSheet(&b, roll(30)); err != nil {
		t.Fatal(err)
	}
	spans := read(t, b.Bytes())
	var tops []float64
	for _, s := range spans {
		if s.isRectSpan && s.page == 1 && near(s.end, 195) {
			tops = append(tops, s.y)
		}
	}
	for i := 2; i < len(tops); i++ {
		if tops[i]-tops[i-1] < 10-0.05 {
			t.Errorf("row %d is %.2f mm high", i, tops[i]-tops[i-1])
		}
	}
	if text := allText(spans); !strings.Contains(text, "Ký tên") || !strings.Contains(text, "Tình trạng") {
		t.Error("columns are missing")
	}
	plain := roll(3)
	plain.People[1].State = ""
	b.Reset()
	if err := RollSheet(&b, plain); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(allText(read(t, b.Bytes())), "Tình trạng") {
		t.Error("a column without entries is shown")
	}
}
