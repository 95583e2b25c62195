package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sotay/internal/access"
	"sotay/internal/account"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/paper"
)

const (
	manyBranches = 20
	theChief     = "Lò Văn Chánh"
	theDeputy    = "Quàng Thị Phó"
	theScribe    = "Cà Thị Văn"
	theReader    = "Hà Văn Đọc"
	annexWord    = "macca"
)

// widely is a commune of twenty branches with its committee's secretary, his deputy
// and its clerk; two people are in each branch.
func widely(t testing.TB, engine string) *town {
	t.Helper()
	w := &town{world: install(t, engine, civil.Date("2026-10-05").At(8, 0)), units: map[string]org.Unit{}, people: map[string]member.ID{}, passes: map[string]account.Pass{}, account: map[string]string{}}
	by, why := root(org.Manage, org.See), org.Decision{Number: "01-QĐ/TU", Day: "2026-01-05"}
	found := func(code, kind, name string, parent org.ID) org.Unit {
		u, err := w.app.Units.Create(t.Context(), by, org.NewUnit{Code: code, Kind: kind, Name: name, Parent: parent}, why)
		w.must(err)
		w.units[code] = u
		return u
	}
	x := found("X1", org.Grassroots, "Đảng bộ xã Mường Thanh", found("T", org.Province, "Đảng bộ tỉnh Thanh Lâm", 0).ID)
	names := []string{theChief, theDeputy, theScribe, theReader}
	for i := range manyBranches {
		b := found(fmt.Sprintf("X1.%02d", i+1), org.Branch, fmt.Sprintf("Chi bộ bản %02d", i+1), x.ID)
		for j := range 2 {
			n, name := 2*i+j, fmt.Sprintf("Lường Văn %c%c", 'A'+i, 'A'+j)
			if n < len(names) {
				name = names[n]
			}
			id, err := w.app.Members.Add(t.Context(), root(member.Edit), b.ID, member.Entry{Person: member.Person{Name: name, Admitted: "2008-02-03", Official: "2009-02-03",
				Phone: fmt.Sprintf("09123456%02d", n+1), Card: fmt.Sprintf("12%06d", n)}, State: member.Official, From: "2026-01-10"})
			w.must(err)
			w.people[name] = id
		}
	}
	w.seated(names)
	return w
}

// seated gives those who have an office in the commune their accounts, posts and roles.
func (w *town) seated(names []string) {
	w.t.Helper()
	by, ctx := root(account.Manage, access.Grant, member.Edit, member.See, authz.Perm("org.see")), w.t.Context()
	var ids []string
	for _, name := range names {
		ids = append(ids, string(w.people[name]))
	}
	sheets, err := w.app.Accounts.Issue(ctx, by, ids)
	w.must(err)
	made, err := w.app.Accounts.CreateAdmin(ctx, by, "quantri", theAdmin)
	w.must(err)
	for _, s := range append(sheets, account.Sheet{Slips: []account.Slip{made}}) {
		for _, x := range s.Slips {
			w.account[x.Name] = x.Account
			first := w.signIn(x.Login, x.Code)
			v, err := w.app.Gate.Visit(ctx, first.Token)
			w.must(err)
			w.passes[x.Name], err = w.app.Accounts.SetPassword(ctx, v.Who, account.NewPassword{Session: first.Session.ID, New: secret})
			w.must(err)
		}
	}
	for name, seat := range map[string][2]string{theChief: {"secretary", access.Secretary}, theDeputy: {"deputy", access.Secretary}, theScribe: {"", access.Clerk}} {
		if seat[0] != "" {
			_, err := w.app.Members.Appoint(ctx, by, member.Post{Member: w.people[name], Unit: w.units["X1"].ID, Post: seat[0], From: "2026-01-12"})
			w.must(err)
		}
		_, err := w.app.Access.Grant(ctx, by, access.Wish{Account: w.account[name], Role: seat[1], Unit: w.units["X1"].ID})
		w.must(err)
	}
}

// photographed is a picture of a page on which the annex' word stands.
func photographed(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	var b bytes.Buffer
	if err := paper.PDF(&b, paper.Paper{Layout: paper.HD05(), Kind: "PHỤ LỤC", Abstract: "Diện tích cây trồng", Body: []paper.Block{
		paper.Text("Diện tích trồng cây " + annexWord + " của các bản đạt 120 ha, tăng 15 ha so với năm trước."),
		paper.Text("Giao Văn phòng theo dõi, đôn đốc và báo cáo kết quả.")}}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.pdf"), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", "200", "-png", "-singlefile", filepath.Join(dir, "a.pdf"), filepath.Join(dir, "phu-luc")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return filepath.Join(dir, "phu-luc.png")
}

// holdKeys has the administrator grant certificates, which their owners accept.
func (w *town) holdKeys(names ...string) {
	w.t.Helper()
	a := w.comes(theAdmin)
	a.open("/admin/signing")
	a.fill("Tên tổ chức", "Đảng bộ xã Mường Thanh")
	a.press("Lập nơi cấp thử nghiệm")
	for _, name := range names {
		a.fill("Cho người có tên đăng nhập", w.phone(name))
		a.press("Cấp cho người này")
		a.sees("Đã cấp chứng thư", name)
		x := w.comes(name)
		x.open("/me/key")
		x.tap("Chứng thư đã cấp, chưa nhận")
		x.fill("Mã PIN mới", pin)
		x.fill("Nhập lại mã PIN mới", pin)
		x.press("Nhận chứng thư")
		x.sees("Dùng được")
		x.quiet()
	}
	a.fill("Cho cơ quan", "Đảng bộ xã Mường Thanh")
	a.press("Cấp cho cơ quan này")
	a.sees("Đã cấp chứng thư")
	c := w.comes(theScribe)
	c.open("/me/key")
	c.tap("Chứng thư đã cấp, chưa nhận")
	c.fill("Mã PIN mới", pin)
	c.fill("Nhập lại mã PIN mới", pin)
	c.press("Nhận chứng thư")
	c.tap("Đưa hình lên")
	c.upload(redSeal(w.t))
	c.press("Lưu hình")
	c.sees("Đã lưu hình", "Đường kính 36 mm")
	for _, x := range []*tab{a, c} {
		x.quiet()
	}
}

const pin = "trâu đen 7"

// phone is the number under which somebody of the commune signs in.
func (w *town) phone(name string) string {
	for i, x := range []string{theChief, theDeputy, theScribe, theReader} {
		if x == name {
			return fmt.Sprintf("09123456%02d", i+1)
		}
	}
	return ""
}

// A committee writes a resolution with a scanned annex; it is agreed to, signed by
// two, sealed and issued to the people of twenty branches. A member reads and confirms it on
// his telephone, the office sees who has not, and the paper is found by a word that
// stands only in the scan.
func TestAResolutionGoesDownToTwentyBranches(t *testing.T) {
	engines(t, func(t *testing.T, engine string) {
		w := widely(t, engine)
		w.holdKeys(theChief, theDeputy)
		c := w.comes(theScribe)
		c.open("/documents/new")
		c.fill("Thể loại", "Nghị quyết")
		c.fill("Trích yếu", "Về phát triển cây công nghiệp")
		c.fill("Nội dung", "# I. MỤC TIÊU\nMỗi bản có một mô hình sản xuất tốt.")
		c.fill("Địa danh", "Mường Thanh")
		c.fill("Nơi nhận", "- Các chi bộ trực thuộc,")
		c.fill("Người ký", theChief+", Bí thư")
		c.fill("Chức vụ ghi trên văn bản", "BÍ THƯ")
		c.fill("Ký số ngay trong sổ tay, trước khi ban hành", "on")
		c.fill(theDeputy+", Phó bí thư", "on")
		c.fill("Mọi đảng viên của Đảng bộ xã Mường Thanh", "on")
		c.fill("Đọc và bấm xác nhận", "on")
		c.press("Lưu bản soạn thảo")
		path := c.at()
		c.upload(photographed(t))
		c.press("Tải lên")
		c.sees("phu-luc.png", "Chờ xác nhận không mật")
		c.open("/files/waiting")
		c.press("Không phải tài liệu mật")
		c.open(path)
		c.fill(theChief+", Bí thư", "on")
		c.press("Trình duyệt")
		s := w.comes(theChief)
		s.open("/notices")
		s.tap("Chờ đồng chí duyệt: “Về phát triển cây công nghiệp”.")
		s.press("Gửi ý kiến")
		c.open("/notices")
		c.tap("“Về phát triển cây công nghiệp” đã được duyệt đủ, có thể lấy số.")
		c.press("Lấy số")
		c.sees("01-NQ/ĐU", "Chờ ký")
		d := w.comes(theDeputy)
		for _, x := range []*tab{d, s, c} {
			x.open(path)
			x.fill("Mã PIN", pin)
			x.press("Ký văn bản")
			x.sees("Đã ký văn bản")
		}
		c.press("Ban hành văn bản")
		c.sees("Văn bản đã ký số")
		file, _ := c.fetch(path + "/file/van-ban.pdf")
		if said := pdfsig(t, file); strings.Count(said, "Signature is Valid.") != 3 || strings.Count(said, "Total document signed") != 1 {
			t.Errorf("pdfsig says %s", said)
		}
		w.readOnThePhone(path)
		c.open(path)
		c.press("Tình hình đọc")
		c.sees("1/40", "Chi bộ bản 20")
		c.tap("Chi bộ bản 03")
		c.sees("0/2", "Lường Văn CA", "Lường Văn CB")
		for _, x := range []*tab{c, d, s} {
			x.quiet()
		}
	})
}

// readOnThePhone is a member's part of the story.
func (w *town) readOnThePhone(path string) {
	w.t.Helper()
	m := w.comes(theReader)
	m.size(phoneWide, phoneHigh)
	m.open("/papers")
	m.sees("Về phát triển cây công nghiệp")
	m.open(path)
	m.sees("I. MỤC TIÊU", "phu-luc.png")
	m.press("Tôi đã đọc và nắm nội dung")
	m.sees("Đồng chí đã xác nhận")
	m.finds(annexWord, "Về phát triển cây công nghiệp")
	m.quiet()
}

// reading is how long the machine may take to read a scan.
const reading = 90 * time.Second

// finds searches until the machine has read the scans.
func (b *tab) finds(word, title string) {
	b.t.Helper()
	for end := time.Now().Add(reading); ; time.Sleep(time.Second) {
		b.open("/library?q=" + word)
		there, err := ask[bool](b, `document.body.innerText.includes(`+quote(title)+`)`)
		if err == nil && there {
			return
		}
		if time.Now().After(end) {
			b.fail("“%s” is not found in the scans", word)
		}
	}
}
