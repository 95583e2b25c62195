package web

import (
	"io"
	"iter"
	"net/http"
	"strconv"

	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

const unitImportTitle = "Nhập danh sách đơn vị"

func (w *Web) unitImportData() views.UnitImportData {
	return views.UnitImportData{Day: string(w.today()), Today: string(w.today()), Errors: map[string]string{},
		Under: views.Pick{Name: "under", Label: "Đơn vị cấp trên của danh sách", Hint: "Cho các dòng không ghi cấp trên: mã hoặc một phần tên", Optional: true}}
}

func (w *Web) unitImportPage(r *http.Request, v visit) ui.Page {
	p := w.page(r, v, unitImportTitle)
	p.Crumbs = []ui.Crumb{{Label: "Đơn vị", Href: "/units"}}
	return p
}

func (w *Web) unitImportForm(rw http.ResponseWriter, r *http.Request, v visit) error {
	return show(rw, r, views.UnitImport(w.unitImportPage(r, v), w.unitImportData()))
}

// unitImport reads a list for a trial; sent again with the name of the kept file,
// it does what the trial showed.
func (w *Web) unitImport(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseMultipartForm(formBytes); err != nil && err != http.ErrNotMultipart {
		return err
	}
	d := w.unitImportData()
	d.Number, d.Day, d.About = form(r, "decision"), form(r, "day"), form(r, "about")
	if kept := form(r, "kept"); kept != "" {
		return w.unitImportDo(rw, r, v, &d, kept)
	}
	err := w.unitImportTry(r, v, &d)
	if err != nil {
		fields, all, ok := w.mistakes(err)
		if !ok {
			return err
		}
		d.Errors, d.Mistakes = fields, all
	}
	if d.Under.Error != "" {
		d.Mistakes = append(d.Mistakes, ui.FieldError{Name: d.Under.Name, Text: d.Under.Error})
	}
	if len(d.Mistakes) > 0 {
		return render(rw, r, http.StatusUnprocessableEntity, views.UnitImport(w.unitImportPage(r, v), d))
	}
	return show(rw, r, views.UnitImportPreview(w.unitImportPage(r, v), d))
}

// unitImportTry keeps the file that was sent and fills in what importing it would do.
func (w *Web) unitImportTry(r *http.Request, v visit, d *views.UnitImportData) error {
	under, err := w.pick(r, v, &d.Under)
	if err != nil || d.Under.Error != "" {
		return err
	}
	file, head, err := upload(r)
	if err != nil {
		return err
	}
	defer file.Close()
	intake := org.Intake{Under: under, Decision: org.Decision{Number: d.Number, Day: civil.Date(d.Day), About: d.About}}
	if intake.Rows, err = unitRows(file, head.Size, head.Filename); err != nil {
		return err
	}
	report, err := w.Units.Import(r.Context(), v.who(), intake, true)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	kept, err := member.Keep(r.Context(), w.Files, file)
	if err != nil {
		return err
	}
	w.unitImportShow(d, intake, report)
	d.Facts = []ui.Fact{{Name: "Tệp", Value: head.Filename}, {Name: "Quyết định", Value: d.Number + ", có hiệu lực từ " + intake.Decision.Day.String()},
		{Name: "Lập mới", Value: ui.Number(report.New) + " đơn vị"}, {Name: "Đổi tên, loại hình hoặc cấp trên", Value: ui.Number(report.Changed) + " đơn vị"}}
	d.Hidden = []ui.Hidden{{Name: "kept", Value: kept}, {Name: "under", Value: strconv.FormatInt(int64(under), 10)}, {Name: "decision", Value: d.Number}, {Name: "day", Value: d.Day}, {Name: "about", Value: d.About}}
	return nil
}

func (w *Web) unitImportDo(rw http.ResponseWriter, r *http.Request, v visit, d *views.UnitImportData, kept string) error {
	file, size, err := member.OpenKept(r.Context(), w.Files, kept)
	if err != nil {
		return fault.New(fault.NotFound, "access.not_found").Because(err)
	}
	defer file.Close()
	under, _ := strconv.ParseInt(form(r, "under"), 10, 64)
	intake := org.Intake{Under: org.ID(under), Decision: org.Decision{Number: d.Number, Day: civil.Date(d.Day), About: d.About}}
	if intake.Rows, err = unitRows(file, size, ""); err != nil {
		return err
	}
	report, err := w.Units.Import(r.Context(), v.who(), intake, false)
	if err != nil {
		return err
	}
	said := "Đã nhập: " + ui.Number(report.New) + " đơn vị mới, " + ui.Number(report.Changed) + " đơn vị thay đổi."
	if report.Refused > 0 {
		said += " Bỏ qua " + ui.Number(report.Refused) + " dòng."
	}
	return done(rw, r, "/units", said)
}

// headerRows is how far down the heading of a list is looked for.
const headerRows = 30

// unitRows reads a list of units out of the first sheet that has its heading.
func unitRows(file io.ReaderAt, size int64, name string) ([]org.ImportRow, error) {
	book, err := sheet.Open(file, size, name, sheet.DefaultLimits())
	if err != nil {
		return nil, member.FileFault(err)
	}
	var refusal error
	for i := range book.Sheets() {
		rows, err := unitRowsOf(book.Rows(i))
		if err == nil {
			return rows, nil
		}
		if fault.Of(err).Code != "org.columns" {
			return nil, err
		}
		refusal = err
	}
	return nil, refusal
}

func unitRowsOf(rows iter.Seq2[sheet.Row, error]) (out []org.ImportRow, err error) {
	var heading org.Heading
	found, refusal := false, error(nil)
	for row, err := range rows {
		if err != nil {
			return nil, member.FileFault(err)
		}
		cells := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			cells[i] = c.Text
		}
		switch {
		case found:
			out = append(out, heading.Row(row.Number, cells))
		case row.Number > headerRows:
			return nil, refusal
		default:
			heading, refusal = org.Columns(cells)
			found = refusal == nil
		}
	}
	if !found {
		_, refusal = org.Columns(nil)
	}
	return out, refusal
}

// unitRowsShown is how many rows of a trial stand on the page.
const unitRowsShown = 200

// unitImportShow fills in the figures, and the rows that somebody should look at,
// those that were refused first.
func (w *Web) unitImportShow(d *views.UnitImportData, in org.Intake, x org.ImportReport) {
	d.Ready = x.New+x.Changed > 0
	d.Stats = []ui.Stat{{Value: ui.Number(x.New), Label: "Lập mới", Tone: ui.Good}, {Value: ui.Number(x.Changed), Label: "Thay đổi", Tone: ui.Info},
		{Value: ui.Number(x.Same), Label: "Không đổi"}, {Value: ui.Number(x.Refused), Label: "Bị từ chối"}}
	if x.Refused > 0 {
		d.Stats[3].Tone = ui.Bad
	}
	d.Total = len(x.Rows) - x.Same
	for _, state := range []org.RowState{org.RowRefused, org.RowNew, org.RowChanged} {
		for i, row := range x.Rows {
			if row.State == state && len(d.Rows) < unitRowsShown {
				d.Rows = append(d.Rows, w.unitImportRow(in.Rows[i], row))
			}
		}
	}
	d.Shown = len(d.Rows)
}

func (w *Web) unitImportRow(in org.ImportRow, row org.RowResult) ui.Row {
	note := ""
	for _, remark := range row.Remarks {
		note += w.Words.Say(remark.Code, remark.Args...) + " "
	}
	badge := ui.Badge{Text: "Thay\u00a0đổi", Tone: ui.Info}
	switch row.State {
	case org.RowNew:
		badge = ui.Badge{Text: "Lập\u00a0mới", Tone: ui.Good}
	case org.RowRefused:
		badge = ui.Badge{Text: "Từ\u00a0chối", Tone: ui.Bad}
	}
	return ui.Row{Cells: []ui.Cell{{Text: in.Name, Sub: "Mã " + in.Code}, {Text: strconv.Itoa(row.Line)}, {Body: badge}, {Text: note}}}
}
