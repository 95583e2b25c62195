package paper

import (
	"fmt"
	"strings"
	"time"
)

// resolution is a branch's resolution of two to three pages with the table of last month's tasks.
func resolution() Paper {
	return Paper{
		Layout: HD05(), Superior: "ĐẢNG ỦY XÃ BẢO THẮNG", Issuer: "CHI BỘ THÔN ĐỒNG TÂM", Number: "Số 05-NQ/CB",
		Place: "Lào Cai", Day: Day{2026, 2, 3},
		Kind: "NGHỊ QUYẾT", Abstract: "sinh hoạt chi bộ thường lệ tháng 02 năm 2026",
		Body: append([]Block{
			Text("Ngày 03 tháng 02 năm 2026, Chi bộ thôn Đồng Tâm đã tiến hành sinh hoạt thường lệ. Tổng số đảng viên: 24 đồng chí; có mặt: 21 đồng chí; vắng có lý do: 02 đồng chí; vắng không lý do: 0 đồng chí; miễn sinh hoạt: 01 đồng chí. Chi bộ đã thảo luận và thống nhất ban hành Nghị quyết với các nội dung sau:"),
			Heading{Text: "I. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN NHIỆM VỤ THÁNG 01"},
			Lead("1. Kết quả.", "Chi bộ đã lãnh đạo thực hiện tốt các nhiệm vụ phát triển kinh tế, xã hội, giữ vững quốc phòng, an ninh trên địa bàn; công tác xây dựng Đảng được quan tâm thường xuyên, cụ thể như sau:"),
			tasks(7),
			Lead("2. Hạn chế.", "Một số nhiệm vụ triển khai còn chậm so với kế hoạch; việc học tập các chuyên đề trên nền tảng số chưa đồng đều giữa các tổ đảng; ý thức tự phê bình và phê bình của một vài đảng viên chưa cao."),
			Heading{Text: "II. NHIỆM VỤ TRỌNG TÂM THÁNG 3"},
		}, duties()...),
		Recipients: []string{"Thường trực Đảng ủy (báo cáo),", "Các đồng chí đảng viên trong Chi bộ,", "Lưu Chi bộ."},
		Right:      &Signature{Authority: "T/M CHI BỘ", Post: "BÍ THƯ", Name: "Nguyễn Thị Ngọc Ưởng"},
		Created:    time.Date(2026, 2, 3, 9, 30, 0, 0, time.UTC),
	}
}

func tasks(n int) Table {
	t := Table{Columns: []Column{
		{Title: "TT", Width: 1, Align: AlignCentre}, {Title: "Nhiệm vụ", Width: 5}, {Title: "Thực trạng", Width: 5}, {Title: "Kết quả", Width: 2.5, Align: AlignCentre},
	}}
	for i := range n {
		t.Rows = append(t.Rows, []string{
			fmt.Sprint(i + 1), "Vận động các hộ dân đóng góp ngày công sửa chữa tuyến đường liên thôn",
			"Đã hoàn thành 1,2 km mặt đường; còn 300 m đoạn qua suối chưa thi công do mưa kéo dài", "Đạt 80 %",
		})
	}
	return t
}

func duties() []Block {
	var out []Block
	for i := range 5 {
		out = append(out, Lead(fmt.Sprintf("%d. Nhiệm vụ thứ %d.", i+1, i+1),
			"Tiếp tục tuyên truyền, quán triệt các chỉ thị, nghị quyết của Đảng, chính sách, pháp luật của Nhà nước đến toàn thể đảng viên và nhân dân; nâng cao chất lượng sinh hoạt chi bộ, thực hiện nghiêm nguyên tắc tập trung dân chủ, tự phê bình và phê bình; giao đồng chí Phó Bí thư phụ trách, hoàn thành trước ngày 25 tháng 3 năm 2026."))
	}
	return append(out, Dashes("Giao các tổ đảng cụ thể hóa thành việc của từng đảng viên;", "Đồng chí Bí thư đôn đốc, kiểm tra, báo cáo kết quả tại kỳ sinh hoạt sau."),
		Text("Nghị quyết được 21/21 đảng viên có mặt biểu quyết tán thành (đạt 100 %)."))
}

// minutes are signed on both sides and carry an annex with the opinions.
func minutes() Paper {
	p := resolution()
	p.Kind, p.Abstract, p.Number = "BIÊN BẢN", "sinh hoạt chi bộ thường lệ tháng 02 năm 2026", "Số 02-BB/CB"
	p.Recipients = nil
	p.Left = &Signature{Authority: "THƯ KÝ", Name: "Lò Văn Sơn"}
	p.Right = &Signature{Authority: "CHỦ TRÌ", Note: "(Đã ký)", Name: "Nguyễn Thị Ngọc Ưởng"}
	p.Annexes = []Annex{{
		Title: "PHỤ LỤC", Abstract: "Ý kiến phát biểu của đảng viên", Note: "(Kèm theo Biên bản số 02-BB/CB, ngày 03/02/2026)",
		Body: []Block{
			Heading{Text: "Ý kiến về nhiệm vụ tháng 3", Level: 2},
			List{Mark: "+", Items: []Paragraph{Text("Đồng chí Giàng A Pháo: đề nghị ưu tiên đoạn đường qua suối."), Text("Đồng chí Hoàng Thị Mỷ: nhất trí với dự thảo.")}},
			Blank{}, tasks(30),
		},
	}}
	return p
}

func longWord() string { return strings.Repeat("nghiêng", 60) }

// codes is a branch's sheet of one-time codes.
func codes(n int) Codes {
	s := Codes{
		Layout: HD05(), Unit: "Chi bộ thôn Đồng Tâm", Address: "https://sotay.laocai.example.vn",
		Steps: "Mở địa chỉ hoặc quét mã, nhập tên đăng nhập và mã. Không đưa phiếu này cho người khác.",
	}
	for i := range n {
		s.People = append(s.People, SignIn{
			Name: "Nguyễn Thị Ngọc Ưởng", Login: fmt.Sprintf("ngocuong%02d", i), Code: "K7M2-9QXA",
			Link: fmt.Sprintf("https://sotay.laocai.example.vn/vao?ma=K7M2-9QXA-%02d", i),
		})
	}
	return s
}

func roll(n int) Roll {
	r := Roll{
		Layout: HD05(), Superior: "ĐẢNG ỦY XÃ BẢO THẮNG", Issuer: "CHI BỘ THÔN ĐỒNG TÂM", Place: "Lào Cai", Day: Day{2026, 2, 3},
		Title: "DANH SÁCH ĐIỂM DANH", Abstract: "sinh hoạt chi bộ thường lệ tháng 02 năm 2026",
		Right: &Signature{Authority: "CHỦ TRÌ", Name: "Nguyễn Thị Ngọc Ưởng"},
	}
	for i := range n {
		r.People = append(r.People, Attendee{Name: "Giàng Thị Mỷ", Post: "Đảng viên", State: []string{"", "Vắng có lý do"}[i%2]})
	}
	return r
}

// letter is a paper without a type, to several addressees.
func letter() Paper {
	p := resolution()
	p.Kind, p.Number, p.Abstract = "", "Số 12-CV/CB", "về việc đăng ký lớp bồi dưỡng đảng viên mới năm 2026"
	p.To = []string{"Thường trực Đảng ủy xã,", "Trung tâm Chính trị xã Bảo Thắng."}
	p.Body = []Block{Text("Thực hiện Kế hoạch của Đảng ủy xã, Chi bộ đăng ký 02 đồng chí tham gia lớp bồi dưỡng."), Text("Chi bộ trân trọng báo cáo.")}
	return p
}
