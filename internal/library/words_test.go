package library

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNumbersAreToldFromWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"12-NQ/ĐU": "12nqdu", "12 nq đu": "12nqdu", "số 12-nq/đu": "12nqdu", "05-QĐ/TU": "05qdtu", "12nq/đu": "", "12-NQ": "12nq",
		"nghị quyết": "", "12": "", "2026 là năm chuyển đổi": "", "năm 2026": "", "": "", "12 chuyển nghiêng": "",
	} {
		if got := numberIn(text); got != want {
			t.Errorf("%q is the number %q, want %q", text, got, want)
		}
	}
}

func TestTokensOfAPaper(t *testing.T) {
	t.Parallel()
	got := strings.Fields(wordsOf(Entry{Type: "Nghị quyết", Number: "12-NQ/ĐU", Title: "Về lý luận", Body: "Hoà bình. Hòa"}, nil))
	for _, want := range []string{"___12", "___12nq", "___12nqdu", "__nghi", "__nghi_quyet", "li", "__li_luan", "hoa", "hoa_binh", "_hoa1"} {
		if !slices.Contains(got, want) {
			t.Errorf("no %s in %v", want, got)
		}
	}
	for _, other := range []string{"binh_hoa", "__hoa", "_bình"} {
		if slices.Contains(got, other) {
			t.Errorf("%s in %v", other, got)
		}
	}
}

// Whatever is typed or written becomes tokens that neither engine reads as more.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{"12-NQ/ĐU", `") OR ("`, "' | 'x", "a:* & !b", "\x00\xff", "hoà bình", "_b_document_1", "日本語", strings.Repeat("a", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w := understand(s)
		if len(w.terms) > maxTerms {
			t.Fatalf("%d words", len(w.terms))
		}
		tokens := append(w.folded(), w.number)
		for _, stage := range w.stages() {
			tokens = append(append(tokens, stage.all...), stage.any...)
		}
		tokens = append(tokens, strings.Fields(wordsOf(Entry{Title: kept(s), Body: kept(s)}, nil))...)
		for _, x := range tokens {
			if !utf8.ValidString(x) || strings.ContainsAny(x, " \t\n\"'\\&|!():*<>?{}^-+,.;@") || len(x) > 4*maxSyllable {
				t.Fatalf("the token %q", x)
			}
		}
		text := kept(s)
		if p, ok := w.passage(text); ok {
			all := ""
			for _, r := range p.Runs {
				all += r.Text
			}
			if !strings.Contains(text, all) {
				t.Fatalf("%q is no part of the text", all)
			}
		}
	})
}
