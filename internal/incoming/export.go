package incoming

import (
	"context"
	"io"
	"strconv"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/sheet"
)

// ExportBook writes a unit's register of a year ("" for today's) as a workbook; that
// it was taken out is noted.
func (s *Service) ExportBook(ctx context.Context, who authz.Actor, unit org.ID, year string, w io.Writer) error {
	err := s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := s.mayOpen(ctx, tx, who, unit); err != nil {
			return err
		}
		if err := tx.Require(See, who.Scope(See)[0].Top); err != nil {
			return err
		}
		return tx.Note("incoming.register", "export", map[string]any{"unit": unit, "year": year})
	})
	if err != nil {
		return err
	}
	urgencies, err := s.rules.urgencies(civil.In(s.db.Now()))
	if err != nil {
		return err
	}
	titles := map[string]string{}
	for _, u := range urgencies {
		titles[u.Key] = u.Title
	}
	out, err := sheet.NewWriter(w, "Văn bản đến", []sheet.Column{{Title: "Số đến", Width: 8}, {Title: "Ngày đến", Width: 12}, {Title: "Nơi ban hành", Width: 30}, {Title: "Số, ký hiệu", Width: 16},
		{Title: "Ngày văn bản", Width: 12}, {Title: "Thể loại", Width: 14}, {Title: "Trích yếu", Width: 60}, {Title: "Độ mật", Width: 8}, {Title: "Độ khẩn", Width: 10},
		{Title: "Người, đơn vị xử lý", Width: 36}, {Title: "Hạn", Width: 12}, {Title: "Tình trạng", Width: 14}, {Title: "Ghi chú", Width: 40}})
	if err != nil {
		return err
	}
	const page = 500
	for after := int64(0); ; {
		all, err := s.Book(ctx, who, unit, year, after, page)
		if err != nil {
			return err
		}
		handlers, err := s.handlers(ctx, all)
		if err != nil {
			return err
		}
		for _, p := range all {
			if err := out.Write(bookLine(p, titles[p.Urgency], handlers[p.ID])...); err != nil {
				return err
			}
		}
		if len(all) < page {
			return out.Close()
		}
		after = all[page-1].Number
	}
}

// handlers names who works on each of the papers, the main part first.
func (s *Service) handlers(ctx context.Context, all []Paper) (out map[ID]string, err error) {
	names := map[ID][]string{}
	ids := make([]ID, len(all))
	for i, p := range all {
		ids[i] = p.ID
	}
	err = s.db.Read(ctx, func(q db.Q) error {
		found, err := stepsOf(ctx, q, ids)
		for _, x := range found {
			names[x.paper] = append(names[x.paper], x.OwnerName)
		}
		return err
	})
	out = map[ID]string{}
	for id, list := range names {
		out[id] = strings.Join(list, "; ")
	}
	return out, err
}

// StateTitle is a state as the register says it.
func StateTitle(s State) string {
	return map[State]string{Arrived: "Chờ vào sổ", Registered: "Chờ ý kiến", Working: "Đang xử lý", Done: "Đã xong", Refused: "Trả lại", Cancelled: "Đã gạch sổ"}[s]
}

func bookLine(p Paper, urgency, handlers string) []sheet.Cell {
	about := p.Result
	if about == "" {
		about = p.Reason
	}
	texts := []string{strconv.FormatInt(p.Number, 10), p.Arrived.String(), p.Issuer, p.Symbol, p.Day.String(), p.Type, p.Abstract, "Thường", urgency, handlers, p.Due.String(), StateTitle(p.State), about}
	out := make([]sheet.Cell, len(texts))
	for i, s := range texts {
		out[i] = sheet.TextCell(s)
	}
	return out
}
