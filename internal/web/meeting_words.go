package web

import (
	"fmt"
	"strconv"
	"strings"

	"sotay/internal/meeting"
	"sotay/internal/member"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

func answerWords(s meeting.Seat) string {
	switch s.Answer {
	case meeting.Coming:
		return "Sẽ đến"
	case meeting.Online:
		return "Họp trực tuyến"
	case meeting.Leave:
		return "Xin vắng"
	}
	return ""
}

func leaveWords(s meeting.Seat) string {
	if s.Answer != meeting.Leave {
		return "Có thể đổi câu trả lời cho đến khi họp."
	}
	switch s.Leave {
	case meeting.Granted:
		return "Đã được đồng ý cho vắng."
	case meeting.Refused:
		return "Chưa được đồng ý. Hãy thu xếp dự họp."
	}
	return "Đang chờ trả lời."
}

func standingWords(s meeting.Seat) string {
	switch {
	case s.Exempt:
		return "miễn sinh hoạt"
	case s.Standing == meeting.Probationary:
		return "dự bị"
	}
	return ""
}

func presenceWords(s meeting.Seat) string {
	switch s.State {
	case meeting.Present:
		return "Có mặt"
	case meeting.PresentOnline:
		return "Dự trực tuyến"
	case meeting.Excused:
		return "Vắng có lý do"
	case meeting.Unexcused:
		return "Vắng không lý do"
	}
	return ""
}

func presenceTone(s meeting.Seat) ui.Tone {
	switch s.State {
	case meeting.Present, meeting.PresentOnline:
		return ui.Good
	case meeting.Excused:
		return ui.Warn
	case meeting.Unexcused:
		return ui.Bad
	}
	return ui.Neutral
}

func choiceWords(c meeting.Choice) string {
	switch c {
	case meeting.Yes:
		return "tán thành"
	case meeting.No:
		return "không tán thành"
	case meeting.Abstain:
		return "không có ý kiến"
	}
	return ""
}

// motionView is a motion as one member sees it; self is "" for those above.
func motionView(f meeting.Full, m meeting.Motion, self string) views.MotionView {
	me, _ := f.Seat(member.ID(self))
	x := views.MotionView{ID: m.ID, Title: m.Title, Rule: m.Rule, Open: m.State == meeting.MotionOpen, Closed: m.State == meeting.MotionClosed,
		ByHands: m.Mode == meeting.ByHands, Sent: m.Sent, Voters: f.Voters(), State: "Chưa mở biểu quyết"}
	if v, ok := f.Vote(m.ID, member.ID(self)); ok {
		x.Mine = choiceWords(v.Choice)
	}
	switch {
	case !me.Votes():
		x.WhyNot = "Đồng chí dự họp và phát biểu; biểu quyết dành cho đảng viên chính thức."
	case !me.Here():
		x.WhyNot = "Hãy điểm danh có mặt rồi biểu quyết."
	default:
		x.MayVote = x.Mine == ""
	}
	if x.Open {
		x.State = "Đang biểu quyết"
	}
	if x.Closed {
		x.Passed = m.Passed != nil && *m.Passed
		x.Bars = []ui.Bar{{Label: "Tán thành", Value: m.Yes, Tone: ui.Good}, {Label: "Không tán thành", Value: m.No, Tone: ui.Bad}, {Label: "Không có ý kiến", Value: m.Abstain}}
		x.Result = fmt.Sprintf("Tán thành %d trên %d, đạt %s.", m.Yes, m.Base, share(m.Yes, m.Base))
	}
	return x
}

func share(n, of int) string {
	if of == 0 {
		return "0%"
	}
	return tenths(100*float64(n)/float64(of)) + "%"
}

// tenths writes a number with one place after the Vietnamese comma.
func tenths(x float64) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', 1, 64), ".", ",", 1)
}
