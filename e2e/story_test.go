package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"rsc.io/qr"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/paper"
	"sotay/internal/platform/sheet"
	"sotay/internal/web/ui"
)

const (
	commune = "Đảng bộ xã Bảo Thắng"
	village = "Chi bộ thôn Đồng Tâm"
	school  = "Chi bộ Trường Tiểu học số 2"
	secret  = "hoa gạo đỏ bên sông"
)

const (
	prepared = civil.Date("2026-02-23") // the day on which everything is made ready
	answered = civil.Date("2026-03-03")
	held     = civil.Date("2026-03-05")
	after    = civil.Date("2026-03-06")
)

// story is the branch's month, from the office's list to the office's report.
type story struct {
	*world
	branch, office                            org.Unit
	admin, clerk                              *tab
	secretary, member, absent, young, scanner *tab
	codes                                     map[string]slip
	meeting                                   meeting.ID
}

// slip is what a person is handed: how to sign in for the first time.
type slip struct{ Name, Login, Code string }

// The month of a branch on a phone: the office takes in its list and hands out
// codes, the secretary calls, the members answer, come, speak and vote, the papers
// are adopted, and the commune sees it.
func TestMonthOfABranch(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		s := &story{world: install(t, engine, prepared.At(8, 0))}
		for _, chapter := range []struct {
			name string
			tell func()
		}{
			{"units", s.foundUnits}, {"administrator", s.administratorComes}, {"clerk", s.clerkIsLetIn}, {"list", s.listIsTakenIn}, {"codes", s.codesAreHandedOut},
			{"plan", s.meetingIsPlanned}, {"call", s.meetingIsCalled}, {"answers", s.membersAnswer}, {"opening", s.meetingOpens}, {"roll", s.membersCheckIn},
			{"cut", s.connectionIsLost}, {"talk", s.opinionIsNoted}, {"vote", s.resolutionIsVoted}, {"tasks", s.tasksAreGiven}, {"end", s.meetingEnds},
			{"papers", s.papersAreAdopted}, {"report", s.communeSeesIt},
		} {
			t.Log(chapter.name)
			chapter.tell()
		}
	})
}

func (s *story) foundUnits() {
	s.t.Helper()
	by, why := root(org.Manage, org.See), org.Decision{Number: "01-QĐ/TU", Day: "2026-01-05"}
	found := func(code, kind, name string, parent org.ID) org.Unit {
		u, err := s.app.Units.Create(s.t.Context(), by, org.NewUnit{Code: code, Kind: kind, Name: name, Parent: parent}, why)
		if err != nil {
			s.t.Fatal(err)
		}
		return u
	}
	province := found("T", "province", "Đảng bộ tỉnh Thanh Lâm", 0)
	s.office = found("X1", "grassroots", commune, province.ID)
	s.branch = found("X1.01", "branch", village, s.office.ID)
	teachers := found("X1.02", "branch", school, s.office.ID)
	clerk := member.Entry{Person: member.Person{Name: "Cao Thị Hồng", Birth: "1985-01-01", Admitted: "2010-02-03", Official: "2011-02-03"}, State: member.Official, From: "2026-01-10"}
	if _, err := s.app.Members.Add(s.t.Context(), root(member.Edit), teachers.ID, clerk); err != nil {
		s.t.Fatal(err)
	}
}

// administratorComes: whoever installed the program makes the first account.
func (s *story) administratorComes() {
	made, err := s.app.Accounts.CreateAdmin(s.t.Context(), root(account.Manage, access.Grant), "quantri", "Đinh Công Quản")
	if err != nil {
		s.t.Fatal(err)
	}
	s.admin = s.comes(slip{made.Name, made.Login, made.Code})
	s.admin.sees("Việc cần làm", "Quản trị")
	s.admin.quiet()
}

// comes signs a person in for the first time, with the slip in hand.
func (s *story) comes(p slip) *tab {
	s.t.Helper()
	b := s.visitor(p.Name)
	b.open("/")
	b.sees("Đăng nhập")
	b.fill("Số điện thoại hoặc tên đăng nhập", p.Login)
	b.fill("Mật khẩu hoặc mã đăng nhập", p.Code)
	b.press("Đăng nhập")
	b.sees("Chọn mật khẩu của đồng chí")
	b.fill("Mật khẩu mới", secret)
	b.fill("Nhập lại mật khẩu mới", secret)
	b.press("Lưu mật khẩu")
	b.sees("Đã lưu mật khẩu")
	return b
}

// slips reads the codes off the page that shows them once.
func slips(b *tab) map[string]slip {
	b.t.Helper()
	b.sees("Mã chỉ hiện một lần")
	all, err := ask[[]slip](b, `[...document.querySelectorAll("section.sheet h3")].map(h=>{
		const fact=n=>clean([...h.closest(".card").querySelectorAll("dt")].find(d=>clean(d.innerText)===n).nextElementSibling.innerText);
		return {Name:clean(h.innerText),Login:fact("Tên đăng nhập"),Code:fact("Mã đăng nhập")}})`)
	if err != nil {
		b.fail("%v", err)
	}
	out := map[string]slip{}
	for _, x := range all {
		out[x.Name] = x
	}
	return out
}

// clerkIsLetIn: the administrator gives the clerk a code and the office's role.
func (s *story) clerkIsLetIn() {
	a := s.admin
	a.press("Cấp tài khoản")
	a.press(commune)
	a.press(school)
	a.press("Cấp mã và xem trên màn hình")
	hong := slips(a)["Cao Thị Hồng"]
	a.press("Xong")
	a.press("Cao Thị Hồng")
	a.tap("Giao thêm vai trò")
	a.fill("Cán bộ văn phòng", "")
	a.fill("Ở đơn vị", commune)
	a.press("Giao vai trò")
	a.sees("Đã giao vai trò")
	a.quiet()
	s.clerk = s.comes(hong)
}

func (s *story) listIsTakenIn() {
	c := s.clerk
	c.open("/members/import")
	c.upload(officeList(s.t))
	c.press("Đọc thử")
	c.sees("Đã đọc xong, chưa nhập", "8 Thêm mới", "2 Bị từ chối", "TCVN3")
	c.sees("Bùi Văn Sơn", "C13", "Lý A Páo", "K14", "Nguyễn Thị Hạnh")
	c.fill("Bỏ qua các dòng đó", "")
	c.press("Nhập danh sách")
	c.sees("Đã nhập xong")
	c.press("Xem danh sách đảng viên")
	c.sees("Trần Văn Bình", "Đỗ Thị Hoa", "01234502")
	c.lacks("Bùi Văn Sơn")
	c.quiet()
}

func (s *story) codesAreHandedOut() {
	c := s.clerk
	c.open("/accounts")
	c.press(village)
	c.press("Cấp mã và xem trên màn hình")
	s.codes = slips(c)
	if len(s.codes) != 8 {
		c.fail("codes for %d people", len(s.codes))
	}
	c.press("Xong")
	c.press("Nguyễn Thị Hạnh")
	c.tap("Giao thêm vai trò")
	c.fill("Bí thư, phó bí thư", "")
	c.fill("Ở đơn vị", village)
	c.press("Giao vai trò")
	c.sees("Đã giao vai trò")
	c.quiet()
}

func (s *story) meetingIsPlanned() {
	s.secretary = s.comes(s.codes["Nguyễn Thị Hạnh"])
	b := s.secretary
	b.open("/tasks/new")
	b.fill("Nội dung nhiệm vụ", "Vận động 5 hộ hiến đất làm đường thôn")
	b.fill("Đảng viên thực hiện", "Trần Văn Bình")
	b.fill("Thời hạn", string(held))
	b.press("Giao nhiệm vụ")
	b.sees("Đã giao nhiệm vụ")

	b.open("/")
	b.press("Lên lịch sinh hoạt")
	b.fill("Ngày họp", string(held))
	b.fill("Giờ bắt đầu", "19:30")
	b.fill("Địa điểm", "Nhà văn hóa thôn Đồng Tâm")
	b.press("Lưu lịch họp")
	b.sees("Đã lưu lịch họp", "19:30, Thứ năm 05/03/2026")
	_, id, _ := strings.Cut(strings.Split(b.at(), "?")[0], "/meetings/")
	s.meeting = meeting.ID(id)

	b.press("Sửa chương trình")
	b.fill("[name=title-4]", "Thảo luận phương án làm đường thôn")
	b.fill("[name=presenter-4]", "Trần Văn Bình")
	b.press("Lưu chương trình")
	b.sees("Thảo luận phương án làm đường thôn")
	b.upload(aPaper(s.t))
	b.press("Tải lên")
	b.sees("Đã tải lên 1 tài liệu", "Dự thảo nghị quyết.pdf")
}

// aPaper is a real file to send with the call.
func aPaper(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	people := []paper.Attendee{{Name: "Nguyễn Thị Hạnh"}}
	if err := paper.RollSheet(&b, paper.Roll{Layout: paper.HD05(), Issuer: village, Title: "DỰ THẢO NGHỊ QUYẾT", Created: held.At(8, 0), People: people}); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "Dự thảo nghị quyết.pdf")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func (s *story) meetingIsCalled() {
	b := s.secretary
	b.press("Chi ủy đã hội ý")
	b.sees("Đã ghi nhận chi ủy hội ý")
	b.press("Gửi giấy mời")
	b.sees("Đã gửi giấy mời đến đảng viên")
	b.quiet()
}

func (s *story) membersAnswer() {
	s.at(answered, 20, 0)
	s.member = s.comes(s.codes["Trần Văn Bình"])
	s.member.sees("Vận động 5 hộ hiến đất", "Đã gửi giấy mời")
	s.member.press("Tôi sẽ đến")
	s.member.sees("Đồng chí đã trả lời: Sẽ đến", "Dự thảo nghị quyết.pdf")
	if body, _ := s.member.fetch(s.member.href("Dự thảo nghị quyết.pdf")); !bytes.HasPrefix(body, []byte("%PDF")) {
		s.member.fail("the paper is no PDF")
	}

	s.absent = s.comes(s.codes["Lê Quang Dũng"])
	s.absent.press("Trả lời khác")
	s.absent.tap("Xin vắng")
	s.absent.fill("Lý do xin vắng", "Đi viện chăm mẹ")
	s.absent.press("Gửi đề nghị vắng")
	s.absent.sees("Đồng chí đã trả lời: Xin vắng", "Đang chờ trả lời")

	b := s.secretary
	b.open(s.path("answers"))
	b.sees("Đi viện chăm mẹ")
	b.press("Đồng ý cho đồng chí Lê Quang Dũng vắng")
	b.sees("Xin vắng, đã đồng ý")
	s.absent.open(s.path(""))
	s.absent.sees("Đã được đồng ý cho vắng")
	s.absent.quiet()
}

func (s *story) path(tab string) string {
	p := "/meetings/" + string(s.meeting)
	if tab != "" {
		p += "?tab=" + tab
	}
	return p
}

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
	s.young.lacks("Gửi phiếu")
	for _, who := range []*tab{s.member, s.scanner} {
		who.until(`window.left && control("Gửi phiếu")`, "the ballot to come by itself")
		who.fill("Tán thành", "")
		who.press("Gửi phiếu")
		who.sees("Đồng chí đã biểu quyết: tán thành")
	}
	b.until(`says("2 trên 6")`, "the count to follow")
	b.tap("Ghi phiếu cho đảng viên không dùng điện thoại")
	b.fill("Đảng viên", "Hoàng Văn Thắng")
	b.fill("Tán thành", "")
	b.press("Ghi phiếu")
	b.open(s.path("mine"))
	b.fill("Tán thành", "")
	b.press("Gửi phiếu")
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
