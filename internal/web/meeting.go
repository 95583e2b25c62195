package web

import (
	"context"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sotay/internal/meeting"
	"sotay/internal/org"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/db"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

func (w *Web) meetingRoutes() []Route {
	return []Route{
		signed("GET /meetings", w.meetingList),
		holder(meeting.Run, "GET /meetings/new", w.meetingNew),
		holder(meeting.Run, "POST /meetings", w.meetingPrepare),
		signed("GET /meetings/{id}", w.meetingShow),
		at(meeting.Run, "GET /meetings/{id}/plan", w.meetingPlan),
		at(meeting.Run, "POST /meetings/{id}/plan", w.meetingReplan),
		at(meeting.Run, "GET /meetings/{id}/agenda", w.agendaForm),
		at(meeting.Run, "POST /meetings/{id}/agenda", w.agendaSave),
		at(meeting.Run, "GET /meetings/{id}/cancel", w.cancelForm),
		at(meeting.Run, "POST /meetings/{id}/cancel", w.cancelMeeting),
		at(meeting.Run, "POST /meetings/{id}/prepared", w.act("prepare", "Đã ghi nhận chi ủy hội ý.", w.Meetings.Prepared)),
		at(meeting.Run, "POST /meetings/{id}/call", w.act("prepare", "Đã gửi giấy mời đến đảng viên.", w.Meetings.Call)),
		at(meeting.Run, "POST /meetings/{id}/open", w.act("roll", "Buổi họp bắt đầu. Hãy điểm danh.", w.Meetings.Open)),
		at(meeting.Run, "POST /meetings/{id}/papers", w.paperAdd).files(),
		at(meeting.Run, "POST /meetings/{id}/papers/{paper}/remove", w.paperRemove),
	}
}

func meetingID(r *http.Request) meeting.ID { return meeting.ID(r.PathValue("id")) }

func meetingPath(id meeting.ID, tab string) string {
	p := "/meetings/" + string(id)
	if tab != "" {
		p += "?tab=" + tab
	}
	return p
}

// act serves a verb that needs nothing but the meeting.
func (w *Web) act(tab, said string, verb func(context.Context, authz.Actor, meeting.ID) error) handler {
	return func(rw http.ResponseWriter, r *http.Request, v visit) error {
		if err := verb(r.Context(), v.Who, meetingID(r)); err != nil {
			return err
		}
		return done(rw, r, meetingPath(meetingID(r), tab), said)
	}
}

const listSize = 24

func (w *Web) meetingList(rw http.ResponseWriter, r *http.Request, v visit) error {
	before := r.FormValue("before")
	if before == "" {
		before = "~"
	}
	unit := org.ID(v.Who.Home.Unit())
	if id, err := strconv.ParseInt(r.FormValue("unit"), 10, 64); err == nil {
		unit = org.ID(id)
	}
	all, err := w.Meetings.History(r.Context(), v.Who, unit, before, listSize)
	if err != nil {
		return err
	}
	month := civil.In(w.DB.Now()).Month()
	d := views.MeetingListData{Month: month.String(), MayCall: v.Who.Holds(meeting.Run)}
	d.Missing = d.MayCall && before == "~" && v.Who.Can(meeting.Run, v.Who.Home)
	for _, m := range all {
		d.Missing = d.Missing && !(m.Month == month && m.Kind != meeting.Thematic && m.State != meeting.Cancelled)
		if m.Open() {
			d.Next = append(d.Next, meetingRow(m))
		} else {
			d.Past = append(d.Past, meetingRow(m))
		}
	}
	slices.Reverse(d.Next)
	if len(all) == listSize {
		last := all[len(all)-1].StartsAt
		text, _ := db.Time(&last).Value()
		d.More = "/meetings?before=" + queryEscape(text.(string)) + "&unit=" + strconv.FormatInt(int64(unit), 10)
	}
	return show(rw, r, views.MeetingList(w.page(r, v, "Sinh hoạt chi bộ"), d))
}

func meetingRow(m meeting.Meeting) views.MeetingRow {
	row := views.MeetingRow{Href: meetingPath(m.ID, ""), Title: m.Title, When: when(m.StartsAt), State: stateBadge(m)}
	if m.Over() {
		row.Facts = "Có mặt " + ui.Number(m.Facts.Present) + "/" + ui.Number(m.Facts.Members)
		if m.Score != nil {
			row.Facts += ", " + ui.Number(*m.Score) + " điểm"
		}
	} else {
		row.Facts = m.Place
	}
	return row
}

func stateBadge(m meeting.Meeting) ui.Badge {
	switch m.State {
	case meeting.Draft:
		return ui.Badge{Text: "Đang chuẩn bị", Tone: ui.Info}
	case meeting.Called:
		return ui.Badge{Text: "Đã gửi giấy mời", Tone: ui.Info}
	case meeting.Opened:
		return ui.Badge{Text: "Đang họp", Tone: ui.Good}
	case meeting.Ended:
		return ui.Badge{Text: "Chờ hoàn thiện", Tone: ui.Warn}
	case meeting.Cancelled:
		return ui.Badge{Text: "Đã hủy", Tone: ui.Bad}
	}
	if m.Late {
		return ui.Badge{Text: "Báo cáo muộn", Tone: ui.Warn}
	}
	return ui.Badge{Text: "Đã báo cáo", Tone: ui.Good}
}

var weekdays = [...]string{"Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"}

// when says an instant as people do: "19:30, Thứ năm 05/03/2026".
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	l := t.In(civil.Zone)
	return l.Format("15:04") + ", " + weekdays[l.Weekday()] + " " + l.Format("02/01/2006")
}

// planForm is a plan as it stands in the form.
func (w *Web) planForm(r *http.Request, v visit, p meeting.Plan) (views.MeetingPlanData, error) {
	local := p.StartsAt.In(civil.Zone)
	d := views.MeetingPlanData{Kind: string(p.Kind), Month: string(p.Month), Title: p.Title, Topic: p.Topic, Purpose: p.Purpose, Place: p.Place,
		Link: p.Link, Guests: p.Guests, Fee: p.FeeStatus, Chair: p.Chair, Secretary: p.Secretary, Unit: strconv.FormatInt(p.Unit, 10)}
	if !p.StartsAt.IsZero() {
		d.Day, d.Time = local.Format("2006-01-02"), local.Format("15:04")
	}
	d.People = []ui.Option{{Value: "", Label: "Chưa chọn"}}
	err := w.DB.Read(r.Context(), func(q db.Q) error {
		cards, err := w.Members.OfUnit(r.Context(), q, org.ID(p.Unit), civil.In(w.DB.Now()))
		for _, c := range cards {
			d.People = append(d.People, ui.Option{Value: string(c.ID), Label: c.Name})
		}
		return err
	})
	return d, err
}

// runUnits are the units whose meetings the actor runs.
func (w *Web) runUnits(r *http.Request, who authz.Actor) (out []ui.Option, err error) {
	err = w.DB.Read(r.Context(), func(q db.Q) error {
		for _, s := range who.Scope(meeting.Run) {
			u, err := w.Units.Get(r.Context(), q, org.ID(s.Top.Unit()))
			if err != nil {
				return err
			}
			out = append(out, ui.Option{Value: strconv.FormatInt(int64(u.ID), 10), Label: u.Name})
		}
		return nil
	})
	return out, err
}

func (w *Web) meetingNew(rw http.ResponseWriter, r *http.Request, v visit) error {
	units, err := w.runUnits(r, v.Who)
	if err != nil {
		return err
	}
	p := meeting.Plan{Kind: meeting.Regular, Unit: v.Who.Scope(meeting.Run)[0].Top.Unit(), Chair: v.Who.Member}
	if old, err := w.Meetings.History(r.Context(), v.Who, org.ID(p.Unit), "~", 1); err == nil && len(old) > 0 {
		p.Place, p.Chair, p.Secretary = old[0].Place, string(old[0].Chair), string(old[0].Secretary) // most branches meet as they did last time
		p.StartsAt = civil.In(old[0].StartsAt).AddMonths(1).At(old[0].StartsAt.In(civil.Zone).Hour(), old[0].StartsAt.In(civil.Zone).Minute())
	}
	d, err := w.planForm(r, v, p)
	if err != nil {
		return err
	}
	d.Units, d.Action, d.Cancel, d.Draft = units, "/meetings", "/meetings", "meeting-new"
	return show(rw, r, views.MeetingPlan(w.planPage(r, v, "Lên lịch sinh hoạt"), d))
}

func (w *Web) planPage(r *http.Request, v visit, title string) ui.Page {
	p := w.page(r, v, title)
	p.Crumbs = []ui.Crumb{{Label: "Sinh hoạt", Href: "/meetings"}}
	return p
}

// sentPlan reads the form; what cannot be read is left empty and so refused.
func sentPlan(r *http.Request) meeting.Plan {
	unit, _ := strconv.ParseInt(form(r, "unit"), 10, 64)
	return meeting.Plan{Unit: unit, Kind: meeting.Kind(form(r, "kind")), Month: civil.Month(form(r, "month")), Topic: form(r, "topic"), Purpose: form(r, "purpose"),
		Place: form(r, "place"), Link: form(r, "link"), Guests: form(r, "guests"), FeeStatus: form(r, "fee"),
		StartsAt: instant(form(r, "day"), form(r, "time")), Chair: form(r, "chair"), Secretary: form(r, "secretary")}
}

// instant joins a day and a clock time of Vietnam; zero when either is missing.
func instant(day, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, civil.Zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

func (w *Web) meetingPrepare(rw http.ResponseWriter, r *http.Request, v visit) error {
	p := sentPlan(r)
	id, err := w.Meetings.Prepare(r.Context(), v.Who, p)
	if err != nil {
		return w.planAgain(rw, r, v, p, err, "/meetings", "/meetings", "meeting-new")
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã lưu lịch họp. Hãy chuẩn bị nội dung rồi gửi giấy mời.", DraftDone: "meeting-new"})
	http.Redirect(rw, r, meetingPath(id, "prepare"), http.StatusSeeOther)
	return nil
}

// planAgain shows a refused plan with everything that was typed.
func (w *Web) planAgain(rw http.ResponseWriter, r *http.Request, v visit, p meeting.Plan, refusal error, action, cancel, draft string) error {
	fields, all, ok := w.mistakes(refusal)
	if !ok {
		return refusal
	}
	d, err := w.planForm(r, v, p)
	if err != nil {
		return err
	}
	d.Day, d.Time = form(r, "day"), form(r, "time")
	d.Errors, d.Mistakes, d.Action, d.Cancel, d.Draft = fields, all, action, cancel, draft
	if d.Units, err = w.runUnits(r, v.Who); err != nil {
		return err
	}
	return render(rw, r, http.StatusUnprocessableEntity, views.MeetingPlan(w.planPage(r, v, "Lên lịch sinh hoạt"), d))
}

// running loads a meeting for a page that only its runner may see.
func (w *Web) running(r *http.Request, v visit) (meeting.Full, error) {
	f, seen, err := w.Meetings.See(r.Context(), v.Who, meetingID(r))
	if err == nil && seen < meeting.Whole {
		err = v.Who.May(meeting.Run, f.Path)
	}
	return f, err
}

func (w *Web) meetingPlan(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.running(r, v)
	if err != nil {
		return err
	}
	d, err := w.planForm(r, v, f.Plan())
	if err != nil {
		return err
	}
	d.Earlier = f.State == meeting.Called
	d.Action, d.Cancel, d.Draft = meetingPath(f.ID, "")+"/plan", meetingPath(f.ID, "prepare"), "plan-"+string(f.ID)
	return show(rw, r, views.MeetingPlan(w.meetingPage(r, v, f, "Sửa lịch họp"), d))
}

func (w *Web) meetingReplan(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, p := meetingID(r), sentPlan(r)
	if err := w.Meetings.Replan(r.Context(), v.Who, id, p); err != nil {
		m, _, unseen := w.Meetings.Head(r.Context(), v.Who, id)
		if unseen != nil {
			return unseen
		}
		p.Unit = int64(m.Unit) // whose people the form offers, whatever was sent
		return w.planAgain(rw, r, v, p, err, meetingPath(id, "")+"/plan", meetingPath(id, "prepare"), "plan-"+string(id))
	}
	return done(rw, r, meetingPath(id, "prepare"), "Đã lưu lịch họp.")
}

// meetingPage frames a page below a meeting.
func (w *Web) meetingPage(r *http.Request, v visit, f meeting.Full, title string) ui.Page {
	p := w.page(r, v, title)
	p.Crumbs = []ui.Crumb{{Label: "Sinh hoạt", Href: "/meetings"}, {Label: f.Title, Href: meetingPath(f.ID, "")}}
	return p
}

const spareItems = 3 // empty lines for new points of the agenda

func (w *Web) agendaForm(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.running(r, v)
	if err != nil {
		return err
	}
	d := views.AgendaData{Action: meetingPath(f.ID, "") + "/agenda", Cancel: meetingPath(f.ID, "prepare")}
	for _, x := range f.Items {
		d.Items = append(d.Items, views.AgendaItem{ID: x.ID, Kind: x.Kind, Title: x.Title, Presenter: x.Presenter})
	}
	d.Items = append(d.Items, make([]views.AgendaItem, spareItems)...)
	return show(rw, r, views.Agenda(w.meetingPage(r, v, f, "Chương trình"), d))
}

func (w *Web) agendaSave(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "web.form").Because(err)
	}
	if err := w.Meetings.SetAgenda(r.Context(), v.Who, meetingID(r), sentAgenda(r)); err != nil {
		return err
	}
	return done(rw, r, meetingPath(meetingID(r), "prepare"), "Đã lưu chương trình.")
}

// sentAgenda reads the lines of the form in the order that their numbers ask for.
func sentAgenda(r *http.Request) []meeting.Item {
	type line struct {
		pos int
		x   meeting.Item
	}
	ids, kinds := r.PostForm["id"], r.PostForm["kind"]
	var all []line
	for i := range ids {
		n := ui.Number(i + 1)
		x := meeting.Item{ID: ids[i], Title: form(r, "title-"+n), Presenter: form(r, "presenter-"+n)}
		if i < len(kinds) {
			x.Kind = kinds[i]
		}
		if x.Title == "" {
			continue
		}
		pos, err := strconv.Atoi(form(r, "pos-"+n))
		if err != nil {
			pos = i + 1
		}
		all = append(all, line{pos, x})
	}
	slices.SortStableFunc(all, func(a, b line) int { return a.pos - b.pos })
	out := make([]meeting.Item, len(all))
	for i, l := range all {
		out[i] = l.x
	}
	return out
}

func (w *Web) cancelForm(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.running(r, v)
	if err != nil {
		return err
	}
	return w.showCancel(rw, r, v, f, http.StatusOK, "")
}

func (w *Web) showCancel(rw http.ResponseWriter, r *http.Request, v visit, f meeting.Full, code int, mistake string) error {
	return render(rw, r, code, views.MeetingCancel(w.meetingPage(r, v, f, "Hủy buổi sinh hoạt"), views.CancelData{
		Action: meetingPath(f.ID, "") + "/cancel", Back: meetingPath(f.ID, "prepare"), When: when(f.StartsAt), People: len(f.Roll), Error: mistake}))
}

func (w *Web) cancelMeeting(rw http.ResponseWriter, r *http.Request, v visit) error {
	err := w.Meetings.Cancel(r.Context(), v.Who, meetingID(r), form(r, "reason"))
	if fields, _, ok := w.mistakes(err); err != nil && ok && fields["reason"] != "" {
		f, err := w.running(r, v)
		if err != nil {
			return err
		}
		return w.showCancel(rw, r, v, f, http.StatusUnprocessableEntity, fields["reason"])
	}
	if err != nil {
		return err
	}
	return done(rw, r, "/meetings", "Đã hủy buổi họp và báo cho đảng viên.")
}

// paperAdd takes the papers of a meeting, until one is refused.
func (w *Web) paperAdd(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, late, waiting := meetingID(r), 0, 0
	n, err := eachUpload(r, func(h *multipart.FileHeader, f multipart.File) error {
		p, err := w.Meetings.AddPaper(r.Context(), v.Who, id, meeting.Upload{Name: h.Filename, Size: h.Size, Body: f})
		late, waiting = late+count(p.Late), waiting+count(p.Waiting)
		return err
	})
	if err == nil && n == 0 {
		err = fault.New(fault.Invalid, "filing.refused").Field("file", "filing.file_empty")
	}
	if err != nil {
		return w.showMeeting(rw, r, v, id, "prepare", again{err: err})
	}
	return done(rw, r, meetingPath(id, "prepare"), paperSaid(n, waiting, late))
}

// paperSaid is what came of an upload.
func paperSaid(n, waiting, late int) string {
	said := "Đã tải lên " + ui.Number(n) + " tài liệu."
	if waiting > 0 {
		said += " Trong đó " + ui.Number(waiting) + " ảnh, bản chụp: đảng viên chỉ xem được sau khi bí thư hoặc phó bí thư xác nhận không phải tài liệu mật."
	}
	if late > 0 {
		said += " Tài liệu gửi muộn hơn quy định (trước buổi họp một ngày) nên được ghi là gửi muộn."
	}
	return said
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (w *Web) paperRemove(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Meetings.RemovePaper(r.Context(), v.Who, meetingID(r), r.PathValue("paper")); err != nil {
		return err
	}
	return done(rw, r, meetingPath(meetingID(r), "prepare"), "Đã bỏ tài liệu.")
}

// attach sends a file under its name. Only PDF and images open in the browser;
// the policy of the headers keeps even those from acting.
func attach(rw http.ResponseWriter, media, name string) {
	how := "attachment"
	if media == "application/pdf" || strings.HasPrefix(media, "image/") {
		how = "inline"
	}
	h := rw.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", how+"; filename*=UTF-8''"+escapeName(name))
	h.Set("Cache-Control", "no-store")
}

func escapeName(name string) string { return strings.ReplaceAll(queryEscape(name), "+", "%20") }
