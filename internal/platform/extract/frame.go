package extract

// unframed takes frames and rings out of a red page, so that OCR sees the words that
// a stamp's box or a seal goes round. A frame is what hangs together, is at least a
// twentieth of the page wide and hardly fills the space it goes round; no letter of
// a stamp is so. pix is one byte a pixel, 0 for red.
func unframed(pix []byte, width int) {
	if width == 0 {
		return
	}
	height := len(pix) / width
	for start, c := range pix {
		if c != 0 {
			continue
		}
		s := shape{pix: pix, width: width, height: height, left: width, top: height}
		s.walk(start, 0, seen)
		wide, high := s.right-s.left+1, s.bottom-s.top+1
		if wide >= width/20 && high >= width/60 && s.count*4 < wide*high {
			s.walk(start, seen, erased)
		}
	}
	for i, c := range pix {
		if c == seen {
			pix[i] = 0
		}
	}
}

// What a pixel becomes while shapes are told apart; paper is 255.
const (
	seen   = 1
	erased = 255
)

// shape is red that hangs together.
type shape struct {
	pix                      []byte
	width, height            int
	left, right, top, bottom int
	count                    int
}

// walk turns every pixel of a value that hangs together with start into another. It
// goes along rows, and remembers one place for each stretch above and below.
func (s *shape) walk(start int, from, to byte) {
	todo := []int{start}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if s.pix[at] != from {
			continue
		}
		y := at / s.width
		row := y * s.width
		left, right := at, at
		for left > row && s.pix[left-1] == from {
			left--
		}
		for right < row+s.width-1 && s.pix[right+1] == from {
			right++
		}
		for i := left; i <= right; i++ {
			s.pix[i] = to
		}
		s.grow(left-row, right-row, y)
		if y > 0 {
			todo = s.stretches(todo, left-s.width, right-s.width, row-s.width, from)
		}
		if y < s.height-1 {
			todo = s.stretches(todo, left+s.width, right+s.width, row+s.width, from)
		}
	}
}

func (s *shape) grow(left, right, y int) {
	s.left, s.right = min(s.left, left), max(s.right, right)
	s.top, s.bottom = min(s.top, y), max(s.bottom, y)
	s.count += right - left + 1
}

// stretches adds the beginning of each stretch between two pixels of a row, the
// corners included.
func (s *shape) stretches(todo []int, left, right, row int, from byte) []int {
	left, right = max(left-1, row), min(right+1, row+s.width-1)
	for i := left; i <= right; i++ {
		if s.pix[i] == from && (i == left || s.pix[i-1] != from) {
			todo = append(todo, i)
		}
	}
	return todo
}
