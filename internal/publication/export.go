package publication

import (
	"context"
	"fmt"
	"io"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/db"
	"sotay/internal/platform/sheet"
)

// MaxExport is how many names one workbook takes out at most; longer lists are
// taken out unit by unit.
const MaxExport = 500

// Export writes those of a unit who are not done as a workbook, for who may list
// them; that he took it out is noted.
func (s *Service) Export(ctx context.Context, who authz.Actor, id ID, unit org.ID, w io.Writer) error {
	var names []Waiting
	for next := ""; ; {
		some, more, err := s.NotRead(ctx, who, id, unit, next, MaxExport-len(names))
		if err != nil {
			return err
		}
		if names = append(names, some...); more == "" || len(names) == MaxExport {
			break
		}
		next = more
	}
	units := map[org.ID]org.Unit{}
	err := s.db.Write(ctx, who, func(tx *db.Tx) error {
		u, err := s.units.Get(ctx, tx, unit)
		if err != nil {
			return err
		}
		if err := tx.Require(Watch, u.Path); err != nil {
			return err
		}
		ids := make([]org.ID, len(names))
		for i, n := range names {
			ids[i] = n.Unit
		}
		if units, err = s.units.Cards(ctx, tx, ids); err != nil {
			return err
		}
		return tx.Note("publication:"+string(id), "export", map[string]any{"unit": unit, "rows": len(names)})
	})
	if err != nil {
		return err
	}
	return workbook(w, names, units)
}

func workbook(w io.Writer, names []Waiting, units map[org.ID]org.Unit) error {
	out, err := sheet.NewWriter(w, "Chưa đọc", []sheet.Column{{Title: "TT", Width: 6}, {Title: "Họ và tên", Width: 30}, {Title: "Đơn vị", Width: 40}, {Title: "Tình trạng", Width: 24}})
	if err != nil {
		return err
	}
	for i, n := range names {
		state := "Chưa mở"
		if n.Opened {
			state = "Đã mở, chưa xác nhận"
		}
		if err := out.Write(sheet.TextCell(fmt.Sprint(i+1)), sheet.TextCell(n.Name), sheet.TextCell(units[n.Unit].Name), sheet.TextCell(state)); err != nil {
			return err
		}
	}
	return out.Close()
}
