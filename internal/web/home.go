package web

import (
	"net/http"

	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/org"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/report"
	"sotay/internal/task"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

func (w *Web) homeRoutes() []Route {
	return []Route{signed("GET /{$}", w.home)}
}

const homeRows = 5

// home answers "what must I do now", from every feature that has something.
func (w *Web) home(rw http.ResponseWriter, r *http.Request, v visit) error {
	var d views.HomeData
	for _, fill := range []func(*http.Request, visit, *views.HomeData) error{w.homeMeeting, w.homeAbove, w.homeScans, w.homeDesk, w.homePapers, w.homeIncoming, w.homeTasks, w.homeNotices} {
		if err := fill(r, v, &d); err != nil {
			return err
		}
	}
	if v.Who.Holds("access.grant") && !v.Who.Holds(member.See) {
		d.Admin = []views.Link{{Text: "Cấp tài khoản", Href: "/accounts"}, {Text: "Sắp xếp tổ chức", Href: "/units"}, {Text: "Nhật ký, quy định", Href: "/admin"}}
	}
	d.Nothing = d.Meeting == nil && len(d.Steps) == 0 && d.Above == nil && d.Papers == nil && d.Scans == nil && d.Desk == nil && d.Incoming == nil && len(d.Tasks) == 0 && len(d.Notices) == 0 && len(d.Admin) == 0
	return show(rw, r, views.Home(w.page(r, v, "Việc cần làm"), d))
}

// homeMeeting shows the next meeting, and to who runs it the month as a checklist.
func (w *Web) homeMeeting(r *http.Request, v visit, d *views.HomeData) error {
	mine, err := w.Meetings.Mine(r.Context(), v.Who)
	if err != nil {
		return err
	}
	runs := v.Who.Home != "" && v.Who.Can(meeting.Run, v.Who.Home)
	if len(mine) == 0 {
		if runs {
			return w.homeUncalled(r, v, d)
		}
		return nil
	}
	m := mine[0]
	me, err := w.Meetings.MySeat(r.Context(), v.Who, m.ID)
	onRoll := err == nil
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	d.Meeting = &views.HomeMeeting{ID: string(m.ID), Title: m.Title, Href: meetingPath(m.ID, ""), When: when(m.StartsAt), Place: m.Place, State: stateBadge(m),
		Answer: answerWords(me), MayAnswer: onRoll && m.State == meeting.Called, Running: m.Running(), Topic: m.ID.Topic(), Rev: m.Rev}
	if !v.Who.Can(meeting.Run, m.Path) {
		return nil
	}
	f, _, err := w.Meetings.See(r.Context(), v.Who, m.ID)
	tab := "prepare"
	if m.Running() || m.Over() {
		tab = "finish"
	}
	d.Steps, d.StepsHref = w.steps(f, tab), meetingPath(m.ID, tab)
	return err
}

// homeUncalled asks a secretary to plan the month's meeting, unless it was held.
func (w *Web) homeUncalled(r *http.Request, v visit, d *views.HomeData) error {
	month := civil.In(w.DB.Now()).Month()
	past, err := w.Meetings.History(r.Context(), v.Who, org.ID(v.Who.Home.Unit()), "~", homeRows)
	if err != nil {
		return err
	}
	for _, m := range past {
		if m.Month == month && m.Kind != meeting.Thematic && m.State == meeting.Closed {
			d.Steps, d.StepsHref = []ui.Step{{Title: "Đã hoàn thiện sinh hoạt tháng " + month.String(), Text: when(m.ClosedAt), State: ui.Done, Href: meetingPath(m.ID, "")}}, meetingPath(m.ID, "")
			return nil
		}
	}
	d.StepsHref = "/meetings/new"
	d.Steps = []ui.Step{{Title: "Lên lịch sinh hoạt tháng " + month.String(), State: ui.Now, Action: ui.Button{Label: "Lên lịch sinh hoạt", Href: "/meetings/new", Kind: ui.Main, Icon: ui.IconPlus}},
		{Title: "Chi ủy hội ý nội dung"}, {Title: "Gửi giấy mời"}, {Title: "Họp"}, {Title: "Hoàn thiện và báo cáo cấp trên"}}
	return nil
}

// homeAbove is for those who look after other units than their own.
func (w *Web) homeAbove(r *http.Request, v visit, d *views.HomeData) error {
	if !v.Who.Holds(meeting.Watch) || !v.Who.Holds(report.See) {
		return nil
	}
	h, err := w.Reports.Home(r.Context(), v.Who)
	if err != nil {
		return err
	}
	if h.Branches == 0 {
		return nil
	}
	top := org.ID(v.Who.Scope(report.See)[0].Top.Unit())
	d.Above = &views.HomeAbove{Title: "Sinh hoạt chi bộ tháng " + h.Month.String(), Href: reportPath(top, h.Month, ""), Stats: []ui.Stat{
		{Value: ui.Number(h.Met) + "/" + ui.Number(h.Branches), Label: "đã họp", Tone: ui.Good, Href: reportPath(top, h.Month, "&only=met")},
		{Value: ui.Number(h.NotMet), Label: "chưa họp", Tone: warnIf(h.NotMet > 0), Href: reportPath(top, h.Month, "&only=not_met")},
		{Value: ui.Number(h.Running), Label: "đang họp", Href: reportPath(top, h.Month, "&only=running")},
		{Value: ui.Number(h.Late), Label: "quá hạn báo cáo", Tone: badIf(h.Late > 0), Href: reportPath(top, h.Month, "&only=late")},
		{Value: ui.Number(h.Missed), Label: "tháng trước không họp", Tone: badIf(h.Missed > 0), Href: reportPath(top, h.Month.Add(-1), "&only=not_met")},
	}}
	return nil
}

func (w *Web) homeTasks(r *http.Request, v visit, d *views.HomeData) error {
	mine, err := w.Tasks.Mine(r.Context(), v.Who, homeRows)
	today := civil.In(w.DB.Now())
	for _, t := range mine {
		if t.State != task.Open {
			continue
		}
		b := ui.Badge{Text: "Đang thực hiện", Tone: ui.Info}
		if t.Overdue(today) {
			b = ui.Badge{Text: "Quá hạn", Tone: ui.Bad}
		}
		d.Tasks = append(d.Tasks, ui.Row{Cells: []ui.Cell{{Text: t.Title, Href: "/tasks/" + string(t.ID)}, {Text: t.Due.String()}, {Body: b}}})
	}
	return err
}

func (w *Web) homeNotices(r *http.Request, v visit, d *views.HomeData) error {
	all, err := w.Notices.Mine(r.Context(), v.Who, "", homeRows)
	if err == nil {
		err = w.settle(r, v, all)
	}
	for _, m := range all {
		if m.Read.IsZero() {
			d.Notices = append(d.Notices, views.Link{Text: w.Words.Say(m.Code, anys(m.Args)...), Href: "/notices/" + m.ID, Sub: when(m.At)})
		}
	}
	return err
}

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, s := range texts {
		out[i] = s
	}
	return out
}

// Sentences are the codes of the pages themselves.
func Sentences() map[string]string {
	return map[string]string{
		"web.too_many":  "Nhiều người đang mở văn bản công khai cùng lúc. Đồng chí hãy đợi một phút rồi mở lại.",
		"web.too_large": "Tệp gửi lên quá lớn. Hãy chia nhỏ rồi gửi lại.",
		"web.form":      "Biểu mẫu gửi lên chưa đầy đủ. Hãy quay lại và gửi lại.",
	}
}
