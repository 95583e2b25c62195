package static

import (
	"maps"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// themes reads the colours of tokens.css: light, dark by the device's wish,
// dark by the person's switch. Dark ones stand on the light ones.
func themes(t *testing.T) [3]map[string]string {
	t.Helper()
	css, err := os.ReadFile("src/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.SplitN(string(css), "@media screen", 3)
	if len(blocks) != 3 {
		t.Fatalf("%d themes in tokens.css, want 3", len(blocks))
	}
	var all [3]map[string]string
	for i, block := range blocks {
		all[i] = map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(block, -1) {
			all[i][m[1]] = m[2]
		}
	}
	return all
}

func TestDarkThemesAgree(t *testing.T) {
	t.Parallel()
	all := themes(t)
	if len(all[1]) == 0 || !maps.Equal(all[1], all[2]) {
		t.Errorf("the two dark themes differ:\n%v\n%v", all[1], all[2])
	}
}

// Contrast of text and of the frames of controls: WCAG 2.2, 1.4.3 and 1.4.11.
func TestContrast(t *testing.T) {
	t.Parallel()
	all := themes(t)
	dark := maps.Clone(all[0])
	maps.Copy(dark, all[1])
	for theme, colours := range map[string]map[string]string{"light": all[0], "dark": dark} {
		check := func(least float64, front string, backs ...string) {
			for _, back := range backs {
				if got := contrast(t, colours[front], colours[back]); got < least {
					t.Errorf("%s: --%s on --%s has %.2f, want %.1f", theme, front, back, got, least)
				}
			}
		}
		check(4.5, "ink", "paper", "surface", "sunken", "good-soft", "warn-soft", "bad-soft", "info-soft", "red-soft")
		check(4.5, "ink-soft", "paper", "surface", "sunken", "red-soft")
		check(4.5, "link", "paper", "surface", "sunken", "good-soft", "warn-soft", "bad-soft", "info-soft")
		check(4.5, "on-head", "head", "head-deep")
		check(4.5, "on-head-soft", "head", "head-deep")
		check(4.5, "on-red", "red", "red-deep")
		check(4.5, "on-red-soft", "red-soft")
		check(4.5, "surface", "bad", "good")
		for _, tone := range []string{"good", "warn", "bad", "info"} {
			check(4.5, tone, tone+"-soft", "surface", "paper")
			check(3, tone+"-fill", "surface")
		}
		check(3, "line-strong", "paper", "surface")
		check(3, "focus", "paper", "surface", "sunken")
	}
}

// contrast is the ratio of WCAG 2.2: 1 for equal colours, 21 for black on white.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	rgb, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil {
		t.Fatalf("colour %q: %v", hex, err)
	}
	linear := func(v uint64) float64 {
		c := float64(v&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(rgb>>16) + 0.7152*linear(rgb>>8) + 0.0722*linear(rgb)
}
