package web

import (
	"cmp"
	"net/http"
	"path"
	"slices"
	"strings"

	"sotay/internal/member"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
	"sotay/internal/platform/vi"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// importOutcome fills in what a finished reading came to.
func (w *Web) importOutcome(r *http.Request, s member.Staged, d *views.ImportData) error {
	x := s.Summary
	if x.Problem != "" {
		d.Problem = w.Words.Say(x.Problem, x.ProblemArgs...)
	}
	d.Refused, d.Useful = x.Refused, x.New+x.Changed > 0
	if x.Rows > 0 {
		d.Stats = importStats(x)
		d.Facts = []ui.Fact{{Name: "Tệp", Value: s.Name + ", trang tính " + x.Sheet}, {Name: "Thêm mới", Value: ui.Number(x.New) + " người"}, {Name: "Cập nhật", Value: ui.Number(x.Changed) + " hồ sơ"}}
	}
	d.Columns, d.Ignored, d.Converted = importColumns(x)
	if s.Result == "" {
		return nil
	}
	d.Result = d.Base + "/result.xlsx"
	return w.importRows(r, s, d)
}

func importStats(x member.Summary) []ui.Stat {
	stats := []ui.Stat{
		{Value: ui.Number(x.New), Label: "Thêm mới", Tone: ui.Good}, {Value: ui.Number(x.Changed), Label: "Cập nhật", Tone: ui.Info}, {Value: ui.Number(x.Same), Label: "Không đổi"},
		{Value: ui.Number(x.Refused), Label: "Bị từ chối"},
	}
	if x.Refused > 0 {
		stats[3].Tone = ui.Bad
	}
	if x.Ignored > 0 {
		stats = append(stats, ui.Stat{Value: ui.Number(x.Ignored), Label: "Dòng không phải người", Note: "tiêu đề, ghi chú"})
	}
	return stats
}

// importColumns say how the columns were understood, which were not, and which old
// encoding was found.
func importColumns(x member.Summary) (rows []ui.Row, ignored, old string) {
	var unread []string
	for _, c := range x.Columns {
		title := cmp.Or(c.Title, "(không tên)")
		if c.Field == "" {
			unread = append(unread, title+" ("+c.Cell+")")
			continue
		}
		if x.Converted && c.Encoding != vi.Unicode.String() {
			old = c.Encoding
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: title, Sub: "Ô " + c.Cell}, {Text: c.Field.Title()}, {Text: c.Encoding}}})
	}
	return rows, strings.Join(unread, ", "), old
}

// rowsShown is how many rows of a result stand on the page; the file has all.
const rowsShown = 200

// importRows shows the rows of the result file that somebody should look at, those
// that were refused first.
func (w *Web) importRows(r *http.Request, s member.Staged, d *views.ImportData) error {
	file, size, err := member.OpenKept(r.Context(), w.Files, s.Result)
	if err != nil {
		return err
	}
	defer file.Close()
	book, err := sheet.Open(file, size, s.Name, sheet.DefaultLimits())
	if err != nil {
		return err
	}
	rows := resultRows{refused: s.Summary.Refused}
	rows.name, rows.encoding = nameColumn(s.Summary)
	for row, err := range book.Rows(0) {
		if err != nil {
			return err
		}
		if rows.add(row); rows.full() {
			break
		}
	}
	d.Rows = append(rows.first, rows.others...)
	d.Rows = d.Rows[:min(len(d.Rows), rowsShown)]
	d.Shown, d.Total = len(d.Rows), s.Summary.New+s.Summary.Changed+s.Summary.Refused
	return nil
}

// nameColumn is where the list has names, from 0, and in which encoding: the result
// file keeps the texts as they were.
func nameColumn(x member.Summary) (int, vi.Encoding) {
	i := max(0, slices.IndexFunc(x.Columns, func(c member.Column) bool { return c.Field == member.FieldName }))
	for _, enc := range []vi.Encoding{vi.TCVN3, vi.TCVN3Capitals, vi.VNI} {
		if x.Converted && i < len(x.Columns) && x.Columns[i].Encoding == enc.String() {
			return i, enc
		}
	}
	return i, vi.Unicode
}

// resultRows picks rows out of a result file: its last three columns say what
// became of a row, why, and in which cell ([member.Report.WriteResult]).
type resultRows struct {
	name, refused int // column of names; refused rows still to come
	encoding      vi.Encoding
	width         int
	first, others []ui.Row
}

func (x *resultRows) full() bool {
	return len(x.first) >= rowsShown || x.refused == 0 && len(x.first)+len(x.others) >= rowsShown
}

func (x *resultRows) add(row sheet.Row) {
	if x.width == 0 { // the header
		x.width = len(row.Cells)
		return
	}
	at := func(i int) string {
		if i < 0 || i >= len(row.Cells) {
			return ""
		}
		return row.Cells[i].Text
	}
	outcome := at(x.width - 3)
	badge := ui.Badge{Text: strings.ReplaceAll(outcome, " ", "\u00a0")}
	shown := ui.Row{Cells: []ui.Cell{{Text: cmp.Or(vi.Convert(at(x.name), x.encoding), "(không có tên)")}, {Body: &badge}, {Text: at(x.width - 2)}, {Text: at(x.width - 1)}}}
	switch outcome {
	case member.Verdict{Outcome: member.RowRefused}.Title():
		badge.Tone = ui.Bad
		x.first, x.refused = append(x.first, shown), x.refused-1
	case member.Verdict{Outcome: member.RowNew}.Title():
		badge.Tone = ui.Good
		x.keep(shown)
	case member.Verdict{Outcome: member.RowChanged}.Title():
		badge.Tone = ui.Info
		x.keep(shown)
	}
}

func (x *resultRows) keep(r ui.Row) {
	if len(x.others) < rowsShown {
		x.others = append(x.others, r)
	}
}

// importResult sends the file that says what became of every row.
func (w *Web) importResult(rw http.ResponseWriter, r *http.Request, v visit) error {
	s, err := w.Members.Staged(r.Context(), v.who(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if s.Result == "" {
		return fault.New(fault.NotFound, "access.not_found")
	}
	file, _, err := member.OpenKept(r.Context(), w.Files, s.Result)
	if err != nil {
		return err
	}
	defer file.Close()
	attach(rw, workbook, "ket-qua-"+baseName(s.Name)+".xlsx")
	http.ServeContent(rw, r, "", s.At, file)
	return nil
}

// baseName takes the ending off the name of a file.
func baseName(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }
