package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/paper"
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

// longest is what the whole story may take on one database.
const longest = 90 * time.Second

// The month of a branch on a phone: the office takes in its list and hands out
// codes, the secretary calls, the members answer, come, speak and vote, the papers
// are adopted, and the commune sees it.
func TestMonthOfABranch(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		began := time.Now()
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
			if took := time.Since(began); took > longest {
				t.Fatalf("the story has taken %v", took)
			}
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
	meeting, err := ask[string](s.member, "location.pathname")
	if err != nil {
		s.member.fail("%v", err)
	}
	s.member.tap("Dự thảo nghị quyết.pdf")
	s.member.until(`document.querySelector(".sheet .textLayer span")?.textContent.length>0`, "the first page of the paper with its text")
	s.member.open(meeting)

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
