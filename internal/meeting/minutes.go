package meeting

import (
	"fmt"
	"strings"
	"time"

	"sotay/internal/member"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/vi"
)

// The texts are plain lines that people edit: "# " begins a heading, "- " an
// item of a list, "| a | b |" a row of a table, **…** is bold. paper.go turns
// them into papers.

// EndToken stands in a text for the time at which the meeting ended, which is
// not known while the minutes are read out.
const EndToken = "{{giờ kết thúc}}"

// draft writes lines.
type draft struct{ strings.Builder }

func (d *draft) line(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }

func (d *draft) head(text string) { d.line("\n# %s", text) }

func (d *draft) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(strings.Join(strings.Fields(c), " "), "|", "/")
	}
	d.line("| %s |", strings.Join(cells, " | "))
}

// minutes is the record of the meeting in the order of HD 42-HD/BTCTW.
func minutes(f Full, sc scoring) string {
	var d draft
	began := f.OpenedAt
	if began.IsZero() {
		began = f.StartsAt
	}
	d.line("Hôm nay, vào hồi %s, %s, tại %s, %s tổ chức %s.", clock(began), dayWords(began), orDots(f.Place), f.UnitName, lowerFirst(f.Title))
	d.head("I. THÀNH PHẦN")
	d.attendance(f)
	d.head("II. NỘI DUNG")
	for i, x := range f.Items {
		d.line("**%d. %s**", i+1, x.Title)
		if x.Notes != "" {
			d.line("%s", x.Notes)
		}
		d.of(x, f, sc)
	}
	d.head("III. KẾT THÚC")
	d.line("Buổi sinh hoạt kết thúc vào hồi %s cùng ngày. Biên bản đã được đọc cho các đồng chí dự họp cùng nghe và nhất trí thông qua.", EndToken)
	return strings.TrimSpace(d.String())
}

// of adds what the data know about a point of the agenda.
func (d *draft) of(x Item, f Full, sc scoring) {
	switch x.Kind {
	case "open":
		if f.FeeStatus != "" {
			d.line("Tình hình nộp đảng phí: %s", f.FeeStatus)
		}
	case "review":
		d.reviews(f.Reviews)
	case "tasks":
		d.tasks(f)
	case "vote":
		d.votes(f.Motions)
	case "score":
		d.score(f, sc)
	}
	for _, o := range f.Opinions {
		if o.Text != "" && (o.Item == x.ID || o.Item == "" && x.ID == f.discussion()) {
			d.line("- Đồng chí %s: %s", o.Name, o.Text)
		}
	}
}

// discussion is the point under which opinions of no point stand: those that
// members sent from their phones.
func (f Full) discussion() string {
	for _, x := range f.Items {
		if x.Kind == "discussion" {
			return x.ID
		}
	}
	if len(f.Items) > 0 {
		return f.Items[0].ID
	}
	return ""
}

func (d *draft) attendance(f Full) {
	t := tally(f.Roll)
	d.line("- Tổng số đảng viên phải dự: %d; có mặt: %d%s; vắng có lý do: %d; vắng không có lý do: %d; miễn sinh hoạt: %d.",
		t.Members, t.Present, inBrackets(t.Online, "trực tuyến"), t.Excused, t.Unexcused, t.Exempt)
	for _, s := range f.Roll {
		if s.State == Excused {
			d.line("- Vắng có lý do: đồng chí %s%s.", s.Name, reasonOf(s.Reason))
		}
	}
	for _, s := range f.Roll {
		if s.State == Unexcused {
			d.line("- Vắng không có lý do: đồng chí %s.", s.Name)
		}
	}
	d.line("- Chủ trì: đồng chí %s. Thư ký: đồng chí %s.", f.nameOf(f.Chair), f.nameOf(f.Secretary))
	if f.Guests != "" {
		d.line("- Đại biểu: %s.", strings.TrimSuffix(f.Guests, "."))
	}
}

func (d *draft) reviews(all []Review) {
	if len(all) == 0 {
		d.line("Không có nhiệm vụ tồn đọng của tháng trước.")
		return
	}
	d.row("Nhiệm vụ", "Người thực hiện", "Thực trạng", "Kết quả")
	for _, r := range all {
		d.row(r.Title, r.Owner, r.Before, outcome(r))
	}
}

func outcome(r Review) string {
	word := "Chưa hoàn thành"
	if r.Done != nil && *r.Done {
		word = "Hoàn thành"
	}
	if r.Result != "" {
		word += ". " + r.Result
	}
	return word
}

func (d *draft) tasks(f Full) {
	if len(f.Tasks) == 0 {
		return
	}
	d.row("Nhiệm vụ", "Người thực hiện", "Thời hạn")
	for _, t := range f.Tasks {
		d.row(t.Title, t.OwnerName, t.Due.String())
	}
}

func (d *draft) votes(all []Motion) {
	for _, m := range all {
		if m.State == MotionClosed {
			d.line("- %s: tán thành %d/%d (%s), không tán thành %d, không có ý kiến %d; %s. Căn cứ: %s.",
				m.Title, m.Yes, m.Base, share(m.Yes, m.Base), m.No, m.Abstain, m.verdict(), m.Rule)
		}
	}
}

func (m Motion) verdict() string {
	return yesNo(m.Passed != nil && *m.Passed, "được thông qua", "không được thông qua")
}

func (d *draft) score(f Full, sc scoring) {
	if f.Score == nil {
		return
	}
	d.line("Tổng điểm: %d/100, chất lượng buổi sinh hoạt: %s.", *f.Score, f.Grade)
	d.row("Tiêu chí", "Điểm tối đa", "Điểm đạt")
	got := map[string]int{}
	for _, p := range f.Points {
		got[p.Criterion] = p.Points
	}
	for _, c := range sc.Criteria {
		d.row(c.Title, fmt.Sprint(c.Max), fmt.Sprint(got[c.ID]))
	}
}

// resolution is the branch's resolution of the month as HD 42-HD/BTCTW orders it.
func resolution(f Full) string {
	var d draft
	t := tally(f.Roll)
	d.line("%s %s họp sinh hoạt; tổng số đảng viên phải dự %d, có mặt %d, vắng có lý do %d, vắng không có lý do %d, miễn sinh hoạt %d.",
		upperFirst(dayWords(began(f))), f.UnitName, t.Members, t.Present, t.Excused, t.Unexcused, t.Exempt)
	d.line("Chủ trì: đồng chí %s; thư ký: đồng chí %s.%s", f.nameOf(f.Chair), f.nameOf(f.Secretary), feeOf(f.FeeStatus))
	d.head("I. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN NHIỆM VỤ THÁNG TRƯỚC")
	if len(f.Reviews) == 0 {
		d.line("Không có nhiệm vụ tồn đọng của tháng trước.")
	} else {
		d.row("Nhiệm vụ", "Thực trạng", "Kết quả")
		for _, r := range f.Reviews {
			d.row(r.Title+" ("+r.Owner+")", r.Before, outcome(r))
		}
	}
	d.line("- Ưu điểm: ")
	d.line("- Hạn chế, nguyên nhân: ")
	d.head("II. NHIỆM VỤ THÁNG TỚI")
	d.tasks(f)
	d.head("III. TỔ CHỨC THỰC HIỆN")
	d.line("Chi ủy, các đồng chí được phân công và toàn thể đảng viên chi bộ chịu trách nhiệm thực hiện nghị quyết này, báo cáo kết quả tại kỳ sinh hoạt sau.")
	if f.Score != nil {
		d.head("IV. CHẤT LƯỢNG BUỔI SINH HOẠT")
		d.line("Chi bộ tự chấm %d/100 điểm, chất lượng: %s.", *f.Score, f.Grade)
	}
	for _, m := range f.Motions {
		if m.Kind == "resolution" && m.State == MotionClosed {
			d.line("Nghị quyết được chi bộ biểu quyết với %d/%d phiếu tán thành, đạt %s.", m.Yes, m.Base, share(m.Yes, m.Base))
		}
	}
	return strings.TrimSpace(d.String())
}

func began(f Full) time.Time {
	if f.OpenedAt.IsZero() {
		return f.StartsAt
	}
	return f.OpenedAt
}

func (f Full) nameOf(id member.ID) string {
	s, _ := f.Seat(id)
	return orDots(s.Name)
}

func clock(t time.Time) string {
	local := t.In(civil.Zone)
	return vi.TimeOfDay(local.Hour(), local.Minute())
}

func dayWords(t time.Time) string {
	y, m, d := civil.In(t).Parts()
	return vi.DayInWords(y, m, d)
}

func reasonOf(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

func feeOf(s string) string {
	if s == "" {
		return ""
	}
	return " Tình hình nộp đảng phí: " + strings.TrimSuffix(s, ".") + "."
}

func inBrackets(n int, what string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d %s)", n, what)
}

func orDots(s string) string {
	if s == "" {
		return "……………"
	}
	return s
}

func lowerFirst(s string) string { return changeFirst(s, strings.ToLower) }

func upperFirst(s string) string { return changeFirst(s, strings.ToUpper) }

func changeFirst(s string, to func(string) string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return to(string(r[:1])) + string(r[1:])
}
