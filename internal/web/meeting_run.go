package web

import (
	"net/http"
	"slices"
	"strconv"

	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/platform/authz"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

// runData is the meeting as who runs it sees it, one tab at a time.
func (w *Web) runData(r *http.Request, v visit, f meeting.Full, d views.MeetingData, tab string, a again) (views.RunData, error) {
	run := views.RunData{MeetingData: d, Draft: f.State == meeting.Draft, Ended: f.State == meeting.Ended,
		Today: string(civil.In(w.DB.Now())), Version: strconv.FormatInt(f.Version, 10), MotionKinds: motionKinds}
	if tab == "" {
		tab = firstTab(f.State)
	}
	run.Tab, run.Tabs = tab, runTabs(f, tab)
	run.People = append(run.People, ui.Option{Value: "", Label: "Chọn đảng viên"})
	for _, s := range f.Roll {
		run.Roll = append(run.Roll, seatView(s))
		run.People = append(run.People, ui.Option{Value: string(s.Member), Label: s.Name})
	}
	for i, m := range f.Motions {
		if m.State == meeting.MotionDraft {
			run.Motions = append(run.Motions, motionView(f, m, v.Who.Member))
			continue
		}
		if j := indexMotion(run.Motions, f.Motions[i].ID); j >= 0 {
			run.Motions[j].Missing = missingVoters(f, m)
		}
	}
	if f.Running() { // those who still need a mark come first
		slices.SortStableFunc(run.Roll, func(x, y views.SeatView) int { return min(len(x.State), 1) - min(len(y.State), 1) })
	}
	run.Agenda = agendaViews(f, a)
	for _, x := range f.Reviews {
		run.ToReview = append(run.ToReview, views.ReviewView{Task: string(x.Task), Title: x.Title, Owner: x.Owner, Due: x.Due.String(), Before: x.Before,
			Result: x.Result, Judged: x.Done != nil, Done: x.Done != nil && *x.Done})
	}
	run.PaperCard = papersCard(f, v.Who, d.Errors["file"])
	run.Docs = docViews(f)
	run.Began, run.End = clockOf(f.OpenedAt), clockOf(w.DB.Now())
	run.Steps = w.steps(f, tab)
	if tab != "finish" {
		return run, nil
	}
	var err error
	if run.Points, run.Total, err = w.pointViews(r, v, f, d.Errors); err != nil {
		return run, err
	}
	run.Corrected, err = w.corrected(r, v, f)
	return run, err
}

// motionKinds are the kinds of the rule "meeting.motions", the usual one first.
var motionKinds = []ui.Option{
	{Value: "resolution", Label: "Thông qua nghị quyết", Chosen: true},
	{Value: "agenda", Label: "Thông qua chương trình, thư ký, biên bản"},
	{Value: "admission", Label: "Đề nghị kết nạp, công nhận chính thức"},
	{Value: "other", Label: "Nội dung khác"},
}

func firstTab(s meeting.State) string {
	switch s {
	case meeting.Opened:
		return "roll"
	case meeting.Ended, meeting.Closed:
		return "finish"
	}
	return "prepare"
}

// runTabs are the parts of the page; those that matter in this state come first.
func runTabs(f meeting.Full, active string) []ui.Tab {
	asks := 0
	for _, s := range f.Roll {
		if asking(s) {
			asks++
		}
	}
	label := map[string]string{"prepare": "Chuẩn bị", "answers": "Trả lời", "roll": "Điểm danh", "course": "Nội dung",
		"votes": "Biểu quyết", "tasks": "Nhiệm vụ", "finish": "Hoàn thiện", "mine": "Của tôi"}
	order := map[meeting.State][]string{
		meeting.Draft:  {"prepare", "votes", "tasks"},
		meeting.Called: {"prepare", "answers", "votes", "tasks", "roll", "mine"},
		meeting.Opened: {"roll", "course", "votes", "tasks", "finish", "mine", "prepare"},
	}[f.State]
	if f.Running() && asks > 0 {
		order = append([]string{"answers"}, order...)
	}
	if order == nil {
		order = []string{"finish", "tasks", "course", "roll", "votes", "mine", "prepare"}
	}
	tabs := make([]ui.Tab, len(order))
	for i, name := range order {
		tabs[i] = ui.Tab{Label: label[name], Href: meetingPath(f.ID, name), Active: name == active}
		if name == "answers" {
			tabs[i].Count = asks
		}
	}
	return tabs
}

func asking(s meeting.Seat) bool {
	return s.Answer == meeting.Leave && s.Leave == "" && s.State == meeting.Unmarked
}

func seatView(s meeting.Seat) views.SeatView {
	x := views.SeatView{ID: string(s.Member), Name: s.Name, Standing: standingWords(s), Answer: answerWords(s), Reason: s.Reason, State: presenceWords(s), Tone: presenceTone(s), Asks: asking(s), Spoke: s.Spoke}
	if x.Answer == "" {
		x.Answer = "Chưa trả lời"
	}
	if s.Leave == meeting.Granted {
		x.Answer += ", đã đồng ý"
	}
	if s.Leave == meeting.Refused {
		x.Answer += ", không đồng ý"
	}
	switch s.How {
	case "tap":
		x.How = "tự điểm danh"
	case "qr":
		x.How = "quét mã"
	}
	return x
}

func indexMotion(all []views.MotionView, id string) int {
	for i, m := range all {
		if m.ID == id {
			return i
		}
	}
	return -1
}

// missingVoters are those who may vote, are here and have not.
func missingVoters(f meeting.Full, m meeting.Motion) (out []ui.Option) {
	for _, s := range f.Roll {
		if _, sent := f.Vote(m.ID, s.Member); s.Votes() && s.Here() && !sent {
			out = append(out, ui.Option{Value: string(s.Member), Label: s.Name})
		}
	}
	return out
}

func agendaViews(f meeting.Full, a again) (out []views.ItemView) {
	for i, x := range f.Items {
		item := views.ItemView{ID: x.ID, Number: strconv.Itoa(i + 1), Title: x.Title, Notes: x.Notes, Rev: strconv.FormatInt(x.Rev, 10), Now: x.ID == f.Item}
		if a.item == x.ID {
			item.Notes, item.Error = a.typed+"\n\n[Bản người khác vừa lưu]\n"+x.Notes, "Có người vừa sửa. Cả hai bản ở trong ô này; hãy gộp lại rồi lưu."
		}
		for _, o := range f.Opinions {
			if o.Item == x.ID {
				item.Opinions = append(item.Opinions, opinionFact(o))
			}
		}
		out = append(out, item)
	}
	return out
}

func docViews(f meeting.Full) (out []views.TextView) {
	for _, k := range []struct {
		kind meeting.TextKind
		name string
	}{{meeting.MinutesText, "Biên bản"}, {meeting.ResolutionText, "Nghị quyết"}} {
		b := ui.Badge{Text: "Chưa soạn", Tone: ui.Info}
		if t, ok := f.Text(k.kind); ok {
			b = ui.Badge{Text: "Bản " + strconv.FormatInt(t.Version, 10) + ", chưa thông qua", Tone: ui.Warn}
			if t.Final {
				b = ui.Badge{Text: "Đã thông qua", Tone: ui.Good}
			}
		}
		out = append(out, views.TextView{Kind: string(k.kind), Name: k.name, Href: meetingPath(f.ID, "") + "/texts/" + string(k.kind), State: b})
	}
	return out
}

func (w *Web) pointViews(r *http.Request, v visit, f meeting.Full, errors map[string]string) (out []views.PointView, total string, err error) {
	sheet, err := w.Meetings.ScoreSheet(r.Context(), v.Who, f.ID)
	if err != nil {
		return nil, "", err
	}
	for _, l := range sheet {
		x := views.PointView{ID: l.ID, Title: l.Title, Max: strconv.Itoa(l.Max), ByHand: l.By == "hand", Error: errors[l.ID]}
		if l.Points != nil {
			x.Points, x.Why = strconv.Itoa(l.Points.Points), l.Points.Why
		}
		out = append(out, x)
	}
	return out, scoreWords(f), nil
}

func (w *Web) corrected(r *http.Request, v visit, f meeting.Full) (out []ui.Fact, err error) {
	if f.Version < 2 {
		return nil, nil
	}
	all, err := w.Meetings.Corrections(r.Context(), v.Who, f.ID)
	for _, c := range all {
		out = append(out, ui.Fact{Name: "Bản " + strconv.FormatInt(c.Version, 10) + ", " + when(c.At), Value: c.Reason + " (" + c.By + ")"})
	}
	return out, err
}

func (w *Web) runRoutes() []Route {
	run := func(pattern string, h handler) Route { return at(meeting.Run, pattern, h) }
	return []Route{
		signed("POST /meetings/{id}/answer", w.answerMeeting),
		run("POST /meetings/{id}/leave", w.decideLeave),
		run("POST /meetings/{id}/roll", w.markRoll),
		run("POST /meetings/{id}/roll/all", w.act("roll", "Đã ghi có mặt.", w.Meetings.MarkAll)),
		at(meeting.Attend, "POST /meetings/{id}/check-in", w.checkIn),
		signed("POST /meetings/{id}/opinions", w.say),
		run("POST /meetings/{id}/items/{item}/now", w.itemNow),
		run("POST /meetings/{id}/items/{item}", w.itemNotes),
		run("POST /meetings/{id}/motions", w.moveMotion),
		run("POST /meetings/{id}/motions/{motion}/open", w.openVote),
		signed("POST /meetings/{id}/motions/{motion}/vote", w.castVote),
		run("POST /meetings/{id}/motions/{motion}/close", w.closeVote),
		run("POST /meetings/{id}/reviews/{task}", w.judge),
		run("POST /meetings/{id}/tasks", w.giveAtMeeting),
		run("POST /meetings/{id}/end", w.endMeeting),
		run("POST /meetings/{id}/score", w.scoreMeeting),
		run("POST /meetings/{id}/close", w.closeMeeting),
		run("GET /meetings/{id}/correct", w.correctForm),
		run("POST /meetings/{id}/correct", w.correctMeeting),
		at(meeting.Attend, "POST /meetings/{id}/rate", w.rate),
	}
}

// forWhom is the member that a form speaks of: the one it names, or the person himself.
func forWhom(r *http.Request, who authz.Actor) member.ID {
	if m := form(r, "member"); m != "" {
		return member.ID(m)
	}
	return member.ID(who.Member)
}

func (w *Web) answerMeeting(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, tab := meetingID(r), form(r, "tab")
	err := w.Meetings.Answer(r.Context(), v.Who, id, forWhom(r, v.Who), meeting.Answer(form(r, "answer")), form(r, "reason"))
	if fault.Is(err, fault.Invalid) {
		return w.showMeeting(rw, r, v, id, tab, again{err: err, reason: form(r, "reason")})
	}
	if err != nil {
		return err
	}
	return done(rw, r, meetingPath(id, tab), "Đã ghi câu trả lời.")
}

func (w *Web) decideLeave(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Meetings.Decide(r.Context(), v.Who, meetingID(r), member.ID(form(r, "member")), form(r, "grant") == "1"); err != nil {
		return err
	}
	return done(rw, r, meetingPath(meetingID(r), "answers"), "Đã trả lời đề nghị vắng và báo cho đảng viên.")
}

func (w *Web) markRoll(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Meetings.Mark(r.Context(), v.Who, meetingID(r), member.ID(form(r, "member")), meeting.Presence(form(r, "state"))); err != nil {
		return err
	}
	return done(rw, r, meetingPath(meetingID(r), "roll"), "")
}

func (w *Web) checkIn(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Meetings.CheckIn(r.Context(), v.Who, meetingID(r), meeting.Presence(form(r, "state")), form(r, "code")); err != nil {
		return err
	}
	return done(rw, r, meetingPath(meetingID(r), ""), "Đã điểm danh đồng chí có mặt.")
}

func (w *Web) say(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, tab := meetingID(r), form(r, "tab")
	o := meeting.Opinion{Member: forWhom(r, v.Who), Item: form(r, "item"), Text: form(r, "text"), Spoken: form(r, "spoken") == "1"}
	if o.Spoken && form(r, "member") == "" { // who speaks is chosen, never guessed
		missing := fault.New(fault.Invalid, "meeting.opinion_invalid").Field("member", "meeting.speaker_missing")
		return w.showMeeting(rw, r, v, id, tab, again{err: missing, typed: o.Text})
	}
	err := w.Meetings.Say(r.Context(), v.Who, id, o)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return w.showMeeting(rw, r, v, id, tab, again{err: err, typed: o.Text})
	}
	if err != nil {
		return err
	}
	draft := "opinion-" + string(id)
	if o.Item != "" {
		draft = "spoken-" + o.Item
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã ghi ý kiến.", DraftDone: draft})
	return done(rw, r, meetingPath(id, tab), "")
}

func (w *Web) itemNow(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Meetings.At(r.Context(), v.Who, meetingID(r), r.PathValue("item")); err != nil {
		return err
	}
	return done(rw, r, meetingPath(meetingID(r), "course")+"#item-"+r.PathValue("item"), "")
}

func (w *Web) itemNotes(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, item := meetingID(r), r.PathValue("item")
	rev := revOf(r)
	err := w.Meetings.NoteItem(r.Context(), v.Who, id, item, form(r, "notes"), rev)
	if fault.Is(err, fault.Conflict) {
		return w.showMeeting(rw, r, v, id, "course", again{err: err, typed: form(r, "notes"), item: item})
	}
	if err != nil {
		return err
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã lưu.", DraftDone: "item-" + item})
	return done(rw, r, meetingPath(id, "course")+"#item-"+item, "")
}

func (w *Web) moveMotion(rw http.ResponseWriter, r *http.Request, v visit) error {
	id := meetingID(r)
	_, err := w.Meetings.Move(r.Context(), v.Who, id, meeting.Motion{Kind: form(r, "kind"), Title: form(r, "title"), Mode: meeting.ByPhone})
	if fault.Is(err, fault.Invalid) {
		return w.showMeeting(rw, r, v, id, "votes", again{err: err})
	}
	if err != nil {
		return err
	}
	return done(rw, r, meetingPath(id, "votes"), "Đã thêm nội dung biểu quyết.")
}

func (w *Web) openVote(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Meetings.OpenVote(r.Context(), v.Who, meetingID(r), r.PathValue("motion"), meeting.Mode(form(r, "mode"))); err != nil {
		return err
	}
	return done(rw, r, meetingPath(meetingID(r), "votes"), "")
}

func (w *Web) castVote(rw http.ResponseWriter, r *http.Request, v visit) error {
	if err := w.Meetings.Cast(r.Context(), v.Who, meetingID(r), r.PathValue("motion"), forWhom(r, v.Who), meeting.Choice(form(r, "choice"))); err != nil {
		return err
	}
	return done(rw, r, meetingPath(meetingID(r), form(r, "tab")), "Đã ghi phiếu.")
}

func (w *Web) closeVote(rw http.ResponseWriter, r *http.Request, v visit) error {
	n := func(name string) int {
		i, err := strconv.Atoi(form(r, name))
		if err != nil {
			return 0
		}
		return i
	}
	_, err := w.Meetings.CloseVote(r.Context(), v.Who, meetingID(r), r.PathValue("motion"), n("yes"), n("no"), n("abstain"))
	if fault.Is(err, fault.Invalid) {
		return w.showMeeting(rw, r, v, meetingID(r), "votes", again{err: err})
	}
	if err != nil {
		return err
	}
	return done(rw, r, meetingPath(meetingID(r), "votes"), "Đã kết thúc biểu quyết.")
}
