package e2e

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/member"
	"sotay/internal/platform/authz"
)

// An administrator grants certificates; the deputy accepts his, with a PIN, initials
// the secretary's paper, she signs and issues it; a member reads the file, in which
// poppler finds both signatures.
func TestTwoPeopleSignAPaperInOrder(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		w := settle(t, engine)
		w.appointed()
		w.deputised()
		a := w.comes(theAdmin)
		a.open("/admin/signing")
		a.fill("Tên tổ chức", "Đảng bộ xã Bảo Thắng")
		a.press("Lập nơi cấp thử nghiệm")
		for _, name := range []string{theSecretary, theMember} {
			a.fill("Cho người có tên đăng nhập", w.login(w.people[name]))
			a.press("Cấp cho người này")
			a.sees("Đã cấp chứng thư", name)
		}
		s, m := w.comes(theSecretary), w.comes(theMember)
		for _, x := range []*tab{s, m} {
			x.open("/me/key")
			x.tap("Chứng thư đã cấp, chưa nhận")
			x.fill("Mã PIN mới", "trâu đen 7")
			x.fill("Nhập lại mã PIN mới", "trâu đen 7")
			x.press("Nhận chứng thư")
			x.sees("Dùng được", "Chứng thư thử nghiệm")
		}
		s.open("/documents/new")
		s.fill("Thể loại", "Nghị quyết")
		s.fill("Trích yếu", "Về phát triển chè sạch")
		s.fill("Nội dung", "Toàn chi bộ trồng chè sạch.")
		s.fill("Địa danh", "Bảo Thắng")
		s.fill("Nơi nhận", "Đảng viên chi bộ,")
		s.fill("Người ký", theSecretary+", Bí thư")
		s.fill("Chức vụ ghi trên văn bản", "BÍ THƯ")
		s.fill("Ký số ngay trong sổ tay, trước khi ban hành", "on")
		s.fill(theMember+", Phó bí thư", "on")
		s.fill("Mọi đảng viên của "+village, "on")
		s.press("Lưu bản soạn thảo")
		path := s.at()
		s.fill(theSecretary+", Bí thư", "on")
		s.press("Trình duyệt")
		s.press("Gửi ý kiến")
		s.press("Lấy số")
		s.sees("01-NQ/CB", "Chờ ký", "Chưa đến lượt")
		s.lacks("Ban hành văn bản")
		m.open("/documents")
		m.sees("Chờ đồng chí ký")
		m.tap("Về phát triển chè sạch")
		m.fill("Mã PIN", "không phải")
		m.press("Ký văn bản")
		m.sees("Mã PIN chưa đúng")
		m.fill("Mã PIN", "trâu đen 7")
		m.press("Ký văn bản")
		m.sees("Đã ký văn bản")
		s.open(path)
		s.fill("Mã PIN", "trâu đen 7")
		s.press("Ký văn bản")
		s.sees("Đã ký văn bản", "Ban hành văn bản")
		s.press("Ban hành văn bản")
		s.sees("Văn bản đã ký số")
		s.lacks("Bản điện tử để tham khảo")
		m.open(path)
		file, _ := m.fetch(path + "/file/van-ban.pdf")
		said := pdfsig(t, file)
		if strings.Count(said, "Signature is Valid.") != 2 || strings.Count(said, "Total document signed") != 1 {
			t.Errorf("pdfsig says %s", said)
		}
		m.complaints() // of the wrong PIN
		for _, x := range []*tab{a, s} {
			x.quiet()
		}
	})
}

// deputised makes the member the secretary's deputy.
func (w *town) deputised() {
	w.t.Helper()
	_, err := w.app.Members.Appoint(w.t.Context(), root(member.Edit, member.See, authz.Perm("org.see")), member.Post{Member: w.people[theMember], Unit: w.units["X1.01"].ID, Post: "deputy", From: "2026-01-12"})
	w.must(err)
	_, err = w.app.Access.Grant(w.t.Context(), root(account.Manage, access.Grant), access.Wish{Account: w.account[theMember], Role: access.Committee, Unit: w.units["X1.01"].ID})
	w.must(err)
}

func pdfsig(t *testing.T, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdfsig", "-nocert", path).CombinedOutput()
	if len(out) == 0 {
		t.Fatalf("pdfsig: %v", err)
	}
	return string(out)
}

// redSeal is the file of a seal as a clerk has it: red, round, on a clear ground.
func redSeal(t testing.TB) string {
	t.Helper()
	const half = 200
	p := image.NewNRGBA(image.Rect(-half, -half, half, half))
	for y := -half; y < half; y++ {
		for x := -half; x < half; x++ {
			if d := x*x + y*y; d < 195*195 && d > 172*172 || d < 150*150 && d > 142*142 || d < 50*50 {
				p.SetNRGBA(x, y, color.NRGBA{R: 208, G: 22, B: 32, A: 235})
			}
		}
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "dau.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, p); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}
