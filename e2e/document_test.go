package e2e

import (
	"bytes"
	"testing"

	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/dbtest"
)

// A secretary writes a plan on her telephone, has her deputy agree, numbers and
// issues it; a member finds it in his handbook, reads it and confirms, and the
// office of another branch knows nothing of it. Then she looks into the register.
func TestAPaperIsWrittenIssuedAndRead(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := settle(t, engine)
			w.appointed()
			s := w.comes(theSecretary)
			s.open("/documents")
			s.tap("Soạn văn bản")
			s.fill("Thể loại", "Kế hoạch")
			s.fill("Trích yếu", "Dọn vệ sinh đường làng tháng 3")
			s.fill("Nơi nhận", "Đảng viên chi bộ,")
			s.fill("Người ký", theSecretary+", Bí thư")
			s.fill("Chức vụ ghi trên văn bản", "BÍ THƯ")
			s.fill("Mọi đảng viên của "+village, "on")
			s.fill("Đọc và bấm xác nhận", "on")
			s.press("Lưu bản soạn thảo")
			s.sees("I. MỤC ĐÍCH, YÊU CẦU", "Trình duyệt")
			path := s.at()
			s.fill(theSecretary+", Bí thư", "on")
			s.press("Trình duyệt")
			s.sees("Đồng chí duyệt văn bản này?")
			s.press("Gửi ý kiến")
			s.press("Lấy số")
			s.sees("01-KH/CB")
			s.press("Ban hành văn bản")
			s.sees("Đã ban hành")
			m := w.comes(theMember)
			m.open("/papers")
			m.sees("Dọn vệ sinh đường làng tháng 3")
			m.open(path)
			m.sees("I. MỤC ĐÍCH, YÊU CẦU", "Bản điện tử để tham khảo")
			m.lacks("Thu hồi văn bản này")
			m.press("Tôi đã đọc và nắm nội dung")
			m.sees("Đồng chí đã xác nhận")
			if file, media := m.fetch(path + "/file/van-ban.pdf"); media != "application/pdf" || !bytes.HasPrefix(file, []byte("%PDF-")) {
				t.Errorf("the file is %d bytes of %s", len(file), media)
			}
			o := w.comes("Lương Thị Ngọc")
			o.open(path)
			o.sees("Không tìm thấy nội dung này")
			s.open("/documents/register")
			s.sees("01-KH/CB", "Dọn vệ sinh đường làng tháng 3", "Đã dùng")
			o.complaints() // Chromium's own, of the page that was not there
			for _, x := range []*tab{s, m} {
				x.quiet()
			}
		})
	}
}

// appointed writes down that the secretary is one.
func (w *town) appointed() {
	w.t.Helper()
	_, err := w.app.Members.Appoint(w.t.Context(), root(member.Edit, member.See, authz.Perm("org.see")), member.Post{Member: w.people[theSecretary], Unit: w.units["X1.01"].ID, Post: "secretary", From: "2026-01-12"})
	w.must(err)
}

// A number was kept for a paper that asks its readers a question. The first choice is
// wrong, which is told; a number that nobody needs is cancelled and stays to be seen.
func TestAPaperAsksAQuestionUnderAKeptNumber(t *testing.T) {
	t.Parallel()
	w := settle(t, "sqlite")
	w.appointed()
	s := w.comes(theSecretary)
	for _, reason := range []string{"Chờ kế hoạch tháng 4", "Dự phòng"} {
		s.open("/documents/register")
		s.tap("Giữ trước một số")
		s.fill("Thể loại", "Kế hoạch")
		s.fill("Lý do", reason)
		s.press("Giữ số tiếp theo")
	}
	s.open("/documents/new")
	s.fill("Thể loại", "Kế hoạch")
	s.fill("Trích yếu", "Trồng cây đầu xuân")
	s.fill("Nơi nhận", "Đảng viên chi bộ,")
	s.fill("Người ký", theSecretary+", Bí thư")
	s.fill("Mọi đảng viên của "+village, "on")
	s.fill("Đọc và trả lời một câu hỏi ngắn", "on")
	s.tap("Câu hỏi ngắn")
	s.fill("Câu hỏi", "Trồng cây ngày nào?")
	s.fill("Các phương án", "Thứ bảy\n* Chủ nhật")
	s.press("Lưu bản soạn thảo")
	path := s.at()
	s.fill(theSecretary+", Bí thư", "on")
	s.press("Trình duyệt")
	s.press("Gửi ý kiến")
	s.fill("Số", "01-KH/CB, đã giữ: Chờ kế hoạch tháng 4")
	s.press("Lấy số")
	s.sees("01-KH/CB")
	s.press("Ban hành văn bản")
	m := w.comes(theMember)
	m.open(path)
	m.fill("Thứ bảy", "on")
	m.press("Trả lời")
	m.sees("chưa đúng")
	m.fill("Chủ nhật", "on")
	m.press("Trả lời")
	m.sees("Đồng chí đã xác nhận")
	s.open("/documents/register")
	s.tap("Hủy một số đang giữ")
	s.fill("Lý do", "Không dùng đến")
	s.press("Hủy số này")
	s.sees("02-KH/CB", "Đã hủy", "Không dùng đến")
	s.quiet()
}
