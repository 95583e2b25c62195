package ui

import "rsc.io/qr"

// Names and figures on the pages of examples are invented.

// galleryPage adds to p what the examples need and the caller left empty.
func galleryPage(p Page) Page {
	p.Title = "Các bộ phận giao diện"
	p.Lede = "Mọi bộ phận của trang, với ví dụ thật, để xem và kiểm tra."
	p.Unit = "Chi bộ thôn Nà Tền, Đảng bộ xã Bản Hồ"
	p.Person = Person{Name: "Hoàng Thị Mai", Role: "Bí thư chi bộ"}
	p.Crumbs = []Crumb{{"Trang chủ", "/"}, {"Dành cho người phát triển", "/ui"}}
	p.Search, p.Inbox, p.Unread = "/ui?q", "/ui?inbox", 3
	if len(p.Nav) == 0 {
		p.Nav = galleryNav()
	}
	p.Notices = []Notice{{Tone: Good, Title: "Đã gửi giấy mời họp", Text: "27 đảng viên sẽ nhận được trong ít phút.", Href: "#", Link: "Xem ai đã nhận"}}
	p.Actions = Button{Label: "In trang này", Icon: IconPrint, Href: "#"}
	return p
}

func galleryNav() []NavItem {
	return []NavItem{
		{Label: "Trang chủ", Href: "/", Icon: IconHome, Active: true},
		{Label: "Sinh hoạt", Href: "/meetings", Icon: IconMeeting, Count: 1},
		{Label: "Văn bản", Href: "/papers", Icon: IconPaper, Count: 12},
		{Label: "Học tập", Href: "/study", Icon: IconStudy},
		{Label: "Tôi", Href: "/me", Icon: IconPerson},
		{Label: "Đơn vị", Href: "/units", Icon: IconUnit, Office: true},
		{Label: "Đảng viên", Href: "/members", Icon: IconMembers, Office: true},
		{Label: "Văn bản đi, đến", Href: "/registers", Icon: IconInbox, Office: true, Count: 4},
		{Label: "Báo cáo", Href: "/reports", Icon: IconReport, Office: true},
		{Label: "Quản trị", Href: "/admin", Icon: IconSettings, Office: true},
	}
}

func gallerySteps() []Step {
	return []Step{
		{Title: "Chuẩn bị nội dung, gửi giấy mời", Text: "Xong ngày 01/11", State: Done, Href: "#"},
		{Title: "Gửi tài liệu trước một ngày", Text: "Xong ngày 03/11", State: Done, Href: "#"},
		{Title: "Điểm danh và khai mạc", Text: "27 trên 30 đảng viên đã trả lời sẽ đến", State: Now, Action: Button{Label: "Mở điểm danh", Kind: Main, Icon: IconQR, Href: "#"}},
		{Title: "Thông qua nghị quyết, biên bản"},
		{Title: "Gửi lên đảng ủy", Text: "Chậm nhất hai ngày sau khi họp"},
	}
}

func galleryBranches() []Row {
	return []Row{
		{Cells: []Cell{{Text: "Chi bộ thôn Nà Tền", Href: "#"}, {Text: "05/11/2026"}, {Text: "27 / 30", Sub: "90%"}, {Body: Badge{Text: "Đã họp", Tone: Good}}}},
		{Cells: []Cell{{Text: "Chi bộ thôn Bản Qua", Href: "#"}, {Text: "07/11/2026"}, {Text: "14 / 21", Sub: "66%"}, {Body: Badge{Text: "Thiếu biên bản", Tone: Warn}}}, Current: true},
		{Cells: []Cell{{Text: "Chi bộ Trường Trung học cơ sở Bản Hồ", Href: "#"}, {Text: "Chưa có lịch"}, {Text: "0 / 12"}, {Body: Badge{Text: "Quá hạn", Tone: Bad}}}},
	}
}

func galleryTree() []Node {
	return []Node{{
		Label: "Đảng bộ tỉnh Lào Cai", Href: "#", Meta: "99 đảng bộ xã, phường · 118.400 đảng viên", Open: true,
		Children: []Node{
			{Label: "Đảng bộ xã Bản Hồ", Href: "#", Meta: "12 chi bộ · 345 đảng viên", Open: true, Badge: Badge{Text: "11/12 đã họp", Tone: Warn}, Children: []Node{
				{Label: "Chi bộ thôn Nà Tền", Href: "#", Meta: "30 đảng viên", Current: true},
				{Label: "Chi bộ thôn Bản Qua", Href: "#", Meta: "21 đảng viên"},
			}},
			{Label: "Đảng bộ phường Sa Pa", Href: "#", Meta: "41 chi bộ · 1.208 đảng viên", Badge: Badge{Text: "Đủ", Tone: Good}},
		},
	}}
}

func galleryMonths() []Bar {
	return []Bar{
		{Label: "Tháng 8", Value: 93, Note: "28 trên 30", Tone: Good},
		{Label: "Tháng 9", Value: 86, Note: "26 trên 30", Tone: Warn},
		{Label: "Tháng 10", Value: 96, Note: "29 trên 30", Tone: Good},
		{Label: "Tháng 11", Value: 60, Note: "18 trên 30", Tone: Bad},
	}
}

func galleryFacts() []Fact {
	return []Fact{
		{Name: "Ngày sinh", Value: "12/04/1961"},
		{Name: "Ngày vào Đảng", Value: "03/02/1985"},
		{Name: "Ngày chính thức", Value: "03/02/1986"},
		{Name: "Số thẻ", Value: "••••••• 482", Href: "#", Change: "Hiện"},
		{Name: "Điện thoại", Value: "", Href: "#", Change: "Thêm"},
	}
}

func galleryAnswers() []Choice {
	return []Choice{
		{Value: "come", Label: "Tôi sẽ đến", Icon: IconCheck, Tone: Good},
		{Value: "online", Label: "Họp trực tuyến", Icon: IconVideo, Tone: Info},
		{Value: "leave", Label: "Xin vắng", Hint: "Cần ghi lý do", Icon: IconX, Tone: Warn},
	}
}

func galleryVotes() []Option {
	return []Option{
		{Value: "for", Label: "Tán thành"},
		{Value: "against", Label: "Không tán thành"},
		{Value: "blank", Label: "Ý kiến khác"},
	}
}

func galleryStats() []Stat {
	return []Stat{
		{Value: "11 / 12", Label: "Chi bộ đã họp", Note: "Còn 1 quá hạn", Tone: Warn, Href: "#"},
		{Value: "91%", Label: "Đảng viên dự họp", Note: "Mục tiêu 90%", Tone: Good, Href: "#"},
		{Value: Number(12480), Label: "Lượt đọc văn bản", Note: "Tháng 11"},
		{Value: "4", Label: "Nhiệm vụ quá hạn", Tone: Bad, Href: "#"},
	}
}

func galleryIcons() []Icon {
	return []Icon{
		IconHome, IconMeeting, IconPaper, IconStudy, IconPerson, IconUnit, IconMembers, IconReport, IconSettings, IconBell,
		IconSearch, IconPlus, IconCheck, IconX, IconClock, IconWarning, IconInfo, IconQR, IconDownload, IconUpload, IconPrint,
		IconEdit, IconLeft, IconRight, IconUp, IconDown, IconLogout, IconVote, IconMic, IconTask, IconVideo, IconCalendar,
		IconInbox, IconMail, IconMoney, IconLock, IconMenu, IconMoon, IconType, IconPhone, IconBook, IconSend,
	}
}

// galleryCode is a code to look at; it leads nowhere.
func galleryCode() QR {
	code, err := qr.Encode("https://sotay.example/c/7KQ2M", qr.M)
	if err != nil {
		return QR{}
	}
	return QR{Size: code.Size, Black: code.Black, Label: "Mã điểm danh"}
}
