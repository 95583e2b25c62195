package paper

import (
	"encoding/json"
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
