package web

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"sotay/internal/meeting"
	"sotay/internal/platform/fault"
	"sotay/internal/web/ui"
	"sotay/internal/web/views"
)

func (w *Web) textRoutes() []Route {
	return []Route{
		signed("GET /meetings/{id}/texts/{kind}", w.textShow), // minutes, minutes.pdf, minutes.docx, resolution…
		at(meeting.Run, "POST /meetings/{id}/texts/{kind}", w.textSave),
		at(meeting.Run, "POST /meetings/{id}/texts/{kind}/adopt", w.textAdopt),
	}
}

func textName(k meeting.TextKind) string {
	if k == meeting.ResolutionText {
		return "Nghị quyết"
	}
	return "Biên bản"
}

func (w *Web) textShow(rw http.ResponseWriter, r *http.Request, v visit) error {
	kind, format, file := strings.Cut(r.PathValue("kind"), ".")
	if file {
		return w.textFile(rw, r, v, meeting.TextKind(kind), meeting.Format(format))
	}
	return w.showText(rw, r, v, meeting.TextKind(kind), nil, "")
}

// textFile produces the official paper; into memory first, so that a failure is
// a page and never half a file.
func (w *Web) textFile(rw http.ResponseWriter, r *http.Request, v visit, kind meeting.TextKind, as meeting.Format) error {
	media := map[meeting.Format]string{
		meeting.PDF:  "application/pdf",
		meeting.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	}[as]
	if media == "" {
		return fault.New(fault.NotFound, "meeting.text_not_found")
	}
	var b bytes.Buffer
	if err := w.Meetings.Produce(r.Context(), v.Who, meetingID(r), kind, as, &b); err != nil {
		return err
	}
	attach(rw, media, textName(kind)+"."+string(as))
	_, err := b.WriteTo(rw)
	return err
}

// showText shows a text to be read, or for who runs the meeting to be written;
// refusal is why the last try was not taken, and typed what it held.
func (w *Web) showText(rw http.ResponseWriter, r *http.Request, v visit, kind meeting.TextKind, refusal error, typed string) error {
	f, seen, err := w.Meetings.See(r.Context(), v.Who, meetingID(r))
	if err != nil {
		return err
	}
	t, saved := f.Text(kind)
	writes := seen == meeting.Whole && (f.Running() || f.State == meeting.Ended)
	if kind != meeting.MinutesText && kind != meeting.ResolutionText || !writes && (!saved || seen < meeting.Finished || !t.Final && seen < meeting.Whole) {
		return fault.New(fault.NotFound, "meeting.text_not_found")
	}
	base := meetingPath(f.ID, "") + "/texts/" + string(kind)
	d := views.TextData{Action: base, Adopt: base + "/adopt", Back: meetingPath(f.ID, ""), PDF: base + ".pdf", DOCX: base + ".docx", Draft: string(kind) + "-" + string(f.ID),
		Text: t.Text, Base: strconv.FormatInt(t.Version, 10), Saved: saved, Final: t.Final, MayWrite: writes, MayAdopt: writes && !t.Final, State: textState(t, saved)}
	if !saved {
		if d.Text, err = w.Meetings.Compose(r.Context(), v.Who, f.ID, kind); err != nil {
			return err
		}
	}
	code := http.StatusOK
	if refusal != nil {
		fields, all, ok := w.mistakes(refusal)
		if !ok {
			return refusal
		}
		code, d.Mistakes, d.Error = statusOfError(refusal), all, fields["text"]
		if fault.Is(refusal, fault.Conflict) {
			d.Newer = t.Text
		}
		d.Text, d.Editing = typed, true
	}
	d.Blocks = meeting.Text{Text: strings.ReplaceAll(d.Text, meeting.EndToken, endWords(f))}.Blocks()
	if d.Versions, err = w.textVersions(r, v, f, kind); err != nil {
		return err
	}
	return render(rw, r, code, views.MeetingText(w.meetingPage(r, v, f, textName(kind)), d))
}

// endWords stands for the time of the end, also before it is known.
func endWords(f meeting.Full) string {
	if f.EndedAt.IsZero() {
		return "(giờ kết thúc)"
	}
	return clockOf(f.EndedAt)
}

func textState(t meeting.Text, saved bool) string {
	switch {
	case !saved:
		return "Bản này được soạn từ dữ liệu buổi họp. Hãy đọc, sửa rồi lưu."
	case t.Final:
		return "Đã thông qua. Bản " + strconv.FormatInt(t.Version, 10) + ", " + t.By + ", " + when(t.At) + "."
	}
	return "Bản " + strconv.FormatInt(t.Version, 10) + ", " + t.By + " lưu lúc " + when(t.At) + ". Đọc cho cuộc họp nghe rồi bấm “Thông qua bản này”."
}

func (w *Web) textVersions(r *http.Request, v visit, f meeting.Full, kind meeting.TextKind) (out []ui.Fact, err error) {
	all, err := w.Meetings.Versions(r.Context(), v.Who, f.ID, kind)
	for _, t := range all {
		value := t.By + ", " + when(t.At)
		if t.Reason != "" {
			value += ". Lý do: " + t.Reason
		}
		out = append(out, ui.Fact{Name: "Bản " + strconv.FormatInt(t.Version, 10), Value: value})
	}
	return out, err
}

func (w *Web) textSave(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, kind := meetingID(r), meeting.TextKind(r.PathValue("kind"))
	base, _ := strconv.ParseInt(form(r, "base"), 10, 64)
	err := w.Meetings.Write(r.Context(), v.Who, id, kind, base, form(r, "text"))
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return w.showText(rw, r, v, kind, err, form(r, "text"))
	}
	if err != nil {
		return err
	}
	flash(rw, ui.Notice{Tone: ui.Good, Title: "Đã lưu " + strings.ToLower(textName(kind)) + ".", DraftDone: string(kind) + "-" + string(id)})
	return done(rw, r, meetingPath(id, "")+"/texts/"+string(kind), "")
}

func (w *Web) textAdopt(rw http.ResponseWriter, r *http.Request, v visit) error {
	id, kind := meetingID(r), meeting.TextKind(r.PathValue("kind"))
	version, _ := strconv.ParseInt(form(r, "version"), 10, 64)
	if err := w.Meetings.Adopt(r.Context(), v.Who, id, kind, version); err != nil {
		return err
	}
	return done(rw, r, meetingPath(id, "finish"), textName(kind)+" đã được thông qua.")
}
