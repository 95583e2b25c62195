package e2e

import "testing"

// A member confirms one paper on his telephone and answers the question on another,
// at the second try; his committee's clerk sees who has not, and reminds them.
func TestPapersAreReadAndFollowed(t *testing.T) {
	t.Parallel()
	w := settle(t, "sqlite")
	b := w.comes(theMember)
	b.open("/")
	b.sees("Văn bản cần đọc: 2")
	b.open("/papers/" + string(w.confirmed))
	b.press("Tôi đã đọc và nắm nội dung")
	b.sees("Đồng chí đã xác nhận")
	b.open("/papers/" + string(w.asked))
	b.fill("10 ngày", "on")
	b.press("Trả lời")
	b.sees("chưa đúng", "trả lời lần nữa")
	b.fill("2 ngày", "on")
	b.press("Trả lời")
	b.sees("Đúng rồi")
	b.open("/papers")
	b.sees("Đồng chí đã đọc hết văn bản gửi đến")
	c := w.comes(theClerk)
	c.open("/publications/" + string(w.confirmed))
	c.sees(theSecond)
	c.lacks(theMember)
	c.press("Nhắc người chưa đọc")
	c.sees("Đang gửi lời nhắc")
	d := w.comes(theSecond)
	d.open("/notices")
	d.sees("chưa đọc xong văn bản")
	b.complaints() // Chromium's own, of the answer that was refused
	for _, x := range []*tab{c, d} {
		x.quiet()
	}
}
