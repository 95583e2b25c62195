package report

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/sheet"
)

// XLSX writes a month's branches under top as a workbook: the branches under the
// name of the unit above them, and a last row with the totals.
func (s *Service) XLSX(ctx context.Context, who authz.Actor, top org.ID, month civil.Month, w io.Writer) error {
	return s.db.Read(ctx, func(q db.Q) error {
		f, err := s.frame(ctx, q, who, top, month)
		if err != nil {
			return err
		}
		all, err := totals(ctx, q, f)
		if err != nil {
			return err
		}
		out, err := sheet.NewWriter(w, "Thang "+strings.ReplaceAll(month.String(), "/", "-"), columns())
		if err != nil {
			return err
		}
		defer out.Discard()
		if err := out.Title(f.title()); err != nil {
			return err
		}
		if err := writeRows(ctx, q, f, out); err != nil {
			return err
		}
		if err := out.Write(totalCells(all)...); err != nil {
			return err
		}
		return out.Close()
	})
}

func (f frame) title() string {
	title := "TÌNH HÌNH SINH HOẠT CHI BỘ THÁNG " + f.month.String()
	if f.name != "" {
		title += " - " + strings.ToUpper(f.name)
	}
	if !f.over {
		title += fmt.Sprintf(" (tính đến ngày %s)", f.day)
	}
	return title
}

func columns() []sheet.Column {
	return []sheet.Column{
		{Title: "STT", Width: 6}, {Title: "Chi bộ", Width: 40}, {Title: "Mã", Width: 16}, {Title: "Tình trạng", Width: 24},
		{Title: "Ngày họp", Width: 12}, {Title: "Giờ bắt đầu", Width: 11}, {Title: "Thời gian họp (phút)", Width: 11},
		{Title: "Đảng viên phải dự", Width: 10}, {Title: "Có mặt", Width: 9}, {Title: "Trong đó trực tuyến", Width: 11}, {Title: "Tỷ lệ dự (%)", Width: 9},
		{Title: "Vắng có lý do", Width: 9}, {Title: "Vắng không lý do", Width: 9}, {Title: "Được miễn sinh hoạt", Width: 10},
		{Title: "Chuyên đề", Width: 50}, {Title: "Điểm", Width: 8}, {Title: "Xếp loại", Width: 12}, {Title: "Ngày báo cáo", Width: 12}, {Title: "Ghi chú", Width: 24},
	}
}

// writeRows writes the branches page by page, each new unit above them as a row.
func writeRows(ctx context.Context, q db.Q, f frame, out *sheet.Writer) error {
	number, above, after := 0, org.ID(-1), authz.Path("")
	for {
		rows, err := page(ctx, q, f, All, after, pageSize)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.Parent != above && r.ParentName != "" {
				if err := out.Write(sheet.Cell{}, sheet.TextCell(strings.ToUpper(r.ParentName))); err != nil {
					return err
				}
			}
			number, above, after = number+1, r.Parent, r.Path
			if err := out.Write(r.cells(number)...); err != nil {
				return err
			}
		}
		if len(rows) < pageSize {
			return nil
		}
	}
}

func (r Row) cells(number int) []sheet.Cell {
	cells := []sheet.Cell{count(number), sheet.TextCell(r.Name), sheet.TextCell(r.Code), sheet.TextCell(r.State.Words()),
		dayCell(r.StartsAt), {}, {}}
	if !r.StartsAt.IsZero() {
		cells[5] = sheet.TextCell(r.StartsAt.In(civil.Zone).Format("15:04"))
	}
	if r.State.Met() {
		cells[6] = count(r.Minutes)
		cells = append(cells, r.Facts.cells()...)
	} else {
		cells = append(cells, make([]sheet.Cell, factCells)...)
	}
	cells = append(cells, sheet.TextCell(r.topics()), sheet.Cell{}, sheet.TextCell(r.Grade), dayCell(r.ReportedAt), sheet.TextCell(r.remark()))
	if r.Score != nil {
		cells[len(cells)-4] = count(*r.Score)
	}
	return cells
}

// factCells is how many cells facts take.
const factCells = 7

func (f Facts) cells() []sheet.Cell {
	return []sheet.Cell{count(f.Members), count(f.Present), count(f.Online), tenths(f.Share()), count(f.Excused), count(f.Unexcused), count(f.Exempt)}
}

func (r Row) topics() string {
	all := r.Thematic
	if r.Topic != "" {
		all = append([]string{r.Topic}, all...)
	}
	return strings.Join(all, "; ")
}

func (r Row) remark() string {
	switch {
	case r.Overdue:
		return "Quá hạn báo cáo"
	case r.Version > 1:
		return "Đã đính chính"
	}
	return ""
}

func totalCells(t Totals) []sheet.Cell {
	text := fmt.Sprintf("Tổng số %d chi bộ", t.Branches)
	held := fmt.Sprintf("đã họp %d, chưa họp %d, đang họp %d, muộn %d", t.Met(), t.NotMet(), t.By[Running], t.Late())
	cells := append([]sheet.Cell{{}, sheet.TextCell(text), {}, sheet.TextCell(held), {}, {}, tenths(t.MeanMinutes())}, t.Facts.cells()...)
	return append(cells, sheet.Cell{}, tenths(t.MeanScore()))
}

func count(n int) sheet.Cell { return sheet.NumberCell(float64(n)) }

// tenths is a number with one digit behind the point.
func tenths(x float64) sheet.Cell { return sheet.NumberCell(math.Round(x*10) / 10) }

func dayCell(t time.Time) sheet.Cell {
	if t.IsZero() {
		return sheet.Cell{}
	}
	return sheet.DateCell(civil.In(t).Parts())
}
