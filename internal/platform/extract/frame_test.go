package extract

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// drawing makes a picture of signs: "#" is red.
func drawing(lines ...string) (pix []byte, width int) {
	for _, l := range lines {
		width = len(l)
		for _, c := range l {
			pix = append(pix, map[bool]byte{true: 0, false: 255}[c == '#'])
		}
	}
	return pix, width
}

func TestFramesGoAndLettersStay(t *testing.T) {
	t.Parallel()
	lines := []string{strings.Repeat(".", 40)}
	lines = append(lines, "."+strings.Repeat("#", 38)+".")
	for range 12 {
		lines = append(lines, ".#"+strings.Repeat(".", 36)+"#.")
	}
	lines = append(lines, "."+strings.Repeat("#", 38)+".")
	lines[5] = ".#......####..#.#....................#.." // a letter, and one aslant
	lines[6] = ".#......##.....#.....................#.."
	lines[7] = ".#......####..#.#....................#.."
	pix, width := drawing(lines...)
	unframed(pix, width)
	want := strings.Repeat(".", 8) + "####..#.#" + strings.Repeat(".", 23)
	var got strings.Builder
	for _, c := range pix[5*width : 6*width] {
		got.WriteByte(map[bool]byte{true: '#', false: '.'}[c == 0])
	}
	if got.String() != want {
		t.Errorf("got  %s\nwant %s", got.String(), want)
	}
	if n := bytes.Count(pix, []byte{0}); n != 15 {
		t.Errorf("%d red pixels are left", n)
	}
}

// The worst of patterns takes bounded time: a board of squares, which all hang together by their corners.
func TestABoardOfSquares(t *testing.T) {
	t.Parallel()
	const side = 2000
	pix := bytes.Repeat([]byte{255}, side*side)
	for i := range pix {
		if (i/side+i)%2 == 0 {
			pix[i] = 0
		}
	}
	start := time.Now()
	unframed(pix, side)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}
