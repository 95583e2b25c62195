package paper

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestTextsBecomeBlocks(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(Blocks("# I. Mục\n\nĐoạn **đậm** thường\n- gạch\n| A | B |\n| 1 | 2 | 3 |\n| 4 |\n#không"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"I. Mục"`, `"đậm","Bold":true`, `"gạch"`, `"Rows":[["1","2","3"],["4"]]`, `"#không"`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
}

func FuzzBlocks(f *testing.F) {
	f.Add("# a\n| b |\n- c\n**d")
	f.Fuzz(func(t *testing.T, s string) { Blocks(s) })
}

func TestMarksAreStyles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line string
		want []Run
	}{
		{"a **b** c", []Run{{Text: "a "}, {Text: "b", Bold: true}, {Text: " c"}}},
		{"*nghiêng* và __gạch chân__", []Run{{Text: "nghiêng", Italic: true}, {Text: " và "}, {Text: "gạch chân", Underline: true}}},
		{"**đậm *cả nghiêng* đậm**", []Run{{Text: "đậm ", Bold: true}, {Text: "cả nghiêng", Bold: true, Italic: true}, {Text: " đậm", Bold: true}}},
		{"2 * 3 * 4", []Run{{Text: "2 * 3 * 4"}}},
		{"**mở mà không đóng", []Run{{Text: "**mở mà không đóng"}}},
		{"Họ tên: ____", []Run{{Text: "Họ tên: ____"}}},
		{"Họ tên: ________ ngày _____ tháng ___", []Run{{Text: "Họ tên: ________ ngày _____ tháng ___"}}},
		{"******", []Run{{Text: "******"}}},
		{"(*) ghi chú", []Run{{Text: "(*) ghi chú"}}},
	} {
		if got := typedRuns(c.line); !slices.Equal(got, c.want) {
			t.Errorf("%q: %+v", c.line, got)
		}
	}
}

// A typed table is measured where it stands in the file: columns as wide as the dashes
// say, cells on their side, the head again on every page.
func TestTypedTablesAreMeasured(t *testing.T) {
	t.Parallel()
	text := "| TT | Nhiệm vụ | Kinh phí |\n| -- | :------: | ------: |\n"
	for i := range 70 {
		text += "| " + itoa(i+1) + " | **Việc " + itoa(i+1) + "** | 12.000 |\n"
	}
	spans := read(t, render(t, Paper{Layout: HD05(), Body: Blocks(text)}))
	l := HD05()
	if n := pages(spans); n < 2 {
		t.Fatalf("%d pages", n)
	}
	edges := []float64{l.Left, l.Left + 165*2.0/17, l.Left + 165*10.0/17, l.Left + 165} // 2, 8 and 7 signs
	heads := map[int]int{}
	for _, s := range spans {
		if s.isRectSpan {
			if !slices.ContainsFunc(edges[:3], func(x float64) bool { return abs(x-s.x) < 0.05 }) {
				t.Fatalf("a border at %.2f mm", s.x)
			}
			continue
		}
		switch word := strings.TrimSpace(s.text); {
		case word == "Nhiệm vụ":
			heads[s.page]++
		case strings.HasPrefix(word, "Việc"):
			if middle := (s.x + s.end) / 2; abs(middle-(edges[1]+edges[2])/2) > 0.1 || !s.face.Bold {
				t.Errorf("%q stands about %.2f mm, bold %v", word, middle, s.face.Bold)
			}
		case word == "12.000":
			if abs(s.end-(edges[3]-l.CellX)) > 0.1 {
				t.Errorf("%q ends at %.2f mm", word, s.end)
			}
		}
	}
	for n := range pages(spans) {
		if heads[n+1] != 1 {
			t.Errorf("page %d has %d heads", n+1, heads[n+1])
		}
	}
}

// What is pasted from a spreadsheet has tabs; one line with a tab is a line.
func TestPastedRowsAreATable(t *testing.T) {
	t.Parallel()
	got := Blocks("Một\tdòng\n\nTT\tTên\n1\tAn\n2\t\nXong")
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	table, ok := got[1].(Table)
	if !ok || len(table.Columns) != 2 || table.Columns[1].Title != "Tên" || len(table.Rows) != 2 || table.Rows[0][1] != "An" {
		t.Errorf("%+v", got[1])
	}
}

// A long line of marks that nobody closes costs no more than its length.
func TestManyOpenMarksAreQuick(t *testing.T) {
	t.Parallel()
	line := strings.Repeat("*a **b __c ", 20_000)
	if got := typedRuns(line); len(got) != 1 || got[0].Text != line {
		t.Errorf("%d runs", len(got))
	}
}
