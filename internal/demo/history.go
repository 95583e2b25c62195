package demo

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"sotay/internal/filing"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/paper"
)

// publish makes the paper that the province sends to all branches each month.
func (w *world) publish(ctx context.Context) error {
	w.papers = map[civil.Month]filing.File{}
	for back := months; back >= 0; back-- {
		month := w.today.Month().Add(-back)
		y, m := month.Parts()
		var pdf bytes.Buffer
		if err := paper.PDF(&pdf, bulletin(y, m)); err != nil {
			return err
		}
		f, err := w.Filing.Lay(ctx, w.who, filing.Upload{Path: "/", Right: meeting.Run, Name: fmt.Sprintf("Tài liệu sinh hoạt chi bộ tháng %02d-%d.pdf", m, y), Size: int64(pdf.Len()), Body: bytes.NewReader(pdf.Bytes())})
		if err != nil {
			return err
		}
		w.papers[month] = f
	}
	return nil
}

func bulletin(y, m int) paper.Paper {
	about := topics()[(y*12+m)/3%len(topics())]
	return paper.Paper{
		Layout: paper.HD05(), Superior: "TỈNH ỦY THANH LÂM", Issuer: "BAN TUYÊN GIÁO VÀ DÂN VẬN", Place: "Thanh Lâm", Day: paper.Day{Year: y, Month: m, Day: 1},
		Kind: "TÀI LIỆU", Abstract: fmt.Sprintf("sinh hoạt chi bộ tháng %d năm %d (tài liệu minh họa, không có thật)", m, y),
		Body: []paper.Block{
			paper.Heading{Text: "I. THÔNG TIN THỜI SỰ", Level: 1},
			paper.Text(strings.Join(news(), " ")),
			paper.Heading{Text: "II. CHUYÊN ĐỀ", Level: 1},
			paper.Text(about + ". Các chi bộ liên hệ thực tế tại địa phương, đơn vị; phân công đảng viên chuẩn bị ý kiến phát biểu trước kỳ sinh hoạt."),
			paper.Heading{Text: "III. GỢI Ý THẢO LUẬN", Level: 1},
			paper.Dashes("Chi bộ đã làm được gì, còn vướng ở đâu?", "Mỗi đảng viên nhận một việc cụ thể trong tháng tới.", "Kiến nghị với cấp trên, nếu có."),
		},
		Right: &paper.Signature{Authority: "BAN TUYÊN GIÁO VÀ DÂN VẬN"},
	}
}

// remember brings in the year that is past.
func (w *world) remember(ctx context.Context) error {
	var all []meeting.Past
	for n, b := range w.branches {
		all = append(all, w.past(b, n)...)
	}
	return w.DB.Write(ctx, w.who, func(tx *db.Tx) error { return w.Meetings.Restore(ctx, tx, all) })
}

// correct mends last month's report of a branch: somebody had been there.
func (w *world) correct(ctx context.Context) error {
	past, err := w.Meetings.History(ctx, w.who, w.mended.unit.ID, "~", months)
	if err != nil {
		return err
	}
	for _, m := range past {
		if m.State != meeting.Closed {
			continue
		}
		f, _, err := w.Meetings.See(ctx, w.who, m.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(f.Roll, func(s meeting.Seat) bool { return s.State == meeting.Excused || s.State == meeting.Unexcused })
		if i < 0 {
			continue
		}
		return w.Meetings.Correct(ctx, w.as(w.mended.secretary()), m.ID, m.Version, meeting.Change{
			Reason: fmt.Sprintf("Ghi nhầm: đồng chí %s có dự sinh hoạt.", f.Roll[i].Name),
			Roll:   map[member.ID]meeting.Presence{f.Roll[i].Member: meeting.Present},
		})
	}
	return nil
}
