package web

import (
	"net/http"
	"strconv"
	"strings"

	"sotay/internal/incoming"
	"sotay/internal/platform/civil"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

func (w *Web) showIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	f, err := w.Incoming.See(r.Context(), v.who(), incomingID(r))
	if err != nil {
		return err
	}
	return w.incomingPaper(rw, r, v, f, nil)
}

func (w *Web) incomingPaper(rw http.ResponseWriter, r *http.Request, v visit, f incoming.Full, refusal error) error {
	inside, clerk := v.Who.Can(incoming.See, f.Path), v.Who.Can(incoming.Register, f.Path)
	d := views.IncomingPaperData{ID: string(f.ID), Rev: strconv.FormatInt(f.Rev, 10), Badge: incomingBadge(f.Paper, civil.In(w.DB.Now())), Reason: f.Reason, Origin: f.Origin,
		Facts: w.incomingFacts(f), MayTakeIn: clerk && f.State == incoming.Arrived, MayEdit: clerk && f.Open(),
		MayRefuse: clerk && (f.State == incoming.Arrived || f.State == incoming.Registered), RefuseLabel: "Gạch khỏi sổ vì vào nhầm", RefuseVerb: "cancel"}
	if f.State == incoming.Arrived {
		d.RefuseLabel, d.RefuseVerb = "Trả lại, không vào sổ", "refuse"
	}
	for _, e := range f.Events {
		d.Events = append(d.Events, ui.Row{Cells: []ui.Cell{{Text: when(e.At), Sub: e.By}, {Text: incomingVerb(e.Verb)}, {Text: e.Text}}})
	}
	if f.Instruction != "" {
		d.Instruction, d.Instructed = f.Instruction, f.InstructedBy+", "+when(f.InstructedAt)
	}
	leads := v.Who.Can(incoming.Assign, f.Path)
	d.MayClose = (f.State == incoming.Registered || f.State == incoming.Working) && (leads || clerk && len(f.Steps) == 0 && f.Instruction == "")
	d.MayReopen = f.State == incoming.Done && leads
	code, err := w.refused(refusal, &d.Errors, &d.Mistakes)
	if err != nil {
		return err
	}
	if err := w.incomingFiles(r, v, f, &d); err != nil {
		return err
	}
	if err := w.incomingExchange(r, v, f, &d); err != nil {
		return err
	}
	if err := w.incomingSteps(r, v, f, &d); err != nil {
		return err
	}
	if err := w.incomingAnswers(r, v, f, &d); err != nil {
		return err
	}
	p := w.page(r, v, f.Abstract)
	if f.Abstract == "" {
		p.Title = "Văn bản đến"
	}
	p.Lede = strings.Trim(incomingName(f.Paper)+", "+f.Issuer, ", ")
	if inside {
		p.Crumbs = []ui.Crumb{{Label: "Văn bản đến", Href: "/incoming"}}
	}
	p.Here = incomingPath(f.ID)
	return render(rw, r, code, views.IncomingPaper(p, d))
}

func (w *Web) incomingFacts(f incoming.Full) []ui.Fact {
	number := ""
	if f.Number > 0 {
		number = f.Numbered()
	}
	source := map[incoming.Source]string{incoming.Mail: "Thư điện tử", incoming.Exchange: "Liên thông", incoming.Sotay: "Sổ tay"}[f.Source]
	if source != "" && f.Sender != "" {
		source += ", từ " + f.Sender
	}
	return filled([]ui.Fact{{Name: "Số đến", Value: number}, {Name: "Ngày đến", Value: f.Arrived.String()}, {Name: "Nơi nhận", Value: f.UnitName},
		{Name: "Cơ quan ban hành", Value: f.Issuer}, {Name: "Số, ký hiệu", Value: f.Symbol}, {Name: "Ngày văn bản", Value: f.Day.String()}, {Name: "Thể loại", Value: f.Type},
		{Name: "Hạn xử lý", Value: f.Due.String()}, {Name: "Nhận qua", Value: source}, {Name: "Người vào sổ", Value: f.Clerk}, {Name: "Kết quả", Value: f.Result}})
}

// incomingVerb is an act of a paper's history in words.
func incomingVerb(verb string) string {
	return map[string]string{"arrive": "Văn bản đến", "register": "Vào sổ", "correct": "Sửa thông tin", "refuse": "Trả lại", "cancel": "Gạch khỏi sổ",
		"direct": "Ý kiến, giao việc", "report_done": "Báo cáo xong", "report_open": "Báo cáo", "report_dropped": "Không làm nữa", "extend": "Gia hạn", "ask": "Xin gia hạn", "deny": "Không gia hạn", "transfer": "Chuyển việc",
		"withdraw": "Rút việc", "begin": "Bắt đầu xử lý", "amend": "Nơi gửi báo", "answer": "Trả lời", "close": "Kết thúc", "reopen": "Mở lại", "file": "Thêm tệp", "unfile": "Bỏ tệp"}[verb]
}

func (w *Web) refuseIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.handled(rw, r, v, w.Incoming.Refuse(r.Context(), v.who(), incomingID(r), revOf(r), form(r, "reason")), "Đã trả lại văn bản.")
}

func (w *Web) cancelIncoming(rw http.ResponseWriter, r *http.Request, v visit) error {
	return w.handled(rw, r, v, w.Incoming.Cancel(r.Context(), v.who(), incomingID(r), revOf(r), form(r, "reason")), "Đã gạch khỏi sổ; số đến được giữ lại.")
}

// handled goes back to the paper, or shows it again with what was refused. A second
// press is answered as the first was.
func (w *Web) handled(rw http.ResponseWriter, r *http.Request, v visit, err error, text string) error {
	if err == nil || fault.Of(err).Says("db.done_before") {
		return done(rw, r, incomingPath(incomingID(r)), text)
	}
	if _, _, ok := w.mistakes(err); !ok {
		return err
	}
	f, seeing := w.Incoming.See(r.Context(), v.who(), incomingID(r))
	if seeing != nil {
		return seeing
	}
	return w.incomingPaper(rw, r, v, f, err)
}
