package web

import (
	"net/http"
	"strconv"

	"sotay/internal/filing"
	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// meetingShow is one page that changes with time and with who looks.
func (w *Web) meetingShow(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.showMeeting(rw, r, v, meetingID(r), r.FormValue("tab"), again{})
}

// again is what a refused form shows once more.
type again struct {
	code   int
	err    error
	typed  string
	reason string
	item   string // the agenda point whose notes were overtaken
}

func (w *Web) showMeeting(rw http.ResponseWriter, r *http.Request, v visit, id meeting.ID, tab string, a again) error {
	var fields map[string]string
	var all []ui.FieldError
	if a.err != nil {
		var ok bool
		if fields, all, ok = w.mistakes(a.err); !ok {
			return a.err
		}
		a.code = statusOfError(a.err)
	}
	f, seen, err := w.Meetings.See(r.Context(), v.Who, id)
	if err != nil {
		return err
	}
	p := w.page(r, v, f.Title)
	p.Unit, p.Lede = f.UnitName, when(f.StartsAt)
	p.Crumbs = []ui.Crumb{{Label: "Sinh hoạt", Href: "/meetings"}}
	if a.code == 0 {
		a.code = http.StatusOK
	}
	if seen < meeting.Inside {
		p.Crumbs = []ui.Crumb{{Label: "Theo dõi sinh hoạt", Href: "/reports"}}
		return render(rw, r, a.code, views.MeetingAbove(p, outline(f)))
	}
	d := w.meetingData(v, f)
	d.Errors, d.Typed = fields, a.typed
	if a.reason != "" {
		d.Reason = a.reason
	}
	if seen < meeting.Whole {
		if len(all) > 0 {
			p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Title: all[0].Text})
		}
		return render(rw, r, a.code, views.Meeting(p, d))
	}
	run, err := w.runData(r, v, f, d, tab, a)
	if err != nil {
		return err
	}
	run.Mistakes = all
	return render(rw, r, a.code, views.MeetingRun(p, run))
}

func head(f meeting.Full) views.MeetingHead {
	facts := []ui.Fact{{Name: "Thời gian", Value: when(f.StartsAt)}, {Name: "Địa điểm", Value: f.Place}}
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, ui.Fact{Name: name, Value: value})
		}
	}
	add("Họp trực tuyến", f.Link)
	add("Chuyên đề", f.Topic)
	add("Chủ trì", nameOf(f, f.Chair))
	add("Thư ký", nameOf(f, f.Secretary))
	add("Đại biểu", f.Guests)
	add("Đảng phí", f.FeeStatus)
	add("Mục đích, yêu cầu", f.Purpose)
	if f.Over() {
		add("Kéo dài", strconv.Itoa(f.Minutes)+" phút")
		add("Có mặt", attendance(f.Facts))
	}
	return views.MeetingHead{ID: string(f.ID), Base: meetingPath(f.ID, ""), Topic: f.ID.Topic(), Rev: f.Rev, State: stateBadge(f.Meeting), Facts: facts, Cancelled: f.Cancelled}
}

func attendance(x meeting.Facts) string {
	s := strconv.Itoa(x.Present) + "/" + strconv.Itoa(x.Members)
	if x.Excused+x.Unexcused > 0 {
		s += ", vắng có lý do " + strconv.Itoa(x.Excused) + ", không lý do " + strconv.Itoa(x.Unexcused)
	}
	return s
}

func nameOf(f meeting.Full, id member.ID) string {
	s, _ := f.Seat(id)
	return s.Name
}

func outline(f meeting.Full) views.MeetingOutline {
	d := views.MeetingOutline{MeetingHead: head(f), Score: scoreWords(f), Texts: textLinks(f), Tasks: taskRows(f, civil.Date("9999-12-31"))}
	for _, m := range f.Motions {
		if m.State == meeting.MotionClosed {
			d.Motions = append(d.Motions, motionView(f, m, ""))
		}
	}
	return d
}

// meetingData is the meeting as its members see it.
func (w *Web) meetingData(v visit, f meeting.Full) views.MeetingData {
	me, onRoll := f.Seat(member.ID(v.Who.Member))
	d := views.MeetingData{MeetingHead: head(f), Running: f.Running(), Called: f.State == meeting.Called, Over: f.Over(), Closed: f.State == meeting.Closed,
		HasLink: f.Link != "", Stats: rollStats(f), Attendance: "Có mặt " + attendance(f.Count()) + ".", Texts: textLinks(f), Tasks: taskRows(f, civil.In(w.DB.Now())), Reviews: reviewRows(f), Score: scoreWords(f)}
	for _, x := range f.Items {
		d.Items = append(d.Items, x.Title)
		if x.ID == f.Item {
			d.Now = x.Title
		}
	}
	for _, m := range f.Motions {
		if m.State != meeting.MotionDraft {
			d.Motions = append(d.Motions, motionView(f, m, v.Who.Member))
		}
	}
	d.Papers = paperLines(f)
	for _, o := range f.Opinions {
		d.Opinions = append(d.Opinions, opinionFact(o))
	}
	if onRoll {
		d.MayAnswer, d.Answer, d.Reason, d.LeaveState = d.Called, answerWords(me), me.Reason, leaveWords(me)
		d.MayCheckIn, d.Here = d.Running && !me.Here(), presenceWords(me)
		d.MaySay = d.Called || d.Running
		d.MayRate, d.Rated = (d.Running || f.State == meeting.Ended) && me.Here(), me.Rating.Conduct != nil
	}
	return d
}

func opinionFact(o meeting.Opinion) ui.Fact {
	text := o.Text
	if text == "" {
		text = "(đã phát biểu)"
	}
	return ui.Fact{Name: o.Name, Value: text}
}

// paperLines are the papers that members read, and a line that says how many are
// still being checked.
func paperLines(f meeting.Full) (out []views.FileLine) {
	for _, p := range f.Papers {
		if !p.Waiting {
			out = append(out, paperLine(p))
		}
	}
	if n := len(f.Papers) - len(out); n > 0 {
		out = append(out, views.FileLine{Name: ui.Number(n) + " bản chụp đang chờ kiểm tra", Sub: "Xem được sau khi bí thư hoặc phó bí thư xác nhận", Icon: ui.IconClock})
	}
	return out
}

func paperLine(p meeting.Paper) views.FileLine {
	x := views.FileLine{Name: p.Name, Href: fileHref(p.ID, p.Name, p.Media), Sub: sizeWords(p.Size)}
	if p.Waiting {
		x.Href, x.Badge = "", waitingBadge()
	}
	if p.Late {
		x.Sub += ", gửi muộn"
	}
	return x
}

// papersCard are the papers of a meeting for who runs it.
func papersCard(f meeting.Full, who authz.Actor, mistake string) views.FilesData {
	d := views.FilesData{Title: "Tài liệu", Label: "Thêm tài liệu", Error: mistake,
		Hint: "PDF, Word, Excel hoặc ảnh; mỗi tệp tối đa 20 MB. Gửi trước buổi họp ít nhất một ngày. Ảnh, bản chụp chỉ đến đảng viên sau khi bí thư hoặc phó bí thư xác nhận không mật. Không gửi văn bản mật."}
	base := meetingPath(f.ID, "") + "/papers"
	if f.Open() {
		d.Add = base
	}
	waiting := 0
	for _, p := range f.Papers {
		x := paperLine(p)
		if f.Open() {
			x.Remove = base + "/" + p.ID + "/remove"
		}
		waiting += count(p.Waiting)
		d.Lines = append(d.Lines, x)
	}
	if waiting > 0 {
		d.Waiting = ui.Number(waiting) + " ảnh, bản chụp chưa đến đảng viên. Bí thư hoặc phó bí thư cần xem và xác nhận không phải tài liệu mật."
		if who.Can(filing.Declare, f.Path) {
			d.Check = "/files/waiting"
		}
	}
	return d
}

func sizeWords(n int64) string {
	const kb, mb = 1 << 10, 1 << 20
	if n >= mb {
		return tenths(float64(n)/mb) + " MB"
	}
	return strconv.FormatInt((n+kb-1)/kb, 10) + " KB"
}

func rollStats(f meeting.Full) []ui.Stat {
	x := f.Count()
	if f.State == meeting.Draft || f.State == meeting.Called {
		a := f.Answers()
		return []ui.Stat{
			{Value: ui.Number(a.Coming + a.Online), Label: "sẽ dự", Tone: ui.Good}, {Value: ui.Number(a.Leave), Label: "xin vắng", Tone: ui.Warn},
			{Value: ui.Number(a.Silent), Label: "chưa trả lời"},
		}
	}
	return []ui.Stat{
		{Value: ui.Number(x.Present) + "/" + ui.Number(x.Members), Label: "có mặt", Tone: ui.Good},
		{Value: ui.Number(x.Excused), Label: "vắng có lý do"}, {Value: ui.Number(x.Unexcused), Label: "vắng không lý do"},
	}
}

func textLinks(f meeting.Full) (out []views.Link) {
	names := map[meeting.TextKind]string{meeting.MinutesText: "Biên bản", meeting.ResolutionText: "Nghị quyết"}
	for _, t := range f.Texts {
		if t.Final {
			base := meetingPath(f.ID, "") + "/texts/" + string(t.Kind)
			out = append(out, views.Link{Text: names[t.Kind] + " (PDF)", Href: base + ".pdf"}, views.Link{Text: names[t.Kind] + " (Word)", Href: base + ".docx"})
		}
	}
	return out
}

func scoreWords(f meeting.Full) string {
	if f.Score == nil {
		return ""
	}
	return strconv.Itoa(*f.Score) + "/100 điểm, " + f.Grade
}

func taskRows(f meeting.Full, today civil.Date) (rows []ui.Row) {
	for _, t := range f.Tasks {
		b := ui.Badge{Text: "Đang thực hiện", Tone: ui.Info}
		switch {
		case t.State == "done":
			b = ui.Badge{Text: "Hoàn thành", Tone: ui.Good}
		case t.State == "dropped":
			b = ui.Badge{Text: "Thôi thực hiện"}
		case t.Overdue(today):
			b = ui.Badge{Text: "Quá hạn", Tone: ui.Bad}
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: t.Title}, {Text: t.OwnerName}, {Text: t.Due.String()}, {Body: b}}})
	}
	return rows
}

func reviewRows(f meeting.Full) (rows []ui.Row) {
	for _, x := range f.Reviews {
		result := "Chưa kiểm điểm"
		if x.Done != nil {
			result = "Chưa hoàn thành"
			if *x.Done {
				result = "Hoàn thành"
			}
			if x.Result != "" {
				result += ". " + x.Result
			}
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: x.Title}, {Text: x.Owner}, {Text: x.Before}, {Text: result}}})
	}
	return rows
}
