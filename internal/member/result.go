package member

import (
	"io"
	"strings"

	"sotay/internal/platform/sheet"
)

// WriteResult writes the list again as a workbook, row by row as it was, with
// three more columns: what became of the row, why, and in which cell. It reads the
// file that was imported once more.
func (r Report) WriteResult(w io.Writer) error {
	columns := make([]sheet.Column, r.survey.width, r.survey.width+3)
	for i := range columns {
		columns[i].Width = 16
		if i < len(r.survey.columns) {
			columns[i].Title = r.survey.columns[i].Title
		}
	}
	columns = append(columns, sheet.Column{Title: "Kết quả", Width: 14}, sheet.Column{Title: "Lý do", Width: 60}, sheet.Column{Title: "Ô", Width: 8})
	out, err := sheet.NewWriter(w, "Kết quả", columns)
	if err != nil {
		return err
	}
	defer out.Discard()
	verdicts := r.Verdicts
	err = r.survey.rowsOf(func(row sheet.Row) error {
		var v Verdict
		if len(verdicts) > 0 && verdicts[0].Row == row.Number {
			v, verdicts = verdicts[0], verdicts[1:]
		}
		cells := make([]sheet.Cell, r.survey.width, r.survey.width+3)
		copy(cells, row.Cells)
		return out.Write(append(cells, v.cells()...)...)
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// cells are what the result file says of a row.
func (v Verdict) cells() []sheet.Cell {
	var why, where []string
	for _, r := range v.Remarks {
		why = append(why, r.Say())
		if r.Cell != "" {
			where = append(where, r.Cell)
		}
	}
	return []sheet.Cell{
		sheet.TextCell(v.Title()), sheet.TextCell(strings.Join(why, " ")), sheet.TextCell(strings.Join(where, ", ")),
	}
}

// Title is what people call the outcome.
func (v Verdict) Title() string {
	return map[string]string{
		RowNew: "Thêm mới", RowChanged: "Cập nhật", RowSame: "Không đổi", RowRefused: "Từ chối", RowIgnored: "Bỏ qua",
	}[v.Outcome]
}
