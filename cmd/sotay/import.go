package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"sotay/internal/app"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/platform/sheet"
)

// list is the file of an import, and how it is taken in.
type list struct {
	File   string `arg:"" type:"existingfile" help:"Tệp .xlsx hoặc .csv."`
	DryRun bool   `help:"Chỉ kiểm tra, không ghi gì."`
	Result string `help:"Ghi tệp .xlsx kết quả từng dòng, kèm lý do." type:"path" placeholder:"FILE"`
}

// open opens the file; the caller closes it.
func (l list) open() (*os.File, int64, error) {
	f, err := os.Open(l.File)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	return f, info.Size(), err
}

// importUnits is the command.
type importUnits struct {
	list
	Under    string `help:"Mã đơn vị nhận các dòng không ghi cấp trên; bỏ trống thì các dòng đó là đơn vị cao nhất." placeholder:"CODE"`
	Decision string `help:"Số quyết định." default:"Nhập danh sách" placeholder:"SỐ"`
	Day      string `help:"Ngày có hiệu lực, dạng 2026-02-03; mặc định hôm nay." placeholder:"NGÀY"`
}

// Run implements the command.
func (c importUnits) Run(m machine) error {
	a, err := m.open()
	if err != nil {
		return err
	}
	defer a.Close()
	who := actor("import", "Dòng lệnh: nhập đơn vị", org.Manage, org.See)
	in := org.Intake{Decision: org.Decision{Number: c.Decision, Day: civil.In(a.DB.Now())}}
	if c.Day != "" {
		if in.Decision.Day, err = civil.ParseDate(c.Day); err != nil {
			return fmt.Errorf("ngày có hiệu lực %q không đúng dạng 2026-02-03", c.Day)
		}
	}
	if c.Under != "" {
		u, err := unit(m, a, who, c.Under)
		if err != nil {
			return err
		}
		in.Under = u.ID
	}
	if in.Rows, err = c.rows(); err != nil {
		return told(a.Web.Words, member.FileFault(err))
	}
	report, err := a.Units.Import(m, who, in, c.DryRun)
	if err != nil {
		return told(a.Web.Words, err)
	}
	return c.conclude(m, a, in, report)
}

func (c importUnits) rows() ([]org.ImportRow, error) {
	f, size, err := c.open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	book, err := sheet.Open(f, size, filepath.Base(c.File), sheet.DefaultLimits())
	if err != nil {
		return nil, err
	}
	return org.ReadRows(book)
}

func (c importUnits) conclude(m machine, a *app.App, in org.Intake, r org.ImportReport) error {
	summary(m.out, c.DryRun, []count{{"Dòng", len(r.Rows)}, {"Lập mới", r.New}, {"Thay đổi", r.Changed}, {"Không đổi", r.Same}, {"Từ chối", r.Refused}})
	var bad []refusal
	for i, row := range r.Rows {
		if row.State == org.RowRefused {
			bad = append(bad, refusal{fmt.Sprintf("dòng %d (%s)", row.Line, in.Rows[i].Code), remarks(a, row)})
		}
	}
	if c.Result != "" {
		if err := save(c.Result, func(w io.Writer) error { return unitResult(w, a, in, r) }); err != nil {
			return err
		}
	}
	if len(bad) == 0 {
		return nil
	}
	fmt.Fprintf(m.err, "%d dòng bị từ chối; các dòng khác vẫn được nhận. Hãy sửa các dòng sau rồi nhập lại:\n", len(bad))
	return complain(m.err, bad, c.Result)
}

func remarks(a *app.App, row org.RowResult) string {
	var said []string
	for _, r := range row.Remarks {
		said = append(said, a.Web.Words.Say(r.Code, r.Args...))
	}
	return strings.Join(said, " ")
}

// unitResult writes the list again with what became of each row.
func unitResult(w io.Writer, a *app.App, in org.Intake, r org.ImportReport) error {
	titles := map[org.RowState]string{org.RowNew: "Lập mới", org.RowChanged: "Thay đổi", org.RowSame: "Không đổi", org.RowRefused: "Từ chối"}
	out, err := sheet.NewWriter(w, "Kết quả", []sheet.Column{{Title: "Dòng", Width: 8}, {Title: "Mã đơn vị", Width: 20}, {Title: "Tên đơn vị", Width: 40},
		{Title: "Cấp trên", Width: 20}, {Title: "Kết quả", Width: 14}, {Title: "Lý do", Width: 60}})
	if err != nil {
		return err
	}
	defer out.Discard()
	for i, row := range r.Rows {
		x := in.Rows[i]
		err := out.Write(sheet.NumberCell(float64(row.Line)), sheet.TextCell(x.Code), sheet.TextCell(x.Name), sheet.TextCell(x.Parent),
			sheet.TextCell(titles[row.State]), sheet.TextCell(remarks(a, row)))
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// importMembers is the command.
type importMembers struct {
	list
	Unit        string `help:"Mã đơn vị của danh sách; bỏ trống thì đơn vị cao nhất." placeholder:"CODE"`
	Sheet       string `help:"Tên trang tính, nếu tệp có nhiều danh sách." placeholder:"TÊN"`
	Encoding    string `help:"Bảng mã: auto, unicode, tcvn3, tcvn3-capitals, vni." default:"auto" placeholder:"MÃ"`
	Decision    string `help:"Số quyết định, nếu có." placeholder:"SỐ"`
	SkipRefused bool   `help:"Nhận các dòng đúng, bỏ qua các dòng bị từ chối."`
}

// Run implements the command.
func (c importMembers) Run(m machine) error {
	a, err := m.open()
	if err != nil {
		return err
	}
	defer a.Close()
	who := actor("import", "Dòng lệnh: nhập đảng viên", member.Import, member.Edit, member.See, org.See)
	u, err := unit(m, a, who, c.Unit)
	if err != nil {
		return err
	}
	f, size, err := c.open()
	if err != nil {
		return err
	}
	defer f.Close()
	opts := member.Options{Unit: u.Code, Sheet: c.Sheet, Encoding: c.Encoding, DryRun: c.DryRun, SkipRefused: c.SkipRefused, Decision: c.Decision}
	report, err := a.Members.ImportFile(m, who, member.File{Name: filepath.Base(c.File), Reader: f, Size: size}, opts, bar(m))
	if err != nil && len(report.Verdicts) == 0 {
		return told(a.Web.Words, err)
	}
	return c.conclude(m, a, report, err)
}

func (c importMembers) conclude(m machine, a *app.App, r member.Report, refused error) error {
	summary(m.out, c.DryRun || refused != nil, []count{{"Dòng", r.Rows}, {"Thêm mới", r.New}, {"Cập nhật", r.Changed}, {"Không đổi", r.Same}, {"Từ chối", r.Refused}, {"Bỏ qua", r.Ignored}})
	if c.Result != "" {
		if err := save(c.Result, r.WriteResult); err != nil {
			return err
		}
	}
	var bad []refusal
	for _, v := range r.Verdicts {
		if v.Outcome != member.RowRefused {
			continue
		}
		var why []string
		for _, x := range v.Remarks {
			why = append(why, x.Say())
		}
		bad = append(bad, refusal{fmt.Sprintf("dòng %d", v.Row), strings.Join(why, " ")})
	}
	switch {
	case refused != nil:
		fmt.Fprintln(m.err, a.Web.Words.Fault(fault.Of(refused)))
	case len(bad) == 0 || c.SkipRefused:
		return nil
	}
	return complain(m.err, bad, c.Result)
}

// count is a line of the summary.
type count struct {
	name string
	n    int
}

func summary(w io.Writer, nothing bool, counts []count) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, c := range counts {
		fmt.Fprintf(t, "%s\t%d\t\n", c.name, c.n)
	}
	t.Flush()
	if nothing {
		fmt.Fprintln(w, "Chưa ghi gì vào cơ sở dữ liệu.")
	}
}

// refusal is a row that was not taken, and why.
type refusal struct{ where, why string }

// shownRefusals bounds what is said of a bad file.
const shownRefusals = 20

func complain(w io.Writer, bad []refusal, result string) error {
	for _, r := range bad[:min(len(bad), shownRefusals)] {
		fmt.Fprintf(w, "  %s: %s\n", r.where, r.why)
	}
	if n := len(bad) - shownRefusals; n > 0 {
		fmt.Fprintf(w, "  … và %d dòng khác", n)
		if result == "" {
			fmt.Fprint(w, "; thêm --result TỆP.xlsx để xem tất cả")
		}
		fmt.Fprintln(w, ".")
	}
	return errSaid
}

// save writes a file whole or not at all, readable by its owner only: it may hold
// records of people.
func save(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".sotay-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
