package paper

import (
	"io"
	"time"
)

// Codes is the sheet of one-time sign-in codes of one branch: a card for each member, to be cut out and handed over in person.
type Codes struct {
	Layout  Layout
	Unit    string // branch, on every card
	Address string // where to sign in: "https://sotay.example.vn"
	Steps   string // one or two short sentences saying what to do
	People  []SignIn
	Created time.Time // instant for the file's properties; zero means a fixed day
}

// SignIn is one member's card.
type SignIn struct {
	Name  string
	Login string
	Code  string // one-time code, as the member types it
	Link  string // drawn as a QR code when set
}

// CodeSheet writes the cards as PDF, eight to an A4 page. It fails with ErrLayout, with an *OverflowError for words that do not fit
// on their card, or with ErrQRTooLong.
func CodeSheet(w io.Writer, s Codes) error {
	return cards(w, s.Layout, oneLine("Mã đăng nhập lần đầu - "+s.Unit), s.Created, 2, 4, len(s.People), func(c *canvas, i int, b box) {
		b.frame(c)
		c.signIn(s, s.People[i], b.inside(4))
	})
}

// QRs is a sheet of large codes to be posted or laid on tables: check-in points, papers of a congress.
type QRs struct {
	Layout  Layout
	Title   string // at the head of each page
	Across  int    // codes side by side, 1 to 4; 0 means 2
	Cards   []QRCard
	Created time.Time
}

// QRCard is one code with its words.
type QRCard struct {
	Text  string // what the code says, usually an address
	Title string // under the code, in bold
	Note  string // under the title
}

// QRSheet writes the codes as PDF. Errors are those of CodeSheet, and ErrQREmpty.
func QRSheet(w io.Writer, s QRs) error {
	across := s.Across
	if across == 0 {
		across = 2
	}
	across = min(max(across, 1), 4)
	down := []int{1, 3, 4, 5}[across-1]
	return cards(w, s.Layout, oneLine(s.Title), s.Created, across, down, len(s.Cards), func(c *canvas, i int, b box) {
		if across > 1 {
			b.frame(c)
		}
		c.qrCard(s.Cards[i], b.inside(3), across)
	})
}

// box is a place on the page, mm.
type box struct{ x, y, w, h float64 }

func (b box) inside(pad float64) box { return box{b.x + pad, b.y + pad, b.w - 2*pad, b.h - 2*pad} }

// frame draws the dashes to cut along.
func (b box) frame(c *canvas) {
	c.pdf.SetDashPattern([]float64{1, 1}, 0)
	c.pdf.Rect(b.x, b.y, b.w, b.h, "D")
	c.pdf.SetDashPattern(nil, 0)
}

// cards lays n cards out in a grid over the pages they need, under a title with the page's number.
func cards(w io.Writer, l Layout, title string, created time.Time, across, down, n int, draw func(c *canvas, i int, b box)) error {
	if err := l.check(); err != nil {
		return err
	}
	const margin, head = 12, 10
	c := newCanvas(l, title, stamp(created, Day{}))
	cw, ch := (l.PageWidth-2*margin)/float64(across), (l.PageHeight-2*margin-head)/float64(down)
	perPage := across * down
	for i := range max(n, 1) {
		if i%perPage == 0 {
			c.sheetHead(title, i/perPage+1, (max(n, 1)+perPage-1)/perPage, margin)
		}
		if i < n {
			at := i % perPage
			draw(c, i, box{margin + float64(at%across)*cw, margin + head + float64(at/across)*ch, cw, ch})
		}
	}
	return c.write(w)
}

func (c *canvas) sheetHead(title string, page, pages int, margin float64) {
	c.pdf.AddPage()
	c.face = Face{}
	if pages > 1 {
		title += " (trang " + itoa(page) + "/" + itoa(pages) + ")"
	}
	width := c.l.PageWidth - 2*margin
	c.drawIn(c.column(width).add(plain(Face{Size: 11, Bold: true}, 14), title), box{margin, margin, width, 10}, "head")
}

// drawIn draws a column in a box, or refuses what is higher than the box.
func (c *canvas) drawIn(col *column, b box, part string) {
	if col.height > b.h+tolerance {
		c.overflow(part)
		return
	}
	c.draw(col, b.x, b.y)
}

// signIn draws the words of one card, and its code on the right where there is one.
func (c *canvas) signIn(s Codes, p SignIn, b box) {
	const side = 30
	words := b
	if p.Link != "" {
		c.qr(p.Link, b.x+b.w-side+3, b.y+b.h-side+3, side)
		words.w -= side
	}
	small, strong := Face{Size: 9.5}, Face{Size: 13, Bold: true}
	left := func(f Face, lead float64) setting { return setting{face: f, lead: lead, align: AlignLeft} }
	col := c.column(words.w).
		add(left(small, 12), oneLine(s.Unit)).
		add(left(strong, 16), oneLine(p.Name)).space(1).
		addRuns(left(Face{Size: 11}, 15), labelled("Tên đăng nhập: ", p.Login)).
		addRuns(left(Face{Size: 11}, 15), labelled("Mã dùng một lần:", "")).
		add(left(Face{Size: 16, Bold: true}, 20), oneLine(p.Code)).
		addRuns(left(small, 12), labelled("Địa chỉ: ", s.Address)).
		add(left(Face{Size: 9.5, Italic: true}, 11.5), oneLine(s.Steps))
	c.drawIn(col, words, "card")
}

// labelled joins a label with its value in bold.
func labelled(label, value string) []Run {
	return []Run{{Text: label}, {Text: oneLine(value), Bold: true}}
}

// qrCard draws a code as large as its words let it.
func (c *canvas) qrCard(q QRCard, b box, across int) {
	size := []float64{28, 16, 13, 11}[across-1]
	col := c.column(b.w).
		add(plain(Face{Size: size, Bold: true}, size*1.3), q.Title).
		add(plain(Face{Size: size * 0.75}, size), q.Note)
	if col.height > b.h/2 {
		c.overflow("card")
		return
	}
	side := min(b.w, b.h-col.height)
	c.qr(q.Text, b.x+(b.w-side)/2, b.y, side)
	c.draw(col, b.x, b.y+side)
}
