package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/task"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// steps are the meeting as a checklist; the one that is next carries its button.
func (w *Web) steps(f meeting.Full, tab string) []ui.Step {
	base := meetingPath(f.ID, "")
	button := func(action, label string) templ.Component { return views.Post(base+action, label) }
	if tab != "finish" {
		return prepareSteps(f, base, button)
	}
	return finishSteps(f, base, button)
}

func prepareSteps(f meeting.Full, base string, button func(string, string) templ.Component) []ui.Step {
	s := steps{}
	s.add("Lên lịch, chương trình", when(f.StartsAt), true, nil)
	s.add("Chi ủy hội ý nội dung", "Ghi nhận khi chi ủy đã thống nhất nội dung", !f.PreparedAt.IsZero(), button("/prepared", "Chi ủy đã hội ý"))
	s.add("Gửi giấy mời", strconv.Itoa(len(f.Roll))+" đảng viên và cấp ủy viên phụ trách", !f.CalledAt.IsZero(), button("/call", "Gửi giấy mời"))
	s.add("Gửi tài liệu trước một ngày", paperCount(f), f.Readable() > 0 || !f.OpenedAt.IsZero(), ui.Button{Label: "Thêm tài liệu", Href: base + "?tab=prepare#papers"})
	s.add("Bắt đầu họp", when(f.StartsAt), !f.OpenedAt.IsZero(), button("/open", "Bắt đầu họp"))
	if f.State == meeting.Called && f.Readable() == 0 { // papers help but do not stop the meeting
		s.all[len(s.all)-1].Action = button("/open", "Bắt đầu họp")
	}
	if f.State == meeting.Draft && f.PreparedAt.IsZero() {
		s.all[2].Action = button("/call", "Gửi giấy mời")
	}
	return s.all
}

// paperCount says how many papers members have, and how many wait.
func paperCount(f meeting.Full) string {
	said := strconv.Itoa(f.Readable()) + " tài liệu"
	if n := len(f.Papers) - f.Readable(); n > 0 {
		said += ", " + strconv.Itoa(n) + " bản chụp chờ xác nhận"
	}
	return said
}

// steps builds a checklist: what is done, the first that is not, the rest.
type steps struct {
	all   []ui.Step
	found bool
}

func (s *steps) add(title, text string, done bool, action templ.Component) {
	x := ui.Step{Title: title, Text: text}
	switch {
	case done:
		x.State = ui.Done
	case !s.found:
		x.State, x.Action, s.found = ui.Now, action, true
	}
	s.all = append(s.all, x)
}

func finishSteps(f meeting.Full, base string, button func(string, string) templ.Component) []ui.Step {
	lacks := map[meeting.Lack]bool{}
	for _, l := range f.Lacks() {
		lacks[l] = true
	}
	s := steps{}
	s.add("Kiểm điểm nhiệm vụ tháng trước", strconv.Itoa(len(f.Reviews))+" nhiệm vụ", !lacks[meeting.LackReview], ui.Button{Label: "Kiểm điểm", Href: base + "?tab=tasks", Kind: ui.Main})
	s.add("Biểu quyết nghị quyết", "", !lacks[meeting.LackVote], ui.Button{Label: "Biểu quyết", Href: base + "?tab=votes", Kind: ui.Main})
	s.add("Kết thúc buổi họp", ended(f), f.Over(), button("/end", "Kết thúc buổi họp"))
	s.add("Chấm điểm", scoreWords(f), !lacks[meeting.LackScore], nil)
	s.add("Thông qua biên bản", "", !lacks[meeting.LackMinutes], ui.Button{Label: "Soạn biên bản", Href: base + "/texts/minutes", Kind: ui.Main})
	s.add("Thông qua nghị quyết", "", !lacks[meeting.LackResolution] && !lacks[meeting.LackVote], ui.Button{Label: "Soạn nghị quyết", Href: base + "/texts/resolution", Kind: ui.Main})
	s.add("Hoàn thiện và báo cáo cấp trên", when(f.ClosedAt), f.State == meeting.Closed, button("/close", "Hoàn thiện và báo cáo"))
	return s.all
}

func ended(f meeting.Full) string {
	if !f.Over() {
		return "Ai chưa điểm danh được ghi vắng không lý do"
	}
	return when(f.EndedAt) + ", " + strconv.Itoa(f.Minutes) + " phút"
}

func clockOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Zone).Format("15:04")
}

func (w *Web) judge(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Meetings.Judge(r.Context(), v.Who, meetingID(r), task.ID(r.PathValue("task")), form(r, "done") == "1", form(r, "result")); err != nil {
		return err
	}
	return done(rw, r, meetingPath(meetingID(r), "tasks"), "Đã ghi kết quả nhiệm vụ.")
}

func (w *Web) giveAtMeeting(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := meetingID(r)
	t := task.Task{Title: form(r, "title"), Owner: member.ID(form(r, "owner")), Due: civil.Date(form(r, "due"))}
	if _, err := civil.ParseDate(string(t.Due)); err != nil {
		t.Due = ""
	}
	_, err := w.Meetings.Give(r.Context(), v.Who, id, t)
	if fault.Is(err, fault.Invalid) {
		return w.showMeeting(rw, r, v, id, "tasks", again{err: err, typed: t.Title})
	}
	if err != nil {
		return err
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã giao nhiệm vụ.", DraftDone: "task-" + string(id)})
	return done(rw, r, meetingPath(id, "tasks"), "")
}

func (w *Web) endMeeting(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := meetingID(r)
	m, _, err := w.Meetings.Head(r.Context(), v.Who, id)
	if err != nil {
		return err
	}
	day := string(civil.In(m.OpenedAt))
	err = w.Meetings.End(r.Context(), v.Who, id, instant(day, form(r, "began")), instant(day, form(r, "ended")))
	if fault.Is(err, fault.Invalid) {
		return w.showMeeting(rw, r, v, id, "finish", again{err: err})
	}
	if err != nil {
		return err
	}
	return done(rw, r, meetingPath(id, "finish"), "Đã kết thúc buổi họp. Hãy hoàn thiện biên bản, nghị quyết.")
}

func (w *Web) scoreMeeting(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := meetingID(r)
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "web.form").Because(err)
	}
	given := map[string]int{}
	for name := range r.PostForm {
		if n, err := strconv.Atoi(form(r, name)); err == nil {
			given[name] = n
		}
	}
	err := w.Meetings.Score(r.Context(), v.Who, id, given)
	if fault.Is(err, fault.Invalid) {
		return w.showMeeting(rw, r, v, id, "finish", again{err: err})
	}
	if err != nil {
		return err
	}
	return done(rw, r, meetingPath(id, "finish"), "Đã chấm điểm.")
}

func (w *Web) closeMeeting(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := meetingID(r)
	err := w.Meetings.Close(r.Context(), v.Who, id)
	if fault.Is(err, fault.Conflict) {
		return w.showMeeting(rw, r, v, id, "finish", again{err: err})
	}
	if err != nil {
		return err
	}
	return done(rw, r, meetingPath(id, "finish"), "Đã hoàn thiện và báo cáo cấp trên.")
}

func (w *Web) rate(rw http.ResponseWriter, r *http.Request, v visit) error {
	mark := func(name string) *int {
		n, err := strconv.Atoi(form(r, name))
		if err != nil {
			return nil
		}
		return &n
	}
	id := meetingID(r)
	err := w.Meetings.Rate(r.Context(), v.Who, id, meeting.Rating{Preparation: mark("preparation"), Conduct: mark("conduct"), Tasks: mark("tasks")})
	if fault.Is(err, fault.Invalid) {
		return w.showMeeting(rw, r, v, id, "mine", again{err: err})
	}
	if err != nil {
		return err
	}
	return done(rw, r, meetingPath(id, ""), "Cảm ơn đồng chí đã đánh giá.")
}

func (w *Web) correctForm(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.running(r, v)
	if err != nil {
		return err
	}
	minutes, _ := f.Text(meeting.MinutesText)
	resolution, _ := f.Text(meeting.ResolutionText)
	return w.showCorrect(rw, r, v, f, http.StatusOK, views.CorrectData{Minutes: minutes.Text, Resolution: resolution.Text})
}

func (w *Web) showCorrect(rw http.ResponseWriter, r *http.Request, v visit, f meeting.Full, code int, d views.CorrectData) error {
	d.Action, d.Back, d.Version = meetingPath(f.ID, "")+"/correct", meetingPath(f.ID, "finish"), strconv.FormatInt(f.Version, 10)
	for _, s := range f.Roll {
		d.Roll = append(d.Roll, seatView(s))
	}
	return render(rw, r, code, views.MeetingCorrect(w.meetingPage(r, v, f, "Đính chính"), d))
}

func (w *Web) correctMeeting(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.running(r, v)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(form(r, "version"), 10, 64)
	err = w.Meetings.Correct(r.Context(), v.Who, f.ID, version, sentCorrection(r, f))
	if fields, all, ok := w.mistakes(err); err != nil && ok {
		return w.showCorrect(rw, r, v, f, statusOfError(err), views.CorrectData{Reason: form(r, "reason"), Minutes: form(r, "minutes"), Resolution: form(r, "resolution"), Errors: fields, Mistakes: all})
	}
	if err != nil {
		return err
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã lập bản đính chính. Số liệu báo cáo đã được cập nhật.", DraftDone: "correct-" + r.URL.Path})
	return done(rw, r, meetingPath(f.ID, "finish"), "")
}

// sentCorrection takes only what differs from what stands.
func sentCorrection(r *http.Request, f meeting.Full) meeting.Change {
	ch := meeting.Change{Reason: form(r, "reason"), Roll: map[member.ID]meeting.Presence{}}
	differs := func(kind meeting.TextKind, sent string) string {
		sent = strings.ReplaceAll(sent, "\r\n", "\n")
		if t, _ := f.Text(kind); t.Text == sent {
			return ""
		}
		return sent
	}
	ch.Minutes = differs(meeting.MinutesText, form(r, "minutes"))
	ch.Resolution = differs(meeting.ResolutionText, form(r, "resolution"))
	for _, s := range f.Roll {
		if p := meeting.Presence(form(r, "roll-"+string(s.Member))); p != "" && p != s.State {
			ch.Roll[s.Member] = p
		}
	}
	return ch
}
