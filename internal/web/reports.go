package web

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/report"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

func (w *Web) reportRoutes() []Route {
	return []Route{
		holder(report.See, "GET /reports", w.reportShow),
		holder(report.See, "GET /reports.xlsx", w.reportFile),
	}
}

// asked reads which unit and month a report is about; without a word, the
// actor's own office and the current month.
func (w *Web) asked(r *http.Request, who authz.Actor) (org.ID, civil.Month) {
	today := civil.In(w.DB.Now())
	month, err := civil.ParseMonth(r.FormValue("month"))
	if err != nil || month > today.Month() {
		month = today.Month()
	}
	if id, err := strconv.ParseInt(r.FormValue("unit"), 10, 64); err == nil && id > 0 {
		return org.ID(id), month
	}
	return org.ID(who.Scope(report.See)[0].Top.Unit()), month
}

func reportPath(unit org.ID, month civil.Month, rest string) string {
	return fmt.Sprintf("/reports?unit=%d&month=%s%s", unit, string(month), rest)
}

func (w *Web) reportShow(rw http.ResponseWriter, r *http.Request, v visit) error {
	top, month := w.asked(r, v.Who)
	only := report.Filter(r.FormValue("only"))
	rows, err := w.Reports.Branches(r.Context(), v.Who, top, month, only, authz.Path(r.FormValue("after")), listSize)
	if err != nil {
		return err
	}
	all, below, err := w.Reports.Roll(r.Context(), v.Who, top, month)
	if err != nil {
		return err
	}
	year, err := w.Reports.Year(r.Context(), v.Who, top, month)
	if err != nil {
		return err
	}
	d := views.ReportData{Unit: strconv.FormatInt(int64(top), 10), Month: month.String(), MonthValue: string(month), Before: reportPath(top, month.Add(-1), ""),
		Stats: totalStats(all), Children: childBars(below, month), Year: yearBars(year), Tabs: filterTabs(top, month, only, all), Rows: branchRows(rows),
		XLSX: fmt.Sprintf("/reports.xlsx?unit=%d&month=%s", top, string(month))}
	if month < civil.In(w.DB.Now()).Month() {
		d.After = reportPath(top, month.Add(1), "")
	}
	if len(rows) == listSize {
		d.More = reportPath(top, month, "&only="+string(only)+"&after="+queryEscape(string(rows[len(rows)-1].Path)))
	}
	p := w.page(r, v, "Theo dõi sinh hoạt")
	p.Crumbs, p.Lede, err = w.trail(r, v, top, month)
	if err != nil {
		return err
	}
	return show(rw, r, views.Report(p, d))
}

// trail leads from the top of what the actor may see down to the unit.
func (w *Web) trail(r *http.Request, v visit, top org.ID, month civil.Month) (crumbs []ui.Crumb, name string, err error) {
	err = w.DB.Read(r.Context(), func(q db.Q) error {
		u, err := w.Units.Get(r.Context(), q, top)
		if err != nil {
			return err
		}
		name = u.Name
		up, err := w.Units.Trail(r.Context(), q, u.Path)
		for _, x := range up {
			if x.ID != top && v.Who.Can(report.See, x.Path) {
				crumbs = append(crumbs, ui.Crumb{Label: x.Name, Href: reportPath(x.ID, month, "")})
			}
		}
		return err
	})
	return crumbs, name, err
}

func totalStats(t report.Totals) []ui.Stat {
	return []ui.Stat{
		{Value: ui.Number(t.Met()) + "/" + ui.Number(t.Branches), Label: "chi bộ đã sinh hoạt", Tone: ui.Good},
		{Value: ui.Number(t.NotMet()), Label: "chưa sinh hoạt", Tone: warnIf(t.NotMet() > 0)},
		{Value: ui.Number(t.Late()), Label: "báo cáo muộn", Tone: badIf(t.Late() > 0)},
		{Value: whole(t.Share()) + "%", Label: "đảng viên dự", Note: ui.Number(t.Present) + "/" + ui.Number(t.Members)},
		{Value: ui.Number(t.Unexcused), Label: "lượt vắng không lý do"},
		{Value: decimal(t.MeanScore()), Label: "điểm trung bình"},
	}
}

func warnIf(yes bool) ui.Tone {
	if yes {
		return ui.Warn
	}
	return ui.Neutral
}

func badIf(yes bool) ui.Tone {
	if yes {
		return ui.Bad
	}
	return ui.Neutral
}

func whole(x float64) string { return strconv.Itoa(int(math.Round(x))) }

func decimal(x float64) string {
	if x == 0 {
		return "–"
	}
	return tenths(x)
}

func childBars(all []report.Child, month civil.Month) []ui.Bar {
	out := make([]ui.Bar, len(all))
	for i, c := range all {
		met, of := c.Month.Met(), c.Month.Branches
		out[i] = ui.Bar{Label: c.Name, Href: reportPath(c.ID, month, ""), Note: fmt.Sprintf("%d trên %d", met, of)}
		if of > 0 {
			out[i].Value = 100 * met / of
		}
		if met == of {
			out[i].Tone = ui.Good
		}
	}
	return out
}

func yearBars(all []report.MonthTotals) []ui.Bar {
	out := make([]ui.Bar, len(all))
	for i, m := range all {
		out[i] = ui.Bar{Label: m.Month.String(), Value: int(math.Round(m.Share())), Note: fmt.Sprintf("%d chi bộ họp", m.Met())}
	}
	return out
}

func filterTabs(top org.ID, month civil.Month, only report.Filter, t report.Totals) []ui.Tab {
	all := []struct {
		f     report.Filter
		label string
		n     int
	}{{report.All, "Tất cả", t.Branches}, {report.OnlyNotMet, "Chưa sinh hoạt", t.NotMet()}, {report.OnlyLate, "Muộn", t.Late()}, {report.OnlyRunning, "Đang họp", t.By[report.Running]}, {report.OnlyMet, "Đã họp", t.Met()}}
	out := make([]ui.Tab, len(all))
	for i, x := range all {
		out[i] = ui.Tab{Label: x.label, Count: x.n, Active: x.f == only, Href: reportPath(top, month, "&only="+string(x.f))}
	}
	return out
}

func branchRows(rows []report.Row) []ui.Row {
	out := make([]ui.Row, len(rows))
	for i, x := range rows {
		name := ui.Cell{Text: x.Name, Sub: x.ParentName}
		if x.Meeting != "" {
			name.Href = "/meetings/" + x.Meeting
		}
		cells := []ui.Cell{name, {Body: reportBadge(x)}, {}, {}, {}, {}}
		if x.Meeting != "" {
			cells[2] = ui.Cell{Text: when(x.StartsAt)}
		}
		if x.State.Met() {
			cells[2].Sub = strconv.Itoa(x.Minutes) + " phút"
			cells[3] = ui.Cell{Text: fmt.Sprintf("%d/%d", x.Present, x.Members), Sub: absent(x)}
		}
		cells[4] = ui.Cell{Text: topics(x)}
		if x.Score != nil {
			cells[5] = ui.Cell{Text: strconv.Itoa(*x.Score), Sub: x.Grade}
		}
		out[i] = ui.Row{Cells: cells}
	}
	return out
}

func absent(x report.Row) string {
	var parts []string
	if x.Excused > 0 {
		parts = append(parts, fmt.Sprintf("vắng có lý do %d", x.Excused))
	}
	if x.Unexcused > 0 {
		parts = append(parts, fmt.Sprintf("không lý do %d", x.Unexcused))
	}
	return strings.Join(parts, ", ")
}

func topics(x report.Row) string {
	s := x.Topic
	for _, t := range x.Thematic {
		if s != "" {
			s += "; "
		}
		s += t
	}
	return s
}

func reportBadge(x report.Row) ui.Badge {
	b := ui.Badge{Text: upperFirst(x.State.Words())}
	switch x.State {
	case report.Reported:
		b.Tone = ui.Good
	case report.Late, report.Finishing:
		b.Tone = ui.Warn
	case report.Running, report.Called:
		b.Tone = ui.Info
	case report.NotHeld:
		b.Tone = ui.Bad
	}
	if x.Overdue {
		b.Text, b.Tone = "Quá hạn báo cáo", ui.Bad
	}
	return b
}

func (w *Web) reportFile(rw http.ResponseWriter, r *http.Request, v visit) error {
	top, month := w.asked(r, v.Who)
	var b bytes.Buffer
	if err := w.Reports.XLSX(r.Context(), v.Who, top, month, &b); err != nil {
		return err
	}
	attach(rw, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Sinh hoạt chi bộ "+string(month)+".xlsx")
	_, err := b.WriteTo(rw)
	return err
}
