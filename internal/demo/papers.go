package demo

import (
	"context"
	"fmt"
	"strings"

	"sotay/internal/access"
	"sotay/internal/document"
	"sotay/internal/incoming"
	"sotay/internal/member"
	"sotay/internal/publication"
)

// office is the commune whose papers are shown, with its chief and its clerk.
func (w *world) office() (c *commune, chief, clerk *person) {
	c = w.communes[2]
	return c, c.branches[0].people[0], w.faces()[access.Clerk]
}

// desk is what an office has in hand: two papers that everybody reads, one that
// waits for the chief, one that is being written, and one that came from above.
func (w *world) desk(ctx context.Context) error {
	for _, c := range w.outgoing() {
		if err := w.paper(ctx, c); err != nil {
			return fmt.Errorf("demo: %s: %w", c.Abstract, err)
		}
	}
	if err := w.readings(ctx); err != nil {
		return fmt.Errorf("demo: readings: %w", err)
	}
	return w.arrivals(ctx)
}

// draft is a paper of the demonstration and how far it has come.
type draft struct {
	document.Content
	until document.State
}

func (w *world) outgoing() []draft {
	c, chief, _ := w.office()
	everybody := []publication.Target{{Kind: publication.Subtree, Unit: c.unit.ID}}
	secretaries := []publication.Target{{Kind: publication.Post, Unit: c.unit.ID, Post: "secretary"}}
	with := func(until document.State, typ, abstract, text string, to document.Sending) draft {
		return draft{document.Content{Type: typ, Abstract: abstract, Text: text, Place: c.place(), Recipients: []string{"Các chi bộ trực thuộc,", "Các đồng chí đảng ủy viên,"},
			Signer: chief.id, SignerPost: "BÍ THƯ", Sending: to}, until}
	}
	return []draft{
		with(document.Issued, "resolution", "Về xây dựng xã đạt chuẩn nông thôn mới nâng cao", resolutionText,
			document.Sending{Targets: everybody, Ask: publication.Confirm, Due: w.today.AddDays(10)}),
		with(document.Issued, "plan", "Tổng kết công tác xây dựng Đảng năm "+w.today.String()[6:], planText,
			document.Sending{Targets: secretaries, Ask: publication.Answer, Due: w.today.AddDays(7),
				Question: publication.Question{Text: "Chi bộ gửi báo cáo tổng kết chậm nhất khi nào?", Choices: []string{"Trước ngày 05", "Trước ngày 15", "Khi có yêu cầu"}, Right: 0}}),
		with(document.Submitted, "notice", "Kết luận hội nghị Đảng ủy tháng này", noticeText, document.Sending{Targets: secretaries, Ask: publication.None}),
		with(document.Drafting, "report", "Kết quả học tập nghị quyết quý này", reportText, document.Sending{Ask: publication.None}),
	}
}

// paper takes one paper as far as it is to come, in the names of those who do it.
func (w *world) paper(ctx context.Context, d draft) error {
	c, boss, secretary := w.office()
	clerk, chief := w.as(secretary), w.as(boss)
	id, err := w.Documents.Begin(ctx, clerk, c.unit.ID, d.Content)
	if err != nil || d.until == document.Drafting {
		return err
	}
	if err := w.Documents.Submit(ctx, clerk, id, 0, []member.ID{boss.id}); err != nil || d.until == document.Submitted {
		return err
	}
	if err := w.Documents.Agree(ctx, chief, id, 0, "Đồng ý"); err != nil {
		return err
	}
	if _, err := w.Documents.Enumerate(ctx, clerk, id, 0, 0); err != nil {
		return err
	}
	return w.Documents.Issue(ctx, clerk, id, 0)
}

// readings are those of the first branches: one in three has not read yet.
func (w *world) readings(ctx context.Context) error {
	c, _, _ := w.office()
	for _, b := range c.branches[:3] {
		for i, p := range b.people {
			if there, _ := p.on(w.today); !there || i%3 == 2 || p == w.faces()[access.Member] {
				continue
			}
			who := w.as(p)
			who.Home = b.unit.Path
			inbox, err := w.Sent.Inbox(ctx, who, "", 10)
			if err != nil {
				return err
			}
			for _, x := range inbox {
				if x.Ask != publication.Confirm {
					continue
				}
				if err := w.Sent.Confirm(ctx, who, x.ID); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// arrivals are papers from above: one that a clerk has just registered, one that is
// being worked on.
func (w *world) arrivals(ctx context.Context) error {
	c, boss, secretary := w.office()
	clerk := w.as(secretary)
	var last incoming.Paper
	for _, e := range []incoming.Entry{
		{Issuer: provinceName, Symbol: "112-CV/BTCTU", Day: w.today.AddDays(-3), Type: "letter", Abstract: "Về rà soát hồ sơ đảng viên và cấp thẻ đảng viên"},
		{Issuer: provinceName, Symbol: "45-KH/TU", Day: w.today.AddDays(-6), Type: "plan", Abstract: "Tổ chức học tập, quán triệt nghị quyết của Trung ương"},
	} {
		var err error
		if last, err = w.Incoming.Enter(ctx, clerk, c.unit.ID, e, false); err != nil {
			return fmt.Errorf("demo: %s: %w", e.Symbol, err)
		}
	}
	return w.Incoming.Direct(ctx, w.as(boss), last.ID, 0, incoming.Order{Instruction: "Văn phòng tham mưu kế hoạch của xã, báo cáo Ban Thường vụ.",
		Deadline: incoming.Deadline{Days: 5}, Works: []incoming.Work{{Part: incoming.Main, Person: secretary.id}}})
}

// place is how papers say where they were written: "Lâm Sơn".
func (c *commune) place() string {
	_, name, _ := strings.Cut(c.of, " ")
	return name
}

const (
	resolutionText = `Căn cứ Điều lệ Đảng và tình hình thực tế của địa phương, Ban Chấp hành Đảng bộ xã quyết nghị:

# I. MỤC TIÊU

Đến cuối năm tới, xã đạt chuẩn **nông thôn mới nâng cao**; 100% đường thôn được chiếu sáng; không còn hộ nghèo thuộc diện chính sách.

# II. NHIỆM VỤ, GIẢI PHÁP

- Nâng cao chất lượng sinh hoạt chi bộ, gắn với việc giao nhiệm vụ cho từng đảng viên.
- Vận động nhân dân hiến đất, góp công làm đường, giữ gìn vệ sinh môi trường.
- Phát triển sản phẩm đặc trưng của xã, mỗi thôn có ít nhất một mô hình sản xuất tốt.

# III. TỔ CHỨC THỰC HIỆN

Các chi bộ quán triệt nghị quyết này đến từng đảng viên, xây dựng kế hoạch thực hiện và báo cáo Đảng ủy hằng quý.`

	planText = `# I. MỤC ĐÍCH, YÊU CẦU

Đánh giá đúng kết quả đạt được, chỉ rõ hạn chế, nguyên nhân và bài học kinh nghiệm.

# II. NỘI DUNG

- Chi bộ tổng kết tại kỳ sinh hoạt cuối năm.
- Báo cáo tổng kết gửi Đảng ủy **trước ngày 05** của tháng cuối năm.

# III. TỔ CHỨC THỰC HIỆN

Văn phòng Đảng ủy theo dõi, đôn đốc và tổng hợp.`

	noticeText = `Đảng ủy thống nhất đánh giá tình hình tháng này và đề ra nhiệm vụ trọng tâm của tháng tới:

- Hoàn thành thu nộp đảng phí, cập nhật hồ sơ đảng viên.
- Chuẩn bị hội nghị tổng kết năm.`

	reportText = `# I. KẾT QUẢ

Các chi bộ đã tổ chức học tập đầy đủ, đúng thời gian.

# II. HẠN CHẾ

Một số chi bộ còn gửi báo cáo chậm.`
)
