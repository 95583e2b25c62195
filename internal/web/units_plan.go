package web

import (
	"cmp"

	"sotay/internal/org"
	"sotay/internal/web/ui"
)

// planFacts says what a plan changes, and what follows it.
func (f *unitForm) planFacts(p org.Plan) []ui.Fact {
	facts := []ui.Fact{{Name: "Quyết định", Value: p.Decision + ", có hiệu lực từ " + p.Day.String()}}
	add := func(name, value string) { facts = append(facts, ui.Fact{Name: name, Value: value}) }
	for _, u := range p.Opened {
		add("Lập đơn vị", u.Name+" (mã "+u.Code+", "+f.kindTitle(u.Kind)+")"+f.assigned(p, u.ID))
	}
	for _, x := range p.Renamed {
		f.renamed(x, add)
	}
	for _, x := range p.Merged {
		add(f.act.into, x.From.Name+" → "+x.Into.Name)
	}
	for _, x := range p.Repathed {
		add("Chuyển cấp trên", x.Unit.Name+" về "+cmp.Or(x.Parent.Name, "cấp cao nhất")+subtree(x.Size))
	}
	for _, u := range p.Closed {
		add("Kết thúc hoạt động", u.Name+" từ "+p.Day.String()+"; các chức vụ ở đó hết hiệu lực")
	}
	for _, c := range p.Counts {
		if name, unit := countWords(c.Subject); c.N > 0 && name != "" {
			add(name, ui.Number(c.N)+" "+unit)
		}
	}
	return facts
}

func (f *unitForm) renamed(x org.Renaming, add func(name, value string)) {
	change := func(name, before, after string) {
		if before != after {
			add(name, before+" → "+after)
		}
	}
	change("Tên", x.Before.Name, x.After.Name)
	change("Mã", x.Before.Code, x.After.Code)
	change("Loại hình", f.kindTitle(x.Before.Kind), f.kindTitle(x.After.Kind))
}

// assigned says how many people a split gives to a new unit.
func (f *unitForm) assigned(p org.Plan, id org.ID) string {
	if p.Split == nil {
		return ""
	}
	n := 0
	for _, to := range p.Split.Assigned {
		if to == id {
			n++
		}
	}
	return ": nhận " + ui.Number(n) + " đồng chí"
}

func subtree(size int) string {
	if size < 2 {
		return ""
	}
	return ", cùng " + ui.Number(size-1) + " đơn vị bên dưới"
}

// countWords is what people call the things that follow a change, and their measure.
func countWords(subject string) (name, unit string) {
	switch subject {
	case "member":
		return "Đảng viên liên quan", "đồng chí; hồ sơ giữ nguyên, nơi sinh hoạt theo quyết định"
	case "meeting":
		return "Buổi sinh hoạt bị hủy", "buổi đã lên lịch ở đơn vị kết thúc hoạt động; đảng viên được báo"
	case "task":
		return "Nhiệm vụ đang làm", "nhiệm vụ, tiếp tục ở đơn vị nhận"
	case "document":
		return "Văn bản chưa ban hành", "văn bản, thành bản soạn thảo ở đơn vị nhận (khi chia tách: ở đơn vị của người soạn), duyệt và ký lại từ đầu; số đã cấp ở lại sổ cũ, ghi là đã hủy"
	case "role":
		return "Vai trò liên quan", "vai trò; ở đơn vị kết thúc hoạt động thì hết hiệu lực, cần giao lại"
	case "account":
		return "Tài khoản liên quan", "tài khoản của văn phòng"
	}
	return "", ""
}
