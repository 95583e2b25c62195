package e2e

import (
	"bytes"
	"strings"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"rsc.io/qr"

	"sotay/internal/platform/authz"
	"sotay/internal/platform/sheet"
	"sotay/internal/web/ui"
)

func (s *story) meetingOpens() {
	s.at(held, 19, 20)
	b := s.secretary
	b.open("/")
	b.press("Bắt đầu họp")
	b.sees("Buổi họp bắt đầu. Hãy điểm danh.", "0/8")
	b.quiet()
}

// membersCheckIn: one by a tap, one by the code in the hall, the others by the
// secretary; every screen follows without being loaded again.
func (s *story) membersCheckIn() {
	b := s.secretary
	b.leaving()
	s.member.open("/")
	s.member.press("Vào buổi họp")
	s.member.press("Tôi có mặt")
	s.member.sees("Đã điểm danh đồng chí có mặt")
	b.until(`window.left && says("tự điểm danh") && says("1/8")`, "the roll to follow by itself")

	link := s.hallLink()
	b.leaving()
	s.scanner = s.comes(s.codes["Phạm Thị Lan"])
	s.scanner.open(link)
	s.scanner.press("Điểm danh tôi có mặt")
	s.scanner.sees("Đã điểm danh đồng chí có mặt")
	b.until(`says("2 / 8")`, "the hall's screen to follow")

	b.open(s.path("roll"))
	b.sees("quét mã")
	b.press("Những người còn lại đều có mặt")
	b.sees("7/8", "Vắng có lý do")
	b.quiet()
}

// hallLink is the address in the code on the hall's screen. The code turns: what
// the screen shows is compared with the code of the very moment.
func (s *story) hallLink() string {
	b := s.secretary
	for range 3 {
		b.open(s.path("") + "/hall")
		drawn, err := ask[string](b, `document.querySelector("svg.qr path:last-child").getAttribute("d")`)
		if err != nil {
			b.fail("%v", err)
		}
		_, code, _, err := s.app.Meetings.HallCode(s.t.Context(), s.actor(b), s.meeting)
		if err != nil {
			b.fail("%v", err)
		}
		link := "/q/" + string(s.meeting) + "/" + code
		picture, err := qr.Encode(s.base+link, qr.M)
		if err != nil {
			b.fail("%v", err)
		}
		var want bytes.Buffer
		if err := (ui.QR{Size: picture.Size, Black: picture.Black}).Render(s.t.Context(), &want); err != nil {
			b.fail("%v", err)
		}
		if strings.Contains(want.String(), `d="`+drawn+`"`) {
			return link
		}
	}
	b.fail("the hall's code leads elsewhere")
	return ""
}

// actor is who sits at a browser.
func (w *world) actor(b *tab) authz.Actor {
	got, err := chromedp.Call(b.ctx, network.GetCookies, network.GetCookiesParams{})
	if err != nil {
		b.fail("%v", err)
	}
	for _, c := range got.Cookies {
		if c.Name == "sotay_session" {
			v, err := w.app.Gate.Visit(w.t.Context(), c.Value)
			if err != nil {
				b.fail("%v", err)
			}
			return v.Who
		}
	}
	b.fail("nobody is signed in")
	return authz.Actor{}
}

// connectionIsLost: the page says so, and catches up when it is back.
func (s *story) connectionIsLost() {
	b := s.member
	b.quiet()
	b.open(s.path(""))
	b.sees("Đang diễn ra", "Mở đầu")
	b.leaving()
	s.line.cut()
	b.sees("Mất kết nối, đang nối lại")
	by := s.actor(s.secretary)
	f, _, err := s.app.Meetings.See(s.t.Context(), by, s.meeting)
	if err != nil {
		b.fail("%v", err)
	}
	if err := s.app.Meetings.At(s.t.Context(), by, s.meeting, f.Items[3].ID); err != nil {
		b.fail("%v", err)
	}
	s.line.mend()
	b.until(`window.left && says("Thảo luận phương án làm đường thôn Đang diễn ra") && !says("Mất kết nối")`, "the page to catch up")
	b.complaints() // about the lost connection
	s.secretary.complaints()
	s.scanner.complaints()
}

func (s *story) opinionIsNoted() {
	s.member.fill("Nội dung ý kiến", "Đề nghị làm đường trước mùa mưa.")
	s.member.press("Gửi ý kiến")
	s.member.sees("Đã ghi ý kiến", "Đề nghị làm đường trước mùa mưa.")
	b := s.secretary
	b.open(s.path("course"))
	b.sees("Đang bàn")
	b.tap("Ghi người phát biểu")
	b.fill("Đảng viên phát biểu", "Hoàng Văn Thắng")
	b.fill("Tóm tắt ý kiến", "Nhất trí, cần công khai kinh phí.")
	b.press("Ghi phát biểu")
	b.sees("Nhất trí, cần công khai kinh phí.")
	b.quiet()
}

func (s *story) resolutionIsVoted() {
	b := s.secretary
	b.open(s.path("votes"))
	b.press("Thêm")
	b.sees("Quy định áp dụng")
	s.young = s.comes(s.codes["Đỗ Thị Hoa"])
	s.young.open(s.path(""))
	for _, who := range []*tab{s.member, s.scanner} {
		who.open(s.path(""))
		who.leaving()
	}
	s.young.leaving()
	b.press("Mở biểu quyết trên điện thoại")
	s.young.until(`window.left && says("biểu quyết dành cho đảng viên chính thức")`, "to be told why she may not vote")
	s.young.lacks("Không tán thành")
	for _, who := range []*tab{s.member, s.scanner} {
		who.until(`window.left && control("Tán thành")`, "the ballot to come by itself")
		who.press("Tán thành")
		who.sees("Đồng chí đã biểu quyết: tán thành")
	}
	b.until(`says("2 trên 6")`, "the count to follow")
	b.tap("Ghi phiếu cho đảng viên không dùng điện thoại")
	b.fill("Đảng viên", "Hoàng Văn Thắng")
	b.fill("Tán thành", "")
	b.press("Ghi phiếu")
	b.open(s.path("mine"))
	b.press("Tán thành")
	s.member.leaving()
	b.open(s.path("votes"))
	b.press("Kết thúc biểu quyết")
	b.sees("Tán thành 4 trên 7")
	s.member.until(`window.left && says("Tán thành 4 trên 7")`, "the result to come by itself")
	for _, who := range []*tab{b, s.member, s.scanner, s.young} {
		who.quiet()
	}
}

func (s *story) tasksAreGiven() {
	b := s.secretary
	b.open(s.path("tasks"))
	b.sees("Vận động 5 hộ hiến đất")
	b.fill("Kết quả", "4 hộ đã hiến đất")
	b.press("Hoàn thành")
	b.sees("Đã ghi kết quả nhiệm vụ")
	b.fill("Nhiệm vụ", "Công khai kinh phí làm đường tại nhà văn hóa")
	b.fill("Người thực hiện", "Phạm Thị Lan")
	b.fill("Thời hạn", "2026-03-31")
	b.press("Giao nhiệm vụ")
	b.sees("Đã giao nhiệm vụ", "Công khai kinh phí làm đường")
	b.quiet()
}

func (s *story) meetingEnds() {
	s.at(held, 20, 58)
	b := s.secretary
	b.open(s.path("finish"))
	b.press("Kết thúc buổi họp")
	b.sees("Đã kết thúc buổi họp")
	b.fill("Tiến hành đúng trình tự, nội dung", "14")
	b.fill("Giữ nguyên tắc tập trung dân chủ", "5")
	b.press("Chấm điểm")
	b.sees("Đã chấm điểm", "/100 điểm")
}

func (s *story) papersAreAdopted() {
	b := s.secretary
	b.press("Soạn biên bản")
	b.sees("soạn từ dữ liệu buổi họp")
	b.sees("Nhất trí, cần công khai kinh phí.", "Đề nghị làm đường trước mùa mưa.", "57,1%")
	b.tap("Sửa nội dung")
	b.sees("Dòng bắt đầu bằng #")
	b.do(chromedp.SendKeys("textarea[name=text]", "\nBiên bản được đọc lại trước chi bộ."))
	b.press("Lưu bản này")
	b.sees("Đã lưu biên bản", "Biên bản được đọc lại trước chi bộ.")
	b.press("Thông qua bản này")
	b.sees("Biên bản đã được thông qua")
	b.press("Soạn nghị quyết")
	b.press("Lưu bản này")
	b.press("Thông qua bản này")
	b.press("Hoàn thiện và báo cáo")
	b.sees("Đã hoàn thiện và báo cáo cấp trên")
	b.quiet()

	s.member.open(s.path(""))
	for _, name := range []string{"Biên bản (PDF)", "Nghị quyết (PDF)"} {
		if body, media := s.member.fetch(s.member.href(name)); media != "application/pdf" || !bytes.HasPrefix(body, []byte("%PDF")) {
			s.member.fail("%s is %s", name, media)
		}
	}
	s.member.quiet()
}

func (s *story) communeSeesIt() {
	s.at(after, 8, 0)
	c := s.clerk
	c.open("/")
	c.press("Sinh hoạt chi bộ tháng 3/2026")
	c.sees("1/2", village, "7/8", "19:30, Thứ năm 05/03/2026")
	c.lacks("Đề nghị làm đường trước mùa mưa")
	body, _ := c.fetch(c.href("Tải bảng tính"))
	book, err := sheet.Open(bytes.NewReader(body), int64(len(body)), "report.xlsx", sheet.DefaultLimits())
	if err != nil {
		c.fail("%v", err)
	}
	for row, err := range book.Rows(0) {
		if err != nil {
			c.fail("%v", err)
		}
		var cells []string
		for _, x := range row.Cells {
			cells = append(cells, x.Text)
		}
		if line := strings.Join(cells, "|"); strings.Contains(line, village) {
			if !strings.Contains(line, "|7|") {
				c.fail("the workbook says %s", line)
			}
			c.quiet()
			return
		}
	}
	c.fail("the branch is not in the workbook")
}
