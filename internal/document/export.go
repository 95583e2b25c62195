package document

import (
	"context"
	"io"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/sheet"
)

// Printed is the number as papers print it, without "Số".
func (e Entry) Printed() string { return symbol(e.Number, e.Symbol) }

// ExportRegister writes a unit's outgoing register of a term ("" for today's) as a
// workbook; that it was taken out is noted.
func (s *Service) ExportRegister(ctx context.Context, who authz.Actor, unit org.ID, term string, w io.Writer) error {
	err := s.db.Write(ctx, who, func(tx *db.Tx) error {
		u, err := s.units.Get(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := tx.Require(See, u.Path); err != nil {
			return err
		}
		return tx.Note("document.register", "export", map[string]any{"unit": unit, "term": term})
	})
	if err != nil {
		return err
	}
	out, err := sheet.NewWriter(w, "Văn bản đi", []sheet.Column{{Title: "Số, ký hiệu", Width: 14}, {Title: "Ngày", Width: 12}, {Title: "Trích yếu", Width: 60},
		{Title: "Người ký", Width: 24}, {Title: "Nơi nhận", Width: 40}, {Title: "Người soạn", Width: 24}, {Title: "Tình trạng", Width: 12}, {Title: "Lý do", Width: 30}})
	if err != nil {
		return err
	}
	const page = 1000
	for after := (Entry{}); ; {
		all, err := s.Register(ctx, who, unit, term, after, page)
		if err != nil {
			return err
		}
		for _, e := range all {
			if err := out.Write(registerLine(e)...); err != nil {
				return err
			}
		}
		if len(all) < page {
			return out.Close()
		}
		after = all[page-1]
	}
}

func registerLine(e Entry) []sheet.Cell {
	state := map[string]string{Reserved: "Giữ số", Used: "Đã dùng", Cancelled: "Đã hủy"}[e.State]
	texts := []string{e.Printed(), e.Day.String(), e.Abstract, e.Signer, strings.ReplaceAll(e.Sent, "\n", " "), e.Drafter, state, e.Reason}
	out := make([]sheet.Cell, len(texts))
	for i, s := range texts {
		out[i] = sheet.TextCell(s)
	}
	return out
}
