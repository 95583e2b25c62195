package member

import (
	"context"
	"fmt"
	"io"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/sheet"
)

// ExportFile writes the summary cards of a subtree, as far as the actor may take
// them out, as a workbook that [Service.ImportFile] reads again. Numbers stand
// unmasked; that it was taken out, by whom and how many, is noted. It returns the
// number of people.
func (s *Service) ExportFile(ctx context.Context, who authz.Actor, f Filter, w io.Writer) (n int, err error) {
	today := civil.In(s.db.Now())
	cond, args := f.where(who, Export, today)
	err = s.db.Read(ctx, func(q db.Q) (err error) {
		if err := who.May(Export, f.Under); err != nil {
			return err
		}
		n, err = db.Value[int](ctx, q, `SELECT COUNT(*) FROM member WHERE `+cond, args...)
		return err
	})
	if err != nil {
		return 0, err
	}
	// Noted before the first byte leaves: no log, no export.
	err = s.db.Write(ctx, who, func(tx *db.Tx) error {
		if err := tx.Require(Export, f.Under); err != nil {
			return err
		}
		return tx.Note(fmt.Sprint("unit:", f.Under.Unit()), "export_members", map[string]int{"members": n})
	})
	if err != nil {
		return 0, err
	}
	err = s.db.Read(ctx, func(q db.Q) error { return s.export(ctx, q, cond, args, w) })
	return n, err
}

func (s *Service) export(ctx context.Context, q db.Q, cond string, args []any, w io.Writer) error {
	r, err := rulesOn(s.book, civil.In(s.db.Now()))
	if err != nil {
		return err
	}
	out, err := sheet.NewWriter(w, "Đảng viên", exportColumns())
	if err != nil {
		return err
	}
	defer out.Discard()
	var units map[org.ID]org.Unit
	var some []Member
	flush := func() (err error) {
		if units, err = s.units.Cards(ctx, q, unitsOf(some)); err != nil {
			return err
		}
		for _, m := range some {
			if err := out.Write(r.exportRow(m, units[m.Unit])...); err != nil {
				return err
			}
		}
		some = some[:0]
		return nil
	}
	for m, err := range s.exported(ctx, q, cond, args) {
		if err != nil {
			return err
		}
		if some = append(some, m); len(some) == chunk {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	return out.Close()
}

// exported pages through the people unit by unit, so that no cursor stays open
// while other statements run on the same snapshot.
func (s *Service) exported(ctx context.Context, q db.Q, cond string, args []any) func(yield func(Member, error) bool) {
	return func(yield func(Member, error) bool) {
		path, sort, id := "", "", ""
		for {
			page, err := db.All(ctx, q, memberRow, selectMember+` WHERE `+cond+` AND (path, sort, id) > (?, ?, ?) ORDER BY path, sort, id LIMIT ?`,
				append(args[:len(args):len(args)], path, sort, id, chunk)...)
			if err != nil {
				yield(Member{}, err)
				return
			}
			for _, m := range page {
				if !yield(m, nil) {
					return
				}
				path, sort, id = string(m.Path), m.Sort, string(m.ID)
			}
			if len(page) < chunk {
				return
			}
		}
	}
}

func unitsOf(ms []Member) []org.ID {
	seen := map[org.ID]bool{}
	var ids []org.ID
	for _, m := range ms {
		if !seen[m.Unit] {
			seen[m.Unit] = true
			ids = append(ids, m.Unit)
		}
	}
	return ids
}

func exportColumns() []sheet.Column {
	return []sheet.Column{
		{Title: "Họ và tên", Width: 28}, {Title: "Ngày sinh", Width: 12}, {Title: "Giới tính", Width: 10},
		{Title: "Ngày vào Đảng", Width: 14}, {Title: "Ngày chính thức", Width: 14}, {Title: "Số thẻ đảng viên", Width: 16},
		{Title: "Số căn cước", Width: 16}, {Title: "Điện thoại", Width: 14}, {Title: "Trạng thái", Width: 20},
		{Title: "Mã chi bộ", Width: 20}, {Title: "Chi bộ", Width: 32},
	}
}

func (r rules) exportRow(m Member, u org.Unit) []sheet.Cell {
	return []sheet.Cell{
		sheet.TextCell(m.Name), dayCell(m.Birth), sheet.TextCell(m.Sex.Title()), dayCell(m.Admitted), dayCell(m.Official),
		sheet.TextCell(m.Person.Card), sheet.TextCell(m.Citizen), sheet.TextCell(m.Phone),
		sheet.TextCell(r.states[m.State].Title), sheet.TextCell(u.Code), sheet.TextCell(u.Name),
	}
}

// dayCell is a real date where the day is known, else a text such as 02/1950.
func dayCell(a civil.Approx) sheet.Cell {
	if len(a) != fullDay {
		return sheet.TextCell(a.String())
	}
	return sheet.DateCell(a.Earliest().Parts())
}
