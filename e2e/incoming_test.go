package e2e

import (
	"testing"

	"sotay/internal/access"
	"sotay/internal/member"
	"sotay/internal/platform/dbtest"
)

// An office's clerk registers three papers in a row; its secretary gives two of them
// to people, one of whom says how far he is; the reply is written, issued and settles
// the work. A week later what was left lying is overdue.
func TestPapersComeInAndAreAnswered(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := settle(t, engine)
			w.leads()
			c := w.comes(theClerk)
			c.open("/incoming/new")
			c.sees("Số đến tiếp theo", "1/2026")
			for i, about := range []string{"Về việc báo cáo số liệu đảng viên quý I", "Về việc cử người dự tập huấn chuyển đổi số", "Giấy mời họp giao ban tháng 3"} {
				c.fill("Cơ quan ban hành", "Tỉnh ủy Thanh Lâm")
				c.fill("Số, ký hiệu", []string{"101-CV/TU", "102-CV/TU", ""}[i])
				c.fill("Ngày văn bản", "2026-03-02")
				c.fill("Trích yếu", about)
				c.press("Vào sổ")
				c.sees("Đã vào sổ, số đến "+[]string{"1", "2", "3"}[i]+"/2026", about)
			}
			c.fill("Cơ quan ban hành", "tỉnh ủy thanh lâm")
			c.fill("Số, ký hiệu", "101-CV/TU")
			c.fill("Ngày văn bản", "2026-03-02")
			c.fill("Trích yếu", "Về việc báo cáo số liệu đảng viên quý I")
			c.press("Vào sổ")
			c.sees("Có thể văn bản này đã vào sổ: số đến 1/2026", "Vẫn vào sổ, đây là văn bản khác")

			s := w.comes(theSecretary)
			s.open("/incoming?view=registered")
			s.press("Về việc cử người dự tập huấn chuyển đổi số")
			s.fill("Chủ trì", theSecretary+", "+village)
			s.fill("Hạn xử lý, số ngày làm việc", "2")
			s.press("Giao xử lý")
			s.sees("Chủ trì: " + theSecretary)
			s.open("/incoming?view=registered")
			s.press("Về việc báo cáo số liệu đảng viên quý I")
			path := s.at()
			s.fill("Tìm người, đơn vị để giao", "tran van binh")
			s.press("Tìm")
			s.fill("Ý kiến chỉ đạo", "Đồng chí Bình tổng hợp, báo cáo thường trực.")
			s.fill("Chủ trì", theMember+", "+village)
			s.fill("Hạn xử lý, số ngày làm việc", "3")
			s.press("Giao xử lý")
			s.sees("Đồng chí Bình tổng hợp, báo cáo thường trực.", "Chủ trì: "+theMember)

			m := w.comes(theMember)
			m.open("/")
			m.press("việc văn bản của tôi")
			m.press("Về việc báo cáo số liệu đảng viên quý I")
			m.tap("Báo cáo kết quả")
			m.fill("Đang làm", "on")
			m.fill("Kết quả", "Đã có số liệu của 12 chi bộ")
			m.press("Gửi báo cáo")
			m.sees("Đã ghi báo cáo", "Đã có số liệu của 12 chi bộ")
			m.lacks("Gia hạn")
			m.tap("Xin gia hạn")
			m.fill("Xin làm đến ngày", "2026-03-20")
			m.fill("Lý do", "Còn ba chi bộ chưa gửi số liệu")
			m.press("Gửi đề nghị")
			m.sees("Đã gửi đề nghị gia hạn", theMember+" xin gia hạn đến 20/03/2026")
			s.open(path)
			s.press("Đồng ý gia hạn")
			s.sees("Đã đồng ý gia hạn", "20/03/2026: Còn ba chi bộ chưa gửi số liệu")
			m.open("/notices")
			m.sees("được gia hạn đến 20/03/2026")

			s.open(path)
			s.press("Soạn văn bản trả lời")
			s.sees("Trả lời văn bản đến", "101-CV/TU")
			s.fill("Thể loại", "Báo cáo")
			s.fill("Trích yếu", "Số liệu đảng viên quý I năm 2026")
			s.fill("Nơi nhận", "Tỉnh ủy,")
			s.fill("Người ký", theSecretary+", Bí thư")
			s.fill("Chức vụ ghi trên văn bản", "BÍ THƯ")
			s.press("Lưu bản soạn thảo")
			s.fill(theSecretary+", Bí thư", "on")
			s.press("Trình duyệt")
			s.press("Gửi ý kiến")
			s.press("Lấy số")
			s.press("Ban hành văn bản")
			s.sees("Đã ban hành", "101-CV/TU")
			s.open(path)
			s.sees("Văn bản trả lời", "Số liệu đảng viên quý I năm 2026", "01-BC/ĐU", "Đã xong")
			s.tap("Kết thúc xử lý văn bản")
			s.fill("Kết quả", "Đã trả lời")
			s.press("Kết thúc xử lý")
			s.sees("Đã kết thúc xử lý văn bản")

			c.complaints() // Chromium's own, of the twin
			w.clock.set(w.clock.now().AddDate(0, 0, 7))
			c.open("/incoming")
			c.sees("Quá hạn", "Về việc cử người dự tập huấn chuyển đổi số", "Quá 3 ngày")
			c.open("/incoming?view=overdue")
			c.sees("Về việc cử người dự tập huấn chuyển đổi số", "Quá 3 ngày")
			c.lacks("Về việc báo cáo số liệu đảng viên quý I")
			s.open("/")
			s.sees("quá hạn xử lý")
			c.open("/incoming/register")
			c.sees("1/2026", "3/2026", "Đã xong")
			for _, x := range []*tab{c, s, m} {
				x.quiet()
			}
		})
	}
}

// leads makes the first branch's secretary also the commune's.
func (w *town) leads() {
	w.t.Helper()
	unit := w.units["X1"].ID
	_, err := w.app.Members.Appoint(w.t.Context(), root(member.Edit, member.See, "org.see"), member.Post{Member: w.people[theSecretary], Unit: unit, Post: "secretary", From: "2026-01-12"})
	w.must(err)
	_, err = w.app.Access.Grant(w.t.Context(), root(access.Grant, "account.manage"), access.Wish{Account: w.account[theSecretary], Role: access.Secretary, Unit: unit})
	w.must(err)
}
