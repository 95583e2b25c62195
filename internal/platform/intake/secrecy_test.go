package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
)

func issuers() []string {
	return []string{"ĐẢNG ỦY PHƯỜNG CAM ĐƯỜNG", "TỈNH ỦY LÀO CAI", "CHI BỘ THÔN 3", "ỦY BAN KIỂM TRA", "BAN TỔ CHỨC", "VĂN PHÒNG TỈNH ỦY"}
}

func titles() []string {
	return []string{
		"NGHỊ QUYẾT\nvề lãnh đạo thực hiện nhiệm vụ tháng 3", "BÁO CÁO\nkết quả công tác bảo vệ bí mật nhà nước", "QUY CHẾ\nBẢO VỆ BÍ MẬT NHÀ NƯỚC",
		"KẾ HOẠCH\nphát triển nghề nuôi ong lấy mật", "THÔNG BÁO\nđổi mật khẩu hòm thư", "TỜ TRÌNH\nvề mật độ xây dựng khu dân cư", "BIÊN BẢN\nbỏ phiếu kín", "CÔNG VĂN\nvề công tác cơ yếu, mật mã",
	}
}

func prose() []string {
	return []string{
		"Đảng viên có trách nhiệm giữ bí mật của Đảng và Nhà nước.", "Giá mật ong rừng năm nay là 300.000 đồng một lít.", "Không cho người khác biết mật khẩu của mình.",
		"Mật độ dân số của xã là 120 người/km2.", "Bỏ phiếu kín, giữ bí mật kết quả đến khi công bố.", "Quan hệ mật thiết giữa Đảng với Nhân dân.",
		"Tài liệu độ Mật phải được đăng ký riêng.", "Danh mục bí mật nhà nước gồm ba độ: Tuyệt mật, Tối mật, Mật.", "Văn bản Mật, Tối mật, Tuyệt mật không gửi qua mạng.",
		"Đồng chí Nguyễn Thị Mật được phân công phụ trách.", "Túi mật, gan và dạ dày bình thường.", "Thực hiện nghiêm quy định về độ mật của văn bản.",
		"Nước mía được cô thành mật.", "Các đồng chí hoạt động bí mật trong vùng địch.", "Mật vụ của địch theo dõi gắt gao.", "Quân đội chuẩn bị cho trận đánh tuyệt mật năm ấy.",
		"Không soạn thảo văn bản MẬT trên máy tính nối mạng.", "BÍ MẬT", "BẢO MẬT THÔNG TIN", "NGUYỄN VĂN MẬT", "MẬT ONG RỪNG U MINH", "CƠ MẬT VIỆN",
	}
}

// heads are the ways in which a marking stands on a paper; %s is the degree in
// capitals, the other words as they come out of DOCX and pdftotext.
func heads() []string {
	return []string{
		"%s\n\nISSUER\nSố: 12-BC/ĐU", "ISSUER\n*\nSố 12-NQ/ĐU\n%s", "ISSUER          ĐẢNG CỘNG SẢN VIỆT NAM\n   *            Lào Cai, ngày 03 tháng 02 năm 2026\nSố: 05-TB/TU\n\n        %s\n",
		"ISSUER\tĐẢNG CỘNG SẢN VIỆT NAM\n%s\tLào Cai, ngày 3 tháng 2 năm 2026", "   %s      Bản số: 03\nISSUER", "%s - Bản số 02\nISSUER", "%s (Bản số: 1)\nISSUER", "HỎA TỐC - %s\nISSUER",
		"%s/HỎA TỐC\nISSUER", "[ %s ]\nISSUER", "*** %s ***\nISSUER", "┌────┐\n│ %s │\n└────┘\nISSUER", "Số: 12-BC/TU %s\nISSUER", "ISSUER | %s | Số 15/BC-UBND", "\u200b%s\u00a0\nISSUER",
		"ISSUER\nĐộ mật: %s\nĐộ khẩn: Thường", "Mức độ mật: %s; độ khẩn: Khẩn\nISSUER", "Độ mật\t%s\nISSUER", "Dấu độ mật: “%s”\nISSUER", "Độ mật:\n%s\nISSUER", "Độ mật ...... %s\nISSUER",
		"%s\nBản số: 5\nTÀI LIỆU THU HỒI\nISSUER", "%s\nCHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ\nISSUER", "CONFIDENTIAL - %s\nISSUER", "%s ĐẢNG CỘNG SẢN VIỆT NAM\nISSUER", "ISSUER\f%s\nTrang 2/5",
		"1. Độ mật: %s\nISSUER", "☐ Thường ☑ %s\nISSUER", "Độ mật: [ ] Thường [x] %s\nISSUER", "%s   Lào Cai, ngày … tháng … năm 2026\nISSUER",
	}
}

type sample struct {
	text string
	mark string
}

// marked crosses heads with degrees, spellings, issuers and titles.
func marked() []sample {
	var out []sample
	for i, h := range heads() {
		for j, mark := range []string{Secret, VerySec, TopSecret} {
			for k, spell := range []func(string) string{
				func(s string) string { return s },
				norm.NFD.String,
				func(s string) string { return strings.Join(strings.Split(s, ""), " ") },
				func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
			} {
				n := i + j + k
				paper := strings.ReplaceAll(fmt.Sprintf(h, spell(mark)), "ISSUER", issuers()[n%len(issuers())])
				p := prose()[n%8]
				out = append(out, sample{paper + "\n" + titles()[n%len(titles())] + "\n" + p + "\n", mark})
			}
		}
	}
	for _, label := range []string{"Độ mật: Mật", "Độ mật : mật", "Mức độ mật - Mật", "ĐỘ MẬT: MẬT", "Độ bảo mật: Mật", "Dấu chỉ mức độ mật: Mật."} {
		out = append(out, sample{"Phiếu gửi\n" + label + "\nNơi gửi: Văn phòng\n", Secret})
	}
	return append(out,
		sample{"Tối mật\nBáo cáo\n", VerySec}, sample{"Mật\n\nSố 1\nBáo cáo\n", Secret},
		sample{strings.Repeat("Nội dung.\n", 300) + "MẬT\n" + strings.Repeat("Nội dung.\n", 30), Secret},
		sample{"MẬT\nx\nTUYỆT MẬT\ny", TopSecret})
}

// unmarked crosses ordinary heads, titles and sentences, and adds what comes close.
func unmarked() []string {
	var out []string
	for i, issuer := range issuers() {
		for j, title := range titles() {
			for k, p := range prose() {
				if (i+j+k)%2 == 0 {
					out = append(out, issuer+"\tĐẢNG CỘNG SẢN VIỆT NAM\n*\tLào Cai, ngày 03 tháng 02 năm 2026\nSố: 12-BC/ĐU\n"+title+"\n1. "+p+"\n- "+prose()[(k+5)%len(prose())]+"\nNơi nhận:\n"+p+"\n")
				}
			}
		}
	}
	return append(out,
		"QUY CHẾ BẢO VỆ BÍ\nMẬT NHÀ NƯỚC", "QUY CHẾ\nBẢO VỆ BÍ\nMẬT\nTRONG CHI BỘ", "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ\nTỐI MẬT", "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TUYỆT MẬT",
		"Mẫu dấu:\n- TUYỆT MẬT\n- TỐI MẬT\n- MẬT\n", "TUYỆT MẬT\tTỐI MẬT\tMẬT\n0\t0\t0", "Độ mật: □ Tuyệt mật □ Tối mật □ Mật", "Độ mật: Thường\nĐộ khẩn: Khẩn", "Độ mật: Không", "Độ mật:\nĐộ khẩn:\n",
		"Độ mật: (Tuyệt mật, Tối mật, Mật)", "Độ mật: Mật, Tối mật, Tuyệt mật hoặc Thường", "STT\tSố ký hiệu\tĐộ mật\tĐộ khẩn\n1\t12-NQ/ĐU\tThường\tKhẩn", "ĐÃ GIẢI MẬT", "MẬT KHẨU", "MẬT MÃ HỌC", "Mật ong\nMật mía\n",
		"HỘI NUÔI ONG\nMẬT\n", "Họ và tên: LÊ THỊ MẬT", "bí mật", "mật", "", "Chương II\nXÁC ĐỊNH ĐỘ MẬT\nĐiều 5. Độ mật của bí mật nhà nước", "GIAO ƯỚC: TUYỆT ĐỐI BÍ MẬT", "Số lượng: 5 văn bản mật")
}

func TestSecrecyOnCorpus(t *testing.T) {
	t.Parallel()
	missed, wrong, stopped := 0, 0, 0
	for _, s := range marked() {
		mark, found := Secrecy(s.text)
		switch {
		case !found:
			missed++
			t.Logf("missed %s in %q", s.mark, s.text)
		case mark != s.mark:
			wrong++
			t.Logf("%s for %s in %q", mark, s.mark, s.text)
		}
	}
	for _, text := range unmarked() {
		if mark, found := Secrecy(text); found {
			stopped++
			t.Logf("%s in ordinary %q", mark, text)
		}
	}
	m, u := len(marked()), len(unmarked())
	t.Logf("%d marked: %d missed, %d of the wrong degree; %d ordinary: %d stopped", m, missed, wrong, u, stopped)
	if (missed+wrong)*100 > m || stopped*100 > u {
		t.Errorf("%d of %d missed, %d of the wrong degree, %d of %d ordinary stopped", missed, m, wrong, stopped, u)
	}
}

func TestSecrecyOfLongText(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("Giữ bí mật, mật khẩu và mật ong; độ mật. MẬT ONG\n", 10_000) + "TỐI MẬT\n"
	start := time.Now()
	if mark, _ := Secrecy(text); mark != VerySec {
		t.Errorf("mark %q", mark)
	}
	t.Logf("%d KiB in %v", len(text)>>10, time.Since(start))
}

func FuzzSecrecy(f *testing.F) {
	for _, s := range marked() {
		f.Add(s.text)
	}
	for _, s := range unmarked()[:50] {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		mark, found := Secrecy(text)
		if found != (mark != "") {
			t.Errorf("%q, %v", mark, found)
		}
		if again, ok := Secrecy("TUYỆT MẬT\n\nBáo cáo\n" + text); !ok || again != TopSecret {
			t.Errorf("a stamp was not seen: %q", again)
		}
	})
}
